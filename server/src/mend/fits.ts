// What fits where the search stands, without reading it yet.

import { isSpace, type KeyMatch } from "./page.ts";
import { dashPrices as price } from "./prices.ts";
import { valueCost } from "./scalar.ts";
import { type Frame, type Ground, hasUsed, type State } from "./state.ts";

/** What an item that begins with a dash at `at` would cost, undefined where no list is open for it. */
export function dashFits(ground: Ground, state: State, at: number): number | undefined {
  const { text } = ground.page;
  let inner = at + 1;
  while (isSpace(text[inner])) inner += 1;
  for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
    if (frame.grammar.kind !== "list") continue;
    const { item } = frame.grammar;
    if (item.kind === "scalar") {
      if (frame !== state.frame) continue;
      const word = /^["'“]?([^\s#"'”]+)/.exec(text.slice(inner, inner + 80))?.[1] ?? "";
      const fits =
        item.type === "enum"
          ? item.values.some((value) => word.startsWith(value))
          : item.type !== "text" && valueCost(item, word) === 0;
      if (fits) return price.fits;
      if (/["'“/-]/.test(text[inner] ?? "")) return price.quoteOrPath;
      return frame.filled ? price.word : price.firstWord;
    }
    const key = ground.page.keyAt(inner);
    if (key !== undefined && (item.kind !== "map" || item.keys.has(key.key))) return price.fits;
  }
  return undefined;
}

/** Whether a key may stand here, in what is open or further out, or as the first of a next document. */
export function keyFits(state: State, match: KeyMatch): boolean {
  if (state.frame === undefined) return match.key === "apiVersion" || match.key === "kind" || match.key === "metadata";
  let root = state.frame;
  for (let frame: Frame | undefined = state.frame; frame !== undefined; frame = frame.parent) {
    root = frame;
    const { grammar } = frame;
    if (grammar.kind === "map" && grammar.keys.has(match.key) && !hasUsed(frame, match.key)) return true;
    if (grammar.kind === "list" && !frame.filled && grammar.item.kind === "map" && grammar.item.keys.has(match.key))
      return true;
  }
  return (match.key === "apiVersion" || match.key === "kind") && hasUsed(root, "kind") && hasUsed(root, "apiVersion");
}

/** Whether the key that begins at `at` may stand here. */
export function fitsAt(ground: Ground, state: State, at: number): boolean {
  const match = ground.page.keyAt(at);
  return match !== undefined && keyFits(state, match);
}

/** Whether what stands behind this key would be a single value. */
export function leadsToScalar(state: State, key: string): boolean {
  for (let frame = state.frame; frame !== undefined; frame = frame.parent) {
    const child = frame.grammar.kind === "map" ? frame.grammar.keys.get(key) : undefined;
    if (child !== undefined) return child.kind === "scalar";
  }
  return true;
}
