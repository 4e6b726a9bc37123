// A host name of a route that none of its listeners serves.

import { isA } from "../index/resource.ts";
import { attachmentsOf } from "../paths/attachments.ts";
import type { Reason } from "../paths/reason.ts";
import { reasonText } from "../report/reasons.ts";
import { gatewayNote } from "./fixes/attachment.ts";
import { defineRule } from "./rule.ts";

export const listenerServesOtherHosts = defineRule({
  id: "listener-serves-other-hosts",
  severity: "warning",
  title: { en: "A host name that no listener serves", "zh-cn": "没有 listener 服务于此主机名" },
  why: {
    en: "A listener with a `hostname` serves only what fits it (`*.example.com` fits every name below, and not `example.com` itself). A route's host names count as far as they fit their listener's; one that fits none gets no traffic, and a route of which none fits is not attached (`NoMatchingListenerHostname`).",
    "zh-cn":
      "写了 `hostname` 的 listener 只服务于与之匹配的主机名（`*.example.com` 匹配其下的所有名称，但不匹配 `example.com` 本身）。路由的主机名只有与 listener 的匹配时才有效；不匹配的主机名得不到流量，全部不匹配的路由不会挂载（`NoMatchingListenerHostname`）。",
  },
  *check(resource, world) {
    if (!isA(resource, "route")) return;
    const reasons = attachmentsOf(resource, resource, world).flatMap(({ entrances }) =>
      entrances.flatMap(({ broken }): readonly Extract<Reason, { kind: "host-not-served" }>[] =>
        broken?.kind === "host-not-served" ? [broken] : [],
      ),
    );
    for (const { name, node, field } of resource.manifest.route.hosts) {
      const own = reasons.filter(({ host }) => host === name);
      const [first] = own;
      if (first === undefined) continue;
      yield {
        span: node.span,
        field,
        message: reasonText(first),
        related: own.flatMap(({ gateway, listener }) => gatewayNote(gateway, listener)),
      };
    }
  },
});
