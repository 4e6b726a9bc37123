// Who reaches whom, for the command line and for the editor's report.

import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { ReachResult } from "../protocol.ts";
import { missingName, type Question, survey } from "../reach/survey.ts";
import type { Rendering } from "../report/json.ts";
import { reachJson } from "../report/reach-json.ts";

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
    .flatMap((file) => file.documents)
    .filter((document) => isReadable(document))
    .flatMap((document) => workspace.resources(document));
}

function isReadable({ yaml, file }: WorkspaceDocument): boolean {
  return yaml.template === undefined || (yaml.template.kind === "text" && !file.uri.includes("/templates/"));
}
