// Owner references that say the same twice: the server merges them, and warns.

import type { OwnerReference } from "./service-object.ts";

export interface Owners {
  readonly kept: readonly OwnerReference[];
  /** Indexes of the ones dropped. */
  readonly dropped: readonly number[];
}

/** Equal references, all fields compared, count once. */
export function duplicateOwners(owners: readonly OwnerReference[]): Owners {
  const seen = new Set<string>();
  const kept: OwnerReference[] = [];
  const dropped: number[] = [];
  for (const [index, owner] of owners.entries()) {
    const identity = JSON.stringify([
      owner.apiVersion,
      owner.kind,
      owner.name,
      owner.uid,
      owner.controller ?? null,
      owner.blockOwnerDeletion ?? null,
    ]);
    if (seen.has(identity)) dropped.push(index);
    else kept.push(owner);
    seen.add(identity);
  }
  return { kept, dropped };
}
