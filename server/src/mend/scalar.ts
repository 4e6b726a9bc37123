// How plausible a value is for its place.

import type { ScalarGrammar } from "./grammar.ts";
import { shapePrices as price } from "./prices.ts";

/** The cost of `value` (without quotes) where `grammar` is expected. */
export function valueCost(grammar: ScalarGrammar, value: string): number {
  if (grammar.values.includes(value)) return 0;
  return shapes[grammar.type].find(([test]) => test(value, grammar.values))?.[1](value) ?? 0;
}

type Shape = readonly [test: (value: string, values: readonly string[]) => boolean, price: (value: string) => number];

/** What a value of each type looks like: the first shape that is true counts. */
const shapes: Readonly<Record<ScalarGrammar["type"], readonly Shape[]>> = {
  text: [[anything, textCost]],
  name: [
    is(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 0),
    is(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, price.name.label),
    is(/\s/, price.name.spaced),
    other(price.name.other),
  ],
  label: [
    is(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/, 0),
    is(/\s/, price.label.spaced),
    other(price.label.other),
  ],
  int: [is(/^[+-]?\d+$/, 0), is(/^0[xob][\da-f]+$/i, price.int.otherBase), other(price.int.other)],
  port: [is(/^\d+$/, 0), is(/^[a-z0-9-]{1,15}$/, price.port.name), other(price.port.other)],
  bool: [is(/^(true|false)$/, 0), is(/^(true|false|yes|no|on|off)$/i, price.bool.otherWord), other(price.bool.other)],
  enum: [
    [
      (value, values) => values.some((known) => known.toLowerCase() === value.toLowerCase()),
      () => price.enum.otherCase,
    ],
    is(/\s/, price.enum.spaced),
    other(price.enum.other),
  ],
  quantity: [is(/^[+-]?\d+(\.\d+)?(m|k|[KMGTPE]i?|n|u|%|e\d+)?$/, 0), other(price.quantity.other)],
  image: [is(/^\w[\w.\-/:@]*$/, 0), is(/\s/, price.image.spaced), other(price.image.other)],
  path: [
    [
      anything,
      (value) => (value.startsWith("/") ? 0 : price.path.relative) + (/\s/.test(value) ? price.path.spaced : 0),
    ],
  ],
  host: [is(/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 0), is(/\s/, price.host.spaced), other(price.host.other)],
  address: [is(/^[\da-f]*[.:][\da-f.:]*(\/\d+)?$/i, 0), other(price.address.other)],
  variable: [is(/^[A-Z_][A-Z0-9_]*$/, 0), is(/^[\w.-]+$/, price.variable.lowerCase), other(price.variable.other)],
};

function is(pattern: RegExp, cost: number): Shape {
  return [(value) => pattern.test(value), () => cost];
}

function other(cost: number): Shape {
  return [anything, () => cost];
}

function anything(): boolean {
  return true;
}

/** What a plain scalar cannot be without quotes. */
export function isPlainSafe(value: string): boolean {
  if (value === "" || /^[[\]{},&*!|>'"%@`#]/.test(value)) return false;
  if (/^[-?:](\s|$)/.test(value) || value.endsWith(":")) return false;
  return !/:\s|\s#/.test(value);
}

function textCost(value: string): number {
  const gaps = value.match(/\s+/g)?.length ?? 0;
  return Math.min(gaps * price.text.gap, price.text.mostForGaps);
}
