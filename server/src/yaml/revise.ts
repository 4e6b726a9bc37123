// Values that differ from what is written: what another file's change makes of them. Nodes are never changed, only replaced.
// What is put in is marked as an alias is (`aliased`), so that no fix takes it for text of this document.

import type { Span } from "../base/span.ts";
import { entryOf } from "./cursor.ts";
import type { Entry, MapNode, Node, NumberNode, StringNode } from "./node.ts";

/** A string that stands for something written elsewhere; `at` is where this document shows it. */
export function stringAt(value: string, at: Span): StringNode {
  return { kind: "string", value, span: at, source: "", style: "plain", aliased: true };
}

export function integerAt(value: number, at: Span): NumberNode {
  return { kind: "number", value, json: String(value), span: at, source: "", style: "plain", aliased: true };
}

export function mapAt(at: Span): MapNode {
  return { kind: "map", flow: false, entries: [], span: at, aliased: true };
}

/** A value of another text, with every place in it moved to one of this document. */
export function anchored(node: Node, at: Span): Node {
  switch (node.kind) {
    case "map":
      return { ...mapAt(at), entries: node.entries.map(({ key, value }) => entryAt(key, anchored(value, at), at)) };
    case "list":
      return {
        kind: "list",
        flow: false,
        span: at,
        aliased: true,
        items: node.items.map((item) => anchored(item, at)),
      };
    default:
      return { ...node, span: at, source: "", aliased: true };
  }
}

/** The map with this value under the key; where the key is new, it is shown at `at`. */
export function withValue(map: MapNode, key: string, value: Node, at: Span): MapNode {
  const old = entryOf(map, key);
  if (old === undefined) return { ...map, entries: [...map.entries, entryAt(key, value, at)] };
  if (old.value === value) return map;
  return { ...map, entries: map.entries.map((entry) => (entry === old ? { ...entry, value } : entry)) };
}

export function withoutKey(map: MapNode, key: string): MapNode {
  return { ...map, entries: map.entries.filter((entry) => entry.key !== key) };
}

/** What becomes of the value at the end of a path; undefined: nothing is there, and nothing comes there. `at`: where to show it. */
export type Change = (node: Node | undefined, at: Span) => Node | undefined;

/**
 * `root` with the change made at the end of the path; a step `*` is every item of a list. `create`: maps on the way are made
 * where they are missing; `leave`: then nothing changes, and the last step has to be there too.
 */
export function revise(root: MapNode, path: readonly string[], change: Change, missing: "create" | "leave"): MapNode {
  const at = root.entries[0]?.keySpan ?? { start: root.span.start, end: root.span.start };
  const revised = step(root, path, change, missing, at);
  return revised?.kind === "map" ? revised : root;
}

function step(
  node: Node | undefined,
  path: readonly string[],
  change: Change,
  missing: "create" | "leave",
  at: Span,
): Node | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return node === undefined && missing === "leave" ? undefined : change(node, at);
  if (key === "*") {
    if (node?.kind !== "list") return node;
    return { ...node, items: node.items.map((item) => step(item, rest, change, missing, at) ?? item) };
  }
  if (node === undefined || node.kind === "null") {
    if (missing === "leave") return node;
    const value = step(undefined, rest, change, missing, at);
    return value === undefined ? node : withValue(mapAt(at), key, value, at);
  }
  if (node.kind !== "map") return node;
  const entry = entryOf(node, key);
  if (entry === undefined && missing === "leave") return node;
  const below = entry === undefined ? at : placeOf(entry);
  const value = step(entry?.value, rest, change, missing, below);
  return value === undefined || value === entry?.value ? node : withValue(node, key, value, below);
}

/** Where to show what becomes of an entry: at its value, if that is a scalar, else at its key. Always one line. */
export function placeOf(entry: Entry): Span {
  const { value } = entry;
  const isShort = value.kind !== "map" && value.kind !== "list" && value.style !== "block";
  return isShort && value.span.end > value.span.start ? value.span : entry.keySpan;
}

function entryAt(key: string, value: Node, at: Span): Entry {
  return { key, keySpan: at, value, span: at };
}
