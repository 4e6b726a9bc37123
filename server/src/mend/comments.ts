// Where a comment ends when its line break is gone: at the next key, dash, separator or comment that is plausible there.

import { authorSplits } from "./author-splits.ts";
import { dashFits, keyFits, leadsToScalar } from "./fits.ts";
import { isDash, isGap, isKeyChar, isQuote } from "./page.ts";
import { cutsPerLine, type Ground, type State, skipBlank, swallowLimit, trimEnd } from "./state.ts";

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
  for (const start of page.startsFrom(at)) {
    if (start.at <= at || start.at === lastCut) continue;
    if (passing > 0 && start.at > passingTo) {
      skipped += passing;
      passing = 0;
    }
    if (skipped > 2 * swallowLimit) return;
    cuts += 1;
    if (cuts > cutsPerLine) break;
    if (start.kind !== "hash" && isCommentedOut(ground, at, start.at)) {
      swallowedTo = Math.max(swallowedTo, start.kind === "key" ? start.match.after : start.at);
      continue;
    }
    if (start.kind === "author") {
      let least = Number.POSITIVE_INFINITY;
      for (const split of authorSplits(ground, state, start.at, start.colon, at + 1, "comment")) {
        const documented = split.known && text.slice(split.at, start.colon).includes("/");
        const cut = commentCut(ground, split.at);
        const price = split.cost + (documented ? Math.min(cut, 0.4) : cut);
        finish(split.at, whole + skipped + price);
        least = Math.min(least, price);
      }
      if (least < 3) skipped += least <= 1.3 ? 4 : 3 - least / 2;
      continue;
    }
    if (start.kind === "hash") {
      if (/[#\s]/.test(text[start.at - 1] ?? " ") && text[start.at - 1] === "#") continue;
      const loose = isGap(text[start.at - 1]);
      if (isGap(text[start.at + 1]) || !loose) {
        finish(start.at, whole + skipped + (loose ? 0.3 : 0));
        skipped += 2;
      }
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
      finish(start.at, whole + skipped + commentCut(ground, start.at));
      skipped += 3;
      continue;
    }
    if (start.kind !== "key") continue;
    if (!keyFits(state, start.match)) {
      // What would be swallowed with it: the manifest goes on behind the comment.
      if (start.match.after > swallowedTo && !start.match.glued) skipped += 1.5;
      swallowedTo = Math.max(swallowedTo, start.match.after);
      continue;
    }
    swallowedTo = Math.max(swallowedTo, start.match.after);
    lastCut = start.at;
    const scalarGlue = start.match.glued && leadsToScalar(state, start.match.key) ? 2 : 0;
    finish(start.at, whole + skipped + scalarGlue + commentCut(ground, start.at));
    passing = scalarGlue > 0 ? 1 : 5;
    passingTo = start.match.end;
  }
  finish(lineEnd, skipped + passing);
}

/** Whether only a `#` and perhaps a dash stand before `at`: what follows is commented out. */
function isCommentedOut(ground: Ground, comment: number, at: number): boolean {
  const { text } = ground.page;
  let end = trimEnd(text, comment, at);
  if (isDash(text[end - 1])) end = trimEnd(text, comment, end - 1);
  return text[end - 1] === "#";
}

/** How odd it is that a comment ends at `at`. */
function commentCut(ground: Ground, at: number): number {
  const { text } = ground.page;
  const before = text[at - 1] ?? " ";
  if (isGap(before)) return 0.4;
  if (isQuote(text[at])) return 0.3;
  // A word in Latin letters runs into the key: it was cut in the middle, or the next line began here.
  return isKeyChar(before) ? 1.2 : 0.2;
}
