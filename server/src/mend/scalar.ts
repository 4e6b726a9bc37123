// How plausible a value is for its place, in bits: 0 is what one expects, 7 hardly happens.

import type { ScalarGrammar } from "./grammar.ts";

/** The cost of `value` (without quotes) where `grammar` is expected. */
export function valueCost(grammar: ScalarGrammar, value: string): number {
  return grammar.values.includes(value) ? 0 : costs[grammar.type](value, grammar.values);
}

type Cost = (value: string, values: readonly string[]) => number;

const costs: Readonly<Record<ScalarGrammar["type"], Cost>> = {
  text: textCost,
  name: (value) => (subdomain.test(value) ? 0 : label.test(value) ? 2.5 : hasSpace(value) ? 7 : 4),
  label: (value) => (value === "" || label.test(value) ? 0 : hasSpace(value) ? 6 : 4),
  int: (value) => (/^[+-]?\d+$/.test(value) ? 0 : /^0[xob][\da-f]+$/i.test(value) ? 0.5 : 7),
  port: (value) => (/^\d+$/.test(value) ? 0 : /^[a-z0-9-]{1,15}$/.test(value) ? 0.3 : 6),
  bool: (value) => (/^(true|false)$/.test(value) ? 0 : /^(true|false|yes|no|on|off)$/i.test(value) ? 1 : 7),
  enum: (value, values) =>
    values.some((known) => known.toLowerCase() === value.toLowerCase()) ? 2 : hasSpace(value) ? 7 : 4.5,
  quantity: (value) => (/^[+-]?\d+(\.\d+)?(m|k|[KMGTPE]i?|n|u|%|e\d+)?$/.test(value) ? 0 : 6),
  image: (value) => (/^\w[\w.\-/:@]*$/.test(value) ? 0 : hasSpace(value) ? 6 : 2),
  path: (value) => (value.startsWith("/") ? 0 : 2.5) + (hasSpace(value) ? 3 : 0),
  host: (value) => (/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value) ? 0 : hasSpace(value) ? 6 : 3),
  address: (value) => (/^[\da-f]*[.:][\da-f.:]*(\/\d+)?$/i.test(value) ? 0 : 4),
  variable: (value) => (/^[A-Z_][A-Z0-9_]*$/.test(value) ? 0 : /^[\w.-]+$/.test(value) ? 0.4 : 5),
};

/** What a plain scalar cannot be without quotes. */
export function isPlainSafe(value: string): boolean {
  if (value === "" || /^[[\]{},&*!|>'"%@`#]/.test(value)) return false;
  if (/^[-?:](\s|$)/.test(value) || value.endsWith(":")) return false;
  return !/:\s|\s#/.test(value);
}

const subdomain = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const label = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function hasSpace(value: string): boolean {
  return /\s/.test(value);
}

function textCost(value: string): number {
  const gaps = value.match(/\s+/g)?.length ?? 0;
  return Math.min(gaps * 0.15, 1.5);
}
