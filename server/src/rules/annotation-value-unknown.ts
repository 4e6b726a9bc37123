// An annotation whose value must be one of a few words, and is none of them.

import { isTypo } from "../index/likeness.ts";
import { annotationsOf } from "../model/annotations/of.ts";
import { knownAnnotation, wordsOf } from "../model/annotations/table.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

/** What Go's ParseBool takes, and what people write for it: programs differ, so none of these is called wrong. */
const likeBoolean = /^(1|0|t|f|true|false|y|n|yes|no|on|off|enabled?|disabled?)$/i;

/** Keys whose program takes more than the documented words: any text makes an AWS load balancer internal. */
const lenient = ["service.beta.kubernetes.io/aws-load-balancer-internal"];

export const annotationValueUnknown = defineRule({
  id: "annotation-value-unknown",
  severity: "information",
  inTemplates: "value",
  local: true,
  title: { en: "An annotation value that its controller does not support", "zh-cn": "控制器不支持的注解值" },
  why: {
    en: "The API server accepts any text in an annotation. Only the controller that reads it notices an unsupported value. It then uses its default, or reports an event and stops processing the object.",
    "zh-cn":
      "API server 接受任意文本作为注解的值，读取它的控制器到后来才会发现问题：或者使用默认值，或者产生一个事件并停止处理该对象。",
  },
  *check({ manifest, document }) {
    for (const { key, value, entry } of annotationsOf(manifest.root)) {
      const known = knownAnnotation(key);
      const words = known === undefined ? undefined : wordsOf(known.value);
      if (known === undefined || words === undefined || !known.on.includes(manifest.kind)) continue;
      if (lenient.includes(key) || !/^[\w.-]+$/.test(value)) continue;
      if (known.value === "boolean" && likeBoolean.test(value)) continue;
      if (words.some((word) => word.toLowerCase() === value.toLowerCase())) continue;
      const list = words.map((word) => `\`${word}\``);
      const last = list.at(-1) ?? "";
      const near = words.filter((word) => isTypo(value, word));
      yield {
        span: entry.value.span,
        field: ["metadata", "annotations", { key }],
        message: {
          en: `${known.family.provider.en} expects ${[...(list.length > 1 ? [list.slice(0, -1).join(", ")] : []), last].join(" or ")} here, not "${value}".`,
          "zh-cn": `${known.family.provider["zh-cn"]} 在这里只接受 ${list.join("、")}，而不是 "${value}"。`,
        },
        fixes: () =>
          (near.length > 0 ? near : words.slice(0, 4)).map((word) => ({
            title: { en: `Change to \`${word}\``, "zh-cn": `改为 \`${word}\`` },
            safe: false,
            edits: replaceScalar(document.yaml, entry.value, word),
          })),
      };
    }
  },
});
