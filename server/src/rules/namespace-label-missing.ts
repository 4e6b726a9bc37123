// A namespaceSelector that means a namespace by its name, with a label that the namespace does not have.

import { isA, type Resource } from "../index/resource.ts";
import { rootPath } from "../model/manifest.ts";
import { type MissingNamespaceLabel, missingNamespaceLabels } from "../reach/policy-selectors.ts";
import { isRefusedPolicy } from "../reach/refused-policy.ts";
import { namespaceNameLabel } from "../reach/scene.ts";
import { get } from "../yaml/cursor.ts";
import { renameKey, setField } from "../yaml/edit.ts";
import { defineRule, type Fix } from "./rule.ts";

export const namespaceLabelMissing = defineRule({
  id: "namespace-label-missing",
  severity: "warning",
  title: { en: "A label that the namespace does not have", "zh-cn": "命名空间没有所要求的标签" },
  why: {
    en: "A `namespaceSelector` matches the labels of namespaces, not their names. Every namespace has the label `kubernetes.io/metadata.name` with its own name; other labels, such as `name`, exist only if somebody added them. Without the label, the peer matches nothing.",
    "zh-cn":
      "`namespaceSelector` 匹配的是命名空间的标签，而不是其名称。每个命名空间都带有标签 `kubernetes.io/metadata.name`，其值为命名空间的名称；`name` 之类的标签只有在有人添加之后才存在。缺少该标签时，此对端不会匹配任何对象。",
  },
  *check(resource, world) {
    if (!isA(resource, "network-policy") || resource.uncertain || isRefusedPolicy(resource)) return;
    for (const missing of missingNamespaceLabels(resource, world)) {
      const { path, pair, namespace, object } = missing;
      yield {
        // Of a namespace that is not in sight nobody knows what somebody labelled it with.
        severity: object === undefined || object.uncertain ? "hint" : "warning",
        span: pair.entry.span,
        field: ["spec", ...path, "namespaceSelector", "matchLabels", { key: pair.key }],
        message:
          object === undefined
            ? {
                en: `Namespace ${namespace} may not have the label ${pair.key}: ${pair.value}. Every namespace has ${namespaceNameLabel}.`,
                "zh-cn": `命名空间 ${namespace} 可能没有标签 ${pair.key}: ${pair.value}。每个命名空间都有 ${namespaceNameLabel}。`,
              }
            : {
                en: `Namespace ${namespace} does not have the label ${pair.key}: ${pair.value}, so this peer matches nothing. Every namespace has ${namespaceNameLabel}.`,
                "zh-cn": `命名空间 ${namespace} 没有标签 ${pair.key}: ${pair.value}，因此该对端不会匹配任何对象。每个命名空间都有 ${namespaceNameLabel}。`,
              },
        related:
          object === undefined
            ? []
            : [
                {
                  document: object.document,
                  span: (object.manifest.name ?? object.manifest.root).span,
                  message: { en: `Namespace ${namespace}`, "zh-cn": `Namespace ${namespace}` },
                },
              ],
        fixes: () => fixesFor(resource, missing),
      };
    }
  },
});

function* fixesFor({ manifest, document }: Resource, { path, pair, object }: MissingNamespaceLabel): Iterable<Fix> {
  const map = get(manifest.root, "spec", ...path, "namespaceSelector", "matchLabels");
  yield {
    title: {
      en: `Change to ${namespaceNameLabel}: ${pair.value}`,
      "zh-cn": `改为 ${namespaceNameLabel}: ${pair.value}`,
    },
    safe: false,
    edits: map?.kind === "map" ? renameKey(document.yaml, map, pair.entry, namespaceNameLabel) : [],
  };
  if (object === undefined) return;
  const place = [...rootPath(object.manifest), "metadata", "labels", { key: pair.key }];
  yield {
    title: {
      en: `Add label ${pair.key}: ${pair.value} to Namespace ${object.name}`,
      "zh-cn": `为 Namespace ${object.name} 添加标签 ${pair.key}: ${pair.value}`,
    },
    safe: false,
    edits: setField(object.document.yaml, place, pair.value).map((edit) => ({ ...edit, document: object.document })),
  };
}
