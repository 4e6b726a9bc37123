// What the API server accepts with a warning.

import { caution, type ServerRule, shownAt, text } from "./entry.ts";

const ignored = text(
  "The server accepts the Service and warns: this part of it has no effect.",
  "服务器会接受这个 Service 并给出警告：这部分不起作用。",
);

const canonical = text(
  "One IPv6 address can be written in many ways. The canonical one (RFC 5952) is in lower case, with the longest run of zeros as ::. Other forms are accepted, but they compare as different texts.",
  "同一个 IPv6 地址有多种写法。规范写法（RFC 5952）为小写，并把最长的一串零写作 ::。其他写法也能接受，但按文本比较时并不相等。",
);

export const warningRules: readonly ServerRule[] = [
  caution(
    "warn-hints-annotation",
    text("A deprecated annotation", "已弃用的注解"),
    text(
      "service.kubernetes.io/topology-mode replaced it; the values are the same.",
      "它已被 service.kubernetes.io/topology-mode 取代，取值不变。",
    ),
    text(
      "service.kubernetes.io/topology-aware-hints is deprecated; write service.kubernetes.io/topology-mode.",
      "service.kubernetes.io/topology-aware-hints 已弃用，请改用 service.kubernetes.io/topology-mode。",
    ),
  ),
  caution(
    "warn-ip-nonstandard",
    text("An address in a form that others read otherwise", "写法有歧义的地址"),
    text(
      "Leading zeros are octal to some programs, and an IPv4 address in IPv6 clothes passes for either family.",
      "前导零在有的程序里表示八进制；写成 IPv6 形式的 IPv4 地址可能被当成任一地址族。",
    ),
    (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return text(
        `${value.en} is not written in the standard way: write ${right}.`,
        `${value["zh-cn"]}不是标准写法，请写 ${right}。`,
      );
    },
  ),
  caution(
    "warn-ipv6-not-canonical",
    text("An IPv6 address in another than its canonical form", "IPv6 地址不是规范写法"),
    canonical,
    (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return text(`The canonical form of ${value.en} is ${right}.`, `${value["zh-cn"]}的规范写法是 ${right}。`);
    },
  ),
  caution(
    "warn-headless-lb-ip",
    text("loadBalancerIP on a headless Service", "headless Service 写了 loadBalancerIP"),
    ignored,
    text("loadBalancerIP has no effect on a headless Service.", "loadBalancerIP 对 headless Service 不起作用。"),
  ),
  caution(
    "warn-headless-external-ips",
    text("externalIPs on a headless Service", "headless Service 写了 externalIPs"),
    ignored,
    text("externalIPs have no effect on a headless Service.", "externalIPs 对 headless Service 不起作用。"),
  ),
  caution(
    "warn-headless-affinity",
    text("sessionAffinity on a headless Service", "headless Service 写了 sessionAffinity"),
    ignored,
    text(
      "sessionAffinity has no effect on a headless Service: clients pick the pod themselves.",
      "sessionAffinity 对 headless Service 不起作用：由客户端自己选择 Pod。",
    ),
  ),
  caution(
    "warn-external-ips-deprecated",
    text("externalIPs is deprecated", "externalIPs 已弃用"),
    text(
      "Since Kubernetes 1.36 externalIPs is deprecated, and some clusters may no longer implement it: anybody who can create a Service could take over traffic to any address. A LoadBalancer Service or a Gateway does the same safely.",
      "从 Kubernetes 1.36 起 externalIPs 已弃用，有的集群可能不再实现：任何能创建 Service 的人都可以借此截获发往任意地址的流量。LoadBalancer 类型的 Service 或 Gateway 可以安全地做到同样的事。",
    ),
    text(
      "externalIPs is deprecated since Kubernetes 1.36, and some clusters may no longer implement it.",
      "externalIPs 从 Kubernetes 1.36 起已弃用，有的集群可能不再实现。",
    ),
  ),
  caution(
    "warn-cidr-host-bits",
    text("A range with bits beyond its length", "地址段在长度之后还有非零位"),
    ignored,
    (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return text(
        `${value.en} is ambiguous: write ${right} for the range, or /32 (IPv6: /128) for the one address. From Kubernetes 1.36 on it is refused.`,
        `${value["zh-cn"]}有歧义：整个地址段请写 ${right}，单个地址请用 /32（IPv6 用 /128）。从 Kubernetes 1.36 起会被拒绝。`,
      );
    },
  ),
  caution(
    "warn-cidr-nonstandard",
    text("A range in a form that others read otherwise", "写法有歧义的地址段"),
    ignored,
    (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return text(
        `${value.en} is not written in the standard way: write ${right}. From Kubernetes 1.36 on it is refused.`,
        `${value["zh-cn"]}不是标准写法，请写 ${right}。从 Kubernetes 1.36 起会被拒绝。`,
      );
    },
  ),
  caution(
    "warn-cidr-not-canonical",
    text("An IPv6 range in another than its canonical form", "IPv6 地址段不是规范写法"),
    canonical,
    (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return text(`The canonical form of ${value.en} is ${right}.`, `${value["zh-cn"]}的规范写法是 ${right}。`);
    },
  ),
  caution(
    "warn-external-ips-external-name",
    text("externalIPs on an ExternalName Service", "ExternalName 类型写了 externalIPs"),
    ignored,
    text(
      "externalIPs have no effect on an ExternalName Service.",
      "externalIPs 对 ExternalName 类型的 Service 不起作用。",
    ),
  ),
  caution(
    "warn-external-name-ignored",
    text("externalName on another type", "非 ExternalName 类型写了 externalName"),
    ignored,
    ({ said }) =>
      text(
        `externalName has no effect on a Service of type ${said.facts.other ?? ""}.`,
        `externalName 对 ${said.facts.other ?? ""} 类型的 Service 不起作用。`,
      ),
  ),
  caution(
    "warn-prefer-close",
    text("PreferClose is deprecated", "PreferClose 已弃用"),
    text(
      "PreferSameZone is the new name of PreferClose and means the same. Kubernetes knows it since 1.34.",
      "PreferSameZone 是 PreferClose 的新名称，含义相同。Kubernetes 1.34 起支持。",
    ),
    text("PreferClose is the old name of PreferSameZone.", "PreferClose 是 PreferSameZone 的旧名称。"),
  ),
  caution(
    "warn-duplicate-owner",
    text("An owner twice", "属主重复"),
    text("Equal owner references are merged into one.", "相同的属主引用会合并成一个。"),
    ({ said }) =>
      text(
        `The same owner (uid ${said.facts.other ?? ""}) is listed more than once.`,
        `同一个属主（uid ${said.facts.other ?? ""}）列出了多次。`,
      ),
  ),
];
