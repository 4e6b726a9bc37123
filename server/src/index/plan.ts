// Which files are applied together, and how: under which outermost kustomizations, in which chart, or plainly.

import { isKustomizationName, type Kustomization, readKustomization } from "../model/kustomization.ts";
import { kustomized, type Layer, layerOf, namesUnder } from "../model/kustomize.ts";
import { type ResolvedReplacement, readReplacements, resolvedReplacement } from "../model/replacements.ts";
import type { Node } from "../yaml/node.ts";
import { type Deliveries, deliveriesIn, type Given, isSameGiven } from "./deliveries.ts";
import type { WorkspaceFile } from "./document.ts";
import { folderOf, nameOf, placeOf, resolve } from "./places.ts";

/** What is applied to a cluster as one: an outermost kustomization, or a Helm chart. */
export interface Scope {
  readonly kind: "kustomization" | "chart";
  /** The kustomization's or Chart.yaml's file. */
  readonly file: WorkspaceFile;
  /** Tells scopes apart in the keys of facts. */
  readonly id: string;
  /** Whether the files show all of it: no remote base, no chart, no file that is not here. */
  readonly isComplete: boolean;
  /** What could not be followed, as it is written. */
  readonly unseen: readonly string[];
}

/** A file as one scope takes it. */
export interface Application {
  readonly scope: Scope;
  /** What is done to its objects, the innermost kustomization first. */
  readonly layers: readonly Layer[];
  /** Where objects go that are left without a namespace, as far as Argo CD says so. */
  readonly namespace: string | undefined;
}

/** A file's part in the plan. */
export interface Part {
  /** Empty: under no kustomization and in no chart. */
  readonly applications: readonly Application[];
  /** A patch of a kustomization: it is partial, and no object by itself. */
  readonly isPatch: boolean;
  /** The folder of the Component that would take it in, if anybody used that: an option that nobody has chosen. */
  readonly option: string | undefined;
  /** The namespace that Flux or Argo CD gives to a plain file's objects. */
  readonly given: Given | undefined;
}

export interface Plan {
  readonly scopes: readonly Scope[];
  /** Whether any file is a part of a Component that nobody uses. */
  readonly hasOptions: boolean;
  partOf(uri: string): Part;
  /** Whether two scopes are two ways to apply the same Services or workloads: who has the one has not the other. */
  areAlternatives(a: Scope, b: Scope): boolean;
  /**
   * Whether the plan is another one when this file comes, goes, says something else (`changed`), or when its Services are called
   * otherwise (`renamed`).
   */
  restsOn(uri: string, what: "is-there" | "changed" | "renamed"): boolean;
}

/**
 * What a test of kuttl or Chainsaw looks for in the cluster, by the names that these tools give such files: a part of an object,
 * as a patch is (kuttl.dev, "Asserts & Errors": `00-assert.yaml`, `00-errors.yaml`).
 */
const assertion = /\/(?:\d+-|chainsaw-)(?:[\w-]+-)?(?:assert|errors?)(?:-[\w-]+)?\.ya?ml$/i;

const partial: Part = { applications: [], isPatch: true, option: undefined, given: undefined };

const plain: Part = { applications: [], isPatch: false, option: undefined, given: undefined };

export const emptyPlan: Plan = {
  scopes: [],
  hasOptions: false,
  partOf: (uri) => (assertion.test(uri) ? partial : plain),
  areAlternatives: () => false,
  restsOn: (uri, what) => what !== "renamed" && makesScope(uri),
};

const filesOfLayers = new WeakMap<Layer, WorkspaceFile>();

/** The kustomization that does what the layer says; undefined for what Flux or Argo CD does. */
export function fileOfLayer(layer: Layer): WorkspaceFile | undefined {
  return filesOfLayers.get(layer);
}

function areSame(a: readonly Layer[], b: readonly Layer[]): boolean {
  return a.length === b.length && a.every((layer, index) => layer === b[index]);
}

/** Whether the file is a kustomization or the description of a chart. */
export function makesScope(uri: string): boolean {
  const name = nameOf(uri);
  return isKustomizationName(name) || name === "Chart.yaml";
}

/**
 * The name of what a chart was rendered to: a file that is nowhere but in the index. `isWhole`: whether nothing is known to be
 * missing from it. `values`: which values it was rendered with, where that is not the chart's own alone.
 */
export function renderedUri(chart: string, isWhole: boolean, values = ""): string {
  return `${chart}${isWhole ? renderedMark : partMark}${values === "" ? "" : `:${encodeURIComponent(values)}`}`;
}

/** The Chart.yaml of a rendered chart's name; undefined for other files. */
export function chartOfRendered(uri: string): string | undefined {
  return renderedName.exec(uri)?.[1];
}

/** The values that a chart was rendered with, as `renderedUri` was given them; undefined for other files. */
export function valuesOfRendered(uri: string): string | undefined {
  const found = renderedName.exec(uri);
  if (found === null) return undefined;
  try {
    return decodeURIComponent(found[2] ?? "");
  } catch {
    return found[2] ?? "";
  }
}

const renderedMark = "#rendered";
const partMark = "#rendered-in-part";
const renderedName = /^(.*)#rendered(?:-in-part)?(?::(.*))?$/s;

/** Keeps scopes and layers that did not change the same objects from plan to plan: equal parts are told by that. */
export class Planner {
  #scopes = new Map<string, Scope>();
  #layers = new Map<string, Layer | undefined>();

  plan(files: Iterable<WorkspaceFile>): Plan {
    const known = new Map<string, WorkspaceFile>();
    const kustomizations = new Map<string, Found>();
    const charts = new Map<string, WorkspaceFile>();
    for (const file of files) {
      const place = placeOf(file.uri);
      known.set(place, file);
      const folder = folderOf(place);
      if (nameOf(place) === "Chart.yaml") charts.set(folder, file);
      if (!isKustomizationName(nameOf(place)) || kustomizations.has(folder)) continue;
      const root = file.documents.find((document) => document.yaml.root !== undefined)?.yaml.root;
      kustomizations.set(folder, { folder, file, says: readKustomization(root) });
    }
    const deliveries = deliveriesIn(known.values());
    if (kustomizations.size === 0 && charts.size === 0 && !deliveries.areThere) return emptyPlan;
    const kept = { scopes: new Map<string, Scope>(), layers: new Map<string, Layer | undefined>() };
    const before = { scopes: this.#scopes, layers: this.#layers };
    const plan = new Drawing(known, kustomizations, charts, deliveries, before, kept).plan();
    this.#scopes = kept.scopes;
    this.#layers = kept.layers;
    return plan;
  }
}

interface Found {
  readonly folder: string;
  readonly file: WorkspaceFile;
  readonly says: Kustomization;
}

/** Scopes by their id, layers by all that they are made of. */
interface Kept {
  readonly scopes: Map<string, Scope>;
  readonly layers: Map<string, Layer | undefined>;
}

/** A file on its way out through the kustomizations. */
interface Taken {
  readonly place: string;
  readonly layers: Layer[];
}

/** Marks an entry that leads back to where it stands; environment-drafts.ts has the words. */
export const circle = "circle";

/** Stands for what a rendered chart lacks. */
export const missingDependency = "a dependency";

/** More than this in one scope is no kustomization that people write. */
const mostFiles = 20_000;

class Drawing {
  readonly #files: ReadonlyMap<string, WorkspaceFile>;
  readonly #kustomizations: ReadonlyMap<string, Found>;
  readonly #charts: ReadonlyMap<string, WorkspaceFile>;
  readonly #deliveries: Deliveries;
  readonly #before: Kept;
  readonly #kept: Kept;
  readonly #patches = new Set<string>();
  readonly #awaited = new Set<string>();
  readonly #named = new Set<string>();
  /** Kustomizations that some scope has taken in. */
  readonly #reached = new Set<Found>();
  /** Files whose values replacements put elsewhere. */
  readonly #sources = new Set<string>();

  constructor(
    files: ReadonlyMap<string, WorkspaceFile>,
    kustomizations: ReadonlyMap<string, Found>,
    charts: ReadonlyMap<string, WorkspaceFile>,
    deliveries: Deliveries,
    before: Kept,
    kept: Kept,
  ) {
    this.#files = files;
    this.#kustomizations = kustomizations;
    this.#charts = charts;
    this.#deliveries = deliveries;
    this.#before = before;
    this.#kept = kept;
  }

  plan(): Plan {
    const referred = new Set<string>();
    for (const { folder, says } of this.#kustomizations.values()) {
      for (const entry of [...says.resources, ...says.components]) {
        const place = resolve(folder, entry);
        // One that names itself is an environment all the same.
        if (place !== folder) referred.add(place);
      }
      for (const { from } of says.patches) if ("path" in from) this.#patches.add(resolve(folder, from.path));
    }
    const { parts, held } = this.#applied(referred);
    const optional = this.#optional(referred);
    const chartParts = new Map<string, Part>();
    for (const chart of this.#charts.values()) this.#scope("chart", chart, []);
    const { scopes } = this.#kept;
    return {
      // What a chart is rendered to becomes a scope when its part is asked for.
      get scopes() {
        return [...scopes.values()];
      },
      hasOptions: optional.size > 0,
      partOf: (uri) => {
        const place = placeOf(uri);
        const applications = parts.get(place);
        if (applications !== undefined) return { applications, isPatch: false, option: undefined, given: undefined };
        if (this.#patches.has(place) || assertion.test(place)) return partial;
        const option = optional.get(place);
        if (option !== undefined) return option;
        const rendered = chartOfRendered(place);
        if (rendered !== undefined) return this.#renderedPart(place, rendered);
        const chart = this.#chartOf(place);
        if (chart === undefined) {
          const given = this.#givenTo(folderOf(place));
          return given === undefined ? plain : { ...plain, given };
        }
        const part = chartParts.get(chart.uri) ?? {
          applications: [{ scope: this.#scope("chart", chart, []), layers: [], namespace: undefined }],
          isPatch: false,
          option: undefined,
          given: undefined,
        };
        chartParts.set(chart.uri, part);
        return part;
      },
      // A chart with other values, and its templates as they stand, are the same chart.
      areAlternatives: (a, b) => a.file === b.file || this.#shareObjects(held.get(a), held.get(b)),
      restsOn: (uri, what) => {
        if (what === "renamed") return this.#named.has(placeOf(uri));
        if (makesScope(uri) || (what === "is-there" && this.#deliveries.areThere)) return true;
        const place = placeOf(uri);
        return (
          this.#patches.has(place) || this.#sources.has(place) || (what === "is-there" && this.#awaited.has(place))
        );
      },
    };
  }

  /** What the outermost kustomizations take in: each file's applications, and the places that each scope holds. */
  #applied(referred: ReadonlySet<string>) {
    const parts = new Map<string, Application[]>();
    const held = new Map<Scope, Set<string>>();
    for (const found of this.#outermost(referred)) {
      const unseen: string[] = [];
      const taken = this.#take(found, unseen, new Set());
      const scope = this.#scope("kustomization", found.file, unseen);
      const given = this.#givenTo(found.folder);
      const put = [...this.#added(given, taken), ...(given?.layers ?? [])];
      held.set(scope, new Set(taken.map(({ place }) => place)));
      for (const { place, layers } of taken) {
        const list = parts.get(place) ?? [];
        parts.set(place, list);
        const all = put.length === 0 ? layers : [...layers, ...put];
        // A base under two kustomizations of one scope is applied twice, where these make two things of it.
        if (list.some((other) => other.scope === scope && areSame(other.layers, all))) continue;
        list.push({ scope, layers: all, namespace: given?.namespace });
      }
    }
    return { parts, held };
  }

  /** Those that no other takes in; and of circles, which nobody can build, one each: what is in them is to be seen. */
  *#outermost(referred: ReadonlySet<string>): Iterable<Found> {
    for (const found of this.#kustomizations.values())
      if (found.says.kind !== "Component" && !referred.has(found.folder)) yield found;
    for (const found of this.#kustomizations.values())
      if (found.says.kind !== "Component" && !this.#reached.has(found)) yield found;
  }

  /** The files of Components that nobody uses. */
  #optional(referred: ReadonlySet<string>): ReadonlyMap<string, Part> {
    const optional = new Map<string, Part>();
    for (const { folder, says } of this.#kustomizations.values()) {
      if (says.kind !== "Component" || referred.has(folder)) continue;
      const part = { applications: [], isPatch: false, option: folder, given: undefined };
      for (const entry of says.resources) optional.set(resolve(folder, entry), part);
    }
    return optional;
  }

  /** What a delivery adds to the kustomization that it applies. */
  #added(given: Given | undefined, taken: readonly Taken[]): readonly Layer[] {
    const says = given?.kustomize;
    if (says === undefined) return [];
    const renames = this.#renames(says, taken);
    const key = `delivery\n${JSON.stringify([says, [...renames]])}`;
    const layers = this.#kept.layers.has(key) ? this.#kept.layers : this.#before.layers;
    const layer = layers.has(key) ? layers.get(key) : layerOf(says, () => undefined, renames);
    this.#kept.layers.set(key, layer);
    return layer === undefined ? [] : [layer];
  }

  /** What is given to a folder by the nearest delivery of it, or of a folder above it that has no kustomization to say what is in it. */
  #givenTo(folder: string): Given | undefined {
    const { given: all } = this.#deliveries;
    if (all.size === 0) return undefined;
    for (let at = folder; at !== ""; at = folderOf(at)) {
      const given = all.get(at);
      if (given !== undefined && (at === folder || !this.#kustomizations.has(at))) return given;
    }
    return undefined;
  }

  /** Whether some file with a Service or a workload is in both: a base under two overlays. */
  #shareObjects(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): boolean {
    const [few, many] = a.size < b.size ? [a, b] : [b, a];
    for (const place of few) {
      if (!many.has(place)) continue;
      const manifests = this.#files.get(place)?.documents.flatMap((document) => document.manifests) ?? [];
      if (manifests.some(({ is }) => is === "service" || is === "workload")) return true;
    }
    return false;
  }

  /** All files below a kustomization, with what is done to them up to here. */
  #take(found: Found, unseen: string[], path: ReadonlySet<Found>): Taken[] {
    if (path.has(found)) return [];
    this.#reached.add(found);
    const way = new Set([...path, found]);
    const { folder, says } = found;
    const taken: Taken[] = [];
    for (const entry of says.resources) {
      const place = resolve(folder, entry);
      const below = this.#kustomizations.get(place);
      if (below !== undefined && way.has(below)) unseen.push(`${entry} (${circle})`);
      else if (below !== undefined) taken.push(...this.#take(below, unseen, way));
      else this.#takeFile(place, entry, taken, unseen);
      if (taken.length > mostFiles) return taken;
    }
    this.#extend(found, taken, unseen, way);
    return taken;
  }

  /** Components add their resources, and do what they do to everything that is there by then; then the kustomization itself. */
  #extend(found: Found, taken: Taken[], unseen: string[], way: ReadonlySet<Found>): void {
    for (const entry of found.says.components) {
      const component = this.#kustomizations.get(resolve(found.folder, entry));
      if (component === undefined) {
        this.#await(resolve(found.folder, entry));
        unseen.push(entry);
      } else if (!way.has(component)) {
        const below = new Set([...way, component]);
        for (const resource of component.says.resources) {
          const place = resolve(component.folder, resource);
          const inner = this.#kustomizations.get(place);
          if (inner !== undefined) taken.push(...this.#take(inner, unseen, below));
          else this.#takeFile(place, resource, taken, unseen);
        }
        this.#extend(component, taken, unseen, below);
      }
    }
    unseen.push(...found.says.notFollowed);
    const layer = this.#layer(found, taken, unseen);
    if (layer !== undefined) for (const file of taken) file.layers.push(layer);
  }

  #takeFile(place: string, entry: string, taken: Taken[], unseen: string[]): void {
    this.#await(place);
    if (this.#files.has(place)) taken.push({ place, layers: [] });
    else unseen.push(entry);
  }

  #await(place: string): void {
    this.#awaited.add(place);
  }

  /** What the Services below a kustomization are called from there on, by the names that they had. */
  #renames({ namePrefix, nameSuffix }: Kustomization, taken: readonly Taken[]): ReadonlyMap<string, string> {
    const renames = new Map<string, string>();
    for (const { place, layers } of taken) {
      if (namePrefix + nameSuffix === "" && layers.every((layer) => layer.renames.size === 0)) continue;
      this.#named.add(place);
      for (const { is, name } of this.#files.get(place)?.documents.flatMap(({ manifests }) => manifests) ?? []) {
        if (is !== "service" || !name?.value) continue;
        const names = namesUnder(name.value, layers);
        const last = namePrefix + (names.at(-1) ?? "") + nameSuffix;
        for (const each of names) if (each !== last && !renames.has(each)) renames.set(each, last);
      }
    }
    return renames;
  }

  #layer(found: Found, taken: readonly Taken[], unseen: string[]): Layer | undefined {
    const renames = this.#renames(found.says, taken);
    // What it takes in changes no layer, but for the names.
    const named = [...renames].flat().join(" ");
    let key = `${found.folder}\n${JSON.stringify({ ...found.says, resources: [], components: [] })}\n${named}`;
    for (const { from } of found.says.patches) {
      if (!("path" in from)) continue;
      const file = this.#files.get(resolve(found.folder, from.path));
      if (file === undefined) unseen.push(from.path);
      key += `\n${from.path}\n${file?.text ?? ""}`;
    }
    const read = (path: string) => this.#rootsOf(resolve(found.folder, path));
    const replacements = this.#replacements(found, taken, renames, unseen);
    for (const { value, targets } of replacements) key += `\n${JSON.stringify([value, targets])}`;
    const layers = this.#kept.layers.has(key) ? this.#kept.layers : this.#before.layers;
    const layer = layers.has(key) ? layers.get(key) : layerOf(found.says, read, renames, replacements);
    this.#kept.layers.set(key, layer);
    if (layer !== undefined) filesOfLayers.set(layer, found.file);
    return layer;
  }

  /** The kustomization's replacements with the values that objects below it have; of those without one it is said. */
  #replacements(
    { folder, says }: Found,
    taken: readonly Taken[],
    renames: ReadonlyMap<string, string>,
    unseen: string[],
  ): readonly ResolvedReplacement[] {
    const more = says.replacementFiles.flatMap((path) => {
      const place = resolve(folder, path);
      this.#await(place);
      this.#sources.add(place);
      const roots = this.#rootsOf(place);
      if (roots === undefined) unseen.push(path);
      return (roots ?? []).flatMap((root) => readReplacements(root));
    });
    const all = [...says.replacements, ...more];
    if (all.length === 0) return [];
    const own = layerOf(says, (path) => this.#rootsOf(resolve(folder, path)), renames);
    const objects = taken.flatMap(({ place, layers }) => {
      const through = own === undefined ? layers : [...layers, own];
      const manifests = this.#files.get(place)?.documents.flatMap((document) => document.manifests) ?? [];
      return manifests.flatMap(({ root, name }) => {
        const result = kustomized(root, through);
        const names = new Set(namesUnder(name?.value ?? "", through));
        return result === undefined ? [] : [{ root: result.root, names, place }];
      });
    });
    return all.flatMap((replacement) => {
      const resolved = resolvedReplacement(replacement, objects);
      // Until some object has the value, any may come to have it.
      if (resolved === undefined) {
        unseen.push("replacements");
        for (const { place } of taken) this.#sources.add(place);
      } else if (resolved.from !== undefined) this.#sources.add(resolved.from.place);
      return resolved ?? [];
    });
  }

  #rootsOf(place: string): readonly Node[] | undefined {
    return this.#files.get(place)?.documents.flatMap((document) => document.yaml.root ?? []);
  }

  /** What a chart was rendered to is a scope of its own: its templates, read as they stand, say the same things again. */
  #renderedPart(place: string, chart: string): Part {
    const file = this.#charts.get(folderOf(chart));
    if (file === undefined) return plain;
    const unseen = place.includes(partMark) ? [missingDependency] : [];
    return {
      applications: [{ scope: this.#scope("chart", file, unseen, place), layers: [], namespace: undefined }],
      isPatch: false,
      option: undefined,
      given: undefined,
    };
  }

  #scope(kind: Scope["kind"], file: WorkspaceFile, unseen: readonly string[], id = placeOf(file.uri)): Scope {
    const old = this.#kept.scopes.get(id) ?? this.#before.scopes.get(id);
    const isComplete = unseen.length === 0;
    const isSame = old?.file === file && old.unseen.join("\n") === unseen.join("\n");
    const scope: Scope = old !== undefined && isSame ? old : { kind, file, id, isComplete, unseen };
    this.#kept.scopes.set(id, scope);
    return scope;
  }

  /** The chart whose templates (or CRDs) a file is one of; a chart in another's charts/ is installed with it. */
  #chartOf(place: string): WorkspaceFile | undefined {
    if (this.#charts.size === 0 || !/\/(templates|crds)\//.test(place)) return undefined;
    let chart: WorkspaceFile | undefined;
    for (let end = place.lastIndexOf("/"); end > 0; end = place.lastIndexOf("/", end - 1)) {
      const folder = place.slice(0, end + 1);
      const found = this.#charts.get(folder.slice(0, -1));
      if (found === undefined) continue;
      const below = place.slice(folder.length);
      if (chart !== undefined ? below.startsWith("charts/") : /^(templates|crds)\//.test(below)) chart = found;
    }
    return chart;
  }
}

/** Whether two parts say the same of a file. */
export function isSamePart(a: Part, b: Part): boolean {
  if (a === b) return true;
  return (
    a.isPatch === b.isPatch &&
    a.option === b.option &&
    (a.given === b.given || (a.given !== undefined && b.given !== undefined && isSameGiven(a.given, b.given))) &&
    a.applications.length === b.applications.length &&
    a.applications.every((application, index) => {
      const other = b.applications[index];
      return (
        application.scope === other?.scope &&
        application.namespace === other.namespace &&
        application.layers.length === other.layers.length &&
        application.layers.every((layer, at) => layer === other.layers[at])
      );
    })
  );
}
