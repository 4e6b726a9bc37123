// All files that the server knows, and the index over what they say. An edit costs the documents that it touches.

import { defaultSettings, type Settings } from "../base/settings.ts";
import { type Manifest, readManifests } from "../model/manifest.ts";
import { parse } from "../yaml/parse.ts";
import { split } from "../yaml/split.ts";
import { applied } from "./applied.ts";
import { judgeService } from "./cluster-of.ts";
import { holdsDelivery } from "./deliveries.ts";
import type { Origins, WorkspaceDocument, WorkspaceFile } from "./document.ts";
import { readDocuments, type StoredDocument, type StoredFile } from "./documents.ts";
import { FactIndex, type Watcher } from "./fact-index.ts";
import * as facts from "./facts.ts";
import { compareOrder } from "./order.ts";
import { chartOfRendered, isSamePart, Planner, type Scope } from "./plan.ts";
import { Remembered } from "./remembered.ts";
import { isA, type Resource } from "./resource.ts";
import { type Lookup, SameScope } from "./same-scope.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ServiceVerdict } from "./verdict.ts";
import { type Ground, View } from "./view.ts";
import type { World } from "./world.ts";

export class Workspace {
  settings: Settings = defaultSettings;
  #snapshot: Snapshot | undefined;
  #isComplete = true;
  #chosen: Chosen | undefined;
  #version = 0;
  /** What the user calls a file: the way down from the folder given. */
  fileName: (uri: string) => string = (uri) => uri;
  readonly #files = new Map<string, StoredFile>();
  /** By Chart.yaml, how many files there are of what it was rendered to. */
  readonly #rendered = new Map<string, number>();
  readonly #earlier = new Map<string, readonly Manifest[]>();
  readonly #sameScope = new SameScope();
  readonly #index = new FactIndex(this.#sameScope.alternatives);
  readonly #planner = new Planner();
  #planIsOld = false;
  readonly #verdicts = new Remembered(this, (document, world) => this.#judge(document, world));

  /** Another number after every change: whoever looks away for a while knows whether it all is as it was. */
  get version(): number {
    return this.#version;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  set snapshot(snapshot: Snapshot | undefined) {
    this.#snapshot = snapshot;
    this.#version++;
  }

  /** Whether all files of the workspace are known: before that nobody can say what is missing. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  set isComplete(isComplete: boolean) {
    this.#isComplete = isComplete;
    this.#version++;
  }

  /** The name of the environment that the user looks at; undefined: all of them. environments.ts says what it is. */
  get environment(): string | undefined {
    return this.#chosen?.name;
  }

  /** See chooseEnvironment in environments.ts. */
  choose(environment: Chosen | undefined): void {
    this.#chosen = environment;
    this.#version++;
  }

  /**
   * Takes a file's text, new or changed. `order`: see WorkspaceFile; `how`: whether a keystroke changed it. Unchanged
   * documents keep their identity.
   */
  setFile(
    uri: string,
    text: string,
    order: readonly string[] = [uri],
    asked: WorkspaceFile["asked"] = "in-folder",
    how: "told" | "typed" = "told",
    origins?: Origins,
  ): void {
    const { plan, alternatives } = this.#sameScope;
    const before = this.#files.get(uri);
    if (before !== undefined && before.text === text) return;
    this.#version++;
    const file = before ?? { uri, text, order, asked, documents: [], origins, part: undefined };
    const old = file.documents;
    const documents = readDocuments(file, text, old, how);
    file.text = text;
    file.documents = documents;
    this.#files.set(uri, file);
    if (before === undefined) file.part = plan.partOf(uri);
    if (before === undefined) alternatives.countFile(uri, 1);
    if (plan.restsOn(uri, before === undefined ? "is-there" : "changed")) this.#planIsOld = true;
    if (plan.restsOn(uri, "renamed") && serviceNames(old) !== serviceNames(documents)) this.#planIsOld = true;
    const kept = new Set(documents);
    const known = new Set(old);
    if (old.some((document) => !kept.has(document) && holdsDelivery(document))) this.#planIsOld = true;
    if (documents.some((document) => !known.has(document) && holdsDelivery(document))) this.#planIsOld = true;
    for (const document of old) if (!kept.has(document)) this.#forget(document);
    for (const document of documents) if (!known.has(document)) this.#learn(document);
    if (old.length > 0 && documents.length > 0) this.#index.reorder(old, documents);
  }

  /** Takes what others were rendered to: a text that is only here, with where its characters came from. */
  setRendered(uri: string, text: string, order: readonly string[], origins: Origins): void {
    const before = this.#files.get(uri);
    // Where its objects go is a part of them.
    if (before !== undefined && before.origins?.namespace !== origins.namespace) this.removeFile(uri);
    const known = this.#files.get(uri);
    if (known === undefined) this.#countRendered(uri, 1);
    else known.origins = origins;
    this.setFile(uri, text, order, "in-folder", "told", origins);
    // Its places may be others though its text is the same.
    this.#version++;
  }

  #countRendered(uri: string, step: 1 | -1): void {
    const chart = chartOfRendered(uri) ?? "";
    const count = (this.#rendered.get(chart) ?? 0) + step;
    if (count === 0) this.#rendered.delete(chart);
    else this.#rendered.set(chart, count);
  }

  removeFile(uri: string): void {
    const file = this.#files.get(uri);
    if (file === undefined) return;
    this.#version++;
    const { plan, alternatives } = this.#sameScope;
    this.#files.delete(uri);
    alternatives.countFile(uri, -1);
    if (plan.restsOn(uri, "is-there") || file.documents.some(holdsDelivery)) this.#planIsOld = true;
    // With it a scope goes.
    if (file.origins !== undefined) {
      this.#planIsOld = true;
      this.#countRendered(uri, -1);
    }
    for (const document of file.documents) this.#forget(document);
  }

  /**
   * An answer as it would be with these texts, new or changed. Afterwards everything is as it was; only documents and
   * resources of those files are other objects, so that what was held of them before must be asked for again.
   */
  imagine<T>(texts: readonly { uri: string; text: string; order: readonly string[] }[], ask: () => T): T {
    const before = texts.map(({ uri }) => ({ uri, text: this.#files.get(uri)?.text }));
    try {
      for (const { uri, text, order } of texts) this.setFile(uri, text, order);
      return ask();
    } finally {
      for (const { uri, text } of before) {
        if (text === undefined) this.removeFile(uri);
        else this.setFile(uri, text);
      }
    }
  }

  /** Every namespace that is left to the default may be another one now. */
  setSettings(settings: Settings): void {
    const renamed =
      settings.namespace !== this.settings.namespace || settings.namespaceIsGiven !== this.settings.namespaceIsGiven;
    this.settings = settings;
    this.#version++;
    if (!renamed) return;
    for (const file of this.#files.values()) {
      for (const document of file.documents) {
        this.#forget(document);
        document.resources = undefined;
        this.#learn(document);
      }
    }
  }

  file(uri: string): WorkspaceFile | undefined {
    return this.#files.get(uri);
  }

  /** All files, in their order. */
  files(): readonly WorkspaceFile[] {
    return [...this.#files.values()].sort((a, b) => compareOrder(a.order, b.order));
  }

  /** Whether the file is a template of a chart that is there rendered, too: then nothing in it is counted as an object of its own. */
  isRenderedToo(file: WorkspaceFile): boolean {
    if (file.origins !== undefined) return false;
    const scope = (file as StoredFile).part?.applications[0]?.scope;
    return scope?.kind === "chart" && this.#rendered.has(scope.file.uri);
  }

  /** The scope of what the chart of a template was rendered to; undefined where it was not, or the file is none of a chart's. */
  renderedScopeOf(file: WorkspaceFile): Scope | undefined {
    if (!this.isRenderedToo(file)) return undefined;
    const chart = (file as StoredFile).part?.applications[0]?.scope.file;
    return this.scopes.find((scope) => scope.file === chart && chartOfRendered(scope.id) !== undefined);
  }

  /** What charts were rendered to, in their order. */
  renderedFiles(): readonly WorkspaceFile[] {
    return [...this.#files.values()]
      .filter(({ origins }) => origins !== undefined)
      .sort((a, b) => compareOrder(a.order, b.order));
  }

  /** Takes a file's text as it was committed last; undefined when that is not known any more. */
  setEarlier(uri: string, text: string | undefined): void {
    this.#version++;
    if (text === undefined) this.#earlier.delete(uri);
    else
      this.#earlier.set(
        uri,
        split(text).flatMap((chunk) => readManifests(parse(chunk.text, chunk.language))),
      );
    this.#index.tell(facts.earlierKey(uri));
  }

  watch(watcher: Watcher): void {
    this.#index.watch(watcher);
  }

  /**
   * What the document's manifests become when applied: one resource each in a plain file, one in each scope that takes the
   * file, scope after scope. A patch becomes nothing by itself.
   */
  resources(document: WorkspaceDocument): readonly Resource[] {
    this.#settle();
    return this.#resourcesOf(document as StoredDocument);
  }

  /**
   * The document's manifests for whoever shows them where they are written: each once, as the chosen environment applies it,
   * else as the first scope does; those of a patch as they stand.
   */
  shown(document: WorkspaceDocument): readonly Resource[] {
    const stored = document as StoredDocument;
    if (this.isPatch(stored.file)) return [...applied(stored, undefined, this.settings)];
    const all = this.resources(stored);
    if (all.length === 0 || isSameApplication(all.at(-1), all[0])) return all;
    const chosen = this.#chosen;
    const first = chosen === undefined ? all[0] : (all.find((resource) => chosen.holds(resource)) ?? all[0]);
    return all.filter((resource) => isSameApplication(resource, first));
  }

  /** Whether the file is a patch of a kustomization: partial, and no object by itself. */
  isPatch(file: WorkspaceFile): boolean {
    this.#settle();
    return (file as StoredFile).part?.isPatch === true;
  }

  /** What is applied as one: outermost kustomizations and charts. */
  get scopes(): readonly Scope[] {
    this.#settle();
    return this.#sameScope.plan.scopes;
  }

  /** Whether two plain files may be applied to one cluster; alternatives of one another may not. */
  mayBeTogether(a: WorkspaceFile, b: WorkspaceFile): boolean {
    this.#settle();
    return this.#sameScope.alternatives.inOneScope(a, b);
  }

  /** Whether a plain file may be applied to one cluster with every other; most may. */
  isTogetherWithAll(file: WorkspaceFile): boolean {
    this.#settle();
    return this.#sameScope.alternatives.isAloneInItsPlace(file);
  }

  /** Changes when folders became alternatives of one another, or ceased to be. */
  get scopesVersion(): object {
    this.#settle();
    return this.#sameScope.alternatives.version;
  }

  /** The resources that offer this fact, in their order. */
  readonly lookup: Lookup = (key) => {
    this.#settle();
    return this.#index.lookup(key);
  };

  /** The world as rules and features see it; `lookup` lets a caller watch what was asked. */
  world(lookup: Lookup = this.lookup): World {
    this.#settle();
    const { settings, snapshot, isComplete } = this;
    const earlier = (uri: string) => this.#earlier.get(uri);
    const verdict: Ground["verdict"] = (service, asking) =>
      this.#verdicts
        .get(service.document, asking)
        .find(({ service: { manifest, scope } }) => manifest === service.manifest && scope === service.scope)?.verdict;
    return new View(
      { settings, snapshot, isComplete, index: this.#index, sameScope: this.#sameScope, verdict, earlier },
      lookup,
    );
  }

  /** The API server's verdicts over the document's Services. */
  #judge(document: WorkspaceDocument, world: World): readonly { service: Resource; verdict: ServiceVerdict }[] {
    const services = this.resources(document).filter((resource) => isA(resource, "service"));
    return services.map((service) => ({ service, verdict: judgeService(service, world) }));
  }

  /** After a kustomization, a chart or a patch came, went or changed: what is applied otherwise now is forgotten and learned anew. */
  #settle(): void {
    if (!this.#planIsOld) return;
    this.#planIsOld = false;
    const plan = this.#planner.plan(this.#files.values());
    this.#sameScope.plan = plan;
    const others: StoredDocument[] = [];
    for (const file of this.#files.values()) {
      const part = plan.partOf(file.uri);
      if (file.part !== undefined && isSamePart(file.part, part)) continue;
      for (const document of file.documents) {
        this.#forget(document);
        document.resources = undefined;
        others.push(document);
      }
      file.part = part;
    }
    for (const document of others) this.#learn(document);
  }

  /** The document's resources as far as they are known; the plan may be an old one. */
  #resourcesOf(document: StoredDocument): readonly Resource[] {
    document.resources ??= [...applied(document, document.file.part, this.settings)];
    return document.resources;
  }

  #learn(document: StoredDocument): void {
    this.#index.learn(document, this.#resourcesOf(document));
  }

  #forget(document: StoredDocument): void {
    this.#index.forget(document, this.#resourcesOf(document));
  }
}

/** Whether one scope made both of one file, and in one way. */
function isSameApplication(a: Resource | undefined, b: Resource | undefined): boolean {
  return a?.scope === b?.scope && a?.layers === b?.layers;
}

/** The environment that the user looks at. */
export interface Chosen {
  readonly name: string;
  readonly holds: (resource: Resource) => boolean;
}

/** The names of the Services that are written in documents. */
function serviceNames(documents: readonly WorkspaceDocument[]): string {
  return documents
    .flatMap(({ manifests }) => manifests.flatMap(({ is, name }) => (is === "service" ? (name?.value ?? "") : [])))
    .join("\n");
}
