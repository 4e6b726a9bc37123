// What the API server says of which pods traffic goes to: policies, distance, affinity.

import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { enumValue, removeIt, setType } from "./common-fixes.ts";
import { either, type Problem, refusal, shown } from "./entry.ts";
import { at, unsafe } from "./fix.ts";

const policies = {
  en: "Cluster sends traffic to any pod; Local only to pods on the node where it arrives (externalTrafficPolicy) or from which it comes (internalTrafficPolicy).",
  "zh-cn":
    "Cluster 把流量发给任意 Pod；Local 只发给流量到达的节点（externalTrafficPolicy）或发出流量的节点（internalTrafficPolicy）上的 Pod。",
};

export const trafficRules = [
  refusal("external-policy-not-external", {
    title: {
      en: "externalTrafficPolicy on a Service without outside traffic",
      "zh-cn": "不对外的 Service 写了 externalTrafficPolicy",
    },
    why: policies,
    message: ({ said }) => ({
      en: `externalTrafficPolicy is about traffic from outside, which a Service of type ${said.facts.other ?? ""} without externalIPs has none of. It goes with NodePort and LoadBalancer.`,
      "zh-cn": `externalTrafficPolicy 针对来自集群外部的流量，而 ${said.facts.other ?? ""} 类型且没有 externalIPs 的 Service 没有这种流量。它适用于 NodePort 和 LoadBalancer。`,
    }),
    fixes: externalPolicy,
  }),
  refusal("external-policy-value", {
    title: { en: "An unknown externalTrafficPolicy", "zh-cn": "未知的 externalTrafficPolicy" },
    why: policies,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `externalTrafficPolicy cannot be ${value.en}: write Cluster or Local.`,
        "zh-cn": `externalTrafficPolicy 不能是${value["zh-cn"]}：请写 Cluster 或 Local。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("internal-policy-value", {
    title: { en: "An unknown internalTrafficPolicy", "zh-cn": "未知的 internalTrafficPolicy" },
    why: policies,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `internalTrafficPolicy cannot be ${value.en}: write Cluster or Local. Empty counts as set.`,
        "zh-cn": `internalTrafficPolicy 不能是${value["zh-cn"]}：请写 Cluster 或 Local。空文本也算已设置。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("traffic-distribution-value", {
    title: { en: "An unknown trafficDistribution", "zh-cn": "未知的 trafficDistribution" },
    why: {
      en: "trafficDistribution prefers near endpoints: PreferSameZone or PreferSameNode (known since Kubernetes 1.34), or PreferClose, the old name of PreferSameZone.",
      "zh-cn":
        "trafficDistribution 让流量优先去近处的端点：PreferSameZone 或 PreferSameNode（Kubernetes 1.34 起支持），或者 PreferClose，即 PreferSameZone 的旧名。",
    },
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      const version = problem.settings.kubernetesVersion;
      return {
        en: `trafficDistribution cannot be ${value.en}: Kubernetes ${version} knows ${allowed.en}.`,
        "zh-cn": `trafficDistribution 不能是${value["zh-cn"]}：Kubernetes ${version} 支持 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: enumValue,
  }),
  refusal("affinity-value", {
    title: { en: "An unknown sessionAffinity", "zh-cn": "未知的 sessionAffinity" },
    why: {
      en: "sessionAffinity is None, or ClientIP to send a client to the same pod again.",
      "zh-cn": "sessionAffinity 可以是 None，或者 ClientIP（让同一客户端总是到达同一个 Pod）。",
    },
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return {
        en: `sessionAffinity cannot be ${value.en}: write ${allowed.en}.`,
        "zh-cn": `sessionAffinity 不能是${value["zh-cn"]}：请写 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("affinity-timeout", {
    title: { en: "A session timeout out of range", "zh-cn": "会话超时超出范围" },
    why: {
      en: "timeoutSeconds is from 1 to 86400 (a day). The server's text says less than 86400, but it takes 86400. Left out, it is 10800 (three hours).",
      "zh-cn":
        "timeoutSeconds 的范围是 1 到 86400（一天）。服务器的提示说小于 86400，但实际接受 86400。不写时为 10800（三小时）。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `timeoutSeconds must be from 1 to 86400; ${value.en} is not.`,
        "zh-cn": `timeoutSeconds 必须在 1 到 86400 之间，而 ${value["zh-cn"]} 不是。`,
      };
    },
    fixes: affinityTimeout,
  }),
];

function* affinityTimeout(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "number") return;
  const value = node.value > 86400 ? 86400 : 10800;
  const title =
    value === 86400
      ? { en: "Change to 86400, the most", "zh-cn": "改为最大值 86400" }
      : { en: "Change to 10800, the default", "zh-cn": "改为默认值 10800" };
  yield* unsafe(title, replaceScalar(problem.yaml, node, value));
}

function* externalPolicy(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  if (problem.said.facts.other !== "ClusterIP") return;
  yield* unsafe({ en: "Make it a NodePort Service", "zh-cn": "改为 NodePort 类型" }, setType(problem, "NodePort"));
  yield* unsafe(
    { en: "Make it a LoadBalancer Service", "zh-cn": "改为 LoadBalancer 类型" },
    setType(problem, "LoadBalancer"),
  );
}
