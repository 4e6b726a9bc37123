// What else is known of a workload's pods: who scales them, and how many of them a drain leaves.

import { joinTexts, type Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import { selects } from "../../model/network-policy.ts";
import { linkTo } from "./words.ts";

/** ", 2–10 replicas by HorizontalPodAutoscaler web, …": to follow the workload's name; empty where nothing is known. */
export function scalingOf(workload: Resource<WorkloadManifest>, world: World): Text {
  return joinTexts("", [...scalers(workload, world), ...budgets(workload, world)]);
}

function* scalers(workload: Resource<WorkloadManifest>, world: World): Iterable<Text> {
  const scaler = world.scaler(workload);
  if (scaler === undefined) return;
  const { min, max } = scaler.manifest.autoscaler;
  const range = max === undefined ? `≥ ${min}` : min === max ? `${min}` : `${min}–${max}`;
  yield {
    en: `, ${range} replicas by ${linkTo(scaler)}`,
    "zh-cn": `，由 ${linkTo(scaler)} 保持 ${range} 个副本`,
  };
}

function* budgets(workload: Resource<WorkloadManifest>, world: World): Iterable<Text> {
  for (const budget of world.ofKind(workload, "PodDisruptionBudget", workload.namespace)) {
    if (budget.manifest.is !== "disruption-budget") continue;
    const { pods, minAvailable, maxUnavailable } = budget.manifest.budget;
    if (!selects(pods, workload.manifest.workload.podLabels)) continue;
    if (minAvailable !== undefined) {
      yield {
        en: `, at least ${minAvailable} kept by ${linkTo(budget)}`,
        "zh-cn": `，${linkTo(budget)} 保证至少 ${minAvailable} 个可用`,
      };
    } else if (maxUnavailable !== undefined) {
      yield {
        en: `, at most ${maxUnavailable} drained at once by ${linkTo(budget)}`,
        "zh-cn": `，${linkTo(budget)} 限制最多 ${maxUnavailable} 个同时不可用`,
      };
    }
  }
}
