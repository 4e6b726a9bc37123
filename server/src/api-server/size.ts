// How large a request would be: the API server takes 3 MiB of JSON.

import type { Node } from "../yaml/node.ts";
import { byteLength, goJson } from "./go-text.ts";

/** The bytes of the object's JSON as kubectl sends it; stops counting somewhere beyond `limit`. */
export function bodySize(root: Node, limit: number): number {
  // A short text can be large only through aliases, and then its values are shared: each is measured once.
  const known = new Map<Node, number>();
  const measure = (node: Node): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const size = sizeOf(node, measure, limit);
    known.set(node, size);
    return size;
  };
  return measure(root) + 1;
}

function sizeOf(node: Node, measure: (node: Node) => number, limit: number): number {
  switch (node.kind) {
    case "string":
      return textSize(node.value);
    case "number":
      return node.json.length;
    case "bool":
      return node.value ? 4 : 5;
    case "null":
      return 4;
    case "list":
      return sum(node.items, limit, (item) => measure(item) + 1) + (node.items.length === 0 ? 2 : 1);
    case "map":
      return (
        sum(node.entries, limit, (entry) => textSize(entry.key) + 2 + measure(entry.value)) +
        (node.entries.length === 0 ? 2 : 1)
      );
  }
}

function sum<T>(values: readonly T[], limit: number, size: (value: T) => number): number {
  let total = 0;
  for (const value of values) {
    total += size(value);
    if (total > limit) break;
  }
  return total;
}

/** With quotes, and with what Go escapes: quotes, control characters, and `<`, `>`, `&`. */
function textSize(text: string): number {
  return byteLength(goJson(text));
}
