// Workloads with no pods behind a Service that has no others.

import { isA } from "../index/resource.ts";
import { isRunning } from "../paths/endpoints.ts";
import { reasonText } from "../report/reasons.ts";
import { get } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const replicasZero = defineRule({
  id: "replicas-zero",
  severity: "information",
  title: { en: "A Service whose pods are scaled to zero", "zh-cn": "Service 的 Pod 副本数为 0" },
  why: {
    en: "With `replicas: 0` no pod runs. If no other workload backs the Service, it has no endpoints, and connections are refused until the workload is scaled up.",
    "zh-cn": "`replicas: 0` 表示没有 Pod 在运行；如果 Service 没有其他后端，它就没有端点：在扩容之前，连接都会被拒绝。",
  },
  *check(resource, world) {
    if (!isA(resource, "workload") || isRunning(resource, world)) return;
    const node = get(resource.manifest.root, "spec", "replicas");
    if (node === undefined) return;
    const idle = world
      .selecting(resource)
      .filter((service) => !world.selected(service).some((workload) => isRunning(workload, world)));
    const [service] = idle;
    if (service === undefined) return;
    const names = idle.map(({ name }) => name).join(", ");
    const { en, "zh-cn": zh } = reasonText({ kind: "no-replicas", workloads: world.selected(service) });
    yield {
      span: node.span,
      field: ["spec", "replicas"],
      message: {
        en: `${en} Service ${names} has no other backend.`,
        "zh-cn": `${zh}Service ${names} 没有其他后端。`,
      },
    };
  },
});
