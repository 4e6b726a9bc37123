// An Ingress or a route that sends traffic to a port that its Service does not have.

import { type Backend, backendsOf } from "../index/backends.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import { likeliest } from "./fixes/likeliest.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

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
      "后端引用的是 **Service** 的端口（`spec.ports[].port` 或其名称），而不是 Pod 的端口。如果 Service 没有这个端口，控制器就无处转发流量。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      const { port, portNode } = backend;
      const own = world.servicesNamed(resource, backend.namespace, backend.service);
      const elsewhere = () => world.servicesElsewhere(resource, backend.namespace, backend.service);
      // Of a Service whose namespace nobody says it is not known whether it is this one.
      const services = own.length > 0 ? own : elsewhere().filter(({ namespaceIsKnown }) => namespaceIsKnown);
      const [service] = services;
      if (service === undefined || port === undefined || portNode === undefined) continue;
      // An ExternalName Service may leave its ports out: controllers then use the number as it is.
      if (service.manifest.service.type === "ExternalName" && service.manifest.service.ports.length === 0) continue;
      if (
        services.some((other) =>
          other.manifest.service.ports.some(
            (known) => known.port === port || known.name === port || holdsFilledIn(known.node),
          ),
        )
      )
        continue;
      const { ports } = service.manifest.service;
      const known = ports.map((candidate) =>
        candidate.name === undefined ? String(candidate.port) : `${candidate.name} (${candidate.port})`,
      );
      yield {
        severity: amongNeighbours("warning", resource, services, world, namedIn(backend)),
        span: portNode.span,
        field: backend.portField,
        message: {
          en: `Service ${backend.namespace}/${backend.service} has no port ${port}${backend.portIsDefault ? ", which is the default here" : ""}. Its ports are ${known.join(", ")}.`,
          "zh-cn": `Service ${backend.namespace}/${backend.service} 没有端口 ${port}${backend.portIsDefault ? "（此处的默认值）" : ""}，只有 ${known.join("、")}。`,
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
