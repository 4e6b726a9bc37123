// Access paths as the tree, hovers and the command line show them (`paths --format json`).

import type { Steps } from "../base/steps.ts";
import { type Locale, say, type Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { chosenEnvironment, type Environment, environmentsIn } from "../index/environments.ts";
import { chartOfRendered } from "../index/plan.ts";
import { Remembered } from "../index/remembered.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { ResolvedService } from "../paths/path.ts";
import { liveOnlyServices, resolvePaths } from "../paths/resolve.ts";
import type {
  AccessPath,
  CompareParams,
  CompareResult,
  PathsReportParams,
  PathsReportResult,
  PathsResult,
  ServicePaths,
} from "../protocol.ts";
import { isWritten } from "../reach/thing.ts";
import { callsTo } from "../reach/traffic.ts";
import { compareServices, type SideService } from "../report/comparison.ts";
import { comparisonAnswer } from "../report/comparison-report.ts";
import { exposureOf } from "../report/exposure.ts";
import { exposureReport } from "../report/exposure-report.ts";
import { type Rendering, serviceJson } from "../report/json.ts";
import { localHints, localTool } from "../report/local-hints.ts";
import { pathsMermaid } from "../report/mermaid.ts";
import { callersJson } from "../report/reach-json.ts";
import { pathsReport as reportOn, type Traffic } from "../report/report.ts";
import type { Checker } from "../rules/checking/checker.ts";
import { refusalOf } from "../rules/refusal.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { hasBraces } from "../yaml/read-chunk.ts";
import { jsonText } from "../yaml/to-json.ts";
import { differenceLines } from "./live-differences.ts";
import { rangeOf, uriOf } from "./ranges.ts";
import { calledBy, reachReport } from "./reach.ts";

/** Every Service's paths for the client: of one file, or of all, then those that are only in the cluster. */
export function* servicePaths(
  workspace: Workspace,
  checker: Checker,
  uri: string | undefined,
  folders: readonly string[],
): Steps<PathsResult> {
  const rendering = renderingFor(workspace, folders);
  const chosen = chosenEnvironment(workspace);
  const services = servicesOf(workspace, uri).filter((service) => chosen?.holds(service) !== false);
  const memberships = membershipsIn(workspace);
  const written: ServicePaths[] = [];
  const called = calledBy(workspace);
  for (const service of services) {
    yield;
    const json = serviceJson(shown(service, workspace), rendering);
    const callers = callersJson(called.get(service) ?? [], rendering);
    written.push({
      ...json,
      ...hintsOn(json, workspace),
      ...memberships(service),
      ...applicationOf(service),
      ...differsOn(service, workspace),
      problems: problemsOf(service, checker),
      ...(isOld(service) ? { old: true as const } : {}),
      ...(callers.length === 0 ? {} : { callers }),
    });
  }
  if (uri !== undefined) return written;
  const calledLive = new Map([...called].flatMap(([to, calls]) => (isWritten(to) ? [] : [[idOf(to), calls]])));
  const live = liveJson(services, workspace, rendering).map((json) => {
    const callers = callersJson(calledLive.get(idOf(json)) ?? [], rendering);
    return callers.length === 0 ? json : { ...json, callers };
  });
  return [...written, ...live];
}

function applicationOf({ manifest }: Resource<ServiceManifest>): { readonly application?: string } {
  const application = stringOf(get(manifest.root, "metadata", "labels", "app.kubernetes.io/part-of"));
  return application ? { application } : {};
}

/** What the cluster has otherwise than the file. */
function differsOn(service: Resource<ServiceManifest>, workspace: Workspace): Pick<ServicePaths, "differs"> {
  const lines = differenceLines(service, workspace);
  return lines.length === 0 ? {} : { differs: lines };
}

/** Of which environments a Service is a part, where there are several; and which others declare the same, where the cluster has one. */
function membershipsIn(workspace: Workspace): (service: Resource<ServiceManifest>) => Partial<ServicePaths> {
  const environments = environmentsIn(workspace);
  if (environments.all.length < 2) return () => ({});
  const claims = new Map<string, Set<Environment>>();
  const { snapshot } = workspace;
  if (snapshot !== undefined && chosenEnvironment(workspace) === undefined) {
    const live = new Set(snapshot.services.map(idOf));
    for (const service of servicesOf(workspace)) {
      const id = idOf(service);
      if (!live.has(id)) continue;
      const claimants = claims.get(id) ?? new Set();
      claims.set(id, claimants);
      for (const one of environments.of(service)) claimants.add(one);
    }
  }
  return (service) => {
    const own = environments.of(service);
    const rivals = [...(claims.get(idOf(service)) ?? [])].filter((one) => !own.includes(one));
    return {
      environments: own.map(({ name }) => name),
      ...(rivals.length === 0 ? {} : { rivals: rivals.map(({ name }) => name) }),
    };
  };
}

function idOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** Whether its template cannot be rendered just now. */
function isOld({ document, manifest }: Resource): boolean {
  return document.file.origins?.isOld(document.start + manifest.root.span.start) === true;
}

/** Two environments beside one another; null where one is not there. */
export function* comparedEnvironments(
  workspace: Workspace,
  { base, head }: CompareParams,
  folders: readonly string[],
): Steps<CompareResult> {
  const { all } = environmentsIn(workspace);
  const [one, other] = [base, head].map((wanted) => all.find(({ name }) => name === wanted));
  if (one === undefined || other === undefined) return null;
  const rendering = renderingFor(workspace, folders);
  const services = servicesOf(workspace);
  const sides: SideService[][] = [[], []];
  for (const [index, environment] of [one, other].entries()) {
    for (const service of services) {
      if (!environment.holds(service)) continue;
      yield;
      const { document, manifest } = service;
      const json = serviceJson(shown(service, workspace), rendering);
      sides[index]?.push({ json, written: `${document.file.uri} ${document.start} ${manifest.item}` });
    }
  }
  return comparisonAnswer(base, head, compareServices(sides[0] ?? [], sides[1] ?? []), rendering.locale);
}

/** A report for the client to show. */
export function* pathsReport(
  workspace: Workspace,
  params: PathsReportParams,
  folders: readonly string[],
): Steps<PathsReportResult> {
  const { environment } = params;
  const chosen =
    environment === undefined
      ? chosenEnvironment(workspace)
      : environmentsIn(workspace).all.find(({ name }) => name === environment);
  const rendering = renderingFor(workspace, folders);
  const narrowed = chosen === undefined ? rendering : { ...rendering, shows: chosen.holds };
  if (params.format === "reach") return reachReport(workspace, params, narrowed);
  return yield* pathsReportOf(workspace, narrowed, params);
}

/** The same for the command line, which counts no problems. */
export function allPaths(workspace: Workspace, rendering: Rendering): PathsResult {
  return resolvedServices(workspace, rendering).map((service) => serviceJson(service, rendering));
}

/** Every Service with its paths; those that are only in the cluster last, unless only some are shown. */
export function resolvedServices(workspace: Workspace, { shows }: Rendering): readonly ResolvedService[] {
  const services = servicesOf(workspace);
  if (shows !== undefined) return services.filter(shows).map((service) => shown(service, workspace));
  const live = liveOnlyServices(services, workspace.world()).map((service) => inView(service, workspace));
  return [...services.map((service) => shown(service, workspace)), ...live];
}

/** "How to reach this": a Markdown report with an exposure summary, or a Mermaid diagram. */
export function* pathsReportOf(workspace: Workspace, rendering: Rendering, question: PathsReportParams): Steps<string> {
  const world = workspace.world();
  const { locale } = rendering;
  const isMeant = (service: ResolvedService) =>
    (question.namespace === undefined || service.namespace === question.namespace) &&
    (question.name === undefined || service.name === question.name);
  const written: ResolvedService[] = [];
  const inFiles = servicesOf(workspace, question.uri);
  for (const service of inFiles) {
    yield;
    if (rendering.shows?.(service) !== false) written.push(shown(service, workspace));
  }
  const live =
    question.uri === undefined && rendering.shows === undefined
      ? liveOnlyServices(inFiles, world).map((service) => inView(service, workspace))
      : [];
  const exposures = new Map<ServicePaths, string>();
  const traffic = new Map<ServicePaths, Traffic>();
  const services: ServicePaths[] = [];
  for (const service of [...written, ...live].filter(isMeant)) {
    yield;
    const json = serviceJson(service, rendering);
    services.push(json);
    if (service.resource === undefined) continue;
    traffic.set(json, trafficOf(service.resource, world));
    exposures.set(json, exposureReport(exposureOf(service.resource, service, world), locale));
  }
  if (question.format === "mermaid") return pathsMermaid(services, locale);
  return reportOn(services, locale, {
    below: (service) => exposures.get(service) ?? "",
    traffic: (service) => traffic.get(service),
    tool: localTool(workspace.settings, workspace.snapshot),
    viewpoints: workspace.settings.viewpoints,
  });
}

/** Who sends it traffic, and the number of its pods as far as it is written. */
function trafficOf(service: Resource<ServiceManifest>, world: World): Traffic {
  const callers = callsTo(service, world).map(({ from }) => {
    const where = from.namespace === service.namespace || from.namespace === "" ? "" : `${from.namespace}/`;
    return `${from.manifest.kind} ${where}${from.name}`;
  });
  const pods = new Map<string, Text>();
  for (const { manifest, name } of world.selected(service)) {
    const { replicas } = manifest.workload;
    const words: Text | undefined =
      manifest.kind === "DaemonSet"
        ? { en: "a pod on every node", "zh-cn": "每个节点一个 Pod" }
        : replicas === undefined
          ? undefined
          : { en: replicas === 1 ? "1 pod" : `${replicas} pods`, "zh-cn": `${replicas} 个 Pod` };
    if (words !== undefined) pods.set(`${manifest.kind} ${name}`, words);
  }
  return { callers: [...new Set(callers)], pods };
}

/** One Service's paths, for a hover. */
export function pathsOf(
  service: Resource<ServiceManifest>,
  workspace: Workspace,
  locale: Locale,
): readonly AccessPath[] {
  return serviceJson(shown(service, workspace), {
    locale,
    rangeOf,
    fileOf: uriOf,
  }).paths;
}

/** The written Services of a file, or of all, in order; templates give none, nor does what has no name, type or ports yet. */
export function servicesOf(workspace: Workspace, uri?: string): readonly Resource<ServiceManifest>[] {
  if (uri === undefined)
    return workspace
      .files()
      .flatMap((file) => file.documents)
      .flatMap((document) => servicesIn(document, workspace));
  const own = workspace.file(uri)?.documents.flatMap((document) => servicesIn(document, workspace)) ?? [];
  return [...own, ...renderedFrom(uri, workspace)];
}

/** The Services that a template prints. */
function renderedFrom(uri: string, workspace: Workspace): readonly Resource<ServiceManifest>[] {
  return workspace
    .renderedFiles()
    .flatMap((file) => file.documents)
    .flatMap((document) => servicesIn(document, workspace))
    .filter(({ document, manifest }) => uriOf(document, manifest.name?.span ?? manifest.root.span) === uri);
}

function servicesIn(document: WorkspaceDocument, workspace: Workspace): readonly Resource<ServiceManifest>[] {
  const { template } = document.yaml;
  if (template !== undefined && (template.kind !== "text" || document.file.uri.includes("/templates/"))) return [];
  return workspace
    .resources(document)
    .filter((resource) => resource.scope?.kind !== "chart" || chartOfRendered(document.file.uri) !== undefined)
    .filter(({ manifest }) => template === undefined || isKnown(manifest.root))
    .filter((resource) => isA(resource, "service"));
}

/** Whether nothing is in braces that the address of a Service is made of. */
function isKnown(root: Node): boolean {
  const parts = [
    get(root, "metadata", "name"),
    get(root, "metadata", "namespace"),
    ...["type", "ports", "clusterIP", "clusterIPs", "externalIPs", "externalName"].map((key) => get(root, "spec", key)),
  ];
  return !parts.some((part) => part !== undefined && hasBraces(jsonText(part)));
}

function liveJson(
  written: readonly Resource<ServiceManifest>[],
  workspace: Workspace,
  rendering: Rendering,
): readonly ServicePaths[] {
  return liveOnlyServices(written, workspace.world()).map((service) => {
    const json = serviceJson(inView(service, workspace), rendering);
    return { ...json, ...(rendering.uriOf === undefined ? {} : hintsOn(json, workspace)) };
  });
}

/** A Service with the paths from the viewpoints that are shown. */
function shown(service: Resource<ServiceManifest>, workspace: Workspace): ResolvedService {
  return inView(resolved(service, workspace), workspace);
}

function inView(service: ResolvedService, { settings }: Workspace): ResolvedService {
  const paths = service.paths.filter((path) => settings.viewpoints.includes(path.viewpoint));
  return paths.length === service.paths.length ? service : { ...service, paths };
}

/** What to know where the cluster is known to be on this machine. */
export function hintsOn(
  service: ServicePaths,
  { settings, snapshot }: Workspace,
): { readonly hints?: readonly string[] } {
  const tool = localTool(settings, snapshot);
  const hints = tool === undefined ? [] : localHints(service, tool).map((hint) => say(hint, settings.locale));
  return hints.length === 0 ? {} : { hints };
}

/** A Service with its paths; all of them broken where the API server refuses it. */
export function resolved(service: Resource<ServiceManifest>, workspace: Workspace): ResolvedService {
  const known = memoryOf(workspace).get(service.document);
  const found = known.find(
    ({ resource }) => resource?.manifest === service.manifest && resource.scope === service.scope,
  );
  return found ?? resolveIn(service, workspace.world());
}

function resolveIn(service: Resource<ServiceManifest>, world: World): ResolvedService {
  return resolvePaths(service, world, refusalOf(service, world));
}

const memories = new WeakMap<Workspace, Remembered<readonly ResolvedService[]>>();

/** The paths of each document's Services, kept until something that they rest on changes: the tree asks after every keystroke. */
function memoryOf(workspace: Workspace): Remembered<readonly ResolvedService[]> {
  let memory = memories.get(workspace);
  if (memory === undefined) {
    memory = new Remembered(workspace, (document, world) =>
      servicesIn(document, workspace).map((service) => resolveIn(service, world)),
    );
    memories.set(workspace, memory);
  }
  return memory;
}

function renderingFor(workspace: Workspace, folders: readonly string[]): Rendering {
  return {
    locale: workspace.settings.locale,
    fileOf: (document, span) => nameBelow(uriOf(document, span), folders),
    rangeOf,
    uriOf,
    scopeOf: ({ scope }) => (scope?.kind === "kustomization" ? nameBelow(scope.file.uri, folders) : undefined),
  };
}

function problemsOf(service: Resource<ServiceManifest>, checker: Checker) {
  const problems = { error: 0, warning: 0, information: 0 };
  for (const { finding, resource } of checker.check(service.document)) {
    if (
      resource?.manifest.item === service.manifest.item &&
      resource?.manifest.kind === "Service" &&
      finding.severity !== "hint"
    )
      problems[finding.severity]++;
  }
  return problems;
}

/** The file's way down from its workspace folder. */
export function nameBelow(uri: string, folders: readonly string[]): string {
  const folder = folders.find((candidate) => uri.startsWith(`${candidate}/`));
  const way = folder === undefined ? uri.slice(uri.lastIndexOf("/") + 1) : uri.slice(folder.length + 1);
  try {
    return decodeURIComponent(way);
  } catch {
    return way;
  }
}
