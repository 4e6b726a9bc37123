// YAML text into tokens, with the tolerance and the refusals of kubectl's own scanner (go-yaml 2).
//
// Strict, it stops at the first thing that kubectl refuses. Lenient, it never stops: it takes the most likely meaning, for half-typed text.

import { colon, dash, hash, isBlank, isBlankOrEnd, isBreak, isWord, openBrace, space, tab } from "./characters.ts";
import { type Failure, isFirstOfLine, isKeyLength, noKey, strayColon, wordEnd } from "./failure.ts";
import { LenientPolicy, type Policy, strictPolicy } from "./lenient.ts";
import type { ProblemCode } from "./problems.ts";
import { readBlock, readPlain, readQuoted, type Surroundings } from "./scalars.ts";
import { readDirective, readTag } from "./tags.ts";
import { type ScannedComment, TextReader } from "./text-reader.ts";
import { type Candidate, newToken, type Token, type TokenKind, TokenQueue } from "./token.ts";

/** kubectl's decoder allows 10,000; the composer stops long before. */
const maxIndents = 10_000;
type Bracket = "map" | "list";

/** A scanner over a text that ends with a line break. */
export class Scanner implements Surroundings {
  readonly policy: Policy;
  /** The column of the innermost block; -1 outside all. */
  indent = -1;
  readonly #reader: TextReader;

  readonly #queue = new TokenQueue();

  /** Open brackets, outermost first, each with the key that it may begin. */
  readonly #flows: {
    readonly kind: Bracket;
    readonly start: number;
    readonly candidate: Candidate | undefined;
  }[] = [];
  /** The key that may be under way at each depth of brackets; first that of the block. */
  readonly #candidates: (Candidate | undefined)[] = [undefined];
  readonly #indents: number[] = [];
  #keyAllowed = true;
  #ended = false;
  #failed: Failure | undefined;
  #unclosedAt: Failure | undefined;
  /** Where the plain scalar that was read last begins: it may have swallowed a line too many. */
  #lastPlain = 0;

  constructor(text: string, mode: "strict" | "lenient") {
    this.#reader = new TextReader(text);
    this.policy = mode === "lenient" ? new LenientPolicy(text) : strictPolicy;
  }

  /** The next token, left where it is. After a failure always `end`. */
  peek(): Token {
    const reader = this.#reader;
    for (;;) {
      if (this.#failed !== undefined) return this.#endToken();
      const token = this.#queue.first();
      // A token that may be a key is held back until that is decided.
      if (token !== undefined && !this.#isUndecided(token.candidate)) {
        if (this.#failed !== undefined) return this.#endToken();
        return this.#queue.first() ?? token;
      }
      if (this.#ended) return token ?? this.#endToken();
      const before = reader.at;
      const length = this.#queue.length;
      this.#fetch();
      if (reader.at === before && this.#queue.length === length && !this.#ended) reader.at += 1;
    }
  }

  /** The next token, taken. */
  take(): Token {
    const token = this.peek();
    if (this.#failed !== undefined || token.kind === "end") return token;
    this.#queue.drop();
    return token;
  }

  /** Stops everything: the first failure is kept. For those of the parser too. */
  fail(code: ProblemCode, start: number, end: number, word = this.#reader.text.slice(start, end)): void {
    this.#failed ??= { code, span: { start, end }, word };
  }

  refused(code: ProblemCode, start: number, end: number, word?: string): boolean {
    if (this.policy.refuses) this.fail(code, start, end, word);
    return this.policy.refuses;
  }

  failure(): Failure | undefined {
    return this.#failed;
  }

  /** How far the text has been read. */
  offset(): number {
    return this.#reader.at;
  }

  /** How many tokens have been taken. */
  count(): number {
    return this.#queue.taken;
  }

  /** Whether only white space stands before `start` on its line. */
  isFirstOfLine(start: number): boolean {
    return isFirstOfLine(this.#reader.text, start);
  }

  get comments(): readonly ScannedComment[] {
    return this.#reader.comments;
  }

  /** Lenient only: whether `{{ }}` was met where it breaks YAML. */
  sawTemplate(): boolean {
    return this.policy.sawTemplate;
  }

  /** Lenient only: the first bracket or quote that had to be closed for the text to make sense. */
  unclosed(): Failure | undefined {
    return this.#unclosedAt;
  }

  get inFlow(): boolean {
    return this.#flows.length > 0;
  }

  #endToken(): Token {
    return newToken("end", this.#reader.at, this.#reader.at);
  }

  /** A token of so many of the next characters. */
  #pushNext(kind: TokenKind, length: number) {
    const reader = this.#reader;
    this.#queue.push(kind, reader.at, reader.at + length);
    reader.at += length;
  }

  // Keys

  #isUndecided(candidate: Candidate | undefined): boolean {
    return candidate?.held === true && candidate.possible && this.#isStillPossible(candidate);
  }

  #isStillPossible(candidate: Candidate): boolean {
    if (candidate.line === this.#reader.line && isKeyLength(this.#reader.text, candidate.start, this.#reader.at))
      return true;
    this.#giveUp(candidate);
    return false;
  }

  /** The candidate is no key. Where only a key is right, that is an error; lenient, it is a key without a colon. */
  #giveUp(candidate: Candidate) {
    candidate.possible = false;
    if (!candidate.required) return;
    if (this.policy.refuses) this.#failed ??= noKey(this.#reader.text, candidate.start);
    else this.#queue.insert(candidate.number, "key", candidate.start);
  }

  #dropCandidate() {
    const candidate = this.#candidates[this.#flows.length];
    if (candidate?.possible) this.#giveUp(candidate);
  }

  /** What comes next may be a key. */
  #offerKey() {
    if (!this.#keyAllowed) return;
    this.#dropCandidate();
    const { at, line } = this.#reader;
    const column = this.#reader.column();
    const required = !this.inFlow && this.indent === column;
    const number = this.#queue.next();
    const candidate = { possible: true, held: true, required, number, start: at, line, column };
    this.#queue.pending = candidate;
    this.#candidates[this.#flows.length] = candidate;
  }

  // Indentation

  /** Opens a block at a column; with the number of a token before that token, else here. */
  #roll(to: number, kind: TokenKind, start: number, number?: number) {
    if (this.inFlow || this.indent >= to) return;
    this.#indents.push(this.indent);
    this.indent = to;
    if (this.#indents.length > maxIndents) this.fail("too-deep", start, start + 1);
    if (number === undefined) this.#queue.push(kind, start, start);
    else this.#queue.insert(number, kind, start);
  }

  #unroll(to: number) {
    if (this.inFlow) return;
    while (this.indent > to) {
      this.#queue.push("block-end", this.#reader.at, this.#reader.at);
      this.indent = this.#indents.pop() ?? -1;
    }
  }

  // White space and comments

  #skipToToken() {
    const reader = this.#reader;
    const { policy } = this;
    for (;;) {
      let char = reader.code();
      while (char === space || (char === tab && (!policy.refuses || this.inFlow || !this.#keyAllowed))) {
        reader.at += 1;
        char = reader.code();
      }
      if (char === openBrace) reader.skipTo(policy.templateLineEnd(reader) ?? reader.at);
      if (reader.code() === hash) reader.skipComment();
      if (!isBreak(reader.code())) return;
      reader.readBreak();
      if (!this.inFlow) this.#keyAllowed = true;
      else if (policy.closesBrackets(reader, this.indent)) this.#closeBrackets();
    }
  }

  // Tokens

  #fetch() {
    this.#skipToToken();
    const reader = this.#reader;
    this.#unroll(reader.column());
    if (reader.at >= reader.text.length) return this.#fetchEnd();
    if (reader.at === reader.lineStart) {
      if (reader.text[reader.at] === "%") return this.#fetchDirective();
      const indicator = reader.documentIndicator();
      if (indicator !== undefined) return this.#fetchIndicator(indicator);
    }
    if (this.#fetchIndicated(reader.code(), reader.code(1))) return;
    if (this.policy.refuses && !this.#beginsPlain(reader.code(), reader.code(1))) return this.#refuseStart();
    this.#fetchPlain();
  }

  /** Whether the next character says what begins here, which is then read. */
  #fetchIndicated(char: number, next: number): boolean {
    const { inFlow, policy } = this;
    const reader = this.#reader;
    switch (char) {
      case 0x5b: // [
        this.#openFlow("list");
        return true;
      case openBrace:
        if (next === openBrace && policy.templateEnd(reader.at) !== undefined) return false;
        this.#openFlow("map");
        return true;
      case 0x5d: // ]
      case 0x7d: // }
        this.#closeFlow(1, char === 0x5d ? "list" : "map");
        this.#keyAllowed = false;
        return true;
      case 0x2c: // ,
        if (!inFlow && !policy.refuses) return false;
        this.#dropCandidate();
        this.#keyAllowed = true;
        this.#pushNext("comma", 1);
        return true;
      case dash:
        if (!isBlankOrEnd(next)) return false;
        this.#fetchItem();
        return true;
      case 0x3f: // ?
        if (!inFlow && !isBlankOrEnd(next)) return false;
        this.#fetchKey();
        return true;
      case colon:
        if (!inFlow && !isBlankOrEnd(next)) return false;
        this.#fetchValue();
        return true;
      case 0x2a: // *
      case 0x26: // &
        this.#fetchAnchor(char === 0x2a ? "alias" : "anchor");
        return true;
      case 0x21: // !
        this.#fetchTag();
        return true;
      case 0x7c: // |
      case 0x3e: // >
        if (inFlow) return false;
        this.#fetchBlock();
        return true;
      case 0x27: // '
      case 0x22: // "
        this.#fetchQuoted();
        return true;
      default:
        return false;
    }
  }

  #beginsPlain(char: number, next: number): boolean {
    if (char === dash) return !isBlank(next);
    if (char === 0x3f || char === colon) return !this.inFlow && !isBlankOrEnd(next);
    return !"#|>%@`\t".includes(String.fromCharCode(char));
  }

  #refuseStart() {
    const { at } = this.#reader;
    this.fail(this.#reader.code() === tab ? "tab-indentation" : "bad-character", at, at + 1);
  }

  #fetchEnd() {
    this.#endBlocks();
    this.#ended = true;
  }

  #fetchIndicator(kind: "document-start" | "document-end") {
    this.#endBlocks();
    this.#pushNext(kind, 3);
  }

  #endBlocks() {
    if (!this.policy.refuses) this.#closeBrackets();
    this.#unroll(-1);
    this.#dropCandidate();
    this.#keyAllowed = false;
  }

  #fetchDirective() {
    this.#unroll(-1);
    this.#dropCandidate();
    this.#keyAllowed = false;
    const reader = this.#reader;
    const start = reader.at;
    reader.skipLine();
    const line = reader.text.slice(start, reader.at);
    const found = readDirective(line);
    if (found !== undefined) this.#queue.push("directive", start, reader.at, found.name, "plain", found.value);
    else this.refused("directive", start, reader.at);
  }

  #openFlow(kind: Bracket) {
    this.#offerKey();
    const { at } = this.#reader;
    this.#flows.push({ kind, start: at, candidate: this.#queue.pending });
    this.#candidates[this.#flows.length] = undefined;
    this.#keyAllowed = true;
    this.#pushNext(kind === "map" ? "flow-map" : "flow-list", 1);
    if (this.#flows.length > maxIndents) this.fail("too-deep", at, at + 1);
  }

  /** A closing bracket as written, or of no length the one that the innermost bracket wants. */
  #closeFlow(length: 0 | 1, written?: Bracket) {
    this.#dropCandidate();
    const open = this.#flows.pop();
    const inner = this.#candidates[this.#flows.length + 1];
    if (inner !== undefined) inner.possible = false;
    // go-yaml forgets here that empty brackets may be a key.
    else if (open?.candidate !== undefined) open.candidate.held = false;
    this.#pushNext((written ?? open?.kind) === "map" ? "flow-map-end" : "flow-list-end", length);
  }

  /** Lenient: all brackets end here, though nobody closed them. */
  #closeBrackets() {
    const innermost = this.#flows.at(-1)?.start;
    if (innermost !== undefined) this.#noteUnclosed("unclosed-bracket", innermost, innermost + 1);
    while (this.inFlow) this.#closeFlow(0);
    this.#keyAllowed = true;
  }

  #noteUnclosed(code: ProblemCode, start: number, end: number) {
    this.#unclosedAt ??= { code, span: { start, end }, word: this.#reader.text[start] ?? "" };
  }

  #fetchItem() {
    const { at } = this.#reader;
    if (!this.inFlow) {
      if (!this.#keyAllowed && this.refused("item-not-allowed", at, at + 1)) return;
      this.#roll(this.#reader.column(), "block-list", at);
    }
    this.#dropCandidate();
    this.#keyAllowed = true;
    this.#pushNext("item", 1);
  }

  #fetchKey() {
    const { at } = this.#reader;
    if (!this.inFlow) {
      if (!this.#keyAllowed) {
        if (!this.refused("key-not-allowed", at, at + 1)) this.#fetchPlain();
        return;
      }
      this.#roll(this.#reader.column(), "block-map", at);
    }
    this.#dropCandidate();
    this.#keyAllowed = !this.inFlow;
    this.#pushNext("key", 1);
  }

  #fetchValue() {
    const candidate = this.#candidates[this.#flows.length];
    if (candidate?.possible && this.#isStillPossible(candidate)) {
      this.#queue.insert(candidate.number, "key", candidate.start);
      this.#roll(candidate.column, "block-map", candidate.start, candidate.number);
      candidate.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#failed !== undefined) return;
      if (!this.inFlow) {
        if (!this.#keyAllowed) {
          if (!this.policy.refuses) return this.#fetchPlain();
          this.#failed ??= strayColon(this.#reader, this.#lastPlain);
          return;
        }
        this.#roll(this.#reader.column(), "block-map", this.#reader.at);
      }
      this.#keyAllowed = !this.inFlow;
    }
    this.#pushNext("value", 1);
  }

  #fetchAnchor(kind: "alias" | "anchor") {
    this.#offerKey();
    this.#keyAllowed = false;
    const reader = this.#reader;
    const { at: start, text } = reader;
    let end = start + 1;
    while (isWord(text.charCodeAt(end))) end += 1;
    if (end === start + 1 || !(isBlankOrEnd(text.charCodeAt(end)) || "?:,]}%@`".includes(text[end] ?? ""))) {
      if (!this.refused("bad-anchor", start, wordEnd(text, end), text[start])) this.#scanPlain();
      return;
    }
    reader.at = end;
    this.#queue.push(kind, start, end, text.slice(start + 1, end));
  }

  #fetchTag() {
    this.#offerKey();
    this.#keyAllowed = false;
    const reader = this.#reader;
    const { at: start, text } = reader;
    const found = readTag(text, start);
    if (found === undefined || !isBlankOrEnd(text.charCodeAt(found.end))) {
      if (!this.refused("bad-tag", start, wordEnd(text, start))) this.#scanPlain();
      return;
    }
    reader.at = found.end;
    this.#queue.push("tag", start, found.end, found.handle, "plain", found.suffix);
  }

  // Scalars

  #fetchPlain() {
    this.#offerKey();
    this.#keyAllowed = false;
    this.#scanPlain();
  }

  #scanPlain() {
    const reader = this.#reader;
    const start = reader.at;
    const own = this.#candidates[this.#flows.length];
    // Lenient, a colon in a value that can be no key is part of it.
    const keepColons = !this.policy.refuses && !this.inFlow && !(own?.possible && own.line === reader.line);
    const found = readPlain(reader, this, keepColons);
    if (found === undefined) return;
    this.#queue.push("scalar", start, found.end, found.value);
    this.#lastPlain = start;
    if (found.folded) this.#keyAllowed = true;
    if (found.closesBrackets) this.#closeBrackets();
  }

  #fetchQuoted() {
    this.#offerKey();
    this.#keyAllowed = false;
    const reader = this.#reader;
    const start = reader.at;
    const style = reader.text[start] === "'" ? "single" : "double";
    const found = readQuoted(reader, this);
    if (found === undefined) return;
    if (found.unclosed !== undefined) this.#noteUnclosed("unclosed-quote", start, found.unclosed);
    this.#queue.push("scalar", start, found.end, found.value, style);
  }

  #fetchBlock() {
    this.#dropCandidate();
    this.#keyAllowed = true;
    const start = this.#reader.at;
    const found = readBlock(this.#reader, this);
    if (found !== undefined) this.#queue.push("scalar", start, found.end, found.value, "block");
  }
}
