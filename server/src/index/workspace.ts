// All files that the server knows, and the index over what they say. An edit costs the documents that it touches.

import { defaultSettings, type Settings } from "../base/settings.ts";
import { isSetByController, type Pair } from "../model/labels.ts";
import { type Manifest, readManifests, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { selectsSomeOrdinal } from "../model/ordinals.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { type Chunk, split } from "../yaml/split.ts";
import type { WorkspaceDocument, WorkspaceFile } from "./document.ts";
import * as facts from "./facts.ts";
import type { Resource } from "./resource.ts";
import { Alternatives, tellsAlternatives } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import type { World } from "./world.ts";

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
  readonly #files = new Map<string, StoredFile>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #alternatives = new Alternatives();
  readonly #unreadable = new Set<WorkspaceDocument>();
  readonly #watchers: Watcher[] = [];

  /** Takes a file's text, new or changed. `order`: see WorkspaceFile. Unchanged documents keep their identity. */
  setFile(
    uri: string,
    text: string,
    order: readonly string[] = [uri],
    asked: WorkspaceFile["asked"] = "in-folder",
  ): void {
    const before = this.#files.get(uri);
    if (before !== undefined && before.text === text) return;
    const file = before ?? { uri, text, order, asked, documents: [] };
    const old = file.documents;
    const documents = readDocuments(file, text, old);
    file.text = text;
    file.documents = documents;
    this.#files.set(uri, file);
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
    for (const document of file.documents) this.#forget(document);
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

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /** What the document's manifests become when applied. */
  resources(document: WorkspaceDocument): readonly Resource[] {
    const stored = document as StoredDocument;
    stored.resources ??= stored.manifests.map((manifest) => applied(manifest, stored, this.settings.namespace));
    return stored.resources;
  }

  /** Changes when folders became alternatives of one another, or ceased to be. */
  get scopesVersion(): object {
    return this.#alternatives.version;
  }

  /** The resources that offer this fact, in their order. */
  readonly lookup: Lookup = (key) => this.#buckets.get(key)?.inOrder() ?? nobody;

  /** The world as rules and features see it; `lookup` lets a caller watch what was asked. */
  world(lookup: Lookup = this.lookup): World {
    const { settings, snapshot } = this;
    const oneScope = (a: Resource, b: Resource) => this.#alternatives.inOneScope(a.document.file, b.document.file);
    const find = (from: Resource, key: string): readonly Resource[] => {
      const all = lookup(key);
      return all.every((resource) => oneScope(from, resource))
        ? all
        : all.filter((resource) => oneScope(from, resource));
    };
    const services = (from: Resource, key: string) => find(from, key) as readonly Resource<ServiceManifest>[];
    const workloads = (from: Resource, key: string) => find(from, key) as readonly Resource<WorkloadManifest>[];
    const rarest = (namespace: string, pairs: readonly Pair[]): Pair | undefined => {
      let best: Pair | undefined;
      for (const pair of pairs) {
        if (isSetByController(pair.key)) continue;
        if (
          best === undefined ||
          this.#size(facts.podLabelKey(namespace, pair)) < this.#size(facts.podLabelKey(namespace, best))
        )
          best = pair;
      }
      return best;
    };
    return {
      settings,
      snapshot,
      services: (from, namespace) => services(from, facts.servicesKey(namespace)),
      servicesNamed: (from, namespace, name) => services(from, facts.serviceKey(namespace, name)),
      workloads: (from, namespace) => workloads(from, facts.workloadsKey(namespace)),
      selected: (service) => {
        const selector = service.manifest.service.selector ?? [];
        if (selector.length === 0) return [];
        const pair = rarest(service.namespace, selector);
        const key =
          pair === undefined ? facts.workloadsKey(service.namespace) : facts.podLabelKey(service.namespace, pair);
        return workloads(service, key).filter((workload) => selects(selector, workload));
      },
      selectedElsewhere: (service) => {
        const selector = service.manifest.service.selector ?? [];
        const pair = selector.find(({ key }) => !isSetByController(key));
        if (pair === undefined) return [];
        return workloads(service, facts.podLabelAnywhereKey(pair)).filter(
          (workload) => workload.namespace !== service.namespace && selects(selector, workload),
        );
      },
      selecting: (workload) =>
        [undefined, ...workload.manifest.workload.podLabels]
          .flatMap((label) => services(workload, facts.selectorKey(workload.namespace, label)))
          .filter((service) => selects(service.manifest.service.selector ?? [], workload))
          .sort(compareResources),
      operated: (from, namespace) => find(from, facts.operatedKey(namespace)),
      claimingNodePort: (from, port) => services(from, facts.nodePortKey(port)),
      claimingClusterIp: (from, address) => services(from, facts.clusterIpKey(address)),
      takenNodePorts: (from) =>
        new Set(services(from, facts.nodePortsKey).flatMap((service) => facts.nodePortsOf(service.manifest))),
      ofKind: (from, kind, namespace) => find(from, facts.kindKey(kind, namespace)),
      ofKindEverywhere: (from, kind) => find(from, facts.kindEverywhereKey(kind)),
      unreadableWorkloads: (from) =>
        [...this.#unreadable]
          .filter((document) => this.#alternatives.inOneScope(from.document.file, document.file))
          .map((document) => document.file.uri),
      inOneScope: oneScope,
    };
  }

  #size(key: string): number {
    return this.#buckets.get(key)?.size ?? 0;
  }

  #learn(document: StoredDocument): void {
    if (mayHideWorkload(document.yaml)) {
      this.#unreadable.add(document);
      this.#alternatives.version = {};
    }
    for (const resource of this.resources(document)) {
      for (const key of facts.factsOf(resource)) {
        const bucket = this.#buckets.get(key) ?? new Bucket();
        this.#buckets.set(key, bucket);
        this.#changing(resource, key, bucket, () => bucket.add(resource));
      }
    }
  }

  #forget(document: StoredDocument): void {
    for (const watcher of this.#watchers) watcher.documentGone(document);
    if (this.#unreadable.delete(document)) this.#alternatives.version = {};
    for (const resource of this.resources(document)) {
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
    if (tells) this.#alternatives.count(bucket.inOrder(), -1);
    change();
    if (tells) this.#alternatives.count(bucket.inOrder(), 1);
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
export function selects(selector: readonly Pair[], workload: Resource<WorkloadManifest>): boolean {
  const { podLabels } = workload.manifest.workload;
  if (selector.length === 0) return false;
  return (
    selector.every(({ key, value }) => {
      if (podLabels.some((label) => label.key === key && label.value === value)) return true;
      return isSetByController(key);
    }) && selectsSomeOrdinal(selector, workload.manifest)
  );
}

interface StoredFile extends WorkspaceFile {
  text: string;
  documents: readonly StoredDocument[];
}

interface StoredDocument extends WorkspaceDocument {
  start: number;
  line: number;
  index: number;
  file: StoredFile;
  resources: readonly Resource[] | undefined;
  readonly language: Chunk["language"];
  /** Line breaks in the document's text. */
  readonly breaks: number;
}

/** The resources that offer one fact. */
class Bucket {
  readonly #members = new Set<Resource>();
  #ordered: readonly Resource[] | undefined;

  get size(): number {
    return this.#members.size;
  }

  add(resource: Resource): void {
    this.#members.add(resource);
    this.#ordered = undefined;
  }

  delete(resource: Resource): void {
    this.#members.delete(resource);
    this.#ordered = undefined;
  }

  forgetOrder(): void {
    this.#ordered = undefined;
  }

  inOrder(): readonly Resource[] {
    this.#ordered ??= [...this.#members].sort(compareResources);
    return this.#ordered;
  }
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
  const chunks = split(text);
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

function same(document: StoredDocument | undefined, chunk: Chunk | undefined): boolean {
  return document !== undefined && document.yaml.text === chunk?.text && document.language === chunk.language;
}

function newDocument(file: StoredFile, { text, language }: Chunk): StoredDocument {
  const yaml = parse(text, language);
  return {
    language,
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

const clusterScoped = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "StorageClass",
  "IngressClass",
  "GatewayClass",
  "CustomResourceDefinition",
  "PriorityClass",
]);

function applied(manifest: Manifest, document: StoredDocument, defaultNamespace: string): Resource {
  const namespace = clusterScoped.has(manifest.kind) ? "" : (manifest.namespace?.value ?? defaultNamespace);
  return { manifest, document, namespace, name: manifest.name?.value ?? "" };
}

/** A document from which a workload may come although none can be read: a template, or broken text that speaks of pods. */
function mayHideWorkload(yaml: YamlDocument): boolean {
  return (isTemplated(yaml) || yaml.errors.length > 0) && /^\s*(containers|template|kind):/m.test(yaml.text);
}

/**
 * Whether the text is a template of another tool's (Helm, Jinja, ERB), and so no manifest yet. Comments do not count;
 * `${NAME}` does not either, for it is plain text to kubectl.
 */
export function isTemplated(yaml: YamlDocument): boolean {
  for (const mark of yaml.text.matchAll(/\{\{|\{%|<%/g)) {
    if (!yaml.comments.some((comment) => comment.span.start <= mark.index && mark.index < comment.span.end))
      return true;
  }
  return false;
}
