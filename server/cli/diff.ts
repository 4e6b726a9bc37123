// A unified diff of two texts, for `fix --dry-run`.

const context = 3;

/** The difference as `diff -u` prints it; "" for equal texts. `name` stands for both files. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines);
  return `--- ${name}\n+++ ${name}\n${hunks.map(printHunk).join("")}`;
}

/** The lines that differ, with `-` and `+` in front; for a look, without their surroundings. */
export function changedLines(before: string, after: string): readonly string[] {
  return compare(linesOf(before), linesOf(after))
    .filter(({ mark }) => mark !== " ")
    .map(({ mark, text }) => `${mark} ${text.replace(/\r?\n$/, "")}`);
}

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** Line numbers, counted from 1, that this line has or would have. */
  readonly before: number;
  readonly after: number;
}

/** Lines with their line breaks; the last may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The smallest edit script by Myers' greedy algorithm, after equal heads and tails are set aside. */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++;
  const script = [
    ...before.slice(0, head).map((text) => ({ mark: " " as const, text })),
    ...myers(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map((text) => ({ mark: " " as const, text })),
  ];
  let left = 1;
  let right = 1;
  return script.map(({ mark, text }) => {
    const line: Line = { mark, text, before: left, after: right };
    if (mark !== "+") left++;
    if (mark !== "-") right++;
    return line;
  });
}

function myers(before: readonly string[], after: readonly string[]): { mark: Line["mark"]; text: string }[] {
  const most = before.length + after.length;
  const traces: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let distance = 0; distance <= most; distance++) {
    traces.push(reach);
    const next = new Map(reach);
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down =
        diagonal === -distance ||
        (diagonal !== distance && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
      let x = down ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walkBack(traces, before, after);
    }
    reach = next;
  }
  return [];
}

function walkBack(traces: readonly Map<number, number>[], before: readonly string[], after: readonly string[]) {
  const script: { mark: Line["mark"]; text: string }[] = [];
  let x = before.length;
  let y = after.length;
  for (let distance = traces.length - 1; distance >= 0; distance--) {
    const reach = traces[distance] ?? new Map<number, number>();
    const diagonal = x - y;
    const down =
      diagonal === -distance ||
      (diagonal !== distance && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
    const previous = down ? diagonal + 1 : diagonal - 1;
    const fromX = distance === 0 ? 0 : (reach.get(previous) ?? 0);
    const fromY = distance === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) {
      script.push({ mark: " ", text: before[--x] ?? "" });
      y--;
    }
    if (distance === 0) break;
    if (down) script.push({ mark: "+", text: after[--y] ?? "" });
    else script.push({ mark: "-", text: before[--x] ?? "" });
  }
  return script.reverse();
}

function hunksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const hunks: Line[][] = [];
  let last = -1;
  lines.forEach((line, at) => {
    if (line.mark === " ") return;
    const from = Math.max(at - context, last + 1);
    const open = hunks.at(-1);
    const hunk = open !== undefined && from <= last + 1 ? open : [];
    if (hunk !== open) hunks.push(hunk);
    const start = hunk === open ? last + 1 : Math.max(0, at - context);
    const end = Math.min(lines.length, at + context + 1);
    hunk.push(...lines.slice(start, end));
    last = end - 1;
  });
  return hunks;
}

function printHunk(hunk: readonly Line[]): string {
  const count = (mark: "-" | "+") => hunk.filter((line) => line.mark === " " || line.mark === mark).length;
  const [first] = hunk;
  const place = (start: number, size: number) => `${size === 0 ? start - 1 : start},${size}`;
  const header = `@@ -${place(first?.before ?? 1, count("-"))} +${place(first?.after ?? 1, count("+"))} @@\n`;
  const body = hunk.map(
    ({ mark, text }) => `${mark}${text.endsWith("\n") ? text : `${text}\n\\ No newline at end of file\n`}`,
  );
  return header + body.join("");
}
