// An ExternalName Service whose name is an IP address.

import { isA } from "../index/resource.ts";
import { isAddressName } from "../paths/external-name.ts";
import { reasonText } from "../report/reasons.ts";
import { get } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const externalNameIsAddress = defineRule({
  id: "external-name-is-address",
  severity: "warning",
  title: { en: "An externalName that is an IP address", "zh-cn": "externalName 是 IP 地址" },
  why: {
    en: "An ExternalName Service is a CNAME record in the cluster's DNS, and a CNAME points to a name. DNS takes an IPv4 address for a host name made of digits, which nobody has, so the lookup fails. For an address outside the cluster, create a Service without a selector and an EndpointSlice with that address and the label `kubernetes.io/service-name`.",
    "zh-cn":
      "ExternalName Service 在集群 DNS 中是一条 CNAME 记录，而 CNAME 只能指向域名。IPv4 地址会被当作由数字组成的主机名，没有人拥有这样的名称，因此解析失败。要指向集群之外的地址，请创建不带选择器的 Service，再加一个带有 `kubernetes.io/service-name` 标签、包含该地址的 EndpointSlice。",
  },
  *check(resource) {
    if (!isA(resource, "service")) return;
    const { type, externalName, spec } = resource.manifest.service;
    const node = get(spec, "externalName");
    if (type !== "ExternalName" || node === undefined || !isAddressName(externalName ?? "")) return;
    yield {
      span: node.span,
      field: ["spec", "externalName"],
      message: reasonText({ kind: "external-name-is-address" }),
    };
  },
});
