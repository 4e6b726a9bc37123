// Changes of a text: done, put in order, and made one on the other.

import type { Span } from "../base/span.ts";
import type { YamlDocument } from "./node.ts";
import { languageOf, parse } from "./parse.ts";

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
