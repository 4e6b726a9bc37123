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
  en: "To change it, delete the Service and create it again; its address and node ports may then be different.",
  "zh-cn": "如需修改，只能删除 Service 后重新创建；届时它的地址和节点端口可能会变。",
};

const fixed = {
  en: `A Service's first address, first IP family and load balancer class cannot be changed after creation. ${recreate.en}`,
  "zh-cn": `Service 的第一个地址、第一个地址族以及负载均衡器的类别创建后不可更改。${recreate["zh-cn"]}`,
};

const release = {
  en: "A Service gives up its second address or family only when ipFamilyPolicy is SingleStack; otherwise the API server treats it as a mistake.",
  "zh-cn": "只有 ipFamilyPolicy 为 SingleStack 时才会放弃第二个地址或地址族；否则服务器会当作错误处理。",
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
            en: "The Service already exists, and the cluster has assigned its clusterIP, which cannot be changed.",
            "zh-cn": "该 Service 已存在，clusterIP 已由集群分配，不能再改。",
          }
        : {
            en: `The Service already exists with clusterIP ${facts.other ?? ""}, which cannot be changed.`,
            "zh-cn": `该 Service 已存在，clusterIP 为 ${facts.other ?? ""}，不能再改。`,
          },
  }),
  rule("upd-family-changed", {
    severity: "warning",
    title: { en: "An IP family that would change", "zh-cn": "地址族会改变" },
    why: fixed,
    message: ({ facts }) => ({
      en: `The Service already exists with ${facts.other ?? ""} as its first IP family, which cannot be changed.`,
      "zh-cn": `该 Service 已存在，第一个地址族是 ${facts.other ?? ""}，不能再改。`,
    }),
  }),
  rule("upd-release-secondary-ip", {
    severity: "warning",
    title: {
      en: "A second address that is removed without SingleStack",
      "zh-cn": "删除第二个地址，却没有写 SingleStack",
    },
    why: release,
    message: ({ facts }) => ({
      en: `This would remove the address ${facts.other ?? ""}, which requires ipFamilyPolicy: SingleStack.`,
      "zh-cn": `这会删除地址 ${facts.other ?? ""}，必须同时写明 ipFamilyPolicy: SingleStack。`,
    }),
  }),
  rule("upd-release-secondary-family", {
    severity: "warning",
    title: {
      en: "A second IP family that is removed without SingleStack",
      "zh-cn": "删除第二个地址族，却没有写 SingleStack",
    },
    why: release,
    message: ({ facts }) => ({
      en: `This would remove ${facts.other ?? ""}, which requires ipFamilyPolicy: SingleStack.`,
      "zh-cn": `这会删除 ${facts.other ?? ""}，必须同时写明 ipFamilyPolicy: SingleStack。`,
    }),
  }),
  rule("upd-lb-class-changed", {
    severity: "warning",
    title: { en: "A loadBalancerClass that would change", "zh-cn": "loadBalancerClass 会改变" },
    why: fixed,
    message: ({ facts }) =>
      facts.other === ""
        ? {
            en: "The Service already exists without a loadBalancerClass, and none can be added.",
            "zh-cn": "该 Service 已存在且没有 loadBalancerClass，不能再添加。",
          }
        : {
            en: `The Service already exists with loadBalancerClass ${facts.other ?? ""}, which cannot be changed.`,
            "zh-cn": `该 Service 已存在，loadBalancerClass 为 ${facts.other ?? ""}，不能再改。`,
          },
  }),
  rule("upd-health-check-port", {
    severity: "warning",
    title: { en: "A healthCheckNodePort that would change", "zh-cn": "healthCheckNodePort 会改变" },
    why: {
      en: `healthCheckNodePort cannot change while the Service is of type LoadBalancer with externalTrafficPolicy Local. ${recreate.en}`,
      "zh-cn": `只要 Service 仍是 LoadBalancer 类型且 externalTrafficPolicy 为 Local，healthCheckNodePort 就不能改。${recreate["zh-cn"]}`,
    },
    message: ({ facts }) => ({
      en: `The Service has healthCheckNodePort ${facts.other ?? ""}, which cannot be changed.`,
      "zh-cn": `该 Service 的 healthCheckNodePort 为 ${facts.other ?? ""}，不能修改。`,
    }),
  }),
  rule("upd-immutable-meta", {
    severity: "warning",
    title: { en: "The uid of another object", "zh-cn": "uid 属于另一个对象" },
    why: {
      en: "A uid identifies one object in one cluster. In a manifest, it makes every update of any other object fail.",
      "zh-cn": "uid 唯一标识某个集群中的某个对象。写在清单里，更新任何其他对象时都会失败。",
    },
    message: ({ facts }) => ({
      en: `The Service in the cluster has the uid ${facts.other ?? ""}; an update with another uid fails. Remove uid.`,
      "zh-cn": `集群中的 Service 的 uid 是 ${facts.other ?? ""}，不一致时更新会失败。请删除 uid。`,
    }),
  }),
  rule("upd-resource-version", {
    severity: "warning",
    title: { en: "An outdated resourceVersion", "zh-cn": "过期的 resourceVersion" },
    why: {
      en: "resourceVersion makes an update fail if the object has changed in the meantime, and every change gives the object a new one. A manifest should not contain it.",
      "zh-cn": "如果对象在此期间被改过，resourceVersion 会让更新失败；而每次修改都会改变它。清单里不应该写它。",
    },
    message: ({ facts }) => ({
      en: `The Service in the cluster is now at resourceVersion ${facts.other ?? ""}, so the update fails. Remove resourceVersion.`,
      "zh-cn": `集群中的 Service 的 resourceVersion 已是 ${facts.other ?? ""}，更新会失败。请删除 resourceVersion。`,
    }),
  }),
  rule("upd-carry-over", {
    severity: "information",
    title: { en: "A value that stays although the manifest no longer has it", "zh-cn": "清单里已删除，值却会保留" },
    why: {
      en: `If a manifest leaves out clusterIP, nodePort or healthCheckNodePort, the API server keeps the existing Service's values. ${recreate.en}`,
      "zh-cn": `清单里没有写 clusterIP、nodePort、healthCheckNodePort 时，服务器会沿用 Service 现有的值。${recreate["zh-cn"]}`,
    },
    message: ({ facts, place, effect }) =>
      facts.other === "None"
        ? effect === "refused"
          ? {
              en: `The Service in the cluster is headless and stays headless when clusterIP is left out, but type ${facts.expected ?? ""} needs an address. Delete the Service and create it again.`,
              "zh-cn": `集群中的 Service 是 headless，省略 clusterIP 时会保持不变，而 ${facts.expected ?? ""} 类型需要地址。请删除后重新创建。`,
            }
          : {
              en: "The Service in the cluster is headless and stays headless: leaving out clusterIP does not give it an address.",
              "zh-cn": "集群中的 Service 是 headless，更新后仍是：省略 clusterIP 并不会让它得到地址。",
            }
        : {
            en: `${formatField(place)} stays ${facts.other ?? ""}, although the manifest no longer contains it.`,
            "zh-cn": `${formatField(place)} 会保持 ${facts.other ?? ""}，尽管清单里已经没有它。`,
          },
  }),
  rule("csa-merge-key", {
    severity: "warning",
    title: { en: "A second protocol that kubectl apply drops", "zh-cn": "kubectl apply 会丢弃第二个协议" },
    why: {
      en: "Without `--server-side`, kubectl apply merges the ports of an existing Service by number only. Of TCP and UDP on one number, it silently drops one. `kubectl apply --server-side` and `kubectl replace` keep both.",
      "zh-cn":
        "不使用 `--server-side` 时，kubectl apply 更新已有 Service 只按端口号合并端口。同一端口号的 TCP 和 UDP 只会留下一个，另一个被静默丢弃。`kubectl apply --server-side` 和 `kubectl replace` 没有这个问题。",
    },
    message: ({ facts }) => ({
      en: `The Service has port ${facts.other ?? ""} for ${facts.expected ?? ""}; kubectl apply would merge the entry for ${facts.owner ?? ""} into it and drop one of them. Use kubectl apply --server-side.`,
      "zh-cn": `该 Service 的端口 ${facts.other ?? ""} 目前用于 ${(facts.expected ?? "").replace(" and ", " 和 ")}；kubectl apply 会把 ${facts.owner ?? ""} 的条目与之合并，丢失其中一个。请使用 kubectl apply --server-side。`,
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
