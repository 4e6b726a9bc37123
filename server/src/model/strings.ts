// The strings of an object in which people write addresses: environment variables, commands, the data of ConfigMaps and Secrets.

import type { FieldPath } from "../base/field.ts";
import { entryOf, get } from "../yaml/cursor.ts";
import type { Node, StringNode } from "../yaml/node.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import type { Manifest } from "./manifest.ts";

export interface PlacedString {
  readonly node: StringNode;
  /** Counted from the object. */
  readonly path: FieldPath;
}

/** Where an object that workloads take in has its texts: a ConfigMap's `data`, a Secret's `stringData` (its data is in base64). */
export function textsKey(manifest: Manifest): "data" | "stringData" | undefined {
  if (manifest.apiVersion !== "v1") return undefined;
  return manifest.kind === "ConfigMap" ? "data" : manifest.kind === "Secret" ? "stringData" : undefined;
}

/** Environment values, commands and arguments of a workload's containers; the texts of a ConfigMap or a Secret. */
export function* stringsOf(manifest: Manifest): Iterable<PlacedString> {
  if (manifest.is === "workload") {
    const { containers, initContainers } = manifest.workload;
    for (const container of [...initContainers, ...containers]) {
      const base = pathOfNode(manifest.root, container.node);
      if (base === undefined) continue;
      yield* itemsOf(get(container.node, "env"), [...base, "env"], "value");
      yield* itemsOf(get(container.node, "command"), [...base, "command"], undefined);
      yield* itemsOf(get(container.node, "args"), [...base, "args"], undefined);
    }
    return;
  }
  const key = textsKey(manifest);
  const data = key === undefined ? undefined : get(manifest.root, key);
  if (key === undefined || data?.kind !== "map") return;
  for (const entry of data.entries) {
    if (entry.value.kind === "string") yield { node: entry.value, path: [key, { key: entry.key }] };
  }
}

function* itemsOf(list: Node | undefined, path: FieldPath, field: string | undefined): Iterable<PlacedString> {
  if (list?.kind !== "list") return;
  for (const [index, item] of list.items.entries()) {
    const node = field === undefined ? item : entryOf(item, field)?.value;
    if (node?.kind === "string") yield { node, path: [...path, index, ...(field === undefined ? [] : [field])] };
  }
}
