// Where a value ends, and how plausible it is.

import { anchorLength } from "./anchors.ts";
import { authorSplits } from "./author-splits.ts";
import { dashFits, keyFits, leadsToScalar } from "./fits.ts";
import type { Grammar, ScalarGrammar } from "./grammar.ts";
import { isColon, isDash, isGap, isQuote, isSpace } from "./page.ts";
import { cutsPerLine, prices, swallowLimit } from "./prices.ts";
import { quotedEnd } from "./quotes.ts";
import { isPlainSafe, valueCost } from "./scalar.ts";
import { type Frame, type Ground, type State, skipBlank, trimEnd, type ValueEnd } from "./state.ts";

/** The end of a flow collection that begins here, where one may stand for this grammar. */
export function flowEnd(ground: Ground, at: number, grammar: Grammar): number | undefined {
  const { text } = ground.page;
  const char = text[at];
  if (char === "*" || (char === "&" && grammar.kind !== "any")) {
    const length = char === "*" ? anchorLength(text, at, ground.anchors) : undefined;
    return length === undefined ? undefined : at + length;
  }
  if (grammar.kind === "scalar") return undefined;
  const wanted = grammar.kind === "list" ? "[" : grammar.kind === "any" ? "[{" : "{";
  if (char === undefined || !wanted.includes(char) || text.startsWith("{{", at)) return undefined;
  let depth = 0;
  for (let end = at; end < text.length && end - at < 20_000; end += 1) {
    const now = text[end] ?? "";
    if (isQuote(now) && /[\s[{,:，：]/.test(text[end - 1] ?? " ")) {
      const close = quotedEnd(text, end);
      if (close === undefined) return undefined;
      end = close - 1;
    } else if (now === "{" || now === "[") depth += 1;
    else if (now === "}" || now === "]") {
      depth -= 1;
      if (depth === 0) return end + 1;
    }
  }
  return undefined;
}

/** The ends that a value beginning at `at` may have, each with its price. */
export function* valueEnds(
  ground: Ground,
  state: State,
  holder: Frame,
  grammar: ScalarGrammar,
  at: number,
  column: number,
): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  const lineEnd = page.lineEnd(at);
  if (isQuote(text[at])) {
    const end = quotedEnd(text, at);
    if (end !== undefined && !goesOn(ground, at, end)) {
      const inner = text.slice(at + 1, end - 1);
      const free = isGap(text[end]) || page.flatAt(at);
      const folded = inner.includes("\n") ? 0.5 : 0;
      const wide = text[at] === '"' || text[at] === "'" ? 0 : 0.5;
      const odd = grammar.type === "int" || grammar.type === "bool" ? 3 : 0;
      yield {
        end,
        cost: Math.min(3, valueCost(grammar, inner)) + odd + (free ? 0 : prices.brokenQuote) + folded + wide,
        style: "quoted",
      };
      if (free) return;
    }
  }
  if (text[at] === "|" || text[at] === ">") {
    yield* blockEnds(ground, state, holder, at, column);
  }
  const hash = Math.min(lineEnd, page.hashFrom(at + 1));
  const natural = trimEnd(text, at, Math.min(lineEnd, hash));
  const whole = plain(ground, grammar, at, natural);
  if (whole !== undefined) {
    const keysInside = page.flat ? swallowed(ground, state, holder, at, natural) : 0;
    yield { end: natural, cost: whole + keysInside, style: "plain" };
  }
  if (page.flatAt(at)) yield* cuts(ground, state, holder, grammar, at, Math.min(lineEnd, hash));
  if (hash >= lineEnd && (grammar.type === "text" || grammar.type === "label"))
    yield* foldedEnds(ground, grammar, at, column);
}

/** Whether a value that begins with full-width quotes has words behind them, so that they are quotes inside it. */
function goesOn({ page }: Ground, at: number, end: number): boolean {
  const { text } = page;
  if (text[at] === '"' || text[at] === "'" || page.flatAt(at)) return false;
  const rest = text.slice(end, page.lineEnd(at)).trimStart();
  return rest !== "" && !rest.startsWith("#");
}

/** The ends of a plain value that goes on in the next lines: those further right where indentation is there, any one without a key else. */
function* foldedEnds(ground: Ground, grammar: ScalarGrammar, at: number, column: number): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  let last: ValueEnd | undefined;
  let extra: number = page.indented ? 0.5 : prices.foldedLine;
  let stop = page.lineEnd(at);
  for (let lines = 0; lines < 200; lines += 1) {
    const next = skipBlank(text, stop);
    if (next >= text.length || text[next] === "#" || page.keyAt(next) !== undefined) break;
    if (page.indented ? page.columnAt(next) <= column : isDash(text[next])) break;
    stop = page.lineEnd(next);
    const end = trimEnd(text, next, Math.min(stop, page.hashFrom(next)));
    const cost = plain(ground, grammar, at, end);
    if (cost === undefined) break;
    last = { end, cost: cost + extra, style: "plain" };
    if (!page.indented) yield last;
    if (end < trimEnd(text, next, stop)) break;
    extra += page.indented ? 0 : prices.foldedLine;
    if (extra > swallowLimit) break;
  }
  if (page.indented && last !== undefined) yield last;
}

function plain(ground: Ground, grammar: ScalarGrammar, at: number, end: number): number | undefined {
  if (end <= at) return undefined;
  const value = ground.page.text.slice(at, end);
  if (!isPlainSafe(value)) {
    if (/:\s|\s#/.test(value) || value.endsWith(":")) return undefined;
    return valueCost(grammar, value) + prices.unsafePlain;
  }
  // A wide colon behind a word, where line breaks are gone, is more likely a key's.
  const wide = ground.page.flat ? 3 * (value.match(/[\w"']：/g)?.length ?? 0) : 0;
  return valueCost(grammar, value) + oddEnds(value) + wide;
}

/** The cost of keys that a value would take in. */
function swallowed(ground: Ground, state: State, holder: Frame, at: number, end: number): number {
  let cost = 0;
  const inside: State = { ...state, frame: holder };
  for (const start of ground.page.startsFrom(at)) {
    if (start.at < at) continue;
    if (start.at >= end) break;
    if (start.kind === "key" && start.match.after <= end && keyFits(inside, start.match)) cost += prices.swallowedKey;
    if (start.kind === "dash" && start.at > at && dashFits(ground, inside, start.at) !== undefined) cost += 2.5;
    if (start.kind === "separator") cost += 3;
    if (start.kind === "hash") {
      const { text, joint } = ground.page;
      if (isGap(text[start.at + 1])) cost += joint === "nothing" ? 2.5 : 1;
      else if (joint === "nothing" && /\s/.test(text.slice(start.at, end))) cost += 2;
    }
  }
  return cost;
}

/** The places in a flat line where the value may end because something new begins. */
function* cuts(
  ground: Ground,
  state: State,
  holder: Frame,
  grammar: ScalarGrammar,
  at: number,
  limit: number,
): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  const inside: State = { ...state, frame: holder };
  // Numbers and enumerations end where their characters do.
  let stop = limit;
  for (let colon = at; colon < limit; colon += 1) {
    if (isColon(text[colon]) && isGap(text[colon + 1])) {
      stop = colon;
      break;
    }
  }
  let skipped = 0;
  let passing = 0;
  let passingTo = -1;
  let count = 0;
  for (const start of page.startsFrom(at)) {
    if (start.at > stop) break;
    if (start.kind === "author" ? start.colon <= at : start.at <= at) continue;
    if (passing > 0 && start.at > passingTo) {
      skipped += passing;
      passing = 0;
    }
    if (skipped > swallowLimit) return;
    count += 1;
    if (count > cutsPerLine) return;
    const cut = (end: number, extra: number): ValueEnd | undefined => {
      const trimmed = trimEnd(text, at, end);
      const cost = plain(ground, grammar, at, trimmed);
      return cost === undefined ? undefined : { end: trimmed, cost: cost + extra + skipped, style: "plain" };
    };
    if (start.kind === "key") {
      if (!keyFits(inside, start.match)) continue;
      const made = cut(start.at, 0);
      if (made !== undefined) yield made;
      if (!start.match.glued || !leadsToScalar(inside, start.match.key)) {
        passing = prices.swallowedKey;
        passingTo = start.match.end;
      }
    } else if (start.kind === "author") {
      for (const split of authorSplits(ground, inside, Math.max(start.at, at + 1), start.colon, at, "value")) {
        const made = cut(split.at, split.cost);
        if (made !== undefined) yield made;
      }
    } else if (start.kind === "dash") {
      if (dashFits(ground, inside, start.at) === undefined) continue;
      const made = cut(start.at, isSpace(text[start.at - 1]) ? 0 : 0.2);
      if (made !== undefined) yield made;
      skipped += 2.5;
    } else if (start.kind === "separator") {
      const made = cut(start.at, 0);
      if (made !== undefined) yield made;
      skipped += 2.5;
    } else if (!isGap(text[start.at - 1])) {
      const out = commentedOut.test(text.slice(start.at, start.at + 120));
      const made = cut(
        start.at,
        isGap(text[start.at + 1]) || text.charCodeAt(start.at + 1) > 0x2e7f
          ? 0
          : out
            ? 0.3
            : page.joint === "nothing"
              ? 1.5
              : 2.5,
      );
      if (made !== undefined) yield made;
      skipped += isGap(text[start.at + 1]) || out ? 2 : 0;
    }
  }
}

/** A field that is commented out, without a space. */
const commentedOut = /^#+(?:- *)?[A-Za-z][\w./-]*:(?:\s|$)/;

function* blockEnds(ground: Ground, state: State, holder: Frame, at: number, column: number): Generator<ValueEnd> {
  const { page } = ground;
  const { text } = page;
  const lineEnd = page.lineEnd(at);
  const header = /^[|>][+-]?[1-9]?[+-]?\s*(#.*)?$/.test(text.slice(at, lineEnd));
  if (!header) {
    const first = /^[|>][+-]?/.exec(text.slice(at, at + 2))?.[0].length ?? 1;
    if (!page.flatAt(at) || text[at + first] === undefined) return;
    const stop = page.lineEnd(at);
    const inside: State = { ...state, frame: holder };
    for (const start of page.startsFrom(at)) {
      if (start.at <= at + first) continue;
      if (start.kind === "key" && keyFits(inside, start.match))
        yield { end: trimEnd(text, at, start.at), cost: prices.joinedBlock, style: "joined-block" };
      if (start.kind === "author" && holder.grammar.kind === "author")
        for (const split of authorSplits(ground, inside, start.at, start.colon, at, "value"))
          if (split.cost < 4)
            yield {
              end: trimEnd(text, at, split.at),
              cost: prices.joinedBlock + split.cost + 1,
              style: "joined-block",
            };
    }
    yield { end: trimEnd(text, at, stop), cost: prices.joinedBlock + 1, style: "joined-block" };
    return;
  }
  const inside: State = { ...state, frame: holder };
  let end = lineEnd;
  let cost = 0;
  let lines = 0;
  for (let next = lineEnd + 1; next <= text.length && lines < 5000; lines += 1) {
    const stop = page.lineEnd(Math.min(next, text.length));
    let first = next;
    while (first < stop && isSpace(text[first])) first += 1;
    const blank = first >= stop;
    if (page.indented) {
      if (!blank && first - next <= column) break;
      if (!blank) end = stop;
    } else {
      const key = blank ? undefined : page.keyAt(first);
      const looksOut =
        key !== undefined &&
        (keyFits(inside, key) ||
          (holder.grammar.kind === "author" && /[|>][+-]?\s*$/.test(text.slice(key.after, stop))));
      if (looksOut || (!blank && text.startsWith("---", first)) || (key !== undefined && cost < 4)) {
        yield { end: trimEnd(text, at, end), cost: cost + (lines === 0 ? 4 : 0.3), style: "block" };
        cost += looksOut ? 4 : 0.5;
        if (cost > swallowLimit) return;
      }
      if (!blank) end = stop;
    }
    if (stop >= text.length) break;
    next = stop + 1;
  }
  // The rest of the text is a comment behind the header: the lines were joined.
  const joined = end === lineEnd && text.slice(at, lineEnd).includes("#");
  yield {
    end: trimEnd(text, at, end),
    cost: cost + (end === lineEnd ? prices.joinedBlock : 0),
    style: joined ? "joined-block" : "block",
  };
}

/** The keys of a flow map that do not belong into it. */
export function flowCost(flow: string, grammar: Grammar): number {
  if (grammar.kind !== "map" || !flow.startsWith("{")) return 0;
  let cost = 0;
  let depth = 0;
  for (const match of flow.matchAll(/[{[]|[\]}]|(?<=[{,，]\s*)["']?([\w./-]+)["']?\s*[:：]/g)) {
    if (/[{[]/.test(match[0])) depth += 1;
    else if (/[\]}]/.test(match[0])) depth -= 1;
    else if (depth === 1 && match[1] !== undefined && !grammar.keys.has(match[1])) cost += 3;
  }
  for (const key of grammar.required) if (!flow.includes(key)) cost += prices.missingKey;
  return cost;
}

/** A dash at a value's end, or a wide one before it, more likely begins a list's item. */
function oddEnds(value: string): number {
  if (/^[－–—]\s/.test(value)) return 3;
  if (/[@=,(]$/.test(value)) return 1.5;
  return /[^-]-$/.test(value) ? 1.5 : 0;
}
