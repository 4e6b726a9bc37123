// A key below the prefix of a known program that is a slip of one that it reads: then nothing reads it.

import { annotationMap, annotationsOf } from "../model/annotations/of.ts";
import { annotationFamily, likelyAnnotations } from "../model/annotations/table.ts";
import { renameKey } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

export const annotationUnknown = defineRule({
  id: "annotation-unknown",
  severity: "information",
  inTemplates: "key",
  local: true,
  title: { en: "An annotation that no controller reads", "zh-cn": "没有控制器读取的注解" },
  why: {
    en: "A controller reads the annotations it knows and silently ignores all others. A misspelled key therefore has no effect: the load balancer is created as if the annotation were not there. Only keys that are close to a known one are reported, because a newer release may read keys that this list does not have yet.",
    "zh-cn":
      "控制器只读取已知的注解，其他注解会被直接忽略，因此拼错的键不起作用：负载均衡器会按没有该注解的情况创建。较新的版本可能读取此列表中还没有的键，因此只报告与已知键相近的键。",
  },
  *check({ manifest, document }) {
    const { root, kind } = manifest;
    for (const { key, entry } of annotationsOf(root)) {
      const family = annotationFamily(key);
      if (!family?.on.includes(kind)) continue;
      const likely = likelyAnnotations(key).filter(({ on }) => on.includes(kind));
      const [first] = likely;
      if (first === undefined) continue;
      yield {
        span: entry.keySpan,
        field: ["metadata", "annotations", { key }],
        message: {
          en: `${family.provider.en} does not read the annotation \`${key}\`. Did you mean \`${first.key}\`?`,
          "zh-cn": `${family.provider["zh-cn"]} 不读取注解 \`${key}\`。是否应为 \`${first.key}\`？`,
        },
        fixes: function* () {
          const map = annotationMap(root);
          for (const { key: meant } of map === undefined ? [] : likely.slice(0, 3)) {
            yield {
              title: { en: `Change to \`${meant}\``, "zh-cn": `改为 \`${meant}\`` },
              safe: false,
              edits: map === undefined ? [] : renameKey(document.yaml, map, entry, meant),
            };
          }
        },
      };
    }
  },
});
