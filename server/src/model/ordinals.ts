// The pods of a StatefulSet, which have numbers, and names that can be known before they exist.

import { get, integerOf } from "../yaml/cursor.ts";
import type { Pair } from "./labels.ts";
import type { WorkloadManifest } from "./manifest.ts";

const podName = "statefulset.kubernetes.io/pod-name";
const podIndex = "apps.kubernetes.io/pod-index";

/** The ordinals of a StatefulSet's pods: from `first`, `count` of them (replicas are 1 unless written). */
export function ordinalsOf(manifest: WorkloadManifest): { readonly first: number; readonly count: number } {
  const first = integerOf(get(manifest.root, "spec", "ordinals", "start")) ?? 0;
  return { first: Math.max(0, first), count: Math.max(0, manifest.workload.replicas ?? 1) };
}

/** Whether the pod of this ordinal has the name or the index that the selector asks for, if it asks for one. */
export function selectsOrdinal(selector: readonly Pair[], manifest: WorkloadManifest, ordinal: number): boolean {
  return selector.every((pair) => {
    if (pair.key === podName) return pair.value === `${manifest.name?.value ?? ""}-${ordinal}`;
    return pair.key !== podIndex || pair.value === String(ordinal);
  });
}

/** The ordinal in a pod's name that the pair asks for, if it is a name that this StatefulSet could give. */
export function ordinalAskedFor(pair: Pair, manifest: WorkloadManifest): number | undefined {
  const prefix = `${manifest.name?.value ?? ""}-`;
  if (pair.key !== podName || manifest.kind !== "StatefulSet" || !pair.value.startsWith(prefix)) return undefined;
  const ordinal = pair.value.slice(prefix.length);
  return /^(0|[1-9]\d{0,8})$/.test(ordinal) ? Number(ordinal) : undefined;
}

/** Whether any pod of the workload has the name or index that the selector asks for, if it asks for one. */
export function selectsSomeOrdinal(selector: readonly Pair[], manifest: WorkloadManifest): boolean {
  if (!selector.some((pair) => pair.key === podName || pair.key === podIndex)) return true;
  if (manifest.kind !== "StatefulSet") return !selector.some((pair) => pair.key === podName);
  const { first, count } = ordinalsOf(manifest);
  const named = selector.find((pair) => pair.key === podName);
  const asked =
    named === undefined
      ? Number(selector.find((pair) => pair.key === podIndex)?.value)
      : ordinalAskedFor(named, manifest);
  return asked !== undefined && asked >= first && asked < first + count && selectsOrdinal(selector, manifest, asked);
}
