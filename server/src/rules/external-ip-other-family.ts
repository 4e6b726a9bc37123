// An external IP of a family that the Service does not have.

import { isA } from "../index/resource.ts";
import { familyOf, writtenSubject } from "../paths/subject.ts";
import { reasonText } from "../report/reasons.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const externalIpOtherFamily = defineRule({
  id: "external-ip-other-family",
  severity: "warning",
  title: { en: "An external IP of another family", "zh-cn": "外部 IP 的地址族不一致" },
  why: {
    en: "kube-proxy handles an external IP only if the Service has its family (`ipFamilies`). The API server accepts an IPv6 address on an IPv4-only Service, but no node answers at it.",
    "zh-cn":
      "kube-proxy 只为 Service 拥有的地址族（`ipFamilies`）处理外部 IP。在只有 IPv4 的 Service 上写 IPv6 地址会被接受，但不会有任何节点响应。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const subject = writtenSubject(resource, world);
    if (!subject.familiesAreKnown || subject.externalIPs.length === 0) return;
    for (const [index, node] of itemsOf(get(resource.manifest.service.spec, "externalIPs")).entries()) {
      const address = stringOf(node);
      if (!address || !subject.externalIPs.includes(address) || subject.families.includes(familyOf(address))) continue;
      yield {
        span: node.span,
        field: ["spec", "externalIPs", index],
        message: reasonText({ kind: "other-family", address }),
      };
    }
  },
});
