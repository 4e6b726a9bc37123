// Changes at several places of one document, made together.

import { isOwnText, literal } from "./check-edits.ts";
import { entryOf } from "./cursor.ts";
import { keyEdit, scalarEdit } from "./edit.ts";
import type { Entry, MapNode, Node, YamlDocument } from "./node.ts";
import { edited, type TextEdit } from "./text-edit.ts";
import { jsonText } from "./to-json.ts";

/** One of several changes that are made together. */
export type TextChange =
  /** `edits`: how to get there where only a part of the value changes; undefined: the scalar is written anew. */
  | {
      readonly kind: "value";
      readonly node: Node;
      readonly value: string;
      readonly edits: readonly TextEdit[] | undefined;
    }
  | { readonly kind: "key"; readonly map: MapNode; readonly entry: Entry; readonly key: string };

/**
 * Several changes at once, each with its edits, in the order given. Where an alias stands for a value, the change is made at
 * its anchor, which has to be among the changes. Undefined where the text would not read back as meant.
 */
export function changeTogether(
  document: YamlDocument,
  changes: readonly TextChange[],
): readonly (readonly TextEdit[])[] | undefined {
  const { root } = document;
  const values = new Map<Node, Node>();
  const keys = new Map<Entry, string>();
  const result: (readonly TextEdit[])[] = [];
  for (const change of changes) {
    if (change.kind === "key") {
      const { map, entry, key } = change;
      if (entry.merged || (entryOf(map, key) !== undefined && entry.key !== key)) return undefined;
      keys.set(entry, key);
      result.push(map.aliased ? [] : [keyEdit(document, map, entry, key)]);
      continue;
    }
    const { node, value } = change;
    if (node.kind === "map" || node.kind === "list") return undefined;
    values.set(node, { ...literal(value), span: node.span });
    const edit = node.aliased || change.edits !== undefined ? undefined : scalarEdit(document, node, value);
    result.push(node.aliased ? [] : (change.edits ?? (edit === undefined ? [] : [edit])));
  }
  if (!result.flat().every((edit) => isOwnText(document, edit))) return undefined;
  if (root === undefined || document.errors.length > 0) return result;
  const after = edited(document, result.flat());
  if (after.errors.length > 0 || after.root === undefined) return undefined;
  return jsonText(after.root) === jsonText(swapAll(root, values, keys)) ? result : undefined;
}

function swapAll(node: Node, values: ReadonlyMap<Node, Node>, keys: ReadonlyMap<Entry, string>): Node {
  const other = values.get(node);
  if (other !== undefined) return other;
  if (node.kind === "list") return { ...node, items: node.items.map((item) => swapAll(item, values, keys)) };
  if (node.kind !== "map") return node;
  const entries = node.entries.map((entry) => ({
    ...entry,
    key: keys.get(entry) ?? entry.key,
    value: swapAll(entry.value, values, keys),
  }));
  return { ...node, entries };
}
