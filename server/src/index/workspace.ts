// All files that the server knows, and the index over what they say. An edit costs the documents that it touches.

import { defaultSettings, type Settings } from "../base/settings.ts";
import type { Autoscaler } from "../model/autoscaler.ts";
import { isNamespaced } from "../model/kinds.ts";
import { kustomized, type Layer } from "../model/kustomize.ts";
import { isSetByController, mayBeSet, type Pair } from "../model/labels.ts";
import {
  type AutoscalerManifest,
  type Manifest,
  readManifest,
  readManifests,
  type ServiceManifest,
  type WorkloadManifest,
} from "../model/manifest.ts";
import { selectsSomeOrdinal } from "../model/ordinals.ts";
import { parse } from "../yaml/parse.ts";
import { type PlacedChunk, placeChunks, readChunk } from "../yaml/read-chunk.ts";
import { split } from "../yaml/split.ts";
import type { WorkspaceDocument, WorkspaceFile } from "./document.ts";
import * as facts from "./facts.ts";
import { type Application, emptyPlan, isSamePart, type Part, type Plan, Planner } from "./plan.ts";
import type { Resource } from "./resource.ts";
import { Alternatives, tellsAlternatives } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import { areNear, type Hidden, hiddenIn, isTemplated } from "./unreadable.ts";
import type { World } from "./world.ts";

export { isTemplated };

/** Told of every fact that comes or goes, by key, and of documents that are no more. */
export interface Watcher {
  factChanged(key: string): void;
  documentGone(document: WorkspaceDocument): void;
}

/** The resources that offer a fact, by its key, in their order. */
export type Lookup = (key: string) => readonly Resource[];

const nobody: readonly Resource[] = [];

export class Workspace {
  settings: Settings = defaultSettings;
  snapshot: Snapshot | undefined;
  /** Whether all files of the workspace are known: before that nobody can say what is missing. */
  isComplete = true;
  readonly #files = new Map<string, StoredFile>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #alternatives = new Alternatives();
  readonly #unreadable = new Map<StoredDocument, Hidden>();
  readonly #watchers: Watcher[] = [];
  readonly #earlier = new Map<string, readonly Manifest[]>();
  /** What of a list of resources is in one scope with a file, for as long as folders stay the alternatives that they are. */
  readonly #seen = new WeakMap<
    readonly Resource[],
    { readonly version: object; readonly views: Map<WorkspaceFile, readonly Resource[]> }
  >();
  readonly #planner = new Planner();
  #plan: Plan = emptyPlan;
  #planIsOld = false;

  /** Takes a file's text, new or changed. `order`: see WorkspaceFile. Unchanged documents keep their identity. */
  setFile(
    uri: string,
    text: string,
    order: readonly string[] = [uri],
    asked: WorkspaceFile["asked"] = "in-folder",
  ): void {
    const before = this.#files.get(uri);
    if (before !== undefined && before.text === text) return;
    const file = before ?? { uri, text, order, asked, documents: [], part: undefined };
    const old = file.documents;
    const documents = readDocuments(file, text, old);
    file.text = text;
    file.documents = documents;
    this.#files.set(uri, file);
    if (before === undefined) file.part = this.#plan.partOf(uri);
    if (before === undefined) this.#alternatives.countFile(uri, 1);
    if (this.#plan.restsOn(uri, before === undefined ? "is-there" : "changed")) this.#planIsOld = true;
    const kept = new Set(documents);
    const known = new Set(old);
    for (const document of old) if (!kept.has(document)) this.#forget(document);
    for (const document of documents) if (!known.has(document)) this.#learn(document);
    if (old.length > 0 && documents.length > 0) this.#reorder(old, documents);
  }

  removeFile(uri: string): void {
    const file = this.#files.get(uri);
    if (file === undefined) return;
    this.#files.delete(uri);
    this.#alternatives.countFile(uri, -1);
    if (this.#plan.restsOn(uri, "is-there")) this.#planIsOld = true;
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
    const renamed = settings.namespace !== this.settings.namespace;
    this.settings = settings;
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

  /** Takes a file's text as it was committed last; undefined when that is not known any more. */
  setEarlier(uri: string, text: string | undefined): void {
    if (text === undefined) this.#earlier.delete(uri);
    else
      this.#earlier.set(
        uri,
        split(text).flatMap((chunk) => readManifests(parse(chunk.text, chunk.language))),
      );
    for (const watcher of this.#watchers) watcher.factChanged(facts.earlierKey(uri));
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
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
   * The document's manifests for whoever shows them where they are written: each once, as the first scope applies it; those of
   * a patch as they stand.
   */
  shown(document: WorkspaceDocument): readonly Resource[] {
    const stored = document as StoredDocument;
    if (this.isPatch(stored.file)) return [...applied(stored, undefined, this.settings.namespace)];
    const all = this.resources(stored);
    const scope = all[0]?.scope;
    return scope === undefined ? all : all.filter((resource) => resource.scope === scope);
  }

  /** What the kustomizations of the resource's scope do to its file, the innermost first. */
  layersOf({ document, scope }: Resource): readonly Layer[] {
    this.#settle();
    const { part } = document.file as StoredFile;
    return part?.applications.find((application) => application.scope === scope)?.layers ?? [];
  }

  /** Whether the file is a patch of a kustomization: partial, and no object by itself. */
  isPatch(file: WorkspaceFile): boolean {
    this.#settle();
    return (file as StoredFile).part?.isPatch === true;
  }

  /** Changes when folders became alternatives of one another, or ceased to be. */
  get scopesVersion(): object {
    this.#settle();
    return this.#alternatives.version;
  }

  /** The resources that offer this fact, in their order. */
  readonly lookup: Lookup = (key) => {
    this.#settle();
    return this.#buckets.get(key)?.inOrder() ?? nobody;
  };

  /** The world as rules and features see it; `lookup` lets a caller watch what was asked. */
  world(lookup: Lookup = this.lookup): World {
    this.#settle();
    const { settings, snapshot } = this;
    const areAlternatives = (a: Resource, b: Resource) =>
      !this.#alternatives.inOneScope(a.document.file, b.document.file) || areOptions(a, b);
    // What tells how a local cluster is made speaks for every scope.
    const oneScope = (a: Resource, b: Resource) =>
      a.manifest.is === "local-cluster" || b.manifest.is === "local-cluster"
        ? !areAlternatives(a, b)
        : a.scope === b.scope && (a.scope !== undefined || !areAlternatives(a, b));
    const find = (from: Resource, key: string): readonly Resource[] => {
      const { scope } = from;
      if (scope !== undefined && !localClusterKeys.has(key)) return lookup(facts.scopedKey(scope, key));
      if (from.manifest.is === "local-cluster") {
        return [...lookup(key), ...this.#inScopes(key, lookup)].filter((resource) => oneScope(from, resource));
      }
      const all = lookup(key);
      if (!this.#plan.hasOptions && this.#alternatives.isAloneInItsPlace(from.document.file)) return all;
      // The answer is the same for everything in one file: a thousand Services ask this of one list.
      const seen = this.#seen.get(all);
      const views =
        seen?.version === this.#alternatives.version ? seen.views : new Map<WorkspaceFile, readonly Resource[]>();
      if (views !== seen?.views) this.#seen.set(all, { version: this.#alternatives.version, views });
      let view = views.get(from.document.file);
      if (view === undefined) {
        view = all.every((resource) => oneScope(from, resource))
          ? all
          : all.filter((resource) => oneScope(from, resource));
        views.set(from.document.file, view);
      }
      return view;
    };
    const unreadable = (from: Resource, what: "workload" | "service", namespace: string): string[] => {
      lookup(facts.unreadableKey);
      const found: string[] = [];
      for (const [document, hidden] of this.#unreadable) {
        if (!hidden[what] || (hidden.namespace ?? namespace) !== namespace) continue;
        const applications = document.file.part?.applications ?? [];
        const isHere =
          from.scope === undefined
            ? (applications[0] === undefined || isChartBeside(applications[0], from)) &&
              areNear(from.document.file.uri, document.file.uri) &&
              this.#alternatives.inOneScope(from.document.file, document.file)
            : applications.some((application) => application.scope === from.scope);
        if (isHere) found.push(document.file.uri);
      }
      return found;
    };
    const services = (from: Resource, key: string) => find(from, key) as readonly Resource<ServiceManifest>[];
    const workloads = (from: Resource, key: string) => find(from, key) as readonly Resource<WorkloadManifest>[];
    const rarest = ({ scope, namespace }: Resource, pairs: readonly Pair[]): Pair | undefined => {
      const sizeOf = (pair: Pair) => this.#size(facts.scopedKey(scope, facts.podLabelKey(namespace, pair)));
      let best: Pair | undefined;
      for (const pair of pairs) {
        if (isSetByController(pair.key)) continue;
        if (best === undefined || sizeOf(pair) < sizeOf(best)) best = pair;
      }
      return best;
    };
    const scaler = (workload: Resource<WorkloadManifest>) => {
      const { namespace, name, manifest, document } = workload;
      // An autoscaler names what kustomizations are yet to rename.
      const written = document.manifests.find((candidate) => candidate.item === manifest.item)?.name?.value;
      const [found] = [name, ...(written === undefined || written === name ? [] : [written])].flatMap((each) =>
        find(workload, facts.scalerKey(namespace, manifest.kind, each)),
      );
      return found as Resource<AutoscalerManifest> | undefined;
    };
    const reaches = (selector: readonly Pair[], workload: Resource<WorkloadManifest>) =>
      selects(selector, workload, () => scaler(workload)?.manifest.autoscaler);
    return {
      settings,
      snapshot,
      isComplete: this.isComplete,
      scaler,
      services: (from, namespace) => services(from, facts.servicesKey(namespace)),
      servicesNamed: (from, namespace, name) => services(from, facts.serviceKey(namespace, name)),
      workloads: (from, namespace) => workloads(from, facts.workloadsKey(namespace)),
      selected: (service) => {
        const selector = service.manifest.service.selector ?? [];
        if (selector.length === 0) return [];
        const pair = rarest(service, selector);
        const key =
          pair === undefined ? facts.workloadsKey(service.namespace) : facts.podLabelKey(service.namespace, pair);
        return workloads(service, key).filter((workload) => reaches(selector, workload));
      },
      selectedElsewhere: (service) => {
        const selector = service.manifest.service.selector ?? [];
        const pair = selector.find(({ key }) => !isSetByController(key));
        if (pair === undefined) return [];
        return workloads(service, facts.podLabelAnywhereKey(pair)).filter(
          (workload) => workload.namespace !== service.namespace && reaches(selector, workload),
        );
      },
      selecting: (workload) =>
        [undefined, ...workload.manifest.workload.podLabels]
          .flatMap((label) => services(workload, facts.selectorKey(workload.namespace, label)))
          .filter((service) => reaches(service.manifest.service.selector ?? [], workload))
          .sort(compareResources),
      operated: (from, namespace) => find(from, facts.operatedKey(namespace)),
      naming: (from, namespace, service) => find(from, facts.mentionKey(namespace, service)),
      claimingNodePort: (from, port) => services(from, facts.nodePortKey(port)),
      claimingClusterIp: (from, address) => services(from, facts.clusterIpKey(address)),
      takenNodePorts: (from) => portsOf(services(from, facts.nodePortsKey)),
      ofKind: (from, kind, namespace) => find(from, facts.kindKey(kind, namespace)),
      ofKindEverywhere: (from, kind) => find(from, facts.kindEverywhereKey(kind)),
      unreadableWorkloads: (from) => unreadable(from, "workload", from.namespace),
      unreadableServices: (from, namespace) => unreadable(from, "service", namespace),
      earlier: ({ manifest, document }) => {
        lookup(facts.earlierKey(document.file.uri));
        const same = (before: Manifest) =>
          before.kind === manifest.kind &&
          before.name?.value === manifest.name?.value &&
          before.namespace?.value === manifest.namespace?.value;
        return this.#earlier.get(document.file.uri)?.find(same);
      },
      inOneScope: oneScope,
    };
  }

  /** The file's resources as far as they are known; the plan may be an old one. */
  #resourcesOf(document: StoredDocument): readonly Resource[] {
    document.resources ??= [...applied(document, document.file.part, this.settings.namespace)];
    return document.resources;
  }

  /** After a kustomization, a chart or a patch came, went or changed: what is applied otherwise now is forgotten and learned anew. */
  #settle(): void {
    if (!this.#planIsOld) return;
    this.#planIsOld = false;
    const plan = this.#planner.plan(this.#files.values());
    this.#plan = plan;
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

  /** A fact among what each kustomization and chart applies. */
  #inScopes(key: string, lookup: Lookup): readonly Resource[] {
    const found: Resource[] = [];
    for (const scope of this.#plan.scopes) found.push(...lookup(facts.scopedKey(scope, key)));
    return found;
  }

  #size(key: string): number {
    return this.#buckets.get(key)?.size ?? 0;
  }

  #learn(document: StoredDocument): void {
    const hidden = hiddenIn(document.yaml);
    if (hidden !== undefined) {
      this.#unreadable.set(document, hidden);
      for (const watcher of this.#watchers) watcher.factChanged(facts.unreadableKey);
    }
    for (const resource of this.#resourcesOf(document)) {
      for (const key of facts.factsOf(resource)) {
        const bucket = this.#buckets.get(key) ?? new Bucket();
        this.#buckets.set(key, bucket);
        this.#changing(resource, key, bucket, () => bucket.add(resource));
      }
    }
  }

  #forget(document: StoredDocument): void {
    for (const watcher of this.#watchers) watcher.documentGone(document);
    if (this.#unreadable.delete(document)) {
      for (const watcher of this.#watchers) watcher.factChanged(facts.unreadableKey);
    }
    for (const resource of this.#resourcesOf(document)) {
      for (const key of facts.factsOf(resource)) {
        const bucket = this.#buckets.get(key);
        if (bucket === undefined) continue;
        this.#changing(resource, key, bucket, () => bucket.delete(resource));
        if (bucket.size === 0) this.#buckets.delete(key);
      }
    }
  }

  #changing(resource: Resource, key: string, bucket: Bucket, change: () => void): void {
    for (const watcher of this.#watchers) watcher.factChanged(key);
    const tells = key.startsWith("identity ") && tellsAlternatives(resource.manifest.kind);
    change();
    if (tells) this.#alternatives.count(resource, bucket.without(resource), bucket.has(resource) ? 1 : -1);
  }

  /** When documents changed places among themselves (and not only moved together), orders that were remembered are wrong. */
  #reorder(old: readonly StoredDocument[], documents: readonly StoredDocument[]): void {
    const place = new Map(documents.map((document, index) => [document, index]));
    let last = -1;
    for (const document of old) {
      const now = place.get(document);
      if (now === undefined) continue;
      if (now < last) {
        for (const [key, bucket] of this.#buckets) {
          bucket.forgetOrder();
          for (const watcher of this.#watchers) watcher.factChanged(key);
        }
        return;
      }
      last = now;
    }
  }
}

/**
 * Whether a selector matches a workload's pods: every pair is one of their labels, or one that only a controller sets;
 * a pod's name that it asks for is one of the StatefulSet's.
 */
export function selects(
  selector: readonly Pair[],
  workload: Resource<WorkloadManifest>,
  scaler: () => Autoscaler | undefined = () => undefined,
): boolean {
  const { podLabels } = workload.manifest.workload;
  if (selector.length === 0) return false;
  return (
    selector.every((pair) => {
      if (podLabels.some((label) => label.key === pair.key && label.value === pair.value)) return true;
      return mayBeSet(pair, workload.manifest.kind, workload.name);
    }) && selectsSomeOrdinal(selector, workload.manifest, scaler)
  );
}

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

const known = new WeakMap<readonly Resource<ServiceManifest>[], ReadonlySet<number>>();

/** The node ports of Services; a list that is asked about again (a bucket of the index keeps its array) is not gone through again. */
function portsOf(services: readonly Resource<ServiceManifest>[]): ReadonlySet<number> {
  let ports = known.get(services);
  if (ports === undefined) {
    ports = new Set(services.flatMap((service) => facts.nodePortsOf(service.manifest)));
    known.set(services, ports);
  }
  return ports;
}

interface StoredFile extends WorkspaceFile {
  text: string;
  documents: readonly StoredDocument[];
  /** Its part in the plan as the index knows it. */
  part: Part | undefined;
}

interface StoredDocument extends WorkspaceDocument {
  start: number;
  line: number;
  index: number;
  file: StoredFile;
  resources: readonly Resource[] | undefined;
  readonly language: PlacedChunk["language"];
  readonly inBlock: boolean;
  /** Line breaks in the document's text. */
  readonly breaks: number;
}

/** The resources that offer one fact. */
class Bucket {
  readonly #members = new Set<Resource>();
  #ordered: readonly Resource[] | undefined;
  /** What came and went since `#ordered` was made: a keystroke moves one, and the others keep their order. */
  readonly #come = new Set<Resource>();
  readonly #gone = new Set<Resource>();

  get size(): number {
    return this.#members.size;
  }

  has(resource: Resource): boolean {
    return this.#members.has(resource);
  }

  *without(resource: Resource): Iterable<Resource> {
    for (const member of this.#members) if (member !== resource) yield member;
  }

  add(resource: Resource): void {
    this.#members.add(resource);
    if (!this.#gone.delete(resource)) this.#come.add(resource);
  }

  delete(resource: Resource): void {
    this.#members.delete(resource);
    if (!this.#come.delete(resource)) this.#gone.add(resource);
  }

  forgetOrder(): void {
    this.#ordered = undefined;
  }

  inOrder(): readonly Resource[] {
    const changes = this.#come.size + this.#gone.size;
    if (this.#ordered === undefined || changes > fewChanges) this.#ordered = [...this.#members].sort(compareResources);
    else if (changes > 0) this.#ordered = merged(this.#ordered, this.#come, this.#gone);
    this.#come.clear();
    this.#gone.clear();
    return this.#ordered;
  }
}

/** More than these are sorted anew rather than put in their places one by one. */
const fewChanges = 16;

function merged(
  ordered: readonly Resource[],
  come: ReadonlySet<Resource>,
  gone: ReadonlySet<Resource>,
): readonly Resource[] {
  const result = gone.size === 0 ? [...ordered] : ordered.filter((resource) => !gone.has(resource));
  for (const resource of come) {
    let low = 0;
    let high = result.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = result[middle];
      if (other !== undefined && compareResources(other, resource) <= 0) low = middle + 1;
      else high = middle;
    }
    result.splice(low, 0, resource);
  }
  return result;
}

/** Earlier first: by file, then by place in it. */
export function compareResources(a: Resource, b: Resource): number {
  const left = a.document;
  const right = b.document;
  if (left.file !== right.file) return compareOrder(left.file.order, right.file.order);
  if (left !== right) return left.start - right.start;
  return (a.manifest.item ?? 0) - (b.manifest.item ?? 0);
}

function compareOrder(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = compareBytes(a[index] ?? "", b[index] ?? "");
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** As their UTF-8 bytes compare, which is by code points. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const left = a.codePointAt(index) ?? 0;
    const right = b.codePointAt(index) ?? 0;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}

/** The documents of `text`, with those of `old` that did not change: found from the front and from the back. */
function readDocuments(file: StoredFile, text: string, old: readonly StoredDocument[]): readonly StoredDocument[] {
  const chunks = placeChunks(text, split(text));
  const documents = new Array<StoredDocument | undefined>(chunks.length);
  let front = 0;
  while (front < chunks.length && front < old.length && same(old[front], chunks[front])) {
    documents[front] = old[front];
    front++;
  }
  let back = 1;
  while (chunks.length - back >= front && old.length - back >= front && same(old.at(-back), chunks.at(-back))) {
    documents[chunks.length - back] = old.at(-back);
    back++;
  }
  const result: StoredDocument[] = [];
  let line = 0;
  let end = 0;
  let index = 0;
  chunks.forEach((chunk, at) => {
    line += countBreaks(text, end, chunk.start);
    const document = documents[at] ?? newDocument(file, chunk);
    document.start = chunk.start;
    document.line = line;
    document.index = index;
    if (document.yaml.root !== undefined || document.yaml.errors.length > 0) index++;
    line += document.breaks;
    end = chunk.start + chunk.text.length;
    result.push(document);
  });
  return result;
}

function same(document: StoredDocument | undefined, chunk: PlacedChunk | undefined): boolean {
  if (document === undefined || document.yaml.text !== chunk?.text) return false;
  return document.language === chunk.language && document.inBlock === (chunk.inBlock ?? false);
}

function newDocument(file: StoredFile, chunk: PlacedChunk): StoredDocument {
  const { text, language, inBlock = false } = chunk;
  const yaml = readChunk(chunk);
  return {
    language,
    inBlock,
    yaml,
    manifests: readManifests(yaml),
    file,
    start: 0,
    line: 0,
    index: 0,
    resources: undefined,
    breaks: countBreaks(text, 0, text.length),
  };
}

/** LSP's line breaks (\n, \r\n, \r) in a stretch of text. */
function countBreaks(text: string, start: number, end: number): number {
  let breaks = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) breaks++;
  }
  return breaks;
}

/** A chart in a folder of its own beside a plain file: the file may well be for what the chart makes. */
function isChartBeside({ scope }: Application, from: Resource): boolean {
  const folder = scope.file.uri.slice(0, scope.file.uri.lastIndexOf("/"));
  const { uri } = from.document.file;
  return scope.kind === "chart" && folder.slice(0, folder.lastIndexOf("/")) === uri.slice(0, uri.lastIndexOf("/"));
}

/** The kinds of kind's and k3d's configurations, which no kustomization applies. */
const localClusterKeys: ReadonlySet<string> = new Set(["Cluster", "Simple"].map(facts.kindEverywhereKey));

/** The document's manifests as each scope applies them. */
function* applied(document: StoredDocument, part: Part | undefined, defaultNamespace: string): Iterable<Resource> {
  if (part?.isPatch === true) return;
  const applications: readonly (Application | undefined)[] =
    part === undefined || part.applications.length === 0 ? [undefined] : part.applications;
  for (const application of applications) {
    for (const manifest of document.manifests) {
      const result = changed(manifest, application?.layers ?? []);
      if (result === undefined) continue;
      const namespace = isNamespaced(result.manifest.kind)
        ? (result.manifest.namespace?.value ?? defaultNamespace)
        : "";
      const name = result.manifest.name?.value ?? "";
      const { uncertain } = result;
      yield { manifest: result.manifest, document, namespace, name, scope: application?.scope, uncertain };
    }
  }
}

/** The manifest after what kustomizations do to it; undefined where one deletes it. */
function changed(
  manifest: Manifest,
  layers: Application["layers"],
): { readonly manifest: Manifest; readonly uncertain: boolean } | undefined {
  if (layers.length === 0) return { manifest, uncertain: false };
  const result = kustomized(manifest.root, layers);
  if (result === undefined) return undefined;
  const { root, uncertain } = result;
  return { manifest: root === manifest.root ? manifest : (readManifest(root, manifest.item) ?? manifest), uncertain };
}
