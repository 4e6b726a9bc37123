// The annotations of an object, as they are written.

import { entryOf, get } from "../../yaml/cursor.ts";
import type { MapNode } from "../../yaml/node.ts";
import { type Pair, readPairs } from "../labels.ts";

/** An object's annotations that are text, in order; those of a wrong type are the API server's to refuse. */
export function annotationsOf(root: MapNode): readonly Pair[] {
  return readPairs(get(root, "metadata", "annotations"));
}

/** The first of these annotations that the object has. */
export function annotationNamed(root: MapNode, ...keys: readonly string[]): Pair | undefined {
  const all = annotationsOf(root);
  return keys.map((key) => all.find((pair) => pair.key === key)).find((pair) => pair !== undefined);
}

/** The map that holds them, for edits; undefined where there are none. */
export function annotationMap(root: MapNode): MapNode | undefined {
  const map = entryOf(get(root, "metadata"), "annotations")?.value;
  return map?.kind === "map" ? map : undefined;
}
