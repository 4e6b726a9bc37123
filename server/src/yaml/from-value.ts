// Plain values (JSON that somebody else has read) as nodes. They stand in no text, so their places say nothing.

import type { Node } from "./node.ts";

const span = { start: 0, end: 0 };

/** Each value as a node; what JSON cannot hold is null. Keys keep their order. */
export function fromValue(value: unknown): Node {
  switch (typeof value) {
    case "string":
      return { kind: "string", value, source: value, style: "double", span };
    case "number":
      return { kind: "number", value, json: String(value), source: String(value), style: "plain", span };
    case "boolean":
      return { kind: "bool", value, source: String(value), style: "plain", span };
    case "object":
      if (Array.isArray(value)) return { kind: "list", flow: true, items: value.map(fromValue), span };
      if (value !== null) {
        return {
          kind: "map",
          flow: true,
          entries: Object.entries(value).map(([key, member]) => ({
            key,
            keySpan: span,
            value: fromValue(member),
            span,
          })),
          span,
        };
      }
  }
  return { kind: "null", source: "null", style: "plain", span };
}
