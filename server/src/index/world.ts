// What a rule, a hover or a path may ask of everything that the server knows. Answers hold only what is in the
// asking resource's scope, in the order of files and documents.

import type { Settings } from "../base/settings.ts";
import type { AutoscalerManifest, Manifest, ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { Resource } from "./resource.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ServiceVerdict } from "./verdict.ts";

export interface World {
  readonly settings: Settings;
  /** Whether every file of the workspace is known: before that nobody can say that something is missing. */
  readonly isComplete: boolean;
  /** Live objects, when somebody gave some. */
  readonly snapshot: Snapshot | undefined;
  /** The Services of a namespace. */
  services(from: Resource, namespace: string): readonly Resource<ServiceManifest>[];
  /** The Services with this name in this namespace: more than one where two manifests claim it. */
  servicesNamed(from: Resource, namespace: string, name: string): readonly Resource<ServiceManifest>[];
  /** Everything in a namespace that makes pods. */
  workloads(from: Resource, namespace: string): readonly Resource<WorkloadManifest>[];
  /** The workloads whose pods the Service's selector matches; empty without a selector. */
  selected(service: Resource<ServiceManifest>): readonly Resource<WorkloadManifest>[];
  /** The workloads of other namespaces whose pods the selector would match: a Service never reaches them. */
  selectedElsewhere(service: Resource<ServiceManifest>): readonly Resource<WorkloadManifest>[];
  /** The Services that select the workload's pods. */
  selecting(workload: Resource<WorkloadManifest>): readonly Resource<ServiceManifest>[];
  /** Who decides how many pods the workload has, if not its own `replicas`. */
  scaler(workload: Resource<WorkloadManifest>): Resource<AutoscalerManifest> | undefined;
  /** Custom resources of a namespace that an operator may turn into pods. */
  operated(from: Resource, namespace: string): readonly Resource<Manifest>[];
  /** Whoever names this Service: in a backend, as a StatefulSet's Service, by a DNS name (mentions.ts has the places). */
  naming(from: Resource, namespace: string, service: string): readonly Resource[];
  /** Services that claim this node port, as nodePort or healthCheckNodePort: one pool, whatever the protocol. */
  claimingNodePort(from: Resource, port: number): readonly Resource<ServiceManifest>[];
  /** Services that claim this address as a clusterIP. */
  claimingClusterIp(from: Resource, address: string): readonly Resource<ServiceManifest>[];
  /** What the API server says to the Service, as it is applied here. */
  verdict(service: Resource<ServiceManifest>): ServiceVerdict;
  /** Every node port that a Service in scope claims. */
  takenNodePorts(from: Resource): ReadonlySet<number>;
  /**
   * All resources of a kind in a namespace ("" for kinds without one): `Ingress`, `EndpointSlice`, `Namespace`, … Of policies
   * only those of neighbours: what stands elsewhere may be for another cluster.
   */
  ofKind(from: Resource, kind: string, namespace: string): readonly Resource<Manifest>[];
  /** All resources of a kind, whatever their namespace. */
  ofKindEverywhere(from: Resource, kind: string): readonly Resource<Manifest>[];
  /** The files from which pods may come although they cannot be read: templates and broken text near by, or in the same scope. */
  unreadableWorkloads(from: Resource): readonly string[];
  /** The same for Services of a namespace. */
  unreadableServices(from: Resource, namespace: string): readonly string[];
  /** The object of this kind, name and namespace in the file as it was committed last, where somebody told. */
  earlier(resource: Resource): Manifest | undefined;
  /**
   * The Services of this name that other scopes bring, or plain files: of this namespace, or of one that nobody says. Where there
   * is one, nobody can say that it is not in the workspace.
   */
  servicesElsewhere(from: Resource, namespace: string, name: string): readonly Resource<ServiceManifest>[];
  /** Every Gateway that other scopes bring, or plain files. */
  gatewaysElsewhere(from: Resource): readonly Resource[];
  /** NetworkPolicies of a namespace that other kustomizations or charts bring. */
  policiesElsewhere(from: Resource, namespace: string): readonly Resource[];
  /** Every Service that other scopes bring, or plain files. */
  allServicesElsewhere(from: Resource): readonly Resource<ServiceManifest>[];
  /** The workloads of other scopes whose pods the selector may match: in its namespace, or where one of the two namespaces is not said. */
  maybeSelected(service: Resource<ServiceManifest>): readonly Resource<WorkloadManifest>[];
  /** Every namespace that is declared, or in which some Service is. */
  isNamespace(namespace: string): boolean;
  /** Whether an operator's custom resource is anywhere in the workspace: what it makes may be anywhere. */
  hasOperators(): boolean;
  /**
   * Whether the two belong together for certain: in one scope, one folder, or one namespace that both name. `named`: the
   * namespace in which `a` says in so many words that `b` is.
   */
  areNeighbours(a: Resource, b: Resource, named?: string): boolean;
  /** Whether one scope applies both, or one stands in the other's folder or below it: likeness there is meant. */
  areBeside(a: Resource, b: Resource): boolean;
  /** Whether the two cannot have the same name, address or node port: neighbours that are no collection of examples. */
  compete(a: Resource, b: Resource): boolean;
  /** Whether the two would be applied to one cluster (folders that hold the same objects are alternatives). */
  inOneScope(a: Resource, b: Resource): boolean;
}
