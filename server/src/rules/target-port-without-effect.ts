// targetPort of a Service without a selector: only the endpoints' own port counts.

import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { EndpointsManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const targetPortWithoutEffect = defineRule({
  id: "target-port-without-effect",
  severity: "information",
  title: { en: "A targetPort that is not used", "zh-cn": "不起作用的 targetPort" },
  why: {
    en: "Only the cluster's own endpoints controller reads `targetPort`, and it creates no endpoints for a Service without a selector. Traffic goes to the ports in the EndpointSlices or Endpoints.",
    "zh-cn":
      "只有集群自带的端点控制器读取 `targetPort`，而它不会为没有选择器的 Service 创建端点。流量发往 EndpointSlice 或 Endpoints 中写明的端口。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { service } = resource.manifest;
    if (service.selector !== undefined || service.type === "ExternalName" || service.type === undefined) return;
    for (const port of service.ports) {
      const { targetPort, targetPortNode, index } = port;
      if (targetPort === undefined || targetPortNode === undefined) continue;
      const numbers = endpointPorts(resource, port, world);
      const [number] = numbers;
      if (number === undefined || numbers.includes(Number(targetPort))) continue;
      const field = ["spec", "ports", index, "targetPort"];
      yield {
        span: targetPortNode.span,
        field,
        message: {
          en: `targetPort has no effect in a Service without a selector. Its endpoints are on port ${numbers.join(", ")}.`,
          "zh-cn": `Service 没有选择器时 targetPort 不起作用。它的端点使用端口 ${numbers.join("、")}。`,
        },
        fixes: () => [changeTo(resource, field, number)],
      };
    }
  },
});

/** The numbers that the Service's slices and Endpoints give a port, by its name. */
function endpointPorts(service: Resource, { name, protocol }: ServicePort, world: World): readonly number[] {
  const numbers = ["EndpointSlice", "Endpoints"]
    .flatMap((kind) => world.ofKind(service, kind, service.namespace))
    .filter((candidate): candidate is Resource<EndpointsManifest> => isA(candidate, "endpoints"))
    .filter(({ manifest }) => manifest.endpoints.service === service.name)
    .flatMap(({ manifest }) => manifest.endpoints.slices.flatMap((slice) => slice.ports))
    .filter((port) => port.name === (name ?? "") && port.protocol === protocol)
    .flatMap((port) => port.port ?? []);
  return [...new Set(numbers)];
}
