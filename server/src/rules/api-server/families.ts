// What the API server says of IP families, and of how many of them a Service has.

import type { FieldPath } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import type { Fix } from "../rule.ts";
import { enumValue, removeClusterIP, removeIt } from "./common-fixes.ts";
import { either, type Fixes, type Problem, refusal, shown, shownAt } from "./entry.ts";
import { remove, set, unsafe } from "./fix.ts";

export const families = {
  en: "A cluster supports IPv4, IPv6 or both. ipFamilies says which of them a Service uses and in which order, ipFamilyPolicy whether it uses one or two, and clusterIPs has one address of each; clusterIP is the first.",
  "zh-cn":
    "集群可以支持 IPv4、IPv6 或两者。ipFamilies 说明 Service 使用哪些地址族及其顺序，ipFamilyPolicy 说明使用一个还是两个，clusterIPs 为每个地址族保存一个地址；clusterIP 是其中的第一个。",
};

const defaultedPolicy = {
  en: "Without ipFamilyPolicy, the API server assumes SingleStack, and then reports that policy as the error. For two families or two addresses, ipFamilyPolicy must be PreferDualStack or RequireDualStack.",
  "zh-cn":
    "不写 ipFamilyPolicy 时，服务器按 SingleStack 处理，随后又报告这个并未写出的策略有误。使用两个地址族或两个地址时，ipFamilyPolicy 必须是 PreferDualStack 或 RequireDualStack。",
};

export const familyRules = [
  refusal("stack-single-two-ips", {
    title: { en: "Two addresses with a single-stack policy", "zh-cn": "单栈策略下写了两个地址" },
    why: defaultedPolicy,
    message: ({ said }) =>
      said.facts.other === ""
        ? {
            en: "Two clusterIPs need an ipFamilyPolicy, because the default is SingleStack. Add PreferDualStack or RequireDualStack.",
            "zh-cn":
              "有两个 clusterIPs 时必须写 ipFamilyPolicy，其默认值是 SingleStack。请加上 PreferDualStack 或 RequireDualStack。",
          }
        : {
            en: "A Service with ipFamilyPolicy SingleStack cannot have two clusterIPs.",
            "zh-cn": "ipFamilyPolicy 为 SingleStack 时不能有两个 clusterIPs。",
          },
    fixes: dualStack("clusterIPs"),
  }),
  refusal("stack-single-two-families", {
    title: { en: "Two families with a single-stack policy", "zh-cn": "单栈策略下写了两个地址族" },
    why: defaultedPolicy,
    message: ({ said }) =>
      said.facts.other === ""
        ? {
            en: "Two ipFamilies need an ipFamilyPolicy, because the default is SingleStack. Add PreferDualStack or RequireDualStack.",
            "zh-cn":
              "有两个 ipFamilies 时必须写 ipFamilyPolicy，其默认值是 SingleStack。请加上 PreferDualStack 或 RequireDualStack。",
          }
        : {
            en: "A Service with ipFamilyPolicy SingleStack cannot have two ipFamilies.",
            "zh-cn": "ipFamilyPolicy 为 SingleStack 时不能有两个 ipFamilies。",
          },
    fixes: dualStack("ipFamilies"),
  }),
  refusal("ip-family-not-on-cluster", {
    title: { en: "An address of an IP family that the cluster does not support", "zh-cn": "集群不支持该地址的地址族" },
    why: families,
    message: (problem) => {
      const { said } = problem;
      const [value, family, known] = [shownAt(problem), said.facts.other ?? "", said.facts.range ?? ""];
      return ofCluster(problem, {
        en: `${value.en} is an ${family} address, but this cluster supports only ${known}.`,
        "zh-cn": `${value["zh-cn"]}是 ${family} 地址，而该集群只支持 ${known}。`,
      });
    },
    fixes: removeClusterIP,
  }),
  refusal("require-dual-on-single-stack", {
    title: { en: "Dual stack required on a single-stack cluster", "zh-cn": "单栈集群上要求双栈" },
    why: families,
    message: (problem) => {
      const known = problem.said.facts.range ?? "";
      return ofCluster(problem, {
        en: `RequireDualStack needs a cluster with IPv4 and IPv6; this cluster supports only ${known}. PreferDualStack uses what the cluster supports.`,
        "zh-cn": `RequireDualStack 要求集群同时支持 IPv4 和 IPv6，而该集群只支持 ${known}。PreferDualStack 会按集群的实际情况使用。`,
      });
    },
    fixes: preferDualStack,
  }),
  refusal("family-not-on-cluster", {
    title: { en: "An IP family that the cluster does not support", "zh-cn": "集群不支持该地址族" },
    why: families,
    message: (problem) => {
      const value = shown(problem);
      const known = problem.said.facts.range ?? "";
      return ofCluster(problem, {
        en: `This cluster does not support ${value.en}, only ${known}.`,
        "zh-cn": `该集群不支持${value["zh-cn"]}，只支持 ${known}。`,
      });
    },
    fixes: removeIt,
  }),
  refusal("ip-family-value", {
    title: { en: "An unknown IP family", "zh-cn": "未知的地址族" },
    why: families,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not an IP family: use IPv4 or IPv6.`,
        "zh-cn": `${value["zh-cn"]}不是地址族：请写 IPv4 或 IPv6。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("ip-family-duplicate", {
    title: { en: "A duplicate IP family", "zh-cn": "地址族重复" },
    why: families,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is listed twice; each family can be listed once.`,
        "zh-cn": `${value["zh-cn"]}列出了两次；每个地址族只能出现一次。`,
      };
    },
    fixes: removeIt,
  }),
  refusal("ip-family-policy-value", {
    title: { en: "An unknown ipFamilyPolicy", "zh-cn": "未知的 ipFamilyPolicy" },
    why: families,
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return {
        en: `ipFamilyPolicy cannot be ${value.en}: use ${allowed.en}.`,
        "zh-cn": `ipFamilyPolicy 不能是${value["zh-cn"]}：请写 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
];

/** What a cluster that is known says; of one that is not, only what it would take. */
function ofCluster(problem: Problem, message: Text): Text {
  if (problem.said.facts.assumed !== true) return message;
  const known = problem.said.facts.range ?? "";
  return {
    en: `A cluster that supports only ${known} refuses this value. Which families this cluster supports is unknown, because the setting serviceCidr is empty.`,
    "zh-cn": `只支持 ${known} 的集群会拒绝这个值。设置 serviceCidr 为空，因此无法得知该集群支持哪些地址族。`,
  };
}

/** A policy for two families, or one entry of the list that names two. */
function dualStack(list: "clusterIPs" | "ipFamilies"): Fixes {
  return function* (problem) {
    const place: FieldPath = ["spec", "ipFamilyPolicy"];
    const isSingle = problem.cluster.families.length < 2;
    for (const policy of isSingle ? ["PreferDualStack"] : ["PreferDualStack", "RequireDualStack"]) {
      yield* unsafe(
        { en: `Set ipFamilyPolicy to ${policy}`, "zh-cn": `将 ipFamilyPolicy 设为 ${policy}` },
        set(problem, place, policy),
      );
    }
    yield* unsafe(
      { en: `Keep only the first of ${list}`, "zh-cn": `只保留 ${list} 的第一项` },
      remove(problem, ["spec", list, 1]),
    );
  };
}

function* preferDualStack(problem: Problem): Iterable<Fix> {
  const title = {
    en: "Change to PreferDualStack, which uses what the cluster supports",
    "zh-cn": "改为 PreferDualStack（按集群实际情况使用）",
  };
  yield* unsafe(title, set(problem, problem.said.place, "PreferDualStack"));
}
