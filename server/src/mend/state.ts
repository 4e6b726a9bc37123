// Where the search stands: what is open, what was read so far, and what everything costs.

import type { BranchGrammar, ScalarGrammar } from "./grammar.ts";
import type { Hints } from "./hints.ts";
import { isGap, type Page } from "./page.ts";
import { prices } from "./prices.ts";
import type { Piece, ValueStyle } from "./reading.ts";

export interface State {
  readonly at: number;
  /** Undefined before the first key of a document. */
  readonly frame: Frame | undefined;
  /** Just behind a dash, where the item has to begin. */
  readonly fresh: boolean;
  readonly cost: number;
  readonly trail: Trail | undefined;
}

/** An open map or list. Equal frames are one object, so that states can be compared. */
export interface Frame {
  readonly id: number;
  readonly parent: Frame | undefined;
  readonly grammar: BranchGrammar;
  /** The keys so far, each between line feeds. */
  readonly used: string;
  readonly filled: boolean;
  /** Where its keys or dashes stand in the text, -1 while unknown. */
  readonly column: number;
  /** Where the key or dash that opened it stands, -1 if unknown. */
  readonly owner: number;
  /** Where its keys or dashes will stand in the text to write. */
  readonly indent: number;
  /** Its dash is eaten, so its first key may stand further left than the others. */
  readonly undashed?: true;
}

export interface Trail {
  readonly before: Trail | undefined;
  readonly piece: Piece;
}

export interface ValueEnd {
  readonly end: number;
  readonly cost: number;
  readonly style: ValueStyle;
}

/** What every part of the search looks at and puts its followers into. */
export interface Ground {
  readonly page: Page;
  readonly hints: Hints;
  readonly push: (state: State) => void;
  /** Whether fields that no kind has are read in lines without breaks. */
  readonly strangers: "refused" | "taken";
}

/** A place where a value begins, and what may stand there. */
export interface ValuePlace {
  readonly ground: Ground;
  /** Where the search stands, inside of the map or list that takes the value. */
  readonly inside: State;
  readonly holder: Frame;
  readonly grammar: ScalarGrammar;
  readonly at: number;
  /** Where its key or dash stands, -1 if unknown. */
  readonly column: number;
}

/** What it costs that no more comes into a frame. */
export function closeCost(frame: Frame): number {
  const { grammar } = frame;
  if (!frame.filled)
    return grammar.kind === "list" ? prices.emptyList : grammar.kind === "any" ? prices.emptyAnything : prices.emptyMap;
  if (grammar.kind !== "map") return 0;
  let cost = 0;
  for (const key of grammar.required) if (!frame.used.includes(`\n${key}\n`)) cost += prices.missingKey;
  return cost;
}

export function closeAll(frame: Frame | undefined): number {
  let cost = 0;
  for (let open = frame; open !== undefined; open = open.parent) cost += closeCost(open);
  return cost;
}

export function hasUsed(frame: Frame, key: string): boolean {
  return frame.used.includes(`\n${key}\n`);
}

/** The first character at or behind `at` that is no white space. */
export function skipBlank(text: string, at: number): number {
  let next = at;
  while (next < text.length && isGap(text[next])) next += 1;
  return next;
}

/** The end of a stretch without the white space at its end. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isGap(text[at - 1])) at -= 1;
  return at;
}
