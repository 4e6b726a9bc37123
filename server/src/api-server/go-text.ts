// Text as Go has it: lengths in bytes, quoting, JSON, white space, order of strings.

import { quotedCharacter } from "../base/go-text.ts";

/** The length in bytes of the text's UTF-8 form, which is what Kubernetes counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

/** The first `limit` bytes of the text, cut between characters. */
export function firstBytes(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** strconv.Quote: Go's `%q`. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += quotedCharacter(character, '"', false);
  return `${quoted}"`;
}

/** json.Marshal: like JSON.stringify, but `<`, `>` and `&` escaped, and undefined members left out. */
export function goJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
