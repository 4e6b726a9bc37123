// Writes docs/rules/: a page for every rule in both languages, and a table of all.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Locale, say } from "../server/src/base/text.ts";
import { ruleInfos } from "../server/src/rules/all.ts";
import { rulePage } from "../server/src/rules/pages/rule-page.ts";

const folder = fileURLToPath(new URL("../docs/rules", import.meta.url));

/** Every page by its path below docs/rules. */
export function pages(): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  const rules = [...ruleInfos].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const [locale, prefix] of [
    ["en", ""],
    ["zh-cn", "zh-cn/"],
  ] as const) {
    for (const rule of rules) all.set(`${prefix}${rule.id}.md`, rulePage(rule, locale));
    all.set(`${prefix}README.md`, index(locale));
  }
  return all;

  function index(locale: Locale): string {
    const words = {
      head: {
        en: "# Rules\n\n| Rule | Severity | What it finds |\n| --- | --- | --- |\n",
        "zh-cn": "# 规则\n\n| 规则 | 严重程度 | 发现的问题 |\n| --- | --- | --- |\n",
      },
      error: { en: "error", "zh-cn": "错误" },
      warning: { en: "warning", "zh-cn": "警告" },
      information: { en: "information", "zh-cn": "信息" },
      hint: { en: "hint", "zh-cn": "提示" },
    };
    const rows = rules.map(
      (rule) => `| [${rule.id}](${rule.id}.md) | ${say(words[rule.severity], locale)} | ${say(rule.title, locale)} |\n`,
    );
    return say(words.head, locale) + rows.join("");
  }
}

/** What is there, by the same paths. */
export function written(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".md")) found.set(file.split(path.sep).join("/"), readFileSync(path.join(folder, file), "utf8"));
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of pages()) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}
