// A manifest before it is written down: values, and scalars whose spelling is the point (`0x50`, `yes`, `!!str 80`).

/** What a manifest may say. In maps, a key whose value is undefined is not there. */
export type Tree = string | number | boolean | null | Raw | readonly Tree[] | TreeMap;

export interface TreeMap {
  readonly [key: string]: Tree | undefined;
}

const rawText = Symbol("raw");

/** A piece of YAML to be written as it stands. */
export interface Raw {
  readonly [rawText]: string;
}

export function raw(text: string): Raw {
  return { [rawText]: text };
}

/** The text of a raw piece; undefined for everything else. */
export function textOf(tree: Tree): string | undefined {
  return typeof tree === "object" && tree !== null && rawText in tree ? (tree as Raw)[rawText] : undefined;
}

/** A map's entries that are there. */
export function entriesOf(map: TreeMap): readonly (readonly [string, Tree])[] {
  return Object.entries(map).filter((entry): entry is [string, Tree] => entry[1] !== undefined);
}
