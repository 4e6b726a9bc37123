// Go's strings are bytes. Here they are JavaScript strings, a byte that is no UTF-8 standing as U+DC80 to U+DCFF.

import { quotedCharacter } from "../../base/go-text.ts";

/** The string as Go's bytes. */
export function bytesOf(text: string): Uint8Array {
  if (isAscii(text)) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  }
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) bytes.push(0xef, 0xbf, 0xbd);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Bytes as a string; a byte that is part of no character is kept, as U+DC80 to U+DCFF. */
export function textOf(bytes: Uint8Array): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    if (first < 0x80) {
      units.push(first);
      i += 1;
    } else {
      const { code, size } = runeAt(bytes, i);
      if (code < 0) units.push(0xdc00 + first);
      else if (code < 0x10000) units.push(code);
      else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      i += size;
    }
    if (units.length > 8000) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.length === 1 ? (parts[0] ?? "") : parts.join("");
}

/** The character that begins at a byte; -1 for a byte that begins none. */
function runeAt(bytes: Uint8Array, at: number): { code: number; size: number } {
  const first = bytes[at] ?? 0;
  const size =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > bytes.length) return { code: -1, size: 1 };
  let code = first & (0x7f >> size);
  for (let j = 1; j < size; j++) {
    const next = bytes[at + j] ?? 0;
    if ((next & 0xc0) !== 0x80) return { code: -1, size: 1 };
    code = (code << 6) | (next & 63);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return { code: -1, size: 1 };
  return { code, size };
}

/** Go's `len` of a string. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  let length = 0;
  for (const character of text) length += sizeOf(character);
  return length;
}

/** Go's `text[start:end]`, in bytes; undefined where Go would panic. */
export function byteSlice(text: string, start: number, end: number): string | undefined {
  if (isAscii(text)) return start < 0 || end > text.length || start > end ? undefined : text.slice(start, end);
  const bytes = bytesOf(text);
  return start < 0 || end > bytes.length || start > end ? undefined : textOf(bytes.subarray(start, end));
}

function sizeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code >= 0xdc80 && code <= 0xdcff) return 1;
  return code < 0x10000 ? 3 : 4;
}

/** Whether no character takes more than a byte. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Whether the string has a byte that is no UTF-8. */
export function hasBrokenBytes(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}

/** What becomes of the string in JSON: each broken byte U+FFFD. */
export function repaired(text: string): string {
  return hasBrokenBytes(text) ? text.replace(/[\ud800-\udfff]/gu, "\ufffd") : text;
}

/** strings.Trim, TrimLeft or TrimRight with a set of characters. */
export function trimSet(text: string, set: string, side: "both" | "left" | "right"): string {
  const members = new Set(set);
  const characters = isAscii(text) && isAscii(set) ? undefined : [...text];
  if (characters === undefined) {
    let start = 0;
    let end = text.length;
    if (side !== "right") while (start < end && members.has(text[start] ?? "")) start += 1;
    if (side !== "left") while (end > start && members.has(text[end - 1] ?? "")) end -= 1;
    return text.slice(start, end);
  }
  let start = 0;
  let end = characters.length;
  if (side !== "right") while (start < end && members.has(characters[start] ?? "")) start += 1;
  if (side !== "left") while (end > start && members.has(characters[end - 1] ?? "")) end -= 1;
  return characters.slice(start, end).join("");
}

/** strconv.Quote, and fmt's `%q`; `ascii` for `%+q`. */
export function quoteText(text: string, ascii = false): string {
  if (!ascii && /^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += quotedCharacter(character, '"', ascii);
  return `${quoted}"`;
}

/** strconv.QuoteRune. */
export function quoteRune(code: number, ascii = false): string {
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return `'${quotedCharacter(valid ? String.fromCodePoint(code) : "\ufffd", "'", ascii)}'`;
}

/** strconv.Unquote of a string in double quotes or backquotes; undefined for bad syntax. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0];
  if (quoted.length < 2 || quote !== quoted.at(-1)) return undefined;
  const inner = quoted.slice(1, -1);
  if (quote === "`") return inner.includes("`") ? undefined : inner.replaceAll("\r", "");
  if (quote !== '"' || inner.includes("\n")) return undefined;
  if (!inner.includes("\\")) return inner.includes('"') ? undefined : inner;
  const bytes: number[] = [];
  for (let i = 0; i < inner.length; ) {
    const read = unquoteOne(inner, i, '"');
    if (read === undefined) return undefined;
    if (read.byte) bytes.push(read.code);
    else bytes.push(...bytesOf(String.fromCodePoint(read.code)));
    i = read.next;
  }
  return textOf(Uint8Array.from(bytes));
}

/** strconv.UnquoteChar of a character constant, quotes and all; undefined for bad syntax. */
export function unquoteRune(quoted: string): { code: number; rest: string } | undefined {
  const read = unquoteOne(quoted, 1, "'");
  return read && { code: read.code, rest: quoted.slice(read.next) };
}

function unquoteOne(
  text: string,
  at: number,
  quote: string,
): { code: number; next: number; byte: boolean } | undefined {
  const first = text[at];
  if (first === undefined || first === quote) return undefined;
  if (first !== "\\") {
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return { code: code - 0xdc00, next: at + 1, byte: true };
    return { code, next: at + (code > 0xffff ? 2 : 1), byte: false };
  }
  const letter = text[at + 1] ?? "";
  const simple = "abfnrtv".indexOf(letter);
  if (letter !== "" && simple >= 0) return { code: [7, 8, 12, 10, 13, 9, 11][simple] ?? 0, next: at + 2, byte: false };
  if (letter === "\\" || letter === quote) return { code: letter.charCodeAt(0), next: at + 2, byte: false };
  const digits = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
  if (digits > 0) {
    const written = text.slice(at + 2, at + 2 + digits);
    if (written.length < digits || !/^[0-9a-fA-F]+$/.test(written)) return undefined;
    const code = Number.parseInt(written, 16);
    if (letter !== "x" && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return undefined;
    return { code, next: at + 2 + digits, byte: letter === "x" };
  }
  const octal = text.slice(at + 1, at + 4);
  if (!/^[0-7]{3}$/.test(octal)) return undefined;
  const code = Number.parseInt(octal, 8);
  return code > 255 ? undefined : { code, next: at + 4, byte: true };
}
