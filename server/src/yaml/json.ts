// JSON as Go's encoding/json reads it: where a value ends, and what it says.

import type { Span } from "../base/span.ts";
import type { Entry, Node } from "./node.ts";

/** Where a JSON value ends (exclusive), or where it stops being JSON. */
export type JsonEnd =
  | { readonly kind: "value"; readonly end: number }
  | { readonly kind: "error"; readonly at: number };

/** The depth at which encoding/json gives up. */
const maxJsonDepth = 10_000;

/** Finds the end of the JSON value that begins at `from` or after white space; undefined when there is only white space. Never recurses. */
export function jsonEnd(text: string, from: number): JsonEnd | undefined {
  let at = skipSpace(text, from);
  if (at >= text.length) return undefined;
  const stack: ("{" | "[")[] = [];
  // Each turn reads one value, then closes what ends after it.
  for (;;) {
    const char = text[at];
    if (char === "{" || char === "[") {
      stack.push(char);
      if (stack.length > maxJsonDepth) return { kind: "error", at };
      at = skipSpace(text, at + 1);
      if (text[at] !== (char === "{" ? "}" : "]")) {
        if (char === "{") {
          const value = memberValue(text, at);
          if (value < 0) return { kind: "error", at: -value - 1 };
          at = value;
        }
        continue;
      }
    } else {
      const end = scalarEnd(text, at);
      if (end < 0) return { kind: "error", at: -end - 1 };
      at = end;
    }
    for (;;) {
      const open = stack.at(-1);
      if (open === undefined) return { kind: "value", end: at };
      at = skipSpace(text, at);
      if (text[at] === (open === "{" ? "}" : "]")) {
        at += 1;
        stack.pop();
        continue;
      }
      if (text[at] !== ",") return { kind: "error", at };
      at = skipSpace(text, at + 1);
      if (open === "{") {
        const value = memberValue(text, at);
        if (value < 0) return { kind: "error", at: -value - 1 };
        at = value;
      }
      break;
    }
  }
}

/** A key that loses to an equal one behind it. */
export interface DuplicateKey {
  readonly key: string;
  readonly span: Span;
  /** The whole entry. */
  readonly dropped: Span;
}

/**
 * The value of a text that jsonEnd found to be one JSON value, at most `maxDepth` deep; undefined when it is deeper.
 * Of equal keys the last one counts; the others are added to `duplicates`.
 */
export function readJson(text: string, maxDepth: number, duplicates: DuplicateKey[]): Node | undefined {
  return new JsonReader(text, maxDepth, duplicates).read();
}

class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #duplicates: DuplicateKey[];
  #at: number;
  #tooDeep = false;

  constructor(text: string, maxDepth: number, duplicates: DuplicateKey[]) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#duplicates = duplicates;
    this.#at = skipSpace(text, 0);
  }

  read(): Node | undefined {
    const root = this.#value(0);
    return this.#tooDeep ? undefined : root;
  }

  #value(depth: number): Node {
    const start = this.#at;
    if (depth > this.#maxDepth) this.#tooDeep = true;
    const char = this.#text[this.#at];
    if (char === "{" && !this.#tooDeep) return this.#map(start, depth);
    if (char === "[" && !this.#tooDeep) return this.#list(start, depth);
    if (char === '"') {
      const string = this.#readString();
      return {
        kind: "string",
        value: string,
        source: this.#text.slice(start, this.#at),
        style: "double",
        span: { start, end: this.#at },
      };
    }
    while (this.#at < this.#text.length && /[-+.\w]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    const source = this.#text.slice(start, this.#at);
    const scalar = { source, style: "plain", span: { start, end: this.#at } } as const;
    if (source === "true" || source === "false") return { kind: "bool", value: source === "true", ...scalar };
    if (source === "null" || this.#tooDeep) return { kind: "null", ...scalar };
    return { kind: "number", value: Number(source), json: source, ...scalar };
  }

  #map(start: number, depth: number): Node {
    const entries = new Map<string, Entry>();
    this.#at = skipSpace(this.#text, this.#at + 1);
    while (!this.#tooDeep && this.#text[this.#at] !== "}") {
      const keyStart = this.#at;
      const key = this.#readString();
      const keySpan = { start: keyStart, end: this.#at };
      this.#at = skipSpace(this.#text, skipSpace(this.#text, this.#at) + 1);
      const node = this.#value(depth + 1);
      const before = entries.get(key);
      if (before !== undefined) this.#duplicates.push({ key, span: before.keySpan, dropped: before.span });
      entries.delete(key);
      entries.set(key, { key, keySpan, value: node, span: { start: keyStart, end: this.#at } });
      this.#at = skipSpace(this.#text, this.#at);
      if (this.#text[this.#at] === ",") this.#at = skipSpace(this.#text, this.#at + 1);
    }
    this.#at += 1;
    return { kind: "map", flow: true, entries: [...entries.values()], span: { start, end: this.#at } };
  }

  #list(start: number, depth: number): Node {
    const items: Node[] = [];
    this.#at = skipSpace(this.#text, this.#at + 1);
    while (!this.#tooDeep && this.#text[this.#at] !== "]") {
      items.push(this.#value(depth + 1));
      this.#at = skipSpace(this.#text, this.#at);
      if (this.#text[this.#at] === ",") this.#at = skipSpace(this.#text, this.#at + 1);
    }
    this.#at += 1;
    return { kind: "list", flow: true, items, span: { start, end: this.#at } };
  }

  #readString(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, this.#at);
    const inner = this.#text.slice(start + 1, this.#at - 1);
    if (!inner.includes("\\")) return inner;
    // A lone surrogate is U+FFFD in Go.
    return (JSON.parse(this.#text.slice(start, this.#at)) as string).replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    );
  }
}

/** After `"key":`, or minus one minus the place of the error. */
function memberValue(text: string, at: number): number {
  if (text[at] !== '"') return -at - 1;
  const end = stringEnd(text, at);
  if (end < 0) return end;
  const colon = skipSpace(text, end);
  return text[colon] === ":" ? skipSpace(text, colon + 1) : -colon - 1;
}

const scalar = /true|false|null|-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;

function scalarEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at);
  scalar.lastIndex = at;
  const found = scalar.exec(text);
  if (found === null) return -at - 1;
  const end = scalar.lastIndex;
  // `1.` and `1e` are broken numbers, not a number and something behind it.
  const isNumber = !/[a-z]$/.test(found[0]);
  const next = text[end] ?? "";
  const broken = found[2] === undefined && (next === "e" || next === "E" || (next === "." && found[1] === undefined));
  return isNumber && broken ? -end - 1 : end;
}

function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code < 0x20) return -i - 1;
    if (code !== 0x5c) continue;
    i += 1;
    const letter = text[i] ?? "";
    if (letter === "u") {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) return -i - 1;
      i += 4;
    } else if (!'"\\/bfnrt'.includes(letter) || letter === "") return -i - 1;
  }
  return -text.length - 1;
}

function skipSpace(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}
