// Completion of names of other objects: the Services, Gateways, classes and workloads that an object refers to, and their ports.

import { same } from "../../base/text.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { serviceNameLabel } from "../../model/endpoint-slice.ts";
import { routeKinds } from "../../model/gateway.ts";
import { kinds } from "../../model/kinds.ts";
import type { ServicePort } from "../../model/service.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { inIngress, inOtherBackends } from "./backends.ts";
import {
  type Candidate,
  entriesCandidate,
  isAt,
  isItemAt,
  linksTo,
  near,
  type Question,
  valueCandidate,
} from "./candidate.ts";
import { namespaceNames } from "./labels.ts";
import { inMonitor, inPolicy, inProbe } from "./pods.ts";
import { inRoute } from "./routes.ts";
import {
  aboutService,
  isOfKind,
  portDocs,
  portLabel,
  portValues,
  type ServiceResource,
  serviceCandidate,
  services,
  servicesMeant,
  servicesOf,
  writtenName,
} from "./services.ts";

export function* inNames(question: Question): Iterable<Candidate> {
  const { kind, path, resource } = question;
  if (resource === undefined) return;
  if (question.slot === "value" && isAt(path, "metadata.namespace")) {
    yield* namespaceNames(question);
    return;
  }
  const route = routeKinds.find((known) => known === kind);
  if (route !== undefined) yield* inRoute(question, resource, route);
  if (question.slot === "value" && resource.manifest.is === "workload") {
    // A pod's subdomain is the name of a headless Service that gives it a name of its own.
    if (isAt(path, kind === "Pod" ? "spec.subdomain" : "spec.template.spec.subdomain"))
      yield* governing(question, resource, "final");
  }
  if (question.slot === "value") yield* inProbe(question, resource);
  yield* inOtherBackends(question, resource);
  switch (kind) {
    case "Ingress":
      if (question.slot === "value" && isAt(path, "spec.ingressClassName"))
        yield* classes(question, resource, "IngressClass", ["Ingress"]);
      else yield* inIngress(question, resource);
      return;
    case "StatefulSet":
      if (question.slot === "value" && isAt(path, "spec.serviceName")) yield* governing(question, resource, "written");
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

/** The Services that may name the pods of a workload: those that select its pods first, the headless before the others. */
function* governing(question: Question, resource: Resource, as: "written" | "final"): Iterable<Candidate> {
  const selecting = isA(resource, "workload") ? question.world.selecting(resource).map(({ manifest }) => manifest) : [];
  const rank = ({ manifest }: ServiceResource) =>
    (selecting.includes(manifest) ? 0 : 2) + (manifest.service.headless ? 0 : 1);
  const all = servicesOf(question, resource, resource.namespace).filter(
    ({ manifest }) => manifest.service.type !== "ExternalName",
  );
  for (const service of [...all].sort((a, b) => rank(a) - rank(b))) yield serviceCandidate(service, as, question);
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
    for (const [service, port] of portsOf(list())) {
      if ((port.name ?? "") === name && typeof port.targetPort === "number")
        yield valueCandidate(port.targetPort, { detail: () => targetOf(port), docs: () => portDocs(service, port) });
    }
  } else if (slot === "key" && isItemAt(path, ports) && place.present.length === 0) {
    for (const [service, port] of portsOf(list())) {
      const entries: [string, string | number][] = port.name === undefined ? [] : [["name", port.name]];
      if (typeof port.targetPort === "number") entries.push(["port", port.targetPort]);
      if (port.protocol !== undefined && port.protocol !== "TCP") entries.push(["protocol", port.protocol]);
      if (entries.length > 0)
        yield entriesCandidate(entries, { detail: () => targetOf(port), docs: () => portDocs(service, port) });
    }
  }
}

function* portsOf(services: readonly ServiceResource[]): Iterable<[ServiceResource, ServicePort]> {
  for (const service of services) for (const port of service.manifest.service.ports) yield [service, port];
}

function targetOf(port: ServicePort) {
  const label = portLabel(port);
  return { en: `where port ${label} leads`, "zh-cn": `端口 ${label} 的目标` };
}

function* inAutoscaler(question: Question, resource: Resource): Iterable<Candidate> {
  const { path, slot, world, place } = question;
  const isWhole = slot === "key" && isAt(path, "spec.scaleTargetRef") && place.present.length === 0;
  if (!isWhole && !(slot === "value" && isAt(path, "spec.scaleTargetRef.name"))) return;
  const kind = stringOf(near(question, -1, "kind"));
  for (const workload of world.workloads(resource, resource.namespace)) {
    const { manifest } = workload;
    if (kinds.get(manifest.kind)?.scales === false) continue;
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
      yield valueCandidate(name, { detail: () => same(manifest.kind), docs: () => linksTo([workload]) });
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
      yield valueCandidate(writtenName(object), { detail: () => same(by), docs: () => linksTo([object]) });
    seen.add(object.name);
  }
  for (const user of users.flatMap((each) => world.ofKindEverywhere(resource, each))) {
    const { manifest, name } = user;
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
    yield valueCandidate(used, {
      detail: () => ({ en: `used by ${who}`, "zh-cn": `${who} 在使用` }),
      docs: () => linksTo([user]),
    });
  }
}
