// Where the search stands: what is open, what was read so far, and what everything costs.

import type { AuthorGrammar, BranchGrammar } from "./grammar.ts";
import { isGap, type Page } from "./page.ts";
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

/** What the whole paste says about keys and values of authors. */
export interface Hints {
  /** Keys of authors that stand by themselves somewhere in the paste. */
  readonly seenKeys: ReadonlySet<string>;
  /** Ends of characters before a colon that stand behind different characters elsewhere: keys, most likely. */
  readonly forks: ReadonlySet<string>;
  /** What the keys that were seen begin with. */
  readonly stems: ReadonlySet<string>;
  /** Values that stand by themselves somewhere in the paste: a selector and labels agree. */
  readonly seenValues: ReadonlySet<string>;
  /** Names of anchors (`&name`), told from what has run into them by their aliases (`*name`). */
  readonly anchors: ReadonlySet<string>;
  /** What was looked up before. */
  readonly looks: Map<AuthorGrammar["flavour"], Map<number, Look>>;
}

/** What is known of the characters between a place and a colon, whoever asks. */
export interface Look {
  readonly key: string;
  readonly customary: boolean;
  readonly domain: boolean;
  readonly seen: boolean;
  readonly stem: boolean;
}

/** What every part of the search looks at and puts its followers into. */
export interface Ground extends Hints {
  readonly page: Page;
  readonly push: (state: State) => void;
  /** Whether fields that no kind has are read in lines without breaks. */
  readonly strangers: "refused" | "taken";
}

/** What an oddity costs. A reading that costs one more is about a third as plausible. */
export const prices = {
  pop: 0.4,
  emptyMap: 3,
  emptyList: 3.5,
  missingKey: 2.5,
  wrongColumn: 4,
  duplicateKey: 9,
  rareKey: 3,
  unknownKey: 6,
  misplacedKey: 10,
  keyInAnything: 0.6,
  addedDash: 2,
  addedSeparator: 1.5,
  nullValue: 2.5,
  /** Something new begins after a space, or after nothing, where line breaks are gone. */
  spaceForBreak: 0.2,
  nothingForBreak: 0.4,
  /** The same where all else in the text is joined in the other way. */
  oddJoint: 1.5,
  /** The same in a line whose line break is there. */
  breakInWholeLine: 6,
  gluedColon: 2,
  brokenQuote: 6,
  unsafePlain: 8,
  foldedLine: 5,
  swallowedKey: 3,
  joinedBlock: 4,
} as const;

/** What a value or a comment may swallow before it is given up. */
export const swallowLimit = 14;

/** Longer values and comments in one line are not cut at more places than this. */
export const cutsPerLine = 400;

/** What it costs that no more comes into a frame. */
export function closeCost(frame: Frame): number {
  const { grammar } = frame;
  if (!frame.filled) return grammar.kind === "list" ? prices.emptyList : grammar.kind === "any" ? 1 : prices.emptyMap;
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
