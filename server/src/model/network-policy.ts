// A NetworkPolicy: whose traffic it governs, in which directions, and what it lets through (networking.k8s.io/v1).

import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { type Pair, readPairs } from "./labels.ts";

export interface NetworkPolicy {
  /** The pods it speaks of, in its own namespace. */
  readonly pods: LabelSelector;
  /** Whether it says anything about who comes in: policyTypes has Ingress, or is left out. */
  readonly isolatesIngress: boolean;
  /** Whether it says anything about where its pods connect to: policyTypes has Egress, or is left out and there are egress rules. */
  readonly isolatesEgress: boolean;
  readonly ingress: readonly PolicyRule[];
  readonly ingressNode: Node | undefined;
  readonly egress: readonly PolicyRule[];
}

/** One item of `ingress` or `egress`. */
export interface PolicyRule {
  /** Empty: every port. */
  readonly ports: readonly PolicyPort[];
  /** Empty (`from` or `to` absent, or an empty list): anybody, anywhere. */
  readonly peers: readonly PolicyPeer[];
  readonly node: Node;
}

export interface PolicyPort {
  readonly protocol: string;
  /** A number, a container port's name, or undefined for all. */
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
  /** Where `port` is written. */
  readonly portNode: Node | undefined;
  readonly node: Node;
}

/** One item of `from` or `to`: pods by labels, or addresses. */
export interface PolicyPeer {
  /** Undefined where it is not written: all pods of the namespaces meant. */
  readonly pods: LabelSelector | undefined;
  /** Undefined where it is not written: the policy's own namespace. */
  readonly namespaces: LabelSelector | undefined;
  readonly ipBlock: IpBlock | undefined;
  readonly node: Node;
}

/** Addresses outside of the cluster. */
export interface IpBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** matchLabels and matchExpressions; empty matches everything. */
export interface LabelSelector {
  readonly labels: readonly Pair[];
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export function readNetworkPolicy(root: MapNode): NetworkPolicy {
  const spec = get(root, "spec");
  const types = itemsOf(get(spec, "policyTypes")).map(stringOf);
  const egress = readRules(get(spec, "egress"), "to");
  return {
    pods: readLabelSelector(get(spec, "podSelector")),
    isolatesIngress: types.length === 0 || types.includes("Ingress"),
    isolatesEgress: types.length === 0 ? egress.length > 0 : types.includes("Egress"),
    ingress: readRules(get(spec, "ingress"), "from"),
    ingressNode: get(spec, "ingress"),
    egress,
  };
}

function readRules(node: Node | undefined, peers: "from" | "to"): readonly PolicyRule[] {
  return itemsOf(node).map((rule) => ({
    ports: itemsOf(get(rule, "ports")).map((port) => ({
      protocol: stringOf(get(port, "protocol")) || "TCP",
      port: integerOf(get(port, "port")) ?? stringOf(get(port, "port")),
      endPort: integerOf(get(port, "endPort")),
      portNode: get(port, "port"),
      node: port,
    })),
    peers: itemsOf(get(rule, peers)).map((peer) => ({
      pods: selectorAt(get(peer, "podSelector")),
      namespaces: selectorAt(get(peer, "namespaceSelector")),
      ipBlock: readIpBlock(get(peer, "ipBlock")),
      node: peer,
    })),
    node: rule,
  }));
}

/** A pointer in Go: null is as good as absent. */
function selectorAt(node: Node | undefined): LabelSelector | undefined {
  return node === undefined || node.kind === "null" ? undefined : readLabelSelector(node);
}

function readIpBlock(node: Node | undefined): IpBlock | undefined {
  if (node?.kind !== "map") return undefined;
  return {
    cidr: stringOf(get(node, "cidr")) ?? "",
    except: itemsOf(get(node, "except")).flatMap((item) => stringOf(item) ?? []),
  };
}

export function readLabelSelector(node: Node | undefined): LabelSelector {
  return {
    labels: readPairs(get(node, "matchLabels")),
    expressions: itemsOf(get(node, "matchExpressions")).map((item) => ({
      key: stringOf(get(item, "key")) ?? "",
      operator: stringOf(get(item, "operator")) ?? "",
      values: itemsOf(get(item, "values")).flatMap((value) => stringOf(value) ?? []),
    })),
  };
}

/** Whether the selector matches these labels. Unlike a Service's, an empty one matches everything. */
export function selects(selector: LabelSelector, labels: readonly Pick<Pair, "key" | "value">[]): boolean {
  const value = (key: string) => labels.find((label) => label.key === key)?.value;
  return (
    selector.labels.every((pair) => value(pair.key) === pair.value) &&
    selector.expressions.every(({ key, operator, values }) => {
      const found = value(key);
      switch (operator) {
        case "In":
          return found !== undefined && values.includes(found);
        case "NotIn":
          return found === undefined || !values.includes(found);
        case "Exists":
          return found !== undefined;
        case "DoesNotExist":
          return found === undefined;
        default:
          return false;
      }
    })
  );
}
