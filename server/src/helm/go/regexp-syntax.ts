// The syntax of Go's regular expressions (RE2), and their programs.

import { fail } from "./values.ts";

/** Whether a character, by its code, belongs. */
export type CharTest = (code: number) => boolean;

export type Assertion = "lineStart" | "lineEnd" | "textStart" | "textEnd" | "word" | "noWord";

export type Instruction =
  | { readonly op: "char"; readonly test: CharTest; next: number }
  | { readonly op: "split"; next: number; other: number }
  | { readonly op: "save"; readonly slot: number; next: number }
  | { readonly op: "assert"; readonly what: Assertion; next: number }
  | { readonly op: "match" };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

type Ast =
  | { readonly kind: "empty" }
  | { readonly kind: "char"; readonly test: CharTest }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "group"; readonly index: number; readonly inner: Ast }
  | { readonly kind: "concat"; readonly parts: readonly Ast[] }
  | { readonly kind: "alternate"; readonly parts: readonly Ast[] }
  | {
      readonly kind: "repeat";
      readonly inner: Ast;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

interface Flags {
  readonly fold: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

/** Larger programs are refused, as by Go ("expression too large"). */
const maxInstructions = 100_000;
const maxRepeat = 1000;
const maxDepth = 1000;

/** Compiles an expression; throws a GoError with Go's message. */
export function compileProgram(pattern: string): Program {
  const { ast, groups, names } = parse(pattern);
  const instructions: Instruction[] = [];
  const emit = (instruction: Instruction): number => {
    if (instructions.length > maxInstructions) bad("expression too large", pattern);
    instructions.push(instruction);
    return instructions.length - 1;
  };
  const match = emit({ op: "match" });
  const close = emit({ op: "save", slot: 1, next: match });
  const body = build(ast, close);
  const start = emit({ op: "save", slot: 0, next: body });
  return { instructions, start, groups, names };

  /** Gives the instruction where the node begins; behind it comes `next`. */
  function build(node: Ast, next: number): number {
    switch (node.kind) {
      case "empty":
        return next;
      case "char":
        return emit({ op: "char", test: node.test, next });
      case "assert":
        return emit({ op: "assert", what: node.what, next });
      case "group": {
        const end = emit({ op: "save", slot: node.index * 2 + 1, next });
        return emit({ op: "save", slot: node.index * 2, next: build(node.inner, end) });
      }
      case "concat":
        return node.parts.reduceRight((after, part) => build(part, after), next);
      case "alternate":
        return node.parts
          .map((part) => build(part, next))
          .reduceRight((other, at) => emit({ op: "split", next: at, other }));
      case "repeat":
        return repeat(node, next);
    }
  }

  function repeat({ inner, min, max, greedy }: Ast & { kind: "repeat" }, next: number): number {
    let at = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop: Instruction = { op: "split", next: 0, other: 0 };
      const index = emit(loop);
      const body = build(inner, index);
      loop.next = greedy ? body : next;
      loop.other = greedy ? next : body;
      at = min === 0 ? index : body;
      for (let i = 1; i < min; i++) at = build(inner, at);
      return at;
    }
    for (let i = min; i < max; i++) {
      const body = build(inner, at);
      at = emit({ op: "split", next: greedy ? body : next, other: greedy ? next : body });
    }
    for (let i = 0; i < min; i++) at = build(inner, at);
    return at;
  }
}

function bad(what: string, text: string): never {
  fail(`error parsing regexp: ${what}: \`${text}\``);
}

function parse(pattern: string): { ast: Ast; groups: number; names: Map<string, number> } {
  return new SyntaxParser(pattern).parse();
}

class SyntaxParser {
  readonly #pattern: string;
  #at = 0;
  #groups = 0;
  #depth = 0;
  readonly #names = new Map<string, number>();

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): { ast: Ast; groups: number; names: Map<string, number> } {
    if (/[\ud800-\udfff]/u.test(this.#pattern)) fail(`error parsing regexp: invalid UTF-8: \`${this.#pattern}\``);
    const ast = this.#alternation({ fold: false, multiline: false, dotAll: false, ungreedy: false });
    if (this.#at < this.#pattern.length) bad("unexpected )", this.#pattern);
    return { ast, groups: this.#groups, names: this.#names };
  }

  #alternation(outer: Flags): Ast {
    this.#depth += 1;
    if (this.#depth > maxDepth) bad("expression nests too deeply", this.#pattern);
    let flags = outer;
    const alternatives: Ast[] = [];
    let parts: Ast[] = [];
    let lastWasRepeat: string | undefined;
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ")") {
      const from = this.#at;
      const letter = this.#pattern[this.#at] ?? "";
      if (letter === "|") {
        this.#at += 1;
        alternatives.push({ kind: "concat", parts });
        parts = [];
        lastWasRepeat = undefined;
        continue;
      }
      const counted =
        letter === "{" ? /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#pattern.slice(this.#at, this.#at + 30)) : null;
      if ("*+?".includes(letter) || counted !== null) {
        this.#at += counted === null ? 1 : counted[0].length;
        const lazy = this.#pattern[this.#at] === "?";
        if (lazy) this.#at += 1;
        const written = this.#pattern.slice(from, this.#at);
        const last = parts.pop();
        if (last === undefined) bad("missing argument to repetition operator", written);
        if (lastWasRepeat !== undefined) bad("invalid nested repetition operator", lastWasRepeat + written);
        lastWasRepeat = written;
        let min = letter === "+" ? 1 : 0;
        let max = letter === "?" ? 1 : Number.POSITIVE_INFINITY;
        if (counted !== null) {
          min = Number(counted[1]);
          max = counted[2] === undefined ? min : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
          if (min > maxRepeat || (max !== Number.POSITIVE_INFINITY && (max > maxRepeat || min > max)))
            bad("invalid repeat count", counted[0]);
        }
        parts.push({ kind: "repeat", inner: last, min, max, greedy: lazy === flags.ungreedy });
        continue;
      }
      lastWasRepeat = undefined;
      if (letter === "(") {
        const change = this.#group(flags);
        if ("flags" in change) flags = change.flags;
        else parts.push(change.ast);
        continue;
      }
      parts.push(...this.#atom(flags));
    }
    alternatives.push({ kind: "concat", parts });
    this.#depth -= 1;
    return alternatives.length === 1
      ? (alternatives[0] ?? { kind: "empty" })
      : { kind: "alternate", parts: alternatives };
  }

  #group(flags: Flags): { ast: Ast } | { flags: Flags } {
    const rest = this.#pattern.slice(this.#at);
    if (!rest.startsWith("(?")) {
      this.#at += 1;
      this.#groups += 1;
      return { ast: this.#closed({ kind: "group", index: this.#groups, inner: this.#alternation(flags) }) };
    }
    const named = /^\(\?P?<([^>]*)>/.exec(rest);
    if (rest.startsWith("(?P<") || (rest.startsWith("(?<") && !/^\(\?<[=!]/.test(rest))) {
      if (named === null) bad("invalid named capture", rest);
      const name = named[1] ?? "";
      if (!/^\w+$/.test(name)) bad("invalid named capture", named[0]);
      if (this.#names.has(name)) bad("duplicate capture group name", name);
      this.#groups += 1;
      const index = this.#groups;
      this.#names.set(name, index);
      this.#at += named[0].length;
      return { ast: this.#closed({ kind: "group", index, inner: this.#alternation(flags) }) };
    }
    const found = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (found === null)
      bad(
        rest.length < 4 && !rest.includes(")") ? "missing closing )" : "invalid or unsupported Perl syntax",
        rest.length < 4
          ? this.#pattern
          : rest.slice(0, /^\(\?[imsU-]*/.exec(rest)?.[0].length ?? 2) +
              (rest[/^\(\?[imsU-]*/.exec(rest)?.[0].length ?? 2] ?? ""),
      );
    const changed = { ...flags };
    for (const [letters, value] of [
      [found[1] ?? "", true],
      [found[2] ?? "", false],
    ] as const) {
      if (letters.includes("i")) changed.fold = value;
      if (letters.includes("m")) changed.multiline = value;
      if (letters.includes("s")) changed.dotAll = value;
      if (letters.includes("U")) changed.ungreedy = value;
    }
    this.#at += found[0].length;
    return found[3] === ")" ? { flags: changed } : { ast: this.#closed(this.#alternation(changed)) };
  }

  #closed(ast: Ast): Ast {
    if (this.#pattern[this.#at] !== ")") bad("missing closing )", this.#pattern);
    this.#at += 1;
    return ast;
  }

  #atom(flags: Flags): Ast[] {
    const code = this.#pattern.codePointAt(this.#at) ?? 0;
    const character = String.fromCodePoint(code);
    switch (character) {
      case ".":
        this.#at += 1;
        return [{ kind: "char", test: flags.dotAll ? () => true : (found) => found !== 10 }];
      case "^":
        this.#at += 1;
        return [{ kind: "assert", what: flags.multiline ? "lineStart" : "textStart" }];
      case "$":
        this.#at += 1;
        return [{ kind: "assert", what: flags.multiline ? "lineEnd" : "textEnd" }];
      case "[":
        return [{ kind: "char", test: this.#bracket(flags) }];
      case "\\":
        return this.#escaped(flags);
      default:
        this.#at += character.length;
        return [literal(code, flags)];
    }
  }

  #escaped(flags: Flags): Ast[] {
    const letter = this.#pattern[this.#at + 1];
    if (letter === undefined) bad("trailing backslash at end of expression", "");
    const assertion = ({ A: "textStart", z: "textEnd", b: "word", B: "noWord" } as const)[
      letter as "A" | "z" | "b" | "B"
    ];
    if (assertion !== undefined) {
      this.#at += 2;
      return [{ kind: "assert", what: assertion }];
    }
    if (letter === "Q") {
      const end = this.#pattern.indexOf("\\E", this.#at + 2);
      const text = this.#pattern.slice(this.#at + 2, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#pattern.length : end + 2;
      return [...text].map((one) => literal(one.codePointAt(0) ?? 0, flags));
    }
    if (letter === "C") {
      this.#at += 2;
      return [{ kind: "char", test: () => true }];
    }
    const set = this.#classEscape(flags);
    if (set !== undefined) return [{ kind: "char", test: set }];
    return [literal(this.#escapedCode(), flags)];
  }

  /** `\d` and `\pL`, in and out of brackets; undefined for other escapes. */
  #classEscape(flags: Flags): CharTest | undefined {
    const letter = this.#pattern[this.#at + 1] ?? "";
    const perl = perlClasses[letter.toLowerCase()];
    if (perl !== undefined) {
      this.#at += 2;
      return letter === letter.toLowerCase() ? perl : (code) => !perl(code);
    }
    if (letter !== "p" && letter !== "P") return undefined;
    const found = /^\\[pP](?:\{(\^?)([^}]*)\}|([A-Z]))/.exec(this.#pattern.slice(this.#at));
    if (found === null) bad("invalid character class range", this.#pattern.slice(this.#at, this.#at + 3));
    const test = unicodeClass(found[2] ?? found[3] ?? "", found[0], flags);
    this.#at += found[0].length;
    const isNegative = (letter === "P") !== (found[1] === "^");
    return isNegative ? (code) => !test(code) : test;
  }

  #escapedCode(): number {
    const letter = this.#pattern[this.#at + 1] ?? "";
    if (letter === "") bad("trailing backslash at end of expression", "");
    const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(this.#pattern.slice(this.#at, this.#at + 4));
    if (octal !== null) {
      this.#at += octal[0].length;
      return Number.parseInt(octal[1] ?? "0", 8);
    }
    if (letter === "x") {
      const found = /^\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/.exec(this.#pattern.slice(this.#at));
      const code = found === null ? Number.POSITIVE_INFINITY : Number.parseInt(found[1] ?? found[2] ?? "", 16);
      if (found === null || code > 0x10ffff)
        bad("invalid escape sequence", this.#pattern.slice(this.#at, this.#at + 2));
      this.#at += found[0].length;
      return code;
    }
    const control = "afnrtv".indexOf(letter);
    if (control >= 0) {
      this.#at += 2;
      return [7, 12, 10, 13, 9, 11][control] ?? 0;
    }
    if (letter < "\u0080" && !/[A-Za-z0-9]/.test(letter)) {
      this.#at += 2;
      return letter.charCodeAt(0);
    }
    return bad("invalid escape sequence", this.#pattern.slice(this.#at, this.#at + 2));
  }

  #bracket(flags: Flags): CharTest {
    const from = this.#at;
    this.#at += 1;
    const isNegative = this.#pattern[this.#at] === "^";
    if (isNegative) this.#at += 1;
    const tests: CharTest[] = [];
    for (let first = true; ; first = false) {
      if (this.#at >= this.#pattern.length) bad("missing closing ]", this.#pattern.slice(from));
      if (this.#pattern[this.#at] === "]" && !first) break;
      const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.#pattern.slice(this.#at, this.#at + 16));
      if (posix !== null) {
        const test = posixClasses[posix[2] ?? ""];
        if (test === undefined) bad("invalid character class range", posix[0]);
        this.#at += posix[0].length;
        tests.push(posix[1] === "^" ? (code) => !test(code) : test);
        continue;
      }
      if (this.#pattern[this.#at] === "\\") {
        const set = this.#classEscape(flags);
        if (set !== undefined) {
          tests.push(set);
          continue;
        }
      }
      const rangeFrom = this.#at;
      const low = this.#bracketCode(from);
      let high = low;
      if (
        this.#pattern[this.#at] === "-" &&
        this.#pattern[this.#at + 1] !== "]" &&
        this.#pattern[this.#at + 1] !== undefined
      ) {
        this.#at += 1;
        high = this.#bracketCode(from);
        if (high < low) bad("invalid character class range", this.#pattern.slice(rangeFrom, this.#at));
      }
      tests.push(range(low, high, flags));
    }
    this.#at += 1;
    const any: CharTest = (code) => tests.some((test) => test(code));
    return isNegative ? (code) => !any(code) : any;
  }

  #bracketCode(from: number): number {
    if (this.#at >= this.#pattern.length) bad("missing closing ]", this.#pattern.slice(from));
    if (this.#pattern[this.#at] === "\\") return this.#escapedCode();
    const code = this.#pattern.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }
}

function literal(code: number, flags: Flags): Ast {
  return { kind: "char", test: range(code, code, flags) };
}

function range(low: number, high: number, flags: Flags): CharTest {
  const plain: CharTest = (code) => code >= low && code <= high;
  if (!flags.fold) return plain;
  return (code) => plain(code) || variants(code).some(plain);
}

/** The other cases of a character. */
function variants(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const found = [character.toLowerCase(), character.toUpperCase()];
  if (character === "k" || character === "K") found.push("\u212a");
  if (character === "s" || character === "S") found.push("\u017f");
  return found.flatMap((text) => ([...text].length === 1 ? [text.codePointAt(0) ?? 0] : []));
}

const inRange =
  (...ranges: readonly (readonly [number, number])[]): CharTest =>
  (code) =>
    ranges.some(([low, high]) => code >= low && code <= high);

const digit = inRange([0x30, 0x39]);
const wordTest = inRange([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
const space = inRange([9, 10], [12, 13], [32, 32]);

const perlClasses: Readonly<Record<string, CharTest>> = { d: digit, w: wordTest, s: space };

const posixClasses: Readonly<Record<string, CharTest>> = {
  alnum: inRange([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]),
  alpha: inRange([0x41, 0x5a], [0x61, 0x7a]),
  ascii: inRange([0, 0x7f]),
  blank: inRange([9, 9], [32, 32]),
  cntrl: inRange([0, 0x1f], [0x7f, 0x7f]),
  digit,
  graph: inRange([0x21, 0x7e]),
  lower: inRange([0x61, 0x7a]),
  print: inRange([0x20, 0x7e]),
  punct: inRange([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  space: inRange([9, 13], [32, 32]),
  upper: inRange([0x41, 0x5a]),
  word: wordTest,
  xdigit: inRange([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]),
};

function unicodeClass(name: string, written: string, flags: Flags): CharTest {
  if (name === "Any") return () => true;
  let pattern: RegExp | undefined;
  for (const body of [name, `Script=${name}`]) {
    if (!/^[A-Za-z_]+$/.test(name)) break;
    try {
      pattern = new RegExp(`\\p{${body}}`, flags.fold ? "iu" : "u");
      break;
    } catch {
      // Not a name of that kind.
    }
  }
  if (pattern === undefined) bad("invalid character class range", written);
  const known = pattern;
  return (code) => known.test(String.fromCodePoint(code));
}

/** `\b`'s idea of a word's characters. */
export function isWordCode(code: number): boolean {
  return wordTest(code);
}
