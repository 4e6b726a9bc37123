// The findings of `check` for people: by file, with the line that is meant, and what the first fix makes of it.

import { pathToFileURL } from "node:url";
import { oneLine, paragraph, visible, widthOf } from "../src/base/columns.ts";
import type { Severity } from "../src/base/settings.ts";
import { type Locale, say } from "../src/base/text.ts";
import type { CheckedDiagnostic, CheckResult } from "./check.ts";
import { rulePageFile } from "./rule-pages.ts";
import type { Terminal } from "./terminal.ts";

/** Text for a terminal; `quiet`: one line for each finding, and nothing else. */
export function readable(result: CheckResult, locale: Locale, terminal: Terminal, quiet: boolean): string {
  if (quiet) return result.diagnostics.map((diagnostic) => `${lineOf(diagnostic, locale)}\n`).join("");
  const lines: string[] = [];
  let file: string | undefined;
  for (const diagnostic of result.diagnostics) {
    if (diagnostic.file !== file) lines.push(terminal.bold(visible(diagnostic.file)), "");
    file = diagnostic.file;
    lines.push(...blockOf(diagnostic, locale, terminal), "");
  }
  lines.push(say(summaryLine(result), locale));
  return `${lines.join("\n")}\n`;
}

function lineOf({ file, range: { start }, severity, rule, message }: CheckedDiagnostic, locale: Locale): string {
  const place = `${file}:${start.line + 1}:${start.character + 1}`;
  return visible(`${place}: ${say(severityWords[severity], locale)} ${rule}: ${oneLine(message)}`);
}

function blockOf(diagnostic: CheckedDiagnostic, locale: Locale, terminal: Terminal): readonly string[] {
  const { range, rule, severity, message, environments, related, fixes } = diagnostic;
  const { start } = range;
  const head = [
    terminal.severity(severity, say(severityWords[severity], locale)),
    terminal.link(rule, pageOf(rule, locale)),
    terminal.dim(`${start.line + 1}:${start.character + 1}`),
  ];
  const lines = [`  ${head.join("  ")}`];
  const add = (text: string, hanging?: string) => lines.push(...paragraph(text, terminal.columns, "    ", hanging));
  add(message);
  if (environments !== undefined) add(`(${environments.join(", ")})`);
  lines.push(...frameOf(diagnostic, terminal));
  for (const { file, range: where, message: words } of related.slice(0, 3))
    add(`${file}:${where.start.line + 1}:${where.start.character + 1}  ${words}`, "        ");
  const [first, ...others] = fixes;
  if (first !== undefined) {
    add(`${say({ en: "fix: ", "zh-cn": "修复：" }, locale)}${first.title}`, "         ");
    const effect = diagnostic.frame?.effect() ?? [];
    for (const line of effect.slice(0, 6)) {
      const shown = visible(line.slice(0, terminal.columns - 8));
      lines.push(`      ${line.startsWith("-") ? terminal.removed(shown) : terminal.added(shown)}`);
    }
    if (effect.length > 6) lines.push("      …");
  }
  for (const { title } of others.slice(0, 3))
    add(`${say({ en: "or: ", "zh-cn": "或：" }, locale)}${title}`, "        ");
  return lines;
}

/** The line with its number, and carets under what is meant; a long line is cut around it. */
function frameOf({ range, severity, frame }: CheckedDiagnostic, terminal: Terminal): readonly string[] {
  const { start, end } = range;
  if (frame === undefined || frame.line.trim() === "") return [];
  const number = String(start.line + 1);
  const room = terminal.columns - number.length - 8;
  const line = frame.line.replaceAll("\t", " ");
  // What stands in front of the finding is cut where both do not fit.
  const from = start.character > room - 20 ? start.character - 20 : 0;
  const last = end.line === start.line ? Math.max(end.character, start.character + 1) : line.length;
  const shown = visible(line.slice(from, from + room));
  const before = widthOf(visible(line.slice(from, start.character)));
  const marked = widthOf(visible(line.slice(start.character, Math.min(last, from + room)))) || 1;
  const gutter = terminal.dim(`    ${" ".repeat(number.length)} │`);
  return [
    `${terminal.dim(`    ${number} │`)} ${shown}`,
    `${gutter} ${" ".repeat(before)}${terminal.severity(severity, "^".repeat(marked))}`,
  ];
}

/** The address of the rule's page, where it is there. */
function pageOf(rule: string, locale: Locale): string | undefined {
  const file = rulePageFile(rule, locale);
  return file === undefined ? undefined : pathToFileURL(file).href;
}

const severityWords: Readonly<Record<Severity, { en: string; "zh-cn": string }>> = {
  error: { en: "error", "zh-cn": "错误" },
  warning: { en: "warning", "zh-cn": "警告" },
  information: { en: "information", "zh-cn": "信息" },
  hint: { en: "hint", "zh-cn": "提示" },
};

function summaryLine({ summary }: CheckResult) {
  const { files, services, error, warning, information, hint, skipped } = summary;
  const left = skipped.ignored + skipped.excluded + skipped.unreadable;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return {
    en: `${plural(services, "Service")} in ${plural(files, "file")}: ${plural(error, "error")}, ${plural(warning, "warning")}, ${information} information, ${plural(hint, "hint")}${left === 0 ? "" : ` (${plural(left, "file")} skipped)`}`,
    "zh-cn": `${files} 个文件中有 ${services} 个 Service：${error} 个错误，${warning} 个警告，${information} 条信息，${hint} 条提示${left === 0 ? "" : `（已跳过 ${left} 个文件）`}`,
  };
}
