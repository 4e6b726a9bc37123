// Whole new documents as text. Text that is already there is edited by edit.ts, in its author's own style.

import { type ScalarTag, stringify } from "yaml";
import { stringifyString } from "yaml/util";
import type { Json } from "./to-json.ts";
import { keyText, scalarText } from "./write.ts";

const mergeTag = "tag:yaml.org,2002:merge";

/** Words are written as everywhere else (`0o7` in quotes, which the package leaves out and kubectl takes for a number). */
const words: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => typeof value === "string",
  resolve: (text) => text,
  stringify(item, context, onComment, onChompKeep) {
    const value = String(item.value);
    if (context.implicitKey) return keyText(value, "block");
    // Lines of text go on lines of their own, where that says the same.
    if (value.includes("\n") && !/[\x7f-\x9f\u2028\u2029\ufeff]/.test(value)) {
      return stringifyString({ ...item, value }, context, onComment, onChompKeep);
    }
    return scalarText(value, "block");
  },
};

/**
 * An object as YAML that kubectl reads back as the same object: two spaces a step, lists indented below their key, words
 * that YAML 1.1 takes for bools or numbers in quotes. Ends with a line break.
 */
export function newDocument(object: Json): string {
  return stringify(object, {
    version: "1.1",
    lineWidth: 0,
    indent: 2,
    indentSeq: true,
    aliasDuplicateObjects: false,
    // Without the tag of `<<`, which would write a key of that name as a merge.
    customTags: (tags) => [words, ...tags.filter((tag) => typeof tag === "string" || tag.tag !== mergeTag)],
  });
}
