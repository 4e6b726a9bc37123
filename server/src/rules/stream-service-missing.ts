// A TCP or UDP port of ingress-nginx that leads to a Service or port which is not there.

import type { Text } from "../base/text.ts";
import { isBelieved, nearNames } from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { misreadStreams, type StreamService, streamServicesOf } from "../model/stream-services.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const streamServiceMissing = defineRule({
  id: "stream-service-missing",
  severity: "warning",
  title: {
    en: "A TCP or UDP port of ingress-nginx that leads nowhere",
    "zh-cn": "ingress-nginx 的 TCP 或 UDP 端口没有可达的目标",
  },
  why: {
    en: "The ConfigMaps `tcp-services` and `udp-services` map a port of the controller to `NAMESPACE/SERVICE:PORT`, where `PORT` is a port of the **Service**. If the Service or the port does not exist, the controller logs an error and does not open the port.",
    "zh-cn":
      "ConfigMap `tcp-services` 和 `udp-services` 把控制器的一个端口映射到 `NAMESPACE/SERVICE:PORT`，其中的端口是 **Service** 的端口。如果 Service 或端口不存在，控制器会记录错误，并且不会开放该端口。",
  },
  *check(resource, world) {
    yield* misread(resource, world);
    for (const stream of streamServicesOf(resource.manifest)) {
      const services = world.servicesNamed(resource, stream.namespace, stream.service);
      const place = { span: stream.node.span, field: ["data", { key: stream.entry.key }] } as const;
      const name = `${stream.namespace}/${stream.service}`;
      if (services.length === 0) {
        const near = nearNames(resource, stream.namespace, stream.service, world);
        if (!isBelieved(near, resource, stream.namespace, world)) continue;
        const [first] = near;
        yield {
          ...place,
          message: missing(name, first === undefined ? undefined : `${first.service.namespace}/${first.service.name}`),
          fixes: () =>
            near
              .slice(0, 3)
              .map(({ service }) => leadTo(resource, stream, service.namespace, service.name, stream.servicePort)),
        };
        continue;
      }
      const ports = services.flatMap(({ manifest }) => manifest.service.ports);
      if (
        ports.length === 0 ||
        ports.some(({ port, name }) => port === stream.servicePort || name === stream.servicePort)
      )
        continue;
      const known = ports.map(({ name, port }) => (name === undefined ? String(port) : `${name} (${port})`));
      yield {
        ...place,
        message: {
          en: `Service ${name} has no port ${stream.servicePort}. Its ports are ${known.join(", ")}.`,
          "zh-cn": `Service ${name} 没有端口 ${stream.servicePort}，只有 ${known.join("、")}。`,
        },
        fixes: () =>
          ports
            .slice(0, 4)
            .flatMap(({ port }) =>
              port === undefined ? [] : [leadTo(resource, stream, stream.namespace, stream.service, port)],
            ),
      };
    }
  },
});

/** Values that are no `NAMESPACE/SERVICE:PORT`. */
function* misread(resource: Resource, world: World): Iterable<Report> {
  for (const { entry, node } of misreadStreams(resource.manifest)) {
    const [, service = "", port = ""] = /^([a-z0-9-]+)[:/]([a-z0-9-]+)$/.exec(node.value) ?? [];
    const named =
      service === "" ? [] : world.ofKindEverywhere(resource, "Service").filter(({ name }) => name === service);
    yield {
      span: node.span,
      field: ["data", { key: entry.key }],
      message: {
        en: `"${node.value}" does not have the form NAMESPACE/SERVICE:PORT, so ingress-nginx does not open port ${entry.key}.`,
        "zh-cn": `“${node.value}”不是 NAMESPACE/SERVICE:PORT 的形式，因此 ingress-nginx 不会开放端口 ${entry.key}。`,
      },
      fixes: () =>
        named.slice(0, 3).map(({ namespace, name }) => {
          const text = `${namespace}/${name}:${port}`;
          return {
            title: { en: `Change to ${text}`, "zh-cn": `改为 ${text}` },
            safe: false,
            edits: replaceScalar(resource.document.yaml, node, text),
          };
        }),
    };
  }
}

function missing(name: string, near: string | undefined): Text {
  return {
    en: `There is no Service ${name} in this workspace; did you mean ${near}?`,
    "zh-cn": `此工作区中没有 Service ${name}；是否应为 ${near}？`,
  };
}

function leadTo(
  { document }: Resource,
  { node, rest }: StreamService,
  namespace: string,
  service: string,
  port: number | string,
): Fix {
  const text = `${namespace}/${service}:${port}${rest}`;
  return {
    title: { en: `Change to ${text}`, "zh-cn": `改为 ${text}` },
    safe: false,
    edits: replaceScalar(document.yaml, node, text),
  };
}
