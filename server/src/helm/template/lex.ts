// Go's template text as items.

import { quoteText } from "../go/text.ts";

export type ItemType =
  | "error"
  | "bool"
  | "char"
  | "charConstant"
  | "comment"
  | "complex"
  | "assign"
  | "declare"
  | "EOF"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable"
  | Keyword
  | "dot";

const keywords = [
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
] as const;
export type Keyword = (typeof keywords)[number];

/** Whether an item is one of the words of the language, or the dot. */
export function isKeyword(type: ItemType): boolean {
  return type === "dot" || keywords.some((keyword) => keyword === type);
}

export interface Item {
  readonly type: ItemType;
  /** Where it begins in the text. */
  readonly at: number;
  readonly text: string;
  /** Counted from 1; for Go's messages. */
  readonly line: number;
}

const letterOrDigit = /[\p{L}\p{Nd}]/u;

/** What makes the items of a text, one by one. After an error there is nothing but that error. */
export interface Lexer {
  next(): Item;
}

/** Splits a template into items. `delimiters` are always `{{` and `}}`, as Helm has it. */
export function lex(input: string): Lexer {
  return new StateLexer(input);
}

class StateLexer implements Lexer {
  readonly #input: string;
  #at = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #inAction = false;
  #parens = 0;
  #failed: Item | undefined;

  constructor(input: string) {
    this.#input = input;
  }

  next(): Item {
    if (this.#failed !== undefined) return this.#failed;
    const found = this.#inAction ? this.#lexAction() : this.#lexText();
    if (found.type === "error") this.#failed = found;
    return found;
  }

  #item(type: ItemType): Item {
    const text = this.#input.slice(this.#start, this.#at);
    const made = { type, at: this.#start, text, line: this.#startLine };
    if (type === "rawString" || type === "text") this.#line += newlines(text);
    this.#start = this.#at;
    this.#startLine = this.#line;
    return made;
  }

  #ignore(): void {
    this.#line += newlines(this.#input.slice(this.#start, this.#at));
    this.#start = this.#at;
    this.#startLine = this.#line;
  }

  #error(message: string): Item {
    return { type: "error", at: this.#start, text: message, line: this.#startLine };
  }

  #lexText(): Item {
    for (;;) {
      const open = this.#input.indexOf("{{", this.#at);
      if (open < 0) {
        this.#at = this.#input.length;
        if (this.#at > this.#start) return this.#item("text");
        return { type: "EOF", at: this.#at, text: "EOF", line: this.#startLine };
      }
      if (open > this.#at) {
        this.#at = open;
        if (this.#trimsLeft(open + 2)) {
          let end = open;
          while (end > this.#start && isBlank(this.#input.charCodeAt(end - 1))) end -= 1;
          this.#at = end;
        }
        const text = this.#item("text");
        this.#at = open;
        this.#ignore();
        if (text.text !== "") return text;
      }
      const after = this.#at + 2 + (this.#trimsLeft(this.#at + 2) ? 2 : 0);
      if (!this.#input.startsWith("/*", after)) {
        this.#at += 2;
        const delimiter = this.#item("leftDelim");
        this.#inAction = true;
        this.#at = after;
        this.#ignore();
        this.#parens = 0;
        return delimiter;
      }
      this.#at = after;
      this.#ignore();
      const close = this.#input.indexOf("*/", this.#at + 2);
      if (close < 0) return this.#error("unclosed comment");
      this.#at = close + 2;
      const trims = this.#trimsRight(this.#at);
      if (!trims && !this.#input.startsWith("}}", this.#at))
        return this.#error("comment ends before closing delimiter");
      this.#at += trims ? 4 : 2;
      if (trims) this.#skipBlanks();
      this.#ignore();
    }
  }

  #skipBlanks(): void {
    while (this.#at < this.#input.length && isBlank(this.#input.charCodeAt(this.#at))) this.#at += 1;
  }

  /** `- ` behind the left delimiter. */
  #trimsLeft(position: number): boolean {
    return this.#input[position] === "-" && isBlank(this.#input.charCodeAt(position + 1));
  }

  /** ` -}}` */
  #trimsRight(position: number): boolean {
    return (
      isBlank(this.#input.charCodeAt(position)) &&
      this.#input[position + 1] === "-" &&
      this.#input.startsWith("}}", position + 2)
    );
  }

  #rightDelimiter(): Item {
    const trims = this.#trimsRight(this.#at);
    if (trims) {
      this.#at += 2;
      this.#ignore();
    }
    this.#at += 2;
    const delimiter = this.#item("rightDelim");
    if (trims) {
      this.#skipBlanks();
      this.#ignore();
    }
    this.#inAction = false;
    return delimiter;
  }

  #lexAction(): Item {
    if (this.#trimsRight(this.#at) || this.#input.startsWith("}}", this.#at))
      return this.#parens === 0 ? this.#rightDelimiter() : this.#error("unclosed left paren");
    const code = this.#input.codePointAt(this.#at);
    if (code === undefined) return this.#error("unclosed action");
    const character = String.fromCodePoint(code);
    if (isBlank(code)) return this.#lexSpace();
    this.#at += character.length;
    switch (character) {
      case "=":
        return this.#item("assign");
      case ":":
        if (this.#input[this.#at] !== "=") return this.#error("expected :=");
        this.#at += 1;
        return this.#item("declare");
      case "|":
        return this.#item("pipe");
      case '"':
        return this.#lexQuoted('"', "string", "unterminated quoted string");
      case "`": {
        const close = this.#input.indexOf("`", this.#at);
        if (close < 0) return this.#error("unterminated raw quoted string");
        this.#at = close + 1;
        return this.#item("rawString");
      }
      case "$":
        return this.#atTerminator() ? this.#item("variable") : this.#lexName("variable");
      case "'":
        return this.#lexQuoted("'", "charConstant", "unterminated character constant");
      case "(":
        this.#parens += 1;
        return this.#item("leftParen");
      case ")":
        this.#parens -= 1;
        return this.#parens < 0 ? this.#error("unexpected right paren") : this.#item("rightParen");
    }
    if (character === "." && (this.#at >= this.#input.length || !/[0-9]/.test(this.#input[this.#at] ?? "")))
      return this.#at >= this.#input.length ? this.#item("dot") : this.#lexName("field");
    if (/[-+.0-9]/.test(character)) {
      this.#at -= 1;
      return this.#lexNumber();
    }
    if (isNameCharacter(character)) return this.#lexIdentifier();
    if (code < 0x7f && code > 0x20) return this.#item("char");
    return this.#error(`unrecognized character in action: ${unicode(character)}`);
  }

  #lexSpace(): Item {
    const from = this.#at;
    while (isBlank(this.#input.charCodeAt(this.#at))) this.#at += 1;
    // The last blank may belong to the closing delimiter.
    if (this.#trimsRight(this.#at - 1)) {
      this.#at -= 1;
      if (this.#at === from) return this.#rightDelimiter();
    }
    const made = this.#item("space");
    this.#line += newlines(made.text);
    this.#startLine = this.#line;
    return made;
  }

  #lexQuoted(quote: string, type: ItemType, unterminated: string): Item {
    for (;;) {
      const character = this.#input[this.#at];
      this.#at += 1;
      if (character === "\\") {
        const escaped = this.#input[this.#at];
        if (escaped === undefined || escaped === "\n") return this.#error(unterminated);
        this.#at += 1;
      } else if (character === undefined || character === "\n") return this.#error(unterminated);
      else if (character === quote) return this.#item(type);
    }
  }

  #lexName(type: "field" | "variable"): Item {
    if (this.#atTerminator()) return this.#item(type === "variable" ? "variable" : "dot");
    const bad = this.#skipName();
    return bad === undefined ? this.#item(type) : this.#error(`bad character ${bad}`);
  }

  #lexIdentifier(): Item {
    const bad = this.#skipName();
    if (bad !== undefined) return this.#error(`bad character ${bad}`);
    const word = this.#input.slice(this.#start, this.#at);
    if (word === "true" || word === "false") return this.#item("bool");
    return this.#item(keywords.find((keyword) => keyword === word) ?? "identifier");
  }

  /** Goes to the end of a name; says what stands there if it may not. */
  #skipName(): string | undefined {
    for (;;) {
      const character = this.#characterAt(this.#at);
      if (character === "" || !isNameCharacter(character)) break;
      this.#at += character.length;
    }
    if (this.#atTerminator()) return undefined;
    return unicode(this.#characterAt(this.#at));
  }

  #characterAt(position: number): string {
    const code = this.#input.codePointAt(position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #atTerminator(): boolean {
    const character = this.#input[this.#at];
    return (
      character === undefined ||
      isBlank(this.#input.charCodeAt(this.#at)) ||
      ".,|:)(".includes(character) ||
      this.#input.startsWith("}}", this.#at)
    );
  }

  #lexNumber(): Item {
    if (!this.#scanNumber())
      return this.#error(`bad number syntax: ${quoteText(this.#input.slice(this.#start, this.#at))}`);
    if (this.#input[this.#at] === "+" || this.#input[this.#at] === "-") {
      if (!this.#scanNumber() || this.#input[this.#at - 1] !== "i")
        return this.#error(`bad number syntax: ${quoteText(this.#input.slice(this.#start, this.#at))}`);
      return this.#item("complex");
    }
    return this.#item("number");
  }

  #scanNumber(): boolean {
    const pattern =
      /[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/y;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#input)?.[0].length ?? 0;
    const character = this.#characterAt(this.#at);
    if (character === "" || !isNameCharacter(character)) return true;
    this.#at += character.length;
    return false;
  }
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}

function isNameCharacter(character: string): boolean {
  return /^[A-Za-z0-9_]$/.test(character) || (character > "\u007f" && letterOrDigit.test(character));
}

/** `%#U` */
function unicode(character: string): string {
  const code = character.codePointAt(0);
  if (code === undefined) return "U+FFFFFFFFFFFFFFFF";
  const shown = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? ` '${character}'` : "";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}${shown}`;
}
