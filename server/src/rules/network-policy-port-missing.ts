// A port of a NetworkPolicy that none of the pods has.

import type { Text } from "../base/text.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA } from "../index/resource.ts";
import { type PortMistake, portMistakes } from "../reach/policy-ports.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const networkPolicyPortMissing = defineRule({
  id: "network-policy-port-missing",
  severity: "warning",
  title: { en: "A NetworkPolicy port that no pod has", "zh-cn": "NetworkPolicy 的端口没有任何 Pod 使用" },
  why: {
    en: "A NetworkPolicy sees packets at the pod, after the Service and the node have mapped them. Its ports are therefore the pod's ports, by number or by the container port's name. A Service's `port` or `nodePort` never matches, so the rule allows nothing.",
    "zh-cn":
      "NetworkPolicy 看到的是到达 Pod 的数据包，此时 Service 和节点已经完成地址转换：它的端口是 Pod 的端口，可以写数字，也可以写容器端口的名称。Service 的 `port` 或 `nodePort` 永远不会匹配，因此该规则不会放行任何流量。",
  },
  *check(resource, world) {
    if (!isA(resource, "network-policy")) return;
    for (const mistake of portMistakes(resource, world)) {
      const { port, path, meant, workloads, service } = mistake;
      if (port.portNode === undefined) continue;
      const field = ["spec", ...path, "port"];
      const [workload] = workloads;
      yield {
        severity: amongNeighbours("warning", resource, workloads, world),
        span: port.portNode.span,
        field,
        message: messageOf(mistake),
        fixes: () => meant.slice(0, 3).map((value) => changeTo(resource, field, value)),
        related: [
          ...(service === undefined ? [] : [service.resource]),
          ...(workload === undefined ? [] : [workload]),
        ].map(({ document, manifest, name }) => ({
          document,
          span: (manifest.name ?? manifest.root).span,
          message: { en: `${manifest.kind} ${name}`, "zh-cn": `${manifest.kind} ${name}` },
        })),
      };
    }
  },
});

function messageOf({ port, workloads, service, meant }: PortMistake): Text {
  const names = workloads.slice(0, 3).map(({ manifest, name }) => `${manifest.kind} ${name}`);
  const who = `${names.join(", ")}${workloads.length > 3 ? ", …" : ""}`;
  const shown = meant.slice(0, 5).join(", ");
  const ports: Text =
    meant.length === 0
      ? { en: "", "zh-cn": "" }
      : {
          en: ` ${meant.length === 1 ? "Its port is" : "Its ports are"} ${shown}.`,
          "zh-cn": `其端口为 ${shown}。`,
        };
  if (service !== undefined) {
    const of = `Service ${service.resource.name}`;
    const target = meant[0] ?? "";
    return service.as === "port"
      ? {
          en: `${port.port} is the port of ${of}. Policies see the pod's port, which is ${target}.`,
          "zh-cn": `${port.port} 是 ${of} 的端口。策略看到的是 Pod 的端口 ${target}。`,
        }
      : {
          en: `${port.port} is the nodePort of ${of}. Policies see the pod's port, which is ${target}.`,
          "zh-cn": `${port.port} 是 ${of} 的 nodePort。策略看到的是 Pod 的端口 ${target}。`,
        };
  }
  return {
    en: `Port ${port.port} does not match any ${port.protocol} port of ${who}.${ports.en}`,
    "zh-cn": `端口 ${port.port} 与 ${who} 的任何 ${port.protocol} 端口都不匹配。${ports["zh-cn"]}`,
  };
}
