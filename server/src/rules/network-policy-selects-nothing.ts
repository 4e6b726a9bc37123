// A NetworkPolicy whose podSelector matches no pod in sight, or a rule whose peers do.

import type { FieldPath } from "../base/field.ts";
import type { Text } from "../base/text.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { NetworkPolicyManifest } from "../model/manifest.ts";
import { selectorText } from "../reach/labels.ts";
import {
  emptyPeers,
  isJudgeable,
  missingNamespaceLabels,
  type NearPods,
  nearPods,
  selectsAny,
} from "../reach/policy-selectors.ts";
import { isRefusedPolicy } from "../reach/refused-policy.ts";
import { renameKey, replaceScalar } from "../yaml/edit.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const networkPolicySelectsNothing = defineRule({
  id: "network-policy-selects-nothing",
  severity: "warning",
  title: { en: "A NetworkPolicy that selects no pods", "zh-cn": "NetworkPolicy 没有选中任何 Pod" },
  why: {
    en: "A NetworkPolicy applies to the pods in its own namespace that its `podSelector` matches. If it matches none, the policy has no effect, and the pods it was meant to protect stay open.",
    "zh-cn":
      "NetworkPolicy 只作用于其所在命名空间中与 `podSelector` 匹配的 Pod。如果没有匹配的 Pod，该策略就不起任何作用：原本要保护的 Pod 仍然是开放的。",
  },
  *check(resource, world) {
    if (!isJudged(resource, world)) return;
    const { pods } = resource.manifest.policy;
    const workloads = world.workloads(resource, resource.namespace);
    const isEmpty = pods.labels.length === 0 && pods.expressions.length === 0;
    if (isEmpty || !isJudgeable(pods) || selectsAny(pods, workloads, resource, world)) return;
    const near = nearPods(pods, workloads).filter(({ workload }) => world.areNeighbours(resource, workload));
    yield {
      ...found(near, pods.labels[0]?.entry.value.span ?? resource.manifest.name?.span, ["spec", "podSelector"]),
      message: messageOf(
        {
          en: `This policy selects no pods: no workload in namespace ${resource.namespace} has the labels ${selectorText(pods)}.`,
          "zh-cn": `此策略没有选中任何 Pod：命名空间 ${resource.namespace} 中没有工作负载具有标签 ${selectorText(pods)}。`,
        },
        near,
      ),
      fixes: () => near.slice(0, 3).map((each) => correct(resource, each)),
    };
  },
});

export const networkPolicyPeerMatchesNothing = defineRule({
  id: "network-policy-peer-matches-nothing",
  severity: "warning",
  title: { en: "A NetworkPolicy rule whose peers match nothing", "zh-cn": "NetworkPolicy 规则的对端没有匹配任何对象" },
  why: {
    en: "An item of `from` or `to` allows the pods that its selectors match. A `podSelector` alone matches pods in the policy's own namespace; with a `namespaceSelector` in the same item, it matches pods in the selected namespaces. If nothing matches, the item allows no traffic.",
    "zh-cn":
      "`from` 或 `to` 中的一项放行其选择器所匹配的 Pod。单独的 `podSelector` 只在策略自己的命名空间中查找；与同一项中的 `namespaceSelector` 一起使用时，则在后者匹配的命名空间中查找。如果没有匹配的对象，这一项就不放行任何来源。",
  },
  *check(resource, world) {
    if (!isJudged(resource, world)) return;
    const unnamed = new Set([...missingNamespaceLabels(resource, world)].map(({ path }) => path.join(" ")));
    for (const { path, peer, among } of emptyPeers(resource, world)) {
      // That the namespace lacks the label is said already, with the way out.
      if (unnamed.has(path.join(" "))) continue;
      const { pods, namespaces } = peer;
      const near =
        pods === undefined
          ? []
          : nearPods(pods, among).filter(({ workload }) => world.areNeighbours(resource, workload));
      const place = pods?.labels[0] ?? namespaces?.labels[0];
      const base: FieldPath = ["spec", ...path, pods === undefined ? "namespaceSelector" : "podSelector"];
      const asked = [
        ...(namespaces === undefined ? [] : [`namespaceSelector ${selectorText(namespaces)}`]),
        ...(pods === undefined ? [] : [`podSelector ${selectorText(pods) || "{}"}`]),
      ].join(", ");
      const where: Text =
        namespaces === undefined
          ? { en: ` in namespace ${resource.namespace}`, "zh-cn": `命名空间 ${resource.namespace} 中` }
          : { en: " in this workspace", "zh-cn": "此工作区中" };
      yield {
        ...found(near, place?.entry.value.span ?? peer.node.span, base),
        message: messageOf(
          {
            en: `No workload${where.en} matches ${asked}, so this peer allows nothing.`,
            "zh-cn": `${where["zh-cn"]}没有工作负载与 ${asked} 匹配，因此该对端不放行任何流量。`,
          },
          near,
        ),
        fixes: () => near.slice(0, 3).map((each) => correct(resource, each)),
      };
    }
  },
});

function isJudged(resource: Resource, world: World): resource is Resource<NetworkPolicyManifest> {
  if (!isA(resource, "network-policy") || resource.uncertain || isRefusedPolicy(resource)) return false;
  // Where no workload of the namespace is in sight, they are all elsewhere, and so may these be.
  return world.workloads(resource, resource.namespace).length > 0;
}

/** A slip tells what was meant; else the pods may come from elsewhere. */
function found(
  near: readonly NearPods[],
  otherwise: Report["span"] | undefined,
  base: FieldPath,
): Pick<Report, "span" | "field" | "severity"> {
  const [first] = near;
  if (first === undefined) return { severity: "hint", span: otherwise ?? { start: 0, end: 1 }, field: base };
  const { wanted, key } = first;
  return {
    severity: "warning",
    span: key === wanted.key ? wanted.entry.value.span : wanted.entry.keySpan,
    field: [...base, "matchLabels", { key: wanted.key }],
  };
}

function messageOf(said: Text, near: readonly NearPods[]): Text {
  const [first] = near;
  if (first === undefined) {
    return { en: `${said.en} They may be defined elsewhere.`, "zh-cn": `${said["zh-cn"]}它们可能在别处定义。` };
  }
  const who = `${first.workload.manifest.kind} ${first.workload.name}`;
  return {
    en: `${said.en} The pods of ${who} have ${first.key}: ${first.value}.`,
    "zh-cn": `${said["zh-cn"]}${who} 的 Pod 具有 ${first.key}: ${first.value}。`,
  };
}

/** The selector is what is wrong: the pods have their labels for others, too. */
function correct({ document, manifest }: Resource, { wanted, key, value }: NearPods): Fix {
  const map = mapWith(manifest.root, wanted.entry);
  return {
    title: { en: `Change to ${key}: ${value}`, "zh-cn": `改为 ${key}: ${value}` },
    safe: false,
    edits:
      key === wanted.key
        ? replaceScalar(document.yaml, wanted.entry.value, value)
        : map === undefined
          ? []
          : renameKey(document.yaml, map, wanted.entry, key),
  };
}

type MapNode = Resource["manifest"]["root"];
type Node = MapNode["entries"][number]["value"];

function mapWith(node: Node, entry: MapNode["entries"][number]): MapNode | undefined {
  if (node.kind === "map") {
    if (node.entries.includes(entry)) return node;
    for (const { value } of node.entries) {
      const inner = mapWith(value, entry);
      if (inner !== undefined) return inner;
    }
  }
  if (node.kind === "list") {
    for (const item of node.items) {
      const inner = mapWith(item, entry);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}
