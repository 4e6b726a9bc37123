// A NetworkPolicy that blocks all incoming traffic on the port that a Service leads to.

import { same } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import { endpointsOf } from "../paths/endpoints.ts";
import { writtenSubject } from "../paths/subject.ts";
import { arrivalAt, isOpenElsewhere } from "../reach/elsewhere.ts";
import { hasPortMistake } from "../reach/policy-ports.ts";
import { endOf } from "../reach/scene.ts";
import { isWritten } from "../reach/thing.ts";
import { callsTo } from "../reach/traffic.ts";
import { reasonText } from "../report/reasons.ts";
import type { Json } from "../yaml/to-json.ts";
import { addBeside, namespaceBeside } from "./fixes/beside.ts";
import { peerFor } from "./fixes/network-policy.ts";
import { defineRule, type Fix } from "./rule.ts";

export const networkPolicyBlocks = defineRule({
  id: "network-policy-blocks",
  severity: "warning",
  title: { en: "A NetworkPolicy that blocks all incoming traffic", "zh-cn": "NetworkPolicy 不允许任何访问" },
  why: {
    en: "Once a NetworkPolicy selects a pod for ingress, the pod receives only what some policy allows. No policy here allows the port that the Service uses, so every connection times out if the cluster's network enforces policies.",
    "zh-cn":
      "只要有一个 NetworkPolicy 选中了 Pod 的入站流量，就只有策略明确允许的流量才能进入。这里没有任何策略允许该 Service 所指向的端口，因此在执行策略的集群网络中，所有连接都会超时。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.selector === undefined) return;
    if (world.ofKind(resource, "NetworkPolicy", resource.namespace).length === 0) return;
    const subject = writtenSubject(resource, world);
    if (hasMistake(resource, world)) return;
    for (const port of subject.ports) {
      const { blocked } = endpointsOf(subject, port, world);
      const written = manifest.service.ports.find(
        (candidate) => candidate.port === port.port && candidate.protocol === port.protocol,
      );
      const node = written?.targetPortNode ?? written?.portNode;
      if (blocked === undefined || written === undefined || node === undefined) continue;
      const arrival = arrivalAt(written.targetPort ?? written.port, written.protocol);
      const isOpen = world.selected(resource).some((workload) => isOpenElsewhere(workload, arrival, resource, world));
      yield {
        severity: isOpen ? "hint" : "warning",
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

/** The policies of the namespace that have a port which was meant otherwise: all else follows from that. */
function hasMistake(service: Resource<ServiceManifest>, world: World): boolean {
  const pods = world.selected(service).map((workload) => endOf(workload, service, world));
  return pods.some(({ governing }) =>
    governing.namespaced.some(
      ({ policy: { ingress, thing } }) => ingress !== undefined && isWritten(thing) && hasPortMistake(thing, world),
    ),
  );
}

/**
 * A policy of its own, what others say stays as they said it: for the workloads that name the Service, else for the pods
 * of its namespace. Whoever closed it did not mean everybody.
 */
function* letIn(service: Resource<ServiceManifest>, port: ServicePort, world: World): Iterable<Fix> {
  const { selector } = service.manifest.service;
  const [workload] = world.selected(service);
  const number =
    workload === undefined
      ? undefined
      : (portsMeant(port, workload.manifest.workload)[0]?.containerPort ??
        (typeof port.targetPort === "number" ? port.targetPort : undefined));
  if (selector === undefined || selector.length === 0 || number === undefined) return;
  const callers = new Map<string, Json>();
  for (const { from } of callsTo(service, world)) {
    const peer = isA(from, "workload") && from !== workload ? peerFor(from, service.namespace) : undefined;
    if (peer !== undefined) callers.set(`${from.manifest.kind} ${from.name}`, peer);
  }
  const names = [...callers.keys()].slice(0, 3).join(", ") + (callers.size > 3 ? ", …" : "");
  const peers = callers.size === 0 ? [{ podSelector: {} }] : [...callers.values()];
  yield {
    title:
      callers.size === 0
        ? {
            en: `Add a NetworkPolicy that allows pods of the same namespace on port ${number}`,
            "zh-cn": `添加 NetworkPolicy，允许同一命名空间的 Pod 访问端口 ${number}`,
          }
        : {
            en: `Add a NetworkPolicy that allows ${names} on port ${number}`,
            "zh-cn": `添加 NetworkPolicy，允许 ${names} 访问端口 ${number}`,
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
          {
            from: peers,
            ports: [{ ...(port.protocol === "TCP" ? {} : { protocol: port.protocol ?? "TCP" }), port: number }],
          },
        ],
      },
    }),
  };
}
