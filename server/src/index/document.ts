// A YAML document where it stands: in a file, at an offset.

import type { Span } from "../base/span.ts";
import type { Manifest } from "../model/manifest.ts";
import type { YamlDocument } from "../yaml/node.ts";

/** A file that the server knows, by what its host told. */
export interface WorkspaceFile {
  readonly uri: string;
  readonly text: string;
  /** Where "later" and "taken" are decided: files compare by this, part by part, in UTF-8 order. */
  readonly order: readonly string[];
  /** A file that somebody named is judged whatever it is; of those found in a folder, only manifests are. */
  readonly asked: "by-name" | "in-folder";
  readonly documents: readonly WorkspaceDocument[];
  /** Of a text that was made of others: where its characters came from. */
  readonly origins?: Origins | undefined;
}

/** Where the text of a file that is only in the index came from: what a chart was rendered to. Offsets are those of the file. */
export interface Origins {
  /** Where a mistake is to be corrected: in a template, or in a file of values; undefined where that is in no file. */
  blame(start: number, end: number): Blamed | undefined;
  /** Where the template prints it. */
  template(start: number, end: number): OriginPlace | undefined;
  /** Whether a template printed anything. */
  printed(template: string): boolean;
  /** Whether what stands there was made before the last edits, which cannot be rendered. */
  isOld(start: number): boolean;
  /** Where its objects go that name no namespace, where somebody says so. */
  readonly namespace: string | undefined;
  /** The file that stands for all of it: Chart.yaml. */
  readonly whole: OriginPlace;
}

/** Characters of a file. */
export interface OriginPlace {
  readonly uri: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Blamed {
  readonly place: OriginPlace;
  /** Where the template prints it, if the place is that of a value. */
  readonly printedAt: OriginPlace | undefined;
  /** The value is printed elsewhere, too, where it may be right. */
  readonly isShared: boolean;
}

/**
 * One document of a file. Its identity is kept for as long as its text stays: an edit elsewhere in the file
 * moves it (`start`, `line`) and nothing else.
 */
export interface WorkspaceDocument {
  readonly yaml: YamlDocument;
  readonly manifests: readonly Manifest[];
  readonly file: WorkspaceFile;
  /** Offset in the file of the document's first character, in UTF-16 units. */
  readonly start: number;
  /** The file's line, counted from 0, on which that character stands. */
  readonly line: number;
  /** Counted from 0 over the documents that are not empty. */
  readonly index: number;
  /** Made by a keystroke: what takes long is not looked for in it unasked. */
  readonly typed: boolean;
}

/** Where something is written. */
export interface WrittenPlace {
  readonly document: WorkspaceDocument;
  /** Offsets in the document. */
  readonly span: Span;
}
