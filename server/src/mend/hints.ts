// What the whole paste says of the keys, values and anchors that its author chose: a search leans on it where line breaks are gone.

import { anchorNames } from "./anchors.ts";
import { hasCustomaryDomain, hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import type { AuthorGrammar } from "./grammar.ts";
import { knownKeys } from "./kinds.ts";
import type { Page } from "./page.ts";

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

/** What is known of the characters between a place and a colon, whoever asks. */
export interface Look {
  readonly key: string;
  readonly customary: boolean;
  readonly domain: boolean;
  readonly seen: boolean;
  readonly stem: boolean;
}

/** What is known of the characters from `at` to `colon`, looked up once. */
export function look(
  page: Page,
  hints: Hints,
  flavour: AuthorGrammar["flavour"],
  at: number,
  colon: number,
  quoted: boolean,
): Look {
  const place = at * 512 + (colon - at);
  let looks = hints.looks.get(flavour);
  if (looks === undefined) {
    looks = new Map();
    hints.looks.set(flavour, looks);
  }
  const known = looks.get(place);
  if (known !== undefined) return known;
  const key = quoted ? page.text.slice(at + 1, colon - 1) : page.text.slice(at, colon);
  const made: Look = {
    key,
    customary: isCustomaryKey(flavour, key) || hasCustomaryPrefix(key),
    domain: hasCustomaryDomain(key),
    seen: hints.seenKeys.has(key) || hints.forks.has(key),
    stem: hasStem(hints.stems, key),
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
export function isBlindCut(hints: Hints, text: string, at: number, key: string): boolean {
  const before = text[at - 1] ?? " ";
  const first = text[at] ?? " ";
  if (!/[A-Za-z0-9]/.test(before) || !/[A-Za-z0-9]/.test(first)) return false;
  if (/[a-z0-9]/.test(before) && /[A-Z]/.test(first)) return false;
  if (/\d/.test(before) && /[a-zA-Z]/.test(first)) return false;
  if (hints.seenKeys.has(key) || hints.forks.has(key) || hasCustomaryPrefix(key)) return false;
  return (
    !knownKeys.has(key) &&
    !isCustomaryKey("label", key) &&
    !isCustomaryKey("annotation", key) &&
    !isCustomaryKey("data", key) &&
    !isCustomaryKey("quantity", key)
  );
}

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
