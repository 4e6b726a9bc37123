// Files on disk, as the command line and other editors see them: which ones count, in which order, and their text.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { setImmediate as others } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import ignore, { type Ignore } from "ignore";
import type { FileSource } from "./src/server.ts";

/** What the extension and the command line call a manifest before they looked into it. */
const endings = [".yaml", ".yml", ".json"];

/** A larger file is no manifest that people write, and would hold everything up. */
const largest = 50 * 1024 * 1024;

/** For so long, in milliseconds, nobody notices that nobody answers. */
const unnoticed = 10;

/** For editors whose client does not offer to read files. Lets the server answer in between, for somebody may be typing. */
export const nodeFiles: FileSource = {
  async list(folders) {
    const found: string[] = [];
    let since = Date.now();
    for (const folder of folders) {
      if (!folder.startsWith("file:")) continue;
      for (const file of walk(fileURLToPath(folder))) {
        found.push(pathToFileURL(file).href);
        if (Date.now() - since < unnoticed) continue;
        await others();
        since = Date.now();
      }
    }
    return found;
  },
  async read(uri) {
    if (!uri.startsWith("file:")) return undefined;
    const file = fileURLToPath(uri);
    if ((await stat(file)).size > largest) return undefined;
    const read = decodeText(await readFile(file));
    return read.kind === "text" ? read.text : undefined;
  },
};

/**
 * The files below a folder that may be manifests: entries by name (UTF-8 bytes), a subfolder's contents in its place;
 * `.git`, `node_modules` and what a .gitignore names (nested ones count) left out. Folders that cannot be read give nothing.
 */
export function* walk(folder: string, rules: readonly GitIgnore[] = ignoresAbove(folder)): Iterable<string> {
  const own = readIgnore(folder);
  const ignores = own === undefined ? rules : [...rules, own];
  for (const entry of entriesOf(folder)) {
    if (entry.name === ".git" || entry.name === "node_modules") continue;
    const full = path.join(folder, entry.name);
    if (isIgnored(full, entry.isDirectory() ? "folder" : "file", ignores)) continue;
    if (entry.isDirectory()) yield* walk(full, ignores);
    else if (!entry.isFile()) continue;
    else if (endings.includes(path.extname(entry.name).toLowerCase()) || entry.name === "Kustomization") yield full;
  }
}

/** A file's text, or why there is none. */
export type Reading =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "not-text" }
  | { readonly kind: "too-large" }
  | { readonly kind: "unreadable"; readonly why: string };

export function readText(file: string): Reading {
  try {
    if (statSync(file).size > largest) return { kind: "too-large" };
    return decodeText(readFileSync(file));
  } catch (error) {
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  }
}

/** UTF-8, strictly, and without NUL bytes: all else is no text. A byte order mark stays. */
export function decodeText(bytes: Uint8Array): Reading {
  if (bytes.includes(0)) return { kind: "not-text" };
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: "not-text" };
  }
}

/** One .gitignore, and the folder that it speaks of. */
export interface GitIgnore {
  readonly folder: string;
  readonly rules: Ignore;
}

function isIgnored(full: string, kind: "folder" | "file", ignores: readonly GitIgnore[]): boolean {
  let ignored = false;
  for (const { folder, rules } of ignores) {
    const relative = path.relative(folder, full).split(path.sep).join("/") + (kind === "folder" ? "/" : "");
    const answer = rules.test(relative);
    if (answer.ignored) ignored = true;
    if (answer.unignored) ignored = false;
  }
  return ignored;
}

/** The .gitignore files above a folder, up to the root of its repository. */
function ignoresAbove(folder: string): readonly GitIgnore[] {
  const found: GitIgnore[] = [];
  let at = path.resolve(folder);
  if (isRepository(at)) return found;
  for (let parent = path.dirname(at); parent !== at; at = parent, parent = path.dirname(at)) {
    const own = readIgnore(parent);
    if (own !== undefined) found.unshift(own);
    if (isRepository(parent)) return found;
  }
  return []; // no repository: a .gitignore somewhere above means nothing here
}

function isRepository(folder: string): boolean {
  try {
    statSync(path.join(folder, ".git"));
    return true;
  } catch {
    return false;
  }
}

function readIgnore(folder: string): GitIgnore | undefined {
  try {
    return { folder, rules: ignore().add(readFileSync(path.join(folder, ".gitignore"), "utf8")) };
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
    );
  } catch {
    return [];
  }
}
