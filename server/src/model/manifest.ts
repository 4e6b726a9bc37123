// What a document says, kind by kind: from YAML values to the field's own terms. Pure per document.

import type { FieldPath } from "../base/field.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node, StringNode, YamlDocument } from "../yaml/node.ts";
import { type Autoscaler, readAutoscaler } from "./autoscaler.ts";
import { type DisruptionBudget, readDisruptionBudget } from "./disruption-budget.ts";
import { type Endpoints, readEndpointSlice, readEndpoints } from "./endpoint-slice.ts";
import {
  type Gateway,
  gatewayGroup,
  type ReferenceGrant,
  type Route,
  readGateway,
  readReferenceGrant,
  readRoute,
  routeKinds,
} from "./gateway.ts";
import { type Ingress, readIngress } from "./ingress.ts";
import { type LocalCluster, readLocalCluster } from "./local-cluster.ts";
import { type NetworkPolicy, readNetworkPolicy } from "./network-policy.ts";
import { readService, type Service } from "./service.ts";
import { readWorkload, type Workload } from "./workload.ts";

/** One object of a document: a `List` has one for each of its items. */
export type Manifest =
  | ServiceManifest
  | WorkloadManifest
  | EndpointsManifest
  | IngressManifest
  | GatewayManifest
  | RouteManifest
  | ReferenceGrantManifest
  | NetworkPolicyManifest
  | AutoscalerManifest
  | DisruptionBudgetManifest
  | LocalClusterManifest
  | OtherManifest;

interface ManifestBase {
  readonly apiVersion: string;
  /** The object's own kind, as written. */
  readonly kind: string;
  readonly name: StringNode | undefined;
  readonly namespace: StringNode | undefined;
  readonly root: MapNode;
  /** In a List, which item; else undefined. */
  readonly item: number | undefined;
}

export interface ServiceManifest extends ManifestBase {
  readonly is: "service";
  readonly service: Service;
}

/** A Pod, or anything with a template of pods. */
export interface WorkloadManifest extends ManifestBase {
  readonly is: "workload";
  readonly workload: Workload;
}

/** An EndpointSlice or an Endpoints. */
export interface EndpointsManifest extends ManifestBase {
  readonly is: "endpoints";
  readonly endpoints: Endpoints;
}

export interface IngressManifest extends ManifestBase {
  readonly is: "ingress";
  readonly ingress: Ingress;
}

export interface GatewayManifest extends ManifestBase {
  readonly is: "gateway";
  readonly gateway: Gateway;
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute. */
export interface RouteManifest extends ManifestBase {
  readonly is: "route";
  readonly route: Route;
}

export interface ReferenceGrantManifest extends ManifestBase {
  readonly is: "reference-grant";
  readonly grant: ReferenceGrant;
}

export interface NetworkPolicyManifest extends ManifestBase {
  readonly is: "network-policy";
  readonly policy: NetworkPolicy;
}

/** A HorizontalPodAutoscaler, a ScaledObject, or a Rollout that borrows a workload's template. */
export interface AutoscalerManifest extends ManifestBase {
  readonly is: "autoscaler";
  readonly autoscaler: Autoscaler;
}

export interface DisruptionBudgetManifest extends ManifestBase {
  readonly is: "disruption-budget";
  readonly budget: DisruptionBudget;
}

/** The configuration of a kind or k3d cluster. */
export interface LocalClusterManifest extends ManifestBase {
  readonly is: "local-cluster";
  readonly cluster: LocalCluster;
}

export interface OtherManifest extends ManifestBase {
  readonly is: "other";
}

/** Every object in the document that has an apiVersion and a kind; what has neither is no manifest. */
export function readManifests(document: YamlDocument): readonly Manifest[] {
  const root = document.root;
  if (root === undefined || root.kind !== "map") return [];
  const items = get(root, "items");
  if (stringOf(get(root, "kind")) === "List" && items?.kind === "list") {
    // Only a cluster gives objects a uid: this is what it was asked for (`kubectl get -o yaml`), and nobody's manifests.
    if (items.items.some((node) => get(node, "metadata", "uid") !== undefined)) return [];
    const manifests = items.items.map((node, item) => readManifest(node, item));
    return manifests.filter((manifest) => manifest !== undefined);
  }
  const manifest = readManifest(root, undefined);
  return manifest === undefined ? [] : [manifest];
}

/** One object; undefined without an apiVersion or a kind. `item`: its place in a List. */
export function readManifest(root: Node, item: number | undefined): Manifest | undefined {
  if (root.kind !== "map") return undefined;
  const apiVersion = stringOf(get(root, "apiVersion"));
  const kind = stringOf(get(root, "kind"));
  if (apiVersion === undefined || kind === undefined) return undefined;
  const name = get(root, "metadata", "name");
  const namespace = get(root, "metadata", "namespace");
  const base = {
    apiVersion,
    kind,
    name: name?.kind === "string" ? name : undefined,
    namespace: namespace?.kind === "string" && namespace.value !== "" ? namespace : undefined,
    root,
    item,
  };
  if (kind === "Service" && apiVersion === "v1") return { ...base, is: "service", service: readService(root) };
  const workload = readWorkload(kind, apiVersion, root);
  if (workload !== undefined) return { ...base, is: "workload", workload };
  if (kind === "EndpointSlice" && apiVersion.startsWith("discovery.k8s.io/"))
    return { ...base, is: "endpoints", endpoints: readEndpointSlice(root) };
  if (kind === "Endpoints" && apiVersion === "v1") return { ...base, is: "endpoints", endpoints: readEndpoints(root) };
  if (kind === "Ingress" && apiVersion === "networking.k8s.io/v1")
    return { ...base, is: "ingress", ingress: readIngress(root) };
  if (kind === "NetworkPolicy" && apiVersion === "networking.k8s.io/v1")
    return { ...base, is: "network-policy", policy: readNetworkPolicy(root) };
  if (apiVersion.startsWith(`${gatewayGroup}/`)) {
    if (kind === "Gateway") return { ...base, is: "gateway", gateway: readGateway(root) };
    if (kind === "ReferenceGrant") return { ...base, is: "reference-grant", grant: readReferenceGrant(root) };
    const route = routeKinds.find((known) => known === kind);
    if (route !== undefined) return { ...base, is: "route", route: readRoute(route, root) };
  }
  if (kind === "PodDisruptionBudget" && apiVersion.startsWith("policy/"))
    return { ...base, is: "disruption-budget", budget: readDisruptionBudget(root) };
  const autoscaler = readAutoscaler(kind, apiVersion, root);
  if (autoscaler !== undefined) return { ...base, is: "autoscaler", autoscaler };
  const cluster = readLocalCluster(kind, apiVersion, root);
  if (cluster !== undefined) return { ...base, is: "local-cluster", cluster };
  return { ...base, is: "other" };
}

/** Where the object's own fields begin in its document: `items[2]` in a List. */
export function rootPath(manifest: Manifest): FieldPath {
  return manifest.item === undefined ? [] : ["items", manifest.item];
}
