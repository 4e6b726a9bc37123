// What a table of annotations holds: which program reads a key, and what it may be set to.

import type { Text } from "../../base/text.ts";

/**
 * What a value must be: one of several words ("internal|internet-facing"), or a form: `boolean` ("true" or "false"),
 * `integer` (with bounds as "integer 2-10"), `list` (comma-separated), `map` (comma-separated key=value pairs), `json`,
 * `CIDRs`, `addresses`, `ports` (numbers or names, comma-separated), `duration` (as Go writes one), `text`.
 */
export type ValueForm = string;

/** One key: what follows the family's prefix (`*` stands for a part that the author chooses), its value, what it does. */
export type AnnotationRow = readonly [name: string, value: ValueForm, en: string, zh: string, more?: RowDetails];

interface RowDetails {
  /** The key that has taken this one's place, in full. */
  readonly replacedBy?: string;
  /** Which of a family's programs read it; absent: all of them. */
  readonly readBy?: readonly string[];
  /** The kinds that it is read on, where they are not all of the family's. */
  readonly on?: readonly string[];
}

/** Keys with one prefix that one program (or several of one provider) reads. */
export interface AnnotationFamily {
  readonly prefix: string;
  /** Who reads them, as people call it. */
  readonly provider: Text;
  /** The kinds of objects on which they are read. */
  readonly on: readonly string[];
  /** Whether they have an effect on Services of type LoadBalancer only. */
  readonly loadBalancerOnly?: boolean;
  /** The document or source file that the rows were read from. */
  readonly source: string;
  readonly rows: readonly AnnotationRow[];
}

/** A key of an object that a family knows. */
export interface KnownAnnotation {
  readonly family: AnnotationFamily;
  readonly key: string;
  readonly value: ValueForm;
  readonly what: Text;
  readonly replacedBy?: string;
  readonly readBy?: readonly string[];
  readonly on: readonly string[];
}
