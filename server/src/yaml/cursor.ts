// Finding values: by steps, by a field path, and the nearest place for what is missing.

import type { FieldPath } from "../base/field.ts";
import type { Span } from "../base/span.ts";
import type { Entry, MapNode, Node } from "./node.ts";

/** The value below `node`, a step at a time: a key or an index. Undefined where the way ends. */
export function get(node: Node | undefined, ...steps: readonly (string | number)[]): Node | undefined {
  let at = node;
  for (const step of steps) {
    if (at === undefined) return undefined;
    at = typeof step === "number" ? itemOf(at, step) : entryOf(at, step)?.value;
  }
  return at;
}

/** Every value at the end of a path; a step `*` is every item of a list. */
export function* getAll(node: Node | undefined, path: readonly string[]): Iterable<Node> {
  const [key, ...rest] = path;
  if (node === undefined) return;
  if (key === undefined) yield node;
  else if (key !== "*") yield* getAll(get(node, key), rest);
  else if (node.kind === "list") for (const item of node.items) yield* getAll(item, rest);
}

/** The same with the way to each value. */
export function* getAllWithPath(
  node: Node | undefined,
  path: readonly string[],
  way: FieldPath = [],
): Iterable<{ readonly node: Node; readonly field: FieldPath }> {
  const [key, ...rest] = path;
  if (node === undefined) return;
  if (key === undefined) yield { node, field: way };
  else if (key !== "*") yield* getAllWithPath(get(node, key), rest, [...way, key]);
  else for (const [index, item] of itemsOf(node).entries()) yield* getAllWithPath(item, rest, [...way, index]);
}

/** The entry with this key; undefined in anything that is no map. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== "map") return undefined;
  for (const entry of node.entries) if (entry.key === key) return entry;
  return undefined;
}

/** The items of a list; none in anything that is no list. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}

/** The text of a string value; undefined for all else, numbers too. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === "string" ? node.value : undefined;
}

/** The strings in a list, without empty ones. */
export function stringsOf(node: Node | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => stringOf(item) || []);
}

/** The value of a number without a fraction (`80`, `80.0`, `8e1`); undefined for all else, and for strings of digits. */
export function integerOf(node: Node | undefined): number | undefined {
  return node?.kind === "number" && Number.isInteger(node.value) ? node.value : undefined;
}

/** The value of a bool; undefined for all else. */
export function boolOf(node: Node | undefined): boolean | undefined {
  return node?.kind === "bool" ? node.value : undefined;
}

/** Where a path leads, or how far it goes. */
export interface Location {
  /** How many of the path's steps exist. */
  readonly depth: number;
  /** The value at the path, or of the deepest ancestor that exists. */
  readonly node: Node;
  /** The entry whose value it is; undefined for the root and for an item of a list. */
  readonly entry: Entry | undefined;
  /** The map around it, for an edit: that of `entry`, else the nearest. */
  readonly map: MapNode | undefined;
  /**
   * Where to point: at the value if it is written on one line, else at its key; for an item of a list at its first line;
   * at the first key for the root. Of something missing: at the key of the deepest ancestor that exists.
   */
  readonly span: Span;
}

/** Finds the value at `path` or the deepest ancestor that exists. `text` is the document's own. */
export function locate(root: Node, path: FieldPath, text: string): Location {
  let node = root;
  let entry: Entry | undefined;
  let map: MapNode | undefined;
  let span = firstLine(root.kind === "map" ? (root.entries[0]?.keySpan ?? root.span) : root.span, text);
  let depth = 0;
  for (const step of path) {
    const key = typeof step === "object" ? step.key : step;
    if (typeof key === "number") {
      const item = itemOf(node, key);
      if (item === undefined) break;
      entry = undefined;
      node = item;
      const first = item.kind === "map" && !item.flow ? item.entries[0] : undefined;
      span = firstLine(first === undefined ? item.span : first.span, text);
    } else {
      const found = entryOf(node, key);
      if (found === undefined || node.kind !== "map") break;
      map = node;
      entry = found;
      node = found.value;
      span = found.keySpan;
    }
    depth += 1;
  }
  // What is there shows its value; what is missing shows its parent's key.
  const oneLine = entry !== undefined && depth === path.length && node.span.end > node.span.start;
  if (oneLine && !/[\n\r]/.test(text.slice(node.span.start, node.span.end))) span = node.span;
  return { depth, node, entry, map, span };
}

function itemOf(node: Node, index: number): Node | undefined {
  return node.kind === "list" ? node.items[index] : undefined;
}

/** Where a value's text is, without its quotes. */
export function insideQuotes(node: Node): Span {
  const { start, end } = node.span;
  const isQuoted = "style" in node && (node.style === "single" || node.style === "double") && !node.aliased;
  return isQuoted ? { start: start + 1, end: end - 1 } : node.span;
}

/** The part of a span on its first line, without white space at its end unless that is all there is. */
export function firstLine(span: Span, text: string): Span {
  const line = /^[^\n\r]*/.exec(text.slice(span.start, span.end))?.[0] ?? "";
  return { start: span.start, end: span.start + (line.trimEnd() || line).length };
}
