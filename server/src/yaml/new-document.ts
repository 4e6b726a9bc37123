// Whole new documents as text. Text that is already there is edited by edit.ts, in its author's own style.

import { stringify } from "yaml";
import type { Json } from "./to-json.ts";

/**
 * An object as YAML that kubectl reads back as the same object: two spaces a step, lists indented below their key, words
 * that YAML 1.1 takes for bools or numbers in quotes. Ends with a line break.
 */
export function newDocument(object: Json): string {
  return stringify(object, { version: "1.1", lineWidth: 0, indent: 2, indentSeq: true, aliasDuplicateObjects: false });
}
