// A key that is written twice in one map: the entry that does not count is in no map, and is taken out by its place in the text.

import type { Span } from "../base/span.ts";
import type { Entry, MapNode, Node, YamlDocument } from "./node.ts";
import { isJson, parse } from "./parse.ts";
import { applyEdits, type TextEdit } from "./text-edit.ts";
import { jsonText } from "./to-json.ts";

/** The entry of the same key and map as the dropped one, which is the one that counts. */
export function countingEntry(document: YamlDocument, dropped: Span): Entry | undefined {
  return document.root === undefined ? undefined : placeOf(document, document.root, dropped)?.entry;
}

/** Takes the entry out that does not count, with its lines; what the document says stays the same. */
export function removeDropped(document: YamlDocument, dropped: Span): readonly TextEdit[] {
  const { root } = document;
  if (root === undefined) return [];
  const said = jsonText(root);
  return removed(document, dropped, (after) => jsonText(after) === said);
}

/** Takes the entry out that counts, so that the earlier one does; nothing else is said otherwise. */
export function removeCounting(document: YamlDocument, dropped: Span): readonly TextEdit[] {
  const { root } = document;
  const place = root === undefined ? undefined : placeOf(document, root, dropped);
  if (root === undefined || place === undefined) return [];
  const others = jsonText(without(root, place.map, place.entry));
  return removed(document, place.entry.span, (after) => {
    // Before the removed entry nothing has moved.
    const found = entryAt(after, dropped.start);
    return found !== undefined && jsonText(without(after, found.map, found.entry)) === others;
  });
}

/** The first way to take the text out after which it is one duplicate fewer, and says what is `meant`. */
function removed(document: YamlDocument, span: Span, meant: (root: Node) => boolean): readonly TextEdit[] {
  const language = isJson(document) ? "json" : "yaml";
  for (const gap of gapsFor(document.text, span)) {
    const edits = [{ span: gap, text: "" }];
    const after = parse(applyEdits(document.text, edits), language);
    if (after.root === undefined || after.errors.length > document.errors.length) continue;
    if (after.warnings.length < document.warnings.length && meant(after.root)) return edits;
  }
  return [];
}

/** Its lines; behind a dash, up to the next key; between commas, with the comma behind or before it. */
function* gapsFor(text: string, { start, end }: Span): Iterable<Span> {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const rest = text.slice(end);
  const toLineEnd = /^[ \t]*,?[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(rest);
  if (toLineEnd !== null && text.slice(line, start).trim() === "")
    yield { start: line, end: end + toLineEnd[0].length };
  const next = /^[ \t]*(?:#[^\n]*)?\r?\n[ \t]*/.exec(rest);
  if (next !== null) yield { start, end: end + next[0].length };
  const comma = /^\s*,\s*/.exec(rest);
  if (comma !== null) yield { start, end: end + comma[0].length };
  const before = /\s*,\s*$/.exec(text.slice(0, start));
  if (before !== null) yield { start: before.index, end };
}

interface Place {
  readonly map: MapNode;
  readonly entry: Entry;
}

/** The innermost map around the dropped entry that has its key. */
function placeOf(document: YamlDocument, node: Node, dropped: Span): Place | undefined {
  const isAround = node.span.start <= dropped.start && dropped.end <= node.span.end;
  if (!isAround || node.aliased) return undefined;
  if (node.kind === "list") {
    for (const item of node.items) {
      const found = placeOf(document, item, dropped);
      if (found !== undefined) return found;
    }
  }
  if (node.kind !== "map") return undefined;
  for (const entry of node.entries) {
    const found = placeOf(document, entry.value, dropped);
    if (found !== undefined) return found;
  }
  const key = keyAt(document, dropped);
  const entry = node.entries.find((each) => each.key === key && each.span.start > dropped.start && !each.merged);
  return entry === undefined ? undefined : { map: node, entry };
}

/** The dropped entry's key, as the entry alone is read. */
function keyAt({ text }: YamlDocument, { start, end }: Span): string | undefined {
  const { root } = parse(text.slice(start, end));
  return root?.kind === "map" ? root.entries[0]?.key : undefined;
}

function entryAt(node: Node, start: number): Place | undefined {
  if (node.kind === "list") {
    for (const item of node.items) {
      const found = entryAt(item, start);
      if (found !== undefined) return found;
    }
  }
  if (node.kind !== "map") return undefined;
  for (const entry of node.entries) {
    if (entry.keySpan.start === start && !entry.merged) return { map: node, entry };
    const found = entry.value.span.start <= start ? entryAt(entry.value, start) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function without(node: Node, map: MapNode, entry: Entry): Node {
  if (node === map) return { ...map, entries: map.entries.filter((each) => each !== entry) };
  if (node.kind === "list") return { ...node, items: node.items.map((item) => without(item, map, entry)) };
  if (node.kind !== "map") return node;
  return { ...node, entries: node.entries.map((each) => ({ ...each, value: without(each.value, map, entry) })) };
}
