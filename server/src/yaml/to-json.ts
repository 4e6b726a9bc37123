// A node as plain JSON data, the way kubectl sends it.

import type { Node } from "./node.ts";

/** What JSON.stringify takes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The value as plain data. Numbers beyond 2^53 lose what JavaScript's numbers lose: `jsonText` keeps them. */
export function toJson(node: Node): Json {
  switch (node.kind) {
    case "null":
      return null;
    case "list":
      return node.items.map(toJson);
    case "map": {
      // Without a prototype `__proto__` is a key like any other.
      const object: Record<string, Json> = Object.create(null);
      for (const entry of node.entries) object[entry.key] = toJson(entry.value);
      return object;
    }
    default:
      return node.value;
  }
}

/** The value as JSON text, numbers digit by digit as kubectl writes them. */
export function jsonText(node: Node): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "list":
      return `[${node.items.map(jsonText).join(",")}]`;
    case "map":
      return `{${node.entries.map((entry) => `${JSON.stringify(entry.key)}:${jsonText(entry.value)}`).join(",")}}`;
    case "number":
      return node.json;
    default:
      return JSON.stringify(node.value);
  }
}
