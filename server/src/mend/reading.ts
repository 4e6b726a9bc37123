// A way to read a damaged text: what the search finds, and what render.ts writes down.

import type { KeyMatch } from "./page.ts";

/** A way to read the whole text. */
export interface Reading {
  /** A reading that costs one more is about a third as plausible. */
  readonly cost: number;
  readonly pieces: readonly Piece[];
}

/** One thing read, in the order of the text. Columns are those of the text to write. */
export type Piece =
  | { readonly kind: "key"; readonly column: number; readonly key: KeyMatch }
  | { readonly kind: "dash"; readonly column: number; readonly at: number; readonly added: boolean }
  | { readonly kind: "value"; readonly start: number; readonly end: number; readonly style: ValueStyle }
  | { readonly kind: "comment"; readonly start: number; readonly end: number; readonly ownLine: boolean }
  | { readonly kind: "separator"; readonly at: number; readonly added: boolean };

/** How a value is written. */
export type ValueStyle =
  | "plain"
  | "quoted"
  | "flow"
  /** `|` or `>` with its lines. */
  | "block"
  /** `|` or `>` whose line breaks are gone. */
  | "joined-block";

/** A way to read the whole text. */
export interface Reading {
  /** A reading that costs one more is about a third as plausible. */
  readonly cost: number;
  readonly pieces: readonly Piece[];
}
