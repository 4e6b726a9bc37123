// Labels and selectors: pairs of strings, and when one set matches another.

import type { Entry, Node } from "../yaml/node.ts";
import { makesPodsItself } from "./kinds.ts";

/** One label, or one pair that a selector asks for. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  readonly entry: Entry;
}

/**
 * The pairs of a map of strings; an empty value for null, as the API server reads it; other types are left out. What a
 * template fills in stands as written: one expression makes one value.
 */
export function readPairs(node: Node | undefined): readonly Pair[] {
  if (node?.kind !== "map") return [];
  const pairs: Pair[] = [];
  for (const entry of node.entries) {
    if (entry.value.kind === "string") pairs.push({ key: entry.key, value: entry.value.value, entry });
    else if (entry.value.kind === "null") {
      const value = entry.value.unknown ? entry.value.source : "";
      pairs.push({ key: entry.key, value, entry });
    }
  }
  return pairs;
}

/**
 * Labels that controllers put on pods when they make them, so no manifest has them (the well-known labels of
 * kubernetes.io's reference). `statefulset.kubernetes.io/pod-name` is looked at by name: see selects().
 */
const setByControllers = new Map<string, readonly string[]>([
  ["statefulset.kubernetes.io/pod-name", ["StatefulSet"]],
  ["apps.kubernetes.io/pod-index", ["StatefulSet"]],
  ["pod-template-hash", ["Deployment", "ReplicaSet"]],
  // Argo Rollouts puts it into pods and into the selectors of their Services.
  ["rollouts-pod-template-hash", ["Rollout"]],
  ["controller-revision-hash", ["StatefulSet", "DaemonSet"]],
  ["pod-template-generation", ["DaemonSet"]],
  ["batch.kubernetes.io/job-name", ["Job", "CronJob"]],
  ["batch.kubernetes.io/controller-uid", ["Job", "CronJob"]],
  ["batch.kubernetes.io/job-completion-index", ["Job", "CronJob"]],
  ["job-name", ["Job", "CronJob"]],
  ["controller-uid", ["Job", "CronJob"]],
]);

/** Whether the controller of a workload of this kind may put some label of this key on its pods. Of custom kinds nobody knows. */
export function mayBeKey(key: string, kind: string): boolean {
  const kinds = setByControllers.get(key);
  return kinds !== undefined && (!makesPodsItself(kind) || kinds.includes(kind));
}

/** Whether the controller of a workload of this kind and name may put the label on its pods. */
export function mayBeSet({ key, value }: Pair, kind: string, name: string): boolean {
  if (!mayBeKey(key, kind)) return false;
  if (!key.endsWith("job-name") || name === "") return true;
  return kind === "CronJob" ? value.startsWith(`${name}-`) : value === name;
}

/** Whether no manifest can tell if a pod has this label. */
export function isSetByController(key: string): boolean {
  return setByControllers.has(key);
}

/** Whether every pair of `selector` is among `labels`. An empty selector matches nothing here: such a Service has no pods of its own. */
export function matches(selector: readonly Pair[], labels: readonly Pair[]): boolean {
  return (
    selector.length > 0 &&
    selector.every((pair) => labels.some((label) => label.key === pair.key && label.value === pair.value))
  );
}
