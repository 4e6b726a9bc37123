// Scalars as written into the text that they mean: plain, in quotes, and as a block.

import {
  colon,
  hash,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isFlowIndicator,
  openBrace,
  space,
  tab,
} from "./characters.ts";
import type { Policy } from "./lenient.ts";
import type { ProblemCode } from "./problems.ts";
import type { TextReader } from "./text-reader.ts";

/** What is around a scalar decides where it ends. */
export interface Surroundings {
  readonly policy: Policy;
  /** The column of the innermost block; -1 outside all. */
  readonly indent: number;
  readonly inFlow: boolean;
  /** Whether this ends everything, since kubectl refuses it. Lenient, it never does. */
  refused(code: ProblemCode, start: number, end: number, word?: string): boolean;
}

export interface ScannedScalar {
  readonly value: string;
  readonly end: number;
}

/** The white space between two words of a scalar, or behind the last. */
interface Gap {
  /** What it means: itself on one line; a space, or the line breaks but the first, where the text goes on below. */
  readonly text: string;
  readonly folded: boolean;
}

/**
 * Reads white space and line breaks. `folded`: a line break stands before it that means nothing. Tabs left of column `least` are
 * refused, which gives nothing.
 */
function readGap(reader: TextReader, around: Surroundings, folded: boolean, least: number): Gap | undefined {
  const start = reader.at;
  let isFolded = folded;
  let first = "";
  let others = "";
  for (;;) {
    const char = reader.code();
    if (isBlank(char)) {
      if (isFolded && char === tab && reader.column() < least) {
        if (around.refused("tab-indentation", reader.at, reader.at + 1)) return undefined;
      }
      reader.at += 1;
    } else if (!isBreak(char)) break;
    else if (isFolded) others += reader.readBreak();
    else {
      first = reader.readBreak();
      isFolded = true;
    }
  }
  if (!isFolded) return { text: reader.text.slice(start, reader.at), folded: false };
  return { text: first === "\n" ? others || " " : first + others, folded: true };
}

export interface PlainScalar extends ScannedScalar {
  /** Whether the reader went on to another line behind it. */
  readonly folded: boolean;
  /** Lenient: whether what follows is none of the open brackets' any more. */
  readonly closesBrackets: boolean;
}

/**
 * A scalar without quotes, from the reader's place on; undefined where it is refused. `keepColons`: it can be no key, so that its
 * colons are its own.
 */
export function readPlain(reader: TextReader, around: Surroundings, keepColons: boolean): PlainScalar | undefined {
  const start = reader.at;
  const { policy, indent, inFlow } = around;
  let value = "";
  let end = start;
  let gap: Gap = { text: "", folded: false };
  while (reader.documentIndicator() === undefined && (reader.at === start || reader.code() !== hash)) {
    const word = reader.at;
    reader.at = plainWordEnd(reader, around, start, keepColons);
    if (reader.at > word) {
      value += gap.text + reader.text.slice(word, reader.at);
      end = reader.at;
      gap = { text: "", folded: false };
    }
    const next = reader.code();
    if (!isBlank(next) && !isBreak(next)) break;
    const found = readGap(reader, around, gap.folded, indent + 1);
    if (found === undefined) return undefined;
    gap = found;
    if (!inFlow && reader.column() <= indent) break;
    if (gap.folded && policy.endsPlain(reader, indent, inFlow)) {
      return { value, end, folded: true, closesBrackets: inFlow };
    }
  }
  return { value, end, folded: gap.folded, closesBrackets: false };
}

/** Where the word at the reader's place ends, of a plain scalar that begins at `start`. */
function plainWordEnd(reader: TextReader, around: Surroundings, start: number, keepColons: boolean): number {
  const { text } = reader;
  const { policy, inFlow } = around;
  for (let at = reader.at; ; at++) {
    const char = text.charCodeAt(at);
    if (isBlankOrEnd(char)) return at;
    if (char === colon) {
      if (!keepColons && isBlankOrEnd(text.charCodeAt(at + 1))) return at;
    } else if (char === openBrace && !policy.refuses && text.charCodeAt(at + 1) === openBrace) {
      const close = policy.templateInScalar(at);
      if (close !== undefined) at = close - 1;
      else if (inFlow && at > start) return at;
    } else if (inFlow && isFlowIndicator(char)) {
      // Lenient, what begins as a plain scalar takes at least one character.
      if (policy.refuses || at > start) return at;
    }
  }
}

export interface QuotedScalar extends ScannedScalar {
  /** Where the quote was never closed: the end of its first line, which is then all of it. */
  readonly unclosed: number | undefined;
}

/** A scalar in quotes, from its first one on; undefined where it is refused. */
export function readQuoted(reader: TextReader, around: Surroundings): QuotedScalar | undefined {
  const { at: start, line, lineStart } = reader;
  const quote = reader.text[start] ?? "";
  reader.at += 1;
  let value = "";
  for (;;) {
    if (reader.at >= reader.text.length || reader.documentIndicator() !== undefined) break;
    const words = readQuotedWords(reader, around, quote);
    if (words === undefined) return undefined;
    value += words.text;
    if (reader.text[reader.at] === quote) {
      reader.at += 1;
      return { value, end: reader.at, unclosed: undefined };
    }
    const gap = readGap(reader, around, words.folded, 0);
    if (gap === undefined) return undefined;
    value += gap.text;
    if (gap.folded && around.policy.endsQuoted(reader, around.indent)) break;
  }
  return unclosedQuote(reader, around, { start, line, lineStart });
}

/** Up to the closing quote, white space, or behind an escaped line break (`folded`); undefined where an escape is refused. */
function readQuotedWords(reader: TextReader, around: Surroundings, quote: string): Gap | undefined {
  const { text } = reader;
  const quoteCode = quote.charCodeAt(0);
  let value = "";
  let run = reader.at;
  for (;;) {
    const char = reader.code();
    if (char === quoteCode) {
      if (quote !== "'" || reader.code(1) !== quoteCode) break;
      value += text.slice(run, reader.at + 1);
      reader.at += 2;
      run = reader.at;
    } else if (isBlankOrEnd(char)) break;
    else if (char === 0x5c && quote === '"') {
      value += text.slice(run, reader.at);
      if (isBreak(reader.code(1))) {
        reader.at += 1;
        reader.readBreak();
        return { text: value, folded: true };
      }
      const escaped = readEscape(reader, around);
      if (escaped === undefined) return undefined;
      value += escaped;
      run = reader.at;
    } else {
      const isTemplate = char === openBrace && reader.code(1) === openBrace;
      reader.at = (isTemplate ? around.policy.templateInScalar(reader.at, quote) : undefined) ?? reader.at + 1;
    }
  }
  return { text: value + text.slice(run, reader.at), folded: false };
}

/** Strict, an error. Lenient, the text ends with its first line. */
function unclosedQuote(
  reader: TextReader,
  around: Surroundings,
  from: { readonly start: number; readonly line: number; readonly lineStart: number },
): QuotedScalar | undefined {
  const { start } = from;
  let end = start + 1;
  while (!isBreakOrEnd(reader.text.charCodeAt(end))) end += 1;
  const firstLine = reader.text.slice(start, end).trimEnd();
  const unclosed = start + firstLine.length;
  if (around.refused("unclosed-quote", start, unclosed, reader.text[start])) return undefined;
  const kept = around.inFlow ? firstLine.replace(/[,\]}]+$/, "") : firstLine;
  reader.at = start + Math.max(kept.length, 1);
  reader.line = from.line;
  reader.lineStart = from.lineStart;
  return { value: kept.slice(1), end: reader.at, unclosed };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\x85"],
  ["_", "\xa0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

/** How many hexadecimal digits follow. */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** What the backslash at the reader's place means with what follows it; undefined where it is refused. Lenient, itself. */
function readEscape(reader: TextReader, around: Surroundings): string | undefined {
  const { text, at: start } = reader;
  const char = text[start + 1] ?? "";
  const simple = escapes.get(char);
  if (simple !== undefined) {
    reader.at += 2;
    return simple;
  }
  const length = digitsOf.get(char) ?? 0;
  const digits = text.slice(start + 2, start + 2 + length);
  if (length > 0 && digits.length === length && /^[0-9a-fA-F]+$/.test(digits)) {
    const value = Number.parseInt(digits, 16);
    if (value <= 0x10ffff && (value < 0xd800 || value > 0xdfff)) {
      reader.at += 2 + length;
      return String.fromCodePoint(value);
    }
  }
  const end = Math.min(start + 2 + digits.length, text.length);
  if (around.refused("bad-escape", start, end)) return undefined;
  reader.at += 1;
  return "\\";
}

/** A block scalar, from its `|` or `>` on; undefined where it is refused. */
export function readBlock(reader: TextReader, around: Surroundings): ScannedScalar | undefined {
  const isLiteral = reader.text[reader.at] === "|";
  const header = readHeader(reader, around);
  if (header === undefined) return undefined;
  const { chomp, increment } = header;
  let { end } = header;
  let value = "";
  let firstBreak = "";
  let wasBlank = false;
  let lines = readEmptyLines(reader, around, increment === 0 ? 0 : Math.max(around.indent, 0) + increment);
  if (lines === undefined) return undefined;
  const { width } = lines;
  while (reader.column() === width && reader.at < reader.text.length) {
    const blank = isBlank(reader.code());
    if (!isLiteral && firstBreak === "\n" && !wasBlank && !blank) value += lines.breaks === "" ? " " : "";
    else value += firstBreak;
    wasBlank = blank;
    const from = reader.at;
    reader.skipLine();
    end = reader.at;
    value += lines.breaks + reader.text.slice(from, end);
    firstBreak = isBreak(reader.code()) ? reader.readBreak() : "";
    lines = readEmptyLines(reader, around, width);
    if (lines === undefined) return undefined;
  }
  if (chomp !== "-") value += firstBreak;
  if (chomp === "+") value += lines.breaks;
  return { value, end };
}

interface Header {
  readonly chomp: "+" | "-" | undefined;
  /** Columns from the block around it; 0 where the first line of the text says it. */
  readonly increment: number;
  readonly end: number;
}

/** What stands behind `|` or `>`, with the rest of the line. */
function readHeader(reader: TextReader, around: Surroundings): Header | undefined {
  const start = reader.at;
  let chomp: Header["chomp"];
  let increment = 0;
  reader.at += 1;
  for (let i = 0; i < 2; i++, reader.at++) {
    const char = reader.text[reader.at] ?? "";
    if (chomp === undefined && (char === "+" || char === "-")) chomp = char;
    else if (increment === 0 && char >= "1" && char <= "9") increment = Number(char);
    else break;
  }
  const end = reader.at;
  reader.skipBlanks();
  if (reader.code() === hash) reader.skipComment();
  if (!isBreakOrEnd(reader.code())) {
    reader.skipLine();
    if (around.refused("bad-block-header", start, reader.at)) return undefined;
  }
  if (isBreak(reader.code())) reader.readBreak();
  return { chomp, increment, end };
}

/** Reads indentation and empty lines; with a width of 0 it finds out how wide the indentation is. */
function readEmptyLines(
  reader: TextReader,
  around: Surroundings,
  width: number,
): { readonly breaks: string; readonly width: number } | undefined {
  let breaks = "";
  let widest = 0;
  for (;;) {
    while ((width === 0 || reader.column() < width) && reader.code() === space) reader.at += 1;
    widest = Math.max(widest, reader.column());
    if ((width === 0 || reader.column() < width) && reader.code() === tab) {
      if (around.refused("tab-indentation", reader.at, reader.at + 1)) return undefined;
    }
    if (!isBreak(reader.code())) break;
    breaks += reader.readBreak();
  }
  return { breaks, width: width === 0 ? Math.max(widest, around.indent + 1, 1) : width };
}
