// A manifest as it will be applied: in a scope, with its namespace.

import type { Layer } from "../model/kustomize.ts";
import type { Manifest } from "../model/manifest.ts";
import type { WorkspaceDocument } from "./document.ts";
import type { Scope } from "./plan.ts";

/**
 * What a manifest becomes in a cluster. A plain manifest is one resource; under kustomizations it is one for each
 * outermost kustomization, renamed and relabelled as that says.
 */
export interface Resource<M extends Manifest = Manifest> {
  readonly manifest: M;
  readonly document: WorkspaceDocument;
  /** The namespace that it ends up in: written, or the default one. "" for kinds that have none. */
  readonly namespace: string;
  /**
   * Whether somebody says so: the manifest, a kustomization, Flux, Argo CD, a setting. Else it is wherever kubectl or another
   * tool puts it: in one namespace with what stands beside it, but which one is not known.
   */
  readonly namespaceIsKnown: boolean;
  /** "" where the manifest has no name (yet). */
  readonly name: string;
  /** The kustomization or chart that it is applied with; undefined for a plain file. `manifest` is what that makes of it. */
  readonly scope: Scope | undefined;
  /** What the kustomizations of its scope do to its file, the innermost first. */
  readonly layers: readonly Layer[];
  /** A patch does something to it that is not followed: nobody should be sure of what it says. */
  readonly uncertain: boolean;
}

/** Whether the resource's manifest is of that sort: narrows the resource with it. */
export function isA<Is extends Manifest["is"]>(
  resource: Resource,
  is: Is,
): resource is Resource<Extract<Manifest, { is: Is }>> {
  return resource.manifest.is === is;
}
