// Where a route hangs: which listeners of its parents take it, for which hosts, and why others do not.

import { farFrom } from "../index/near-miss.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { isMeant, type Listener, type ParentReference, takesKind } from "../model/gateway.ts";
import type { GatewayManifest, RouteManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { objectRefusal } from "./object-refusal.ts";
import type { AttachmentReason, ObjectRefusedReason, OpenReason } from "./reason.ts";

/** A route below one of its parents. */
export interface Attachment {
  readonly parent: ParentReference;
  /** undefined: not in sight. */
  readonly gateway: Resource<GatewayManifest> | undefined;
  /** One at least. */
  readonly entrances: readonly Entrance[];
}

/** A listener and a host by which traffic comes to the route; or the reason why none does. */
export interface Entrance {
  readonly gateway: string;
  readonly listener: Listener | undefined;
  /** The route's own, or the listener's where the route has none; undefined: any. */
  readonly host: string | undefined;
  readonly broken?: AttachmentReason | ObjectRefusedReason;
  readonly open?: OpenReason;
}

/** All attachments of a route, in the order of its parentRefs. `from`: through whose eyes the world is seen. */
export function attachmentsOf(route: Resource<RouteManifest>, from: Resource, world: World): readonly Attachment[] {
  const all = route.manifest.route.parents.map((parent) => attachmentTo(parent, route, from, world));
  // A host that another entrance serves, or a parent that serves other hosts, is no mistake: Gateways share the hosts.
  const served = new Set(all.flatMap(({ entrances }) => entrances.filter(isOpen).map(({ host }) => host)));
  return all.map((attachment) => {
    const { entrances } = attachment;
    if (!entrances.some(isOpen)) return attachment;
    const isElsewhere = ({ broken, host }: Entrance) => broken?.kind === "host-not-served" && served.has(host);
    return { ...attachment, entrances: entrances.filter((entrance) => !isElsewhere(entrance)) };
  });
}

function isOpen({ broken }: Entrance): boolean {
  return broken === undefined;
}

function attachmentTo(
  parent: ParentReference,
  resource: Resource<RouteManifest>,
  from: Resource,
  world: World,
): Attachment {
  const { route } = resource.manifest;
  const hosts: readonly (string | undefined)[] = route.hostnames.length > 0 ? route.hostnames : [undefined];
  // A collection of examples has many Gateways of one name: the one that stands nearest is meant, and a stranger's is none.
  const near = world
    .ofKind(from, "Gateway", parent.namespace ?? resource.namespace)
    .filter((candidate) => isA(candidate, "gateway"))
    .filter((candidate) => candidate.name === parent.name)
    .map((candidate) => ({ candidate, far: farFrom(resource, candidate, world, parent.namespace) }))
    .filter(({ far }) => far < 3)
    .sort((a, b) => a.far - b.far);
  // Of several that are equally near and not in the route's own file, nobody knows which is meant: one that takes it, if any does.
  const equal = near.filter(({ far }) => far > 0 && far === near[0]?.far).map(({ candidate }) => candidate);
  const takes = (candidate: Resource<GatewayManifest>) =>
    entrancesOf(parent, resource, candidate, hosts, from, world).some(isOpen);
  const gateway = equal.length > 1 ? equal.find(takes) : near[0]?.candidate;
  const { name } = parent;
  if (gateway === undefined) {
    const open: OpenReason = { kind: "gateway-unseen", gateway: name };
    return {
      parent,
      gateway,
      entrances: hosts.map((host) => ({ gateway: name, listener: undefined, host, open })),
    };
  }
  const entrances = entrancesOf(parent, resource, gateway, hosts, from, world);
  const refused = objectRefusal(gateway, world.settings);
  return {
    parent,
    gateway,
    entrances: refused === undefined ? entrances : entrances.map((entrance) => ({ ...entrance, broken: refused })),
  };
}

/** By which listeners of the Gateway traffic would come. */
function entrancesOf(
  parent: ParentReference,
  resource: Resource<RouteManifest>,
  gateway: Resource<GatewayManifest>,
  hosts: readonly (string | undefined)[],
  from: Resource,
  world: World,
): readonly Entrance[] {
  const { route } = resource.manifest;
  const { name } = gateway;
  const named = gateway.manifest.gateway.listeners.filter((listener) => isMeant(listener, parent));
  const fitting = named.filter((listener) => takesKind(listener, route.kind));
  if (fitting.length === 0) {
    const broken: AttachmentReason =
      named.length === 0
        ? { kind: "listener-missing", gateway, wanted: wantedOf(parent, gateway) }
        : { kind: "listener-of-other-kind", gateway, listeners: named, route: route.kind };
    const listener = named.length === 1 ? named[0] : undefined;
    return hosts.map((host) => ({ gateway: name, listener, host, broken }));
  }
  return hosts.flatMap((host) => {
    const tried = fitting.map((listener): Entrance => {
      const broken = refusal(resource, gateway, listener, host, from, world);
      return {
        gateway: name,
        listener,
        host: host ?? listener.hostname,
        ...(broken === undefined ? {} : { broken }),
      };
    });
    const open = tried.filter(isOpen);
    return open.length > 0 ? open : tried;
  });
}

/** What of a parentRef no listener has: of a listener that is there by its name, the port. */
function wantedOf(
  { sectionName, port }: ParentReference,
  gateway: Resource<GatewayManifest>,
): string | number | undefined {
  const isThere = gateway.manifest.gateway.listeners.some(({ name }) => name === sectionName);
  return isThere && port !== undefined ? port : (sectionName ?? port);
}

/** Why the listener does not take this route for this host, if it does not. */
function refusal(
  route: Resource,
  gateway: Resource<GatewayManifest>,
  listener: Listener,
  host: string | undefined,
  from: Resource,
  world: World,
): AttachmentReason | undefined {
  if (lacksCertificate(gateway, listener)) return { kind: "listener-without-tls", gateway, listener };
  if (!allowsNamespace({ world, from }, route, gateway, listener))
    return { kind: "namespace-not-allowed", gateway, listener, namespace: route.namespace };
  if (host !== undefined && listener.hostname !== undefined && !overlap(listener.hostname, host))
    return { kind: "host-not-served", gateway, listener, hostname: listener.hostname, host };
  return undefined;
}

/**
 * Whether a listener speaks HTTPS without anything that tells its certificate. The CRD takes it; some controllers find
 * certificates by annotations (GKE's certmap), by parameters (AWS) or by the host name, and
 * Kong has one for all.
 */
export function lacksCertificate(
  { manifest: { root, gateway } }: Resource<GatewayManifest>,
  listener: Listener,
): boolean {
  if (listener.protocol !== "HTTPS" || get(listener.node, "tls") !== undefined) return false;
  const annotations = get(root, "metadata", "annotations");
  const isTold = annotations?.kind === "map" && annotations.entries.some(({ key }) => /cert|tls/i.test(key));
  const hasParameters = get(root, "spec", "infrastructure", "parametersRef") !== undefined;
  return !isTold && !hasParameters && !/gke|aws|amazon|alb|kong/i.test(gateway.className ?? "");
}

/** Whether a listener takes routes of a namespace; where nobody can tell, it does. */
export function allowsNamespace(
  { world, from }: { readonly world: World; readonly from: Resource | undefined },
  route: Pick<Resource, "namespace">,
  gateway: Resource,
  listener: Listener,
): boolean {
  if (listener.from === "All") return true;
  if (listener.from === "Same") return route.namespace === gateway.namespace;
  if (listener.from !== "Selector") return false;
  // With expressions, or where the Namespace is not in sight, nobody can tell.
  const namespace =
    from === undefined ? undefined : world.ofKind(from, "Namespace", "").find(({ name }) => name === route.namespace);
  const labels = namespace?.manifest.root.entries.find((entry) => entry.key === "metadata")?.value;
  if (listener.fromLabels === undefined || namespace === undefined || labels?.kind !== "map") return true;
  const own = labels.entries.find((entry) => entry.key === "labels")?.value;
  return listener.fromLabels.every((pair) => {
    if (pair.key === "kubernetes.io/metadata.name") return pair.value === route.namespace;
    return (
      own?.kind === "map" &&
      own.entries.some(({ key, value }) => key === pair.key && value.kind === "string" && value.value === pair.value)
    );
  });
}

/** Whether two host names, each perhaps with `*.` in front, have a host in common. Here `*.` stands for any number of labels. */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return true;
  const covers = (wide: string, name: string) => wide.startsWith("*.") && name.endsWith(wide.slice(1));
  return covers(left, right) || covers(right, left);
}
