// Which resources go to one cluster together: those of one scope, and plain files that are no alternatives of one another.

import { Alternatives } from "./alternatives.ts";
import type { WorkspaceFile } from "./document.ts";
import type { StoredDocument, StoredFile } from "./documents.ts";
import * as facts from "./facts.ts";
import { areBeside, areNeighbours, isTestData } from "./neighbours.ts";
import { type Application, emptyPlan, type Plan } from "./plan.ts";
import type { Resource } from "./resource.ts";
import { areNear } from "./unreadable.ts";

/** The resources that offer a fact, by its key, in their order. */
export type Lookup = (key: string) => readonly Resource[];

export class SameScope {
  plan: Plan = emptyPlan;
  readonly alternatives = new Alternatives();
  /** What of a list of resources is in one scope with a file, for as long as folders stay the alternatives that they are. */
  readonly #seen = new WeakMap<
    readonly Resource[],
    { readonly version: object; readonly views: Map<WorkspaceFile, readonly Resource[]> }
  >();

  /** Whether the two would be applied to one cluster. */
  holds(a: Resource, b: Resource): boolean {
    // What tells how a local cluster is made speaks for every scope.
    if (a.manifest.is === "local-cluster" || b.manifest.is === "local-cluster") return !this.#areAlternatives(a, b);
    return a.scope === b.scope && (a.scope !== undefined || !this.#areAlternatives(a, b));
  }

  /** Who offers the fact to whoever is applied together with `from`. */
  find(from: Resource, key: string, lookup: Lookup): readonly Resource[] {
    const { scope } = from;
    if (scope !== undefined && !localClusterKeys.has(key)) return lookup(facts.scopedKey(scope, key));
    if (from.manifest.is === "local-cluster") {
      return [...lookup(key), ...this.#inScopes(key, lookup)].filter((resource) => this.holds(from, resource));
    }
    const all = lookup(key);
    if (!this.plan.hasOptions && this.alternatives.isAloneInItsPlace(from.document.file)) return all;
    return this.#seenFrom(from, all);
  }

  /**
   * Who offers the fact in other scopes than `from`'s, and is no other way to apply the same: what a second kustomization brings
   * into the cluster, or a plain file.
   */
  elsewhere(from: Resource, key: string, lookup: Lookup): readonly Resource[] {
    return lookup(facts.anywhereKey(key)).filter(
      ({ scope }) =>
        scope !== from.scope &&
        (scope === undefined || from.scope === undefined || !this.plan.areAlternatives(scope, from.scope)),
    );
  }

  /** Whether the two belong together for certain (neighbours.ts). */
  areNeighbours(a: Resource, b: Resource, named?: string): boolean {
    return !this.#areCases(a, b) && areNeighbours(a, b, this.alternatives.root, named);
  }

  /** Whether they stand in two files of a folder of test data whose files say the same things again: each is a case by itself. */
  #areCases(a: Resource, b: Resource): boolean {
    const [one, other] = [a.document.file, b.document.file];
    if (one === other || (a.scope !== undefined && a.scope === b.scope)) return false;
    const isCase = (resource: Resource) =>
      (this.isTestData(resource) || this.#isExample(resource)) &&
      this.alternatives.isInCollection(resource.document.file);
    return isCase(a) || isCase(b);
  }

  /** Whether it is a test's input or expected output: each file of these may be a case of its own. */
  isTestData({ document }: Resource): boolean {
    return isTestData(document.file.uri.slice(this.alternatives.root.length));
  }

  /** Whether it stands in a folder of examples: where their files repeat one another, each has a topic of its own. */
  #isExample({ document }: Resource): boolean {
    const { uri } = document.file;
    return /\/(examples?|samples?|snippets)\/[^/]*$/i.test(uri.slice(this.alternatives.root.length));
  }

  /** Whether one scope applies both, or one stands in the other's folder or below it. */
  areBeside(a: Resource, b: Resource): boolean {
    return !this.#areCases(a, b) && areBeside(a, b, this.alternatives.root);
  }

  /** Whether the two cannot have the same name, address or node port. */
  compete(a: Resource, b: Resource): boolean {
    const [one, other] = [a.document.file, b.document.file];
    if (one === other) return true;
    return (
      this.areNeighbours(a, b) &&
      !this.isTestData(a) &&
      !this.alternatives.isInCollection(one) &&
      !this.alternatives.isInCollection(other)
    );
  }

  /** Whether what an unreadable document may hold would be applied together with `from`. */
  mayHold(from: Resource, document: StoredDocument): boolean {
    const applications = document.file.part?.applications ?? [];
    if (from.scope !== undefined) {
      const { origins } = from.document.file;
      return applications.some(
        ({ scope }) =>
          scope === from.scope ||
          // A chart's template that printed nothing with these values, or could not be rendered, may print something with others.
          (origins !== undefined && scope.file === from.scope?.file && !origins.printed(document.file.uri)),
      );
    }
    return (
      (applications[0] === undefined || isChartBeside(applications[0], from)) &&
      areNear(from.document.file.uri, document.file.uri) &&
      this.alternatives.inOneScope(from.document.file, document.file)
    );
  }

  /** The answer is the same for everything in one file: a thousand Services ask this of one list. */
  #seenFrom(from: Resource, all: readonly Resource[]): readonly Resource[] {
    const { file } = from.document;
    const { version } = this.alternatives;
    const seen = this.#seen.get(all);
    const views = seen?.version === version ? seen.views : new Map<WorkspaceFile, readonly Resource[]>();
    if (views !== seen?.views) this.#seen.set(all, { version, views });
    let view = views.get(file);
    if (view === undefined) {
      const held = all.filter((resource) => this.holds(from, resource));
      view = held.length === all.length ? all : held;
      views.set(file, view);
    }
    return view;
  }

  /** A fact among what each kustomization and chart applies. */
  #inScopes(key: string, lookup: Lookup): readonly Resource[] {
    const found: Resource[] = [];
    for (const scope of this.plan.scopes) found.push(...lookup(facts.scopedKey(scope, key)));
    return found;
  }

  #areAlternatives(a: Resource, b: Resource): boolean {
    return !this.alternatives.inOneScope(a.document.file, b.document.file) || areOptions(a, b);
  }
}

/** The kinds of kind's and k3d's configurations, which no kustomization applies. */
const localClusterKeys: ReadonlySet<string> = new Set(["Cluster", "Simple"].map(facts.kindEverywhereKey));

/**
 * Whether the two come in with different Components that nobody uses: who wants the one need not want the other. A policy of
 * such a Component says nothing of what is there without it.
 */
function areOptions(a: Resource, b: Resource): boolean {
  const [one, other] = [optionOf(a), optionOf(b)];
  if (one === other) return false;
  if (one !== undefined && other !== undefined) return true;
  const optional = one === undefined ? b : a;
  return optional.manifest.is === "network-policy";
}

function optionOf({ document }: Resource): string | undefined {
  return (document.file as StoredFile).part?.option;
}

/** A chart in a folder of its own beside a plain file: the file may well be for what the chart makes. */
function isChartBeside({ scope }: Application, from: Resource): boolean {
  const folder = scope.file.uri.slice(0, scope.file.uri.lastIndexOf("/"));
  const { uri } = from.document.file;
  return scope.kind === "chart" && folder.slice(0, folder.lastIndexOf("/")) === uri.slice(0, uri.lastIndexOf("/"));
}
