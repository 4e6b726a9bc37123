// A Service as Go holds it after decoding: zero values for what is absent, undefined only where Go has a pointer.

import { get, itemsOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

export interface ServiceObject {
  readonly metadata: ObjectMeta;
  readonly spec: ServiceSpec;
}

export interface ObjectMeta {
  /** For a generateName: what the server would make of it, with five letters of our own. */
  readonly name: string;
  readonly generateName: string;
  readonly namespace: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly ownerReferences: readonly OwnerReference[];
  readonly finalizers: readonly string[];
}

/** In the order written. */
export type StringMap = ReadonlyMap<string, string>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean | undefined;
  readonly blockOwnerDeletion: boolean | undefined;
}

export interface ServiceSpec {
  readonly ports: readonly ServicePort[];
  readonly selector: StringMap;
  readonly clusterIP: string;
  readonly clusterIPs: readonly string[];
  readonly type: string;
  readonly externalIPs: readonly string[];
  readonly sessionAffinity: string;
  readonly sessionAffinityTimeout: AffinityTimeout;
  readonly loadBalancerIP: string;
  readonly loadBalancerSourceRanges: readonly string[];
  readonly externalName: string;
  readonly externalTrafficPolicy: string;
  readonly healthCheckNodePort: number;
  readonly publishNotReadyAddresses: boolean;
  readonly ipFamilies: readonly string[];
  readonly ipFamilyPolicy: string | undefined;
  readonly allocateLoadBalancerNodePorts: boolean | undefined;
  readonly loadBalancerClass: string | undefined;
  readonly internalTrafficPolicy: string | undefined;
  readonly trafficDistribution: string | undefined;
}

/** sessionAffinityConfig.clientIP.timeoutSeconds; undefined when any level is missing. */
export type AffinityTimeout = number | undefined;

export interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
  readonly port: number;
  readonly targetPort: number | string;
  readonly nodePort: number;
}

/** Reads the object; a value of a wrong type counts as absent (decode.ts reports it). */
export function readServiceObject(root: Node): ServiceObject {
  const metadata = get(root, "metadata");
  const spec = get(root, "spec");
  return {
    metadata: {
      name: text(metadata, "name"),
      generateName: text(metadata, "generateName"),
      namespace: text(metadata, "namespace"),
      resourceVersion: text(metadata, "resourceVersion"),
      generation: integer(metadata, "generation"),
      labels: stringMap(get(metadata, "labels")),
      annotations: stringMap(get(metadata, "annotations")),
      ownerReferences: itemsOf(get(metadata, "ownerReferences")).map(readOwner),
      finalizers: strings(get(metadata, "finalizers")),
    },
    spec: {
      ports: itemsOf(get(spec, "ports")).map(readPort),
      selector: stringMap(get(spec, "selector")),
      clusterIP: text(spec, "clusterIP"),
      clusterIPs: strings(get(spec, "clusterIPs")),
      type: text(spec, "type"),
      externalIPs: strings(get(spec, "externalIPs")),
      sessionAffinity: text(spec, "sessionAffinity"),
      sessionAffinityTimeout: numberAt(get(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds")),
      loadBalancerIP: text(spec, "loadBalancerIP"),
      loadBalancerSourceRanges: strings(get(spec, "loadBalancerSourceRanges")),
      externalName: text(spec, "externalName"),
      externalTrafficPolicy: text(spec, "externalTrafficPolicy"),
      healthCheckNodePort: integer(spec, "healthCheckNodePort"),
      publishNotReadyAddresses: pointerToBool(spec, "publishNotReadyAddresses") ?? false,
      ipFamilies: strings(get(spec, "ipFamilies")),
      ipFamilyPolicy: pointer(spec, "ipFamilyPolicy"),
      allocateLoadBalancerNodePorts: pointerToBool(spec, "allocateLoadBalancerNodePorts"),
      loadBalancerClass: pointer(spec, "loadBalancerClass"),
      internalTrafficPolicy: pointer(spec, "internalTrafficPolicy"),
      trafficDistribution: pointer(spec, "trafficDistribution"),
    },
  };
}

function readOwner(node: Node): OwnerReference {
  return {
    apiVersion: text(node, "apiVersion"),
    kind: text(node, "kind"),
    name: text(node, "name"),
    uid: text(node, "uid"),
    controller: pointerToBool(node, "controller"),
    blockOwnerDeletion: pointerToBool(node, "blockOwnerDeletion"),
  };
}

function readPort(node: Node): ServicePort {
  const target = get(node, "targetPort");
  return {
    name: text(node, "name"),
    protocol: text(node, "protocol"),
    appProtocol: pointer(node, "appProtocol"),
    port: integer(node, "port"),
    targetPort: target?.kind === "string" ? target.value : (numberAt(target) ?? 0),
    nodePort: integer(node, "nodePort"),
  };
}

function strings(node: Node | undefined): readonly string[] {
  return itemsOf(node).map((item) => (item.kind === "string" ? item.value : ""));
}

function stringMap(node: Node | undefined): StringMap {
  const map = new Map<string, string>();
  if (node?.kind !== "map") return map;
  for (const { key, value } of node.entries) map.set(key, value.kind === "string" ? value.value : "");
  return map;
}

function text(node: Node | undefined, field: string): string {
  return pointer(node, field) ?? "";
}

function pointer(node: Node | undefined, field: string): string | undefined {
  const value = get(node, field);
  return value?.kind === "string" ? value.value : undefined;
}

function pointerToBool(node: Node | undefined, field: string): boolean | undefined {
  const value = get(node, field);
  return value?.kind === "bool" ? value.value : undefined;
}

function integer(node: Node | undefined, field: string): number {
  return numberAt(get(node, field)) ?? 0;
}

function numberAt(node: Node | undefined): number | undefined {
  return node?.kind === "number" ? node.value : undefined;
}
