// Where a key of an author's begins when it runs into the value before it.

import { hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import { keyFits } from "./fits.ts";
import type { AuthorGrammar } from "./grammar.ts";
import { look } from "./hints.ts";
import { isGap, isKeyChar, isQuote, type KeyMatch, type Page } from "./page.ts";
import { authorPrices as price, shownKey } from "./prices.ts";
import { type Frame, type Ground, hasUsed, type State, trimEnd } from "./state.ts";

/** A place where a key may begin, and what that costs. `known`: the key is documented or customary there. */
export interface Split {
  readonly at: number;
  readonly cost: number;
  readonly known: boolean;
}

/** Where in the characters before a colon a key may begin that its author chose. */
export function authorSplits(
  ground: Ground,
  state: State,
  from: number,
  colon: number,
  valueStart: number,
  within: "value" | "comment",
): readonly Split[] {
  const holder = authorMap(state.frame);
  if (holder === undefined) return [];
  const { text, joint } = ground.page;
  const quoted = isQuote(text[from]);
  const run: Run = {
    ground,
    flavour: holder.flavour,
    colon,
    valueStart,
    within,
    quoted,
    alone: within === "value" && from > valueStart + 1 && isGap(text[from - 1]),
    glued: !isGap(text[colon + 1]) && text[colon] !== "：" ? price.gluedColon : 0,
    inner: joint === "space" ? price.insideWord : 0,
  };
  const found: Found[] = [];
  for (let at = from; at < colon && !(quoted && at > from); at += 1) {
    if (!/[A-Za-z0-9_"'“]/.test(text[at] ?? "")) continue;
    const place = placeAt(run, at, quoted ? from : at);
    const begins = beginnings.find(([test]) => test(place));
    const cost = begins?.[1](place);
    if (begins === undefined || cost === undefined) continue;
    const known = place.known && !(isTail(place) && begins[2] === sawItElsewhere);
    found.push({
      at,
      cost,
      known,
      guessed: place.guessed,
      blind: begins[2] === noSign,
    });
  }
  return weighed(found, run);
}

/** The innermost open map whose keys the author chose. */
function authorMap(first: Frame | undefined): AuthorGrammar | undefined {
  for (let frame = first; frame !== undefined; frame = frame.parent)
    if (frame.grammar.kind === "author") return frame.grammar;
  return undefined;
}

/** The characters before one colon, and what is asked of them. */
interface Run {
  readonly ground: Ground;
  readonly flavour: AuthorGrammar["flavour"];
  readonly colon: number;
  readonly valueStart: number;
  readonly within: "value" | "comment";
  readonly quoted: boolean;
  /** The characters before the colon stand by themselves. */
  readonly alone: boolean;
  /** What it costs that no space follows the colon. */
  readonly glued: number;
  /** Where lines are joined by a space, a key does not begin in the middle of a word. */
  readonly inner: number;
}

/** A place in a run where a key may begin. */
interface Place extends Run {
  readonly at: number;
  readonly key: string;
  readonly before: string;
  readonly next: string;
  /** Nothing that could belong to a key stands before. */
  readonly bare: boolean;
  readonly known: boolean;
  /** Known by the domain that it belongs to only. */
  readonly guessed: boolean;
  readonly seen: boolean;
  readonly stem: boolean;
}

function placeAt(run: Run, at: number, keyStart: number): Place {
  const { ground, flavour, colon, quoted } = run;
  const { text, joint } = ground.page;
  const { key, customary, domain, seen, stem } = look(ground.page, ground.hints, flavour, keyStart, colon, quoted);
  const before = text[at - 1] ?? " ";
  const bare = quoted || isGap(before) || !isKeyChar(before);
  const guessed =
    !customary && domain && bare && flavour !== "data" && before !== "," && !(joint === "nothing" && isGap(before));
  const next = text[at] ?? "";
  return { ...run, at, key, before, next, bare, known: customary || guessed, guessed, seen, stem };
}

interface Found extends Split {
  readonly guessed: boolean;
  /** Nothing shows that a key begins here. */
  readonly blind: boolean;
}

const sawItElsewhere = "the key is documented, or stands elsewhere in the paste";
const noSign = "nothing shows it";

/** Where a key may begin: the first that is true of a place counts. No price: no key begins there. */
const beginnings: readonly (readonly [
  test: (place: Place) => boolean,
  price: (place: Place) => number | undefined,
  why: string,
])[] = [
  [({ bare }) => bare, bareCost, "no character of a key stands before"],
  [({ next }) => next === "_", () => undefined, "keys do not begin so"],
  [({ known, seen }) => known || seen, elsewhereCost, sawItElsewhere],
  [
    ({ key, before }) => /^[A-Z][A-Z0-9_]+$/.test(key) && /[a-z0-9]/.test(before),
    capitalsCost,
    "`defaultDB_HOST:`: the writing changes to capitals",
  ],
  [
    ({ within, key, ground, valueStart, at }) =>
      within === "value" && key.length > 1 && ground.hints.seenValues.has(ground.page.text.slice(valueStart, at)),
    (place) => joined(place, price.behindSeenValue),
    "the value before stands by itself elsewhere",
  ],
  [
    ({ ground, valueStart, at, before, next }) =>
      /^(true|false)$/.test(ground.page.text.slice(valueStart, at)) || (/\d/.test(before) && /[a-z]/i.test(next)),
    (place) => joined(place, price.behindNumber),
    "a number or a boolean ends before",
  ],
  [
    ({ before, next }) => /[a-z]/.test(before) && /[A-Z]/.test(next),
    (place) => joined(place, price.hump),
    "`webserverPort:`: a capital follows a small letter",
  ],
  [
    ({ stem }) => stem,
    (place) => joined(place, price.sharedStem),
    "keys of a map begin alike: `special.how`, `special.type`",
  ],
  [() => true, (place) => joined(place, price.noSign), noSign],
];

function joined({ glued, inner }: Place, cost: number): number {
  return glued + inner + cost;
}

function bareCost({ known, within, quoted, glued, ground, at, colon }: Place): number {
  if (known) return glued + price.documented;
  if (within === "value") return glued + price.behindSign;
  return glued + (quoted ? price.quoted : oddInComment(ground.page.text, at, colon));
}

/** Whether the key rather is the end of a longer one: `key` in `a.key`, or in a word that stands by itself. */
function isTail({ key, before, within, alone }: Place): boolean {
  if (key.includes("/")) return false;
  return alone || (within === "value" ? /[._/-]/ : /[_/-]/).test(before);
}

function elsewhereCost(place: Place): number {
  const { key, known, before, within, ground } = place;
  const joins = (within === "value" ? /[._/-]/ : /[_/-]/).test(before);
  const tail = isTail(place) ? (joins ? price.endOfLonger : price.endOfWord) : 0;
  const fork = known || ground.hints.seenKeys.has(key) || key.length > 4 ? 0 : price.shortFork;
  return joined(place, tail + fork + (known ? price.documentedInside : price.seenInside));
}

function capitalsCost(place: Place): number {
  const { key, flavour, before, ground, colon } = place;
  const inQuotes = /^\s*["']/.test(ground.page.text.slice(colon + 1, colon + 20));
  const oneWord = flavour === "data" ? (inQuotes ? 0 : price.capitalsInData) : price.capitalsElsewhere;
  const digit = /[0-9]/.test(before) ? price.capitalsBehindDigit : price.capitals;
  return joined(place, (key.includes("_") ? 0 : oneWord) + digit);
}

/** What the places say of one another: a key that is known leaves little to the others. */
function weighed(found: readonly Found[], { ground, within }: Run): readonly Split[] {
  const { text } = ground.page;
  const shown = found.filter(({ blind }) => !blind);
  // `2nginx.ingress.kubernetes.io/…`: the domain that is documented begins where no dot stands before.
  const isSure = ({ at, known, guessed }: Found) => known && !guessed && text[at - 1] !== ".";
  const sure = shown.some(isSure);
  const known = shown.map((split) => split.known && !(sure && split.guessed));
  const documented = known.includes(true);
  const first = shown.find((_, index) => known[index] === true)?.at ?? Number.POSITIVE_INFINITY;
  const best = shown.reduce((least, { cost }) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  const splits = shown.map(({ at, cost }, index): Split => {
    const own = known[index] === true;
    let more = 0;
    if (documented && !own) more = price.besideDocumented;
    // The longest of them: `kubernetes.io/x` is the tail of `nginx.ingress.kubernetes.io/x`.
    else if (own && at > first && isKeyChar(text[at - 1])) more = price.tailOfDocumented;
    return { at, cost: cost + more, known: own };
  });
  if (within === "comment" || best < shownKey) return splits;
  return [...splits, ...found.filter(({ blind }) => blind).slice(-8)];
}

/** How odd this key is in a map whose keys the author chose, given that it begins here. */
export function authorKeyCost(frame: Frame, grammar: AuthorGrammar, match: KeyMatch, state: State, page: Page): number {
  const { key } = match;
  const known = isCustomaryKey(grammar.flavour, key) || hasCustomaryPrefix(key);
  // The same key could belong to Kubernetes, further out.
  const outer =
    frame.filled && keyFits(state, match)
      ? (known ? price.outerKnown : price.outer) + (suits(page, frame, match) ? price.outerValue : 0)
      : 0;
  if (known) return outer + (frame.filled ? price.knownLater : price.knownFirst);
  // Extended resources have a domain before their name.
  return (
    outer +
    (grammar.flavour === "quantity" && !/^[\w-]+(\.[\w-]+)+\/[\w.-]+$/.test(key) ? price.strangeQuantity : price.ownKey)
  );
}

/** Whether the value is one of those that the field further out takes: `type: ClusterIP`. */
function suits(page: Page, frame: Frame, match: KeyMatch): boolean {
  for (let outer = frame.parent; outer !== undefined; outer = outer.parent) {
    const child = outer.grammar.kind === "map" ? outer.grammar.keys.get(match.key) : undefined;
    if (child === undefined || hasUsed(outer, match.key)) continue;
    if (child.kind !== "scalar" || child.type !== "enum") return false;
    const value = page.text.slice(match.after, match.after + 40).trimStart();
    return child.values.some((known) => value.startsWith(known));
  }
  return false;
}

/** How odd a key of an author's is in a comment's tail: `DB_HOST:` is no word of a sentence, `note:` could be one. */
function oddInComment(text: string, at: number, colon: number): number {
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(text.slice(at, colon))) return price.variableInComment;
  // A sentence in Chinese has wide colons.
  return text.charCodeAt(trimEnd(text, 0, at) - 1) > 0x2e7f ? price.behindChinese : price.wordInComment;
}
