// What stands behind one port of a Service, and whether traffic that gets so far arrives.

import { missingPods } from "../index/near-miss.ts";
import { nearest } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import type { World } from "../index/world.ts";
import type { EndpointSlice } from "../model/endpoint-slice.ts";
import type { NetworkPolicyManifest, ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { probeThatNeverSucceeds } from "../model/probes.ts";
import type { Certainty, PathState } from "../protocol.ts";
import { hasPort } from "../reach/policies.ts";
import { endOf } from "../reach/scene.ts";
import { isWritten } from "../reach/thing.ts";
import { boolOf, get } from "../yaml/cursor.ts";
import { objectRefusal } from "./object-refusal.ts";
import type { ResolvedHop } from "./path.ts";
import type { EndpointsReason, PolicyReason, Reason } from "./reason.ts";
import type { Subject, SubjectPort } from "./subject.ts";

export interface PortEndpoints {
  readonly state: PathState;
  readonly why: Reason | undefined;
  /** A NetworkPolicy that lets nobody in; kubectl port-forward does not ask it. */
  readonly blocked: PolicyReason | undefined;
  /** Why the API server's proxy cannot use them although others can. */
  readonly notPods: Reason | undefined;
  /** The numbers that pods listen on, each with those who do; empty when none is known. */
  readonly groups: readonly PortGroup[];
  /** undefined: not known, and then it does not count. */
  readonly certainty: Certainty | undefined;
  readonly hop: ResolvedHop;
}

export interface PortGroup {
  readonly port: number;
  readonly workloads: readonly Resource<WorkloadManifest>[];
}

/** The pods of a Service as its selector finds them in the files. */
export function selectedWorkloads(subject: Subject, world: World): readonly Resource<WorkloadManifest>[] {
  const { resource } = subject;
  return resource === undefined || !subject.hasSelector ? [] : nearest(resource, world.selected(resource), world);
}

/** Everything about the endpoints of one Service port. `port` undefined: a Service without ports. */
export function endpointsOf(subject: Subject, port: SubjectPort | undefined, world: World): PortEndpoints {
  const { resource } = subject;
  const written =
    resource === undefined
      ? undefined
      : subject.hasSelector
        ? selectedEndpoints(subject, resource, port, world)
        : manualEndpoints(subject, resource, port, world);
  if (written?.state === "broken") return written;
  const live = liveEndpoints(subject, port);
  if (live === undefined) return written ?? unknownEndpoints(port, { kind: "no-live-slices" });
  if (written === undefined) return live;
  // What is written wins: its workloads and numbers stay; what is live decides readiness, and fills the gaps.
  const groups = written.groups.length > 0 ? written.groups : live.groups;
  return {
    ...live,
    groups,
    blocked: written.blocked,
    hop: {
      ...live.hop,
      ...(written.hop.workloads === undefined ? {} : { workloads: written.hop.workloads }),
      ...placeOf(subject),
    },
  };
}

function selectedEndpoints(
  subject: Subject,
  resource: Resource<ServiceManifest>,
  port: SubjectPort | undefined,
  world: World,
): PortEndpoints {
  const all = nearest(resource, world.selected(resource), world);
  const shown = { ...placeOf(subject), ...(port === undefined ? {} : { port: port.targetPort }) };
  if (all.length === 0) {
    const missing = missingPods(resource, world);
    const why: EndpointsReason = missing.believed ? { kind: "near-miss", missing } : { kind: "nothing-matches" };
    return {
      ...unknownEndpoints(port, why),
      state: missing.believed ? "broken" : "unknown",
      hop: { kind: "endpoints", ...shown, workloads: [] },
    };
  }
  const certainty = port?.targetIsDefault ? "default" : "manifest";
  const taken = all.filter((workload) => objectRefusal(workload, world.settings) === undefined);
  const running = taken.filter((workload) => isRunning(workload, world));
  const groups = port === undefined ? [] : groupsOf(running, port);
  const serving = port === undefined ? running : groups.flatMap((group) => group.workloads);
  const hop = (workloads: readonly Resource<WorkloadManifest>[]): ResolvedHop => ({
    kind: "endpoints",
    ...shown,
    certainty,
    workloads,
  });
  if (serving.length === 0 && all.some(({ document }) => isTemplated(document.yaml))) {
    return { ...unknownEndpoints(port, { kind: "template-decides" }), hop: hop(all) };
  }
  if (serving.length === 0) return nobodyServes(nobodyReason(all, running, port, world), hop(all));
  const neverReady = neverReadyReason(resource, serving);
  if (neverReady !== undefined) return nobodyServes(neverReady, hop(serving));
  const [first] = groups;
  return {
    state: "complete",
    why: undefined,
    blocked: port === undefined ? undefined : blockedBy(groups, port, resource, world),
    notPods: undefined,
    groups,
    certainty: "manifest",
    hop: { ...hop(serving), ...(groups.length === 1 && first !== undefined ? { port: first.port } : {}) },
  };
}

/** No traffic arrives, and the manifests say why. */
function nobodyServes(why: Reason, hop: ResolvedHop): PortEndpoints {
  return { state: "broken", why, blocked: undefined, notPods: undefined, groups: [], certainty: "manifest", hop };
}

/** Why none of the selected workloads serves the port. */
function nobodyReason(
  all: readonly Resource<WorkloadManifest>[],
  running: readonly Resource<WorkloadManifest>[],
  port: SubjectPort | undefined,
  world: World,
): Reason {
  if (running.length > 0) return { kind: "port-nowhere", workloads: running, port };
  const refused = all.map((workload) => objectRefusal(workload, world.settings)).find((each) => each !== undefined);
  return refused ?? { kind: "no-replicas", workloads: all };
}

/** Why none of the pods is ever ready; undefined where one may be, or the Service takes them as they are. */
function neverReadyReason(
  { manifest }: Resource<ServiceManifest>,
  workloads: readonly Resource<WorkloadManifest>[],
): EndpointsReason | undefined {
  if (boolOf(get(manifest.root, "spec", "publishNotReadyAddresses")) === true) return undefined;
  const probes = workloads.map((workload) => probeThatNeverSucceeds(workload.manifest.workload));
  const [probe] = probes;
  const [workload] = workloads;
  if (probe === undefined || workload === undefined || probes.includes(undefined)) return undefined;
  return { kind: "never-ready", workload, probe };
}

/** Whether a workload has pods, or somebody makes them when they are needed. */
export function isRunning(workload: Resource<WorkloadManifest>, world: World): boolean {
  return workload.manifest.workload.replicas !== 0 || world.scaler(workload)?.manifest.autoscaler.wakes === true;
}

/** Which numbers the workloads give the port: a number is used as it is, a name is looked up in each by name and protocol. */
function groupsOf(workloads: readonly Resource<WorkloadManifest>[], port: SubjectPort): readonly PortGroup[] {
  const { targetPort } = port;
  if (typeof targetPort === "number") return [{ port: targetPort, workloads }];
  const groups = new Map<number, Resource<WorkloadManifest>[]>();
  for (const workload of workloads) {
    const number = portIn(workload, targetPort, port.protocol);
    if (number === undefined) continue;
    groups.set(number, [...(groups.get(number) ?? []), workload]);
  }
  return [...groups].map(([number, members]) => ({ port: number, workloads: members }));
}

/** The number of a workload's port by name and protocol: containers first, then sidecars. */
export function portIn(workload: Resource<WorkloadManifest>, name: string, protocol: string): number | undefined {
  for (const container of workload.manifest.workload.containers) {
    for (const port of container.ports) if (port.name === name && port.protocol === protocol) return port.containerPort;
  }
  return undefined;
}

/** Says which policy, if no workload can be reached by anybody. Where others than NetworkPolicies decide, nobody knows. */
function blockedBy(
  groups: readonly PortGroup[],
  port: SubjectPort,
  service: Resource<ServiceManifest>,
  world: World,
): PolicyReason | undefined {
  let culprit: Resource<NetworkPolicyManifest> | undefined;
  for (const group of groups) {
    for (const workload of group.workloads) {
      const { governing, peer } = endOf(workload, service, world);
      if (governing.opaque.length > 0 || governing.tiers.length > 0) return undefined;
      const isolating = governing.namespaced.filter(({ policy }) => policy.ingress !== undefined);
      const names = peer.pods.ports
        .filter((declared) => declared.port === group.port && declared.protocol === port.protocol)
        .flatMap(({ name }) => name ?? []);
      const arrival = { port: group.port, protocol: port.protocol, names };
      const letsIn = isolating.some(({ policy: { policy } }) =>
        policy.ingress.some((rule) => rule.ports.length === 0 || hasPort(rule.ports, arrival) !== "no"),
      );
      // Whom another test's or example's policy shuts out it shuts out there.
      const first = isolating
        .filter(({ sure }) => sure)
        .map(({ policy }) => policy.thing)
        .find((thing) => !isWritten(thing) || world.areNeighbours(service, thing));
      if (letsIn || first === undefined) return undefined;
      if (culprit === undefined && isWritten(first) && isA(first, "network-policy")) culprit = first;
    }
  }
  return culprit === undefined
    ? undefined
    : { kind: "policy-blocks", policy: culprit, port: groups[0]?.port ?? port.port };
}

/** A Service without a selector: traffic goes where somebody's slices say, if a port of theirs has the Service port's name. */
function manualEndpoints(
  subject: Subject,
  resource: Resource<ServiceManifest>,
  port: SubjectPort | undefined,
  world: World,
): PortEndpoints {
  const written = ["EndpointSlice", "Endpoints"]
    .flatMap((kind) => world.ofKind(resource, kind, subject.namespace))
    .filter((candidate) => isA(candidate, "endpoints"))
    .filter((candidate) => candidate.manifest.endpoints.service === subject.name);
  const [first] = written;
  if (first === undefined) return unknownEndpoints(port, { kind: "no-slices" });
  const taken = written.filter((candidate) => objectRefusal(candidate, world.settings) === undefined);
  const all = taken.flatMap((candidate) => candidate.manifest.endpoints.slices);
  // kube-proxy knows addresses only: of FQDN the EndpointSlice API says that no semantics are defined.
  const slices = all.filter(({ addressType }) => addressType !== "FQDN");
  const place = { document: first.document, span: (first.manifest.name ?? first.manifest.root).span };
  const fitting = port === undefined ? slices : slices.filter((slice) => portOf(slice, port) !== undefined);
  const ready = fitting.flatMap((slice) =>
    slice.endpoints.filter((endpoint) => endpoint.ready && endpoint.addresses.length > 0),
  );
  const numbers =
    port === undefined ? [] : [...new Set(fitting.map((slice) => portOf(slice, port)?.port ?? port.port))];
  const [number] = numbers;
  const hop: ResolvedHop = {
    kind: "endpoints",
    certainty: "manifest",
    place,
    ...(number === undefined ? {} : { port: number }),
  };
  const common = {
    blocked: undefined,
    groups: numbers.map((value) => ({ port: value, workloads: [] })),
    certainty: "manifest",
    hop,
  } as const;
  const refused = objectRefusal(first, world.settings);
  const why: Reason | undefined =
    taken.length === 0 && refused !== undefined
      ? refused
      : slices.length === 0 && all.length > 0
        ? { kind: "names-as-endpoints" }
        : fitting.length === 0 && port !== undefined
          ? { kind: "slice-port-name", port, names: slices.flatMap((slice) => slice.ports.map(({ name }) => name)) }
          : ready.length === 0
            ? { kind: "nobody-ready-written" }
            : undefined;
  if (why !== undefined) return { ...common, state: "broken", why, notPods: undefined };
  const isPods = ready.some((endpoint) => endpoint.isPod);
  return { ...common, state: "complete", why, notPods: isPods ? undefined : { kind: "not-pods" } };
}

function portOf(slice: EndpointSlice, port: SubjectPort): EndpointSlice["ports"][number] | undefined {
  return slice.ports.find((candidate) => candidate.name === (port.name ?? "") && candidate.protocol === port.protocol);
}

/** What the snapshot's slices say of this port; undefined when they do not speak of it. */
function liveEndpoints(subject: Subject, port: SubjectPort | undefined): PortEndpoints | undefined {
  const { slices, live } = subject;
  if (slices.length === 0 || speaksOfOthers(subject)) return undefined;
  const known = live?.ports.find((candidate) => candidate.port === port?.port && candidate.protocol === port.protocol);
  if (port !== undefined && live !== undefined && known === undefined) return undefined;
  // The live Service's own name for the port: the manifest may be about to change it.
  const name = (known === undefined ? port?.name : known.name) ?? "";
  const fits = (candidate: { name: string; protocol: string }) =>
    candidate.name === name && candidate.protocol === port?.protocol;
  const fitting = port === undefined ? slices : slices.filter((slice) => slice.ports.some(fits));
  const endpoints = fitting.flatMap((slice) => slice.endpoints);
  const ready = endpoints.filter((endpoint) => endpoint.ready && endpoint.addresses.length > 0);
  const numbers =
    port === undefined ? [] : [...new Set(fitting.flatMap((slice) => slice.ports.find(fits)?.port ?? []))];
  const [number] = numbers;
  const hop: ResolvedHop = {
    kind: "endpoints",
    certainty: "cluster",
    label: { is: "live-endpoints", ready: ready.length },
    ...(number !== undefined && numbers.length === 1
      ? { port: number }
      : port === undefined
        ? {}
        : { port: port.targetPort }),
  };
  const common = {
    blocked: undefined,
    groups: numbers.map((value) => ({ port: value, workloads: [] })),
    certainty: "cluster",
    hop,
  } as const;
  if (ready.length === 0) {
    const others = slices.some((slice) => slice.endpoints.some((endpoint) => endpoint.ready));
    return {
      ...common,
      state: "broken",
      why: { kind: others ? "live-port-nowhere" : "nobody-ready" },
      notPods: undefined,
    };
  }
  return {
    ...common,
    state: "complete",
    why: undefined,
    notPods: ready.some((endpoint) => endpoint.pod !== undefined) ? undefined : { kind: "not-pods" },
  };
}

/** Whether the live Service selects other pods than the manifest will: then its endpoints say nothing of what is written. */
function speaksOfOthers(subject: Subject): boolean {
  const selector = subject.resource?.manifest.service.selector;
  const live = Object.entries(subject.live?.selector ?? {});
  if (selector === undefined || live.length === 0) return false;
  return live.length !== selector.length || !selector.every((pair) => subject.live?.selector[pair.key] === pair.value);
}

function unknownEndpoints(port: SubjectPort | undefined, why: Reason): PortEndpoints {
  return {
    state: "unknown",
    why,
    blocked: undefined,
    notPods: undefined,
    groups: [],
    certainty: undefined,
    hop: { kind: "endpoints", ...(port === undefined ? {} : { port: port.targetPort }) },
  };
}

function placeOf(subject: Subject): { readonly place?: NonNullable<ResolvedHop["place"]> } {
  const entry = subject.resource?.manifest.service.selectorEntry;
  if (subject.resource === undefined || entry === undefined) return {};
  return { place: { document: subject.resource.document, span: entry.keySpan } };
}
