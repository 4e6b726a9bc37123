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
    en: "A listener with a `hostname` serves only matching names (`*.example.com` matches every name below it, but not `example.com` itself). A route's host name that does not match its listener gets no traffic. If none matches, the route is not attached (`NoMatchingListenerHostname`).",
    "zh-cn":
      "设置了 `hostname` 的 listener 只服务于与之匹配的主机名（`*.example.com` 匹配其下的所有名称，但不匹配 `example.com` 本身）。路由中不匹配的主机名得不到流量；如果全部不匹配，路由就不会挂载（`NoMatchingListenerHostname`）。",
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
