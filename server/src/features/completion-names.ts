// Completion of names of other objects: the Services, Gateways, classes and workloads that an object refers to, and their ports.

import { same, type Text } from "../base/text.ts";
import { isService } from "../index/facts.ts";
import type { Resource } from "../index/resource.ts";
import { serviceNameLabel } from "../model/endpoint-slice.ts";
import { isMeant, type Listener, type RouteKind, routeKinds, takesKind } from "../model/gateway.ts";
import type { GatewayManifest, ServiceManifest } from "../model/manifest.ts";
import { readLabelSelector, selects } from "../model/network-policy.ts";
import type { ServicePort } from "../model/service.ts";
import { get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import {
  type Candidate,
  containerPorts,
  entriesCandidate,
  isAt,
  near,
  portLabel,
  type Question,
  serviceDetail,
  serviceDocs,
  servicesMeant,
  valueCandidate,
  writtenName,
} from "./completion-candidate.ts";
import { monitored, namespaceNames, podsBehind } from "./completion-labels.ts";

type ServiceResource = Resource<ServiceManifest>;

export function* inNames(question: Question): Iterable<Candidate> {
  const { kind, path, resource } = question;
  if (resource === undefined) return;
  if (question.slot === "value" && isAt(path, "metadata.namespace")) {
    yield* namespaceNames(question);
    return;
  }
  const route = routeKinds.find((known) => known === kind);
  if (route !== undefined) yield* inRoute(question, resource, route);
  if (question.slot === "value") yield* inProbe(question, resource);
  switch (kind) {
    case "Ingress":
      yield* inIngress(question, resource);
      return;
    case "StatefulSet":
      if (question.slot === "value" && isAt(path, "spec.serviceName")) yield* governing(question, resource);
      return;
    case "EndpointSlice":
    case "Endpoints":
      yield* inEndpoints(question, resource);
      return;
    case "NetworkPolicy":
      yield* inPolicy(question);
      return;
    case "ServiceMonitor":
    case "PodMonitor":
      yield* inMonitor(question);
      return;
    case "HorizontalPodAutoscaler":
      yield* inAutoscaler(question, resource);
      return;
    case "Gateway":
      if (question.slot === "value" && isAt(path, "spec.gatewayClassName"))
        yield* classes(question, resource, "GatewayClass", ["Gateway"]);
      return;
    case "ReferenceGrant":
      if (question.slot === "value" && isAt(path, "spec.from.namespace")) yield* namespaceNames(question);
      if (question.slot === "value" && isAt(path, "spec.to.name") && isOfKind(question, "Service", ""))
        yield* services(question, resource, resource.namespace, "final");
      return;
    default:
      return;
  }
}

function* inIngress(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot } = question;
  const backend = ["spec.defaultBackend", "spec.rules.http.paths.backend"];
  const below = (field: string) => isAt(path, ...backend.map((place) => place + field));
  if (slot === "value") {
    if (isAt(path, "spec.ingressClassName")) yield* classes(question, resource, "IngressClass", ["Ingress"]);
    else if (below(".service.name")) yield* services(question, resource, resource.namespace, "written");
    else if (below(".service.port.name")) yield* portValues(chosen(-2, resource.namespace), "name", "TCP");
    else if (below(".service.port.number")) yield* portValues(chosen(-2, resource.namespace), "number", "TCP");
    return;
  }
  if (below(".service")) {
    if (!question.place.present.includes("name"))
      yield* named(services(question, resource, resource.namespace, "written"));
  } else if (below(".service.port") && question.place.present.length === 0) {
    const ports = chosen(-1, resource.namespace);
    for (const port of ports.flatMap((service) => service.manifest.service.ports)) {
      if (port.protocol !== "TCP") continue;
      // A port is meant by its name or by its number, never by both.
      if (port.name !== undefined)
        yield entriesCandidate([["name", port.name]], { detail: () => same(portLabel(port)) });
      if (port.port !== undefined)
        yield entriesCandidate([["number", port.port]], { detail: () => same(portLabel(port)) });
    }
  }

  function chosen(depth: number, namespace: string): readonly ServiceResource[] {
    return resource === undefined
      ? []
      : servicesMeant(resource, namespace, stringOf(near(question, depth, "name")), question.world);
  }
}

function* inRoute(question: Question, resource: Resource, kind: RouteKind): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const depth = slot === "value" ? -1 : path.length;
  const list = "spec.rules.backendRefs";
  const mirror = "spec.rules.filters.requestMirror.backendRef";
  const refs = [list, mirror];
  const written = stringOf(near(question, depth, "namespace"));
  const namespace = written || resource.namespace;
  const protocol = kind === "UDPRoute" ? "UDP" : "TCP";
  const isRef =
    slot === "key" ? isItemAt(path, list) || isAt(path, mirror) : isAt(path, ...refs.map((ref) => `${ref}.name`));
  if (isRef) {
    if (!isOfKind(question, "Service", "")) return;
    if (slot === "value") yield* services(question, resource, namespace, "final");
    else if (!place.present.includes("name")) {
      const isWhole = place.present.every((key) => key === "namespace" || key === "kind" || key === "group");
      for (const service of servicesOf(question, resource, namespace))
        yield* isWhole ? refsTo(service, protocol, question) : named([serviceCandidate(service, "final", question)]);
    }
  } else if (slot === "value" && isAt(path, ...refs.map((ref) => `${ref}.port`))) {
    const name = stringOf(near(question, -1, "name"));
    if (!isOfKind(question, "Service", "")) return;
    const ports = servicesMeant(resource, namespace, name, world);
    yield* portValues(ports, "number", protocol);
  } else if (slot === "value" && isAt(path, ...[...refs, "spec.parentRefs"].map((ref) => `${ref}.namespace`))) {
    yield* namespaceNames(question);
  } else if (slot === "key" ? isItemAt(path, "spec.parentRefs") : isAt(path, "spec.parentRefs.*")) {
    if (isOfKind(question, "Gateway", "gateway.networking.k8s.io"))
      yield* inParent(question, resource, kind, written, namespace);
  }
}

/** Whether the place is in an item of one of these lists, and not where the list itself goes. */
function isItemAt(path: Question["path"], ...lists: readonly string[]): boolean {
  return typeof path.at(-1) === "number" && isAt(path, ...lists);
}

function* inParent(
  question: Question,
  resource: Resource,
  kind: RouteKind,
  written: string | undefined,
  namespace: string,
): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const gateways: readonly Resource<GatewayManifest>[] = world
    .ofKindEverywhere(resource, "Gateway")
    .filter((gateway): gateway is Resource<GatewayManifest> => gateway.manifest.is === "gateway");
  const takes = ({ manifest }: Resource<GatewayManifest>) =>
    manifest.gateway.listeners.length === 0 || manifest.gateway.listeners.some((listener) => takesKind(listener, kind));
  const letsIn = ({ manifest, namespace: where }: Resource<GatewayManifest>) =>
    where === resource.namespace ||
    manifest.gateway.listeners.some(({ from }) => from === "All" || from === "Selector");
  const fitting = gateways.filter((gateway) => takes(gateway) && letsIn(gateway));
  const here = fitting.filter((gateway) => gateway.namespace === namespace);
  if (slot === "key") {
    if (place.present.includes("name")) return;
    for (const gateway of here)
      yield entriesCandidate([["name", gateway.name]], { detail: () => gatewayDetail(gateway) });
    if (written) return;
    for (const gateway of fitting) {
      if (gateway.namespace !== namespace)
        yield entriesCandidate(
          [
            ["name", gateway.name],
            ["namespace", gateway.namespace],
          ],
          { detail: () => gatewayDetail(gateway) },
        );
    }
    return;
  }
  const field = path.at(-1);
  if (field === "name") {
    for (const gateway of here) yield valueCandidate(gateway.name, { detail: () => gatewayDetail(gateway) });
    return;
  }
  if (field !== "sectionName" && field !== "port") return;
  const name = stringOf(near(question, -1, "name"));
  const section = stringOf(near(question, -1, "sectionName"));
  const port = integerOf(near(question, -1, "port"));
  const seen = new Set<string | number>();
  for (const gateway of here.filter((candidate) => candidate.name === name)) {
    for (const listener of gateway.manifest.gateway.listeners) {
      const other = field === "port" ? { sectionName: section, port: undefined } : { sectionName: undefined, port };
      const value = field === "port" ? listener.port : listener.name;
      if (value === undefined || seen.has(value) || !takesKind(listener, kind) || !isMeant(listener, other)) continue;
      seen.add(value);
      yield valueCandidate(value, { detail: () => listenerDetail(listener) });
    }
  }
}

function gatewayDetail(gateway: Resource<GatewayManifest>): Text {
  const listeners = gateway.manifest.gateway.listeners.map((listener) => listener.name ?? String(listener.port ?? ""));
  return same(
    [`Gateway ${gateway.namespace}/${gateway.name}`, listeners.slice(0, 4).join(", ")].filter(Boolean).join(" · "),
  );
}

function listenerDetail({ protocol, port, hostname }: Listener): Text {
  return same([[protocol, port].filter((part) => part !== undefined).join(" "), hostname].filter(Boolean).join(" · "));
}

/** The Services that may govern a StatefulSet: those that select its pods first, the headless before the others. */
function* governing(question: Question, resource: Resource): Iterable<Candidate> {
  const selecting =
    resource.manifest.is === "workload"
      ? question.world.selecting({ ...resource, manifest: resource.manifest }).map(({ manifest }) => manifest)
      : [];
  const rank = ({ manifest }: ServiceResource) =>
    (selecting.includes(manifest) ? 0 : 2) + (manifest.service.headless ? 0 : 1);
  const all = servicesOf(question, resource, resource.namespace).filter(
    ({ manifest }) => manifest.service.type !== "ExternalName",
  );
  for (const service of [...all].sort((a, b) => rank(a) - rank(b)))
    yield serviceCandidate(service, "written", question);
}

function* inEndpoints(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot, kind, root, world, place } = question;
  const isSlice = kind === "EndpointSlice";
  const candidates = () => {
    const rank = ({ manifest }: ServiceResource) => (manifest.service.selector === undefined ? 0 : 1);
    return [...servicesOf(question, resource, resource.namespace)]
      .filter(({ manifest }) => manifest.service.type !== "ExternalName")
      .sort((a, b) => rank(a) - rank(b));
  };
  if (isSlice && slot === "key" && isAt(path, "metadata.labels") && !place.present.includes(serviceNameLabel)) {
    for (const service of candidates())
      yield entriesCandidate([[serviceNameLabel, service.name]], aboutService(service, question));
    return;
  }
  const nameAt = isSlice ? ["metadata", "labels", serviceNameLabel] : ["metadata", "name"];
  if (slot === "value" && path.length === nameAt.length && path.every((step, index) => step === nameAt[index])) {
    for (const service of candidates()) yield serviceCandidate(service, isSlice ? "final" : "written", question);
    return;
  }
  const ports = isSlice ? "ports" : "subsets.ports";
  const list = () => servicesMeant(resource, resource.namespace, stringOf(get(root, ...nameAt)), world);
  if (slot === "value" && isAt(path, `${ports}.name`)) {
    yield* portValues(list(), "name");
  } else if (slot === "value" && isAt(path, `${ports}.port`)) {
    const name = stringOf(near(question, -1, "name")) ?? "";
    for (const port of list().flatMap((service) => service.manifest.service.ports)) {
      if ((port.name ?? "") === name && typeof port.targetPort === "number")
        yield valueCandidate(port.targetPort, { detail: () => targetOf(port) });
    }
  } else if (slot === "key" && isItemAt(path, ports) && place.present.length === 0) {
    for (const port of list().flatMap((service) => service.manifest.service.ports)) {
      const entries: [string, string | number][] = port.name === undefined ? [] : [["name", port.name]];
      if (typeof port.targetPort === "number") entries.push(["port", port.targetPort]);
      if (port.protocol !== undefined && port.protocol !== "TCP") entries.push(["protocol", port.protocol]);
      if (entries.length > 0) yield entriesCandidate(entries, { detail: () => targetOf(port) });
    }
  }
}

function targetOf(port: ServicePort): Text {
  const label = portLabel(port);
  return { en: `where port ${label} leads`, "zh-cn": `端口 ${label} 的目标` };
}

function* inPolicy(question: Question): Iterable<Candidate> {
  const { path, slot, place } = question;
  const isWhole = slot === "key" && place.present.length === 0;
  const list = isWhole ? "" : slot === "value" ? ".port" : undefined;
  if (list === undefined || !isAt(path, `spec.ingress.ports${list}`, `spec.egress.ports${list}`)) return;
  if (isWhole && typeof path.at(-1) !== "number") return;
  const protocol = stringOf(near(question, -1, "protocol")) || "TCP";
  for (const port of containerPorts(podsOfPolicy(question), isWhole ? undefined : protocol, "both")) {
    const entries: [string, string | number][] = [["port", port.value]];
    if (port.protocol !== undefined && port.protocol !== "TCP") entries.push(["protocol", port.protocol]);
    const detail = () => port.detail;
    yield isWhole ? entriesCandidate(entries, { detail }) : valueCandidate(port.value, { detail });
  }
}

/** The pods whose ports a rule speaks of: the policy's own for who comes in, the peers' for where they go. */
function podsOfPolicy(question: Question) {
  const { path, root } = question;
  const isIngress = path[1] === "ingress";
  const peers = isIngress ? [get(root, "spec")] : listOf(near(question, 3, "to"));
  return peers.flatMap((peer) => {
    const selector = readLabelSelector(get(peer, "podSelector"));
    // An address outside has no pods.
    if (!isIngress && get(peer, "ipBlock") !== undefined) return [];
    return [...podsBehind(isIngress ? undefined : peer, question)].filter((workload) =>
      selects(selector, workload.manifest.workload.podLabels),
    );
  });
}

function* inMonitor(question: Question): Iterable<Candidate> {
  const { path, slot, kind, place, world } = question;
  if (slot === "value" && isAt(path, "spec.namespaceSelector.matchNames")) {
    yield* namespaceNames(question);
    return;
  }
  const list = kind === "ServiceMonitor" ? "spec.endpoints" : "spec.podMetricsEndpoints";
  const isWhole = slot === "key" && place.present.length === 0 && isItemAt(path, list);
  if (!isWhole && !(slot === "value" && isAt(path, `${list}.port`, `${list}.targetPort`))) return;
  const found = monitored(question);
  const services = found.flatMap((each) => (isService(each.manifest) ? [{ ...each, manifest: each.manifest }] : []));
  const workloads = found.flatMap((each) =>
    each.manifest.is === "workload" ? [{ ...each, manifest: each.manifest }] : [],
  );
  if (path.at(-1) === "targetPort") {
    const pods = kind === "ServiceMonitor" ? services.flatMap((service) => world.selected(service)) : workloads;
    for (const { value, detail } of containerPorts(pods, undefined, "both"))
      yield valueCandidate(value, { detail: () => detail });
    return;
  }
  const names =
    kind === "ServiceMonitor" ? portValues(services, "name") : portNames(containerPorts(workloads, undefined, "name"));
  for (const candidate of names)
    yield isWhole
      ? entriesCandidate([["port", candidate.label]], {
          ...(candidate.detail === undefined ? {} : { detail: candidate.detail }),
        })
      : candidate;
}

function* portNames(ports: ReturnType<typeof containerPorts>): Iterable<Candidate> {
  for (const { value, detail } of ports) yield valueCandidate(value, { detail: () => detail });
}

/** A probe of a container names a port of that container. */
function* inProbe(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, root } = question;
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"];
  const patterns = probes.flatMap((probe) => [
    `**.containers.${probe}.httpGet.port`,
    `**.containers.${probe}.tcpSocket.port`,
  ]);
  if (resource.manifest.is !== "workload" || !isAt(path, ...patterns)) return;
  const { manifest } = resource;
  const name = stringOf(get(root, ...path.slice(0, -3), "name"));
  const containers = manifest.workload.containers.filter((container) => container.name === name);
  const one = { ...resource, manifest: { ...manifest, workload: { ...manifest.workload, containers } } };
  for (const { value, detail } of containerPorts([one], "TCP", "both"))
    yield valueCandidate(value, { detail: () => detail });
}

function* inAutoscaler(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const isWhole = slot === "key" && isAt(path, "spec.scaleTargetRef") && place.present.length === 0;
  if (!isWhole && !(slot === "value" && isAt(path, "spec.scaleTargetRef.name"))) return;
  const kind = stringOf(near(question, -1, "kind"));
  for (const workload of world.workloads(resource, resource.namespace)) {
    const { manifest } = workload;
    if (/^(Pod|Job|CronJob|DaemonSet)$/.test(manifest.kind)) continue;
    const name = writtenName(workload);
    if (isWhole)
      yield entriesCandidate(
        [
          ["apiVersion", manifest.apiVersion],
          ["kind", manifest.kind],
          ["name", name],
        ],
        {},
      );
    else if (kind === undefined || kind === manifest.kind)
      yield valueCandidate(name, { detail: () => same(manifest.kind) });
  }
}

/** The objects of a class's kind, then the names that others of the asking kind use. */
function* classes(question: Question, resource: Resource, kind: string, users: readonly string[]): Iterable<Candidate> {
  const { world } = question;
  const seen = new Set<string>();
  for (const object of world.ofKindEverywhere(resource, kind)) {
    const controller = stringOf(get(object.manifest.root, "spec", "controller"));
    const by = controller ?? stringOf(get(object.manifest.root, "spec", "controllerName")) ?? kind;
    if (!seen.has(object.name) && object.name !== "")
      yield valueCandidate(writtenName(object), { detail: () => same(by) });
    seen.add(object.name);
  }
  for (const { manifest, name } of users.flatMap((user) => world.ofKindEverywhere(resource, user))) {
    if (manifest === resource.manifest) continue;
    const used =
      manifest.is === "ingress"
        ? manifest.ingress.className
        : manifest.is === "gateway"
          ? manifest.gateway.className
          : undefined;
    if (!used || seen.has(used)) continue;
    seen.add(used);
    const who = `${manifest.kind} ${name}`;
    yield valueCandidate(used, { detail: () => ({ en: `used by ${who}`, "zh-cn": `${who} 在使用` }) });
  }
}

/** Each Service of a namespace once, in order. */
function servicesOf({ world }: Question, resource: Resource, namespace: string): readonly ServiceResource[] {
  const seen = new Set<string>();
  return world.services(resource, namespace).filter(({ name }) => {
    const isNew = name !== "" && !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

/** `written`: kustomize renames the reference together with the Service; `final`: it does not. */
function* services(
  question: Question,
  resource: Resource,
  namespace: string,
  as: "written" | "final",
): Iterable<Candidate> {
  for (const service of servicesOf(question, resource, namespace)) yield serviceCandidate(service, as, question);
}

function serviceCandidate(service: ServiceResource, as: "written" | "final", question: Question): Candidate {
  return valueCandidate(as === "written" ? writtenName(service) : service.name, aboutService(service, question));
}

function aboutService(service: ServiceResource, { world }: Question): Pick<Candidate, "detail" | "docs"> {
  return { detail: () => serviceDetail(service), docs: () => serviceDocs(service, world) };
}

/** Names as the entry `name: …`. */
function* named(candidates: Iterable<Candidate>): Iterable<Candidate> {
  for (const { label, detail, docs } of candidates)
    yield entriesCandidate([["name", label]], {
      ...(detail === undefined ? {} : { detail }),
      ...(docs === undefined ? {} : { docs }),
    });
}

/** A backend reference as a whole, one for each port that fits. */
function* refsTo(service: ServiceResource, protocol: string, question: Question): Iterable<Candidate> {
  for (const port of service.manifest.service.ports) {
    if (port.port === undefined || port.protocol !== protocol) continue;
    yield entriesCandidate(
      [
        ["name", service.name],
        ["port", port.port],
      ],
      aboutService(service, question),
    );
  }
}

function* portValues(
  services: readonly ServiceResource[],
  by: "name" | "number",
  protocol?: string,
): Iterable<Candidate> {
  const seen = new Set<string | number>();
  for (const service of services) {
    for (const port of service.manifest.service.ports) {
      const value = by === "name" ? port.name : port.port;
      if (value === undefined || seen.has(value) || (protocol !== undefined && port.protocol !== protocol)) continue;
      seen.add(value);
      yield valueCandidate(value, { detail: () => same(`${portLabel(port)} · Service ${service.name}`) });
    }
  }
}

/** Whether the reference at the place means this kind, by what is written beside it. */
function isOfKind(question: Question, kind: string, group: string): boolean {
  const depth = question.slot === "value" ? -1 : question.path.length;
  const written = stringOf(near(question, depth, "kind")) ?? kind;
  const writtenGroup = stringOf(near(question, depth, "group")) ?? group;
  return written === kind && writtenGroup === group;
}

function listOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}
