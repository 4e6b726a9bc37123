// An Argo Rollout whose Services it cannot move its pods between: one for two parts, or one that selects other pods.

import { type Backend, backendsOf } from "../index/backends.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA } from "../index/resource.ts";
import { matches } from "../model/labels.ts";
import { defineRule } from "./rule.ts";

export const rolloutServiceUnfit = defineRule({
  id: "rollout-service-unfit",
  severity: "warning",
  title: { en: "A Service that a Rollout cannot use", "zh-cn": "Rollout 无法使用的 Service" },
  why: {
    en: "An Argo Rollout adds its pods' hash to the selectors of its Services, one for each version. It stops with an error if both names are the same Service, or if a Service selects labels that its pods do not have.",
    "zh-cn":
      "Argo Rollout 会把 Pod 的哈希加到其 Service 的选择器中，每个版本用一个 Service。如果两个名称是同一个 Service，或某个 Service 选择了其 Pod 没有的标签，它会报错并停止。",
  },
  *check(resource, world) {
    if (!isA(resource, "workload") || !resource.manifest.apiVersion.startsWith("argoproj.io/")) return;
    const first = new Map<string, Backend>();
    for (const backend of backendsOf(resource)) {
      const { service: name, serviceNode, serviceField: field } = backend;
      const strategy = String(field[2]);
      const before = first.get(`${strategy} ${name}`);
      first.set(`${strategy} ${name}`, backend);
      if (before !== undefined) {
        const other = String(before.serviceField.at(-1));
        yield {
          span: serviceNode.span,
          field,
          message: {
            en: `${name} is also the ${other}. The Rollout needs two different Services.`,
            "zh-cn": `${name} 同时也是 ${other}。Rollout 需要两个不同的 Service。`,
          },
        };
        continue;
      }
      const [service] = world.servicesNamed(resource, backend.namespace, name);
      const selector = service?.manifest.service.selector?.filter(({ key }) => key !== "rollouts-pod-template-hash");
      if (service === undefined || selector === undefined || service.uncertain || resource.uncertain) continue;
      if (resource.manifest.workload.podLabels.length === 0 || matches(selector, resource.manifest.workload.podLabels))
        continue;
      yield {
        severity: amongNeighbours("warning", resource, [service], world),
        span: serviceNode.span,
        field,
        message: {
          en: `Service ${name} selects ${selector.map(({ key, value }) => `${key}: ${value}`).join(", ")}, which the pods of this Rollout do not have.`,
          "zh-cn": `Service ${name} 选择 ${selector.map(({ key, value }) => `${key}: ${value}`).join("、")}，而此 Rollout 的 Pod 没有这些标签。`,
        },
        related: [
          {
            document: service.document,
            span: service.manifest.service.selectorEntry?.keySpan ?? service.manifest.root.span,
            message: { en: `selector of Service ${name}`, "zh-cn": `Service ${name} 的选择器` },
          },
        ],
      };
    }
  },
});
