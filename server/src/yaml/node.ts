// A YAML document as kubectl reads it, every value with its place. Types only; parse.ts makes them.

import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";

export type Node = MapNode | ListNode | ScalarNode;
export type ScalarNode = StringNode | NumberNode | BoolNode | NullNode;

interface Placed {
  /** Where the value is written. For an alias: the alias itself, while what hangs below it keeps its place at the anchor. */
  readonly span: Span;
  /** Set where an alias stands for the value: an edit here would have to change the anchor too, so fixes stay away. */
  readonly aliased?: true;
}

interface Scalar extends Placed {
  /** The text as written, quotes and all; "" for a value that is not there (`key:`). */
  readonly source: string;
  readonly style: "plain" | "single" | "double" | "block";
}

export interface StringNode extends Scalar {
  readonly kind: "string";
  readonly value: string;
}

export interface NumberNode extends Scalar {
  readonly kind: "number";
  readonly value: number;
  /** The number as kubectl writes it into JSON: exact for integers beyond 2^53, `0100` is `64`, `80.0` is `80`. */
  readonly json: string;
}

export interface BoolNode extends Scalar {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface NullNode extends Scalar {
  readonly kind: "null";
  /** A template fills it in: what it will be, nobody knows. Only in a document whose `template` is `masked`. */
  readonly unknown?: true;
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface MapNode extends Placed {
  readonly kind: "map";
  readonly flow: boolean;
  /** What kubectl is left with: merges done, and of equal keys only the last. In the order written. */
  readonly entries: readonly Entry[];
  /** In a template, what branches give a key, each as it is written; `entries` has the key with an unknown value. */
  readonly alternatives?: readonly Entry[];
}

export interface Entry {
  /** The key as a string, the way kubectl turns `8080:` and `yes:` into one. */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
  /** From the key's start to the value's end. */
  readonly span: Span;
  /** Came in by `<<`; its places are at the anchor. */
  readonly merged?: true;
}

/** What kubectl refuses, or reads otherwise than it looks. */
export interface Problem {
  readonly code: string;
  readonly span: Span;
  readonly message: Text;
  /** Of a key written twice: the whole entry that does not count, from its key to its value's end. */
  readonly dropped?: Span;
}

export interface Comment {
  /** From the `#` to the end of the line. */
  readonly span: Span;
  /** Without the `#` and the white space around. */
  readonly text: string;
  /** Nothing but white space before it on its line. */
  readonly ownLine: boolean;
}

/** One YAML document. Pure: the same text gives an equal document, wherever in a file it stands. */
export interface YamlDocument {
  /** The document's own text; spans count from its start. It does not hold the `---` line that ended the one before. */
  readonly text: string;
  /** The best reading, also of a half-typed text; undefined when there is nothing but comments. */
  readonly root: Node | undefined;
  /** Why kubectl would refuse the text; empty when it reads it. */
  readonly errors: readonly Problem[];
  /** Read, but not as it looks: a key written twice (`duplicate-key`), text that kubectl drops (`dropped-text`). */
  readonly warnings: readonly Problem[];
  readonly comments: readonly Comment[];
  /** Set where another tool fills the text in before kubectl sees it. */
  readonly template?: Template;
}

export interface Template {
  /**
   * `text`: kubectl reads the document as it stands, `{{ … }}` is in its values only, and those are there as written.
   * `masked`: a Go template that is YAML without its actions: what an action makes is unknown, or not there.
   * `unread`: no sense can be made of it; `root` is a guess.
   */
  readonly kind: "text" | "masked" | "unread";
  /** Where the actions stand. */
  readonly actions: readonly Span[];
}
