// YAML text into tokens, with the tolerance and the refusals of kubectl's own scanner (go-yaml 2).
//
// Strict, it stops at the first thing that kubectl refuses. Lenient, it never stops: it takes the most likely meaning, for half-typed text.

import type { Span } from "../base/span.ts";
import type { ProblemCode } from "./problems.ts";

export type TokenKind =
  | "directive"
  | "document-start"
  | "document-end"
  | "block-map"
  | "block-list"
  | "block-end"
  | "flow-map"
  | "flow-map-end"
  | "flow-list"
  | "flow-list-end"
  | "comma"
  | "item"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar"
  | "end";

export type Style = "plain" | "single" | "double" | "block";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** A scalar's value, an anchor's name, a tag's handle, a directive's name. */
  readonly value: string;
  /** A tag's suffix, a directive's value. */
  readonly suffix: string;
  readonly style: Style;
  /** Set while this token may turn out to be a key, which a colon decides. */
  readonly candidate: Candidate | undefined;
}

/** A token that a colon would make a key. */
interface Candidate {
  possible: boolean;
  /** While set, the token waits for the colon. */
  held: boolean;
  /** It stands at the map's own indentation, so nothing but a key is right there. */
  readonly required: boolean;
  /** Counted over all tokens. */
  readonly number: number;
  readonly start: number;
  readonly line: number;
  readonly column: number;
}

export interface Failure {
  readonly code: ProblemCode;
  readonly span: Span;
  readonly word: string;
}

export interface ScannedComment extends Span {
  readonly ownLine: boolean;
}

export interface Scanner {
  /** The next token, left where it is. After a failure always `end`. */
  peek(): Token;
  /** The next token, taken. */
  take(): Token;
  /** Stops everything: the first failure is kept. For those of the parser too. */
  fail(code: ProblemCode, start: number, end: number, word?: string): void;
  failure(): Failure | undefined;
  /** How far the text has been read. */
  offset(): number;
  /** How many tokens have been taken. */
  count(): number;
  /** Whether only white space stands before `start` on its line. */
  isFirstOfLine(start: number): boolean;
  readonly comments: readonly ScannedComment[];
  /** Lenient only: whether `{{ }}` was met where it breaks YAML. */
  sawTemplate(): boolean;
  /** Lenient only: the first bracket or quote that had to be closed for the text to make sense. */
  unclosed(): Failure | undefined;
}

/** kubectl's decoder allows 10,000; the composer stops long before. */
const maxIndents = 10_000;
/** A key must end this many characters after it began. */
const maxKeyLength = 1024;

const tab = 0x09;
const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

function isBreak(code: number): boolean {
  return code === lf || code === cr || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** Blank, a line break, or the end of the text (NaN). */
function isBlankOrEnd(code: number): boolean {
  return code <= space ? isBlank(code) || code === lf || code === cr : isBreak(code) || Number.isNaN(code);
}

function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d
  );
}

/** A line that is a field, or an item of a list, whatever stands around it. */
const looksLikeField = /[ \t]*(?:(?:- +)*[A-Za-z_][^\s#"'{}[\],]*:(?:\s|$)|- )/y;
/** A line of a plain text that is rather a field. */
const looksLikeKey = /[^\s#"'&*!|>%@`{}[\],?-][^\n\r#]*?:(?:\s|$)/y;

/** A scanner over `text`, which ends with a line break. */
export function createScanner(text: string, mode: "strict" | "lenient"): Scanner {
  const lenient = mode === "lenient";
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 0;
  let lineStart = at;

  let queue: Token[] = [];
  let head = 0;
  let taken = 0;
  let pending: Candidate | undefined;

  /** Open brackets, outermost first, each with the key that it may begin. */
  const flows: { readonly kind: "map" | "list"; readonly start: number; readonly candidate: Candidate | undefined }[] =
    [];
  /** The key that may be under way at each depth of brackets; first that of the block. */
  const candidates: (Candidate | undefined)[] = [undefined];
  let indent = -1;
  const indents: number[] = [];
  let keyAllowed = true;
  let ended = false;
  let failed: Failure | undefined;
  let template = false;
  let noTemplateEnd = false;
  let unclosedAt: Failure | undefined;
  /** The plain scalar read last, which may have swallowed a line too many. */
  let lastPlain: Span = { start: 0, end: 0 };
  const comments: ScannedComment[] = [];

  return {
    peek,
    take,
    fail,
    failure: () => failed,
    offset: () => at,
    count: () => taken,
    isFirstOfLine,
    comments,
    sawTemplate: () => template,
    unclosed: () => unclosedAt,
  };

  function peek(): Token {
    for (;;) {
      if (failed !== undefined) return endToken();
      const token = queue[head];
      // A token that may be a key is held back until that is decided.
      if (
        token !== undefined &&
        !(token.candidate?.held && token.candidate.possible && isStillPossible(token.candidate))
      ) {
        if (failed !== undefined) return endToken();
        return queue[head] ?? token;
      }
      if (ended) return token ?? endToken();
      const before = at;
      const length = queue.length;
      fetch();
      if (at === before && queue.length === length && !ended) at += 1;
    }
  }

  function take(): Token {
    const token = peek();
    if (failed !== undefined || token.kind === "end") return token;
    head += 1;
    taken += 1;
    if (head === queue.length) {
      queue = [];
      head = 0;
    }
    return token;
  }

  function endToken(): Token {
    return newToken("end", at, at);
  }

  function fail(code: ProblemCode, start: number, end: number, word = text.slice(start, end)) {
    failed ??= { code, span: { start, end }, word };
  }

  function newToken(kind: TokenKind, start: number, end: number): Token {
    return { kind, start, end, value: "", suffix: "", style: "plain", candidate: undefined };
  }

  function push(kind: TokenKind, start: number, end: number) {
    queue.push({ kind, start, end, value: "", suffix: "", style: "plain", candidate: pending });
    pending = undefined;
  }

  function pushValue(kind: TokenKind, start: number, end: number, value: string, style: Style, suffix: string) {
    queue.push({ kind, start, end, value, suffix, style, candidate: pending });
    pending = undefined;
  }

  function insert(number: number, kind: TokenKind, start: number) {
    // A key whose token is gone already is announced late, and the parser stumbles.
    if (number < taken) queue.push(newToken(kind, start, start));
    else queue.splice(head + number - taken, 0, newToken(kind, start, start));
  }

  function column(): number {
    return at - lineStart;
  }

  function code(offset: number): number {
    return text.charCodeAt(offset);
  }

  /** Consumes a line break and gives what it means: U+2028 and U+2029 stay what they are. */
  function readBreak(): string {
    const char = code(at);
    let length = 1;
    if (char === cr) {
      if (code(at + 1) === lf) length = 2;
      // kubectl drops a CR before a line's end, and then go-yaml takes CR LF as one.
      else if (code(at + 1) === cr && code(at + 2) === lf) length = 3;
    }
    at += length;
    line += 1;
    lineStart = at;
    return char === 0x2028 || char === 0x2029 ? String.fromCharCode(char) : "\n";
  }

  // Keys

  function isStillPossible(candidate: Candidate): boolean {
    if (candidate.line === line && !isTooLong(candidate)) return true;
    giveUp(candidate);
    return false;
  }

  function isTooLong(candidate: Candidate): boolean {
    if (at - candidate.start <= maxKeyLength) return false;
    let length = 0;
    for (const _ of text.slice(candidate.start, at)) length += 1;
    return length > maxKeyLength;
  }

  /** The candidate is no key. Where only a key is right, that is an error; lenient, it is a key without a colon. */
  function giveUp(candidate: Candidate) {
    candidate.possible = false;
    if (!candidate.required) return;
    if (lenient) {
      insert(candidate.number, "key", candidate.start);
      return;
    }
    refuseKey(candidate.start);
  }

  /** What stands where a key must be, on the rest of its line, has no colon, or one without a space. */
  function refuseKey(start: number) {
    let end = start;
    while (!isBreakOrEnd(code(end)) && !(code(end) === 0x23 && isBlank(code(end - 1)))) end += 1;
    while (end > start && isBlank(code(end - 1))) end -= 1;
    const word = text.slice(start, end);
    fail(/^[\w./-]+:[^:/]/.test(word) ? "colon-without-space" : "missing-colon", start, end, word);
  }

  function dropCandidate() {
    const candidate = candidates[flows.length];
    if (candidate?.possible) giveUp(candidate);
  }

  /** What comes next may be a key. */
  function offerKey() {
    if (!keyAllowed) return;
    dropCandidate();
    const required = flows.length === 0 && indent === column();
    const number = taken + queue.length - head;
    pending = { possible: true, held: true, required, number, start: at, line, column: column() };
    candidates[flows.length] = pending;
  }

  // Indentation

  function roll(to: number, number: number, kind: "block-map" | "block-list", start: number) {
    if (flows.length > 0 || indent >= to) return;
    indents.push(indent);
    indent = to;
    if (indents.length > maxIndents) fail("too-deep", start, start + 1);
    if (number < 0) push(kind, start, start);
    else insert(number, kind, start);
  }

  function unroll(to: number) {
    if (flows.length > 0) return;
    while (indent > to) {
      push("block-end", at, at);
      indent = indents.pop() ?? -1;
    }
  }

  // White space and comments

  function skipToToken() {
    for (;;) {
      let char = code(at);
      while (char === space || (char === tab && (lenient || flows.length > 0 || !keyAllowed))) {
        at += 1;
        char = code(at);
      }
      if (char === 0x23) comment();
      else if (lenient && char === 0x7b && code(at + 1) === 0x7b) skipTemplateLine();
      if (!isBreak(code(at))) return;
      readBreak();
      if (flows.length === 0) keyAllowed = true;
      else if (lenient && closesBrackets()) closeBrackets();
    }
  }

  function comment() {
    const start = at;
    while (!isBreakOrEnd(code(at))) at += 1;
    comments.push({ start, end: at, ownLine: isBlankBetween(lineStart, start) });
  }

  function isBlankBetween(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (!isBlank(code(i))) return false;
    return true;
  }

  function isFirstOfLine(start: number): boolean {
    let i = start;
    while (i > 0 && isBlank(code(i - 1))) i -= 1;
    return i === 0 || isBreak(code(i - 1));
  }

  /** A line that is nothing but `{{ … }}` is an instruction of a template: to YAML it is not there. */
  function skipTemplateLine() {
    if (!isBlankBetween(lineStart, at)) return;
    let end = at;
    while (text.startsWith("{{", end)) {
      const close = templateEnd(end);
      if (close === undefined) return;
      end = close;
      while (isBlank(code(end))) end += 1;
    }
    if (!isBreakOrEnd(code(end)) && code(end) !== 0x23) return;
    template = true;
    while (at < end) {
      if (isBreak(code(at))) readBreak();
      else at += 1;
    }
    if (code(at) === 0x23) comment();
  }

  function templateEnd(from: number): number | undefined {
    if (noTemplateEnd) return undefined;
    const found = text.indexOf("}}", from);
    if (found === -1) noTemplateEnd = true;
    return found === -1 ? undefined : found + 2;
  }

  /** Whether the line at `at` can only be one of the block around the open brackets. */
  function closesBrackets(): boolean {
    looksLikeField.lastIndex = at;
    if (!looksLikeField.test(text)) return false;
    let first = at;
    while (isBlank(code(first))) first += 1;
    return first - at <= indent;
  }

  function closeBrackets() {
    const innermost = flows.at(-1)?.start;
    if (innermost !== undefined) noteUnclosed("unclosed-bracket", innermost, innermost + 1);
    while (flows.length > 0) closeFlow(at, at);
    keyAllowed = true;
  }

  function noteUnclosed(kind: ProblemCode, start: number, end: number) {
    unclosedAt ??= { code: kind, span: { start, end }, word: text[start] ?? "" };
  }

  // Tokens

  function fetch() {
    skipToToken();
    unroll(column());
    if (at >= text.length) return fetchEnd();
    const char = code(at);
    const next = code(at + 1);
    const inFlow = flows.length > 0;
    if (at === lineStart) {
      if (char === 0x25) return fetchDirective();
      const indicator = documentIndicator();
      if (indicator !== undefined) return fetchIndicator(indicator);
    }
    switch (char) {
      case 0x5b: // [
        return openFlow("list");
      case 0x7b: // {
        if (lenient && next === 0x7b && templateEnd(at) !== undefined) return fetchPlain();
        return openFlow("map");
      case 0x5d: // ]
      case 0x7d: // }
        closeFlow(at, at + 1, char === 0x5d ? "list" : "map");
        at += 1;
        keyAllowed = false;
        return;
      case 0x2c: // ,
        if (lenient && !inFlow) return fetchPlain();
        dropCandidate();
        keyAllowed = true;
        push("comma", at, at + 1);
        at += 1;
        return;
      case 0x2d: // -
        if (isBlankOrEnd(next)) return fetchItem();
        break;
      case 0x3f: // ?
        if (inFlow || isBlankOrEnd(next)) return fetchKey();
        break;
      case 0x3a: // :
        if (inFlow || isBlankOrEnd(next)) return fetchValue();
        break;
      case 0x2a: // *
        return fetchAnchor("alias");
      case 0x26: // &
        return fetchAnchor("anchor");
      case 0x21: // !
        return fetchTag();
      case 0x7c: // |
      case 0x3e: // >
        if (!inFlow) return fetchBlock();
        break;
      case 0x27: // '
      case 0x22: // "
        return fetchQuoted();
    }
    if (!lenient && !beginsPlain(char, next)) return refuseStart(char);
    fetchPlain();
  }

  function beginsPlain(char: number, next: number): boolean {
    if (char === 0x2d) return !isBlank(next);
    if (char === 0x3f || char === 0x3a) return flows.length === 0 && !isBlankOrEnd(next);
    // # | > % @ ` and a tab
    return !(
      char === 0x23 ||
      char === 0x7c ||
      char === 0x3e ||
      char === 0x25 ||
      char === 0x40 ||
      char === 0x60 ||
      char === tab
    );
  }

  function refuseStart(char: number) {
    if (char === tab) fail("tab-indentation", at, at + 1);
    else fail("bad-character", at, at + 1);
  }

  function documentIndicator(): "document-start" | "document-end" | undefined {
    const char = code(at);
    if (char !== 0x2d && char !== 0x2e) return undefined;
    if (code(at + 1) !== char || code(at + 2) !== char || !isBlankOrEnd(code(at + 3))) return undefined;
    return char === 0x2d ? "document-start" : "document-end";
  }

  function fetchEnd() {
    if (lenient) closeBrackets();
    unroll(-1);
    dropCandidate();
    keyAllowed = false;
    ended = true;
  }

  function fetchIndicator(kind: "document-start" | "document-end") {
    if (lenient) closeBrackets();
    unroll(-1);
    dropCandidate();
    keyAllowed = false;
    push(kind, at, at + 3);
    at += 3;
  }

  function fetchDirective() {
    unroll(-1);
    dropCandidate();
    keyAllowed = false;
    const start = at;
    while (!isBreakOrEnd(code(at))) at += 1;
    const rest = text.slice(start, at);
    const yaml = /^%(YAML)[ \t]+([0-9]{1,2}\.[0-9]{1,2})[ \t]*(#.*)?$/.exec(rest);
    const tag = /^%(TAG)[ \t]+(!(?:[\w-]*!)?[ \t]+[\w;/?:@&=+$,.!~*'()[\]%-]+)(?:[ \t]+(#.*)?)?$/.exec(rest);
    const found = yaml ?? tag;
    if (found === null) {
      if (!lenient) fail("directive", start, at);
    } else pushValue("directive", start, at, found[1] ?? "", "plain", found[2] ?? "");
  }

  function openFlow(kind: "map" | "list") {
    offerKey();
    flows.push({ kind, start: at, candidate: pending });
    candidates[flows.length] = undefined;
    keyAllowed = true;
    push(kind === "map" ? "flow-map" : "flow-list", at, at + 1);
    at += 1;
    if (flows.length > maxIndents) fail("too-deep", at - 1, at);
  }

  /** A closing bracket as written, or the one that the innermost bracket wants. */
  function closeFlow(start: number, end: number, written?: "map" | "list") {
    dropCandidate();
    const open = flows.pop();
    const inner = candidates[flows.length + 1];
    if (inner !== undefined) inner.possible = false;
    // go-yaml forgets here that empty brackets may be a key.
    else if (open?.candidate !== undefined) open.candidate.held = false;
    push((written ?? open?.kind) === "map" ? "flow-map-end" : "flow-list-end", start, end);
  }

  function fetchItem() {
    if (flows.length === 0) {
      if (!keyAllowed && !lenient) return fail("item-not-allowed", at, at + 1);
      roll(column(), -1, "block-list", at);
    }
    dropCandidate();
    keyAllowed = true;
    push("item", at, at + 1);
    at += 1;
  }

  function fetchKey() {
    if (flows.length === 0) {
      if (!keyAllowed) return lenient ? fetchPlain() : fail("key-not-allowed", at, at + 1);
      roll(column(), -1, "block-map", at);
    }
    dropCandidate();
    keyAllowed = flows.length === 0;
    push("key", at, at + 1);
    at += 1;
  }

  function fetchValue() {
    const candidate = candidates[flows.length];
    if (candidate?.possible && isStillPossible(candidate)) {
      insert(candidate.number, "key", candidate.start);
      roll(candidate.column, candidate.number, "block-map", candidate.start);
      candidate.possible = false;
      keyAllowed = false;
    } else {
      if (failed !== undefined) return;
      if (flows.length === 0) {
        if (!keyAllowed) return lenient ? fetchPlain() : refuseColon();
        roll(column(), -1, "block-map", at);
      }
      keyAllowed = flows.length === 0;
    }
    push("value", at, at + 1);
    at += 1;
  }

  function refuseColon() {
    const start = firstOfLine();
    const key = /^[^\s:]+/.exec(text.slice(start, at))?.[0];
    if (key === undefined || start + key.length !== at) return fail("unexpected-colon", at, at + 1);
    // A field's own colon, on a line that the text before it swallowed: that text or the indentation is at fault.
    if (lastPlain.start < lineStart && startsEntry(lastPlain.start)) return refuseKey(lastPlain.start);
    fail("bad-indentation", start, at, key);
  }

  /** Whether nothing but dashes and white space stands before `start` on its line. */
  function startsEntry(start: number): boolean {
    let i = start;
    while (i > 0 && (isBlank(code(i - 1)) || code(i - 1) === 0x2d)) i -= 1;
    return i === 0 || isBreak(code(i - 1));
  }

  function firstOfLine(): number {
    let start = lineStart;
    while (isBlank(code(start))) start += 1;
    return start;
  }

  function fetchAnchor(kind: "alias" | "anchor") {
    offerKey();
    keyAllowed = false;
    const start = at;
    let end = at + 1;
    while (isWord(code(end))) end += 1;
    const next = code(end);
    if (end === start + 1 || !(isBlankOrEnd(next) || "?:,]}%@`".includes(text[end] ?? ""))) {
      if (lenient) return scanPlain();
      while (!isBlankOrEnd(code(end))) end += 1;
      return fail("bad-anchor", start, end, text[start]);
    }
    at = end;
    pushValue(kind, start, end, text.slice(start + 1, end), "plain", "");
  }

  function fetchTag() {
    offerKey();
    keyAllowed = false;
    const start = at;
    const found = scanTag(start);
    if (found === undefined || !isBlankOrEnd(code(found.end))) {
      if (lenient) return scanPlain();
      let end = start;
      while (!isBlankOrEnd(code(end))) end += 1;
      return fail("bad-tag", start, end);
    }
    at = found.end;
    pushValue("tag", start, found.end, found.handle, "plain", found.suffix);
  }

  function scanTag(start: number): { handle: string; suffix: string; end: number } | undefined {
    if (code(start + 1) === 0x3c) {
      const end = tagEnd(start + 2);
      const suffix = decodeTag(text.slice(start + 2, end));
      if (end === start + 2 || code(end) !== 0x3e || suffix === undefined) return undefined;
      return { handle: "", suffix, end: end + 1 };
    }
    let end = start + 1;
    while (isWord(code(end))) end += 1;
    if (code(end) === 0x21) {
      const handle = text.slice(start, end + 1);
      const last = tagEnd(end + 1);
      const suffix = decodeTag(text.slice(end + 1, last));
      return last === end + 1 || suffix === undefined ? undefined : { handle, suffix, end: last };
    }
    end = tagEnd(start + 1);
    const suffix = decodeTag(text.slice(start + 1, end));
    if (suffix === undefined) return undefined;
    // "!" alone makes a string.
    return suffix === "" ? { handle: "", suffix: "!", end } : { handle: "!", suffix, end };
  }

  function tagEnd(from: number): number {
    let end = from;
    while (isWord(code(end)) || (end < text.length && ";/?:@&=+$,.!~*'()[]%".includes(text[end] ?? " "))) end += 1;
    return end;
  }

  // Scalars

  function fetchPlain() {
    offerKey();
    keyAllowed = false;
    scanPlain();
  }

  function scanPlain() {
    const start = at;
    const inFlow = flows.length > 0;
    const own = candidates[flows.length];
    // Lenient, a colon in a value that can be no key is part of it.
    const keepColons = lenient && !inFlow && !(own?.possible && own.line === line);
    const least = indent + 1;
    let end = at;
    let value = "";
    let blanks = "";
    let firstBreak = "";
    let breaks = "";
    let folding = false;
    for (;;) {
      if (at === lineStart && documentIndicator() !== undefined) break;
      let char = code(at);
      if (char === 0x23 && at !== start) break;
      const word = at;
      while (!isBlankOrEnd(char)) {
        if (char === 0x3a) {
          if (isBlankOrEnd(code(at + 1)) && !keepColons) break;
        } else if (lenient && char === 0x7b && code(at + 1) === 0x7b) {
          const close = templateEnd(at);
          if (close !== undefined && !/[\n\r]/.test(text.slice(at, close))) {
            template = true;
            at = close - 1;
          } else if (inFlow && at > start) break;
        } else if (
          inFlow &&
          (char === 0x2c || char === 0x3f || char === 0x5b || char === 0x5d || char === 0x7b || char === 0x7d)
        ) {
          // Lenient, what begins as a plain scalar takes at least one character.
          if (!lenient || at > start) break;
        }
        at += 1;
        char = code(at);
      }
      if (at > word) {
        if (folding) value += firstBreak !== "\n" ? firstBreak + breaks : breaks === "" ? " " : breaks;
        else value += blanks;
        folding = false;
        blanks = "";
        firstBreak = "";
        breaks = "";
        value += text.slice(word, at);
        end = at;
      }
      if (!isBlank(char) && !isBreak(char)) break;
      while (isBlank(char) || isBreak(char)) {
        if (isBlank(char)) {
          if (!folding) blanks += text[at];
          else if (char === tab && !lenient && column() < least) return fail("tab-indentation", at, at + 1);
          at += 1;
        } else if (!folding) {
          blanks = "";
          firstBreak = readBreak();
          folding = true;
        } else breaks += readBreak();
        char = code(at);
      }
      if (!inFlow && column() < least) break;
      if (lenient && folding && endsPlain(inFlow)) break;
    }
    pushValue("scalar", start, end, value, "plain", "");
    lastPlain = { start, end };
    if (folding) keyAllowed = true;
    if (lenient && folding && inFlow && endsPlain(inFlow)) closeBrackets();
  }

  /** Lenient: whether the next line of a plain scalar is rather something of its own. */
  function endsPlain(inFlow: boolean): boolean {
    if (inFlow) {
      looksLikeField.lastIndex = at;
      return looksLikeField.test(text) && column() <= indent;
    }
    if (code(at) === 0x7b && code(at + 1) === 0x7b) return true;
    if (code(at) === 0x2d && isBlankOrEnd(code(at + 1))) return true;
    looksLikeKey.lastIndex = at;
    return looksLikeKey.test(text);
  }

  function fetchQuoted() {
    offerKey();
    keyAllowed = false;
    const start = at;
    const startLine = line;
    const startLineStart = lineStart;
    const quote = code(at);
    at += 1;
    let value = "";
    for (;;) {
      if (at >= text.length || (at === lineStart && documentIndicator() !== undefined)) return unclosed();
      let folding = false;
      let run = at;
      for (;;) {
        const char = code(at);
        if (char === quote) {
          if (quote === 0x27 && code(at + 1) === quote) {
            value += text.slice(run, at + 1);
            at += 2;
            run = at;
            continue;
          }
          break;
        }
        if (isBlankOrEnd(char)) break;
        if (char === 0x5c && quote === 0x22) {
          value += text.slice(run, at);
          if (isBreak(code(at + 1))) {
            at += 1;
            readBreak();
            run = at;
            folding = true;
            break;
          }
          const escaped = readEscape();
          if (escaped === undefined) return;
          value += escaped;
          run = at;
          continue;
        }
        if (lenient && char === 0x7b && code(at + 1) === 0x7b) {
          const close = templateEnd(at);
          if (close !== undefined && !/[\n\r]/.test(text.slice(at, close))) {
            // A quote in there would end the scalar for kubectl.
            template ||= text.slice(at, close).includes(quote === 0x27 ? "'" : '"');
            at = close - 1;
          }
        }
        at += 1;
      }
      value += text.slice(run, at);
      if (code(at) === quote) break;
      let blanks = "";
      let firstBreak = "";
      let breaks = "";
      let char = code(at);
      while (isBlank(char) || isBreak(char)) {
        if (isBlank(char)) {
          if (!folding) blanks += text[at];
          at += 1;
        } else if (!folding) {
          blanks = "";
          firstBreak = readBreak();
          folding = true;
        } else breaks += readBreak();
        char = code(at);
      }
      if (!folding) value += blanks;
      else if (firstBreak === "\n") value += breaks === "" ? " " : breaks;
      else value += firstBreak + breaks;
      if (lenient && folding && column() <= indent && at < text.length) return unclosed();
    }
    at += 1;
    pushValue("scalar", start, at, value, quote === 0x27 ? "single" : "double", "");

    /** Strict, an error. Lenient, the text ends with its first line. */
    function unclosed() {
      let end = start + 1;
      while (!isBreakOrEnd(code(end))) end += 1;
      const firstLine = text.slice(start, end).trimEnd();
      if (!lenient) return fail("unclosed-quote", start, start + firstLine.length, text[start]);
      noteUnclosed("unclosed-quote", start, start + firstLine.length);
      const kept = flows.length > 0 ? firstLine.replace(/[,\]}]+$/, "") : firstLine;
      at = start + Math.max(kept.length, 1);
      line = startLine;
      lineStart = startLineStart;
      pushValue("scalar", start, at, kept.slice(1), quote === 0x27 ? "single" : "double", "");
    }
  }

  function readEscape(): string | undefined {
    const start = at;
    const char = text[at + 1] ?? "";
    const simple = escapes[char];
    if (simple !== undefined) {
      at += 2;
      return simple;
    }
    const length = char === "x" ? 2 : char === "u" ? 4 : char === "U" ? 8 : 0;
    const digits = text.slice(at + 2, at + 2 + length);
    if (length > 0 && digits.length === length && /^[0-9a-fA-F]+$/.test(digits)) {
      const value = Number.parseInt(digits, 16);
      if (value <= 0x10ffff && (value < 0xd800 || value > 0xdfff)) {
        at += 2 + length;
        return String.fromCodePoint(value);
      }
    }
    if (!lenient) {
      fail("bad-escape", start, Math.min(start + 2 + (length > 0 ? digits.length : 0), text.length));
      return undefined;
    }
    at += 1;
    return "\\";
  }

  function fetchBlock() {
    dropCandidate();
    keyAllowed = true;
    const start = at;
    const literal = code(at) === 0x7c;
    let end = at + 1;
    let chomp: string | undefined;
    let increment = 0;
    for (let i = 0; i < 2; i++) {
      const char = text[end] ?? "";
      if (chomp === undefined && (char === "+" || char === "-")) chomp = char;
      else if (increment === 0 && char >= "1" && char <= "9") increment = Number(char);
      else break;
      end += 1;
    }
    const header = end;
    while (isBlank(code(end))) end += 1;
    at = end;
    if (code(at) === 0x23) comment();
    if (!isBreakOrEnd(code(at))) {
      while (!isBreakOrEnd(code(at))) at += 1;
      if (!lenient) return fail("bad-block-header", start, at);
    }
    if (isBreak(code(at))) readBreak();

    let width = increment === 0 ? 0 : Math.max(indent, 0) + increment;
    let value = "";
    let firstBreak = "";
    let breaks = "";
    let last = header;
    if (!readBreaks()) return;
    let wasBlank = false;
    while (column() === width && at < text.length) {
      const blank = isBlank(code(at));
      if (!literal && firstBreak === "\n" && !wasBlank && !blank) value += breaks === "" ? " " : "";
      else value += firstBreak;
      value += breaks;
      breaks = "";
      wasBlank = blank;
      const from = at;
      while (!isBreakOrEnd(code(at))) at += 1;
      value += text.slice(from, at);
      last = at;
      firstBreak = isBreak(code(at)) ? readBreak() : "";
      if (!readBreaks()) return;
    }
    if (chomp !== "-") value += firstBreak;
    if (chomp === "+") value += breaks;
    pushValue("scalar", start, last, value, "block", "");

    /** Reads indentation and empty lines, and finds out how wide the indentation is. */
    function readBreaks(): boolean {
      let widest = 0;
      for (;;) {
        while ((width === 0 || column() < width) && code(at) === space) at += 1;
        widest = Math.max(widest, column());
        if ((width === 0 || column() < width) && code(at) === tab && !lenient) {
          fail("tab-indentation", at, at + 1);
          return false;
        }
        if (!isBreak(code(at))) break;
        breaks += readBreak();
      }
      if (width === 0) width = Math.max(widest, indent + 1, 1);
      return true;
    }
  }
}

/** A tag's suffix with its %XX decoded; undefined where that is no UTF-8. */
function decodeTag(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
});
