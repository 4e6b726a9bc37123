// The pods of a StatefulSet, which have numbers, and names that can be known before they exist.

import { get, integerOf } from "../yaml/cursor.ts";
import type { Autoscaler } from "./autoscaler.ts";
import type { Pair } from "./labels.ts";
import type { WorkloadManifest } from "./manifest.ts";

const podName = "statefulset.kubernetes.io/pod-name";
const podIndex = "apps.kubernetes.io/pod-index";

export interface Ordinals {
  readonly first: number;
  /** As many pods as there are for sure. */
  readonly count: number;
  /** As many as there may be: more only where an autoscaler decides; it may be Infinity. */
  readonly most: number;
}

/** The ordinals of a StatefulSet's pods (replicas are 1 unless written). `scaler`: who decides instead, if anybody. */
export function ordinalsOf({ root, workload }: WorkloadManifest, scaler: Autoscaler | undefined): Ordinals {
  const first = Math.max(0, integerOf(get(root, "spec", "ordinals", "start")) ?? 0);
  const written = Math.max(0, workload.replicas ?? 1);
  if (scaler === undefined || (written === 0 && !scaler.wakes)) return { first, count: written, most: written };
  const most = scaler.max ?? Number.POSITIVE_INFINITY;
  return { first, count: Math.min(scaler.min, most), most: Math.max(most, scaler.min) };
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
export function selectsSomeOrdinal(
  selector: readonly Pair[],
  manifest: WorkloadManifest,
  scaler: () => Autoscaler | undefined,
): boolean {
  if (!selector.some((pair) => pair.key === podName || pair.key === podIndex)) return true;
  if (manifest.kind !== "StatefulSet") return !selector.some((pair) => pair.key === podName);
  const { first, most } = ordinalsOf(manifest, scaler());
  const named = selector.find((pair) => pair.key === podName);
  const asked =
    named === undefined
      ? Number(selector.find((pair) => pair.key === podIndex)?.value)
      : ordinalAskedFor(named, manifest);
  return asked !== undefined && asked >= first && asked < first + most && selectsOrdinal(selector, manifest, asked);
}
