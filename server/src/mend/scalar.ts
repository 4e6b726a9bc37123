// How plausible a value is for its place, in bits: 0 is what one expects, 7 hardly happens.

import type { ScalarGrammar } from "./grammar.ts";

/** The cost of `value` (without quotes) where `grammar` is expected. */
export function valueCost(grammar: ScalarGrammar, value: string): number {
  if (grammar.values.includes(value)) return 0;
  const costs: Readonly<Record<ScalarGrammar["type"], (value: string) => number>> = {
    text: textCost,
    name: (v) => (subdomain.test(v) ? 0 : label.test(v) ? 2.5 : hasSpace(v) ? 7 : 4),
    label: (v) => (v === "" || label.test(v) ? 0 : hasSpace(v) ? 6 : 4),
    int: (v) => (/^[+-]?\d+$/.test(v) ? 0 : /^0[xob][\da-f]+$/i.test(v) ? 0.5 : 7),
    port: (v) => (/^\d+$/.test(v) ? 0 : /^[a-z0-9-]{1,15}$/.test(v) ? 0.3 : 6),
    bool: (v) => (/^(true|false)$/.test(v) ? 0 : /^(true|false|yes|no|on|off)$/i.test(v) ? 1 : 7),
    enum: (v) => (grammar.values.some((known) => known.toLowerCase() === v.toLowerCase()) ? 2 : hasSpace(v) ? 7 : 4.5),
    quantity: (v) => (/^[+-]?\d+(\.\d+)?(m|k|[KMGTPE]i?|n|u|%|e\d+)?$/.test(v) ? 0 : 6),
    image: (v) => (/^[\w][\w.\-/:@]*$/.test(v) ? 0 : hasSpace(v) ? 6 : 2),
    path: (v) => (v.startsWith("/") ? 0 : 2.5) + (hasSpace(v) ? 3 : 0),
    host: (v) => (/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(v) ? 0 : hasSpace(v) ? 6 : 3),
    address: (v) => (/^[\da-f]*[.:][\da-f.:]*(\/\d+)?$/i.test(v) ? 0 : 4),
    variable: (v) => (/^[A-Z_][A-Z0-9_]*$/.test(v) ? 0 : /^[\w.-]+$/.test(v) ? 0.4 : 5),
  };
  return costs[grammar.type](value);
}

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
