// An Ingress of GKE in front of a ClusterIP Service: the load balancer needs a nodePort or network endpoint groups.

import { negKey } from "../model/annotations/google.ts";
import { annotationNamed } from "../model/annotations/of.ts";
import { rootPath } from "../model/manifest.ts";
import { setField } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

const classKey = "kubernetes.io/ingress.class";
const classes = ["gce", "gce-internal"];

export const gkeBackendWithoutNeg = defineRule({
  id: "gke-backend-without-neg",
  severity: "hint",
  title: {
    en: "A GKE Ingress to a ClusterIP Service without network endpoint groups",
    "zh-cn": "GKE Ingress 指向没有网络端点组的 ClusterIP Service",
  },
  why: {
    en: "The load balancer of a GKE Ingress reaches pods through either a nodePort or network endpoint groups (NEGs). A ClusterIP Service has no nodePort, so it needs the annotation `cloud.google.com/neg: '{\"ingress\": true}'`. In VPC-native clusters, GKE adds it to new Services itself, but whether this cluster is one is unknown here. An Ingress of class `gce-internal` always needs the annotation.",
    "zh-cn":
      "GKE Ingress 的负载均衡器通过 nodePort 或网络端点组（NEG）访问 Pod。ClusterIP Service 没有 nodePort，因此需要注解 `cloud.google.com/neg: '{\"ingress\": true}'`。在 VPC 原生集群中，GKE 会自动为新 Service 添加它，但这里无法得知集群是否如此；`gce-internal` 类的 Ingress 始终需要它。",
  },
  // Source: GKE's documentation, "Container-native load balancing through Ingress"; ingress-gce pkg/translator.
  *check(resource, world) {
    const { manifest, namespace } = resource;
    if (manifest.is !== "ingress") return;
    const className = annotationNamed(manifest.root, classKey)?.value ?? manifest.ingress.className;
    if (className === undefined || !classes.includes(className)) return;
    for (const backend of manifest.ingress.backends) {
      const [service] = world.servicesNamed(resource, namespace, backend.service);
      if (service === undefined) continue;
      const target = service.manifest;
      if (target.service.type !== "ClusterIP" || annotationNamed(target.root, negKey) !== undefined) continue;
      yield {
        span: backend.serviceNode.span,
        field: [...backend.field, "service", "name"],
        message: {
          en: `Service ${service.name} is of type ClusterIP and has no \`${negKey}\` annotation. Unless the cluster is VPC-native, GKE needs type NodePort or network endpoint groups.`,
          "zh-cn": `Service ${service.name} 的类型为 ClusterIP，且没有注解 \`${negKey}\`。除非集群是 VPC 原生的，否则 GKE 需要 NodePort 类型或网络端点组。`,
        },
        fixes: () => [
          {
            title: {
              en: `Add \`${negKey}\` to Service ${service.name}`,
              "zh-cn": `为 Service ${service.name} 添加 \`${negKey}\``,
            },
            safe: false,
            edits: setField(
              service.document.yaml,
              [...rootPath(target), "metadata", "annotations", { key: negKey }],
              '{"ingress": true}',
            ).map((edit) => ({ document: service.document, ...edit })),
          },
        ],
      };
    }
  },
});
