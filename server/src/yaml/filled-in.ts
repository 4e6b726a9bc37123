// Values that somebody fills in later, below a node.

import { isFilledIn } from "../base/placeholder.ts";
import type { Node } from "./node.ts";

/** Whether any value or key at or below the node is filled in later; what a template makes is too. */
export function holdsFilledIn(node: Node | undefined): boolean {
  if (node === undefined) return false;
  switch (node.kind) {
    case "map":
      return node.entries.some(({ key, value }) => isFilledIn(key) || holdsFilledIn(value));
    case "list":
      return node.items.some(holdsFilledIn);
    case "string":
      return isFilledIn(node.value);
    case "null":
      return node.unknown === true;
    default:
      return false;
  }
}
