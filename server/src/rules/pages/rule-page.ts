// A rule's page of documentation, as Markdown: for docs/rules/ and for `explain`.

import { type Locale, say } from "../../base/text.ts";
import type { RuleInfo } from "../rule.ts";

const words = {
  error: { en: "error: the API server refuses it", "zh-cn": "错误：API server 会拒绝" },
  warning: {
    en: "warning: accepted, but traffic will not arrive as written",
    "zh-cn": "警告：会被接受，但流量不会按所写的方式到达",
  },
  information: { en: "information: it works, but may surprise", "zh-cn": "信息：可以工作，但结果可能出乎意料" },
  hint: { en: "hint: worth a look", "zh-cn": "提示：值得看一眼" },
} as const;

/** The page in one language. */
export function rulePage(rule: RuleInfo, locale: Locale): string {
  const allow = say(
    {
      en: `To allow it in one place, write \`# service-paths: allow ${rule.id}\` at the end of the line or on the line above; before the first key it holds for the whole document. The setting \`servicePaths.rules\` changes its severity or turns it off everywhere.`,
      "zh-cn": `如需在某处允许，请在行尾或上一行写 \`# service-paths: allow ${rule.id}\`；写在第一个键之前则对整个文档生效。设置 \`servicePaths.rules\` 可以修改严重程度或全局关闭。`,
    },
    locale,
  );
  return `# ${rule.id}\n\n${say(rule.title, locale)}\n\n*${say(words[rule.severity], locale)}*\n\n${say(rule.why, locale)}\n\n${allow}\n`;
}
