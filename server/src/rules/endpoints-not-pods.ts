// Endpoints written by hand that are no pods: one way to the Service does not lead there.

import { isA } from "../index/resource.ts";
import { endpointsOf } from "../paths/endpoints.ts";
import { writtenSubject } from "../paths/subject.ts";
import { reasonText } from "../report/reasons.ts";
import { defineRule } from "./rule.ts";

export const endpointsNotPods = defineRule({
  id: "endpoints-not-pods",
  severity: "hint",
  title: { en: "Endpoints that the API server proxy cannot reach", "zh-cn": "API server 代理无法访问的端点" },
  why: {
    en: "The API server proxy (`kubectl proxy`, `kubectl get --raw …/services/NAME/proxy/`) connects only to endpoints that are pods, which it recognizes by their `targetRef`. Otherwise, anybody who can use the proxy could reach any address from inside the cluster. All other ways to reach the Service work.",
    "zh-cn":
      "API server 的代理（`kubectl proxy`、`kubectl get --raw …/services/NAME/proxy/`）只访问属于 Pod 的端点，并以 `targetRef` 为准：否则任何能使用代理的人都可以从集群内部访问任意地址。访问该 Service 的其他方式不受影响。",
  },
  *check(resource, world) {
    if (!isA(resource, "endpoints")) return;
    const { manifest, namespace } = resource;
    const { service: name, serviceNode } = manifest.endpoints;
    const [service] = world.servicesNamed(resource, namespace, name ?? "");
    if (service === undefined || serviceNode === undefined) return;
    const subject = writtenSubject(service, world);
    if (subject.hasSelector || subject.effective === "ExternalName") return;
    const isMissed = subject.ports.some(
      (port) => port.protocol === "TCP" && endpointsOf(subject, port, world).notPods !== undefined,
    );
    if (!isMissed) return;
    yield {
      span: serviceNode.span,
      field: manifest.kind === "Endpoints" ? ["subsets"] : ["endpoints"],
      message: reasonText({ kind: "not-pods" }),
    };
  },
});
