// Every rule that the API server, or a CRD's own validation, has for the objects around a Service.

import type { ObjectRuleId } from "../../api-server/rule-id.ts";
import type { Text } from "../../base/text.ts";
import { byId, type RuleInfo } from "../rule.ts";

/** The rule of each id: one without an entry does not compile. */
export const objectRules: Readonly<Record<ObjectRuleId, RuleInfo<ObjectRuleId>>> = byId([
  refusal("object-version-not-served", {
    title: { en: "An apiVersion that the cluster no longer serves", "zh-cn": "不再提供的 apiVersion" },
    why: {
      en: "kubectl asks the cluster for this kind in this version, but the cluster serves it only in another one. Kubernetes removes old versions after a transition period: Ingress in `extensions/v1beta1` and `networking.k8s.io/v1beta1` with Kubernetes 1.22, workloads in `extensions/v1beta1` with 1.16, CronJob in `batch/v1beta1` with 1.25. The fields of the newer version often differ.",
      "zh-cn":
        "kubectl 会向集群请求该版本的这种资源，而集群只提供另一个版本。旧版本在过渡期之后会被移除：`extensions/v1beta1` 和 `networking.k8s.io/v1beta1` 的 Ingress 在 Kubernetes 1.22 移除，`extensions/v1beta1` 的工作负载在 1.16 移除，`batch/v1beta1` 的 CronJob 在 1.25 移除。新版本的字段往往也有变化。",
    },
    refusedBy: "kubectl",
  }),
  refusal("object-unknown-field", {
    title: { en: "A field that the object does not have", "zh-cn": "对象没有该字段" },
    why: {
      en: "kubectl asks the API server to refuse unknown fields, because a misspelled or misplaced field would otherwise be silently dropped. Services depend on these objects: a refused Ingress, EndpointSlice or Deployment does not exist, and no traffic passes through it.",
      "zh-cn":
        "kubectl 要求服务器拒绝未知字段，否则拼错或放错位置的字段会被静默丢弃。Service 依赖这些对象：被拒绝的 Ingress、EndpointSlice 或 Deployment 不会存在，流量也就无法经过它。",
    },
  }),
  refusal("object-type-mismatch", {
    title: { en: "A value of the wrong type", "zh-cn": "值的类型不对" },
    why: {
      en: "Every field has one type. The API server refuses a value of another type, such as a port number in quotes, before it checks anything else.",
      "zh-cn": "每个字段只有一种类型。类型不符的值（例如加了引号的端口号）会让请求立即失败，其他内容不再检查。",
    },
  }),
  refusal("object-name-format", {
    title: { en: "An invalid object name", "zh-cn": "对象名称不合法" },
    why: {
      en: "Names become parts of addresses and host names, so they must be DNS names: at most 253 lowercase letters, digits, hyphens and dots.",
      "zh-cn":
        "名称会成为地址和主机名的一部分，因此必须是 DNS 名称：由小写字母、数字、连字符和点组成，最多 253 个字符。",
    },
  }),
  refusal("ingress-path-type", {
    title: { en: "A path without a valid pathType", "zh-cn": "路径缺少有效的 pathType" },
    why: {
      en: "`pathType` has no default in `networking.k8s.io/v1`. `Prefix` matches the path and everything below it, element by element; `Exact` matches only the path itself; what `ImplementationSpecific` matches depends on the controller (regular expressions, `/*`).",
      "zh-cn":
        "在 `networking.k8s.io/v1` 中 `pathType` 没有默认值。`Prefix` 按段匹配该路径及其下的所有路径；`Exact` 只匹配路径本身；`ImplementationSpecific` 由控制器解释（正则表达式、`/*` 等）。",
    },
  }),
  refusal("ingress-path-format", {
    title: { en: "An invalid Ingress path", "zh-cn": "Ingress 的路径不合法" },
    why: {
      en: "Paths of type `Prefix` and `Exact` must begin with `/` and be in normalized form: no `//`, no `.` or `..` elements, no encoded slash.",
      "zh-cn":
        "`Prefix` 和 `Exact` 类型的路径必须以 `/` 开头并采用规范形式：不能有 `//`，不能有 `.` 或 `..` 段，也不能有编码的斜杠。",
    },
  }),
  refusal("ingress-host-format", {
    title: { en: "A host that is not a valid host name", "zh-cn": "host 不是合法的主机名" },
    why: {
      en: "`host` is compared with the host name that a client requests, without its port. It must be a DNS name, or `*.` and a DNS name (which matches one more label). It cannot be an IP address, have a port, or have a `*` elsewhere.",
      "zh-cn":
        "`host` 会与客户端请求的主机名（不含端口）比较。它必须是域名，或者以 `*.` 开头再接域名（匹配多一段的名称）；不能是 IP 地址，不能带端口，也不能在其他位置使用 `*`。",
    },
  }),
  refusal("ingress-backend-form", {
    title: { en: "An invalid backend", "zh-cn": "后端不合法" },
    why: {
      en: "A backend is either `service: {name, port: {number}}`, `service: {name, port: {name}}`, or a `resource`. It must be exactly one of them.",
      "zh-cn":
        "后端要么是 `service: {name, port: {number}}`，要么是 `service: {name, port: {name}}`，要么是 `resource`；必须且只能是其中一种。",
    },
  }),
  refusal("ingress-without-rules", {
    title: { en: "An Ingress without rules or a default backend", "zh-cn": "Ingress 既没有规则也没有默认后端" },
    why: {
      en: "An Ingress needs rules or a default backend, and the `http` of a rule needs at least one path. Otherwise, the API server refuses it.",
      "zh-cn": "Ingress 必须有 rules 或默认后端，规则的 `http` 下至少要有一个路径，否则 API server 会拒绝。",
    },
  }),
  refusal("ingress-class-differs", {
    title: { en: "Two classes for one Ingress", "zh-cn": "同一个 Ingress 有两个类" },
    why: {
      en: "The annotation `kubernetes.io/ingress.class` is older than `spec.ingressClassName`. The API server refuses a new Ingress that has both with different values.",
      "zh-cn":
        "注解 `kubernetes.io/ingress.class` 早于 `spec.ingressClassName`。新建的 Ingress 同时有两者且取值不同时，API server 会拒绝。",
    },
  }),
  refusal("ingress-class-format", {
    title: { en: "An invalid IngressClass name", "zh-cn": "IngressClass 名称不合法" },
    why: {
      en: "`spec.ingressClassName` is the name of an IngressClass, so it must be a DNS name.",
      "zh-cn": "`spec.ingressClassName` 是 IngressClass 的名称，必须是 DNS 名称。",
    },
  }),
  refusal("ingress-tls-format", {
    title: { en: "Invalid TLS settings", "zh-cn": "TLS 设置不合法" },
    why: {
      en: "The hosts in `spec.tls` must be DNS names (optionally with `*.` in front), and `secretName` must be the name of a Secret.",
      "zh-cn": "`spec.tls` 的 hosts 必须是域名（前面可以有 `*.`），`secretName` 是 Secret 的名称。",
    },
  }),
  refusal("endpoints-address-format", {
    title: { en: "An invalid endpoint address", "zh-cn": "端点地址不合法" },
    why: {
      en: "Endpoints contain addresses that nodes can send packets to: no host names (except with `addressType: FQDN`), no loopback or link-local addresses, and in an EndpointSlice only one IP family.",
      "zh-cn":
        "端点保存的是节点能够向其发送数据包的地址：不能是主机名（`addressType: FQDN` 除外），不能是回环或链路本地地址，而且一个 EndpointSlice 只能有一个地址族。",
    },
  }),
  refusal("endpoints-address-type", {
    title: { en: "An unknown addressType", "zh-cn": "未知的 addressType" },
    why: {
      en: "An EndpointSlice declares the type of its addresses: IPv4, IPv6 or FQDN. kube-proxy supports only IPv4 and IPv6.",
      "zh-cn": "EndpointSlice 要说明其地址的类型：IPv4、IPv6 或 FQDN。kube-proxy 只处理 IPv4 和 IPv6。",
    },
  }),
  refusal("endpoints-port-form", {
    title: { en: "An invalid endpoint port", "zh-cn": "端点的端口不合法" },
    why: {
      en: "A port of endpoints serves the Service port of the same name. Port names must be unique, and with several ports, each needs one.",
      "zh-cn": "端点的端口服务于同名的 Service 端口。名称必须唯一，有多个端口时每个都必须有名称。",
    },
  }),
  refusal("endpoints-without-address", {
    title: { en: "An endpoint without an address", "zh-cn": "没有地址的端点" },
    why: {
      en: "Each endpoint of an EndpointSlice, and each subset of an Endpoints object, needs at least one address.",
      "zh-cn": "EndpointSlice 的每个端点，以及 Endpoints 的每个 subset，都至少要有一个地址。",
    },
  }),
  refusal("container-name-format", {
    title: { en: "An invalid container name", "zh-cn": "容器名称不合法" },
    why: {
      en: "A container's name has at most 63 lowercase letters, digits and hyphens, and each container of a pod has its own, init containers included. Otherwise the API server refuses the whole workload, and the Service has no pods.",
      "zh-cn":
        "容器名称最多 63 个字符，由小写字母、数字和连字符组成；同一个 Pod 的容器（包括 init 容器）名称各不相同。否则 API server 会拒绝整个工作负载，Service 也就没有 Pod。",
    },
  }),
  refusal("container-port-name-format", {
    title: { en: "An invalid container port name", "zh-cn": "容器端口名称不合法" },
    why: {
      en: "A container port name has at most 15 lowercase letters, digits and single hyphens, with at least one letter. The API server refuses the whole workload otherwise, and the Service has no pods.",
      "zh-cn":
        "容器端口的名称最多 15 个字符，由小写字母、数字和单个连字符组成，至少有一个字母。否则 API server 会拒绝整个工作负载，Service 也就没有 Pod。",
    },
  }),
  refusal("container-port-name-twice", {
    title: { en: "Two container ports with the same name", "zh-cn": "容器中有两个同名端口" },
    why: {
      en: "A named targetPort finds the container port by its name, so each name can be used only once.",
      "zh-cn": "targetPort 写名称时，会按名称查找容器端口，因此每个名称只能出现一次。",
    },
  }),
  refusal("container-port-number", {
    title: { en: "An invalid container port", "zh-cn": "容器端口不合法" },
    why: {
      en: "Each container port needs a number from 1 to 65535 (`containerPort`) and the protocol TCP, UDP or SCTP.",
      "zh-cn": "容器的每个端口都要有 1 到 65535 之间的端口号（`containerPort`），协议为 TCP、UDP 或 SCTP。",
    },
  }),
  refusal("host-port-twice", {
    title: { en: "One node port for two containers", "zh-cn": "两个容器占用同一个节点端口" },
    why: {
      en: "`hostPort` is a port of the node that the pod runs on; two containers of one pod cannot use the same one.",
      "zh-cn": "`hostPort` 是 Pod 所在节点的端口，同一个 Pod 的两个容器不能占用同一个。",
    },
  }),
  refusal("host-port-differs", {
    title: { en: "A hostPort that does not match hostNetwork", "zh-cn": "hostNetwork 下无效的 hostPort" },
    why: {
      en: "With `hostNetwork: true`, containers listen on the node itself and ports are not mapped, so `hostPort` must equal `containerPort` or be left out.",
      "zh-cn":
        "使用 `hostNetwork: true` 时，容器直接监听节点，不做端口映射，因此 `hostPort` 必须与 `containerPort` 相同，或者省略。",
    },
  }),
  refusal("gateway-field-missing", {
    title: { en: "An incomplete Gateway", "zh-cn": "不完整的 Gateway" },
    why: {
      en: "The Gateway API requires `gatewayClassName` and `listeners`, and a name, port and protocol for each listener.",
      "zh-cn": "Gateway API 要求写 `gatewayClassName` 和 `listeners`，并且每个 listener 都要有名称、端口和协议。",
    },
  }),
  refusal("listener-tls-form", {
    title: { en: "TLS settings that do not match the listener", "zh-cn": "与 listener 不符的 TLS 设置" },
    why: {
      en: "In the Gateway API, only HTTPS and TLS listeners can have `tls`. An HTTPS listener terminates TLS at the Gateway (`Terminate`) and needs `certificateRefs`; to pass TLS through to the pods, use protocol `TLS` and a TLSRoute.",
      "zh-cn":
        "在 Gateway API 中，只有 HTTPS 和 TLS listener 可以有 `tls`。HTTPS 在 Gateway 处终止 TLS（`Terminate`），需要 `certificateRefs`；要把 TLS 透传到 Pod，请使用协议 `TLS` 和 TLSRoute。",
    },
  }),
  refusal("listener-twice", {
    title: { en: "Two listeners that cannot be told apart", "zh-cn": "无法区分的两个 listener" },
    why: {
      en: "Each listener of a Gateway needs its own name, and its own combination of port, protocol and host name.",
      "zh-cn": "在一个 Gateway 中，每个 listener 都要有不同的名称，以及不同的端口、协议和主机名组合。",
    },
  }),
  refusal("listener-value", {
    title: { en: "An invalid listener value", "zh-cn": "listener 的值不合法" },
    why: {
      en: "The Gateway API checks a listener's name, port, protocol and host name, and which routes it accepts.",
      "zh-cn": "Gateway API 会检查 listener 的名称、端口、协议、主机名，以及接受哪些来源的路由。",
    },
  }),
  refusal("route-backend-without-port", {
    title: { en: "A route's backend without a port", "zh-cn": "路由的后端没有端口" },
    why: {
      en: "A backend that is a Service needs the Service's port number; the Gateway API refuses the route otherwise. Port names are not allowed here.",
      "zh-cn":
        "引用 Service 的后端必须用端口号写明 Service 的端口，否则 Gateway API 会拒绝该路由。这里不能使用端口名称。",
    },
  }),
  refusal("route-filter-form", {
    title: { en: "A filter without the settings of its type", "zh-cn": "filter 缺少其类型对应的设置" },
    why: {
      en: "The `type` of a route filter says which field has its settings (for example, `requestRedirect` for `RequestRedirect`). The Gateway API refuses a filter without that field, or with the field of another type.",
      "zh-cn":
        "路由 filter 的 `type` 决定了存放设置的字段（例如 `RequestRedirect` 对应 `requestRedirect`）；缺少该字段，或写了其他类型的字段，都会被 Gateway API 拒绝。",
    },
  }),
  refusal("route-parent-twice", {
    title: { en: "One parent referenced twice", "zh-cn": "重复引用同一个父级" },
    why: {
      en: "A route can attach to several listeners of one Gateway. Each of these parentRefs then needs its own `sectionName`.",
      "zh-cn":
        "路由可以挂载到同一个 Gateway 的多个 listener；此时每个 parentRef 都必须有 `sectionName`，并且互不相同。",
    },
  }),
  refusal("route-path-format", {
    title: { en: "An invalid route path", "zh-cn": "路由的路径不合法" },
    why: {
      en: "The Gateway API accepts a path of type `PathPrefix` or `Exact` only if it begins with `/` and is in normalized form. For patterns, use `RegularExpression` if the implementation supports it.",
      "zh-cn":
        "Gateway API 只接受以 `/` 开头、采用规范形式的 `PathPrefix` 或 `Exact` 路径。需要模式匹配时可以使用 `RegularExpression`（如果实现支持）。",
    },
  }),
  refusal("route-value", {
    title: { en: "An invalid route value", "zh-cn": "路由的值不合法" },
    why: {
      en: "The Gateway API checks the values of a route: host names (no port, `*.` only at the beginning), ports, weights and listener names.",
      "zh-cn":
        "Gateway API 会检查路由的各个值：主机名（不带端口，`*.` 只能在最前面）、端口、权重以及 listener 的名称。",
    },
  }),
  refusal("workload-selector-differs", {
    title: { en: "A workload that does not select its own pods", "zh-cn": "工作负载没有选中自己的 Pod" },
    why: {
      en: "`spec.selector` tells a Deployment, StatefulSet, DaemonSet or ReplicaSet which pods are its own, so each of its labels must also be in `spec.template`. Otherwise, the API server refuses the workload, and its Services have no pods.",
      "zh-cn":
        "`spec.selector` 说明哪些 Pod 属于该 Deployment、StatefulSet、DaemonSet 或 ReplicaSet，因此其中的每个标签都必须出现在 `spec.template` 的标签里。否则 API server 会拒绝该工作负载，指向它的 Service 也就没有 Pod。",
    },
  }),
  refusal("redirect-with-backends", {
    title: { en: "A redirect rule with backends", "zh-cn": "重定向规则带有后端" },
    why: {
      en: "A rule that redirects forwards nothing, so the Gateway API refuses backendRefs in it.",
      "zh-cn": "返回重定向的规则不会转发任何请求，因此 Gateway API 不允许其中有 backendRefs。",
    },
  }),
]);

function refusal<Id extends ObjectRuleId>(
  id: Id,
  definition: { readonly title: Text; readonly why: Text; readonly refusedBy?: "kubectl" },
): RuleInfo<Id> {
  return { id, severity: "error", refusedBy: "api-server", ...definition };
}
