// An Ingress or a route that sends traffic to a port that its Service does not have.

import { type Backend, backendsOf } from "../index/backends.ts";
import { knativeNamed, serviceEntryFor } from "../index/made-services.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { portLeadingTo } from "../index/pod-ports.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { isAction } from "../model/ingress.ts";
import { knativePorts } from "../model/knative.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { get, getAll, integerOf, stringOf } from "../yaml/cursor.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { Node } from "../yaml/node.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Report } from "./rule.ts";

/** The namespace that a backend names itself. */
function namedIn({ namespace, namespaceNode }: Backend): string | undefined {
  return namespaceNode === undefined ? undefined : namespace;
}

export const backendPortMissing = defineRule({
  id: "backend-port-missing",
  severity: "warning",
  title: { en: "A backend port that the Service does not have", "zh-cn": "后端端口在 Service 中不存在" },
  why: {
    en: "A backend refers to a port of the **Service** (`spec.ports[].port` or its name), not of the pods. If the Service has no such port, the controller has nowhere to send the traffic.",
    "zh-cn":
      "后端引用的是 **Service** 的端口（`spec.ports[].port` 或其名称），而不是 Pod 的端口。如果 Service 没有该端口，控制器就无处转发流量。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      const { port, portNode } = backend;
      const own = world.servicesNamed(resource, backend.namespace, backend.service);
      const elsewhere = () => world.servicesElsewhere(resource, backend.namespace, backend.service);
      // Of a Service whose namespace nobody says it is not known whether it is this one.
      const services = own.length > 0 ? own : elsewhere().filter(({ namespaceIsKnown }) => namespaceIsKnown);
      const [service] = services;
      if (port === undefined || portNode === undefined) continue;
      // What a rollout's or the load balancer's controller makes of it stands in an annotation, which it may add itself.
      if (resource.manifest.kind === "Ingress" && isAction({ port })) continue;
      if (service === undefined) {
        yield* portOfOthers(resource, backend, port, portNode, world);
        continue;
      }
      // An ExternalName Service may leave its ports out: controllers then use the number as it is. Any other is refused without.
      if (service.manifest.service.ports.length === 0) continue;
      if (backend.isPodPort === true && typeof port === "number") {
        yield* podPortMissing(resource, backend, port, portNode, services, world);
        continue;
      }
      if (
        services.some((other) =>
          other.manifest.service.ports.some(
            (known) => known.port === port || known.name === port || holdsFilledIn(known.node),
          ),
        )
      )
        continue;
      const { ports, headless } = service.manifest.service;
      // The Service itself is refused, which is said there; only a headless one needs no ports.
      if (ports.length === 0 && !headless) continue;
      const known = ports.map((candidate) =>
        candidate.name === undefined ? String(candidate.port) : `${candidate.name} (${candidate.port})`,
      );
      const severity = amongNeighbours("warning", resource, services, world, namedIn(backend));
      const what = `Service ${backend.namespace}/${backend.service}`;
      yield {
        severity: goesByName(resource, world) ? "hint" : severity,
        span: portNode.span,
        field: backend.portField,
        message: {
          en: `${what} has no port ${port}${backend.portIsDefault ? ", which is the default here" : ""}. ${known.length === 0 ? "It lists none." : `Its ports are ${known.join(", ")}.`}`,
          "zh-cn": `${what} 没有端口 ${port}${backend.portIsDefault ? "（此处的默认值）" : ""}，${known.length === 0 ? "它没有列出任何端口" : `只有 ${known.join("、")}`}。`,
        },
        related: [
          {
            document: service.document,
            span: (service.manifest.name ?? service.manifest.root).span,
            message: { en: `Service ${service.name}`, "zh-cn": `Service ${service.name}` },
          },
        ],
        fixes: () =>
          likeliest(
            String(port),
            ports.flatMap((candidate) => (typeof port === "string" ? candidate.name : candidate.port) ?? []),
          )
            .slice(0, 4)
            .map(({ value, guess }) => ({ ...changeTo(resource, backend.portField, value, "name"), guess })),
      };
    }
  },
});

/** Consul's controller sends traffic to what is registered under the Service's name, whatever port a route says (hashicorp/consul-k8s). */
function goesByName(resource: Resource, world: World): boolean {
  if (resource.manifest.is !== "route") return false;
  return resource.manifest.route.parents.some(({ name, namespace }) =>
    world
      .ofKind(resource, "Gateway", namespace ?? resource.namespace)
      .filter((gateway) => gateway.name === name)
      .some(({ manifest }) => manifest.is === "gateway" && isConsul(manifest.gateway.className)),
  );

  function isConsul(className: string | undefined): boolean {
    if (className === "consul") return true;
    return world
      .ofKind(resource, "GatewayClass", "")
      .some(
        ({ name, manifest }) =>
          name === className &&
          stringOf(get(manifest.root, "spec", "controllerName"))?.startsWith("consul.hashicorp.com/") === true,
      );
  }
}

/** OpenShift's Route means a port of the pods by its number: some port of the Service has to lead there. */
function* podPortMissing(
  resource: Resource,
  backend: Backend,
  port: number,
  portNode: Node,
  services: readonly Resource<ServiceManifest>[],
  world: World,
): Iterable<Report> {
  const [service] = services;
  if (service === undefined || services.some((one) => portLeadingTo(one, port, world) !== undefined)) return;
  const { ports } = service.manifest.service;
  if (ports.length === 0) return;
  const targets = ports.map(({ targetPort }) => targetPort);
  yield {
    severity: amongNeighbours("warning", resource, services, world, namedIn(backend)),
    span: portNode.span,
    field: backend.portField,
    message: {
      en: `A number here is a port of the pods, but no port of Service ${backend.namespace}/${backend.service} leads to ${port}. Its target ports are ${targets.join(", ")}.`,
      "zh-cn": `此处的数字是 Pod 的端口，而 Service ${backend.namespace}/${backend.service} 没有端口通向 ${port}。其目标端口是 ${targets.join("、")}。`,
    },
    fixes: () => {
      // The number is rather the Service's own than another of the pods'.
      const own = ports.find((candidate) => candidate.port === port);
      const values = (own === undefined ? ports : [own]).flatMap(({ name, targetPort }) => name ?? targetPort ?? []);
      return [...new Set(values)].slice(0, 3).map((value, index) => ({
        ...changeTo(resource, backend.portField, value),
        guess: own === undefined ? index + 1 : 0,
      }));
    },
  };
}

/** What is no Service of a manifest, and has ports that are known: what Knative makes, and an Istio ServiceEntry. */
function* portOfOthers(
  resource: Resource,
  backend: Backend,
  port: number | string,
  portNode: Node,
  world: World,
): Iterable<Report> {
  const knative = knativeNamed(resource, backend.namespace, backend.service, world);
  const entry = backend.isHost === true ? serviceEntryFor(resource, backend, world) : undefined;
  const other = knative ?? entry;
  if (other === undefined || typeof port !== "number") return;
  const ports =
    knative !== undefined
      ? knativePorts
      : [...getAll(other.manifest.root, ["spec", "ports", "*", "number"])].flatMap((node) => integerOf(node) ?? []);
  const known: readonly number[] = ports;
  if (known.length === 0 || known.includes(port)) return;
  const what = knative !== undefined ? `Knative Service ${other.name}` : `ServiceEntry ${other.name}`;
  yield {
    severity: amongNeighbours("warning", resource, [other], world, namedIn(backend)),
    span: portNode.span,
    field: backend.portField,
    message: {
      en: `${what} has no port ${port}. Its ports are ${known.join(", ")}.`,
      "zh-cn": `${what} 没有端口 ${port}，只有 ${known.join("、")}。`,
    },
    fixes: () => known.slice(0, 3).map((value) => changeTo(resource, backend.portField, value)),
  };
}
