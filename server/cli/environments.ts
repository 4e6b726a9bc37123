// `--environment` and `--list-environments`: what is applied together, by the names that people use.

import { say } from "../src/base/text.ts";
import { environmentList } from "../src/features/environments.ts";
import { type Environment, environmentsIn, environmentsNamed } from "../src/index/environments.ts";
import type { Resource } from "../src/index/resource.ts";
import type { Workspace } from "../src/index/workspace.ts";
import { type Arguments, UsageError } from "./arguments.ts";

/** The environments of a call's files, as its results call them. */
export function callEnvironments(workspace: Workspace): readonly Environment[] {
  return environmentsIn(workspace).all;
}

/**
 * The environment that a name means: several where `.` means plain files that are alternatives. Throws a UsageError with the
 * names that there are where it means none, or more than one.
 */
export function environmentNamed(name: string, all: readonly Environment[]): readonly Environment[] {
  const found = environmentsNamed(name, all);
  if (found.length === 1 || (found.length > 1 && found.every(({ kind }) => kind === "plain"))) return found;
  const names = all.map((one) => one.name).join(", ");
  throw found.length === 0
    ? new UsageError({
        en: `there is no environment "${name}"; environments: ${names || "none"}`,
        "zh-cn": `没有名为 "${name}" 的环境；现有：${names || "无"}`,
      })
    : new UsageError({
        en: `"${name}" matches several environments: ${found.map((one) => one.name).join(", ")}`,
        "zh-cn": `"${name}" 对应多个环境：${found.map((one) => one.name).join("、")}`,
      });
}

/** What the call narrows to; undefined where it narrows to nothing. */
export function narrowing(workspace: Workspace, call: Arguments): ((resource: Resource) => boolean) | undefined {
  if (call.environment === undefined) return undefined;
  const meant = environmentNamed(call.environment, callEnvironments(workspace));
  return (resource) => meant.some((environment) => environment.holds(resource));
}

/** `--list-environments`, as a table or as JSON. */
export function printEnvironments(workspace: Workspace, call: Arguments): string {
  const { locale } = call.settings;
  const environments = environmentList(workspace).map(({ cluster: _, ...one }) => one);
  if (call.format === "json") return `${JSON.stringify({ version: 1, environments }, null, 2)}\n`;
  if (environments.length === 0) return `${say({ en: "No environments.", "zh-cn": "没有环境。" }, locale)}\n`;
  const width = Math.max(...environments.map(({ name }) => name.length));
  return environments
    .map(({ name, kind, folder, services: count, incomplete }) => {
      const what = say(
        { en: `${count} ${count === 1 ? "Service" : "Services"}`, "zh-cn": `${count} 个 Service` },
        locale,
      );
      const rest = incomplete === null ? "" : `  (${incomplete})`;
      return `${name.padEnd(width)}  ${kind.padEnd(13)}  ${what.padEnd(11)}  ${folder}${rest}\n`;
    })
    .join("");
}
