// Where a key of an author's begins when it runs into the value before it.

import { anchorNames } from "./anchors.ts";
import { hasCustomaryDomain, hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import { fitsAt, keyFits } from "./fits.ts";
import type { AuthorGrammar } from "./grammar.ts";
import { knownKeys } from "./kinds.ts";
import { isColon, isGap, isKeyChar, isQuote, type KeyMatch, type Page } from "./page.ts";
import { type Frame, type Ground, type Hints, hasUsed, type Look, type State, trimEnd } from "./state.ts";

/** Where in the characters before a colon a key may begin that its author chose. */
export function authorSplits(
  ground: Ground,
  state: State,
  from: number,
  colon: number,
  valueStart: number,
  within: "value" | "comment",
): readonly { at: number; cost: number; known: boolean }[] {
  let holder: Frame | undefined;
  for (let frame = state.frame; frame !== undefined && holder === undefined; frame = frame.parent)
    if (frame.grammar.kind === "author") holder = frame;
  if (holder === undefined || holder.grammar.kind !== "author") return [];
  const { flavour } = holder.grammar;
  const { text } = ground.page;
  const found: { at: number; cost: number; known: boolean }[] = [];
  const blind: { at: number; cost: number; known: boolean }[] = [];
  /** Keys that are known by the domain that theirs belongs to only. */
  const guessed: number[] = [];
  const quoted = isQuote(text[from]);
  /** The characters before the colon stand by themselves. */
  const alone = within === "value" && from > valueStart + 1 && isGap(text[from - 1]);
  /** One of Kubernetes' own keys ends in the same colon. */
  let ownKey = false;
  const glued = !isGap(text[colon + 1]) && text[colon] !== "：" ? 3 : 0;
  /** Where lines are joined by a space, a key does not begin in the middle of a word. */
  const inner = ground.page.joint === "space" ? 4 : 0;
  for (let at = from; at < colon; at += 1) {
    if (quoted && at > from) break;
    if (!/[A-Za-z0-9_"'“]/.test(text[at] ?? "")) continue;
    const { key, customary, domain, seen, stem } = look(ground, flavour, quoted ? from : at, colon, quoted);
    const before = text[at - 1] ?? " ";
    if (at > from || !quoted) ownKey ||= knownKeys.has(key) && fitsAt(ground, state, at);
    const bare = quoted || isGap(before) || !isKeyChar(before);
    const known =
      customary ||
      (domain && bare && flavour !== "data" && before !== "," && !(ground.page.joint === "nothing" && isGap(before)));
    if (known && !customary) guessed.push(at);
    if (within === "value" && before === "#") {
      found.push({ at, cost: 5, known: false });
      continue;
    }
    if (bare && within === "value" && isColon(text[trimEnd(text, 0, at) - 1])) continue;
    if (bare) {
      const strange = within === "comment" ? (quoted ? 0.8 : oddInComment(text, at, colon)) : isGap(before) ? 0.6 : 0.8;
      found.push({ at, cost: glued + (known ? 0.1 : strange), known });
      continue;
    }
    if (text[at] === "_") continue;
    if (known || seen) {
      // A word that ends a longer key: `key` in `a.key`, or in a word that stands by itself.
      const joins = within === "value" ? /[._/-]/.test(before) : /[_/-]/.test(before);
      const tail = key.includes("/") ? 0 : joins ? 6 : alone ? 2.5 : 0;
      const fork = known || ground.seenKeys.has(key) || key.length > 4 ? 0 : 1;
      found.push({ at, cost: glued + inner + tail + fork + (known ? 0.3 : 0.5), known: known && tail === 0 });
      continue;
    }
    // `defaultDB_HOST:`, `onlyMETADATA:`, `webserverPort:`: the writing changes where the key begins.
    const next = text[at] ?? "";
    if (/^[A-Z][A-Z0-9_]+$/.test(key) && /[a-z0-9]/.test(before)) {
      const whole = key.includes("_")
        ? 0
        : flavour === "data"
          ? /^\s*["']/.test(text.slice(colon + 1, colon + 20))
            ? 0
            : 0.4
          : 1.2;
      found.push({ at, cost: glued + inner + whole + (/[0-9]/.test(before) ? 1.5 : 0.8), known });
      continue;
    }
    if (within === "value" && key.length > 1 && ground.seenValues.has(text.slice(valueStart, at))) {
      found.push({ at, cost: glued + inner + 1.5, known });
      continue;
    }
    if (/^(true|false)$/.test(text.slice(valueStart, at)) || (/\d/.test(before) && /[a-z]/i.test(next))) {
      found.push({ at, cost: glued + inner + 2, known });
      continue;
    }
    if (/[a-z]/.test(before) && /[A-Z]/.test(next)) {
      found.push({ at, cost: glued + inner + (flavour === "data" ? 2.5 : 5), known });
      continue;
    }
    if (/[A-Z]/.test(text[at - 2] ?? "") && /[A-Z]/.test(before) && /[a-z]/.test(next)) {
      found.push({ at, cost: glued + inner + 3.5, known });
      continue;
    }
    // Keys of a map begin alike: `special.how` and `special.type`.
    if (stem) {
      found.push({ at, cost: glued + inner + 3, known });
      continue;
    }
    // What is customary elsewhere: `verytype` in data.
    if (key.length > 3 && anywhere.some((other) => isCustomaryKey(other, key))) {
      found.push({ at, cost: glued + inner + 4, known });
      continue;
    }
    // A key with a slash has a whole domain before it.
    if (key.includes("/") && !/^[a-z0-9-]+(\.[a-z0-9-]+)+\//.test(key)) continue;
    blind.push({ at, cost: glued + inner + 6, known });
  }
  // `2nginx.ingress.kubernetes.io/…`: the domain that is documented begins where no dot stands before.
  if (found.some((split) => split.known && !guessed.includes(split.at) && text[split.at - 1] !== "."))
    for (const split of found) if (guessed.includes(split.at)) split.known = false;
  // A key that is known leaves little to the others.
  const best = found.reduce((least, split) => Math.min(least, split.cost), 9);
  const documented = found.some((split) => split.known);
  const first = found.find((split) => split.known)?.at ?? colon;
  for (const split of found) {
    if (documented && !split.known) split.cost += 3;
    // The longest of them: `kubernetes.io/x` is the tail of `nginx.ingress.kubernetes.io/x`.
    else if (split.known && split.at > first && isKeyChar(text[split.at - 1])) split.cost += 3;
    else if (!split.known && ownKey) split.cost += 2.5;
  }
  if (within === "comment") return found;
  return best < 1 ? found : [...found, ...blind.slice(-8)];
}

const anywhere = ["label", "annotation", "data", "quantity"] as const;

function look(
  ground: Hints & { readonly page: Page },
  flavour: AuthorGrammar["flavour"],
  at: number,
  colon: number,
  quoted: boolean,
): Look {
  const place = at * 512 + (colon - at);
  let looks = ground.looks.get(flavour);
  if (looks === undefined) {
    looks = new Map();
    ground.looks.set(flavour, looks);
  }
  const known = looks.get(place);
  if (known !== undefined) return known;
  const key = quoted ? ground.page.text.slice(at + 1, colon - 1) : ground.page.text.slice(at, colon);
  const made: Look = {
    key,
    customary: isCustomaryKey(flavour, key) || hasCustomaryPrefix(key),
    domain: hasCustomaryDomain(key),
    seen: ground.seenKeys.has(key) || ground.forks.has(key),
    stem: hasStem(ground.stems, key),
  };
  looks.set(place, made);
  return made;
}

function hasStem(stems: ReadonlySet<string>, key: string): boolean {
  for (let at = 3; at < key.length; at += 1)
    if (/[._/-]/.test(key[at] ?? "") && stems.has(key.slice(0, at + 1))) return true;
  return false;
}

/** What keys begin with, up to a dot, a slash or a dash. */
function stemsOf(keys: ReadonlySet<string>): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const key of keys)
    for (let at = 3; at < key.length; at += 1) if (/[._/-]/.test(key[at] ?? "")) stems.add(key.slice(0, at + 1));
  return stems;
}

/** Whether nothing in the text shows that a key of an author's begins at `at` but that some key must begin. */
export function isBlindCut(ground: Hints, text: string, at: number, key: string): boolean {
  const before = text[at - 1] ?? " ";
  const first = text[at] ?? " ";
  if (!/[A-Za-z0-9]/.test(before) || !/[A-Za-z0-9]/.test(first)) return false;
  if (/[a-z0-9]/.test(before) && /[A-Z]/.test(first)) return false;
  if (/\d/.test(before) && /[a-zA-Z]/.test(first)) return false;
  if (ground.seenKeys.has(key) || ground.forks.has(key) || hasCustomaryPrefix(key)) return false;
  return (
    !knownKeys.has(key) &&
    !isCustomaryKey("label", key) &&
    !isCustomaryKey("annotation", key) &&
    !isCustomaryKey("data", key) &&
    !isCustomaryKey("quantity", key)
  );
}

/** Reads the hints out of a paste. */
export function hintsOf(page: Page): Hints {
  const seenKeys = collectSeenKeys(page.context);
  return {
    looks: new Map(),
    seenKeys,
    stems: stemsOf(seenKeys),
    forks: page.flat ? collectForks(page.context) : new Set(),
    seenValues: page.flat ? collectSeenValues(page.context) : new Set(),
    anchors: anchorNames(page.text),
  };
}

/** How odd this key is in a map whose keys the author chose, given that it begins here. */
export function authorKeyCost(frame: Frame, grammar: AuthorGrammar, match: KeyMatch, state: State, page: Page): number {
  const { key } = match;
  const known = isCustomaryKey(grammar.flavour, key) || hasCustomaryPrefix(key);
  // The same key could belong to Kubernetes, further out.
  const outer = frame.filled && keyFits(state, match) ? (known ? 1.5 : 3) + (suits(page, frame, match) ? 3 : 0) : 0;
  if (known) return outer + (frame.filled ? 0.5 : 0.2);
  // Extended resources have a domain before their name.
  return outer + (grammar.flavour === "quantity" && !/^[\w-]+(\.[\w-]+)+\/[\w.-]+$/.test(key) ? 5 : 1);
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

/** How odd a key of an author is in a comment's tail: `DB_HOST:` is no word of a sentence, `note:` could be one. */
function oddInComment(text: string, at: number, colon: number): number {
  const key = text.slice(at, colon);
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(key)) return 0.4;
  if (/[A-Za-z0-9][./_-][A-Za-z0-9]/.test(key)) return 0.8;
  // A sentence in Chinese has wide colons.
  if (text.charCodeAt(trimEnd(text, 0, at) - 1) > 0x2e7f) return 0.6;
  if (proseWords.test(key)) return 5;
  const value = /^([^:#\n]{0,60})/.exec(text.slice(colon + 1, colon + 61))?.[1] ?? "";
  // Quoted, or a number: no sentence goes on like this.
  if (/^ {3,}["'\w]/.test(value)) return 0.6;
  if (/^ +(["']|\d+\s)/.test(value)) return 1;
  return 2 + (/^[A-Z][a-z]/.test(key) ? 1 : 0) + (/^\s*(\S+\s+){3}/.test(value) ? 1 : 0);
}

/** What introduces a sentence in a comment. */
const proseWords =
  /^(note|notes|nb|important|warning|caution|attention|tip|hint|todo|fixme|xxx|example|examples|eg|e\.g|i\.e|ie|see|ref|refs|reference|usage|info|optional|required|default|defaults|docs?|documentation|source|link|more|also|here|this|that|it|below|above|following|output|result|format|syntax|options|values|step|reason|because|why|how|what|when|where|if|or|and)$/i;

/** `my-apptier:` here and `webtier:` there: `tier` is what both end in, and no more. */
function collectForks(text: string): ReadonlySet<string> {
  const before = new Map<string, string>();
  const forks = new Set<string>();
  for (const match of text.matchAll(/[\w./-]{3,80}(?=["']?:[\s\w-])/g)) {
    const run = match[0];
    if (endsInKnownKey(run)) continue;
    for (let at = 1; at <= run.length - 3; at += 1) {
      const end = run.slice(at);
      const char = run[at - 1] ?? "";
      const known = before.get(end);
      if (known === undefined) before.set(end, char);
      else if (known !== char && !knownKeys.has(end)) forks.add(end);
    }
    if (before.size > 50_000) break;
  }
  return forks;
}

function endsInKnownKey(run: string): boolean {
  for (let at = 0; at + 4 <= run.length; at += 1) if (knownKeys.has(run.slice(at))) return true;
  return false;
}

/** Values that a key of Kubernetes' own ends somewhere in a text without line breaks: `web` in `name: weblabels:`. */
function collectSeenValues(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(
    /: ([\w.-]{2,63}?)(?=(?:metadata|labels|annotations|spec|template|selector|matchLabels|containers|image|ports|namespace|replicas|data):)/g,
  ))
    if (match[1] !== undefined) found.add(match[1]);
  for (const match of text.matchAll(/: ([a-z0-9][\w.-]{0,62})(?=\s)/g)) if (match[1] !== undefined) found.add(match[1]);
  return found;
}

/** Keys of authors that stand by themselves somewhere in the text. */
function collectSeenKeys(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pattern =
    /(?:^|[\s{,"']|(?:labels|annotations|selector|matchLabels|data|nodeSelector|limits|requests):)([A-Za-z0-9][\w./-]*)["']?:(?=\s|$)/gm;
  for (const match of text.matchAll(pattern)) {
    const key = match[1];
    if (key !== undefined && !knownKeys.has(key)) found.add(key);
  }
  return found;
}
