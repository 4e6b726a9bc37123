// The smallest edits that change a value, a key, an entry or an item, and leave every other character alone.
//
// Each function gives no edits (an empty list) where it cannot do what is asked without changing anything else:
// where an alias or a merge stands for the value, or where the text would not read back as meant.

import type { FieldPath } from "../base/field.ts";
import type { Span } from "../base/span.ts";
import { entryOf, locate } from "./cursor.ts";
import type { Entry, ListNode, MapNode, Node, YamlDocument } from "./node.ts";
import { isJson, languageOf, parse } from "./parse.ts";
import { type Json, jsonText } from "./to-json.ts";
import { blockText, flowText, keyText, type Look, scalarText, valueText } from "./write.ts";

/** A change of a document's text: what stands at `span` becomes `text`. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** The text with all edits done. Edits may come in any order and must not overlap; of two at one place the first comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of sortEdits(edits)) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}

/** The document read again after edits, as what it was: YAML, JSON or a template. */
export function edited(document: YamlDocument, edits: readonly TextEdit[]): YamlDocument {
  return parse(applyEdits(document.text, edits), languageOf(document));
}

function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort(
    (a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index,
  );
  return sorted.map(({ edit }) => edit);
}

/**
 * Several changes, each made on what the one before left, as edits of the document as it is. Nothing at all
 * where one of them gives no edits.
 */
export function inTurn(
  document: YamlDocument,
  ...steps: readonly ((document: YamlDocument) => readonly TextEdit[])[]
): readonly TextEdit[] {
  /** The text so far: stretches of the original, and what is new between them. */
  let pieces: (Span | string)[] = [{ start: 0, end: document.text.length }];
  let current = document;
  for (const step of steps) {
    const edits = step(current);
    if (edits.length === 0) return [];
    for (const edit of sortEdits(edits).reverse()) pieces = replacePieces(pieces, edit);
    current = edited(current, edits);
  }
  const result: TextEdit[] = [];
  let at = 0;
  let text = "";
  for (const piece of [...pieces, { start: document.text.length, end: document.text.length }]) {
    if (typeof piece === "string") text += piece;
    else {
      if (piece.start > at || text !== "") result.push({ span: { start: at, end: piece.start }, text });
      at = piece.end;
      text = "";
    }
  }
  return result;
}

function replacePieces(pieces: readonly (Span | string)[], edit: TextEdit): (Span | string)[] {
  const before: (Span | string)[] = [];
  const after: (Span | string)[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = typeof piece === "string" ? piece.length : piece.end - piece.start;
    const cut = (from: number, to: number) =>
      typeof piece === "string" ? piece.slice(from, to) : { start: piece.start + from, end: piece.start + to };
    const head = Math.min(Math.max(edit.span.start - at, 0), length);
    const tail = Math.min(Math.max(edit.span.end - at, 0), length);
    if (head > 0) before.push(cut(0, head));
    if (tail < length) after.push(cut(tail, length));
    at += length;
  }
  return [...before, edit.text, ...after];
}

/** Gives a scalar another value, in its own quotes where they can hold it. Also for a value that is missing (`key:`). */
export function replaceScalar(
  document: YamlDocument,
  node: Node,
  value: string | number | boolean | null,
): readonly TextEdit[] {
  const edit = scalarEdit(document, node, value);
  return edit === undefined ? [] : checked(document, node, value, [edit]);
}

function scalarEdit(document: YamlDocument, node: Node, value: string | number | boolean | null): TextEdit | undefined {
  if (node.aliased || node.kind === "map" || node.kind === "list") return undefined;
  const { text } = document;
  const form = formAt(document, node);
  if (node.span.start === node.span.end) {
    const { start } = node.span;
    const before = text[start - 1] ?? "";
    const lead =
      before === ":" || before === "-" || /[&!]\S*$/.test(text.slice(lineStart(text, start), start)) ? " " : ": ";
    // White space to the line's end would be left dangling.
    const blanks = /^[ \t]+(?=\r?\n|$)/.exec(text.slice(start, lineEnd(text, start) + 1))?.[0].length ?? 0;
    return { span: { start, end: start + blanks }, text: lead + scalarText(value, form) };
  }
  const quotes = typeof value === "string" ? node.style : "plain";
  return { span: { start: tagStart(text, node), end: node.span.end }, text: scalarText(value, form, quotes) };
}

/** One of several changes that are made together. */
export type TextChange =
  /** `edits`: how to get there where only a part of the value changes; undefined: the scalar is written anew. */
  | {
      readonly kind: "value";
      readonly node: Node;
      readonly value: string;
      readonly edits: readonly TextEdit[] | undefined;
    }
  | { readonly kind: "key"; readonly map: MapNode; readonly entry: Entry; readonly key: string };

/**
 * Several changes at once, each with its edits, in the order given. Where an alias stands for a value, the change is made at
 * its anchor, which has to be among the changes. Undefined where the text would not read back as meant.
 */
export function changeTogether(
  document: YamlDocument,
  changes: readonly TextChange[],
): readonly (readonly TextEdit[])[] | undefined {
  const { root } = document;
  const values = new Map<Node, Node>();
  const keys = new Map<Entry, string>();
  const result: (readonly TextEdit[])[] = [];
  for (const change of changes) {
    if (change.kind === "key") {
      const { map, entry, key } = change;
      if (entry.merged || (entryOf(map, key) !== undefined && entry.key !== key)) return undefined;
      keys.set(entry, key);
      result.push(map.aliased ? [] : [keyEdit(document, map, entry, key)]);
      continue;
    }
    const { node, value } = change;
    if (node.kind === "map" || node.kind === "list") return undefined;
    values.set(node, { ...literal(value), span: node.span });
    const edit = node.aliased || change.edits !== undefined ? undefined : scalarEdit(document, node, value);
    result.push(node.aliased ? [] : (change.edits ?? (edit === undefined ? [] : [edit])));
  }
  if (!result.flat().every((edit) => isOwnText(document, edit))) return undefined;
  if (root === undefined || document.errors.length > 0) return result;
  const after = edited(document, result.flat());
  if (after.errors.length > 0 || after.root === undefined) return undefined;
  return jsonText(after.root) === jsonText(swapAll(root, values, keys)) ? result : undefined;
}

function swapAll(node: Node, values: ReadonlyMap<Node, Node>, keys: ReadonlyMap<Entry, string>): Node {
  const other = values.get(node);
  if (other !== undefined) return other;
  if (node.kind === "list") return { ...node, items: node.items.map((item) => swapAll(item, values, keys)) };
  if (node.kind !== "map") return node;
  const entries = node.entries.map((entry) => ({
    ...entry,
    key: keys.get(entry) ?? entry.key,
    value: swapAll(entry.value, values, keys),
  }));
  return { ...node, entries };
}

/** Gives a key another name, in its own quotes where they can hold it. */
export function renameKey(document: YamlDocument, map: MapNode, entry: Entry, key: string): readonly TextEdit[] {
  if (map.aliased || entry.merged || entryOf(map, key) !== undefined) return [];
  const entries = map.entries.map((each) => (each === entry ? { ...each, key } : each));
  return checked(document, map, { ...map, entries }, [keyEdit(document, map, entry, key)]);
}

function keyEdit(document: YamlDocument, map: MapNode, entry: Entry, key: string): TextEdit {
  const quote = document.text[entry.keySpan.start];
  const quotes = quote === '"' ? "double" : quote === "'" ? "single" : "plain";
  const form = map.flow ? formOf(document, map) : "block";
  return { span: entry.keySpan, text: keyText(key, form, quotes) };
}

/** Takes an entry out: its lines, with the comment at the end of its last, and nothing else. The last one leaves `{}`. */
export function removeEntry(document: YamlDocument, map: MapNode, entry: Entry): readonly TextEdit[] {
  if (map.aliased || entry.merged) return [];
  const index = map.entries.indexOf(entry);
  if (index < 0) return [];
  const places = map.entries.map((each) => each.span);
  const edits = map.flow ? removeFlow(document, map, places, index) : removeBlock(document, map, places, index, "{}");
  return checked(document, map, { ...map, entries: map.entries.filter((each) => each !== entry) }, edits);
}

/** Takes an item out of a list, likewise. The last one leaves `[]`. */
export function removeItem(document: YamlDocument, list: ListNode, index: number): readonly TextEdit[] {
  if (list.aliased || list.items[index] === undefined) return [];
  const places = list.flow ? list.items.map((item) => item.span) : itemSpans(document, list);
  const edits = list.flow
    ? removeFlow(document, list, places, index)
    : removeBlock(document, list, places, index, "[]");
  return checked(document, list, { ...list, items: list.items.filter((_, each) => each !== index) }, edits);
}

/** Puts an entry into a map, behind the one with the key `after`, or at the end. In the map's own style. */
export function insertEntry(
  document: YamlDocument,
  map: MapNode,
  key: string,
  value: Json,
  after?: string,
): readonly TextEdit[] {
  if (map.aliased || entryOf(map, key) !== undefined) return [];
  const own = map.entries.filter((entry) => !entry.merged);
  const found = own.findIndex((entry) => entry.key === after);
  const index = found < 0 ? own.length - 1 : found;
  const look = lookOf(document, map);
  const written = (each: Look) => `${keyText(key, each.form)}:${valueText(value, each)}`;
  const edits = map.flow
    ? insertFlow(
        document,
        map,
        own.map((entry) => entry.span),
        index,
        written(look),
      )
    : insertBlock(document, own[index]?.span, own[index]?.value, look, written(look));
  // In the order written, after a merged entry that is not there twice.
  const position = found < 0 ? map.entries.length : map.entries.indexOf(own[found] as Entry) + 1;
  return checked(document, map, withEntry(map, position, key, value), edits);
}

/** Puts an item at the end of a list, in the list's own style. */
export function appendItem(document: YamlDocument, list: ListNode, value: Json): readonly TextEdit[] {
  if (list.aliased) return [];
  const look = lookOf(document, list);
  const last = list.items.length - 1;
  const places = list.flow ? list.items.map((item) => item.span) : itemSpans(document, list);
  const edits = list.flow
    ? insertFlow(document, list, places, last, flowText(value, look))
    : insertBlock(
        document,
        places[last],
        list.items[last],
        look,
        `- ${blockText(value, { ...look, column: look.column + 2 })}`,
      );
  return checked(document, list, { ...list, items: [...list.items, literal(value)] }, edits);
}

/** Gives an entry another value, of any kind, on the entry's place. */
export function replaceValue(document: YamlDocument, map: MapNode, entry: Entry, value: Json): readonly TextEdit[] {
  if (map.aliased || entry.merged || entry.value.aliased) return [];
  const { text } = document;
  const old = entry.value;
  const scalar = typeof value !== "object" || value === null;
  if (scalar && old.kind !== "map" && old.kind !== "list") return replaceScalar(document, old, value);
  const look = lookOf(document, map);
  const colon = colonEnd(text, entry);
  if (colon === undefined) return [];
  const written = valueText(value, look);
  const comment = document.comments.find((each) => each.span.start >= colon && each.span.end <= old.span.start);
  const edits: TextEdit[] = [];
  if (comment === undefined) edits.push({ span: { start: colon, end: Math.max(old.span.end, colon) }, text: written });
  else if (/^[\r\n]/.test(written))
    edits.push({ span: { start: lineBreakBefore(text, old.span.start), end: old.span.end }, text: written });
  else {
    // The comment behind the key stays there.
    edits.push({ span: { start: colon, end: colon }, text: written });
    edits.push({ span: { start: lineBreakBefore(text, old.span.start), end: lineEnd(text, old.span.end) }, text: "" });
  }
  return checked(document, old, value, edits);
}

/**
 * Puts the value of `inner`, the only entry of `entry`'s map, in that map's place: `selector: {matchLabels: {app: web}}`
 * becomes `selector: {app: web}`. Comments and order stay.
 */
export function unwrapValue(document: YamlDocument, entry: Entry, inner: string): readonly TextEdit[] {
  const outer = entry.value;
  if (entry.merged || outer.kind !== "map" || outer.aliased || outer.entries.length !== 1) return [];
  const wrapper = outer.entries[0];
  if (wrapper === undefined || wrapper.key !== inner || wrapper.merged || wrapper.value.aliased) return [];
  return checked(document, outer, wrapper.value, unwrapEdits(document, entry, outer, wrapper));
}

function unwrapEdits(document: YamlDocument, entry: Entry, outer: MapNode, wrapper: Entry): TextEdit[] {
  const { text } = document;
  const { value } = wrapper;
  if (outer.flow) {
    return [
      { span: { start: outer.span.start, end: value.span.start }, text: "" },
      { span: { start: value.span.end, end: outer.span.end }, text: "" },
    ];
  }
  const colon = colonEnd(text, entry);
  const isBlock = (value.kind === "map" || value.kind === "list") && !value.flow;
  const hasComment = document.comments.some(
    (each) => each.span.start >= entry.keySpan.end && each.span.end <= value.span.start,
  );
  if (!isBlock && colon !== undefined && !hasComment)
    return [{ span: { start: colon, end: value.span.start }, text: " " }];
  if (!isBlock) return [{ span: { start: wrapper.keySpan.start, end: value.span.start }, text: "" }];
  const edits: TextEdit[] = [];
  const keyEnd = colonEnd(text, wrapper);
  const width = columnOf(text, value.span.start) - columnOf(text, wrapper.keySpan.start);
  if (keyEnd === undefined || width < 0) return [];
  const line = lineEnd(text, keyEnd);
  if (text.slice(keyEnd, line).trim() === "") {
    const start = lineStart(text, wrapper.keySpan.start);
    const alone = text.slice(start, wrapper.keySpan.start).trim() === "";
    // Behind a dash the first line below moves up.
    if (alone) edits.push({ span: { start, end: afterBreak(text, line) }, text: "" });
    else edits.push({ span: { start: wrapper.keySpan.start, end: afterBlank(text, line) }, text: "" });
  } else edits.push({ span: { start: wrapper.keySpan.start, end: afterBlank(text, keyEnd) }, text: "" });
  for (let at = afterBreak(text, line); at < value.span.end && at > 0; at = afterBreak(text, lineEnd(text, at))) {
    const blanks = /^ */.exec(text.slice(at, at + width))?.[0].length ?? 0;
    const covered = edits[0] !== undefined && edits[0].span.end > at;
    if (blanks > 0 && !covered) edits.push({ span: { start: at, end: at + blanks }, text: "" });
    if (lineEnd(text, at) >= text.length) break;
  }
  return edits;
}

/** Sets the field at `path`, and the maps above it that are missing. Where a list is missing on the way, nothing is done. */
export function setField(document: YamlDocument, path: FieldPath, value: Json, after?: string): readonly TextEdit[] {
  const { root } = document;
  if (root === undefined) return [];
  const found = locate(root, path, document.text);
  if (found.depth === path.length) {
    if (found.entry !== undefined && found.map !== undefined)
      return replaceValue(document, found.map, found.entry, value);
    const scalar = typeof value !== "object" || value === null;
    return scalar ? replaceScalar(document, found.node, value) : [];
  }
  const missing = path.slice(found.depth).map((step) => (typeof step === "object" ? step.key : step));
  let below = value;
  for (const step of missing.slice(1).reverse()) {
    if (typeof step === "number") return [];
    below = { [step]: below };
  }
  const key = missing[0];
  if (key === undefined) return [];
  if (found.node.kind === "list") return key === found.node.items.length ? appendItem(document, found.node, below) : [];
  if (typeof key === "number") return [];
  if (found.node.kind === "map") return insertEntry(document, found.node, key, below, after);
  if (found.node.kind !== "null" || found.entry === undefined || found.map === undefined) return [];
  return replaceValue(document, found.map, found.entry, { [key]: below });
}

/** Takes the field or item at `path` out; nothing where it is not there. */
export function removeField(document: YamlDocument, path: FieldPath): readonly TextEdit[] {
  const last = path.at(-1);
  if (document.root === undefined || last === undefined) return [];
  const parent = locate(document.root, path.slice(0, -1), document.text);
  if (parent.depth !== path.length - 1) return [];
  if (typeof last === "number") return parent.node.kind === "list" ? removeItem(document, parent.node, last) : [];
  const entry = entryOf(parent.node, typeof last === "object" ? last.key : last);
  return entry !== undefined && parent.node.kind === "map" ? removeEntry(document, parent.node, entry) : [];
}

// Blocks

function removeBlock(
  document: YamlDocument,
  whole: Node,
  places: readonly Span[],
  index: number,
  empty: string,
): TextEdit[] {
  const { text } = document;
  const place = places[index];
  if (place === undefined) return [];
  const node =
    whole.kind === "map" ? whole.entries[index]?.value : whole.kind === "list" ? whole.items[index] : undefined;
  const end = contentEnd(document, place, node);
  if (places.length === 1) {
    // The last one leaves the empty brackets, behind the colon where that is all there is before.
    const before = /:([ \t]*\r?\n[ \t]*)$/.exec(text.slice(0, whole.span.start));
    const start = before === null ? whole.span.start : whole.span.start - (before[1]?.length ?? 0);
    // A list may stand at its key's own column, brackets may not.
    const lead = before !== null ? " " : whole.kind === "list" && whole !== document.root ? "  " : "";
    return [{ span: { start, end: lastContent(text, start, end) }, text: lead + empty }];
  }
  const start = lineStart(text, place.start);
  if (text.slice(start, place.start).trim() !== "") {
    // It begins behind a dash: what follows moves up.
    return [{ span: { start: place.start, end: afterBlank(text, afterBreak(text, end)) }, text: "" }];
  }
  if (end >= text.length && start > 0)
    return [{ span: { start: lineBreakBefore(text, start), end: text.length }, text: "" }];
  return [{ span: { start, end: afterBreak(text, end) }, text: "" }];
}

/** The end of the line on which a value ends; with the empty lines that a `|+` keeps. */
function contentEnd(document: YamlDocument, place: Span, node: Node | undefined): number {
  const { text } = document;
  const end = lineEnd(text, Math.max(place.end, place.start));
  const last = lastScalar(node);
  if (last === undefined || last.kind === "map" || last.kind === "list" || last.style !== "block") return end;
  if (!/^[|>][0-9]?\+/.test(last.source)) return end;
  const blank = /^(?:\r?\n[ \t]*(?=\r?\n|$))+/.exec(text.slice(end));
  return end + (blank?.[0].length ?? 0);
}

function lastScalar(node: Node | undefined): Node | undefined {
  let at = node;
  while (at !== undefined && (at.kind === "map" || at.kind === "list") && !at.flow && !at.aliased) {
    at = at.kind === "map" ? at.entries.filter((entry) => !entry.merged).at(-1)?.value : at.items.at(-1);
  }
  return at;
}

/** Without the comment and the white space at the end of the line that ends at `end`. */
function lastContent(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function insertBlock(
  document: YamlDocument,
  place: Span | undefined,
  node: Node | undefined,
  look: Look,
  written: string,
): TextEdit[] {
  if (place === undefined) return [];
  const { text } = document;
  const end = contentEnd(document, place, node);
  const line = " ".repeat(look.column) + written;
  if (end >= text.length) return [{ span: { start: text.length, end: text.length }, text: look.lineEnd + line }];
  const at = afterBreak(text, end);
  return [{ span: { start: at, end: at }, text: line + look.lineEnd }];
}

/** From each item's dash to its end. */
function itemSpans(document: YamlDocument, list: ListNode): readonly Span[] {
  const { text } = document;
  const spans: Span[] = [];
  let at = list.span.start;
  for (const item of list.items) {
    while (at < item.span.start && text[at] !== "-") at = text[at] === "#" ? lineEnd(text, at) : at + 1;
    spans.push({ start: at, end: Math.max(item.span.end, at + 1) });
    at = Math.max(item.span.end, at + 1);
  }
  return spans;
}

// Brackets

function removeFlow(document: YamlDocument, whole: Node, places: readonly Span[], index: number): TextEdit[] {
  const { text } = document;
  const place = places[index];
  const next = places[index + 1];
  const before = places[index - 1];
  if (place === undefined) return [];
  if (next !== undefined) return [{ span: { start: place.start, end: next.start }, text: "" }];
  if (before === undefined) {
    const inside = { start: whole.span.start + 1, end: whole.span.end - 1 };
    const comments = document.comments.some((each) => each.span.start >= inside.start && each.span.end <= inside.end);
    return [{ span: comments ? place : inside, text: "" }];
  }
  const comma = commaAfter(text, before.end);
  const line = lineEnd(text, before.end);
  if (comma === undefined || line >= place.start || !text.slice(comma + 1, line).includes("#")) {
    return [{ span: { start: before.end, end: place.end }, text: "" }];
  }
  // The comment behind the entry before stays.
  return [
    { span: { start: comma, end: comma + 1 }, text: "" },
    { span: { start: lineBreakBefore(text, place.start), end: place.end }, text: "" },
  ];
}

function insertFlow(
  document: YamlDocument,
  whole: Node,
  places: readonly Span[],
  index: number,
  written: string,
): TextEdit[] {
  const { text } = document;
  const place = places[index];
  const first = places[0];
  if (place === undefined || first === undefined) {
    const at = whole.span.start + 1;
    return [{ span: { start: at, end: at }, text: written }];
  }
  const column = lineBreakBetween(text, whole.span.start, first.start) ? columnOf(text, first.start) : undefined;
  const separator = column === undefined ? " " : lineEndOf(text) + " ".repeat(column);
  const comma = commaAfter(text, place.end);
  if (comma === undefined) {
    const line = lineEnd(text, place.end);
    const commented = /^\s*#/.test(text.slice(place.end, line));
    if (!commented) return [{ span: { start: place.end, end: place.end }, text: `,${separator}${written}` }];
    return [
      { span: { start: place.end, end: place.end }, text: "," },
      {
        span: { start: line, end: line },
        text: lineEndOf(text) + " ".repeat(column ?? columnOf(text, first.start)) + written,
      },
    ];
  }
  const line = lineEnd(text, comma);
  const at = column !== undefined && /^[ \t]*(#|$)/.test(text.slice(comma + 1, line)) ? line : comma + 1;
  return [{ span: { start: at, end: at }, text: `${separator}${written},` }];
}

/** The comma behind an entry, over white space and comments. */
function commaAfter(text: string, from: number): number | undefined {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at += 1;
  while (text[at] === "#") {
    at = lineEnd(text, at);
    while (/\s/.test(text[at] ?? "")) at += 1;
  }
  return text[at] === "," ? at : undefined;
}

// How things look

function lookOf(document: YamlDocument, whole: MapNode | ListNode): Look {
  const { text } = document;
  const form = whole.flow ? formOf(document, whole) : "block";
  return { form, column: columnOf(text, whole.span.start), lineEnd: lineEndOf(text), ...stepsOf(document) };
}

function formOf(document: YamlDocument, whole: MapNode | ListNode): "flow" | "json" {
  const { text } = document;
  if (isJson(document)) return "json";
  const first = whole.kind === "map" ? whole.entries[0] : undefined;
  return first !== undefined && text[first.keySpan.start] === '"' && text[first.keySpan.end] === ":" ? "json" : "flow";
}

/** Whether a scalar stands in brackets, where more characters need quotes. */
function formAt(document: YamlDocument, node: Node): Look["form"] {
  if (isJson(document)) return "json";
  return document.root !== undefined && isInFlow(document.root, node) ? "flow" : "block";
}

function isInFlow(from: Node, node: Node): boolean {
  if (from.kind !== "map" && from.kind !== "list") return false;
  const { start, end } = node.span;
  if (from.flow) return !from.aliased && from.span.start <= start && end <= from.span.end;
  const below = from.kind === "map" ? from.entries.map((entry) => entry.value) : from.items;
  return below.some((each) => each.span.start <= start && end <= each.span.end && isInFlow(each, node));
}

/** The document's own steps of indentation, where it shows them. */
function stepsOf(document: YamlDocument): { step: number; dashStep: number } {
  const { text } = document;
  let step: number | undefined;
  let dashStep: number | undefined;
  const todo: Node[] = document.root === undefined ? [] : [document.root];
  for (let i = 0; i < todo.length && i < 2000 && (step === undefined || dashStep === undefined); i++) {
    const node = todo[i];
    if (node === undefined || node.aliased || (node.kind !== "map" && node.kind !== "list") || node.flow) continue;
    if (node.kind === "list") todo.push(...node.items);
    else {
      const column = columnOf(text, node.span.start);
      for (const { value, merged } of node.entries) {
        if (merged || value.aliased || (value.kind !== "map" && value.kind !== "list") || value.flow) continue;
        const difference = columnOf(text, value.span.start) - column;
        if (value.kind === "map" && difference > 0) step ??= difference;
        if (value.kind === "list" && difference >= 0) dashStep ??= difference;
        todo.push(value);
      }
    }
  }
  return { step: step ?? 2, dashStep: dashStep ?? step ?? 2 };
}

// Places in the text

function lineStart(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  // A byte order mark takes no column.
  return start === 0 && text.charCodeAt(0) === 0xfeff && at > 0 ? 1 : start;
}

/** Before the line break, CR included in it. */
function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  if (found === -1) return text.length;
  return found > at && text[found - 1] === "\r" ? found - 1 : found;
}

function afterBreak(text: string, end: number): number {
  if (text[end] === "\r") return end + 2;
  return text[end] === "\n" ? end + 1 : end;
}

function afterBlank(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? "")) at += 1;
  return at;
}

/** Where the line before ends, from the start of a line or from something that only white space precedes. */
function lineBreakBefore(text: string, at: number): number {
  const found = text.lastIndexOf("\n", at - 1);
  if (found === -1) return 0;
  return text[found - 1] === "\r" ? found - 1 : found;
}

function lineBreakBetween(text: string, start: number, end: number): boolean {
  return text.slice(start, end).includes("\n");
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** After the colon of an entry. */
function colonEnd(text: string, entry: Entry): number | undefined {
  const found = /^[ \t]*:/.exec(text.slice(entry.keySpan.end, entry.keySpan.end + 200));
  return found === null ? undefined : entry.keySpan.end + found[0].length;
}

/** Where a scalar begins, its tag included: with another value it would not fit. */
function tagStart(text: string, node: Node): number {
  const before = text.slice(lineStart(text, node.span.start), node.span.start);
  const tag = /(?:^|[-:?,][ \t]+|[[{,][ \t]*|&[\w-]+[ \t]+)(!(?:[\w!-]*|<[^>\s]*>)[ \t]+(?:&[\w-]+[ \t]+)?)$/.exec(
    before,
  )?.[1];
  // A tag with an anchor behind it stays: the anchor is needed elsewhere.
  return tag === undefined || tag.includes("&") ? node.span.start : node.span.start - tag.length;
}

// Checks

/**
 * The edits, if the document then says what it should: `was` replaced by `becomes`, and all else as before.
 * A document that kubectl refuses is not checked, for there is no telling what it says.
 */
function checked(
  document: YamlDocument,
  was: Node,
  becomes: Node | Json,
  edits: readonly TextEdit[],
): readonly TextEdit[] {
  const { root } = document;
  if (!edits.every((edit) => isOwnText(document, edit))) return [];
  if (edits.length === 0 || root === undefined || document.errors.length > 0) return edits;
  const after = edited(document, edits);
  if (after.errors.length > 0 || after.root === undefined) return [];
  return canonical(after.root) === canonical(root, was, isNode(becomes) ? becomes : literal(becomes)) ? edits : [];
}

/** No action is changed; and where branches and loops decide what lines mean, none comes or goes. */
function isOwnText({ text, template }: YamlDocument, { span, text: written }: TextEdit): boolean {
  if (template === undefined) return true;
  if (template.kind !== "text" && /[\r\n]/.test(written + text.slice(span.start, span.end))) return false;
  return template.actions.every((action) => action.end <= span.start || span.end <= action.start);
}

function isNode(value: Node | Json): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "kind" in value && "span" in value;
}

/** A node for plain data, for comparison only. */
function literal(value: Json): Node {
  const span = { start: 0, end: 0 };
  if (value === null) return { kind: "null", source: "", style: "plain", span };
  if (typeof value === "string") return { kind: "string", value, source: "", style: "plain", span };
  if (typeof value === "boolean") return { kind: "bool", value, source: "", style: "plain", span };
  if (typeof value === "number")
    return { kind: "number", value, json: jsonNumber(value), source: "", style: "plain", span };
  if (Array.isArray(value)) return { kind: "list", flow: true, items: value.map(literal), span };
  const entries = Object.entries(value).map(([key, each]) => ({
    key,
    keySpan: span,
    span,
    value: literal(each as Json),
  }));
  return { kind: "map", flow: true, entries, span };
}

function jsonNumber(value: number): string {
  return Object.is(value, -0) ? "0" : String(value);
}

function withEntry(map: MapNode, position: number, key: string, value: Json): MapNode {
  const span = { start: 0, end: 0 };
  const entries = [...map.entries];
  entries.splice(position, 0, { key, keySpan: span, span, value: literal(value) });
  return { ...map, entries };
}

/** The value as JSON text, `was` in it replaced by `becomes`. Order counts, too. */
function canonical(root: Node, was?: Node, becomes?: Node): string {
  if (was === undefined || becomes === undefined) return jsonText(root);
  return jsonText(swap(root, was, becomes));
}

function swap(node: Node, was: Node, becomes: Node): Node {
  if (node === was) return becomes;
  if (node.kind === "list") return { ...node, items: node.items.map((item) => swap(item, was, becomes)) };
  if (node.kind !== "map") return node;
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: swap(entry.value, was, becomes) })) };
}
