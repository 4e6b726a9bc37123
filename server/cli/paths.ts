// `service-paths paths`: every way to reach every Service.

import { allPaths } from "../src/features/paths.ts";
import { rangeOf } from "../src/features/ranges.ts";
import type { Workspace } from "../src/index/workspace.ts";
import { pathsMermaid } from "../src/paths/mermaid.ts";
import { pathsText } from "../src/paths/plain.ts";
import { pathsReport } from "../src/paths/report.ts";
import type { Arguments } from "./arguments.ts";
import type { Source } from "./sources.ts";

export function printPaths(sources: readonly Source[], workspace: Workspace, call: Arguments): string {
  const { locale } = call.settings;
  const names = new Map(sources.map((source) => [source.uri, source.name]));
  const services = allPaths(workspace, {
    locale,
    rangeOf,
    fileOf: (document) => names.get(document.file.uri) ?? document.file.uri,
  });
  switch (call.format) {
    case "json":
      return `${JSON.stringify({ version: 1, services }, null, 2)}\n`;
    case "markdown":
      return pathsReport(services, locale);
    case "mermaid":
      return pathsMermaid(services, locale);
    default:
      return pathsText(services, locale);
  }
}
