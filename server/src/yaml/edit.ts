// The smallest edits that change a value, a key, an entry or an item, and leave every other character alone.
//
// Each function gives no edits (an empty list) where it cannot do what is asked without changing anything else:
// where an alias or a merge stands for the value, or where the text would not read back as meant.

import type { FieldPath } from "../base/field.ts";
import { checked, literal, withEntry } from "./check-edits.ts";
import { entryOf, locate } from "./cursor.ts";
import { insertBlock, itemSpans, removeBlock } from "./edit-blocks.ts";
import { insertFlow, removeFlow } from "./edit-flow.ts";
import { formAt, formOf, lookOf } from "./look.ts";
import type { Entry, ListNode, MapNode, Node, YamlDocument } from "./node.ts";
import type { TextEdit } from "./text-edit.ts";
import {
  afterBlank,
  afterBreak,
  colonEnd,
  columnOf,
  lineBreakBefore,
  lineEnd,
  lineStart,
  tagStart,
} from "./text-places.ts";
import type { Json } from "./to-json.ts";
import { blockText, flowText, keyText, type Look, scalarText, valueText } from "./write.ts";

/** Gives a scalar another value, in its own quotes where they can hold it. Also for a value that is missing (`key:`). */
export function replaceScalar(
  document: YamlDocument,
  node: Node,
  value: string | number | boolean | null,
): readonly TextEdit[] {
  const edit = scalarEdit(document, node, value);
  return edit === undefined ? [] : checked(document, node, value, [edit]);
}

export function scalarEdit(
  document: YamlDocument,
  node: Node,
  value: string | number | boolean | null,
): TextEdit | undefined {
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

/** Gives a key another name, in its own quotes where they can hold it. */
export function renameKey(document: YamlDocument, map: MapNode, entry: Entry, key: string): readonly TextEdit[] {
  if (map.aliased || entry.merged || entryOf(map, key) !== undefined) return [];
  const entries = map.entries.map((each) => (each === entry ? { ...each, key } : each));
  return checked(document, map, { ...map, entries }, [keyEdit(document, map, entry, key)]);
}

export function keyEdit(document: YamlDocument, map: MapNode, entry: Entry, key: string): TextEdit {
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
