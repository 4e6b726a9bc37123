// Everything that a user can tell the server. One value, passed in; nobody keeps a copy.

import type { Locale } from "./text.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** How a rule is to be reported, or that it is not. */
export type RuleLevel = Severity | "off";

/** The Kubernetes versions whose differences are known. */
export const kubernetesVersions = ["1.33", "1.34", "1.35", "1.36"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** From where a Service may be reached: the values of `viewpoint` in JSON. */
export const viewpointIds = ["cluster", "node-network", "external", "this-machine"] as const;
export type ViewpointId = (typeof viewpointIds)[number];

/** Clusters on this machine whose ways in no manifest tells. */
export const localTools = ["kind", "k3d", "minikube", "docker-desktop"] as const;
export type LocalTool = (typeof localTools)[number];

/** Inclusive at both ends, as `--service-node-port-range`. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface Settings {
  readonly locale: Locale;
  readonly kubernetesVersion: KubernetesVersion;
  readonly nodePortRange: PortRange;
  /** The cluster's Service ranges, one a family, the primary family first; empty when unknown: then IPv4 only, and addresses are not judged against a range. */
  readonly serviceCidrs: readonly string[];
  readonly clusterDomain: string;
  readonly nodeAddresses: readonly string[];
  /** The namespace of manifests that name none. */
  readonly namespace: string;
  /** Whether somebody said so; else it is a guess, and where an object without one ends up is for kubectl to say. */
  readonly namespaceIsGiven: boolean;
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** The viewpoints whose paths are shown, everywhere alike. */
  readonly viewpoints: readonly ViewpointId[];
  /** What the cluster is; undefined: as far as a snapshot tells. */
  readonly localCluster: LocalTool | undefined;
}

export const defaultSettings: Settings = {
  locale: "en",
  kubernetesVersion: "1.36",
  nodePortRange: { first: 30000, last: 32767 },
  serviceCidrs: [],
  clusterDomain: "cluster.local",
  nodeAddresses: [],
  namespace: "default",
  namespaceIsGiven: false,
  rules: {},
  viewpoints: viewpointIds,
  localCluster: undefined,
};
