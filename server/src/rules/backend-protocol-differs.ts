// A backend whose protocol is not that of the Service's port.

import { backendsOf } from "../index/backends.ts";
import { isA } from "../index/resource.ts";
import { readProtocol } from "../model/ports.ts";
import { backendPort } from "../paths/ingress-paths.ts";
import { protocolOf } from "../paths/route-paths.ts";
import { writtenSubject } from "../paths/subject.ts";
import { reasonText } from "../report/reasons.ts";
import { defineRule } from "./rule.ts";

export const backendProtocolDiffers = defineRule({
  id: "backend-protocol-differs",
  severity: "warning",
  title: { en: "A backend port with another protocol", "zh-cn": "后端端口的协议不一致" },
  why: {
    en: "An Ingress, HTTPRoute, GRPCRoute, TLSRoute or TCPRoute sends its traffic over TCP, and so do webhooks and other controllers' routes; a UDPRoute and Traefik's IngressRouteUDP send over UDP. A Service port accepts only one protocol (`protocol`, by default TCP), so a backend with another one gets no traffic.",
    "zh-cn":
      "Ingress、HTTPRoute、GRPCRoute、TLSRoute、TCPRoute、webhook 以及其他控制器的路由通过 TCP 转发流量，UDPRoute 和 Traefik 的 IngressRouteUDP 通过 UDP。Service 的一个端口只接受一种协议（`protocol`，省略时为 TCP），协议不一致的后端收不到任何流量。",
  },
  *check(resource, world) {
    for (const backend of backendsOf(resource)) {
      const isIngress = isA(resource, "ingress");
      const own = isA(resource, "route") ? protocolOf(resource.manifest.route.kind) : backend.protocol;
      const protocol = isIngress ? "TCP" : own;
      if (protocol === undefined) continue;
      const [service] = world.servicesNamed(resource, backend.namespace, backend.service);
      if (service === undefined || backend.portNode === undefined || backend.isPodPort === true) continue;
      const port = backendPort(writtenSubject(service, world), backend.port, protocol);
      if (port === undefined || port.protocol === protocol || readProtocol(port.protocol) === undefined) continue;
      yield {
        span: backend.portNode.span,
        field: backend.portField,
        message: reasonText({
          kind: "wrong-protocol",
          from: { kind: resource.manifest.kind, name: resource.name },
          speaks: isIngress ? "HTTP" : protocol,
          port,
        }),
        related: [
          {
            document: service.document,
            span: (port.portNode ?? service.manifest.root).span,
            message: { en: `Service ${service.name}`, "zh-cn": `Service ${service.name}` },
          },
        ],
      };
    }
  },
});
