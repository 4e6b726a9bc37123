// Pieces of Markdown that hold any text.

import { oneLine } from "../base/columns.ts";

/** A table; its cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => `| ${row.map(cell).join(" | ")} |`;
  return [cells(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(cells)].join("\n");
}

/** Text in a cell of a table. */
export function cell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

/** A code span that holds any text. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${oneLine(text)}${space}${fence}`;
}
