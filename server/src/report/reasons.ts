// Every sentence that says why a path does not arrive, or is not known yet.

import type { Text } from "../base/text.ts";
import { describeDifference, type Missing } from "../index/near-miss.ts";
import type { Resource } from "../index/resource.ts";
import { kindsTaken, type Listener } from "../model/gateway.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { Probe } from "../model/probes.ts";
import type { Reason, Referrer, ServerReason } from "../paths/reason.ts";
import type { SubjectPort } from "../paths/subject.ts";

/** The reason in words: a whole sentence or two. */
export function reasonText(reason: Reason): Text {
  switch (reason.kind) {
    case "refused":
      return refused(reason.message);
    case "object-refused":
      return objectRefused(reason.object, reason.message);
    case "gateway-unseen":
      return gatewayUnseen(reason.gateway);
    case "near-miss":
      return nearMiss(reason.missing);
    case "no-replicas":
      return noReplicas(reason.workloads);
    case "never-ready":
      return neverReady(reason.workload, reason.probe);
    case "port-nowhere":
      return portNowhere(reason.workloads, reason.port);
    case "slice-port-name":
      return slicePortName(reason.port, reason.names);
    case "policy-blocks":
      return policyBlocks(reason.policy.name, reason.port);
    case "no-pod-on-node":
      return noPodHere(reason.node);
    case "other-family":
      return otherFamily(reason.address);
    case "mapped-other-protocol":
      return mappedOtherProtocol(reason.tool, reason.mapped, reason.port);
    case "not-on-localhost":
      return notOnLocalhost(reason.tool, reason.address);
    case "backend-port-missing":
      return reason.isPodPort === true
        ? podPortMissing(reason.from, reason.asked, reason.ports)
        : backendPortMissing(reason.from, reason.asked, reason.ports);
    case "wrong-protocol":
      return wrongProtocol(reason.from, reason.speaks, reason.port);
    case "grant-missing":
      return grantMissing(reason.from, reason.namespace);
    case "no-weight":
      return noWeight(reason.from);
    case "listener-missing":
      return listenerMissing(reason.gateway.name, reason.wanted);
    case "listener-of-other-kind":
      return listenerOtherKind(reason.gateway.name, reason.listeners, reason.route);
    case "listener-without-tls":
      return listenerWithoutTls(reason.gateway.name, reason.listener);
    case "namespace-not-allowed":
      return namespaceNotAllowed(reason.gateway.name, reason.listener, reason.namespace);
    case "host-not-served":
      return hostNotServed(reason.gateway.name, reason.listener, reason.hostname, reason.host);
    case "no-server":
      return noServer(reason);
    default:
      return plain[reason.kind];
  }
}

function neverReady({ manifest, name }: Resource<WorkloadManifest>, { container, port }: Probe): Text {
  const who = `${manifest.kind} ${name}`;
  return {
    en: `The pods of ${who} never become ready: the probe of container ${container.name ?? ""} uses port ${port}, which the container does not have.`,
    "zh-cn": `${who} 的 Pod 永远不会就绪：容器 ${container.name ?? ""} 的探针使用端口 ${port}，而该容器没有此端口。`,
  };
}

const plain = {
  "name-open": {
    en: "The Service has no name yet: the API server generates one from generateName.",
    "zh-cn": "该 Service 还没有名称：API server 会根据 generateName 生成。",
  },
  "cluster-ip-open": {
    en: "The cluster assigns the clusterIP when the Service is created. The DNS name works without it.",
    "zh-cn": "clusterIP 由集群在创建 Service 时分配。使用 DNS 名称则无需知道该地址。",
  },
  "node-port-open": {
    en: "The cluster assigns the nodePort when the Service is created. To know it in advance, set nodePort.",
    "zh-cn": "nodePort 由集群在创建 Service 时分配。如需事先知道，请设置 nodePort。",
  },
  "node-address-open": {
    en: "The nodes' addresses are unknown. Set servicePaths.nodeAddresses (--node-address), or use a snapshot of the cluster.",
    "zh-cn": "节点地址未知。请设置 servicePaths.nodeAddresses（--node-address），或使用集群快照。",
  },
  "load-balancer-open": {
    en: "The load balancer's address is unknown until a cloud provider or another controller assigns it, after the Service is created. Without such a controller, the Service stays pending.",
    "zh-cn":
      "负载均衡器的地址未知：它由云厂商或其他控制器在 Service 创建之后分配；如果没有这样的控制器，Service 会一直处于 pending 状态。",
  },
  "host-port-open": {
    en: "The mapping has no host port, so a random one is used when the local cluster is created.",
    "zh-cn": "端口映射没有写明主机端口，创建本地集群时会随机选取一个。",
  },
  "nothing-matches": {
    en: "No workload in this workspace has the labels in the selector. The pods may be defined elsewhere.",
    "zh-cn": "此工作区中没有工作负载带有选择器要求的标签。Pod 可能在别处定义。",
  },
  "template-decides": {
    en: "A template creates the pods that the selector matches. Their ports are known only after it is rendered.",
    "zh-cn": "选择器匹配的 Pod 由模板生成。模板渲染之后才能知道它们监听哪些端口。",
  },
  "no-slices": {
    en: "The Service has no selector, and this workspace has no EndpointSlice for it. Add one.",
    "zh-cn": "该 Service 没有选择器，此工作区中也没有对应的 EndpointSlice，请添加一个。",
  },
  "no-live-slices": {
    en: "The snapshot has no EndpointSlices for this Service, so its endpoints are unknown.",
    "zh-cn": "快照中没有此 Service 的 EndpointSlice，无法得知它的端点。",
  },
  "nobody-ready": {
    en: "The Service in the cluster has no ready endpoint: no pod matches, or none passes its readiness probe.",
    "zh-cn": "集群中的该 Service 没有任何就绪的端点：没有匹配的 Pod，或者没有 Pod 通过就绪探针。",
  },
  "nobody-ready-written": {
    en: "The endpoints declared for this Service have no ready address.",
    "zh-cn": "为此 Service 声明的端点中没有就绪的地址。",
  },
  "names-as-endpoints": {
    en: "The endpoints declared for this Service are names (addressType FQDN), but kube-proxy serves only addresses.",
    "zh-cn": "为此 Service 声明的端点是域名（addressType 为 FQDN），而 kube-proxy 只处理地址。",
  },
  "live-port-nowhere": {
    en: "The pods in the cluster are ready, but none of them has this port.",
    "zh-cn": "集群中的 Pod 已就绪，但没有一个提供此端口。",
  },
  "not-pods": {
    en: "The API server proxy connects only to endpoints that are pods (targetRef), and these are not.",
    "zh-cn": "API server 的代理只转发到属于 Pod 的端点（targetRef），而这些端点不是 Pod。",
  },
  "external-name-is-address": {
    en: "externalName is an IP address, but DNS can return only a name here, so the lookup fails. Use a Service without a selector and an EndpointSlice instead.",
    "zh-cn":
      "externalName 写成了 IP 地址，而 DNS 在这里只能返回域名，因此解析失败。请改用不带选择器的 Service 加 EndpointSlice。",
  },
} satisfies Readonly<Record<string, Text>>;

function refused(why: Text): Text {
  return {
    en: `The API server refuses this Service, so none of its paths will exist: ${why.en}`,
    "zh-cn": `API server 会拒绝此 Service，因此它的任何访问路径都不会存在：${why["zh-cn"]}`,
  };
}

function objectRefused({ manifest, name }: Resource, why: Text): Text {
  return {
    en: `The API server refuses ${manifest.kind} ${name}, so it will not exist: ${why.en}`,
    "zh-cn": `API server 会拒绝 ${manifest.kind} ${name}，因此它不会存在：${why["zh-cn"]}`,
  };
}

function nearMiss(missing: Missing): Text {
  const [first] = missing.nearMisses;
  if (first === undefined) return plain["nothing-matches"];
  const { kind } = first.workload.manifest;
  const who =
    first.kind === "other-namespace"
      ? `${kind} ${first.workload.namespace}/${first.workload.name}`
      : `${kind} ${first.workload.name}`;
  const difference = describeDifference(first);
  return {
    en: `The selector matches no pods. Nearest: ${who}: ${difference.en}.`,
    "zh-cn": `选择器没有匹配任何 Pod。最接近的是 ${who}：${difference["zh-cn"]}。`,
  };
}

function noReplicas(workloads: readonly Resource<WorkloadManifest>[]): Text {
  const names = listOf(workloads);
  return { en: `No pod is running: ${names} has replicas 0.`, "zh-cn": `没有 Pod 在运行：${names} 的 replicas 为 0。` };
}

function portNowhere(workloads: readonly Resource<WorkloadManifest>[], port: SubjectPort | undefined): Text {
  const names = listOf(workloads);
  const target = String(port?.targetPort ?? "");
  const protocol = port?.protocol ?? "TCP";
  return {
    en: `No pod has a ${protocol} port named ${target}: ${names} matches the selector, but does not declare it.`,
    "zh-cn": `没有 Pod 拥有名为 ${target} 的 ${protocol} 端口：${names} 与选择器匹配，但没有声明它。`,
  };
}

function slicePortName(port: SubjectPort, names: readonly string[]): Text {
  const wanted = port.name ?? "";
  const have = [...new Set(names)].map((name) => (name === "" ? '""' : name)).join(", ") || "–";
  return {
    en: `The endpoints declared for this Service have no ${port.protocol} port named ${wanted === "" ? '"" (unnamed, like the Service port)' : wanted}, only ${have}. The names must be equal.`,
    "zh-cn": `为此 Service 声明的端点中没有名为 ${wanted === "" ? '""（与该 Service 端口一样未命名）' : wanted} 的 ${port.protocol} 端口，只有 ${have}。两者的名称必须一致。`,
  };
}

function policyBlocks(policy: string, port: number): Text {
  return {
    en: `NetworkPolicy ${policy} selects the pods, and no policy allows traffic on port ${port}.`,
    "zh-cn": `NetworkPolicy ${policy} 选中了这些 Pod，而没有任何策略允许访问端口 ${port}。`,
  };
}

function noPodHere(node: string): Text {
  return {
    en: `externalTrafficPolicy is Local and node ${node} has no ready pod, so it drops external traffic.`,
    "zh-cn": `externalTrafficPolicy 为 Local，而节点 ${node} 上没有就绪的 Pod，来自外部的流量会被丢弃。`,
  };
}

function otherFamily(address: string): Text {
  return {
    en: `The Service has no address of the same family as ${address}, so no node serves it.`,
    "zh-cn": `该 Service 没有与 ${address} 同一地址族的地址，因此没有节点为它提供服务。`,
  };
}

function backendPortMissing(
  { kind, name }: Referrer,
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
      en: `${kind} ${name} does not specify a port of the Service, whose ports are ${have}.`,
      "zh-cn": `${kind} ${name} 没有写明 Service 的端口；该 Service 有 ${have}。`,
    };
  }
  return {
    en: `${kind} ${name} leads to port ${port}, which the Service does not have. Its ports are ${have}.`,
    "zh-cn": `${kind} ${name} 指向端口 ${port}，而该 Service 没有此端口，只有 ${have}。`,
  };
}

function podPortMissing(
  { kind, name }: Referrer,
  port: string | number | undefined,
  ports: readonly SubjectPort[],
): Text {
  const targets = ports.map(({ targetPort }) => targetPort).join(", ");
  return {
    en: `${kind} ${name} leads to port ${port} of the pods, but no port of the Service leads there. The Service's target ports are ${targets}.`,
    "zh-cn": `${kind} ${name} 指向 Pod 的端口 ${port}，而 Service 没有端口通向那里。Service 的目标端口是 ${targets}。`,
  };
}

function noServer({ gateway, host, served, list }: ServerReason): Text {
  if (list !== undefined) {
    return {
      en: `Gateway ${gateway.name} serves ${host}, but has no server for ${list} routes there.`,
      "zh-cn": `Gateway ${gateway.name} 服务于 ${host}，但没有处理 ${list} 路由的 server。`,
    };
  }
  return {
    en: `Gateway ${gateway.name} does not serve ${host}. Its servers serve ${served.join(", ") || "–"}.`,
    "zh-cn": `Gateway ${gateway.name} 不服务于 ${host}，其 server 只服务于 ${served.join("、") || "–"}。`,
  };
}

function wrongProtocol({ kind, name }: Referrer, speaks: string, port: SubjectPort): Text {
  return {
    en: `${kind} ${name} uses ${speaks}, but port ${port.port} of the Service is ${port.protocol}.`,
    "zh-cn": `${kind} ${name} 使用 ${speaks}，而 Service 的端口 ${port.port} 是 ${port.protocol}。`,
  };
}

function gatewayUnseen(gateway: string): Text {
  return {
    en: `Gateway ${gateway} is not in this workspace, so its listener's port is unknown.`,
    "zh-cn": `此工作区中没有 Gateway ${gateway}，其 listener 的端口未知。`,
  };
}
function listenerMissing(gateway: string, wanted: string | number | undefined): Text {
  if (wanted === undefined) {
    return {
      en: `Gateway ${gateway} has no listeners, so the route is not attached.`,
      "zh-cn": `Gateway ${gateway} 没有任何 listener，因此该路由没有挂载。`,
    };
  }
  if (typeof wanted === "number") {
    return {
      en: `Gateway ${gateway} has no listener on port ${wanted}, so the route is not attached.`,
      "zh-cn": `Gateway ${gateway} 没有监听端口 ${wanted} 的 listener，因此该路由没有挂载。`,
    };
  }
  return {
    en: `Gateway ${gateway} has no listener ${wanted}, so the route is not attached.`,
    "zh-cn": `Gateway ${gateway} 没有 listener ${wanted}，因此该路由没有挂载。`,
  };
}
function listenerOtherKind(gateway: string, listeners: readonly Listener[], kind: string): Text {
  const [listener] = listeners;
  const taken = listener === undefined ? undefined : kindsTaken(listener);
  if (listeners.length !== 1 || listener === undefined || taken === undefined) {
    return {
      en: `No listener of Gateway ${gateway} accepts a route of kind ${kind}.`,
      "zh-cn": `Gateway ${gateway} 没有接受 ${kind} 的 listener。`,
    };
  }
  const name = nameOf(listener);
  const own = listener.kinds === undefined ? ` (${listener.protocol ?? ""})` : "";
  return {
    en: `Listener ${name} of Gateway ${gateway}${own} accepts ${taken.join(", ")}, not ${kind}, so the route is not attached.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name}${own} 只接受 ${taken.join("、")}，不接受 ${kind}，因此该路由没有挂载。`,
  };
}

function namespaceNotAllowed(gateway: string, listener: Listener, namespace: string): Text {
  const name = nameOf(listener);
  const allowed = allowances[listener.from] ?? { en: "", "zh-cn": "" };
  return {
    en: `Listener ${name} of Gateway ${gateway} accepts no routes from namespace ${namespace}: its allowedRoutes.namespaces.from ${allowed.en}.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name} 不接受来自命名空间 ${namespace} 的路由：它的 allowedRoutes.namespaces.from ${allowed["zh-cn"]}。`,
  };
}

/** What `from` lets in, behind the field's name. */
const allowances: Readonly<Record<string, Text>> = {
  Same: {
    en: "is Same (the default), which means the Gateway's own namespace",
    "zh-cn": "为 Same（默认值），即只允许 Gateway 自己的命名空间",
  },
  Selector: {
    en: "is Selector, and the labels of that namespace do not match",
    "zh-cn": "为 Selector，而该命名空间的标签不匹配",
  },
  None: { en: "is None", "zh-cn": "为 None" },
};

function listenerWithoutTls(gateway: string, listener: Listener): Text {
  const name = nameOf(listener);
  return {
    en: `Listener ${name} of Gateway ${gateway} uses HTTPS without a certificate (tls.certificateRefs), so it serves nothing.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name} 使用 HTTPS，却没有指定证书（tls.certificateRefs），因此无法提供服务。`,
  };
}

function hostNotServed(gateway: string, at: Listener, hostname: string, host: string): Text {
  const listener = nameOf(at);
  return {
    en: `Listener ${listener} of Gateway ${gateway} serves ${hostname}, not the route's ${host}.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${listener} 只服务于 ${hostname}，不包括路由的 ${host}。`,
  };
}
function grantMissing({ kind, name: route }: Referrer, namespace: string): Text {
  return {
    en: `${kind} ${route} is in another namespace, and no ReferenceGrant in ${namespace} allows it to use this Service.`,
    "zh-cn": `${kind} ${route} 位于另一个命名空间，而 ${namespace} 中没有允许它引用此 Service 的 ReferenceGrant。`,
  };
}
function noWeight({ kind, name: route }: Referrer): Text {
  return {
    en: `${kind} ${route} gives this Service weight 0, so it gets no traffic.`,
    "zh-cn": `${kind} ${route} 中此 Service 的 weight 为 0，得不到流量。`,
  };
}

function mappedOtherProtocol(tool: string, mapped: string, port: SubjectPort): Text {
  return {
    en: `${tool} maps ${mapped} to this nodePort, but the Service's port is ${port.protocol}.`,
    "zh-cn": `${tool} 把 ${mapped} 映射到了此 nodePort，而该 Service 的端口是 ${port.protocol}。`,
  };
}
function notOnLocalhost(tool: string, address: string): Text {
  return {
    en: `${tool} listens only on ${address}, which is not localhost.`,
    "zh-cn": `${tool} 只监听 ${address}，而它不是 localhost。`,
  };
}

function listOf(workloads: readonly Resource<WorkloadManifest>[]): string {
  return workloads.map((workload) => `${workload.manifest.kind} ${workload.name}`).join(", ");
}

/** A listener without a name yet is told by its port. */
function nameOf({ name, port }: Listener): string {
  return name ?? String(port ?? "");
}
