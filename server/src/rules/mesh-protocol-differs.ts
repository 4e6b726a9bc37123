// A VirtualService whose routes are of another protocol than Istio takes its Service's port for.

import { backendsOf } from "../index/backends.ts";
import { idOf } from "../index/mentions.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { ServicePort } from "../model/service.ts";
import { get, stringsOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const meshProtocolDiffers = defineRule({
  id: "mesh-protocol-differs",
  severity: "information",
  title: { en: "A port that Istio treats as another protocol", "zh-cn": "被 Istio 当作另一种协议的端口" },
  why: {
    en: "Istio chooses a Service port's protocol by `appProtocol`, or by the beginning of its name up to a `-`: `http`, `http2`, `grpc`, `grpc-web`, `https`, `tls`, `tcp`, `mongo`, `mysql`, `redis`. In the mesh, `http` routes of a VirtualService apply only to HTTP ports, `tls` routes to TLS and `tcp` routes to the rest; at a port of another protocol they are ignored. If the name gives no protocol, Istio detects it from the traffic.",
    "zh-cn":
      "Istio 根据 `appProtocol`，或端口名称中 `-` 之前的部分来选择 Service 端口的协议：`http`、`http2`、`grpc`、`grpc-web`、`https`、`tls`、`tcp`、`mongo`、`mysql`、`redis`。在网格内，VirtualService 的 `http` 路由只对 HTTP 端口生效，`tls` 路由对 TLS 端口生效，`tcp` 路由对其余端口生效；端口是另一种协议时，这些路由会被忽略。如果名称没有说明协议，Istio 会根据流量自动识别。",
  },
  *check(resource, world) {
    if (idOf(resource.manifest) !== "networking.istio.io VirtualService") return;
    const gateways = stringsOf(get(resource.manifest.root, "spec", "gateways"));
    // A gateway's own server says what it speaks.
    if (gateways.length > 0 && !gateways.includes("mesh")) return;
    for (const backend of backendsOf(resource)) {
      const list = String(backend.serviceField[1]);
      const [service] = world.servicesNamed(resource, backend.namespace, backend.service);
      if (service === undefined) continue;
      const { ports } = service.manifest.service;
      const [only] = ports.length === 1 ? ports : [];
      const port = backend.port === undefined ? only : ports.find((known) => known.port === backend.port);
      const taken = port === undefined ? undefined : takenFor(port);
      if (port === undefined || taken === undefined || taken.list === list) continue;
      const node = backend.portNode ?? backend.serviceNode;
      yield {
        severity: amongNeighbours("information", resource, [service], world),
        span: node.span,
        field: backend.portNode === undefined ? backend.serviceField : backend.portField,
        message: {
          en: `Istio treats port ${port.name ?? port.port} of Service ${service.name} as ${taken.protocol}, so it ignores this ${list} route in the mesh.`,
          "zh-cn": `Istio 把 Service ${service.name} 的端口 ${port.name ?? port.port} 当作 ${taken.protocol}，因此在网格内会忽略此 ${list} 路由。`,
        },
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

/** Which of a VirtualService's lists a protocol belongs to. Source: Istio's reference, "Protocol Selection". */
const lists: Readonly<Record<string, "http" | "tls" | "tcp">> = {
  http: "http",
  http2: "http",
  grpc: "http",
  "grpc-web": "http",
  https: "tls",
  tls: "tls",
  tcp: "tcp",
  mongo: "tcp",
  mysql: "tcp",
  redis: "tcp",
};

/** What Istio takes a port for; undefined where it looks at the traffic. */
function takenFor({
  name,
  appProtocol,
}: ServicePort): { readonly protocol: string; readonly list: "http" | "tls" | "tcp" } | undefined {
  const own = appProtocol?.toLowerCase().replace(/^kubernetes\.io\/(?:h2c|ws)$/, "http");
  const begins = name === undefined ? undefined : (/^grpc-web(?=-|$)/.exec(name)?.[0] ?? name.split("-")[0]);
  const protocol = own ?? begins ?? "";
  const list = Object.hasOwn(lists, protocol) ? lists[protocol] : undefined;
  return list === undefined ? undefined : { protocol, list };
}
