// Argo CD's Application (argoproj.io): which folders of repositories it applies, and where.
// Facts: argo-cd.readthedocs.io, "Application Specification Reference", "Multiple Sources for an Application".

import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { folderFromRoot } from "./flux.ts";
import { type Kustomization, readKustomization } from "./kustomization.ts";
import type { Manifest } from "./manifest.ts";

export interface ArgoApplication {
  /** The folders of its sources, from their repositories' roots: "" for the root; a chart from elsewhere has none. */
  readonly paths: readonly string[];
  /** Where the namespaced objects go that name no namespace themselves. */
  readonly namespace: string | undefined;
  /** What Argo CD adds to a kustomization that it applies (`source.kustomize`), by the source's path. */
  readonly kustomize: ReadonlyMap<string, Kustomization>;
}

/** undefined: the object is none. */
export function readArgoApplication({ apiVersion, kind, root }: Manifest): ArgoApplication | undefined {
  if (kind !== "Application" || !apiVersion.startsWith("argoproj.io/")) return undefined;
  const source = get(root, "spec", "source");
  const sources = [...(source === undefined ? [] : [source]), ...itemsOf(get(root, "spec", "sources"))];
  return {
    paths: sources.flatMap((one) => {
      const path = stringOf(get(one, "path"));
      return path === undefined ? [] : [folderFromRoot(path)];
    }),
    namespace: stringOf(get(root, "spec", "destination", "namespace")) || undefined,
    kustomize: new Map(
      sources.flatMap((one) => {
        const path = stringOf(get(one, "path"));
        const more = get(one, "kustomize");
        return path === undefined || more === undefined
          ? []
          : [[folderFromRoot(path), readKustomization(more)] as const];
      }),
    ),
  };
}
