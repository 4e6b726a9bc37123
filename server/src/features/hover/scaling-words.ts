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
    en: `, ${range} replicas (${linkTo(scaler)})`,
    "zh-cn": `，${range} 个副本（${linkTo(scaler)}）`,
  };
}

function* budgets(workload: Resource<WorkloadManifest>, world: World): Iterable<Text> {
  for (const budget of world.ofKind(workload, "PodDisruptionBudget", workload.namespace)) {
    if (budget.manifest.is !== "disruption-budget") continue;
    const { pods, minAvailable, maxUnavailable } = budget.manifest.budget;
    if (!selects(pods, workload.manifest.workload.podLabels)) continue;
    if (minAvailable !== undefined) {
      yield {
        en: `, at least ${minAvailable} available (${linkTo(budget)})`,
        "zh-cn": `，至少 ${minAvailable} 个可用（${linkTo(budget)}）`,
      };
    } else if (maxUnavailable !== undefined) {
      yield {
        en: `, at most ${maxUnavailable} unavailable (${linkTo(budget)})`,
        "zh-cn": `，最多 ${maxUnavailable} 个不可用（${linkTo(budget)}）`,
      };
    }
  }
}
