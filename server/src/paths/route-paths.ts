// Routes of the Gateway API that lead to the Service, through the listeners that take them.

import { isA, type Resource } from "../index/resource.ts";
import {
  grants,
  isMeant,
  type Listener,
  type Route,
  type RouteBackend,
  type RouteKind,
  routeKinds,
  takesKind,
} from "../model/gateway.ts";
import type { GatewayManifest } from "../model/manifest.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { backendPort } from "./ingress-paths.ts";
import type { Reason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";
import { type Scheme, urlOf } from "./url.ts";

export function* routePaths(context: Context): Iterable<Draft> {
  const { subject, world, from } = context;
  if (from === undefined) return;
  for (const kind of routeKinds) {
    for (const resource of world.ofKindEverywhere(from, kind)) {
      const { manifest } = resource;
      if (manifest.is !== "route") continue;
      for (const rule of manifest.route.rules) {
        for (const backend of rule.backends) {
          if (backend.service !== subject.name || (backend.namespace ?? resource.namespace) !== subject.namespace)
            continue;
          const paths = rule.paths.length > 0 ? rule.paths : [undefined];
          for (const path of paths) {
            for (const entry of entrancesOf(context, resource, manifest.route))
              yield pathOf(context, resource, manifest.route, backend, path, entry);
          }
        }
      }
    }
  }
}

/** A listener and a host by which traffic comes to the route; or the reason why none does. */
interface Entrance {
  readonly gateway: string;
  readonly listener: Listener | undefined;
  readonly host: string | undefined;
  readonly broken?: Reason;
  readonly open?: Reason;
}

function* entrancesOf(context: Context, resource: Resource, route: Route): Iterable<Entrance> {
  const { world, from } = context;
  const hosts: readonly (string | undefined)[] = route.hostnames.length > 0 ? route.hostnames : [undefined];
  for (const parent of route.parents) {
    const namespace = parent.namespace ?? resource.namespace;
    const gateways = from === undefined ? [] : world.ofKind(from, "Gateway", namespace);
    const found = gateways.filter((gateway) => isA(gateway, "gateway")).find(({ name }) => name === parent.name);
    const gateway = parent.name;
    if (found === undefined) {
      for (const host of hosts) yield { gateway, listener: undefined, host, open: { kind: "gateway-unseen", gateway } };
      continue;
    }
    const named = found.manifest.gateway.listeners.filter((listener) => isMeant(listener, parent));
    const fitting = named.filter((listener) => takesKind(listener, route.kind));
    if (fitting.length === 0) {
      const broken: Reason =
        named.length === 0
          ? { kind: "listener-missing", gateway: found, wanted: parent.sectionName ?? String(parent.port ?? "") }
          : { kind: "listener-of-other-kind", gateway: found, route: route.kind };
      for (const host of hosts) yield { gateway, listener: named.length === 1 ? named[0] : undefined, host, broken };
      continue;
    }
    for (const host of hosts) {
      const entrances = fitting.map((listener): Entrance => {
        const broken = refusal(context, resource, found, listener, host);
        return { gateway, listener, host: host ?? listener.hostname, ...(broken === undefined ? {} : { broken }) };
      });
      const open = entrances.filter((entrance) => entrance.broken === undefined);
      yield* open.length > 0 ? open : entrances;
    }
  }
}

function pathOf(
  context: Context,
  resource: Resource,
  route: Route,
  backend: RouteBackend,
  path: Route["rules"][number]["paths"][number] | undefined,
  entrance: Entrance,
): Draft {
  const { subject } = context;
  const protocol = route.kind === "UDPRoute" ? "UDP" : "TCP";
  const servicePort = backendPort(subject, backend.port, protocol);
  const port = entrance.listener?.port;
  const isPrefix = path?.type === "PathPrefix" || path?.type === "Exact";
  return {
    kind: "gateway-route",
    servicePort,
    protocol,
    address: entrance.host,
    port,
    path: path?.value,
    url: urlOf(schemeOf(entrance.listener), entrance.host, port, isPrefix ? path.value : undefined),
    certainties: ["manifest", port === undefined ? "on-create" : "manifest"],
    hops: [
      {
        kind: "gateway",
        label: { is: "named", kind: "Gateway", name: `${entrance.gateway}, ${route.kind} ${resource.name}` },
        port,
        certainty: port === undefined ? "on-create" : "manifest",
        place: { document: resource.document, span: backend.serviceNode.span },
      },
      context.serviceHop(servicePort),
    ],
    endpoints: context.endpoints(servicePort),
    broken: entrance.broken ?? backendProblem(context, resource, route.kind, backend, servicePort, protocol),
    open: entrance.open,
  };
}

function backendProblem(
  { subject, world, from }: Context,
  resource: Resource,
  kind: RouteKind,
  backend: RouteBackend,
  port: SubjectPort | undefined,
  protocol: string,
): Reason | undefined {
  const referrer = { kind, name: resource.name };
  if (port === undefined)
    return { kind: "backend-port-missing", from: referrer, asked: backend.port, ports: subject.ports };
  if (port.protocol !== protocol) return { kind: "wrong-protocol", from: referrer, speaks: protocol, port };
  if (resource.namespace !== subject.namespace) {
    const all = from === undefined ? [] : world.ofKind(from, "ReferenceGrant", subject.namespace);
    const granted = all.some(
      ({ manifest }) =>
        manifest.is === "reference-grant" && grants(manifest.grant, kind, resource.namespace, subject.name),
    );
    if (!granted) return { kind: "grant-missing", from: referrer, namespace: subject.namespace };
  }
  return backend.weight === 0 ? { kind: "no-weight", from: referrer } : undefined;
}

/** Why the listener does not take this route for this host, if it does not. */
function refusal(
  context: Context,
  route: Resource,
  gateway: Resource<GatewayManifest>,
  listener: Listener,
  host: string | undefined,
): Reason | undefined {
  const name = listener.name ?? String(listener.port ?? "");
  if (!allowsNamespace(context, route, gateway, listener))
    return { kind: "namespace-not-allowed", gateway, listener: name, namespace: route.namespace };
  if (host !== undefined && listener.hostname !== undefined && !overlap(listener.hostname, host)) {
    return { kind: "host-not-served", gateway, listener: name, hostname: listener.hostname, host };
  }
  return undefined;
}

/** Whether a listener takes routes of a namespace; where nobody can tell, it does. */
export function allowsNamespace(
  { world, from }: Pick<Context, "world" | "from">,
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

function schemeOf(listener: Listener | undefined): Scheme | undefined {
  if (listener?.protocol === "HTTP") return "http";
  return listener?.protocol === "HTTPS" ? "https" : undefined;
}
