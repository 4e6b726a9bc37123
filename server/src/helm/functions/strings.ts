// Sprig's functions of strings, and Go's own.

import { isSpace, trimSpace } from "../../base/go-text.ts";
import { base32, base64, decodeBase32, decodeBase64 } from "../go/encoding.ts";
import { plainText, sprint, sprintf, sprintln } from "../go/format.ts";
import { quoteMeta, regexp } from "../go/regexp.ts";
import { byteLength, byteSlice, bytesOf, quoteText, textOf, trimSet } from "../go/text.ts";
import { fail, GoList, GoMap, type Value } from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { type Piece, sliceTrace, type Trace, union } from "../template/trace.ts";
import { text, toText, toTexts, whole } from "./cast.ts";
import { any, around, define, partOfLast, sameAsLast } from "./function.ts";
import { adler32, sha1, sha256, sha512 } from "./hash.ts";

/** No string that a function makes is longer, in characters. */
const maxLength = 64_000_000;

export function stringList(items: readonly string[]): GoList {
  return new GoList(items, "[]string");
}

function limited(length: number): void {
  if (length > maxLength) fail(`a string of more than ${maxLength} characters`);
}

function repeat(part: string, count: number): string {
  if (count < 0) fail("strings: negative Repeat count");
  limited(part.length * count);
  return part.repeat(count);
}

function indent(spaces: number, value: string): string {
  const pad = repeat(" ", spaces);
  const lines = value.split("\n");
  limited(value.length + pad.length * lines.length);
  return pad + lines.join(`\n${pad}`);
}

/** Each line keeps its pieces; the padding belongs to the piece behind it. */
function indentTrace(lead: number, spaces: number, value: string, trace: Trace | undefined): Trace | undefined {
  if (trace === undefined || "values" in trace) return trace;
  const pieces: Piece[] = [];
  let from = 0;
  value.split("\n").forEach((line, index) => {
    const to = from + line.length + 1;
    const part = sliceTrace(trace, from, Math.min(to, value.length));
    const own = part !== undefined && "pieces" in part ? part.pieces : [];
    const model = own[0] ?? pieces.at(-1) ?? trace.pieces[0];
    const padding = spaces + (index === 0 ? lead : 0);
    if (model !== undefined && padding > 0) pieces.push({ ...model, length: padding, isLiteral: false });
    for (const piece of own) pieces.push(piece);
    from = to;
  });
  return { pieces };
}

function quoted(value: Value): string {
  return quoteText(toText(value));
}

function withoutNil(values: readonly Value[]): readonly Value[] {
  return values.filter((value) => value !== null && value !== undefined);
}

const quoteTrace: NonNullable<TemplateFunction["trace"]> = (args, traces, result) => {
  const [arg] = args;
  const [trace] = traces;
  if (args.length !== 1 || typeof arg !== "string" || typeof result !== "string") return union(traces);
  return result.length === arg.length + 2 ? around(1, 1, trace) : union(traces);
};

function title(value: string): string {
  let out = "";
  let before = " ";
  for (const character of value) {
    out += isSeparator(before) ? titleCase(character) : character;
    before = character;
  }
  return out;
}

function isSeparator(character: string): boolean {
  if (character < "\u0080") return !/[A-Za-z0-9_]/.test(character);
  return !/[\p{L}\p{Nd}]/u.test(character) && isSpace(character);
}

function titleCase(character: string): string {
  const upper = upperCase(character);
  return upper;
}

/** unicode.ToUpper, one character at a time: what has no single capital stays. */
export function upperCase(value: string): string {
  if (/^[ -~\s]*$/.test(value)) return value.toUpperCase();
  return Array.from(value, (one) => (Array.from(one.toUpperCase()).length === 1 ? one.toUpperCase() : one)).join("");
}

export function lowerCase(value: string): string {
  if (/^[ -~\s]*$/.test(value)) return value.toLowerCase();
  return Array.from(value, (one) =>
    one === "\u0130" ? "i\u0307" : Array.from(one.toLowerCase()).length === 1 ? one.toLowerCase() : one,
  ).join("");
}

function untitle(value: string): string {
  let isNext = true;
  return Array.from(value, (one) => {
    if (isSpace(one)) {
      isNext = true;
      return one;
    }
    const out = isNext ? lowerCase(one) : one;
    isNext = false;
    return out;
  }).join("");
}

function swapCase(value: string): string {
  return Array.from(value, (one) => {
    if (/\p{Lu}|\p{Lt}/u.test(one)) return lowerCase(one);
    return /\p{Ll}/u.test(one) ? upperCase(one) : one;
  }).join("");
}

function initials(value: string): string {
  let out = "";
  let wasGap = true;
  for (const byte of bytesOf(value)) {
    const character = String.fromCharCode(byte);
    if (isSpace(character)) wasGap = true;
    else if (wasGap) {
      out += character;
      wasGap = false;
    }
  }
  return out;
}

function wrap(value: string, column: number, lineBreak: string, breaksWords: boolean): string {
  const width = Math.max(column, 1);
  const between = lineBreak === "" ? "\n" : lineBreak;
  const bytes = bytesOf(value);
  const slice = (from: number, to: number) => textOf(bytes.subarray(from, to));
  let out = "";
  let offset = 0;
  while (bytes.length - offset > width) {
    if (bytes[offset] === 32) {
      offset += 1;
      continue;
    }
    const at = bytes.subarray(offset, offset + width + 1).lastIndexOf(32);
    if (at >= 0) {
      out += slice(offset, offset + at) + between;
      offset += at + 1;
    } else if (breaksWords) {
      out += slice(offset, offset + width) + between;
      offset += width;
    } else {
      const next = bytes.indexOf(32, offset + width);
      if (next < 0) {
        out += slice(offset, bytes.length);
        offset = bytes.length;
      } else {
        out += slice(offset, next) + between;
        offset = next + 1;
      }
    }
  }
  return out + slice(offset, bytes.length);
}

function abbreviate(value: string, offset: number, width: number): string {
  const length = byteLength(value);
  if (value === "" || width < 4 || length <= width) return value;
  let from = Math.min(offset, length);
  if (length - from < width - 3) from = length - (width - 3);
  const slice = (start: number, end: number) => byteSlice(value, start, end) ?? fail("slice bounds out of range");
  if (from <= 4) return `${slice(0, width - 3)}...`;
  if (width < 7) return value;
  if (from + width - 3 < length) return `...${abbreviate(slice(from, length), 0, width - 3)}`;
  return `...${slice(length - (width - 3), length)}`;
}

function truncate(count: number, value: string): string {
  const length = byteLength(value);
  if (count < 0 && length + count > 0) return byteSlice(value, length + count, length) ?? value;
  if (count >= 0 && length > count) return byteSlice(value, 0, count) ?? value;
  return value;
}

function bounds(low: number, high: number, length: number): never {
  if (high < 0 || high > length)
    return fail(`runtime error: slice bounds out of range [:${high}]${high < 0 ? "" : ` with length ${length}`}`);
  return fail(`runtime error: slice bounds out of range [${low}:${high}]`);
}

function substring(start: number, end: number, value: string): string {
  const length = byteLength(value);
  if (start < 0) return byteSlice(value, 0, end) ?? bounds(0, end, length);
  if (end < 0 || end > length) return byteSlice(value, start, length) ?? bounds(start, length, length);
  return byteSlice(value, start, end) ?? bounds(start, end, length);
}

/** strings.Split: an empty separator gives the characters. */
export function splitText(value: string, separator: string, limit = -1): readonly string[] {
  if (limit === 0) return [];
  if (separator === "") {
    const characters = [...value];
    if (limit < 0 || characters.length <= limit) return characters;
    return [...characters.slice(0, limit - 1), characters.slice(limit - 1).join("")];
  }
  const parts = value.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function numbered(parts: readonly string[]): GoMap {
  return new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), "map[string]string");
}

/** strings.ReplaceAll. */
function replaceAll(value: string, old: string, replacement: string): string {
  if (old === "") {
    const characters = [...value];
    limited(value.length + replacement.length * (characters.length + 1));
    return replacement + characters.map((one) => one + replacement).join("");
  }
  const parts = value.split(old);
  limited(value.length + replacement.length * parts.length);
  return parts.join(replacement);
}

function isConnector(character: string): boolean {
  return character === "-" || character === "_" || isSpace(character);
}

function pascalCase(value: string): string {
  const characters = [...value];
  if (characters.length === 0) return "";
  let out = "";
  let i = 0;
  let current = "";
  let isFirstUpper = false;
  for (; i < characters.length; i++) {
    current = characters[i] ?? "";
    if (!isConnector(current)) {
      isFirstUpper = /\p{Lu}/u.test(current);
      current = upperCase(current);
      i += 1;
      break;
    }
    out += current;
  }
  if (i >= characters.length) return out.endsWith(current) && isConnector(current) ? out + current : out + current;
  for (; i < characters.length; i++) {
    const before = current;
    current = characters[i] ?? "";
    if (isConnector(current) && isConnector(before)) {
      out += before;
      continue;
    }
    if (isConnector(before)) {
      isFirstUpper = /\p{Lu}/u.test(current);
      current = upperCase(current);
    } else {
      if (isFirstUpper) {
        if (/\p{Lu}/u.test(current)) current = lowerCase(current);
        else isFirstUpper = false;
      }
      out += before;
    }
  }
  return out + current;
}

type WordKind = "none" | "number" | "upper" | "alphabet" | "connector" | "punctuation" | "other";

function kindOfCharacter(character: string): WordKind {
  if (isConnector(character)) return "connector";
  if (/\p{P}/u.test(character)) return "punctuation";
  if (/\p{Lu}/u.test(character)) return "upper";
  if (/\p{L}/u.test(character) && !/\p{Lo}/u.test(character)) return "alphabet";
  return /\p{N}/u.test(character) ? "number" : "other";
}

function nextWord(characters: readonly string[], at: number): { kind: WordKind; end: number } {
  const first = characters[at];
  if (first === undefined) return { kind: "none", end: at };
  const kind = kindOfCharacter(first);
  let end = at + 1;
  const kindAt = (index: number) => (index < characters.length ? kindOfCharacter(characters[index] ?? "") : "none");
  if (kind !== "upper") {
    while (kindAt(end) === kind) end += 1;
    return { kind, end };
  }
  if (kindAt(end) === "upper") {
    while (kindAt(end) === "upper") end += 1;
    if (kindAt(end) === "alphabet") end -= 1;
  } else while (kindAt(end) === "alphabet") end += 1;
  return { kind, end };
}

function delimitedCase(value: string, connector: string): string {
  const characters = [...value];
  if (characters.length === 0) return "";
  let out = "";
  let at = 0;
  const put = (kind: WordKind, from: number, to: number) => {
    const word = characters.slice(from, to);
    if (kind === "connector") out += connector.repeat(word.length);
    else if (kind === "upper" || kind === "alphabet") out += lowerCase(word.join(""));
    else out += word.join("");
  };
  const take = () => {
    const found = nextWord(characters, at);
    const from = at;
    at = found.end;
    return { kind: found.kind, from, to: found.end };
  };
  let word = take();
  while (at < characters.length) {
    if (word.kind !== "connector") put(word.kind, word.from, word.to);
    const before = word;
    word = take();
    if (before.kind === "number") {
      while (word.kind === "alphabet" || word.kind === "number") {
        put(word.kind, word.from, word.to);
        word = take();
      }
      if (word.kind !== "none" && word.kind !== "punctuation" && word.kind !== "connector") out += connector;
    } else if (before.kind === "connector") put(before.kind, before.from, before.to);
    else if (before.kind !== "punctuation") {
      if (word.kind !== "number") {
        if (word.kind !== "connector" && word.kind !== "punctuation") out += connector;
        continue;
      }
      if (at >= characters.length) continue;
      const number = word;
      word = take();
      if (word.kind !== "alphabet") {
        put("number", number.from, number.to);
        if (word.kind !== "connector" && word.kind !== "punctuation") out += connector;
        continue;
      }
      out += connector;
      put("number", number.from, number.to);
      while (word.kind === "alphabet" || word.kind === "number") {
        put(word.kind, word.from, word.to);
        word = take();
      }
      if (word.kind !== "none" && word.kind !== "connector" && word.kind !== "punctuation") out += connector;
    }
  }
  put(word.kind, word.from, word.to);
  return out;
}

function decoded(found: Uint8Array | number, name: string): string {
  return typeof found === "number" ? `illegal ${name} data at input byte ${found}` : textOf(found);
}

const s1 = ["string"];
const s2 = ["string", "string"];
const s3 = ["string", "string", "string"];

const matching = (call: (args: readonly Value[]) => Value, params: readonly string[]): TemplateFunction =>
  define(params, call);
const findAll = ([pattern, value, count]: readonly Value[]): Value => {
  const found = regexp(text(pattern)).all(text(value), whole(count));
  return new GoList(
    found.map(([start, end]) => text(value).slice(start, end)),
    "[]string",
    found.length === 0,
  );
};
const findOne = ([pattern, value]: readonly Value[]): Value => {
  const found = regexp(text(pattern)).at(text(value), 0);
  return found === undefined ? "" : text(value).slice(found[0], found[1]);
};
const replaceBy =
  (isLiteral: boolean) =>
  ([pattern, value, replacement]: readonly Value[]): Value =>
    regexp(text(pattern)).replaceAll(text(value), text(replacement), isLiteral);
const splitBy = ([pattern, value, count]: readonly Value[]): Value => {
  const parts = regexp(text(pattern)).split(text(value), whole(count));
  return new GoList(parts ?? [], "[]string", parts === undefined);
};
const isMatch = ([pattern, value]: readonly Value[]): Value => regexp(text(pattern)).matches(text(value));

export const stringFunctions: Readonly<Record<string, TemplateFunction>> = {
  print: define([`...${any}`], (args) => sprint(args)),
  println: define([`...${any}`], (args) => sprintln(args)),
  printf: define(["string", `...${any}`], ([format, ...args]) => {
    const made = sprintf(text(format), args);
    limited(made.length);
    return made;
  }),
  html: define([`...${any}`], (args) =>
    oneText(args).replace(
      /[\0"'&<>]/g,
      (one) => ({ "\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one] ?? one,
    ),
  ),
  js: define([`...${any}`], (args) => oneText(args).replace(/[\\'"<>&=]|[^ -~]/gu, escapedForScript)),
  urlquery: define([`...${any}`], (args) => queryEscape(oneText(args))),

  abbrev: define(["int", "string"], ([width, value]) =>
    whole(width) < 4 ? text(value) : abbreviate(text(value), 0, whole(width)),
  ),
  abbrevboth: define(["int", "int", "string"], ([left, right, value]) =>
    whole(right) < 4 || (whole(left) > 0 && whole(right) < 7)
      ? text(value)
      : abbreviate(text(value), whole(left), whole(right)),
  ),
  trunc: define(["int", "string"], ([count, value]) => truncate(whole(count), text(value)), partOfLast),
  trim: define(s1, ([value]) => trimSpace(text(value)), partOfLast),
  upper: define(s1, ([value]) => upperCase(text(value)), sameAsLast),
  lower: define(s1, ([value]) => lowerCase(text(value)), sameAsLast),
  title: define(s1, ([value]) => title(text(value)), sameAsLast),
  untitle: define(s1, ([value]) => untitle(text(value)), sameAsLast),
  substr: define(
    ["int", "int", "string"],
    ([start, end, value]) => substring(whole(start), whole(end), text(value)),
    partOfLast,
  ),
  repeat: define(["int", "string"], ([count, value]) => repeat(text(value), whole(count))),
  trimall: define(s2, ([set, value]) => trimSet(text(value), text(set), "both"), partOfLast),
  trimAll: define(s2, ([set, value]) => trimSet(text(value), text(set), "both"), partOfLast),
  trimSuffix: define(
    s2,
    ([end, value]) =>
      text(end) !== "" && text(value).endsWith(text(end)) ? text(value).slice(0, -text(end).length) : text(value),
    partOfLast,
  ),
  trimPrefix: define(
    s2,
    ([start, value]) => (text(value).startsWith(text(start)) ? text(value).slice(text(start).length) : text(value)),
    partOfLast,
  ),
  // goutils takes each byte for a character.
  nospace: define(s1, ([value]) =>
    Array.from(bytesOf(text(value)), (byte) => String.fromCodePoint(byte))
      .filter((one) => !isSpace(one))
      .join(""),
  ),
  initials: define(s1, ([value]) => initials(text(value))),
  swapcase: define(s1, ([value]) => swapCase(text(value)), sameAsLast),
  snakecase: define(s1, ([value]) => delimitedCase(text(value), "_")),
  camelcase: define(s1, ([value]) => pascalCase(text(value))),
  kebabcase: define(s1, ([value]) => delimitedCase(text(value), "-")),
  wrap: define(["int", "string"], ([width, value]) => wrap(text(value), whole(width), "", false)),
  wrapWith: define(["int", "string", "string"], ([width, between, value]) =>
    wrap(text(value), whole(width), text(between), true),
  ),
  contains: define(s2, ([part, value]) => text(value).includes(text(part))),
  hasPrefix: define(s2, ([part, value]) => text(value).startsWith(text(part))),
  hasSuffix: define(s2, ([part, value]) => text(value).endsWith(text(part))),
  quote: define([`...${any}`], (args) => withoutNil(args).map(quoted).join(" "), quoteTrace),
  squote: define(
    [`...${any}`],
    (args) =>
      withoutNil(args)
        .map((arg) => `'${plainText(arg)}'`)
        .join(" "),
    quoteTrace,
  ),
  cat: define([`...${any}`], (args) => withoutNil(args).map(plainText).join(" ")),
  indent: define(
    ["int", "string"],
    ([spaces, value]) => indent(whole(spaces), text(value)),
    (args, traces) => indentTrace(0, whole(args[0]), text(args[1]), traces[1]),
  ),
  nindent: define(
    ["int", "string"],
    ([spaces, value]) => `\n${indent(whole(spaces), text(value))}`,
    (args, traces) => indentTrace(1, whole(args[0]), text(args[1]), traces[1]),
  ),
  replace: define(s3, ([old, replacement, value]) => replaceAll(text(value), text(old), text(replacement)), sameAsLast),
  plural: define(["string", "string", "int"], ([one, many, count]) =>
    whole(count) === 1 ? (one ?? "") : (many ?? ""),
  ),
  sha1sum: define(s1, ([value]) => sha1(text(value))),
  sha256sum: define(s1, ([value]) => sha256(text(value))),
  sha512sum: define(s1, ([value]) => sha512(text(value))),
  adler32sum: define(s1, ([value]) => adler32(text(value))),
  toString: define(
    [any],
    ([value]) => toText(value),
    (_args, traces) => traces[0],
  ),
  toStrings: define([any], ([value]) => stringList(toTexts(value))),
  split: define(s2, ([separator, value]) => numbered(splitText(text(value), text(separator)))),
  splitList: define(s2, ([separator, value]) => stringList(splitText(text(value), text(separator)))),
  splitn: define(["string", "int", "string"], ([separator, count, value]) =>
    numbered(splitText(text(value), text(separator), whole(count))),
  ),
  join: define(["string", any], ([separator, value]) => toTexts(value).join(text(separator))),
  b64enc: define(s1, ([value]) => base64(bytesOf(text(value)))),
  b64dec: define(s1, ([value]) => decoded(decodeBase64(text(value)), "base64")),
  b32enc: define(s1, ([value]) => base32(bytesOf(text(value)))),
  b32dec: define(s1, ([value]) => decoded(decodeBase32(text(value)), "base32")),
  hello: define([], () => "Hello!"),

  regexMatch: matching((args) => {
    try {
      return isMatch(args);
    } catch {
      return false;
    }
  }, s2),
  mustRegexMatch: matching(isMatch, s2),
  regexFindAll: matching(prefixed(findAll), ["string", "string", "int"]),
  mustRegexFindAll: matching(findAll, ["string", "string", "int"]),
  regexFind: matching(prefixed(findOne), s2),
  mustRegexFind: matching(findOne, s2),
  regexReplaceAll: matching(prefixed(replaceBy(false)), s3),
  mustRegexReplaceAll: matching(replaceBy(false), s3),
  regexReplaceAllLiteral: matching(prefixed(replaceBy(true)), s3),
  mustRegexReplaceAllLiteral: matching(replaceBy(true), s3),
  regexSplit: matching(prefixed(splitBy), ["string", "string", "int"]),
  mustRegexSplit: matching(splitBy, ["string", "string", "int"]),
  regexQuoteMeta: define(s1, ([value]) => quoteMeta(text(value))),
};

/** regexp.MustCompile panics with words of its own. */
function prefixed(call: (args: readonly Value[]) => Value): (args: readonly Value[]) => Value {
  return (args) => {
    try {
      return call(args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("error parsing regexp")) throw error;
      const pattern = text(args[0]);
      const shown = pattern.includes("`") ? quoteText(pattern) : `\`${pattern}\``;
      return fail(`regexp: Compile(${shown}): ${error.message}`);
    }
  };
}

function oneText(args: readonly Value[]): string {
  const [first] = args;
  return args.length === 1 && typeof first === "string"
    ? first
    : sprint(args.map((arg) => (arg === null || arg === undefined ? "<no value>" : arg)));
}

function escapedForScript(one: string): string {
  const named: Readonly<Record<string, string>> = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
  };
  const found = named[one];
  if (found !== undefined) return found;
  const code = one.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return one;
  if (code >= 0x80 && /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(one)) return one;
  return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** url.QueryEscape. */
export function queryEscape(value: string): string {
  let out = "";
  for (const byte of bytesOf(value)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character)) out += character;
    else out += character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
