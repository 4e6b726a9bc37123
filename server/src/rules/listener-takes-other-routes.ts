// A route below a listener that takes routes of other kinds.

import { isA } from "../index/resource.ts";
import { isMeant, takesKind } from "../model/gateway.ts";
import { attachmentsOf } from "../paths/attachments.ts";
import { reasonText } from "../report/reasons.ts";
import { get } from "../yaml/cursor.ts";
import { gatewayNote, parentPlace, reasonAt } from "./fixes/attachment.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const listenerTakesOtherRoutes = defineRule({
  id: "listener-takes-other-routes",
  severity: "warning",
  title: { en: "A listener that accepts other route kinds", "zh-cn": "listener 只接受其他类型的路由" },
  why: {
    en: "A listener accepts the route kinds that its protocol supports (HTTP and HTTPS: HTTPRoute and GRPCRoute; TLS: TLSRoute; TCP: TCPRoute; UDP: UDPRoute), or, of those, only the ones in `allowedRoutes.kinds` if it is set. A route of another kind is not attached (`NotAllowedByListeners`).",
    "zh-cn":
      "listener 接受其协议所支持的路由类型（HTTP 和 HTTPS：HTTPRoute 与 GRPCRoute；TLS：TLSRoute；TCP：TCPRoute；UDP：UDPRoute）；如果设置了 `allowedRoutes.kinds`，就只接受其中列出的类型。其他类型的路由不会挂载（`NotAllowedByListeners`）。",
  },
  *check(resource, world) {
    if (!isA(resource, "route")) return;
    const { kind } = resource.manifest.route;
    for (const attachment of attachmentsOf(resource, resource, world)) {
      const { parent } = attachment;
      const reason = reasonAt(attachment, "listener-of-other-kind");
      if (reason === undefined) continue;
      const section = get(parent.node, "sectionName") === undefined ? "name" : "sectionName";
      yield {
        ...parentPlace(parent, section),
        message: reasonText(reason),
        related: gatewayNote(reason.gateway, reason.listeners[0]),
        fixes: () =>
          reason.gateway.manifest.gateway.listeners
            .filter((listener) => takesKind(listener, kind) && isMeant(listener, { ...parent, sectionName: undefined }))
            .slice(0, 4)
            .flatMap(({ name }) =>
              name === undefined ? [] : [changeTo(resource, [...parent.field, "sectionName"], name, "name")],
            ),
      };
    }
  },
});
