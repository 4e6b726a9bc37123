// An answer about each document, kept for as long as nothing that was looked at for it has changed.

import type { WorkspaceDocument } from "./document.ts";
import type { Watcher } from "./fact-index.ts";
import type { Lookup } from "./same-scope.ts";
import type { World } from "./world.ts";

/** What answers rest on: a workspace, with what renews everything when it becomes another. */
export interface Source {
  readonly settings: object;
  readonly snapshot: object | undefined;
  readonly scopesVersion: object;
  readonly isComplete: boolean;
  readonly lookup: Lookup;
  watch(watcher: Watcher): void;
  world(lookup: Lookup): World;
}

/** `lookup`: for another memory that the answer rests on, so that both rest on the same facts. */
type Compute<T> = (document: WorkspaceDocument, world: World, lookup: Lookup) => T;

/**
 * Remembers what `compute` answers for a document: a pure function of the document and of what it asks the world.
 * Whoever asked for a fact that comes or goes is asked anew; settings, snapshot, scopes and the last file of the workspace renew everything.
 */
export class Remembered<T> {
  readonly #source: Source;
  readonly #compute: Compute<T>;
  readonly #answers = new Map<WorkspaceDocument, { readonly answer: T; readonly asked: ReadonlySet<string> }>();
  /** By fact, the documents whose answers rest on it. */
  readonly #dependents = new Map<string, Set<WorkspaceDocument>>();
  #frame: readonly unknown[] = [];

  constructor(source: Source, compute: Compute<T>) {
    this.#source = source;
    this.#compute = compute;
    source.watch({
      factChanged: (key) => {
        for (const document of this.#dependents.get(key) ?? []) this.#drop(document);
      },
      documentGone: (document) => this.#drop(document),
    });
  }

  /** `lookup`: of whoever asks in the course of an answer of his own, which then rests on the same facts. */
  get(document: WorkspaceDocument, lookup?: Lookup): T {
    const source = this.#source;
    const frame = [source.settings, source.snapshot, source.scopesVersion, source.isComplete];
    if (frame.some((part, index) => part !== this.#frame[index])) {
      this.#frame = frame;
      this.#answers.clear();
      this.#dependents.clear();
    }
    const known = this.#answers.get(document);
    if (known !== undefined) {
      if (lookup !== undefined) for (const key of known.asked) lookup(key);
      return known.answer;
    }
    const asked = new Set<string>();
    const ask: Lookup = (key) => {
      asked.add(key);
      lookup?.(key);
      return source.lookup(key);
    };
    const answer = this.#compute(document, source.world(ask), ask);
    this.#answers.set(document, { answer, asked });
    for (const key of asked) {
      const dependents = this.#dependents.get(key);
      if (dependents === undefined) this.#dependents.set(key, new Set([document]));
      else dependents.add(document);
    }
    return answer;
  }

  #drop(document: WorkspaceDocument): void {
    const known = this.#answers.get(document);
    if (known === undefined) return;
    this.#answers.delete(document);
    for (const key of known.asked) {
      const dependents = this.#dependents.get(key);
      dependents?.delete(document);
      if (dependents?.size === 0) this.#dependents.delete(key);
    }
  }
}
