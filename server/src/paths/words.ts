// Every sentence that a path says: where it starts, what its hops are, and why it does not arrive.

import { same, type Text } from "../base/text.ts";
import { describeDifference, type Missing } from "../index/near-miss.ts";
import type { Resource } from "../index/resource.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { PathKind } from "../protocol.ts";
import type { SubjectPort } from "./subject.ts";

/** Who starts the traffic. */
export const clients: Readonly<Record<PathKind, Text>> = {
  dns: { en: "A pod in the cluster", "zh-cn": "集群内的 Pod" },
  srv: { en: "A pod in the cluster that looks up the SRV record", "zh-cn": "集群内查询 SRV 记录的 Pod" },
  "cluster-ip": { en: "A pod or a node of the cluster", "zh-cn": "集群内的 Pod 或节点" },
  "pod-dns": { en: "A pod in the cluster that wants this very pod", "zh-cn": "集群内需要访问这一个 Pod 的客户端" },
  "node-port": { en: "Anybody who reaches the node's address", "zh-cn": "能访问节点地址的任何客户端" },
  "load-balancer": { en: "Anybody who reaches the load balancer", "zh-cn": "能访问负载均衡器的任何客户端" },
  "external-ip": { en: "Anybody whose packets are routed to a node", "zh-cn": "数据包能被路由到节点的任何客户端" },
  "external-name": { en: "A pod in the cluster", "zh-cn": "集群内的 Pod" },
  ingress: { en: "Anybody who reaches the Ingress controller", "zh-cn": "能访问 Ingress 控制器的任何客户端" },
  "gateway-route": { en: "Anybody who reaches the Gateway", "zh-cn": "能访问 Gateway 的任何客户端" },
  localhost: { en: "A program on this machine", "zh-cn": "本机上的程序" },
  "port-forward": {
    en: "A program on this machine, while kubectl port-forward runs",
    "zh-cn": "本机上的程序（kubectl port-forward 运行期间）",
  },
  "api-proxy": { en: "Anybody who may use the API server's proxy", "zh-cn": "有权使用 API server 代理的任何客户端" },
};

export function refused(why: Text): Text {
  return {
    en: `The API server refuses this Service, so none of its paths will exist: ${why.en}`,
    "zh-cn": `API server 会拒绝此 Service，因此它的任何访问路径都不会存在：${why["zh-cn"]}`,
  };
}

export const nameOpen: Text = {
  en: "The Service has no name yet: the API server makes one from generateName.",
  "zh-cn": "该 Service 还没有名称：API server 会根据 generateName 生成。",
};
export const clusterIpOpen: Text = {
  en: "The cluster chooses the clusterIP when the Service is created; the DNS name works without knowing it.",
  "zh-cn": "clusterIP 由集群在创建 Service 时分配；使用 DNS 名称则无需知道该地址。",
};
export const nodePortOpen: Text = {
  en: "The cluster chooses the nodePort when the Service is created. Write one to know it now.",
  "zh-cn": "nodePort 由集群在创建 Service 时分配。写明一个值即可提前确定。",
};
export const nodeAddressOpen: Text = {
  en: "No address of a node is known. Set servicePaths.nodeAddresses (--node-address), or use a snapshot of the cluster.",
  "zh-cn": "尚不知道任何节点的地址。请设置 servicePaths.nodeAddresses（--node-address），或使用集群快照。",
};
export const loadBalancerOpen: Text = {
  en: "The load balancer's address is not known yet: a cloud or another controller gives it after the Service is created, and without one it stays pending.",
  "zh-cn":
    "负载均衡器的地址尚未知晓：它由云厂商或其他控制器在 Service 创建之后分配；如果没有这样的控制器，将一直处于 pending 状态。",
};
export const hostPortOpen: Text = {
  en: "The mapping names no host port, so a random one is taken when the local cluster is created.",
  "zh-cn": "端口映射没有写明主机端口，创建本地集群时会随机选取一个。",
};

export const nothingMatches: Text = {
  en: "No workload in sight has the labels that the selector asks for. Perhaps the pods come from elsewhere.",
  "zh-cn": "在可见范围内，没有任何工作负载带有 selector 要求的标签。Pod 也许来自别处。",
};
export const templateDecides: Text = {
  en: "A template makes the pods that the selector matches; what they listen on is known when it is filled in.",
  "zh-cn": "selector 匹配的 Pod 由模板生成；模板渲染之后才能知道它们监听哪些端口。",
};
export const noSelectorNoSlices: Text = {
  en: "The Service has no selector, and no EndpointSlice for it is in sight. Somebody has to add one.",
  "zh-cn": "该 Service 没有 selector，可见范围内也没有对应的 EndpointSlice，需要另行添加。",
};
export const noSlicesSeen: Text = {
  en: "The snapshot has no EndpointSlices of this Service, so nobody knows what is behind it.",
  "zh-cn": "快照中没有此 Service 的 EndpointSlice，因此无法得知它背后有什么。",
};
export const nobodyReady: Text = {
  en: "The live Service has no endpoint that is ready: no pod matches, or none passes its readiness probe.",
  "zh-cn": "集群中的该 Service 没有任何就绪的端点：没有匹配的 Pod，或者没有 Pod 通过就绪探针。",
};
export const nobodyReadyWritten: Text = {
  en: "The endpoints that are written for this Service have no address that is ready.",
  "zh-cn": "为此 Service 编写的端点中没有任何就绪的地址。",
};
export const livePortNowhere: Text = {
  en: "The live pods are ready, but none of them has this port.",
  "zh-cn": "集群中的 Pod 已就绪，但没有一个提供此端口。",
};
export const notPods: Text = {
  en: "The API server's proxy only goes to endpoints that are pods (targetRef), and these are not.",
  "zh-cn": "API server 的代理只转发到属于 Pod 的端点（targetRef），而这些端点不是 Pod。",
};
export const externalAddress: Text = {
  en: "externalName is an address. DNS answers with a name only, so the look-up finds nothing. Use a Service without a selector and an EndpointSlice instead.",
  "zh-cn":
    "externalName 写成了 IP 地址。DNS 只能以域名应答，因此查询不到任何记录。请改用不带 selector 的 Service 加 EndpointSlice。",
};

export function nearMiss(missing: Missing): Text {
  const [first] = missing.nearMisses;
  if (first === undefined) return nothingMatches;
  const { kind } = first.workload.manifest;
  const who =
    first.kind === "other-namespace"
      ? `${kind} ${first.workload.namespace}/${first.workload.name}`
      : `${kind} ${first.workload.name}`;
  const difference = describeDifference(first);
  return {
    en: `The selector matches no pods. Nearest is ${who}: ${difference.en}.`,
    "zh-cn": `selector 没有匹配任何 Pod。最接近的是 ${who}：${difference["zh-cn"]}。`,
  };
}

export function noReplicas(workloads: readonly Resource<WorkloadManifest>[]): Text {
  const names = listOf(workloads);
  return { en: `No pod runs: ${names} has replicas 0.`, "zh-cn": `没有 Pod 在运行：${names} 的 replicas 为 0。` };
}

export function portNowhere(workloads: readonly Resource<WorkloadManifest>[], port: SubjectPort | undefined): Text {
  const names = listOf(workloads);
  const target = String(port?.targetPort ?? "");
  const protocol = port?.protocol ?? "TCP";
  return {
    en: `No pod has a ${protocol} port named ${target}: ${names} matches the selector and does not declare it.`,
    "zh-cn": `没有 Pod 拥有名为 ${target} 的 ${protocol} 端口：${names} 与 selector 匹配，但没有声明它。`,
  };
}

export function slicePortName(port: SubjectPort, names: readonly string[]): Text {
  const wanted = port.name ?? "";
  const have = [...new Set(names)].map((name) => (name === "" ? '""' : name)).join(", ") || "–";
  return {
    en: `The endpoints that are written for this Service have no ${port.protocol} port named ${wanted === "" ? '"" (unnamed, as the Service port is)' : wanted}; theirs: ${have}. The names must be equal.`,
    "zh-cn": `为此 Service 编写的端点中没有名为 ${wanted === "" ? '""（与该 Service 端口一样未命名）' : wanted} 的 ${port.protocol} 端口；现有：${have}。两者的名称必须一致。`,
  };
}

export function policyBlocks(policy: string, port: number): Text {
  return {
    en: `NetworkPolicy ${policy} selects the pods, and no policy lets anybody in on port ${port}.`,
    "zh-cn": `NetworkPolicy ${policy} 选中了这些 Pod，而没有任何策略允许访问端口 ${port}。`,
  };
}

export function liveCount(count: number): Text {
  return { en: count === 1 ? "1 ready endpoint" : `${count} ready endpoints`, "zh-cn": `${count} 个就绪端点` };
}

export function noPodHere(node: string): Text {
  return {
    en: `externalTrafficPolicy is Local and node ${node} has no ready pod: it drops what comes from outside.`,
    "zh-cn": `externalTrafficPolicy 为 Local，而节点 ${node} 上没有就绪的 Pod：来自外部的流量会被丢弃。`,
  };
}

export function otherFamily(address: string): Text {
  return {
    en: `The Service has no address of the family of ${address}, so no node serves it.`,
    "zh-cn": `该 Service 没有与 ${address} 同一地址族的地址，因此没有节点为它提供服务。`,
  };
}

export function backendPortMissing(
  kind: string,
  name: string,
  port: string | number | undefined,
  ports: readonly SubjectPort[],
): Text {
  const have =
    ports
      .map((candidate) =>
        candidate.name === undefined ? String(candidate.port) : `${candidate.name} (${candidate.port})`,
      )
      .join(", ") || "–";
  if (port === undefined) {
    return {
      en: `${kind} ${name} names no port of the Service; it has ${have}.`,
      "zh-cn": `${kind} ${name} 没有写明 Service 的端口；现有：${have}。`,
    };
  }
  return {
    en: `${kind} ${name} leads to port ${port}, which the Service does not have; it has ${have}.`,
    "zh-cn": `${kind} ${name} 指向端口 ${port}，而该 Service 没有此端口；现有：${have}。`,
  };
}

export function wrongProtocol(kind: string, name: string, speaks: string, port: SubjectPort): Text {
  return {
    en: `${kind} ${name} speaks ${speaks}, and port ${port.port} of the Service is ${port.protocol}.`,
    "zh-cn": `${kind} ${name} 使用 ${speaks}，而 Service 的端口 ${port.port} 是 ${port.protocol}。`,
  };
}

export function gatewayUnseen(gateway: string): Text {
  return {
    en: `Gateway ${gateway} is not in sight, so its listener's port is not known.`,
    "zh-cn": `可见范围内没有 Gateway ${gateway}，因此不知道其 listener 的端口。`,
  };
}
export function listenerMissing(gateway: string, wanted: string): Text {
  return {
    en: `Gateway ${gateway} has no listener ${wanted}, so the route is attached to nothing.`,
    "zh-cn": `Gateway ${gateway} 没有 listener ${wanted}，该路由没有挂载到任何地方。`,
  };
}
export function listenerOtherKind(gateway: string, kind: string): Text {
  return {
    en: `No listener of Gateway ${gateway} takes a route of kind ${kind}.`,
    "zh-cn": `Gateway ${gateway} 没有接受 ${kind} 的 listener。`,
  };
}
export function namespaceNotAllowed(gateway: string, listener: string, namespace: string): Text {
  return {
    en: `Listener ${listener} of Gateway ${gateway} takes no routes from namespace ${namespace} (allowedRoutes.namespaces).`,
    "zh-cn": `Gateway ${gateway} 的 listener ${listener} 不接受来自命名空间 ${namespace} 的路由（allowedRoutes.namespaces）。`,
  };
}
export function hostNotServed(gateway: string, listener: string, hostname: string, host: string): Text {
  return {
    en: `Listener ${listener} of Gateway ${gateway} serves ${hostname}, and not the route's ${host}.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${listener} 只服务于 ${hostname}，不包括路由的 ${host}。`,
  };
}
export function grantMissing(kind: string, route: string, namespace: string): Text {
  return {
    en: `${kind} ${route} is in another namespace, and no ReferenceGrant in ${namespace} lets it use this Service.`,
    "zh-cn": `${kind} ${route} 位于另一个命名空间，而 ${namespace} 中没有允许它引用此 Service 的 ReferenceGrant。`,
  };
}
export function noWeight(kind: string, route: string): Text {
  return {
    en: `${kind} ${route} gives this Service weight 0: no traffic.`,
    "zh-cn": `${kind} ${route} 给此 Service 的 weight 为 0：不会有流量。`,
  };
}

export function mappedOtherProtocol(tool: string, mapped: string, port: SubjectPort): Text {
  return {
    en: `${tool} maps ${mapped} to this nodePort, and the Service's port is ${port.protocol}.`,
    "zh-cn": `${tool} 把 ${mapped} 映射到了此 nodePort，而该 Service 的端口是 ${port.protocol}。`,
  };
}
export function notOnLocalhost(tool: string, address: string): Text {
  return {
    en: `${tool} listens on ${address} only, which is not localhost.`,
    "zh-cn": `${tool} 只监听 ${address}，而它不是 localhost。`,
  };
}

/** Labels of the hops between client and endpoints. */
export const hop = {
  service: { en: "Service", "zh-cn": "Service" } satisfies Text,
  apiServer: { en: "API server", "zh-cn": "API server" } satisfies Text,
  apiServerTunnel: { en: "API server, to one pod", "zh-cn": "API server，转发到其中一个 Pod" } satisfies Text,
  node: { en: "Any node", "zh-cn": "任一节点" } satisfies Text,
  nodeLocal: {
    en: "A node that runs a ready pod (externalTrafficPolicy Local)",
    "zh-cn": "运行着就绪 Pod 的节点（externalTrafficPolicy 为 Local）",
  } satisfies Text,
  external: {
    en: "A name outside of Kubernetes' reach (CNAME)",
    "zh-cn": "Kubernetes 之外的域名（CNAME）",
  } satisfies Text,
  loadBalancer: { en: "Load balancer", "zh-cn": "负载均衡器" } satisfies Text,
};

/** The balancer, with whom it lets in. */
export function loadBalancerLabel(ranges: readonly string[]): Text {
  if (ranges.length === 0) return hop.loadBalancer;
  const list = ranges.join(", ");
  return { en: `Load balancer (for clients from ${list} only)`, "zh-cn": `负载均衡器（仅允许来自 ${list} 的客户端）` };
}

export function named(kind: string, name: string): Text {
  return same(`${kind} ${name}`);
}

function listOf(workloads: readonly Resource<WorkloadManifest>[]): string {
  return workloads.map((workload) => `${workload.manifest.kind} ${workload.name}`).join(", ");
}
