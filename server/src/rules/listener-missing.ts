// A route that asks its Gateway for a listener which that does not have.

import { isA } from "../index/resource.ts";
import { attachmentsOf } from "../paths/attachments.ts";
import { reasonText } from "../report/reasons.ts";
import { get } from "../yaml/cursor.ts";
import { gatewayNote, parentPlace, reasonAt } from "./fixes/attachment.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const listenerMissing = defineRule({
  id: "listener-missing",
  severity: "warning",
  title: { en: "A listener that the Gateway does not have", "zh-cn": "Gateway 没有这个 listener" },
  why: {
    en: "`sectionName` refers to a listener of the Gateway by name (`spec.listeners[].name`), `port` by its port. If there is no such listener, the route is not attached (`NoMatchingParent`) and gets no traffic.",
    "zh-cn":
      "`sectionName` 指的是 Gateway 中某个 listener 的名称（`spec.listeners[].name`），`port` 指的是某个 listener 的端口。如果没有对应的 listener，路由就不会挂载（`NoMatchingParent`），也不会有流量到达它。",
  },
  *check(resource, world) {
    if (!isA(resource, "route")) return;
    for (const attachment of attachmentsOf(resource, resource, world)) {
      const { parent } = attachment;
      const reason = reasonAt(attachment, "listener-missing");
      if (reason === undefined) continue;
      const { listeners } = reason.gateway.manifest.gateway;
      const key = typeof reason.wanted === "number" ? "port" : "sectionName";
      // A port that does not go with the listener's name: that listener's is meant.
      const named = listeners.filter(({ name }) => name === parent.sectionName);
      const meant = key === "port" && named.length > 0 ? named : listeners;
      const choices = meant.map((listener) => (key === "port" ? listener.port : listener.name));
      yield {
        ...parentPlace(parent, get(parent.node, key) === undefined ? "name" : key),
        message: reasonText(reason),
        related: gatewayNote(reason.gateway),
        fixes: () =>
          [...new Set(choices.filter((choice) => choice !== undefined))]
            .slice(0, 4)
            .map((choice) => changeTo(resource, [...parent.field, key], choice)),
      };
    }
  },
});
