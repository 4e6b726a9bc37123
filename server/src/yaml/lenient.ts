// What a scanner does where kubectl would refuse, and where a text is half-typed or a template: seven questions, which the
// strict policy answers as kubectl does and the lenient one with what is most likely meant.

import { isBlank, isBlankOrEnd, isBreakOrEnd } from "./characters.ts";
import type { TextReader } from "./text-reader.ts";

export interface Policy {
  /** Whether what kubectl refuses ends everything. */
  readonly refuses: boolean;
  /** Whether `{{ }}` was met where it breaks YAML. */
  readonly sawTemplate: boolean;
  /** Behind the `}}` of the `{{` at `at`, wherever that is; undefined where `{{` is nothing but two brackets. */
  templateEnd(at: number): number | undefined;
  /**
   * The same on one line, where a scalar takes it in as it stands. `quote` is the scalar's own: a template's action breaks YAML
   * outside quotes, or with that quote in it.
   */
  templateInScalar(at: number, quote?: string): number | undefined;
  /** The same where the line holds nothing else: to YAML such an instruction is not there. */
  templateLineEnd(reader: TextReader): number | undefined;
  /** Whether the line that begins here can only be one of the block around the open brackets. */
  closesBrackets(reader: TextReader, indent: number): boolean;
  /** Whether the next line of a plain scalar is rather something of its own. */
  endsPlain(reader: TextReader, indent: number, inFlow: boolean): boolean;
  /** Whether the next line of a scalar whose quote is still open is rather something of its own. */
  endsQuoted(reader: TextReader, indent: number): boolean;
}

/** As kubectl reads. */
export const strictPolicy: Policy = {
  refuses: true,
  sawTemplate: false,
  templateEnd: () => undefined,
  templateInScalar: () => undefined,
  templateLineEnd: () => undefined,
  closesBrackets: () => false,
  endsPlain: () => false,
  endsQuoted: () => false,
};

/** A line that is a field, or an item of a list, whatever stands around it. */
const looksLikeField = /[ \t]*(?:(?:- +)*[A-Za-z_][^\s#"'{}[\],]*:(?:\s|$)|- )/y;
/** A line of a plain text that is rather a field. */
const looksLikeKey = /[^\s#"'&*!|>%@`{}[\],?-][^\n\r#]*?:(?:\s|$)/y;

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** The most likely meaning of `text`, one policy a text. */
export class LenientPolicy implements Policy {
  readonly refuses = false;
  sawTemplate = false;
  readonly #text: string;
  /** No `}}` comes any more: not to be looked for again. */
  #noTemplateEnd = false;

  constructor(text: string) {
    this.#text = text;
  }

  templateEnd(at: number): number | undefined {
    if (this.#noTemplateEnd) return undefined;
    const found = this.#text.indexOf("}}", at);
    if (found === -1) this.#noTemplateEnd = true;
    return found === -1 ? undefined : found + 2;
  }

  templateInScalar(at: number, quote?: string): number | undefined {
    const end = this.templateEnd(at);
    if (end === undefined) return undefined;
    const action = this.#text.slice(at, end);
    if (/[\n\r]/.test(action)) return undefined;
    if (quote === undefined || action.includes(quote)) this.sawTemplate = true;
    return end;
  }

  templateLineEnd(reader: TextReader): number | undefined {
    const text = this.#text;
    if (!text.startsWith("{{", reader.at) || !reader.isBlankBefore(reader.at)) return undefined;
    let end = reader.at;
    while (text.startsWith("{{", end)) {
      const close = this.templateEnd(end);
      if (close === undefined) return undefined;
      end = close;
      while (isBlank(text.charCodeAt(end))) end += 1;
    }
    if (!isBreakOrEnd(text.charCodeAt(end)) && text[end] !== "#") return undefined;
    this.sawTemplate = true;
    return end;
  }

  closesBrackets(reader: TextReader, indent: number): boolean {
    const text = this.#text;
    if (!matchesAt(looksLikeField, text, reader.at)) return false;
    let first = reader.at;
    while (isBlank(text.charCodeAt(first))) first += 1;
    return first - reader.at <= indent;
  }

  endsPlain(reader: TextReader, indent: number, inFlow: boolean): boolean {
    const text = this.#text;
    const { at } = reader;
    if (inFlow) return reader.column() <= indent && matchesAt(looksLikeField, text, at);
    if (text.startsWith("{{", at)) return true;
    if (text[at] === "-" && isBlankOrEnd(text.charCodeAt(at + 1))) return true;
    return matchesAt(looksLikeKey, text, at);
  }

  endsQuoted(reader: TextReader, indent: number): boolean {
    return reader.column() <= indent && reader.at < this.#text.length;
  }
}
