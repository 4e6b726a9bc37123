// Every sentence that says why a path does not arrive, or is not known yet.

import type { Text } from "../base/text.ts";
import { describeDifference, type Missing } from "../index/near-miss.ts";
import type { Resource } from "../index/resource.ts";
import { kindsTaken, type Listener } from "../model/gateway.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { Probe } from "../model/probes.ts";
import type { Reason, Referrer } from "../paths/reason.ts";
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
      return backendPortMissing(reason.from, reason.asked, reason.ports);
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
    default:
      return plain[reason.kind];
  }
}

function neverReady({ manifest, name }: Resource<WorkloadManifest>, { container, port }: Probe): Text {
  const who = `${manifest.kind} ${name}`;
  return {
    en: `The pods of ${who} never become ready: the probe of container ${container.name ?? ""} asks for port ${port}, which the container does not have.`,
    "zh-cn": `${who} 的 Pod 永远不会就绪：容器 ${container.name ?? ""} 的探针使用端口 ${port}，而该容器没有这个端口。`,
  };
}

const plain = {
  "name-open": {
    en: "The Service has no name yet: the API server makes one from generateName.",
    "zh-cn": "该 Service 还没有名称：API server 会根据 generateName 生成。",
  },
  "cluster-ip-open": {
    en: "The cluster chooses the clusterIP when the Service is created; the DNS name works without knowing it.",
    "zh-cn": "clusterIP 由集群在创建 Service 时分配；使用 DNS 名称则无需知道该地址。",
  },
  "node-port-open": {
    en: "The cluster chooses the nodePort when the Service is created. Write one to know it now.",
    "zh-cn": "nodePort 由集群在创建 Service 时分配。写明一个值即可提前确定。",
  },
  "node-address-open": {
    en: "No address of a node is known. Set servicePaths.nodeAddresses (--node-address), or use a snapshot of the cluster.",
    "zh-cn": "尚不知道任何节点的地址。请设置 servicePaths.nodeAddresses（--node-address），或使用集群快照。",
  },
  "load-balancer-open": {
    en: "The load balancer's address is not known yet: a cloud or another controller gives it after the Service is created, and without one it stays pending.",
    "zh-cn":
      "负载均衡器的地址尚未知晓：它由云厂商或其他控制器在 Service 创建之后分配；如果没有这样的控制器，将一直处于 pending 状态。",
  },
  "host-port-open": {
    en: "The mapping names no host port, so a random one is taken when the local cluster is created.",
    "zh-cn": "端口映射没有写明主机端口，创建本地集群时会随机选取一个。",
  },
  "nothing-matches": {
    en: "No workload in sight has the labels that the selector asks for. Perhaps the pods come from elsewhere.",
    "zh-cn": "在可见范围内，没有任何工作负载带有 selector 要求的标签。Pod 也许来自别处。",
  },
  "template-decides": {
    en: "A template makes the pods that the selector matches; what they listen on is known when it is filled in.",
    "zh-cn": "selector 匹配的 Pod 由模板生成；模板渲染之后才能知道它们监听哪些端口。",
  },
  "no-slices": {
    en: "The Service has no selector, and no EndpointSlice for it is in sight. Somebody has to add one.",
    "zh-cn": "该 Service 没有 selector，可见范围内也没有对应的 EndpointSlice，需要另行添加。",
  },
  "no-live-slices": {
    en: "The snapshot has no EndpointSlices of this Service, so nobody knows what is behind it.",
    "zh-cn": "快照中没有此 Service 的 EndpointSlice，因此无法得知它背后有什么。",
  },
  "nobody-ready": {
    en: "The live Service has no endpoint that is ready: no pod matches, or none passes its readiness probe.",
    "zh-cn": "集群中的该 Service 没有任何就绪的端点：没有匹配的 Pod，或者没有 Pod 通过就绪探针。",
  },
  "nobody-ready-written": {
    en: "The endpoints that are written for this Service have no address that is ready.",
    "zh-cn": "为此 Service 编写的端点中没有任何就绪的地址。",
  },
  "names-as-endpoints": {
    en: "The endpoints that are written for this Service are names (addressType FQDN), and kube-proxy serves addresses only.",
    "zh-cn": "为此 Service 编写的端点是域名（addressType 为 FQDN），而 kube-proxy 只处理地址。",
  },
  "live-port-nowhere": {
    en: "The live pods are ready, but none of them has this port.",
    "zh-cn": "集群中的 Pod 已就绪，但没有一个提供此端口。",
  },
  "not-pods": {
    en: "The API server's proxy only goes to endpoints that are pods (targetRef), and these are not.",
    "zh-cn": "API server 的代理只转发到属于 Pod 的端点（targetRef），而这些端点不是 Pod。",
  },
  "external-name-is-address": {
    en: "externalName is an address. DNS answers with a name only, so the look-up finds nothing. Use a Service without a selector and an EndpointSlice instead.",
    "zh-cn":
      "externalName 写成了 IP 地址。DNS 只能以域名应答，因此查询不到任何记录。请改用不带 selector 的 Service 加 EndpointSlice。",
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
    en: `The selector matches no pods. Nearest is ${who}: ${difference.en}.`,
    "zh-cn": `selector 没有匹配任何 Pod。最接近的是 ${who}：${difference["zh-cn"]}。`,
  };
}

function noReplicas(workloads: readonly Resource<WorkloadManifest>[]): Text {
  const names = listOf(workloads);
  return { en: `No pod runs: ${names} has replicas 0.`, "zh-cn": `没有 Pod 在运行：${names} 的 replicas 为 0。` };
}

function portNowhere(workloads: readonly Resource<WorkloadManifest>[], port: SubjectPort | undefined): Text {
  const names = listOf(workloads);
  const target = String(port?.targetPort ?? "");
  const protocol = port?.protocol ?? "TCP";
  return {
    en: `No pod has a ${protocol} port named ${target}: ${names} matches the selector and does not declare it.`,
    "zh-cn": `没有 Pod 拥有名为 ${target} 的 ${protocol} 端口：${names} 与 selector 匹配，但没有声明它。`,
  };
}

function slicePortName(port: SubjectPort, names: readonly string[]): Text {
  const wanted = port.name ?? "";
  const have = [...new Set(names)].map((name) => (name === "" ? '""' : name)).join(", ") || "–";
  return {
    en: `The endpoints that are written for this Service have no ${port.protocol} port named ${wanted === "" ? '"" (unnamed, as the Service port is)' : wanted}; theirs: ${have}. The names must be equal.`,
    "zh-cn": `为此 Service 编写的端点中没有名为 ${wanted === "" ? '""（与该 Service 端口一样未命名）' : wanted} 的 ${port.protocol} 端口；现有：${have}。两者的名称必须一致。`,
  };
}

function policyBlocks(policy: string, port: number): Text {
  return {
    en: `NetworkPolicy ${policy} selects the pods, and no policy lets anybody in on port ${port}.`,
    "zh-cn": `NetworkPolicy ${policy} 选中了这些 Pod，而没有任何策略允许访问端口 ${port}。`,
  };
}

function noPodHere(node: string): Text {
  return {
    en: `externalTrafficPolicy is Local and node ${node} has no ready pod: it drops what comes from outside.`,
    "zh-cn": `externalTrafficPolicy 为 Local，而节点 ${node} 上没有就绪的 Pod：来自外部的流量会被丢弃。`,
  };
}

function otherFamily(address: string): Text {
  return {
    en: `The Service has no address of the family of ${address}, so no node serves it.`,
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
      en: `${kind} ${name} names no port of the Service; it has ${have}.`,
      "zh-cn": `${kind} ${name} 没有写明 Service 的端口；现有：${have}。`,
    };
  }
  return {
    en: `${kind} ${name} leads to port ${port}, which the Service does not have; it has ${have}.`,
    "zh-cn": `${kind} ${name} 指向端口 ${port}，而该 Service 没有此端口；现有：${have}。`,
  };
}

function wrongProtocol({ kind, name }: Referrer, speaks: string, port: SubjectPort): Text {
  return {
    en: `${kind} ${name} speaks ${speaks}, and port ${port.port} of the Service is ${port.protocol}.`,
    "zh-cn": `${kind} ${name} 使用 ${speaks}，而 Service 的端口 ${port.port} 是 ${port.protocol}。`,
  };
}

function gatewayUnseen(gateway: string): Text {
  return {
    en: `Gateway ${gateway} is not in sight, so its listener's port is not known.`,
    "zh-cn": `可见范围内没有 Gateway ${gateway}，因此不知道其 listener 的端口。`,
  };
}
function listenerMissing(gateway: string, wanted: string | number | undefined): Text {
  if (wanted === undefined) {
    return {
      en: `Gateway ${gateway} has no listeners, so the route is attached to nothing.`,
      "zh-cn": `Gateway ${gateway} 没有任何 listener，该路由没有挂载到任何地方。`,
    };
  }
  if (typeof wanted === "number") {
    return {
      en: `Gateway ${gateway} has no listener on port ${wanted}, so the route is attached to nothing.`,
      "zh-cn": `Gateway ${gateway} 没有监听端口 ${wanted} 的 listener，该路由没有挂载到任何地方。`,
    };
  }
  return {
    en: `Gateway ${gateway} has no listener ${wanted}, so the route is attached to nothing.`,
    "zh-cn": `Gateway ${gateway} 没有 listener ${wanted}，该路由没有挂载到任何地方。`,
  };
}
function listenerOtherKind(gateway: string, listeners: readonly Listener[], kind: string): Text {
  const [listener] = listeners;
  const taken = listener === undefined ? undefined : kindsTaken(listener);
  if (listeners.length !== 1 || listener === undefined || taken === undefined) {
    return {
      en: `No listener of Gateway ${gateway} takes a route of kind ${kind}.`,
      "zh-cn": `Gateway ${gateway} 没有接受 ${kind} 的 listener。`,
    };
  }
  const name = nameOf(listener);
  const own = listener.kinds === undefined ? ` (${listener.protocol ?? ""})` : "";
  return {
    en: `Listener ${name} of Gateway ${gateway}${own} takes ${taken.join(", ")}, and no ${kind}, so the route is not attached.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name}${own} 只接受 ${taken.join("、")}，不接受 ${kind}，因此该路由没有挂载。`,
  };
}

function namespaceNotAllowed(gateway: string, listener: Listener, namespace: string): Text {
  const name = nameOf(listener);
  const allowed = allowances[listener.from] ?? { en: "", "zh-cn": "" };
  return {
    en: `Listener ${name} of Gateway ${gateway} takes no routes from namespace ${namespace}: its allowedRoutes.namespaces.from ${allowed.en}.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name} 不接受来自命名空间 ${namespace} 的路由：它的 allowedRoutes.namespaces.from ${allowed["zh-cn"]}。`,
  };
}

/** What `from` lets in, behind the field's name. */
const allowances: Readonly<Record<string, Text>> = {
  Same: {
    en: "is Same (also when left out), which is the Gateway's own namespace",
    "zh-cn": "为 Same（省略时也是），即只允许 Gateway 自己的命名空间",
  },
  Selector: {
    en: "is Selector, and the labels of that namespace do not fit",
    "zh-cn": "为 Selector，而该命名空间的标签不匹配",
  },
  None: { en: "is None", "zh-cn": "为 None" },
};

function listenerWithoutTls(gateway: string, listener: Listener): Text {
  const name = nameOf(listener);
  return {
    en: `Listener ${name} of Gateway ${gateway} speaks HTTPS and names no certificate (tls.certificateRefs), so it serves nothing.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${name} 使用 HTTPS，却没有指定证书（tls.certificateRefs），因此无法提供服务。`,
  };
}

function hostNotServed(gateway: string, at: Listener, hostname: string, host: string): Text {
  const listener = nameOf(at);
  return {
    en: `Listener ${listener} of Gateway ${gateway} serves ${hostname}, and not the route's ${host}.`,
    "zh-cn": `Gateway ${gateway} 的 listener ${listener} 只服务于 ${hostname}，不包括路由的 ${host}。`,
  };
}
function grantMissing({ kind, name: route }: Referrer, namespace: string): Text {
  return {
    en: `${kind} ${route} is in another namespace, and no ReferenceGrant in ${namespace} lets it use this Service.`,
    "zh-cn": `${kind} ${route} 位于另一个命名空间，而 ${namespace} 中没有允许它引用此 Service 的 ReferenceGrant。`,
  };
}
function noWeight({ kind, name: route }: Referrer): Text {
  return {
    en: `${kind} ${route} gives this Service weight 0: no traffic.`,
    "zh-cn": `${kind} ${route} 给此 Service 的 weight 为 0：不会有流量。`,
  };
}

function mappedOtherProtocol(tool: string, mapped: string, port: SubjectPort): Text {
  return {
    en: `${tool} maps ${mapped} to this nodePort, and the Service's port is ${port.protocol}.`,
    "zh-cn": `${tool} 把 ${mapped} 映射到了此 nodePort，而该 Service 的端口是 ${port.protocol}。`,
  };
}
function notOnLocalhost(tool: string, address: string): Text {
  return {
    en: `${tool} listens on ${address} only, which is not localhost.`,
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
