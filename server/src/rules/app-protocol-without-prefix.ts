// appProtocol: h2c. Kubernetes defines that name below its own prefix only.

import { isA } from "../index/resource.ts";
import { get } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

/** The names that Kubernetes defines (KEP-3726); none of them is a service name of IANA. */
const defined = ["h2c", "ws", "wss"];

export const appProtocolWithoutPrefix = defineRule({
  id: "app-protocol-without-prefix",
  severity: "information",
  inTemplates: "value",
  local: true,
  title: { en: "An appProtocol without its prefix", "zh-cn": "appProtocol 缺少前缀" },
  why: {
    en: "Names without a prefix are IANA service names such as `http`, `https` or `ldap`. The protocols that Kubernetes itself defines are `kubernetes.io/h2c`, `kubernetes.io/ws` and `kubernetes.io/wss`. Without the prefix, many gateways ignore the value and use HTTP/1.1 to the pods. Some implementations also read the short names.",
    "zh-cn":
      "不带前缀的名称表示 IANA 服务名称，例如 `http`、`https`、`ldap`。Kubernetes 自己定义的协议是 `kubernetes.io/h2c`、`kubernetes.io/ws` 和 `kubernetes.io/wss`。缺少前缀时，许多网关会忽略该值，以 HTTP/1.1 与 Pod 通信。也有一些实现支持短名称。",
  },
  *check(resource) {
    if (!isA(resource, "service")) return;
    for (const { index, node, appProtocol } of resource.manifest.service.ports) {
      const value = get(node, "appProtocol");
      if (appProtocol === undefined || value === undefined || !defined.includes(appProtocol.toLowerCase())) continue;
      const field = ["spec", "ports", index, "appProtocol"];
      const name = `kubernetes.io/${appProtocol.toLowerCase()}`;
      yield {
        span: value.span,
        field,
        message: {
          en: `\`${appProtocol}\` is not an IANA service name. The name that Kubernetes defines is \`${name}\`.`,
          "zh-cn": `\`${appProtocol}\` 不是 IANA 服务名称。Kubernetes 定义的名称是 \`${name}\`。`,
        },
        fixes: () => [changeTo(resource, field, name)],
      };
    }
  },
});
