// Every rule that the API server, or a CRD's own validation, has for the objects around a Service.

import type { ObjectRuleId } from "../../api-server/rule-id.ts";
import type { Text } from "../../base/text.ts";
import { byId, type RuleInfo } from "../rule.ts";

/** The rule of each id: one without an entry does not compile. */
export const objectRules: Readonly<Record<ObjectRuleId, RuleInfo<ObjectRuleId>>> = byId([
  refusal("object-version-not-served", {
    title: { en: "An apiVersion that is not served", "zh-cn": "不再提供的 apiVersion" },
    why: {
      en: "kubectl asks the cluster for the kind in this version, and the cluster has it in another one only. Versions are removed after a time of grace: Ingress in `extensions/v1beta1` and `networking.k8s.io/v1beta1` with Kubernetes 1.22, workloads in `extensions/v1beta1` with 1.16, CronJob in `batch/v1beta1` with 1.25. The newer version often has other fields, too.",
      "zh-cn":
        "kubectl 会向集群请求该版本的这种资源，而集群只提供另一个版本。旧版本在过渡期之后会被移除：`extensions/v1beta1` 和 `networking.k8s.io/v1beta1` 的 Ingress 在 Kubernetes 1.22 移除，`extensions/v1beta1` 的工作负载在 1.16 移除，`batch/v1beta1` 的 CronJob 在 1.25 移除。新版本的字段往往也有变化。",
    },
    refusedBy: "kubectl",
  }),
  refusal("object-unknown-field", {
    title: { en: "A field that the object does not have", "zh-cn": "对象没有这个字段" },
    why: {
      en: "kubectl asks the server to refuse fields that it does not know, since a misspelt or misplaced field would otherwise be dropped silently. Services rely on these objects: a refused Ingress, EndpointSlice or Deployment does not exist, and nothing goes through it.",
      "zh-cn":
        "kubectl 要求服务器拒绝它不认识的字段，否则拼错或放错位置的字段会被悄悄丢弃。Service 依赖这些对象：被拒绝的 Ingress、EndpointSlice 或 Deployment 不会存在，流量也就无法经过它。",
    },
  }),
  refusal("object-type-mismatch", {
    title: { en: "A value of the wrong type", "zh-cn": "值的类型不对" },
    why: {
      en: "Every field has one type. A value of another type, such as a port number in quotes, ends the request before anything else is looked at.",
      "zh-cn": "每个字段只有一种类型。类型不符的值（例如加了引号的端口号）会让请求立即失败，其他内容都不会再检查。",
    },
  }),
  refusal("object-name-format", {
    title: { en: "A name that no object can have", "zh-cn": "对象不能使用这样的名称" },
    why: {
      en: "Names become parts of addresses and host names, so they are DNS names: lower-case letters, digits, hyphens and dots, 253 characters at most.",
      "zh-cn":
        "名称会成为地址和主机名的一部分，因此必须是 DNS 名称：由小写字母、数字、连字符和点组成，最多 253 个字符。",
    },
  }),
  refusal("ingress-path-type", {
    title: { en: "A path without a valid pathType", "zh-cn": "路径缺少有效的 pathType" },
    why: {
      en: "`networking.k8s.io/v1` has no default for `pathType`. `Prefix` matches the path and everything below, part by part; `Exact` only the path itself; `ImplementationSpecific` what the controller makes of it (regular expressions, `/*`).",
      "zh-cn":
        "`networking.k8s.io/v1` 没有 `pathType` 的默认值。`Prefix` 按段匹配该路径及其下的所有路径；`Exact` 只匹配路径本身；`ImplementationSpecific` 由控制器解释（正则表达式、`/*` 等）。",
    },
  }),
  refusal("ingress-path-format", {
    title: { en: "A path that no Ingress can have", "zh-cn": "Ingress 不能使用这样的路径" },
    why: {
      en: "Paths of type `Prefix` and `Exact` begin with `/` and are in their plain form: no `//`, no `.` or `..` as a part, no encoded slash.",
      "zh-cn":
        "`Prefix` 和 `Exact` 类型的路径必须以 `/` 开头并采用规范形式：不能有 `//`，不能有 `.` 或 `..` 段，也不能有编码的斜杠。",
    },
  }),
  refusal("ingress-host-format", {
    title: { en: "A host that is not a valid host name", "zh-cn": "host 不是主机名" },
    why: {
      en: "`host` is compared with the host name that clients ask for, without its port. It is a DNS name, or `*.` and a DNS name for one part more; no IP address, no port, no `*` elsewhere.",
      "zh-cn":
        "`host` 会与客户端请求的主机名（不含端口）比较。它必须是域名，或者以 `*.` 开头再接域名（匹配多一段的名称）；不能是 IP 地址，不能带端口，也不能在其他位置使用 `*`。",
    },
  }),
  refusal("ingress-backend-form", {
    title: { en: "A backend that the API server refuses", "zh-cn": "API server 不接受这样的后端" },
    why: {
      en: "A backend is `service: {name, port: {number}}` or `service: {name, port: {name}}`, or a `resource`; one of them, with one way to name the port.",
      "zh-cn":
        "后端要么是 `service: {name, port: {number}}` 或 `service: {name, port: {name}}`，要么是 `resource`；只能有一种，端口也只能用一种方式指定。",
    },
  }),
  refusal("ingress-without-rules", {
    title: { en: "An Ingress that leads nowhere", "zh-cn": "没有去向的 Ingress" },
    why: {
      en: "An Ingress has rules or a default backend, and a rule's `http` has one path at least; the API server refuses it otherwise.",
      "zh-cn": "Ingress 必须有 rules 或默认后端，规则的 `http` 下至少要有一个路径，否则 API server 会拒绝。",
    },
  }),
  refusal("ingress-class-differs", {
    title: { en: "Two classes for one Ingress", "zh-cn": "同一个 Ingress 有两个类" },
    why: {
      en: "The annotation `kubernetes.io/ingress.class` was there before `spec.ingressClassName`. With both, a new Ingress is refused unless they say the same.",
      "zh-cn":
        "注解 `kubernetes.io/ingress.class` 早于 `spec.ingressClassName`。两者同时存在时必须一致，否则新建 Ingress 会被拒绝。",
    },
  }),
  refusal("ingress-class-format", {
    title: { en: "A class name that no IngressClass can have", "zh-cn": "IngressClass 不能使用这样的名称" },
    why: {
      en: "`spec.ingressClassName` is the name of an IngressClass, which is a DNS name.",
      "zh-cn": "`spec.ingressClassName` 是 IngressClass 的名称，必须是 DNS 名称。",
    },
  }),
  refusal("ingress-tls-format", {
    title: { en: "TLS settings that the API server refuses", "zh-cn": "API server 不接受这样的 TLS 设置" },
    why: {
      en: "The hosts of `spec.tls` are DNS names (`*.` may stand in front), and `secretName` is the name of a Secret.",
      "zh-cn": "`spec.tls` 的 hosts 必须是域名（前面可以有 `*.`），`secretName` 是 Secret 的名称。",
    },
  }),
  refusal("endpoints-address-format", {
    title: { en: "An address that no endpoint can have", "zh-cn": "端点不能使用这样的地址" },
    why: {
      en: "Endpoints hold addresses to which nodes can send packets: no names (but with `addressType: FQDN`), no loopback or link-local address, and in an EndpointSlice of one family only.",
      "zh-cn":
        "端点保存的是节点能够发送数据包的地址：不能是名称（`addressType: FQDN` 除外），不能是回环或链路本地地址，而且一个 EndpointSlice 只能有一种地址族。",
    },
  }),
  refusal("endpoints-address-type", {
    title: { en: "An addressType that does not exist", "zh-cn": "不存在的 addressType" },
    why: {
      en: "An EndpointSlice says what its addresses are: IPv4, IPv6 or FQDN. kube-proxy serves IPv4 and IPv6 only.",
      "zh-cn": "EndpointSlice 要说明其地址的类型：IPv4、IPv6 或 FQDN。kube-proxy 只处理 IPv4 和 IPv6。",
    },
  }),
  refusal("endpoints-port-form", {
    title: { en: "A port that endpoints cannot have", "zh-cn": "端点不能使用这样的端口" },
    why: {
      en: "A port of endpoints serves the Service port of the same name. Names are unique, and of several ports each has one.",
      "zh-cn": "端点的端口服务于同名的 Service 端口。名称必须唯一，有多个端口时每个都必须有名称。",
    },
  }),
  refusal("endpoints-without-address", {
    title: { en: "An endpoint without an address", "zh-cn": "没有地址的端点" },
    why: {
      en: "Each endpoint of an EndpointSlice, and each subset of an Endpoints, has one address at least.",
      "zh-cn": "EndpointSlice 的每个端点，以及 Endpoints 的每个 subset，都至少要有一个地址。",
    },
  }),
  refusal("container-port-name-format", {
    title: { en: "A port name that no container can have", "zh-cn": "容器不能使用这样的端口名称" },
    why: {
      en: "The name of a container's port has at most 15 characters: lower-case letters, digits and single hyphens, with one letter at least. The API server refuses the whole workload otherwise, so that the Service has no pods.",
      "zh-cn":
        "容器端口的名称最多 15 个字符，由小写字母、数字和单个连字符组成，至少有一个字母。否则 API server 会拒绝整个工作负载，Service 也就没有 Pod。",
    },
  }),
  refusal("container-port-name-twice", {
    title: { en: "Two container ports with the same name", "zh-cn": "容器中有两个同名端口" },
    why: {
      en: "A targetPort in words finds a container's port by its name, so that each name is there once.",
      "zh-cn": "用名称书写的 targetPort 会按名称查找容器端口，因此每个名称只能出现一次。",
    },
  }),
  refusal("container-port-number", {
    title: { en: "A port that no container can have", "zh-cn": "容器不能使用这样的端口" },
    why: {
      en: "Each of a container's ports has a number from 1 to 65535 (`containerPort`) and the protocol TCP, UDP or SCTP.",
      "zh-cn": "容器的每个端口都有 1 到 65535 之间的端口号（`containerPort`），协议为 TCP、UDP 或 SCTP。",
    },
  }),
  refusal("host-port-twice", {
    title: { en: "One port of the node for two containers", "zh-cn": "两个容器占用同一个节点端口" },
    why: {
      en: "A `hostPort` is a port of the node that the pod runs on; two containers of one pod cannot have the same.",
      "zh-cn": "`hostPort` 是 Pod 所在节点的端口，同一个 Pod 的两个容器不能占用同一个。",
    },
  }),
  refusal("host-port-differs", {
    title: { en: "A hostPort that hostNetwork cannot have", "zh-cn": "hostNetwork 下无效的 hostPort" },
    why: {
      en: "With `hostNetwork: true` containers listen on the node itself and nothing is translated, so `hostPort` is the same as `containerPort`, or left out.",
      "zh-cn":
        "`hostNetwork: true` 时容器直接监听节点，不做端口转换，因此 `hostPort` 必须与 `containerPort` 相同，或者省略。",
    },
  }),
  refusal("gateway-field-missing", {
    title: { en: "A Gateway that is not complete", "zh-cn": "不完整的 Gateway" },
    why: {
      en: "The Gateway API's CRD asks for `gatewayClassName` and `listeners`, and for the name, port and protocol of each listener.",
      "zh-cn":
        "Gateway API 的 CRD 要求写 `gatewayClassName` 和 `listeners`，并且每个 listener 都要有名称、端口和协议。",
    },
  }),
  refusal("listener-tls-form", {
    title: { en: "TLS settings that do not fit the listener", "zh-cn": "与 listener 不符的 TLS 设置" },
    why: {
      en: "By the Gateway API's CRD only HTTPS and TLS listeners have `tls`. HTTPS ends TLS at the Gateway (`Terminate`), which takes `certificateRefs`; to pass TLS through to the pods is for protocol `TLS` and TLSRoutes.",
      "zh-cn":
        "按照 Gateway API 的 CRD，只有 HTTPS 和 TLS listener 可以有 `tls`。HTTPS 在 Gateway 处终止 TLS（`Terminate`），需要 `certificateRefs`；把 TLS 透传到 Pod 则使用协议 `TLS` 和 TLSRoute。",
    },
  }),
  refusal("listener-twice", {
    title: { en: "Two listeners that cannot be told apart", "zh-cn": "无法区分的两个 listener" },
    why: {
      en: "Within a Gateway each listener has a name of its own, and a combination of port, protocol and hostname of its own.",
      "zh-cn": "在一个 Gateway 中，每个 listener 都要有不同的名称，以及不同的端口、协议和主机名组合。",
    },
  }),
  refusal("listener-value", {
    title: { en: "A value that no listener can have", "zh-cn": "listener 不能使用这样的值" },
    why: {
      en: "The Gateway API's CRD checks the values of a listener: its name, port, protocol, host name, and from where it takes routes.",
      "zh-cn": "Gateway API 的 CRD 会检查 listener 的各个值：名称、端口、协议、主机名，以及接受哪些来源的路由。",
    },
  }),
  refusal("route-backend-without-port", {
    title: { en: "A route's backend without a port", "zh-cn": "路由的后端没有端口" },
    why: {
      en: "A backend that is a Service needs the Service's port by its number; the Gateway API's CRD refuses the route otherwise. Names of ports are no choice here.",
      "zh-cn":
        "引用 Service 的后端必须用端口号写明 Service 的端口，否则 Gateway API 的 CRD 会拒绝该路由。这里不能使用端口名称。",
    },
  }),
  refusal("route-filter-form", {
    title: { en: "A filter without the settings of its type", "zh-cn": "filter 缺少其类型对应的设置" },
    why: {
      en: "The `type` of a route's filter names the field with its settings (`RequestRedirect` and `requestRedirect`); the Gateway API's CRD refuses a filter that has none, or those of another type.",
      "zh-cn":
        "路由 filter 的 `type` 决定了存放设置的字段（例如 `RequestRedirect` 对应 `requestRedirect`）；缺少该字段，或写了其他类型的字段，Gateway API 的 CRD 都会拒绝。",
    },
  }),
  refusal("route-parent-twice", {
    title: { en: "One parent named twice", "zh-cn": "重复引用同一个父级" },
    why: {
      en: "A route may hang below several listeners of one Gateway; each of these parentRefs then needs a `sectionName`, and no two the same.",
      "zh-cn":
        "路由可以挂载到同一个 Gateway 的多个 listener 下；此时每个 parentRef 都必须有 `sectionName`，并且互不相同。",
    },
  }),
  refusal("route-path-format", {
    title: { en: "A path that no route can have", "zh-cn": "路由不能使用这样的路径" },
    why: {
      en: "The Gateway API's CRD takes a path of type `PathPrefix` or `Exact` only when it begins with `/` and is in its plain form. For patterns there is `RegularExpression`, where the implementation has it.",
      "zh-cn":
        "Gateway API 的 CRD 只接受以 `/` 开头、采用规范形式的 `PathPrefix` 或 `Exact` 路径。需要模式匹配时可以使用 `RegularExpression`（如果实现支持）。",
    },
  }),
  refusal("route-value", {
    title: { en: "A value that no route can have", "zh-cn": "路由不能使用这样的值" },
    why: {
      en: "The Gateway API's CRD checks the values of a route: host names (no port, `*.` only in front), ports, weights, and names of listeners.",
      "zh-cn":
        "Gateway API 的 CRD 会检查路由的各个值：主机名（不带端口，`*.` 只能在最前面）、端口、权重以及 listener 的名称。",
    },
  }),
  refusal("workload-selector-differs", {
    title: { en: "A workload that does not select its own pods", "zh-cn": "工作负载没有选中自己的 Pod" },
    why: {
      en: "`spec.selector` tells a Deployment, StatefulSet, DaemonSet or ReplicaSet which pods are its own, so that each of its labels is also among those of `spec.template`. The API server refuses the workload otherwise, and the Services that lead to it have no pods.",
      "zh-cn":
        "`spec.selector` 说明哪些 Pod 属于该 Deployment、StatefulSet、DaemonSet 或 ReplicaSet，因此其中的每个标签都必须出现在 `spec.template` 的标签里。否则 API server 会拒绝该工作负载，指向它的 Service 也就没有 Pod。",
    },
  }),
  refusal("redirect-with-backends", {
    title: { en: "A redirect with backends", "zh-cn": "重定向规则带有后端" },
    why: {
      en: "A rule that answers with a redirect sends nothing on, so that the Gateway API's CRD refuses backendRefs beside it.",
      "zh-cn": "返回重定向的规则不会转发任何请求，因此 Gateway API 的 CRD 不允许同时写 backendRefs。",
    },
  }),
]);

function refusal<Id extends ObjectRuleId>(
  id: Id,
  definition: { readonly title: Text; readonly why: Text; readonly refusedBy?: "kubectl" },
): RuleInfo<Id> {
  return { id, severity: "error", refusedBy: "api-server", ...definition };
}
