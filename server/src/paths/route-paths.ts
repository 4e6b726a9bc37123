// Routes of the Gateway API that lead to the Service, through the listeners that take them.

import { isA, type Resource } from "../index/resource.ts";
import { grants, type Listener, type Route, type RouteBackend, type RouteKind, routeKinds } from "../model/gateway.ts";
import { attachmentsOf, type Entrance } from "./attachments.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { backendPort } from "./ingress-paths.ts";
import { objectRefusal } from "./object-refusal.ts";
import type { Reason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";
import { type Scheme, urlOf } from "./url.ts";

export function* routePaths(context: Context): Iterable<Draft> {
  const { subject, world, from } = context;
  if (from === undefined) return;
  for (const kind of routeKinds) {
    for (const resource of world.ofKindEverywhere(from, kind)) {
      if (!isA(resource, "route")) continue;
      const { manifest } = resource;
      let known: readonly Entrance[] | undefined;
      const entrances = () =>
        (known ??= attachmentsOf(resource, from, world).flatMap((attachment) => attachment.entrances));
      for (const rule of manifest.route.rules) {
        for (const backend of rule.backends) {
          if (backend.service !== subject.name || (backend.namespace ?? resource.namespace) !== subject.namespace)
            continue;
          const paths = rule.paths.length > 0 ? rule.paths : [undefined];
          for (const path of paths) {
            for (const entry of entrances()) yield pathOf(context, resource, manifest.route, backend, path, entry);
          }
        }
      }
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
  const protocol = protocolOf(route.kind);
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
    broken:
      objectRefusal(resource, context.world.settings) ??
      entrance.broken ??
      backendProblem(context, resource, route.kind, backend, servicePort, protocol),
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

/** What a route of this kind sends: TCP or UDP. */
export function protocolOf(kind: RouteKind): string {
  return kind === "UDPRoute" ? "UDP" : "TCP";
}

function schemeOf(listener: Listener | undefined): Scheme | undefined {
  if (listener?.protocol === "HTTP") return "http";
  return listener?.protocol === "HTTPS" ? "https" : undefined;
}
