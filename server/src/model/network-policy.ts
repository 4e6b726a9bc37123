// A NetworkPolicy, as far as it says who may come in.

import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { type Pair, readPairs } from "./labels.ts";

export interface NetworkPolicy {
  /** The pods it speaks of. */
  readonly pods: LabelSelector;
  /** Whether it says anything about who comes in: policyTypes has Ingress, or is left out. */
  readonly isolatesIngress: boolean;
  readonly ingress: readonly IngressRule[];
  readonly ingressNode: Node | undefined;
}

export interface IngressRule {
  /** Empty: every port. */
  readonly ports: readonly PolicyPort[];
  /** Anybody may come: no `from`, or an empty one. */
  readonly fromAnybody: boolean;
}

export interface PolicyPort {
  readonly protocol: string;
  /** A number, a container port's name, or undefined for all. */
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
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
  return {
    pods: readLabelSelector(get(spec, "podSelector")),
    isolatesIngress: types.length === 0 || types.includes("Ingress"),
    ingress: itemsOf(get(spec, "ingress")).map((rule) => ({
      ports: itemsOf(get(rule, "ports")).map((port) => ({
        protocol: stringOf(get(port, "protocol")) || "TCP",
        port: integerOf(get(port, "port")) ?? stringOf(get(port, "port")),
        endPort: integerOf(get(port, "endPort")),
      })),
      fromAnybody: itemsOf(get(rule, "from")).length === 0,
    })),
    ingressNode: get(spec, "ingress"),
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

/** Whether the rule lets traffic to this port in: `port` is the container's number, `names` what its container calls it. */
export function letsIn(
  rule: IngressRule,
  protocol: string,
  port: number | undefined,
  names: readonly string[],
): boolean {
  if (rule.ports.length === 0) return true;
  return rule.ports.some((allowed) => {
    if (allowed.protocol !== protocol) return false;
    if (allowed.port === undefined) return true;
    if (typeof allowed.port === "string") return names.includes(allowed.port);
    return port !== undefined && allowed.port <= port && port <= (allowed.endPort ?? allowed.port);
  });
}
