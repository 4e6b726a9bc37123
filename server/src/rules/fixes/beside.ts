// A new object right behind another one: a document of its own, or the next item of a List.

import type { Resource } from "../../index/resource.ts";
import { isTemplated } from "../../index/unreadable.ts";
import { get } from "../../yaml/cursor.ts";
import { appendItem } from "../../yaml/edit.ts";
import { newDocument } from "../../yaml/new-document.ts";
import { isJson } from "../../yaml/parse.ts";
import type { Json } from "../../yaml/to-json.ts";
import type { Edit } from "../rule.ts";

/** The edits that put `object` behind the resource; none where its text cannot be read, or is JSON without a List. */
export function addBeside({ document, manifest }: Resource, object: Json): readonly Edit[] {
  const { yaml } = document;
  if (yaml.errors.length > 0 || isTemplated(yaml)) return [];
  if (manifest.item !== undefined) {
    const items = get(yaml.root, "items");
    return items?.kind === "list" ? appendItem(yaml, items, object).map((edit) => ({ ...edit, document })) : [];
  }
  if (isJson(yaml)) return [];
  const { text } = yaml;
  const end = { start: text.length, end: text.length };
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const written = `${/(^|\n)$/.test(text) ? "" : "\n"}---\n${newDocument(object)}`;
  return [{ document, span: end, text: written.replaceAll("\n", lineBreak) }];
}

/** The namespace to write into an object beside this one: as this one has it, so that whatever moves the one moves the other. */
export function namespaceBeside({ document, manifest }: Resource): { readonly namespace?: string } {
  const written = document.manifests.find((candidate) => candidate.item === manifest.item)?.namespace?.value;
  return written === undefined ? {} : { namespace: written };
}
