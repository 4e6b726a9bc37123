// Argo CD's Application (argoproj.io): which folders of repositories it applies, and where.
// Facts: argo-cd.readthedocs.io, "Application Specification Reference", "Multiple Sources for an Application".

import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { folderFromRoot } from "./flux.ts";
import type { Manifest } from "./manifest.ts";

export interface ArgoApplication {
  /** The folders of its sources, from their repositories' roots: "" for the root; a chart from elsewhere has none. */
  readonly paths: readonly string[];
  /** Where the namespaced objects go that name no namespace themselves. */
  readonly namespace: string | undefined;
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
  };
}
