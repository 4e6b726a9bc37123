// Places in a text: where lines begin and end, and what stands around a key or value.

import type { Entry, Node } from "./node.ts";

export function lineStart(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  // A byte order mark takes no column.
  return start === 0 && text.charCodeAt(0) === 0xfeff && at > 0 ? 1 : start;
}

/** Before the line break, CR included in it. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  if (found === -1) return text.length;
  return found > at && text[found - 1] === "\r" ? found - 1 : found;
}

export function afterBreak(text: string, end: number): number {
  if (text[end] === "\r") return end + 2;
  return text[end] === "\n" ? end + 1 : end;
}

export function afterBlank(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? "")) at += 1;
  return at;
}

/** Where the line before ends, from the start of a line or from something that only white space precedes. */
export function lineBreakBefore(text: string, at: number): number {
  const found = text.lastIndexOf("\n", at - 1);
  if (found === -1) return 0;
  return text[found - 1] === "\r" ? found - 1 : found;
}

export function lineBreakBetween(text: string, start: number, end: number): boolean {
  return text.slice(start, end).includes("\n");
}

export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** After the colon of an entry. */
export function colonEnd(text: string, entry: Entry): number | undefined {
  const found = /^[ \t]*:/.exec(text.slice(entry.keySpan.end, entry.keySpan.end + 200));
  return found === null ? undefined : entry.keySpan.end + found[0].length;
}

/** Where a scalar begins, its tag included: with another value it would not fit. */
export function tagStart(text: string, node: Node): number {
  const before = text.slice(lineStart(text, node.span.start), node.span.start);
  const tag = /(?:^|[-:?,][ \t]+|[[{,][ \t]*|&[\w-]+[ \t]+)(!(?:[\w!-]*|<[^>\s]*>)[ \t]+(?:&[\w-]+[ \t]+)?)$/.exec(
    before,
  )?.[1];
  // A tag with an anchor behind it stays: the anchor is needed elsewhere.
  return tag === undefined || tag.includes("&") ? node.span.start : node.span.start - tag.length;
}

/** The comma behind an entry, over white space and comments. */
export function commaAfter(text: string, from: number): number | undefined {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at += 1;
  while (text[at] === "#") {
    at = lineEnd(text, at);
    while (/\s/.test(text[at] ?? "")) at += 1;
  }
  return text[at] === "," ? at : undefined;
}
