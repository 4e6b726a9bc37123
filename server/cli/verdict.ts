// `service-paths verdict`: what the API server would answer to each Service, one stage hiding the next.

import { type Cluster, claim, claimOf, emptyCluster } from "../src/api-server/cluster.ts";
import { verdictsOfFile } from "../src/api-server/file.ts";
import { type VerdictJson, verdictJson } from "../src/api-server/verdict-json.ts";
import { paragraph } from "../src/base/columns.ts";
import { type Locale, say, type Text } from "../src/base/text.ts";
import type { Snapshot } from "../src/index/snapshot.ts";
import { parse } from "../src/yaml/parse.ts";
import { split } from "../src/yaml/split.ts";
import type { Arguments } from "./arguments.ts";
import { type Source, snapshotOf } from "./sources.ts";

export interface PrintedVerdicts {
  readonly text: string;
  /** For the exit status: a refusal is an error, a warning a warning. */
  readonly counts: { readonly error: number; readonly warning: number };
}

/** Judges the sources' documents in order, as a cluster that sees them in that order. */
export function printVerdicts(sources: readonly Source[], call: Arguments, columns: number): PrintedVerdicts {
  const snapshot = call.snapshot === undefined ? undefined : snapshotOf(call.snapshot);
  const fresh = () => clusterOf(call, snapshot);
  const verdicts: VerdictJson[] = [];
  let cluster = fresh();
  for (const source of sources) {
    if (call.separateFiles) cluster = fresh();
    const documents = split(source.text).map((chunk) => parse(chunk.text, chunk.language));
    for (const found of verdictsOfFile(documents, cluster, call.settings))
      verdicts.push(verdictJson(source.name, found, call.settings.locale));
  }
  const counts = {
    error: verdicts.filter((verdict) => !verdict.accepted).length,
    warning: verdicts.reduce((sum, verdict) => sum + verdict.warnings.length, 0),
  };
  const text =
    call.format === "json"
      ? `${JSON.stringify({ version: 1, verdicts }, null, 2)}\n`
      : readable(verdicts, call.settings.locale, columns);
  return { text, counts };
}

function clusterOf(call: Arguments, snapshot: Snapshot | undefined): Cluster {
  const cluster = emptyCluster(call.settings);
  for (const live of snapshot?.services ?? []) {
    const nodePorts = live.ports.flatMap((port) => port.nodePort ?? []);
    if (live.healthCheckNodePort !== undefined) nodePorts.push(live.healthCheckNodePort);
    claim(cluster, claimOf({ ...live, nodePorts }));
  }
  return cluster;
}

const assumption: Text = {
  en: "assumes a cluster with IPv4 only, and judges no address against a range: --service-cidr tells it",
  "zh-cn": "假定集群只有 IPv4，且没有按范围检查地址：可用 --service-cidr 说明",
};

function readable(verdicts: readonly VerdictJson[], locale: Locale, columns: number): string {
  const lines: string[] = [];
  for (const verdict of verdicts) {
    const name =
      verdict.resource === null
        ? "?"
        : `Service ${[verdict.resource.namespace, verdict.resource.name].filter((part) => part !== undefined).join("/")}`;
    const place = `${verdict.file}[${verdict.document}${verdict.item === undefined ? "" : `.${verdict.item}`}]`;
    const answer = verdict.accepted
      ? { en: `: accepted (${verdict.status})`, "zh-cn": `：会接受（${verdict.status}）` }
      : { en: `: refused (${verdict.status})`, "zh-cn": `：会拒绝（${verdict.status}）` };
    const add = (text: string) => lines.push(...paragraph(text, columns, "    ", "      "));
    lines.push(...paragraph(`${place} ${name}${say(answer, locale)}`, columns, "", "  "));
    for (const error of verdict.errors)
      add(`${[error.field, error.message].filter((part) => part !== "").join(": ")} [${error.rule}]`);
    if (verdict.assumes !== undefined) add(say(assumption, locale));
    for (const warning of verdict.warnings)
      add(`${say({ en: "warning: ", "zh-cn": "警告：" }, locale)}${warning.message} [${warning.rule}]`);
  }
  const refused = verdicts.filter((verdict) => !verdict.accepted).length;
  const summary = {
    en: `${verdicts.length} object${verdicts.length === 1 ? "" : "s"}: ${verdicts.length - refused} accepted, ${refused} refused`,
    "zh-cn": `${verdicts.length} 个对象：会接受 ${verdicts.length - refused} 个，会拒绝 ${refused} 个`,
  };
  return `${[...lines, say(summary, locale)].join("\n")}\n`;
}
