// What the API server says of which pods traffic goes to: policies, distance, affinity.

import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { enumValue, removeIt, setType } from "./common-fixes.ts";
import { either, type Problem, refusal, shown } from "./entry.ts";
import { at, unsafe } from "./fix.ts";

const policies = {
  en: "Cluster sends traffic to any pod; Local sends it only to pods on the node where the traffic arrives (externalTrafficPolicy) or originates (internalTrafficPolicy).",
  "zh-cn":
    "Cluster 把流量发给任意 Pod；Local 只发给流量到达的节点（externalTrafficPolicy）或发出流量的节点（internalTrafficPolicy）上的 Pod。",
};

export const trafficRules = [
  refusal("external-policy-not-external", {
    title: {
      en: "externalTrafficPolicy on a Service without external traffic",
      "zh-cn": "没有外部流量的 Service 写了 externalTrafficPolicy",
    },
    why: policies,
    message: ({ said }) => ({
      en: `externalTrafficPolicy applies to traffic from outside the cluster, which a Service of type ${said.facts.other ?? ""} without externalIPs does not receive. Use it with NodePort or LoadBalancer.`,
      "zh-cn": `externalTrafficPolicy 针对来自集群外部的流量，而 ${said.facts.other ?? ""} 类型且没有 externalIPs 的 Service 不会收到这种流量。它用于 NodePort 和 LoadBalancer 类型。`,
    }),
    fixes: externalPolicy,
  }),
  refusal("external-policy-value", {
    title: { en: "An unknown externalTrafficPolicy", "zh-cn": "未知的 externalTrafficPolicy" },
    why: policies,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `externalTrafficPolicy cannot be ${value.en}: use Cluster or Local.`,
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
        en: `internalTrafficPolicy cannot be ${value.en}: use Cluster or Local. An empty string is not valid.`,
        "zh-cn": `internalTrafficPolicy 不能是${value["zh-cn"]}：请写 Cluster 或 Local。不能是空字符串。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("traffic-distribution-value", {
    title: { en: "An unknown trafficDistribution", "zh-cn": "未知的 trafficDistribution" },
    why: {
      en: "trafficDistribution prefers nearby endpoints: PreferSameZone or PreferSameNode (since Kubernetes 1.34), or PreferClose, the old name of PreferSameZone.",
      "zh-cn":
        "trafficDistribution 让流量优先发往就近的端点：PreferSameZone 或 PreferSameNode（Kubernetes 1.34 起支持），或者 PreferClose，即 PreferSameZone 的旧名。",
    },
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      const version = problem.settings.kubernetesVersion;
      return {
        en: `trafficDistribution cannot be ${value.en}: Kubernetes ${version} supports ${allowed.en}.`,
        "zh-cn": `trafficDistribution 不能是${value["zh-cn"]}：Kubernetes ${version} 支持 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: meantDistribution,
  }),
  refusal("affinity-value", {
    title: { en: "An unknown sessionAffinity", "zh-cn": "未知的 sessionAffinity" },
    why: {
      en: "sessionAffinity is None, or ClientIP to send each client to the same pod every time.",
      "zh-cn": "sessionAffinity 可以是 None 或 ClientIP（让同一客户端总是到达同一个 Pod）。",
    },
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return {
        en: `sessionAffinity cannot be ${value.en}: use ${allowed.en}.`,
        "zh-cn": `sessionAffinity 不能是${value["zh-cn"]}：请写 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: enumValue,
    inTemplates: "value",
  }),
  refusal("affinity-timeout", {
    title: { en: "A session timeout out of range", "zh-cn": "会话超时超出范围" },
    why: {
      en: "timeoutSeconds is from 1 to 86400 (one day). The API server's message says less than 86400, but it accepts 86400. The default is 10800 (three hours).",
      "zh-cn":
        "timeoutSeconds 的范围是 1 到 86400（一天）。服务器的提示说小于 86400，但实际接受 86400。默认值为 10800（三小时）。",
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
      ? { en: "Change to 86400, the maximum", "zh-cn": "改为最大值 86400" }
      : { en: "Change to 10800, the default", "zh-cn": "改为默认值 10800" };
  yield* unsafe(title, replaceScalar(problem.yaml, node, value));
}

function* externalPolicy(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  if (problem.said.facts.other !== "ClusterIP") return;
  yield* unsafe({ en: "Change the type to NodePort", "zh-cn": "将类型改为 NodePort" }, setType(problem, "NodePort"));
  yield* unsafe(
    { en: "Change the type to LoadBalancer", "zh-cn": "将类型改为 LoadBalancer" },
    setType(problem, "LoadBalancer"),
  );
}

/** No preference is what a Service without the field has. */
function* meantDistribution(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && /^(any|all|none|default|cluster|random|even|evenly)$/i.test(node.value))
    yield* removeIt(problem);
  yield* enumValue(problem);
}
