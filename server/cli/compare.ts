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
import type { AccessPath } from "../src/protocol.ts";
import {
  comparedPathText,
  comparePaths,
  exposedText,
  type PathComparison,
  type SideService,
} from "../src/report/comparison.ts";
import { type Rendering, serviceJson } from "../src/report/json.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { type CheckedDiagnostic, check, resultJson } from "./check.ts";
import { callEnvironments, environmentNamed } from "./environments.ts";
import { placing, renderSources } from "./rendered.ts";
import { readSources, type Source, workspaceOf } from "./sources.ts";

/** `diff --format json`. */
export interface DiffResult extends PathComparison {
  readonly version: 1;
  readonly base: string;
  readonly head: string;
  readonly diagnostics: { readonly added: readonly CheckedDiagnostic[]; readonly fixed: readonly CheckedDiagnostic[] };
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
  const missingIn = (here: readonly CheckedDiagnostic[], there: readonly CheckedDiagnostic[]) => {
    const known = new Set(there.map(diagnosticKey));
    return here.filter((diagnostic) => !known.has(diagnosticKey(diagnostic)));
  };
  return {
    version: 1,
    base,
    head,
    ...comparePaths(before.services, after.services),
    diagnostics: {
      added: missingIn(after.diagnostics, before.diagnostics),
      fixed: missingIn(before.diagnostics, after.diagnostics),
    },
  };
}

function diagnosticKey({ rule, field, resource }: CheckedDiagnostic): string {
  return JSON.stringify([rule, field, resource?.kind ?? null, resource?.name ?? null]);
}

function printed(result: DiffResult, { format, settings: { locale } }: Arguments): string {
  if (format === "json") return resultJson(result);
  const t = (en: string, zh: string) => say({ en, "zh-cn": zh }, locale);
  const pathText = (path: AccessPath) => comparedPathText(path, locale);
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
