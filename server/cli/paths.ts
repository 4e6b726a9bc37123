// `service-paths paths`: every way to reach every Service.

import { finish } from "../src/base/steps.ts";
import { allPaths, pathsReportOf } from "../src/features/paths.ts";
import { chartOfRendered } from "../src/index/plan.ts";
import type { Workspace } from "../src/index/workspace.ts";
import type { Rendering } from "../src/report/json.ts";
import { pathsText } from "../src/report/plain.ts";
import type { Arguments } from "./arguments.ts";
import { narrowing, printEnvironments } from "./environments.ts";
import { placing, type RenderedChart } from "./rendered.ts";
import type { Source } from "./sources.ts";
import { terminalColumns } from "./terminal.ts";

export function printPaths(
  sources: readonly Source[],
  workspace: Workspace,
  call: Arguments,
  charts: readonly RenderedChart[],
): string {
  const { locale } = call.settings;
  if (call.listEnvironments) return printEnvironments(workspace, call);
  const names = new Map(sources.map((source) => [source.uri, source.name]));
  const rendering: Rendering = {
    locale,
    ...placing(sources, charts, false),
    shows: narrowing(workspace, call),
    scopeOf: ({ scope, document }) =>
      scope?.kind === "kustomization" || chartOfRendered(document.file.uri) !== undefined
        ? scope && (names.get(scope.file.uri) ?? scope.file.uri)
        : undefined,
  };
  switch (call.format) {
    case "json":
      return `${JSON.stringify({ version: 1, services: allPaths(workspace, rendering) }, null, 2)}\n`;
    case "markdown":
    case "mermaid":
      return finish(pathsReportOf(workspace, rendering, { format: call.format }));
    default:
      return pathsText(allPaths(workspace, rendering), locale, terminalColumns());
  }
}
