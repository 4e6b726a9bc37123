// What it costs that something begins at a place: by the line break before it, and by its column.

import { isColon, isSpace, type Page } from "./page.ts";
import { prices } from "./prices.ts";
import type { Frame, State } from "./state.ts";

/** What it costs that something begins at `at`. */
export function beginCost(page: Page, state: State, at: number): number {
  if (state.fresh || page.columnAt(at) >= 0) return 0;
  if (!page.flatAt(at)) return prices.breakInWholeLine;
  const { text, joint } = page;
  if (isSpace(text[at - 1])) return prices.spaceForBreak + (joint === "nothing" ? prices.oddJoint : 0);
  return prices.nothingForBreak + (joint === "space" && !isColon(text[at - 1]) ? prices.oddJoint : 0);
}

/** What it costs that a key or dash of this frame stands in this column. */
export function columnCost(page: Page, frame: Frame, column: number): number {
  if (column < 0 || !page.indented) return 0;
  if (frame.column >= 0) return frame.column === column ? 0 : prices.wrongColumn;
  if (frame.owner < 0) return 0;
  const enough = frame.grammar.kind === "list" ? column >= frame.owner : column > frame.owner;
  return enough ? 0 : prices.wrongColumn;
}

/** The column that a key or dash at `at` stands in, -1 where the line break before it is gone. */
export function columnOf(page: Page, fresh: boolean, at: number): number {
  const column = page.columnAt(at);
  if (column >= 0) return column;
  return fresh && !page.flatAt(at) ? page.offsetInLine(at) : -1;
}

/** The column in which the line of `at` begins. */
export function lineColumn(page: Page, at: number): number {
  let first = at;
  while (first > 0 && page.columnAt(first) < 0 && page.text[first - 1] !== "\n") first -= 1;
  return Math.max(0, page.columnAt(first));
}

/** Whether the keys or dashes of something that is open stand in this column. */
export function standsIn(first: Frame, column: number): boolean {
  for (let frame: Frame | undefined = first; frame !== undefined; frame = frame.parent)
    if (frame.column === column) return true;
  return false;
}
