// The field that a hover is about.

import type { FieldPath } from "../../base/field.ts";
import type { Span } from "../../base/span.ts";
import type { Node } from "../../yaml/node.ts";

/** A field of an object, by the key or the value under the cursor. */
export interface FieldAt {
  /** Counted from the object. */
  readonly path: FieldPath;
  readonly value: Node;
  readonly span: Span;
}
