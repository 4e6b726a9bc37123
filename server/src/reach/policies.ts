// Policies ready to be asked: whom they select, which peers and ports their rules name.

import { isFilledIn } from "../base/placeholder.ts";
import { isTemplated } from "../index/unreadable.ts";
import {
  type ClusterPolicy,
  type ClusterPolicyRule,
  type PodsByLabels,
  readClusterPolicy,
} from "../model/cluster-policy.ts";
import { isSetByController } from "../model/labels.ts";
import type { Manifest } from "../model/manifest.ts";
import {
  type NetworkPolicy,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
  readLabelSelector,
} from "../model/network-policy.ts";
import { get } from "../yaml/cursor.ts";
import {
  type Coverage,
  coverageOf,
  hasInnerAddresses,
  holdsAddress,
  holdsAddresses,
  holdsInternet,
  isEverything,
} from "./addresses.ts";
import { type Answer, both, not, someOf } from "./answer.ts";
import { readForeignPolicy } from "./foreign.ts";
import { labelsMatch } from "./labels.ts";
import type { Pods } from "./pods.ts";
import { isRefusedPolicy, policyErrors } from "./refused-policy.ts";
import type { Thing } from "./thing.ts";

export type Direction = "ingress" | "egress";

/** One end of a connection, as the other end's policies see it. */
export type Peer =
  | PodsPeer
  /** Addresses outside of the cluster, or of nodes; undefined where nobody knows them. */
  | { readonly is: "addresses"; readonly addresses: readonly string[] | undefined }
  /** Anybody on the internet. */
  | { readonly is: "internet" };

export interface PodsPeer {
  readonly is: "pods";
  readonly pods: Pods;
  /**
   * Set for the cluster's DNS, which pods reach by an address, and which may run on the nodes: an ipBlock may mean it.
   * The addresses as far as they are known.
   */
  readonly resolver?: readonly string[];
}

/** Where a connection arrives: after the Service's translation. */
export interface Arrival {
  /** Undefined: not known. */
  readonly port: number | undefined;
  readonly protocol: string;
  /** What the pod calls this port, with this protocol. */
  readonly names: readonly string[];
}

/** The part of a policy that one direction looks at. */
export interface Rules {
  /** Whether any rule lets the connection through. */
  allows(peer: Peer, arrival: Arrival): Answer;
}

/** A NetworkPolicy. */
export interface NamespacedPolicy {
  readonly thing: Thing;
  readonly policy: NetworkPolicy;
  selects(pods: Pods): Answer;
  /** Undefined where the policy says nothing about the direction. */
  readonly ingress: Rules | undefined;
  readonly egress: Rules | undefined;
}

/** A policy of the tier above or below NetworkPolicies. */
export interface TierPolicy {
  readonly thing: Thing;
  readonly tier: ClusterPolicy["tier"];
  readonly priority: number;
  selects(pods: Pods): Answer;
  readonly ingress: readonly TierRule[];
  readonly egress: readonly TierRule[];
}

export interface TierRule {
  readonly action: ClusterPolicyRule["action"];
  matches(peer: Peer, arrival: Arrival): Answer;
}

/** A policy of which it is only known whom it governs: another kind's, or one that the API server refuses. */
export interface OpaquePolicy {
  readonly thing: Thing;
  readonly why: "other-kind" | "refused" | "template";
  selects(pods: Pods): Answer;
}

/** Everything that governs the pods of one namespace, or of all. */
export interface Policies {
  /** The NetworkPolicies that may select pods with these labels, in their order. */
  about(pods: Pods): readonly NamespacedPolicy[];
  readonly tiers: readonly TierPolicy[];
  readonly opaque: readonly OpaquePolicy[];
}

/** Makes policies of resources of any kind; what is no policy is left out. */
export function policiesOf(things: Iterable<Thing>): Policies {
  const namespaced: NamespacedPolicy[] = [];
  const tiers: TierPolicy[] = [];
  const opaque: OpaquePolicy[] = [];
  for (const thing of things) {
    const { manifest, namespace } = thing;
    const foreign = readForeignPolicy(manifest);
    if (isMasked(thing)) {
      if (foreign !== undefined || policyKind.test(manifest.kind))
        opaque.push({ thing, why: "template", selects: (pods) => maskedSelects(thing, pods) });
    } else if (foreign !== undefined) {
      opaque.push({ thing, why: "other-kind", selects: (pods) => foreign.selects(pods, namespace) });
    } else if (manifest.kind === "NetworkPolicy" && isNetworkPolicyGroup(manifest)) {
      if (manifest.is === "network-policy" && !isRefusedPolicy(thing))
        namespaced.push(namespacedPolicy(thing, manifest.policy));
      else opaque.push({ thing, why: "refused", selects: (pods) => refusedSelects(thing, pods) });
    } else {
      const policy = readClusterPolicy(manifest);
      if (policy === undefined) continue;
      if (policy.problems.length > 0) {
        opaque.push({
          thing,
          why: "refused",
          selects: (pods) => (policy.subject === undefined ? "unknown" : inSubject(policy.subject, pods)),
        });
      } else tiers.push(tierPolicy(thing, policy));
    }
  }
  tiers.sort((a, b) => a.priority - b.priority);
  return { about: indexed(namespaced), tiers, opaque };
}

/** Every kind of policy ends so. */
const policyKind = /NetworkPolicy$/;

/** What a template makes of it nobody knows. */
function isMasked({ document }: Thing): boolean {
  return document !== undefined && isTemplated(document.yaml) && document.yaml.template?.kind !== "text";
}

function maskedSelects({ manifest, namespace }: Thing, pods: Pods): Answer {
  return manifest.is === "network-policy" && pods.namespace !== namespace ? "no" : "unknown";
}

/** By the first pair that they ask for: a namespace may have a thousand policies, and pods have few labels. */
function indexed(all: readonly NamespacedPolicy[]): Policies["about"] {
  if (all.length < 8) return () => all;
  const byPair = new Map<string, number[]>();
  const others: number[] = [];
  for (const [index, { policy, thing }] of all.entries()) {
    const pair = policy.pods.labels.find(({ key, value }) => !isSetByController(key) && !isFilledIn(value));
    const key = pair === undefined || thing.uncertain ? undefined : `${pair.key}=${pair.value}`;
    const list = key === undefined ? others : (byPair.get(key) ?? []);
    list.push(index);
    if (key !== undefined) byPair.set(key, list);
  }
  return ({ labels }) => {
    // Of a label whose value is not known, any policy may be meant.
    if (labels.mayHave("") || [...labels.values.values()].some(isFilledIn)) return all;
    const found = [...others];
    for (const [key, value] of labels.values) found.push(...(byPair.get(`${key}=${value}`) ?? []));
    return found.sort((a, b) => a - b).flatMap((index) => all[index] ?? []);
  };
}

function isNetworkPolicyGroup({ apiVersion }: Manifest): boolean {
  return /^(networking\.k8s\.io|extensions)\//.test(apiVersion);
}

/** Whom a policy that never gets into the cluster was meant for. */
function refusedSelects(policy: Thing, pods: Pods): Answer {
  const { manifest, namespace, uncertain } = policy;
  if (pods.namespace !== namespace) return "no";
  if (uncertain) return "unknown";
  const selector =
    manifest.is === "network-policy"
      ? manifest.policy.pods
      : readLabelSelector(get(manifest.root, "spec", "podSelector"));
  // Where the selector itself is wrong, its pairs are all that can be gone by.
  const isWrong = policyErrors(policy).some(({ place }) => place[1] === "podSelector");
  if (isWrong) return both(labelsMatch({ ...selector, expressions: [] }, pods.labels), "unknown");
  return labelsMatch(selector, pods.labels);
}

/** One object as long as its document stays as it is: what was found out about it is kept when others change. */
const ready = new WeakMap<Thing, NamespacedPolicy>();

function namespacedPolicy(thing: Thing, policy: NetworkPolicy): NamespacedPolicy {
  let made = ready.get(thing);
  if (made === undefined) {
    made = makePolicy(thing, policy);
    ready.set(thing, made);
  }
  return made;
}

function makePolicy(thing: Thing, policy: NetworkPolicy): NamespacedPolicy {
  const { namespace, uncertain } = thing;
  return {
    thing,
    policy,
    selects: rememberingPods((pods) => {
      if (pods.namespace !== namespace) return "no";
      // For pods in their node's network the API leaves open whether policies hold.
      const sure = both(not(pods.hostNetwork) === "yes" ? "yes" : "unknown", uncertain ? "unknown" : "yes");
      return both(labelsMatch(policy.pods, pods.labels), sure);
    }),
    ingress: policy.isolatesIngress ? rulesOf(policy.ingress, namespace) : undefined,
    egress: policy.isolatesEgress ? rulesOf(policy.egress, namespace) : undefined,
  };
}

function rulesOf(rules: readonly PolicyRule[], namespace: string): Rules {
  const ready = rules.map((rule) => ({
    rule,
    peers: rule.peers.map((peer) => remembering((who) => isPeer(peer, rule, namespace, who))),
  }));
  return {
    allows: (who, arrival) => {
      let answer: Answer = "no";
      for (const { rule, peers } of ready) {
        const port = rule.ports.length === 0 ? "yes" : hasPort(rule.ports, arrival);
        if (port === "no") continue;
        const here = both(port, peers.length === 0 ? "yes" : someOf(peers, (matches) => matches(who)));
        if (here === "yes") return "yes";
        if (here === "unknown") answer = "unknown";
      }
      return answer;
    },
  };
}

/** The answer for pods is kept: whoever is asked about a thousand callers a thousand times is asked once about each. */
function remembering(ask: (peer: Peer) => Answer): (peer: Peer) => Answer {
  const ofPods = rememberingPods((pods) => ask({ is: "pods", pods }));
  return (peer) => (peer.is === "pods" && peer.resolver === undefined ? ofPods(peer.pods) : ask(peer));
}

function rememberingPods(ask: (pods: Pods) => Answer): (pods: Pods) => Answer {
  const known = new WeakMap<Pods, Answer>();
  return (pods) => {
    let answer = known.get(pods);
    if (answer === undefined) {
      answer = ask(pods);
      known.set(pods, answer);
    }
    return answer;
  };
}

/** Whether the rule's ports hold this one: policies see the pod's port, whatever the Service calls it. */
export function hasPort(ports: readonly PolicyPort[], { port, protocol, names }: Arrival): Answer {
  let answer: Answer = "no";
  for (const allowed of ports) {
    if (allowed.protocol !== protocol) continue;
    if (allowed.port === undefined) return "yes";
    if (typeof allowed.port === "string") {
      if (names.includes(allowed.port)) return "yes";
      if (port === undefined) answer = "unknown";
    } else if (port === undefined) answer = "unknown";
    else if (allowed.port <= port && port <= (allowed.endPort ?? allowed.port)) return "yes";
  }
  return answer;
}

/** Whether an item of `from` or `to` means this one. */
export function isPeer(peer: PolicyPeer, rule: PolicyRule, namespace: string, who: Peer): Answer {
  if (peer.ipBlock !== undefined) return inIpBlock(peer.ipBlock, rule, who);
  if (who.is !== "pods") return "no";
  const { pods } = who;
  const here =
    peer.namespaces === undefined
      ? pods.namespace === namespace
        ? "yes"
        : "no"
      : labelsMatch(peer.namespaces, pods.namespaceLabels);
  if (here === "no") return "no";
  const labels = peer.pods === undefined ? "yes" : labelsMatch(peer.pods, pods.labels);
  // The traffic of such pods may come as their node's, which has no labels.
  return both(both(here, labels), pods.hostNetwork === "no" ? "yes" : "unknown");
}

/** An ipBlock is about addresses outside of the cluster: it means no pods but those that use their node's address. */
function inIpBlock(block: NonNullable<PolicyPeer["ipBlock"]>, rule: PolicyRule, who: Peer): Answer {
  const coverage = coverageOf(block);
  if (coverage === undefined) return "unknown";
  switch (who.is) {
    case "pods":
      if (who.resolver !== undefined) return holdsResolver(coverage, rule, who.resolver);
      if (who.pods.hostNetwork === "no") return "no";
      return who.pods.hostNetwork === "yes" && isEverything(coverage) && coverage.family === "IPv4" ? "yes" : "unknown";
    case "internet":
      return holdsInternet(coverage);
    case "addresses":
      if (who.addresses !== undefined) return holdsAddresses(coverage, who.addresses);
      if (isEverything(coverage) && coverage.family === "IPv4") return "yes";
      return coverage.family === "IPv4" && !hasInnerAddresses(coverage) ? "no" : "unknown";
  }
}

/**
 * Whether a block means the cluster's DNS: it has one of its addresses, or everything, or it is inside of the cluster's
 * networks and the rule is about port 53. Public addresses are other people's DNS.
 */
function holdsResolver(coverage: Coverage, rule: PolicyRule, addresses: readonly string[]): Answer {
  if (isEverything(coverage) || addresses.some((address) => holdsAddress(coverage, address))) return "yes";
  if (!hasInnerAddresses(coverage)) return "no";
  return rule.ports.some(({ port, endPort }) => port === 53 && endPort === undefined) ? "yes" : "unknown";
}

function tierPolicy(thing: Thing, policy: ClusterPolicy): TierPolicy {
  const { subject, tier, priority } = policy;
  const sure: Answer = thing.uncertain ? "unknown" : "yes";
  return {
    thing,
    tier,
    priority,
    selects: (pods) => (subject === undefined ? "no" : both(inSubject(subject, pods), sure)),
    ingress: policy.ingress.map(tierRule),
    egress: policy.egress.map(tierRule),
  };
}

/** Pods in their node's network are never selected (ClusterNetworkPolicySubject). */
function inSubject({ namespaces, pods: selector }: PodsByLabels, pods: Pods): Answer {
  const labels = selector === undefined ? "yes" : labelsMatch(selector, pods.labels);
  return both(both(labelsMatch(namespaces, pods.namespaceLabels), labels), not(pods.hostNetwork));
}

function tierRule(rule: ClusterPolicyRule): TierRule {
  const peers = rule.peers.map((peer) => remembering((who) => isClusterPeer(peer, who)));
  return {
    action: rule.action,
    matches: (who, arrival) =>
      both(
        hasClusterPort(rule, arrival),
        someOf(peers, (matches) => matches(who)),
      ),
  };
}

function isClusterPeer(
  { pods: selector, networks, isElsewhere }: ClusterPolicyRule["peers"][number],
  who: Peer,
): Answer {
  if (isElsewhere) return who.is === "pods" && who.pods.hostNetwork === "no" ? "no" : "unknown";
  if (networks.length > 0) return someOf(networks, (cidr) => inNetwork(cidr, who));
  return selector !== undefined && who.is === "pods" ? inSubject(selector, who.pods) : "no";
}

/** Networks hold what is inside of the cluster, too; where its pods have their addresses, nobody told. */
function inNetwork(cidr: string, who: Peer): Answer {
  const coverage = coverageOf({ cidr, except: [] });
  if (coverage === undefined) return "unknown";
  if (who.is === "internet") return holdsInternet(coverage);
  if (who.is === "addresses" && who.addresses !== undefined) return holdsAddresses(coverage, who.addresses);
  if (isEverything(coverage) && coverage.family === "IPv4") return "yes";
  return coverage.family === "IPv4" && !hasInnerAddresses(coverage) ? "no" : "unknown";
}

function hasClusterPort({ ports, node }: ClusterPolicyRule, { port, protocol, names }: Arrival): Answer {
  if (ports.length === 0) return restrictsPorts(node) ? "unknown" : "yes";
  return someOf(ports, (allowed) => {
    if (allowed.name !== undefined) return names.includes(allowed.name) ? "yes" : port === undefined ? "unknown" : "no";
    if (allowed.protocol !== protocol) return "no";
    if (allowed.first === undefined) return "yes";
    if (port === undefined) return "unknown";
    return allowed.first <= port && port <= (allowed.last ?? allowed.first) ? "yes" : "no";
  });
}

/** Ports that are written but could not be read. */
function restrictsPorts(node: ClusterPolicyRule["node"]): boolean {
  return (
    node.kind === "map" &&
    node.entries.some(({ key, value }) => /^(ports|protocols)$/.test(key) && value.kind !== "null")
  );
}
