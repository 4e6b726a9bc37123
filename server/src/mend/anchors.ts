// Anchors (`&name`) and aliases (`*name`), also where the next key has run into their names.

import { isGap } from "./page.ts";

/** The names of a text's anchors. What has run into a name is no part of it: an anchor and its aliases have only the name in common. */
export function anchorNames(text: string): ReadonlySet<string> {
  const words = (sign: string): string[] =>
    [...text.matchAll(new RegExp(`\\${sign}([\\w-]+)`, "g"))].map(([, word = ""]) => word);
  const aliases = words("*");
  const names = new Set<string>();
  for (const anchor of aliases.length > 0 ? words("&") : []) {
    const shared = aliases.map((alias) => sharedLength(alias, anchor)).filter((length) => length > 1);
    if (shared.length > 0) names.add(anchor.slice(0, Math.min(...shared)));
  }
  return names;
}

/** The length of the anchor or alias at `at`: to white space, else as long as a name that is known. */
export function anchorLength(text: string, at: number, names: ReadonlySet<string>): number | undefined {
  const word = /^[&*]([\w-]+)/.exec(text.slice(at, at + 80))?.[0];
  if (word === undefined || isGap(text[at + word.length]) || text.length === at + word.length) return word?.length;
  const known = [...names].filter((name) => word.startsWith(name, 1)).map((name) => 1 + name.length);
  return known.length === 0 ? undefined : Math.max(...known);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}
