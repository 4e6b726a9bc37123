// A NetworkPolicy that lets nobody in on the port that a Service leads to.

import { isService } from "../index/facts.ts";
import { endpointsOf } from "../paths/endpoints.ts";
import { writtenSubject } from "../paths/subject.ts";
import type { Rule } from "./rule.ts";

export const networkPolicyBlocks: Rule = {
  id: "network-policy-blocks",
  severity: "warning",
  title: { en: "A NetworkPolicy that lets nobody in", "zh-cn": "NetworkPolicy 不允许任何访问" },
  why: {
    en: "As soon as one NetworkPolicy selects a pod for ingress, only what some policy allows gets in. Here none allows the port that the Service leads to, so where the cluster's network enforces policies every connection times out.",
    "zh-cn":
      "只要有一个 NetworkPolicy 选中了 Pod 的入站流量，就只有策略明确允许的流量才能进入。这里没有任何策略允许该 Service 所指向的端口，因此在执行策略的集群网络中，所有连接都会超时。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (!isService(manifest) || manifest.service.selector === undefined) return;
    if (world.ofKind(resource, "NetworkPolicy", resource.namespace).length === 0) return;
    const subject = writtenSubject({ ...resource, manifest }, world);
    for (const port of subject.ports) {
      const { blocked } = endpointsOf(subject, port, world);
      const written = manifest.service.ports.find(
        (candidate) => candidate.port === port.port && candidate.protocol === port.protocol,
      );
      const node = written?.targetPortNode ?? written?.portNode;
      if (blocked === undefined || written === undefined || node === undefined) continue;
      yield {
        rule: "network-policy-blocks",
        severity: "warning",
        span: node.span,
        field: ["spec", "ports", written.index, written.targetPortNode === undefined ? "port" : "targetPort"],
        message: blocked,
        related: world
          .ofKind(resource, "NetworkPolicy", resource.namespace)
          .filter(({ name }) => name !== "" && blocked.en.includes(name))
          .slice(0, 1)
          .map((policy) => ({
            document: policy.document,
            span: (policy.manifest.name ?? policy.manifest.root).span,
            message: { en: `NetworkPolicy ${policy.name}`, "zh-cn": `NetworkPolicy ${policy.name}` },
          })),
      };
    }
  },
};
