// What the API server says of addresses and ranges that are not its own, and of how any address is written.

import { hostBits, removeIt, standardForm } from "./common-fixes.ts";
import { refusal, shown } from "./entry.ts";
import { ranges } from "./load-balancer.ts";

export const syntax = {
  en: "An IP address is written like 10.9.8.7 or 2001:db8::1: no port, no brackets, no /24, no host name.",
  "zh-cn": "IP 地址的写法如 10.9.8.7 或 2001:db8::1：不带端口、方括号、/24，也不能是主机名。",
};

const strict = {
  en: "Some programs read 010 as octal 8 and some as 10, and an IPv4-mapped IPv6 address can pass for either family. To keep such addresses from slipping past a filter, Kubernetes 1.36 refuses both; earlier versions warned.",
  "zh-cn":
    "有的程序把 010 当作八进制的 8，有的当作 10；写成 IPv6 形式的 IPv4 地址则可能被当成任一地址族。为避免借此绕过过滤，Kubernetes 1.36 拒绝这两种写法；之前的版本只给出警告。",
};

export const external = {
  en: "externalIPs are addresses outside the cluster that are routed to its nodes by other means. Addresses that never leave a machine or a link cannot be such.",
  "zh-cn": "externalIPs 是集群外部、通过其他方式路由到节点的地址。只在本机或本链路内有效的地址不能用在这里。",
};

export const externalAddressRules = [
  refusal("ip-leading-zeros", {
    title: { en: "An address with leading zeros", "zh-cn": "地址带有前导零" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} has leading zeros, which some programs read as octal. If ${right} is meant, write that.`,
        "zh-cn": `${value["zh-cn"]}带有前导零，有的程序会按八进制解释。如果指的是 ${right}，请直接这样写。`,
      };
    },
    fixes: standardForm,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("ip-v4-mapped", {
    title: { en: "An IPv4-mapped IPv6 address", "zh-cn": "写成 IPv6 形式的 IPv4 地址" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is the IPv4 address ${right} written as IPv6; write ${right}.`,
        "zh-cn": `${value["zh-cn"]}是写成 IPv6 形式的 IPv4 地址 ${right}，请写 ${right}。`,
      };
    },
    fixes: standardForm,
    onlyOnCreate: "new-address",
  }),
  refusal("external-ip-format", {
    title: { en: "externalIPs: not a valid IP address", "zh-cn": "externalIPs 中有非法地址" },
    why: syntax,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is no IP address; externalIPs takes no names, ports or ranges.`,
        "zh-cn": `${value["zh-cn"]}不是 IP 地址；externalIPs 不能写名称、端口或地址段。`,
      };
    },
    fixes: removeIt,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("external-ip-unspecified", {
    title: { en: "externalIPs: the unspecified address", "zh-cn": "externalIPs 中有未指定地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} stands for "any address" and can be nobody's destination.`,
        "zh-cn": `${value["zh-cn"]}表示“任意地址”，不能作为目标地址。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-loopback", {
    title: { en: "externalIPs: a loopback address", "zh-cn": "externalIPs 中有回环地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} never leaves the machine that it is used on.`,
        "zh-cn": `${value["zh-cn"]}是回环地址，不会离开本机。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-link-local", {
    title: { en: "externalIPs: a link-local address", "zh-cn": "externalIPs 中有链路本地地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is valid on one network link only.`,
        "zh-cn": `${value["zh-cn"]}是链路本地地址，只在一条链路内有效。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("external-ip-link-local-multicast", {
    title: { en: "externalIPs: a link-local multicast address", "zh-cn": "externalIPs 中有链路本地组播地址" },
    why: external,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is a multicast address of one network link only.`,
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
        en: `${value.en} has leading zeros in the address or the length. If ${right} is meant, write that.`,
        "zh-cn": `${value["zh-cn"]}的地址或长度带有前导零。如果指的是 ${right}，请直接这样写。`,
      };
    },
    fixes: standardForm,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("cidr-v4-mapped", {
    title: { en: "An IPv4-mapped IPv6 range", "zh-cn": "写成 IPv6 形式的 IPv4 地址段" },
    why: strict,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is an IPv4 range written as IPv6; write ${right}.`,
        "zh-cn": `${value["zh-cn"]}是写成 IPv6 形式的 IPv4 地址段，请写 ${right}。`,
      };
    },
    fixes: standardForm,
    onlyOnCreate: "new-address",
  }),
  refusal("cidr-host-bits", {
    title: { en: "A range with bits beyond its length", "zh-cn": "地址段在长度之后还有非零位" },
    why: ranges,
    message: (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return {
        en: `${value.en} is ambiguous: the address has bits beyond the length. The range is ${right}; for the one address use /32 or /128.`,
        "zh-cn": `${value["zh-cn"]}有歧义：地址在长度之后还有非零位。整个地址段应写 ${right}；只指这一个地址则用 /32 或 /128。`,
      };
    },
    fixes: hostBits,
    onlyOnCreate: "new-address",
  }),
];
