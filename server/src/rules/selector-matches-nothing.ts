// A Service whose selector finds no pods: it gets an address, and every connection is refused.

import { joinTexts, same, type Text } from "../base/text.ts";
import { describeDifference, type Missing, mayMatch, missingPods, nameOfWorkload } from "../index/near-miss.ts";
import { isA, type Resource } from "../index/resource.ts";
import { selectorFixes } from "./fixes/selector.ts";
import { selectorAsBuilt } from "./fixes/selector-as-built.ts";
import { defineRule } from "./rule.ts";

export const selectorMatchesNothing = defineRule({
  id: "selector-matches-nothing",
  severity: "warning",
  title: { en: "A selector that matches no pods", "zh-cn": "选择器没有匹配任何 Pod" },
  why: {
    en: `The API server accepts such a Service and gives it an address, but every connection to it is refused, because no pod has all the labels in the selector. What matters are the labels of the **pods** (\`spec.template.metadata.labels\`) in the Service's own namespace, and every pair must match.

This is a warning if a workload nearly matches the selector, and a hint if the pods may be defined elsewhere.`,
    "zh-cn": `API server 会接受这样的 Service 并分配地址，但所有连接都会被拒绝：没有 Pod 具有选择器要求的全部标签。这里看的是 **Pod** 的标签（\`spec.template.metadata.labels\`），必须在 Service 自己的命名空间中，而且每一对键值都要匹配。

如果有工作负载与选择器相近，则为警告；如果 Pod 可能在别处定义，则只是提示。`,
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.type === "ExternalName") return;
    const { selector, selectorEntry } = manifest.service;
    if (selector === undefined || selector.length === 0 || selectorEntry === undefined) return;
    // A pair of a wrong type is the API server's to refuse; there is no telling what was meant.
    if (selectorEntry.value.kind === "map" && selectorEntry.value.entries.length !== selector.length) return;
    if (world.selected(resource).length > 0 || world.maybeSelected(resource).length > 0) return;
    // What somebody fills in later may make them match.
    if (world.workloads(resource, resource.namespace).some((workload) => mayMatch(selector, workload))) return;
    const asBuilt = selectorAsBuilt(resource);
    const found = missingPods(resource, world);
    // To a selector that nobody wrote nothing comes near.
    const missing = asBuilt.isNew ? { ...found, nearMisses: [], believed: false } : found;
    const nearest = missing.nearMisses[0];
    const wanted = nearest !== undefined && "wanted" in nearest ? nearest.wanted : undefined;
    const only = selector.length === 1 ? selector[0] : undefined;
    const place = wanted ?? only;
    // A selector that only a kustomization makes takes the place of the endpoints that somebody wrote.
    const replaces =
      asBuilt.isNew && world.naming(resource, resource.namespace, resource.name).some((one) => isA(one, "endpoints"));
    yield {
      severity: missing.believed || replaces ? "warning" : "hint",
      span: place?.entry.value.span ?? selectorEntry.keySpan,
      field: place === undefined ? ["spec", "selector"] : ["spec", "selector", { key: place.key }],
      message: joinTexts("", [messageOf(missing, resource), asBuilt.text, replaces ? replacesEndpoints : same("")]),
      related: [
        ...asBuilt.related,
        ...missing.nearMisses.slice(0, 3).map((miss) => ({
          document: miss.workload.document,
          span: miss.workload.manifest.workload.podLabelsEntry?.keySpan ??
            miss.workload.manifest.name?.span ?? { start: 0, end: 0 },
          message: named(miss.workload.manifest.kind, nameOfWorkload(miss.workload), describeDifference(miss)),
        })),
      ],
      fixes: () => selectorFixes(resource, missing),
    };
  },
});

const replacesEndpoints: Text = {
  en: " The manifest has no selector, so its endpoints are declared by hand. With the added selector, the cluster replaces them.",
  "zh-cn": "清单中没有选择器，端点由人工声明；添加选择器后，集群会替换它们。",
};

function messageOf(missing: Missing, { namespace, namespaceIsKnown }: Resource): Text {
  const near = missing.nearMisses
    .slice(0, 2)
    .map((miss) => named(miss.workload.manifest.kind, nameOfWorkload(miss.workload), describeDifference(miss)));
  const searched = namespaceIsKnown
    ? {
        en: `No workload in namespace ${namespace} of this workspace has pods with these labels`,
        "zh-cn": `此工作区的命名空间 ${namespace} 中没有工作负载的 Pod 具有这些标签`,
      }
    : {
        en: "No workload in this workspace has pods with these labels in the Service's namespace",
        "zh-cn": "此工作区中没有与该 Service 同命名空间、且 Pod 具有这些标签的工作负载",
      };
  if (near.length === 0) {
    return {
      en: `${searched.en}; they may be defined elsewhere.`,
      "zh-cn": `${searched["zh-cn"]}；它们可能在别处定义。`,
    };
  }
  return {
    en: `${searched.en}. Nearest: ${near.map((text) => text.en).join("; ")}.`,
    "zh-cn": `${searched["zh-cn"]}。最接近的是：${near.map((text) => text["zh-cn"]).join("；")}。`,
  };
}

function named(kind: string, name: string, what: Text): Text {
  return { en: `${kind} ${name}: ${what.en}`, "zh-cn": `${kind} ${name}：${what["zh-cn"]}` };
}
