// A file's chunks as documents: which of them are templates, and how those are read.

import type { Span } from "../base/span.ts";
import { nodeAt } from "./at.ts";
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
  if (!inBlock && !hasBraces(text)) return parse(text, language);
  const plain = parse(text, language);
  const places = placesOf(plain);
  if (!inBlock) {
    if (places.length === 0) return plain;
    if (plain.errors.length === 0 && (isJson(plain) || isText(plain, places))) {
      const isHarmless = places.every((place) => isRemark(plain, place));
      return isHarmless ? plain : { ...plain, template: { kind: "text", actions: places } };
    }
  }
  if (places.every(({ mark }) => mark === "{{")) return parse(text, "template");
  return { ...plain, template: { kind: "unread", actions: places } };
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

/** Whether kubectl reads the marks as what they are: text in quotes or in a block. */
function isText(document: YamlDocument, places: readonly Span[]): boolean {
  return places.every(({ start }) => {
    const found = nodeAt(document, start);
    if (found?.kind === "key") return /^["']/.test(document.text.slice(found.span.start));
    return found !== undefined && "style" in found.node && found.node.style !== "plain";
  });
}

/** Nothing rests on what an annotation or a block of text says in braces. */
function isRemark(document: YamlDocument, { start }: Span): boolean {
  const found = nodeAt(document, start);
  if (found?.kind !== "value") return false;
  const [above, key] = found.path.slice(-3);
  return ("style" in found.node && found.node.style === "block") || (above === "metadata" && key === "annotations");
}
