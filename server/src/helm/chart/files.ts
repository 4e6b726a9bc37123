// A chart's files as they came through the door, and what an archive holds.

import { textOf } from "../go/text.ts";
import { fail } from "../go/values.ts";
import { inflate } from "./inflate.ts";

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
  return inflate(bytes.subarray(at), maxArchive);
}
