// Taking entries and items out of brackets and putting them in.

import type { Span } from "../base/span.ts";
import type { Node, YamlDocument } from "./node.ts";
import type { TextEdit } from "./text-edit.ts";
import { columnOf, commaAfter, lineBreakBefore, lineBreakBetween, lineEnd, lineEndOf } from "./text-places.ts";

export function removeFlow(document: YamlDocument, whole: Node, places: readonly Span[], index: number): TextEdit[] {
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

export function insertFlow(
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
