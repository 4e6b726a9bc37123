// Where a stretch of a text is after the text was edited.

import type { Span } from "../base/span.ts";

let last:
  | { readonly before: string; readonly after: string; readonly front: number; readonly back: number }
  | undefined;

/** The stretch in the text as it is now; what was edited itself is where the edit begins. */
export function moved({ start, end }: Span, before: string, after: string): Span {
  if (before === after) return { start, end };
  if (last?.before !== before || last.after !== after) last = { before, after, ...common(before, after) };
  const { front, back } = last;
  const change = after.length - before.length;
  const move = (offset: number) => {
    if (offset <= front) return offset;
    return offset >= before.length - back ? offset + change : Math.min(front, after.length);
  };
  const from = move(start);
  return { start: from, end: Math.max(from, move(end)) };
}

/** How many characters two texts have in common at their beginning, and how many of the rest at their end. */
function common(a: string, b: string): { readonly front: number; readonly back: number } {
  const least = Math.min(a.length, b.length);
  let front = 0;
  while (front < least && a.charCodeAt(front) === b.charCodeAt(front)) front += 1;
  let back = 0;
  while (back < least - front && a.charCodeAt(a.length - 1 - back) === b.charCodeAt(b.length - 1 - back)) back += 1;
  return { front, back };
}
