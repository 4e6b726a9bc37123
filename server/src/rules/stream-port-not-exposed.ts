// A TCP or UDP port that ingress-nginx opens, and that no Service of the controller passes on.

import type { ServiceManifest } from "../model/manifest.ts";
import type { Protocol } from "../model/ports.ts";
import { opensFor, type StreamService, streamServicesOf } from "../model/stream-services.ts";
import type { Workload } from "../model/workload.ts";
import { boolOf, get } from "../yaml/cursor.ts";
import { appendItem } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

export const streamPortNotExposed = defineRule({
  id: "stream-port-not-exposed",
  severity: "warning",
  title: {
    en: "A TCP or UDP port of ingress-nginx that its Service does not expose",
    "zh-cn": "ingress-nginx 的 Service 没有开放该 TCP 或 UDP 端口",
  },
  why: {
    en: "`tcp-services` and `udp-services` make the controller's pods listen on a port. Clients reach the pods through the controller's own Service, so that Service needs the port, too.",
    "zh-cn":
      "`tcp-services` 和 `udp-services` 让控制器的 Pod 监听一个端口。客户端通过控制器自己的 Service 访问这些 Pod，因此该 Service 也必须有该端口。",
  },
  *check(resource, world) {
    const streams = streamServicesOf(resource.manifest);
    if (streams.length === 0) return;
    for (const controller of world.workloads(resource, resource.namespace)) {
      const protocol = opensFor(controller, resource);
      const services = world.selecting(controller).filter(({ manifest }) => manifest.service.type !== "ClusterIP");
      const [service] = services;
      const { workload } = controller.manifest;
      if (protocol === undefined || service === undefined || boolOf(get(workload.podSpec, "hostNetwork"))) continue;
      for (const stream of streams) {
        if (services.some(({ manifest }) => passesOn(manifest, stream, protocol, workload))) continue;
        yield {
          span: stream.entry.keySpan,
          field: ["data", { key: stream.entry.key }],
          message: {
            en: `The controller's Service ${service.namespace}/${service.name} has no port that leads to ${stream.port}/${protocol}, so clients cannot reach it.`,
            "zh-cn": `控制器的 Service ${service.namespace}/${service.name} 没有通向 ${stream.port}/${protocol} 的端口，客户端无法访问。`,
          },
          related: [
            {
              document: service.document,
              span: (service.manifest.name ?? service.manifest.root).span,
              message: { en: `Service ${service.name}`, "zh-cn": `Service ${service.name}` },
            },
          ],
          fixes: () => {
            const list = get(service.manifest.root, "spec", "ports");
            if (list?.kind !== "list") return [];
            const port = { name: `${protocol.toLowerCase()}-${stream.port}`, port: stream.port, protocol };
            return [
              {
                title: {
                  en: `Add port ${stream.port} to Service ${service.name}`,
                  "zh-cn": `为 Service ${service.name} 添加端口 ${stream.port}`,
                },
                safe: false,
                edits: appendItem(service.document.yaml, list, port).map((edit) => ({
                  document: service.document,
                  ...edit,
                })),
              },
            ];
          },
        };
      }
    }
  },
});

/** Whether a port of the Service leads to the stream's port on the controller's pods. */
function passesOn(
  { service }: ServiceManifest,
  { port }: StreamService,
  protocol: Protocol,
  workload: Workload,
): boolean {
  return service.ports.some(
    ({ targetPort, protocol: speaks }) =>
      speaks === protocol &&
      (targetPort === port ||
        workload.containers.some(({ ports }) =>
          ports.some((declared) => declared.name === targetPort && declared.containerPort === port),
        )),
  );
}
