// Flux's variables: `${name}` in the values of objects, filled in after everything else.
// Facts: fluxcd.io/flux/components/kustomize/kustomizations, "Post build variable substitution".

import { get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { anchored, stringAt } from "../yaml/revise.ts";

export interface Substitution {
  readonly values: ReadonlyMap<string, string>;
  /** Whether no other values come from ConfigMaps or Secrets: else a default may not be what is meant. */
  readonly isAll: boolean;
}

/** The object with its variables filled in as far as their values are known; it may say that it wants none. */
export function substituted(root: MapNode, substitution: Substitution): MapNode {
  const off = "kustomize.toolkit.fluxcd.io/substitute";
  for (const place of ["labels", "annotations"])
    if (stringOf(get(root, "metadata", place, off)) === "disabled") return root;
  const result = filled(root, substitution);
  return result.kind === "map" ? result : root;
}

function filled(node: Node, substitution: Substitution): Node {
  switch (node.kind) {
    case "map": {
      const entries = node.entries.map((entry) => {
        const value = filled(entry.value, substitution);
        return value === entry.value ? entry : { ...entry, value };
      });
      return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
    }
    case "list": {
      const items = node.items.map((item) => filled(item, substitution));
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    case "string": {
      const text = filledText(node.value, substitution);
      if (text === node.value) return node;
      // What is written without quotes is read anew: a port becomes a number.
      const read = node.style === "plain" ? parse(text).root : undefined;
      return read === undefined || read.kind === "map" || read.kind === "list"
        ? stringAt(text, node.span)
        : anchored(read, node.span);
    }
    default:
      return node;
  }
}

function filledText(text: string, { values, isAll }: Substitution): string {
  if (!text.includes("${")) return text;
  return text.replaceAll(
    /(\$?)\$\{([A-Za-z_]\w*)(?::?[-=]([^${}]*))?\}/g,
    (whole, dollar: string, name: string, or) => {
      if (dollar !== "") return whole;
      const value = values.get(name) ?? (isAll ? (or as string | undefined) : undefined);
      return value ?? whole;
    },
  );
}
