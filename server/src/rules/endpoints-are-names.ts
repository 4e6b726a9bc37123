// Endpoints that are names, which nobody serves.

import { isA } from "../index/resource.ts";
import { reasonText } from "../report/reasons.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { defineRule } from "./rule.ts";

export const endpointsAreNames = defineRule({
  id: "endpoints-are-names",
  severity: "warning",
  title: { en: "Endpoints that are host names", "zh-cn": "端点是域名" },
  why: {
    en: "The API server accepts an EndpointSlice with `addressType: FQDN`, but nothing in Kubernetes resolves its names: kube-proxy and the cluster's DNS serve only addresses. For a name outside the cluster, use a Service of type ExternalName.",
    "zh-cn":
      "`addressType: FQDN` 的 EndpointSlice 会被接受，但 Kubernetes 中没有任何组件会解析其中的域名：kube-proxy 和集群 DNS 只处理地址。要指向集群外的域名，请使用 ExternalName 类型的 Service。",
  },
  *check(resource) {
    if (!isA(resource, "endpoints")) return;
    const node = get(resource.manifest.root, "addressType");
    if (node === undefined || stringOf(node) !== "FQDN") return;
    yield { span: node.span, field: ["addressType"], message: reasonText({ kind: "names-as-endpoints" }) };
  },
});
