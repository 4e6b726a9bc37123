// `service-paths reach`: who may connect to which Service.

import { reachOf } from "../src/features/reach.ts";
import type { Workspace } from "../src/index/workspace.ts";
import type { ReachResult } from "../src/protocol.ts";
import { reachCsv, reachMarkdown, reachText } from "../src/report/reach-report.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { narrowing } from "./environments.ts";
import { placing, type RenderedChart } from "./rendered.ts";
import type { Source } from "./sources.ts";
import { terminalColumns } from "./terminal.ts";

export interface ReachAnswer {
  readonly text: string;
  /** Whether a connection that somebody's manifest calls for is blocked. */
  readonly callsAreBlocked: boolean;
}

/** Throws a UsageError where --from or --to names nothing in sight. */
export function printReach(
  sources: readonly Source[],
  workspace: Workspace,
  call: Arguments,
  charts: readonly RenderedChart[],
): ReachAnswer {
  const { locale } = call.settings;
  const names = new Map(sources.map((source) => [source.uri, source.name]));
  const question = {
    all: call.all,
    from: call.from === undefined ? undefined : readName(call.from),
    to: call.to === undefined ? undefined : readTarget(call.to),
  };
  const result = reachOf(workspace, question, {
    locale,
    ...placing(sources, charts, false),
    shows: narrowing(workspace, call),
    scopeOf: ({ scope }) => (scope === undefined ? undefined : (names.get(scope.file.uri) ?? scope.file.uri)),
  });
  if ("missing" in result) throw nothingNamed(result.missing, (result.missing === "from" ? call.from : call.to) ?? "");
  const callsAreBlocked = result.connections.some(({ verdict, calls }) => verdict === "blocked" && calls.length > 0);
  return { text: printed(result, call), callsAreBlocked };
}

function printed(result: ReachResult, { format, settings: { locale } }: Arguments): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(result, null, 2)}\n`;
    case "markdown":
      return reachMarkdown(result, locale);
    case "csv":
      return reachCsv(result);
    default:
      return reachText(result, locale, terminalColumns());
  }
}

/** `NS/NAME` or `NAME`. */
function readName(text: string) {
  const slash = text.indexOf("/");
  return slash < 0
    ? { namespace: undefined, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** `[NS/]NAME[:PORT]`. */
function readTarget(text: string) {
  const colon = text.lastIndexOf(":");
  const name = readName(colon < 0 ? text : text.slice(0, colon));
  return { ...name, port: colon < 0 ? undefined : text.slice(colon + 1) };
}

function nothingNamed(option: "from" | "to", value: string): UsageError {
  return option === "from"
    ? new UsageError({
        en: `--from ${value}: there is no such workload`,
        "zh-cn": `--from ${value}：没有这样的工作负载`,
      })
    : new UsageError({
        en: `--to ${value}: there is no such Service or port`,
        "zh-cn": `--to ${value}：没有这样的 Service 或端口`,
      });
}
