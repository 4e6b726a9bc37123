// Selectors of NetworkPolicies that match nothing in sight, and what they nearly match.

import { isFilledIn } from "../base/placeholder.ts";
import { isTypo } from "../index/likeness.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { isSetByController, type Pair } from "../model/labels.ts";
import type { NetworkPolicyManifest, WorkloadManifest } from "../model/manifest.ts";
import type { LabelSelector, PolicyPeer, PolicyRule } from "../model/network-policy.ts";
import { labelsMatch } from "./labels.ts";
import { isPeer } from "./policies.ts";
import { everyWorkload } from "./policy-ports.ts";
import { namespaceLabels, namespaceNameLabel, podsIn } from "./scene.ts";

/** A workload all but one of whose labels fit, and that one is a slip away. */
export interface NearPods {
  readonly workload: Resource<WorkloadManifest>;
  readonly wanted: Pair;
  readonly key: string;
  readonly value: string;
}

/** Whether any workload of these may be selected. */
export function selectsAny(
  selector: LabelSelector,
  workloads: readonly Resource<WorkloadManifest>[],
  asker: Resource,
  world: World,
): boolean {
  return workloads.some((workload) => labelsMatch(selector, podsIn(workload, asker, world).labels) !== "no");
}

/** Whether what the selector asks for can be written in manifests at all, and is written to its end. */
export function isJudgeable({ labels, expressions }: LabelSelector): boolean {
  return (
    labels.every(
      ({ key, value }) =>
        key !== "" && value !== "" && !isSetByController(key) && !isFilledIn(key) && !isFilledIn(value),
    ) && expressions.every(({ key, values }) => !isSetByController(key) && !values.some(isFilledIn))
  );
}

/** The workloads that a slip keeps a selector from. */
export function nearPods(
  selector: LabelSelector,
  workloads: readonly Resource<WorkloadManifest>[],
): readonly NearPods[] {
  if (selector.expressions.length > 0) return [];
  const found: NearPods[] = [];
  for (const workload of workloads) {
    const { podLabels } = workload.manifest.workload;
    const missing = selector.labels.filter(
      ({ key, value }) => !podLabels.some((label) => label.key === key && label.value === value),
    );
    const [wanted] = missing;
    if (wanted === undefined || missing.length > 1) continue;
    const near = podLabels.find(
      ({ key, value }) =>
        (key === wanted.key && isTypo(wanted.value, value)) || (value === wanted.value && isTypo(wanted.key, key)),
    );
    if (near !== undefined) found.push({ workload, wanted, key: near.key, value: near.value });
  }
  return found;
}

/** A peer of a rule that means nobody in sight. */
export interface EmptyPeer {
  readonly path: readonly ["ingress" | "egress", number, "from" | "to", number];
  readonly peer: PolicyPeer;
  /** The workloads among which it looks; empty where their namespaces are not in sight. */
  readonly among: readonly Resource<WorkloadManifest>[];
}

/** Peers by labels that certainly match none of the workloads in sight. */
export function* emptyPeers(policy: Resource<NetworkPolicyManifest>, world: World): Iterable<EmptyPeer> {
  const { ingress, egress, isolatesIngress, isolatesEgress } = policy.manifest.policy;
  const sides = [
    ...(isolatesIngress ? [["ingress", "from", ingress] as const] : []),
    ...(isolatesEgress ? [["egress", "to", egress] as const] : []),
  ];
  for (const [direction, list, rules] of sides) {
    for (const [index, rule] of rules.entries()) {
      for (const [at, peer] of rule.peers.entries()) {
        if (peer.ipBlock !== undefined) continue;
        const among = amongWhom(peer, policy, world);
        if (among === undefined || matchesAny(peer, rule, among, policy, world)) continue;
        yield { path: [direction, index, list, at], peer, among };
      }
    }
  }
}

/** Where a peer looks; undefined where that may be somewhere out of sight. */
function amongWhom(
  { namespaces, pods }: PolicyPeer,
  policy: Resource,
  world: World,
): readonly Resource<WorkloadManifest>[] | undefined {
  if (pods !== undefined && !isJudgeable(pods)) return undefined;
  if (namespaces === undefined) return world.workloads(policy, policy.namespace);
  // What other namespaces hold, these manifests need not say: only those in sight with pods are looked at.
  if (pods === undefined || namespaces.expressions.length > 0 || namespaces.labels.length === 0) return undefined;
  const answers = everyWorkload(policy, undefined, world).map((workload) => ({
    workload,
    answer: labelsMatch(namespaces, namespaceLabels(workload.namespace, policy, world)),
  }));
  if (answers.some(({ answer }) => answer === "unknown")) return undefined;
  const among = answers.filter(({ answer }) => answer === "yes").map(({ workload }) => workload);
  return among.length === 0 ? undefined : among;
}

function matchesAny(
  peer: PolicyPeer,
  rule: PolicyRule,
  among: readonly Resource<WorkloadManifest>[],
  policy: Resource,
  world: World,
): boolean {
  return among.some(
    (workload) => isPeer(peer, rule, policy.namespace, { is: "pods", pods: podsIn(workload, policy, world) }) !== "no",
  );
}

/** A namespaceSelector's pair that the namespace it names lacks. */
export interface MissingNamespaceLabel {
  readonly path: readonly ["ingress" | "egress", number, "from" | "to", number];
  readonly pair: Pair;
  /** The namespace that has the value for its name. */
  readonly namespace: string;
  /** Its object, where that is in sight. */
  readonly object: Resource | undefined;
}

/** Keys by which people mean a namespace by its name. */
const nameKeys = /^(name|namespace|ns|kubernetes\.io\/name|app\.kubernetes\.io\/name|project|.*\/metadata\.name)$/;

/** Pairs that mean a namespace by its name with a label that it does not have. */
export function* missingNamespaceLabels(
  policy: Resource<NetworkPolicyManifest>,
  world: World,
): Iterable<MissingNamespaceLabel> {
  const objects = world.ofKindEverywhere(policy, "Namespace").filter(({ manifest }) => manifest.apiVersion === "v1");
  const { ingress, egress } = policy.manifest.policy;
  for (const [direction, list, rules] of [
    ["ingress", "from", ingress],
    ["egress", "to", egress],
  ] as const) {
    for (const [index, rule] of rules.entries()) {
      for (const [at, { namespaces }] of rule.peers.entries()) {
        for (const pair of namespaces?.labels ?? []) {
          if (pair.key === namespaceNameLabel || !nameKeys.test(pair.key) || isFilledIn(pair.value)) continue;
          // Some namespace has it: then it is a label of theirs, whatever it looks like.
          if (objects.some((object) => hasLabel(object, pair, policy, world))) continue;
          const object = objects.find(({ name }) => name === pair.value);
          if (
            object === undefined &&
            world.workloads(policy, pair.value).length === 0 &&
            world.services(policy, pair.value).length === 0
          )
            continue;
          yield { path: [direction, index, list, at], pair, namespace: pair.value, object };
        }
      }
    }
  }
}

function hasLabel({ name }: Resource, { key, value }: Pair, asker: Resource, world: World): boolean {
  return namespaceLabels(name, asker, world).values.get(key) === value;
}
