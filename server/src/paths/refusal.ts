// Why the API server would refuse a Service, with what earlier Services of its scope and a live cluster have taken.

import { type Cluster, claim, claimOf, emptyCluster } from "../api-server/cluster.ts";
import { type ServiceError, serverMessage } from "../api-server/errors.ts";
import { findings, judge } from "../api-server/judge.ts";
import { same } from "../base/text.ts";
import { nodePortsOf } from "../index/facts.ts";
import { compareResources } from "../index/order.ts";
import type { Resource } from "../index/resource.ts";
import type { LiveService } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { RefusedReason } from "./reason.ts";

/**
 * The first thing that the API server has against the Service; undefined when it accepts it. That the same Service is
 * there already is no refusal: it is applied over it.
 */
export function refusalOf(service: Resource<ServiceManifest>, world: World): RefusedReason | undefined {
  const [unreadable] = service.document.yaml.errors;
  if (unreadable !== undefined) return { kind: "refused", message: unreadable.message };
  const { root } = service.manifest;
  const cluster = clusterFor(service, world);
  let { errors } = judge(root, cluster, world.settings);
  if (errors.some(isAssumed)) {
    // Which families the cluster has is not known, so what else is there decides.
    const all = findings(root, cluster, world.settings).errors.map(({ error }) => error);
    errors = all.filter((error) => !isAssumed(error));
  }
  const [first] = errors;
  return first === undefined || first.rule === "already-exists"
    ? undefined
    : { kind: "refused", message: same(serverMessage(first)) };
}

function isAssumed({ facts }: Pick<ServiceError, "facts">): boolean {
  return facts.assumed === true;
}

/** A cluster in which everything that the Service asks for is taken by whoever has it before. */
function clusterFor(service: Resource<ServiceManifest>, world: World): Cluster {
  const cluster = emptyCluster(world.settings);
  for (const other of rivals(service, world)) {
    const { clusterIPs } = other.manifest.service;
    if (compareResources(other, service) >= 0 || isRefusedAlone(other, world)) continue;
    claim(
      cluster,
      claimOf({ namespace: other.namespace, name: other.name, clusterIPs, nodePorts: nodePortsOf(other.manifest) }),
    );
  }
  const wanted = new Set<number | string>([...nodePortsOf(service.manifest), ...service.manifest.service.clusterIPs]);
  if (wanted.size === 0) return cluster;
  for (const live of world.snapshot?.services ?? []) {
    const nodePorts = livePorts(live);
    const competes =
      nodePorts.some((port) => wanted.has(port)) || live.clusterIPs.some((address) => wanted.has(address));
    // What is written wins: a live Service that the files have too is about to become what they say.
    if (!competes || isSame(live, service) || world.servicesNamed(service, live.namespace, live.name).length > 0)
      continue;
    claim(cluster, claimOf({ namespace: live.namespace, name: live.name, clusterIPs: live.clusterIPs, nodePorts }));
  }
  return cluster;
}

function rivals(service: Resource<ServiceManifest>, world: World): ReadonlySet<Resource<ServiceManifest>> {
  const found = new Set<Resource<ServiceManifest>>();
  for (const port of nodePortsOf(service.manifest))
    for (const other of world.claimingNodePort(service, port)) found.add(other);
  for (const address of service.manifest.service.clusterIPs) {
    if (address !== "None") for (const other of world.claimingClusterIp(service, address)) found.add(other);
  }
  return new Set([...found].filter((other) => other.manifest !== service.manifest && !isSame(other, service)));
}

/** Whoever is refused takes nothing. What it is refused for may be somebody else's port; that is not followed further. */
function isRefusedAlone(service: Resource<ServiceManifest>, world: World): boolean {
  return (
    service.document.yaml.errors.length > 0 ||
    !judge(service.manifest.root, emptyCluster(world.settings), world.settings).accepted
  );
}

function livePorts(live: LiveService): number[] {
  const ports = live.ports.flatMap((port) => port.nodePort ?? []);
  return live.healthCheckNodePort === undefined ? ports : [...ports, live.healthCheckNodePort];
}

function isSame(a: { readonly namespace: string; readonly name: string }, b: Resource): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.name !== "";
}
