// What YAML's text is made of.

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
export interface Candidate {
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

export function newToken(
  kind: TokenKind,
  start: number,
  end: number,
  candidate?: Candidate,
  value = "",
  style: Style = "plain",
  suffix = "",
): Token {
  return { kind, start, end, value, suffix, style, candidate };
}

/** Tokens that were read and not yet taken. All of a text's are counted, from 0 on. */
export class TokenQueue {
  /** How many tokens have been taken. */
  taken = 0;
  /** What the next token may turn out to be. */
  pending: Candidate | undefined;
  #tokens: Token[] = [];
  #head = 0;

  first(): Token | undefined {
    return this.#tokens[this.#head];
  }

  /** Changes with every token that comes. */
  get length(): number {
    return this.#tokens.length;
  }

  /** The number of the token that comes next. */
  next(): number {
    return this.taken + this.#tokens.length - this.#head;
  }

  /** The first token is taken. */
  drop(): void {
    this.#head += 1;
    this.taken += 1;
    if (this.#head < this.#tokens.length) return;
    this.#tokens = [];
    this.#head = 0;
  }

  push(kind: TokenKind, start: number, end: number, value?: string, style?: Style, suffix?: string): void {
    this.#tokens.push(newToken(kind, start, end, this.pending, value, style, suffix));
    this.pending = undefined;
  }

  /** Puts a token of no length before the one with this number. */
  insert(number: number, kind: TokenKind, start: number): void {
    const token = newToken(kind, start, start);
    // A key whose token is gone already is announced late, and the parser stumbles.
    if (number < this.taken) this.#tokens.push(token);
    else this.#tokens.splice(this.#head + number - this.taken, 0, token);
  }
}

/** Whether the document ends before a token of this kind. */
export function isDocumentEnd(kind: TokenKind): boolean {
  return kind === "end" || kind === "document-start" || kind === "document-end" || kind === "directive";
}
