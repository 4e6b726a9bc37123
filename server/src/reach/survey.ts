// All connections of a workspace: who is there, and the pairs that a question asks for.

import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import {
  type Caller,
  type Connection,
  callsOf,
  connect,
  liveOnlyWorkloads,
  type Target,
  targetsOf,
  viewpointEnd,
  viewpoints,
} from "./connections.ts";
import type { End } from "./judge.ts";
import { liveThings } from "./live.ts";
import { endOf } from "./scene.ts";
import { isWritten, type Thing } from "./thing.ts";
import type { TextPlace } from "./traffic.ts";

/** Which pairs are wanted. */
export interface Question {
  /** Every pair; else those whose caller names the Service, or those that `from` and `to` leave. */
  readonly all: boolean;
  readonly from: Name | undefined;
  /** `port`: a number or a name. */
  readonly to: (Name & { readonly port: string | undefined }) | undefined;
}

export interface Name {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A caller with what belongs to it. */
interface Party {
  readonly caller: Caller;
  readonly end: End;
  /** From where the world is seen; undefined where only a snapshot is there. */
  readonly asker: Resource | undefined;
  readonly calls: ReadonlyMap<Thing<ServiceManifest>, readonly TextPlace[]>;
}

/** The pairs, in order of callers, Services, ports and workloads. `resources`: everything that is written, in order. */
export function* survey(resources: Iterable<Resource>, world: World, question: Question): Iterable<Connection> {
  const all = [...resources];
  const wantsEvery = question.all || question.from !== undefined || question.to !== undefined;
  // Callers of one scope see one list of Services: where that leads is found out once.
  const targets = new Map<readonly Resource[], readonly Target[]>();
  for (const { caller, end, asker, calls } of partiesOf(all, world, question)) {
    if (question.from !== undefined && !isCaller(caller, question.from)) continue;
    if (!wantsEvery && calls.size === 0) continue;
    const services = asker === undefined ? nothing : world.ofKindEverywhere(asker, "Service");
    let seen = targets.get(services);
    if (seen === undefined) {
      seen = [...targetsAmong(services, asker, world, question)];
      targets.set(services, seen);
    }
    const self = caller.is === "workload" ? caller.workload : undefined;
    for (const target of seen) {
      const places = calls.get(target.service);
      if ((!wantsEvery && places === undefined) || (self !== undefined && self === target.workload)) continue;
      yield connect(caller, end, target, places ?? noPlaces, asker, world);
    }
  }
}

/** A workload that names Services, with the places. */
export interface Calling {
  readonly workload: Resource<WorkloadManifest>;
  readonly calls: ReadonlyMap<Thing<ServiceManifest>, readonly TextPlace[]>;
}

/** The workloads among these that name a Service; asks the world about no policy. */
export function* callingAmong(resources: Iterable<Resource>, world: World): Iterable<Calling> {
  for (const workload of resources) {
    if (!isWorkload(workload)) continue;
    const calls = callsOf(workload, world);
    if (calls.size > 0) yield { workload, calls };
  }
}

/** The pairs that workloads call for; asks the world only about them and the Services that they name. */
export function* connectionsOf(calling: Iterable<Calling>, world: World): Iterable<Connection> {
  for (const { workload, calls } of calling) {
    const end = endOf(workload, workload, world);
    for (const [service, places] of calls) {
      for (const target of targetsOf(service, isWritten(service) ? service : workload, world))
        if (target.workload !== workload)
          yield connect({ is: "workload", workload }, end, target, places, workload, world);
    }
  }
}

const nothing: readonly Resource[] = [];
const noPlaces: readonly TextPlace[] = [];

/** Where the Services lead that the question is about, those that are only live behind the others. */
function* targetsAmong(
  services: readonly Resource[],
  asker: Resource | undefined,
  world: World,
  { to }: Question,
): Iterable<Target> {
  const written = services.filter((service) => isA(service, "service"));
  const names = new Set(written.map(({ namespace, name }) => `${namespace}/${name}`));
  const live =
    world.snapshot === undefined || asker?.scope !== undefined
      ? []
      : liveThings(world.snapshot).services.filter(({ namespace, name }) => !names.has(`${namespace}/${name}`));
  for (const service of [...written, ...live]) {
    if (to !== undefined && !isNamed(service, to)) continue;
    for (const target of targetsOf(service, isWritten(service) ? service : asker, world))
      if (to?.port === undefined || isPort(target, to.port)) yield target;
  }
}

/** Everybody who may be a caller: workloads of files, workloads of the snapshot, then the viewpoints, once for each view of the world. */
function* partiesOf(all: readonly Resource[], world: World, question: Question): Iterable<Party> {
  const askers = new Map<string, Resource>();
  for (const resource of all) {
    const id = resource.scope?.id ?? "";
    if (!askers.has(id)) askers.set(id, resource);
    if (!isWorkload(resource)) continue;
    yield {
      caller: { is: "workload", workload: resource },
      end: endOf(resource, resource, world),
      asker: resource,
      calls: callsOf(resource, world),
    };
  }
  const plain = askers.get("");
  if (plain !== undefined || askers.size === 0) {
    for (const workload of liveOnlyWorkloads(plain, world)) {
      yield {
        caller: { is: "workload", workload },
        end: endOf(workload, plain, world),
        asker: plain,
        calls: new Map(),
      };
    }
  }
  if (!question.all && question.from === undefined && question.to === undefined) return;
  for (const name of viewpoints) {
    const end = viewpointEnd(name, world);
    const views = askers.size === 0 ? [undefined] : [...askers.values()];
    for (const asker of views) yield { caller: { is: "viewpoint", name }, end, asker, calls: new Map() };
  }
}

function isWorkload(resource: Resource): resource is Resource<WorkloadManifest> {
  return resource.manifest.is === "workload";
}

function isNamed(thing: Thing, { namespace, name }: Name): boolean {
  return thing.name === name && (namespace === undefined || thing.namespace === namespace);
}

function isCaller(caller: Caller, name: Name): boolean {
  if (caller.is === "workload") return isNamed(caller.workload, name);
  return caller.is === "viewpoint" && name.namespace === undefined && caller.name === name.name;
}

function isPort({ port }: Target, wanted: string): boolean {
  return String(port.port) === wanted || port.name === wanted;
}

/** Whether the question's names are there at all. */
export function missingName(
  resources: Iterable<Resource>,
  world: World,
  { from, to }: Question,
): "from" | "to" | undefined {
  const all: Thing[] = [...resources];
  const live = world.snapshot === undefined ? undefined : liveThings(world.snapshot);
  if (from !== undefined) {
    const isViewpoint = from.namespace === undefined && viewpoints.some((name) => name === from.name);
    const workloads = [...all.filter(({ manifest }) => manifest.is === "workload"), ...(live?.workloads ?? [])];
    if (!isViewpoint && !workloads.some((thing) => isNamed(thing, from))) return "from";
  }
  if (to !== undefined) {
    const services = [...all, ...(live?.services ?? [])].filter(
      (thing) => thing.manifest.is === "service" && isNamed(thing, to),
    );
    const hasPort = (thing: Thing) =>
      to.port === undefined ||
      (thing.manifest.is === "service" &&
        thing.manifest.service.ports.some(({ port, name }) => String(port) === to.port || name === to.port));
    if (!services.some(hasPort)) return "to";
  }
  return undefined;
}
