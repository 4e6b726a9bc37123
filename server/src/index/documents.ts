// Files and documents as the index keeps them, and how a new text of a file finds the documents that did not change.

import { readManifests } from "../model/manifest.ts";
import { type PlacedChunk, placeChunks, readChunk } from "../yaml/read-chunk.ts";
import { split } from "../yaml/split.ts";
import type { Origins, WorkspaceDocument, WorkspaceFile } from "./document.ts";
import type { Part } from "./plan.ts";
import type { Resource } from "./resource.ts";

export interface StoredFile extends WorkspaceFile {
  text: string;
  documents: readonly StoredDocument[];
  origins: Origins | undefined;
  /** Its part in the plan as the index knows it. */
  part: Part | undefined;
}

export interface StoredDocument extends WorkspaceDocument {
  start: number;
  line: number;
  index: number;
  file: StoredFile;
  resources: readonly Resource[] | undefined;
  readonly language: PlacedChunk["language"];
  readonly inBlock: boolean;
  /** Line breaks in the document's text. */
  readonly breaks: number;
}

/** The documents of `text`, with those of `old` that did not change: found from the front and from the back. */
export function readDocuments(
  file: StoredFile,
  text: string,
  old: readonly StoredDocument[],
  how: "told" | "typed" = "told",
): readonly StoredDocument[] {
  const chunks = placeChunks(text, split(text));
  const kept = unchanged(chunks, old);
  let line = 0;
  let end = 0;
  let index = 0;
  return chunks.map((chunk, at) => {
    line += countBreaks(text, end, chunk.start);
    const document = kept[at] ?? newDocument(file, chunk, how === "typed");
    document.start = chunk.start;
    document.line = line;
    document.index = index;
    if (document.yaml.root !== undefined || document.yaml.errors.length > 0) index++;
    line += document.breaks;
    end = chunk.start + chunk.text.length;
    return document;
  });
}

/** For each chunk the document of `old` that it is still. */
function unchanged(
  chunks: readonly PlacedChunk[],
  old: readonly StoredDocument[],
): readonly (StoredDocument | undefined)[] {
  const documents = new Array<StoredDocument | undefined>(chunks.length);
  let front = 0;
  while (front < chunks.length && front < old.length && isOf(old[front], chunks[front])) {
    documents[front] = old[front];
    front++;
  }
  let back = 1;
  while (chunks.length - back >= front && old.length - back >= front && isOf(old.at(-back), chunks.at(-back))) {
    documents[chunks.length - back] = old.at(-back);
    back++;
  }
  return documents;
}

function isOf(document: StoredDocument | undefined, chunk: PlacedChunk | undefined): boolean {
  if (document === undefined || document.yaml.text !== chunk?.text) return false;
  return document.language === chunk.language && document.inBlock === (chunk.inBlock ?? false);
}

function newDocument(file: StoredFile, chunk: PlacedChunk, typed: boolean): StoredDocument {
  const { text, language, inBlock = false } = chunk;
  const yaml = readChunk(chunk);
  return {
    language,
    inBlock,
    yaml,
    manifests: readManifests(yaml),
    file,
    typed,
    start: 0,
    line: 0,
    index: 0,
    resources: undefined,
    breaks: countBreaks(text, 0, text.length),
  };
}

/** LSP's line breaks (\n, \r\n, \r) in a stretch of text. */
function countBreaks(text: string, start: number, end: number): number {
  let breaks = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) breaks++;
  }
  return breaks;
}
