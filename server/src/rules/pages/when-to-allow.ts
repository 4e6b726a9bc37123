// When a finding may be allowed, for a rule's page: what a rule's own circumstances are, else what its severity says.

import type { Text } from "../../base/text.ts";
import type { RuleInfo } from "../rule.ts";
import type { RuleId } from "../rule-id.ts";

/** A clause that follows the heading "When to allow it". */
export function whenToAllow({ id, severity }: RuleInfo): Text {
  return own[id] ?? (aboutTheMissing.has(id) ? elsewhere : bySeverity[severity]);
}

/** Rules that say that something is not here. */
const aboutTheMissing: ReadonlySet<RuleId> = new Set<RuleId>([
  "backend-port-missing",
  "backend-service-missing",
  "chart-dependency-missing",
  "dns-egress-missing",
  "endpoints-do-not-fit",
  "host-name-missing",
  "ingress-class-missing",
  "listener-missing",
  "monitor-matches-nothing",
  "namespace-label-missing",
  "network-policy-peer-matches-nothing",
  "network-policy-port-missing",
  "network-policy-selects-nothing",
  "node-port-not-mapped",
  "pod-name-missing",
  "probe-port-missing",
  "reference-grant-missing",
  "route-parent-missing",
  "selector-matches-nothing",
  "selector-without-endpoints",
  "stateful-set-service-missing",
  "stream-port-not-exposed",
  "stream-service-missing",
  "subset-missing",
  "target-port-name-missing",
  "target-port-name-partly-missing",
]);

const elsewhere: Text = {
  en: "If what is missing here is defined elsewhere: in another repository, by an operator, or already in the cluster.",
  "zh-cn": "如果这里缺少的东西在别处定义（其他仓库、operator，或集群中已有），可以允许。",
};

const bySeverity = {
  error: {
    en: "Only if something changes the file before it is applied, such as your own tool that fills in values. Applied as is, it fails.",
    "zh-cn": "只有当文件在应用之前还会被改动时（例如由自己的工具填入值）才可以允许。原样应用会失败。",
  },
  warning: {
    en: "If you know that traffic arrives anyway, for example because of something outside these files.",
    "zh-cn": "如果确知流量仍能到达（例如由于这些文件之外的配置），可以允许。",
  },
  information: { en: "If it is intentional.", "zh-cn": "确实有意这样写时，可以允许。" },
  hint: { en: "If it is intentional.", "zh-cn": "确实有意这样写时，可以允许。" },
} as const;

const otherGateway: Text = {
  en: "If the Gateway in the cluster differs from the one in this workspace.",
  "zh-cn": "如果集群中的 Gateway 与此工作区中的不同，可以允许。",
};
const otherContainer: Text = {
  en: "If something adds a container that declares the port, such as an admission webhook.",
  "zh-cn": "如果会有其他机制（例如准入 webhook）添加声明该端口的容器，可以允许。",
};
const meantToBlock: Text = {
  en: "If the connection is meant to be blocked, or the cluster's network does not enforce policies.",
  "zh-cn": "如果本来就要阻断此连接，或者集群网络不执行策略，可以允许。",
};
const notTogether: Text = {
  en: "If the two Services are never in the same cluster at the same time.",
  "zh-cn": "如果这两个 Service 不会同时存在于同一个集群，可以允许。",
};
const serverSide: Text = {
  en: "If you always apply the file with `kubectl apply --server-side` or `kubectl replace`.",
  "zh-cn": "如果始终使用 `kubectl apply --server-side` 或 `kubectl replace` 应用该文件，可以允许。",
};
const recreated: Text = {
  en: "If the Service in the cluster is deleted before this manifest is applied.",
  "zh-cn": "如果在应用此清单之前会删除集群中的 Service，可以允许。",
};
const newerController: Text = {
  en: "If your release of the controller reads it.",
  "zh-cn": "如果所用版本的控制器会读取它，可以允许。",
};
const notNeeded: Text = {
  en: "If you do not need what kubectl drops.",
  "zh-cn": "如果不需要被 kubectl 丢弃的内容，可以允许。",
};

const own: Partial<Record<RuleId, Text>> = {
  "annotation-unknown": newerController,
  "annotation-value-unknown": newerController,
  "annotation-without-effect": newerController,
  "app-protocol-without-prefix": {
    en: "If your gateway supports the short name.",
    "zh-cn": "如果所用的网关支持短名称，可以允许。",
  },
  "backend-weight-zero": {
    en: "During a canary or blue-green release.",
    "zh-cn": "在金丝雀发布或蓝绿发布期间，可以允许。",
  },
  "caller-blocked": meantToBlock,
  "csa-merge-key": serverSide,
  "dns-egress-missing": {
    en: "If the pods do not resolve names, or a policy outside this workspace allows DNS.",
    "zh-cn": "如果这些 Pod 不解析名称，或者此工作区之外的策略允许 DNS，可以允许。",
  },
  "dropped-text": notNeeded,
  "duplicate-yaml-key": notNeeded,
  "endpoints-are-names": {
    en: "If a program other than kube-proxy reads these endpoints.",
    "zh-cn": "如果由 kube-proxy 以外的程序读取这些端点，可以允许。",
  },
  "endpoints-not-pods": {
    en: "If nobody uses the API server proxy for this Service.",
    "zh-cn": "如果没有人通过 API server 代理访问此 Service，可以允许。",
  },
  "endpoints-not-ready": {
    en: "If a controller marks the endpoints as ready later.",
    "zh-cn": "如果之后会有控制器把这些端点标记为就绪，可以允许。",
  },
  "external-name-is-address": {
    en: "Only if nothing uses the Service: its name never resolves.",
    "zh-cn": "只有在没有程序使用该 Service 时才可以允许：它的名称永远无法解析。",
  },
  "gke-backend-without-neg": { en: "If the cluster is VPC-native.", "zh-cn": "如果集群是 VPC 原生的，可以允许。" },
  "headless-port-differs": {
    en: "If clients know the pods' port from elsewhere, such as their own configuration.",
    "zh-cn": "如果客户端另有途径得知 Pod 的端口（例如自身的配置），可以允许。",
  },
  "host-network-without-cluster-dns": {
    en: "If the nodes' resolver can resolve Service names.",
    "zh-cn": "如果节点的解析器可以解析 Service 的名称，可以允许。",
  },
  "listener-kinds-do-not-fit": otherGateway,
  "listener-missing": otherGateway,
  "listener-refuses-namespace": otherGateway,
  "listener-serves-other-hosts": otherGateway,
  "listener-takes-other-routes": otherGateway,
  "listener-without-tls": {
    en: "If the implementation gets the certificate from somewhere else.",
    "zh-cn": "如果实现从其他途径获得证书，可以允许。",
  },
  "load-balancer-port-taken": notTogether,
  "mapping-not-on-localhost": {
    en: "If the port is meant to be used at that address.",
    "zh-cn": "如果本来就要通过那个地址使用该端口，可以允许。",
  },
  "mixed-protocols-unsupported": {
    en: "If a controller other than the in-tree one creates the load balancer.",
    "zh-cn": "如果由 in-tree 以外的控制器创建负载均衡器，可以允许。",
  },
  "network-policy-blocks": meantToBlock,
  "node-port-in-production": {
    en: "If a firewall or an external load balancer in front of the nodes restricts access.",
    "zh-cn": "如果节点前面有防火墙或外部负载均衡器限制访问，可以允许。",
  },
  "no-ready-endpoints": {
    en: "If the pods are meant to be down at the moment, for example during maintenance.",
    "zh-cn": "如果 Pod 此时本来就应停止（例如维护期间），可以允许。",
  },
  "load-balancer-pending": {
    en: "If the cluster is not meant to give it an address, for example when only its node ports are used.",
    "zh-cn": "如果本来就不需要集群分配地址（例如只使用节点端口），可以允许。",
  },
  "nodes-without-local-pods": {
    en: "If clients use only the load balancer, which skips these nodes.",
    "zh-cn": "如果客户端只使用会避开这些节点的负载均衡器，可以允许。",
  },
  "plain-http-on-443": {
    en: "If TLS is terminated in front of the Gateway.",
    "zh-cn": "如果在 Gateway 之前已经终止 TLS，可以允许。",
  },
  "port-protocol-left-out": {
    en: "If Argo CD does not use server-side comparison for this folder.",
    "zh-cn": "如果 Argo CD 对此文件夹不使用服务端比较，可以允许。",
  },
  "probe-port-missing": otherContainer,
  "replicas-zero": {
    en: "If the workload is scaled down on purpose, or something scales it up when needed.",
    "zh-cn": "如果有意缩容到 0，或者会在需要时扩容，可以允许。",
  },
  "same-port-two-protocols": serverSide,
  "selector-matches-too-much": {
    en: "If all of these pods are meant to serve the traffic.",
    "zh-cn": "如果这些 Pod 都应当处理该流量，可以允许。",
  },
  "service-duplicate": {
    en: "If the two manifests are never applied to the same cluster.",
    "zh-cn": "如果这两份清单不会应用到同一个集群，可以允许。",
  },
  "service-link-collides": {
    en: "If the application does not read this variable.",
    "zh-cn": "如果应用不读取该变量，可以允许。",
  },
  "shared-address-conflict": notTogether,
  "stateful-set-service-not-headless": {
    en: "If nothing uses the Service's name to find all of the pods.",
    "zh-cn": "如果没有程序通过 Service 的名称查找全部 Pod，可以允许。",
  },
  "stateful-set-service-not-selecting": {
    en: "If the pods do not need their own DNS names.",
    "zh-cn": "如果这些 Pod 不需要各自的 DNS 名称，可以允许。",
  },
  "target-port-name-missing": otherContainer,
  "target-port-name-partly-missing": otherContainer,
  "target-port-undeclared": {
    en: "If a program listens on the port, although its container does not declare it.",
    "zh-cn": "如果有程序监听该端口，只是容器没有声明，可以允许。",
  },
  "upd-cluster-ip-changed": recreated,
  "upd-family-changed": recreated,
  "upd-health-check-port": recreated,
  "upd-immutable-meta": recreated,
  "upd-lb-class-changed": recreated,
  "upd-release-secondary-family": recreated,
  "upd-release-secondary-ip": recreated,
  "upd-resource-version": recreated,
  "warn-external-ips-deprecated": {
    en: "If the cluster still implements externalIPs, and you trust everybody who can create Services.",
    "zh-cn": "如果集群仍实现 externalIPs，并且信任所有能创建 Service 的人，可以允许。",
  },
};
