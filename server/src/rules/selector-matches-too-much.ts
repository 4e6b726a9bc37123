// A selector that catches pods of another kind of work: some of the traffic goes where nobody answers it.

import type { Text } from "../base/text.ts";
import { isService } from "../index/facts.ts";
import type { Resource } from "../index/resource.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { Rule } from "./rule.ts";

export const selectorMatchesTooMuch: Rule = {
  id: "selector-matches-too-much",
  severity: "warning",
  title: { en: "A selector that matches too much", "zh-cn": "选择器匹配过多" },
  why: {
    en: "Every pod that has the labels gets its share of the traffic, also pods of a Job, or of another application that happens to carry the same label. Canaries, blue and green, primary and replica are meant to share a Service, and are no finding. Add a label to the selector that only the right pods have.",
    "zh-cn":
      "所有具有这些标签的 Pod 都会分到流量，包括 Job 的 Pod，或碰巧带有相同标签的其他应用。金丝雀、蓝绿、主从本来就共用一个 Service，不会报告。请在选择器中加入只有目标 Pod 才有的标签。",
  },
  *check(resource, world) {
    const { manifest } = resource;
    if (
      !isService(manifest) ||
      manifest.service.selectorEntry === undefined ||
      manifest.service.type === "ExternalName"
    )
      return;
    const workloads = world.selected({ ...resource, manifest });
    const why = reason(workloads);
    if (why === undefined) return;
    const { selectorEntry, selector } = manifest.service;
    const only = selector?.length === 1 ? selector[0] : undefined;
    yield {
      rule: "selector-matches-too-much",
      severity: "warning",
      span: only?.entry.value.span ?? selectorEntry.keySpan,
      field: only === undefined ? ["spec", "selector"] : ["spec", "selector", { key: only.key }],
      message: why,
      related: workloads.slice(0, 4).map((workload) => ({
        document: workload.document,
        span: (workload.manifest.workload.podLabelsEntry ?? { keySpan: workload.manifest.root.span }).keySpan,
        message: { en: `pods of ${nameOf(workload)}`, "zh-cn": `${nameOf(workload)} 的 Pod` },
      })),
    };
  },
};

function reason(workloads: readonly Resource<WorkloadManifest>[]): Text | undefined {
  const jobs = workloads.filter((workload) => workload.manifest.workload.runsToCompletion);
  const running = workloads.filter((workload) => !workload.manifest.workload.runsToCompletion);
  const [job] = jobs;
  const [first] = running;
  if (job !== undefined && first !== undefined) {
    return {
      en: `The selector matches the pods of ${nameOf(job)} as well as those of ${nameOf(first)}: while the job runs, some requests go to it.`,
      "zh-cn": `选择器同时匹配 ${nameOf(job)} 和 ${nameOf(first)} 的 Pod：任务运行期间，部分请求会发给它。`,
    };
  }
  for (const key of ["app.kubernetes.io/name", "app.kubernetes.io/instance"]) {
    const labelled = running.flatMap((workload) => {
      const value = workload.manifest.workload.podLabels.find((label) => label.key === key)?.value;
      return value === undefined ? [] : [{ workload, value }];
    });
    const other = labelled.find(({ value }) => value !== labelled[0]?.value);
    const [one] = labelled;
    if (other === undefined || one === undefined || isVariant(one.value, other.value)) continue;
    return {
      en: `The selector matches two applications: ${nameOf(one.workload)} (${key}: ${one.value}) and ${nameOf(other.workload)} (${key}: ${other.value}).`,
      "zh-cn": `选择器匹配了两个应用：${nameOf(one.workload)}（${key}: ${one.value}）和 ${nameOf(other.workload)}（${key}: ${other.value}）。`,
    };
  }
  return undefined;
}

/** Names of one application's parts that are meant to share a Service. */
const variants =
  /[-_.]?(canary|stable|baseline|blue|green|primary|replica|secondary|master|slave|leader|follower|read|write|ro|rw|v\d+|[ab])$/i;

function isVariant(a: string, b: string): boolean {
  return a.replace(variants, "") === b.replace(variants, "");
}

function nameOf(workload: Resource<WorkloadManifest>): string {
  return `${workload.manifest.kind} ${workload.name}`;
}
