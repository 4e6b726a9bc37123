// A chart's files as they came through the door, and what an archive holds.

import { textOf } from "../go/text.ts";
import { fail } from "../go/values.ts";

/** A file, by its path below the chart's folder. `text` has broken bytes as text.ts says. */
export interface ChartFile {
  readonly path: string;
  readonly text: string;
  /** The name by which its place is told: a URI or path of the workspace; absent within an archive. */
  readonly uri?: string;
  /** Where `text` is only a part of what stands there, with blanks around it: all of it. */
  readonly whole?: string;
}

/** What stands in the file. */
export function shownText({ text, whole }: ChartFile): string {
  return whole ?? text;
}

/** What Helm allows a chart's archive: all of it, and one file, in bytes unpacked. */
export const maxArchive = 100 * 1024 * 1024;
export const maxFile = 5 * 1024 * 1024;
/** More files than that are not looked at. */
const maxEntries = 20_000;

/** The text of a file that was read as bytes; a byte order mark is left out, as Helm does. */
export function fileText(bytes: Uint8Array): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return textOf(start === 0 ? bytes : bytes.subarray(start));
}

/** The files of a chart's .tgz; throws a GoError with Helm's message. */
export function readArchive(bytes: Uint8Array): readonly ChartFile[] {
  const tar = gunzip(bytes);
  const files: ChartFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(asciiText(header, 124, 12).trim() || "0", 8);
    if (!Number.isFinite(size) || size < 0) fail("archive/tar: invalid tar header");
    const type = String.fromCharCode(header[156] ?? 0);
    const prefix = asciiText(header, 257, 6).startsWith("ustar") ? asciiText(header, 345, 155) : "";
    const own = asciiText(header, 0, 100);
    const name = longName ?? (prefix === "" ? own : `${prefix}/${own}`);
    const body = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    longName = undefined;
    if (type === "L") longName = textOf(body).replace(/\0.*$/s, "");
    else if (type === "x") longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(textOf(body))?.[1];
    else if (type !== "g" && type !== "5" && !name.endsWith("/")) {
      if (type !== "0" && type !== "\0" && type !== "7") continue;
      const path = safePath(name);
      if (size > maxFile)
        fail(`decompressed chart file ${JSON.stringify(name)} is larger than the maximum file size ${maxFile}`);
      if (body.length < size) fail("unexpected EOF");
      files.push({ path, text: fileText(body) });
      if (files.length > maxEntries) fail(`more than ${maxEntries} files in the archive`);
    }
  }
  if (files.length === 0) fail("no files in chart archive");
  return files;
}

function asciiText(bytes: Uint8Array, from: number, length: number): string {
  const part = bytes.subarray(from, from + length);
  const end = part.indexOf(0);
  return textOf(end < 0 ? part : part.subarray(0, end));
}

/** The path without its first folder, which is the chart's. */
function safePath(name: string): string {
  const delimiter = name.includes("\\") ? "\\" : "/";
  const [first, ...rest] = name.split(delimiter);
  const joined = rest.join("/");
  if (joined.startsWith("/")) fail("chart illegally contains absolute paths");
  const parts: string[] = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  if (parts.length === 0) fail(`chart illegally contains content outside the base directory: ${JSON.stringify(name)}`);
  if (parts[0]?.startsWith("..")) fail("chart illegally references parent directory");
  if (/^[a-zA-Z]:\//.test(parts.join("/"))) fail("chart contains illegally named files");
  if (first === "Chart.yaml") fail("chart yaml not in base directory");
  return parts.join("/");
}

function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) fail("gzip: invalid header");
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = bytes.indexOf(0, at) + 1;
  if ((flags & 2) !== 0) at += 2;
  return inflate(bytes.subarray(at));
}

/** RFC 1951. */
function inflate(input: Uint8Array): Uint8Array {
  let out = new Uint8Array(Math.min(Math.max(input.length * 4, 1024), maxArchive));
  let length = 0;
  let at = 0;
  let held = 0;
  let count = 0;

  const bits = (need: number): number => {
    while (count < need) {
      if (at >= input.length) fail("unexpected EOF");
      held |= (input[at] ?? 0) << count;
      at += 1;
      count += 8;
    }
    const value = held & ((1 << need) - 1);
    held >>>= need;
    count -= need;
    return value;
  };
  const room = (more: number): void => {
    if (length + more > maxArchive) fail(`decompressed chart is larger than the maximum file size ${maxArchive}`);
    if (length + more <= out.length) return;
    const larger = new Uint8Array(Math.min(Math.max(out.length * 2, length + more), maxArchive));
    larger.set(out.subarray(0, length));
    out = larger;
  };
  const symbol = ({ counts, symbols }: Codes): number => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size < 16; size++) {
      code |= bits(1);
      const here = counts[size] ?? 0;
      if (code - here < first) return symbols[index + (code - first)] ?? 0;
      index += here;
      first = (first + here) << 1;
      code <<= 1;
    }
    return fail("flate: corrupt input");
  };

  for (let isLast = false; !isLast; ) {
    isLast = bits(1) === 1;
    const kind = bits(2);
    if (kind === 0) {
      held = 0;
      count = 0;
      const size = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
      at += 4;
      if (at + size > input.length) fail("unexpected EOF");
      room(size);
      out.set(input.subarray(at, at + size), length);
      at += size;
      length += size;
      continue;
    }
    if (kind === 3) fail("flate: corrupt input");
    const { literals, distances } = kind === 1 ? fixedCodes() : dynamicCodes();
    for (;;) {
      const found = symbol(literals);
      if (found < 256) {
        room(1);
        out[length] = found;
        length += 1;
      } else if (found === 256) break;
      else {
        const size = (lengthBase[found - 257] ?? 0) + bits(lengthExtra[found - 257] ?? 0);
        const slot = symbol(distances);
        const distance = (distanceBase[slot] ?? 0) + bits(distanceExtra[slot] ?? 0);
        if (distance > length) fail("flate: corrupt input");
        room(size);
        for (let i = 0; i < size; i++) out[length + i] = out[length - distance + i] ?? 0;
        length += size;
      }
    }
  }
  return out.subarray(0, length);

  function dynamicCodes(): { literals: Codes; distances: Codes } {
    const literalCount = bits(5) + 257;
    const distanceCount = bits(5) + 1;
    const codeCount = bits(4) + 4;
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    const sizes: number[] = new Array(19).fill(0);
    for (let i = 0; i < codeCount; i++) sizes[order[i] ?? 0] = bits(3);
    const codes = codesOf(sizes);
    const all: number[] = [];
    while (all.length < literalCount + distanceCount) {
      const found = symbol(codes);
      if (found < 16) all.push(found);
      else {
        const repeated = found === 16 ? (all.at(-1) ?? 0) : 0;
        const times = found === 16 ? bits(2) + 3 : found === 17 ? bits(3) + 3 : bits(7) + 11;
        for (let i = 0; i < times; i++) all.push(repeated);
      }
    }
    return {
      literals: codesOf(all.slice(0, literalCount)),
      distances: codesOf(all.slice(literalCount, literalCount + distanceCount)),
    };
  }
}

interface Codes {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codesOf(sizes: readonly number[]): Codes {
  const counts: number[] = new Array(16).fill(0);
  for (const size of sizes) counts[size] = (counts[size] ?? 0) + 1;
  counts[0] = 0;
  const offsets: number[] = [0, 0];
  for (let size = 1; size < 15; size++) offsets[size + 1] = (offsets[size] ?? 0) + (counts[size] ?? 0);
  const symbols: number[] = [];
  sizes.forEach((size, value) => {
    if (size === 0) return;
    symbols[offsets[size] ?? 0] = value;
    offsets[size] = (offsets[size] ?? 0) + 1;
  });
  return { counts, symbols };
}

function fixedCodes(): { literals: Codes; distances: Codes } {
  const sizes = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return { literals: codesOf(sizes), distances: codesOf(new Array(30).fill(5)) };
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
