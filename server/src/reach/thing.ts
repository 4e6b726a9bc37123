// An object that takes part in connections: of a manifest, or only in the cluster.

import type { WorkspaceDocument } from "../index/document.ts";
import type { Scope } from "../index/plan.ts";
import type { Resource } from "../index/resource.ts";
import type { Manifest } from "../model/manifest.ts";

/** A resource of the index is one; what only a snapshot has lacks the document. */
export interface Thing<M extends Manifest = Manifest> {
  readonly manifest: M;
  readonly namespace: string;
  readonly name: string;
  readonly uncertain: boolean;
  readonly document?: WorkspaceDocument;
  readonly scope?: Scope | undefined;
}

/** Whether it stands in a file: then it is a resource of the index. */
export function isWritten<M extends Manifest>(thing: Thing<M>): thing is Resource<M> {
  return thing.document !== undefined;
}
