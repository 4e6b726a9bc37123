// Whether a Service's selector reaches a workload's pods, counting what only controllers write on them.

import type { Autoscaler } from "../model/autoscaler.ts";
import { mayBeSet, type Pair } from "../model/labels.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { selectsSomeOrdinal } from "../model/ordinals.ts";
import type { Resource } from "./resource.ts";

/**
 * Whether a selector matches a workload's pods: every pair is one of their labels, or one that only a controller sets;
 * a pod's name that it asks for is one of the StatefulSet's.
 */
export function selectsPods(
  selector: readonly Pair[],
  workload: Resource<WorkloadManifest>,
  scaler: () => Autoscaler | undefined = () => undefined,
): boolean {
  const { podLabels } = workload.manifest.workload;
  if (selector.length === 0) return false;
  return (
    selector.every((pair) => {
      if (podLabels.some((label) => label.key === pair.key && label.value === pair.value)) return true;
      return mayBeSet(pair, workload.manifest.kind, workload.name);
    }) && selectsSomeOrdinal(selector, workload.manifest, scaler)
  );
}
