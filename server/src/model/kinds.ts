// What is known of each kind of object by its name alone: its group and versions, whether it has a namespace, whether it
// makes pods. The one list of kinds; whoever asks about kinds asks here.

/** A kind, as an API server or the project that defines it serves it. */
export interface Kind {
  readonly name: string;
  /** "" for the core group. */
  readonly group: string;
  /** The versions that are served today (Kubernetes 1.36, or the project's newest release), the preferred one first. */
  readonly versions: readonly string[];
  /** Whole apiVersions under which it was served once, and the release of Kubernetes that no longer did. */
  readonly former: Readonly<Record<string, string>>;
  /** Whether its objects belong to a namespace. */
  readonly namespaced: boolean;
  /** Where the pods stand that it makes; undefined: it makes none. */
  readonly pods: PodPlace | undefined;
  /** How it says which pods are its own: `selector: {app: web}`, or `selector.matchLabels`. */
  readonly selector: "pairs" | "labels" | undefined;
  /** `spec.replicas` says how many pods there are. */
  readonly scales: boolean;
  /** Its pods come to an end by themselves. */
  readonly ends: boolean;
}

/** The object itself, `spec.template`, or `spec.jobTemplate.spec.template`. */
export type PodPlace = "itself" | "template" | "job-template";

type Facts = Partial<Omit<Kind, "name" | "group" | "versions">>;

const cluster = { namespaced: false } as const;
const runs = { pods: "template", selector: "labels" } as const;
const appsBefore = { "extensions/v1beta1": "1.16", "apps/v1beta1": "1.16", "apps/v1beta2": "1.16" } as const;

/** By group and version: `kubectl api-resources`, and the CRDs of projects that stand around Services. */
const served: readonly (readonly [group: string, versions: string, kinds: Readonly<Record<string, Facts>>])[] = [
  [
    "",
    "v1",
    {
      Service: {},
      Endpoints: {},
      Pod: { pods: "itself" },
      ReplicationController: { pods: "template", selector: "pairs", scales: true },
      ConfigMap: {},
      Secret: {},
      ServiceAccount: {},
      PersistentVolumeClaim: {},
      LimitRange: {},
      ResourceQuota: {},
      Namespace: cluster,
      Node: cluster,
      PersistentVolume: cluster,
    },
  ],
  [
    "apps",
    "v1",
    {
      Deployment: { ...runs, scales: true, former: appsBefore },
      StatefulSet: { ...runs, scales: true, former: { "apps/v1beta1": "1.16", "apps/v1beta2": "1.16" } },
      DaemonSet: { ...runs, former: { "extensions/v1beta1": "1.16", "apps/v1beta2": "1.16" } },
      ReplicaSet: { ...runs, scales: true, former: { "extensions/v1beta1": "1.16", "apps/v1beta2": "1.16" } },
    },
  ],
  [
    "batch",
    "v1",
    {
      Job: { ...runs, ends: true },
      CronJob: {
        pods: "job-template",
        ends: true,
        former: { "batch/v1beta1": "1.25", "batch/v2alpha1": "1.21" },
      },
    },
  ],
  [
    "networking.k8s.io",
    "v1",
    {
      Ingress: { former: { "extensions/v1beta1": "1.22", "networking.k8s.io/v1beta1": "1.22" } },
      IngressClass: { ...cluster, former: { "networking.k8s.io/v1beta1": "1.22" } },
      NetworkPolicy: { former: { "extensions/v1beta1": "1.16" } },
    },
  ],
  ["discovery.k8s.io", "v1", { EndpointSlice: { former: { "discovery.k8s.io/v1beta1": "1.25" } } }],
  ["policy", "v1", { PodDisruptionBudget: { former: { "policy/v1beta1": "1.25" } } }],
  [
    "autoscaling",
    "v2 v1",
    { HorizontalPodAutoscaler: { former: { "autoscaling/v2beta1": "1.25", "autoscaling/v2beta2": "1.26" } } },
  ],
  [
    "rbac.authorization.k8s.io",
    "v1",
    {
      Role: { former: { "rbac.authorization.k8s.io/v1beta1": "1.22" } },
      RoleBinding: { former: { "rbac.authorization.k8s.io/v1beta1": "1.22" } },
      ClusterRole: { ...cluster, former: { "rbac.authorization.k8s.io/v1beta1": "1.22" } },
      ClusterRoleBinding: { ...cluster, former: { "rbac.authorization.k8s.io/v1beta1": "1.22" } },
    },
  ],
  ["storage.k8s.io", "v1", { StorageClass: cluster, CSIDriver: cluster }],
  ["scheduling.k8s.io", "v1", { PriorityClass: cluster }],
  ["node.k8s.io", "v1", { RuntimeClass: cluster }],
  ["apiextensions.k8s.io", "v1", { CustomResourceDefinition: cluster }],
  ["apiregistration.k8s.io", "v1", { APIService: cluster }],
  [
    "admissionregistration.k8s.io",
    "v1",
    { ValidatingWebhookConfiguration: cluster, MutatingWebhookConfiguration: cluster },
  ],
  ["snapshot.storage.k8s.io", "v1", { VolumeSnapshotClass: cluster }],
  [
    "gateway.networking.k8s.io",
    "v1 v1beta1",
    { Gateway: {}, GatewayClass: cluster, HTTPRoute: {}, ReferenceGrant: {} },
  ],
  ["gateway.networking.k8s.io", "v1", { GRPCRoute: {} }],
  ["gateway.networking.k8s.io", "v1 v1alpha3 v1alpha2", { TLSRoute: {} }],
  ["gateway.networking.k8s.io", "v1 v1alpha2", { TCPRoute: {}, UDPRoute: {} }],
  ["monitoring.coreos.com", "v1", { ServiceMonitor: {}, PodMonitor: {} }],
  ["keda.sh", "v1alpha1", { ScaledObject: {} }],
  ["cert-manager.io", "v1", { Certificate: {}, Issuer: {}, ClusterIssuer: cluster }],
  ["argoproj.io", "v1alpha1", { Rollout: { ...runs, scales: true } }],
  ["apps.openshift.io", "v1", { DeploymentConfig: { pods: "template", selector: "pairs", scales: true } }],
  ["kustomize.config.k8s.io", "v1beta1", { Kustomization: {} }],
  ["kustomize.config.k8s.io", "v1alpha1", { Component: {} }],
];

const nothing: Omit<Kind, "name" | "group" | "versions"> = {
  former: {},
  namespaced: true,
  pods: undefined,
  selector: undefined,
  scales: false,
  ends: false,
};

/** Every kind that is known, by its name: no two of these groups give one name to different things. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  served.flatMap(([group, versions, members]) =>
    Object.entries(members).map(([name, facts]) => [
      name,
      { ...nothing, ...facts, name, group, versions: versions.split(" ") } satisfies Kind,
    ]),
  ),
);

/** The group of an apiVersion: "" for `v1`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** Whether objects of this kind belong to a namespace; kinds that nobody knows are taken to. */
export function isNamespaced(kind: string): boolean {
  return kinds.get(kind)?.namespaced ?? true;
}

/** Whether Kubernetes itself serves the kind, so that all it does is known; else a CRD defines it. */
export function isBuiltIn({ group }: Kind): boolean {
  if (definedByProjects.has(group)) return false;
  return ["", "apps", "batch", "policy", "autoscaling"].includes(group) || group.endsWith(".k8s.io");
}

/** Groups of Kubernetes' own projects that come as CRDs. */
const definedByProjects: ReadonlySet<string> = new Set([
  "gateway.networking.k8s.io",
  "snapshot.storage.k8s.io",
  "kustomize.config.k8s.io",
]);

/** The whole apiVersions under which the kind is served today, the preferred one first. */
export function servedBy({ group, versions }: Kind): readonly string[] {
  return versions.map((version) => (group === "" ? version : `${group}/${version}`));
}

/** The kinds that make pods, by name. Custom resources may do it, too: those are told by their shape (workload.ts). */
export const podMakers: readonly string[] = [...kinds.values()]
  .filter(({ pods }) => pods !== undefined)
  .map(({ name }) => name);

/** Whether Kubernetes itself makes pods of such objects: then the labels that it adds are known. */
export function makesPodsItself(kind: string): boolean {
  const found = kinds.get(kind);
  return found?.pods !== undefined && isBuiltIn(found);
}
