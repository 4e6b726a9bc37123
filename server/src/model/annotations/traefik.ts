// Annotations that Traefik reads on an Ingress and on a Service.

import { same } from "../../base/text.ts";
import type { AnnotationFamily } from "./annotation.ts";

export const traefikAnnotations: AnnotationFamily = {
  prefix: "traefik.ingress.kubernetes.io/",
  provider: same("Traefik"),
  on: ["Ingress", "Service"],
  source: "traefik/traefik docs, routing providers kubernetes-ingress",
  rows: [
    [
      "router.entrypoints",
      "list",
      "The entry points that the Ingress is served on.",
      "Ingress 使用的入口点（entry point）。",
      { on: ["Ingress"] },
    ],
    [
      "router.middlewares",
      "list",
      "Middlewares, each as `NAMESPACE-NAME@kubernetescrd`.",
      "中间件，每个写作 `NAMESPACE-NAME@kubernetescrd`。",
      { on: ["Ingress"] },
    ],
    ["router.priority", "integer", "The routers' priority.", "路由器的优先级。", { on: ["Ingress"] }],
    ["router.rulesyntax", "v2|v3|default", "The syntax of rules.", "规则的语法。", { on: ["Ingress"] }],
    [
      "router.pathmatcher",
      "text",
      "The matcher for paths, such as PathPrefix.",
      "路径匹配器，例如 PathPrefix。",
      { on: ["Ingress"] },
    ],
    ["router.tls", "boolean", "Serves the Ingress over TLS.", "通过 TLS 提供该 Ingress。", { on: ["Ingress"] }],
    ["router.tls.certresolver", "text", "The certificate resolver.", "证书解析器。", { on: ["Ingress"] }],
    ["router.tls.options", "text", "The TLS options.", "TLS 选项。", { on: ["Ingress"] }],
    ["router.tls.domains.*", "text", "The domains of the certificate.", "证书的域名。", { on: ["Ingress"] }],
    [
      "router.observability.*",
      "boolean",
      "Turns access logs, metrics or traces on or off.",
      "开启或关闭访问日志、指标或追踪。",
      { on: ["Ingress"] },
    ],
    ["service.serversscheme", "http|https|h2c", "What the pods speak.", "Pod 使用的协议。", { on: ["Service"] }],
    ["service.serverstransport", "text", "The ServersTransport.", "使用的 ServersTransport。", { on: ["Service"] }],
    [
      "service.passhostheader",
      "boolean",
      "Whether the client's Host header is passed on.",
      "是否转发客户端的 Host 头。",
      { on: ["Service"] },
    ],
    [
      "service.nativelb",
      "boolean",
      "Sends traffic to the ClusterIP instead of to the pods.",
      "将流量发往 ClusterIP，而不是 Pod。",
      { on: ["Service"] },
    ],
    [
      "service.nodeportlb",
      "boolean",
      "Sends traffic to the nodes' nodePort instead of to the pods.",
      "将流量发往节点的 nodePort，而不是 Pod。",
      { on: ["Service"] },
    ],
    ["service.middlewares", "list", "Middlewares of the Service.", "该 Service 的中间件。", { on: ["Service"] }],
    [
      "service.sticky.cookie",
      "boolean",
      "Whether a client stays with one pod.",
      "客户端是否固定使用同一个 Pod。",
      { on: ["Service"] },
    ],
    [
      "service.sticky.cookie.*",
      "text",
      "Settings of the cookie that keeps a client with one pod.",
      "使客户端固定使用同一个 Pod 的 Cookie 的设置。",
      { on: ["Service"] },
    ],
  ],
};
