// Ingresses of the Service's namespace that lead to it.

import type { Resource } from "../index/resource.ts";
import type { IngressBackend } from "../model/ingress.ts";
import { coversHost } from "../model/ingress.ts";
import type { IngressManifest } from "../model/manifest.ts";
import type { Draft } from "./draft.ts";
import type { Context } from "./resolve.ts";
import type { Subject, SubjectPort } from "./subject.ts";
import { urlOf } from "./url.ts";
import * as words from "./words.ts";

export function* ingressPaths(context: Context): Iterable<Draft> {
  const { subject, world, from } = context;
  if (from === undefined) return;
  for (const resource of world.ofKind(from, "Ingress", subject.namespace)) {
    const { manifest } = resource;
    if (manifest.is !== "ingress") continue;
    for (const backend of manifest.ingress.backends) {
      if (backend.service === subject.name) yield pathOf(context, resource, manifest, backend);
    }
  }
}

function pathOf(context: Context, resource: Resource, manifest: IngressManifest, backend: IngressBackend): Draft {
  const { subject, world } = context;
  const { host, path } = backend;
  const isTls = manifest.ingress.tls.some((tls) => coversHost(tls, host));
  const port = isTls ? 443 : 80;
  const servicePort = backendPort(subject, backend.port, "TCP");
  const live = world.snapshot?.ingresses.find(
    (known) => known.namespace === resource.namespace && known.name === resource.name,
  )?.addresses[0];
  const seen = live?.ip ?? live?.hostname;
  const isPrefix = backend.pathType === "Prefix" || backend.pathType === "Exact";
  return {
    kind: "ingress",
    servicePort,
    protocol: "TCP",
    address: host,
    port,
    path,
    url: urlOf(isTls ? "https" : "http", host, port, isPrefix ? path : undefined),
    // A host and a path are written; none needed is as sure.
    certainties: ["manifest"],
    hops: [
      {
        kind: "ingress",
        label: words.named("Ingress", resource.name),
        ...(seen === undefined ? { certainty: "manifest" } : { address: seen, certainty: "cluster" }),
        port,
        place: { document: resource.document, span: backend.serviceNode.span },
      },
      context.serviceHop(servicePort),
    ],
    endpoints: context.endpoints(servicePort),
    broken: problemOf(subject, servicePort, backend.port, resource),
  };
}

function problemOf(
  subject: Subject,
  port: SubjectPort | undefined,
  asked: string | number | undefined,
  ingress: Resource,
): Draft["broken"] {
  if (port !== undefined)
    return port.protocol === "TCP" ? undefined : words.wrongProtocol("Ingress", ingress.name, "HTTP", port);
  // Controllers take the Ingress's own number for an ExternalName Service without ports.
  if (subject.effective === "ExternalName" && subject.ports.length === 0) return undefined;
  return words.backendPortMissing("Ingress", ingress.name, asked, subject.ports);
}

/** The Service port that a backend names, by name or number; of several with one number that of the right protocol. */
export function backendPort(
  subject: Subject,
  asked: string | number | undefined,
  protocol: string,
): SubjectPort | undefined {
  const fitting = subject.ports.filter((port) =>
    typeof asked === "string" ? port.name === asked : port.port === asked,
  );
  return fitting.find((port) => port.protocol === protocol) ?? fitting[0];
}
