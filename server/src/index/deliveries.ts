// What Flux and Argo CD say of the folders that they apply: in which namespace the objects end up.

import { isFilledIn } from "../base/placeholder.ts";
import { readArgoApplication } from "../model/argo.ts";
import { readFluxKustomization } from "../model/flux.ts";
import type { Layer } from "../model/kustomize.ts";
import type { Manifest } from "../model/manifest.ts";
import type { WorkspaceDocument, WorkspaceFile } from "./document.ts";
import { folderOf, placeOf } from "./places.ts";

/** The namespace that a delivery gives to a folder's objects. */
export interface Given {
  readonly namespace: string;
  /** Flux puts every object there; Argo CD only those that name none. */
  readonly overrides: boolean;
}

/** Whether an object says how folders are applied. */
export function isDelivery(manifest: Manifest): boolean {
  return readFluxKustomization(manifest) !== undefined || readArgoApplication(manifest) !== undefined;
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
  for (const file of files) {
    const place = placeOf(file.uri);
    for (let folder = folderOf(place); folder !== "" && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
    for (const { manifests } of file.documents)
      for (const manifest of manifests)
        for (const { path, given } of givenBy(manifest)) wanted.push({ from: folderOf(place), path, given });
  }
  const result = new Map<string, Given | undefined>();
  for (const { from, path, given } of wanted) {
    const folder = rootFolder(from, path, folders);
    if (folder === undefined) continue;
    const before = result.get(folder);
    const isOther =
      result.has(folder) && (before?.namespace !== given.namespace || before.overrides !== given.overrides);
    result.set(folder, isOther ? undefined : given);
  }
  const given = new Map([...result].flatMap(([folder, one]) => (one === undefined ? [] : [[folder, one] as const])));
  return { areThere: wanted.length > 0, given };
}

function* givenBy(manifest: Manifest): Iterable<{ readonly path: string; readonly given: Given }> {
  const flux = readFluxKustomization(manifest);
  if (flux?.targetNamespace !== undefined && !isFilledIn(flux.targetNamespace))
    yield { path: flux.path, given: { namespace: flux.targetNamespace, overrides: true } };
  const argo = readArgoApplication(manifest);
  const { namespace } = argo ?? {};
  if (namespace === undefined || isFilledIn(namespace)) return;
  for (const path of argo?.paths ?? []) yield { path, given: { namespace, overrides: false } };
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

const layers = new Map<string, Layer>();

/** What puts everything into a namespace; the same object for the same namespace. */
export function namespaceLayer(namespace: string): Layer {
  let layer = layers.get(namespace);
  if (layer === undefined) {
    layer = {
      namespace,
      namePrefix: "",
      nameSuffix: "",
      labels: [],
      replicas: [],
      patches: [],
      replacements: [],
      renames: new Map(),
    };
    layers.set(namespace, layer);
  }
  return layer;
}
