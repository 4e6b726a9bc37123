// Whether a document with edits says what it should, and nothing else has changed.

import type { MapNode, Node, YamlDocument } from "./node.ts";
import { edited, type TextEdit } from "./text-edit.ts";
import { type Json, jsonText } from "./to-json.ts";

/**
 * The edits, if the document then says what it should: `was` replaced by `becomes`, and all else as before.
 * A document that kubectl refuses is not checked, for there is no telling what it says.
 */
export function checked(
  document: YamlDocument,
  was: Node,
  becomes: Node | Json,
  edits: readonly TextEdit[],
): readonly TextEdit[] {
  const { root } = document;
  if (!edits.every((edit) => isOwnText(document, edit))) return [];
  if (edits.length === 0 || root === undefined || document.errors.length > 0) return edits;
  const after = edited(document, edits);
  if (after.errors.length > 0 || after.root === undefined) return [];
  return canonical(after.root) === canonical(root, was, isNode(becomes) ? becomes : literal(becomes)) ? edits : [];
}

/** No action is changed; and where branches and loops decide what lines mean, none comes or goes. */
export function isOwnText({ text, template }: YamlDocument, { span, text: written }: TextEdit): boolean {
  if (template === undefined) return true;
  if (template.kind !== "text" && /[\r\n]/.test(written + text.slice(span.start, span.end))) return false;
  return template.actions.every((action) => action.end <= span.start || span.end <= action.start);
}

function isNode(value: Node | Json): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "kind" in value && "span" in value;
}

/** A node for plain data, for comparison only. */
export function literal(value: Json): Node {
  const span = { start: 0, end: 0 };
  if (value === null) return { kind: "null", source: "", style: "plain", span };
  if (typeof value === "string") return { kind: "string", value, source: "", style: "plain", span };
  if (typeof value === "boolean") return { kind: "bool", value, source: "", style: "plain", span };
  if (typeof value === "number")
    return { kind: "number", value, json: jsonNumber(value), source: "", style: "plain", span };
  if (Array.isArray(value)) return { kind: "list", flow: true, items: value.map(literal), span };
  const entries = Object.entries(value).map(([key, each]) => ({
    key,
    keySpan: span,
    span,
    value: literal(each as Json),
  }));
  return { kind: "map", flow: true, entries, span };
}

function jsonNumber(value: number): string {
  return Object.is(value, -0) ? "0" : String(value);
}

export function withEntry(map: MapNode, position: number, key: string, value: Json): MapNode {
  const span = { start: 0, end: 0 };
  const entries = [...map.entries];
  entries.splice(position, 0, { key, keySpan: span, span, value: literal(value) });
  return { ...map, entries };
}

/** The value as JSON text, `was` in it replaced by `becomes`. Order counts, too. */
function canonical(root: Node, was?: Node, becomes?: Node): string {
  if (was === undefined || becomes === undefined) return jsonText(root);
  return jsonText(swap(root, was, becomes));
}

function swap(node: Node, was: Node, becomes: Node): Node {
  if (node === was) return becomes;
  if (node.kind === "list") return { ...node, items: node.items.map((item) => swap(item, was, becomes)) };
  if (node.kind !== "map") return node;
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: swap(entry.value, was, becomes) })) };
}
