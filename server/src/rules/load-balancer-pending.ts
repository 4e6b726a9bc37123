// A LoadBalancer Service that has no address in the cluster, and what has to be there to give it one.

import type { Text } from "../base/text.ts";
import { isA } from "../index/resource.ts";
import { liveServiceIn, type Snapshot } from "../index/snapshot.ts";
import { localTool } from "../report/local-hints.ts";
import { defineRule } from "./rule.ts";

export const loadBalancerPending = defineRule({
  id: "load-balancer-pending",
  severity: "information",
  title: { en: "A load balancer without an address", "zh-cn": "负载均衡器没有地址" },
  why: {
    en: "Kubernetes itself does not create load balancers: a cloud provider's controller, or one such as MetalLB, gives the Service its address. In the connected cluster (or the snapshot) this Service has none. Until it has one, it is reachable at its clusterIP and, unless `allocateLoadBalancerNodePorts` is false, at its node ports.",
    "zh-cn":
      "Kubernetes 自身不创建负载均衡器：地址由云厂商的控制器或 MetalLB 之类的控制器分配。在已连接的集群（或快照）中，这个 Service 还没有地址。在此之前，只能通过 clusterIP 访问；如果 `allocateLoadBalancerNodePorts` 不是 false，也可以通过节点端口访问。",
  },
  *check(resource, world) {
    const { snapshot } = world;
    if (snapshot === undefined || !isA(resource, "service")) return;
    const { type, typeEntry } = resource.manifest.service;
    if (type !== "LoadBalancer" || typeEntry === undefined) return;
    const live = liveServiceIn(snapshot, resource);
    if (live?.type !== "LoadBalancer" || live.loadBalancer.length > 0) return;
    const tool = world.settings.localCluster ?? localTool(world.settings, snapshot) ?? cloudOf(snapshot);
    const why = remedies[tool] ?? remedies.unknown;
    yield {
      span: typeEntry.value.span,
      field: ["spec", "type"],
      message: {
        en: `In the cluster, the load balancer has no address yet. ${why.en}`,
        "zh-cn": `集群中的负载均衡器还没有地址。${why["zh-cn"]}`,
      },
    };
  },
});

/** Who runs the nodes, by their providerID; `metal` where they have none. */
function cloudOf({ nodes }: Snapshot): string {
  if (nodes.length === 0) return "unknown";
  const provider = nodes.map(({ providerId }) => /^([a-z0-9-]+):\/\//.exec(providerId ?? "")?.[1]).find(Boolean);
  if (provider === undefined) return "metal";
  return provider === "k3s" ? "k3s" : provider === "kind" ? "kind" : "cloud";
}

const remedies: Readonly<Record<string, Text>> & { readonly unknown: Text } = {
  kind: {
    en: "kind has no load balancer of its own: run cloud-provider-kind, or install MetalLB.",
    "zh-cn": "kind 自身没有负载均衡器：请运行 cloud-provider-kind，或安装 MetalLB。",
  },
  minikube: {
    en: "On minikube, run `minikube tunnel` in a separate terminal and keep it running.",
    "zh-cn": "在 minikube 上，请在单独的终端中保持运行 `minikube tunnel`。",
  },
  k3d: {
    en: "k3d's own load balancer (ServiceLB) gives no address if another Service already uses the port on every node, or if it was turned off when the cluster was created.",
    "zh-cn":
      "如果所有节点上的该端口已被其他 Service 占用，或创建集群时关闭了 k3d 自带的负载均衡器（ServiceLB），就不会分配地址。",
  },
  k3s: {
    en: "The load balancer of k3s (ServiceLB) gives no address if another Service already uses the port on every node, or if it is turned off.",
    "zh-cn": "如果所有节点上的该端口已被其他 Service 占用，或者 k3s 的负载均衡器（ServiceLB）已关闭，就不会分配地址。",
  },
  "docker-desktop": {
    en: "Docker Desktop normally assigns localhost. It does not if another Service or program already uses the port.",
    "zh-cn": "Docker Desktop 通常会分配 localhost；如果端口已被其他 Service 或程序占用，则不会分配。",
  },
  cloud: {
    en: "A cloud provider can take some minutes. If it stays so, `kubectl describe service` shows the controller's events: quotas, permissions and annotations are the usual causes.",
    "zh-cn":
      "云厂商可能需要几分钟。如果一直没有地址，`kubectl describe service` 会显示控制器的事件：常见原因是配额、权限和注解。",
  },
  metal: {
    en: "The nodes belong to no known cloud, so a controller such as MetalLB or kube-vip must be installed; otherwise the Service stays pending. A NodePort works without one.",
    "zh-cn":
      "这些节点不属于任何已知的云，因此需要安装 MetalLB 或 kube-vip 之类的控制器，否则 Service 会一直处于 pending 状态。NodePort 不需要这样的控制器。",
  },
  unknown: {
    en: "A controller of the cloud provider, or one such as MetalLB, must assign it. `kubectl describe service` shows whether one has tried.",
    "zh-cn":
      "地址必须由云厂商的控制器或 MetalLB 之类的控制器分配。`kubectl describe service` 会显示是否有控制器处理过它。",
  },
};
