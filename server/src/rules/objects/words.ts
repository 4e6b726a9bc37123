// What is said of each problem of the objects around a Service.

import type { ObjectError, ObjectFacts, ObjectProblem } from "../../api-server/objects/object-error.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import { didYouMean } from "../api-server/did-you-mean.ts";

/** The message of one error; `kind`: of the object. */
export function objectText(error: ObjectError, kind: string): Text {
  return words[error.problem]({ ...error.facts, kind, field: formatField(error.place) });
}

interface Told extends ObjectFacts {
  readonly kind: string;
  readonly field: string;
}

const hostWords: Text = {
  en: "lowercase letters, digits and hyphens, with dots between the labels",
  "zh-cn": "小写字母、数字和连字符，各段以点分隔",
};

const words: Readonly<Record<ObjectProblem, (told: Told) => Text>> = {
  "version-former": ({ kind, value, other, allowed }) => ({
    en: `Kubernetes ${other} removed ${kind} from ${value}. Use ${allowed?.[0]}.`,
    "zh-cn": `Kubernetes ${other} 起不再提供 ${value} 的 ${kind}，请使用 ${allowed?.[0]}。`,
  }),
  "version-never": ({ kind, value, allowed }) => ({
    en: `${value} does not exist for ${kind}. Use ${allowed?.join(" or ")}.`,
    "zh-cn": `${kind} 没有 ${value} 这个版本，请使用 ${allowed?.join("、")}。`,
  }),
  type: ({ field, value, other }) => ({
    en: `${field} must be ${typeName(other).en}, not ${kindNames[value ?? ""]?.en ?? value}.`,
    "zh-cn": `${field} 必须是${typeName(other)["zh-cn"]}，不能是${kindNames[value ?? ""]?.["zh-cn"] ?? ` ${value}`}。`,
  }),
  "unknown-field": ({ kind, value = "", field, allowed = [] }) => {
    const parent = field.slice(0, Math.max(0, field.length - value.length - 1)) || kind;
    const guess = didYouMean(value, allowed);
    const said: Text = {
      en: `${parent} has no field "${value}", so the API server refuses this ${kind}.`,
      "zh-cn": `${parent} 下没有名为“${value}”的字段，因此 API server 会拒绝该 ${kind}。`,
    };
    return guess === undefined
      ? said
      : { en: `${said.en} Did you mean ${guess}?`, "zh-cn": `${said["zh-cn"]}是否应为 ${guess}？` };
  },
  "backend-of-old-version": ({ value, field }) =>
    field === "spec.backend"
      ? {
          en: "spec.backend is from before networking.k8s.io/v1, which has spec.defaultBackend instead.",
          "zh-cn": "spec.backend 是 networking.k8s.io/v1 之前的写法，在 v1 中应写 spec.defaultBackend。",
        }
      : {
          en: `${value} is from before networking.k8s.io/v1. Use service.name and service.port.number (or service.port.name).`,
          "zh-cn": `${value} 是 networking.k8s.io/v1 之前的写法。请改用 service.name 和 service.port.number（或 service.port.name）。`,
        },
  "name-format": ({ kind, value }) => ({
    en: `"${value}" is not a valid ${kind} name: use ${hostWords.en}.`,
    "zh-cn": `“${value}”不是合法的 ${kind} 名称：名称由${hostWords["zh-cn"]}。`,
  }),
  "path-type-missing": () => ({
    en: "pathType is missing. networking.k8s.io/v1 requires Prefix, Exact or ImplementationSpecific for every path.",
    "zh-cn": "缺少 pathType。networking.k8s.io/v1 要求每个路径都写明 Prefix、Exact 或 ImplementationSpecific。",
  }),
  "path-type-unknown": ({ value }) => ({
    en: `pathType must be Prefix, Exact or ImplementationSpecific, not "${value}".`,
    "zh-cn": `pathType 只能是 Prefix、Exact 或 ImplementationSpecific，不能是“${value}”。`,
  }),
  "path-not-absolute": ({ value }) => ({
    en: `A path must begin with /; "${value}" does not.`,
    "zh-cn": `路径必须以 / 开头，而“${value}”不是。`,
  }),
  "path-sequence": ({ value, other }) => ({
    en: `A path of this type cannot contain or end with ${other}; "${value}" does.`,
    "zh-cn": `这种类型的路径不能包含 ${other}，也不能以它结尾，而“${value}”不符合。`,
  }),
  "path-characters": ({ value }) => ({
    en: `"${value}" has characters that are not valid in a URL path. Write them as %XX.`,
    "zh-cn": `“${value}”含有 URL 路径中不能出现的字符，请写成 %XX 的形式。`,
  }),
  "path-match-type": ({ value }) => ({
    en: `A path's type must be Exact, PathPrefix or RegularExpression, not "${value}".`,
    "zh-cn": `路径的 type 只能是 Exact、PathPrefix 或 RegularExpression，不能是“${value}”。`,
  }),
  "host-address": ({ value }) => ({
    en: `A host must be a DNS name; ${value} is an IP address. Remove host to accept requests for any name or address.`,
    "zh-cn": `host 必须是域名，而 ${value} 是 IP 地址。省略 host 即可接受任意主机名和地址的请求。`,
  }),
  "host-port": ({ value }) => ({
    en: `A host cannot have a port: "${value}". The controller or the listener decides which port to listen on.`,
    "zh-cn": `host 不能带端口：“${value}”。监听哪个端口由控制器或 listener 决定。`,
  }),
  "host-wildcard": ({ value }) => ({
    en: `A * is allowed only at the beginning, for one whole label: "*.example.com", not "${value}".`,
    "zh-cn": `* 只能位于最前面并代表完整的一段：应如“*.example.com”，而不是“${value}”。`,
  }),
  "host-format": ({ value }) => ({
    en: `"${value}" is not a valid host name: use ${hostWords.en}.`,
    "zh-cn": `“${value}”不是合法的主机名：主机名由${hostWords["zh-cn"]}。`,
  }),
  "backend-none": () => ({
    en: "The backend has neither a service nor a resource. Add one.",
    "zh-cn": "后端既没有写 service，也没有写 resource，请添加其中一个。",
  }),
  "backend-two": () => ({
    en: "The backend has both a service and a resource. Keep only one.",
    "zh-cn": "后端同时写了 service 和 resource，只能保留其中一个。",
  }),
  "backend-service-name": ({ value }) =>
    value === undefined
      ? { en: "The backend's service has no name. Add one.", "zh-cn": "后端的 service 没有名称，请添加。" }
      : {
          en: `"${value}" is not a valid Service name: use lowercase letters, digits and hyphens.`,
          "zh-cn": `“${value}”不是合法的 Service 名称：名称只能由小写字母、数字和连字符组成。`,
        },
  "backend-port-none": () => ({
    en: "The backend has no Service port. Add port.number or port.name.",
    "zh-cn": "后端没有写明 Service 的端口。请添加 port.number 或 port.name。",
  }),
  "backend-port-two": () => ({
    en: "The backend has both a port name and a port number. Keep only one.",
    "zh-cn": "后端同时写了端口名称和端口号，只能保留其中一个。",
  }),
  "backend-port-name": ({ value }) => ({
    en: `"${value}" is not a valid port name: use at most 15 lowercase letters, digits and single hyphens.`,
    "zh-cn": `“${value}”不是合法的端口名称：最多 15 个字符，只能由小写字母、数字和单个连字符组成。`,
  }),
  "backend-port-number": ({ value }) => portNumber(value),
  "rules-none": () => ({
    en: "The Ingress has neither rules nor a defaultBackend, so it leads nowhere.",
    "zh-cn": "该 Ingress 既没有 rules，也没有 defaultBackend，没有任何去向。",
  }),
  "paths-none": () => ({
    en: "http has no paths. To match everything, add one with path: / and pathType: Prefix.",
    "zh-cn": "http 下没有 paths。要匹配全部请求，请添加 path: / 和 pathType: Prefix。",
  }),
  "class-format": ({ value }) => ({
    en: `"${value}" is not a valid IngressClass name: use ${hostWords.en}.`,
    "zh-cn": `“${value}”不是合法的 IngressClass 名称：名称由${hostWords["zh-cn"]}。`,
  }),
  "class-differs": ({ value, other }) => ({
    en: `The annotation sets class "${value}", but ingressClassName is "${other}". Remove the annotation.`,
    "zh-cn": `注解中的类是“${value}”，而 ingressClassName 是“${other}”。请删除该注解。`,
  }),
  "secret-format": ({ value }) => ({
    en: `"${value}" is not a valid Secret name: use ${hostWords.en}.`,
    "zh-cn": `“${value}”不是合法的 Secret 名称：名称由${hostWords["zh-cn"]}。`,
  }),
  "address-type-missing": () => ({
    en: "addressType is missing. Add IPv4, IPv6 or FQDN.",
    "zh-cn": "缺少 addressType。请写 IPv4、IPv6 或 FQDN。",
  }),
  "address-type-unknown": ({ value }) => ({
    en: `addressType must be IPv4, IPv6 or FQDN, not "${value}".`,
    "zh-cn": `addressType 只能是 IPv4、IPv6 或 FQDN，不能是“${value}”。`,
  }),
  "address-none": () => ({
    en: "The address is empty. Add one, or remove the entry.",
    "zh-cn": "地址为空。请填写地址，或删除这一项。",
  }),
  "address-format": ({ value }) => ({
    en: `"${value}" is not an IP address that the API server accepts.`,
    "zh-cn": `“${value}”不是 API server 接受的 IP 地址。`,
  }),
  "address-other-family": ({ value, other }) => ({
    en: `${value} is not an ${other} address, but addressType is ${other}: an EndpointSlice has addresses of one family only.`,
    "zh-cn": `${value} 不是 ${other} 地址，而 addressType 为 ${other}：一个 EndpointSlice 只能包含一个地址族的地址。`,
  }),
  "address-special": ({ value, other }) => ({
    en: `${value} cannot be an endpoint address: ${special[other ?? ""]?.en ?? other}.`,
    "zh-cn": `${value} 不能作为端点地址：${special[other ?? ""]?.["zh-cn"] ?? other}。`,
  }),
  "address-name": ({ value }) => ({
    en: `"${value ?? ""}" is not a fully qualified domain name, which addressType FQDN requires.`,
    "zh-cn": `“${value ?? ""}”不是完整的域名，而 addressType 为 FQDN 时必须是完整域名。`,
  }),
  "port-name-missing": () => ({
    en: "With several ports, each needs a name: that of the Service's port.",
    "zh-cn": "有多个端口时，每个端口都必须有名称，并与 Service 端口的名称一致。",
  }),
  "port-name-format": ({ value }) => ({
    en: `"${value}" is not a valid port name here: use lowercase letters, digits and hyphens.`,
    "zh-cn": `“${value}”在这里不是合法的端口名称：只能由小写字母、数字和连字符组成。`,
  }),
  "port-name-twice": ({ value }) => ({
    en: value === "" ? "Two ports have no name; only one can be without." : `Two ports are named "${value}".`,
    "zh-cn": value === "" ? "有两个端口没有名称，最多只能有一个。" : `有两个端口都名为“${value}”。`,
  }),
  "port-number": ({ value }) => portNumber(value),
  protocol: ({ value }) => ({
    en: `The protocol must be TCP, UDP or SCTP, not "${value}".`,
    "zh-cn": `协议只能是 TCP、UDP 或 SCTP，不能是“${value}”。`,
  }),
  "container-name-format": ({ value = "" }) => ({
    en: `"${value}" is not a valid container name: use at most 63 lowercase letters, digits and hyphens.`,
    "zh-cn": `“${value}”不是合法的容器名称：最多 63 个字符，由小写字母、数字和连字符组成。`,
  }),
  "container-name-twice": ({ value }) => ({
    en: `Two containers of this pod are named "${value}".`,
    "zh-cn": `此 Pod 有两个容器都名为“${value}”。`,
  }),
  "container-port-name": ({ value = "", other }) => {
    const why = nameFaults[other ?? ""] ?? { en: "", "zh-cn": "" };
    return {
      en: `The port name "${value}" ${why.en}, so the API server refuses the pods.`,
      "zh-cn": `端口名称“${value}”${why["zh-cn"]}，API server 会拒绝这些 Pod。`,
    };
  },
  "container-port-name-twice": ({ value }) => ({
    en: `Two ports of this container are named "${value}".`,
    "zh-cn": `此容器有两个端口都名为“${value}”。`,
  }),
  "container-port-missing": () => ({
    en: "containerPort is missing. Add a port from 1 to 65535.",
    "zh-cn": "缺少 containerPort。请写 1 到 65535 之间的端口号。",
  }),
  "container-port-number": ({ value }) => portNumber(value),
  "host-port-twice": ({ value, other }) => ({
    en: `Two containers of this pod use node port ${value}/${other}.`,
    "zh-cn": `此 Pod 有两个容器都要占用节点端口 ${value}/${other}。`,
  }),
  "host-port-differs": ({ value, other }) => ({
    en: `With hostNetwork, the container listens on the node itself, so hostPort (${value}) must equal containerPort (${other}) or be left out.`,
    "zh-cn": `使用 hostNetwork 时容器直接监听节点，因此 hostPort（${value}）必须等于 containerPort（${other}）或省略。`,
  }),
  "selector-expression-differs": ({ kind, value }) => ({
    en: `This ${kind} selects pods with ${value}, but the pods of its own template do not match.`,
    "zh-cn": `此 ${kind} 选择满足 ${value} 的 Pod，而它自己的模板生成的 Pod 不符合。`,
  }),
  "selector-differs": ({ kind, value, other }) =>
    other === undefined
      ? {
          en: `This ${kind} selects ${value}, but the pods of its own template do not have this label.`,
          "zh-cn": `此 ${kind} 选择 ${value}，而它自己的模板生成的 Pod 没有这个标签。`,
        }
      : {
          en: `This ${kind} selects ${value}, but the pods of its own template have ${other}.`,
          "zh-cn": `此 ${kind} 选择 ${value}，而它自己的模板生成的 Pod 带有 ${other}。`,
        },
  "listener-tls-not-for-protocol": ({ value }) => ({
    en: `A listener with protocol ${value} cannot have tls. For TLS, use protocol HTTPS or TLS.`,
    "zh-cn": `协议为 ${value} 的 listener 不能有 tls；要使用 TLS，请写 protocol: HTTPS（或 TLS）。`,
  }),
  "listener-https-passthrough": () => ({
    en: "An HTTPS listener must terminate TLS itself (Terminate). To pass TLS through, use protocol TLS and a TLSRoute.",
    "zh-cn": "HTTPS listener 必须自己终止 TLS（Terminate）。要透传 TLS，请使用 protocol: TLS 和 TLSRoute。",
  }),
  "listener-tls-without-mode": () => ({
    en: "A TLS listener needs tls with a mode: Terminate (with certificateRefs) or Passthrough.",
    "zh-cn": "TLS listener 需要带 mode 的 tls：Terminate（并写 certificateRefs）或 Passthrough。",
  }),
  "listener-without-certificates": () => ({
    en: "The listener terminates TLS, but has no certificate. Add certificateRefs (or options).",
    "zh-cn": "该 listener 要终止 TLS，却没有指定证书。请添加 certificateRefs（或 options）。",
  }),
  "listener-hostname-not-for-protocol": ({ value }) => ({
    en: `A ${value} listener cannot have a hostname: its traffic carries no host name.`,
    "zh-cn": `${value} listener 不能有 hostname：其流量中没有主机名。`,
  }),
  "listener-name-twice": ({ value }) => ({
    en: `Two listeners of this Gateway are named "${value}".`,
    "zh-cn": `此 Gateway 有两个 listener 都名为“${value}”。`,
  }),
  "listener-twice": ({ value, other }) => ({
    en: `Listener ${other} has the same port, protocol and hostname (${value}).`,
    "zh-cn": `listener ${other} 的端口、协议和主机名与此相同（${value}）。`,
  }),
  "listener-field-missing": ({ other }) => ({
    en: `The listener has no ${other}.`,
    "zh-cn": `该 listener 缺少 ${other}。`,
  }),
  "listener-none": () => ({ en: "The Gateway has no listeners.", "zh-cn": "该 Gateway 没有 listeners。" }),
  "listener-name-format": ({ value }) => ({
    en: `"${value}" is not a valid listener name: use ${hostWords.en}.`,
    "zh-cn": `“${value}”不是合法的 listener 名称：名称由${hostWords["zh-cn"]}。`,
  }),
  "listener-protocol-format": ({ value }) => ({
    en: `"${value}" is not a valid protocol: use HTTP, HTTPS, TLS, TCP or UDP (or an implementation's own, with its domain).`,
    "zh-cn": `“${value}”不是合法的协议：请写 HTTP、HTTPS、TLS、TCP 或 UDP（或带域名的自定义协议）。`,
  }),
  "listener-from": ({ value }) => ({
    en: `allowedRoutes.namespaces.from must be Same, All or Selector, not "${value}".`,
    "zh-cn": `allowedRoutes.namespaces.from 只能是 Same、All 或 Selector，不能是“${value}”。`,
  }),
  "class-missing": () => ({
    en: "gatewayClassName is missing. Add the name of a GatewayClass.",
    "zh-cn": "缺少 gatewayClassName。请写 GatewayClass 的名称。",
  }),
  "backend-port-missing": ({ value }) => ({
    en: `A backend that is a Service needs a port, but ${value ?? "this one"} has none.`,
    "zh-cn": `引用 Service 的后端必须写 port：${value ?? "这里"}没有写。`,
  }),
  "parent-twice": ({ value }) => ({
    en: `Gateway ${value} is referenced twice for the same listener.`,
    "zh-cn": `Gateway ${value} 的同一个 listener 被引用了两次。`,
  }),
  "parent-section-missing": ({ value }) => ({
    en: `Gateway ${value} is referenced more than once, so each reference needs a sectionName.`,
    "zh-cn": `Gateway ${value} 被多次引用：此时每一项都必须写 sectionName。`,
  }),
  "redirect-with-backends": () => ({
    en: "A rule that redirects cannot have backendRefs: no traffic would ever reach them.",
    "zh-cn": "做重定向的规则不能有 backendRefs：不会有任何流量到达后端。",
  }),
  "filter-without-settings": ({ value, other }) => ({
    en: `A filter of type ${value} needs its settings in ${other}, which is missing.`,
    "zh-cn": `类型为 ${value} 的 filter 需要在 ${other} 中写设置，而这里没有。`,
  }),
  "filter-of-other-type": ({ value, other }) => ({
    en: `A filter of type ${value} cannot have ${other}.`,
    "zh-cn": `类型为 ${value} 的 filter 不能有 ${other}。`,
  }),
  "filter-type": ({ value, allowed = [] }) => ({
    en: `A filter's type must be one of ${allowed.join(", ")}, not "${value}".`,
    "zh-cn": `filter 的 type 只能是 ${allowed.join("、")}，不能是“${value}”。`,
  }),
  weight: ({ value }) => ({
    en: `A weight must be from 0 to 1000000; ${value} is not.`,
    "zh-cn": `weight 必须在 0 到 1000000 之间，而 ${value} 不是。`,
  }),
};

function portNumber(value: string | undefined): Text {
  return {
    en: `A port must be from 1 to 65535; ${value ?? 0} is not.`,
    "zh-cn": `端口必须在 1 到 65535 之间，而 ${value ?? 0} 不是。`,
  };
}

const typeNames: Readonly<Record<string, Text>> = {
  int32: { en: "an integer", "zh-cn": "整数" },
  int64: { en: "an integer", "zh-cn": "整数" },
  bool: { en: "true or false", "zh-cn": " true 或 false" },
  string: { en: "text", "zh-cn": "文本" },
  "map[string]string": { en: "a map of text values", "zh-cn": "值为文本的映射" },
  "intstr.IntOrString": { en: "an integer or a name", "zh-cn": "整数或名称" },
};

/** A Go type for people: what is no plain value is a list or an object. */
function typeName(go = ""): Text {
  return typeNames[go] ?? (go.startsWith("[]") ? kindNames.array : kindNames.object) ?? { en: go, "zh-cn": go };
}

const kindNames: Readonly<Record<string, Text>> = {
  string: { en: "text", "zh-cn": "文本" },
  number: { en: "a number", "zh-cn": "数字" },
  bool: { en: "true or false", "zh-cn": " true 或 false" },
  array: { en: "a list", "zh-cn": "列表" },
  object: { en: "an object", "zh-cn": "对象" },
};

const special: Readonly<Record<string, Text>> = {
  unspecified: { en: "it is the unspecified address", "zh-cn": "它是未指定地址" },
  loopback: { en: "on every machine it means the machine itself", "zh-cn": "在每台机器上它都指本机" },
  "link-local": { en: "it is valid on one network segment only", "zh-cn": "它只在一个网段内有效" },
  "link-local-multicast": { en: "it is a multicast address", "zh-cn": "它是组播地址" },
};

/** By the kind of complaint (api-server/formats.ts). */
const nameFaults: Readonly<Record<string, Text>> = {
  length: { en: "is longer than 15 characters", "zh-cn": "超过 15 个字符" },
  charset: {
    en: "has characters other than lowercase letters, digits and hyphens",
    "zh-cn": "含有小写字母、数字和连字符以外的字符",
  },
  letter: { en: "has no letter", "zh-cn": "没有字母" },
  hyphens: { en: "has two hyphens in a row", "zh-cn": "有连续的连字符" },
  edges: { en: "begins or ends with a hyphen", "zh-cn": "以连字符开头或结尾" },
};
