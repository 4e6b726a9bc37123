// Settings as people write them, in an editor or on a command line, to settings as the server uses them.

import {
  defaultSettings,
  kubernetesVersions,
  localTools,
  type PortRange,
  type RuleLevel,
  type Settings,
  type ViewpointId,
  viewpointIds,
} from "../base/settings.ts";
import { localeOf } from "../base/text.ts";
import type { ClientSettings } from "../protocol.ts";

/** What a client sent, made whole: whatever is absent or makes no sense has its default. */
export function readSettings(settings: ClientSettings | undefined, locale: string | undefined): Settings {
  const given = settings ?? {};
  const named = text(given.locale);
  return {
    locale: localeOf(named === undefined || named === "auto" ? locale : named),
    kubernetesVersion:
      kubernetesVersions.find((version) => version === given.kubernetesVersion) ?? defaultSettings.kubernetesVersion,
    nodePortRange: readPortRange(text(given.nodePortRange) ?? "") ?? defaultSettings.nodePortRange,
    serviceCidrs: (text(given.serviceCidr) ?? "")
      .split(",")
      .map((cidr) => cidr.trim())
      .filter((cidr) => cidr !== ""),
    clusterDomain: text(given.clusterDomain)?.replace(/^\.+|\.+$/g, "") || defaultSettings.clusterDomain,
    nodeAddresses: Array.isArray(given.nodeAddresses)
      ? given.nodeAddresses.filter((address) => typeof address === "string" && address !== "")
      : [],
    namespace: text(given.namespace) || defaultSettings.namespace,
    // An editor sends what nobody set, too.
    namespaceIsGiven: (text(given.namespace) || defaultSettings.namespace) !== defaultSettings.namespace,
    rules: readRules(given.rules),
    viewpoints: readViewpoints(given.viewpoints),
    localCluster: localTools.find((tool) => tool === given.localCluster),
  };
}

/** `30000-32767`, `30000+2767` or a single port, as --service-node-port-range takes them; undefined when it is none of these. */
export function readPortRange(range: string): PortRange | undefined {
  const match = /^\s*(\d{1,5})\s*(?:([-+])\s*(\d{1,5})\s*)?$/.exec(range);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  const last = second === undefined ? first : match[2] === "+" ? first + second : second;
  return first >= 1 && first <= last && last <= 65535 ? { first, last } : undefined;
}

const levels: readonly RuleLevel[] = ["off", "error", "warning", "information", "hint"];

/** What a rule may be set to, or undefined when the word is none of them. */
export function readLevel(word: unknown): RuleLevel | undefined {
  return levels.find((level) => level === word);
}

/** Those that exist; with none left over, all: nobody wants to see nothing. */
function readViewpoints(given: unknown): readonly ViewpointId[] {
  const chosen = Array.isArray(given) ? viewpointIds.filter((id) => given.includes(id)) : [];
  return chosen.length > 0 ? chosen : defaultSettings.viewpoints;
}

function readRules(rules: unknown): Readonly<Record<string, RuleLevel>> {
  if (typeof rules !== "object" || rules === null) return {};
  const read: Record<string, RuleLevel> = {};
  for (const [id, word] of Object.entries(rules)) {
    const level = readLevel(word);
    if (level !== undefined) read[id] = level;
  }
  return read;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
