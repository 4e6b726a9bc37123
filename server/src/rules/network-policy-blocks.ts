// A NetworkPolicy that lets nobody in on the port that a Service leads to.

import { same } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import { endpointsOf } from "../paths/endpoints.ts";
import { writtenSubject } from "../paths/subject.ts";
import { reasonText } from "../report/reasons.ts";
import { addBeside, namespaceBeside } from "./fixes/beside.ts";
import { defineRule, type Fix } from "./rule.ts";

export const networkPolicyBlocks = defineRule({
  id: "network-policy-blocks",
  severity: "warning",
  title: { en: "A NetworkPolicy that lets nobody in", "zh-cn": "NetworkPolicy 不允许任何访问" },
  why: {
    en: "As soon as one NetworkPolicy selects a pod for ingress, only what some policy allows gets in. Here none allows the port that the Service leads to, so where the cluster's network enforces policies every connection times out.",
    "zh-cn":
      "只要有一个 NetworkPolicy 选中了 Pod 的入站流量，就只有策略明确允许的流量才能进入。这里没有任何策略允许该 Service 所指向的端口，因此在执行策略的集群网络中，所有连接都会超时。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.selector === undefined) return;
    if (world.ofKind(resource, "NetworkPolicy", resource.namespace).length === 0) return;
    const subject = writtenSubject(resource, world);
    for (const port of subject.ports) {
      const { blocked } = endpointsOf(subject, port, world);
      const written = manifest.service.ports.find(
        (candidate) => candidate.port === port.port && candidate.protocol === port.protocol,
      );
      const node = written?.targetPortNode ?? written?.portNode;
      if (blocked === undefined || written === undefined || node === undefined) continue;
      yield {
        span: node.span,
        field: ["spec", "ports", written.index, written.targetPortNode === undefined ? "port" : "targetPort"],
        message: reasonText(blocked),
        fixes: () => letIn(resource, written, world),
        related: [
          {
            document: blocked.policy.document,
            span: (blocked.policy.manifest.name ?? blocked.policy.manifest.root).span,
            message: same(`NetworkPolicy ${blocked.policy.name}`),
          },
        ],
      };
    }
  },
});

/** A policy of its own: what others say stays as they said it. */
function* letIn(service: Resource<ServiceManifest>, port: ServicePort, world: World): Iterable<Fix> {
  const { selector } = service.manifest.service;
  const [workload] = world.selected(service);
  const number =
    workload === undefined
      ? undefined
      : (portsMeant(port, workload.manifest.workload)[0]?.containerPort ??
        (typeof port.targetPort === "number" ? port.targetPort : undefined));
  if (selector === undefined || selector.length === 0 || number === undefined) return;
  yield {
    title: {
      en: `Add a NetworkPolicy that lets everybody in on port ${number} of these pods`,
      "zh-cn": `添加 NetworkPolicy，允许任何来源访问这些 Pod 的端口 ${number}`,
    },
    safe: false,
    edits: addBeside(service, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `${service.name}-ingress`, ...namespaceBeside(service) },
      spec: {
        podSelector: { matchLabels: Object.fromEntries(selector.map(({ key, value }) => [key, value])) },
        policyTypes: ["Ingress"],
        ingress: [
          { ports: [{ ...(port.protocol === "TCP" ? {} : { protocol: port.protocol ?? "TCP" }), port: number }] },
        ],
      },
    }),
  };
}
