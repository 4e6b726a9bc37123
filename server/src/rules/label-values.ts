// Labels of workloads that YAML reads as something else than text: the API server refuses the object.

import type { FieldPath } from "../base/field.ts";
import { rootPath } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import { serverRules } from "./api-server/catalogue.ts";
import { type Check, type Finding, report } from "./rule.ts";

const rule = serverRules["string-map-values"];

/** The same as the API server's rule for Services, on what Services select. */
export const labelValues: Check = {
  name: "label-values",
  rules: [rule],
  local: true,
  *check(resource) {
    const { manifest, document } = resource;
    if (manifest.is !== "workload") return;
    const pods = manifest.workload.podLabelsEntry?.value;
    for (const map of [
      get(manifest.root, "metadata", "labels"),
      get(manifest.root, "spec", "selector", "matchLabels"),
      pods,
    ]) {
      const path = map?.kind === "map" ? pathOfNode(manifest.root, map) : undefined;
      if (map?.kind !== "map" || path === undefined) continue;
      yield* wrongValues(map, path, (field, value) =>
        setField(document.yaml, [...rootPath(manifest), ...field], value),
      );
    }
  },
};

function* wrongValues(
  map: MapNode,
  path: FieldPath,
  set: (field: FieldPath, value: string) => ReturnType<typeof setField>,
): Iterable<Finding> {
  for (const { key, value, merged } of map.entries) {
    if (merged === true || value.kind === "string" || value.kind === "null") continue;
    const field = [...path, { key }];
    const kind = kinds[value.kind];
    yield report(rule, {
      span: value.kind === "map" || value.kind === "list" ? firstOf(map, key) : value.span,
      field,
      message: {
        en: `YAML reads the value of label ${key} as ${kind.en}, but labels must be text: put it in quotes.`,
        "zh-cn": `YAML 会把标签 ${key} 的值解析为${kind["zh-cn"]}，而标签值必须是文本：请加上引号。`,
      },
      fixes: () =>
        value.kind === "map" || value.kind === "list"
          ? []
          : [
              {
                title: { en: `Put ${value.source} in quotes`, "zh-cn": `给 ${value.source} 加上引号` },
                safe: true,
                edits: set(field, value.source),
              },
            ],
    });
  }
}

function firstOf(map: MapNode, key: string) {
  return map.entries.find((candidate) => candidate.key === key)?.keySpan ?? map.span;
}

const kinds: Readonly<Record<Exclude<Node["kind"], "string" | "null">, { en: string; "zh-cn": string }>> = {
  number: { en: "a number", "zh-cn": "数字" },
  bool: { en: "a boolean", "zh-cn": "布尔值" },
  map: { en: "an object", "zh-cn": "对象" },
  list: { en: "a list", "zh-cn": "列表" },
};
