// A listener that speaks plain HTTP on the port of HTTPS.

import { isA } from "../index/resource.ts";
import { get } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const plainHttpOn443 = defineRule({
  id: "plain-http-on-443",
  severity: "hint",
  title: { en: "Plain HTTP on port 443", "zh-cn": "在 443 端口上使用明文 HTTP" },
  why: {
    en: "Port 443 with protocol HTTP is valid, for example, if TLS is terminated in front of the Gateway. But browsers get an error at an `https://` address, and an `http://` address must contain the port.",
    "zh-cn":
      "在 443 端口上使用 HTTP 协议是合法的，例如在 Gateway 之前已经终止 TLS 的情况。但浏览器用 `https://` 访问会出错，用 `http://` 访问则必须在地址中写明端口。",
  },
  *check(resource) {
    if (!isA(resource, "gateway")) return;
    for (const { port, protocol, node, field } of resource.manifest.gateway.listeners) {
      const at = get(node, "protocol");
      if (port !== 443 || protocol !== "HTTP" || at === undefined) continue;
      yield {
        span: at.span,
        field: [...field, "protocol"],
        message: {
          en: "This listener uses plain HTTP on port 443, where clients expect HTTPS.",
          "zh-cn": "此 listener 在 443 端口上使用明文 HTTP，而客户端期望的是 HTTPS。",
        },
        fixes: () => [changeTo(resource, [...field, "port"], 80)],
      };
    }
  },
});
