// What an access path is inside the server: as protocol.ts has it, but with reasons as data and places in documents.

import type { WrittenPlace } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { LiveService } from "../index/snapshot.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { Certainty, Hop, PathKind, PathState, Viewpoint } from "../protocol.ts";
import type { Reason } from "./reason.ts";

/** A Service and every way to reach it, in the order of `paths --format json`. */
export interface ResolvedService {
  /** undefined for a Service that is only in the cluster. */
  readonly resource: Resource<ServiceManifest> | undefined;
  readonly live: LiveService | undefined;
  readonly namespace: string;
  readonly name: string;
  /** The effective type; as written where it is none that exists. */
  readonly type: string;
  readonly headless: boolean;
  readonly paths: readonly ResolvedPath[];
}

export interface ResolvedPath {
  readonly kind: PathKind;
  readonly viewpoint: Viewpoint;
  /** TCP, UDP or SCTP. */
  readonly protocol: string;
  /** undefined: still to be chosen, or none needed (any host). */
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly url: string | undefined;
  /** The HTTP path, where one is asked for. */
  readonly path: string | undefined;
  readonly servicePort: { readonly name: string | undefined; readonly port: number } | undefined;
  readonly certainty: Certainty;
  readonly state: PathState;
  readonly hops: readonly ResolvedHop[];
  /** Which hop fails or is open, and why; undefined when complete. */
  readonly why: Reason | undefined;
  /** The shorter DNS names, the last for the same namespace only. */
  readonly names?: readonly string[];
}

export interface ResolvedHop {
  readonly kind: Hop["kind"];
  readonly label?: HopLabel;
  /** Absent: the hop has none. undefined: it is still to be chosen. */
  readonly address?: string | undefined;
  readonly port?: number | string | undefined;
  readonly certainty?: Certainty;
  readonly workloads?: readonly Resource<WorkloadManifest>[];
  /** Where it is written. */
  readonly place?: WrittenPlace;
}

/** What a hop is, as far as its kind does not say it. */
export type HopLabel =
  | { readonly is: "client"; readonly of: PathKind }
  | { readonly is: "service" }
  /** `local`: only a node that runs a ready pod (externalTrafficPolicy Local). */
  | { readonly is: "node"; readonly local: boolean }
  /** `ranges`: from where clients may come; empty: from anywhere. */
  | { readonly is: "load-balancer"; readonly ranges: readonly string[] }
  /** `tunnel`: it passes the traffic to one pod, without the Service's port. */
  | { readonly is: "api-server"; readonly tunnel: boolean }
  | { readonly is: "external" }
  | { readonly is: "live-endpoints"; readonly ready: number }
  /** An object or a tool, by its name. */
  | { readonly is: "named"; readonly kind: string; readonly name: string };

/** From which viewpoint each kind of path works. */
export const viewpoints: Readonly<Record<PathKind, Viewpoint>> = {
  dns: "cluster",
  srv: "cluster",
  "cluster-ip": "cluster",
  "pod-dns": "cluster",
  "node-port": "node-network",
  "load-balancer": "external",
  "external-ip": "external",
  "external-name": "cluster",
  ingress: "external",
  "gateway-route": "external",
  "custom-route": "external",
  localhost: "this-machine",
  "port-forward": "this-machine",
  "api-proxy": "this-machine",
};

/** The order in which a Service port's entries stand. */
export const kindOrder = Object.keys(viewpoints) as readonly PathKind[];

const strength: readonly Certainty[] = ["cluster", "manifest", "default", "setting", "on-create"];

/** The weakest of several certainties; what is undefined does not count. */
export function weakest(...certainties: readonly (Certainty | undefined)[]): Certainty {
  const ranks = certainties.flatMap((certainty) => (certainty === undefined ? [] : strength.indexOf(certainty)));
  return strength[Math.max(0, ...ranks)] ?? "cluster";
}
