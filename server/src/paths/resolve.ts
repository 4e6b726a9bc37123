// A Service's access paths, hop by hop: every kind, from every viewpoint.

import type { WrittenPlace } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { Autoscaler } from "../model/autoscaler.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { ordinalsOf, selectsOrdinal } from "../model/ordinals.ts";
import type { Context } from "./context.ts";
import { customPaths } from "./custom-paths.ts";
import { type Draft, finish } from "./draft.ts";
import { endpointsOf, type PortEndpoints, portIn, selectedWorkloads } from "./endpoints.ts";
import { ingressPaths } from "./ingress-paths.ts";
import { localhostPaths } from "./localhost-paths.ts";
import { objectRefusal } from "./object-refusal.ts";
import { type HopLabel, kindOrder, type ResolvedHop, type ResolvedPath, type ResolvedService } from "./path.ts";
import type { Reason, RefusedReason } from "./reason.ts";
import { routePaths } from "./route-paths.ts";
import { familyOf, liveSubject, type Subject, type SubjectPort, writtenSubject } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

/** More pods than this are not listed one by one. */
const mostPods = 500;

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

function* dnsPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject, world } = context;
  const { namespace, name } = subject;
  const address = domainName(subject, world);
  const open: Reason | undefined = address === undefined ? { kind: "name-open" } : undefined;
  const nameIs = address === undefined ? "on-create" : nameCertainty;
  const names = address === undefined ? [] : [`${name}.${namespace}.svc`, `${name}.${namespace}`, name];
  for (const target of dnsTargets(context, port)) {
    const certainties = [nameIs, portCertainty(subject, target.port, port)] as const;
    const common = { servicePort: port, ...target, certainties, open } as const;
    yield { ...common, kind: "dns", address, names, url: urlOf(schemeOf(port), address, target.port) };
    if (port?.name === undefined || subject.effective === "ExternalName") continue;
    const record = `_${port.name}._${port.protocol.toLowerCase()}`;
    yield { ...common, kind: "srv", address: address === undefined ? undefined : `${record}.${address}` };
  }
}

/** Where the name leads: to the Service's own address and port, or, headless, to the pods' port; of several numbers to each. */
function* dnsTargets(
  context: Context,
  port: SubjectPort | undefined,
): Iterable<{
  readonly port: number | undefined;
  readonly hops: readonly ResolvedHop[];
  readonly endpoints: PortEndpoints;
}> {
  const { subject } = context;
  const endpoints = context.endpoints(port);
  if (!subject.headless) {
    const hops = subject.effective === "ExternalName" ? [] : [context.serviceHop(port)];
    yield { port: port?.port, hops, endpoints };
    return;
  }
  for (const group of endpoints.groups) yield { port: group.port, hops: [], endpoints: narrowed(endpoints, group) };
  if (endpoints.groups.length > 0) return;
  const number = typeof port?.targetPort === "number" ? port.targetPort : undefined;
  yield { port: number, hops: [], endpoints };
}

/** The endpoints of one of several port numbers. */
function narrowed(endpoints: PortEndpoints, group: PortEndpoints["groups"][number]): PortEndpoints {
  if (endpoints.groups.length < 2) return endpoints;
  return { ...endpoints, groups: [group], hop: { ...endpoints.hop, port: group.port, workloads: group.workloads } };
}

/** Pods that have a name of their own below the Service (11.2): a StatefulSet's, and those with hostname and subdomain. */
function* podPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject, world } = context;
  const domain = domainName(subject, world);
  if (domain === undefined) return;
  const endpoints = context.endpoints(port);
  const listed = new Set<string>();
  for (const workload of selectedWorkloads(subject, world)) {
    const target = port?.targetPort;
    const number = typeof target === "string" ? portIn(workload, target, port?.protocol ?? "TCP") : target;
    const lacks: Reason | undefined =
      port !== undefined && number === undefined ? { kind: "port-nowhere", workloads: [workload], port } : undefined;
    const hop: ResolvedHop = {
      ...endpoints.hop,
      ...(number === undefined ? {} : { port: number }),
      workloads: [workload],
    };
    for (const host of podHosts(subject, workload.manifest, world.scaler(workload)?.manifest.autoscaler, listed)) {
      listed.add(host);
      const address = `${host}.${domain}`;
      const notReady: Reason | undefined =
        liveReadiness(subject, host) === false ? { kind: "nobody-ready" } : undefined;
      yield {
        kind: "pod-dns",
        servicePort: port,
        address,
        port: number,
        url: urlOf(schemeOf(port), address, number),
        certainties: [nameCertainty, portCertainty(subject, number, port)],
        hops: [],
        endpoints: { ...endpoints, hop },
        broken: objectRefusal(workload, world.settings) ?? lacks ?? notReady,
      };
    }
  }
  for (const endpoint of subject.slices.flatMap((slice) => slice.endpoints)) {
    const { hostname, pod, ready } = endpoint;
    if (hostname === undefined || hostname === "" || pod === undefined || listed.has(hostname)) continue;
    listed.add(hostname);
    const address = `${hostname}.${domain}`;
    const number = endpoints.groups[0]?.port;
    yield {
      kind: "pod-dns",
      servicePort: port,
      address,
      port: number,
      url: urlOf(schemeOf(port), address, number),
      certainties: [nameCertainty, portCertainty(subject, number, port)],
      hops: [],
      endpoints,
      broken: ready ? undefined : { kind: "nobody-ready" },
    };
  }
}

function podHosts(
  subject: Subject,
  manifest: ReturnType<typeof selectedWorkloads>[number]["manifest"],
  scaler: Autoscaler | undefined,
  listed: ReadonlySet<string>,
): readonly string[] {
  const { workload, kind, name } = manifest;
  if (kind === "StatefulSet") {
    if (workload.serviceName !== subject.name || name === undefined) return [];
    const { first, count } = ordinalsOf(manifest, scaler);
    const selector = subject.resource?.manifest.service.selector ?? [];
    return Array.from({ length: Math.min(count, mostPods) }, (_, index) => first + index)
      .filter((ordinal) => selectsOrdinal(selector, manifest, ordinal))
      .map((ordinal) => `${name.value}-${ordinal}`);
  }
  const { hostname, subdomain, replicas } = workload;
  if (!hostname || subdomain !== subject.name || replicas === 0 || listed.has(hostname)) return [];
  return [hostname];
}

/** Whether the snapshot has an endpoint of this host name, and whether any is ready; undefined when it has none. */
function liveReadiness(subject: Subject, host: string): boolean | undefined {
  const found = subject.slices
    .flatMap((slice) => slice.endpoints)
    .filter((endpoint) => (endpoint.hostname ?? endpoint.pod) === host);
  return found.length === 0 ? undefined : found.some((endpoint) => endpoint.ready);
}

function* clusterIpPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject } = context;
  const endpoints = context.endpoints(port);
  const scheme = schemeOf(port);
  const common = { kind: "cluster-ip", servicePort: port, port: port?.port, endpoints } as const;
  for (const { address, certainty } of subject.clusterIPs) {
    const hops: readonly ResolvedHop[] = [{ ...context.serviceHop(port), address, certainty }];
    yield {
      ...common,
      address,
      url: urlOf(scheme, address, port?.port),
      certainties: [certainty, subject.certainty],
      hops,
    };
  }
  if (!subject.choosesClusterIp) return;
  const hops: readonly ResolvedHop[] = [{ ...context.serviceHop(port), address: undefined, certainty: "on-create" }];
  yield { ...common, address: undefined, certainties: ["on-create"], hops, open: { kind: "cluster-ip-open" } };
}

function* externalIpPaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { subject } = context;
  for (const address of subject.externalIPs) {
    const isOther = subject.familiesAreKnown && !subject.families.includes(familyOf(address));
    yield {
      kind: "external-ip",
      servicePort: port,
      address,
      port: port?.port,
      url: urlOf(schemeOf(port), address, port?.port),
      certainties: [subject.certainty],
      hops: [
        {
          kind: "node",
          label: { is: "node", local: subject.localPolicy },
          address,
          port: port?.port,
          certainty: subject.certainty,
        },
        context.serviceHop(port),
      ],
      endpoints: context.endpoints(port),
      broken: isOther ? { kind: "other-family", address } : undefined,
    };
  }
}

function* nodePortPaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (!offersNodePort(subject, port)) return;
  const { nodePort } = port;
  const open: Reason | undefined = nodePort === undefined ? { kind: "node-port-open" } : undefined;
  const portIs = nodePort?.certainty ?? "on-create";
  const nodes = nodeAddresses(context);
  for (const { address, certainty } of nodes) {
    yield {
      kind: "node-port",
      servicePort: port,
      address,
      port: nodePort?.port,
      url: urlOf(schemeOf(port), address, nodePort?.port),
      certainties: [certainty, portIs],
      hops: [nodeHop(subject, port, address, certainty), context.serviceHop(port)],
      endpoints: context.endpoints(port),
      broken: droppedAt(context, port, address),
      open,
    };
  }
  if (nodes.length > 0) return;
  yield {
    kind: "node-port",
    servicePort: port,
    address: undefined,
    port: nodePort?.port,
    certainties: ["on-create", portIs],
    hops: [nodeHop(subject, port, undefined, "on-create"), context.serviceHop(port)],
    endpoints: context.endpoints(port),
    open: open ?? { kind: "node-address-open" },
  };
}

/** Whether the Service has a node port for this port: NodePort always, LoadBalancer unless it is told to have none. */
function offersNodePort(subject: Subject, port: SubjectPort): boolean {
  if (subject.effective === "NodePort") return true;
  return subject.effective === "LoadBalancer" && (subject.allocatesNodePorts || port.nodePort !== undefined);
}

/** The user's addresses, else the live nodes', of the Service's families. */
function nodeAddresses({
  subject,
  world,
}: Context): readonly { readonly address: string; readonly certainty: "setting" | "cluster" }[] {
  const told = world.settings.nodeAddresses;
  const all =
    told.length > 0
      ? told.map((address) => ({ address, certainty: "setting" }) as const)
      : (world.snapshot?.nodes ?? []).flatMap((node) =>
          node.internalIPs.map((address) => ({ address, certainty: "cluster" }) as const),
        );
  return all.filter(({ address }) => subject.families.includes(familyOf(address)));
}

/** externalTrafficPolicy Local: why this node drops the traffic, if the snapshot shows that it has no ready pod. */
function droppedAt({ subject, world, endpoints }: Context, port: SubjectPort, address: string): Reason | undefined {
  if (!subject.localPolicy || endpoints(port).state !== "complete") return undefined;
  const node = world.snapshot?.nodes.find(
    ({ internalIPs, externalIPs }) => internalIPs.includes(address) || externalIPs.includes(address),
  );
  const placed = subject.slices
    .flatMap((slice) => slice.endpoints)
    .filter((endpoint) => endpoint.ready && endpoint.nodeName !== undefined);
  if (node === undefined || placed.length === 0 || placed.some((endpoint) => endpoint.nodeName === node.name))
    return undefined;
  return { kind: "no-pod-on-node", node: node.name };
}

function* loadBalancerPaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (subject.effective !== "LoadBalancer") return;
  const endpoints = context.endpoints(port);
  const behind = offersNodePort(subject, port)
    ? [nodeHop(subject, port, undefined, port.nodePort?.certainty ?? "on-create"), context.serviceHop(port)]
    : [context.serviceHop(port)];
  const common = { kind: "load-balancer", servicePort: port, port: port.port, endpoints } as const;
  const label: HopLabel = { is: "load-balancer", ranges: subject.sourceRanges };
  let found = false;
  for (const { ip, hostname } of subject.loadBalancer) {
    const address = ip ?? hostname;
    if (address === undefined) continue;
    found = true;
    yield {
      ...common,
      address,
      url: urlOf(schemeOf(port), address, port.port),
      certainties: ["cluster", subject.certainty],
      hops: [{ kind: "load-balancer", label, address, port: port.port, certainty: "cluster" }, ...behind],
    };
  }
  if (found) return;
  yield {
    ...common,
    address: undefined,
    certainties: ["on-create"],
    hops: [{ kind: "load-balancer", label, address: undefined, port: port.port, certainty: "on-create" }, ...behind],
    open: { kind: "load-balancer-open" },
  };
}

function* externalNamePaths(context: Context, port: SubjectPort | undefined): Iterable<Draft> {
  const { externalName } = context.subject;
  if (externalName === undefined || externalName === "") return;
  yield {
    kind: "external-name",
    servicePort: port,
    address: externalName,
    port: port?.port,
    url: urlOf(schemeOf(port), externalName.replace(/\.$/, ""), port?.port),
    certainties: [nameCertainty, context.subject.certainty],
    hops: [],
    endpoints: context.endpoints(port),
  };
}

/** What works from this machine with kubectl: TCP only. */
function* machinePaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (port.protocol !== "TCP") return;
  const endpoints = context.endpoints(port);
  if (subject.hasSelector) {
    // kubectl looks the pod's port up, but takes a headless Service's port as it is.
    const hop = subject.headless ? { ...endpoints.hop, port: port.port } : endpoints.hop;
    yield {
      kind: "port-forward",
      servicePort: port,
      address: "localhost",
      port: port.port,
      url: urlOf(schemeOf(port), "localhost", port.port),
      certainties: [nameCertainty, subject.certainty],
      hops: [{ kind: "api-server", label: { is: "api-server", tunnel: true } }],
      endpoints: { ...endpoints, hop },
      skipsPolicy: true,
    };
  }
  const prefix = schemeOf(port) === "https" ? "https:" : "";
  const isNamed = subject.name !== "";
  const way = `/api/v1/namespaces/${subject.namespace}/services/${prefix}${subject.name}:${port.name ?? port.port}/proxy/`;
  yield {
    kind: "api-proxy",
    servicePort: port,
    address: isNamed ? way : undefined,
    port: undefined,
    open: isNamed ? undefined : { kind: "name-open" },
    certainties: [isNamed ? nameCertainty : "on-create", subject.certainty],
    hops: [{ kind: "api-server", label: { is: "api-server", tunnel: false } }],
    endpoints,
    needsPods: true,
  };
}

/** A DNS name, a host or a path counts as written, whatever the domain, the default namespace or the snapshot gave to it. */
const nameCertainty = "manifest";

function portCertainty(
  subject: Subject,
  number: number | undefined,
  port: SubjectPort | undefined,
): "on-create" | Subject["certainty"] | undefined {
  if (port === undefined) return undefined;
  return number === undefined ? "on-create" : subject.certainty;
}

/** undefined while the name is still to be generated. */
function domainName({ name, namespace }: Subject, world: World): string | undefined {
  if (name === "") return undefined;
  return `${name}.${namespace}.svc.${world.settings.clusterDomain}`;
}

function serviceHop(subject: Subject, port: SubjectPort | undefined): ResolvedHop {
  const [first] = subject.clusterIPs;
  return {
    kind: "service",
    label: { is: "service" },
    ...(subject.headless ? {} : { address: first?.address, certainty: first?.certainty ?? "on-create" }),
    ...(port === undefined ? {} : { port: port.port }),
    ...placeAt(subject, port?.portNode),
  };
}

function nodeHop(
  subject: Subject,
  port: SubjectPort,
  address: string | undefined,
  certainty: "setting" | "cluster" | "on-create" | Subject["certainty"],
): ResolvedHop {
  return {
    kind: "node",
    label: { is: "node", local: subject.localPolicy },
    address,
    port: port.nodePort?.port,
    certainty,
    ...placeAt(subject, port.nodePortNode ?? port.portNode),
  };
}

function placeAt(subject: Subject, node: SubjectPort["portNode"]): { readonly place?: WrittenPlace } {
  if (subject.resource === undefined || node === undefined) return {};
  return { place: { document: subject.resource.document, span: node.span } };
}

/** Whether an externalName is no name: DNS has none for four numbers, nor for what has colons. */
export function isAddressName(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+\.?$/.test(name) || name.includes(":");
}

/** What an ExternalName Service leads to: nothing of Kubernetes', and nothing that DNS could say of an address. */
function external(subject: Subject, port: SubjectPort | undefined): PortEndpoints {
  const name = subject.externalName ?? "";
  const isAddress = isAddressName(name);
  return {
    state: isAddress ? "broken" : "complete",
    why: isAddress ? { kind: "external-name-is-address" } : undefined,
    blocked: undefined,
    notPods: undefined,
    groups: [],
    certainty: subject.certainty,
    hop: {
      kind: "external",
      label: { is: "external" },
      address: name || undefined,
      ...(port === undefined ? {} : { port: port.port }),
      certainty: subject.certainty,
    },
  };
}
