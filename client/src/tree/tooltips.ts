// What the tree says about a thing that somebody points at, as Markdown.
import type { AccessPath, Hop, ServicePaths, WorkloadReference } from "../../../server/src/protocol.ts";
import { certaintyNames, hopNames, viewpointNames } from "../../../server/src/protocol-words.ts";
import { portForwardCommand } from "../port-forward.ts";
import type { Translate } from "../translate.ts";
import { exactAddress, joinPort, pathRole, shownAddress } from "./address.ts";
import { code, plain } from "./markdown.ts";
import type { Forward } from "./node.ts";
import { problemWords, typeWord, viewpoints } from "./words.ts";

export function serviceTooltip(service: ServicePaths, t: Translate): string {
  const lines = [
    `**${plain(service.name)}** · ${plain(typeWord(service))} · ${plain(t("Namespace {0}", service.namespace))}`,
  ];
  lines.push(plain(service.file ?? t("Only in the cluster, not in any file of this workspace.")));
  if (service.scope !== undefined) lines.push(plain(t("As applied by {0}", service.scope)));
  const problems = problemWords(service, t);
  if (problems !== undefined) lines.push(`$(warning) ${plain(problems)}`);
  if (service.differs !== undefined)
    lines.push(
      [`$(diff) ${plain(t("The cluster differs:"))}`, "", ...service.differs.map((line) => `- ${plain(line)}`)].join(
        "\n",
      ),
    );
  for (const hint of service.hints ?? []) lines.push(`$(info) ${hint}`);
  for (const viewpoint of viewpoints) {
    const paths = service.paths.filter((path) => path.viewpoint === viewpoint);
    if (paths.length === 0) continue;
    const items = paths.map((path) => `- ${stateSign(path)} ${addressMarkup(path, t)} · ${plain(pathRole(path, t))}`);
    lines.push([`**${plain(t.say(viewpointNames[viewpoint]))}**`, "", ...items].join("\n"));
  }
  return lines.join("\n\n");
}

export function pathTooltip(path: AccessPath, forward: Forward | undefined, t: Translate): string {
  const lines = [`${addressMarkup(path, t)} · ${plain(pathRole(path, t))}`];
  if (path.why !== null) lines.push(`${stateSign(path)} ${plain(path.why)}`);
  if (path.names !== undefined && path.names.length > 0) {
    lines.push(`${plain(t("Shorter names:"))} ${path.names.map(code).join(", ")}`);
    lines.push(plain(t("The last one works only in pods in the same namespace.")));
  }
  if (path.hops.length > 0) lines.push(path.hops.map((hop, at) => `${at + 1}. ${hopMarkup(hop, t)}`).join("\n"));
  if (path.kind === "port-forward" && forward !== undefined) lines.push(code(portForwardCommand(forward)));
  return lines.join("\n\n");
}

export function hopTooltip(hop: Hop, t: Translate): string {
  const lines = [hopLabel(hop, t), hopRole(hop, t) ?? "", hopCertainty(hop, t) ?? ""].map(plain);
  const workloads = (hop.workloads ?? []).map((workload) => `- ${plain(workloadLabel(workload))}`);
  return [...lines.filter((line) => line !== ""), workloads.join("\n")].join("\n\n");
}

/** How the hop's address and port are known; undefined where there is nothing to know. */
export function hopCertainty(hop: Hop, t: Translate): string | undefined {
  if (hop.certainty === undefined) return undefined;
  const isOpenAddress = hop.certainty === "on-create" && hop.kind === "service" && hop.port != null;
  return isOpenAddress ? t("address assigned by the cluster") : t.say(certaintyNames[hop.certainty]);
}

/** A line of a path's tooltip. */
function hopMarkup(hop: Hop, t: Translate): string {
  const names = (hop.workloads ?? []).map(workloadLabel).join(t(", "));
  const rest = [hopRole(hop, t) ?? "", names, hopCertainty(hop, t) ?? ""]
    .filter((part) => part !== "")
    .map((part) => ` · ${plain(part)}`);
  return plain(hopLabel(hop, t)) + rest.join("");
}

/** The hop in a few words: its address where it has one, else what it is: "192.168.1.100:32080", "Pods, port 8080". */
export function hopLabel(hop: Hop, t: Translate): string {
  const { address, port } = hop;
  if (address !== null && address !== undefined) return joinPort(address, port);
  const name = hopName(hop, t);
  return port === null || port === undefined ? name : t("{0}, port {1}", name, port);
}

/** What a hop with an address is; undefined where its label says that already. */
export function hopRole(hop: Hop, t: Translate): string | undefined {
  return hop.address === null || hop.address === undefined ? undefined : hopName(hop, t);
}

function hopName(hop: Hop, t: Translate): string {
  return hop.label === undefined || hop.label === "" ? t.say(hopNames[hop.kind]) : hop.label;
}

export function workloadLabel(workload: WorkloadReference): string {
  return `${workload.kind} ${workload.name}`;
}

function addressMarkup(path: AccessPath, t: Translate): string {
  const shown = shownAddress(path, t);
  return exactAddress(path) === undefined ? plain(shown) : code(shown);
}

function stateSign(path: AccessPath): string {
  switch (path.state) {
    case "complete":
      return "$(pass)";
    case "unknown":
      return "$(question)";
    case "broken":
      return "$(error)";
  }
}
