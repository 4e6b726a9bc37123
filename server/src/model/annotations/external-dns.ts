// Annotations of ExternalDNS, below its prefix of today and the older one (alpha), which most manifests still have.

import { same } from "../../base/text.ts";
import type { AnnotationFamily, AnnotationRow } from "./annotation.ts";

const rows: readonly AnnotationRow[] = [
  [
    "access",
    "public|private",
    "Whether DNS records point to the nodes' public or private addresses.",
    "DNS 记录指向节点的公网地址还是私有地址。",
  ],
  [
    "controller",
    "text",
    "If it is anything but `dns-controller`, ExternalDNS ignores the object.",
    "取值不是 `dns-controller` 时，ExternalDNS 会忽略该对象。",
  ],
  [
    "endpoints-type",
    "text",
    "Which addresses the records of a headless Service have: NodeExternalIP or HostIP.",
    "headless Service 的记录使用哪些地址：NodeExternalIP 或 HostIP。",
  ],
  [
    "hostname",
    "list",
    "The DNS names that ExternalDNS makes for the object, comma-separated.",
    "ExternalDNS 为该对象创建的 DNS 名称，以逗号分隔。",
  ],
  [
    "internal-hostname",
    "list",
    "DNS names that point to the Service's ClusterIP.",
    "指向 Service 的 ClusterIP 的 DNS 名称。",
  ],
  [
    "ingress-hostname-source",
    "annotation-only|defined-hosts-only",
    "Whether the Ingress' rules or only this annotation give the names.",
    "名称来自 Ingress 的规则还是只来自此注解。",
  ],
  [
    "gateway-hostname-source",
    "annotation-only|defined-hosts-only",
    "Whether the route's hostnames or only this annotation give the names.",
    "名称来自路由的主机名还是只来自此注解。",
  ],
  ["ingress", "text", "The Ingress whose address the records have.", "记录使用哪个 Ingress 的地址。"],
  ["target", "list", "What the records point to, instead of the load balancer.", "记录指向的目标，代替负载均衡器。"],
  ["ttl", "text", "The records' time to live, in seconds or as a duration.", "记录的 TTL，以秒为单位或写作时长。"],
  ["record-type", "text", "The type of record.", "记录的类型。"],
  ["alias", "text", "Makes an ALIAS record where the DNS provider has them.", "在 DNS 服务商支持时创建 ALIAS 记录。"],
  ["set-identifier", "text", "Tells apart records of one name (Route 53).", "区分同名记录（Route 53）。"],
  ["aws-*", "text", "Settings for Route 53.", "Route 53 的设置。"],
  ["azure-*", "text", "Settings for Azure DNS.", "Azure DNS 的设置。"],
  ["cloudflare-*", "text", "Settings for Cloudflare.", "Cloudflare 的设置。"],
  ["coredns-*", "text", "Settings for CoreDNS.", "CoreDNS 的设置。"],
  ["scw-*", "text", "Settings for Scaleway.", "Scaleway 的设置。"],
  ["ibmcloud-*", "text", "Settings for IBM Cloud.", "IBM Cloud 的设置。"],
  ["google-*", "text", "Settings for Google Cloud DNS.", "Google Cloud DNS 的设置。"],
  ["webhook-*", "text", "Settings for a webhook provider.", "webhook 提供方的设置。"],
];

const common = {
  provider: same("ExternalDNS"),
  on: ["Service", "Ingress", "Gateway", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "Node", "Pod"],
  source: "kubernetes-sigs/external-dns docs/annotations/annotations.md and source/annotations",
  rows,
} as const;

export const externalDnsAnnotations: AnnotationFamily = { ...common, prefix: "external-dns.kubernetes.io/" };
export const externalDnsAlphaAnnotations: AnnotationFamily = {
  ...common,
  prefix: "external-dns.alpha.kubernetes.io/",
};
