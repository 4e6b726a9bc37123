// NetworkPolicies that the API server would refuse: nothing is concluded from them.

import { networkPolicyErrors, type PolicyError } from "../api-server/network-policy.ts";
import type { FieldPath } from "../base/field.ts";
import { isFilledIn } from "../base/placeholder.ts";
import { isTemplated } from "../index/unreadable.ts";
import type { Manifest } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import type { Thing } from "./thing.ts";

const known = new WeakMap<Manifest, readonly PolicyError[]>();

/** What the server has against a NetworkPolicy as applied; nothing while another tool still has to fill it in. */
export function policyErrors({ manifest, document }: Thing): readonly PolicyError[] {
  // What is live has been accepted.
  if (document === undefined || isTemplated(document.yaml)) return [];
  let errors = known.get(manifest);
  if (errors === undefined) {
    errors = networkPolicyErrors(manifest.root).filter(
      ({ value, place }) => !isOpen(value) && !isOpen(valueAt(manifest.root, place)),
    );
    known.set(manifest, errors);
  }
  return errors;
}

export function isRefusedPolicy(policy: Thing): boolean {
  return policyErrors(policy).length > 0;
}

/** A placeholder is no value yet, whatever type it seems to have. */
function isOpen(value: string | number | undefined): boolean {
  return typeof value === "string" && isFilledIn(value);
}

function valueAt(root: Node, place: FieldPath): string | undefined {
  return stringOf(get(root, ...place.map((step) => (typeof step === "object" ? step.key : step))));
}
