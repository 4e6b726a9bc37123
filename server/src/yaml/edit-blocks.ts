// Taking lines out of block style and putting them in.

import type { Span } from "../base/span.ts";
import type { ListNode, Node, YamlDocument } from "./node.ts";
import type { TextEdit } from "./text-edit.ts";
import { afterBlank, afterBreak, lineBreakBefore, lineEnd, lineStart } from "./text-places.ts";
import type { Look } from "./write.ts";

export function removeBlock(
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

export function insertBlock(
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
export function itemSpans(document: YamlDocument, list: ListNode): readonly Span[] {
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
