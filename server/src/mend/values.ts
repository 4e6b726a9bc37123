// Where a value ends, and how plausible it is.

import { blockEnds } from "./blocks.ts";
import { valueCuts } from "./cuts.ts";
import { dashFits, keyFits } from "./fits.ts";
import { isDash, isGap, isQuote, type Start } from "./page.ts";
import { plainCost } from "./plain.ts";
import { valuePrices as price, swallowLimit } from "./prices.ts";
import { quotedEnd } from "./quotes.ts";
import { valueCost } from "./scalar.ts";
import { type Ground, skipBlank, trimEnd, type ValueEnd, type ValuePlace } from "./state.ts";

/** The ends that a value beginning at this place may have, each with its price. */
export function* valueEnds(place: ValuePlace): Generator<ValueEnd> {
  const { ground, grammar, at } = place;
  const { page } = ground;
  const { text } = page;
  const quoted = quotedEnds(place);
  if (quoted !== undefined) {
    yield quoted;
    if (isFree(ground, at, quoted.end)) return;
  }
  if (text[at] === "|" || text[at] === ">") yield* blockEnds(place);
  const lineEnd = page.lineEnd(at);
  const limit = Math.min(lineEnd, page.hashFrom(at + 1));
  const end = trimEnd(text, at, limit);
  const cost = plainCost(ground, grammar, at, end);
  if (cost !== undefined) yield { end, cost: cost + (page.flat ? swallowed(place, end) : 0), style: "plain" };
  if (page.flatAt(at)) yield* valueCuts(place, limit);
  if (limit === lineEnd && (grammar.type === "text" || grammar.type === "label")) yield* foldedEnds(place);
}

/** The end of a value between quotes. */
function quotedEnds({ ground, grammar, at }: ValuePlace): ValueEnd | undefined {
  const { text } = ground.page;
  const end = isQuote(text[at]) ? quotedEnd(text, at) : undefined;
  if (end === undefined || goesOn(ground, at, end)) return undefined;
  const inner = text.slice(at + 1, end - 1);
  const folded = inner.includes("\n") ? price.foldedQuotes : 0;
  const wide = text[at] === '"' || text[at] === "'" ? 0 : price.wideQuotes;
  const odd = grammar.type === "int" || grammar.type === "bool" ? price.quotedNumber : 0;
  const broken = isFree(ground, at, end) ? 0 : price.brokenQuote;
  return {
    end,
    cost: Math.min(price.mostForQuoted, valueCost(grammar, inner)) + odd + broken + folded + wide,
    style: "quoted",
  };
}

/** Whether something else may begin behind the quotes. */
function isFree({ page }: Ground, at: number, end: number): boolean {
  return isGap(page.text[end]) || page.flatAt(at);
}

/** Whether a value that begins with full-width quotes has words behind them, so that they are quotes inside it. */
function goesOn({ page }: Ground, at: number, end: number): boolean {
  const { text } = page;
  if (text[at] === '"' || text[at] === "'" || page.flatAt(at)) return false;
  const rest = text.slice(end, page.lineEnd(at)).trimStart();
  return rest !== "" && !rest.startsWith("#");
}

/** A plain value goes on over no more lines than this. */
const mostLines = 200;

/** The ends of a plain value that goes on in the next lines: those further right where indentation is there, any one without a key else. */
function* foldedEnds({ ground, grammar, at, column }: ValuePlace): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  let last: ValueEnd | undefined;
  let extra: number = page.indented ? price.foldedInIndented : price.foldedLine;
  let stop = page.lineEnd(at);
  for (let lines = 0; lines < mostLines; lines += 1) {
    const next = skipBlank(text, stop);
    if (next >= text.length || text[next] === "#" || page.keyAt(next) !== undefined) break;
    if (page.indented ? page.columnAt(next) <= column : isDash(text[next])) break;
    stop = page.lineEnd(next);
    const end = trimEnd(text, next, Math.min(stop, page.hashFrom(next)));
    const cost = plainCost(ground, grammar, at, end);
    if (cost === undefined) break;
    last = { end, cost: cost + extra, style: "plain" };
    if (!page.indented) yield last;
    if (end < trimEnd(text, next, stop)) break;
    extra += page.indented ? 0 : price.foldedLine;
    if (extra > swallowLimit) break;
  }
  if (page.indented && last !== undefined) yield last;
}

/** The cost of what a value up to `end` would take in. */
function swallowed(place: ValuePlace, end: number): number {
  let cost = 0;
  for (const start of place.ground.page.startsFrom(place.at)) {
    if (start.at < place.at) continue;
    if (start.at >= end) break;
    cost += swallowedStart(place, start, end);
  }
  return cost;
}

function swallowedStart({ ground, inside, at }: ValuePlace, start: Start, end: number): number {
  const { text, joint } = ground.page;
  switch (start.kind) {
    case "key":
      return start.match.after <= end && keyFits(inside, start.match) ? price.swallowedKey : 0;
    case "dash":
      return start.at > at && dashFits(ground, inside, start.at) !== undefined ? price.swallowedDash : 0;
    case "separator":
      return price.swallowedSeparator;
    case "hash":
      if (isGap(text[start.at + 1])) return price.swallowedHash[joint];
      return joint === "nothing" && /\s/.test(text.slice(start.at, end)) ? price.swallowedTightHash : 0;
    case "author":
      return 0;
  }
}
