// What `check` found, in the format that is asked for.

import type { Severity } from "../src/base/settings.ts";
import type { Locale } from "../src/base/text.ts";
import type { TextRange } from "../src/protocol.ts";
import { type CheckedDiagnostic, type CheckResult, resultJson } from "./check.ts";
import { readable } from "./check-text.ts";
import type { Terminal } from "./terminal.ts";

/** What else a printed result depends on. */
export interface Printing {
  readonly locale: Locale;
  readonly version: string;
  /** The severities for which the call fails. */
  readonly failing: readonly Severity[];
  readonly terminal: Terminal;
  /** Text: one line for each finding, and nothing else. */
  readonly quiet: boolean;
}

/** The result in one of the formats of `check`. */
export function printCheck(
  result: CheckResult,
  format: string,
  { locale, version, failing, terminal, quiet }: Printing,
): string {
  switch (format) {
    case "json":
      return resultJson(result);
    case "sarif":
      return `${JSON.stringify(sarif(result, version), null, 2)}\n`;
    case "github":
      return result.diagnostics.map((diagnostic) => `${githubLine(diagnostic)}\n`).join("");
    case "junit":
      return junit(result, failing);
    default:
      return readable(result, locale, terminal, quiet);
  }
}

/** GitHub's workflow commands, which show a diagnostic at its line of a pull request. */
function githubLine(diagnostic: CheckedDiagnostic): string {
  const kind = { error: "error", warning: "warning", information: "notice", hint: "notice" }[diagnostic.severity];
  const { start, end } = diagnostic.range;
  const properties = {
    file: diagnostic.file,
    line: start.line + 1,
    endLine: end.line + 1,
    col: start.character + 1,
    endColumn: end.character + 1,
    title: diagnostic.rule,
  };
  const property = (value: string | number) => escapeData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${kind} ${list.join(",")}::${escapeData(diagnostic.message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** SARIF 2.1.0. */
function sarif(result: CheckResult, version: string) {
  const rules = [...new Set(result.diagnostics.map((diagnostic) => diagnostic.rule))].sort();
  const level = { error: "error", warning: "warning", information: "note", hint: "note" } as const;
  const place = (file: string, range: TextRange) => ({
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file) },
      region: {
        startLine: range.start.line + 1,
        startColumn: range.start.character + 1,
        endLine: range.end.line + 1,
        endColumn: range.end.character + 1,
      },
    },
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "service-paths", version, rules: rules.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: result.diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.rule,
          ruleIndex: rules.indexOf(diagnostic.rule),
          level: level[diagnostic.severity],
          message: { text: diagnostic.message },
          locations: [place(diagnostic.file, diagnostic.range)],
          ...(diagnostic.related.length === 0
            ? {}
            : {
                relatedLocations: diagnostic.related.map((related, id) => ({
                  id,
                  ...place(related.file, related.range),
                  message: { text: related.message },
                })),
              }),
        })),
      },
    ],
  };
}

/** A test case for each diagnostic. Those that do not fail the call have passed, and say what they have to say as output. */
function junit(result: CheckResult, failing: readonly Severity[]): string {
  const fails = ({ severity }: CheckedDiagnostic) => failing.includes(severity);
  const files = new Map<string, CheckedDiagnostic[]>();
  for (const diagnostic of result.diagnostics) {
    const list = files.get(diagnostic.file) ?? [];
    list.push(diagnostic);
    files.set(diagnostic.file, list);
  }
  const suites = [...files].map(([file, list]) => {
    const cases = list.map((diagnostic) => {
      const name = `${diagnostic.rule} (${diagnostic.range.start.line + 1}:${diagnostic.range.start.character + 1})`;
      const { severity, message } = diagnostic;
      const said = fails(diagnostic)
        ? `<failure type=${xml(severity)} message=${xml(message)}/>`
        : `<system-out>${escaped(`${severity}: ${message}`)}</system-out>`;
      return `    <testcase name=${xml(name)} classname=${xml(file)}>${said}</testcase>`;
    });
    const failures = list.filter(fails).length;
    return `  <testsuite name=${xml(file)} tests="${list.length}" failures="${failures}">\n${cases.join("\n")}\n  </testsuite>`;
  });
  const counts = `tests="${result.diagnostics.length}" failures="${result.diagnostics.filter(fails).length}"`;
  const body = suites.length === 0 ? "" : `${suites.join("\n")}\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="service-paths" ${counts}>\n${body}</testsuites>\n`;
}

/** A quoted XML attribute. */
function xml(text: string): string {
  return `"${escaped(text)}"`;
}

/** Text for XML; characters that XML 1.0 cannot hold become U+FFFD. */
function escaped(text: string): string {
  const clean = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
  return clean.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`);
}
