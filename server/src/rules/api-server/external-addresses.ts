// What the API server says of addresses and ranges that are not its own, and of how any address is written.

import { hostBits, removeIt, standardForm } from "./common-fixes.ts";
import { refusal, shown } from "./entry.ts";
import { ranges } from "./load-balancer.ts";

export const syntax = {
  en: "An IP address has the form 10.9.8.7 or 2001:db8::1, without a port, brackets, prefix length (/24) or host name.",
  "zh-cn": "IP 地址的写法如 10.9.8.7 或 2001:db8::1，不带端口、方括号或 /24，也不能是主机名。",
};

const strict = {
  en: "Some programs read 010 as octal 8 and others as 10, and an IPv4-mapped IPv6 address can pass for either family. To keep such addresses from slipping past a filter, Kubernetes 1.36 refuses both; earlier versions warn.",
  "zh-cn":
    "有的程序把 010 当作八进制的 8，有的当作 10；IPv4 映射的 IPv6 地址可能被当成任一地址族。为避免借此绕过过滤，Kubernetes 1.36 拒绝这两种写法；之前的版本只给出警告。",
};

export const external = {
  en: "externalIPs are addresses outside the cluster whose traffic is routed to its nodes by other means. An address that never leaves a machine or a network link cannot be one.",
  "zh-cn": "externalIPs 是集群外部的地址，其流量通过其他方式路由到节点。只在本机或本链路内有效的地址不能用在这里。",
};

export const externalAddressRules = [
  refusal("ip-leading-zeros", {
    title: { en: "An address with leading zeros", "zh-cn": "地址带有前导零" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} has leading zeros, which some programs read as octal. If you mean ${right}, write that.`,
        "zh-cn": `${value["zh-cn"]}带有前导零，有的程序会按八进制解析。如果是指 ${right}，请直接写 ${right}。`,
      };
    },
    fixes: standardForm,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("ip-v4-mapped", {
    title: { en: "An IPv4-mapped IPv6 address", "zh-cn": "IPv4 映射的 IPv6 地址" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is an IPv4-mapped IPv6 address; use ${right}.`,
        "zh-cn": `${value["zh-cn"]}是 IPv4 映射的 IPv6 地址，请写 ${right}。`,
      };
    },
    fixes: standardForm,
    onlyOnCreate: "new-address",
  }),
  refusal("external-ip-format", {
    title: { en: "An externalIPs value that is not an IP address", "zh-cn": "externalIPs 的值不是合法的 IP 地址" },
    why: syntax,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid IP address; externalIPs cannot have names, ports or ranges.`,
        "zh-cn": `${value["zh-cn"]}不是合法的 IP 地址；externalIPs 不能写名称、端口或地址段。`,
      };
    },
    fixes: removeIt,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("external-ip-unspecified", {
    title: { en: "The unspecified address in externalIPs", "zh-cn": "externalIPs 中有未指定地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} stands for "any address" and cannot be a destination.`,
        "zh-cn": `${value["zh-cn"]}表示“任意地址”，不能作为目标地址。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-loopback", {
    title: { en: "A loopback address in externalIPs", "zh-cn": "externalIPs 中有回环地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is a loopback address, which never leaves its machine.`,
        "zh-cn": `${value["zh-cn"]}是回环地址，不会离开本机。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-link-local", {
    title: { en: "A link-local address in externalIPs", "zh-cn": "externalIPs 中有链路本地地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is a link-local address, valid on one network link only.`,
        "zh-cn": `${value["zh-cn"]}是链路本地地址，只在一条链路内有效。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-link-local-multicast", {
    title: { en: "A link-local multicast address in externalIPs", "zh-cn": "externalIPs 中有链路本地组播地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is a link-local multicast address, valid on one network link only.`,
        "zh-cn": `${value["zh-cn"]}是链路本地组播地址，只在一条链路内有效。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("cidr-leading-zeros", {
    title: { en: "A range with leading zeros", "zh-cn": "地址段带有前导零" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} has leading zeros in the address or the prefix length. If you mean ${right}, write that.`,
        "zh-cn": `${value["zh-cn"]}的地址或前缀长度带有前导零。如果是指 ${right}，请直接写 ${right}。`,
      };
    },
    fixes: standardForm,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("cidr-v4-mapped", {
    title: { en: "An IPv4-mapped IPv6 range", "zh-cn": "IPv4 映射的 IPv6 地址段" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is an IPv4-mapped IPv6 range; use ${right}.`,
        "zh-cn": `${value["zh-cn"]}是 IPv4 映射的 IPv6 地址段，请写 ${right}。`,
      };
    },
    fixes: standardForm,
    onlyOnCreate: "new-address",
  }),
  refusal("cidr-host-bits", {
    title: { en: "A range with bits set after its prefix", "zh-cn": "地址段的主机位不为零" },
    why: ranges,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is ambiguous, because bits are set after the prefix. Use ${right} for the range, or /32 (IPv6: /128) for the single address.`,
        "zh-cn": `${value["zh-cn"]}有歧义：前缀之后的位不为零。整个地址段请写 ${right}，单个地址请用 /32（IPv6 用 /128）。`,
      };
    },
    fixes: hostBits,
    onlyOnCreate: "new-address",
  }),
];
