// Findings as an editor shows them.

import { formatField } from "../base/field.ts";
import type { Severity } from "../base/settings.ts";
import { type Locale, say } from "../base/text.ts";
import type { WorkspaceFile } from "../index/document.ts";
import type { TextRange } from "../protocol.ts";
import type { Checker, Reported } from "../rules/checking/checker.ts";
import type { Finding } from "../rules/rule.ts";
import { placeOfSpan, rangeOf } from "./ranges.ts";

/** An LSP Diagnostic. */
export interface FileDiagnostic {
  range: TextRange;
  severity: 1 | 2 | 3 | 4;
  code: string;
  codeDescription?: { href: string };
  source: "service-paths";
  message: string;
  tags?: (1 | 2)[];
  relatedInformation?: { location: { uri: string; range: TextRange }; message: string }[];
  data: { field: string };
}

/** How diagnostics are shown, beside the findings themselves. */
export interface DiagnosticStyle {
  readonly locale: Locale;
  /** Base URI of the rules' pages. */
  readonly pages: string | undefined;
  /** Rules that another extension shows already. */
  readonly shownElsewhere: ReadonlySet<string>;
}

/** The diagnostics of one file, in order of place, then of rule. */
export function diagnosticsOf(file: WorkspaceFile, checker: Checker, style: DiagnosticStyle): FileDiagnostic[] {
  const diagnostics: FileDiagnostic[] = [];
  for (const document of file.documents) {
    for (const reported of checker.check(document)) {
      if (!style.shownElsewhere.has(reported.finding.rule)) diagnostics.push(toDiagnostic(reported, document, style));
    }
  }
  return diagnostics;
}

/** In order of place, then of rule. */
export function inPlaceOrder(diagnostics: readonly FileDiagnostic[]): FileDiagnostic[] {
  const compare = (a: FileDiagnostic, b: FileDiagnostic) =>
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
  return [...diagnostics].sort(compare);
}

export function toDiagnostic(
  reported: Reported,
  document: WorkspaceFile["documents"][number],
  style: DiagnosticStyle,
): FileDiagnostic {
  const { finding } = reported;
  return {
    range: rangeOf(document, finding.span),
    severity: severityNumber[finding.severity],
    code: finding.rule,
    ...pageOf(finding.rule, style),
    source: "service-paths",
    message: wholeMessage(finding, style.locale),
    ...(finding.tag === undefined ? {} : { tags: [finding.tag === "unnecessary" ? 1 : 2] }),
    ...(finding.related === undefined
      ? {}
      : {
          relatedInformation: finding.related.map((related) => ({
            location: placeOfSpan(related.document, related.span),
            message: say(related.message, style.locale),
          })),
        }),
    data: { field: formatField(finding.field) },
  };
}

/** The link to a rule's page, where there are pages. */
export function pageOf(rule: string, { pages }: DiagnosticStyle): Pick<FileDiagnostic, "codeDescription"> {
  return pages === undefined ? {} : { codeDescription: { href: `${pages}${rule}.md` } };
}

/** What is wrong in our words, then in the API server's own, for they are what people search for. */
export function wholeMessage(finding: Finding, locale: Locale): string {
  const ours = say(finding.message, locale);
  const { server } = finding;
  return server === undefined ? ours : `${ours}\n${say(lead[server.when], locale)}${server.sentence}`;
}

const lead = {
  now: { en: "API server: ", "zh-cn": "API server：" },
  after: {
    en: "After the other errors are fixed, the API server will report: ",
    "zh-cn": "修复其他错误之后，API server 会报告：",
  },
} as const;

export const severityNumber: Readonly<Record<Severity, 1 | 2 | 3 | 4>> = {
  error: 1,
  warning: 2,
  information: 3,
  hint: 4,
};
