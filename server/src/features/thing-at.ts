// What stands at a place, in the field's own terms: a selector's pair, a pod's label, a port, a Service's DNS name.

import { type Span, touches } from "../base/span.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { Pair } from "../model/labels.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { ServicePort } from "../model/service.ts";
import type { Container, ContainerPort } from "../model/workload.ts";
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
  | { readonly kind: "dns-name"; readonly span: Span; readonly from: Resource; readonly name: DnsName };

/** A Service's name in the cluster's DNS, as somebody wrote it. */
export interface DnsName {
  readonly service: string;
  readonly namespace: string;
  readonly text: string;
  /** The port behind a colon. */
  readonly port: number | undefined;
}

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
    const dns = dnsNameAt(manifest.root, offset, workspace.settings.clusterDomain);
    if (dns !== undefined) return { kind: "dns-name", span: dns.span, from: resource, name: dns.name };
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

/** The Service's DNS name that holds an offset, in any string below `root`. */
export function dnsNameAt(
  root: Node,
  offset: number,
  clusterDomain: string,
): { span: Span; name: DnsName } | undefined {
  const node = scalarAt(root, offset);
  if (node?.kind !== "string") return undefined;
  for (const found of dnsNames(node.source, clusterDomain)) {
    const span = { start: node.span.start + found.start, end: node.span.start + found.end };
    if (touches(span, offset)) return { span, name: found.name };
  }
  return undefined;
}

/** The names of Services in a text: NAME.NAMESPACE.svc, with or without the cluster's domain, a port behind it or not. */
export function* dnsNames(
  text: string,
  clusterDomain: string,
): Iterable<{ start: number; end: number; name: DnsName }> {
  const pattern =
    /(?<![\w.-])(?:[a-z0-9_-]+\.)*?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.svc(?:\.([a-z0-9.-]*[a-z0-9]))?\.?(?::(\d{1,5}))?(?![\w-])/gi;
  for (const match of text.matchAll(pattern)) {
    const [whole, service = "", namespace = "", domain, port] = match;
    if (domain !== undefined && domain.toLowerCase() !== clusterDomain.toLowerCase()) continue;
    yield {
      start: match.index,
      end: match.index + whole.length,
      name: {
        service: service.toLowerCase(),
        namespace: namespace.toLowerCase(),
        text: whole,
        port: port === undefined ? undefined : Number(port),
      },
    };
  }
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
