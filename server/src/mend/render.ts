// A reading written down as tidy YAML. Values and comments keep their characters.

import { isColon, isGap, isQuote, type Page } from "./page.ts";
import { quotedEnd } from "./quotes.ts";
import type { Piece, Reading } from "./reading.ts";

/** The text of a reading, with line feeds, ending in one. */
export function render(page: Page, reading: Reading): string {
  const writer = new Writer(page);
  for (const piece of reading.pieces) writer.write(piece);
  return writer.finish();
}

class Writer {
  private readonly lines: string[] = [];
  private line = "";
  /** Comments of their own line; they take the column of what follows. */
  private waiting: { text: string; blank: boolean }[] = [];
  private afterDash = false;
  private column = 0;

  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  write(piece: Piece): void {
    const { text } = this.page;
    switch (piece.kind) {
      case "key": {
        const { key } = piece;
        if (this.afterDash) this.line += `${this.keyText(key.start, key.end)}:`;
        else this.open(piece.column, key.start, `${this.keyText(key.start, key.end)}:`);
        this.afterDash = false;
        this.column = piece.column;
        return;
      }
      case "dash":
        if (this.afterDash) this.line += "- ";
        else this.open(piece.column, piece.at, "- ");
        this.afterDash = true;
        this.column = piece.column;
        return;
      case "value":
        this.value(piece);
        this.afterDash = false;
        return;
      case "comment": {
        const words = text.slice(piece.start, piece.end);
        if (piece.ownLine || this.line === "") this.waiting.push({ text: words, blank: this.blankBefore(piece.start) });
        else if (this.waiting.length > 0) this.waiting.push({ text: words, blank: false });
        else if (/(^| )#/.test(this.commentPart())) this.waiting.push({ text: words, blank: false });
        else {
          this.line = `${this.line.trimEnd()} ${words}`;
          this.hasComment = true;
          this.afterDash = false;
        }
        return;
      }
      case "separator":
        if (piece.added) this.close();
        else this.flush(0);
        this.close();
        this.lines.push("---");
        this.afterDash = false;
        return;
    }
  }

  private hasComment = false;

  private commentPart(): string {
    return this.hasComment ? " #" : "";
  }

  finish(): string {
    this.flush(0);
    this.close();
    return `${this.lines.join("\n")}\n`;
  }

  private keyText(start: number, end: number): string {
    const raw = this.page.text.slice(start, end);
    if (!isQuote(raw[0])) return raw;
    const quote = raw[0] === '"' || raw[0] === "'" ? raw[0] : '"';
    return `${quote}${raw.slice(1, -1)}${quote}`;
  }

  private value(piece: Extract<Piece, { kind: "value" }>): void {
    const raw = this.page.text.slice(piece.start, piece.end);
    const gap = this.line.endsWith(" ") ? "" : " ";
    switch (piece.style) {
      case "plain":
        this.line += gap + foldLines(raw);
        return;
      case "quoted":
        this.line += gap + straightQuotes(raw).replace(/[ \t]*\n[ \t]*/g, (fold) => (fold.includes("\n") ? " " : fold));
        return;
      case "flow":
        this.line += gap + tidyFlow(raw);
        return;
      case "joined-block": {
        const head = /^[|>][+-]?/.exec(raw)?.[0] ?? "|";
        this.line += gap + head;
        this.close();
        this.lines.push(`${" ".repeat(this.column + 2)}${raw.slice(head.length).trim()}`);
        return;
      }
      case "block": {
        const [head = "|", ...body] = raw.split("\n");
        const depth = Math.min(
          ...body.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length),
        );
        const indent = " ".repeat(this.column + 2);
        this.line += gap + head.trimEnd();
        this.close();
        for (const line of body) this.lines.push(line.trim() === "" ? "" : indent + line.slice(depth));
        return;
      }
    }
  }

  private open(column: number, at: number, words: string): void {
    const hadComments = this.waiting.length > 0;
    this.flush(column);
    this.close();
    if (!hadComments && this.blankBefore(at) && this.lines.length > 0) this.lines.push("");
    this.line = " ".repeat(column) + words;
  }

  private flush(column: number): void {
    if (this.waiting.length === 0) return;
    this.close();
    for (const comment of this.waiting) {
      if (comment.blank && this.lines.length > 0) this.lines.push("");
      this.lines.push(" ".repeat(column) + comment.text);
    }
    this.waiting = [];
  }

  private close(): void {
    if (this.line !== "") this.lines.push(this.line.trimEnd());
    this.line = "";
    this.hasComment = false;
  }

  private blankBefore(at: number): boolean {
    const { text } = this.page;
    let breaks = 0;
    for (let before = at - 1; before >= 0 && isGap(text[before]); before -= 1) if (text[before] === "\n") breaks += 1;
    return breaks > 1;
  }
}

/** The lines of a plain value in one, as YAML folds them. */
function foldLines(raw: string): string {
  return raw
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** A quoted value between straight quotes. */
function straightQuotes(raw: string): string {
  const open = raw[0];
  if ((open === '"' || open === "'") && raw.endsWith(open)) return raw;
  const inner = raw.slice(1, -1);
  const single = open === "‘" || open === "’" || open === "'";
  if (single) return `'${inner.replace(/'/g, "''")}'`;
  if (open === '"' || !/["\\]/.test(inner)) return `"${inner}"`;
  return `'${inner.replace(/'/g, "''")}'`;
}

/** A flow collection with commas, colons and quotes that YAML knows. */
function tidyFlow(raw: string): string {
  let written = "";
  let start = 0;
  const maps: boolean[] = [];
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw[at] ?? "";
    const close = isQuote(char) && /[\s[{,:，：]/.test(raw[at - 1] ?? " ") ? quotedEnd(raw, at) : undefined;
    if (close !== undefined) {
      written += raw.slice(start, at) + straightQuotes(raw.slice(at, close));
      start = close;
      at = close - 1;
      continue;
    }
    if (char === "{" || char === "[") maps.push(char === "{");
    else if (char === "}" || char === "]") maps.pop();
    else if (char === "，") {
      written += `${raw.slice(start, at)}, `;
      start = at + 1;
    } else if (
      isColon(char) &&
      maps.at(-1) === true &&
      (char !== ":" || !isGap(raw[at + 1])) &&
      !/:\S*$/.test(entryBefore(raw, at))
    ) {
      written += `${raw.slice(start, at)}: `;
      start = at + 1;
    }
  }
  return (written + raw.slice(start)).replace(/([,:]) {2,}/g, "$1 ");
}

/** What stands in the same flow entry before `at`. */
function entryBefore(raw: string, at: number): string {
  return /[^,，{}[\]]*$/.exec(raw.slice(0, at))?.[0] ?? "";
}
