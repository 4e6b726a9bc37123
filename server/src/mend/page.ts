// A damaged text, measured once: its lines, columns, and every place where a key, a dash, a comment or a separator may begin.

import { knownKeys } from "./kinds.ts";

/** A key that may stand at a place: its characters and what follows its colon. */
export interface KeyMatch {
  /** Without quotes. */
  readonly key: string;
  readonly start: number;
  /** The end of the key's own characters, quotes included. */
  readonly end: number;
  /** Just behind the colon. */
  readonly after: number;
  /** Nothing but the colon stands between key and value. */
  readonly glued: boolean;
}

/** A place inside a line where something new may begin. */
export type Start =
  | { readonly kind: "key"; readonly at: number; readonly match: KeyMatch }
  /** A colon whose key began somewhere at or after `at`. */
  | { readonly kind: "author"; readonly at: number; readonly colon: number }
  | { readonly kind: "dash"; readonly at: number }
  | { readonly kind: "hash"; readonly at: number }
  | { readonly kind: "separator"; readonly at: number };

/** Lines run into each other, a space stands between them, or both happen. */
export type Joint = "nothing" | "space" | "unknown";

export interface Page {
  readonly text: string;
  /** The whole paste that the text is a document of. */
  readonly context: string;
  /** Line breaks are missing somewhere: more than one key stands in a line. */
  readonly flat: boolean;
  /** Indentation tells something: lines begin in different columns. */
  readonly indented: boolean;
  /** Most keys have no space behind their colon. */
  readonly spaceless: boolean;
  /** Kubernetes' own keys have full-width colons. */
  readonly wide: boolean;
  /** What stands where line breaks were, as far as keys that open something tell. */
  readonly joint: Joint;
  lineEnd(at: number): number;
  /** The column of the first character of a line, or -1 for any other character. */
  columnAt(at: number): number;
  /** Columns from the line's start, whatever stands before. */
  offsetInLine(at: number): number;
  /** Whether line breaks are missing in the line of `at`. */
  flatAt(at: number): boolean;
  keyAt(at: number): KeyMatch | undefined;
  /** The first `#` at or behind `at` that begins a comment, or the text's length. */
  hashFrom(at: number): number;
  /** The starts in the line of `at`, from `at` on. */
  startsFrom(at: number): Iterable<Start>;
}

const spaces = new Set([" ", "\t", "\u00a0", "\u3000"]);
export const fullWidthColon = "：";

export function isSpace(char: string | undefined): boolean {
  return char !== undefined && spaces.has(char);
}

/** White space, a line break, or the end of the text. */
export function isGap(char: string | undefined): boolean {
  return char === undefined || char === "\n" || spaces.has(char);
}

const keyChar = /[A-Za-z0-9_./-]/;

export function isKeyChar(char: string | undefined): boolean {
  return char !== undefined && keyChar.test(char);
}

export function isColon(char: string | undefined): boolean {
  return char === ":" || char === fullWidthColon;
}

const quotes = new Set(['"', "'", "“", "”", "‘", "’", "＂"]);

export function isQuote(char: string | undefined): boolean {
  return char !== undefined && quotes.has(char);
}

const dashes = new Set(["-", "－", "–", "—"]);

export function isDash(char: string | undefined): boolean {
  return char !== undefined && dashes.has(char);
}

/** Measures a text. `context`: the whole paste that it is a document of. */
export function readPage(text: string, context = text): Page {
  const layout = new Layout(text);
  const content = layout.lines.filter((line) => line.first < line.end);
  const joint = jointOf(text, layout.keyAt);
  const flatLines = flatLinesOf(layout, content, joint);
  const columns = new Set(content.slice(1).map((line) => line.first - line.start));
  const hashes = hashesOf(text);
  return {
    text,
    context,
    flat: flatLines.size > 0,
    indented: columns.size > 1,
    spaceless: isSpaceless(layout, content),
    joint,
    wide: /(?:apiVersion|kind|metadata|spec)["'”]? *：/.test(text),
    lineEnd: (at) => layout.lineAt(at).end,
    columnAt: (at) => {
      const line = layout.lineAt(at);
      return line.first === at ? at - line.start : -1;
    },
    offsetInLine: (at) => at - layout.lineAt(at).start,
    flatAt: (at) => flatLines.has(layout.lineAt(at).start),
    keyAt: layout.keyAt,
    hashFrom: (at) => hashes[at] ?? text.length,
    startsFrom: (at) => from(layout.startsIn(layout.lineAt(at)), at),
  };
}

/** The lines of a text, its keys and its starts, each looked up once. */
class Layout {
  readonly text: string;
  readonly lines: readonly Line[];
  private readonly lineOf: Int32Array;
  private readonly keys = new Map<number, KeyMatch | undefined>();
  private readonly starts = new Map<number, readonly Start[]>();

  constructor(text: string) {
    this.text = text;
    this.lines = measureLines(text);
    this.lineOf = new Int32Array(text.length + 1);
    for (const [index, line] of this.lines.entries()) this.lineOf.fill(index, line.start, line.end + 1);
  }

  lineAt(at: number): Line {
    const last = this.lines.length - 1;
    return this.lines[this.lineOf[at] ?? last] ?? this.lines[last] ?? { start: 0, end: 0, first: 0 };
  }

  readonly keyAt = (at: number): KeyMatch | undefined => {
    if (!this.keys.has(at)) this.keys.set(at, matchKey(this.text, at));
    return this.keys.get(at);
  };

  startsIn(line: Line): readonly Start[] {
    let found = this.starts.get(line.start);
    if (found === undefined) {
      found = findStarts(this.text, line, this.keyAt);
      this.starts.set(line.start, found);
    }
    return found;
  }
}

/** For each place the first `#` at or behind it that begins a comment. */
function hashesOf(text: string): Int32Array {
  const hashes = new Int32Array(text.length + 1).fill(text.length);
  for (let at = text.length - 1; at >= 0; at -= 1)
    hashes[at] = text[at] === "#" && isGap(text[at - 1]) ? at : (hashes[at + 1] ?? text.length);
  return hashes;
}

/** The starts of the lines in which line breaks are missing. */
function flatLinesOf(layout: Layout, content: readonly Line[], joint: Joint): ReadonlySet<number> {
  const { text } = layout;
  const flat = new Set<number>();
  for (const line of content) {
    const { outside, all } = countKeys(text, line, layout.startsIn(line));
    const several = outside >= 2 || (all >= 3 && text[line.first] !== "#");
    if (several || (content.length <= 2 && all >= 2)) flat.add(line.start);
  }
  // Where other lines lost their breaks, a line may have lost its own behind its comment.
  if (flat.size === 0 || joint === "unknown") return flat;
  for (const line of content) {
    const starts = layout.startsIn(line);
    const hash = starts.find((start) => start.kind === "hash")?.at ?? line.end;
    if (starts.some((start) => start.at > hash && !isFieldOut(text, hash, start.at) && isJoined(text, start, joint)))
      flat.add(line.start);
  }
  return flat;
}

/** Whether more lines begin with a key that has no space behind its colon than with one that has. */
function isSpaceless({ text, keyAt }: Layout, content: readonly Line[]): boolean {
  let spaced = 0;
  let glued = 0;
  for (const line of content) {
    const first = firstKey(text, line, keyAt);
    if (first === undefined || text[first.after] === undefined || text[first.after] === "\n") continue;
    if (first.glued) glued += 1;
    else spaced += 1;
  }
  return glued > 1 && glued > spaced;
}

/** The starts at or behind `at`; those of one colon are all there when the colon is behind it. */
function* from(starts: readonly Start[], at: number): Generator<Start> {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = starts[middle];
    if (start !== undefined && start.at < at) low = middle + 1;
    else high = middle;
  }
  // A run of key characters may begin before `at` and end in a colon behind it.
  for (let index = Math.max(0, low - maxStartsOfColon); index < starts.length; index += 1) {
    const start = starts[index];
    if (start !== undefined && (index >= low || (start.kind === "author" && start.colon > at))) yield start;
  }
}

/** So many known keys end in the same characters at most, with room to spare. */
const maxStartsOfColon = 12;

/** Whether only `#` and a dash stand between the comment's start and `at`: a field that is commented out. */
function isFieldOut(text: string, hash: number, at: number): boolean {
  return /^#[#\s-]*$/.test(text.slice(hash, at));
}

/** Whether a known key stands here as others do that lost the line break before them. */
function isJoined(text: string, start: Start, joint: Joint): boolean {
  if (start.kind !== "key" || start.match.key.length < 3) return false;
  return isGap(text[start.at - 1]) === (joint === "space");
}

/** `metadata:name: web` has nothing for its line break, `metadata: name: web` a space. */
function jointOf(text: string, keyAt: (at: number) => KeyMatch | undefined): Joint {
  let nothing = 0;
  let space = 0;
  for (const match of text.matchAll(
    /(?:metadata|spec|template|labels|ports|containers|env|data|rules):( *)(?:- *)?(?=\w)/g,
  )) {
    const inner = keyAt(match.index + match[0].length);
    if (inner === undefined) continue;
    if (match[1] === "") nothing += 1;
    else space += 1;
  }
  return nothing > space ? "nothing" : space > nothing ? "space" : "unknown";
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** The first character that is no white space. */
  readonly first: number;
}

function measureLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    let first = start;
    while (first < end && isSpace(text[first])) first += 1;
    lines.push({ start, end, first });
    start = end + 1;
  }
  return lines;
}

/** The longest name that anybody gives to a key (a label's prefix and name). */
const longestKey = 253 + 1 + 63;

function matchKey(text: string, at: number): KeyMatch | undefined {
  let end = at;
  let key: string;
  if (isQuote(text[at])) {
    end += 1;
    while (end - at < longestKey && end < text.length && text[end] !== "\n" && !isQuote(text[end])) end += 1;
    if (!isQuote(text[end])) return undefined;
    key = text.slice(at + 1, end);
    end += 1;
  } else {
    while (end - at < longestKey && isKeyChar(text[end])) end += 1;
    key = text.slice(at, end);
  }
  if (key === "") return undefined;
  let colon = end;
  while (isSpace(text[colon])) colon += 1;
  if (!isColon(text[colon])) return undefined;
  // A colon after white space is a colon only with white space behind it.
  if (colon > end && !isGap(text[colon + 1])) return undefined;
  const after = colon + 1;
  const wide = text[colon] === fullWidthColon;
  return { key, start: at, end, after, glued: !wide && !isGap(text[after]) };
}

function firstKey(text: string, line: Line, keyAt: (at: number) => KeyMatch | undefined): KeyMatch | undefined {
  let at = line.first;
  while (isDash(text[at])) {
    at += 1;
    while (isSpace(text[at])) at += 1;
  }
  return keyAt(at);
}

/** How many keys a line seems to have: outside of its comment, and with the known keys in its comment. Flow collections and quotes count as one value. */
function countKeys(text: string, line: Line, starts: readonly Start[]): { outside: number; all: number } {
  let outside = 0;
  let all = 0;
  const hash = starts.find((start) => start.kind === "hash" && isGap(text[start.at - 1]))?.at ?? line.end;
  let from = line.first;
  const inside = bracketsIn(text, line.first);
  const known = new Set(starts.filter((start) => start.kind === "key").map((start) => start.at));
  for (const start of starts) {
    if (start.kind === "author") {
      if (start.colon < from || start.at >= hash || inside(start.at)) continue;
      let after = start.colon;
      while (isSpace(text[after])) after += 1;
      after += 1;
      const next = text[after];
      const ends = isGap(next) || next === "#" || (isDash(next) && isGap(text[after + 1]));
      // `http://host:80` and `nginx:1.25` have colons too.
      if (!ends && !(start.at === line.first || known.has(after))) continue;
      outside += 1;
      all += 1;
      from = after;
    } else if (start.kind === "key" && start.at > hash && start.match.end >= from && !start.match.glued) {
      all += 1;
      from = start.match.after;
    }
  }
  return { outside, all };
}

/** For each place of a line, whether a flow collection or quotes are open there. Asked in ascending order. */
function bracketsIn(text: string, from: number): (to: number) => boolean {
  let depth = 0;
  let quote = "";
  let at = from;
  return (to) => {
    for (; at < to; at += 1) {
      const char = text[at] ?? "";
      if (quote !== "") {
        if (char === quote) quote = "";
      } else if (char === '"' || (char === "'" && isGap(text[at - 1]))) quote = char;
      else if (char === "{" || char === "[") depth += 1;
      else if (char === "}" || char === "]") depth -= 1;
    }
    return depth > 0 || quote !== "";
  };
}

function findStarts(text: string, line: Line, keyAt: (at: number) => KeyMatch | undefined): readonly Start[] {
  const found: Start[] = [];
  for (let at = line.first; at < line.end; at += 1) {
    const char = text[at];
    if (char === "#") found.push({ kind: "hash", at });
    else if (char === "-" && text.startsWith("---", at)) {
      let end = at + 3;
      while (text[end] === "-") end += 1;
      found.push({ kind: "separator", at: end - 3 });
      at = end - 1;
    } else if (isDash(char) && isGap(text[at + 1])) found.push({ kind: "dash", at });
    else if (isColon(char)) collectKeys(text, line, at, keyAt, found);
  }
  return found.sort((a, b) => a.at - b.at);
}

function collectKeys(
  text: string,
  line: Line,
  colon: number,
  keyAt: (at: number) => KeyMatch | undefined,
  found: Start[],
): void {
  let end = colon;
  while (end > line.first && isSpace(text[end - 1])) end -= 1;
  let run = end;
  if (isQuote(text[end - 1])) {
    run = end - 2;
    while (run > line.first && end - run < longestKey && !isQuote(text[run])) run -= 1;
    if (!isQuote(text[run]) || run >= end - 2) return;
    const match = keyAt(run);
    if (match === undefined) return;
    if (knownKeys.has(match.key)) found.push({ kind: "key", at: run, match });
    found.push({ kind: "author", at: run, colon: end });
    return;
  }
  while (run > line.first && end - run < longestKey && isKeyChar(text[run - 1])) run -= 1;
  if (run === end) return;
  found.push({ kind: "author", at: run, colon: end });
  for (let at = Math.max(run, end - longestKnown); at < end; at += 1) {
    if (!knownKeys.has(text.slice(at, end))) continue;
    const match = keyAt(at);
    if (match !== undefined) found.push({ kind: "key", at, match });
  }
}

const longestKnown = Math.max(...[...knownKeys].map((key) => key.length));
