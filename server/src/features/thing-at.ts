// What stands at a place, in the field's own terms: a selector's pair, a pod's label, a port, a name that means a Service.

import { type Span, touches } from "../base/span.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { inText, type Mention, mentionsIn } from "../index/mentions.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { Pair } from "../model/labels.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import type { Container, ContainerPort } from "../model/workload.ts";
import { get } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

type ServiceResource = Resource<ServiceManifest>;
type WorkloadResource = Resource<WorkloadManifest>;

export type Thing =
  | {
      readonly kind: "selector";
      readonly span: Span;
      readonly service: ServiceResource;
      readonly pair: Pair | undefined;
    }
  | { readonly kind: "target-port"; readonly span: Span; readonly service: ServiceResource; readonly port: ServicePort }
  | { readonly kind: "service-name"; readonly span: Span; readonly service: ServiceResource }
  | { readonly kind: "pod-label"; readonly span: Span; readonly workload: WorkloadResource; readonly pair: Pair }
  | {
      readonly kind: "container-port";
      readonly span: Span;
      readonly workload: WorkloadResource;
      readonly container: Container;
      readonly port: ContainerPort;
    }
  | { readonly kind: "port-name"; readonly span: Span; readonly service: ServiceResource; readonly port: ServicePort }
  | { readonly kind: "mention"; readonly span: Span; readonly from: Resource; readonly mention: Mention }
  | { readonly kind: "mentioned-port"; readonly span: Span; readonly from: Resource; readonly mention: Mention };

/** What stands at an offset of a document, or undefined when it is nothing that leads anywhere. */
export function thingAt(document: WorkspaceDocument, offset: number, workspace: Workspace): Thing | undefined {
  for (const resource of workspace.shown(document)) {
    if (!touches(resource.manifest.root.span, offset)) continue;
    const { manifest } = resource;
    const thing =
      manifest.is === "service"
        ? inService(resource as ServiceResource, offset)
        : manifest.is === "workload"
          ? inWorkload(resource as WorkloadResource, offset)
          : undefined;
    if (thing !== undefined) return thing;
    const mentioned = mentionAt(resource, offset, workspace.settings.clusterDomain);
    if (mentioned !== undefined) return mentioned;
  }
  return undefined;
}

function inService(service: ServiceResource, offset: number): Thing | undefined {
  const { manifest } = service;
  if (manifest.name !== undefined && touches(manifest.name.span, offset))
    return { kind: "service-name", span: manifest.name.span, service };
  const { selectorEntry, selector, ports } = manifest.service;
  for (const pair of selector ?? []) {
    if (touches(pair.entry.span, offset)) return { kind: "selector", span: pair.entry.span, service, pair };
  }
  if (selectorEntry !== undefined && touches(selectorEntry.keySpan, offset)) {
    return { kind: "selector", span: selectorEntry.keySpan, service, pair: undefined };
  }
  for (const port of ports) {
    const name = get(port.node, "name");
    if (port.name !== undefined && name !== undefined && touches(name.span, offset))
      return { kind: "port-name", span: name.span, service, port };
    const node = port.targetPortNode;
    if (node !== undefined && touches(node.span, offset))
      return { kind: "target-port", span: node.span, service, port };
  }
  return undefined;
}

function inWorkload(workload: WorkloadResource, offset: number): Thing | undefined {
  const { podLabels, containers, initContainers } = workload.manifest.workload;
  for (const pair of podLabels) {
    if (touches(pair.entry.span, offset)) return { kind: "pod-label", span: pair.entry.span, workload, pair };
  }
  for (const container of [...containers, ...initContainers]) {
    if (!touches(container.node.span, offset)) continue;
    for (const port of container.ports) {
      if (touches(port.node.span, offset))
        return { kind: "container-port", span: port.node.span, workload, container, port };
    }
  }
  return undefined;
}

/** A field that names a Service or one of its ports, or a host name in any string. */
function mentionAt(from: Resource, offset: number, clusterDomain: string): Thing | undefined {
  const { manifest, namespace } = from;
  for (const mention of mentionsIn(manifest, namespace, clusterDomain)) {
    const { span, portNode, by } = mention;
    if (by === "text") continue;
    if (touches(span, offset)) return { kind: "mention", span, from, mention };
    if (portNode !== undefined && touches(portNode.span, offset))
      return { kind: "mentioned-port", span: portNode.span, from, mention };
  }
  const node = scalarAt(manifest.root, offset);
  if (node?.kind !== "string") return undefined;
  for (const mention of inText(node, namespace, clusterDomain)) {
    const { host } = mention;
    if (host === undefined) continue;
    // A pod's name in front, and the port behind, are part of what is pointed at.
    const isWhole = mention.span.end - mention.span.start !== host.service.length;
    const start = mention.span.start - (isWhole ? 0 : host.lead.length);
    const span = { start, end: isWhole ? mention.span.end : mention.span.start + host.text.length };
    if (touches(span, offset)) return { kind: "mention", span, from, mention };
  }
  return undefined;
}

function scalarAt(node: Node, offset: number): Node | undefined {
  if (node.kind === "map") {
    const entry = node.entries.find((candidate) => touches(candidate.value.span, offset));
    return entry === undefined ? undefined : scalarAt(entry.value, offset);
  }
  if (node.kind === "list") {
    const item = node.items.find((candidate) => touches(candidate.span, offset));
    return item === undefined ? undefined : scalarAt(item, offset);
  }
  return node;
}
