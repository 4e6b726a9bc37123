// An Istio VirtualService whose host no server of its Gateways takes, or whose Gateway is misspelt.

import { isTypo } from "../index/likeness.ts";
import { idOf } from "../index/mentions.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { entriesOf, gatewaysNamed, isIstio } from "../paths/istio-fronts.ts";
import { reasonText } from "../report/reasons.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Report } from "./rule.ts";

export const virtualServiceNotServed = defineRule({
  id: "virtual-service-not-served",
  severity: "warning",
  title: { en: "A VirtualService that its Gateway does not serve", "zh-cn": "Gateway 不服务于该 VirtualService" },
  why: {
    en: "An Istio Gateway accepts only the hosts in its servers (`*.example.com` accepts every name below it; `NAMESPACE/HOST` only routes from that namespace). HTTP routes need an HTTP server, TLS routes one that passes TLS through. Requests for another host get a 404.",
    "zh-cn":
      "Istio 的 Gateway 只接受其 server 列出的主机（`*.example.com` 包括其下的所有名称；`NAMESPACE/HOST` 只接受该命名空间的路由），而且 HTTP 路由需要 HTTP server，TLS 路由需要直通 TLS 的 server。请求其他主机会得到 404。",
  },
  *check(resource, world) {
    if (idOf(resource.manifest) !== "networking.istio.io VirtualService") return;
    yield* unknownGateways(resource, world);
    const spec = get(resource.manifest.root, "spec");
    for (const [index, node] of itemsOf(get(spec, "hosts")).entries()) {
      const host = stringOf(node);
      if (host === undefined) continue;
      const lists = ["http", "tls", "tcp"].filter((list) => itemsOf(get(spec, list)).length > 0);
      const reasons = lists.flatMap((list) =>
        entriesOf(resource, host, list, world).flatMap(({ broken }) => broken ?? []),
      );
      const [first] = reasons;
      if (first === undefined) continue;
      const gateways = [...new Set(reasons.map(({ gateway }) => gateway))];
      // Other routes of it are served there.
      const isPart = new Set(reasons.map(({ list }) => list)).size < lists.length && first.list !== undefined;
      yield {
        severity: isPart ? "hint" : amongNeighbours("warning", resource, gateways, world),
        span: node.span,
        field: ["spec", "hosts", index],
        message: reasonText(first),
        related: gateways.map((gateway) => ({
          document: gateway.document,
          span: (get(gateway.manifest.root, "spec", "servers") ?? gateway.manifest.root).span,
          message: { en: `servers of Gateway ${gateway.name}`, "zh-cn": `Gateway ${gateway.name} 的 server` },
        })),
        fixes: () =>
          first.list !== undefined
            ? []
            : first.served
                .filter((served) => !served.includes("/") && isTypo(served, host))
                .map((served) => changeTo(resource, ["spec", "hosts", index], served)),
      };
    }
  },
});

/** Gateways of which none has the name, and one nearly has. */
function* unknownGateways(resource: Resource, world: World): Iterable<Report> {
  for (const [index, node] of itemsOf(get(resource.manifest.root, "spec", "gateways")).entries()) {
    const reference = stringOf(node);
    if (reference === undefined || reference === "mesh" || gatewaysNamed(resource, reference, world).length > 0)
      continue;
    const name = reference.slice(reference.indexOf("/") + 1);
    const namespace = reference.includes("/") ? reference.slice(0, reference.indexOf("/")) : resource.namespace;
    if (world.gatewaysElsewhere(resource).some((gateway) => gateway.name === name)) continue;
    const near = world
      .ofKind(resource, "Gateway", namespace)
      .find((gateway) => isIstio(gateway) && isTypo(name, gateway.name));
    if (near === undefined) continue;
    yield {
      severity: amongNeighbours("warning", resource, [near], world),
      span: node.span,
      field: ["spec", "gateways", index],
      message: {
        en: `There is no Gateway ${name}; did you mean ${near.name}?`,
        "zh-cn": `没有 Gateway ${name}；是否应为 ${near.name}？`,
      },
      fixes: () => [
        changeTo(resource, ["spec", "gateways", index], reference.slice(0, reference.length - name.length) + near.name),
      ],
    };
  }
}
