// encoding/json: writing, and reading into maps, slices and float64.

import { base64 } from "./encoding.ts";
import { bytesOf, compareText, hasBrokenBytes, quoteRune, repaired } from "./text.ts";
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
  const { escapeHtml, indent } = options;
  let bad = false;
  const text = write(value, 0);
  return bad ? undefined : text;

  function write(value: Value, depth: number): string {
    if (value === null || value === undefined) return "null";
    if (typeof value === "string") return jsonString(value, escapeHtml);
    if (typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      if (!Number.isFinite(value)) bad = true;
      return jsonNumber(value);
    }
    if (value instanceof Int) return value.value.toString();
    if (value instanceof GoBytes) return `"${base64(value.bytes)}"`;
    if (depth > maxDepth) {
      bad = true;
      return "";
    }
    if (value instanceof GoList) {
      if (value.isNil) return "null";
      return group(
        "[",
        "]",
        depth,
        value.items.map((item) => write(item, depth + 1)),
      );
    }
    if (value instanceof GoMap) {
      if (value.isNil) return "null";
      const keys = [...value.entries.keys()].sort(compareText);
      return group(
        "{",
        "}",
        depth,
        keys.map((key) => member(key, value.entries.get(key), depth)),
      );
    }
    if (value instanceof GoStruct && value.jsonText !== undefined) return jsonString(value.jsonText, escapeHtml);
    if (value instanceof GoStruct) {
      return group(
        "{",
        "}",
        depth,
        value.jsonFields.map(([name, field]) => member(name, field, depth)),
      );
    }
    bad = true;
    return "";
  }

  function member(key: string, value: Value, depth: number): string {
    return `${jsonString(key, escapeHtml)}:${indent === undefined ? "" : " "}${write(value, depth + 1)}`;
  }

  function group(open: string, close: string, depth: number, members: readonly string[]): string {
    if (members.length === 0) return open + close;
    if (indent === undefined) return open + members.join(",") + close;
    const inner = `\n${indent.repeat(depth + 1)}`;
    return `${open}${inner}${members.join(`,${inner}`)}\n${indent.repeat(depth)}${close}`;
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
  let at = 0;
  let error = "";
  const value = read(0);
  if (error === "") {
    skipSpace();
    if (at < text.length) stop("after top-level value");
  }
  return error === "" ? { value } : { error };

  function skipSpace(): void {
    while (at < text.length && " \t\r\n".includes(text[at] ?? "")) at += 1;
  }

  function stop(context: string): undefined {
    if (error !== "") return undefined;
    const code = text.codePointAt(at);
    error =
      code === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${shownCharacter(bytesOf(String.fromCodePoint(code))[0] ?? 0)} ${context}`;
    return undefined;
  }

  function read(depth: number): Value {
    skipSpace();
    const character = text[at];
    if (depth > maxDepth) {
      error = "exceeded max depth";
      return undefined;
    }
    switch (character) {
      case "{":
        return readObject(depth);
      case "[":
        return readArray(depth);
      case '"':
        return readString();
      case "t":
        return readWord("true", true);
      case "f":
        return readWord("false", false);
      case "n":
        return readWord("null", null);
    }
    if (character === "-" || (character !== undefined && character >= "0" && character <= "9")) return readNumber();
    return stop("looking for beginning of value");
  }

  function readWord(word: string, value: Value): Value {
    for (let i = 0; i < word.length; i++) {
      if (text[at] !== word[i]) return stop(`in literal ${word} (expecting ${quoteRune(word.charCodeAt(i))})`);
      at += 1;
    }
    return value;
  }

  function readNumber(): Value {
    const from = at;
    const digits = (context: string): boolean => {
      if (!/[0-9]/.test(text[at] ?? "")) {
        stop(context);
        return false;
      }
      while (/[0-9]/.test(text[at] ?? "")) at += 1;
      return true;
    };
    if (text[at] === "-") at += 1;
    if (text[at] === "0") at += 1;
    else if (!digits("in numeric literal")) return undefined;
    if (text[at] === ".") {
      at += 1;
      if (!digits("after decimal point in numeric literal")) return undefined;
    }
    if (text[at] === "e" || text[at] === "E") {
      at += 1;
      if (text[at] === "+" || text[at] === "-") at += 1;
      if (!digits("in exponent of numeric literal")) return undefined;
    }
    const value = Number(text.slice(from, at));
    if (!Number.isFinite(value))
      error = `json: cannot unmarshal number ${text.slice(from, at)} into Go value of type float64`;
    return value;
  }

  function readString(): string | undefined {
    let out = "";
    at += 1;
    for (;;) {
      const character = text[at];
      if (character === undefined) return stop("");
      if (character === '"') {
        at += 1;
        return repaired(out);
      }
      if (character < " ") return stop("in string literal");
      if (character !== "\\") {
        out += character;
        at += 1;
        continue;
      }
      at += 1;
      const letter = text[at] ?? "";
      const simple = '"\\/bfnrt'.indexOf(letter);
      if (letter !== "" && simple >= 0) {
        out += '"\\/\b\f\n\r\t'[simple];
        at += 1;
      } else if (letter === "u") {
        at += 1;
        for (let i = 0; i < 4; i++, at++)
          if (!/[0-9a-fA-F]/.test(text[at] ?? "")) return stop("in \\u hexadecimal character letter");
        out += String.fromCharCode(Number.parseInt(text.slice(at - 4, at), 16));
      } else return stop("in string escape code");
    }
  }

  function readArray(depth: number): Value {
    const items: Value[] = [];
    at += 1;
    skipSpace();
    if (text[at] === "]") {
      at += 1;
      return new GoList(items, anyList);
    }
    for (;;) {
      items.push(read(depth + 1));
      if (error !== "") return undefined;
      skipSpace();
      if (text[at] === "]") {
        at += 1;
        return new GoList(items, anyList);
      }
      if (text[at] !== ",") return stop("after array element");
      at += 1;
    }
  }

  function readObject(depth: number): Value {
    const map = new GoMap();
    at += 1;
    skipSpace();
    if (text[at] === "}") {
      at += 1;
      return map;
    }
    for (;;) {
      skipSpace();
      if (text[at] !== '"') return stop("looking for beginning of object key string");
      const key = readString();
      if (error !== "" || key === undefined) return undefined;
      skipSpace();
      if (text[at] !== ":") return stop("after object key");
      at += 1;
      map.set(key, read(depth + 1));
      if (error !== "") return undefined;
      skipSpace();
      if (text[at] === "}") {
        at += 1;
        return map;
      }
      if (text[at] !== ",") return stop("after object key:value pair");
      at += 1;
    }
  }
}

function shownCharacter(code: number): string {
  if (code === 0x27) return "'\\''";
  if (code === 0x22) return "'\"'";
  return quoteRune(code);
}
