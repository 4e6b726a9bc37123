// Tabs in the indentation of a text that is sound but for them: which spaces stand for them.

import { applyEdits, type TextEdit } from "../yaml/text-edit.ts";
import { type Audit, audit } from "./audit.ts";

/**
 * The spaces for the tabs that lines begin with, as edits of those lines' indentation; undefined where no spaces make the
 * text readable. Of several ways the one counts in which most fields stand where their kind has them.
 */
export function spacesForTabs(text: string): readonly TextEdit[] | undefined {
  const lines = indentedBy(text);
  if (lines.every(({ hasTab }) => !hasTab)) return undefined;
  let best: { readonly edits: readonly TextEdit[]; readonly worth: number } | undefined;
  const seen = new Set<string>();
  for (const widths of waysOf(lines)) {
    const edits = lines.flatMap(({ start, indent, hasTab }, index) =>
      hasTab ? [{ span: { start, end: start + indent.length }, text: " ".repeat(widths[index] ?? 0) }] : [],
    );
    const key = edits.map((edit) => edit.text.length).join();
    if (seen.has(key)) continue;
    seen.add(key);
    const read = audit(applyEdits(text, edits));
    if (!read.readable) continue;
    const worth = faultsOf(read);
    if (best === undefined || worth < best.worth) best = { edits, worth };
    if (worth === 0) break;
  }
  return best?.edits;
}

/** How much of the text stands where it would not: marks of damage, fields that are none, fields without a value. */
function faultsOf({ marks, strays, displaced, data }: Audit): number {
  const empty = data.match(/:null\b/g)?.length ?? 0;
  return 3 * marks + 2 * strays + 3 * displaced + empty;
}

interface IndentedLine {
  readonly start: number;
  readonly indent: string;
  readonly hasTab: boolean;
  readonly blank: boolean;
  /** Without the indentation. */
  readonly words: string;
}

function indentedBy(text: string): readonly IndentedLine[] {
  const lines: IndentedLine[] = [];
  for (const { index, 0: line } of text.matchAll(/^.*$/gm)) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    const blank = line.trim() === "";
    lines.push({ start: index, indent, hasTab: !blank && indent.includes("\t"), blank, words: line.trim() });
  }
  return lines;
}

/** Columns for every line, the likeliest way first. */
function* waysOf(lines: readonly IndentedLine[]): Iterable<readonly number[]> {
  // A run of lines with tabs may be as deep as a line above or below it, or one step deeper.
  for (const step of [2, 4]) {
    const own = lines.map(({ indent }) => columnsOf(indent, step));
    const runs = runsOf(lines);
    const [run] = runs;
    if (runs.length === 1 && run !== undefined)
      for (const depth of depthsAround(lines, run)) {
        const shift = depth - (own[run.first] ?? 0);
        yield own.map((column, index) =>
          index >= run.first && index <= run.last ? Math.max(0, column + shift) : column,
        );
      }
  }
  for (const step of [2, 4, 8]) yield lines.map(({ indent }) => columnsOf(indent, step));
  // An editor shows a tab up to the next eighth column.
  yield lines.map(({ indent }) => [...indent].reduce((at, char) => (char === "\t" ? (at >> 3) * 8 + 8 : at + 1), 0));
}

function columnsOf(indent: string, step: number): number {
  return [...indent].reduce((sum, char) => sum + (char === "\t" ? step : 1), 0);
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** The stretches of lines with tabs; blank lines do not part them. */
function runsOf(lines: readonly IndentedLine[]): readonly Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const [index, { hasTab, blank }] of lines.entries()) {
    if (blank) continue;
    if (!hasTab) open = undefined;
    else if (open === undefined) {
      open = { first: index, last: index };
      runs.push(open);
    } else {
      open = { first: open.first, last: index };
      runs[runs.length - 1] = open;
    }
  }
  return runs;
}

/** How deep a run may begin: below a line that opens something, as the line below or above it, or as any line further up. */
function depthsAround(lines: readonly IndentedLine[], run: Run): readonly number[] {
  const depthOf = ({ indent }: IndentedLine): number => indent.length;
  const below = lines.slice(run.last + 1).find(({ blank }) => !blank);
  const above = lines
    .slice(0, run.first)
    .filter(({ blank }) => !blank)
    .reverse();
  const [nearest] = above;
  const depth = nearest === undefined ? 0 : depthOf(nearest);
  const isItem = lines[run.first]?.words.startsWith("- ") === true;
  const next = below === undefined ? [] : [depthOf(below)];
  // The fields of a list's item stand below its dash.
  const asItem = isItem && below !== undefined && !below.words.startsWith("-") ? [depthOf(below) - 2] : [];
  const opened = nearest?.words.endsWith(":") === true ? [depth + 2] : [];
  return [...asItem, ...opened, ...next, depth, depth + 2, depth + 4, ...above.slice(1).map(depthOf)];
}
