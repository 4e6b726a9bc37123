// Kinds of routes that a listener allows and its protocol does not carry.

import { isA } from "../index/resource.ts";
import { gatewayGroup, kindsCarried } from "../model/gateway.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const listenerKindsDoNotFit = defineRule({
  id: "listener-kinds-do-not-fit",
  severity: "warning",
  title: {
    en: "Route kinds that the listener's protocol does not support",
    "zh-cn": "listener 的协议不支持的路由类型",
  },
  why: {
    en: "`allowedRoutes.kinds` chooses among the kinds that the listener's protocol supports: HTTPRoute and GRPCRoute for HTTP and HTTPS, TLSRoute for TLS, TCPRoute for TCP (and TLS), UDPRoute for UDP. Any other kind is reported as `InvalidRouteKinds`, and no such route is attached.",
    "zh-cn":
      "`allowedRoutes.kinds` 在 listener 协议所支持的类型中进行选择：HTTP 和 HTTPS 支持 HTTPRoute 与 GRPCRoute，TLS 支持 TLSRoute，TCP（和 TLS）支持 TCPRoute，UDP 支持 UDPRoute。其他类型会被报告为 `InvalidRouteKinds`，这样的路由不会挂载。",
  },
  *check(resource) {
    if (!isA(resource, "gateway")) return;
    for (const { protocol, node, field } of resource.manifest.gateway.listeners) {
      const carried = kindsCarried(protocol);
      if (carried === undefined) continue;
      for (const [index, item] of itemsOf(get(node, "allowedRoutes", "kinds")).entries()) {
        const kindNode = get(item, "kind");
        const kind = stringOf(kindNode);
        const group = stringOf(get(item, "group")) ?? gatewayGroup;
        if (kindNode === undefined || !kind || group !== gatewayGroup || carried.includes(kind)) continue;
        const place = [...field, "allowedRoutes", "kinds", index, "kind"];
        yield {
          span: kindNode.span,
          field: place,
          message: {
            en: `A listener with protocol ${protocol} supports ${carried.join(", ")}, not ${kind}.`,
            "zh-cn": `协议为 ${protocol} 的 listener 支持 ${carried.join("、")}，不支持 ${kind}。`,
          },
          fixes: () => carried.map((each) => changeTo(resource, place, each)),
        };
      }
    }
  },
});
