// Who offers which fact. A document that comes or goes costs its own facts, and whoever watches is told of each.

import { type Alternatives, tellsAlternatives } from "./alternatives.ts";
import { Bucket } from "./bucket.ts";
import type { WorkspaceDocument } from "./document.ts";
import type { StoredDocument } from "./documents.ts";
import * as facts from "./facts.ts";
import type { Resource } from "./resource.ts";
import { type Hidden, hiddenIn } from "./unreadable.ts";

/** Told of every fact that comes or goes, by key, and of documents that are no more. */
export interface Watcher {
  factChanged(key: string): void;
  documentGone(document: WorkspaceDocument): void;
}

const nobody: readonly Resource[] = [];

export class FactIndex {
  readonly #alternatives: Alternatives;
  readonly #buckets = new Map<string, Bucket>();
  readonly #unreadable = new Map<StoredDocument, Hidden>();
  readonly #watchers: Watcher[] = [];

  /** Tells `alternatives` which objects are held more than once. */
  constructor(alternatives: Alternatives) {
    this.#alternatives = alternatives;
  }

  /** Documents from which objects may come although they cannot be read. */
  get unreadable(): ReadonlyMap<StoredDocument, Hidden> {
    return this.#unreadable;
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /** To be called when a fact that the index does not hold came, went or changed. */
  tell(key: string): void {
    for (const watcher of this.#watchers) watcher.factChanged(key);
  }

  /** The resources that offer this fact, in their order. */
  lookup(key: string): readonly Resource[] {
    return this.#buckets.get(key)?.inOrder() ?? nobody;
  }

  /** How many resources offer this fact. */
  size(key: string): number {
    return this.#buckets.get(key)?.size ?? 0;
  }

  learn(document: StoredDocument, resources: readonly Resource[]): void {
    const hidden = hiddenIn(document.yaml);
    if (hidden !== undefined) {
      this.#unreadable.set(document, hidden);
      this.tell(facts.unreadableKey);
    }
    for (const resource of resources) {
      for (const key of facts.factsOf(resource)) {
        const bucket = this.#buckets.get(key) ?? new Bucket();
        this.#buckets.set(key, bucket);
        this.#changing(resource, key, bucket, () => bucket.add(resource));
      }
    }
  }

  /** `resources` are those that were learned. */
  forget(document: StoredDocument, resources: readonly Resource[]): void {
    for (const watcher of this.#watchers) watcher.documentGone(document);
    if (this.#unreadable.delete(document)) this.tell(facts.unreadableKey);
    for (const resource of resources) {
      for (const key of facts.factsOf(resource)) {
        const bucket = this.#buckets.get(key);
        if (bucket === undefined) continue;
        this.#changing(resource, key, bucket, () => bucket.delete(resource));
        if (bucket.size === 0) this.#buckets.delete(key);
      }
    }
  }

  /** When documents changed places among themselves (and not only moved together), orders that were remembered are wrong. */
  reorder(old: readonly StoredDocument[], documents: readonly StoredDocument[]): void {
    const place = new Map(documents.map((document, index) => [document, index]));
    let last = -1;
    for (const document of old) {
      const now = place.get(document);
      if (now === undefined) continue;
      if (now < last) {
        this.#forgetOrders();
        return;
      }
      last = now;
    }
  }

  #forgetOrders(): void {
    for (const [key, bucket] of this.#buckets) {
      bucket.forgetOrder();
      this.tell(key);
    }
  }

  #changing(resource: Resource, key: string, bucket: Bucket, change: () => void): void {
    this.tell(key);
    const tells = key.startsWith("identity ") && tellsAlternatives(resource.manifest.kind);
    change();
    if (tells) this.#alternatives.count(resource, bucket.without(resource), bucket.has(resource) ? 1 : -1);
  }
}
