// Annotations of OpenStack's load balancer (Octavia).

import { same } from "../../base/text.ts";
import type { AnnotationFamily } from "./annotation.ts";

export const openstackAnnotations: AnnotationFamily = {
  prefix: "loadbalancer.openstack.org/",
  provider: same("OpenStack"),
  on: ["Service"],
  loadBalancerOnly: true,
  source: "kubernetes/cloud-provider-openstack pkg/openstack/loadbalancer.go",
  rows: [
    ["node-selector", "map", "Only nodes with these labels are members.", "只有带这些标签的节点会成为成员。"],
    [
      "connection-limit",
      "integer",
      "How many connections a listener accepts; -1 for no limit.",
      "监听器接受的连接数上限；-1 表示不限。",
    ],
    ["floating-network-id", "text", "The network of the floating IP address.", "浮动 IP 地址所在的网络。"],
    [
      "floating-subnet",
      "text",
      "The subnet of the floating IP address, by name.",
      "浮动 IP 地址所在的子网（按名称）。",
    ],
    [
      "floating-subnet-id",
      "text",
      "The subnet of the floating IP address, by ID.",
      "浮动 IP 地址所在的子网（按 ID）。",
    ],
    [
      "floating-subnet-tags",
      "list",
      "The subnet of the floating IP address, by tags.",
      "浮动 IP 地址所在的子网（按标签）。",
    ],
    ["class", "text", "A load balancer class of the controller's configuration.", "控制器配置中的负载均衡器类。"],
    [
      "keep-floatingip",
      "boolean",
      "Keeps the floating IP address when the Service is deleted.",
      "删除 Service 时保留浮动 IP 地址。",
    ],
    ["port-id", "text", "The port of the load balancer's address.", "负载均衡器地址所用的端口。"],
    ["lb-method", "text", "How connections are spread, such as ROUND_ROBIN.", "连接的分配方式，例如 ROUND_ROBIN。"],
    ["proxy-protocol", "text", "Enables the PROXY protocol: true, v1 or v2.", "启用 PROXY 协议：true、v1 或 v2。"],
    ["subnet-id", "text", "The subnet of the load balancer's address.", "负载均衡器地址所在的子网。"],
    ["network-id", "text", "The network of the load balancer's address.", "负载均衡器地址所在的网络。"],
    ["member-subnet-id", "text", "The subnet of the members.", "成员所在的子网。"],
    [
      "timeout-client-data",
      "integer",
      "How long a client may be silent, in milliseconds.",
      "客户端可以空闲的时间，以毫秒为单位。",
    ],
    [
      "timeout-member-connect",
      "integer",
      "How long a connection to a member may take, in milliseconds.",
      "连接成员的时限，以毫秒为单位。",
    ],
    [
      "timeout-member-data",
      "integer",
      "How long a member may be silent, in milliseconds.",
      "成员可以空闲的时间，以毫秒为单位。",
    ],
    [
      "timeout-tcp-inspect",
      "integer",
      "How long to wait for TCP content to inspect, in milliseconds.",
      "等待 TCP 内容以供检查的时间，以毫秒为单位。",
    ],
    ["x-forwarded-for", "boolean", "Adds the X-Forwarded-For header.", "添加 X-Forwarded-For 头。"],
    ["flavor-id", "text", "The load balancer's flavor.", "负载均衡器的规格。"],
    ["availability-zone", "text", "The load balancer's availability zone.", "负载均衡器的可用区。"],
    ["enable-health-monitor", "boolean", "Whether members are checked.", "是否检查成员。"],
    ["health-monitor-delay", "integer", "The time between checks, in seconds.", "检查的间隔，以秒为单位。"],
    [
      "health-monitor-timeout",
      "integer",
      "How long a check waits for an answer, in seconds.",
      "检查等待回应的时间，以秒为单位。",
    ],
    [
      "health-monitor-max-retries",
      "integer 1-10",
      "How many successful checks make a member healthy.",
      "连续成功多少次检查后成员视为健康。",
    ],
    [
      "health-monitor-max-retries-down",
      "integer 1-10",
      "How many failed checks make a member unhealthy.",
      "连续失败多少次检查后成员视为不健康。",
    ],
    [
      "hostname",
      "text",
      "Shown as the load balancer's host name in the Service's status.",
      "在 Service 状态中显示为负载均衡器的主机名。",
    ],
    [
      "load-balancer-address",
      "text",
      "Written by the controller: the load balancer's address.",
      "由控制器写入：负载均衡器的地址。",
    ],
    ["default-tls-container-ref", "text", "The certificate of TLS listeners.", "TLS 监听器使用的证书。"],
    [
      "load-balancer-id",
      "text",
      "A load balancer that is there already, and may be shared.",
      "使用已有的、可共用的负载均衡器。",
    ],
  ],
};

/** The one key that is older than the prefix of today. */
export const openstackInternal: AnnotationFamily = {
  prefix: "service.beta.kubernetes.io/openstack-",
  provider: same("OpenStack"),
  on: ["Service"],
  loadBalancerOnly: true,
  source: "kubernetes/cloud-provider-openstack pkg/openstack/loadbalancer.go",
  rows: [
    [
      "internal-load-balancer",
      "boolean",
      "Makes the load balancer internal: it gets no floating IP address.",
      "将负载均衡器设为内部：不分配浮动 IP 地址。",
    ],
  ],
};
