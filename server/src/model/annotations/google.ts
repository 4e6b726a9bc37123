// Annotations of GKE: its Ingress controller and its load balancers.

import { same } from "../../base/text.ts";
import type { AnnotationFamily } from "./annotation.ts";

const provider = same("GKE");
const source = "kubernetes/ingress-gce pkg/annotations; GKE's documentation of Service and Ingress parameters";

/** Where an Ingress of GKE reaches pods directly, as a network endpoint group. */
export const negKey = "cloud.google.com/neg";

export const googleCloudAnnotations: AnnotationFamily = {
  prefix: "cloud.google.com/",
  provider,
  on: ["Service", "Ingress"],
  source,
  rows: [
    [
      "neg",
      "json",
      'Network endpoint groups: `{"ingress": true}` lets an Ingress reach the pods directly, without a nodePort.',
      '网络端点组：`{"ingress": true}` 让 Ingress 直接访问 Pod，不需要 nodePort。',
    ],
    [
      "neg-status",
      "json",
      "Written by GKE: the network endpoint groups that were made.",
      "由 GKE 写入：已创建的网络端点组。",
    ],
    ["backend-config", "json", "The BackendConfig of the Service's ports.", "Service 各端口使用的 BackendConfig。"],
    [
      "app-protocols",
      "json",
      "What each port speaks: HTTP, HTTPS or HTTP2.",
      "每个端口使用的协议：HTTP、HTTPS 或 HTTP2。",
    ],
    [
      "load-balancer-type",
      "Internal|External",
      "Whether the load balancer is internal. Since GKE 1.17 `networking.gke.io/load-balancer-type` takes its place.",
      "负载均衡器是否为内部。自 GKE 1.17 起由 `networking.gke.io/load-balancer-type` 取代。",
      { replacedBy: "networking.gke.io/load-balancer-type" },
    ],
    [
      "l4-rbs",
      "enabled",
      "A load balancer with a backend service instead of a target pool.",
      "使用基于后端服务的负载均衡器，而不是目标池。",
    ],
    ["network-tier", "Premium|Standard", "The network tier of the address.", "地址的网络层级。"],
    ["kind-*", "text", "Used by GKE itself.", "由 GKE 自身使用。"],
  ],
};

export const gkeNetworkingAnnotations: AnnotationFamily = {
  prefix: "networking.gke.io/",
  provider,
  on: ["Service", "Ingress"],
  source,
  rows: [
    [
      "load-balancer-type",
      "Internal|External",
      "Whether the load balancer is internal.",
      "负载均衡器是否为内部。",
      { on: ["Service"] },
    ],
    [
      "internal-load-balancer-allow-global-access",
      "boolean",
      "Clients of all regions reach the internal load balancer.",
      "所有区域的客户端都可以访问该内部负载均衡器。",
      { on: ["Service"] },
    ],
    [
      "internal-load-balancer-subnet",
      "text",
      "The subnet of the internal load balancer.",
      "内部负载均衡器所在的子网。",
      { on: ["Service"] },
    ],
    ["load-balancer-ip-addresses", "list", "The names of reserved addresses.", "预留地址的名称。", { on: ["Service"] }],
    ["load-balancer-subnet", "text", "The subnet of the load balancer.", "负载均衡器所在的子网。", { on: ["Service"] }],
    [
      "weighted-load-balancing",
      "pods-per-node|disabled",
      "Whether nodes with more pods get more traffic.",
      "Pod 较多的节点是否获得更多流量。",
      { on: ["Service"] },
    ],
    [
      "transparent-health-checker",
      "boolean",
      "Uses GKE's transparent health checker.",
      "使用 GKE 的透明健康检查。",
      { on: ["Service"] },
    ],
    [
      "managed-certificates",
      "list",
      "The ManagedCertificates of the Ingress.",
      "Ingress 使用的 ManagedCertificate。",
      { on: ["Ingress"] },
    ],
    [
      "v1beta1.FrontendConfig",
      "text",
      "The FrontendConfig of the Ingress.",
      "Ingress 使用的 FrontendConfig。",
      { on: ["Ingress"] },
    ],
    [
      "suppress-firewall-xpn-error",
      "boolean",
      "No events about firewall rules of a shared VPC.",
      "不产生关于共享 VPC 防火墙规则的事件。",
      { on: ["Ingress"] },
    ],
    ["service-attachment*", "text", "Used with ServiceAttachments.", "与 ServiceAttachment 一起使用。"],
    ["default-*", "text", "Used by GKE itself.", "由 GKE 自身使用。"],
  ],
};
