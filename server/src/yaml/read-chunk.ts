// A file's chunks as documents: which of them are templates, and how those are read.

import { placeholdersIn } from "../base/placeholder.ts";
import type { Span } from "../base/span.ts";
import { type NodeAt, nodeAt } from "./at.ts";
import { openBlocks } from "./mask.ts";
import type { YamlDocument } from "./node.ts";
import { isJson, parse } from "./parse.ts";
import type { Chunk } from "./split.ts";

/** A chunk, and whether it stands in a block that a chunk before it opened (`{{ if }}`, a `---`, and this). */
export interface PlacedChunk extends Chunk {
  readonly inBlock?: boolean;
}

/** Tells which chunks a branch or a loop decides on. A text without `{{` costs one look. */
export function placeChunks(text: string, chunks: readonly Chunk[]): readonly PlacedChunk[] {
  if (!text.includes("{{")) return chunks;
  let open = 0;
  return chunks.map((chunk) => {
    const inBlock = open > 0;
    if (chunk.language === "yaml") open = openBlocks(chunk.text, open);
    return { ...chunk, inBlock };
  });
}

/** Reads a chunk: as kubectl does, or as the template that it is. */
export function readChunk({ text, language, inBlock = false }: Omit<PlacedChunk, "start">): YamlDocument {
  if (!inBlock && !hasBraces(text)) {
    const document = markedYtt(parse(text, language));
    if (document.errors.length === 0 && !inBrackets.test(text)) return document;
    return filledIn(document, language) ?? markedBroken(document);
  }
  const plain = parse(text, language);
  const places = placesOf(plain);
  if (!inBlock) {
    if (places.length === 0) return plain;
    const texts = plain.errors.length > 0 ? undefined : textsAt(plain, places);
    if (texts !== undefined) {
      return texts.every(isRemark) ? plain : { ...plain, template: { kind: "text", actions: places } };
    }
  }
  if (places.every(({ mark }) => mark === "{{")) return parse(text, "template");
  return { ...plain, template: { kind: "unread", actions: places } };
}

/** `[[NAME]]` as a value: to YAML a list in a list, which no field of Kubernetes holds. */
const inBrackets = /[:-] \[\[[A-Za-z_][\w.-]*\]\][ \t]*(#|\r?$)/m;

/**
 * Read as it will be once its marks are filled in: each mark becomes a word of its length that YAML takes everywhere and that
 * still is a mark (`${APP}`: `$_APP_`), so `{ app: ${APP} }` has the value that was meant. undefined where that is no YAML either.
 */
function filledIn({ text }: YamlDocument, language: PlacedChunk["language"]): YamlDocument | undefined {
  let words = "";
  let at = 0;
  for (const { start, end } of placeholdersIn(text)) {
    if (!/^([$@%]|\[\[)/.test(text.slice(start, end))) continue;
    words += `${text.slice(at, start)}$_${text.slice(start + 2, end).replace(/\W/g, "_")}`;
    at = end;
  }
  if (at === 0) return undefined;
  const document = parse(words + text.slice(at), language);
  return document.errors.length > 0 ? undefined : { ...document, text };
}

/**
 * A mark with which no value of YAML can begin or go on (`{NAME}.16`, `@NAME@`, `%NAME%`) makes a text that kubectl cannot read
 * yet: until somebody fills it in, nobody knows what it says.
 */
function markedBroken(document: YamlDocument): YamlDocument {
  const { errors, text } = document;
  if (errors.length === 0) return document;
  const marks: Span[] = [];
  for (const { span } of errors) {
    const start = text.lastIndexOf("\n", span.start - 1) + 1;
    const end = text.indexOf("\n", span.start) < 0 ? text.length : text.indexOf("\n", span.start);
    const line = text.slice(start, end);
    const value = /^\s*(?:- +)*(?:[\w./"'-]+: +)?/.exec(line)?.[0].length ?? 0;
    const mark = placeholdersIn(line).find((one) => one.start === value && /^[{@%]/.test(line.slice(one.start)));
    if (mark === undefined) return document;
    marks.push({ start: start + mark.start, end: start + mark.end });
  }
  return { ...document, template: { kind: "unread", actions: marks } };
}

/** ytt's instructions are comments: what they make is not there yet, and kubectl never sees the text as it stands (carvel.dev/ytt). */
function markedYtt(document: YamlDocument): YamlDocument {
  if (!document.text.includes("#@")) return document;
  const actions = document.comments.filter(({ span }) => document.text.startsWith("#@", span.start));
  if (actions.length > 0)
    return { ...document, template: { kind: "masked", actions: actions.map(({ span }) => span) } };
  return document;
}

/** Whether a text has what templates of Helm, Jinja and ERB begin their instructions with. */
export function hasBraces(text: string): boolean {
  return /\{\{|\{%|<%/.test(text);
}

interface Place extends Span {
  readonly mark: string;
}

/** The marks outside comments. */
function placesOf({ text, comments }: YamlDocument): readonly Place[] {
  const places: Place[] = [];
  let next = 0;
  for (const { index, 0: mark } of text.matchAll(/\{\{|\{%|<%/g)) {
    while ((comments[next]?.span.end ?? text.length) <= index) next += 1;
    if (index < (comments[next]?.span.start ?? text.length)) places.push({ start: index, end: index + 2, mark });
  }
  return places;
}

/** The quoted texts and blocks of text in which the marks stand; undefined where one stands outside of them. */
function textsAt(document: YamlDocument, places: readonly Span[]): readonly NodeAt[] | undefined {
  const isJsonText = isJson(document);
  const texts: NodeAt[] = [];
  for (const { start } of places) {
    const last = texts.at(-1);
    if (last !== undefined && last.span.start <= start && start < last.span.end) continue;
    const found = nodeAt(document, start);
    if (found === undefined) return undefined;
    const isQuoted = /^["']/.test(document.text.slice(found.span.start, found.span.start + 1));
    const isBlock = found.kind === "value" && "style" in found.node && found.node.style === "block";
    if (!isQuoted && !isBlock && !isJsonText) return undefined;
    texts.push(found);
  }
  return texts;
}

/** Below these keys are texts for programs and people; what Kubernetes itself reads is elsewhere. */
const remarks: ReadonlySet<string | number> = new Set(["annotations", "args", "command", "env", "data", "stringData"]);

/** Whether nothing rests on what a text says in braces. */
function isRemark({ kind, path, node }: NodeAt): boolean {
  if (kind === "key") return false;
  return ("style" in node && node.style === "block") || path.slice(0, -1).some((step) => remarks.has(step));
}
