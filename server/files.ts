// Files on disk, as the command line and other editors see them: which ones count, in which order, and their text.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { setImmediate as others } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import ignore, { type Ignore } from "ignore";
import { trackedPaths } from "./src/base/git-index.ts";
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
  async below(folder) {
    if (!folder.startsWith("file:")) return [];
    const top = fileURLToPath(folder);
    const found: string[] = [];
    await addBelow(top, await realpath(top), found);
    return found;
  },
  async bytes(uri) {
    if (!uri.startsWith("file:")) return undefined;
    const file = fileURLToPath(uri);
    return (await stat(file)).size > largest ? undefined : await readFile(file);
  },
};

/** A chart with more files is none. */
const mostOfChart = 20_000;

/** The files below a folder; a link is followed where it stays inside of `top`. */
async function addBelow(folder: string, top: string, found: string[], depth = 0): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (found.length >= mostOfChart || depth > 40) return;
    if (isNeverRead(entry.name)) continue;
    const full = path.join(folder, entry.name);
    let kind: { isFile(): boolean; isDirectory(): boolean } = entry;
    if (entry.isSymbolicLink()) {
      const real = await realpath(full).catch(() => "");
      if (!real.startsWith(top + path.sep) || full.startsWith(real + path.sep)) continue;
      kind = await stat(full);
    }
    if (kind.isDirectory()) await addBelow(full, top, found, depth + 1);
    else if (kind.isFile()) found.push(pathToFileURL(full).href);
  }
}

/** How many files that look like manifests a walk has left out. */
export interface LeftOut {
  /** A .gitignore names them, and git does not track them. */
  ignored: number;
}

/**
 * The files below a folder that may be manifests: entries by name (UTF-8 bytes), a subfolder's contents in its place;
 * `.git`, `node_modules` and what a .gitignore names (nested ones count) left out, unless git tracks it. Folders that cannot be
 * read give nothing.
 */
export function* walk(folder: string, leftOut: LeftOut = { ignored: 0 }): Iterable<string> {
  yield* walkIn(folder, ignoresAbove(folder), new Repository(folder), leftOut);
}

function* walkIn(
  folder: string,
  rules: readonly GitIgnore[],
  repository: Repository,
  leftOut: LeftOut,
): Iterable<string> {
  const own = readIgnore(folder);
  const ignores = own === undefined ? rules : [...rules, own];
  for (const entry of entriesOf(folder)) {
    if (isNeverRead(entry.name)) continue;
    const full = path.join(folder, entry.name);
    const kind = entry.isDirectory() ? "folder" : "file";
    if (!isIgnored(full, kind, ignores)) {
      if (kind === "folder") yield* walkIn(full, ignores, repository, leftOut);
      else if (entry.isFile() && mayBeManifest(entry.name)) yield full;
    } else if (kind === "folder") yield* walkIgnored(full, repository, leftOut);
    else yield* ofIgnored(full, entry.name, repository, leftOut);
  }
}

/** Of what is ignored, git decides file by file. */
function* walkIgnored(folder: string, repository: Repository, leftOut: LeftOut): Iterable<string> {
  if (!repository.tracks(folder)) {
    leftOut.ignored += manifestsBelow(folder, { left: mostCounted });
    return;
  }
  for (const entry of entriesOf(folder)) {
    if (isNeverRead(entry.name)) continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walkIgnored(full, repository, leftOut);
    else if (entry.isFile()) yield* ofIgnored(full, entry.name, repository, leftOut);
  }
}

function* ofIgnored(full: string, name: string, repository: Repository, leftOut: LeftOut): Iterable<string> {
  if (!mayBeManifest(name)) return;
  if (repository.tracks(full)) yield full;
  else leftOut.ignored += 1;
}

/** An ignored folder is looked into no further than this, in entries: what is built or fetched may be huge. */
const mostCounted = 5000;

function manifestsBelow(folder: string, budget: { left: number }): number {
  let count = 0;
  for (const entry of entriesOf(folder)) {
    if (budget.left-- <= 0) return count;
    if (isNeverRead(entry.name)) continue;
    if (entry.isDirectory()) count += manifestsBelow(path.join(folder, entry.name), budget);
    else if (entry.isFile() && mayBeManifest(entry.name)) count += 1;
  }
  return count;
}

function isNeverRead(name: string): boolean {
  return name === ".git" || name === "node_modules";
}

function mayBeManifest(name: string): boolean {
  return endings.includes(path.extname(name).toLowerCase()) || name === "Kustomization";
}

/** What git tracks around a folder; its index is read when somebody asks. */
class Repository {
  readonly #folder: string;
  #tracked: ReadonlySet<string> | undefined;
  #root = "";

  constructor(folder: string) {
    this.#folder = path.resolve(folder);
  }

  /** Whether the file is tracked, or something in the folder; outside a work tree nothing is. */
  tracks(full: string): boolean {
    this.#tracked ??= this.#read();
    if (this.#tracked.size === 0) return false;
    return this.#tracked.has(path.relative(this.#root, path.resolve(full)).split(path.sep).join("/"));
  }

  #read(): ReadonlySet<string> {
    let root = this.#folder;
    while (!isRepository(root)) {
      const above = path.dirname(root);
      if (above === root) return new Set();
      root = above;
    }
    this.#root = root;
    const tracked = new Set<string>();
    for (const file of readIndex(root) ?? []) {
      tracked.add(file);
      for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
        const folder = file.slice(0, end);
        if (tracked.has(folder)) break;
        tracked.add(folder);
      }
    }
    return tracked;
  }
}

/** The tracked paths of a work tree; undefined where its index cannot be read. */
function readIndex(root: string): readonly string[] | undefined {
  try {
    const git = path.join(root, ".git");
    // In a linked work tree or a submodule `.git` is a file that says where the rest is.
    const said = statSync(git).isDirectory() ? undefined : /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8"))?.[1];
    const folder = said === undefined ? git : path.resolve(root, said.trim());
    return trackedPaths(readFileSync(path.join(folder, "index")));
  } catch {
    return undefined;
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
