// A StatefulSet whose Service does not select its pods, so that they have no names of their own.

import { governedBy, governingService } from "../index/governing-service.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { setField } from "../yaml/edit.ts";
import { selectorOf } from "./fixes/selector.ts";
import { defineRule, type Fix } from "./rule.ts";
import { atServiceName, governingWhy } from "./stateful-set-service-missing.ts";

export const statefulSetServiceNotSelecting = defineRule({
  id: "stateful-set-service-not-selecting",
  severity: "warning",
  title: {
    en: "A StatefulSet whose Service does not select its pods",
    "zh-cn": "StatefulSet 的 Service 没有选择其 Pod",
  },
  why: governingWhy,
  *check(resource, world) {
    const subject = governedBy(resource);
    const service = subject === undefined ? undefined : governingService(subject, world);
    if (subject === undefined || service?.manifest.service.selector === undefined) return;
    if (world.selecting(subject.workload).some((other) => other.manifest === service.manifest)) return;
    yield {
      ...atServiceName(subject),
      severity: amongNeighbours("warning", resource, [service], world),
      message: {
        en: `Service ${subject.name} does not select these pods, so they do not get their own DNS names.`,
        "zh-cn": `Service ${subject.name} 没有选择这些 Pod，因此它们得不到各自的 DNS 名称。`,
      },
      fixes: () => [selectPods(service, subject.workload)],
    };
  },
});

function selectPods(
  { document, manifest, name }: Resource<ServiceManifest>,
  workload: Resource<WorkloadManifest>,
): Fix {
  const pairs = selectorOf(workload.manifest);
  return {
    title: {
      en: `Select these pods in Service ${name} (${pairs.map(({ key, value }) => `${key}: ${value}`).join(", ")})`,
      "zh-cn": `在 Service ${name} 中选择这些 Pod（${pairs.map(({ key, value }) => `${key}: ${value}`).join("、")}）`,
    },
    safe: false,
    edits: (pairs.length === 0
      ? []
      : setField(
          document.yaml,
          [...rootPath(manifest), "spec", "selector"],
          Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
        )
    ).map((edit) => ({ ...edit, document })),
  };
}
