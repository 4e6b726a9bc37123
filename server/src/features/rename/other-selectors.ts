// Selectors and ports of objects that are no Services: what a NetworkPolicy, a PodDisruptionBudget, an affinity or a monitor
// looks at, and who looks at a label.

import { type Span, touches } from "../../base/span.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { isA, type Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { podMakers } from "../../model/kinds.ts";
import type { Pair } from "../../model/labels.ts";
import { looksInto } from "../../model/monitor.ts";
import { selects } from "../../model/network-policy.ts";
import { get, getAll, integerOf, stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { labelsOf, type PairPlace, type PairRole, pairPlacesIn } from "./pairs.ts";

/** A place in some document. */
export interface Spot {
  readonly document: WorkspaceDocument;
  readonly span: Span;
}

/** The pair of such a selector at an offset; Services' selectors have an own way (thing-at.ts). */
export function otherPairAt({ manifest }: Resource, offset: number): PairPlace | undefined {
  return [...pairPlacesIn(manifest)].find((place) => isOther(place.role) && touches(spanOf(place), offset));
}

/** The objects whose labels the selector matches: workloads, or a ServiceMonitor's Services. */
export function lookedAt(from: Resource, place: PairPlace, world: World): readonly Resource[] {
  if (place.role === "workload") return [from];
  const labelled = (namespace: string): readonly Resource[] =>
    place.role === "service-monitor" ? world.services(from, namespace) : world.workloads(from, namespace);
  const namespaces = new Set([from.namespace, ...(place.looks === "here" ? [] : knownNamespaces(from, world))]);
  return [...namespaces].flatMap((namespace) => labelled(namespace).filter((to) => binds(from, place, to)));
}

/** Where that label is written on an object. */
export function* labelSpots({ manifest, document }: Resource, key: string): Iterable<Spot> {
  for (const place of pairPlacesIn(manifest)) {
    const role: PairRole = manifest.is === "service" ? "service-label" : "pod-label";
    if (place.role === role && place.key === key) yield { document, span: spanOf(place) };
  }
}

/** Who looks at that label of a workload's pods, or of a Service, besides Services. */
export function* lookers(labelled: Resource, pair: Pick<Pair, "key">, world: World): Iterable<Spot> {
  const { namespace } = labelled;
  const candidates: readonly Resource[] =
    labelled.manifest.is === "service"
      ? world.ofKindEverywhere(labelled, "ServiceMonitor")
      : [
          ...world.ofKindEverywhere(labelled, "NetworkPolicy"),
          ...world.ofKind(labelled, "PodDisruptionBudget", namespace),
          ...world.ofKindEverywhere(labelled, "PodMonitor"),
          ...world.workloads(labelled, namespace),
        ];
  for (const from of candidates) {
    for (const place of pairPlacesIn(from.manifest)) {
      if (place.role !== "workload" && isOther(place.role) && place.key === pair.key && binds(from, place, labelled))
        yield { document: from.document, span: spanOf(place) };
    }
  }
}

/** What a port means that a policy or a monitor names, at an offset: ports of containers, or of Services. */
export function* otherPortsMeant(from: Resource, offset: number, world: World): Iterable<Spot> {
  const { manifest, namespace } = from;
  const portAt = (path: readonly string[]) =>
    [...getAll(manifest.root, path)].find((node) => touches(node.span, offset));
  if (manifest.is === "network-policy") {
    const { pods } = manifest.policy;
    const port = portAt(["spec", "ingress", "*", "ports", "*", "port"]);
    const own = world.workloads(from, namespace).filter((workload) => selects(pods, labelsOf(workload)));
    if (port !== undefined) for (const workload of own) yield* containerPorts(workload, port);
    return;
  }
  if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return;
  const port =
    portAt(["spec", "endpoints", "*", "port"]) ??
    portAt(["spec", "podMetricsEndpoints", "*", "port"]) ??
    portAt(["spec", "endpoints", "*", "targetPort"]);
  if (port === undefined) return;
  const [place] = pairPlacesIn(manifest);
  for (const to of place === undefined ? [] : lookedAt(from, place, world)) {
    if (isA(to, "workload")) yield* containerPorts(to, port);
    if (to.manifest.is !== "service") continue;
    for (const each of to.manifest.service.ports) {
      const name = get(each.node, "name");
      if (name !== undefined && each.name === stringOf(port)) yield { document: to.document, span: name.span };
    }
  }
}

function* containerPorts({ manifest, document }: ReturnType<World["workloads"]>[number], port: Node): Iterable<Spot> {
  for (const each of manifest.workload.containers.flatMap((container) => container.ports)) {
    if (stringOf(port) === undefined ? each.containerPort === integerOf(port) : each.name === stringOf(port))
      yield { document, span: (each.nameNode ?? each.node).span };
  }
}

function isOther(role: PairRole): boolean {
  return role === "policy" || role === "other" || role === "service-monitor" || role === "workload";
}

function spanOf({ keyAt, valueNode }: PairPlace): Span {
  return keyAt.kind === "entry" ? keyAt.entry.span : valueNode.span;
}

/** Where something that a selector may look at is. */
function knownNamespaces(from: Resource, world: World): readonly string[] {
  return ["Service", ...podMakers].flatMap((kind) =>
    world.ofKindEverywhere(from, kind).map(({ namespace }) => namespace),
  );
}

function binds(from: Resource, { selector, looks }: PairPlace, to: Resource): boolean {
  if (selector === undefined) return false;
  if (looks === "here" && from.namespace !== to.namespace) return false;
  const isMonitor = from.manifest.apiVersion.startsWith("monitoring.coreos.com/");
  if (isMonitor && !looksInto(from.manifest.root, from.namespace, to.namespace)) return false;
  return selects(selector, labelsOf(to));
}
