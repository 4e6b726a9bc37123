// The cluster as a Service meets it when it is applied: what live Services and those that come before it have taken.

import { parseAddress } from "../api-server/addresses.ts";
import { type Cluster, claimOf, emptyCluster } from "../api-server/cluster.ts";
import { findings, judge } from "../api-server/judge.ts";
import type { Settings } from "../base/settings.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { get, integerOf } from "../yaml/cursor.ts";
import type { MapNode } from "../yaml/node.ts";
import { nodePortsOf } from "./facts.ts";
import { compareResources } from "./order.ts";
import type { Resource } from "./resource.ts";
import { type LiveService, liveServiceIn, type Snapshot } from "./snapshot.ts";
import type { ClusterAsMet, ServiceVerdict } from "./verdict.ts";
import type { World } from "./world.ts";

type Service = Resource<ServiceManifest>;

/** What the API server says to the Service, as it is applied here. `World.verdict` remembers it. */
export function judgeService(service: Service, world: World): ServiceVerdict {
  const met = clusterOf(service, world);
  const settings = { ...world.settings, namespace: service.namespace || world.settings.namespace };
  return { ...met, ...findings(service.manifest.root, met.cluster, settings) };
}

/**
 * No Service exists by name: a manifest is applied over what is there. Of what the files claim, only what this Service
 * asks for counts, and only from those that come before it and are not refused themselves.
 */
export function clusterOf(service: Service, world: World): ClusterAsMet {
  const cluster = emptyCluster(world.settings);
  cluster.names.clear();
  if (service.name === "kubernetes" && service.namespace === "default") cluster.addresses.clear();
  const owners = new Map<number | string, Service>();
  const own = liveServiceIn(world.snapshot, service);
  for (const port of nodePortsOf(service.manifest)) {
    // What it has in the cluster already stays its own, whoever else asks for it.
    if (own !== undefined && livePortsOf(own).includes(port)) continue;
    const owner = firstBefore(service, world.claimingNodePort(service, port), world.settings);
    if (owner === undefined) continue;
    cluster.nodePorts.set(port, nameOf(owner));
    owners.set(port, owner);
  }
  for (const text of service.manifest.service.clusterIPs) {
    const address = parseAddress(text)?.canonical;
    if (own?.clusterIPs.some((one) => parseAddress(one)?.canonical === address) === true) continue;
    const owner =
      address === undefined ? undefined : firstBefore(service, world.claimingClusterIp(service, text), world.settings);
    if (address === undefined || owner === undefined || cluster.addresses.has(address)) continue;
    cluster.addresses.set(address, nameOf(owner));
    owners.set(address, owner);
  }
  if (world.snapshot !== undefined) claimLive(service, cluster, world, world.snapshot);
  return { cluster, owners };
}

/**
 * Claims what live Services have. Of a number that the Service asks for it counts whether its holder will keep it; of the
 * others, which only say what is free, it does not: a large cluster has thousands of Services.
 */
function claimLive(service: Service, cluster: Cluster, world: World, snapshot: Snapshot): void {
  const { nodePorts, addresses } = heldIn(snapshot);
  const { type, clusterIPs } = service.manifest.service;
  const isKept = (live: LiveService, kind: "nodePorts" | "addresses", value: number | string): boolean =>
    claimOf({ ...live, ...keptOf(live, world.servicesNamed(service, live.namespace, live.name)) })[kind].some(
      (one) => one === value,
    );
  const asked = new Set<number | string>([
    ...nodePortsOf(service.manifest),
    ...clusterIPs.map((text) => parseAddress(text)?.canonical ?? text),
  ]);
  const fill = <K extends number | string>(
    into: Map<K, string>,
    held: ReadonlyMap<K, LiveService>,
    kind: "nodePorts" | "addresses",
  ) => {
    for (const [value, live] of held) {
      if (into.has(value) || isSame(live, service)) continue;
      if (!asked.has(value) || isKept(live, kind, value)) into.set(value, `${live.namespace}/${live.name}`);
    }
  };
  // Who asks for none, and for no choice among them, need not be told which are taken.
  if (type !== "ClusterIP" || nodePortsOf(service.manifest).length > 0) fill(cluster.nodePorts, nodePorts, "nodePorts");
  if (clusterIPs.length > 0 || cluster.ranges.length > 0) fill(cluster.addresses, addresses, "addresses");
}

interface Held {
  readonly nodePorts: ReadonlyMap<number, LiveService>;
  /** Canonical. */
  readonly addresses: ReadonlyMap<string, LiveService>;
}

const held = new WeakMap<Snapshot, Held>();

/** Who has which node port and address in the cluster. */
function heldIn(snapshot: Snapshot): Held {
  const known = held.get(snapshot);
  if (known !== undefined) return known;
  const nodePorts = new Map<number, LiveService>();
  const addresses = new Map<string, LiveService>();
  for (const live of snapshot.services) {
    for (const port of livePortsOf(live)) if (!nodePorts.has(port)) nodePorts.set(port, live);
    for (const text of live.clusterIPs) {
      const address = parseAddress(text)?.canonical;
      if (address !== undefined && !addresses.has(address)) addresses.set(address, live);
    }
  }
  const made = { nodePorts, addresses };
  held.set(snapshot, made);
  return made;
}

/**
 * The numbers and addresses that a live Service will have after its manifests are applied: an update carries over what
 * they leave out (kubernetes: pkg/registry/core/service/storage, patchAllocatedValues). Where several manifests speak for
 * it, nobody knows.
 */
function keptOf(
  live: LiveService,
  written: readonly Service[],
): { readonly nodePorts: readonly number[]; readonly clusterIPs: readonly string[] } {
  if (written.length === 0) return { nodePorts: livePortsOf(live), clusterIPs: live.clusterIPs };
  const [only] = written;
  if (only === undefined || written.length > 1) return { nodePorts: [], clusterIPs: [] };
  const { root, service } = only.manifest;
  const { type, ports } = service;
  const healthCheckNodePort = integerOf(get(root, "spec", "healthCheckNodePort"));
  const isOpen = type === "NodePort" || type === "LoadBalancer";
  const health = healthCheckNodePort === undefined || healthCheckNodePort === live.healthCheckNodePort;
  const nodePorts = live.ports.flatMap(({ port, protocol, nodePort }) => {
    const same = ports.find((one) => one.port === port && (one.protocol ?? "TCP") === protocol);
    const keeps = same !== undefined && (same.nodePort === undefined || same.nodePort === nodePort);
    return nodePort !== undefined && keeps ? [nodePort] : [];
  });
  return {
    nodePorts: [
      ...(isOpen ? nodePorts : []),
      ...(type === "LoadBalancer" && health && live.healthCheckNodePort !== undefined
        ? [live.healthCheckNodePort]
        : []),
    ],
    clusterIPs: type === "ExternalName" ? [] : live.clusterIPs,
  };
}

function livePortsOf({ ports, healthCheckNodePort }: LiveService): readonly number[] {
  return [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort].filter((port) => port !== undefined);
}

/** Two manifests of one object do not compete: the second replaces the first (service-duplicate speaks of that). */
function firstBefore(service: Service, claiming: readonly Service[], settings: Settings): Service | undefined {
  return claiming.find(
    (other) =>
      other.manifest.root !== service.manifest.root &&
      !isSame(other, service) &&
      compareResources(other, service) < 0 &&
      !isRefusedAlone(other, settings),
  );
}

const refusedAlone = new WeakMap<MapNode, { readonly settings: Settings; readonly isRefused: boolean }>();

/** Whoever is refused takes nothing. What it is refused for may be somebody else's port; that is not followed further. */
function isRefusedAlone({ manifest, document, namespace }: Service, settings: Settings): boolean {
  if (document.yaml.errors.length > 0) return true;
  const { root } = manifest;
  let known = refusedAlone.get(root);
  if (known?.settings !== settings) {
    const cluster = emptyCluster(settings);
    cluster.names.clear();
    const verdict = judge(root, cluster, { ...settings, namespace: namespace || settings.namespace });
    known = { settings, isRefused: verdict.errors.some(({ facts }) => facts.assumed !== true) };
    refusedAlone.set(root, known);
  }
  return known.isRefused;
}

function nameOf({ namespace, name }: Service): string {
  return `${namespace}/${name}`;
}

function isSame(a: { readonly namespace: string; readonly name: string }, b: Resource): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.name !== "";
}
