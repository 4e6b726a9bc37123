// What the API server says of the Service's type, and of what goes with which type.

import { stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { enumValue, removeClusterIP, removeIt, setType } from "./common-fixes.ts";
import { either, type Problem, refusal, shown, shownAt } from "./entry.ts";
import { at, isWritten, unsafe } from "./fix.ts";
import { tidiedHost } from "./spelling.ts";

const externalName = {
  en: "An ExternalName Service is a DNS alias for another host. It has no address of its own, so fields about its addresses cannot be set.",
  "zh-cn": "ExternalName 类型的 Service 只是另一台主机的 DNS 别名，自己没有地址，因此不能设置与地址有关的字段。",
};

export const typeRules = [
  refusal("type-value", {
    title: { en: "An unknown Service type", "zh-cn": "未知的 Service 类型" },
    why: {
      en: "A Service has type ClusterIP (inside the cluster), NodePort (a port on every node), LoadBalancer (an external address) or ExternalName (an alias). Types are case-sensitive. A headless Service is of type ClusterIP with clusterIP: None.",
      "zh-cn":
        "Service 的类型有 ClusterIP（集群内部）、NodePort（每个节点上的端口）、LoadBalancer（外部地址）和 ExternalName（别名），区分大小写。headless Service 是 ClusterIP 类型加 clusterIP: None。",
    },
    message: (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return {
        en: `${value.en} is not a Service type: use ${allowed.en}.`,
        "zh-cn": `${value["zh-cn"]}不是 Service 类型：请写 ${allowed["zh-cn"]}。`,
      };
    },
    fixes: meantType,
    inTemplates: "value",
  }),
  refusal("headless-load-balancer", {
    title: { en: "A load balancer without a clusterIP", "zh-cn": "LoadBalancer 类型却没有 clusterIP" },
    why: headlessWhy(),
    message: {
      en: "A LoadBalancer Service needs an address, and clusterIP: None makes it headless. Remove clusterIP, or change the type to ClusterIP.",
      "zh-cn":
        "LoadBalancer 类型需要地址，而 clusterIP: None 表示 headless Service。请删除 clusterIP，或把类型改为 ClusterIP。",
    },
    fixes: headlessOrAddress,
  }),
  refusal("headless-node-port", {
    title: { en: "A NodePort Service without a clusterIP", "zh-cn": "NodePort 类型却没有 clusterIP" },
    why: headlessWhy(),
    message: {
      en: "A NodePort Service needs an address, and clusterIP: None makes it headless. Remove clusterIP, or change the type to ClusterIP.",
      "zh-cn":
        "NodePort 类型需要地址，而 clusterIP: None 表示 headless Service。请删除 clusterIP，或把类型改为 ClusterIP。",
    },
    fixes: headlessOrAddress,
  }),
  refusal("external-name-cluster-ip", {
    title: { en: "clusterIP on an ExternalName Service", "zh-cn": "ExternalName 类型写了 clusterIP" },
    why: externalName,
    message: (problem) => {
      const value = shownAt(problem);
      return {
        en: `An ExternalName Service has no address, so clusterIP cannot be ${value.en}. Even None is not allowed: remove the field.`,
        "zh-cn": `ExternalName 类型的 Service 没有地址，clusterIP 不能是${value["zh-cn"]}，连 None 也不行。请删除。`,
      };
    },
    fixes: removeClusterIP,
  }),
  refusal("external-name-families", {
    title: { en: "ipFamilies on an ExternalName Service", "zh-cn": "ExternalName 类型写了 ipFamilies" },
    why: externalName,
    message: {
      en: "An ExternalName Service has no addresses, so it has no ipFamilies.",
      "zh-cn": "ExternalName 类型的 Service 没有地址，也就没有 ipFamilies。",
    },
    fixes: removeIt,
  }),
  refusal("external-name-policy", {
    title: { en: "ipFamilyPolicy on an ExternalName Service", "zh-cn": "ExternalName 类型写了 ipFamilyPolicy" },
    why: externalName,
    message: {
      en: "An ExternalName Service has no addresses, so it has no ipFamilyPolicy.",
      "zh-cn": "ExternalName 类型的 Service 没有地址，也就没有 ipFamilyPolicy。",
    },
    fixes: removeIt,
  }),
  refusal("external-name-required", {
    title: { en: "An ExternalName Service without externalName", "zh-cn": "ExternalName 类型没有写 externalName" },
    why: externalName,
    message: {
      en: "A Service of type ExternalName needs externalName, the host that it is an alias for.",
      "zh-cn": "ExternalName 类型必须写 externalName，即它所指向的主机名。",
    },
    fixes: clusterIPType,
  }),
  refusal("external-name-format", {
    title: { en: "externalName is not a valid host name", "zh-cn": "externalName 不是合法的主机名" },
    why: {
      en: "externalName is a lowercase host name, such as db.example.com: no scheme, port, path or underscore. The API server accepts an IPv4 address, but DNS cannot resolve it.",
      "zh-cn":
        "externalName 是小写的主机名，例如 db.example.com：不带协议、端口、路径和下划线。IPv4 地址会被接受，但 DNS 无法解析。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid host name. Use a form such as db.example.com: lowercase, without scheme, port or path.`,
        "zh-cn": `${value["zh-cn"]}不是合法的主机名，应写成类似 db.example.com 的形式：小写，不带协议、端口和路径。`,
      };
    },
    fixes: hostName,
    inTemplates: "value",
  }),
];

function headlessWhy() {
  return {
    en: "A headless Service (clusterIP: None) only lists its pods in DNS. Node ports and load balancers send traffic through the Service's own address, which a headless Service does not have. Only type ClusterIP can be headless.",
    "zh-cn":
      "headless Service（clusterIP: None）只在 DNS 中列出 Pod。节点端口和负载均衡器的流量要经过 Service 自己的地址，而 headless Service 没有地址。只有 ClusterIP 类型可以是 headless。",
  };
}

/** Who wrote a selector or ports meant a Service of pods. */
function* clusterIPType(problem: Problem): Iterable<Fix> {
  if (!isWritten(problem, "spec", "selector") && !isWritten(problem, "spec", "ports")) return;
  yield* unsafe({ en: "Change the type to ClusterIP", "zh-cn": "将类型改为 ClusterIP" }, setType(problem, "ClusterIP"));
}

function* headlessOrAddress(problem: Problem): Iterable<Fix> {
  yield* removeClusterIP(problem);
  yield* unsafe(
    { en: "Keep it headless: change the type to ClusterIP", "zh-cn": "保持 headless：将类型改为 ClusterIP" },
    setType(problem, "ClusterIP"),
  );
}

function* hostName(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const host = tidiedHost(node.value);
  if (host === undefined || host === node.value) return;
  yield* unsafe({ en: `Change to ${host}`, "zh-cn": `改为 ${host}` }, replaceScalar(problem.yaml, node, host));
}

/** Who writes Ingress, Headless or Internal means a Service inside the cluster; whatever else is like no type is the user's to choose. */
function meantType(problem: Problem): Iterable<Fix> {
  const written = stringOf(at(problem, problem.said.place)) ?? "";
  return enumValue(problem, /^(ingress|headless|internal|cluster)$/i.test(written) ? "ClusterIP" : undefined);
}
