// Where the characters of a text came from: template text, actions, values.

import type { Origin } from "../go/values.ts";
import type { Source } from "./nodes.ts";

/** A stretch of a text and its origin. */
export interface Piece {
  readonly length: number;
  /** The template it was written in, and where: for literal text exactly these characters, else the action that made it. */
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly isLiteral: boolean;
  /** The values that it was made of, as far as they stand in a file. */
  readonly values: readonly Origin[];
  /** The action that took the template in, when that is not a file of its own. */
  readonly via: Via | undefined;
}

/** A call of a named template. */
export interface Via {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly via: Via | undefined;
}

/** What is known of a value's origin: pieces that make up its text, or the values that went into it. */
export type Trace = { readonly pieces: readonly Piece[] } | { readonly values: readonly Origin[] };

export function valuesOf(trace: Trace | undefined): readonly Origin[] {
  if (trace === undefined) return [];
  if ("values" in trace) return trace.values;
  const values = trace.pieces.flatMap((piece) => piece.values);
  return values.length > 8 ? values.slice(0, 8) : values;
}

export function ofValue(origin: Origin | undefined): Trace | undefined {
  return origin && { values: [origin] };
}

/** The values of several traces together; no more than a few. */
export function union(traces: readonly (Trace | undefined)[]): Trace | undefined {
  const values: Origin[] = [];
  for (const trace of traces) {
    for (const value of valuesOf(trace)) if (values.length < 8 && !values.includes(value)) values.push(value);
  }
  return values.length === 0 ? undefined : { values };
}

/** The pieces of a part of the text. */
export function sliceTrace(trace: Trace | undefined, start: number, end: number): Trace | undefined {
  if (trace === undefined || "values" in trace) return trace;
  const pieces: Piece[] = [];
  let at = 0;
  for (const piece of trace.pieces) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + piece.length);
    if (to > from) pieces.push(partOf(piece, from - at, to - at));
    at += piece.length;
    if (at >= end) break;
  }
  return { pieces };
}

function partOf(piece: Piece, from: number, to: number): Piece {
  if (from === 0 && to === piece.length) return piece;
  const length = to - from;
  return piece.isLiteral
    ? { ...piece, length, start: piece.start + from, end: piece.start + to }
    : { ...piece, length };
}

/** A text with its pieces, put together bit by bit. */
export class TextBuilder {
  private readonly parts: string[] = [];
  private readonly traced: Piece[] | undefined;
  length = 0;

  constructor(isTracing: boolean) {
    this.traced = isTracing ? [] : undefined;
  }

  add(text: string, piece: (() => Piece | readonly Piece[]) | undefined): void {
    if (text === "") return;
    this.parts.push(text);
    this.length += text.length;
    if (this.traced === undefined || piece === undefined) return;
    const pieces = piece();
    if (Array.isArray(pieces)) for (const one of pieces as readonly Piece[]) this.traced.push(one);
    else this.traced.push(pieces as Piece);
  }

  get text(): string {
    if (this.parts.length > 1) this.parts.splice(0, this.parts.length, this.parts.join(""));
    return this.parts[0] ?? "";
  }

  get pieces(): readonly Piece[] {
    return this.traced ?? [];
  }
}

/** The index of the piece that holds an offset of the text; `ends`: where each piece ends within it. */
export function pieceIndexAt(ends: readonly number[], offset: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
