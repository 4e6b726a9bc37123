// What is at fault where a text cannot be read on: rarely the character at which that is noticed.

import type { Span } from "../base/span.ts";
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from "./characters.ts";
import type { ProblemCode } from "./problems.ts";
import type { TextReader } from "./text-reader.ts";

export interface Failure {
  readonly code: ProblemCode;
  readonly span: Span;
  /** What the sentence is about. */
  readonly word: string;
}

function failure(code: ProblemCode, text: string, start: number, end: number): Failure {
  return { code, span: { start, end }, word: text.slice(start, end) };
}

/** What stands where a key must be, on the rest of its line, has no colon, or one without a space. */
export function noKey(text: string, start: number): Failure {
  let end = start;
  while (!isBreakOrEnd(text.charCodeAt(end)) && !(text[end] === "#" && isBlank(text.charCodeAt(end - 1)))) end += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const glued = /^[\w./-]+:[^:/]/.test(text.slice(start, end));
  return failure(glued ? "colon-without-space" : "missing-colon", text, start, end);
}

/** A colon that makes no key. `lastPlain`: where the plain scalar before it begins, which may have swallowed a line too many. */
export function strayColon({ text, at, lineStart }: TextReader, lastPlain: number): Failure {
  let start = lineStart;
  while (isBlank(text.charCodeAt(start))) start += 1;
  const key = /^[^\s:]+/.exec(text.slice(start, at))?.[0];
  if (key === undefined || start + key.length !== at) return failure("unexpected-colon", text, at, at + 1);
  // A field's own colon, on a line that the text before it swallowed: that text or the indentation is at fault.
  if (lastPlain < lineStart && startsEntry(text, lastPlain)) return noKey(text, lastPlain);
  return failure("bad-indentation", text, start, at);
}

/** Whether nothing but dashes and white space stands before `start` on its line. */
function startsEntry(text: string, start: number): boolean {
  let i = start;
  while (i > 0 && (isBlank(text.charCodeAt(i - 1)) || text[i - 1] === "-")) i -= 1;
  return i === 0 || isBreak(text.charCodeAt(i - 1));
}

/** Whether only white space stands before `start` on its line. */
export function isFirstOfLine(text: string, start: number): boolean {
  let i = start;
  while (i > 0 && isBlank(text.charCodeAt(i - 1))) i -= 1;
  return i === 0 || isBreak(text.charCodeAt(i - 1));
}

export function wordEnd(text: string, from: number): number {
  let end = from;
  while (!isBlankOrEnd(text.charCodeAt(end))) end += 1;
  return end;
}

/** A key must end this many characters after it began. */
const maxKeyLength = 1024;

/** Whether what stands between two places is short enough to be a key. */
export function isKeyLength(text: string, start: number, end: number): boolean {
  if (end - start <= maxKeyLength) return true;
  let length = 0;
  for (const _ of text.slice(start, end)) length += 1;
  return length <= maxKeyLength;
}
