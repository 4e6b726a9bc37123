// A file's text into documents, the way kubectl does it (apimachinery's YAMLOrJSONDecoder).

import { jsonEnd } from "./json.ts";

/** One document's own text. An edit inside it leaves the text of all others equal. */
export interface Chunk {
  /** Where `text` begins in the file, in UTF-16 units. */
  readonly start: number;
  /**
   * Without the `---` line that ended the document before and the one that ends this. A `---` that ends nothing (the file's first line)
   * is the chunk's first line; a separator with anything behind it, which kubectl refuses, is its last.
   */
  readonly text: string;
  /** How kubectl reads it: a file that begins with `{` is tried as a stream of JSON values first. */
  readonly language: "yaml" | "json";
}

/** Splits a file. Documents without content are there too: they hold comments. */
export function split(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const from = looksLikeJson(text) ? splitJson(text, chunks) : 0;
  if (from !== undefined) splitYaml(text, from, chunks);
  return chunks;
}

/** Whether a line is one that kubectl splits at (`good`) or refuses (`bad`); undefined when it does not begin with `---`. */
export function separator(line: string): "good" | "bad" | undefined {
  if (!line.startsWith("---")) return undefined;
  const rest = line.slice(3).replace(leadingSpace, "");
  return rest === "" || rest.startsWith("#") ? "good" : "bad";
}

/** White space as Go's unicode.IsSpace has it. */
const leadingSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function splitYaml(text: string, from: number, chunks: Chunk[]): void {
  let start = from;
  let line = text.startsWith("---", from) ? from : next(text, from);
  while (line !== -1) {
    const newLine = text.indexOf("\n", line);
    const end = newLine === -1 ? text.length : newLine + 1;
    const kind = separator(text.slice(line, end));
    // A separator with nothing before it ends nothing: kubectl keeps the line with what follows.
    if (kind === "bad" || (kind === "good" && line > start)) {
      chunks.push({ start, text: text.slice(start, kind === "bad" ? end : line), language: "yaml" });
      start = end;
    }
    line = text.startsWith("---", end) && newLine !== -1 ? end : next(text, newLine === -1 ? text.length : newLine);
  }
  if (start < text.length) chunks.push({ start, text: text.slice(start), language: "yaml" });
}

/** The start of the next line that begins with `---`, or -1. */
function next(text: string, from: number): number {
  const found = text.indexOf("\n---", from);
  return found === -1 ? -1 : found + 1;
}

function looksLikeJson(text: string): boolean {
  // kubectl looks at the first 4,096 bytes only.
  return text.slice(0, 4096).replace(leadingSpace, "").startsWith("{");
}

/** Takes JSON values from the front. Gives the offset from which the rest is YAML, or undefined when there is no rest. */
function splitJson(text: string, chunks: Chunk[]): number | undefined {
  let at = 0;
  for (;;) {
    const found = jsonEnd(text, at);
    if (found === undefined) return undefined;
    const start = at + (/^[ \t\r\n]+/.exec(text.slice(at, at + 4096))?.[0].length ?? 0);
    if (found.kind === "value") {
      chunks.push({ start, text: text.slice(start, found.end), language: "json" });
      at = found.end;
      continue;
    }
    // After two values it is a JSON stream for good. Before, YAML gets a try, unless kubectl's reader is at its end.
    const rest = chunks.length > 1 ? undefined : skipLineEnd(text, at);
    if (rest !== undefined) return rest;
    chunks.push({ start, text: text.slice(start), language: "json" });
    return undefined;
  }
}

/** Past white space, up to and including the first line end; undefined where fewer than four bytes are left, at which kubectl gives up. */
function skipLineEnd(text: string, from: number): number | undefined {
  for (let at = from; ; at++) {
    if (text.length - at < 4 && bytes(text.slice(at)) < 4) return undefined;
    const char = text[at] ?? "";
    if (char === "\n") return at + 1;
    if (!leadingSpace.test(char)) return at;
  }
}

function bytes(text: string): number {
  let count = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}
