// The one file that makes LSP positions and ranges out of offsets, and back.

import type { Span } from "../base/span.ts";
import type { OriginPlace, WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import type { YamlDocument } from "../yaml/node.ts";

/** Characters of a file, as LSP tells them. */
export interface FilePlace {
  uri: string;
  range: TextRange;
}

/** Where a span in a document is shown: in its file; of what a chart was rendered to, in the template that prints it. */
export function placeOfSpan(document: WorkspaceDocument, span: Span): FilePlace {
  const origin = originOf(document, span);
  if (origin === undefined) return { uri: document.file.uri, range: rangeOf(document, span) };
  return { uri: origin.uri, range: rangeInText(origin.text, origin) };
}

/** The file of that place. */
export function uriOf(document: WorkspaceDocument, span: Span = { start: 0, end: 1 }): string {
  return originOf(document, span)?.uri ?? document.file.uri;
}

function originOf(document: WorkspaceDocument, { start, end }: Span): OriginPlace | undefined {
  const { origins } = document.file;
  return origins && (origins.template(document.start + start, document.start + end) ?? origins.whole);
}

/** The range in its file of a span in a document; the file is that of `uriOf`. */
export function rangeOf(document: WorkspaceDocument, span: Span): TextRange {
  const origin = originOf(document, span);
  if (origin !== undefined) return rangeInText(origin.text, origin);
  return { start: positionOf(document, span.start), end: positionOf(document, span.end) };
}

/** The position in its file of an offset in a document. */
export function positionOf(document: WorkspaceDocument, offset: number): TextPosition {
  const starts = lineStarts(document.yaml);
  const low = lineAt(starts, offset);
  const character = offset - (starts[low] ?? 0);
  return { line: document.line + low, character: low === 0 ? firstColumn(document) + character : character };
}

/** The range of a span of a text that is no document: a chart's file. */
export function rangeInText(text: string, { start, end }: Span): TextRange {
  return { start: positionInText(text, start), end: positionInText(text, end) };
}

function positionInText(text: string, offset: number): TextPosition {
  const starts = startsIn(text);
  const line = lineAt(starts, offset);
  return { line, character: offset - (starts[line] ?? 0) };
}

/** The offset of a position in a text that is no document. */
export function offsetInText(text: string, { line, character }: TextPosition): number {
  const starts = startsIn(text);
  const start = starts[line];
  return start === undefined ? text.length : Math.min(start + character, starts[line + 1] ?? text.length);
}

/** Texts that were asked about last: of one values file many places are told. */
const recent = new Map<string, readonly number[]>();

function startsIn(text: string): readonly number[] {
  const known = recent.get(text);
  if (known !== undefined) return known;
  if (recent.size >= 100) recent.clear();
  const starts = startsOfLines(text);
  recent.set(text, starts);
  return starts;
}

/** The line on which an offset is. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The document at a position of its file, and the offset in it; on a separator line, the end of the document above. */
export function documentAt(
  file: WorkspaceFile,
  position: TextPosition,
): { document: WorkspaceDocument; offset: number } | undefined {
  let found: WorkspaceDocument | undefined;
  for (const document of file.documents) {
    if (document.line > position.line) break;
    if (document.line === position.line && firstColumn(document) > position.character) break;
    found = document;
  }
  if (found === undefined) return undefined;
  return { document: found, offset: offsetOf(found, position) };
}

/** The offset in a document of a position of its file; what lies before or behind is its start or end. */
export function offsetOf(document: WorkspaceDocument, position: TextPosition): number {
  const starts = lineStarts(document.yaml);
  const line = position.line - document.line;
  if (line < 0) return 0;
  const start = starts[line];
  if (start === undefined) return document.yaml.text.length;
  const next = starts[line + 1] ?? document.yaml.text.length;
  const character = line === 0 ? Math.max(0, position.character - firstColumn(document)) : position.character;
  return Math.min(start + character, next);
}

/** Where the file's text ends. */
export function endOf({ text }: WorkspaceFile): TextPosition {
  const breaks = [...text.matchAll(/\r\n|\n|\r/g)];
  const last = breaks.at(-1);
  return { line: breaks.length, character: text.length - (last === undefined ? 0 : last.index + last[0].length) };
}

/** Where the document's first line begins within its line of the file: not 0 only in streams of JSON. */
function firstColumn(document: WorkspaceDocument): number {
  const { text } = document.file;
  let at = document.start;
  while (at > 0 && text.charCodeAt(at - 1) !== 10 && text.charCodeAt(at - 1) !== 13) at--;
  return document.start - at;
}

const known = new WeakMap<YamlDocument, readonly number[]>();

/** Offsets at which the lines of a document's text begin. */
function lineStarts(yaml: YamlDocument): readonly number[] {
  let starts = known.get(yaml);
  if (starts === undefined) {
    starts = startsOfLines(yaml.text);
    known.set(yaml, starts);
  }
  return starts;
}

function startsOfLines(text: string): readonly number[] {
  const found = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) found.push(match.index + match[0].length);
  return found;
}
