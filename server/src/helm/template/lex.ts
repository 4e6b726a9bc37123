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
  let at = 0;
  let start = 0;
  let line = 1;
  let startLine = 1;
  let inAction = false;
  let parens = 0;
  let failed: Item | undefined;
  return { next };

  function next(): Item {
    if (failed !== undefined) return failed;
    const found = inAction ? lexAction() : lexText();
    if (found.type === "error") failed = found;
    return found;
  }

  function item(type: ItemType): Item {
    const text = input.slice(start, at);
    const made = { type, at: start, text, line: startLine };
    if (type === "rawString" || type === "text") line += newlines(text);
    start = at;
    startLine = line;
    return made;
  }

  function ignore(): void {
    line += newlines(input.slice(start, at));
    start = at;
    startLine = line;
  }

  function error(message: string): Item {
    return { type: "error", at: start, text: message, line: startLine };
  }

  function lexText(): Item {
    for (;;) {
      const open = input.indexOf("{{", at);
      if (open < 0) {
        at = input.length;
        if (at > start) return item("text");
        return { type: "EOF", at, text: "EOF", line: startLine };
      }
      if (open > at) {
        at = open;
        if (trimsLeft(open + 2)) {
          let end = open;
          while (end > start && isBlank(input.charCodeAt(end - 1))) end -= 1;
          at = end;
        }
        const text = item("text");
        at = open;
        ignore();
        if (text.text !== "") return text;
      }
      const after = at + 2 + (trimsLeft(at + 2) ? 2 : 0);
      if (!input.startsWith("/*", after)) {
        at += 2;
        const delimiter = item("leftDelim");
        inAction = true;
        at = after;
        ignore();
        parens = 0;
        return delimiter;
      }
      at = after;
      ignore();
      const close = input.indexOf("*/", at + 2);
      if (close < 0) return error("unclosed comment");
      at = close + 2;
      const trims = trimsRight(at);
      if (!trims && !input.startsWith("}}", at)) return error("comment ends before closing delimiter");
      at += trims ? 4 : 2;
      if (trims) skipBlanks();
      ignore();
    }
  }

  function skipBlanks(): void {
    while (at < input.length && isBlank(input.charCodeAt(at))) at += 1;
  }

  /** `- ` behind the left delimiter. */
  function trimsLeft(position: number): boolean {
    return input[position] === "-" && isBlank(input.charCodeAt(position + 1));
  }

  /** ` -}}` */
  function trimsRight(position: number): boolean {
    return isBlank(input.charCodeAt(position)) && input[position + 1] === "-" && input.startsWith("}}", position + 2);
  }

  function rightDelimiter(): Item {
    const trims = trimsRight(at);
    if (trims) {
      at += 2;
      ignore();
    }
    at += 2;
    const delimiter = item("rightDelim");
    if (trims) {
      skipBlanks();
      ignore();
    }
    inAction = false;
    return delimiter;
  }

  function lexAction(): Item {
    if (trimsRight(at) || input.startsWith("}}", at))
      return parens === 0 ? rightDelimiter() : error("unclosed left paren");
    const code = input.codePointAt(at);
    if (code === undefined) return error("unclosed action");
    const character = String.fromCodePoint(code);
    if (isBlank(code)) return lexSpace();
    at += character.length;
    switch (character) {
      case "=":
        return item("assign");
      case ":":
        if (input[at] !== "=") return error("expected :=");
        at += 1;
        return item("declare");
      case "|":
        return item("pipe");
      case '"':
        return lexQuoted('"', "string", "unterminated quoted string");
      case "`": {
        const close = input.indexOf("`", at);
        if (close < 0) return error("unterminated raw quoted string");
        at = close + 1;
        return item("rawString");
      }
      case "$":
        return atTerminator() ? item("variable") : lexName("variable");
      case "'":
        return lexQuoted("'", "charConstant", "unterminated character constant");
      case "(":
        parens += 1;
        return item("leftParen");
      case ")":
        parens -= 1;
        return parens < 0 ? error("unexpected right paren") : item("rightParen");
    }
    if (character === "." && (at >= input.length || !/[0-9]/.test(input[at] ?? "")))
      return at >= input.length ? item("dot") : lexName("field");
    if (/[-+.0-9]/.test(character)) {
      at -= 1;
      return lexNumber();
    }
    if (isNameCharacter(character)) return lexIdentifier();
    if (code < 0x7f && code > 0x20) return item("char");
    return error(`unrecognized character in action: ${unicode(character)}`);
  }

  function lexSpace(): Item {
    const from = at;
    while (isBlank(input.charCodeAt(at))) at += 1;
    // The last blank may belong to the closing delimiter.
    if (trimsRight(at - 1)) {
      at -= 1;
      if (at === from) return rightDelimiter();
    }
    const made = item("space");
    line += newlines(made.text);
    startLine = line;
    return made;
  }

  function lexQuoted(quote: string, type: ItemType, unterminated: string): Item {
    for (;;) {
      const character = input[at];
      at += 1;
      if (character === "\\") {
        const escaped = input[at];
        if (escaped === undefined || escaped === "\n") return error(unterminated);
        at += 1;
      } else if (character === undefined || character === "\n") return error(unterminated);
      else if (character === quote) return item(type);
    }
  }

  function lexName(type: "field" | "variable"): Item {
    if (atTerminator()) return item(type === "variable" ? "variable" : "dot");
    const bad = skipName();
    return bad === undefined ? item(type) : error(`bad character ${bad}`);
  }

  function lexIdentifier(): Item {
    const bad = skipName();
    if (bad !== undefined) return error(`bad character ${bad}`);
    const word = input.slice(start, at);
    if (word === "true" || word === "false") return item("bool");
    return item(keywords.find((keyword) => keyword === word) ?? "identifier");
  }

  /** Goes to the end of a name; says what stands there if it may not. */
  function skipName(): string | undefined {
    for (;;) {
      const character = characterAt(at);
      if (character === "" || !isNameCharacter(character)) break;
      at += character.length;
    }
    if (atTerminator()) return undefined;
    return unicode(characterAt(at));
  }

  function characterAt(position: number): string {
    const code = input.codePointAt(position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  function atTerminator(): boolean {
    const character = input[at];
    return (
      character === undefined ||
      isBlank(input.charCodeAt(at)) ||
      ".,|:)(".includes(character) ||
      input.startsWith("}}", at)
    );
  }

  function lexNumber(): Item {
    if (!scanNumber()) return error(`bad number syntax: ${quoteText(input.slice(start, at))}`);
    if (input[at] === "+" || input[at] === "-") {
      if (!scanNumber() || input[at - 1] !== "i")
        return error(`bad number syntax: ${quoteText(input.slice(start, at))}`);
      return item("complex");
    }
    return item("number");
  }

  function scanNumber(): boolean {
    const pattern =
      /[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/y;
    pattern.lastIndex = at;
    at += pattern.exec(input)?.[0].length ?? 0;
    const character = characterAt(at);
    if (character === "" || !isNameCharacter(character)) return true;
    at += character.length;
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
