// The command line's words: what may be said, and what it means.

import { parseArgs } from "node:util";
import { parseAddress, parseCidr } from "../src/api-server/addresses.ts";
import {
  kubernetesVersions,
  localTools,
  type RuleLevel,
  type Settings,
  type Severity,
  viewpointIds,
} from "../src/base/settings.ts";
import { type Locale, localeOf, type Text } from "../src/base/text.ts";
import { readLevel, readPortRange, readSettings } from "../src/features/settings.ts";
import type { Snapshot } from "../src/index/snapshot.ts";
import { ruleInfos } from "../src/rules/all.ts";

export type Command =
  | "check"
  | "verdict"
  | "paths"
  | "reach"
  | "diff"
  | "render"
  | "fix"
  | "repair"
  | "explain"
  | "lsp";
export const commands: readonly Command[] = [
  "check",
  "verdict",
  "paths",
  "reach",
  "diff",
  "render",
  "fix",
  "repair",
  "explain",
  "lsp",
];

/** Those that can look at a live cluster. */
const liveCommands: ReadonlySet<string> = new Set(["paths", "check", "reach"]);

/** Formats by command; the first is the default. */
export const formats: Readonly<Record<Command, readonly string[]>> = {
  check: ["text", "json", "sarif", "github", "junit"],
  verdict: ["text", "json"],
  paths: ["text", "json", "markdown", "mermaid"],
  reach: ["text", "json", "markdown", "csv"],
  diff: ["text", "json", "markdown"],
  render: ["text"],
  fix: ["text"],
  repair: ["text"],
  explain: ["text", "json"],
  lsp: ["text"],
};

export interface Arguments {
  readonly command: Command;
  /** As given; `.` where none was and the command takes files. */
  readonly paths: readonly string[];
  readonly format: string;
  readonly settings: Settings;
  readonly failOn: Severity | "never";
  /** A file, or what a live cluster has. */
  readonly snapshot: string | Snapshot | undefined;
  /** A live cluster in the snapshot's place; either makes it one. */
  readonly context: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly separateFiles: boolean;
  readonly dryRun: boolean;
  readonly all: boolean;
  readonly inPlace: boolean;
  readonly rules: readonly string[];
  /** Narrows to what is applied together under this name. */
  readonly environment: string | undefined;
  readonly listEnvironments: boolean;
  /** diff: fails where something became reachable from outside the cluster. */
  readonly failOnExposure: boolean;
  readonly color: "auto" | "always" | "never";
  /** check: one line for each finding, and nothing else. */
  readonly quiet: boolean;
  /** reach: only this caller, only this Service. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Value files for charts; the last wins. */
  readonly values: readonly string[];
  /** The release's name for charts; absent, the chart's own. */
  readonly release: string | undefined;
}

/** What went wrong with a call; the process ends with status 2 and this sentence. */
export class UsageError extends Error {
  readonly text: Text;
  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** `help` and `version` are answers of their own. */
export type Call = Arguments | "help" | "version";

/** Reads the words behind the program's name. Throws a UsageError where they make no sense. */
export function readArguments(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Call {
  const { values, positionals } = parse(words);
  if (values.version === true) return "version";
  if (values.help === true || positionals[0] === "help" || positionals.length === 0) return "help";
  const [word, ...rest] = positionals;
  const command = commandNamed(word ?? "");
  const format = one("--format", values.format ?? formats[command][0] ?? "text", formats[command]);
  for (const id of values.rule ?? []) knownRule(id);
  if (values.context !== undefined || values.kubeconfig !== undefined) clusterFits(command, values.snapshot);
  return {
    command,
    paths: rest.length > 0 || command === "explain" || command === "lsp" ? rest : ["."],
    format,
    settings: settingsOf(values, environment),
    failOn: one("--fail-on", values["fail-on"] ?? "error", ["error", "warning", "information", "never"] as const),
    snapshot: values.snapshot,
    context: values.context,
    kubeconfig: values.kubeconfig,
    separateFiles: values["separate-files"] === true,
    dryRun: values["dry-run"] === true,
    all: values.all === true,
    inPlace: values["in-place"] === true,
    rules: values.rule ?? [],
    environment: values.environment,
    listEnvironments: values["list-environments"] === true,
    failOnExposure: values["fail-on-exposure"] === true,
    color: one("--color", values.color ?? "auto", ["auto", "always", "never"] as const),
    quiet: values.quiet === true,
    from: values.from,
    to: values.to,
    values: values.values ?? [],
    release: values["helm-release"],
  };
}

/** The command with this name, or with the one that it had before. */
function commandNamed(word: string): Command {
  const command = commands.find((known) => known === (word === "mend" ? "repair" : word));
  if (command !== undefined) return command;
  throw new UsageError({
    en: `"${word}" is not a command; commands: ${commands.join(", ")}`,
    "zh-cn": `没有名为 "${word}" 的命令；可用的命令：${commands.join("、")}`,
  });
}

/** What the options say of the cluster and of the reader. */
function settingsOf(values: Options, environment: Readonly<Record<string, string | undefined>>): Settings {
  const nodeAddresses = (values["node-address"] ?? []).flatMap(listOf);
  checkAddresses(values, nodeAddresses);
  const viewpoints = (values.viewpoint ?? []).flatMap(listOf).map((id) => one("--viewpoint", id, viewpointIds));
  const localCluster = one("--local-cluster", values["local-cluster"] ?? "auto", ["auto", ...localTools]);
  if (values["kubernetes-version"] !== undefined)
    one("--kubernetes-version", values["kubernetes-version"], kubernetesVersions);
  return {
    ...readSettings(
      {
        kubernetesVersion: values["kubernetes-version"] ?? "",
        nodePortRange: values["node-port-range"] ?? "",
        serviceCidr: values["service-cidr"] ?? "",
        clusterDomain: values["cluster-domain"] ?? "",
        nodeAddresses,
        namespace: values.namespace ?? "",
        viewpoints,
        localCluster,
      },
      undefined,
    ),
    locale:
      values.locale === undefined
        ? environmentLocale(environment)
        : localeOf(one("--locale", values.locale.toLowerCase(), ["en", "zh-cn"])),
    rules: readRules(values["rule-severity"] ?? []),
    namespaceIsGiven: Boolean(values.namespace),
  };
}

/** A setting that cannot be read counts as not given; an option is answered. */
function checkAddresses(values: Options, nodeAddresses: readonly string[]): void {
  if (values["node-port-range"] !== undefined && readPortRange(values["node-port-range"]) === undefined) {
    throw wrongValue("--node-port-range", values["node-port-range"], ["30000-32767"]);
  }
  for (const cidr of listOf(values["service-cidr"] ?? "")) {
    if (parseCidr(cidr) === undefined) throw wrongValue("--service-cidr", cidr, ["10.96.0.0/12", "fd00:10:96::/108"]);
  }
  for (const address of nodeAddresses) {
    if (parseAddress(address) === undefined)
      throw wrongValue("--node-address", address, ["192.0.2.10", "2001:db8::10"]);
  }
}

/** The language that the environment asks for, as gettext programs look it up. */
export function environmentLocale(environment: Readonly<Record<string, string | undefined>>): Locale {
  return localeOf(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
}

/** Every option that a call may have. */
const options = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  stdio: { type: "boolean" },
  format: { type: "string" },
  locale: { type: "string" },
  "kubernetes-version": { type: "string" },
  "node-port-range": { type: "string" },
  "service-cidr": { type: "string" },
  "cluster-domain": { type: "string" },
  "node-address": { type: "string", multiple: true },
  namespace: { type: "string" },
  viewpoint: { type: "string", multiple: true },
  "local-cluster": { type: "string" },
  "fail-on": { type: "string" },
  "rule-severity": { type: "string", multiple: true },
  snapshot: { type: "string" },
  context: { type: "string" },
  kubeconfig: { type: "string" },
  "separate-files": { type: "boolean" },
  "dry-run": { type: "boolean" },
  all: { type: "boolean" },
  environment: { type: "string" },
  "list-environments": { type: "boolean" },
  "fail-on-exposure": { type: "boolean" },
  color: { type: "string" },
  quiet: { type: "boolean" },
  from: { type: "string" },
  to: { type: "string" },
  rule: { type: "string", multiple: true },
  "in-place": { type: "boolean" },
  values: { type: "string", multiple: true },
  "helm-release": { type: "string" },
} as const;
export const optionNames: readonly string[] = Object.keys(options);

type Options = ReturnType<typeof parse>["values"];

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options,
    });
  } catch (error) {
    const words = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new UsageError({ en: words, "zh-cn": `无法解析参数：${words}` });
  }
}

function one<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw wrongValue(option, value, allowed);
  return found;
}

function wrongValue(option: string, value: string, allowed: readonly string[]): UsageError {
  return new UsageError({
    en: `${option} cannot be "${value}"; possible values: ${allowed.join(", ")}`,
    "zh-cn": `${option} 不能是 "${value}"；可用的值：${allowed.join("、")}`,
  });
}

/** Throws where a live cluster makes no sense. */
function clusterFits(command: Command, snapshot: string | undefined): void {
  if (!liveCommands.has(command)) {
    throw new UsageError({
      en: `${command} does not support --context and --kubeconfig; only ${[...liveCommands].join(", ")} do`,
      "zh-cn": `${command} 不支持 --context 和 --kubeconfig；支持的命令：${[...liveCommands].join("、")}`,
    });
  }
  if (snapshot !== undefined) {
    throw new UsageError({
      en: "--snapshot cannot be used with a live cluster (--context, --kubeconfig)",
      "zh-cn": "--snapshot 与实时集群（--context、--kubeconfig）不能同时使用",
    });
  }
}

function listOf(list: string): readonly string[] {
  return list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** The id itself. A slip in it would otherwise change nothing, without a word. */
function knownRule(id: string): string {
  if (ruleInfos.some((info) => info.id === id)) return id;
  throw new UsageError({
    en: `there is no rule "${id}"; run "service-paths explain" for a list`,
    "zh-cn": `没有规则 "${id}"；运行 "service-paths explain" 可列出所有规则`,
  });
}

function readRules(words: readonly string[]): Readonly<Record<string, RuleLevel>> {
  const rules: Record<string, RuleLevel> = {};
  for (const word of words) {
    const [id = "", name] = word.split("=");
    const level = readLevel(name);
    if (level === undefined)
      throw wrongValue("--rule-severity", word, ["ID=off", "ID=error", "ID=warning", "ID=information", "ID=hint"]);
    rules[knownRule(id)] = level;
  }
  return rules;
}
