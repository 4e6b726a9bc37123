// What the API server says of the Service's type, and of what goes with which type.

import { either, refusal, type ServerRule, shown, shownAt, text } from "./entry.ts";

const externalName = text(
  "An ExternalName Service is an alias in DNS for a host elsewhere. It has no address of its own, so nothing that speaks of its addresses may be set.",
  "ExternalName 类型的 Service 只是外部主机在 DNS 中的别名，自己没有地址，因此与地址有关的字段都不能设置。",
);

const policies = text(
  "Cluster sends traffic to any pod; Local only to pods on the node where it arrives (externalTrafficPolicy) or from which it comes (internalTrafficPolicy).",
  "Cluster 把流量发给任意 Pod；Local 只发给流量到达的节点（externalTrafficPolicy）或发出流量的节点（internalTrafficPolicy）上的 Pod。",
);

const healthCheck = text(
  "healthCheckNodePort is where a load balancer asks each node whether it has pods of the Service. It goes with type LoadBalancer and externalTrafficPolicy Local, and it comes from the same pool as nodePorts. A bad value is answered with an internal error (500) that names no field.",
  "负载均衡器通过 healthCheckNodePort 询问每个节点上是否有该 Service 的 Pod。它只与 LoadBalancer 类型加 externalTrafficPolicy: Local 一起使用，且与 nodePort 共用一个端口池。值有误时，服务器返回不指明字段的内部错误（500）。",
);

const loadBalancer = text(
  "This setting is for load balancers, so it needs type LoadBalancer.",
  "这是负载均衡器的设置，只能用于 LoadBalancer 类型。",
);

export const typeRules: readonly ServerRule[] = [
  refusal(
    "type-value",
    text("An unknown type of Service", "未知的 Service 类型"),
    text(
      "A Service is of type ClusterIP (inside the cluster), NodePort (a port on every node), LoadBalancer (an address outside) or ExternalName (an alias). Upper and lower case count. A headless Service is ClusterIP with clusterIP: None.",
      "Service 的类型有 ClusterIP（集群内部）、NodePort（每个节点上的端口）、LoadBalancer（外部地址）和 ExternalName（别名），区分大小写。headless Service 是 ClusterIP 类型加 clusterIP: None。",
    ),
    (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return text(
        `There is no Service type ${value.en}: write ${allowed.en}.`,
        `Service 没有${value["zh-cn"]}这种类型：请写 ${allowed["zh-cn"]}。`,
      );
    },
  ),
  refusal(
    "headless-load-balancer",
    text("A load balancer without a clusterIP", "LoadBalancer 类型却没有 clusterIP"),
    headless(),
    text(
      "clusterIP: None makes a Service headless, and a LoadBalancer Service needs an address. Drop clusterIP, or make the type ClusterIP.",
      "clusterIP: None 表示 headless Service，而 LoadBalancer 类型需要地址。请删除 clusterIP，或把类型改为 ClusterIP。",
    ),
  ),
  refusal(
    "headless-node-port",
    text("A NodePort Service without a clusterIP", "NodePort 类型却没有 clusterIP"),
    headless(),
    text(
      "clusterIP: None makes a Service headless, and a NodePort Service needs an address. Drop clusterIP, or make the type ClusterIP.",
      "clusterIP: None 表示 headless Service，而 NodePort 类型需要地址。请删除 clusterIP，或把类型改为 ClusterIP。",
    ),
  ),
  refusal(
    "external-name-cluster-ip",
    text("clusterIP on an ExternalName Service", "ExternalName 类型写了 clusterIP"),
    externalName,
    (problem) => {
      const value = shownAt(problem);
      return text(
        `An ExternalName Service has no address, not even None; here is ${value.en}. Remove it.`,
        `ExternalName 类型的 Service 没有地址，连 None 也不能写；这里是${value["zh-cn"]}。请删除。`,
      );
    },
  ),
  refusal(
    "external-name-families",
    text("ipFamilies on an ExternalName Service", "ExternalName 类型写了 ipFamilies"),
    externalName,
    text(
      "An ExternalName Service has no addresses, so it has no ipFamilies.",
      "ExternalName 类型的 Service 没有地址，也就没有 ipFamilies。",
    ),
  ),
  refusal(
    "external-name-policy",
    text("ipFamilyPolicy on an ExternalName Service", "ExternalName 类型写了 ipFamilyPolicy"),
    externalName,
    text(
      "An ExternalName Service has no addresses, so it has no ipFamilyPolicy.",
      "ExternalName 类型的 Service 没有地址，也就没有 ipFamilyPolicy。",
    ),
  ),
  refusal(
    "external-name-required",
    text("An ExternalName Service without externalName", "ExternalName 类型没有写 externalName"),
    externalName,
    text(
      "Type ExternalName needs externalName: the host that the Service stands for.",
      "ExternalName 类型必须写 externalName，即该 Service 所代表的主机名。",
    ),
  ),
  refusal(
    "external-name-format",
    text("externalName is no host name", "externalName 不是合法的主机名"),
    text(
      "externalName is a host name in lower case, such as db.example.com: no scheme, no port, no path, no underscore. An IPv4 address is accepted, but DNS cannot serve it.",
      "externalName 是小写的主机名，例如 db.example.com：不带协议、端口、路径和下划线。IPv4 地址会被接受，但 DNS 无法解析。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is no host name such as db.example.com (lower case, without scheme, port or path).`,
        `${value["zh-cn"]}不是合法的主机名，应如 db.example.com（小写，不带协议、端口和路径）。`,
      );
    },
  ),
  refusal(
    "allocate-node-ports-forbidden",
    text(
      "allocateLoadBalancerNodePorts without a load balancer",
      "非 LoadBalancer 类型写了 allocateLoadBalancerNodePorts",
    ),
    loadBalancer,
    text(
      "allocateLoadBalancerNodePorts needs type LoadBalancer, also when it is false.",
      "allocateLoadBalancerNodePorts 只能用于 LoadBalancer 类型，值为 false 时也一样。",
    ),
  ),
  refusal(
    "lb-class-forbidden",
    text("loadBalancerClass without a load balancer", "非 LoadBalancer 类型写了 loadBalancerClass"),
    loadBalancer,
    text(
      "loadBalancerClass needs type LoadBalancer, also when it is empty.",
      "loadBalancerClass 只能用于 LoadBalancer 类型，值为空时也一样。",
    ),
  ),
  refusal(
    "lb-class-format",
    text("An invalid loadBalancerClass", "loadBalancerClass 不合法"),
    text(
      "loadBalancerClass names the controller that makes the load balancer, like example.com/internal. An empty text counts as set.",
      "loadBalancerClass 指定由哪个控制器创建负载均衡器，例如 example.com/internal。空文本也算已设置。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is no valid loadBalancerClass; one looks like example.com/internal.`,
        `${value["zh-cn"]}不是合法的 loadBalancerClass，应如 example.com/internal。`,
      );
    },
  ),
  refusal(
    "external-policy-not-external",
    text("externalTrafficPolicy on a Service without outside traffic", "不对外的 Service 写了 externalTrafficPolicy"),
    policies,
    ({ said }) =>
      text(
        `externalTrafficPolicy is about traffic from outside, which a Service of type ${said.facts.other ?? ""} without externalIPs has none of. It goes with NodePort and LoadBalancer.`,
        `externalTrafficPolicy 针对来自集群外部的流量，而 ${said.facts.other ?? ""} 类型且没有 externalIPs 的 Service 没有这种流量。它适用于 NodePort 和 LoadBalancer。`,
      ),
  ),
  refusal(
    "external-policy-value",
    text("An unknown externalTrafficPolicy", "未知的 externalTrafficPolicy"),
    policies,
    (problem) => {
      const value = shown(problem);
      return text(
        `externalTrafficPolicy cannot be ${value.en}: write Cluster or Local.`,
        `externalTrafficPolicy 不能是${value["zh-cn"]}：请写 Cluster 或 Local。`,
      );
    },
  ),
  refusal(
    "internal-policy-value",
    text("An unknown internalTrafficPolicy", "未知的 internalTrafficPolicy"),
    policies,
    (problem) => {
      const value = shown(problem);
      return text(
        `internalTrafficPolicy cannot be ${value.en}: write Cluster or Local. Empty counts as set.`,
        `internalTrafficPolicy 不能是${value["zh-cn"]}：请写 Cluster 或 Local。空文本也算已设置。`,
      );
    },
  ),
  refusal(
    "traffic-distribution-value",
    text("An unknown trafficDistribution", "未知的 trafficDistribution"),
    text(
      "trafficDistribution prefers near endpoints: PreferSameZone or PreferSameNode (known since Kubernetes 1.34), or PreferClose, the old name of PreferSameZone.",
      "trafficDistribution 让流量优先去近处的端点：PreferSameZone 或 PreferSameNode（Kubernetes 1.34 起支持），或者 PreferClose，即 PreferSameZone 的旧名。",
    ),
    (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      const version = problem.settings.kubernetesVersion;
      return text(
        `trafficDistribution cannot be ${value.en}: Kubernetes ${version} knows ${allowed.en}.`,
        `trafficDistribution 不能是${value["zh-cn"]}：Kubernetes ${version} 支持 ${allowed["zh-cn"]}。`,
      );
    },
  ),
  refusal(
    "health-check-port-unneeded",
    text("A healthCheckNodePort that nothing asks", "用不到的 healthCheckNodePort"),
    healthCheck,
    ({ said }) =>
      text(
        `healthCheckNodePort goes with type LoadBalancer and externalTrafficPolicy Local only; this Service is of type ${said.facts.other ?? ""}${said.facts.other === "LoadBalancer" ? " with another policy" : ""}.`,
        `healthCheckNodePort 只能与 LoadBalancer 类型加 externalTrafficPolicy: Local 一起使用；这个 Service 的类型是 ${said.facts.other ?? ""}${said.facts.other === "LoadBalancer" ? "，但策略不是 Local" : ""}。`,
      ),
  ),
  refusal(
    "health-check-port-out-of-range",
    text("A healthCheckNodePort outside the range", "healthCheckNodePort 超出范围"),
    healthCheck,
    ({ said }) =>
      text(
        `healthCheckNodePort ${said.facts.other ?? ""} is outside the cluster's node ports ${said.facts.range ?? ""}. The server calls this an internal error, but the value is the cause.`,
        `healthCheckNodePort ${said.facts.other ?? ""} 不在集群的节点端口范围 ${said.facts.range ?? ""} 内。服务器称之为内部错误，但原因就是这个值。`,
      ),
  ),
  refusal(
    "health-check-port-taken",
    text("A healthCheckNodePort that is taken", "healthCheckNodePort 已被占用"),
    healthCheck,
    ({ said }) => {
      const [port, owner] = [said.facts.other ?? "", said.facts.owner];
      return owner === undefined
        ? text(
            `healthCheckNodePort ${port} is a nodePort of this very Service. The server calls this an internal error, but the value is the cause.`,
            `healthCheckNodePort ${port} 已是这个 Service 自己的 nodePort。服务器称之为内部错误，但原因就是这个值。`,
          )
        : text(
            `healthCheckNodePort ${port} is taken by the Service ${owner}. The server calls this an internal error, but the value is the cause.`,
            `healthCheckNodePort ${port} 已被 Service ${owner} 占用。服务器称之为内部错误，但原因就是这个值。`,
          );
    },
  ),
  refusal(
    "health-check-port-pool-full",
    text("No node port left for the health check", "没有空闲端口可用于健康检查"),
    healthCheck,
    ({ cluster }) => {
      const { first, last } = cluster.nodePortRange;
      return text(
        `All node ports of ${first}-${last} are taken, so none can be chosen for healthCheckNodePort.`,
        `${first}-${last} 中的节点端口已全部占用，无法为 healthCheckNodePort 分配。`,
      );
    },
  ),
];

function headless() {
  return text(
    "A headless Service (clusterIP: None) only lists its pods in DNS. Node ports and load balancers send traffic through the Service's own address, which it lacks. It is a ClusterIP Service or none.",
    "headless Service（clusterIP: None）只在 DNS 中列出 Pod。节点端口和负载均衡器的流量要经过 Service 自己的地址，而它没有。headless 只能是 ClusterIP 类型。",
  );
}
