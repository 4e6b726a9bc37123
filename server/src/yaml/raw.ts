// A tree of values as written: by place, with tags and aliases still unresolved.

import type { Style } from "./token.ts";

/** A value as written. */
export type Raw = RawScalar | RawMap | RawList | RawAlias;

interface RawBase {
  readonly start: number;
  end: number;
  /** The tag in full, `tag:yaml.org,2002:int` for `!!int`; "" without one. */
  readonly tag: string;
}

export interface RawScalar extends RawBase {
  readonly kind: "scalar";
  readonly value: string;
  readonly style: Style;
}

export interface RawMap extends RawBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly pairs: [key: Raw, value: Raw][];
}

export interface RawList extends RawBase {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: Raw[];
}

export interface RawAlias extends RawBase {
  readonly kind: "alias";
  readonly name: string;
  /** Undefined when no such anchor stands before it. */
  readonly target: Raw | undefined;
}

/** What is not there, at this place. */
export function nothing(at: number): Raw {
  return { kind: "scalar", start: at, end: at, tag: "", value: "", style: "plain" };
}

export function isEmpty(raw: Raw): boolean {
  return raw.kind === "scalar" && raw.start === raw.end;
}
