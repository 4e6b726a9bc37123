// Where a key of an author's begins when it runs into the value before it.

import { hasCustomaryPrefix, isCustomaryKey } from "./author-keys.ts";
import { fitsAt, keyFits } from "./fits.ts";
import type { AuthorGrammar } from "./grammar.ts";
import { knownKeys } from "./kinds.ts";
import { isColon, isGap, isKeyChar, isQuote, type KeyMatch } from "./page.ts";
import { type Frame, type Ground, type State, trimEnd } from "./state.ts";

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
  const quoted = isQuote(text[from]);
  /** The characters before the colon stand by themselves. */
  const alone = within === "value" && from > valueStart + 1 && isGap(text[from - 1]);
  /** One of Kubernetes' own keys ends in the same colon. */
  let ownKey = false;
  const glued = !isGap(text[colon + 1]) && text[colon] !== "：" ? 3 : 0;
  for (let at = from; at < colon; at += 1) {
    if (quoted && at > from) break;
    const key = quoted ? text.slice(from + 1, colon - 1) : text.slice(at, colon);
    const before = text[at - 1] ?? " ";
    if (at > from || !quoted) ownKey ||= knownKeys.has(key) && fitsAt(ground, state, at);
    const known = isCustomaryKey(flavour, key) || hasCustomaryPrefix(key);
    if (!/[A-Za-z0-9_"'“]/.test(text[at] ?? "")) continue;
    const bare = quoted || isGap(before) || !isKeyChar(before);
    if (bare && isColon(text[trimEnd(text, 0, at) - 1])) continue;
    if (bare) {
      const strange = within === "comment" ? (quoted ? 0.8 : oddInComment(key)) : isGap(before) ? 0.6 : 0.8;
      found.push({ at, cost: glued + (known ? 0.1 : strange), known });
      continue;
    }
    if (known || ground.seenKeys.has(key) || ground.forks.has(key)) {
      // A word that ends a longer key: `key` in `a.key`, or in a word that stands by itself.
      const joins = within === "value" ? /[._/-]/.test(before) : /[_/-]/.test(before);
      const tail = key.includes("/") ? 0 : joins ? 6 : alone ? 2.5 : 0;
      const fork = known || ground.seenKeys.has(key) || key.length > 4 ? 0 : 1;
      found.push({ at, cost: glued + tail + fork + (known ? 0.3 : 0.5), known: known && tail === 0 });
      continue;
    }
    if (/^[A-Z][A-Z0-9_]*$/.test(key) && /[a-z0-9]/.test(before) && /^[A-Z][A-Z0-9]*_/.test(key)) {
      found.push({ at, cost: glued + (/[0-9]/.test(before) ? 1.5 : 0.8), known });
      continue;
    }
    if (/^(true|false)$/.test(text.slice(valueStart, at)) || (/\d/.test(before) && /[a-z]/i.test(text[at] ?? ""))) {
      found.push({ at, cost: glued + 2, known });
      continue;
    }
    if (/[a-z]/.test(before) && /[A-Z]/.test(text[at] ?? "")) {
      found.push({ at, cost: glued + (flavour === "data" ? 2.5 : 5), known });
      continue;
    }
    blind.push({ at, cost: glued + 6, known });
  }
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

/** How odd this key is in a map whose keys the author chose, given that it begins here. */
export function authorKeyCost(frame: Frame, grammar: AuthorGrammar, match: KeyMatch, state: State): number {
  const { key } = match;
  const known = isCustomaryKey(grammar.flavour, key) || hasCustomaryPrefix(key);
  // The same key could belong to Kubernetes, further out.
  const outer = frame.filled && keyFits(state, match) ? (known ? 1.5 : 3) : 0;
  if (known) return outer + (frame.filled ? 0.5 : 0.2);
  return outer + (grammar.flavour === "quantity" ? 5 : 1);
}

/** How odd a key of an author is in a comment's tail: `DB_HOST:` is no word of a sentence, `note:` could be one. */
function oddInComment(key: string): number {
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(key)) return 0.4;
  return /[A-Za-z0-9][./_-][A-Za-z0-9]/.test(key) ? 0.8 : 2;
}

/** `my-apptier:` here and `webtier:` there: `tier` is what both end in, and no more. */
export function collectForks(text: string): ReadonlySet<string> {
  const before = new Map<string, string>();
  const forks = new Set<string>();
  for (const match of text.matchAll(/[\w./-]{3,80}(?=["']?:[\s\w-])/g)) {
    const run = match[0];
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

/** Keys of authors that stand by themselves somewhere in the text. */
export function collectSeenKeys(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pattern =
    /(?:^|[\s{,"']|(?:labels|annotations|selector|matchLabels|data|nodeSelector|limits|requests):)([A-Za-z0-9][\w./-]*)["']?:(?=\s|$)/gm;
  for (const match of text.matchAll(pattern)) {
    const key = match[1];
    if (key !== undefined && !knownKeys.has(key)) found.add(key);
  }
  return found;
}
