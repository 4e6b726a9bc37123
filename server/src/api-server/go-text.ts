// Text as Go has it: lengths in bytes, quoting, JSON, white space, order of strings.

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
  for (const character of text) quoted += quotedCharacter(character);
  return `${quoted}"`;
}

/** json.Marshal: like JSON.stringify, but `<`, `>` and `&` escaped, and undefined members left out. */
export function goJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** strings.TrimSpace: not quite String.trim, which takes a byte order mark for white space and leaves NEL. */
export function trimSpace(text: string): string {
  return text.replace(new RegExp(`^[${whiteSpace}]+|[${whiteSpace}]+$`, "g"), "");
}

/** Order of UTF-8 bytes, in which Go sorts the keys of a map when it writes JSON. */
export function compareBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const whiteSpace = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function quotedCharacter(character: string): string {
  const escaped = escapes[character];
  if (escaped !== undefined) return escaped;
  if (character === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}
