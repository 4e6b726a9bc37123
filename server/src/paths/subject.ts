// A Service as the resolver sees it: what is written, with the gaps filled by what the API server defaults and what is live.

import type { Resource } from "../index/resource.ts";
import { type LiveAddress, type LiveService, type LiveSlice, liveServiceIn, liveSlicesIn } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { ServiceType } from "../model/service.ts";
import type { Certainty } from "../protocol.ts";
import { get, integerOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

export type Family = "IPv4" | "IPv6";

export interface Subject {
  readonly resource: Resource<ServiceManifest> | undefined;
  readonly live: LiveService | undefined;
  /** The live slices of this Service; empty when there is no snapshot, or it has none. */
  readonly slices: readonly LiveSlice[];
  readonly namespace: string;
  readonly name: string;
  /** As shown; `effective` is what the paths follow. */
  readonly type: string;
  readonly effective: ServiceType;
  readonly headless: boolean;
  readonly ports: readonly SubjectPort[];
  readonly hasSelector: boolean;
  readonly clusterIPs: readonly Known[];
  /** An address (or a second one) is still to be chosen. */
  readonly choosesClusterIp: boolean;
  readonly families: readonly Family[];
  /** Whether the families are written, seen or follow from the ranges told, and not only assumed. */
  readonly familiesAreKnown: boolean;
  readonly externalIPs: readonly string[];
  readonly externalName: string | undefined;
  readonly loadBalancer: readonly LiveAddress[];
  readonly allocatesNodePorts: boolean;
  /** externalTrafficPolicy: Local. */
  readonly localPolicy: boolean;
  readonly sourceRanges: readonly string[];
  /** manifest, or cluster for a Service that is only live. */
  readonly certainty: Certainty;
}

export interface Known {
  readonly address: string;
  readonly certainty: Certainty;
}

export interface SubjectPort {
  /** Its place among the Service's ports. */
  readonly index: number;
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
  readonly targetPort: number | string;
  /** The API server fills targetPort in. */
  readonly targetIsDefault: boolean;
  readonly nodePort: { readonly port: number; readonly certainty: Certainty } | undefined;
  readonly portNode: Node | undefined;
  readonly nodePortNode: Node | undefined;
}

/** The Service of a manifest, with its live half if the snapshot has one. */
export function writtenSubject(resource: Resource<ServiceManifest>, world: World): Subject {
  const { service } = resource.manifest;
  const { namespace, name } = resource;
  const live = liveServiceIn(world.snapshot, resource);
  const written = service.clusterIPs.filter((address) => address !== "None");
  const effective = service.type ?? "ClusterIP";
  const hasAddress = effective !== "ExternalName" && !service.headless;
  const policy = stringOf(get(service.spec, "ipFamilyPolicy"));
  const listed = stringsOf(get(service.spec, "ipFamilies")).filter(isFamily);
  const liveIPs = (live?.clusterIPs ?? []).filter((address) => address !== "None" && address !== "");
  const { families, known } = familiesOf(policy, listed, written, liveIPs, world.settings.serviceCidrs);
  const clusterIPs: Known[] = hasAddress ? written.map((address) => ({ address, certainty: "manifest" })) : [];
  if (hasAddress) {
    const seen = new Set(clusterIPs.map(({ address }) => familyOf(address)));
    for (const address of liveIPs) {
      if (!seen.has(familyOf(address))) clusterIPs.push({ address, certainty: "cluster" });
    }
  }
  return {
    resource,
    live,
    slices: slicesOf(world, namespace, name),
    namespace,
    name,
    type: service.type ?? stringOf(get(service.spec, "type")) ?? "ClusterIP",
    effective,
    headless: service.headless,
    ports: writtenPorts(resource, live),
    hasSelector: service.selector !== undefined,
    clusterIPs,
    choosesClusterIp: hasAddress && clusterIPs.length < families.length,
    families,
    familiesAreKnown: known,
    externalIPs: hasAddress ? service.externalIPs : [],
    externalName: service.externalName,
    loadBalancer: live?.loadBalancer ?? [],
    allocatesNodePorts: allocatesNodePorts(service.spec),
    localPolicy: stringOf(get(service.spec, "externalTrafficPolicy")) === "Local",
    sourceRanges: stringsOf(get(service.spec, "loadBalancerSourceRanges")),
    certainty: "manifest",
  };
}

/** A Service that is only in the cluster. */
export function liveSubject(live: LiveService, world: World): Subject {
  const headless = live.type === "ClusterIP" && live.clusterIPs[0] === "None";
  const effective =
    (["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] as const).find((type) => type === live.type) ??
    "ClusterIP";
  const addresses = live.clusterIPs.filter((address) => address !== "None" && address !== "");
  return {
    resource: undefined,
    live,
    slices: slicesOf(world, live.namespace, live.name),
    namespace: live.namespace,
    name: live.name,
    type: live.type,
    effective,
    headless,
    ports: live.ports.map((port, index) => ({
      index,
      name: port.name,
      port: port.port,
      protocol: port.protocol,
      appProtocol: port.appProtocol,
      targetPort: port.targetPort ?? port.port,
      targetIsDefault: false,
      nodePort: port.nodePort === undefined ? undefined : { port: port.nodePort, certainty: "cluster" },
      portNode: undefined,
      nodePortNode: undefined,
    })),
    hasSelector: Object.keys(live.selector).length > 0,
    clusterIPs: addresses.map((address) => ({ address, certainty: "cluster" })),
    choosesClusterIp: !headless && effective !== "ExternalName" && addresses.length === 0,
    families: addresses.length > 0 ? unique(addresses.map(familyOf)) : ["IPv4"],
    familiesAreKnown: addresses.length > 0,
    externalIPs: headless || effective === "ExternalName" ? [] : live.externalIPs,
    externalName: live.externalName,
    loadBalancer: live.loadBalancer,
    allocatesNodePorts: false,
    localPolicy: false,
    sourceRanges: [],
    certainty: "cluster",
  };
}

export function familyOf(address: string): Family {
  return address.includes(":") ? "IPv6" : "IPv4";
}

/** Ports with one number share one nodePort (allocate-node-port): what is written on any of them counts for all. */
function writtenPorts(resource: Resource<ServiceManifest>, live: LiveService | undefined): readonly SubjectPort[] {
  const { ports, type } = resource.manifest.service;
  const hasNodePorts = type === "NodePort" || type === "LoadBalancer";
  return ports.flatMap((port) => {
    if (port.port === undefined) return [];
    const protocol = port.protocol ?? stringOf(get(port.node, "protocol")) ?? "TCP";
    const shared = ports.find((other) => other.port === port.port && other.nodePort !== undefined)?.nodePort;
    const seen = live?.ports.find(
      (candidate) => candidate.port === port.port && candidate.protocol === protocol,
    )?.nodePort;
    const written = integerOf(get(port.node, "targetPort")) || stringOf(get(port.node, "targetPort"));
    return {
      index: port.index,
      name: port.name,
      port: port.port,
      protocol,
      appProtocol: port.appProtocol,
      targetPort: port.targetPort ?? port.port,
      targetIsDefault: !written,
      nodePort: hasNodePorts ? nodePortOf(port.nodePort, shared, seen) : undefined,
      portNode: port.portNode,
      nodePortNode: port.nodePortNode,
    };
  });
}

function nodePortOf(
  written: number | undefined,
  shared: number | undefined,
  seen: number | undefined,
): SubjectPort["nodePort"] {
  if (written !== undefined) return { port: written, certainty: "manifest" };
  if (shared !== undefined) return { port: shared, certainty: seen === shared ? "cluster" : "default" };
  return seen === undefined ? undefined : { port: seen, certainty: "cluster" };
}

function slicesOf(world: World, namespace: string, name: string): readonly LiveSlice[] {
  return liveSlicesIn(world.snapshot, { namespace, name });
}

function allocatesNodePorts(spec: Node | undefined): boolean {
  const value = get(spec, "allocateLoadBalancerNodePorts");
  return !(value?.kind === "bool" && !value.value);
}

/** The families that the Service has or will have (11.5); an unknown range counts as IPv4 only. */
function familiesOf(
  policy: string | undefined,
  listed: readonly Family[],
  written: readonly string[],
  live: readonly string[],
  cidrs: readonly string[],
): { readonly families: readonly Family[]; readonly known: boolean } {
  const start = unique([...listed, ...written.map(familyOf)]);
  const cluster = unique(cidrs.map(familyOf));
  const primary = cluster[0] ?? "IPv4";
  const first = start.length > 0 ? start : live.length > 0 ? unique(live.map(familyOf)) : [primary];
  const known = start.length > 0 || live.length > 0 || cidrs.length > 0;
  const both =
    first.length > 1 || policy === "RequireDualStack" || (policy === "PreferDualStack" && cluster.length > 1);
  if (!both) return { families: first, known };
  const [family] = first;
  return { families: family === "IPv6" ? ["IPv6", "IPv4"] : ["IPv4", "IPv6"], known };
}

function isFamily(text: string): text is Family {
  return text === "IPv4" || text === "IPv6";
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
