// toToml and fromToml, for the plain tables that charts have.

import { formatFloat } from "./numbers.ts";
import { quoteText } from "./text.ts";
import { fail, GoList, GoMap, GoStruct, Int, type Value } from "./values.ts";

/** github.com/BurntSushi/toml's encoder: simple keys first, tables behind. */
export function writeToml(given: Value): string {
  const value = withMaps(given, 0);
  if (!(value instanceof GoMap)) {
    try {
      return value === null || value === undefined
        ? fail("reflect: call of reflect.Value.Type on zero Value")
        : inline(value);
    } catch (error) {
      if (value === null || value === undefined) throw error;
      return error instanceof Error ? error.message : "";
    }
  }
  let out = "";
  try {
    table(value, [], true);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return out;

  function table(map: GoMap, path: readonly string[], isFirst: boolean): void {
    const keys = map.sortedKeys();
    const isTable = (key: string) => {
      const item = map.get(key);
      return item instanceof GoMap || isTableList(item);
    };
    const indent = "  ".repeat(Math.max(path.length - (isFirst ? 0 : 0), 0) > 0 ? path.length : 0);
    for (const key of keys) {
      const item = map.get(key);
      if (isTable(key) || item === null || item === undefined) continue;
      out += `${indent}${bare(key)} = ${inline(item)}\n`;
    }
    for (const key of keys) {
      const item = map.get(key);
      const inner = [...path, key];
      const name = inner.map(bare).join(".");
      const head = "  ".repeat(path.length);
      if (item instanceof GoMap) {
        if (path.length === 0 && out !== "") out += "\n";
        out += `${head}[${name}]\n`;
        table(item, inner, false);
      } else if (isTableList(item)) {
        for (const one of (item as GoList).items) {
          if (out !== "") out += "\n";
          out += `${head}[[${name}]]\n`;
          table(one as GoMap, inner, false);
        }
      }
    }
  }
}

/** Structs as tables of their fields. */
function withMaps(value: Value, depth: number): Value {
  if (depth > 1000) return fail("toml: nested too deeply");
  if (value instanceof GoStruct) {
    if (value.jsonText !== undefined) return value.jsonText;
    return withMaps(new GoMap(new Map(value.fields)), depth + 1);
  }
  if (value instanceof GoMap)
    return new GoMap(new Map([...value.entries].map(([key, item]) => [key, withMaps(item, depth + 1)])), value.type);
  return value instanceof GoList
    ? new GoList(
        value.items.map((item) => withMaps(item, depth + 1)),
        value.type,
      )
    : value;
}

function isTableList(value: Value): boolean {
  return value instanceof GoList && value.items.length > 0 && value.items.every((item) => item instanceof GoMap);
}

function bare(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  return quoteText(text)
    .replace(/\\x([0-9a-f]{2})/g, "\\u00$1")
    .replaceAll("\\a", "\\u0007")
    .replaceAll("\\v", "\\u000b");
}

function inline(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "nan";
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    const text = formatFloat(value, "g", -1);
    return /[.e]/.test(text) ? text : `${text}.0`;
  }
  if (typeof value === "boolean") return String(value);
  if (value instanceof Int) return value.value.toString();
  if (value instanceof GoList) {
    if (value.items.some((item) => item === null || item === undefined))
      fail("toml: cannot encode array with nil element");
    return `[${value.items.map(inline).join(", ")}]`;
  }
  if (value instanceof GoMap)
    return `{${value
      .sortedKeys()
      .map((key) => `${bare(key)} = ${inline(value.get(key))}`)
      .join(", ")}}`;
  return '""';
}

/** Reads TOML; throws a GoError for what is none, or what this reader does not know (dates). */
export function readToml(text: string): GoMap {
  return new TomlReader(text).read();
}

class TomlReader {
  readonly #text: string;
  readonly #root = new GoMap();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): GoMap {
    let current = this.#root;
    while (this.#at < this.#text.length) {
      this.#skip(/[\s]*(?:#[^\n]*\n?\s*)*/y);
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === "[") {
        const isList = this.#text[this.#at + 1] === "[";
        this.#at += isList ? 2 : 1;
        const path = this.#keyPath();
        this.#expect(isList ? "]]" : "]");
        current = this.#open(path, isList);
      } else {
        const path = this.#keyPath();
        this.#skip(/[ \t]*/y);
        this.#expect("=");
        const target = this.#descend(current, path.slice(0, -1));
        target.set(path.at(-1) ?? "", this.#value());
      }
      this.#skip(/[ \t]*(?:#[^\n]*)?/y);
      if (this.#at < this.#text.length && !/[\r\n]/.test(this.#text[this.#at] ?? "")) this.#stop("expected a newline");
    }
    return this.#root;
  }

  #stop(message: string): never {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return fail(`toml: line ${line}: ${message}`);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #expect(word: string): void {
    this.#skip(/[ \t]*/y);
    if (!this.#text.startsWith(word, this.#at)) this.#stop(`expected ${word}`);
    this.#at += word.length;
  }

  #keyPath(): string[] {
    const path: string[] = [];
    do {
      if (path.length > 0) this.#at += 1;
      this.#skip(/[ \t]*/y);
      if (this.#text[this.#at] === '"' || this.#text[this.#at] === "'") path.push(this.#string());
      else {
        const found = /^[A-Za-z0-9_-]+/.exec(this.#text.slice(this.#at, this.#at + 200));
        if (found === null) this.#stop("expected a key");
        path.push(found[0]);
        this.#at += found[0].length;
      }
      this.#skip(/[ \t]*/y);
    } while (this.#text[this.#at] === ".");
    return path;
  }

  #descend(from: GoMap, path: readonly string[]): GoMap {
    let map = from;
    for (const key of path) {
      let next = map.get(key);
      if (next instanceof GoList) next = next.items.at(-1);
      if (!(next instanceof GoMap)) {
        next = new GoMap();
        map.set(key, next);
      }
      map = next;
    }
    return map;
  }

  #open(path: readonly string[], isList: boolean): GoMap {
    if (!isList) return this.#descend(this.#root, path);
    const parent = this.#descend(this.#root, path.slice(0, -1));
    const key = path.at(-1) ?? "";
    const before = parent.get(key);
    const made = new GoMap();
    parent.set(key, new GoList([...(before instanceof GoList ? before.items : []), made], "[]map[string]interface {}"));
    return made;
  }

  #string(): string {
    const quote = this.#text[this.#at] ?? "";
    if (this.#text.startsWith(quote.repeat(3), this.#at)) {
      const end = this.#text.indexOf(quote.repeat(3), this.#at + 3);
      if (end < 0) this.#stop("unclosed string");
      const inner = this.#text.slice(this.#at + 3, end).replace(/^\r?\n/, "");
      this.#at = end + 3;
      return quote === "'" ? inner : this.#unescaped(inner.replace(/\\\s*\n\s*/g, ""));
    }
    const pattern = quote === "'" ? /'([^'\n]*)'/y : /"((?:[^"\\\n]|\\.)*)"/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return this.#stop("unclosed string");
    this.#at += found[0].length;
    return quote === "'" ? (found[1] ?? "") : this.#unescaped(found[1] ?? "");
  }

  #unescaped(inner: string): string {
    return inner.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (_all, short, long, one) => {
      const code = short ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return ({ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\u001b" } as Record<string, string>)[one] ?? one;
    });
  }

  #value(): Value {
    this.#skip(/[ \t]*/y);
    const first = this.#text[this.#at] ?? "";
    if (first === '"' || first === "'") return this.#string();
    if (first === "[") {
      this.#at += 1;
      const items: Value[] = [];
      for (;;) {
        this.#skip(/(?:\s|#[^\n]*\n)*/y);
        if (this.#text[this.#at] === "]") break;
        items.push(this.#value());
        this.#skip(/(?:\s|#[^\n]*\n)*/y);
        if (this.#text[this.#at] === ",") this.#at += 1;
        else if (this.#text[this.#at] !== "]") this.#stop("expected a comma or the array's end");
      }
      this.#at += 1;
      return new GoList(items);
    }
    if (first === "{") {
      this.#at += 1;
      const map = new GoMap();
      for (;;) {
        this.#skip(/\s*/y);
        if (this.#text[this.#at] === "}") break;
        const path = this.#keyPath();
        this.#expect("=");
        this.#descend(map, path.slice(0, -1)).set(path.at(-1) ?? "", this.#value());
        this.#skip(/\s*/y);
        if (this.#text[this.#at] === ",") this.#at += 1;
        else if (this.#text[this.#at] !== "}") this.#stop("expected a comma or the table's end");
      }
      this.#at += 1;
      return map;
    }
    const word = /^[^\s,\]}#]+/.exec(this.#text.slice(this.#at, this.#at + 100))?.[0] ?? "";
    this.#at += word.length;
    if (word === "true" || word === "false") return word === "true";
    const plain = word.replaceAll("_", "");
    if (/^[-+]?(?:[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/.test(plain)) {
      const sign = plain.startsWith("-") ? -1n : 1n;
      return new Int(sign * BigInt(plain.replace(/^[-+]/, "")), "int64");
    }
    if (/^[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(plain)) return Number(plain);
    return this.#stop(`expected value but found ${quoteText(word)} instead`);
  }
}
