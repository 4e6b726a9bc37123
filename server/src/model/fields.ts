// Every field of a Service in plain words: what it means, what is used when it is left out. Hover, completion and
// `explain` read from here. Facts: the API reference of Kubernetes 1.36 and the source of its API server.

import type { Text } from "../base/text.ts";

export interface FieldDoc {
  /** The way to the field without indexes: `spec.ports.targetPort`. */
  readonly path: string;
  readonly type: string;
  /** What it means; Markdown, a few sentences. */
  readonly what: Text;
  /** What happens when it is left out. */
  readonly absent?: Text;
  /** The values that it can take, where they are few. */
  readonly values?: readonly FieldValue[];
  readonly deprecated?: Text;
}

export interface FieldValue {
  readonly value: string;
  readonly what: Text;
}

export const fieldDocs: readonly FieldDoc[] = [
  {
    path: "apiVersion",
    type: "string",
    what: {
      en: "The version of the API that the object belongs to. A Service is `v1`.",
      "zh-cn": "对象所属的 API 版本。Service 是 `v1`。",
    },
  },
  {
    path: "kind",
    type: "string",
    what: { en: "What the object is: `Service`, with a capital S.", "zh-cn": "对象的种类：`Service`，首字母大写。" },
  },
  {
    path: "metadata",
    type: "object",
    what: {
      en: "What every object has: its name, its namespace, its labels and annotations.",
      "zh-cn": "每个对象都有的部分：名称、命名空间、标签和注解。",
    },
  },
  {
    path: "metadata.name",
    type: "string",
    what: {
      en: "The Service's name. It is the first part of its DNS name, so it is a DNS label: lower-case letters, digits and `-`, at most 63 characters. It cannot be changed later.",
      "zh-cn":
        "Service 的名称。它是其 DNS 名称的第一部分，因此必须是 DNS 标签：小写字母、数字和 `-`，最多 63 个字符。创建后不能修改。",
    },
  },
  {
    path: "metadata.namespace",
    type: "string",
    what: {
      en: "The Service's namespace. The Service selects pods in this namespace only, and its DNS name includes it.",
      "zh-cn": "Service 所在的命名空间。它只选择此命名空间中的 Pod，并且它的 DNS 名称包含命名空间。",
    },
    absent: {
      en: "The namespace that `kubectl` works in: `-n`, else the context's, else `default`.",
      "zh-cn": "使用 `kubectl` 当前的命名空间：`-n` 指定的，否则是 context 的，否则是 `default`。",
    },
  },
  {
    path: "metadata.labels",
    type: "map of strings",
    what: {
      en: "Labels of the Service itself, for tools and for people. They have nothing to do with which pods it selects: that is `spec.selector`.",
      "zh-cn": "Service 自身的标签，供工具和人使用。它们与选择哪些 Pod 无关：那由 `spec.selector` 决定。",
    },
  },
  {
    path: "metadata.annotations",
    type: "map of strings",
    what: {
      en: "Notes for controllers: cloud providers read the wanted load balancer's properties here.",
      "zh-cn": "给控制器的说明：云厂商从这里读取负载均衡器的各种属性。",
    },
  },
  {
    path: "spec",
    type: "object",
    what: {
      en: "What you want: which pods, on which ports, reachable from where.",
      "zh-cn": "你想要的结果：哪些 Pod、哪些端口、从哪里可以访问。",
    },
  },
  {
    path: "spec.type",
    type: "string",
    what: {
      en: "From where the Service can be reached. Each type has what the one before it has: LoadBalancer ⊃ NodePort ⊃ ClusterIP.",
      "zh-cn": "从哪里可以访问该 Service。后一种类型包含前一种的全部能力：LoadBalancer ⊃ NodePort ⊃ ClusterIP。",
    },
    absent: { en: "`ClusterIP`", "zh-cn": "`ClusterIP`" },
    values: [
      {
        value: "ClusterIP",
        what: { en: "A virtual address that only the cluster reaches.", "zh-cn": "只有集群内部能访问的虚拟地址。" },
      },
      {
        value: "NodePort",
        what: {
          en: "Also a port on every node, for clients outside the cluster.",
          "zh-cn": "另外在每个节点上开放一个端口，供集群外的客户端使用。",
        },
      },
      {
        value: "LoadBalancer",
        what: {
          en: "Also a load balancer in front of the nodes, made by the cloud or by a controller such as MetalLB.",
          "zh-cn": "另外在节点前面放置一个负载均衡器，由云厂商或 MetalLB 等控制器创建。",
        },
      },
      {
        value: "ExternalName",
        what: {
          en: "Only a DNS alias (CNAME) for a name outside: no address, no ports, no proxy.",
          "zh-cn": "只是指向外部名称的 DNS 别名（CNAME）：没有地址、没有端口、没有代理。",
        },
      },
    ],
  },
  {
    path: "spec.selector",
    type: "map of strings",
    what: {
      en: "The labels that a pod must have to receive traffic: all of them, with equal values, in the Service's own namespace. The labels of the pods count (`spec.template.metadata.labels` of a Deployment), not those of the Deployment. It is a plain map: there is no `matchLabels` here.",
      "zh-cn":
        "Pod 要接收流量必须具有的标签：全部键值都要相等，且在 Service 自己的命名空间中。这里看的是 Pod 的标签（Deployment 的 `spec.template.metadata.labels`），不是 Deployment 自己的标签。它是普通的映射：这里没有 `matchLabels`。",
    },
    absent: {
      en: "No pods are selected: somebody has to write EndpointSlices that say where the traffic goes.",
      "zh-cn": "不选择任何 Pod：需要自行编写 EndpointSlice 来说明流量去向。",
    },
  },
  {
    path: "spec.ports",
    type: "list",
    what: {
      en: "The ports that the Service offers, each with where it leads.",
      "zh-cn": "Service 提供的端口，以及每个端口通向哪里。",
    },
  },
  {
    path: "spec.ports.name",
    type: "string",
    what: {
      en: "A name for the port, needed as soon as there are two. Ingresses and routes can refer to it, and DNS has an SRV record for it.",
      "zh-cn": "端口的名称，有两个及以上端口时必填。Ingress 和路由可以引用它，DNS 也会为它提供 SRV 记录。",
    },
  },
  {
    path: "spec.ports.port",
    type: "integer 1–65535",
    what: {
      en: "The port on which the Service itself is reached, at its clusterIP and its DNS name.",
      "zh-cn": "访问 Service 本身（clusterIP 和 DNS 名称）时使用的端口。",
    },
  },
  {
    path: "spec.ports.targetPort",
    type: "integer or name",
    what: {
      en: "The port of the pod, where the program listens. A number is used as it is; the container need not declare it. A name is looked up in each pod among its containers' ports, with the same protocol, so different pods may have different numbers.",
      "zh-cn":
        "Pod 上的端口，即程序监听的端口。数字直接使用，容器不必声明它。名称则会在每个 Pod 的容器端口中按名称和协议查找，因此不同的 Pod 可以对应不同的数字。",
    },
    absent: { en: "The same number as `port`.", "zh-cn": "与 `port` 相同的数字。" },
  },
  {
    path: "spec.ports.nodePort",
    type: "integer 30000–32767",
    what: {
      en: "The port that every node opens for this Service. All Services of the cluster share one pool, whatever their protocols.",
      "zh-cn": "每个节点为此 Service 打开的端口。集群中所有 Service 共用一个端口池，与协议无关。",
    },
    absent: { en: "The cluster chooses a free one, and keeps it.", "zh-cn": "由集群选择一个空闲端口，并一直保留。" },
  },
  {
    path: "spec.ports.protocol",
    type: "string",
    what: { en: "The transport protocol, in capital letters.", "zh-cn": "传输层协议，使用大写字母。" },
    absent: { en: "`TCP`", "zh-cn": "`TCP`" },
    values: [
      {
        value: "TCP",
        what: { en: "The usual one; HTTP and gRPC run on it.", "zh-cn": "最常用；HTTP 和 gRPC 都基于它。" },
      },
      {
        value: "UDP",
        what: {
          en: "For DNS, QUIC, games. `kubectl port-forward` cannot carry it.",
          "zh-cn": "用于 DNS、QUIC、游戏等。`kubectl port-forward` 不支持。",
        },
      },
      {
        value: "SCTP",
        what: {
          en: "For telephony; the cluster's network must support it.",
          "zh-cn": "用于电信场景；集群网络必须支持。",
        },
      },
    ],
  },
  {
    path: "spec.ports.appProtocol",
    type: "string",
    what: {
      en: "What is spoken on the port, as a hint to gateways and load balancers: an IANA name such as `http` or `https`, or `kubernetes.io/h2c`, `kubernetes.io/ws`, `kubernetes.io/wss`.",
      "zh-cn":
        "端口上使用的应用协议，供网关和负载均衡器参考：IANA 名称如 `http`、`https`，或 `kubernetes.io/h2c`、`kubernetes.io/ws`、`kubernetes.io/wss`。",
    },
  },
  {
    path: "spec.clusterIP",
    type: "IP, `None` or empty",
    what: {
      en: "The Service's virtual address inside the cluster. kube-proxy on every node sends what goes there to one of the pods. `None` makes the Service headless: DNS answers with the pods' own addresses, and clients use the pods' ports.",
      "zh-cn":
        "Service 在集群内的虚拟地址。每个节点上的 kube-proxy 会把发往该地址的流量转给某个 Pod。`None` 表示 headless Service：DNS 直接返回各 Pod 的地址，客户端使用 Pod 的端口。",
    },
    absent: {
      en: "The API server assigns one from the cluster's Service range, and it stays for the Service's life.",
      "zh-cn": "由 API server 从集群的 Service 网段中分配，并在 Service 的整个生命周期内保持不变。",
    },
    values: [
      {
        value: "None",
        what: {
          en: "Headless: no virtual address, DNS gives the pods.",
          "zh-cn": "Headless：没有虚拟地址，DNS 直接给出 Pod。",
        },
      },
    ],
  },
  {
    path: "spec.clusterIPs",
    type: "list of at most two IPs",
    what: {
      en: "The virtual addresses, one a family. The first must equal `clusterIP`.",
      "zh-cn": "虚拟地址，每个地址族一个。第一个必须等于 `clusterIP`。",
    },
    absent: { en: "Filled in from `clusterIP`, or assigned.", "zh-cn": "由 `clusterIP` 填充，或由集群分配。" },
  },
  {
    path: "spec.externalIPs",
    type: "list of IPs",
    what: {
      en: "Addresses for which the nodes accept traffic on the Service's `port` (not the nodePort). Making that traffic arrive at a node is your work. Whoever may write this field can take over others' addresses.",
      "zh-cn":
        "节点会在这些地址上接收发往 Service 的 `port`（不是 nodePort）的流量。如何让流量到达节点由你负责。能写此字段的人可以劫持他人的地址。",
    },
    deprecated: { en: "Deprecated since Kubernetes 1.36.", "zh-cn": "自 Kubernetes 1.36 起弃用。" },
  },
  {
    path: "spec.externalName",
    type: "DNS name",
    what: {
      en: "For type ExternalName: the name that DNS answers with (CNAME). HTTP hosts and TLS names stay those that the client asked for.",
      "zh-cn": "用于 ExternalName 类型：DNS 返回的名称（CNAME）。HTTP Host 和 TLS 名称仍是客户端请求时使用的名称。",
    },
  },
  {
    path: "spec.externalTrafficPolicy",
    type: "string",
    what: {
      en: "What a node does with traffic from outside (nodePort, load balancer, externalIPs).",
      "zh-cn": "节点如何处理来自外部的流量（nodePort、负载均衡器、externalIPs）。",
    },
    absent: { en: "`Cluster`", "zh-cn": "`Cluster`" },
    values: [
      {
        value: "Cluster",
        what: {
          en: "Any pod on any node; every node answers, but the pod sees a node's address instead of the client's.",
          "zh-cn": "转发到任意节点上的 Pod；所有节点都能响应，但 Pod 看到的是节点地址而不是客户端地址。",
        },
      },
      {
        value: "Local",
        what: {
          en: "Only pods on the same node; the client's address is kept, but a node without a pod drops the traffic.",
          "zh-cn": "只转发到本节点上的 Pod；保留客户端地址，但没有 Pod 的节点会丢弃流量。",
        },
      },
    ],
  },
  {
    path: "spec.internalTrafficPolicy",
    type: "string",
    what: {
      en: "What happens to traffic from inside, to the clusterIP.",
      "zh-cn": "如何处理来自集群内部、发往 clusterIP 的流量。",
    },
    absent: { en: "`Cluster`", "zh-cn": "`Cluster`" },
    values: [
      { value: "Cluster", what: { en: "Any pod.", "zh-cn": "任意 Pod。" } },
      {
        value: "Local",
        what: {
          en: "Only pods on the client's own node; without one the traffic is dropped.",
          "zh-cn": "只转发到客户端所在节点上的 Pod；没有则丢弃。",
        },
      },
    ],
  },
  {
    path: "spec.sessionAffinity",
    type: "string",
    what: { en: "Whether one client keeps reaching one pod.", "zh-cn": "同一个客户端是否总是访问同一个 Pod。" },
    absent: { en: "`None`", "zh-cn": "`None`" },
    values: [
      {
        value: "None",
        what: { en: "Every connection may go to another pod.", "zh-cn": "每个连接都可能到不同的 Pod。" },
      },
      {
        value: "ClientIP",
        what: {
          en: "By the client's address, as the node sees it, for `sessionAffinityConfig.clientIP.timeoutSeconds`.",
          "zh-cn": "按节点看到的客户端地址保持，时长为 `sessionAffinityConfig.clientIP.timeoutSeconds`。",
        },
      },
    ],
  },
  {
    path: "spec.sessionAffinityConfig",
    type: "object",
    what: {
      en: "How long a client keeps its pod. Only with `sessionAffinity: ClientIP`; otherwise the API server drops it.",
      "zh-cn": "客户端与 Pod 的绑定保持多久。仅在 `sessionAffinity: ClientIP` 时有效，否则会被 API server 丢弃。",
    },
  },
  {
    path: "spec.sessionAffinityConfig.clientIP",
    type: "object",
    what: { en: "The settings of affinity by client address.", "zh-cn": "按客户端地址保持会话的设置。" },
  },
  {
    path: "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
    type: "integer 1–86400",
    what: {
      en: "After how many idle seconds a client may get another pod.",
      "zh-cn": "空闲多少秒之后客户端可以换到另一个 Pod。",
    },
    absent: { en: "10800 (three hours)", "zh-cn": "10800（三小时）" },
  },
  {
    path: "spec.ipFamilies",
    type: "list of IPv4, IPv6",
    what: {
      en: "Which address families the Service has; the first is its primary one and cannot be changed.",
      "zh-cn": "Service 拥有的地址族；第一个是主地址族，不能修改。",
    },
    absent: { en: "The cluster's primary family.", "zh-cn": "集群的主地址族。" },
    values: [
      { value: "IPv4", what: { en: "An IPv4 address.", "zh-cn": "IPv4 地址。" } },
      { value: "IPv6", what: { en: "An IPv6 address.", "zh-cn": "IPv6 地址。" } },
    ],
  },
  {
    path: "spec.ipFamilyPolicy",
    type: "string",
    what: { en: "Whether the Service has one address family or two.", "zh-cn": "Service 使用一个还是两个地址族。" },
    absent: { en: "`SingleStack`", "zh-cn": "`SingleStack`" },
    values: [
      { value: "SingleStack", what: { en: "One family.", "zh-cn": "一个地址族。" } },
      {
        value: "PreferDualStack",
        what: { en: "Two where the cluster has two, else one.", "zh-cn": "集群有两个地址族时使用两个，否则一个。" },
      },
      {
        value: "RequireDualStack",
        what: { en: "Two, or the API server refuses.", "zh-cn": "必须两个，否则 API server 拒绝。" },
      },
    ],
  },
  {
    path: "spec.loadBalancerIP",
    type: "string",
    what: {
      en: "The address that you would like the load balancer to have. Nobody checks it, and many controllers ignore it.",
      "zh-cn": "希望负载均衡器使用的地址。没有人检查它，许多控制器会忽略它。",
    },
    deprecated: {
      en: "Deprecated since Kubernetes 1.24: use your provider's annotation.",
      "zh-cn": "自 Kubernetes 1.24 起弃用：请使用厂商的注解。",
    },
  },
  {
    path: "spec.loadBalancerSourceRanges",
    type: "list of CIDRs",
    what: {
      en: "From which addresses the load balancer accepts traffic. The nodePorts behind it stay open to everybody.",
      "zh-cn": "负载均衡器接受来自哪些地址的流量。它后面的 nodePort 仍对所有人开放。",
    },
    absent: { en: "From everywhere.", "zh-cn": "接受任何来源。" },
  },
  {
    path: "spec.loadBalancerClass",
    type: "string",
    what: {
      en: "Which load balancer controller is to take care of the Service. The cloud's default one then ignores it. It cannot be changed later.",
      "zh-cn": "由哪个负载均衡控制器处理此 Service；设置后云厂商的默认控制器会忽略它。之后不能修改。",
    },
  },
  {
    path: "spec.allocateLoadBalancerNodePorts",
    type: "boolean",
    what: {
      en: "Whether a LoadBalancer also gets nodePorts. Only balancers that reach pods directly work without.",
      "zh-cn": "LoadBalancer 是否同时分配 nodePort。只有能直接访问 Pod 的负载均衡器才不需要它。",
    },
    absent: { en: "`true` for a LoadBalancer", "zh-cn": "LoadBalancer 为 `true`" },
  },
  {
    path: "spec.healthCheckNodePort",
    type: "integer 30000–32767",
    what: {
      en: "For a LoadBalancer with `externalTrafficPolicy: Local`: the port on which every node says whether it has a pod. From the same pool as nodePorts.",
      "zh-cn":
        "用于 `externalTrafficPolicy: Local` 的 LoadBalancer：每个节点在此端口上报告自己是否有 Pod。与 nodePort 共用一个端口池。",
    },
    absent: { en: "The cluster chooses one.", "zh-cn": "由集群选择。" },
  },
  {
    path: "spec.publishNotReadyAddresses",
    type: "boolean",
    what: {
      en: "Whether pods count that are not ready yet. Peers of a StatefulSet that look for one another while starting need it.",
      "zh-cn": "尚未就绪的 Pod 是否也算在内。StatefulSet 的成员在启动时互相发现需要它。",
    },
    absent: { en: "`false`", "zh-cn": "`false`" },
  },
  {
    path: "spec.trafficDistribution",
    type: "string",
    what: {
      en: "Which pods are preferred when several could answer. A preference, not a promise.",
      "zh-cn": "有多个 Pod 可选时优先选择哪些。只是偏好，不是保证。",
    },
    absent: { en: "All pods alike.", "zh-cn": "所有 Pod 一视同仁。" },
    values: [
      { value: "PreferSameZone", what: { en: "Pods in the client's zone.", "zh-cn": "优先客户端所在可用区的 Pod。" } },
      {
        value: "PreferSameNode",
        what: {
          en: "Pods on the client's node, then in its zone.",
          "zh-cn": "优先客户端所在节点的 Pod，其次是同一可用区。",
        },
      },
      { value: "PreferClose", what: { en: "The old name of PreferSameZone.", "zh-cn": "PreferSameZone 的旧名称。" } },
    ],
  },
  {
    path: "status",
    type: "object",
    what: {
      en: "What the cluster says of the Service, such as the load balancer's address. In a manifest it is ignored.",
      "zh-cn": "集群对该 Service 的报告，例如负载均衡器的地址。写在清单里会被忽略。",
    },
  },
];

const byPath = new Map(fieldDocs.map((doc) => [doc.path, doc]));

/** The documentation of a field by its path without indexes; undefined for what is no field of a Service. */
export function fieldDoc(path: string): FieldDoc | undefined {
  return byPath.get(path);
}

/** The fields directly below a path: `spec.ports` has `name`, `port`, … */
export function fieldsBelow(path: string): readonly FieldDoc[] {
  const prefix = path === "" ? "" : `${path}.`;
  return fieldDocs.filter(
    (doc) =>
      doc.path.startsWith(prefix) && doc.path.length > prefix.length && !doc.path.slice(prefix.length).includes("."),
  );
}

const typesInChinese: Readonly<Record<string, string>> = {
  "DNS name": "DNS 名称",
  "IP, `None` or empty": "IP、`None` 或空",
  boolean: "布尔值",
  "integer 1–65535": "整数，1–65535",
  "integer 1–86400": "整数，1–86400",
  "integer 30000–32767": "整数，30000–32767",
  "integer or name": "整数或名称",
  "list of CIDRs": "CIDR 列表",
  "list of IPs": "IP 列表",
  "list of IPv4, IPv6": "IPv4、IPv6 列表",
  "list of at most two IPs": "最多两个 IP 的列表",
  list: "列表",
  "map of strings": "字符串映射",
  object: "对象",
  string: "字符串",
};

/** A field's type in the reader's language. */
export function typeText({ type }: FieldDoc): Text {
  return { en: type, "zh-cn": typesInChinese[type] ?? type };
}
