// What the API server says of a Service's own addresses.

import { parseAddress } from "../../api-server/addresses.ts";
import type { Resource } from "../../index/resource.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix, Related } from "../rule.ts";
import { nameService, removeClusterIP, removeIt } from "./common-fixes.ts";
import { type Problem, refusal, shown } from "./entry.ts";
import { syntax } from "./external-addresses.ts";
import { families } from "./families.ts";
import { at, remove, safe, set, unsafe } from "./fix.ts";

const chosenByCluster = {
  en: "A clusterIP comes from the cluster's own range and belongs to one Service. It is best left out, so that the cluster assigns one. None makes the Service headless.",
  "zh-cn":
    "clusterIP 取自集群自己的地址段，且只属于一个 Service。最好省略，由集群分配。写 None 则表示 headless Service。",
};

export const clusterIPRules = [
  refusal("cluster-ip-out-of-range", {
    title: { en: "A clusterIP outside the cluster's range", "zh-cn": "clusterIP 不在集群的地址段内" },
    why: chosenByCluster,
    message: ({ said }) => ({
      en: `${said.facts.other ?? ""} is not in the cluster's Service range ${said.facts.range ?? ""}. Remove clusterIP and let the cluster assign one.`,
      "zh-cn": `${said.facts.other ?? ""} 不在集群的 Service 地址段 ${said.facts.range ?? ""} 内。请删除 clusterIP，由集群分配。`,
    }),
    fixes: removeClusterIP,
  }),
  refusal("cluster-ip-network-or-broadcast", {
    title: { en: "The first or last address of the Service range", "zh-cn": "Service 地址段的首地址或末地址" },
    why: chosenByCluster,
    message: ({ said }) => ({
      en: `${said.facts.other ?? ""} is the network or broadcast address of ${said.facts.range ?? ""}, which no Service can use.`,
      "zh-cn": `${said.facts.other ?? ""} 是 ${said.facts.range ?? ""} 的网络地址或广播地址，Service 不能使用。`,
    }),
    fixes: removeClusterIP,
  }),
  refusal("cluster-ip-taken", {
    title: { en: "A clusterIP that is already in use", "zh-cn": "clusterIP 已被占用" },
    why: chosenByCluster,
    message: ({ said }) => ({
      en: `${said.facts.other ?? ""} already belongs to Service ${said.facts.owner ?? ""}.`,
      "zh-cn": `${said.facts.other ?? ""} 已属于 Service ${said.facts.owner ?? ""}。`,
    }),
    related: ({ owner }) => (owner === undefined ? [] : [takenAt(owner)]),
    fixes: removeClusterIP,
  }),
  refusal("cluster-ip-pool-full", {
    title: { en: "No clusterIP left", "zh-cn": "没有空闲的 clusterIP" },
    why: chosenByCluster,
    message: ({ said }) => ({
      en: `All addresses in ${said.facts.range ?? ""} are in use.`,
      "zh-cn": `${said.facts.range ?? ""} 中的地址已全部占用。`,
    }),
  }),
  refusal("address-needs-name", {
    title: { en: "No valid name for the address to be assigned", "zh-cn": "没有合法的名称，无法分配地址" },
    why: {
      en: "Since Kubernetes 1.33 each address is an object of its own that names its Service. A Service without a name, or with a name that is not valid in a URL, fails at this step first. The API server therefore reports spec.clusterIPs and an IPAddress; the cause is metadata.name.",
      "zh-cn":
        "从 Kubernetes 1.33 起，每个地址本身是一个对象，其中记录所属 Service 的名称。Service 没有名称，或名称不能用在 URL 中，就会先在这一步失败。因此服务器报告的是 spec.clusterIPs 和 IPAddress，真正的原因是 metadata.name。",
    },
    message: ({ said }) =>
      said.facts.other === ""
        ? {
            en: "The Service has no name: add metadata.name. The API server reports clusterIPs and an IPAddress, because it assigns the address first.",
            "zh-cn": "Service 没有名称：请添加 metadata.name。服务器先分配地址，所以报告的是 clusterIPs 和 IPAddress。",
          }
        : {
            en: `"${said.facts.other ?? ""}" is not a valid Service name. The API server reports clusterIPs, because it assigns the address first.`,
            "zh-cn": `“${said.facts.other ?? ""}”不是合法的 Service 名称。服务器先分配地址，所以报告的是 clusterIPs。`,
          },
    fixes: nameService,
  }),
  refusal("cluster-ips-first-differs", {
    title: { en: "clusterIP and clusterIPs disagree", "zh-cn": "clusterIP 与 clusterIPs 不一致" },
    why: families,
    message: ({ said }) => ({
      en: `The first of clusterIPs must be identical to clusterIP, "${said.facts.other ?? ""}".`,
      "zh-cn": `clusterIPs 的第一项必须与 clusterIP 的值“${said.facts.other ?? ""}”完全相同。`,
    }),
    fixes: firstClusterIP,
  }),
  refusal("cluster-ips-without-cluster-ip", {
    title: { en: "clusterIPs without clusterIP", "zh-cn": "只写了 clusterIPs，没写 clusterIP" },
    why: {
      en: "clusterIP alone is enough: the API server copies it into clusterIPs. It does not copy the other way, so it refuses clusterIPs alone.",
      "zh-cn": "只写 clusterIP 就够了：服务器会把它复制到 clusterIPs，反过来则不会，所以只写 clusterIPs 会被拒绝。",
    },
    message: ({ said }) => {
      const first = said.facts.other ?? "";
      return first === ""
        ? {
            en: "clusterIPs also needs clusterIP, with the same first value.",
            "zh-cn": "写 clusterIPs 时必须同时写 clusterIP，且等于其中第一个值。",
          }
        : {
            en: `clusterIPs also needs clusterIP, with its first value "${first}".`,
            "zh-cn": `写 clusterIPs 时必须同时写 clusterIP，且等于第一个值“${first}”。`,
          };
    },
    fixes: addClusterIP,
  }),
  refusal("none-not-alone", {
    title: { en: "None together with an address", "zh-cn": "None 与地址同时出现" },
    why: {
      en: "None means that the Service has no address of its own, so no address can be listed with it.",
      "zh-cn": "None 表示 Service 没有自己的地址，因此不能再写其他地址。",
    },
    message: {
      en: "clusterIPs contains None and other values: a headless Service has no addresses.",
      "zh-cn": "clusterIPs 中除 None 外还有其他值：headless Service 没有地址。",
    },
    fixes: onlyNone,
  }),
  refusal("cluster-ip-format", {
    title: { en: "clusterIP is not a valid IP address", "zh-cn": "clusterIP 不是合法的 IP 地址" },
    why: syntax,
    message: (problem) => {
      const value = shown(problem);
      if (/^"none"$/i.test(value.en)) {
        return {
          en: `For a headless Service, use None (with a capital N, and nothing else), not ${value.en}.`,
          "zh-cn": `headless Service 应写 None（首字母大写，且没有其他值），而不是${value["zh-cn"]}。`,
        };
      }
      return { en: `${value.en} is not a valid IP address.`, "zh-cn": `${value["zh-cn"]}不是合法的 IP 地址。` };
    },
    fixes: clusterIPFormat,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("cluster-ips-too-many", {
    title: { en: "More than two clusterIPs", "zh-cn": "clusterIPs 超过两个" },
    why: families,
    message: {
      en: "clusterIPs has at most two addresses, one of each IP family.",
      "zh-cn": "clusterIPs 最多两个地址，每个地址族一个。",
    },
    fixes: removeIt,
  }),
  refusal("cluster-ips-same-family", {
    title: { en: "Two addresses of one family", "zh-cn": "两个地址属于同一地址族" },
    why: families,
    message: ({ said }) => ({
      en: `Both clusterIPs are ${said.facts.other ?? ""} addresses; a Service has at most one address of each family.`,
      "zh-cn": `两个 clusterIPs 都是 ${said.facts.other ?? ""} 地址；每个地址族最多一个地址。`,
    }),
    fixes: removeIt,
  }),
  refusal("cluster-ip-family-mismatch", {
    title: { en: "An address of another family than in ipFamilies", "zh-cn": "地址与 ipFamilies 声明的地址族不符" },
    why: families,
    message: (problem) => {
      const value = shown(problem);
      const expected = problem.said.facts.other ?? "";
      return {
        en: `${value.en} is not an ${expected} address, which ipFamilies declares at this position.`,
        "zh-cn": `${value["zh-cn"]}不是 ${expected} 地址，而 ipFamilies 在此位置声明了 ${expected}。`,
      };
    },
    fixes: removeClusterIP,
  }),
];

function* firstClusterIP(problem: Problem): Iterable<Fix> {
  const own = problem.said.facts.other ?? "";
  yield* unsafe(
    { en: `Set the first of clusterIPs to ${own}`, "zh-cn": `将 clusterIPs 的第一项改为 ${own}` },
    set(problem, ["spec", "clusterIPs", 0], own),
  );
  const first = stringOf(get(problem.root, "spec", "clusterIPs", 0));
  if (first === undefined) return;
  yield* unsafe(
    { en: `Set clusterIP to ${first}`, "zh-cn": `将 clusterIP 改为 ${first}` },
    set(problem, ["spec", "clusterIP"], first),
  );
}

function* addClusterIP(problem: Problem): Iterable<Fix> {
  const first = problem.said.facts.other ?? "";
  if (parseAddress(first) !== undefined || first === "None") {
    yield* unsafe(
      { en: `Add clusterIP: ${first}`, "zh-cn": `添加 clusterIP: ${first}` },
      set(problem, ["spec", "clusterIP"], first),
    );
  }
  yield* unsafe(
    { en: "Remove clusterIPs and let the cluster assign the addresses", "zh-cn": "删除 clusterIPs，由集群分配" },
    remove(problem, ["spec", "clusterIPs"]),
  );
}

function* clusterIPFormat(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && node.value !== "None" && /^none$/i.test(node.value)) {
    yield* safe(problem, { en: "Change to None", "zh-cn": "改为 None" }, replaceScalar(problem.yaml, node, "None"));
  }
  yield* removeClusterIP(problem);
}

function* onlyNone(problem: Problem): Iterable<Fix> {
  const edits = set(problem, ["spec", "clusterIPs"], ["None"]);
  yield* unsafe({ en: "Keep only None", "zh-cn": "只保留 None" }, edits);
  yield* removeClusterIP(problem);
}

function takenAt({ document, manifest, name }: Resource<ServiceManifest>): Related {
  const { root } = manifest;
  const node = get(root, "spec", "clusterIP") ?? get(root, "spec", "clusterIPs") ?? root;
  return { document, span: node.span, message: { en: `${name} uses it here`, "zh-cn": `${name} 在此处使用` } };
}
