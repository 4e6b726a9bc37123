// Annotations of Azure's load balancer.

import { same } from "../../base/text.ts";
import type { AnnotationFamily } from "./annotation.ts";

export const azureAnnotations: AnnotationFamily = {
  prefix: "service.beta.kubernetes.io/azure-",
  provider: same("Azure"),
  on: ["Service"],
  loadBalancerOnly: true,
  source: "kubernetes-sigs/cloud-provider-azure pkg/consts/consts.go",
  rows: [
    ["load-balancer-internal", "boolean", "Makes the load balancer internal.", "将负载均衡器设为内部。"],
    [
      "load-balancer-internal-subnet",
      "text",
      "The subnet of the internal load balancer.",
      "内部负载均衡器所在的子网。",
    ],
    [
      "load-balancer-mode",
      "text",
      "Which load balancer is used when there are several (Basic only).",
      "有多个负载均衡器时使用哪一个（仅限 Basic）。",
    ],
    [
      "load-balancer-configurations",
      "list",
      "Which of the configured load balancers may be used.",
      "可以使用哪些已配置的负载均衡器。",
    ],
    [
      "load-balancer-resource-group",
      "text",
      "The resource group of the public IP address.",
      "公网 IP 地址所在的资源组。",
    ],
    ["load-balancer-ipv4", "addresses", "The load balancer's IPv4 address.", "负载均衡器的 IPv4 地址。"],
    ["load-balancer-ipv6", "addresses", "The load balancer's IPv6 address.", "负载均衡器的 IPv6 地址。"],
    [
      "load-balancer-tcp-idle-timeout",
      "integer",
      "After how many minutes without traffic a TCP connection is closed.",
      "TCP 连接空闲多少分钟后关闭。",
    ],
    [
      "load-balancer-disable-tcp-reset",
      "boolean",
      "Idle connections are closed without a reset.",
      "空闲连接关闭时不发送 reset。",
    ],
    [
      "load-balancer-enable-high-availability-ports",
      "boolean",
      "One rule for all ports of an internal load balancer.",
      "内部负载均衡器的所有端口使用一条规则。",
    ],
    [
      "load-balancer-health-probe-protocol",
      "text",
      "The protocol of health probes: tcp, http or https.",
      "健康探测的协议：tcp、http 或 https。",
    ],
    [
      "load-balancer-health-probe-interval",
      "integer",
      "The time between health probes, in seconds.",
      "健康探测的间隔，以秒为单位。",
    ],
    [
      "load-balancer-health-probe-num-of-probe",
      "integer",
      "How many failed probes make a node unhealthy.",
      "连续失败多少次探测后节点视为不健康。",
    ],
    ["load-balancer-health-probe-request-path", "text", "The path of HTTP health probes.", "HTTP 健康探测的路径。"],
    ["dns-label-name", "text", "The DNS label of the public IP address.", "公网 IP 地址的 DNS 标签。"],
    ["pip-name", "text", "The public IP address, by name.", "公网 IP 地址（按名称）。"],
    ["pip-name-ipv6", "text", "The public IPv6 address, by name.", "公网 IPv6 地址（按名称）。"],
    ["pip-prefix-id", "text", "The prefix that the public IP address comes from.", "公网 IP 地址来自哪个前缀。"],
    [
      "pip-prefix-id-ipv6",
      "text",
      "The prefix that the public IPv6 address comes from.",
      "公网 IPv6 地址来自哪个前缀。",
    ],
    ["pip-tags", "map", "Tags of the public IP address.", "公网 IP 地址的标签。"],
    ["pip-ip-tags", "map", "IP tags of the public IP address.", "公网 IP 地址的 IP 标签。"],
    ["additional-public-ips", "addresses", "Further public IP addresses.", "附加的公网 IP 地址。"],
    ["allowed-service-tags", "list", "Service tags that may connect.", "允许连接的服务标签。"],
    ["allowed-ip-ranges", "CIDRs", "Address ranges that may connect.", "允许连接的地址范围。"],
    [
      "deny-all-except-load-balancer-source-ranges",
      "boolean",
      "Refuses everything but loadBalancerSourceRanges.",
      "拒绝 loadBalancerSourceRanges 以外的所有流量。",
    ],
    [
      "disable-load-balancer-floating-ip",
      "boolean",
      "Turns floating IP off: the nodes see the nodePort.",
      "关闭浮动 IP：节点看到的是 nodePort。",
    ],
    [
      "disable-load-balancer-nsg-rule",
      "boolean",
      "No rules are written to the network security group.",
      "不向网络安全组写入规则。",
    ],
    ["shared-securityrule", "boolean", "Services share security rules.", "Service 之间共用安全规则。"],
    [
      "pls-*",
      "text",
      "Settings of the Private Link Service in front of an internal load balancer.",
      "内部负载均衡器前的 Private Link Service 的设置。",
    ],
  ],
};
