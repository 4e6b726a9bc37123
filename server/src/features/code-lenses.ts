// The line above a Service or a NetworkPolicy: how many workloads stand behind it, how it is reached, and a way to try.

import { say, type Text } from "../base/text.ts";
import type { WorkspaceFile } from "../index/document.ts";
import { chosenEnvironment } from "../index/environments.ts";
import { isA, type Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import type { Workspace } from "../index/workspace.ts";
import type { NetworkPolicyManifest, ServiceManifest } from "../model/manifest.ts";
import type { AccessPath, TextRange } from "../protocol.ts";
import { lensCommands } from "../protocol.ts";
import { stateNames } from "../protocol-words.ts";
import { firstLine } from "../yaml/cursor.ts";
import { differencesIn } from "./environment-words.ts";
import { pathsOf } from "./paths.ts";
import { policyFacts, policySummary } from "./policy-facts.ts";
import { rangeOf, uriOf } from "./ranges.ts";

/** An LSP CodeLens. */
export interface FileLens {
  range: TextRange;
  command: { title: string; command: string; arguments?: unknown[] };
}

/** The lenses of a file; only those whose commands the client offers. */
export function* codeLenses(
  file: WorkspaceFile,
  commands: readonly string[],
  workspace: Workspace,
): Iterable<FileLens> {
  const { locale } = workspace.settings;
  const world = workspace.world();
  if (workspace.isPatch(file)) return;
  for (const document of file.documents) {
    if (isTemplated(document.yaml)) continue;
    for (const resource of workspace.shown(document)) {
      if (isA(resource, "network-policy")) {
        yield* policyLens(resource, commands, workspace);
        continue;
      }
      if (!isA(resource, "service") || resource.name === "") continue;
      const range = rangeOf(document, firstLine(resource.manifest.root.span, document.yaml.text));
      const paths = pathsOf(resource, workspace, locale);
      const place = [
        {
          uri: uriOf(document, resource.manifest.name?.span ?? resource.manifest.root.span),
          position: rangeOf(document, resource.manifest.name?.span ?? resource.manifest.root.span).start,
        },
      ];
      if (commands.includes(lensCommands.reveal)) {
        yield {
          range,
          command: {
            title: say(
              withEnvironments(
                summary(world.selected(resource).length, paths, resource.manifest.service.selector !== undefined),
                resource,
                workspace,
              ),
              locale,
            ),
            command: lensCommands.reveal,
            arguments: place,
          },
        };
      }
      const forward = paths.find((path) => path.kind === "port-forward" && path.state !== "broken");
      if (forward?.port != null && commands.includes(lensCommands.portForward)) {
        const target = { namespace: resource.namespace, service: resource.name, port: forward.port };
        yield { range, command: { title: "port-forward", command: lensCommands.portForward, arguments: [target] } };
      }
    }
  }
}

/** Above a NetworkPolicy: what it does, and the way to who reaches whom in its namespace. */
function* policyLens(
  policy: Resource<NetworkPolicyManifest>,
  commands: readonly string[],
  workspace: Workspace,
): Iterable<FileLens> {
  if (!commands.includes(lensCommands.reachability)) return;
  const { document, manifest, namespace } = policy;
  const facts = policyFacts(policy, workspace);
  if (facts === undefined) return;
  yield {
    range: rangeOf(document, firstLine(manifest.root.span, document.yaml.text)),
    command: {
      title: say(policySummary(facts), workspace.settings.locale),
      command: lensCommands.reachability,
      arguments: [{ namespace }],
    },
  };
}

/** Which environment the numbers are of, where one is chosen; else what differs between those that apply the Service. */
function withEnvironments(summed: Text, service: Resource<ServiceManifest>, workspace: Workspace): Text {
  const chosen = chosenEnvironment(workspace);
  if (chosen !== undefined) {
    const { name } = chosen;
    return chosen.holds(service)
      ? { en: `${summed.en} · in ${name}`, "zh-cn": `${summed["zh-cn"]} · ${name}` }
      : { en: `${summed.en} · not in ${name}`, "zh-cn": `${summed["zh-cn"]} · 不属于 ${name}` };
  }
  const differences = differencesIn(service, workspace);
  return differences === undefined
    ? summed
    : { en: `${summed.en} · ${differences.en}`, "zh-cn": `${summed["zh-cn"]} · ${differences["zh-cn"]}` };
}

/** Counts what the tree, the report and the mark of the file count. */
function summary(workloads: number, paths: readonly AccessPath[], selects: boolean): Text {
  const broken = paths.filter((path) => path.state === "broken").length;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const behind = {
    en: selects ? `${plural(workloads, "workload")} · ` : "",
    "zh-cn": selects ? `${workloads} 个工作负载 · ` : "",
  };
  const { en, "zh-cn": zh } = stateNames.broken;
  const wrong = { en: broken > 0 ? `, ${broken} ${en}` : "", "zh-cn": broken > 0 ? `，${broken} 条${zh}` : "" };
  return {
    en: `${behind.en}${plural(paths.length, "path")}${wrong.en}`,
    "zh-cn": `${behind["zh-cn"]}${paths.length} 条路径${wrong["zh-cn"]}`,
  };
}
