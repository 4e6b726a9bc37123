// Sentences and commands around a manifest: where they begin and end, and the text without them.

import { withoutInvisible } from "./invisible.ts";

/** The text without what stands around and between its manifests. */
export function* dropProse(text: string): Generator<string> {
  const lines = text.split("\n");
  let start = lines.findIndex((line) => /^\s*["'“]?(apiVersion|kind|metadata)["'”]?\s*[:：]/.test(line));
  if (start === -1) {
    // The first key stands in the same line as the words before it.
    const first = /\b(?:apiVersion|kind|metadata)["']?\s*[:：]/.exec(text);
    if (first !== null && first.index > 0 && !/[#\n]|^\s*---\s*$/.test(text.slice(0, first.index)))
      yield text.slice(first.index);
    return;
  }
  while (start > 0 && /^\s*(#|---|$)/.test(lines[start - 1] ?? "")) start -= 1;
  let end = lines.length;
  while (end > start && isProse(lines, end - 1)) end -= 1;
  // What a block or a field waits for is no prose.
  if (/:\s*(?:[|>][+-]?\d?[+-]?)?$/.test((lines[end - 1] ?? "").trimEnd())) return;
  // The sentence may be the block's own last line.
  if (end < lines.length && endsInBareBlock(lines.slice(start, end))) end = lines.length;
  const kept = withoutProseBetween(lines.slice(start, end));
  const isBlank = (line: string): boolean => line.trim() === "";
  if (kept.length === end - start && lines.slice(0, start).every(isBlank) && lines.slice(end).every(isBlank)) return;
  yield `${kept.join("\n").replace(/^\n+/, "").trimEnd()}\n`;
}

/** `—-` or `———`: what Word makes of the `---` before a manifest. */
export function* restoreSeparators(text: string): Generator<string> {
  yield text.replace(/^(?!---)[-－–—]{1,3}[ \t]*(?=\n+(?:#.*\n+)*(?:apiVersion|kind)[ \t]*[:：])/gm, "---");
}

/** Sentences before the second and later manifests become `---`; only those that stand apart or lead to what follows. */
function withoutProseBetween(lines: readonly string[]): readonly string[] {
  // A block of text may hold anything.
  if (lines.some((line) => /[:：] *[|>][+-]?\d?[+-]?\s*$/.test(line))) return lines;
  const kept: string[] = [];
  for (const line of lines) {
    if (/^apiVersion\s*[:：]/.test(line)) {
      let last = kept.length;
      while (last > 0 && isProse(kept, last - 1)) last -= 1;
      const words = kept.slice(last);
      const [first = ""] = words;
      const lead = words.join("\n").trimEnd().split("\n").at(-1) ?? "";
      const leads = /[:：]$/.test(lead) || shellPrompt.test(lead);
      const apart = first.trim() === "" && lead !== "";
      if (last > 0 && (leads || apart)) kept.splice(last, words.length, "---");
    }
    kept.push(line);
  }
  return kept;
}

/** Whether the last block of text has lost its indentation, so that nothing tells where it ends. */
function endsInBareBlock(lines: readonly string[]): boolean {
  let below: string | undefined;
  for (const line of [...lines].reverse()) {
    if (beginsManifest(line)) return false;
    if (/[:：] *[|>][+-]?\d?[+-]?\s*$/.test(line)) return below !== undefined && indentOf(below) <= indentOf(line);
    if (line.trim() !== "") below = line;
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Whether a text ends in a line that rather is a sentence than YAML. */
export function endsInProse(text: string): boolean {
  const lines = text.trimEnd().split("\n");
  return isProse(lines, lines.length - 1);
}

/** A line that ends a paste and is no YAML of a manifest: a sentence or a command at the margin. */
function isProse(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? "";
  if (line.trim() === "" || /^[A-Z]{2,}$/.test(line)) return true;
  // A rule, as pages put it above who wrote the article.
  if (/^[—–─=*_]{3,}$/.test(line.trim())) return true;
  if (shellPrompt.test(line)) return true;
  if (/^(\$ |kubectl )|^[a-z.]+\/[\w.-]+ (created|configured|unchanged|deleted)$/.test(line)) return true;
  if (/^[\s"'“\-－–—#{}[\]]|^\.\.\.|=/.test(line)) return false;
  const chinese = line.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  const words = line.trim().split(/\s+/).length;
  const standsApart = (lines[index - 1] ?? "").trim() === "" && /^[A-Z].*[.!?]$/.test(line.trim());
  const sentence = chinese >= 4 || standsApart || (words >= 3 && (/^[A-Z]/.test(line) || /[.!?:]$/.test(line.trim())));
  if (!sentence) return false;
  const key = /^([A-Za-z][\w./-]*)[:：]/.exec(line)?.[1];
  return key === undefined || (/^[A-Z][a-z]+$/.test(key) && (lines[index - 1] ?? "").trim() === "");
}

/** `[root@master ~]# cat web.yaml`, `root@master:~# ls`. */
const shellPrompt = /^(?:\[[\w.-]+@[\w.-]+ [^\]\n]*\]|[\w.-]+@[\w.-]+:\S*?) ?[#$]/;

/** Whether a manifest begins in this line, perhaps behind a prompt or a number. */
export function beginsManifest(line: string): boolean {
  return /^(?:[$>%❯] ?|\d+[\s.:|│)]*)?\s*["'“]?apiVersion["'”]?\s*[:：]/.test(withoutInvisible(line));
}
