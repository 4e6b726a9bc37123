// Every connection: a caller, a Service port, a workload behind it, and whether policies and DNS let it through.

import { isA, type Resource } from "../index/resource.ts";
import { selectsPods } from "../index/selects.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import { type ApiServerCall, apiServerCalls, judgeApiServer } from "./api-server.ts";
import { type DnsAnswer, dnsAnswer } from "./dns.ts";
import { type End, type Judgement, judge, type Verdict } from "./judge.ts";
import { liveThings } from "./live.ts";
import type { Arrival } from "./policies.ts";
import { endOf, outside } from "./scene.ts";
import { isWritten, type Thing } from "./thing.ts";
import { bareCalls, callsFrom, liveCalls, type TextPlace } from "./traffic.ts";

/** From where traffic comes that no workload of the cluster starts. */
export const viewpoints = ["external", "node-network"] as const;
export type Viewpoint = (typeof viewpoints)[number];

/** One end of a pair as people name it. */
export type Caller =
  | { readonly is: "workload"; readonly workload: Thing<WorkloadManifest> }
  | { readonly is: "viewpoint"; readonly name: Viewpoint }
  /** The API server, for the object that makes it call. */
  | { readonly is: "api-server"; readonly resource: Resource };

export interface Connection {
  readonly from: Caller;
  readonly service: Thing<ServiceManifest>;
  readonly port: ServicePort;
  /** Undefined where the Service selects nothing in sight. */
  readonly workload: Thing<WorkloadManifest> | undefined;
  /** The pod's port after the Service's translation, a name where no pod tells its number. */
  readonly targetPort: number | string | undefined;
  readonly verdict: Verdict;
  readonly judgement: Judgement;
  /** Only where somebody calls: by a name, as all calls that texts hold. */
  readonly dns: DnsAnswer | undefined;
  /** Where the caller names the Service, with this port or with none. */
  readonly calls: readonly TextPlace[];
}

/** What of a Service's port leads where. */
export interface Target {
  readonly service: Thing<ServiceManifest>;
  readonly port: ServicePort;
  readonly workload: Thing<WorkloadManifest> | undefined;
  readonly targetPort: number | string | undefined;
  readonly arrival: Arrival;
  /** The workload's pods, or the addresses of slices; undefined where nothing is known. */
  readonly end: End | undefined;
}

/** Where the ports of a Service lead, in order; one entry for each workload behind a port. */
export function targetsOf(
  service: Thing<ServiceManifest>,
  asker: Resource | undefined,
  world: World,
): readonly Target[] {
  const behind = workloadsBehind(service, asker, world);
  return service.manifest.service.ports.flatMap((port): readonly Target[] => {
    const { protocol } = port;
    if (port.port === undefined || protocol === undefined) return [];
    const found = behind.flatMap((workload): readonly Target[] => {
      const declared = portsMeant(port, workload.manifest.workload);
      const number = typeof port.targetPort === "number" ? port.targetPort : declared[0]?.containerPort;
      // A workload without the named port is no endpoint of this port.
      if (number === undefined) return [];
      const names = workload.manifest.workload.containers
        .flatMap((container) => container.ports)
        .flatMap((each) => (each.containerPort === number && each.protocol === protocol ? (each.name ?? []) : []));
      const arrival = { port: number, protocol, names };
      return [{ service, port, workload, targetPort: number, arrival, end: endOf(workload, asker, world) }];
    });
    if (found.length > 0) return found;
    const nobody = { service, port, workload: undefined };
    const places = addressesOf(service, port, asker, world);
    const { targetPort } = port;
    const arrival = { port: typeof targetPort === "number" ? targetPort : undefined, protocol, names: [] };
    if (places.length === 0) return [{ ...nobody, targetPort, arrival, end: undefined }];
    return places.map((place) => ({
      ...nobody,
      targetPort: place.port ?? port.port,
      arrival: { port: place.port ?? port.port, protocol, names: [] },
      end: outside({ is: "addresses", addresses: place.addresses }),
    }));
  });
}

/** The workloads that a Service selects, written ones first. */
function workloadsBehind(
  service: Thing<ServiceManifest>,
  asker: Resource | undefined,
  world: World,
): readonly Thing<WorkloadManifest>[] {
  const { type, selector } = service.manifest.service;
  if (type === "ExternalName" || selector === undefined) return [];
  const written = isWritten(service)
    ? world.selected(service)
    : asker === undefined
      ? []
      : world.workloads(asker, service.namespace).filter((workload) => selectsPods(selector, workload));
  const live = liveOnlyWorkloads(asker, world).filter(
    (workload) =>
      workload.namespace === service.namespace &&
      selector.every(({ key, value }) =>
        workload.manifest.workload.podLabels.some((label) => label.key === key && label.value === value),
      ),
  );
  return live.length === 0 ? written : [...written, ...live];
}

/** The workloads that only the snapshot has. */
export function liveOnlyWorkloads(asker: Resource | undefined, world: World): readonly Thing<WorkloadManifest>[] {
  const { snapshot } = world;
  if (snapshot === undefined) return [];
  return liveThings(snapshot).workloads.filter(
    ({ manifest, namespace, name }) =>
      asker === undefined || !world.ofKind(asker, manifest.kind, namespace).some((written) => written.name === name),
  );
}

interface Addresses {
  readonly port: number | undefined;
  readonly addresses: readonly string[];
}

/** What slices say of a port, by the port's number; written ones win. */
function addressesOf(
  service: Thing<ServiceManifest>,
  port: ServicePort,
  asker: Resource | undefined,
  world: World,
): readonly Addresses[] {
  if (service.manifest.service.type === "ExternalName") return [];
  const { namespace, name } = service;
  const fits = (candidate: { readonly name: string; readonly protocol: string }) =>
    candidate.name === (port.name ?? "") && candidate.protocol === port.protocol;
  const found = new Map<number | undefined, string[]>();
  const add = (number: number | undefined, addresses: readonly string[]) =>
    found.set(number, [...(found.get(number) ?? []), ...addresses]);
  for (const kind of asker === undefined ? [] : ["EndpointSlice", "Endpoints"]) {
    for (const { manifest } of asker === undefined ? [] : world.ofKind(asker, kind, namespace)) {
      if (manifest.is !== "endpoints" || manifest.endpoints.service !== name) continue;
      for (const slice of manifest.endpoints.slices)
        for (const each of slice.ports.filter(fits))
          add(
            each.port,
            slice.endpoints.filter(({ ready }) => ready).flatMap(({ addresses }) => addresses),
          );
    }
  }
  if (found.size === 0) {
    for (const slice of world.snapshot?.slices ?? []) {
      if (slice.namespace !== namespace || slice.service !== name) continue;
      for (const each of slice.ports.filter(fits))
        add(
          each.port,
          slice.endpoints.filter(({ ready }) => ready).flatMap(({ addresses }) => addresses),
        );
    }
  }
  return [...found].flatMap(([number, addresses]) => (addresses.length === 0 ? [] : [{ port: number, addresses }]));
}

/** The calls of a workload, by the Service that they name. */
export function callsOf(
  workload: Thing<WorkloadManifest>,
  world: World,
): ReadonlyMap<Thing<ServiceManifest>, readonly TextPlace[]> {
  const calls = new Map<Thing<ServiceManifest>, TextPlace[]>();
  if (!isWritten(workload)) return calls;
  for (const call of [...callsFrom(workload, world), ...bareCalls(workload, world)])
    if (isA(call.to, "service")) for (const text of call.texts ?? []) add(call.to, text);
  for (const { to, text } of liveCalls(workload, world)) add(to, text);
  return calls;

  function add(to: Thing<ServiceManifest>, text: TextPlace): void {
    const places = calls.get(to) ?? [];
    const isKnown = places.some(
      ({ resource, span }) => resource.document === text.resource.document && span.start === text.span.start,
    );
    if (!isKnown) places.push(text);
    calls.set(to, places);
  }
}

/** Of the places where a Service is named, those that may mean this port of it. */
export function callsOfPort(
  places: readonly TextPlace[],
  { manifest }: Thing<ServiceManifest>,
  port: ServicePort,
): readonly TextPlace[] {
  const { ports, headless } = manifest.service;
  const numbers = (each: ServicePort) => (headless ? [each.port, each.targetPort] : [each.port]);
  return places.filter((place) => {
    const said = place.port ?? defaultPort(place.text);
    if (said === undefined || ports.length === 1) return true;
    if (!ports.some((each) => numbers(each).includes(said))) return true;
    // Names are asked for by TCP programs, unless the scheme says otherwise.
    return numbers(port).includes(said);
  });
}

/** The port that a scheme stands for (IANA). */
function defaultPort(text: string): number | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined ? undefined : schemes[scheme];
}

const schemes: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  amqp: 5672,
  amqps: 5671,
  mongodb: 27017,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
};

/** Judges a pair. `places`: where the caller names the Service. */
export function connect(
  from: Caller,
  fromEnd: End,
  target: Target,
  places: readonly TextPlace[],
  asker: Resource | undefined,
  world: World,
): Connection {
  const { service, port, workload, targetPort } = target;
  const calls = places.length === 0 ? places : callsOfPort(places, service, port);
  const judgement = target.end === undefined ? nothingKnown : judge(fromEnd, target.end, target.arrival);
  const dns =
    calls.length > 0 && from.is === "workload" && fromEnd.peer.is === "pods"
      ? dnsAnswer({ peer: fromEnd.peer, governing: fromEnd.governing }, from.workload, asker, world)
      : undefined;
  return { from, service, port, workload, targetPort, verdict: verdictOf(judgement, dns), judgement, dns, calls };
}

/** The pairs of the API server: what webhooks and the like make it call. */
export function* apiServerConnections(resource: Resource, world: World): Iterable<Connection> {
  for (const call of apiServerCalls(resource, world)) yield* apiServerPairs(resource, call, world);
}

/** The pairs of one such call. */
export function apiServerPairs(
  resource: Resource,
  { service, place }: ApiServerCall,
  world: World,
): readonly Connection[] {
  return targetsOf(service, service, world).flatMap((target): readonly Connection[] => {
    const { port, workload, targetPort, end, arrival } = target;
    // Unlike a program's, its port is always said.
    if (port.port !== place.port) return [];
    const judgement = end === undefined ? nothingKnown : judgeApiServer(end, arrival, resource, world);
    const { verdict } = judgement;
    const from = { is: "api-server", resource } as const;
    return [{ from, service, port, workload, targetPort, verdict, judgement, dns: undefined, calls: [place] }];
  });
}

const nothingKnown: Judgement = { verdict: "unknown", by: [], doubts: [] };

function verdictOf(judgement: Judgement, dns: DnsAnswer | undefined): Verdict {
  if (judgement.verdict === "blocked" || dns === undefined || dns.answer === "yes") return judgement.verdict;
  if (dns.answer === "no") return "blocked";
  return "unknown";
}

/** The ends of the viewpoints; addresses of nodes as far as they are known. */
export function viewpointEnd(name: Viewpoint, world: World): End {
  if (name === "external") return outside({ is: "internet" });
  const told = world.settings.nodeAddresses;
  const live = (world.snapshot?.nodes ?? []).flatMap((node) => node.internalIPs);
  const addresses = told.length > 0 ? told : live;
  return outside({ is: "addresses", addresses: addresses.length > 0 ? addresses : undefined });
}
