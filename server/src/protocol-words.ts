// What the protocol's values are called, in both languages: viewpoints, kinds of paths, states, certainties, hops. The one
// place for it: the tree, the status bar, diagrams, reports, hovers and the command line all speak with these words.

import type { Text } from "./base/text.ts";
import type { Certainty, Hop, PathKind, PathState, ReachVerdict, Viewpoint } from "./protocol.ts";

/** A word for each value. A value without a word does not compile. */
type Words<Value extends string> = Readonly<Record<Value, Text>>;

export const viewpointNames: Words<Viewpoint> = {
  external: { en: "Outside the cluster", "zh-cn": "集群外部" },
  "node-network": { en: "The nodes' network", "zh-cn": "节点所在网络" },
  cluster: { en: "Inside the cluster", "zh-cn": "集群内部" },
  "this-machine": { en: "This machine", "zh-cn": "本机" },
};

/** A viewpoint as the place that a connection comes from, in the middle of a sentence. */
export const callerPlaces = {
  external: { en: "outside the cluster", "zh-cn": "集群外部" },
  "node-network": { en: "the nodes' network", "zh-cn": "节点所在网络" },
} satisfies Partial<Words<Viewpoint>>;

/** Who stands at a viewpoint, and what they can use. */
export const viewpointHelp: Words<Viewpoint> = {
  external: {
    en: "For clients outside the cluster: load balancers, Ingresses, Gateways, external IPs.",
    "zh-cn": "供集群外部的客户端使用：负载均衡器、Ingress、Gateway、外部 IP。",
  },
  "node-network": {
    en: "For machines that can reach the cluster's nodes, if the nodes' firewalls allow it.",
    "zh-cn": "供能够访问集群节点、且被节点防火墙放行的机器使用。",
  },
  cluster: {
    en: "For programs that run in a pod of the cluster.",
    "zh-cn": "供集群中 Pod 内运行的程序使用。",
  },
  "this-machine": {
    en: "For the machine on which you run kubectl or a local cluster.",
    "zh-cn": "供运行 kubectl 或本地集群的机器使用。",
  },
};

export const kindNames: Words<PathKind> = {
  dns: { en: "DNS name", "zh-cn": "DNS 名称" },
  srv: { en: "SRV record", "zh-cn": "SRV 记录" },
  "cluster-ip": { en: "cluster IP", "zh-cn": "ClusterIP" },
  "pod-dns": { en: "DNS name of a single pod", "zh-cn": "单个 Pod 的 DNS 名称" },
  "node-port": { en: "node port", "zh-cn": "NodePort" },
  "load-balancer": { en: "load balancer", "zh-cn": "负载均衡器" },
  "external-ip": { en: "external IP", "zh-cn": "外部 IP" },
  "external-name": { en: "external name", "zh-cn": "外部域名" },
  ingress: { en: "Ingress", "zh-cn": "Ingress" },
  "gateway-route": { en: "Gateway route", "zh-cn": "Gateway 路由" },
  "custom-route": { en: "route of another controller", "zh-cn": "其他控制器的路由" },
  localhost: { en: "mapped to localhost", "zh-cn": "映射到 localhost" },
  "port-forward": { en: "kubectl port-forward", "zh-cn": "kubectl port-forward" },
  "api-proxy": { en: "API server proxy", "zh-cn": "API server 代理" },
};

/** One word for one state, everywhere; JSON keeps its own values. */
export const stateNames: Words<PathState> = {
  complete: { en: "reachable", "zh-cn": "可达" },
  unknown: { en: "unknown", "zh-cn": "未知" },
  broken: { en: "unreachable", "zh-cn": "不可达" },
};

/** A state as one sign, where there is no room for its name. */
export const stateSigns: Readonly<Record<PathState, string>> = { complete: "✓", unknown: "?", broken: "✗" };

/** From where an address, a port or a pod is known. */
export const certaintyNames: Words<Certainty> = {
  cluster: { en: "from the cluster", "zh-cn": "来自集群" },
  manifest: { en: "declared in the manifest", "zh-cn": "在清单中声明" },
  default: { en: "API server default", "zh-cn": "API server 默认值" },
  setting: { en: "from the settings", "zh-cn": "来自设置" },
  "on-create": { en: "assigned by the cluster", "zh-cn": "由集群分配" },
};

export const hopNames: Words<Hop["kind"]> = {
  client: { en: "Client", "zh-cn": "客户端" },
  "load-balancer": { en: "Load balancer", "zh-cn": "负载均衡器" },
  ingress: { en: "Ingress", "zh-cn": "Ingress" },
  gateway: { en: "Gateway", "zh-cn": "Gateway" },
  "host-mapping": { en: "Port mapping", "zh-cn": "端口映射" },
  "api-server": { en: "API server", "zh-cn": "API server" },
  node: { en: "Node", "zh-cn": "节点" },
  service: { en: "Service", "zh-cn": "Service" },
  endpoints: { en: "Pods", "zh-cn": "Pod" },
  external: { en: "Outside the cluster", "zh-cn": "集群外部" },
};

/** What stands in place of an address or port that only the cluster knows, or that can be any. */
export const placeholders = {
  assigned: { en: "<assigned by the cluster>", "zh-cn": "<由集群分配>" },
  /** The nodes are there; only nobody has told their addresses. */
  anyNode: { en: "<any node>", "zh-cn": "<任意节点>" },
  /** With externalTrafficPolicy: Local the other nodes drop the traffic. */
  nodeWithPod: { en: "<node with a ready pod>", "zh-cn": "<运行就绪 Pod 的节点>" },
  anyHost: { en: "<any host>", "zh-cn": "<任意主机名>" },
} satisfies Readonly<Record<string, Text>>;

/** Whether policies let a connection through. */
export const verdictNames: Words<ReachVerdict> = {
  allowed: { en: "allowed", "zh-cn": "允许" },
  blocked: { en: "blocked", "zh-cn": "阻断" },
  unknown: { en: "unknown", "zh-cn": "未知" },
};

/** A verdict as one sign. */
export const verdictSigns: Readonly<Record<ReachVerdict, string>> = { allowed: "✓", blocked: "✗", unknown: "?" };
