// Who reaches whom, for the command line and for the editor's report.

import type { WorkspaceDocument } from "../index/document.ts";
import { Remembered } from "../index/remembered.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { PathsReportParams, ReachResult } from "../protocol.ts";
import { apiServerConnections, type Connection } from "../reach/connections.ts";
import { callingAmong, connectionsOf, missingName, type Question, survey } from "../reach/survey.ts";
import type { Thing } from "../reach/thing.ts";
import type { Rendering } from "../report/json.ts";
import { reachJson } from "../report/reach-json.ts";
import { reachMarkdown } from "../report/reach-report.ts";
import { uriOf } from "./ranges.ts";

/** The connections that a question asks for; a name in it that nothing in sight has is told instead. */
export function reachOf(
  workspace: Workspace,
  question: Question,
  rendering: Rendering,
): ReachResult | { readonly missing: "from" | "to" } {
  const resources = reachable(workspace).filter((resource) => rendering.shows?.(resource) !== false);
  const world = workspace.world();
  const missing = missingName(resources, world, question);
  return missing === undefined ? reachJson(survey(resources, world, question), rendering) : { missing };
}

/** Every resource that may be an end of a connection, in order; what a template makes is not known. */
export function reachable(workspace: Workspace): readonly Resource[] {
  return workspace
    .files()
    .filter((file) => !workspace.isRenderedToo(file))
    .flatMap((file) => file.documents)
    .filter((document) => isReadable(document))
    .flatMap((document) => workspace.resources(document));
}

function isReadable({ yaml, file }: WorkspaceDocument): boolean {
  return yaml.template === undefined || (yaml.template.kind === "text" && !file.uri.includes("/templates/"));
}

/** The pairs whose caller names the Service, by the Service; kept until something that they rest on changes. */
export function calledBy(workspace: Workspace): ReadonlyMap<Thing, readonly Connection[]> {
  const memory = memoryOf(workspace);
  const found = new Map<Thing, Connection[]>();
  for (const file of workspace.files()) {
    if (workspace.isRenderedToo(file)) continue;
    for (const document of file.documents) {
      if (!isReadable(document)) continue;
      for (const connection of memory.get(document)) {
        const known = found.get(connection.service);
        if (known === undefined) found.set(connection.service, [connection]);
        else known.push(connection);
      }
    }
  }
  return found;
}

/** The same of one document's workloads. */
export function callsIn(document: WorkspaceDocument, workspace: Workspace): readonly Connection[] {
  return isReadable(document) ? memoryOf(workspace).get(document) : [];
}

const memories = new WeakMap<Workspace, Remembered<readonly Connection[]>>();

/** Who names whom is kept by itself: a key in a policy changes only what comes of it. */
function memoryOf(workspace: Workspace): Remembered<readonly Connection[]> {
  let memory = memories.get(workspace);
  if (memory === undefined) {
    const calling = new Remembered(workspace, (document, world) => [
      ...callingAmong(workspace.resources(document), world),
    ]);
    memory = new Remembered(workspace, (document, world, lookup) => [
      ...connectionsOf(calling.get(document, lookup), world),
      ...workspace.resources(document).flatMap((resource) => [...apiServerConnections(resource, world)]),
    ]);
    memories.set(workspace, memory);
  }
  return memory;
}

/** The file in which it is shown; undefined where only the cluster has it. */
function fileOf({ document, manifest }: Thing): string | undefined {
  return document && uriOf(document, manifest.name?.span ?? manifest.root.span);
}

/** Callers by Services as a Markdown report; where nobody names a Service that is meant, every pair. */
export function reachReport(
  workspace: Workspace,
  { uri, namespace, name }: Pick<PathsReportParams, "uri" | "namespace" | "name">,
  rendering: Rendering,
): string {
  const { locale } = workspace.settings;
  const isMeant = ({ service }: Connection) =>
    (namespace === undefined || service.namespace === namespace) &&
    (name === undefined || service.name === name) &&
    (uri === undefined || fileOf(service) === uri);
  const resources = reachable(workspace).filter((resource) => rendering.shows?.(resource) !== false);
  const world = workspace.world();
  const called = [...survey(resources, world, { all: false, from: undefined, to: undefined })].filter(isMeant);
  const isOne = name !== undefined || uri !== undefined;
  const shown =
    called.length > 0 || !isOne
      ? called
      : [...survey(resources, world, { all: true, from: undefined, to: undefined })].filter(isMeant);
  // URIs are for programs.
  const { uriOf: _, ...plain } = rendering;
  return reachMarkdown(reachJson(shown, plain), locale);
}
