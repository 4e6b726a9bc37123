// An HTTPS listener that nobody gave a certificate.

import { isA } from "../index/resource.ts";
import { lacksCertificate } from "../paths/attachments.ts";
import { reasonText } from "../report/reasons.ts";
import { get } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const listenerWithoutTls = defineRule({
  id: "listener-without-tls",
  severity: "warning",
  title: { en: "An HTTPS listener without a certificate", "zh-cn": "没有证书的 HTTPS listener" },
  why: {
    en: "A listener with protocol HTTPS terminates TLS at the Gateway, which needs a certificate: `tls.certificateRefs` refers to a Secret that has one. The Gateway API accepts a listener without it, but implementations that have no other source of certificates report the listener as invalid and serve nothing on it.",
    "zh-cn":
      "协议为 HTTPS 的 listener 在 Gateway 处终止 TLS，因此需要证书：`tls.certificateRefs` 指定保存证书的 Secret。Gateway API 允许省略该字段，但如果实现没有其他途径获得证书，就会把该 listener 报告为无效，并且不提供任何服务。",
  },
  *check(resource) {
    if (!isA(resource, "gateway")) return;
    for (const listener of resource.manifest.gateway.listeners) {
      if (!lacksCertificate(resource, listener)) continue;
      yield {
        span: (get(listener.node, "protocol") ?? listener.node).span,
        field: [...listener.field, "tls"],
        message: reasonText({ kind: "listener-without-tls", gateway: resource, listener }),
        fixes: () => [changeTo(resource, [...listener.field, "protocol"], "HTTP")],
      };
    }
  },
});
