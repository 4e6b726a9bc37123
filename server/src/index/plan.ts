// Which files are applied together, and how: under which outermost kustomizations, in which chart, or plainly.

import { isKustomizationName, type Kustomization, readKustomization } from "../model/kustomization.ts";
import { type Layer, layerOf } from "../model/kustomize.ts";
import type { Node } from "../yaml/node.ts";
import type { WorkspaceFile } from "./document.ts";

/** What is applied to a cluster as one: an outermost kustomization, or a Helm chart. */
export interface Scope {
  readonly kind: "kustomization" | "chart";
  /** The kustomization's or Chart.yaml's file. */
  readonly file: WorkspaceFile;
  /** Tells scopes apart in the keys of facts. */
  readonly id: string;
  /** Whether the files show all of it: no remote base, no chart, no file that is not here. */
  readonly isComplete: boolean;
}

/** A file as one scope takes it. */
export interface Application {
  readonly scope: Scope;
  /** What is done to its objects, the innermost kustomization first. */
  readonly layers: readonly Layer[];
}

/** A file's part in the plan. */
export interface Part {
  /** Empty: under no kustomization and in no chart. */
  readonly applications: readonly Application[];
  /** A patch of a kustomization: it is partial, and no object by itself. */
  readonly isPatch: boolean;
  /** The folder of the Component that would take it in, if anybody used that: an option that nobody has chosen. */
  readonly option: string | undefined;
}

export interface Plan {
  readonly scopes: readonly Scope[];
  /** Whether any file is a part of a Component that nobody uses. */
  readonly hasOptions: boolean;
  partOf(uri: string): Part;
  /** Whether the plan is another one when this file comes, goes or (`changed`) says something else. */
  restsOn(uri: string, what: "is-there" | "changed"): boolean;
}

const plain: Part = { applications: [], isPatch: false, option: undefined };

export const emptyPlan: Plan = {
  scopes: [],
  hasOptions: false,
  partOf: () => plain,
  restsOn: (uri) => makesScope(uri),
};

/** Whether the file is a kustomization or the description of a chart. */
export function makesScope(uri: string): boolean {
  const name = nameOf(uri);
  return isKustomizationName(name) || name === "Chart.yaml";
}

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
    if (kustomizations.size === 0 && charts.size === 0) return emptyPlan;
    const kept = { scopes: new Map<string, Scope>(), layers: new Map<string, Layer | undefined>() };
    const before = { scopes: this.#scopes, layers: this.#layers };
    const plan = new Drawing(known, kustomizations, charts, before, kept).plan();
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

/** More than this in one scope is no kustomization that people write. */
const mostFiles = 20_000;

class Drawing {
  readonly #files: ReadonlyMap<string, WorkspaceFile>;
  readonly #kustomizations: ReadonlyMap<string, Found>;
  readonly #charts: ReadonlyMap<string, WorkspaceFile>;
  readonly #before: Kept;
  readonly #kept: Kept;
  readonly #patches = new Set<string>();
  readonly #awaited = new Set<string>();
  readonly #layerOf = new Map<Found, Layer | undefined>();

  constructor(
    files: ReadonlyMap<string, WorkspaceFile>,
    kustomizations: ReadonlyMap<string, Found>,
    charts: ReadonlyMap<string, WorkspaceFile>,
    before: Kept,
    kept: Kept,
  ) {
    this.#files = files;
    this.#kustomizations = kustomizations;
    this.#charts = charts;
    this.#before = before;
    this.#kept = kept;
  }

  plan(): Plan {
    const referred = new Set<string>();
    for (const { folder, says } of this.#kustomizations.values()) {
      for (const entry of [...says.resources, ...says.components]) referred.add(resolve(folder, entry));
      for (const { from } of says.patches) if ("path" in from) this.#patches.add(resolve(folder, from.path));
    }
    const parts = new Map<string, Application[]>();
    for (const found of this.#kustomizations.values()) {
      if (found.says.kind === "Component" || referred.has(found.folder)) continue;
      const unseen: string[] = [];
      const taken = this.#take(found, unseen, new Set());
      const scope = this.#scope("kustomization", found.file, unseen);
      for (const { place, layers } of taken) {
        const list = parts.get(place) ?? [];
        parts.set(place, list);
        if (list.every((other) => other.scope !== scope)) list.push({ scope, layers });
      }
    }
    const optional = new Map<string, Part>();
    for (const { folder, says } of this.#kustomizations.values()) {
      if (says.kind !== "Component" || referred.has(folder)) continue;
      const part = { applications: [], isPatch: false, option: folder };
      for (const entry of says.resources) optional.set(resolve(folder, entry), part);
    }
    const chartParts = new Map<string, Part>();
    for (const chart of this.#charts.values()) this.#scope("chart", chart, []);
    return {
      scopes: [...this.#kept.scopes.values()],
      hasOptions: optional.size > 0,
      partOf: (uri) => {
        const place = placeOf(uri);
        const applications = parts.get(place);
        if (applications !== undefined) return { applications, isPatch: false, option: undefined };
        if (this.#patches.has(place)) return { applications: [], isPatch: true, option: undefined };
        const option = optional.get(place);
        if (option !== undefined) return option;
        const chart = this.#chartOf(place);
        if (chart === undefined) return plain;
        const part = chartParts.get(chart.uri) ?? {
          applications: [{ scope: this.#scope("chart", chart, []), layers: [] }],
          isPatch: false,
          option: undefined,
        };
        chartParts.set(chart.uri, part);
        return part;
      },
      restsOn: (uri, what) => {
        if (makesScope(uri)) return true;
        const place = placeOf(uri);
        return this.#patches.has(place) || (what === "is-there" && this.#awaited.has(place));
      },
    };
  }

  /** All files below a kustomization, with what is done to them up to here. */
  #take(found: Found, unseen: string[], path: ReadonlySet<Found>): Taken[] {
    if (path.has(found)) return [];
    const way = new Set([...path, found]);
    const { folder, says } = found;
    const taken: Taken[] = [];
    for (const entry of says.resources) {
      const place = resolve(folder, entry);
      const below = this.#kustomizations.get(place);
      if (below !== undefined) taken.push(...this.#take(below, unseen, way));
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
    const layer = this.#layer(found, unseen);
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

  #layer(found: Found, unseen: string[]): Layer | undefined {
    // What it takes in changes no layer.
    let key = `${found.folder}\n${JSON.stringify({ ...found.says, resources: [], components: [] })}`;
    for (const { from } of found.says.patches) {
      if (!("path" in from)) continue;
      const file = this.#files.get(resolve(found.folder, from.path));
      if (file === undefined) unseen.push(from.path);
      key += `\n${from.path}\n${file?.text ?? ""}`;
    }
    if (this.#layerOf.has(found)) return this.#layerOf.get(found);
    const { layers } = this.#before;
    const layer = layers.has(key)
      ? layers.get(key)
      : layerOf(found.says, (path) => this.#rootsOf(resolve(found.folder, path)));
    this.#kept.layers.set(key, layer);
    this.#layerOf.set(found, layer);
    return layer;
  }

  #rootsOf(place: string): readonly Node[] | undefined {
    return this.#files.get(place)?.documents.flatMap((document) => document.yaml.root ?? []);
  }

  #scope(kind: Scope["kind"], file: WorkspaceFile, unseen: readonly string[]): Scope {
    const id = placeOf(file.uri);
    const old = this.#kept.scopes.get(id) ?? this.#before.scopes.get(id);
    const isComplete = unseen.length === 0;
    const isSame = old?.file === file && old.isComplete === isComplete;
    const scope: Scope = old !== undefined && isSame ? old : { kind, file, id, isComplete };
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
    a.applications.length === b.applications.length &&
    a.applications.every((application, index) => {
      const other = b.applications[index];
      return (
        application.scope === other?.scope &&
        application.layers.length === other.layers.length &&
        application.layers.every((layer, at) => layer === other.layers[at])
      );
    })
  );
}

/** URIs of one file differ in what they escape; their decoded form does not. */
export function placeOf(uri: string): string {
  if (!uri.includes("%")) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** The folder of a file, without a slash at its end. */
export function folderOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/"));
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

/** Where an entry of a kustomization leads, from its folder; without a slash at its end. */
export function resolve(folder: string, entry: string): string {
  const parts = folder.split("/");
  for (const part of entry.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
