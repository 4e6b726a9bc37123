// Who sends traffic to whom, one step at a time: what the call hierarchy walks along.

import type { FieldPath } from "../base/field.ts";
import type { Span } from "../base/span.ts";
import { isService } from "../index/facts.ts";
import { mentionsIn } from "../index/mentions.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { isMeant, routeKinds, takesKind } from "../model/gateway.ts";
import { type HostName, hostNames } from "../model/host-names.ts";
import type {
  EndpointsManifest,
  GatewayManifest,
  RouteManifest,
  ServiceManifest,
  WorkloadManifest,
} from "../model/manifest.ts";
import { stringsOf, textsKey } from "../model/strings.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node, StringNode } from "../yaml/node.ts";
import { type BareName, bareNamesIn, keyOf } from "./bare-names.ts";
import { liveThings } from "./live.ts";
import type { Thing } from "./thing.ts";

/** One step of traffic. */
export interface Call {
  readonly from: Resource;
  readonly to: Resource;
  /** Where the caller says so, in the caller's document. */
  readonly spans: readonly Span[];
  /** The ConfigMap or Secret that says it for the caller, by kind and name. */
  readonly through: string | undefined;
  /** By a host name in a text: where it stands, which may be in a ConfigMap or a Secret. */
  readonly texts?: readonly TextPlace[];
}

/** A host name in a text. */
export interface TextPlace {
  /** Whose text it is. */
  readonly resource: Resource;
  readonly span: Span;
  /** The address as written, without user, password and path. */
  readonly text: string;
  readonly port: number | undefined;
}

/** Whom an object reaches, in the order in which it says so; each once. */
export function callsFrom(from: Resource, world: World): readonly Call[] {
  const calls = new Map<string, Call>();
  for (const call of everyCall(from, world)) {
    const id = identityOf(call.to);
    const before = calls.get(id);
    calls.set(id, before === undefined ? call : together(before, call));
  }
  return [...calls.values()];
}

function together(a: Call, b: Call): Call {
  const spans = [...a.spans];
  for (const span of b.spans) if (!spans.some((known) => known.start === span.start)) spans.push(span);
  const through = a.through === undefined || b.through === undefined ? undefined : a.through;
  const texts = [...(a.texts ?? []), ...(b.texts ?? [])];
  return { ...a, spans, through, ...(texts.length === 0 ? {} : { texts }) };
}

/** Who reaches an object: the calls of others that lead to it. */
export function callsTo(to: Resource, world: World): readonly Call[] {
  const callers = new Map<string, Resource>();
  for (const caller of likelyCallers(to, world)) callers.set(identityOf(caller), caller);
  return [...callers.values()].flatMap((caller) =>
    callsFrom(caller, world).filter((call) => isSame(call.to, to) && !isSame(caller, to)),
  );
}

/** Whether traffic goes through such an object, or starts there. */
export function takesPart(resource: Resource, world: World): boolean {
  switch (resource.manifest.is) {
    case "service":
    case "workload":
    case "endpoints":
    case "ingress":
    case "gateway":
    case "route":
      return true;
    default:
      return callsFrom(resource, world).length > 0;
  }
}

function* everyCall(from: Resource, world: World): Iterable<Call> {
  const { is, kind } = from.manifest;
  if (isA(from, "service")) yield* callsOfService(from, world);
  else if (isA(from, "gateway")) yield* callsOfGateway(from, world);
  // An autoscaler measures a Service and calls nobody.
  else if (
    is === "ingress" ||
    is === "route" ||
    is === "workload" ||
    (is === "other" && kind !== "HorizontalPodAutoscaler")
  )
    yield* callsByName(from, from, undefined, world);
  if (!isA(from, "workload")) return;
  for (const taken of configOf(from, world)) {
    for (const call of callsByName(from, taken.config, taken.key, world))
      yield { ...call, spans: [taken.span], through: `${taken.config.manifest.kind} ${taken.config.name}` };
  }
}

/** The Services that `source` names, a backend or a DNS name each; `key`: only in this entry of a ConfigMap. */
function* callsByName(from: Resource, source: Resource, key: string | undefined, world: World): Iterable<Call> {
  for (const { namespace, service, span, text } of namesIn(source, key, world)) {
    for (const to of world.servicesNamed(from, namespace, service))
      yield { from, to, spans: [span], through: undefined, ...(text === undefined ? {} : { texts: [text] }) };
  }
}

/** A Service that is named by somebody who calls it. */
interface CalledName {
  readonly namespace: string;
  readonly service: string;
  readonly span: Span;
  /** Undefined where a backend names it. */
  readonly text: TextPlace | undefined;
}

function* namesIn(source: Resource, key: string | undefined, world: World): Iterable<CalledName> {
  const { manifest, namespace } = source;
  const texts = textsKey(manifest);
  const within = key === undefined || texts === undefined ? undefined : get(manifest.root, texts, key)?.span;
  for (const mention of mentionsIn(manifest, namespace, world.settings.clusterDomain)) {
    // A StatefulSet's Service names its pods, and a Rollout moves its pods between Services: those are no calls.
    if (mention.by !== "text" && (mention.by !== "backend" || manifest.is === "workload")) continue;
    if (within !== undefined && !(within.start <= mention.span.start && mention.span.end <= within.end)) continue;
    // A name without a namespace in a ConfigMap is read where the pod runs, which is the ConfigMap's own namespace.
    const { host, node, span, service } = mention;
    const text =
      host === undefined ? undefined : { resource: source, span, text: addressOf(node, host), port: host.port };
    yield { namespace: mention.namespace, service, span, text };
  }
}

/** The host name with its scheme, as people would recognise it. */
function addressOf(node: Node, { text, start, lead }: HostName): string {
  const before = node.kind === "string" ? node.value.slice(0, start - lead.length) : "";
  return `${/[a-z][a-z0-9+.-]*:\/\/(?=[^\s/]*$)/i.exec(before)?.[0] ?? ""}${lead}${text}`;
}

/** The Services that a workload names without a scheme, in its own texts and in those that it takes in. */
export function* bareCalls(from: Resource<WorkloadManifest>, world: World): Iterable<Call> {
  yield* bareCallsIn(from, from, undefined, world);
  for (const { config, key, span } of configOf(from, world)) {
    for (const call of bareCallsIn(from, config, key, world))
      yield { ...call, spans: [span], through: `${config.manifest.kind} ${config.name}` };
  }
}

function* bareCallsIn(from: Resource, source: Resource, key: string | undefined, world: World): Iterable<Call> {
  for (const { bare, namespace, text } of bareIn(source, key)) {
    for (const to of world.servicesNamed(from, namespace, bare.service))
      if (mayMean(bare, to)) yield { from, to, spans: [bare.span], through: undefined, texts: [text] };
  }
}

interface BareCall {
  readonly bare: BareName;
  readonly namespace: string;
  readonly text: TextPlace;
}

function* bareIn(source: Resource, key: string | undefined): Iterable<BareCall> {
  for (const { node, path } of stringsOf(source.manifest)) {
    const last = path.at(-1);
    if (key !== undefined && !(typeof last === "object" && last.key === key)) continue;
    for (const bare of bareNamesIn(node, keyOf(path, variableAt(source, path)))) {
      const text = { resource: source, span: bare.span, text: bare.text, port: bare.port };
      yield { bare, namespace: bare.namespace ?? source.namespace, text };
    }
  }
}

/** `api:8080` means a Service `api` only where that has such a port, unless the variable says that it is a host. */
function mayMean({ isHost, port: said }: BareName, { manifest }: Thing<ServiceManifest>): boolean {
  return isHost || manifest.service.ports.some(({ port, targetPort }) => port === said || targetPort === said);
}

/** A call of a Service that only the cluster has. */
export interface LiveCall {
  readonly to: Thing<ServiceManifest>;
  readonly text: TextPlace;
}

/** The Services that a workload names and that stand in no file; of plain manifests, which a snapshot is the state of. */
export function* liveCalls(from: Resource<WorkloadManifest>, world: World): Iterable<LiveCall> {
  const { snapshot } = world;
  if (snapshot === undefined || from.scope !== undefined) return;
  const sources = [{ config: from, key: undefined }, ...configOf(from, world)];
  for (const { config, key } of sources) {
    for (const { namespace, service, text } of namesIn(config, key, world)) {
      const to = text === undefined ? undefined : liveNamed(namespace, service);
      if (text !== undefined && to !== undefined) yield { to, text };
    }
    for (const { bare, namespace, text } of bareIn(config, key)) {
      const to = liveNamed(namespace, bare.service);
      if (to !== undefined && mayMean(bare, to)) yield { to, text };
    }
  }

  function liveNamed(namespace: string, name: string): Thing<ServiceManifest> | undefined {
    if (snapshot === undefined || world.servicesNamed(from, namespace, name).length > 0) return undefined;
    return liveThings(snapshot).services.find((each) => each.name === name && each.namespace === namespace);
  }
}

/** The name of the environment variable whose value is at the path. */
function variableAt({ manifest }: Resource, path: FieldPath): string | undefined {
  const steps = path.slice(0, -1).filter((step) => typeof step !== "object");
  return stringOf(get(manifest.root, ...steps, "name"));
}

function* callsOfService(service: Resource<ServiceManifest>, world: World): Iterable<Call> {
  const { manifest, namespace, name } = service;
  const { selector, type, externalName } = manifest.service;
  const call = (to: Resource, spans: readonly Span[]): Call => ({ from: service, to, spans, through: undefined });
  if (type === "ExternalName") {
    const host = stringNode(get(manifest.service.spec, "externalName"));
    if (host !== undefined && externalName !== undefined) {
      for (const named of hostNames(externalName, world.settings.clusterDomain)) {
        for (const to of world.servicesNamed(service, named.namespace ?? namespace, named.service))
          yield call(to, [host.span]);
      }
    }
    return;
  }
  for (const workload of world.selected(service)) {
    yield call(
      workload,
      (selector ?? []).map((pair) => pair.entry.span),
    );
  }
  for (const slices of slicesOf(service, world)) yield call(slices, [(manifest.name ?? manifest.root).span]);

  function* slicesOf(of: Resource<ServiceManifest>, all: World): Iterable<Resource<EndpointsManifest>> {
    for (const kind of ["EndpointSlice", "Endpoints"]) {
      for (const resource of all.ofKind(of, kind, namespace)) {
        if (isA(resource, "endpoints") && resource.manifest.endpoints.service === name) yield resource;
      }
    }
  }
}

function* callsOfGateway(gateway: Resource<GatewayManifest>, world: World): Iterable<Call> {
  for (const kind of routeKinds) {
    for (const route of world.ofKindEverywhere(gateway, kind)) {
      if (route.manifest.is !== "route") continue;
      const { route: said } = route.manifest;
      const listeners = gateway.manifest.gateway.listeners.filter((listener) =>
        said.parents.some(
          (parent) => isParent(parent, route, gateway) && isMeant(listener, parent) && takesKind(listener, said.kind),
        ),
      );
      if (listeners.length === 0) continue;
      const spans = listeners.map((listener) => get(listener.node, "name")?.span ?? firstOf(listener.node));
      yield { from: gateway, to: route, spans, through: undefined };
    }
  }
}

function isParent(
  parent: RouteManifest["route"]["parents"][number],
  route: Resource,
  gateway: Resource<GatewayManifest>,
): boolean {
  return parent.name === gateway.name && (parent.namespace ?? route.namespace) === gateway.namespace;
}

/** Everybody who might call; callsFrom() tells who does. */
function* likelyCallers(to: Resource, world: World): Iterable<Resource> {
  const { manifest, namespace, name } = to;
  switch (manifest.is) {
    case "service":
      for (const resource of world.naming(to, namespace, name)) {
        yield resource;
        if (textsKey(resource.manifest) !== undefined) yield* takersOf(resource, world);
      }
      for (const other of world.ofKindEverywhere(to, "Service")) {
        if (isService(other.manifest) && other.manifest.service.type === "ExternalName") yield other;
      }
      return;
    case "workload":
      if (isA(to, "workload")) yield* world.selecting(to);
      return;
    case "endpoints":
      yield* world.servicesNamed(to, namespace, manifest.endpoints.service ?? "");
      return;
    case "route":
      for (const parent of manifest.route.parents)
        yield* world.ofKind(to, "Gateway", parent.namespace ?? namespace).filter((gate) => gate.name === parent.name);
      return;
    default:
      return;
  }
}

/** The workloads that take a ConfigMap or a Secret in. */
export function* takersOf(config: Resource, world: World): Iterable<Resource<WorkloadManifest>> {
  for (const workload of world.workloads(config, config.namespace)) {
    if (
      referencesIn(workload.manifest).some(
        (reference) => reference.kind === config.manifest.kind && isNamed(config, reference.name.value),
      )
    )
      yield workload;
  }
}

/** A ConfigMap or Secret that a workload takes in. */
export interface TakenConfig {
  readonly config: Resource;
  /** The one entry that is taken; undefined for all. */
  readonly key: string | undefined;
  readonly span: Span;
}

/** The ConfigMaps and Secrets that a workload takes in, as variables or as files. */
export function* configOf(workload: Resource<WorkloadManifest>, world: World): Iterable<TakenConfig> {
  const references = referencesIn(workload.manifest);
  if (references.length === 0) return;
  for (const { kind, name, key } of references) {
    for (const config of world.ofKind(workload, kind, workload.namespace))
      if (isNamed(config, name.value)) yield { config, key, span: name.span };
  }
}

/** Kustomize renames a ConfigMap together with whoever refers to it: both names are right. */
function isNamed(config: Resource, name: string): boolean {
  if (config.name === name) return true;
  const written = config.document.manifests.find(({ item }) => item === config.manifest.item);
  return config.scope !== undefined && written?.name?.value === name;
}

interface ConfigReference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: StringNode;
  readonly key: string | undefined;
}

/** Where a workload takes ConfigMaps and Secrets in: as environment, whole or by the key, and as files. */
function referencesIn({ workload }: WorkloadManifest): readonly ConfigReference[] {
  const found: ConfigReference[] = [];
  const add = (kind: ConfigReference["kind"], nameNode: Node | undefined, key: string | undefined) => {
    const name = stringNode(nameNode);
    if (name !== undefined && name.value !== "") found.push({ kind, name, key });
  };
  for (const container of [...workload.initContainers, ...workload.containers]) {
    for (const source of itemsOf(get(container.node, "envFrom"))) {
      add("ConfigMap", get(source, "configMapRef", "name"), undefined);
      add("Secret", get(source, "secretRef", "name"), undefined);
    }
    for (const variable of itemsOf(get(container.node, "env"))) {
      const ofConfigMap = get(variable, "valueFrom", "configMapKeyRef");
      add("ConfigMap", get(ofConfigMap, "name"), stringOf(get(ofConfigMap, "key")));
      const ofSecret = get(variable, "valueFrom", "secretKeyRef");
      add("Secret", get(ofSecret, "name"), stringOf(get(ofSecret, "key")));
    }
  }
  for (const volume of itemsOf(get(workload.podSpec, "volumes"))) {
    add("ConfigMap", get(volume, "configMap", "name"), undefined);
    add("Secret", get(volume, "secret", "secretName"), undefined);
    for (const source of itemsOf(get(volume, "projected", "sources"))) {
      add("ConfigMap", get(source, "configMap", "name"), undefined);
      add("Secret", get(source, "secret", "name"), undefined);
    }
  }
  return found;
}

function stringNode(node: Node | undefined): StringNode | undefined {
  return node?.kind === "string" ? node : undefined;
}

function firstOf(node: Node): Span {
  return node.kind === "map" ? (node.entries[0]?.keySpan ?? node.span) : node.span;
}

function identityOf({ manifest, namespace, name, document, scope }: Resource): string {
  return [scope?.id, document.file.uri, document.index, manifest.item, manifest.kind, namespace, name].join("\n");
}

function isSame(a: Resource, b: Resource): boolean {
  return identityOf(a) === identityOf(b);
}
