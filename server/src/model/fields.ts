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
      en: "The API version of the object. For a Service, it is `v1`.",
      "zh-cn": "对象所属的 API 版本。Service 的是 `v1`。",
    },
  },
  {
    path: "kind",
    type: "string",
    what: { en: "The kind of object: `Service`, with a capital S.", "zh-cn": "对象的种类：`Service`，首字母大写。" },
  },
  {
    path: "metadata",
    type: "object",
    what: {
      en: "The metadata that every object has: its name, namespace, labels and annotations.",
      "zh-cn": "每个对象都有的元数据：名称、命名空间、标签和注解。",
    },
  },
  {
    path: "metadata.name",
    type: "string",
    what: {
      en: "The Service's name. It is the first part of the DNS name, so it must be a DNS label: lowercase letters, digits and `-`, at most 63 characters. It cannot be changed after creation.",
      "zh-cn":
        "Service 的名称。它是 DNS 名称的第一部分，因此必须是 DNS 标签：小写字母、数字和 `-`，最多 63 个字符。创建后不可更改。",
    },
  },
  {
    path: "metadata.namespace",
    type: "string",
    what: {
      en: "The Service's namespace. The Service selects only pods in this namespace, and its DNS name contains it.",
      "zh-cn": "Service 所在的命名空间。它只选择此命名空间中的 Pod，其 DNS 名称也包含命名空间。",
    },
    absent: {
      en: "The namespace `kubectl` works in: from `-n`, otherwise from the context, otherwise `default`.",
      "zh-cn": "`kubectl` 当前的命名空间：`-n` 指定的，否则是 context 中的，否则是 `default`。",
    },
  },
  {
    path: "metadata.labels",
    type: "map of strings",
    what: {
      en: "Labels of the Service itself, for tools and for people. They do not decide which pods it selects; `spec.selector` does.",
      "zh-cn": "Service 自身的标签，供工具和人使用。它们不决定选择哪些 Pod，那由 `spec.selector` 决定。",
    },
  },
  {
    path: "metadata.annotations",
    type: "map of strings",
    what: {
      en: "Notes for controllers. Cloud providers read the properties of the load balancer here.",
      "zh-cn": "给控制器的说明。云厂商从这里读取负载均衡器的各种属性。",
    },
  },
  {
    path: "spec",
    type: "object",
    what: {
      en: "The desired state: which pods, on which ports, reachable from where.",
      "zh-cn": "期望的状态：哪些 Pod、哪些端口、从哪里可以访问。",
    },
  },
  {
    path: "spec.type",
    type: "string",
    what: {
      en: "Where the Service can be reached from. Each type includes the one before it: LoadBalancer ⊃ NodePort ⊃ ClusterIP.",
      "zh-cn": "从哪里可以访问该 Service。后一种类型包含前一种的全部能力：LoadBalancer ⊃ NodePort ⊃ ClusterIP。",
    },
    absent: { en: "`ClusterIP`", "zh-cn": "`ClusterIP`" },
    values: [
      {
        value: "ClusterIP",
        what: {
          en: "A virtual address, reachable only inside the cluster.",
          "zh-cn": "只能在集群内部访问的虚拟地址。",
        },
      },
      {
        value: "NodePort",
        what: {
          en: "Also opens a port on every node, for clients outside the cluster.",
          "zh-cn": "另外在每个节点上开放一个端口，供集群外的客户端使用。",
        },
      },
      {
        value: "LoadBalancer",
        what: {
          en: "Also creates a load balancer in front of the nodes, by the cloud provider or a controller such as MetalLB.",
          "zh-cn": "另外在节点前面创建一个负载均衡器，由云厂商或 MetalLB 等控制器负责。",
        },
      },
      {
        value: "ExternalName",
        what: {
          en: "Only a DNS alias (CNAME) for an external name: no address, no ports, no proxy.",
          "zh-cn": "只是指向外部域名的 DNS 别名（CNAME）：没有地址、没有端口、没有代理。",
        },
      },
    ],
  },
  {
    path: "spec.selector",
    type: "map of strings",
    what: {
      en: "The labels that a pod must have to receive traffic: all of them, with equal values, in the Service's own namespace. What matters are the pods' labels (`spec.template.metadata.labels` of a Deployment), not those of the Deployment. It is a plain map, without `matchLabels`.",
      "zh-cn":
        "Pod 要接收流量必须具有的标签：全部键值都要相等，且在 Service 自己的命名空间中。这里看的是 Pod 的标签（Deployment 的 `spec.template.metadata.labels`），不是 Deployment 自身的标签。这里直接写标签，没有 `matchLabels`。",
    },
    absent: {
      en: "No pods are selected. You must add EndpointSlices that say where the traffic goes.",
      "zh-cn": "不选择任何 Pod，需要自行添加 EndpointSlice 来说明流量去向。",
    },
  },
  {
    path: "spec.ports",
    type: "list",
    what: {
      en: "The ports of the Service, and where each one leads.",
      "zh-cn": "Service 提供的端口，以及每个端口通向哪里。",
    },
  },
  {
    path: "spec.ports.name",
    type: "string",
    what: {
      en: "A name for the port, required if there is more than one. Ingresses and routes can refer to it, and DNS has an SRV record for it.",
      "zh-cn": "端口的名称，有两个及以上端口时必填。Ingress 和路由可以引用它，DNS 也会为它提供 SRV 记录。",
    },
  },
  {
    path: "spec.ports.port",
    type: "integer 1–65535",
    what: {
      en: "The port of the Service itself, at its clusterIP and DNS name.",
      "zh-cn": "Service 本身的端口，用于 clusterIP 和 DNS 名称。",
    },
  },
  {
    path: "spec.ports.targetPort",
    type: "integer or name",
    what: {
      en: "The pod's port, on which the program listens. A number is used as is; the container does not have to declare it. A name is looked up among the container ports of each pod, with the same protocol, so it can stand for a different number in each pod.",
      "zh-cn":
        "Pod 的端口，即程序监听的端口。数字直接使用，容器不必声明它。名称则会在每个 Pod 的容器端口中按名称和协议查找，因此在不同的 Pod 中可以对应不同的数字。",
    },
    absent: { en: "The same number as `port`.", "zh-cn": "与 `port` 相同的数字。" },
  },
  {
    path: "spec.ports.nodePort",
    type: "integer 30000–32767",
    what: {
      en: "The port that every node opens for this Service. All Services of the cluster share one pool of node ports, whatever their protocol.",
      "zh-cn": "每个节点为此 Service 打开的端口。集群中所有 Service 共用一个节点端口池，不分协议。",
    },
    absent: { en: "The cluster assigns a free one and keeps it.", "zh-cn": "由集群分配一个空闲端口，并一直保留。" },
  },
  {
    path: "spec.ports.protocol",
    type: "string",
    what: { en: "The transport protocol, in uppercase.", "zh-cn": "传输层协议，使用大写字母。" },
    absent: { en: "`TCP`", "zh-cn": "`TCP`" },
    values: [
      {
        value: "TCP",
        what: { en: "The most common; HTTP and gRPC run over it.", "zh-cn": "最常用；HTTP 和 gRPC 都基于它。" },
      },
      {
        value: "UDP",
        what: {
          en: "For DNS, QUIC and games. `kubectl port-forward` does not support it.",
          "zh-cn": "用于 DNS、QUIC、游戏等。`kubectl port-forward` 不支持。",
        },
      },
      {
        value: "SCTP",
        what: {
          en: "For telecom applications; the cluster's network must support it.",
          "zh-cn": "用于电信场景；集群网络必须支持。",
        },
      },
    ],
  },
  {
    path: "spec.ports.appProtocol",
    type: "string",
    what: {
      en: "The application protocol on the port, as a hint to gateways and load balancers: an IANA name such as `http` or `https`, or `kubernetes.io/h2c`, `kubernetes.io/ws`, `kubernetes.io/wss`.",
      "zh-cn":
        "端口上使用的应用协议，供网关和负载均衡器参考：IANA 名称如 `http`、`https`，或 `kubernetes.io/h2c`、`kubernetes.io/ws`、`kubernetes.io/wss`。",
    },
  },
  {
    path: "spec.clusterIP",
    type: "IP, `None` or empty",
    what: {
      en: "The Service's virtual address inside the cluster. kube-proxy on every node forwards its traffic to one of the pods. `None` makes the Service headless: DNS returns the pods' own addresses, and clients use the pods' ports.",
      "zh-cn":
        "Service 在集群内的虚拟地址。每个节点上的 kube-proxy 会把发往该地址的流量转给某个 Pod。`None` 表示 headless Service：DNS 直接返回各 Pod 的地址，客户端使用 Pod 的端口。",
    },
    absent: {
      en: "Assigned by the API server from the cluster's Service range; it cannot be changed after creation.",
      "zh-cn": "由 API server 从集群的 Service 地址段中分配，创建后不可更改。",
    },
    values: [
      {
        value: "None",
        what: {
          en: "Headless: no virtual address; DNS returns the pods' addresses.",
          "zh-cn": "headless：没有虚拟地址，DNS 直接返回各 Pod 的地址。",
        },
      },
    ],
  },
  {
    path: "spec.clusterIPs",
    type: "list of at most two IPs",
    what: {
      en: "The virtual addresses, one for each IP family. The first must equal `clusterIP`.",
      "zh-cn": "虚拟地址，每个地址族一个。第一个必须等于 `clusterIP`。",
    },
    absent: {
      en: "Copied from `clusterIP`, or assigned by the cluster.",
      "zh-cn": "从 `clusterIP` 复制，或由集群分配。",
    },
  },
  {
    path: "spec.externalIPs",
    type: "list of IPs",
    what: {
      en: "Addresses at which the nodes accept traffic on the Service's `port` (not the nodePort). You must route that traffic to a node yourself. Anybody who can set this field can take over other addresses.",
      "zh-cn":
        "节点会在这些地址上接收发往 Service 的 `port`（不是 nodePort）的流量。如何让流量到达节点，需要自行解决。能设置此字段的人可以劫持他人的地址。",
    },
    deprecated: { en: "Deprecated since Kubernetes 1.36.", "zh-cn": "自 Kubernetes 1.36 起弃用。" },
  },
  {
    path: "spec.externalName",
    type: "DNS name",
    what: {
      en: "For type ExternalName: the name that DNS returns (CNAME). The HTTP host and TLS server name stay those that the client requested.",
      "zh-cn":
        "用于 ExternalName 类型：DNS 返回的域名（CNAME）。HTTP Host 和 TLS 服务器名称仍是客户端请求时使用的名称。",
    },
  },
  {
    path: "spec.externalTrafficPolicy",
    type: "string",
    what: {
      en: "How a node handles external traffic (nodePort, load balancer, externalIPs).",
      "zh-cn": "节点如何处理来自外部的流量（nodePort、负载均衡器、externalIPs）。",
    },
    absent: { en: "`Cluster`", "zh-cn": "`Cluster`" },
    values: [
      {
        value: "Cluster",
        what: {
          en: "To any pod on any node. Every node answers, but the pod sees a node's address instead of the client's.",
          "zh-cn": "转发到任意节点上的 Pod。所有节点都能响应，但 Pod 看到的是节点地址而不是客户端地址。",
        },
      },
      {
        value: "Local",
        what: {
          en: "Only to pods on the same node. The client's address is kept, but a node without a pod drops the traffic.",
          "zh-cn": "只转发到本节点上的 Pod。保留客户端地址，但没有 Pod 的节点会丢弃流量。",
        },
      },
    ],
  },
  {
    path: "spec.internalTrafficPolicy",
    type: "string",
    what: {
      en: "How traffic from inside the cluster to the clusterIP is handled.",
      "zh-cn": "如何处理来自集群内部、发往 clusterIP 的流量。",
    },
    absent: { en: "`Cluster`", "zh-cn": "`Cluster`" },
    values: [
      { value: "Cluster", what: { en: "Any pod.", "zh-cn": "任意 Pod。" } },
      {
        value: "Local",
        what: {
          en: "Only pods on the client's own node; if there is none, the traffic is dropped.",
          "zh-cn": "只转发到客户端所在节点上的 Pod；没有则丢弃。",
        },
      },
    ],
  },
  {
    path: "spec.sessionAffinity",
    type: "string",
    what: { en: "Whether a client keeps reaching the same pod.", "zh-cn": "同一个客户端是否总是访问同一个 Pod。" },
    absent: { en: "`None`", "zh-cn": "`None`" },
    values: [
      {
        value: "None",
        what: { en: "Each connection may go to a different pod.", "zh-cn": "每个连接都可能到不同的 Pod。" },
      },
      {
        value: "ClientIP",
        what: {
          en: "By the client's address as the node sees it, for `sessionAffinityConfig.clientIP.timeoutSeconds`.",
          "zh-cn": "按节点看到的客户端地址保持，时长为 `sessionAffinityConfig.clientIP.timeoutSeconds`。",
        },
      },
    ],
  },
  {
    path: "spec.sessionAffinityConfig",
    type: "object",
    what: {
      en: "How long a client stays with its pod. Only with `sessionAffinity: ClientIP`; otherwise the API server drops it.",
      "zh-cn": "客户端与 Pod 的绑定保持多久。仅在 `sessionAffinity: ClientIP` 时有效，否则会被 API server 丢弃。",
    },
  },
  {
    path: "spec.sessionAffinityConfig.clientIP",
    type: "object",
    what: { en: "Settings of the affinity by client address.", "zh-cn": "按客户端地址保持会话的设置。" },
  },
  {
    path: "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
    type: "integer 1–86400",
    what: {
      en: "The number of idle seconds after which a client may get another pod.",
      "zh-cn": "空闲多少秒之后客户端可以换到另一个 Pod。",
    },
    absent: { en: "10800 (three hours)", "zh-cn": "10800（三小时）" },
  },
  {
    path: "spec.ipFamilies",
    type: "list of IPv4, IPv6",
    what: {
      en: "The IP families of the Service. The first is its primary family and cannot be changed after creation.",
      "zh-cn": "Service 的地址族；第一个是主地址族，创建后不可更改。",
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
    what: { en: "Whether the Service has one IP family or two.", "zh-cn": "Service 使用一个还是两个地址族。" },
    absent: { en: "`SingleStack`", "zh-cn": "`SingleStack`" },
    values: [
      { value: "SingleStack", what: { en: "One family.", "zh-cn": "一个地址族。" } },
      {
        value: "PreferDualStack",
        what: { en: "Two if the cluster has two, otherwise one.", "zh-cn": "集群有两个地址族时使用两个，否则一个。" },
      },
      {
        value: "RequireDualStack",
        what: {
          en: "Two; otherwise, the API server refuses the Service.",
          "zh-cn": "必须两个，否则 API server 会拒绝。",
        },
      },
    ],
  },
  {
    path: "spec.loadBalancerIP",
    type: "string",
    what: {
      en: "The address you would like the load balancer to have. It is not validated, and many controllers ignore it.",
      "zh-cn": "希望负载均衡器使用的地址。它不会被校验，许多控制器也会忽略它。",
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
      en: "The addresses from which the load balancer accepts traffic. Its nodePorts stay open to everybody.",
      "zh-cn": "负载均衡器接受来自哪些地址的流量。它后面的 nodePort 仍对所有人开放。",
    },
    absent: { en: "From any address.", "zh-cn": "接受任何来源。" },
  },
  {
    path: "spec.loadBalancerClass",
    type: "string",
    what: {
      en: "The controller that creates the load balancer for this Service. The cloud's default controller then ignores it. It cannot be changed after creation.",
      "zh-cn": "由哪个控制器为此 Service 创建负载均衡器；设置后云厂商的默认控制器会忽略它。创建后不可更改。",
    },
  },
  {
    path: "spec.allocateLoadBalancerNodePorts",
    type: "boolean",
    what: {
      en: "Whether a LoadBalancer Service also gets node ports. Only load balancers that reach pods directly work without them.",
      "zh-cn": "LoadBalancer 是否同时分配 nodePort。只有能直接访问 Pod 的负载均衡器才不需要它。",
    },
    absent: { en: "`true` for a LoadBalancer", "zh-cn": "LoadBalancer 为 `true`" },
  },
  {
    path: "spec.healthCheckNodePort",
    type: "integer 30000–32767",
    what: {
      en: "For a LoadBalancer with `externalTrafficPolicy: Local`: the port on which every node reports whether it has a pod. It comes from the same pool as node ports.",
      "zh-cn":
        "用于 `externalTrafficPolicy: Local` 的 LoadBalancer：每个节点在此端口上报告自己是否有 Pod。与 nodePort 共用一个端口池。",
    },
    absent: { en: "Assigned by the cluster.", "zh-cn": "由集群分配。" },
  },
  {
    path: "spec.publishNotReadyAddresses",
    type: "boolean",
    what: {
      en: "Whether pods that are not ready are included. Members of a StatefulSet that look for one another while starting need this.",
      "zh-cn": "是否包括尚未就绪的 Pod。StatefulSet 的成员需要它才能在启动时互相发现。",
    },
    absent: { en: "`false`", "zh-cn": "`false`" },
  },
  {
    path: "spec.trafficDistribution",
    type: "string",
    what: {
      en: "Which pods are preferred when several are available. A preference, not a guarantee.",
      "zh-cn": "有多个 Pod 可选时优先选择哪些。只是偏好，不是保证。",
    },
    absent: { en: "All pods equally.", "zh-cn": "所有 Pod 一视同仁。" },
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
      en: "The state that the cluster reports, such as the load balancer's address. In a manifest, it is ignored.",
      "zh-cn": "集群报告的状态，例如负载均衡器的地址。写在清单里会被忽略。",
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
