// `service-paths explain`: the documentation of a rule or a field, as Markdown.

import { readFileSync } from "node:fs";
import { paragraph } from "../src/base/columns.ts";
import { type Locale, say, type Text } from "../src/base/text.ts";
import { type FieldDoc, fieldDoc, fieldDocs, typeText } from "../src/model/fields.ts";
import { ruleInfos } from "../src/rules/all.ts";
import { rulePage } from "../src/rules/pages/rule-page.ts";
import { UsageError } from "./arguments.ts";
import { rulePageFile } from "./rule-pages.ts";

/** The text for a rule's id or a field's path (`spec.ports[0].targetPort` and `ports.targetPort` will do); without one, a list of both. */
export function explain(subject: string | undefined, format: string, locale: Locale, columns: number): string {
  if (subject === undefined) return list(format, locale, columns);
  const rule = ruleInfos.find((info) => info.id === subject);
  if (rule !== undefined) {
    if (format === "json") {
      return json({
        rule: rule.id,
        severity: rule.severity,
        title: say(rule.title, locale),
        why: say(rule.why, locale),
      });
    }
    const page = rulePageFile(rule.id, locale);
    return fitted(page === undefined ? rulePage(rule, locale) : readFileSync(page, "utf8"), columns);
  }
  const path = subject.replace(/\[[^\]]*\]/g, "").replace(/^service\./i, "");
  const doc = fieldDoc(path) ?? fieldDoc(`spec.${path}`) ?? fieldDoc(`metadata.${path}`);
  if (doc !== undefined)
    return format === "json" ? json(fieldJson(doc, locale)) : fitted(fieldPage(doc, locale), columns);
  throw new UsageError({
    en: `"${subject}" is neither a rule nor a field of a Service; run "service-paths explain" for a list`,
    "zh-cn": `"${subject}" 既不是规则，也不是 Service 的字段；运行 "service-paths explain" 可查看列表`,
  });
}

/** A page in lines of so many columns; tables, and code but for its comments, stay as they are. */
function fitted(page: string, columns: number): string {
  let isCode = false;
  return page
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("```")) isCode = !isCode;
      // The finding's message is a comment in the example.
      if (isCode && line.startsWith("#")) return paragraph(line, columns, "", "#     ");
      if (isCode || /^(```|\||#)/.test(line)) return [line];
      return paragraph(line, columns, "", line.startsWith("- ") ? "  " : "");
    })
    .join("\n");
}

function list(format: string, locale: Locale, columns: number): string {
  const rules = [...ruleInfos].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === "json") {
    return json({
      rules: rules.map((rule) => ({ rule: rule.id, severity: rule.severity, title: say(rule.title, locale) })),
      fields: fieldDocs.map((doc) => doc.path),
    });
  }
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.flatMap((rule) =>
    paragraph(say(rule.title, locale), columns, `  ${rule.id.padEnd(width)}  `, " ".repeat(width + 4)),
  );
  const heads: Record<"rules" | "fields", Text> = {
    rules: { en: "Rules", "zh-cn": "规则" },
    fields: { en: "Fields", "zh-cn": "字段" },
  };
  return `${say(heads.rules, locale)}\n${lines.join("\n")}\n\n${say(heads.fields, locale)}\n${fieldDocs.map((doc) => `  ${doc.path}`).join("\n")}\n`;
}

function fieldPage(doc: FieldDoc, locale: Locale): string {
  const parts = [`# ${doc.path}`, `*${say(typeText(doc), locale)}*`, say(doc.what, locale)];
  if (doc.deprecated !== undefined) parts.push(`**${say(doc.deprecated, locale)}**`);
  if (doc.values !== undefined)
    parts.push(
      doc.values
        .map(({ value, what }) =>
          say({ en: `- \`${value}\`: ${what.en}`, "zh-cn": `- \`${value}\`：${what["zh-cn"]}` }, locale),
        )
        .join("\n"),
    );
  if (doc.absent !== undefined)
    parts.push(say({ en: `Default: ${doc.absent.en}`, "zh-cn": `省略时：${doc.absent["zh-cn"]}` }, locale));
  return `${parts.join("\n\n")}\n`;
}

function fieldJson(doc: FieldDoc, locale: Locale) {
  return {
    field: doc.path,
    type: doc.type,
    what: say(doc.what, locale),
    ...(doc.absent === undefined ? {} : { absent: say(doc.absent, locale) }),
    ...(doc.deprecated === undefined ? {} : { deprecated: say(doc.deprecated, locale) }),
    ...(doc.values === undefined
      ? {}
      : { values: doc.values.map(({ value, what }) => ({ value, what: say(what, locale) })) }),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
