// One object as a document of its own: in a List of thousands, an edit of one item is then checked against that item alone.

import type { FieldPath } from "../base/field.ts";
import { type Manifest, rootPath } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import type { TextEdit } from "../yaml/text-edit.ts";

export interface OwnText {
  readonly yaml: YamlDocument;
  /** The object's place in it. */
  readonly base: FieldPath;
  /** Where it begins in the document that it is part of. */
  readonly start: number;
}

/** The lines of a List's item, which are a list of one; the whole document for what is no item, and where lines do not tell. */
export function ownText(document: YamlDocument, manifest: Manifest): OwnText {
  const whole = { yaml: document, base: rootPath(manifest), start: 0 };
  const items = get(document.root, "items");
  if (manifest.item === undefined || items?.kind !== "list" || items.flow) return whole;
  const { text } = document;
  const { span } = manifest.root;
  const start = text.lastIndexOf("\n", span.start) + 1;
  const end = text.indexOf("\n", Math.max(span.start, span.end - 1));
  if (!/^[ \t]*-[ \t]+$/.test(text.slice(start, span.start))) return whole;
  const yaml = parse(text.slice(start, end < 0 ? text.length : end + 1));
  // An alias of what stands elsewhere cannot be read by itself.
  if (yaml.errors.length > 0 || yaml.root?.kind !== "list" || yaml.root.items.length !== 1) return whole;
  return { yaml, base: [0], start };
}

/** Edits of an object's own text as edits of the document that it is part of. */
export function inWhole({ start }: OwnText, edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.map(({ span, text }) => ({ span: { start: span.start + start, end: span.end + start }, text }));
}
