// A place in a text that goes forward, line by line, with the comments that it passed.

import type { Span } from "../base/span.ts";
import { cr, dash, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, lf } from "./characters.ts";

export interface ScannedComment extends Span {
  readonly ownLine: boolean;
}

/** Whoever moves `at` over a line break does so by `readBreak`, which counts the lines. */
export class TextReader {
  readonly text: string;
  readonly comments: ScannedComment[] = [];
  at: number;
  line = 0;
  lineStart: number;

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.lineStart = this.at;
  }

  /** The code of the character that many behind the place; NaN behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  column(): number {
    return this.at - this.lineStart;
  }

  /** Takes a line break and gives what it means: U+2028 and U+2029 stay what they are. */
  readBreak(): string {
    const char = this.code();
    let length = 1;
    if (char === cr) {
      if (this.code(1) === lf) length = 2;
      // kubectl drops a CR before a line's end, and then go-yaml takes CR LF as one.
      else if (this.code(1) === cr && this.code(2) === lf) length = 3;
    }
    this.at += length;
    this.line += 1;
    this.lineStart = this.at;
    return char === 0x2028 || char === 0x2029 ? String.fromCharCode(char) : "\n";
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at += 1;
  }

  skipLine(): void {
    while (!isBreakOrEnd(this.code())) this.at += 1;
  }

  skipTo(end: number): void {
    while (this.at < end) {
      if (isBreak(this.code())) this.readBreak();
      else this.at += 1;
    }
  }

  skipComment(): void {
    const start = this.at;
    this.skipLine();
    this.comments.push({ start, end: this.at, ownLine: this.isBlankBefore(start) });
  }

  /** Whether nothing stands between the beginning of the line that is being read and `end`. */
  isBlankBefore(end: number): boolean {
    for (let i = this.lineStart; i < end; i++) if (!isBlank(this.text.charCodeAt(i))) return false;
    return true;
  }

  /** `---` or `...`, which count at the beginning of a line. */
  documentIndicator(): "document-start" | "document-end" | undefined {
    if (this.at !== this.lineStart) return undefined;
    const char = this.code();
    if (char !== dash && char !== 0x2e) return undefined;
    if (this.code(1) !== char || this.code(2) !== char || !isBlankOrEnd(this.code(3))) return undefined;
    return char === dash ? "document-start" : "document-end";
  }
}
