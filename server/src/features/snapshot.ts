// Live objects as a client sends them, to placed values: the one reader of snapshots wants nodes.

import type { Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { split } from "../yaml/split.ts";

/** Objects, or texts of objects (a snapshot file in YAML, which the client does not parse). */
export function readObjects(objects: readonly unknown[]): readonly Node[] {
  return objects.flatMap((object) => {
    const text = typeof object === "string" ? object : JSON.stringify(object);
    return split(text ?? "").flatMap((chunk) => parse(chunk.text, chunk.language).root ?? []);
  });
}
