// From the server's access paths to the nodes of the tree: group → Service → viewpoint → path → hops.
import type { TryRequest } from "../../../server/src/live-face.ts";
import type {
  AccessPath,
  EnvironmentInfo,
  Hop,
  ServiceCaller,
  ServicePaths,
  Viewpoint,
  WorkloadReference,
} from "../../../server/src/protocol.ts";
import { stateNames, verdictNames, viewpointHelp, viewpointNames } from "../../../server/src/protocol-words.ts";
import { forwardTo } from "../port-forward.ts";
import type { Translate } from "../translate.ts";
import { attemptOf, browserUrl, exactAddress, isChosenLater, joinPort, pathRole, shownAddress } from "./address.ts";
import { callerIcon, hopIcon, pathIcon, reasonIcon, serviceIcon, viewpointIcon } from "./icons.ts";
import { plain } from "./markdown.ts";
import { distinct, idBelow, isBelow, once, type Place, type TreeNode } from "./node.ts";
import { hopCertainty, hopLabel, hopRole, hopTooltip, pathTooltip, serviceTooltip, workloadLabel } from "./tooltips.ts";
import * as words from "./words.ts";

export type Grouping = "namespace" | "file";

export interface TreeModel {
  readonly roots: readonly TreeNode[];
}

export interface TreeOptions {
  /** All of the workspace, in order; where there are several to show they are the top level. Absent: none is known. */
  readonly environments?: readonly EnvironmentInfo[];
  readonly grouping: Grouping;
  /** The name of the environment whose Services these are, where a node above stands for it. */
  readonly within?: string;
  /** Unfold down to the paths: what a filter has found is to be seen. */
  readonly unfolding: "usual" | "all";
  readonly t: Translate;
  /** What came of trying an address; undefined where nobody has. */
  readonly tried?: (request: TryRequest) => string | undefined;
}

/** The tree of these Services. Only the groups are built at once, everything else when it is asked for. */
export function buildTree(services: readonly ServicePaths[], options: TreeOptions): TreeModel {
  const environments = environmentsOf(services, options);
  if (environments.length > 1) return { roots: environments.map((one) => environmentNode(one, options)) };
  const roots = groupsOf(services, options).map((group) => groupNode(group, undefined, options));
  return { roots };
}

/** The node with this id, or undefined when it is gone. */
export function findNode(model: TreeModel, id: string): TreeNode | undefined {
  let nodes = model.roots;
  for (;;) {
    const next = nodes.find((node) => node.id === id || isBelow(id, node.id));
    if (next === undefined || next.id === id) return next;
    nodes = next.children();
  }
}

/** Every Service's node, in the tree's order. */
export function serviceNodes(model: TreeModel): readonly TreeNode[] {
  const below = (node: TreeNode): readonly TreeNode[] =>
    node.kind === "service" ? [node] : node.children().flatMap(below);
  return model.roots.flatMap(below);
}

/** What is applied together, with its Services; without `info` what is in no environment: what only the cluster has. */
interface EnvironmentGroup {
  readonly info: EnvironmentInfo | undefined;
  readonly services: readonly ServicePaths[];
}

/** Each environment that has a Service, or something in it that could not be read; empty where no Service says its own. */
function environmentsOf(
  services: readonly ServicePaths[],
  { environments = [], unfolding }: TreeOptions,
): readonly EnvironmentGroup[] {
  const byName = new Map<string, ServicePaths[]>();
  const alone: ServicePaths[] = [];
  for (const service of services) {
    if (service.environments === undefined || service.environments.length === 0) alone.push(service);
    for (const name of service.environments ?? []) {
      const members = byName.get(name);
      if (members === undefined) byName.set(name, [service]);
      else members.push(service);
    }
  }
  if (byName.size === 0) return [];
  const groups = environments
    .map((info): EnvironmentGroup => ({ info, services: byName.get(info.name) ?? [] }))
    // A filter has looked for Services.
    .filter(({ info, services: own }) => own.length > 0 || (info?.incomplete !== null && unfolding === "usual"));
  return alone.length === 0 ? groups : [...groups, { info: undefined, services: alone }];
}

function environmentNode({ info, services }: EnvironmentGroup, options: TreeOptions): TreeNode {
  const { t } = options;
  const id = `${options.unfolding === "all" ? "filtered " : ""}environment:${info?.name ?? ""}`;
  const label = info === undefined ? t("In no environment") : environmentWord(info, t);
  const title = info === undefined ? label : t("Environment {0}", label);
  const unreachable = services.filter(isBroken).length;
  const number = services.length === 1 ? t("1 Service") : words.serviceCountWords(services.length, t);
  // Why there is none says more.
  const count = services.length === 0 ? undefined : number;
  const broken = unreachable === 0 ? undefined : t("{0} unreachable", unreachable);
  const kind = info === undefined ? undefined : words.environmentKindWord(info.kind, t);
  const incomplete = info?.incomplete ?? undefined;
  return {
    id,
    kind: "environment",
    label,
    description: joined([kind, count, broken, incomplete]),
    icon: {
      id: info === undefined ? "cloud" : incomplete !== undefined && services.length === 0 ? "question" : "layers",
    },
    tooltip: () =>
      [
        `**${plain(title)}** · ${plain(joined([kind, count, broken]))}`,
        ...(info === undefined ? [] : [plain(joined([info.folder, words.destinationWord(info)]))]),
        ...(incomplete === undefined ? [] : [plain(incomplete)]),
      ].join("\n\n"),
    spoken: listed([title, kind, count, broken, incomplete], t),
    folding: services.length === 0 ? "leaf" : options.unfolding === "all" ? "unfolded" : "folded",
    ...(info === undefined ? {} : { environment: info.name }),
    children: once(() => {
      const within = info === undefined ? options : { ...options, within: info.name };
      return groupsOf(services, within).map((group) => groupNode(group, id, within));
    }),
  };
}

/** What an environment is called; the plain files have no name of their own. */
export function environmentWord({ name }: Pick<EnvironmentInfo, "name">, t: Translate): string {
  return name === "." ? t("plain files") : name;
}

interface Group {
  readonly kind: Grouping;
  readonly key: string;
  readonly label: string;
  readonly place?: string;
  readonly uri?: string;
  readonly services: readonly ServicePaths[];
}

function groupsOf(services: readonly ServicePaths[], { grouping, t }: TreeOptions): readonly Group[] {
  const byKey = new Map<string, ServicePaths[]>();
  for (const service of services) {
    const key = grouping === "namespace" ? service.namespace : (service.uri ?? service.file ?? "");
    const members = byKey.get(key);
    if (members === undefined) byKey.set(key, [service]);
    else members.push(service);
  }
  const groups = [...byKey].map(([key, members]): Group => {
    if (grouping === "namespace") {
      return { kind: grouping, key, label: key, services: members.slice().sort(byName) };
    }
    const [first] = members;
    const file = first?.file ?? undefined;
    if (file === undefined) return { kind: grouping, key, label: t("Only in the cluster"), services: members };
    const slash = file.lastIndexOf("/");
    const uri = first?.uri === undefined ? {} : { uri: first.uri };
    const place = slash > 0 ? { place: file.slice(0, slash) } : {};
    return { kind: grouping, key, label: file.slice(slash + 1), ...place, ...uri, services: members };
  });
  return grouping === "namespace" ? groups.slice().sort((left, right) => compare(left.key, right.key)) : groups;
}

/** `parent`: the environment's node above it, where there is one. */
function groupNode(group: Group, parent: string | undefined, options: TreeOptions): TreeNode {
  const { t } = options;
  // VS Code remembers by id what is folded; what a filter has found is to be seen whatever it remembers.
  const key = `${group.kind}:${group.key}`;
  const id = parent === undefined ? (options.unfolding === "all" ? `filtered ${key}` : key) : idBelow(parent, key);
  const brokenCount = group.services.filter(isBroken).length;
  // A single Service says by itself how it is.
  const isCounted = group.services.length > 1;
  const count = isCounted ? words.serviceCountWords(group.services.length, t) : undefined;
  // What is broken is to be seen on a folded group, too, of however many.
  const broken = isCounted
    ? brokenCount === 0
      ? undefined
      : t("{0} unreachable", brokenCount)
    : brokenWords(
        group.services.flatMap(({ paths }) => paths),
        t,
      );
  const title = group.kind === "namespace" ? t("Namespace {0}", group.label) : group.label;
  return {
    id,
    kind: group.kind,
    label: group.label,
    ...optional("description", joined([group.place, count, broken])),
    icon: { id: group.kind === "namespace" ? "symbol-namespace" : group.uri === undefined ? "cloud" : "file" },
    tooltip: () => `**${plain(title)}**\n\n${plain(joined([group.place, count, broken]))}`,
    spoken: listed([title, group.place, count, broken], t),
    folding: "unfolded",
    ...(group.uri === undefined ? {} : { source: { uri: group.uri } }),
    ...(options.within === undefined ? {} : { environment: options.within }),
    children: once(() => {
      const segments = distinct(group.services.map((service) => serviceSegment(service, group.kind)));
      return group.services.map((service, at) =>
        serviceNode(
          service,
          idBelow(id, segments[at] ?? ""),
          group.kind,
          options.within === undefined ? "alone" : "told",
          options,
        ),
      );
    }),
  };
}

/** What makes a Service the same Service after an edit, among those of its group. */
function serviceSegment(service: ServicePaths, grouping: Grouping): string {
  const place = grouping === "namespace" ? (service.uri ?? service.file ?? "") : service.namespace;
  return [service.name, place, service.scope ?? ""].join("|");
}

/** `environment`: whether a node above tells it. */
function serviceNode(
  service: ServicePaths,
  id: string,
  grouping: Grouping,
  environment: "alone" | "told",
  options: TreeOptions,
): TreeNode {
  const { t } = options;
  const type = words.typeWord(service);
  const problems = words.problemWords(service, t);
  const broken = brokenWords(service.paths, t);
  const elsewhere = service.file === null ? t("only in the cluster") : undefined;
  const namespace = grouping === "file" ? service.namespace : undefined;
  const scope = environment === "told" ? undefined : service.scope;
  const rivals = rivalWords(service, t);
  const old = service.old === true ? t("as last rendered") : undefined;
  const differs = service.differs === undefined ? undefined : t("differs from the cluster");
  const source = placeOf(service.uri, service.range);
  const forwardable = service.paths.find((path) => path.kind === "port-forward");
  const forward = forwardOf(service, forwardable);
  const name = service.paths.find((path) => path.kind === "dns" && path.address !== null);
  return {
    id,
    kind: "service",
    label: words.serviceWord(service, t),
    description: joined([type, namespace, broken, problems, differs, scope, elsewhere, rivals, old]),
    icon: serviceIcon(service),
    tooltip: () => serviceTooltip(service, t),
    spoken: listed(
      [
        t("Service {0}", service.name),
        type,
        t("Namespace {0}", service.namespace),
        broken,
        problems,
        differs,
        scope,
        elsewhere,
        rivals,
      ],
      t,
    ),
    folding:
      service.paths.length === 0 && service.callers === undefined
        ? "leaf"
        : options.unfolding === "all"
          ? "unfolded"
          : "folded",
    service,
    ...(options.within === undefined ? {} : { environment: options.within }),
    ...(source === undefined ? {} : { source }),
    ...(forward === undefined ? {} : { forward }),
    ...(name?.address == null ? {} : { copy: name.address }),
    children: once(() => {
      const ways = words.viewpoints.flatMap((viewpoint) => {
        const paths = service.paths.filter((path) => path.viewpoint === viewpoint);
        return paths.length === 0 ? [] : [viewpointNode(service, viewpoint, paths, idBelow(id, viewpoint), options)];
      });
      const { callers = [] } = service;
      return callers.length === 0 ? ways : [...ways, callersNode(service, callers, idBelow(id, "callers"), options)];
    }),
  };
}

/** Whom else the cluster's Service of this name may belong to; undefined where nobody else claims it. */
function rivalWords({ rivals }: ServicePaths, t: Translate): string | undefined {
  return rivals === undefined
    ? undefined
    : t(
        "also declared in {0}: choose an environment to compare",
        rivals.map((name) => environmentWord({ name }, t)).join(t(", ")),
      );
}

/** The workloads that name the Service, and whether they get through. */
function callersNode(
  service: ServicePaths,
  callers: readonly ServiceCaller[],
  id: string,
  { t, unfolding }: TreeOptions,
): TreeNode {
  const label = t("Callers");
  const blocked = callers.filter(({ verdict }) => verdict === "blocked").length;
  const count = blocked === 0 ? String(callers.length) : t("{0} of {1} blocked", blocked, callers.length);
  return {
    id,
    kind: "callers",
    label,
    description: count,
    icon: { id: "references" },
    tooltip: () =>
      `**${plain(label)}**\n\n${plain(t("Workloads that refer to this Service, and whether NetworkPolicies and DNS allow the connection."))}`,
    spoken: listed([label, count], t),
    // What is blocked is to be seen.
    folding: blocked > 0 || unfolding === "all" ? "unfolded" : "folded",
    service,
    children: once(() => {
      const segments = distinct(callers.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`));
      return callers.map((caller, at) => callerNode(service, caller, idBelow(id, segments[at] ?? ""), t));
    }),
  };
}

function callerNode(service: ServicePaths, caller: ServiceCaller, id: string, t: Translate): TreeNode {
  const label = `${caller.kind} ${caller.name}`;
  // What belongs to no namespace (a webhook's configuration) has none.
  const namespace = caller.namespace === service.namespace ? undefined : caller.namespace || undefined;
  const verdict = t.say(verdictNames[caller.verdict]);
  const state =
    caller.verdict === "allowed"
      ? undefined
      : caller.by.length === 0
        ? verdict
        : t("{0}: {1}", verdict, caller.by.join(t(", ")));
  return {
    id,
    kind: "caller",
    label,
    ...optional("description", joined([namespace, state, caller.call.text])),
    icon: callerIcon(caller),
    tooltip: () => `**${plain(label)}** · ${plain(verdict)}\n\n${plain(caller.why)}`,
    spoken: listed([label, namespace, state ?? verdict, caller.call.text], t),
    folding: "leaf",
    service,
    source: { uri: caller.call.uri, range: caller.call.range },
    children: () => [],
  };
}

function viewpointNode(
  service: ServicePaths,
  viewpoint: Viewpoint,
  paths: readonly AccessPath[],
  id: string,
  options: TreeOptions,
): TreeNode {
  const { t } = options;
  const label = t.say(viewpointNames[viewpoint]);
  const shortest = paths.find((path) => path.names !== undefined)?.names?.at(-1);
  const short = shortest === undefined ? undefined : t("{0} within {1}", shortest, service.namespace);
  const broken = brokenWords(paths, t);
  return {
    id,
    kind: "viewpoint",
    label,
    ...optional("description", joined([short, broken])),
    icon: viewpointIcon(viewpoint),
    tooltip: () => `**${plain(label)}**\n\n${plain(t.say(viewpointHelp[viewpoint]))}`,
    spoken: listed([label, short, broken], t),
    folding: "unfolded",
    service,
    children: once(() => {
      const segments = distinct(paths.map((path) => `${path.kind}:${path.protocol}`));
      const isOnePort = new Set(service.paths.map(words.portName)).size <= 1;
      return paths.map((path, at) =>
        pathNode(service, path, isOnePort ? "one" : "several", idBelow(id, segments[at] ?? ""), options),
      );
    }),
  };
}

function pathNode(
  service: ServicePaths,
  path: AccessPath,
  ports: "one" | "several",
  id: string,
  { t, tried: triedWords }: TreeOptions,
): TreeNode {
  const attempt = attemptOf(path);
  const tried = attempt === undefined ? undefined : triedWords?.(attempt);
  const label = shownAddress(path, t);
  const role = pathRole(path, t);
  const portName = words.portName(path);
  const port = ports === "several" && portName !== undefined ? t("port {0}", portName) : undefined;
  const state = stateWords(path, t);
  const places = path.hops.flatMap((hop) => placeOf(hop.uri, hop.range) ?? []);
  // Where the way begins; a broken one where it ends.
  const place = (path.state === "broken" ? places.at(-1) : places[0]) ?? placeOf(service.uri, service.range);
  const forward = path.kind === "port-forward" ? forwardOf(service, path) : undefined;
  return {
    id,
    kind: "path",
    label,
    description: joined([tried, role, port, state]),
    icon: pathIcon(path),
    tooltip: () => pathTooltip(path, forward, t),
    spoken: listed([label, tried, role, port, state ?? t.say(stateNames[path.state])], t),
    folding: path.hops.length === 0 && path.why === null ? "leaf" : "folded",
    service,
    ...(place === undefined ? {} : { source: place }),
    ...optional("copy", exactAddress(path)),
    ...optional("url", browserUrl(path)),
    ...(forward === undefined ? {} : { forward }),
    ...(attempt === undefined ? {} : { attempt }),
    children: once(() => {
      const segments = distinct(path.hops.map((hop) => hop.kind));
      const hops = path.hops.map((hop, at) => hopNode(service, hop, idBelow(id, segments[at] ?? ""), t));
      return path.why === null ? hops : [...hops, reasonNode(service, path, path.why, idBelow(id, "why"))];
    }),
  };
}

/** Where the way ends, and why. */
function reasonNode(service: ServicePaths, path: AccessPath, why: string, id: string): TreeNode {
  const source = placeOf(service.uri, service.range);
  return {
    id,
    kind: "reason",
    label: why,
    icon: reasonIcon(path),
    tooltip: () => plain(why),
    spoken: why,
    folding: "leaf",
    service,
    ...(source === undefined ? {} : { source }),
    children: () => [],
  };
}

function hopNode(service: ServicePaths, hop: Hop, id: string, t: Translate): TreeNode {
  const label = hopLabel(hop, t);
  const role = hopRole(hop, t);
  const certainty = hopCertainty(hop, t);
  const workloads = hop.workloads ?? [];
  const only = workloads.length === 1 ? workloads[0] : undefined;
  const names = workloads.length === 0 ? undefined : workloads.map(workloadLabel).join(t(", "));
  const source = placeOf(hop.uri, hop.range) ?? (only === undefined ? undefined : placeOf(only.uri, only.range));
  return {
    id,
    kind: "hop",
    label,
    ...optional("description", joined([role, names, certainty])),
    icon: hopIcon(hop),
    tooltip: () => hopTooltip(hop, t),
    spoken: listed([role, label, names, certainty], t),
    folding: workloads.length > 1 ? "folded" : "leaf",
    service,
    ...(source === undefined ? {} : { source }),
    ...optional("copy", hop.address == null ? undefined : joinPort(hop.address, hop.port)),
    children: once(() => {
      if (workloads.length < 2) return [];
      const segments = distinct(workloads.map((workload) => `${workload.kind} ${workload.namespace}/${workload.name}`));
      return workloads.map((workload, at) => workloadNode(service, workload, idBelow(id, segments[at] ?? ""), t));
    }),
  };
}

function workloadNode(service: ServicePaths, workload: WorkloadReference, id: string, t: Translate): TreeNode {
  const source = placeOf(workload.uri, workload.range);
  const file = workload.file ?? t("only in the cluster");
  return {
    id,
    kind: "workload",
    label: workloadLabel(workload),
    description: file,
    icon: { id: "package" },
    tooltip: () =>
      `**${plain(workloadLabel(workload))}** · ${plain(t("Namespace {0}", workload.namespace))}\n\n${plain(file)}`,
    spoken: listed([workloadLabel(workload), t("Namespace {0}", workload.namespace), file], t),
    folding: "leaf",
    service,
    ...(source === undefined ? {} : { source }),
    children: () => [],
  };
}

/** Whether a path of the Service certainly does not work. */
export function isBroken(service: ServicePaths): boolean {
  return service.paths.some((path) => path.state === "broken");
}

function brokenWords(paths: readonly AccessPath[], t: Translate): string | undefined {
  const count = paths.filter((path) => path.state === "broken").length;
  if (count === 0) return undefined;
  return count === paths.length ? t.say(stateNames.broken) : t("{0} of {1} unreachable", count, paths.length);
}

function stateWords(path: AccessPath, t: Translate): string | undefined {
  // That the cluster assigns it is said already, and is no reason to doubt.
  if (path.state === "complete" || (path.state === "unknown" && isChosenLater(path))) return undefined;
  const word = t.say(stateNames[path.state]);
  return path.why === null ? word : t("{0}: {1}", word, path.why);
}

function forwardOf(service: ServicePaths, path: AccessPath | undefined) {
  const port = path?.servicePort?.port ?? path?.port;
  return port == null || path?.state === "broken" ? undefined : forwardTo(service.namespace, service.name, port);
}

function placeOf(uri: string | undefined, range: Place["range"] | null): Place | undefined {
  if (uri === undefined) return undefined;
  return range == null ? { uri } : { uri, range };
}

/** Parts of a description, beside one another. */
function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}

/** Parts of a sentence for a screen reader. */
function listed(parts: readonly (string | undefined)[], t: Translate): string {
  return parts.filter((part) => part !== undefined && part !== "").join(t(", "));
}

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return value === undefined || value === "" ? {} : ({ [key]: value } as { readonly [K in Key]?: string });
}

function byName(left: ServicePaths, right: ServicePaths): number {
  return compare(left.name, right.name);
}

/** By code units: the same order on every machine. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
