// What a document's manifests become when they are applied: one resource for each scope that takes the file.

import { isFilledIn } from "../base/placeholder.ts";
import type { Settings } from "../base/settings.ts";
import { isNamespaced } from "../model/kinds.ts";
import { kustomized } from "../model/kustomize.ts";
import { type Manifest, readManifest } from "../model/manifest.ts";
import type { WorkspaceDocument } from "./document.ts";
import type { Application, Part } from "./plan.ts";
import type { Resource } from "./resource.ts";

/** The document's manifests as each scope applies them: none where the file is a patch. */
export function* applied(
  document: WorkspaceDocument,
  part: Part | undefined,
  settings: Pick<Settings, "namespace" | "namespaceIsGiven">,
): Iterable<Resource> {
  if (part?.isPatch === true) return;
  const applications: readonly (Application | undefined)[] =
    part === undefined || part.applications.length === 0 ? [undefined] : part.applications;
  const put = part?.given?.layers ?? unchanged;
  for (const application of applications) {
    for (const item of document.manifests) {
      const result = changed(item, application?.layers ?? put);
      if (result === undefined) continue;
      const { manifest, uncertain } = result;
      const said =
        manifest.namespace?.value ??
        application?.namespace ??
        part?.given?.namespace ??
        document.file.origins?.namespace;
      const isInNone = !isNamespaced(manifest.kind);
      yield {
        manifest,
        document,
        namespace: isInNone ? "" : (said ?? settings.namespace),
        namespaceIsKnown: isInNone || (said === undefined ? settings.namespaceIsGiven : !isFilledIn(said)),
        name: manifest.name?.value ?? "",
        scope: application?.scope,
        layers: application?.layers ?? unchanged,
        uncertain,
      };
    }
  }
}

const unchanged: Application["layers"] = [];

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
