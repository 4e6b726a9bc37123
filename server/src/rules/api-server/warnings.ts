// What the API server accepts with a warning.

import { renameKey } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { hostBits, removeIt, setType, standardForm } from "./common-fixes.ts";
import { caution, type Problem, shownAt } from "./entry.ts";
import { entryAt, set, unsafe } from "./fix.ts";

const ignored = {
  en: "The API server accepts the Service with a warning: this field has no effect.",
  "zh-cn": "服务器会接受该 Service 并给出警告：该字段不起作用。",
};

const ambiguous = {
  en: "Programs read this range in different ways: 010 is 8 to some and 10 to others, and some take 10.0.0.5/24 as the whole range, others as the single address. The API server accepts it with a warning for now; Kubernetes 1.36 refuses new values of this form.",
  "zh-cn":
    "不同程序对该地址段的理解不同：010 有的读作 8，有的读作 10；10.0.0.5/24 有的按整个地址段处理，有的按单个地址处理。服务器目前会接受并给出警告；从 Kubernetes 1.36 起，新写的这种值会被拒绝。",
};

const canonical = {
  en: "An IPv6 address can be written in many ways. The canonical form (RFC 5952) is in lowercase, with the longest run of zeros as ::. Other forms are accepted, but do not match it when compared as text.",
  "zh-cn":
    "同一个 IPv6 地址有多种写法。规范写法（RFC 5952）为小写，并把最长的一串零写作 ::。其他写法也能接受，但按文本比较时并不相等。",
};

export const warningRules = [
  caution("warn-hints-annotation", {
    title: { en: "A deprecated annotation", "zh-cn": "已弃用的注解" },
    why: {
      en: "service.kubernetes.io/topology-mode replaced it, with the same values.",
      "zh-cn": "它已被 service.kubernetes.io/topology-mode 取代，取值不变。",
    },
    message: {
      en: "service.kubernetes.io/topology-aware-hints is deprecated; use service.kubernetes.io/topology-mode.",
      "zh-cn": "service.kubernetes.io/topology-aware-hints 已弃用，请改用 service.kubernetes.io/topology-mode。",
    },
    fixes: renameHints,
    tag: "deprecated",
  }),
  caution("warn-ip-nonstandard", {
    title: { en: "An address that programs read differently", "zh-cn": "写法有歧义的地址" },
    why: {
      en: "Some programs read leading zeros as octal, and an IPv4-mapped IPv6 address can pass for either family.",
      "zh-cn": "有的程序会按八进制解析前导零；IPv4 映射的 IPv6 地址可能被当成任一地址族。",
    },
    message: (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is not in standard form: use ${right}.`,
        "zh-cn": `${value["zh-cn"]}不是标准写法，请写 ${right}。`,
      };
    },
    fixes: standardForm,
  }),
  caution("warn-ipv6-not-canonical", {
    title: { en: "An IPv6 address that is not in canonical form", "zh-cn": "IPv6 地址不是规范写法" },
    why: canonical,
    message: (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return {
        en: `The canonical form of ${value.en} is ${right}.`,
        "zh-cn": `${value["zh-cn"]}的规范写法是 ${right}。`,
      };
    },
    fixes: standardForm,
  }),
  caution("warn-headless-lb-ip", {
    title: { en: "loadBalancerIP on a headless Service", "zh-cn": "headless Service 写了 loadBalancerIP" },
    why: ignored,
    message: {
      en: "loadBalancerIP has no effect on a headless Service.",
      "zh-cn": "loadBalancerIP 对 headless Service 不起作用。",
    },
    fixes: removeIt,
  }),
  caution("warn-headless-external-ips", {
    title: { en: "externalIPs on a headless Service", "zh-cn": "headless Service 写了 externalIPs" },
    why: ignored,
    message: {
      en: "externalIPs have no effect on a headless Service.",
      "zh-cn": "externalIPs 对 headless Service 不起作用。",
    },
    fixes: removeIt,
  }),
  caution("warn-headless-affinity", {
    title: { en: "sessionAffinity on a headless Service", "zh-cn": "headless Service 写了 sessionAffinity" },
    why: ignored,
    message: {
      en: "sessionAffinity has no effect on a headless Service: clients choose the pod themselves.",
      "zh-cn": "sessionAffinity 对 headless Service 不起作用：由客户端自己选择 Pod。",
    },
    fixes: removeIt,
  }),
  caution("warn-external-ips-deprecated", {
    title: { en: "externalIPs is deprecated", "zh-cn": "externalIPs 已弃用" },
    why: {
      en: "externalIPs is deprecated since Kubernetes 1.36, and some clusters may no longer implement it: anybody who can create a Service could take over traffic to any address. A LoadBalancer Service or a Gateway is the safe way.",
      "zh-cn":
        "从 Kubernetes 1.36 起 externalIPs 已弃用，有的集群可能不再实现：任何能创建 Service 的人都可以借此截获发往任意地址的流量。请改用 LoadBalancer 类型的 Service 或 Gateway。",
    },
    message: {
      en: "externalIPs is deprecated since Kubernetes 1.36, and some clusters may no longer implement it.",
      "zh-cn": "externalIPs 从 Kubernetes 1.36 起已弃用，有的集群可能不再实现。",
    },
    tag: "deprecated",
  }),
  caution("warn-cidr-host-bits", {
    title: { en: "A range with bits set after its prefix", "zh-cn": "地址段的主机位不为零" },
    why: ambiguous,
    message: (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is ambiguous: use ${right} for the range, or /32 (IPv6: /128) for the single address. Kubernetes 1.36 and later refuse it.`,
        "zh-cn": `${value["zh-cn"]}有歧义：整个地址段请写 ${right}，单个地址请用 /32（IPv6 用 /128）。从 Kubernetes 1.36 起会被拒绝。`,
      };
    },
    fixes: hostBits,
  }),
  caution("warn-cidr-nonstandard", {
    title: { en: "A range that programs read differently", "zh-cn": "写法有歧义的地址段" },
    why: ambiguous,
    message: (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is not in standard form: use ${right}. Kubernetes 1.36 and later refuse it.`,
        "zh-cn": `${value["zh-cn"]}不是标准写法，请写 ${right}。从 Kubernetes 1.36 起会被拒绝。`,
      };
    },
    fixes: standardForm,
  }),
  caution("warn-cidr-not-canonical", {
    title: { en: "An IPv6 range that is not in canonical form", "zh-cn": "IPv6 地址段不是规范写法" },
    why: canonical,
    message: (problem) => {
      const [value, right] = [shownAt(problem), problem.said.facts.other ?? ""];
      return {
        en: `The canonical form of ${value.en} is ${right}.`,
        "zh-cn": `${value["zh-cn"]}的规范写法是 ${right}。`,
      };
    },
    fixes: standardForm,
  }),
  caution("warn-external-ips-external-name", {
    title: { en: "externalIPs on an ExternalName Service", "zh-cn": "ExternalName 类型写了 externalIPs" },
    why: ignored,
    message: {
      en: "externalIPs have no effect on an ExternalName Service.",
      "zh-cn": "externalIPs 对 ExternalName 类型的 Service 不起作用。",
    },
    fixes: removeIt,
  }),
  caution("warn-external-name-ignored", {
    title: { en: "externalName on another type", "zh-cn": "非 ExternalName 类型写了 externalName" },
    why: ignored,
    message: ({ said }) => ({
      en: `externalName has no effect on a Service of type ${said.facts.other ?? ""}.`,
      "zh-cn": `externalName 对 ${said.facts.other ?? ""} 类型的 Service 不起作用。`,
    }),
    fixes: externalNameIgnored,
  }),
  caution("warn-prefer-close", {
    title: { en: "PreferClose is deprecated", "zh-cn": "PreferClose 已弃用" },
    why: {
      en: "PreferSameZone is the new name of PreferClose, with the same meaning, since Kubernetes 1.34.",
      "zh-cn": "PreferSameZone 是 PreferClose 的新名称，含义相同。Kubernetes 1.34 起支持。",
    },
    message: {
      en: "PreferClose is the old name of PreferSameZone.",
      "zh-cn": "PreferClose 是 PreferSameZone 的旧名称。",
    },
    fixes: preferSameZone,
    tag: "deprecated",
  }),
  caution("warn-duplicate-owner", {
    title: { en: "A duplicate owner reference", "zh-cn": "属主引用重复" },
    why: { en: "The API server merges equal owner references into one.", "zh-cn": "相同的属主引用会合并成一个。" },
    message: ({ said }) => ({
      en: `The same owner (uid ${said.facts.other ?? ""}) is listed more than once.`,
      "zh-cn": `同一个属主（uid ${said.facts.other ?? ""}）列出了多次。`,
    }),
    fixes: removeIt,
  }),
];

function* renameHints(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  const right = problem.said.facts.other ?? "";
  if (found === undefined) return;
  yield* unsafe(
    { en: `Change to ${right}`, "zh-cn": `改为 ${right}` },
    renameKey(problem.yaml, found.map, found.entry, right),
  );
  if (found.map.entries.some((entry) => entry.key === right)) yield* removeIt(problem);
}

function* externalNameIgnored(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  yield* unsafe(
    { en: "Change the type to ExternalName", "zh-cn": "将类型改为 ExternalName" },
    setType(problem, "ExternalName"),
  );
}

function* preferSameZone(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    { en: "Change to PreferSameZone", "zh-cn": "改为 PreferSameZone" },
    set(problem, problem.said.place, "PreferSameZone"),
  );
}
