// Where a comment ends when its line break is gone: at the next key, dash, separator or comment that is plausible there.

import { hasCustomaryDomain, hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import { authorSplits } from "./author-splits.ts";
import { dashFits, keyFits, leadsToScalar } from "./fits.ts";
import { knownKeys } from "./kinds.ts";
import {
  fullWidthColon,
  isDash,
  isGap,
  isKeyChar,
  isQuote,
  isSpace,
  type KeyMatch,
  type Page,
  type Start,
} from "./page.ts";
import { cutsPerLine, swallowLimit } from "./prices.ts";
import { type Ground, type State, skipBlank, trimEnd } from "./state.ts";

/** Puts in the ways on behind the comment that begins at the state's place. */
export function readComment(ground: Ground, state: State): void {
  const { page } = ground;
  const { text } = page;
  const { at } = state;
  const before = text[at - 1];
  const lineStart = page.columnAt(at) >= 0;
  const glued = !isGap(before);
  let cost = 0;
  if (glued) cost = page.flatAt(at) ? 0.6 : 5;
  const ownLine = lineStart || glued;
  const finish = (end: number, extra: number): void => {
    let trimmed = end;
    while (trimmed > at + 1 && isGap(text[trimmed - 1])) trimmed -= 1;
    ground.push({
      at: skipBlank(text, end),
      frame: state.frame,
      fresh: state.fresh,
      cost: state.cost + cost + extra,
      trail: { before: state.trail, piece: { kind: "comment", start: at, end: trimmed, ownLine } },
    });
  };
  const lineEnd = page.lineEnd(at);
  if (!page.flat) {
    finish(lineEnd, 0);
    return;
  }
  const whole = page.flatAt(at) ? 0 : 3;
  let skipped = 0;
  let cuts = 0;
  let lastCut = -1;
  let swallowedTo = -1;
  let passing = 0;
  let passingTo = -1;
  const held = heldTo(text, at, lineEnd);
  for (const start of page.startsFrom(at)) {
    if (start.at <= at || start.at === lastCut) continue;
    if (start.at < held) continue;
    if (passing > 0 && start.at > passingTo) {
      skipped += passing;
      passing = 0;
    }
    if (skipped > 2 * swallowLimit) return;
    cuts += 1;
    if (cuts > cutsPerLine) break;
    const out = start.kind !== "hash" && isCommentedOut(ground, at, start.at);
    if (out && start.kind !== "author") {
      swallowedTo = Math.max(swallowedTo, start.kind === "key" ? start.match.after : start.at);
      continue;
    }
    // A sentence in Chinese has wide colons where keys have others.
    if ((start.kind === "author" || start.kind === "key") && !page.wide && text[colonOf(start)] === fullWidthColon)
      continue;
    if (start.kind === "author") {
      let least = Number.POSITIVE_INFINITY;
      for (const split of authorSplits(ground, state, start.at, start.colon, at + 1, "comment")) {
        // The field behind the `#` is commented out; a key may run into a first word.
        if (out && (split.at === start.at || fieldAt(text, start.at) || /[._/-]/.test(text[split.at - 1] ?? "")))
          continue;
        const documented = split.known && text.slice(split.at, start.colon).includes("/");
        const cut = commentCut(ground, split.at);
        const price = split.cost + (documented ? Math.min(cut, 0.4) : cut);
        finish(split.at, whole + skipped + price);
        least = Math.min(least, price);
      }
      // A colon in a sentence is rarer than one behind a key.
      if (least === Number.POSITIVE_INFINITY) skipped += out ? 0 : 0.7;
      else if (least < 3) skipped += least <= 1.3 ? 4 : least <= 2.2 ? 3.5 : 3 - least / 2;
      continue;
    }
    if (start.kind === "hash") {
      const price = hashCost(ground, state, start.at);
      if (price === undefined) continue;
      finish(start.at, whole + skipped + price);
      skipped += Math.max(0, 2 - price);
      continue;
    }
    if (start.kind === "dash" && start.at + 2 < lineEnd) {
      const fits = dashFits(ground, state, start.at);
      if (fits !== undefined) {
        finish(start.at, whole + skipped + fits + commentCut(ground, start.at));
        skipped += fits < 0.5 ? 3 : 1.5;
      }
      continue;
    }
    if (start.kind === "separator") {
      // `# --- Title ---`: the other end of a frame.
      const frame = /^#+ *---/.test(text.slice(at, at + 8)) ? 2.5 : 0;
      finish(start.at, whole + skipped + frame + commentCut(ground, start.at));
      skipped += 3 - frame;
      continue;
    }
    if (start.kind !== "key") continue;
    if (!keyFits(state, start.match)) {
      // What would be swallowed with it: the manifest goes on behind the comment.
      if (start.match.after > swallowedTo) skipped += start.match.glued ? chained(ground, start.match) : 1.5;
      swallowedTo = Math.max(swallowedTo, start.match.after);
      continue;
    }
    swallowedTo = Math.max(swallowedTo, start.match.after);
    lastCut = start.at;
    const scalarGlue = start.match.glued && leadsToScalar(state, start.match.key) ? 2 : 0;
    finish(start.at, whole + skipped + scalarGlue + commentCut(ground, start.at));
    passing = (scalarGlue > 0 ? 1 : isOddJoint(ground, start.at) ? 2.5 : 5) + chained(ground, start.match);
    passingTo = start.match.end;
  }
  finish(lineEnd, skipped + passing);
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

function colonOf(start: Extract<Start, { kind: "author" | "key" }>): number {
  return start.kind === "author" ? start.colon : start.match.after - 1;
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
  if (isGap(before)) return joint === "nothing" ? 0.8 : joint === "space" ? 0.2 : 0.4;
  const odd = joint === "space" ? 2 : 0;
  if (isQuote(text[at])) return 0.3 + odd;
  // A word in Latin letters runs into the key: it was cut in the middle, or the next line began here.
  return (isKeyChar(before) ? (joint === "nothing" ? 0.8 : 1.2) : 0.2) + odd;
}

/** `resources:requests:` is no part of a sentence. */
function chained(ground: Ground, match: KeyMatch): number {
  let at = match.after;
  while (isDash(ground.page.text[at]) || isSpace(ground.page.text[at])) at += 1;
  const next = ground.page.keyAt(at);
  return next !== undefined && (knownKeys.has(next.key) || match.glued) ? 3 : 0;
}

/** Whether lines are joined in another way everywhere else. */
function isOddJoint(ground: Ground, at: number): boolean {
  const { text, joint } = ground.page;
  return joint === (isGap(text[at - 1]) ? "nothing" : "space");
}

/** What it costs that the comment at the state's place ends because another begins at the `#` at `at`; undefined where none can begin. */
function hashCost(ground: Ground, state: State, at: number): number | undefined {
  const { text, joint } = ground.page;
  const comment = state.at;
  let end = at;
  while (text[end] === "#") end += 1;
  const spaced = isGap(text[end]);
  if (text[at - 1] === "#") {
    // The last of many: a line of `#` above a comment, or an empty comment before one.
    if (end - at !== 1 || !spaced || joint === "space") return undefined;
    let first = at;
    while (text[first - 1] === "#") first -= 1;
    if (first !== comment) return undefined;
    return at - first >= ruler ? 0.2 : at - first === 1 && followsComment(ground, state) ? 0 : undefined;
  }
  const loose = isGap(text[at - 1]);
  let own = comment;
  while (text[own] === "#") own += 1;
  const tight = !isGap(text[own]);
  // Lines are joined by one space at most: more stand before a comment of the same line.
  const wide = loose && isGap(text[at - 2]) ? (joint === "unknown" ? 0.5 : 2.5) : 0;
  const odd = (isOddJoint(ground, at) ? 1.5 : 0) + wide;
  const hashes = end - at;
  if (hashes >= ruler) return 0.1;
  // The other end of `## title ##`.
  if (hashes >= 2 && spaced) return odd + (hashes === own - comment && hashes > 2 ? 1.5 : 0.3);
  if (spaced) return odd + (loose ? 0.3 : 0);
  // The fragment of an address.
  if (text[at - 1] === "/" || /:\/\/\S*$/.test(text.slice(Math.max(comment, at - 200), at))) return undefined;
  // A field that is commented out.
  if (/^#+(?:- *)?[A-Za-z][\w./-]*:(?:\s|$)/.test(text.slice(at, at + 120))) return odd + 0.4;
  if (/\d/.test(text[end] ?? "")) return undefined;
  if (tight) return odd + 0.3;
  return odd + (text.charCodeAt(end) > 0x2e7f ? 0.8 : 2.5);
}

/** So many `#` are a line of their own. */
const ruler = 7;

/** Whether a comment with one `#` and a space stands just before. */
function followsComment(ground: Ground, state: State): boolean {
  const piece = state.trail?.piece;
  return piece?.kind === "comment" && ground.page.text[piece.start + 1] !== "#";
}
