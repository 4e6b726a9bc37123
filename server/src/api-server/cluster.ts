// The state of a cluster that a create depends on: which names, addresses and node ports are taken.

import type { PortRange, Settings } from "../base/settings.ts";
import { formatBits, parseAddress, parseCidr } from "./addresses.ts";

export type Family = "IPv4" | "IPv6";

/**
 * What is taken. Changed only by `claim`; judging a Service never changes it. One value serves a whole call, document
 * after document.
 */
export interface Cluster {
  /** The families that the cluster serves, the primary one first. */
  readonly families: readonly Family[];
  /** The ranges of clusterIPs; empty when unknown, and then addresses are not judged against any. */
  readonly ranges: readonly ServiceRange[];
  readonly nodePortRange: PortRange;
  /** Node ports and health-check ports in use, and by whom (`namespace/name`). */
  readonly nodePorts: Map<number, string>;
  /** Addresses in use, in canonical form, and by whom. */
  readonly addresses: Map<string, string>;
  /** Services that exist: `namespace/name`. */
  readonly names: Set<string>;
  /** Ports and addresses that the server chose, so that only their number is known. */
  readonly chosen: { nodePorts: number; IPv4: number; IPv6: number };
}

export interface ServiceRange {
  readonly family: Family;
  readonly cidr: string;
  readonly first: bigint;
  readonly last: bigint;
}

/** What an accepted Service takes. */
export interface Claim {
  readonly owner: string;
  readonly nodePorts: readonly number[];
  /** Canonical. */
  readonly addresses: readonly string[];
  /** How many ports and addresses the server is left to choose. */
  readonly chosenNodePorts: number;
  readonly chosenFamilies: readonly Family[];
  /** Absent for a generated name. */
  readonly name: string | undefined;
}

/** A cluster that holds nothing but the Service `default/kubernetes` with the first address of the range. */
export function emptyCluster(settings: Settings): Cluster {
  const ranges = settings.serviceCidrs.flatMap((text) => readRange(text));
  const families = [...new Set(ranges.map((range) => range.family))];
  const cluster: Cluster = {
    families: families.length === 0 ? ["IPv4"] : families,
    ranges,
    nodePortRange: settings.nodePortRange,
    nodePorts: new Map(),
    addresses: new Map(),
    names: new Set(["default/kubernetes"]),
    chosen: { nodePorts: 0, IPv4: 0, IPv6: 0 },
  };
  const [primary] = ranges;
  if (primary !== undefined) cluster.addresses.set(formatBits(primary.first, primary.family), "default/kubernetes");
  return cluster;
}

/** Marks what a Service has as taken. The first owner stays the owner. */
export function claim(cluster: Cluster, taken: Claim): void {
  for (const port of taken.nodePorts) if (!cluster.nodePorts.has(port)) cluster.nodePorts.set(port, taken.owner);
  for (const address of taken.addresses) {
    if (!cluster.addresses.has(address)) cluster.addresses.set(address, taken.owner);
  }
  if (taken.name !== undefined) cluster.names.add(taken.owner);
  cluster.chosen.nodePorts += taken.chosenNodePorts;
  for (const family of taken.chosenFamilies) cluster.chosen[family] += 1;
}

/** The claim of a Service that exists already, as a live cluster or another manifest tells of it. */
export function claimOf(service: {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIPs: readonly string[];
  readonly nodePorts: readonly number[];
}): Claim {
  const addresses = service.clusterIPs.flatMap((text) => parseAddress(text)?.canonical ?? []);
  return {
    owner: `${service.namespace}/${service.name}`,
    nodePorts: service.nodePorts,
    addresses,
    chosenNodePorts: 0,
    chosenFamilies: [],
    name: service.name,
  };
}

/** Whether a port can be had: in range and free. */
export function isFreeNodePort(cluster: Cluster, port: number): boolean {
  const { first, last } = cluster.nodePortRange;
  return port >= first && port <= last && !cluster.nodePorts.has(port);
}

/**
 * How many ports at the bottom of the range the server's own choice avoids while others are free: the ones to pick from
 * when a fixed port is wanted (86 of the default range).
 */
export function staticBand(range: PortRange): number {
  const size = range.last - range.first + 1;
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}

/** The first free port of the static band from `from` on, else the first free one of the range. */
export function nextFreeNodePort(cluster: Cluster, taken: ReadonlySet<number>): number | undefined {
  const { first, last } = cluster.nodePortRange;
  for (let port = first; port <= last; port++) if (isFreeNodePort(cluster, port) && !taken.has(port)) return port;
  return undefined;
}

/** Usable addresses of a range: not the network's own and, for IPv4, not the last. */
function readRange(text: string): ServiceRange[] {
  const cidr = parseCidr(text);
  if (cidr === undefined || cidr.width !== (cidr.address.family === "IPv4" ? 32 : 128)) return [];
  const { family } = cidr.address;
  const last = family === "IPv4" ? cidr.last - 1n : cidr.last;
  return [{ family, cidr: cidr.canonical, first: cidr.first + 1n, last }];
}
