// What a NetworkPolicy does, in numbers and names: for the line above it and for hovers.

import type { Text } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { NetworkPolicyManifest, WorkloadManifest } from "../model/manifest.ts";
import type { PolicyPort, PolicyRule } from "../model/network-policy.ts";
import type { Connection } from "../reach/connections.ts";
import { labelsMatch } from "../reach/labels.ts";
import { isPeer } from "../reach/policies.ts";
import { everyWorkload } from "../reach/policy-ports.ts";
import { isRefusedPolicy } from "../reach/refused-policy.ts";
import { podsIn } from "../reach/scene.ts";
import { calledBy } from "./reach.ts";

export interface PolicyFacts {
  readonly selected: readonly Resource<WorkloadManifest>[];
  /** Undefined where the policy says nothing about the direction. */
  readonly ingress: Allowed | undefined;
  readonly egress: Allowed | undefined;
  /** Pairs that somebody calls for and that this policy blocks, alone or with others. */
  readonly cutOff: readonly Connection[];
}

/** Whom the rules of one direction allow. */
export interface Allowed {
  /** A rule without peers. */
  readonly everybody: boolean;
  readonly workloads: readonly Resource<WorkloadManifest>[];
  /** Blocks of addresses, and selectors of what is not in sight. */
  readonly addresses: readonly string[];
  readonly ports: readonly PolicyPort[];
}

/** Undefined for a policy that the API server rejects: it does nothing. */
export function policyFacts(policy: Resource<NetworkPolicyManifest>, workspace: Workspace): PolicyFacts | undefined {
  if (isRefusedPolicy(policy)) return undefined;
  const world = workspace.world();
  const { pods, ingress, egress, isolatesIngress, isolatesEgress } = policy.manifest.policy;
  const selected = world
    .workloads(policy, policy.namespace)
    .filter((workload) => labelsMatch(pods, podsIn(workload, policy, world).labels) === "yes");
  const allowed = (rules: readonly PolicyRule[]): Allowed => {
    const all = rules.some(({ peers }) => peers.some(({ namespaces }) => namespaces !== undefined))
      ? everyWorkload(policy, undefined, world)
      : world.workloads(policy, policy.namespace);
    const isMeant = (workload: Resource<WorkloadManifest>) =>
      rules.some((rule) =>
        rule.peers.some(
          (peer) =>
            isPeer(peer, rule, policy.namespace, { is: "pods", pods: podsIn(workload, policy, world) }) === "yes",
        ),
      );
    return {
      everybody: rules.some(({ peers }) => peers.length === 0),
      workloads: all.filter(isMeant),
      addresses: rules.flatMap(({ peers }) => peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? [])),
      ports: rules.some(({ ports }) => ports.length === 0) ? [] : rules.flatMap(({ ports }) => ports),
    };
  };
  const cutOff = [...calledBy(workspace).values()]
    .flat()
    .filter(({ calls, judgement }) => calls.length > 0 && judgement.by.some((blame) => blame.policy === policy));
  return {
    selected,
    ingress: isolatesIngress ? allowed(ingress) : undefined,
    egress: isolatesEgress ? allowed(egress) : undefined,
    cutOff,
  };
}

/** Callers that a policy cuts off, each once. */
export function callersCutOff({ cutOff }: PolicyFacts): readonly string[] {
  return [...new Set(cutOff.flatMap(({ from }) => (from.is === "workload" ? [nameOf(from.workload)] : [])))];
}

/** `selects 3 workloads · lets in 2 · cuts off 1 caller`. */
export function policySummary(facts: PolicyFacts): Text {
  const { selected, ingress, egress } = facts;
  const cut = callersCutOff(facts).length;
  const parts: Text[] = [
    {
      en: `selects ${selected.length === 1 ? "1 workload" : `${selected.length} workloads`}`,
      "zh-cn": `选中 ${selected.length} 个工作负载`,
    },
  ];
  if (ingress !== undefined) {
    parts.push(
      ingress.everybody
        ? { en: "allows all ingress", "zh-cn": "允许所有入站" }
        : { en: `ingress from ${ingress.workloads.length}`, "zh-cn": `允许 ${ingress.workloads.length} 个入站来源` },
    );
  }
  if (egress !== undefined) {
    parts.push(
      egress.everybody
        ? { en: "allows all egress", "zh-cn": "允许所有出站" }
        : { en: `egress to ${egress.workloads.length}`, "zh-cn": `允许 ${egress.workloads.length} 个出站目标` },
    );
  }
  if (cut > 0)
    parts.push({ en: `blocks ${cut === 1 ? "1 caller" : `${cut} callers`}`, "zh-cn": `阻断 ${cut} 个调用方` });
  return {
    en: parts.map(({ en }) => en).join(" · "),
    "zh-cn": parts.map((part) => part["zh-cn"]).join(" · "),
  };
}

/** The same in sentences, as Markdown. */
export function policyWords(policy: Resource<NetworkPolicyManifest>, facts: PolicyFacts | undefined): Text {
  const head = `**NetworkPolicy ${policy.namespace}/${policy.name}**`;
  if (facts === undefined) {
    return {
      en: `${head}\n\nThe API server refuses this policy, so it has no effect.`,
      "zh-cn": `${head}\n\nAPI server 会拒绝此策略，因此它不起作用。`,
    };
  }
  const { selected, cutOff } = facts;
  const who = listed(selected);
  const lines: Text[] = [
    selected.length === 0
      ? { en: "Selects no workload in this workspace.", "zh-cn": "没有选中此工作区中的任何工作负载。" }
      : { en: `Selects ${who}.`, "zh-cn": `选中 ${who}。` },
    directionWords(facts.ingress, { en: "Ingress", "zh-cn": "入站" }),
    directionWords(facts.egress, { en: "Egress", "zh-cn": "出站" }),
  ];
  const pairs = [
    ...new Set(
      cutOff.flatMap(({ from, service, port }) =>
        from.is === "workload" ? [`${nameOf(from.workload)} → ${service.name}:${port.port ?? ""}`] : [],
      ),
    ),
  ];
  if (pairs.length > 0) {
    const list = pairs
      .slice(0, 10)
      .map((pair) => `- ${pair}`)
      .join("\n");
    lines.push({ en: `Blocks:\n\n${list}`, "zh-cn": `阻断：\n\n${list}` });
  }
  return {
    en: [head, ...lines.map(({ en }) => en)].join("\n\n"),
    "zh-cn": [head, ...lines.map((line) => line["zh-cn"])].join("\n\n"),
  };
}

function directionWords(allowed: Allowed | undefined, direction: Text): Text {
  if (allowed === undefined)
    return { en: `${direction.en}: not restricted.`, "zh-cn": `${direction["zh-cn"]}：不限制。` };
  const { everybody, workloads, addresses, ports } = allowed;
  const names = [listed(workloads), ...addresses].filter((name) => name !== "").join(", ");
  const numbers = ports.map(({ protocol, port, endPort }) => {
    const range = endPort === undefined ? "" : `–${endPort}`;
    return port === undefined ? protocol : `${protocol} ${port}${range}`;
  });
  const on: Text =
    numbers.length === 0
      ? { en: "", "zh-cn": "" }
      : { en: ` on ${[...new Set(numbers)].join(", ")}`, "zh-cn": `（端口：${[...new Set(numbers)].join("、")}）` };
  if (everybody)
    return {
      en: `${direction.en}: everything is allowed${on.en}.`,
      "zh-cn": `${direction["zh-cn"]}：全部允许${on["zh-cn"]}。`,
    };
  if (names === "")
    return {
      en: `${direction.en}: no workload in this workspace is allowed.`,
      "zh-cn": `${direction["zh-cn"]}：不允许此工作区中的任何工作负载。`,
    };
  return {
    en: `${direction.en}: ${names}${on.en}.`,
    "zh-cn": `${direction["zh-cn"]}：允许 ${names}${on["zh-cn"]}。`,
  };
}

function listed(workloads: readonly Resource<WorkloadManifest>[]): string {
  const names = workloads.slice(0, 5).map(nameOf);
  return workloads.length > 5 ? `${names.join(", ")}, … (${workloads.length})` : names.join(", ");
}

function nameOf({ manifest, name }: Pick<Resource, "name"> & { readonly manifest: { readonly kind: string } }): string {
  return `${manifest.kind} ${name}`;
}
