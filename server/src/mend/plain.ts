// How plausible a stretch of the text is as a plain value.

import type { ScalarGrammar } from "./grammar.ts";
import { valuePrices as price } from "./prices.ts";
import { isPlainSafe, valueCost } from "./scalar.ts";
import type { Ground } from "./state.ts";

/** What a plain value from `at` to `end` costs; undefined where none can stand there. */
export function plainCost({ page }: Ground, grammar: ScalarGrammar, at: number, end: number): number | undefined {
  if (end <= at) return undefined;
  const value = page.text.slice(at, end);
  if (!isPlainSafe(value)) {
    if (/:\s|\s#/.test(value) || value.endsWith(":")) return undefined;
    return valueCost(grammar, value) + price.unsafePlain;
  }
  const wide = page.flat ? price.wideColon * (value.match(/[\w"']：/g)?.length ?? 0) : 0;
  return valueCost(grammar, value) + oddEnds(value) + wide;
}

/** A dash at a value's end, or a wide one before it, more likely begins a list's item. */
function oddEnds(value: string): number {
  if (/^[－–—]\s/.test(value)) return price.wideDashBefore;
  if (/[@=,(]$/.test(value)) return price.signAtEnd;
  return /[^-]-$/.test(value) ? price.dashAtEnd : 0;
}
