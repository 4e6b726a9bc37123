// Which field an offset is at, in finished and in half-typed text.

import { type Span, touches } from "../base/span.ts";
import { get } from "./cursor.ts";
import type { Entry, MapNode, Node, YamlDocument } from "./node.ts";
import { languageOf, parse } from "./parse.ts";

/** A way down from the document's root: keys and indices. */
export type TreePath = readonly (string | number)[];

/** What is written at an offset. */
export interface NodeAt {
  readonly kind: "key" | "value";
  /** Of the value at the offset, or of the key's value. */
  readonly path: TreePath;
  readonly node: Node;
  /** The entry of the key or value; undefined for an item of a list and for the root. */
  readonly entry: Entry | undefined;
  /** The map of that entry. */
  readonly map: MapNode | undefined;
  /** The key's or the value's own place. */
  readonly span: Span;
}

/** What may be typed at an offset. */
export interface Place {
  /** `key`: the name of a field goes here; `value`: a value. */
  readonly kind: "key" | "value";
  /** Of the map that the key belongs to; of the value itself. */
  readonly path: TreePath;
  /** The map that the key belongs to, as far as it is written already. */
  readonly map: MapNode | undefined;
  /** The keys that this map has already, without the one at the offset. */
  readonly present: readonly string[];
  /** The map has no other entry, so that a plain value, or an item's, could stand here as well. */
  readonly alone: boolean;
  /** What is typed so far: a completion takes its place. */
  readonly word: Span;
  /** Whether the word has its colon already. */
  readonly hasColon: boolean;
  /** The column of the map's keys: that of its other keys, else that of the word. */
  readonly column: number;
  readonly form: "block" | "flow" | "json";
}

/** The key or scalar that the offset touches; undefined between them. Of a key and a value that touch, the one that the offset is in. */
export function nodeAt(document: YamlDocument, offset: number): NodeAt | undefined {
  return document.root === undefined ? undefined : find(document.root, [], undefined, undefined, offset);
}

function find(
  node: Node,
  path: TreePath,
  entry: Entry | undefined,
  map: MapNode | undefined,
  offset: number,
): NodeAt | undefined {
  if (node.aliased || (node.kind !== "map" && node.kind !== "list")) {
    const written = node.span.end > node.span.start && touches(node.span, offset);
    return written ? { kind: "value", path, node, entry, map, span: node.span } : undefined;
  }
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      if (!touches(item.span, offset)) continue;
      const found = find(item, [...path, index], undefined, undefined, offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const each of writtenIn(node)) {
    if (each.merged || !touches(each.span, offset)) continue;
    const below = [...path, each.key];
    if (touches(each.keySpan, offset))
      return { kind: "key", path: below, node: each.value, entry: each, map: node, span: each.keySpan };
    const found = find(each.value, below, each, node, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entries of a map; in a template, those of each branch rather than what they come to. */
function writtenIn({ entries, alternatives }: MapNode): readonly Entry[] {
  return alternatives === undefined ? entries : [...alternatives, ...entries];
}

/** Where typing goes on at an offset. Undefined in a comment, and where no sense can be made of it. */
export function placeAt(document: YamlDocument, offset: number): Place | undefined {
  const { text, comments } = document;
  if (comments.some((comment) => comment.span.start < offset && offset <= comment.span.end)) return undefined;
  const written = nodeAt(document, offset);
  const ownLine = ownLineWord(text, offset);
  if (written?.kind === "value" && ownLine === undefined) return valuePlace(document, written);
  const word = written?.kind === "key" ? written.span : (ownLine ?? flowWord(text, offset));
  return probe(document, word, ownLine !== undefined ? "own-line" : "within-line", written);
}

/** The word around the offset where it begins its line, dashes aside, and ends it, a colon and a comment aside. */
function ownLineWord(text: string, offset: number): Span | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const before = /^([ \t\ufeff]*(?:-[ \t]+)*)([^\s#'"{}[\],:&*!|>%@`][^\s#:]*)?$/.exec(text.slice(lineStart, offset));
  if (before === null) return undefined;
  const after = /^([^\s#:,\]}]*)(?=[ \t]*(?:\r?\n|$|[ \t]#))/.exec(text.slice(offset, offset + 300));
  if (after === null) return undefined;
  return { start: offset - (before[2]?.length ?? 0), end: offset + (after[1]?.length ?? 0) };
}

/** The word around the offset, anywhere on a line; quotes belong to it. */
function flowWord(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[^\s{}[\],:#]/.test(text[start - 1] ?? "")) start -= 1;
  let end = offset;
  while (/[^\s{}[\],:#]/.test(text[end] ?? "\n")) end += 1;
  return { start, end };
}

function valuePlace(document: YamlDocument, written: NodeAt): Place {
  const { text, root } = document;
  return {
    kind: "value",
    path: written.path,
    map: written.map,
    present: (written.map?.entries ?? []).filter((entry) => entry !== written.entry).map((entry) => entry.key),
    alone: false,
    word: written.span,
    hasColon: false,
    column: columnOf(text, written.map?.span.start ?? written.span.start),
    form: formOf(written.map, root, text),
  };
}

/** Writes a word of our own at the place, reads the text again, and looks where the word has gone. */
function probe(
  document: YamlDocument,
  word: Span,
  position: "own-line" | "within-line",
  written: NodeAt | undefined,
): Place | undefined {
  const { text } = document;
  let mark = "zzcursorzz";
  while (text.includes(mark)) mark += "z";
  const hasColon = written?.kind === "key" && /^["']?[ \t]*:/.test(text.slice(word.end));
  const isKey = written?.kind === "key";
  const trials = hasColon || position === "within-line" ? [mark] : [mark, `${mark}:`];
  // A JSON text is not JSON while it is typed.
  const language = languageOf(document) === "template" ? "template" : "yaml";
  let found: Place | undefined;
  for (const trial of trials) {
    // A colon right before wants its space.
    const space = text[word.start - 1] === ":" || text[word.start - 1] === "-" ? " " : "";
    const root = parse(text.slice(0, word.start) + space + trial + text.slice(word.end), language).root;
    const place = root && locateMark(root, [], mark);
    if (place === undefined) continue;
    const { map } = place;
    const kind = isKey ? "key" : place.kind;
    // Of a value, the map is the one around it.
    const owner = get(document.root, ...(kind === "key" ? place.path : place.path.slice(0, -1)));
    const own = kind === "key" ? mark : place.path.at(-1);
    const inFlow = map?.flow === true;
    const firstKey = map?.entries.find((entry) => entry.key !== mark && !entry.merged)?.keySpan.start;
    found = {
      kind,
      path: place.path,
      map: owner?.kind === "map" ? owner : undefined,
      present: (map?.entries ?? []).map((entry) => entry.key).filter((key) => key !== own && key !== mark),
      alone: kind === "key" && (map?.entries.length ?? 1) <= 1,
      word,
      hasColon,
      column:
        firstKey === undefined || inFlow ? columnOf(text, word.start) : columnOf(text, Math.min(firstKey, word.start)),
      form: inFlow || place.inFlow ? formOf(map, document.root, text) : "block",
    };
    // In brackets a word without a colon says all.
    if (found.form !== "block") return found;
  }
  return found;
}

interface MarkPlace {
  readonly kind: "key" | "value";
  readonly path: TreePath;
  readonly map: MapNode | undefined;
  readonly inFlow: boolean;
}

function locateMark(node: Node, path: TreePath, mark: string): MarkPlace | undefined {
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      const found =
        item.kind === "string" && item.value === mark
          ? value(item, [...path, index], node.flow)
          : locateMark(item, [...path, index], mark);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (node.kind !== "map") return node.kind === "string" && node.value === mark ? value(node, path, false) : undefined;
  for (const entry of writtenIn(node)) {
    if (entry.merged) continue;
    if (entry.key === mark) return { kind: "key", path, map: node, inFlow: node.flow };
    const below = [...path, entry.key];
    const hit = entry.value.kind === "string" && !entry.value.aliased && entry.value.value === mark;
    const found = hit
      ? { kind: "value" as const, path: below, map: node, inFlow: node.flow }
      : entry.value.aliased
        ? undefined
        : locateMark(entry.value, below, mark);
    if (found !== undefined) return found;
  }
  return undefined;

  function value(_item: Node, at: TreePath, inFlow: boolean): MarkPlace {
    return { kind: "value", path: at, map: undefined, inFlow };
  }
}

function formOf(map: MapNode | undefined, root: Node | undefined, text: string): Place["form"] {
  const whole = map?.flow ? map : root?.kind === "map" && root.flow ? root : undefined;
  if (whole === undefined) return map === undefined || map.flow ? "flow" : "block";
  const key =
    whole.entries.find((entry) => text[entry.keySpan.start] === '"') ??
    (root?.kind === "map" && root.flow ? root.entries[0] : undefined);
  return key !== undefined && text[key.keySpan.start] === '"' ? "json" : "flow";
}

function columnOf(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return at - start - (start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0);
}
