// Go's fmt: Sprint, Sprintln and Sprintf over template values.

import { formatFloat, hexFloat } from "./numbers.ts";
import { bytesOf, isAscii, quoteRune, quoteText, textOf } from "./text.ts";
import { GoBytes, GoList, GoMap, GoStruct, Int, typeName, type Value } from "./values.ts";

/** What an action prints (`%v`, but "no value" where there is none). */
export function printed(value: Value): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "<no value>";
  // A field whose pointer has a String method is printed by it.
  if (value instanceof GoStruct && value.string !== undefined) return value.string();
  return plainValue(value, 0);
}

/** `%v`. */
export function plainText(value: Value): string {
  return typeof value === "string" ? value : plainValue(value, 0);
}

function plainValue(value: Value, depth: number): string {
  if (value === undefined || value === null) return "<nil>";
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return String(value);
    case "number":
      return formatFloat(value, "g", -1);
  }
  if (value instanceof Int) return value.value.toString();
  return formatValue(value, { ...noFlags, verb: "v" }, depth);
}

/** fmt.Sprint: a space between operands where neither is a string. */
export function sprint(values: readonly Value[]): string {
  let text = "";
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (index > 0 && typeof value !== "string" && typeof before !== "string") text += " ";
    text += plainText(value);
  });
  return text;
}

export function sprintln(values: readonly Value[]): string {
  return `${values.map(plainText).join(" ")}\n`;
}

interface Flags {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const noFlags: Flags = {
  verb: "v",
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: undefined,
  precision: undefined,
};

/** Wider fields are cut to this: Go takes a million, and calls more than that a bad width. */
const tooLarge = 1_000_000;

/** fmt.Sprintf. */
export function sprintf(format: string, values: readonly Value[]): string {
  return new Printer(format, values).print();
}

class Printer {
  readonly #format: string;
  readonly #values: readonly Value[];
  #out = "";
  #at = 0;
  /** The value that the next verb takes. */
  #next = 0;
  /** An index was given somewhere: then values that nobody took are no mistake. */
  #reordered = false;
  /** Of the verb at hand: an index has just been read, and whether it is good. */
  #afterIndex = false;
  #goodIndex = true;

  constructor(format: string, values: readonly Value[]) {
    this.#format = format;
    this.#values = values;
  }

  print(): string {
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf("%", this.#at);
      if (percent < 0) {
        this.#out += this.#format.slice(this.#at);
        break;
      }
      this.#out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      if (!this.#verb()) {
        this.#out += "%!(NOVERB)";
        break;
      }
    }
    return this.#out + this.#rest();
  }

  /** From behind the percent sign; false where the format ends before the verb. */
  #verb(): boolean {
    this.#afterIndex = false;
    this.#goodIndex = true;
    const flags = this.#flags();
    this.#index();
    const width = this.#width(flags);
    const precision = this.#precision();
    if (!this.#afterIndex) this.#index();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return false;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    if (verb === "%") this.#out += "%";
    else if (!this.#goodIndex) this.#out += `%!${verb}(BADINDEX)`;
    else if (this.#next >= this.#values.length) this.#out += `%!${verb}(MISSING)`;
    else {
      const zero = flags.zero && !flags.minus;
      this.#out += formatValue(this.#values[this.#next], { ...flags, zero, verb, width, precision }, 0);
      this.#next += 1;
    }
    return true;
  }

  #flags() {
    const flags = { plus: false, minus: false, sharp: false, space: false, zero: false };
    for (; this.#at < this.#format.length; this.#at++) {
      const letter = this.#format[this.#at];
      if (letter === "#") flags.sharp = true;
      else if (letter === "0") flags.zero = true;
      else if (letter === "+") flags.plus = true;
      else if (letter === "-") flags.minus = true;
      else if (letter === " ") flags.space = true;
      else break;
    }
    return flags;
  }

  #width(flags: { minus: boolean; zero: boolean }): number | undefined {
    if (this.#format[this.#at] !== "*") {
      const width = this.#number();
      if (this.#afterIndex && width !== undefined) this.#goodIndex = false;
      return width;
    }
    this.#at += 1;
    const given = this.#intArgument();
    this.#afterIndex = false;
    if (given === undefined) this.#out += "%!(BADWIDTH)";
    if (given === undefined || given >= 0) return given;
    flags.minus = true;
    flags.zero = false;
    return -given;
  }

  #precision(): number | undefined {
    if (this.#format[this.#at] !== ".") return undefined;
    this.#at += 1;
    if (this.#afterIndex) this.#goodIndex = false;
    this.#index();
    if (this.#format[this.#at] !== "*") return this.#number() ?? 0;
    this.#at += 1;
    const given = this.#intArgument();
    this.#afterIndex = false;
    if (given === undefined) this.#out += "%!(BADPREC)";
    return given !== undefined && given < 0 ? undefined : given;
  }

  #number(): number | undefined {
    const found = /^[0-9]+/.exec(this.#format.slice(this.#at, this.#at + 12));
    if (found === null) return undefined;
    this.#at += found[0].length;
    const number = Number(found[0]);
    return number > tooLarge ? undefined : number;
  }

  /** `[2]`: which value is taken next. */
  #index(): void {
    if (this.#format[this.#at] !== "[") return;
    this.#reordered = true;
    const close = this.#format.indexOf("]", this.#at);
    if (close < 0) {
      this.#goodIndex = false;
      this.#at += 1;
      return;
    }
    const inner = this.#format.slice(this.#at + 1, close);
    this.#at = close + 1;
    const number = /^[0-9]+$/.test(inner) ? Number(inner) : 0;
    if (number >= 1 && number <= this.#values.length) {
      this.#next = number - 1;
      this.#afterIndex = true;
    } else this.#goodIndex = false;
  }

  #intArgument(): number | undefined {
    const value = this.#values[this.#next];
    if (this.#next < this.#values.length) this.#next += 1;
    if (!(value instanceof Int)) return undefined;
    const number = Number(value.value);
    return Math.abs(number) > tooLarge ? undefined : number;
  }

  /** What Go says of values that no verb took. */
  #rest(): string {
    if (this.#reordered || this.#next >= this.#values.length) return "";
    const extra = this.#values
      .slice(this.#next)
      .map((value) => (value === undefined || value === null ? "<nil>" : `${typeName(value)}=${plainText(value)}`));
    return `%!(EXTRA ${extra.join(", ")})`;
  }
}

function formatValue(value: Value, flags: Flags, depth: number): string {
  const { verb } = flags;
  if (value === undefined || value === null) {
    if (depth > 0) return "<nil>";
    if (verb === "T" || verb === "v") return pad("<nil>", flags);
    return `%!${verb}(<nil>)`;
  }
  if (verb === "T") return pad(typeName(value), flags);
  if (verb === "p") return badVerb(value, flags);
  if (typeof value === "boolean")
    return verb === "t" || verb === "v" ? pad(String(value), flags) : badVerb(value, flags);
  if (typeof value === "number") return formatNumber(value, flags);
  if (typeof value === "string") return formatString(value, flags);
  if (value instanceof Int) return formatInt(value, flags);
  if (value instanceof GoBytes) return formatBytes(value, flags, depth);
  if (value instanceof GoList) return formatList(value, flags, depth);
  if (value instanceof GoMap) return formatMap(value, flags, depth);
  if (value instanceof GoStruct) return formatStruct(value, flags, depth);
  return badVerb(value, flags);
}

function badVerb(value: Value, flags: Flags): string {
  return `%!${flags.verb}(${typeName(value)}=${formatValue(value, { ...flags, verb: "v", plus: false, sharp: false }, 0)})`;
}

function pad(text: string, flags: Flags): string {
  if (flags.width === undefined) return text;
  const length = isAscii(text) ? text.length : [...text].length;
  if (length >= flags.width) return text;
  const fill = flags.width - length;
  if (flags.minus) return text + " ".repeat(fill);
  return (flags.zero ? "0" : " ").repeat(fill) + text;
}

/** Zeros go between the sign and the digits. */
function padNumber(text: string, flags: Flags): string {
  if (!flags.zero || flags.minus || flags.width === undefined) return pad(text, { ...flags, zero: false });
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(flags.width - sign.length, "0");
}

function signed(text: string, flags: Flags): string {
  // `%+v` is about the names of fields.
  if (flags.verb === "v") return text;
  if (text.startsWith("-") || text.startsWith("+")) return text;
  return flags.plus ? `+${text}` : flags.space ? ` ${text}` : text;
}

function formatNumber(value: number, flags: Flags): string {
  const { verb, precision } = flags;
  let text: string;
  switch (verb) {
    case "v":
      text = formatFloat(value, "g", precision ?? -1);
      break;
    case "g":
    case "G":
      text = formatFloat(value, verb, precision ?? -1, flags.sharp);
      break;
    case "e":
    case "E":
      text = formatFloat(value, verb, precision ?? 6);
      break;
    case "f":
    case "F":
      text = formatFloat(value, "f", precision ?? 6);
      break;
    case "x":
    case "X":
      text = hexFloat(value);
      if (verb === "X") text = text.toUpperCase();
      break;
    default:
      return badVerb(value, flags);
  }
  if (text === "+Inf" && !flags.plus) text = "+Inf";
  if (!Number.isFinite(value)) return pad(signed(text, flags), { ...flags, zero: false });
  return padNumber(signed(text, flags), flags);
}

function formatInt(value: Int, flags: Flags): string {
  const { verb } = flags;
  const number = value.value;
  switch (verb) {
    case "v":
      return value.type.startsWith("u") && flags.sharp ? based(number, 16, flags, "0x") : based(number, 10, flags, "");
    case "d":
      return based(number, 10, flags, "");
    case "b":
      return based(number, 2, flags, flags.sharp ? "0b" : "");
    case "o":
      return based(number, 8, flags, flags.sharp ? "0" : "");
    case "O":
      return based(number, 8, flags, "0o");
    case "x":
      return based(number, 16, flags, flags.sharp ? "0x" : "");
    case "X":
      return based(number, 16, flags, flags.sharp ? "0X" : "").toUpperCase();
    case "c":
      return pad(character(number), flags);
    case "q":
      return pad(quoteRune(number > 0x10ffffn || number < 0n ? -1 : Number(number), flags.plus), flags);
    case "U":
      return pad(`U+${BigInt.asUintN(64, number).toString(16).toUpperCase().padStart(4, "0")}`, {
        ...flags,
        zero: false,
      });
    default:
      return badVerb(value, flags);
  }
}

function based(number: bigint, base: number, flags: Flags, prefix: string): string {
  let digits = (number < 0n ? -number : number).toString(base);
  if (flags.precision !== undefined) {
    if (flags.precision === 0 && number === 0n) return pad("", { ...flags, zero: false });
    digits = digits.padStart(flags.precision, "0");
  } else if (flags.zero && flags.width !== undefined) {
    const room = flags.width - (number < 0n || flags.plus || flags.space ? 1 : 0);
    digits = digits.padStart(room, "0");
  }
  const octal = prefix === "0" && digits.startsWith("0");
  const text = (octal ? "" : prefix) + digits;
  return pad(number < 0n ? `-${text}` : signed(text, flags), { ...flags, zero: false });
}

function character(number: bigint): string {
  const valid = number >= 0n && number <= 0x10ffffn && !(number >= 0xd800n && number <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(number)) : "\ufffd";
}

function formatString(value: string, flags: Flags): string {
  switch (flags.verb) {
    case "v":
      return flags.sharp ? pad(quoteText(value), flags) : pad(cut(value, flags), flags);
    case "s":
      return pad(cut(value, flags), flags);
    case "q": {
      const text = cut(value, flags);
      const canBackquote = flags.sharp && !/[`\u007f\ufeff]|[^\t -\uffff]/.test(text);
      return pad(canBackquote ? `\`${text}\`` : quoteText(text, flags.plus), flags);
    }
    case "x":
    case "X":
      return pad(hexOf(bytesOf(value), flags), flags);
    default:
      return badVerb(value, flags);
  }
}

function cut(text: string, flags: Flags): string {
  if (flags.precision === undefined) return text;
  return isAscii(text) ? text.slice(0, flags.precision) : [...text].slice(0, flags.precision).join("");
}

function hexOf(bytes: Uint8Array, flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.subarray(0, flags.precision);
  const pairs = [...shown].map((byte) => byte.toString(16).padStart(2, "0"));
  const prefix = flags.sharp ? "0x" : "";
  const text = flags.space
    ? pairs.map((pair) => prefix + pair).join(" ")
    : (pairs.length > 0 ? prefix : "") + pairs.join("");
  return flags.verb === "X" ? text.toUpperCase() : text;
}

function formatBytes(value: GoBytes, flags: Flags, depth: number): string {
  if (flags.verb === "v" || flags.verb === "d") {
    if (flags.width === undefined && flags.precision === undefined && !flags.plus && !flags.space)
      return `[${value.bytes.join(" ")}]`;
    const items = [...value.bytes].map((byte) =>
      formatValue(new Int(BigInt(byte), "uint8"), { ...flags, verb: "d" }, depth + 1),
    );
    return `[${items.join(" ")}]`;
  }
  const text = textOf(value.bytes);
  return flags.verb === "s" || flags.verb === "q" || flags.verb.toLowerCase() === "x"
    ? formatString(text, flags)
    : `[${[...value.bytes].map((byte) => formatValue(new Int(BigInt(byte), "uint8"), flags, depth + 1)).join(" ")}]`;
}

function formatList(value: GoList, flags: Flags, depth: number): string {
  if (depth > 1000) return "…";
  if (flags.verb === "v" && flags.sharp) {
    if (value.isNil) return `${value.type}(nil)`;
    return `${value.type}{${value.items.map((item) => goSyntax(item, value.elementType, depth)).join(", ")}}`;
  }
  return `[${value.items.map((item) => formatValue(item, flags, depth + 1)).join(" ")}]`;
}

function formatMap(value: GoMap, flags: Flags, depth: number): string {
  if (depth > 1000) return "…";
  const keys = value.sortedKeys();
  if (flags.verb === "v" && flags.sharp) {
    if (value.isNil) return `${value.type}(nil)`;
    const element = value.type === "chartutil.Values" ? "interface {}" : value.type.slice(value.type.indexOf("]") + 1);
    return `${value.type}{${keys.map((key) => `${quoteText(key)}:${goSyntax(value.get(key), element, depth)}`).join(", ")}}`;
  }
  return `map[${keys.map((key) => `${formatValue(key, flags, depth + 1)}:${formatValue(value.get(key), flags, depth + 1)}`).join(" ")}]`;
}

function goSyntax(value: Value, element: string, depth: number): string {
  if (value === undefined || value === null) return element === "interface {}" ? "interface {}(nil)" : "nil";
  if (value instanceof Int) return value.value.toString();
  return formatValue(value, { ...noFlags, verb: "v", sharp: true }, depth + 1);
}

function formatStruct(value: GoStruct, flags: Flags, depth: number): string {
  if (value.string !== undefined && !value.pointerString && !flags.sharp && "vsqxX".includes(flags.verb))
    return formatString(value.string(), flags);
  const isPointer = value.type.startsWith("*");
  const named = flags.plus || flags.sharp;
  const fields = [...value.fields].map(([name, field]) =>
    named ? `${name}:${formatValue(field, flags, depth + 1)}` : formatValue(field, flags, depth + 1),
  );
  const type = flags.sharp ? value.type.replace("*", "") : "";
  return `${isPointer ? "&" : ""}${type}{${fields.join(flags.sharp ? ", " : " ")}}`;
}
