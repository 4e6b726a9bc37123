// The kustomizations of a workspace, by folder, and what their entries lead to.

import { isKustomizationName, type Kustomization, readKustomization } from "../model/kustomization.ts";
import type { WorkspaceDocument, WorkspaceFile } from "./document.ts";
import { folderOf, placeOf, resolve } from "./places.ts";
import type { Scope } from "./plan.ts";
import type { Workspace } from "./workspace.ts";

export interface KustomizationFile {
  readonly file: WorkspaceFile;
  /** Its folder, decoded and without a slash at its end, as entries are resolved from. */
  readonly folder: string;
  readonly document: WorkspaceDocument;
  readonly says: Kustomization;
}

/** What is at a place: a file by its decoded URI, or the kustomization of a folder. */
export interface KnownPlaces {
  readonly files: ReadonlyMap<string, WorkspaceFile>;
  readonly kustomizations: ReadonlyMap<string, KustomizationFile>;
}

/** Every file and every kustomization that the workspace knows. */
export function knownPlaces(workspace: Workspace): KnownPlaces {
  const files = new Map<string, WorkspaceFile>();
  const kustomizations = new Map<string, KustomizationFile>();
  for (const file of workspace.files()) {
    const place = placeOf(file.uri);
    files.set(place, file);
    const folder = folderOf(place);
    if (!isKustomizationName(place.slice(folder.length + 1)) || kustomizations.has(folder)) continue;
    const document = file.documents.find(({ yaml }) => yaml.root !== undefined);
    if (document === undefined) continue;
    kustomizations.set(folder, { file, folder, document, says: readKustomization(document.yaml.root) });
  }
  return { files, kustomizations };
}

/** Where an entry of a kustomization leads: a file, or the kustomization of a folder; undefined where nothing is known there. */
export function ledTo(folder: string, entry: string, known: KnownPlaces): WorkspaceFile | undefined {
  const place = resolve(folder, entry);
  return known.kustomizations.get(place)?.file ?? known.files.get(place);
}

/** The kustomizations of a scope: its own file's, and all that this takes in. None for a chart. */
export function kustomizationsOf(scope: Scope, known: KnownPlaces): readonly KustomizationFile[] {
  const found = new Set<KustomizationFile>();
  const take = (folder: string) => {
    const one = known.kustomizations.get(folder);
    if (one === undefined || found.has(one)) return;
    found.add(one);
    for (const entry of [...one.says.resources, ...one.says.components]) take(resolve(folder, entry));
  };
  if (scope.kind === "kustomization") take(folderOf(placeOf(scope.file.uri)));
  return [...found];
}
