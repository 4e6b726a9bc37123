// Every label and every pair of a selector in an object, and what each is for.

import type { Resource } from "../../index/resource.ts";
import { kinds } from "../../model/kinds.ts";
import { type Pair, readPairs } from "../../model/labels.ts";
import type { Manifest } from "../../model/manifest.ts";
import { type LabelSelector, readLabelSelector } from "../../model/network-policy.ts";
import { entryOf, get, getAll, stringOf } from "../../yaml/cursor.ts";
import type { Entry, MapNode, Node } from "../../yaml/node.ts";

/**
 * `pod-label`: what selectors look at; `own-label`: a workload's own; `service-label`: a Service's own, which a ServiceMonitor
 * looks at; `selector`: a Service's; `workload`: a workload's, for the pods that it takes for its own; `policy`: the pods that
 * a NetworkPolicy speaks of; `other`: any other selector of pods; `service-monitor`: of Services.
 */
export type PairRole =
  | "pod-label"
  | "own-label"
  | "service-label"
  | "selector"
  | "workload"
  | "policy"
  | "other"
  | "service-monitor";

/** One pair where it is written. */
export interface PairPlace {
  readonly role: PairRole;
  readonly key: string;
  readonly value: string;
  readonly valueNode: Node;
  /** A map's entry, or the key of an expression. */
  readonly keyAt:
    | { readonly kind: "entry"; readonly map: MapNode; readonly entry: Entry }
    | { readonly kind: "expression"; readonly node: Node; readonly isOnlyValue: boolean };
  /** The whole selector; undefined for labels. */
  readonly selector: LabelSelector | undefined;
  /** It looks (also) into other namespaces than its own. */
  readonly looks: "here" | "elsewhere-too";
}

export function* pairPlacesIn(manifest: Manifest): Iterable<PairPlace> {
  const { root, kind } = manifest;
  const own = get(root, "metadata", "labels");
  switch (manifest.is) {
    case "service": {
      const selector = get(root, "spec", "selector");
      const pairs = readPairs(selector);
      yield* inMap(selector, "selector", { labels: pairs, expressions: [] });
      yield* inMap(own, "service-label", undefined);
      return;
    }
    case "workload": {
      const { podLabelsEntry, podSpec } = manifest.workload;
      yield* inMap(podLabelsEntry?.value, "pod-label", undefined);
      if (own !== podLabelsEntry?.value) yield* inMap(own, "own-label", undefined);
      const selector = get(root, "spec", "selector");
      if (kinds.get(kind)?.selector === "pairs")
        yield* inMap(selector, "workload", { labels: readPairs(selector), expressions: [] });
      else if (kind !== "Pod") yield* inSelector(selector, "workload", "here");
      for (const path of affinityTerms) {
        for (const term of getAll(podSpec, path)) {
          const isHere = get(term, "namespaces") === undefined && get(term, "namespaceSelector") === undefined;
          yield* inSelector(get(term, "labelSelector"), "other", isHere ? "here" : "elsewhere-too");
        }
      }
      for (const spread of getAll(podSpec, ["topologySpreadConstraints", "*", "labelSelector"]))
        yield* inSelector(spread, "other", "here");
      return;
    }
    case "network-policy":
      yield* inSelector(get(root, "spec", "podSelector"), "policy", "here");
      for (const path of peers) {
        for (const peer of getAll(root, path)) {
          const isHere = get(peer, "namespaceSelector") === undefined;
          yield* inSelector(get(peer, "podSelector"), "other", isHere ? "here" : "elsewhere-too");
        }
      }
      return;
    default:
      if (kind === "PodDisruptionBudget") yield* inSelector(get(root, "spec", "selector"), "other", "here");
      if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return;
      if (kind === "PodMonitor") yield* inSelector(get(root, "spec", "selector"), "other", "elsewhere-too");
      if (kind === "ServiceMonitor")
        yield* inSelector(get(root, "spec", "selector"), "service-monitor", "elsewhere-too");
  }
}

/** The labels of the pods of a workload, or of a Service itself. */
export function labelsOf({ manifest }: Resource): readonly Pair[] {
  return manifest.is === "workload" ? manifest.workload.podLabels : readPairs(get(manifest.root, "metadata", "labels"));
}

const affinityTerms = ["podAffinity", "podAntiAffinity"].flatMap((affinity) => [
  ["affinity", affinity, "requiredDuringSchedulingIgnoredDuringExecution", "*"],
  ["affinity", affinity, "preferredDuringSchedulingIgnoredDuringExecution", "*", "podAffinityTerm"],
]);

const peers = [
  ["spec", "ingress", "*", "from", "*"],
  ["spec", "egress", "*", "to", "*"],
];

function* inMap(map: Node | undefined, role: PairRole, selector: LabelSelector | undefined): Iterable<PairPlace> {
  if (map?.kind !== "map") return;
  for (const entry of map.entries) {
    const { key, value: valueNode } = entry;
    const value = stringOf(valueNode);
    if (value === undefined) continue;
    yield { role, key, value, valueNode, keyAt: { kind: "entry", map, entry }, selector, looks: "here" };
  }
}

function* inSelector(node: Node | undefined, role: PairRole, looks: PairPlace["looks"]): Iterable<PairPlace> {
  const selector = readLabelSelector(node);
  for (const place of inMap(get(node, "matchLabels"), role, selector)) yield { ...place, looks };
  for (const expression of getAll(node, ["matchExpressions", "*"])) {
    const keyNode = entryOf(expression, "key")?.value;
    const key = stringOf(keyNode);
    const values = [...getAll(expression, ["values", "*"])];
    if (key === undefined || keyNode === undefined) continue;
    const isOnlyValue = values.length === 1;
    for (const valueNode of values) {
      const value = stringOf(valueNode);
      if (value === undefined) continue;
      yield { role, key, value, valueNode, keyAt: { kind: "expression", node: keyNode, isOnlyValue }, selector, looks };
    }
  }
}
