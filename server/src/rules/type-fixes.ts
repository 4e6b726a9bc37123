// From a NodePort to what production wants: a ClusterIP with an Ingress in front, or a LoadBalancer.

import type { Resource } from "../index/resource.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { removeField, setField } from "../yaml/edit.ts";
import { newDocument } from "../yaml/new-document.ts";
import type { Edit, Fix } from "./rule.ts";

export function* typeFixes(service: Resource<ServiceManifest>): Iterable<Fix> {
  const { yaml } = service.document;
  const spec = [...rootPath(service.manifest), "spec"];
  const closed: Edit[] = [
    ...setField(yaml, [...spec, "type"], "ClusterIP"),
    ...service.manifest.service.ports.flatMap((port) =>
      port.nodePortNode === undefined ? [] : removeField(yaml, [...spec, "ports", port.index, "nodePort"]),
    ),
    ...(service.manifest.service.externalIPs.length > 0 ? [] : removeField(yaml, [...spec, "externalTrafficPolicy"])),
  ];
  const ingress = ingressEdit(service);
  if (ingress !== undefined) {
    yield {
      title: { en: "Make it a ClusterIP with an Ingress in front", "zh-cn": "改为 ClusterIP，并在前面加一个 Ingress" },
      safe: false,
      edits: [...closed, ingress],
    };
  }
  yield { title: { en: "Make it a ClusterIP", "zh-cn": "改为 ClusterIP" }, safe: false, edits: closed };
  yield {
    title: { en: "Make it a LoadBalancer", "zh-cn": "改为 LoadBalancer" },
    safe: false,
    edits: setField(yaml, [...spec, "type"], "LoadBalancer"),
  };
}

/** An Ingress as a document of its own behind the Service's, where the file is YAML and the Service is named. */
function ingressEdit(service: Resource<ServiceManifest>): Edit | undefined {
  const { manifest, document } = service;
  const port = manifest.service.ports.find((candidate) => candidate.protocol === "TCP");
  const { text } = document.yaml;
  if (manifest.item !== undefined || service.name === "" || port?.port === undefined || /^\s*\{/.test(text))
    return undefined;
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const ingress = newDocument({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: service.name,
      ...(manifest.namespace === undefined ? {} : { namespace: manifest.namespace.value }),
    },
    spec: {
      rules: [
        {
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: {
                  service: {
                    name: service.name,
                    port: port.name === undefined ? { number: port.port } : { name: port.name },
                  },
                },
              },
            ],
          },
        },
      ],
    },
  });
  const end = text.trimEnd().length;
  return { span: { start: end, end }, text: `\n---\n${ingress.trimEnd()}`.replaceAll("\n", lineBreak) };
}
