// Which plain files belong to one cluster. A workspace is rarely one: `envs/staging` and `envs/production` hold the same
// objects, so they are alternatives, and what is in one says nothing of the other. In one folder two files are alternatives
// only where they repeat a whole application (`all-in-one.yaml` beside its parts), or where many repeat one Service.

import type { WorkspaceFile } from "./document.ts";
import type { Resource } from "./resource.ts";

/** Counts, for each pair of folders, the objects that both hold; kept up to date object by object. */
export class Alternatives {
  /** By pair of folders, the objects that both hold. */
  #counts = new Map<string, number>();
  /** By pair of files in one folder, what both hold. */
  #files = new Map<string, Shared>();
  /** Replaced when a pair of folders comes or goes: whoever remembers it knows that scopes are as they were. */
  version: object = {};

  /** To be called with all holders of one identity before it changes (`-1`) and after (`1`). */
  count(holders: readonly Resource[], step: 1 | -1): void {
    if (holders.length < 2) return;
    for (const [pair, shared] of filePairsOf(holders)) {
      const before = this.#files.get(pair) ?? nothingShared;
      const after = {
        services: before.services + step * shared.services,
        workloads: before.workloads + step * shared.workloads,
        crowds: before.crowds + step * shared.crowds,
      };
      if (after.services === 0 && after.workloads === 0 && after.crowds === 0) this.#files.delete(pair);
      else this.#files.set(pair, after);
      if (tells(before) !== tells(after)) this.version = {};
    }
    for (const pair of pairsOf(holders)) {
      const before = this.#counts.get(pair) ?? 0;
      const after = before + step;
      if (after === 0) this.#counts.delete(pair);
      else this.#counts.set(pair, after);
      if (before === 0 || after === 0) this.version = {};
    }
  }

  /** Whether two files may be applied to one cluster. */
  inOneScope(a: WorkspaceFile, b: WorkspaceFile): boolean {
    if (a === b || (this.#counts.size === 0 && this.#files.size === 0)) return true;
    const pair = fork(folderOf(a.uri), folderOf(b.uri));
    if (pair !== undefined) return !this.#counts.has(pair);
    return this.#files.size === 0 || !tells(this.#files.get(pairOf(a.uri, b.uri)) ?? nothingShared);
  }
}

/** How many Services two files both hold, how many workloads or Ingresses, and how many Services that many files hold. */
interface Shared {
  readonly services: number;
  readonly workloads: number;
  readonly crowds: number;
}

const nothingShared: Shared = { services: 0, workloads: 0, crowds: 0 };

/** From so many files in one folder on, a Service is no duplicate: the folder is a collection of examples. */
const crowd = 3;

function tells({ services, workloads, crowds }: Shared): boolean {
  return crowds > 0 || (services > 0 && workloads > 0);
}

function filePairsOf(holders: readonly Resource[]): ReadonlyMap<string, Shared> {
  const pairs = new Map<string, Shared>();
  const [first] = holders;
  const isService = first?.manifest.is === "service";
  if (!isService && first?.manifest.is !== "workload" && first?.manifest.is !== "ingress") return pairs;
  const byFolder = new Map<string, Set<string>>();
  for (const { document } of holders.slice(0, 64)) {
    const folder = folderOf(document.file.uri);
    const files = byFolder.get(folder) ?? new Set();
    byFolder.set(folder, files.add(document.file.uri));
  }
  for (const files of byFolder.values()) {
    const uris = [...files];
    const shared = {
      services: isService ? 1 : 0,
      workloads: isService ? 0 : 1,
      crowds: isService && uris.length >= crowd ? 1 : 0,
    };
    for (const [index, a] of uris.entries()) for (const b of uris.slice(index + 1)) pairs.set(pairOf(a, b), shared);
  }
  return pairs;
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

/** Namespaces are declared again beside what is put into them; that alone makes no alternatives. */
export function tellsAlternatives(kind: string): boolean {
  return kind !== "Namespace" && kind !== "Kustomization";
}

function* pairsOf(holders: readonly Resource[]): Iterable<string> {
  if (holders.length < 2) return;
  const folders = [...new Set(holders.map((holder) => folderOf(holder.document.file.uri)))].slice(0, 64);
  const seen = new Set<string>();
  for (const [index, a] of folders.entries()) {
    for (const b of folders.slice(index + 1)) {
      const pair = fork(a, b);
      if (pair !== undefined && !seen.has(pair)) {
        seen.add(pair);
        yield pair;
      }
    }
  }
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/") + 1);
}

/** The two folders in which the ways to `a` and `b` part, in order; undefined where they are one folder. */
function fork(a: string, b: string): string | undefined {
  if (a === b) return undefined;
  const left = a.split("/");
  const right = b.split("/");
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  const pair = [left.slice(0, common + 1).join("/"), right.slice(0, common + 1).join("/")].sort();
  return pair.join("\n");
}
