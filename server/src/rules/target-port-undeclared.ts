// A numeric targetPort that no container declares: it works all the same, but is often a slip.

import { nearest } from "../index/neighbours.ts";
import { isA } from "../index/resource.ts";
import type { ServicePort } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import { targetPortFixes } from "./fixes/target-port.ts";
import { defineRule } from "./rule.ts";
import { portsAreOpen } from "./target-port-name-missing.ts";

export const targetPortUndeclared = defineRule({
  id: "target-port-undeclared",
  severity: "hint",
  title: { en: "A targetPort that no container declares", "zh-cn": "没有容器声明该 targetPort" },
  why: {
    en: "Declaring `containerPort` is optional: a numeric `targetPort` works if a program listens on it. If the containers declare other ports, check it: often one of them was meant. If the pods have one container with one declared port, this is reported as information.",
    "zh-cn":
      "声明 `containerPort` 是可选的：数字形式的 `targetPort` 会直接使用，只要有程序在该端口监听就能正常工作。如果容器声明的是其他端口，请检查一下：往往本来想写的是其中之一。如果 Pod 只有一个容器且只声明了一个端口，则为信息级别。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.type === "ExternalName") return;
    const workloads = nearest(resource, world.selected(resource), world);
    if (workloads.length === 0 || workloads.some(portsAreOpen)) return;
    for (const port of manifest.service.ports) {
      const node = port.targetPortNode ?? port.portNode;
      if (typeof port.targetPort !== "number" || node === undefined) continue;
      // Containers that declare nothing at all say nothing about what they listen on.
      const declaring = workloads.filter((workload) =>
        workload.manifest.workload.containers.some((container) =>
          container.ports.some(({ containerPort }) => containerPort !== undefined),
        ),
      );
      if (declaring.length === 0 || declaring.length < workloads.length) continue;
      if (declaring.some((workload) => declaresNumber(workload.manifest.workload, port.targetPort))) continue;
      const [first] = declaring;
      const ports =
        first?.manifest.workload.containers.flatMap((container) =>
          container.ports.flatMap((candidate) => candidate.containerPort ?? []),
        ) ?? [];
      const declared = ports.join(", ");
      const only = declaring.every(
        ({ manifest: { workload } }) => workload.containers.length === 1 && workload.containers[0]?.ports.length === 1,
      );
      yield {
        ...(only ? { severity: "information" as const } : {}),
        span: node.span,
        field: ["spec", "ports", port.index, port.targetPortNode === undefined ? "port" : "targetPort"],
        message: {
          en: `${first?.manifest.kind} ${first?.name} declares ${declared}, not ${port.targetPort}. That is allowed: traffic arrives if a program listens on ${port.targetPort}.`,
          "zh-cn": `${first?.manifest.kind} ${first?.name} 声明的是 ${declared}，而不是 ${port.targetPort}。这是允许的：只要有程序监听 ${port.targetPort}，流量就能到达。`,
        },
        fixes: () => targetPortFixes(resource, port, declaring),
      };
    }
  },
});

/** Whatever the protocol: a declaration for the other one is no sign of a slip in the number. */
function declaresNumber(workload: Workload, number: ServicePort["targetPort"]): boolean {
  return workload.containers.some((container) => container.ports.some((port) => port.containerPort === number));
}
