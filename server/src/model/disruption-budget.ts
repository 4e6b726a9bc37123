// A PodDisruptionBudget: how many pods a drain of nodes leaves running.

import { get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode } from "../yaml/node.ts";
import { type LabelSelector, readLabelSelector } from "./network-policy.ts";

export interface DisruptionBudget {
  readonly pods: LabelSelector;
  /** A number or a share of the pods (`50%`), as written. */
  readonly minAvailable: string | undefined;
  readonly maxUnavailable: string | undefined;
}

export function readDisruptionBudget(root: MapNode): DisruptionBudget {
  const written = (key: string) => {
    const node = get(root, "spec", key);
    return integerOf(node)?.toString() ?? stringOf(node);
  };
  return {
    pods: readLabelSelector(get(root, "spec", "selector")),
    minAvailable: written("minAvailable"),
    maxUnavailable: written("maxUnavailable"),
  };
}
