// From access paths to what the diagram draws: boxes in columns and the lines between them, as plain data for the webview.
import type {
  AccessPath,
  Hop,
  PathState,
  ReachVerdict,
  ServiceCaller,
  ServicePaths,
  Viewpoint,
  WorkloadReference,
} from "../../../server/src/protocol.ts";
import { hopNames, stateNames, viewpointNames } from "../../../server/src/protocol-words.ts";
import type { Translate } from "../translate.ts";
import { joinPort } from "../tree/address.ts";
import type { Place } from "../tree/node.ts";
import { typeWord } from "../tree/words.ts";

/** From left to right: who calls (0), what lets them in, the nodes, the Services, what answers (4); of calls, how far from the first caller. */
export type Column = number;

export type BoxKind = "client" | "door" | "node" | "service" | "pods" | "open" | "external";

export interface Box {
  /** The same for the same thing after every edit. */
  readonly id: string;
  readonly kind: BoxKind;
  readonly column: Column;
  readonly title: string;
  /** Lines below the title, in smaller letters. */
  readonly lines: readonly string[];
  /** The best of the paths through it. */
  readonly state: PathState;
  /** What a screen reader says, and the line below the picture. */
  readonly spoken: string;
  readonly place?: Place;
  /** Numbers of the paths through it, from 0 within the section. */
  readonly paths: readonly number[];
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  readonly state: PathState;
  /** What is open or broken, in words. */
  readonly why: readonly string[];
  readonly paths: readonly number[];
}

/** What is drawn together: a namespace, or an application in it where it has many Services. */
export interface Section {
  /** The same for the same thing after every edit. */
  readonly id: string;
  /** The namespace; "" for what belongs to none. */
  readonly title: string;
  /** Which part of the namespace. */
  readonly group?: string;
  /** How many Services it has, and how many of them have a broken path. */
  readonly services: number;
  readonly broken: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface DiagramGraph {
  readonly sections: readonly Section[];
  /** Services that were too many to draw. */
  readonly left: number;
  /** Of calls: Services that nobody is known to call and that call nobody. */
  readonly alone?: number;
}

/** More Services than these make a picture in which nobody finds anything. */
const mostServices = 300;

/** With more Services than these a namespace is drawn application by application. */
const manyServices = 12;

/** More than these in one part are drawn in several. */
const mostInPart = 20;

/** More lines of text than these in one place cover others. */
const mostLabels = 3;

/** The traffic of these Services, a section for each namespace. */
export function diagramGraph(services: readonly ServicePaths[], t: Translate): DiagramGraph {
  const drawn = services.slice(0, mostServices);
  const byNamespace = new Map<string, ServicePaths[]>();
  for (const service of drawn) {
    const members = byNamespace.get(service.namespace) ?? [];
    byNamespace.set(service.namespace, [...members, service]);
  }
  const names = [...byNamespace.keys()].sort();
  const tools = services.length === 1 ? "shown" : "hidden";
  return {
    sections: names.flatMap((name) =>
      partsOf(byNamespace.get(name) ?? [], t).map((part) => sectionOf(name, part, tools, t)),
    ),
    left: services.length - drawn.length,
  };
}

/** Services that are drawn together, and what they are called. */
interface SectionPart {
  readonly group: string | undefined;
  readonly services: readonly ServicePaths[];
}

/** A namespace with many Services by application: the part-of label, else the folder; what stands alone there is one part. */
function partsOf(services: readonly ServicePaths[], t: Translate): readonly SectionPart[] {
  if (services.length <= manyServices) return [{ group: undefined, services }];
  const byGroup = new Map<string, ServicePaths[]>();
  for (const service of services) {
    const group = service.application ?? folderName(service);
    const members = byGroup.get(group);
    if (members === undefined) byGroup.set(group, [service]);
    else members.push(service);
  }
  const several = [...byGroup].filter(([group, members]) => group !== "" && members.length > 1);
  const rest = [...byGroup].filter(([group, members]) => group === "" || members.length === 1);
  const others = rest.flatMap(([, members]) => members);
  const named = several
    .map(([group, members]): SectionPart => ({ group, services: members }))
    .sort((left, right) => ((left.group ?? "") < (right.group ?? "") ? -1 : 1));
  const last = others.length === 0 ? [] : [{ group: named.length === 0 ? undefined : t("other"), services: others }];
  return [...named, ...last].flatMap(chunked);
}

/** A part that is too large to be read, by the names of its Services. */
function chunked({ group, services }: SectionPart): readonly SectionPart[] {
  if (services.length <= mostInPart) return [{ group, services }];
  const sorted = [...services].sort((left, right) => (left.name < right.name ? -1 : 1));
  const count = Math.ceil(sorted.length / mostInPart);
  const size = Math.ceil(sorted.length / count);
  return Array.from({ length: count }, (_, at) => {
    const members = sorted.slice(at * size, (at + 1) * size);
    const range = `${members[0]?.name ?? ""} – ${members.at(-1)?.name ?? ""}`;
    return { group: group === undefined ? range : `${group}: ${range}`, services: members };
  });
}

function folderName({ file }: ServicePaths): string {
  return file?.split("/").at(-2) ?? "";
}

/** Who calls whom: the Services, and the workloads that call one and stand behind none, callers left of what they call. */
export function callsGraph(services: readonly ServicePaths[], t: Translate): DiagramGraph {
  const drawn = services.slice(0, mostServices);
  const behind = new Map<string, Stop>();
  const stops = new Map(drawn.map((service) => [service, serviceStop(service, keyOf(service), undefined, t)]));
  for (const [service, stop] of stops)
    for (const { hops } of service.paths)
      for (const { workloads = [] } of hops)
        for (const { kind, namespace, name } of workloads) behind.set(`${kind} ${namespace}/${name}`, stop);
  const calls = drawn.flatMap((service) =>
    (service.callers ?? []).flatMap((caller) => {
      const to = stops.get(service);
      const from = behind.get(`${caller.kind} ${caller.namespace}/${caller.name}`) ?? callerStop(caller, t);
      return to === undefined || from.id === to.id ? [] : [{ from, to, caller }];
    }),
  );
  const depths = depthsOf(calls.map(({ from, to }) => [from.id, to.id]));
  const sketch = makeSketch();
  for (const { from, to, caller } of calls) {
    const at = (stop: Stop): Stop => ({ ...stop, column: depths.get(stop.id) ?? 0 });
    sketch.add([[at(from)], [at(to)]], { state: verdictStates[caller.verdict], why: callerWhy(caller) });
  }
  const shown = new Set(calls.flatMap(({ from, to }) => [from.id, to.id]));
  const connected = [...stops].filter(([, { id }]) => shown.has(id)).map(([service]) => service);
  const section: Section = {
    id: "calls",
    title: "",
    services: connected.length,
    broken: connected.filter(({ paths }) => paths.some(({ state }) => state === "broken")).length,
    ...sketch.finish(t),
  };
  return {
    sections: calls.length === 0 ? [] : [section],
    left: services.length - drawn.length,
    alone: drawn.length - connected.length,
  };
}

/** How many steps each is from where the longest way to it begins; an edge that closes a circle does not count. */
function depthsOf(edges: readonly (readonly [string, string])[]): ReadonlyMap<string, number> {
  const calledBy = new Map<string, Set<string>>();
  for (const [from, to] of edges) calledBy.set(from, (calledBy.get(from) ?? new Set()).add(to));
  const called = new Set(edges.map(([, to]) => to));
  const all = [...new Set(edges.flat())];
  // Who is called by nobody comes first: whatever closes a circle leads back to there.
  const starts = [...all.filter((id) => !called.has(id)), ...all];
  const order: string[] = [];
  const state = new Map<string, "open" | "done">();
  const counted = new Map<string, string[]>();
  const visit = (id: string): void => {
    if (state.has(id)) return;
    state.set(id, "open");
    const on: string[] = [];
    for (const next of calledBy.get(id) ?? []) {
      visit(next);
      if (state.get(next) === "done") on.push(next);
    }
    counted.set(id, on);
    state.set(id, "done");
    order.push(id);
  };
  for (const id of starts) visit(id);
  const depths = new Map<string, number>();
  for (const id of order.reverse()) {
    const depth = depths.get(id) ?? 0;
    depths.set(id, depth);
    for (const next of counted.get(id) ?? []) depths.set(next, Math.max(depths.get(next) ?? 0, depth + 1));
  }
  return depths;
}

function keyOf({ name, scope, uri }: ServicePaths): string {
  return `${name} ${scope ?? ""} ${uri ?? ""}`;
}

function sectionOf(
  namespace: string,
  { group, services }: SectionPart,
  tools: "shown" | "hidden",
  t: Translate,
): Section {
  const sketch = makeSketch();
  for (const service of services) {
    const key = keyOf(service);
    for (const path of service.paths) if (isDrawn(path, tools)) sketch.add(stopsOf(service, key, path, t), path);
    for (const caller of service.callers ?? []) {
      // Of many Services only who does not get through: the others would cover everything.
      if (caller.verdict === "blocked" || tools === "shown")
        sketch.add(callerStops(service, key, caller, t), {
          state: verdictStates[caller.verdict],
          why: callerWhy(caller),
        });
    }
  }
  return {
    id: `${namespace} ${group ?? ""}`,
    title: namespace,
    ...(group === undefined ? {} : { group }),
    services: services.length,
    broken: services.filter(({ paths }) => paths.some(({ state }) => state === "broken")).length,
    ...sketch.finish(t),
  };
}

const verdictStates: Readonly<Record<ReachVerdict, PathState>> = {
  allowed: "complete",
  blocked: "broken",
  unknown: "unknown",
};

function callerWhy({ verdict, why }: ServiceCaller): string | null {
  return verdict === "allowed" ? null : why;
}

/** From a workload that names the Service, through the policies that stop it. */
function callerStops(
  service: ServicePaths,
  key: string,
  caller: ServiceCaller,
  t: Translate,
): readonly (readonly Stop[])[] {
  const from = callerStop(caller, t);
  const gates = caller.by.map(
    (title): Stop => ({
      id: `gate ${key} ${title}`,
      kind: "door",
      column: 1,
      title,
      lines: [],
      role: t("Policy"),
    }),
  );
  const to = { ...serviceStop(service, key, undefined, t), label: caller.call.text };
  return gates.length === 0 ? [[from], [to]] : [[from], gates, [to]];
}

function callerStop({ kind, namespace, name, call }: ServiceCaller, t: Translate): Stop {
  return {
    id: `caller ${kind} ${namespace}/${name}`,
    kind: "client",
    column: 0,
    title: name,
    lines: [kind],
    role: t("Caller"),
    place: { uri: call.uri, range: call.range },
  };
}

/** An SRV record is no traffic; kubectl's tools reach everything in the same way, and are shown where there is room. */
function isDrawn(path: AccessPath, tools: "shown" | "hidden"): boolean {
  if (path.kind === "srv" || path.kind === "api-proxy") return false;
  return path.kind !== "port-forward" || tools === "shown";
}

/** A box before it is known which paths go through it. */
interface Stop {
  readonly id: string;
  readonly kind: BoxKind;
  readonly column: Column;
  readonly title: string;
  readonly lines: readonly string[];
  readonly role: string;
  /** What stands on the line that leads here. */
  readonly label?: string;
  readonly place?: Place;
}

/** The path's stops in order; the last step may have several boxes beside one another. */
function stopsOf(service: ServicePaths, key: string, path: AccessPath, t: Translate): readonly (readonly Stop[])[] {
  const stops: (readonly Stop[])[] = [[clientStop(path.viewpoint, t)]];
  const goesByName = path.viewpoint === "cluster" && !path.hops.some((hop) => hop.kind === "service");
  // A headless or ExternalName Service is a name only; it is drawn, for it is what somebody looks for.
  if (goesByName) stops.push([serviceStop(service, key, undefined, t)]);
  for (const hop of path.hops) {
    if (hop.kind === "client") continue;
    if (hop.kind === "service") stops.push([serviceStop(service, key, hop, t)]);
    else if (hop.kind === "endpoints") stops.push(endpointStops(key, path, hop, t));
    else stops.push([doorStop(key, hop, t)]);
  }
  const [client, first, ...rest] = stops;
  if (client === undefined || first === undefined) return stops;
  const label = clientLabel(path);
  return label === undefined ? stops : [client, first.map((stop) => ({ ...stop, label })), ...rest];
}

function clientStop(viewpoint: Viewpoint, t: Translate): Stop {
  const title = t.say(viewpointNames[viewpoint]);
  return { id: `client ${viewpoint}`, kind: "client", column: 0, title, lines: [], role: t("Clients") };
}

function serviceStop(service: ServicePaths, key: string, hop: Hop | undefined, t: Translate): Stop {
  const address = hop?.address ?? undefined;
  const place: Place | undefined =
    service.uri === undefined
      ? undefined
      : { uri: service.uri, ...(service.range === null ? {} : { range: service.range }) };
  return {
    id: `service ${key}`,
    kind: "service",
    column: 3,
    title: service.name === "" ? "–" : service.name,
    lines: [address === undefined ? typeWord(service) : `${typeWord(service)} · ${address}`],
    role: t("Service"),
    ...(place === undefined ? {} : { place }),
  };
}

function doorStop(key: string, hop: Hop, t: Translate): Stop {
  const address = hop.address ?? undefined;
  const label = hop.label !== undefined && hop.label !== "" ? hop.label : t.say(hopNames[hop.kind]);
  // What stands in brackets says more about it: for whom a load balancer is, for one.
  const [, named = label, more] = /^(.+?)\s*[(（](.+)[)）]$/.exec(label) ?? [];
  const isNode = hop.kind === "node";
  const port = hop.port === null || hop.port === undefined ? undefined : `:${hop.port}`;
  const place = placeOf(hop);
  const open = hop.kind === "load-balancer" && address === undefined ? t("address assigned by the cluster") : undefined;
  const where = address === undefined ? (isNode ? port : open) : joinPort(address, hop.port);
  const shared = {
    title: hop.kind === "external" && address !== undefined ? address : named,
    lines: (hop.kind === "external" ? [t.say(hopNames[hop.kind])] : [where, more]).filter((line) => line !== undefined),
    role: t.say(hopNames[hop.kind]),
    ...(place === undefined ? {} : { place }),
  };
  // All nodes do the same, so they are one box for each of a Service's ports.
  if (isNode) return { id: `node ${key} ${hop.port ?? ""}`, kind: "node", column: 2, ...shared };
  const id = `${hop.kind} ${named} ${address ?? ""}`;
  if (hop.kind === "external") return { id, kind: "external", column: 4, ...shared };
  return { id: hop.kind === "load-balancer" ? `${id} ${key}` : id, kind: "door", column: 1, ...shared };
}

function endpointStops(key: string, path: AccessPath, hop: Hop, t: Translate): readonly Stop[] {
  const workloads = hop.workloads ?? [];
  const label = portsLabel(path, hop);
  const shown = label === undefined ? {} : { label };
  if (workloads.length === 0) {
    const place = placeOf(hop);
    const title = hop.label !== undefined && hop.label !== "" ? hop.label : t("Pods");
    const id = `open ${key} ${title}`;
    const rest = place === undefined ? {} : { place };
    return [{ id, kind: "open", column: 4, title, lines: [], role: t("Pods"), ...shown, ...rest }];
  }
  return workloads.map((workload) => {
    const place = placeOf(workload);
    return {
      id: `pods ${workload.kind} ${workload.namespace}/${workload.name}`,
      kind: "pods",
      column: 4,
      title: workload.name,
      lines: [workload.kind],
      role: t("Pods"),
      ...shown,
      ...(place === undefined ? {} : { place }),
    };
  });
}

/** ":80 → 8080", or ":80" where both are one. */
function portsLabel(path: AccessPath, hop: Hop): string | undefined {
  const target = hop.port ?? undefined;
  const service = path.hops.find((candidate) => candidate.kind === "service")?.port ?? undefined;
  const protocol = path.protocol === "TCP" ? "" : `/${path.protocol}`;
  if (target === undefined) return service === undefined ? undefined : `:${service}${protocol}`;
  return service === undefined || service === target ? `:${target}${protocol}` : `:${service} → ${target}${protocol}`;
}

/** What the client types, short; an address that nobody knows yet says nothing. */
function clientLabel(path: AccessPath): string | undefined {
  const protocol = path.protocol === "TCP" ? "" : `/${path.protocol}`;
  const address = path.kind === "dns" ? (path.names?.at(1) ?? path.address) : path.address;
  // A node's own address stands in its box.
  if (path.kind === "node-port") return path.port === null ? undefined : `:${path.port}${protocol}`;
  if (address === null)
    return path.kind === "cluster-ip" || path.port === null ? undefined : `:${path.port}${protocol}`;
  const text = joinPort(address, path.port) + protocol;
  return path.path === null || path.path === "/" ? text : text + path.path;
}

function placeOf(thing: Hop | WorkloadReference): Place | undefined {
  if (thing.uri === undefined) return undefined;
  return { uri: thing.uri, ...(thing.range === undefined ? {} : { range: thing.range }) };
}

/** What a line needs to know of a path, or of a caller's way. */
type Drawn = Pick<AccessPath, "state" | "why">;

interface BoxDraft extends Stop {
  readonly found: Set<string>;
  readonly paths: number[];
  state: PathState;
}

interface LineDraft {
  readonly from: string;
  readonly to: string;
  readonly labels: Set<string>;
  readonly why: Set<string>;
  readonly paths: number[];
  state: PathState;
}

/** Collects boxes and lines, each once; of two states the better one stays. */
function makeSketch() {
  const boxes = new Map<string, BoxDraft>();
  const lines = new Map<string, LineDraft>();
  let count = 0;

  function box(stop: Stop, path: Drawn, number: number): void {
    const known = boxes.get(stop.id) ?? { ...stop, found: new Set(), paths: [], state: path.state };
    for (const line of stop.lines) known.found.add(line);
    known.paths.push(number);
    known.state = better(known.state, path.state);
    boxes.set(stop.id, known);
  }

  function line(from: Stop, to: Stop, path: Drawn, number: number): void {
    const key = `${from.id}\n${to.id}`;
    const { id } = to;
    const fresh = {
      from: from.id,
      to: id,
      labels: new Set<string>(),
      why: new Set<string>(),
      paths: [],
      state: path.state,
    };
    const known: LineDraft = lines.get(key) ?? fresh;
    if (to.label !== undefined) known.labels.add(to.label);
    if (path.why !== null) known.why.add(path.why);
    known.paths.push(number);
    known.state = better(known.state, path.state);
    lines.set(key, known);
  }

  return {
    add: (stops: readonly (readonly Stop[])[], path: Drawn): void => {
      const number = count;
      count += 1;
      for (const stop of stops.flat()) box(stop, path, number);
      for (const [at, group] of stops.entries()) {
        for (const from of stops[at - 1] ?? []) for (const to of group) line(from, to, path, number);
      }
    },
    finish: (t: Translate) => {
      const drawn = [...lines.values()].map((draft): Line => {
        const labels = atMost([...draft.labels]);
        return { ...draft, labels, why: draft.state === "complete" ? [] : [...draft.why] };
      });
      const titles = new Map([...boxes.values()].map((draft) => [draft.id, draft.title]));
      return {
        boxes: [...boxes.values()].map((draft): Box => boxOf(draft, drawn, titles, t)),
        lines: drawn,
      };
    },
  };
}

function boxOf(draft: BoxDraft, lines: readonly Line[], titles: ReadonlyMap<string, string>, t: Translate): Box {
  const { id, kind, column, title, role, paths, state } = draft;
  const below = atMost([...draft.found]);
  const next = new Set(lines.filter((line) => line.from === id).map((line) => titles.get(line.to) ?? ""));
  const before = lines.filter((line) => line.to === id).flatMap((line) => line.why);
  const words = new Set([
    role === title ? title : t("{0} {1}", role, title),
    ...below,
    ...(kind === "client" ? [] : [t.say(stateNames[state])]),
    ...(next.size > 0 ? [t("leads to {0}", [...next].join(t(", ")))] : []),
  ]);
  return {
    id,
    kind,
    column,
    title,
    lines: below,
    state,
    // Reasons are whole sentences.
    spoken: [[...words].join(t(", ")), ...new Set(before)].join(t(". ")),
    paths,
    ...(draft.place === undefined ? {} : { place: draft.place }),
  };
}

function atMost(texts: readonly string[]): readonly string[] {
  return texts.length > mostLabels ? [...texts.slice(0, mostLabels - 1), `… (${texts.length})`] : texts;
}

const worth: Readonly<Record<PathState, number>> = { broken: 0, unknown: 1, complete: 2 };

function better(left: PathState, right: PathState): PathState {
  return worth[right] > worth[left] ? right : left;
}
