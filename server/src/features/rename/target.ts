// What stands at a place and can be given another name: a Service, a port, a label's key or value.

import { type Span, touches } from "../../base/span.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { type Mention, mentionsIn } from "../../index/mentions.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { Manifest } from "../../model/manifest.ts";
import { getAll, insideQuotes, stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { type PairPlace, pairPlacesIn } from "./pairs.ts";

export type RenameTarget =
  | {
      readonly kind: "service";
      /** Who says the name, as it is applied. */
      readonly from: Resource;
      readonly namespace: string;
      /** The Service's name as it is applied. */
      readonly service: string;
      /** The name as it is written at the place. */
      readonly name: string;
      readonly span: Span;
    }
  | {
      readonly kind: "service-port";
      readonly from: Resource;
      readonly namespace: string;
      /** undefined: the Services that a ServiceMonitor finds. */
      readonly service: string | undefined;
      readonly name: string;
      readonly span: Span;
    }
  | { readonly kind: "container-port"; readonly from: Resource; readonly name: string; readonly span: Span }
  | {
      readonly kind: "label";
      readonly from: Resource;
      readonly place: PairPlace;
      readonly part: "key" | "value";
      readonly name: string;
      readonly span: Span;
    };

/** What is named at an offset; undefined where nothing is that can be renamed. */
export function targetAt(document: WorkspaceDocument, offset: number, workspace: Workspace): RenameTarget | undefined {
  for (const from of workspace.shown(document)) {
    const written = document.manifests.find(({ item }) => item === from.manifest.item);
    if (written === undefined || !touches(written.root.span, offset)) continue;
    const target =
      nameAt(from, written, offset) ??
      portAt(from, written, offset) ??
      labelAt(from, written, offset) ??
      mentionAt(from, written, offset, workspace.settings.clusterDomain);
    if (target !== undefined) return target;
  }
  return undefined;
}

function nameAt(from: Resource, { is, name }: Manifest, offset: number): RenameTarget | undefined {
  if (is !== "service" || name === undefined || name.value === "" || !touches(name.span, offset)) return undefined;
  const { namespace, name: service } = from;
  return { kind: "service", from, namespace, service, name: name.value, span: insideQuotes(name) };
}

function portAt(from: Resource, written: Manifest, offset: number): RenameTarget | undefined {
  const { namespace } = from;
  for (const node of containerPortNames(written)) {
    const name = stringOf(node);
    if (name && touches(node.span, offset)) return { kind: "container-port", from, name, span: insideQuotes(node) };
  }
  for (const { node, service } of servicePortNames(written)) {
    const name = stringOf(node);
    if (name && touches(node.span, offset)) {
      const of = service === "own" ? from.name : service === "endpoints" ? endpointsService(from) : undefined;
      return { kind: "service-port", from, namespace, service: of, name, span: insideQuotes(node) };
    }
  }
  return undefined;
}

function endpointsService({ manifest, name }: Resource): string {
  return (manifest.is === "endpoints" ? manifest.endpoints.service : undefined) ?? name;
}

function labelAt(from: Resource, written: Manifest, offset: number): RenameTarget | undefined {
  for (const place of pairPlacesIn(written)) {
    const { key, value, valueNode, keyAt } = place;
    // A workload's own labels mean nothing to anybody here.
    if (place.role === "own-label") continue;
    if (touches(valueNode.span, offset))
      return { kind: "label", from, place, part: "value", name: value, span: insideQuotes(valueNode) };
    const keySpan = keyAt.kind === "entry" ? keyAt.entry.keySpan : keyAt.node.span;
    if (keyAt.kind === "entry" && keyAt.entry.merged) continue;
    if (touches(keySpan, offset)) return { kind: "label", from, place, part: "key", name: key, span: keySpan };
  }
  return undefined;
}

function mentionAt(from: Resource, written: Manifest, offset: number, clusterDomain: string): RenameTarget | undefined {
  for (const mention of mentionsIn(written, from.namespace, clusterDomain)) {
    const { span, portNode, namespace } = mention;
    if (touches(span, offset) && span.end - span.start >= mention.service.length) {
      const service = appliedName(from, mention, clusterDomain);
      const isPart = mention.host !== undefined;
      return {
        kind: "service",
        from,
        namespace,
        service,
        name: mention.service,
        span: isPart ? span : insideQuotes(mention.node),
      };
    }
    const port = stringOf(portNode);
    if (portNode !== undefined && port && touches(portNode.span, offset)) {
      const service = appliedName(from, mention, clusterDomain);
      return { kind: "service-port", from, namespace, service, name: port, span: insideQuotes(portNode) };
    }
  }
  return undefined;
}

/** What a kustomization makes of a name at this place. */
function appliedName({ manifest, namespace }: Resource, written: Mention, clusterDomain: string): string {
  for (const { span, service } of mentionsIn(manifest, namespace, clusterDomain))
    if (span.start === written.span.start) return service;
  return written.service;
}

/** Names of container ports: where containers give them, and where they are used beside or from outside. */
export function* containerPortNames(manifest: Manifest): Iterable<Node> {
  const { root, kind } = manifest;
  if (manifest.is === "workload") {
    const { podSpec } = manifest.workload;
    for (const list of ["containers", "initContainers"]) {
      yield* getAll(podSpec, [list, "*", "ports", "*", "name"]);
      for (const path of probePorts) yield* getAll(podSpec, [list, "*", ...path]);
    }
  }
  if (manifest.is === "service") yield* getAll(root, ["spec", "ports", "*", "targetPort"]);
  if (manifest.is === "network-policy") yield* getAll(root, ["spec", "ingress", "*", "ports", "*", "port"]);
  if (!manifest.apiVersion.startsWith("monitoring.coreos.com/")) return;
  if (kind === "PodMonitor") yield* getAll(root, ["spec", "podMetricsEndpoints", "*", "port"]);
  if (kind === "ServiceMonitor") yield* getAll(root, ["spec", "endpoints", "*", "targetPort"]);
}

const probePorts = [...["livenessProbe", "readinessProbe", "startupProbe"], ...["postStart", "preStop"]].flatMap(
  (probe) => {
    const field = probe.endsWith("Probe") ? [probe] : ["lifecycle", probe];
    return [
      [...field, "httpGet", "port"],
      [...field, "tcpSocket", "port"],
    ];
  },
);

interface ServicePortName {
  readonly node: Node;
  /** Whose port it is: the Service's own, of the Service that slices are for, of those that a monitor finds. */
  readonly service: "own" | "endpoints" | "monitored";
}

/** Names of a Service's ports, but for those in backends (mentions.ts has these). */
export function* servicePortNames(manifest: Manifest): Iterable<ServicePortName> {
  const { root, kind } = manifest;
  if (manifest.is === "service")
    for (const node of getAll(root, ["spec", "ports", "*", "name"])) yield { node, service: "own" };
  if (manifest.is === "endpoints") {
    for (const path of [
      ["ports", "*", "name"],
      ["subsets", "*", "ports", "*", "name"],
    ])
      for (const node of getAll(root, path)) yield { node, service: "endpoints" };
  }
  if (kind === "ServiceMonitor" && manifest.apiVersion.startsWith("monitoring.coreos.com/"))
    for (const node of getAll(root, ["spec", "endpoints", "*", "port"])) yield { node, service: "monitored" };
}
