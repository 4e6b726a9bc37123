// Where a comment ends when its line break is gone: at the next key, dash, separator or comment that is plausible there.

import { hasCustomaryDomain, hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import { authorSplits } from "./author-splits.ts";
import { dashFits, keyFits, leadsToScalar } from "./fits.ts";
import { knownKeys } from "./kinds.ts";
import { isDash, isGap, isKeyChar, isQuote, isSpace, type KeyMatch, type Page, type Start } from "./page.ts";
import { cutsPerLine, fittingDash, passedAuthorKey, commentPrices as price, swallowLimit } from "./prices.ts";
import { type Ground, type State, skipBlank, trimEnd } from "./state.ts";

/** Puts in the ways on behind the comment that begins at the state's place. */
export function readComment(ground: Ground, state: State): void {
  new CommentEnds(ground, state).read();
}

/** The ends that one comment may have: at every place where something new may begin, and at the end of its line. */
class CommentEnds {
  private readonly ground: Ground;
  private readonly state: State;
  private readonly text: string;
  private readonly lineEnd: number;
  /** What it costs that the comment ends inside a line whose break is there. */
  private readonly whole: number;
  /** What the comment would swallow by ending later. */
  private skipped = 0;
  /** What it would swallow beyond `passingTo`: a key that it may end before. */
  private passing = 0;
  private passingTo = -1;
  private swallowedTo = -1;
  private lastCut = -1;

  constructor(ground: Ground, state: State) {
    this.ground = ground;
    this.state = state;
    this.text = ground.page.text;
    this.lineEnd = ground.page.lineEnd(state.at);
    this.whole = ground.page.flatAt(state.at) ? 0 : price.endsInWholeLine;
  }

  read(): void {
    const { page } = this.ground;
    const { at } = this.state;
    if (!page.flat) {
      this.end(this.lineEnd, 0);
      return;
    }
    const held = heldTo(this.text, at, this.lineEnd);
    let cuts = 0;
    for (const start of page.startsFrom(at)) {
      if (start.at <= at || start.at === this.lastCut || start.at < held) continue;
      if (this.passing > 0 && start.at > this.passingTo) {
        this.skipped += this.passing;
        this.passing = 0;
      }
      if (this.skipped > 2 * swallowLimit) return;
      cuts += 1;
      if (cuts > cutsPerLine) break;
      this.readStart(start);
    }
    this.end(this.lineEnd, this.skipped + this.passing);
  }

  private readStart(start: Start): void {
    const out = start.kind !== "hash" && isCommentedOut(this.ground, this.state.at, start.at);
    if (out && start.kind !== "author") {
      this.swallowedTo = Math.max(this.swallowedTo, start.kind === "key" ? start.match.after : start.at);
      return;
    }
    switch (start.kind) {
      case "author":
        this.beforeAuthorKey(start.at, start.colon, out);
        break;
      case "hash":
        this.beforeHash(start.at);
        break;
      case "dash":
        this.beforeDash(start.at);
        break;
      case "separator":
        this.beforeSeparator(start.at);
        break;
      case "key":
        this.beforeKey(start.at, start.match);
    }
  }

  private beforeAuthorKey(from: number, colon: number, out: boolean): void {
    const { ground, text } = this;
    let least = Number.POSITIVE_INFINITY;
    for (const split of authorSplits(ground, this.state, from, colon, this.state.at + 1, "comment")) {
      // The field behind the `#` is commented out; a key may run into a first word.
      if (out && (split.at === from || fieldAt(text, from) || /[._/-]/.test(text[split.at - 1] ?? ""))) continue;
      const documented = split.known && text.slice(split.at, colon).includes("/");
      const cut = commentCut(ground, split.at);
      const cost = split.cost + (documented ? Math.min(cut, price.beforeDocumented) : cut);
      this.endBefore(split.at, cost);
      least = Math.min(least, cost);
    }
    // A colon in a sentence is rarer than one behind a key.
    if (least === Number.POSITIVE_INFINITY) this.skipped += out ? 0 : price.colonInSentence;
    else this.skipped += passedAuthorKey(least);
  }

  private beforeHash(at: number): void {
    const cost = hashCost(this.ground, this.state, at);
    if (cost === undefined) return;
    this.endBefore(at, cost);
    this.skipped += Math.max(0, price.swallowedHash - cost);
  }

  private beforeDash(at: number): void {
    const fits = dashFits(this.ground, this.state, at);
    if (fits === undefined) return;
    this.endBefore(at, fits + commentCut(this.ground, at));
    this.skipped += fits < fittingDash ? price.swallowedDash : price.swallowedOddDash;
  }

  private beforeSeparator(at: number): void {
    // `# --- Title ---`: the other end of a frame.
    const frame = /^#+ *---/.test(this.text.slice(this.state.at, this.state.at + 8)) ? price.frame : 0;
    this.endBefore(at, frame + commentCut(this.ground, at));
    this.skipped += price.swallowedSeparator - frame;
  }

  private beforeKey(at: number, match: KeyMatch): void {
    const { ground, state } = this;
    const isNew = match.after > this.swallowedTo;
    this.swallowedTo = Math.max(this.swallowedTo, match.after);
    if (!keyFits(state, match)) {
      // What would be swallowed with it: the manifest goes on behind the comment.
      if (isNew) this.skipped += match.glued ? chained(ground, match) : price.swallowedStranger;
      return;
    }
    this.lastCut = at;
    const glue = match.glued && leadsToScalar(state, match.key) ? price.gluedScalar : 0;
    this.endBefore(at, glue + commentCut(ground, at));
    const swallowed =
      glue > 0 ? price.swallowedGlued : isOddJoint(ground, at) ? price.swallowedOddKey : price.swallowedKey;
    this.passing = swallowed + chained(ground, match);
    this.passingTo = match.end;
  }

  /** The comment ends because something begins at `at`. */
  private endBefore(at: number, cost: number): void {
    this.end(at, this.whole + this.skipped + cost);
  }

  private end(end: number, extra: number): void {
    const { ground, state, text } = this;
    const { at } = state;
    const { page } = ground;
    const glued = !isGap(text[at - 1]);
    const begun = glued ? (page.flatAt(at) ? price.gluedHash : price.gluedHashInWholeLine) : 0;
    let trimmed = end;
    while (trimmed > at + 1 && isGap(text[trimmed - 1])) trimmed -= 1;
    const ownLine = page.columnAt(at) >= 0 || glued;
    ground.push({
      at: skipBlank(text, end),
      frame: state.frame,
      fresh: state.fresh,
      cost: state.cost + begun + extra,
      trail: { before: state.trail, piece: { kind: "comment", start: at, end: trimmed, ownLine } },
    });
  }
}

/** Whether a documented key of an author's begins here. */
function fieldAt(text: string, at: number): boolean {
  const key = /^[\w./-]*/.exec(text.slice(at, at + 120))?.[0] ?? "";
  return (
    hasCustomaryPrefix(key) ||
    hasCustomaryDomain(key) ||
    isCustomaryKey("label", key) ||
    isCustomaryKey("quantity", key)
  );
}

/** Whether the comment holds the end of a known key, a colon and a value where lines run into each other, or a quoted value: a field perhaps. */
export function holdsField(page: Page, start: number, end: number): boolean {
  const words = page.text.slice(start, end);
  for (const match of words.matchAll(/([\w./-]+): +(["']|\S)/g)) {
    const run = match[1] ?? "";
    if (/^#+ *(?:- *)?$/.test(words.slice(0, match.index))) continue;
    if (match[2] === '"' || match[2] === "'") return true;
    if (page.joint === "space" ? isFieldName(run) : hasFieldEnd(run)) return true;
  }
  return false;
}

function hasFieldEnd(run: string): boolean {
  for (let at = 1; at + 3 <= run.length; at += 1)
    if (/[A-Za-z0-9]/.test(run[at - 1] ?? "") && isFieldName(run.slice(at))) return true;
  return false;
}

function isFieldName(name: string): boolean {
  return knownKeys.has(name) || isCustomaryKey("label", name) || hasCustomaryPrefix(name);
}

/** Behind the quoted or bracketed value of a field that is commented out. */
function heldTo(text: string, comment: number, lineEnd: number): number {
  const field = /^#+ *(?:- *)?([\w./-]+): *(["'[{])/.exec(text.slice(comment, Math.min(lineEnd, comment + 200)));
  const name = field?.[1] ?? "";
  if (!knownKeys.has(name) && !fieldAt(name, 0)) return -1;
  const open = field?.[2];
  if (field === null || open === undefined) return -1;
  const close = open === "[" ? "]" : open === "{" ? "}" : open;
  const end = text.indexOf(close, comment + field[0].length);
  return end === -1 || end > lineEnd ? -1 : end + 1;
}

/** Whether only a `#` and perhaps a dash stand before `at`: what follows is commented out. */
function isCommentedOut(ground: Ground, comment: number, at: number): boolean {
  const { text } = ground.page;
  let end = trimEnd(text, comment, at);
  if (isDash(text[end - 1])) end = trimEnd(text, comment, end - 1);
  if (text[end - 1] !== "#") return false;
  let first = end;
  while (text[first - 1] === "#") first -= 1;
  // Behind a line of `#` the next line begins.
  return end - first < ruler;
}

/** How odd it is that a comment ends at `at`. */
function commentCut(ground: Ground, at: number): number {
  const { text, joint } = ground.page;
  const before = text[at - 1] ?? " ";
  if (isGap(before)) return price.cutAtSpace[joint];
  const odd = joint === "space" ? price.cutWithoutSpace : 0;
  if (isQuote(text[at])) return price.cutAtQuote + odd;
  // A word in Latin letters runs into the key: it was cut in the middle, or the next line began here.
  const inWord = joint === "nothing" ? price.cutInWord : price.cutInOddWord;
  return (isKeyChar(before) ? inWord : price.cutBehindSign) + odd;
}

/** `resources:requests:` is no part of a sentence. */
function chained(ground: Ground, match: KeyMatch): number {
  let at = match.after;
  while (isDash(ground.page.text[at]) || isSpace(ground.page.text[at])) at += 1;
  const next = ground.page.keyAt(at);
  return next !== undefined && (knownKeys.has(next.key) || match.glued) ? price.chainedKeys : 0;
}

/** Whether lines are joined in another way everywhere else. */
function isOddJoint(ground: Ground, at: number): boolean {
  const { text, joint } = ground.page;
  return joint === (isGap(text[at - 1]) ? "nothing" : "space");
}

/** What it costs that the comment at the state's place ends because another begins at the `#` at `at`; undefined where none can begin. */
function hashCost(ground: Ground, state: State, at: number): number | undefined {
  const { text, joint } = ground.page;
  let end = at;
  while (text[end] === "#") end += 1;
  const hashes = end - at;
  const spaced = isGap(text[end]);
  // `# One` and `#` and `# Two` have run into each other: the second is empty.
  if (text[at - 1] === "#")
    return hashes === 1 && spaced && at - 1 === state.at && followsComment(ground, state) ? 0 : undefined;
  let own = state.at;
  while (text[own] === "#") own += 1;
  const rest = text.slice(at, at + 120);
  const isAddress = /\/$|:\/\/\S*$/.test(text.slice(Math.max(state.at, at - 200), at));
  const found: Hash = { hashes, spaced, tight: !isGap(text[own]), isAddress, rest, first: text.charCodeAt(end) };
  const [, cost] = hashBegins.find(([test]) => test(found)) ?? [];
  if (cost === undefined || hashes >= ruler) return cost;
  // Lines are joined by one space at most: more stand before a comment of the same line.
  const isWide = isGap(text[at - 1]) && isGap(text[at - 2]);
  const wide = joint === "unknown" ? price.wideGap : price.oddWideGap;
  return cost + (isOddJoint(ground, at) ? price.oddJointAtHash : 0) + (isWide ? wide : 0);
}

/** A run of `#` inside a comment. */
interface Hash {
  readonly hashes: number;
  /** White space follows. */
  readonly spaced: boolean;
  /** The comment itself has no space behind its `#`. */
  readonly tight: boolean;
  readonly isAddress: boolean;
  readonly rest: string;
  /** The code of the character behind. */
  readonly first: number;
}

/** What it costs that a comment begins at `#`: the first that is true counts. No price, or none that is true: no comment begins there. */
const hashBegins: readonly (readonly [test: (hash: Hash) => boolean, price: number | undefined, why: string])[] = [
  [({ hashes }) => hashes >= ruler, price.ruler, "a line of `#`"],
  [({ hashes, spaced }) => hashes >= 2 && spaced, price.severalHashes, "`## title`"],
  [({ spaced }) => spaced, 0, "a space behind it"],
  [({ isAddress }) => isAddress, undefined, "the fragment of an address"],
  [({ rest }) => /^#+(?:- *)?[A-Za-z][\w./-]*:(?:\s|$)/.test(rest), price.fieldOut, "a field that is commented out"],
  [({ first }) => first >= 0x30 && first <= 0x39, undefined, "`#1`"],
  [({ tight }) => tight, price.tightHash, "the comment itself has no space behind its `#`"],
];

/** So many `#` are a line of their own. */
const ruler = 7;

/** Whether a comment with one `#` and a space stands just before. */
function followsComment(ground: Ground, state: State): boolean {
  const piece = state.trail?.piece;
  return piece?.kind === "comment" && ground.page.text[piece.start + 1] !== "#";
}
