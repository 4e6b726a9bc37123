// A route from a namespace from which its listener takes none.

import { isA, type Resource } from "../index/resource.ts";
import type { Listener } from "../model/gateway.ts";
import { rootPath } from "../model/manifest.ts";
import { attachmentsOf } from "../paths/attachments.ts";
import { reasonText } from "../report/reasons.ts";
import { setField } from "../yaml/edit.ts";
import { gatewayNote, parentPlace, reasonAt } from "./fixes/attachment.ts";
import { defineRule, type Fix } from "./rule.ts";

export const listenerRefusesNamespace = defineRule({
  id: "listener-refuses-namespace",
  severity: "warning",
  title: {
    en: "A listener that accepts no routes from this namespace",
    "zh-cn": "listener 不接受来自此命名空间的路由",
  },
  why: {
    en: "A listener's `allowedRoutes.namespaces.from` says where routes may come from: `Same` (the Gateway's own namespace, the default), `All`, or `Selector` (namespaces selected by label). A route from elsewhere is not attached (`NotAllowedByListeners`), and its clients get a 404.",
    "zh-cn":
      "listener 通过 `allowedRoutes.namespaces.from` 说明路由可以来自哪里：`Same`（Gateway 自己的命名空间，默认值）、`All` 或 `Selector`（按命名空间的标签）。来自其他命名空间的路由不会挂载（`NotAllowedByListeners`），客户端得到 404。",
  },
  *check(resource, world) {
    if (!isA(resource, "route")) return;
    for (const attachment of attachmentsOf(resource, resource, world)) {
      const reason = reasonAt(attachment, "namespace-not-allowed");
      if (reason === undefined) continue;
      yield {
        ...parentPlace(attachment.parent, "name"),
        ...(isWritten(resource) && isWritten(reason.gateway) ? {} : { severity: "hint" as const }),
        message: reasonText(reason),
        related: gatewayNote(reason.gateway, reason.listener),
        fixes: () => allow(reason.gateway, reason.listener, resource.namespace),
      };
    }
  },
});

/** Where nobody wrote the namespace, whoever applies it may give it another one. */
function isWritten({ manifest }: Resource): boolean {
  return manifest.namespace !== undefined;
}

/** The change is made at the Gateway: who may use it is for its owners to say. */
function* allow(gateway: Resource, listener: Listener, namespace: string): Iterable<Fix> {
  const { document, manifest } = gateway;
  const field = [...rootPath(manifest), ...listener.field, "allowedRoutes", "namespaces"];
  const edits = (value: Record<string, unknown>) => {
    const found = setField(document.yaml, field, value as never);
    return found.map((edit) => ({ ...edit, document }));
  };
  const name = listener.name ?? String(listener.port ?? "");
  const label = "kubernetes.io/metadata.name";
  yield {
    title: {
      en: `Allow routes from namespace ${namespace} on listener ${name}`,
      "zh-cn": `允许 listener ${name} 接受来自命名空间 ${namespace} 的路由`,
    },
    safe: false,
    edits: edits({ from: "Selector", selector: { matchLabels: { [label]: namespace } } }),
  };
  yield {
    title: {
      en: `Allow routes from every namespace on listener ${name}`,
      "zh-cn": `允许 listener ${name} 接受来自所有命名空间的路由`,
    },
    safe: false,
    edits: edits({ from: "All" }),
  };
}
