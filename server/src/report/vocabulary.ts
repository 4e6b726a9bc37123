// What viewpoints, kinds, states and certainties are called, and a hop in a few words: shared by report, diagram and text.

import { type Locale, say, type Text } from "../base/text.ts";
import type { AccessPath, Certainty, Hop, PathKind, PathState, Viewpoint } from "../protocol.ts";

export const viewpointOrder: readonly Viewpoint[] = ["external", "node-network", "cluster", "this-machine"];

/** The client has the same words (client/src/tree/words.ts): tree, diagram, hover and report speak alike. */
export const viewpointNames: Readonly<Record<Viewpoint, Text>> = {
  external: { en: "Outside the cluster", "zh-cn": "集群外部" },
  "node-network": { en: "The nodes' network", "zh-cn": "节点所在网络" },
  cluster: { en: "Inside the cluster", "zh-cn": "集群内部" },
  "this-machine": { en: "This machine", "zh-cn": "本机" },
};

export const kindNames: Readonly<Record<PathKind, Text>> = {
  dns: { en: "DNS name", "zh-cn": "DNS 名称" },
  srv: { en: "SRV record", "zh-cn": "SRV 记录" },
  "cluster-ip": { en: "clusterIP", "zh-cn": "clusterIP" },
  "pod-dns": { en: "a pod's own name", "zh-cn": "单个 Pod 的名称" },
  "node-port": { en: "nodePort", "zh-cn": "nodePort" },
  "load-balancer": { en: "load balancer", "zh-cn": "负载均衡器" },
  "external-ip": { en: "external IP", "zh-cn": "外部 IP" },
  "external-name": { en: "external name", "zh-cn": "外部域名" },
  ingress: { en: "Ingress", "zh-cn": "Ingress" },
  "gateway-route": { en: "Gateway route", "zh-cn": "Gateway 路由" },
  localhost: { en: "mapped to localhost", "zh-cn": "映射到 localhost" },
  "port-forward": { en: "kubectl port-forward", "zh-cn": "kubectl port-forward" },
  "api-proxy": { en: "API server's proxy", "zh-cn": "API server 代理" },
};

export const stateNames: Readonly<Record<PathState, Text>> = {
  complete: { en: "works", "zh-cn": "可达" },
  unknown: { en: "not known yet", "zh-cn": "待定" },
  broken: { en: "broken", "zh-cn": "不通" },
};

/** A state as one sign, where there is no room for its name. */
export const stateSigns: Readonly<Record<PathState, string>> = { complete: "✓", unknown: "?", broken: "✗" };

export const certaintyNames: Readonly<Record<Certainty, Text>> = {
  cluster: { en: "seen live", "zh-cn": "集群实况" },
  manifest: { en: "written", "zh-cn": "清单写明" },
  default: { en: "filled in by the API server", "zh-cn": "API server 默认值" },
  setting: { en: "told by a setting", "zh-cn": "来自设置" },
  "on-create": { en: "chosen on creation", "zh-cn": "创建时确定" },
};

const chosenLater: Text = { en: "(still to be chosen)", "zh-cn": "（待确定）" };
/** The nodes are there; only nobody has told their addresses. */
const anyNode: Text = { en: "(any node)", "zh-cn": "（任意节点）" };
const anyHost: Text = { en: "(any host)", "zh-cn": "（任意主机名）" };

/** What to type into a client: the URL, else address and port. */
export function destinationOf(path: AccessPath, locale: Locale): string {
  if (path.url !== null) return path.url;
  // The proxy's address is a path already, and an SRV record is asked for its port.
  if (path.kind === "api-proxy" || path.kind === "srv") return path.address ?? "";
  const anyHosts = path.kind === "ingress" || path.kind === "gateway-route";
  const unknownHost = path.kind === "node-port" ? anyNode : anyHosts ? anyHost : chosenLater;
  const host = path.address ?? say(unknownHost, locale);
  const port = path.port === null ? (isPortless(path) ? "" : `:${say(chosenLater, locale)}`) : `:${path.port}`;
  return `${host.includes(":") ? `[${host}]` : host}${port}${path.path ?? ""}`;
}

/** The hops behind the client, joined by arrows. */
export function wayOf(path: AccessPath, locale: Locale): string {
  return path.hops
    .slice(1)
    .map((hop) => hopWords(hop, locale))
    .join(" → ");
}

/** A hop in a few words: `Service :80`, `Deployment web :8080`. */
export function hopWords(hop: Hop, locale: Locale): string {
  const port = hop.port === null || hop.port === undefined ? "" : ` :${hop.port}`;
  const host = hop.address ?? undefined;
  const place = host === undefined ? port : ` ${host.includes(":") ? `[${host}]` : host}${port.trimStart()}`;
  switch (hop.kind) {
    case "endpoints": {
      const workloads = hop.workloads ?? [];
      const names = workloads.map((workload) => `${workload.kind} ${workload.name}`).join(", ");
      return `${names || (hop.label ?? say({ en: "endpoints", "zh-cn": "端点" }, locale))}${port}`;
    }
    case "service":
      return `Service${place}`;
    case "node":
      return `${host === undefined ? (hop.label ?? "") : say({ en: "node", "zh-cn": "节点" }, locale)}${place}`;
    case "external":
      return (host ?? "") + port.trimStart();
    case "host-mapping":
      return hop.label ?? "";
    default:
      return `${hop.label ?? hop.kind}${hop.kind === "load-balancer" ? place : ""}`;
  }
}

function isPortless(path: AccessPath): boolean {
  return path.servicePort === null;
}
