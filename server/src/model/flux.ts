// Flux's Kustomization (kustomize.toolkit.fluxcd.io): which folder of a repository it applies, and what it makes of it.
// Facts: fluxcd.io/flux/components/kustomize/kustomizations, "Path", "Target namespace", "Post build variable substitution".

import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Manifest } from "./manifest.ts";

export interface FluxKustomization {
  /** The folder, from the source's root; without `./` in front and a slash at its end, "" for the root. */
  readonly path: string;
  /** Where every namespaced object goes, whatever it says itself. */
  readonly targetNamespace: string | undefined;
  /** What its manifests' variables become, as far as it is written in place (`postBuild.substitute`). */
  readonly substitute: ReadonlyMap<string, string>;
  /** Whether further values come from ConfigMaps or Secrets (`postBuild.substituteFrom`). */
  readonly takesMore: boolean;
}

/** undefined: the object is none. */
export function readFluxKustomization({ apiVersion, kind, root }: Manifest): FluxKustomization | undefined {
  if (kind !== "Kustomization" || !apiVersion.startsWith("kustomize.toolkit.fluxcd.io/")) return undefined;
  const substitute = get(root, "spec", "postBuild", "substitute");
  const pairs = substitute?.kind === "map" ? substitute.entries : [];
  return {
    path: folderFromRoot(stringOf(get(root, "spec", "path"))),
    targetNamespace: stringOf(get(root, "spec", "targetNamespace")) || undefined,
    takesMore: itemsOf(get(root, "spec", "postBuild", "substituteFrom")).length > 0,
    substitute: new Map(
      pairs.flatMap(({ key, value }) => ("source" in value ? [[key, stringOf(value) ?? value.source] as const] : [])),
    ),
  };
}

/** A folder as people write it from the root of a repository (`./apps/web/`, `/apps/web`), without what means nothing. */
export function folderFromRoot(path: string | undefined): string {
  return (path ?? "")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
