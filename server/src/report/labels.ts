// What the hops of a path are called: who starts the traffic, and what it passes.

import { same, type Text } from "../base/text.ts";
import type { HopLabel } from "../paths/path.ts";
import type { PathKind } from "../protocol.ts";

/** What a hop is called. */
export function labelText(label: HopLabel): Text {
  switch (label.is) {
    case "client":
      return clients[label.of];
    case "service":
      return same("Service");
    case "node":
      return label.local ? nodeWithPod : anyNode;
    case "load-balancer":
      return loadBalancer(label.ranges);
    case "api-server":
      return label.tunnel ? tunnel : same("API server");
    case "external":
      return external;
    case "live-endpoints":
      return liveCount(label.ready);
    case "named":
      return same(`${label.kind} ${label.name}`);
  }
}

/** Who starts the traffic. */
const clients: Readonly<Record<PathKind, Text>> = {
  dns: { en: "A pod in the cluster", "zh-cn": "集群内的 Pod" },
  srv: { en: "A pod in the cluster that looks up the SRV record", "zh-cn": "集群内查询 SRV 记录的 Pod" },
  "cluster-ip": { en: "A pod or node in the cluster", "zh-cn": "集群内的 Pod 或节点" },
  "pod-dns": {
    en: "A pod in the cluster that connects to this specific pod",
    "zh-cn": "集群内需要访问这个特定 Pod 的客户端",
  },
  "node-port": { en: "Anybody who can reach the node's address", "zh-cn": "能访问节点地址的任何客户端" },
  "load-balancer": { en: "Anybody who can reach the load balancer", "zh-cn": "能访问负载均衡器的任何客户端" },
  "external-ip": { en: "Anybody whose packets are routed to a node", "zh-cn": "数据包能被路由到节点的任何客户端" },
  "external-name": { en: "A pod in the cluster", "zh-cn": "集群内的 Pod" },
  ingress: { en: "Anybody who can reach the Ingress controller", "zh-cn": "能访问 Ingress 控制器的任何客户端" },
  "gateway-route": { en: "Anybody who can reach the Gateway", "zh-cn": "能访问 Gateway 的任何客户端" },
  "custom-route": { en: "Anybody who can reach the proxy or gateway", "zh-cn": "能访问代理或网关的任何客户端" },
  localhost: { en: "A program on this machine", "zh-cn": "本机上的程序" },
  "port-forward": {
    en: "A program on this machine, while kubectl port-forward is running",
    "zh-cn": "本机上的程序（kubectl port-forward 运行期间）",
  },
  "api-proxy": { en: "Anybody who can use the API server proxy", "zh-cn": "有权使用 API server 代理的任何客户端" },
};

const anyNode: Text = { en: "Any node", "zh-cn": "任一节点" };
const nodeWithPod: Text = {
  en: "A node with a ready pod (externalTrafficPolicy Local)",
  "zh-cn": "运行着就绪 Pod 的节点（externalTrafficPolicy 为 Local）",
};
const tunnel: Text = { en: "API server, to one pod", "zh-cn": "API server，转发到其中一个 Pod" };
const external: Text = {
  en: "A name outside Kubernetes (CNAME)",
  "zh-cn": "Kubernetes 之外的域名（CNAME）",
};

/** The balancer, with whom it lets in. */
function loadBalancer(ranges: readonly string[]): Text {
  if (ranges.length === 0) return { en: "Load balancer", "zh-cn": "负载均衡器" };
  const list = ranges.join(", ");
  return { en: `Load balancer (only for clients from ${list})`, "zh-cn": `负载均衡器（仅允许来自 ${list} 的客户端）` };
}

function liveCount(count: number): Text {
  return { en: count === 1 ? "1 ready endpoint" : `${count} ready endpoints`, "zh-cn": `${count} 个就绪端点` };
}
