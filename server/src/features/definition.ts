// Where the thing at a place comes from, and who uses it: selectors and labels, ports, names that mean a Service.

import { touches } from "../base/span.ts";
import type { Steps } from "../base/steps.ts";
import type { WorkspaceFile } from "../index/document.ts";
import { type Mention, mentionsIn } from "../index/mentions.ts";
import { nodePortPlaces } from "../index/node-ports.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import { get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { documentAt, placeOfSpan } from "./ranges.ts";
import { labelSpots, lookedAt, lookers, otherPairAt, otherPortsMeant, type Spot } from "./rename/other-selectors.ts";
import { type Thing, thingAt } from "./thing-at.ts";

/** An LSP Location. */
export interface Place {
  uri: string;
  range: TextRange;
}

export function* definitions(file: WorkspaceFile, position: TextPosition, workspace: Workspace): Iterable<Place> {
  const thing = thingOf(file, position, workspace);
  if (thing !== undefined) yield* unique(declarations(thing, workspace.world()));
  else yield* unique(namedObjects(file, position, workspace));
}

/** What is no Service's: an Ingress's class, anything's Namespace, a route's Gateway, a mapping's node port, what other selectors look at. */
function* namedObjects(file: WorkspaceFile, position: TextPosition, workspace: Workspace): Iterable<Spot> {
  const at = documentAt(file, position);
  if (at === undefined) return;
  const world = workspace.world();
  for (const resource of workspace.shown(at.document)) {
    const { manifest } = resource;
    const { namespace } = manifest;
    if (!touches(manifest.root.span, at.offset)) continue;
    const isAt = (node: Node | undefined) => node?.kind === "string" && touches(node.span, at.offset);
    const named = (kind: string, name: string | undefined) =>
      world.ofKindEverywhere(resource, kind).filter((each) => each.name === name);
    if (isAt(namespace)) for (const found of named("Namespace", namespace?.value)) yield* nameOf(found);
    if (manifest.is === "ingress" && isAt(manifest.ingress.classNameNode))
      for (const found of named("IngressClass", manifest.ingress.className)) yield* nameOf(found);
    if (manifest.is === "gateway" && isAt(get(manifest.root, "spec", "gatewayClassName")))
      for (const found of named("GatewayClass", manifest.gateway.className)) yield* nameOf(found);
    for (const parent of manifest.is === "route" ? manifest.route.parents : []) {
      if (!isAt(get(parent.node, "name"))) continue;
      for (const found of world.ofKind(resource, "Gateway", parent.namespace ?? resource.namespace))
        if (found.name === parent.name) yield* nameOf(found);
    }
    if (manifest.is === "autoscaler" && isAt(get(manifest.root, "spec", "scaleTargetRef", "name"))) {
      const { target } = manifest.autoscaler;
      for (const found of world.ofKind(resource, target.kind, resource.namespace))
        if (found.name === target.name) yield* nameOf(found);
    }
    for (const mapping of manifest.is === "local-cluster" ? manifest.cluster.mappings : []) {
      if (!touches(mapping.node.span, at.offset)) continue;
      for (const service of world.claimingNodePort(resource, mapping.containerPort))
        for (const { port, node } of nodePortPlaces(service.manifest))
          if (port === mapping.containerPort) yield { document: service.document, span: node.span };
    }
    const pair = otherPairAt(resource, at.offset);
    if (pair === undefined) yield* otherPortsMeant(resource, at.offset, world);
    else for (const found of lookedAt(resource, pair, world)) yield* labelSpots(found, pair.key);
  }
}

/** Who uses a label that a policy, a budget or a monitor asks for here: all that look at it, and the labels themselves. */
function* otherUses(
  file: WorkspaceFile,
  position: TextPosition,
  which: "with-declaration" | "only-uses",
  workspace: Workspace,
): Iterable<Spot> {
  const at = documentAt(file, position);
  if (at === undefined) return;
  const world = workspace.world();
  for (const resource of workspace.shown(at.document)) {
    if (!touches(resource.manifest.root.span, at.offset)) continue;
    const pair = otherPairAt(resource, at.offset);
    for (const found of pair === undefined ? [] : lookedAt(resource, pair, world)) {
      if (which === "with-declaration") yield* labelSpots(found, pair?.key ?? "");
      yield* lookers(found, { key: pair?.key ?? "" }, world);
      if (!isA(found, "workload")) continue;
      for (const service of world.selecting(found)) yield* pairsOf(service, pair?.key);
    }
  }
}

/** Who uses it; `with-declaration`: and where it is declared. */
export function* references(
  file: WorkspaceFile,
  position: TextPosition,
  which: "with-declaration" | "only-uses",
  workspace: Workspace,
): Steps<readonly Place[]> {
  const found: Place[] = [];
  for (const place of unique(usesAt(file, position, which, workspace))) {
    found.push(place);
    yield;
  }
  return found;
}

function* usesAt(
  file: WorkspaceFile,
  position: TextPosition,
  which: "with-declaration" | "only-uses",
  workspace: Workspace,
): Iterable<Spot> {
  const thing = thingOf(file, position, workspace);
  if (thing === undefined) {
    yield* otherUses(file, position, which, workspace);
    return;
  }
  const world = workspace.world();
  if (which === "with-declaration") yield* declarations(thing, world);
  yield* uses(thing, world);
}

function thingOf(file: WorkspaceFile, position: TextPosition, workspace: Workspace): Thing | undefined {
  const at = documentAt(file, position);
  return at === undefined ? undefined : thingAt(at.document, at.offset, workspace);
}

function* unique(spots: Iterable<Spot>): Iterable<Place> {
  const seen = new Set<string>();
  for (const { document, span } of spots) {
    const place = placeOfSpan(document, span);
    const id = JSON.stringify(place);
    if (!seen.has(id)) yield place;
    seen.add(id);
  }
}

function* declarations(thing: Thing, world: World): Iterable<Spot> {
  switch (thing.kind) {
    case "selector":
      for (const workload of world.selected(thing.service)) yield* labelsOf(workload, thing.pair?.key);
      return;
    case "target-port":
      for (const workload of world.selected(thing.service)) {
        for (const port of portsMeant(thing.port, workload.manifest.workload)) {
          yield { document: workload.document, span: (port.nameNode ?? port.node).span };
        }
      }
      return;
    case "mention":
      for (const service of meant(thing, world)) yield* nameOf(service);
      return;
    case "mentioned-port":
      for (const service of meant(thing, world)) {
        for (const port of service.manifest.service.ports) {
          if (isMeant(port, thing.mention.portNode)) yield* portOf(service, port);
        }
      }
      return;
    case "port-name":
      yield* portOf(thing.service, thing.port);
      return;
    case "service-name":
      yield* nameOf(thing.service);
      return;
    case "pod-label":
      yield { document: thing.workload.document, span: thing.pair.entry.span };
      return;
    case "container-port":
      yield { document: thing.workload.document, span: (thing.port.nameNode ?? thing.port.node).span };
      return;
  }
}

function* uses(thing: Thing, world: World): Iterable<Spot> {
  switch (thing.kind) {
    case "selector": {
      const key = thing.pair?.key;
      for (const workload of world.selected(thing.service)) {
        for (const service of world.selecting(workload)) yield* pairsOf(service, key);
        if (thing.pair !== undefined) yield* lookers(workload, thing.pair, world);
      }
      yield* pairsOf(thing.service, key);
      return;
    }
    case "pod-label":
      for (const service of world.selecting(thing.workload)) yield* pairsOf(service, thing.pair.key);
      yield* lookers(thing.workload, thing.pair, world);
      return;
    case "target-port":
      for (const workload of world.selected(thing.service)) {
        for (const port of portsMeant(thing.port, workload.manifest.workload))
          yield* servicePortsTo(workload, port, world);
      }
      return;
    case "container-port":
      yield* servicePortsTo(thing.workload, thing.port, world);
      return;
    case "mention":
      yield* mentionsOf(thing.from, thing.mention.namespace, thing.mention.service, world);
      return;
    case "mentioned-port":
      for (const service of meant(thing, world)) {
        for (const port of service.manifest.service.ports)
          if (isMeant(port, thing.mention.portNode)) yield* portMentions(service, port, world);
      }
      return;
    case "port-name":
      yield* portMentions(thing.service, thing.port, world);
      return;
    case "service-name":
      yield* mentionsOf(thing.service, thing.service.namespace, thing.service.name, world);
      return;
  }
}

function* mentionsOf(from: Resource, namespace: string, service: string, world: World): Iterable<Spot> {
  for (const resource of world.naming(from, namespace, service)) {
    for (const mention of mentionsIn(resource.manifest, resource.namespace, world.settings.clusterDomain)) {
      if (mention.namespace === namespace && mention.service === service)
        yield { document: resource.document, span: mention.span };
    }
  }
}

function meant(
  { from, mention }: { readonly from: Resource; readonly mention: Mention },
  world: World,
): readonly Resource<ServiceManifest>[] {
  return world.servicesNamed(from, mention.namespace, mention.service);
}

/** Whether a port that is named beside a Service, by name or by number, is this one of its ports. */
function isMeant(port: ServicePort, node: Node | undefined): boolean {
  const name = stringOf(node);
  return name === undefined ? port.port !== undefined && port.port === integerOf(node) : port.name === name;
}

function* portOf(service: Resource<ServiceManifest>, port: ServicePort): Iterable<Spot> {
  const node = get(port.node, "name") ?? port.portNode;
  if (node !== undefined) yield { document: service.document, span: node.span };
}

/** Who names this port of the Service: backends, and slices by its name. */
function* portMentions(service: Resource<ServiceManifest>, port: ServicePort, world: World): Iterable<Spot> {
  const { namespace, name } = service;
  for (const { manifest, document, namespace: own } of world.naming(service, namespace, name)) {
    for (const mention of mentionsIn(manifest, own, world.settings.clusterDomain)) {
      if (mention.namespace !== namespace || mention.service !== name) continue;
      if (mention.portNode !== undefined && isMeant(port, mention.portNode))
        yield { document, span: mention.portNode.span };
    }
    if (manifest.is !== "endpoints" || manifest.endpoints.service !== name) continue;
    for (const { nameNode, name: other } of manifest.endpoints.slices.flatMap((slice) => slice.ports))
      if (nameNode !== undefined && other === port.name) yield { document, span: nameNode.span };
  }
}

function* servicePortsTo(workload: Resource<WorkloadManifest>, wanted: object, world: World): Iterable<Spot> {
  for (const service of world.selecting(workload)) {
    for (const port of service.manifest.service.ports) {
      const node = port.targetPortNode ?? port.portNode;
      if (node === undefined) continue;
      if (portsMeant(port, workload.manifest.workload).some((meant) => meant === wanted))
        yield { document: service.document, span: node.span };
    }
  }
}

function* labelsOf(workload: Resource<WorkloadManifest>, key: string | undefined): Iterable<Spot> {
  const { podLabels, podLabelsEntry } = workload.manifest.workload;
  if (key === undefined) {
    if (podLabelsEntry !== undefined) yield { document: workload.document, span: podLabelsEntry.keySpan };
    return;
  }
  for (const label of podLabels) if (label.key === key) yield { document: workload.document, span: label.entry.span };
}

function* pairsOf(service: Resource<ServiceManifest>, key: string | undefined): Iterable<Spot> {
  for (const pair of service.manifest.service.selector ?? []) {
    if (key === undefined || pair.key === key) yield { document: service.document, span: pair.entry.span };
  }
}

function* nameOf({ document, manifest: { name } }: Resource): Iterable<Spot> {
  if (name !== undefined) yield { document, span: name.span };
}
