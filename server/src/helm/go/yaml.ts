// toYaml: what sigs.k8s.io/yaml (go-yaml 2 behind JSON) writes, and toYamlPretty: go-yaml 3.

import { isTimestamp, resolvePlain } from "../../yaml/scalar.ts";
import { base64 } from "./encoding.ts";
import { jsonNumber } from "./json.ts";
import { formatFloat } from "./numbers.ts";
import { byteLength, bytesOf, hasBrokenBytes, repaired } from "./text.ts";
import { GoBytes, GoList, GoMap, GoStruct, Int, type Origin, type Value } from "./values.ts";

/** A stretch of the written text that a value with a known place made. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly origin: Origin;
}

/** Deeper values are not written. */
const maxDepth = 1000;

interface Style {
  /** Lines are folded beyond this column. */
  readonly width: number;
  readonly indentSequences: boolean;
  readonly isPretty: boolean;
}

const plainStyle: Style = { width: 80, indentSequences: false, isPretty: false };
const prettyStyle: Style = { width: Number.POSITIVE_INFINITY, indentSequences: true, isPretty: true };

/** The value as YAML with a line break at its end; undefined where Go could not write it. */
export function writeYaml(value: Value, pretty: boolean, marks?: Mark[]): string | undefined {
  const emitter = new Emitter(pretty ? prettyStyle : plainStyle, marks);
  try {
    emitter.document(value);
  } catch (error) {
    if (error === unwritable) return undefined;
    throw error;
  }
  return emitter.text;
}

const unwritable = new Error("cannot be written");

interface Context {
  readonly isMapping: boolean;
  readonly isSimpleKey: boolean;
}

class Emitter {
  private readonly parts: string[] = [];
  private readonly style: Style;
  private readonly marks: Mark[] | undefined;
  private length = 0;
  private column = 0;
  private indent = -1;
  private whitespace = true;
  private indention = true;
  private depth = 0;

  constructor(style: Style, marks: Mark[] | undefined) {
    this.style = style;
    this.marks = marks;
  }

  get text(): string {
    return this.parts.join("");
  }

  document(value: Value): void {
    this.node(value, { isMapping: false, isSimpleKey: false }, undefined);
    this.writeIndent();
  }

  private put(text: string): void {
    this.parts.push(text);
    this.length += text.length;
    this.column += text.length === 1 ? 1 : charactersIn(text);
  }

  private putBreak(): void {
    this.parts.push("\n");
    this.length += 1;
    this.column = 0;
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.putBreak();
    if (this.column < indent) this.put(" ".repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  private indicator(text: string, needsSpace: boolean, isWhitespace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.whitespace) this.put(" ");
    this.put(text);
    this.whitespace = isWhitespace;
    this.indention = this.indention && isIndention;
  }

  private increase(isFlow: boolean, isIndentless: boolean): number {
    const before = this.indent;
    if (this.indent < 0) this.indent = isFlow ? 2 : 0;
    else if (!isIndentless) this.indent += 2;
    return before;
  }

  private node(value: Value, context: Context, origin: Origin | undefined): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw unwritable;
    const from = this.length;
    if (value instanceof GoMap) this.map(value, context);
    else if (value instanceof GoList) this.list(value, context);
    else if (value instanceof GoStruct && value.jsonText !== undefined) this.node(value.jsonText, context, origin);
    else if (value instanceof GoStruct) this.map(structAsMap(value, this.style.isPretty), context);
    else {
      this.scalar(value, context);
      if (origin !== undefined && this.marks !== undefined && !context.isSimpleKey)
        this.marks.push({ start: from, end: this.length, origin });
    }
    this.depth -= 1;
  }

  private map(map: GoMap, context: Context): void {
    if (map.isNil && !this.style.isPretty) {
      this.scalar(null, context);
      return;
    }
    if (map.entries.size === 0) {
      this.indicator("{", true, true, false);
      this.indicator("}", false, false, false);
      return;
    }
    const before = this.increase(false, false);
    for (const key of map.type === structType ? map.entries.keys() : sortedKeys(map, this.style.isPretty)) {
      const value = map.entries.get(key);
      const origin = map.origins?.get(key);
      const from = this.length;
      this.writeIndent();
      const text = this.style.isPretty ? key : repaired(key);
      if (!text.includes("\n") && byteLength(text) <= 128) {
        this.scalar(text, { isMapping: true, isSimpleKey: true });
        this.indicator(":", false, false, false);
      } else {
        this.indicator("?", true, false, true);
        this.node(text, { isMapping: true, isSimpleKey: false }, undefined);
        this.writeIndent();
        this.indicator(":", true, false, true);
      }
      if (origin !== undefined && this.marks !== undefined && !isTree(value)) {
        const start = from + (this.length - from);
        this.node(value, { isMapping: true, isSimpleKey: false }, undefined);
        this.marks.push({ start, end: this.length, origin });
      } else this.node(value, { isMapping: true, isSimpleKey: false }, undefined);
    }
    this.indent = before;
  }

  private list(list: GoList, context: Context): void {
    if (list.isNil && !this.style.isPretty) {
      this.scalar(null, context);
      return;
    }
    if (list.items.length === 0) {
      this.indicator("[", true, true, false);
      this.indicator("]", false, false, false);
      return;
    }
    const isIndentless = !this.style.indentSequences && context.isMapping && !this.indention;
    const before = this.increase(false, isIndentless);
    list.items.forEach((item, index) => {
      this.writeIndent();
      this.indicator("-", true, false, true);
      this.node(item, { isMapping: false, isSimpleKey: false }, list.origins?.[index]);
    });
    this.indent = before;
  }

  private scalar(value: Value, context: Context): void {
    const before = this.increase(true, false);
    if (typeof value === "string") this.string(value, context);
    else if (value instanceof GoBytes)
      this.string(this.style.isPretty ? `${value.bytes}` : base64(value.bytes), context);
    else this.plain(scalarText(value, this.style.isPretty), false);
    this.indent = before;
  }

  private string(raw: string, { isSimpleKey }: Context): void {
    const text = this.style.isPretty ? raw : repaired(raw);
    if (this.style.isPretty && hasBrokenBytes(raw)) {
      this.indicator("!!binary", true, false, false);
      this.string(base64(bytesOf(raw)), { isMapping: false, isSimpleKey });
      return;
    }
    if (!this.style.isPretty && /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(text)) throw unwritable;
    const found = analyze(text);
    const canBePlain = isPlainString(text, this.style.isPretty);
    const allowBreaks = !isSimpleKey;
    if (text.includes("\n")) {
      if (found.block && !isSimpleKey) this.literal(text);
      else this.double(text, allowBreaks);
    } else if (!canBePlain) this.double(text, allowBreaks);
    else if (found.plain && !(text === "" && isSimpleKey)) this.plain(text, allowBreaks);
    else if (found.single) this.single(text, allowBreaks);
    else this.double(text, allowBreaks);
  }

  private plain(text: string, allowBreaks: boolean): void {
    if (!this.whitespace) this.put(" ");
    this.folded(
      text,
      allowBreaks,
      (at) => text[at + 1] !== " ",
      (characters) => characters,
    );
    this.whitespace = false;
    this.indention = false;
  }

  private single(text: string, allowBreaks: boolean): void {
    this.indicator("'", true, false, false);
    const length = byteLength(text);
    this.folded(
      text,
      allowBreaks,
      (at) => at > 0 && byteLength(text.slice(0, at)) < length - 1 && text[at + 1] !== " ",
      (characters) => characters.replaceAll("'", "''"),
    );
    this.indicator("'", false, false, false);
    this.whitespace = false;
    this.indention = false;
  }

  /** Text on one line, broken at single spaces beyond the width. */
  private folded(
    text: string,
    allowBreaks: boolean,
    mayBreak: (at: number) => boolean,
    shown: (text: string) => string,
  ): void {
    let spaces = false;
    if (!allowBreaks || this.column + text.length <= this.style.width) {
      this.put(shown(text));
      this.indention = false;
      return;
    }
    for (let at = 0; at < text.length; ) {
      if (text[at] === " ") {
        if (!spaces && this.column > this.style.width && mayBreak(at)) this.writeIndent();
        else this.put(" ");
        at += 1;
        spaces = true;
      } else {
        let end = text.indexOf(" ", at);
        if (end < 0) end = text.length;
        this.put(shown(text.slice(at, end)));
        this.indention = false;
        spaces = false;
        at = end;
      }
    }
  }

  private double(text: string, allowBreaks: boolean): void {
    this.indicator('"', true, false, false);
    let spaces = false;
    const length = byteLength(text);
    let at = 0;
    let bytes = 0;
    const characters = [...text];
    for (const [index, character] of characters.entries()) {
      if (character === " ") {
        if (allowBreaks && !spaces && this.column > this.style.width && at > 0 && bytes < length - 1) {
          this.writeIndent();
          if (characters[index + 1] === " ") this.put("\\");
        } else this.put(" ");
        spaces = true;
      } else {
        this.put(inDouble(character));
        spaces = false;
      }
      at += character.length;
      bytes += byteLength(character);
    }
    this.indicator('"', false, false, false);
    this.whitespace = false;
    this.indention = false;
  }

  private literal(text: string): void {
    this.indicator("|", true, false, false);
    const first = text[0] ?? "";
    if (first === " " || isBreak(first)) this.indicator("2", false, false, false);
    const end = [...text.slice(-4)];
    const last = end.at(-1) ?? "";
    const chomp = !isBreak(last) ? "-" : text.length === last.length || isBreak(end.at(-2) ?? "") ? "+" : "";
    if (chomp !== "") this.indicator(chomp, false, false, false);
    this.putBreak();
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const part of text.split(/(\r\n|[\n\r\u0085\u2028\u2029])/)) {
      if (part === "") continue;
      if (isBreak(part[0] ?? "")) {
        for (const one of part) {
          if (one === "\n") this.putBreak();
          else {
            this.parts.push(one);
            this.length += one.length;
            this.column = 0;
          }
        }
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.writeIndent();
        this.put(part);
        this.indention = false;
        breaks = false;
      }
    }
  }
}

function isTree(value: Value): boolean {
  return (
    (value instanceof GoMap && value.entries.size > 0) ||
    (value instanceof GoList && value.items.length > 0) ||
    value instanceof GoStruct
  );
}

function charactersIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00 || (text.charCodeAt(i) >= 0xdc80 && !isLow(text, i))) count += 1;
  return count;
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

function scalarText(value: Value, isPretty: boolean): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (value instanceof Int) return value.value.toString();
  if (typeof value !== "number") throw unwritable;
  if (!Number.isFinite(value)) {
    if (!isPretty) throw unwritable;
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  if (isPretty) return formatFloat(value, "g", -1);
  // Through JSON, where a whole number is one again.
  const json = jsonNumber(value);
  if (/^-?[0-9]+$/.test(json)) {
    const whole = BigInt(json);
    if (whole >= -(1n << 63n) && whole < 1n << 64n) return whole.toString();
  }
  return formatFloat(value, "g", -1);
}

/** The type of maps that are structs to go-yaml 3, which keeps the order of their fields. */
const structType = "struct";

/** A struct as JSON has it (Helm's own have tags for the names), or as go-yaml 3 does, which takes the names in small letters. */
function structAsMap(value: GoStruct, isPretty: boolean): GoMap {
  const map = isPretty ? new GoMap(new Map(), structType) : new GoMap();
  if (isPretty) for (const [name, field] of value.fields) map.set(name.toLowerCase(), field);
  else for (const [name, field] of value.jsonFields) map.set(name, field);
  return map;
}

/** Whether the string stays one when it is written without quotes. */
function isPlainString(text: string, isPretty: boolean): boolean {
  if (text === "<<") return false;
  if (resolvePlain(text).kind !== "string") return false;
  if (/^[0-9]{4}-/.test(text) && isTimestamp(text)) return false;
  if (isPretty && /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(text)) return false;
  return !/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

function isBreak(character: string): boolean {
  return (
    character === "\n" ||
    character === "\r" ||
    character === "\u0085" ||
    character === "\u2028" ||
    character === "\u2029"
  );
}

/** What go-yaml counts as printable; nothing outside the first plane. */
function isPrintable(code: number): boolean {
  return (
    code === 10 ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code < 0xd800) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

/** Which styles may hold the text. */
function analyze(text: string): { plain: boolean; single: boolean; block: boolean } {
  if (text === "") return { plain: true, single: true, block: false };
  if (/^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/.test(text) && !text.startsWith("..."))
    return { plain: true, single: true, block: true };
  let indicators = text.startsWith("---") || text.startsWith("...");
  let special = false;
  let breaks = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  let afterBlank = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const character = text[i] ?? "";
    const next = text[i + 1];
    const beforeBlank = next === undefined || next === " " || next === "\t";
    if (i === 0) {
      if ("#,[]{}&*!|>'\"%@`".includes(character)) indicators = true;
      else if ((character === "?" || character === ":" || character === "-") && beforeBlank) indicators = true;
    } else if ((character === ":" && beforeBlank) || (character === "#" && afterBlank)) indicators = true;
    if (!isPrintable(code)) special = true;
    if (character === " ") {
      if (previousBreak) breakSpace = true;
      previousSpace = true;
      previousBreak = false;
    } else if (isBreak(character)) {
      breaks = true;
      if (previousSpace) spaceBreak = true;
      previousSpace = false;
      previousBreak = true;
    } else {
      previousSpace = false;
      previousBreak = false;
    }
    afterBlank = character === " " || character === "\t" || isBreak(character);
  }
  const first = text[0] ?? "";
  const last = text.at(-1) ?? "";
  const edges = first === " " || isBreak(first) || last === " " || isBreak(last);
  return {
    plain: !(indicators || edges || breakSpace || spaceBreak || special || breaks),
    single: !(breakSpace || spaceBreak || special),
    block: !(last === " " || spaceBreak || special),
  };
}

const doubleEscapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function inDouble(character: string): string {
  const escaped = doubleEscapes[character];
  if (escaped !== undefined) return escaped;
  const code = character.codePointAt(0) ?? 0;
  if (isPrintable(code)) return character;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

const letterPattern = /\p{L}/u;
const digitPattern = /\p{Nd}/u;

/** The keys in go-yaml's order: letters behind all else, numbers by their value. */
function sortedKeys(map: GoMap, isPretty: boolean): readonly string[] {
  const keys = [...map.entries.keys()];
  return keys.length < 2 ? keys : keys.sort((a, b) => (isPretty ? compareKeys3(a, b) : compareKeys(a, b)));
}

function isLetter(character: string): boolean {
  return character < "\u0080" ? /[A-Za-z]/.test(character) : letterPattern.test(character);
}

function isDigit(character: string | undefined): boolean {
  return (
    character !== undefined &&
    (character < "\u0080" ? character >= "0" && character <= "9" : digitPattern.test(character))
  );
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return keyLess(a, b) ? -1 : keyLess(b, a) ? 1 : 0;
}

function keyLess(a: string, b: string): boolean {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x === y) continue;
    const xIsLetter = isLetter(x);
    const yIsLetter = isLetter(y);
    const smaller = (x.codePointAt(0) ?? 0) < (y.codePointAt(0) ?? 0);
    if (xIsLetter && yIsLetter) return smaller;
    if (xIsLetter || yIsLetter) return yIsLetter;
    return numbersLess(left, right, i) ?? smaller;
  }
  return left.length < right.length;
}

/** By the numbers that begin here; undefined where they do not differ. */
function numbersLess(left: readonly string[], right: readonly string[], at: number): boolean | undefined {
  let x = 0n;
  let y = 0n;
  if (left[at] === "0" || right[at] === "0") {
    for (let j = at - 1; j >= 0 && isDigit(left[j]); j--) {
      if (left[j] !== "0") {
        x = 1n;
        y = 1n;
        break;
      }
    }
  }
  let i = at;
  for (; i < left.length && isDigit(left[i]); i++)
    x = BigInt.asIntN(64, x * 10n + BigInt((left[i]?.codePointAt(0) ?? 48) - 48));
  let j = at;
  for (; j < right.length && isDigit(right[j]); j++)
    y = BigInt.asIntN(64, y * 10n + BigInt((right[j]?.codePointAt(0) ?? 48) - 48));
  if (x !== y) return x < y;
  return i !== j ? i < j : undefined;
}

function compareKeys3(a: string, b: string): number {
  if (a === b) return 0;
  return keyLess3(a, b) ? -1 : 1;
}

/** go-yaml 3 lets a run of digits end before letters count. */
function keyLess3(a: string, b: string): boolean {
  const left = [...a];
  const right = [...b];
  let digits = false;
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const xIsLetter = isLetter(x);
    const yIsLetter = isLetter(y);
    const smaller = (x.codePointAt(0) ?? 0) < (y.codePointAt(0) ?? 0);
    if (xIsLetter && yIsLetter) return smaller;
    if (xIsLetter || yIsLetter) return digits ? xIsLetter : yIsLetter;
    return numbersLess(left, right, i) ?? smaller;
  }
  return left.length < right.length;
}
