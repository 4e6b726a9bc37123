// Which files belong to one cluster. A workspace is rarely one: `envs/staging` and `envs/production` hold the same
// objects, so they are alternatives, and what is in one says nothing of the other.

import type { WorkspaceFile } from "./document.ts";
import type { Resource } from "./resource.ts";

/** Counts, for each pair of folders, the objects that both hold; kept up to date object by object. */
export class Alternatives {
  #counts = new Map<string, number>();
  /** Replaced when a pair of folders comes or goes: whoever remembers it knows that scopes are as they were. */
  version: object = {};

  /** To be called with all holders of one identity before it changes (`-1`) and after (`1`). */
  count(holders: readonly Resource[], step: 1 | -1): void {
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
    if (a === b || this.#counts.size === 0) return true;
    const pair = fork(folderOf(a.uri), folderOf(b.uri));
    return pair === undefined || !this.#counts.has(pair);
  }
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
