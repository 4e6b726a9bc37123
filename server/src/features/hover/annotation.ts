// What an annotation means: which program reads it, what it does, which values it may have.

import { formatField } from "../../base/field.ts";
import type { Span } from "../../base/span.ts";
import { touches } from "../../base/span.ts";
import { joinTexts, same, type Text } from "../../base/text.ts";
import { annotationsOf } from "../../model/annotations/of.ts";
import { removedAnnotation } from "../../model/annotations/removed.ts";
import { knownAnnotation, wordsOf } from "../../model/annotations/table.ts";
import type { Manifest } from "../../model/manifest.ts";

/** The explanation of the known annotation at an offset of a manifest's document, with the span of its key and value. */
export function annotationAt(manifest: Manifest, offset: number): { span: Span; text: Text } | undefined {
  for (const { key, entry } of annotationsOf(manifest.root)) {
    const span = [entry.keySpan, entry.value.span].find((each) => touches(each, offset));
    if (span === undefined) continue;
    const text = explain(key, manifest.kind);
    return text === undefined ? undefined : { span, text };
  }
  return undefined;
}

function explain(key: string, kind: string): Text | undefined {
  const was = removedAnnotation(key);
  if (was !== undefined && kind === "Service") {
    const field = formatField(was.field);
    return {
      en: `**${key}**\n\nKubernetes no longer reads this annotation. Use \`${field}\` instead.`,
      "zh-cn": `**${key}**\n\nKubernetes 已不再读取此注解。请改用 \`${field}\`。`,
    };
  }
  const known = knownAnnotation(key);
  if (known === undefined || !known.on.includes(kind)) return undefined;
  const words = wordsOf(known.value);
  const { provider } = known.family;
  return joinTexts("\n\n", [
    same(`**${key}** · ${provider.en}`),
    known.what,
    ...(words === undefined
      ? []
      : [
          {
            en: `Values: ${words.map((word) => `\`${word}\``).join(", ")}`,
            "zh-cn": `取值：${words.map((word) => `\`${word}\``).join("、")}`,
          },
        ]),
    ...(known.replacedBy === undefined
      ? []
      : [
          {
            en: `\`${known.replacedBy}\` replaced it.`,
            "zh-cn": `已由 \`${known.replacedBy}\` 取代。`,
          },
        ]),
  ]);
}
