// A Service's access paths, hop by hop: every kind, from every viewpoint.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { clusterIpPaths, externalIpPaths } from "./address-paths.ts";
import type { Context } from "./context.ts";
import { customPaths } from "./custom-paths.ts";
import { dnsPaths } from "./dns-paths.ts";
import { type Draft, finish } from "./draft.ts";
import { endpointsOf, type PortEndpoints } from "./endpoints.ts";
import { external, externalNamePaths } from "./external-name.ts";
import { serviceHop } from "./hops.ts";
import { ingressPaths } from "./ingress-paths.ts";
import { localhostPaths } from "./localhost-paths.ts";
import { machinePaths } from "./machine-paths.ts";
import { loadBalancerPaths, nodePortPaths } from "./node-paths.ts";
import { kindOrder, type ResolvedPath, type ResolvedService } from "./path.ts";
import { podPaths } from "./pod-paths.ts";
import type { RefusedReason } from "./reason.ts";
import { routePaths } from "./route-paths.ts";
import { liveSubject, type Subject, type SubjectPort, writtenSubject } from "./subject.ts";

/** The paths of a Service in the files. `refused`: why the API server refuses it, if it does; then all are broken. */
export function resolvePaths(
  service: Resource<ServiceManifest>,
  world: World,
  refused?: RefusedReason,
): ResolvedService {
  return resolve(writtenSubject(service, world), world, service, refused);
}

/**
 * The Services that only the snapshot knows: live ones that none of `written` is, in the snapshot's order.
 * Ingresses and routes in the files may lead to them too.
 */
export function liveOnlyServices(
  written: readonly Resource<ServiceManifest>[],
  world: World,
): readonly ResolvedService[] {
  const known = new Set(written.map(({ namespace, name }) => `${namespace}/${name}`));
  return (world.snapshot?.services ?? [])
    .filter((live) => live.name !== "" && !known.has(`${live.namespace}/${live.name}`))
    .map((live) => {
      const from = written.find((service) => service.namespace === live.namespace) ?? written[0];
      return resolve(liveSubject(live, world), world, from, undefined);
    });
}

function resolve(
  subject: Subject,
  world: World,
  from: Resource | undefined,
  refused: RefusedReason | undefined,
): ResolvedService {
  const endpoints = new Map<SubjectPort | undefined, PortEndpoints>();
  const context: Context = {
    subject,
    world,
    from,
    endpoints: (port) => {
      const known =
        endpoints.get(port) ??
        (subject.effective === "ExternalName" ? external(subject, port) : endpointsOf(subject, port, world));
      endpoints.set(port, known);
      return known;
    },
    serviceHop: (port) => serviceHop(subject, port),
  };
  const drafts = [...draftsOf(context)];
  const { resource, live, namespace, name, type, headless } = subject;
  return { resource, live, namespace, name, type, headless, paths: inOrder(drafts, refused) };
}

function* draftsOf(context: Context): Iterable<Draft> {
  const { subject } = context;
  for (const port of subject.ports.length > 0 ? subject.ports : [undefined]) {
    yield* dnsPaths(context, port);
    if (subject.effective === "ExternalName") {
      yield* externalNamePaths(context, port);
      continue;
    }
    yield* podPaths(context, port);
    if (!subject.headless) {
      yield* clusterIpPaths(context, port);
      yield* externalIpPaths(context, port);
    }
    if (port === undefined) continue;
    yield* nodePortPaths(context, port);
    yield* loadBalancerPaths(context, port);
    yield* localhostPaths(context, port);
    yield* machinePaths(context, port);
  }
  yield* ingressPaths(context);
  yield* routePaths(context);
  yield* customPaths(context);
}

/** In the order of the Service's ports, then of the kinds; one entry for each kind, address, port, protocol and path. */
function inOrder(drafts: readonly Draft[], refused: RefusedReason | undefined): readonly ResolvedPath[] {
  const place = (draft: Draft) => draft.servicePort?.index ?? Number.POSITIVE_INFINITY;
  const sorted = [...drafts].sort((a, b) => {
    const [left, right] = [place(a), place(b)];
    return left === right ? kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) : left - right;
  });
  const paths = new Map<string, ResolvedPath>();
  for (const draft of sorted) {
    const path = finish(draft, refused);
    // A port that is still open cannot be the same as another: it belongs to its own Service port.
    const own = path.port === undefined && path.kind !== "api-proxy" ? path.servicePort : undefined;
    const key = JSON.stringify([path.kind, path.address, path.port, path.protocol, path.path, own]);
    // Of a route's backends, or of two routes, one that arrives is enough.
    const isRouted = path.kind === "gateway-route" || path.kind === "custom-route";
    const before = paths.get(key);
    if (before === undefined || (isRouted && before.state === "broken" && path.state !== "broken"))
      paths.set(key, path);
  }
  return [...paths.values()];
}
