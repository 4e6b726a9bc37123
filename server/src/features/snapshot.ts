// Live objects as a client sends them, to placed values: the one reader of snapshots wants nodes.

import { fromValue } from "../yaml/from-value.ts";
import type { Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { split } from "../yaml/split.ts";

/** Objects, or texts of objects (a snapshot file in YAML, which the client does not parse). */
export function readObjects(objects: readonly unknown[]): readonly Node[] {
  return objects.flatMap((object) =>
    typeof object === "string"
      ? split(object).flatMap((chunk) => parse(chunk.text, chunk.language).root ?? [])
      : [fromValue(object)],
  );
}
