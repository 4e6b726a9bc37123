// Writes what is told of the rules: docs/rules.md, one overview for each language, and the pages in dist/rules/.
//   node --import tsx scripts/docs.ts           both
//   node --import tsx scripts/docs.ts --pages   the pages alone, as the build does

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Locale, say } from "../server/src/base/text.ts";
import { ruleInfos } from "../server/src/rules/all.ts";
import { rulePage, severityWords } from "../server/src/rules/pages/rule-page.ts";
import { exampleFinder } from "./examples.ts";

const top = fileURLToPath(new URL("..", import.meta.url));
const locales: readonly Locale[] = ["en", "zh-cn"];

/** The overviews by their paths: a table of all rules, and what each says. */
export function overviews(): ReadonlyMap<string, string> {
  return new Map(
    locales.map((locale) => [locale === "en" ? "docs/rules.md" : `docs/rules.${locale}.md`, table(locale)]),
  );
}

/** Every page by its path below dist/rules. */
export function pages(): ReadonlyMap<string, string> {
  const exampleOf = exampleFinder();
  const all = locales.flatMap((locale) =>
    ruleInfos.map((rule) => [`${locale}/${rule.id}.md`, rulePage(rule, locale, exampleOf(rule.id, locale))] as const),
  );
  return new Map(all);
}

function table(locale: Locale): string {
  const head = {
    en: "# Rules\n\nWritten by `npm run docs`. The extension brings a page for each rule, with an example: click on a finding's id.\n\n| Rule | What it finds |\n| --- | --- |\n",
    "zh-cn":
      "# 规则\n\n由 `npm run docs` 生成。扩展为每条规则附带一页带示例的说明：点击检查结果的 id 即可打开。\n\n| 规则 | 发现的问题 |\n| --- | --- |\n",
  };
  const rows = ruleInfos.map(({ id, title }) => `| [${id}](#${id}) | ${say(title, locale)} |\n`);
  const sections = ruleInfos.map(
    (rule) => `\n## ${rule.id}\n\n*${say(severityWords(rule), locale)}*\n\n${say(rule.why, locale)}\n`,
  );
  return say(head, locale) + rows.join("") + sections.join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join(top, "dist/rules");
  rmSync(folder, { recursive: true, force: true });
  for (const locale of locales) mkdirSync(path.join(folder, locale), { recursive: true });
  for (const [file, text] of pages()) writeFileSync(path.join(folder, file), text);
  if (!process.argv.includes("--pages"))
    for (const [file, text] of overviews()) writeFileSync(path.join(top, file), text);
}
