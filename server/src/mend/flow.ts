// A flow collection (`{…}`, `[…]`), an alias or an anchor that stands for a value.

import { anchorLength } from "./anchors.ts";
import type { Grammar } from "./grammar.ts";
import { isQuote } from "./page.ts";
import { prices, valuePrices } from "./prices.ts";
import { quotedEnd } from "./quotes.ts";
import type { Ground } from "./state.ts";

/** The longest flow collection that is read, in UTF-16 units. */
const longest = 20_000;

/** The end of a flow collection that begins here, where one may stand for this grammar. */
export function flowEnd(ground: Ground, at: number, grammar: Grammar): number | undefined {
  const { text } = ground.page;
  const char = text[at];
  if (char === "*" || (char === "&" && grammar.kind !== "any")) {
    const length = char === "*" ? anchorLength(text, at, ground.hints.anchors) : undefined;
    return length === undefined ? undefined : at + length;
  }
  if (grammar.kind === "scalar") return undefined;
  const wanted = grammar.kind === "list" ? "[" : grammar.kind === "any" ? "[{" : "{";
  if (char === undefined || !wanted.includes(char) || text.startsWith("{{", at)) return undefined;
  let depth = 0;
  for (let end = at; end < text.length && end - at < longest; end += 1) {
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

/** The keys of a flow map that do not belong into it. */
export function flowCost(flow: string, grammar: Grammar): number {
  if (grammar.kind !== "map" || !flow.startsWith("{")) return 0;
  let cost = 0;
  let depth = 0;
  for (const match of flow.matchAll(/[{[]|[\]}]|(?<=[{,，]\s*)["']?([\w./-]+)["']?\s*[:：]/g)) {
    if (/[{[]/.test(match[0])) depth += 1;
    else if (/[\]}]/.test(match[0])) depth -= 1;
    else if (depth === 1 && match[1] !== undefined && !grammar.keys.has(match[1])) cost += valuePrices.strangerInFlow;
  }
  for (const key of grammar.required) if (!flow.includes(key)) cost += prices.missingKey;
  return cost;
}
