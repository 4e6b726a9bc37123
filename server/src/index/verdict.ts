// What the API server says to a Service as it is applied here: one verdict for findings, paths and the tree.

import type { Cluster } from "../api-server/cluster.ts";
import type { Findings } from "../api-server/judge.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { Resource } from "./resource.ts";

/** The cluster as a Service meets it when it is applied. */
export interface ClusterAsMet {
  readonly cluster: Cluster;
  /** The manifest that has a node port, or an address (canonical), before the Service comes. */
  readonly owners: ReadonlyMap<number | string, Resource<ServiceManifest>>;
}

/** Everything that any stage has against the Service, and the cluster that it was judged against. */
export interface ServiceVerdict extends Findings, ClusterAsMet {}
