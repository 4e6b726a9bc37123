// Objects of other controllers that lead to the Service: Traefik's routes and the like.

import { type Backend, backendsOf } from "../index/backends.ts";
import { idOf } from "../index/mentions.ts";
import { portLeadingTo } from "../index/pod-ports.ts";
import type { World } from "../index/world.ts";
import type { Context } from "./context.ts";
import { contourFronts } from "./contour-fronts.ts";
import type { Draft } from "./draft.ts";
import type { Front, Named } from "./front.ts";
import { backendPort } from "./ingress-paths.ts";
import { istioFronts } from "./istio-fronts.ts";
import { openshiftFronts } from "./openshift-fronts.ts";
import type { Reason } from "./reason.ts";
import type { SubjectPort } from "./subject.ts";
import { traefikFronts } from "./traefik-fronts.ts";
import { urlOf } from "./url.ts";

/** How each kind lets traffic in, by group and kind; what is not here leads nowhere that we know of. */
const frontsBy: Readonly<Record<string, (named: Named, world: World) => Iterable<Front>>> = {
  "networking.istio.io VirtualService": istioFronts,
  "route.openshift.io Route": openshiftFronts,
  "traefik.io IngressRoute": traefikFronts,
  "traefik.io IngressRouteTCP": traefikFronts,
  "traefik.io IngressRouteUDP": traefikFronts,
  "traefik.io TraefikService": traefikFronts,
  "projectcontour.io HTTPProxy": contourFronts,
};

export function* customPaths(context: Context): Iterable<Draft> {
  const { subject, world, from } = context;
  if (from === undefined) return;
  for (const resource of world.naming(from, subject.namespace, subject.name)) {
    const fronts = frontsBy[idOf(resource.manifest)];
    if (fronts === undefined) continue;
    for (const backend of backendsOf(resource)) {
      if (backend.service !== subject.name || backend.namespace !== subject.namespace) continue;
      // A copy's answer is thrown away, and what is not said is not judged.
      if (backend.isMirror === true || isUnsaid(context, resource, backend)) continue;
      for (const front of fronts({ resource, backend }, world)) yield pathOf(context, { resource, backend }, front);
    }
  }
}

/** Whether nobody says which port is meant: OpenShift's Route takes all ports where it names none, which is one of one. */
function isUnsaid({ subject, world }: Context, { manifest }: Named["resource"], { port, isPodPort }: Backend): boolean {
  if (port === undefined) return idOf(manifest) !== "route.openshift.io Route" || subject.ports.length !== 1;
  if (isPodPort !== true || typeof port !== "number" || subject.resource === undefined) return false;
  return portLeadingTo(subject.resource, port, world) === "unknown";
}

/** The Service port that a backend means. */
function portMeant(
  { subject, world }: Context,
  { port, isPodPort }: Backend,
  protocol: string,
): SubjectPort | undefined {
  if (port === undefined) return subject.ports[0];
  if (isPodPort !== true || typeof port !== "number") return backendPort(subject, port, protocol);
  const found = subject.resource === undefined ? undefined : portLeadingTo(subject.resource, port, world);
  if (found === undefined || found === "unknown") return subject.ports.find(({ targetPort }) => targetPort === port);
  return subject.ports.find(({ index }) => index === found.index);
}

function pathOf(context: Context, { resource, backend }: Named, front: Front): Draft {
  const { host, path, port, entry } = front;
  const servicePort = portMeant(context, backend, front.protocol);
  return {
    kind: "custom-route",
    servicePort,
    protocol: front.protocol,
    address: host,
    port,
    path,
    url: urlOf(front.scheme, host, port, front.isPlain ? path : undefined),
    certainties: ["manifest", front.open === undefined ? undefined : "on-create"],
    hops: [
      {
        kind: "gateway",
        label: { is: "named", kind: entry.manifest.kind, name: entry.name },
        ...(port === undefined ? {} : { port }),
        certainty: front.open === undefined ? "manifest" : "on-create",
        place: { document: resource.document, span: backend.serviceNode.span },
      },
      context.serviceHop(servicePort),
    ],
    endpoints: context.endpoints(servicePort),
    broken: front.broken ?? problemOf(context, { resource, backend }, servicePort, front.protocol),
    open: front.open,
  };
}

function problemOf(
  { subject }: Context,
  { resource, backend }: Named,
  port: SubjectPort | undefined,
  protocol: string,
): Reason | undefined {
  const from = { kind: resource.manifest.kind, name: resource.name };
  if (backend.noWeight !== undefined) return { kind: "no-weight", from };
  if (port !== undefined)
    return port.protocol === protocol ? undefined : { kind: "wrong-protocol", from, speaks: protocol, port };
  if (takesAnyPort(subject.effective, subject.ports.length, backend)) return undefined;
  const { port: asked, isPodPort } = backend;
  return { kind: "backend-port-missing", from, asked, ports: subject.ports, ...(isPodPort ? { isPodPort } : {}) };
}

/** Controllers take the number as it is for an ExternalName Service without ports. */
function takesAnyPort(type: string, ports: number, { port }: Backend): boolean {
  return type === "ExternalName" && ports === 0 && typeof port === "number";
}
