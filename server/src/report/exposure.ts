// How far a Service is exposed: who can reach it, which ports of which nodes that needs, and what covers its pods.

import type { Text } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { selects } from "../model/network-policy.ts";
import type { ResolvedPath, ResolvedService } from "../paths/path.ts";
import type { PathKind, Viewpoint } from "../protocol.ts";
import { get, integerOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import { viewpointOrder } from "./vocabulary.ts";

export interface Exposure {
  /** From where something arrives or may arrive, the widest first. What only an operator's kubectl reaches is none. */
  readonly viewpoints: readonly Viewpoint[];
  /** Ports of the nodes that a firewall in front of them has to let through. */
  readonly openings: readonly Opening[];
  /** Whether NetworkPolicies cover the pods behind it. */
  readonly policy: Text;
  /** What to think of before production. */
  readonly advice: readonly Text[];
}

export interface Opening {
  /** The nodes' addresses; empty when none is known: every node. */
  readonly nodes: readonly string[];
  /** undefined: a node port that the cluster still has to choose. */
  readonly port: number | undefined;
  readonly protocol: string;
  readonly purpose: "node-port" | "behind-load-balancer" | "health-check" | "external-ip";
}

/** The summary of a Service in the files. */
export function exposureOf(service: Resource<ServiceManifest>, resolved: ResolvedService, world: World): Exposure {
  const reaching = resolved.paths.filter(
    (path) => path.state !== "broken" && path.kind !== "port-forward" && path.kind !== "api-proxy",
  );
  return {
    viewpoints: viewpointOrder.filter((viewpoint) => reaching.some((path) => path.viewpoint === viewpoint)),
    openings: [...openingsOf(service, reaching)],
    policy: policyOf(service, world),
    advice: [...adviceOn(service, reaching)],
  };
}

function* openingsOf(service: Resource<ServiceManifest>, reaching: readonly ResolvedPath[]): Iterable<Opening> {
  const { spec, type } = service.manifest.service;
  const isBalanced = type === "LoadBalancer";
  const nodePorts = reaching.filter((path) => path.kind === "node-port");
  const nodes = [...new Set(nodePorts.flatMap((path) => path.address ?? []))];
  const seen = new Set<string>();
  for (const { port, protocol } of nodePorts) {
    const key = `${port}/${protocol}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield { nodes, port, protocol, purpose: isBalanced ? "behind-load-balancer" : "node-port" };
  }
  // With externalTrafficPolicy Local the balancer asks each node whether it has a pod.
  const healthCheck = integerOf(get(spec, "healthCheckNodePort"));
  if (isBalanced && healthCheck && stringOf(get(spec, "externalTrafficPolicy")) === "Local") {
    yield { nodes, port: healthCheck, protocol: "TCP", purpose: "health-check" };
  }
  for (const path of reaching) {
    if (path.kind !== "external-ip" || path.port === undefined || path.address === undefined) continue;
    yield { nodes: [path.address], port: path.port, protocol: path.protocol, purpose: "external-ip" };
  }
}

function policyOf(service: Resource<ServiceManifest>, world: World): Text {
  if (service.manifest.service.type === "ExternalName") {
    return {
      en: "It is an alias without pods of its own, so no NetworkPolicy can select them. Egress policies of its clients still apply.",
      "zh-cn": "它只是别名，自身没有可供 NetworkPolicy 选中的 Pod；针对客户端的出站策略仍然生效。",
    };
  }
  const workloads = world.selected(service);
  if (workloads.length === 0) {
    return {
      en: "Its pods are not in this workspace, so whether a NetworkPolicy selects them is unknown.",
      "zh-cn": "此工作区中没有它的 Pod，无法判断它们是否受 NetworkPolicy 约束。",
    };
  }
  const policies = world
    .ofKind(service, "NetworkPolicy", service.namespace)
    .flatMap(({ manifest, name }) =>
      manifest.is === "network-policy" && manifest.policy.isolatesIngress ? [{ name, policy: manifest.policy }] : [],
    );
  const covered = workloads.map((workload) =>
    policies.filter(({ policy }) => selects(policy.pods, workload.manifest.workload.podLabels)),
  );
  const names = [...new Set(covered.flat().map(({ name }) => name))].join(", ");
  if (names === "") {
    return {
      en: "No NetworkPolicy selects its pods: every pod in the cluster can connect to them, through the Service or directly.",
      "zh-cn": "没有 NetworkPolicy 约束它的 Pod：集群中的任何 Pod 都可以连接它们，无论是通过此 Service 还是直接连接。",
    };
  }
  if (covered.some((list) => list.length === 0)) {
    return {
      en: `NetworkPolicy ${names} selects only some of its pods.`,
      "zh-cn": `NetworkPolicy ${names} 只约束了它的一部分 Pod。`,
    };
  }
  return {
    en: `NetworkPolicy ${names} selects its pods, which has an effect if the cluster's network plugin enforces policies.`,
    "zh-cn": `NetworkPolicy ${names} 约束了它的 Pod（前提是集群的网络插件会执行这些策略）。`,
  };
}

/** Kinds of paths of which the URL says whether a host is served without TLS. */
const plainKinds: readonly PathKind[] = ["ingress", "gateway-route", "custom-route"];

function* adviceOn(service: Resource<ServiceManifest>, reaching: readonly ResolvedPath[]): Iterable<Text> {
  const { spec, type, externalIPs, headless } = service.manifest.service;
  const has = (kind: ResolvedPath["kind"]) => reaching.some((path) => path.kind === kind);
  const ranges = stringsOf(get(spec, "loadBalancerSourceRanges"));
  if (type === "NodePort") {
    yield {
      en: "A nodePort opens a high port on every node, to everybody who can reach a node. In production, put an Ingress, a Gateway or a load balancer in front, or restrict access with a firewall.",
      "zh-cn":
        "nodePort 会在每个节点上打开一个高位端口，任何能访问节点的客户端都能使用。生产环境应在前面放置 Ingress、Gateway 或负载均衡器，或用防火墙限制访问。",
    };
  }
  if (type === "LoadBalancer" && ranges.length === 0) {
    yield {
      en: "loadBalancerSourceRanges is not set, so the load balancer accepts traffic from any address.",
      "zh-cn": "没有设置 loadBalancerSourceRanges，负载均衡器接受来自任何地址的流量。",
    };
  }
  if (type === "LoadBalancer" && ranges.length > 0 && has("node-port")) {
    yield {
      en: "loadBalancerSourceRanges does not restrict the node ports. If the load balancer reaches pods directly, remove them with allocateLoadBalancerNodePorts: false.",
      "zh-cn":
        "loadBalancerSourceRanges 并不限制节点端口。如果负载均衡器能直接访问 Pod，可以用 allocateLoadBalancerNodePorts: false 去掉它们。",
    };
  }
  const isExternal = type === "NodePort" || type === "LoadBalancer";
  if (isExternal && stringOf(get(spec, "externalTrafficPolicy")) !== "Local") {
    yield {
      en: "Pods see a node's address, not the client's. externalTrafficPolicy: Local keeps the client's address, but then only nodes with a ready pod answer.",
      "zh-cn":
        "Pod 看到的是节点地址而不是客户端地址。externalTrafficPolicy: Local 可以保留客户端地址，但只有运行着就绪 Pod 的节点才会响应。",
    };
  }
  if (externalIPs.length > 0 && !headless && type !== "ExternalName") {
    yield {
      en: "externalIPs is deprecated since Kubernetes 1.36, and its author can take over traffic to any address.",
      "zh-cn": "externalIPs 从 Kubernetes 1.36 起已弃用，而且编写者可以借此截获任意地址的流量。",
    };
  }
  const plain = reaching.filter((path) => plainKinds.includes(path.kind) && path.url?.startsWith("http://"));
  const hosts = [...new Set(plain.flatMap((path) => path.address ?? []))].join(", ");
  if (hosts !== "") {
    yield { en: `No TLS from outside for: ${hosts}.`, "zh-cn": `以下主机名在集群外部没有使用 TLS：${hosts}。` };
  }
}
