// `service-paths diff`: which access paths and findings appear, change and disappear between two environments or folders.

import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { oneLine } from "../src/base/columns.ts";
import type { Severity } from "../src/base/settings.ts";
import { say, type Text } from "../src/base/text.ts";
import { resolvedServices } from "../src/features/paths.ts";
import type { Environment } from "../src/index/environments.ts";
import { environmentsNamed } from "../src/index/environments.ts";
import type { Resource } from "../src/index/resource.ts";
import type { Workspace } from "../src/index/workspace.ts";
import type { AccessPath, ServicePaths, Viewpoint } from "../src/protocol.ts";
import { kindNames, placeholders, viewpointNames } from "../src/protocol-words.ts";
import { type Rendering, serviceJson } from "../src/report/json.ts";
import { destinationOf } from "../src/report/vocabulary.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { type CheckedDiagnostic, check, resultJson } from "./check.ts";
import { callEnvironments, environmentNamed } from "./environments.ts";
import { placing, renderSources } from "./rendered.ts";
import { readSources, type Source, workspaceOf } from "./sources.ts";

/** `diff --format json`. */
export interface DiffResult {
  readonly version: 1;
  readonly base: string;
  readonly head: string;
  readonly paths: {
    readonly added: readonly { readonly service: string; readonly path: AccessPath }[];
    readonly removed: readonly { readonly service: string; readonly path: AccessPath }[];
    readonly changed: readonly { readonly service: string; readonly before: AccessPath; readonly after: AccessPath }[];
  };
  readonly exposure: { readonly added: readonly Exposed[]; readonly removed: readonly Exposed[] };
  readonly diagnostics: { readonly added: readonly CheckedDiagnostic[]; readonly fixed: readonly CheckedDiagnostic[] };
}

/** What is reached from outside the cluster. */
interface Exposed {
  readonly service: string;
  readonly viewpoint: Viewpoint;
  readonly address: string | null;
  readonly port: number | null;
}

export interface DiffAnswer {
  readonly text: string;
  readonly added: Readonly<Record<Severity, number>>;
  readonly isMoreExposed: boolean;
}

type Tell = (text: Text) => void;
type OnFailure = (rule: string, error: unknown) => void;

/** Throws a UsageError where a name means neither an environment nor a folder. */
export function printDiff(call: Arguments, tell: Tell, onFailure: OnFailure): DiffAnswer {
  const [base, head, ...others] = call.paths;
  if (base === undefined || head === undefined || others.length > 0) {
    throw new UsageError({
      en: "diff needs two environments or two folders: service-paths diff BASE HEAD",
      "zh-cn": "diff 需要两个环境或两个文件夹：service-paths diff BASE HEAD",
    });
  }
  const [before, after] = sidesOf(base, head, call, tell, onFailure);
  const result = compare(base, before, head, after);
  const added = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of result.diagnostics.added) added[severity]++;
  return { text: printed(result, call), added, isMoreExposed: result.exposure.added.length > 0 };
}

/** A Service of one side, with what tells it apart from others and from itself on the other side. */
interface SideService {
  readonly json: ServicePaths;
  /** The manifest that it is written as: file and item. */
  readonly written: string | undefined;
}

interface Side {
  readonly services: readonly SideService[];
  readonly diagnostics: readonly CheckedDiagnostic[];
}

function sidesOf(base: string, head: string, call: Arguments, tell: Tell, onFailure: OnFailure): readonly [Side, Side] {
  const isOutside = (name: string) => path.isAbsolute(name) || name === ".." || name.startsWith("../");
  const areFolders = isFolder(base) && isFolder(head);
  if (!(areFolders && (isOutside(base) || isOutside(head)))) {
    const read = readingOf(["."], call, tell);
    const all = callEnvironments(read.workspace);
    if (environmentsNamed(base, all).length > 0 && environmentsNamed(head, all).length > 0) {
      const sideOf = (name: string) => sideIn(read, environmentNamed(name, all), name, call, onFailure);
      return [sideOf(base), sideOf(head)];
    }
    if (!areFolders) {
      const missing = [base, head].find((name) => !isFolder(name) && environmentsNamed(name, all).length === 0) ?? base;
      environmentNamed(missing, all);
    }
  }
  const sideOf = (folder: string) => sideIn(readingOf([folder], call, tell), undefined, undefined, call, onFailure);
  return [sideOf(base), sideOf(head)];
}

function isFolder(name: string): boolean {
  return existsSync(name) && statSync(name).isDirectory();
}

interface ReadFolder {
  readonly sources: readonly Source[];
  readonly workspace: Workspace;
  readonly rendering: Rendering;
}

function readingOf(paths: readonly string[], call: Arguments, tell: Tell): ReadFolder {
  const { sources, charts } = renderSources(readSources(paths, tell, "whole-scopes"), call, tell);
  const workspace = workspaceOf(sources, call.settings, call.snapshot);
  const { locale } = call.settings;
  return { sources, workspace, rendering: { locale, ...placing(sources, charts, false) } };
}

function sideIn(
  { sources, workspace, rendering }: ReadFolder,
  environments: readonly Environment[] | undefined,
  name: string | undefined,
  call: Arguments,
  onFailure: OnFailure,
): Side {
  const shows =
    environments === undefined
      ? undefined
      : (resource: Resource) => environments.some((environment) => environment.holds(resource));
  const services = resolvedServices(workspace, { ...rendering, shows }).map((service) => ({
    json: serviceJson(service, { ...rendering, shows }),
    written:
      service.resource === undefined || name === undefined
        ? undefined
        : `${service.resource.document.file.uri} ${service.resource.document.start} ${service.resource.manifest.item}`,
  }));
  const { diagnostics } = check(sources, workspace, call.settings.locale, onFailure, undefined, [], name);
  return { services, diagnostics };
}

function compare(base: string, before: Side, head: string, after: Side): DiffResult {
  const paths: { added: PathChange[]; removed: PathChange[]; changed: DiffResult["paths"]["changed"][number][] } = {
    added: [],
    removed: [],
    changed: [],
  };
  const exposure: { added: Exposed[]; removed: Exposed[] } = { added: [], removed: [] };
  for (const [one, other] of pairs(before.services, after.services)) {
    const service = nameOf(other?.json ?? one?.json);
    const old = keyed(one?.json);
    const now = keyed(other?.json);
    for (const [key, path] of now) {
      const was = old.get(key);
      if (was === undefined) paths.added.push({ service, path });
      else if (contentOf(was, one?.json) !== contentOf(path, other?.json))
        paths.changed.push({ service, before: was, after: path });
    }
    for (const [key, path] of old) if (!now.has(key)) paths.removed.push({ service: nameOf(one?.json), path });
    const wasOpen = openings(one?.json);
    const isOpen = openings(other?.json);
    for (const [key, open] of isOpen) if (!wasOpen.has(key)) exposure.added.push({ service, ...open });
    for (const [key, open] of wasOpen)
      if (!isOpen.has(key)) exposure.removed.push({ service: nameOf(one?.json), ...open });
  }
  const missingIn = (here: readonly CheckedDiagnostic[], there: readonly CheckedDiagnostic[]) => {
    const known = new Set(there.map(diagnosticKey));
    return here.filter((diagnostic) => !known.has(diagnosticKey(diagnostic)));
  };
  return {
    version: 1,
    base,
    head,
    paths,
    exposure,
    diagnostics: {
      added: missingIn(after.diagnostics, before.diagnostics),
      fixed: missingIn(before.diagnostics, after.diagnostics),
    },
  };
}

interface PathChange {
  readonly service: string;
  readonly path: AccessPath;
}

/** Each Service with itself on the other side: written as one manifest, else of one namespace and name, else of one name. */
function pairs(
  before: readonly SideService[],
  after: readonly SideService[],
): readonly (readonly [SideService | undefined, SideService | undefined])[] {
  const free = new Set(before);
  const found = new Map<SideService, SideService>();
  const tests: readonly ((a: SideService, b: SideService) => boolean)[] = [
    (a, b) => a.written !== undefined && a.written === b.written,
    (a, b) => a.json.namespace === b.json.namespace && a.json.name === b.json.name,
    (a, b) => a.json.name === b.json.name,
  ];
  for (const isSame of tests) {
    for (const service of after) {
      if (found.has(service)) continue;
      const other = [...free].find((candidate) => isSame(candidate, service));
      if (other === undefined) continue;
      found.set(service, other);
      free.delete(other);
    }
  }
  return [
    ...after.map((service) => [found.get(service), service] as const),
    ...[...free].map((one) => [one, undefined] as const),
  ];
}

/** Addresses in which the Service's own namespace and name stand say nothing new. */
const ownNames = new Set(["dns", "srv", "pod-dns", "api-proxy", "cluster-ip"]);

function keyed(service: ServicePaths | undefined): ReadonlyMap<string, AccessPath> {
  return new Map(
    (service?.paths ?? []).map((path) => [
      JSON.stringify([path.kind, plainAddress(path, service), path.port, path.protocol, path.path]),
      path,
    ]),
  );
}

/** The address without the Service's own name and namespace. */
function plainAddress({ kind, address }: AccessPath, service: ServicePaths | undefined): string | null {
  if (address === null || service === undefined || !ownNames.has(kind)) return address;
  if (kind === "api-proxy")
    return address.replace(`/${service.namespace}/`, "/NS/").replace(`${service.name}:`, "NAME:");
  const own = `${service.name}.${service.namespace}.`;
  const at = address.indexOf(own);
  return at < 0
    ? address
    : `${kind === "pod-dns" ? "POD." : address.slice(0, at)}NAME.NS.${address.slice(at + own.length)}`;
}

/** What else of a path matters: whether it works, how sure it is, and the port that it ends at. */
function contentOf(path: AccessPath, service: ServicePaths | undefined): string {
  const end = path.hops.find(({ kind }) => kind === "endpoints");
  const url = path.url === null || plainAddress(path, service) !== path.address ? null : path.url;
  return JSON.stringify([path.state, path.certainty, url, path.servicePort, end?.port ?? null]);
}

function nameOf(service: ServicePaths | undefined): string {
  return service === undefined ? "" : `${service.namespace}/${service.name}`;
}

function openings(service: ServicePaths | undefined): ReadonlyMap<string, Omit<Exposed, "service">> {
  const open = (service?.paths ?? []).filter(
    ({ viewpoint, state }) => (viewpoint === "external" || viewpoint === "node-network") && state !== "broken",
  );
  return new Map(
    open.map(({ viewpoint, address, port }) => [
      JSON.stringify([viewpoint, address, port]),
      { viewpoint, address, port },
    ]),
  );
}

function diagnosticKey({ rule, field, resource }: CheckedDiagnostic): string {
  return JSON.stringify([rule, field, resource?.kind ?? null, resource?.name ?? null]);
}

function printed(result: DiffResult, { format, settings: { locale } }: Arguments): string {
  if (format === "json") return resultJson(result);
  const t = (en: string, zh: string) => say({ en, "zh-cn": zh }, locale);
  const pathText = (path: AccessPath) =>
    `${destinationOf(path, locale)} (${say(kindNames[path.kind], locale)}, ${say(viewpointNames[path.viewpoint], locale)})`;
  const { paths, exposure, diagnostics } = result;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      t("Reachable from outside", "从外部可访问"),
      [
        ...exposure.added.map((one) => `+ ${one.service} ${exposedText(one, locale)}`),
        ...exposure.removed.map((one) => `- ${one.service} ${exposedText(one, locale)}`),
      ],
    ],
    [
      t("Access paths", "访问路径"),
      [
        ...paths.added.map(({ service, path }) => `+ ${service} ${pathText(path)}`),
        ...paths.removed.map(({ service, path }) => `- ${service} ${pathText(path)}`),
        ...paths.changed.map(
          ({ service, before, after }) =>
            `~ ${service} ${pathText(before)} → ${pathText(after)}${after.why === null ? "" : `: ${after.why}`}`,
        ),
      ],
    ],
    [
      t("Findings", "检查结果"),
      [
        ...diagnostics.added.map(({ file, range, message }) => `+ ${file}:${range.start.line + 1} ${oneLine(message)}`),
        ...diagnostics.fixed.map(({ file, range, message }) => `- ${file}:${range.start.line + 1} ${oneLine(message)}`),
      ],
    ],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  if (format === "markdown") {
    const summary = sections.map(([title, lines]) => `${title}: ${lines.length}`).join(" · ");
    const head = `### ${result.base} → ${result.head}\n\n${summary}\n`;
    const details = shown.map(
      ([title, lines]) =>
        `\n<details><summary>${title} (${lines.length})</summary>\n\n\`\`\`diff\n${lines.join("\n")}\n\`\`\`\n\n</details>\n`,
    );
    return `${head}${details.join("")}`;
  }
  if (shown.length === 0) return `${t("No differences.", "没有差异。")}\n`;
  return shown.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`).join("\n");
}

function exposedText({ viewpoint, address, port }: Exposed, locale: "en" | "zh-cn"): string {
  const assigned = say(placeholders.assigned, locale);
  return `${address ?? assigned}:${port ?? assigned} (${say(viewpointNames[viewpoint], locale)})`;
}
