// The way from a document's root to an entry or a node that somebody holds.

import type { FieldPath } from "../base/field.ts";
import type { Entry, Node, YamlDocument } from "./node.ts";

/** The path of an entry, or of a node, of this document; undefined where it is none of it, or only reached by an alias. */
export function pathOf(document: YamlDocument, wanted: Entry | Node): FieldPath | undefined {
  return document.root === undefined ? undefined : search(document.root, wanted);
}

/** The same, counted from a node. */
export function pathOfNode(root: Node, wanted: Entry | Node): FieldPath | undefined {
  return search(root, wanted);
}

function search(node: Node, wanted: Entry | Node): FieldPath | undefined {
  if (node === wanted) return [];
  if (node.kind === "map") {
    for (const entry of node.entries) {
      if (entry === wanted) return [entry.key];
      const rest = holds(entry.value, wanted) ? search(entry.value, wanted) : undefined;
      if (rest !== undefined) return [entry.key, ...rest];
    }
  }
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      const rest = holds(item, wanted) ? search(item, wanted) : undefined;
      if (rest !== undefined) return [index, ...rest];
    }
  }
  return undefined;
}

function holds(node: Node, wanted: Entry | Node): boolean {
  return node.span.start <= wanted.span.start && wanted.span.end <= node.span.end;
}
