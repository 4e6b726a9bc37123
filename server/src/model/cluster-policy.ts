// Policies for the whole cluster, which stand above and below NetworkPolicies: AdminNetworkPolicy and
// BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1), and ClusterNetworkPolicy, which took their place
// (v1alpha2). Fields and defaults: kubernetes-sigs/network-policy-api, apis/.

import type { FieldPath } from "../base/field.ts";
import { entryOf, get, integerOf, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import type { Manifest } from "./manifest.ts";
import { type LabelSelector, readLabelSelector } from "./network-policy.ts";

export const clusterPolicyGroup = "policy.networking.k8s.io";

export const clusterPolicyKinds = ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"] as const;

export interface ClusterPolicy {
  /** `admin` is asked before NetworkPolicies, `baseline` where none of them selects the pod. */
  readonly tier: "admin" | "baseline";
  /** The lowest is asked first. */
  readonly priority: number;
  /** Undefined: not readable, so the CRD's validation refuses the object. */
  readonly subject: PodsByLabels | undefined;
  readonly ingress: readonly ClusterPolicyRule[];
  readonly egress: readonly ClusterPolicyRule[];
  /** The fields for which the CRD's validation would refuse it; empty where it takes it. */
  readonly problems: readonly FieldPath[];
}

/** Pods by the labels of their namespace and, where that is written, their own. */
export interface PodsByLabels {
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector | undefined;
}

/** The first rule that matches decides. */
export interface ClusterPolicyRule {
  readonly action: ClusterAction | undefined;
  readonly peers: readonly ClusterPeer[];
  /** Empty: every port. */
  readonly ports: readonly ClusterPort[];
  readonly node: Node;
}

/** `pass` leaves the connection to the next tier. */
export type ClusterAction = "accept" | "deny" | "pass";

export interface ClusterPeer {
  readonly pods: PodsByLabels | undefined;
  /** CIDRs; unlike an ipBlock they hold addresses of pods, too. */
  readonly networks: readonly string[];
  /** Nodes by their labels, or names in DNS: neither is a pod. */
  readonly isElsewhere: boolean;
}

export interface ClusterPort {
  /** Undefined: any, for a port by its name. */
  readonly protocol: string | undefined;
  readonly name: string | undefined;
  /** Undefined: every port of the protocol. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** The policy in an object, or undefined where it is none. */
export function readClusterPolicy({ apiVersion, kind, root, name }: Manifest): ClusterPolicy | undefined {
  if (!apiVersion.startsWith(`${clusterPolicyGroup}/`)) return undefined;
  if (!clusterPolicyKinds.some((known) => known === kind)) return undefined;
  const spec = get(root, "spec");
  const isBaseline = kind === "BaselineAdminNetworkPolicy" || stringOf(get(spec, "tier")) === "Baseline";
  const subject = readPods(get(spec, "subject"));
  const ingress = readRules(get(spec, "ingress"), "from");
  const egress = readRules(get(spec, "egress"), "to");
  const priority = integerOf(get(spec, "priority"));
  const actions: readonly string[] =
    kind === "ClusterNetworkPolicy"
      ? ["Accept", "Deny", "Pass"]
      : isBaseline
        ? ["Allow", "Deny"]
        : ["Allow", "Deny", "Pass"];
  const problems: FieldPath[] = [];
  if (subject === undefined) problems.push(["spec", "subject"]);
  if (kind === "ClusterNetworkPolicy" && !["Admin", "Baseline"].includes(stringOf(get(spec, "tier")) ?? ""))
    problems.push(["spec", "tier"]);
  if (kind === "BaselineAdminNetworkPolicy") {
    if (name?.value !== "default") problems.push(["metadata", "name"]);
  } else if (priority === undefined || priority < 0 || priority > 1000) problems.push(["spec", "priority"]);
  for (const [direction, peers, rules] of [
    ["ingress", "from", ingress],
    ["egress", "to", egress],
  ] as const) {
    for (const [index, rule] of rules.entries()) {
      if (!actions.includes(stringOf(get(rule.node, "action")) ?? ""))
        problems.push(["spec", direction, index, "action"]);
      if (rule.peers.length === 0) problems.push(["spec", direction, index, peers]);
    }
  }
  return { tier: isBaseline ? "baseline" : "admin", priority: priority ?? 0, subject, ingress, egress, problems };
}

function readRules(node: Node | undefined, peers: "from" | "to"): readonly ClusterPolicyRule[] {
  return itemsOf(node).map((rule) => ({
    action: readAction(stringOf(get(rule, "action"))),
    peers: itemsOf(get(rule, peers)).map((peer) => ({
      pods: readPods(peer),
      networks: stringsOf(get(peer, "networks")),
      isElsewhere: entryOf(peer, "nodes") !== undefined || entryOf(peer, "domainNames") !== undefined,
    })),
    ports: [
      ...itemsOf(get(rule, "ports")).flatMap(readPort),
      ...itemsOf(get(rule, "protocols")).flatMap(readProtocolPort),
    ],
    node: rule,
  }));
}

function readAction(text: string | undefined): ClusterAction | undefined {
  switch (text) {
    case "Allow":
    case "Accept":
      return "accept";
    case "Deny":
      return "deny";
    case "Pass":
      return "pass";
    default:
      return undefined;
  }
}

function readPods(node: Node | undefined): PodsByLabels | undefined {
  const namespaces = get(node, "namespaces");
  if (namespaces?.kind === "map") return { namespaces: readLabelSelector(namespaces), pods: undefined };
  const pods = get(node, "pods");
  if (pods?.kind !== "map") return undefined;
  return {
    namespaces: readLabelSelector(get(pods, "namespaceSelector")),
    pods: readLabelSelector(get(pods, "podSelector")),
  };
}

/** v1alpha1: portNumber, portRange or namedPort; the protocol's default is TCP. */
function readPort(node: Node): readonly ClusterPort[] {
  const number = get(node, "portNumber");
  const range = get(node, "portRange");
  const name = stringOf(get(node, "namedPort"));
  if (name !== undefined) return [{ protocol: undefined, name, first: undefined, last: undefined }];
  const place = number ?? range;
  if (place?.kind !== "map") return [];
  const protocol = stringOf(get(place, "protocol")) || "TCP";
  const first = integerOf(get(place, "port")) ?? integerOf(get(place, "start"));
  const last = integerOf(get(place, "port")) ?? integerOf(get(place, "end"));
  return [{ protocol, name: undefined, first, last }];
}

/** v1alpha2: tcp, udp or sctp with a destinationPort, or destinationNamedPort. */
function readProtocolPort(node: Node): readonly ClusterPort[] {
  const name = stringOf(get(node, "destinationNamedPort"));
  if (name !== undefined) return [{ protocol: undefined, name, first: undefined, last: undefined }];
  for (const protocol of ["tcp", "udp", "sctp"]) {
    const said = get(node, protocol);
    if (said?.kind !== "map") continue;
    const port = destinationOf(said);
    const number = integerOf(get(port, "number"));
    const first = number ?? integerOf(get(port, "range", "start"));
    const last = number ?? integerOf(get(port, "range", "end"));
    return [{ protocol: protocol.toUpperCase(), name: undefined, first, last }];
  }
  return [];
}

function destinationOf(node: MapNode): Node | undefined {
  return get(node, "destinationPort");
}
