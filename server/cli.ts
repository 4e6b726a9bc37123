#!/usr/bin/env node
// The door for the command line: reads files, asks the core, prints, exits.

import { writeFileSync } from "node:fs";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { type Arguments, environmentLocale, readArguments, UsageError } from "./cli/arguments.ts";
import { check, checkWithCharts } from "./cli/check.ts";
import { printCheck } from "./cli/check-print.ts";
import { snapshotFor } from "./cli/cluster.ts";
import { printDiff } from "./cli/compare.ts";
import { unifiedDiff } from "./cli/diff.ts";
import { explain } from "./cli/explain.ts";
import { fixAll } from "./cli/fix.ts";
import { help } from "./cli/help.ts";
import { mendFiles } from "./cli/mend.ts";
import { printPaths } from "./cli/paths.ts";
import { progress } from "./cli/progress.ts";
import { printReach } from "./cli/reach.ts";
import { printCharts } from "./cli/render.ts";
import { renderSources } from "./cli/rendered.ts";
import { ignoredText, nothingSkipped, readSources, type Source, workspaceOf } from "./cli/sources.ts";
import { type Terminal, terminalColumns, terminalFor } from "./cli/terminal.ts";
import { printVerdicts } from "./cli/verdict.ts";
import { nodeFiles } from "./files.ts";
import type { Severity } from "./src/base/settings.ts";
import { say, type Text } from "./src/base/text.ts";
import { Checker } from "./src/rules/checking/checker.ts";
import { serve } from "./src/server.ts";
import { after, rests } from "./timers.ts";
import { version } from "./version.ts";

const locale = environmentLocale(process.env);

/** Runs one call; the number is the process's exit status. */
function run(call: Arguments): number {
  const tell: Tell = (text) => complain(say(text, call.settings.locale));
  const onFailure: OnFailure = (rule, error) => complain(`${rule}: ${error instanceof Error ? error.stack : error}`);
  switch (call.command) {
    case "check":
      return runCheck(call, tell, onFailure);
    case "verdict": {
      const { text, counts } = printVerdicts(readSources(call.paths, tell), call, terminalColumns());
      print(text);
      return reaches(counts, call.failOn) ? 1 : 0;
    }
    case "paths": {
      const { sources, charts } = renderSources(readSources(call.paths, tell, "whole-scopes"), call, tell);
      print(printPaths(sources, workspaceOf(sources, call.settings, call.snapshot), call, charts));
      return 0;
    }
    case "reach": {
      const { sources, charts } = renderSources(readSources(call.paths, tell, "whole-scopes"), call, tell);
      const workspace = workspaceOf(sources, call.settings, call.snapshot);
      const { text, callsAreBlocked } = printReach(sources, workspace, call, charts);
      print(text);
      return callsAreBlocked && failingSeverities(call.failOn).includes("warning") ? 1 : 0;
    }
    case "diff": {
      const { text, added, isMoreExposed } = printDiff(call, tell, onFailure);
      print(text);
      return reaches(added, call.failOn) || (call.failOnExposure && isMoreExposed) ? 1 : 0;
    }
    case "render":
      return printCharts(call, (bytes) => process.stdout.write(bytes), complain);
    case "fix":
      return runFix(call, tell, onFailure);
    case "repair":
      return mendFiles(call, print, tell);
    case "explain":
      print(explain(call.paths[0], call.format, call.settings.locale, terminalColumns()));
      return 0;
    case "lsp":
      runServer();
      return 0;
  }
}

type Tell = (text: Text) => void;

/** What a rule that throws is told with. */
type OnFailure = (rule: string, error: unknown) => void;

function runCheck(call: Arguments, tell: Tell, onFailure: OnFailure): number {
  const skipped = nothingSkipped();
  const asTheyStand = readSources(call.paths, tell, "whole-scopes", skipped);
  const charts = renderSources(asTheyStand, call, tell);
  const workspace = (sources: readonly Source[]) => workspaceOf(sources, call.settings, call.snapshot);
  const result = checkWithCharts(
    charts,
    workspace(charts.sources),
    () => workspace(asTheyStand),
    call.settings.locale,
    onFailure,
    skipped,
    call.environment,
  );
  if (skipped.ignored > 0) tell(ignoredText(skipped.ignored));
  print(
    printCheck(result, call.format, {
      locale: call.settings.locale,
      version,
      failing: failingSeverities(call.failOn),
      terminal: terminalOf(call),
      quiet: call.quiet,
    }),
  );
  return reaches(result.summary, call.failOn) ? 1 : 0;
}

function runFix(call: Arguments, tell: Tell, onFailure: OnFailure): number {
  const sources = readSources(call.paths, tell, "whole-scopes");
  const workspace = workspaceOf(sources, call.settings, call.snapshot);
  const checker = new Checker(workspace, onFailure);
  fixAll(workspace, checker, { all: call.all, rules: call.rules });
  for (const source of sources.filter(({ role }) => role === "asked-for")) {
    const text = workspace.file(source.uri)?.text ?? source.text;
    if (call.dryRun) print(unifiedDiff(source.name, source.text, text));
    else if (source.path === undefined) print(text);
    else if (text !== source.text) writeFileSync(source.path, text);
  }
  const { summary } = check(sources, workspace, call.settings.locale, onFailure);
  return reaches(summary, call.failOn) ? 1 : 0;
}

/** The language server on standard input and output; it lives until its client ends it. */
function runServer(): void {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  serve(connection, { files: nodeFiles, version, after, rest: rests() });
  connection.listen();
}

function terminalOf({ color }: Arguments): Terminal {
  const { isTTY, columns } = process.stdout;
  return terminalFor({ color, isTerminal: isTTY === true, columns, environment: process.env });
}

/** A line on standard error. */
function complain(line: string): void {
  progress.clear();
  console.error(`service-paths: ${line}`);
}

function print(text: string): void {
  progress.clear();
  process.stdout.write(text);
}

const severities: readonly Severity[] = ["error", "warning", "information"];

/** Whether anything is at or above the severity at which a call fails. */
function reaches(counts: Readonly<Partial<Record<Severity, number>>>, failOn: Arguments["failOn"]): boolean {
  return failingSeverities(failOn).some((severity) => (counts[severity] ?? 0) > 0);
}

function failingSeverities(failOn: Arguments["failOn"]): readonly Severity[] {
  return failOn === "never" ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

async function main(): Promise<void> {
  const call = readArguments(process.argv.slice(2), process.env);
  if (call === "help") print(say(help, locale));
  else if (call === "version") print(`${version}\n`);
  else {
    if (!call.quiet && call.command !== "lsp") progress.start(call.settings.locale);
    process.exitCode = run({ ...call, snapshot: await snapshotFor(call) });
    progress.clear();
  }
}

main().catch((error: unknown) => {
  process.exitCode = 2;
  if (error instanceof UsageError) complain(say(error.text, locale));
  else complain(error instanceof Error ? error.message : String(error));
});
