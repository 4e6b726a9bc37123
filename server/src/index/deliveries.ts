// What Flux and Argo CD say of the folders that they apply: in which namespace the objects end up.

import { isFilledIn } from "../base/placeholder.ts";
import { readArgoApplication } from "../model/argo.ts";
import { deliverablesOf } from "../model/deliverables.ts";
import { readFluxKustomization } from "../model/flux.ts";
import type { Kustomization } from "../model/kustomization.ts";
import type { Layer } from "../model/kustomize.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Substitution } from "../model/substitute.ts";
import type { WorkspaceDocument, WorkspaceFile } from "./document.ts";
import { foldersMatching } from "./globs.ts";
import { folderOf, placeOf } from "./places.ts";

/** What a delivery gives to a folder's objects. */
export interface Given {
  readonly namespace: string | undefined;
  /** Flux puts every object there; Argo CD only those that name none. */
  readonly overrides: boolean;
  /** What is done to the objects after all else: namespace, variables. */
  readonly layers: readonly Layer[];
  /** What is added to a kustomization in the folder. */
  readonly kustomize: Kustomization | undefined;
}

/** Whether an object says how folders are applied. */
export function isDelivery(manifest: Manifest): boolean {
  return (
    readFluxKustomization(manifest) !== undefined ||
    readArgoApplication(manifest) !== undefined ||
    isApplicationSet(manifest)
  );
}

export function holdsDelivery({ manifests }: WorkspaceDocument): boolean {
  return manifests.some(isDelivery);
}

/** What all deliveries of a workspace give. */
export interface Deliveries {
  /** Whether there are any: then a folder that comes may be one of theirs. */
  readonly areThere: boolean;
  /** By folder, what is given to it; a folder to which two give two namespaces is given none. */
  readonly given: ReadonlyMap<string, Given>;
}

export function deliveriesIn(files: Iterable<WorkspaceFile>): Deliveries {
  const wanted: { readonly from: string; readonly path: string; readonly given: Given }[] = [];
  const folders = new Set<string>();
  const sets: { readonly from: string; readonly manifest: Manifest }[] = [];
  for (const file of files) {
    const place = placeOf(file.uri);
    for (let folder = folderOf(place); folder !== "" && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
    for (const { manifests } of file.documents)
      for (const manifest of manifests) {
        if (isApplicationSet(manifest)) sets.push({ from: folderOf(place), manifest });
        for (const { path, given } of givenBy(manifest)) wanted.push({ from: folderOf(place), path, given });
      }
  }
  for (const { from, manifest } of sets)
    for (const one of givenBySet(manifest, (glob) => foldersMatching(folders, from, glob)))
      wanted.push({ from, ...one });
  const result = new Map<string, Given | undefined>();
  for (const { from, path, given } of wanted) {
    const folder = rootFolder(from, path, folders);
    if (folder === undefined) continue;
    const before = result.get(folder);
    const isOther = result.has(folder) && (before === undefined || !isSameGiven(before, given));
    result.set(folder, isOther ? undefined : given);
  }
  const given = new Map([...result].flatMap(([folder, one]) => (one === undefined ? [] : [[folder, one] as const])));
  return { areThere: wanted.length > 0, given };
}

function isApplicationSet({ kind, apiVersion }: Manifest): boolean {
  return kind === "ApplicationSet" && apiVersion.startsWith("argoproj.io/");
}

/** The same of the Applications that a set makes, as far as its generators can be read from the files. */
function* givenBySet(
  manifest: Manifest,
  matching: (glob: string) => readonly string[],
): Iterable<{ readonly path: string; readonly given: Given }> {
  for (const { namespace, folders } of deliverablesOf(manifest, matching)) {
    if (namespace === undefined || isFilledIn(namespace)) continue;
    for (const path of folders)
      yield { path, given: { namespace, overrides: false, layers: [], kustomize: undefined } };
  }
}

function* givenBy(manifest: Manifest): Iterable<{ readonly path: string; readonly given: Given }> {
  const flux = readFluxKustomization(manifest);
  if (flux !== undefined) {
    const { path, targetNamespace, substitute, takesMore } = flux;
    const namespace = targetNamespace === undefined || isFilledIn(targetNamespace) ? undefined : targetNamespace;
    const given = [
      ...(namespace === undefined ? [] : [namespaceLayer(namespace)]),
      ...(substitute.size === 0 ? [] : [substitutionLayer({ values: substitute, isAll: !takesMore })]),
    ];
    if (given.length > 0)
      yield { path, given: { namespace, overrides: namespace !== undefined, layers: given, kustomize: undefined } };
  }
  const argo = readArgoApplication(manifest);
  if (argo === undefined) return;
  const namespace = argo.namespace === undefined || isFilledIn(argo.namespace) ? undefined : argo.namespace;
  for (const path of argo.paths) {
    const kustomize = argo.kustomize.get(path);
    if (namespace !== undefined || kustomize !== undefined)
      yield { path, given: { namespace, overrides: false, layers: [], kustomize } };
  }
}

/** The folder that a path from its repository's root means: the repository's root is some folder above the object. */
function rootFolder(from: string, path: string, folders: ReadonlySet<string>): string | undefined {
  // The root itself holds everything, other deliveries' folders too.
  if (path === "") return undefined;
  for (let above = from; above !== ""; above = folderOf(above)) {
    if (folders.has(`${above}/${path}`)) return `${above}/${path}`;
  }
  return undefined;
}

/** Whether two deliveries do the same to a folder. */
export function isSameGiven(a: Given, b: Given): boolean {
  return (
    a.namespace === b.namespace &&
    a.overrides === b.overrides &&
    a.layers.length === b.layers.length &&
    a.layers.every((layer, index) => layer === b.layers[index]) &&
    JSON.stringify(a.kustomize) === JSON.stringify(b.kustomize)
  );
}

const layers = new Map<string, Layer>();

/** What fills in variables; the same object for the same values. */
function substitutionLayer(substitution: Substitution): Layer {
  const key = `\n${JSON.stringify([[...substitution.values], substitution.isAll])}`;
  let layer = layers.get(key);
  if (layer === undefined) {
    layer = { ...nothingDone, substitution };
    layers.set(key, layer);
  }
  return layer;
}

const nothingDone: Layer = {
  namespace: undefined,
  namePrefix: "",
  nameSuffix: "",
  labels: [],
  replicas: [],
  patches: [],
  replacements: [],
  renames: new Map(),
};

/** What puts everything into a namespace; the same object for the same namespace. */
export function namespaceLayer(namespace: string): Layer {
  let layer = layers.get(namespace);
  if (layer === undefined) {
    layer = { ...nothingDone, namespace };
    layers.set(namespace, layer);
  }
  return layer;
}
