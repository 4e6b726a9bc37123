// A manifest over a Service that is there already: what the update will be refused for, or will not do.

import type { UpdateRuleId } from "../../api-server/rule-id.ts";
import { type Before, type UpdateFinding, updateFindings } from "../../api-server/update.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import { locate } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { byId, type Finding, type RuleInfo, report } from "../rule.ts";

interface UpdateRule<Id extends UpdateRuleId = UpdateRuleId> extends RuleInfo<Id> {
  message(found: UpdateFinding): Text;
}

const recreate = {
  en: "To change it, delete the Service and create it again; its address and node ports may then be others.",
  "zh-cn": "如需修改，只能删除 Service 后重新创建；届时它的地址和节点端口可能会变。",
};

const fixed = {
  en: `A Service keeps its first address, its first IP family and the class of its load balancer for life. ${recreate.en}`,
  "zh-cn": `Service 的第一个地址、第一个地址族以及负载均衡器的类别创建后不可更改。${recreate["zh-cn"]}`,
};

const release = {
  en: "A second address or family is given up only when ipFamilyPolicy says SingleStack; else the server takes it for a slip.",
  "zh-cn": "只有 ipFamilyPolicy 为 SingleStack 时才会放弃第二个地址或地址族；否则服务器会认为是笔误。",
};

/** The entry of every id that the judge of updates may say. */
export const updateRules: Readonly<Record<UpdateRuleId, UpdateRule>> = byId([
  rule("upd-cluster-ip-changed", {
    severity: "warning",
    title: { en: "A clusterIP that would change", "zh-cn": "clusterIP 会改变" },
    why: fixed,
    message: ({ facts }) =>
      facts.other === ""
        ? {
            en: "The Service exists without a fixed clusterIP, so the cluster has chosen one, and it cannot change any more.",
            "zh-cn": "这个 Service 已存在且没有固定的 clusterIP，地址已由集群分配，不能再改。",
          }
        : {
            en: `The Service exists with clusterIP ${facts.other ?? ""}, and that cannot change any more.`,
            "zh-cn": `这个 Service 已存在，clusterIP 为 ${facts.other ?? ""}，不能再改。`,
          },
  }),
  rule("upd-family-changed", {
    severity: "warning",
    title: { en: "An IP family that would change", "zh-cn": "地址族会改变" },
    why: fixed,
    message: ({ facts }) => ({
      en: `The Service exists with ${facts.other ?? ""} as its first IP family, and that cannot change any more.`,
      "zh-cn": `这个 Service 已存在，第一个地址族是 ${facts.other ?? ""}，不能再改。`,
    }),
  }),
  rule("upd-release-secondary-ip", {
    severity: "warning",
    title: { en: "A second address that is silently given up", "zh-cn": "放弃第二个地址却没有说明" },
    why: release,
    message: ({ facts }) => ({
      en: `This would give up the address ${facts.other ?? ""}, which needs ipFamilyPolicy: SingleStack.`,
      "zh-cn": `这会放弃地址 ${facts.other ?? ""}，需要写明 ipFamilyPolicy: SingleStack。`,
    }),
  }),
  rule("upd-release-secondary-family", {
    severity: "warning",
    title: { en: "A second IP family that is silently given up", "zh-cn": "放弃第二个地址族却没有说明" },
    why: release,
    message: ({ facts }) => ({
      en: `This would give up ${facts.other ?? ""}, which needs ipFamilyPolicy: SingleStack.`,
      "zh-cn": `这会放弃 ${facts.other ?? ""}，需要写明 ipFamilyPolicy: SingleStack。`,
    }),
  }),
  rule("upd-lb-class-changed", {
    severity: "warning",
    title: { en: "A loadBalancerClass that would change", "zh-cn": "loadBalancerClass 会改变" },
    why: fixed,
    message: ({ facts }) =>
      facts.other === ""
        ? {
            en: "The load balancer exists without a class, and that cannot change any more.",
            "zh-cn": "负载均衡器已存在且没有 loadBalancerClass，不能再改。",
          }
        : {
            en: `The load balancer exists with the class ${facts.other ?? ""}, and that cannot change any more.`,
            "zh-cn": `负载均衡器已存在，loadBalancerClass 为 ${facts.other ?? ""}，不能再改。`,
          },
  }),
  rule("upd-health-check-port", {
    severity: "warning",
    title: { en: "A healthCheckNodePort that would change", "zh-cn": "healthCheckNodePort 会改变" },
    why: {
      en: `healthCheckNodePort stays while the Service is a LoadBalancer with externalTrafficPolicy Local. ${recreate.en}`,
      "zh-cn": `只要 Service 仍是 LoadBalancer 类型且 externalTrafficPolicy 为 Local，healthCheckNodePort 就不能改。${recreate["zh-cn"]}`,
    },
    message: ({ facts }) => ({
      en: `The Service has healthCheckNodePort ${facts.other ?? ""}, and that cannot change.`,
      "zh-cn": `这个 Service 的 healthCheckNodePort 为 ${facts.other ?? ""}，不能修改。`,
    }),
  }),
  rule("upd-immutable-meta", {
    severity: "warning",
    title: { en: "A uid of another object", "zh-cn": "uid 属于另一个对象" },
    why: {
      en: "uid names one object of one cluster, once. In a manifest it makes every update fail that meets another object.",
      "zh-cn": "uid 唯一标识某个集群中的某个对象。写在清单里，遇到别的对象时更新就会失败。",
    },
    message: ({ facts }) => ({
      en: `The Service in the cluster has the uid ${facts.other ?? ""}; with another one the update fails. Remove uid.`,
      "zh-cn": `集群中的 Service 的 uid 是 ${facts.other ?? ""}，不一致时更新会失败。请删除 uid。`,
    }),
  }),
  rule("upd-resource-version", {
    severity: "warning",
    title: { en: "An outdated resourceVersion", "zh-cn": "过期的 resourceVersion" },
    why: {
      en: "resourceVersion makes an update fail when somebody changed the object meanwhile, and every change gives it a new one. A manifest should not hold one.",
      "zh-cn": "resourceVersion 的作用是：对象在此期间被改过时，更新就失败；而每次修改它都会变。清单里不应该写它。",
    },
    message: ({ facts }) => ({
      en: `The Service in the cluster is at resourceVersion ${facts.other ?? ""} by now, so the update fails. Remove resourceVersion.`,
      "zh-cn": `集群中的 Service 的 resourceVersion 已是 ${facts.other ?? ""}，更新会失败。请删除 resourceVersion。`,
    }),
  }),
  rule("upd-carry-over", {
    severity: "information",
    title: { en: "A value that stays although it is gone from the manifest", "zh-cn": "清单里删掉了，值却会保留" },
    why: {
      en: `The server carries clusterIP, nodePort and healthCheckNodePort over from the Service as it is when a manifest leaves them out. ${recreate.en}`,
      "zh-cn": `清单里没有写 clusterIP、nodePort、healthCheckNodePort 时，服务器会沿用 Service 现有的值。${recreate["zh-cn"]}`,
    },
    message: ({ facts, place, effect }) =>
      facts.other === "None"
        ? effect === "refused"
          ? {
              en: `The Service is headless and stays so when clusterIP is left out, but type ${facts.expected ?? ""} needs an address. Delete it and create it again.`,
              "zh-cn": `这个 Service 是 headless，不写 clusterIP 时会保持不变，而 ${facts.expected ?? ""} 类型需要地址。请删除后重新创建。`,
            }
          : {
              en: "The Service is headless and stays so: leaving clusterIP out of the manifest does not give it an address.",
              "zh-cn": "这个 Service 是 headless，更新后仍是：清单里不写 clusterIP 并不会让它得到地址。",
            }
        : {
            en: `${formatField(place)} stays ${facts.other ?? ""}, although the manifest no longer says so.`,
            "zh-cn": `${formatField(place)} 会保持 ${facts.other ?? ""}，尽管清单里已经不写了。`,
          },
  }),
  rule("csa-merge-key", {
    severity: "warning",
    title: { en: "A second protocol that kubectl apply loses", "zh-cn": "kubectl apply 会丢失第二个协议" },
    why: {
      en: "kubectl apply (client side) merges the ports of an existing Service by their number alone. Of TCP and UDP on one number it then silently keeps only one. `kubectl apply --server-side` and `kubectl replace` do it right.",
      "zh-cn":
        "kubectl apply（客户端方式）更新已有 Service 时只按端口号合并端口。同一端口号的 TCP 和 UDP 只会留下一个，且没有任何提示。`kubectl apply --server-side` 和 `kubectl replace` 则没有这个问题。",
    },
    message: ({ facts }) => ({
      en: `The Service has port ${facts.other ?? ""} for ${facts.expected ?? ""}; kubectl apply would merge the entry for ${facts.owner ?? ""} into it and lose one of them. Use kubectl apply --server-side.`,
      "zh-cn": `这个 Service 的端口 ${facts.other ?? ""} 目前用于 ${(facts.expected ?? "").replace(" and ", " 和 ")}；kubectl apply 会把 ${facts.owner ?? ""} 的条目与之合并，丢失其中一个。请使用 kubectl apply --server-side。`,
    }),
  }),
]);

/** The findings of a Service's object over what it is now. `documentText` is the document's own. */
export function* checkUpdate(before: Before, root: Node, documentText: string): Iterable<Finding> {
  for (const found of updateFindings(before, root)) {
    const known = updateRules[found.rule];
    const own = locate(root, found.place, documentText);
    const written = own.depth === found.place.length && own.node.kind !== "map";
    const near = found.near === undefined ? own : locate(root, found.near, documentText);
    yield report(known, {
      ...(found.effect === "refused" ? { severity: "warning" as const } : {}),
      span: written ? own.span : near.span,
      field: found.place,
      message: known.message(found),
      ...(found.sentence === undefined ? {} : { server: { sentence: found.sentence, when: "now" as const } }),
    });
  }
}

function rule<Id extends UpdateRuleId>(id: Id, definition: Omit<UpdateRule, "id">): UpdateRule<Id> {
  return { id, ...definition };
}
