// encoding/json: writing, and reading into maps, slices and float64.

import { compareText } from "../../base/go-text.ts";
import { base64 } from "./encoding.ts";
import { bytesOf, hasBrokenBytes, quoteRune, repaired } from "./text.ts";
import { anyList, GoBytes, GoList, GoMap, GoStruct, Int, type Value } from "./values.ts";

/** A float64 as JSON has it. */
export function jsonNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Deeper values, or those that hold themselves, are not written. */
const maxDepth = 1000;

/** json.Marshal, or Encoder without HTML escapes; undefined for what JSON cannot say (an infinite number). */
export function writeJson(
  value: Value,
  options: { readonly escapeHtml: boolean; readonly indent?: string },
): string | undefined {
  return new JsonWriter(options).write(value);
}

class JsonWriter {
  readonly #escapeHtml: boolean;
  readonly #indent: string | undefined;
  #bad = false;

  constructor({ escapeHtml, indent }: { readonly escapeHtml: boolean; readonly indent?: string }) {
    this.#escapeHtml = escapeHtml;
    this.#indent = indent;
  }

  write(value: Value): string | undefined {
    const text = this.#write(value, 0);
    return this.#bad ? undefined : text;
  }

  #write(value: Value, depth: number): string {
    if (value === null || value === undefined) return "null";
    if (typeof value === "string") return jsonString(value, this.#escapeHtml);
    if (typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      if (!Number.isFinite(value)) this.#bad = true;
      return jsonNumber(value);
    }
    if (value instanceof Int) return value.value.toString();
    if (value instanceof GoBytes) return `"${base64(value.bytes)}"`;
    if (depth > maxDepth) {
      this.#bad = true;
      return "";
    }
    if (value instanceof GoList) {
      if (value.isNil) return "null";
      return this.#group(
        "[",
        "]",
        depth,
        value.items.map((item) => this.#write(item, depth + 1)),
      );
    }
    if (value instanceof GoMap) {
      if (value.isNil) return "null";
      const keys = [...value.entries.keys()].sort(compareText);
      return this.#group(
        "{",
        "}",
        depth,
        keys.map((key) => this.#member(key, value.entries.get(key), depth)),
      );
    }
    if (value instanceof GoStruct && value.jsonText !== undefined) return jsonString(value.jsonText, this.#escapeHtml);
    if (value instanceof GoStruct) {
      return this.#group(
        "{",
        "}",
        depth,
        value.jsonFields.map(([name, field]) => this.#member(name, field, depth)),
      );
    }
    this.#bad = true;
    return "";
  }

  #member(key: string, value: Value, depth: number): string {
    return `${jsonString(key, this.#escapeHtml)}:${this.#indent === undefined ? "" : " "}${this.#write(value, depth + 1)}`;
  }

  #group(open: string, close: string, depth: number, members: readonly string[]): string {
    if (members.length === 0) return open + close;
    if (this.#indent === undefined) return open + members.join(",") + close;
    const inner = `\n${this.#indent.repeat(depth + 1)}`;
    return `${open}${inner}${members.join(`,${inner}`)}\n${this.#indent.repeat(depth)}${close}`;
  }
}

function jsonString(text: string, escapeHtml: boolean): string {
  const quoted = hasBrokenBytes(text)
    ? JSON.stringify(repaired(text.replaceAll("\ufffd", "\u0000\ufffd")))
        .replaceAll("\\u0000\ufffd", "\u0001")
        .replaceAll("\ufffd", "\\ufffd")
        .replaceAll("\u0001", "\ufffd")
    : JSON.stringify(text);
  const escaped = /[\u2028\u2029<>&]/.test(quoted)
    ? quoted.replace(
        escapeHtml ? /[<>&\u2028\u2029]/g : /[\u2028\u2029]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
      )
    : quoted;
  return escaped;
}

/** What came of reading: a value, or Go's message. */
export type JsonResult = { readonly value: Value } | { readonly error: string };

/** json.Unmarshal into an interface. */
export function readJson(text: string): JsonResult {
  return new JsonReader(text).read();
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #error = "";
  /** The first number that no float64 holds. */
  #overflow: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonResult {
    const value = this.#read(0);
    if (this.#error === "") {
      this.#skipSpace();
      if (this.#at < this.#text.length) this.#stop("after top-level value");
    }
    const error = this.#error || this.#overflow;
    return error === undefined ? { value } : { error };
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && " \t\r\n".includes(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #stop(context: string): undefined {
    if (this.#error !== "") return undefined;
    const code = this.#text.codePointAt(this.#at);
    this.#error =
      code === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${shownCharacter(bytesOf(String.fromCodePoint(code))[0] ?? 0)} ${context}`;
    return undefined;
  }

  #read(depth: number): Value {
    this.#skipSpace();
    const character = this.#text[this.#at];
    if (depth > maxDepth) {
      this.#error = "exceeded max depth";
      return undefined;
    }
    switch (character) {
      case "{":
        return this.#readObject(depth);
      case "[":
        return this.#readArray(depth);
      case '"':
        return this.#readString();
      case "t":
        return this.#readWord("true", true);
      case "f":
        return this.#readWord("false", false);
      case "n":
        return this.#readWord("null", null);
    }
    if (character === "-" || (character !== undefined && character >= "0" && character <= "9"))
      return this.#readNumber();
    return this.#stop("looking for beginning of value");
  }

  #readWord(word: string, value: Value): Value {
    for (let i = 0; i < word.length; i++) {
      if (this.#text[this.#at] !== word[i])
        return this.#stop(`in literal ${word} (expecting ${quoteRune(word.charCodeAt(i))})`);
      this.#at += 1;
    }
    return value;
  }

  #readNumber(): Value {
    const from = this.#at;
    const digits = (context: string): boolean => {
      if (!/[0-9]/.test(this.#text[this.#at] ?? "")) {
        this.#stop(context);
        return false;
      }
      while (/[0-9]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
      return true;
    };
    if (this.#text[this.#at] === "-") this.#at += 1;
    if (this.#text[this.#at] === "0") this.#at += 1;
    else if (!digits("in numeric literal")) return undefined;
    if (this.#text[this.#at] === ".") {
      this.#at += 1;
      if (!digits("after decimal point in numeric literal")) return undefined;
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at += 1;
      if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at += 1;
      if (!digits("in exponent of numeric literal")) return undefined;
    }
    const value = Number(this.#text.slice(from, this.#at));
    // Whether the text is JSON at all is seen before.
    if (!Number.isFinite(value))
      this.#overflow ??= `json: cannot unmarshal number ${this.#text.slice(from, this.#at)} into Go value of type float64`;
    return value;
  }

  #readString(): string | undefined {
    let out = "";
    this.#at += 1;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return this.#stop("");
      if (character === '"') {
        this.#at += 1;
        return repaired(out);
      }
      if (character < " ") return this.#stop("in string literal");
      if (character !== "\\") {
        out += character;
        this.#at += 1;
        continue;
      }
      this.#at += 1;
      const letter = this.#text[this.#at] ?? "";
      const simple = '"\\/bfnrt'.indexOf(letter);
      if (letter !== "" && simple >= 0) {
        out += '"\\/\b\f\n\r\t'[simple];
        this.#at += 1;
      } else if (letter === "u") {
        this.#at += 1;
        for (let i = 0; i < 4; i++, this.#at++)
          if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? "")) return this.#stop("in \\u hexadecimal character letter");
        out += String.fromCharCode(Number.parseInt(this.#text.slice(this.#at - 4, this.#at), 16));
      } else return this.#stop("in string escape code");
    }
  }

  #readArray(depth: number): Value {
    const items: Value[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === "]") {
      this.#at += 1;
      return new GoList(items, anyList);
    }
    for (;;) {
      items.push(this.#read(depth + 1));
      if (this.#error !== "") return undefined;
      this.#skipSpace();
      if (this.#text[this.#at] === "]") {
        this.#at += 1;
        return new GoList(items, anyList);
      }
      if (this.#text[this.#at] !== ",") return this.#stop("after array element");
      this.#at += 1;
    }
  }

  #readObject(depth: number): Value {
    const map = new GoMap();
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return map;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') return this.#stop("looking for beginning of object key string");
      const key = this.#readString();
      if (this.#error !== "" || key === undefined) return undefined;
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") return this.#stop("after object key");
      this.#at += 1;
      map.set(key, this.#read(depth + 1));
      if (this.#error !== "") return undefined;
      this.#skipSpace();
      if (this.#text[this.#at] === "}") {
        this.#at += 1;
        return map;
      }
      if (this.#text[this.#at] !== ",") return this.#stop("after object key:value pair");
      this.#at += 1;
    }
  }
}

function shownCharacter(code: number): string {
  if (code === 0x27) return "'\\''";
  if (code === 0x22) return "'\"'";
  return quoteRune(code);
}
