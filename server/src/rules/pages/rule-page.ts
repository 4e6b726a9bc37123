// A rule's page of documentation, as Markdown: packed with the extension (scripts/docs.ts), and for `explain`.

import { type Locale, say, type Text } from "../../base/text.ts";
import type { RuleInfo } from "../rule.ts";
import { whenToAllow } from "./when-to-allow.ts";

/** A manifest that is wrong, and one that is right. */
export interface Example {
  /** YAML, with the finding as a comment below its place. */
  readonly wrong: string;
  /** What the first fix does, and what it leaves; undefined where only the author can know. */
  readonly fixed: { readonly title: string; readonly text: string } | undefined;
  /** A manifest like the wrong one of which nothing is said; where there is no fix. */
  readonly right: string | undefined;
}

const words = {
  wrong: { en: "Wrong", "zh-cn": "错误示例" },
  fixed: { en: "After the fix", "zh-cn": "修复之后" },
  right: { en: "Right", "zh-cn": "正确示例" },
  allow: { en: "When to allow it", "zh-cn": "何时可以允许" },
} as const;

/** How grave a rule is, and why it is so grave. */
export function severityWords({ severity, refusedBy }: RuleInfo): Text {
  if (severity === "error" && refusedBy === "kubectl")
    return { en: "error: kubectl refuses it", "zh-cn": "错误：kubectl 会拒绝" };
  if (severity === "error" && refusedBy === "api-server")
    return { en: "error: the API server refuses it", "zh-cn": "错误：API server 会拒绝" };
  return gravity[severity];
}

const gravity = {
  error: { en: "error: it cannot be applied as intended", "zh-cn": "错误：无法按原意应用" },
  warning: {
    en: "warning: accepted, but traffic will not arrive as written",
    "zh-cn": "警告：会被接受，但流量不会按所写的方式到达",
  },
  information: { en: "information: valid, but may be unexpected", "zh-cn": "信息：有效，但结果可能出乎意料" },
  hint: { en: "hint: a suggestion, or something that cannot be verified", "zh-cn": "提示：建议，或无法核实的情况" },
} as const;

/** The page in one language. */
export function rulePage(rule: RuleInfo, locale: Locale, example?: Example): string {
  const how = say(
    {
      en: `Write \`# service-paths: allow ${rule.id}\` at the end of the line or on the line above. Before the first key, it applies to the whole document. To change the severity or turn the rule off everywhere, use the setting \`servicePaths.rules\`.`,
      "zh-cn": `在行尾或上一行写 \`# service-paths: allow ${rule.id}\`；写在第一个键之前则对整个文档生效。要修改严重程度或全局关闭，请使用设置 \`servicePaths.rules\`。`,
    },
    locale,
  );
  const parts = [
    `# ${rule.id}`,
    say(rule.title, locale),
    `*${say(severityWords(rule), locale)}*`,
    say(rule.why, locale),
  ];
  if (example !== undefined) {
    parts.push(`## ${say(words.wrong, locale)}`, fenced(example.wrong));
    if (example.fixed !== undefined)
      parts.push(`## ${say(words.fixed, locale)}`, example.fixed.title, fenced(example.fixed.text));
    else if (example.right !== undefined) parts.push(`## ${say(words.right, locale)}`, fenced(example.right));
  }
  parts.push(`## ${say(words.allow, locale)}`, say(whenToAllow(rule), locale), how);
  return `${parts.join("\n\n")}\n`;
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml.replace(/\n*$/, "\n")}\`\`\``;
}
