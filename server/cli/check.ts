// `service-paths check`: what is wrong in files and folders, in every format that `--format` names.

import { formatField } from "../src/base/field.ts";
import type { RuleLevel, Severity } from "../src/base/settings.ts";
import { type Locale, say } from "../src/base/text.ts";
import { wholeMessage } from "../src/features/diagnostics.ts";
import { rangeInText } from "../src/features/ranges.ts";
import type { WorkspaceDocument } from "../src/index/document.ts";
import type { Environment } from "../src/index/environments.ts";
import { compareOrder } from "../src/index/order.ts";
import { chartOfRendered } from "../src/index/plan.ts";
import type { Workspace } from "../src/index/workspace.ts";
import type { TextRange } from "../src/protocol.ts";
import { chartDependencyMissing, dependencyMissing } from "../src/rules/charts.ts";
import { Checker, fixesOf, type Reported } from "../src/rules/checking/checker.ts";
import { callEnvironments, environmentNamed } from "./environments.ts";
import { type CallCharts, chartOfTemplate, type Placing, placing, type RenderedChart } from "./rendered.ts";
import { nothingSkipped, type Skipped, type Source } from "./sources.ts";

/** One diagnostic of `check --format json`. */
export interface CheckedDiagnostic {
  readonly file: string;
  readonly range: TextRange;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly field: string;
  readonly resource: { readonly kind: string; readonly namespace?: string; readonly name: string } | null;
  /** The environments in which it holds, where it does not hold in all that apply the manifest. */
  readonly environments?: readonly string[];
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
  readonly related: readonly { readonly file: string; readonly range: TextRange; readonly message: string }[];
}

/** `check --format json`. */
export interface CheckResult {
  readonly version: 1;
  readonly diagnostics: readonly CheckedDiagnostic[];
  readonly summary: Readonly<Record<"files" | "documents" | "services" | Severity, number>> & {
    /** How many files of folders were not read, and why. */
    readonly skipped: Readonly<Skipped>;
  };
}

/** Checks every source against the others. */
export function check(
  sources: readonly Source[],
  workspace: Workspace,
  locale: Locale,
  onFailure: (rule: string, error: unknown) => void,
  skipped: Skipped = nothingSkipped(),
  charts: readonly RenderedChart[] = [],
  environment?: string,
): CheckResult {
  const all = callEnvironments(sources, workspace);
  const meant = environment === undefined ? undefined : environmentNamed(environment, all);
  const checker = new Checker(workspace, onFailure);
  const places = placing(sources, charts, true);
  const diagnostics: CheckedDiagnostic[] = [];
  const judged = sources.filter(({ role }) => role !== "context");
  const summary = { files: judged.length, documents: 0, services: 0, error: 0, warning: 0, information: 0, hint: 0 };
  for (const source of judged) {
    for (const document of workspace.file(source.uri)?.documents ?? []) {
      if (meant !== undefined && !workspace.resources(document).some((one) => meant.some((each) => each.holds(one))))
        continue;
      if (document.yaml.root !== undefined || document.yaml.errors.length > 0) summary.documents++;
      summary.services += document.manifests.filter((manifest) => manifest.is === "service").length;
      for (const reported of checker.check(document)) {
        const where = holdsIn(reported, document, workspace, all);
        if (meant !== undefined && where !== undefined && !meant.some((one) => where.includes(one.name))) continue;
        summary[reported.finding.severity]++;
        const diagnostic = checkedDiagnostic(reported, document, places, locale);
        diagnostics.push(
          where === undefined || where.length === 0 ? diagnostic : { ...diagnostic, environments: where },
        );
      }
    }
  }
  return { version: 1, diagnostics, summary: { ...summary, skipped } };
}

/** The names of the environments in which a finding holds; undefined where it holds in all that apply its manifest. */
function holdsIn(
  { scopes, resource }: Reported,
  document: WorkspaceDocument,
  workspace: Workspace,
  all: readonly Environment[],
): readonly string[] | undefined {
  if (scopes === undefined) return undefined;
  const applied = workspace
    .resources(document)
    .filter((one) => scopes.has(one.scope) && one.manifest.item === resource?.manifest.item);
  return all.filter((environment) => applied.some((one) => environment.holds(one))).map(({ name }) => name);
}

/**
 * Checks sources with charts: what these were rendered to, and their templates as they stand for what the values leave out.
 * `all`: a workspace of all sources as they stand; asked for only where there are charts.
 */
export function checkWithCharts(
  { sources, charts, templates }: CallCharts,
  workspace: Workspace,
  all: () => Workspace,
  locale: Locale,
  onFailure: (rule: string, error: unknown) => void,
  skipped: Skipped,
  environment?: string,
): CheckResult {
  const result = check(sources, workspace, locale, onFailure, skipped, charts, environment);
  if (charts.length === 0) return result;
  const asTheyStand = all();
  const checker = new Checker(asTheyStand, onFailure);
  const places = placing([...sources, ...templates], charts, true);
  const found = [...result.diagnostics];
  for (const source of templates) {
    const chart = chartOfTemplate(source, charts);
    for (const document of asTheyStand.file(source.uri)?.documents ?? []) {
      for (const reported of checker.check(document)) {
        const start = document.start + reported.finding.span.start;
        const end = document.start + reported.finding.span.end;
        if (chart?.places.came(source.uri, start, end) === true) continue;
        found.push(checkedDiagnostic(reported, document, places, locale));
      }
    }
  }
  found.push(...missingDependencies(charts, workspace.settings.rules, locale));
  const diagnostics = inOrder(onceEach(found), [...sources, ...templates]);
  const summary = { ...result.summary, error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of diagnostics) summary[severity]++;
  return { version: 1, diagnostics, summary };
}

/** Each dependency that is not here, where it is asked for. */
function missingDependencies(
  charts: readonly RenderedChart[],
  levels: Readonly<Record<string, RuleLevel>>,
  locale: Locale,
): readonly CheckedDiagnostic[] {
  const severity = levels[chartDependencyMissing.id] ?? chartDependencyMissing.severity;
  if (severity === "off") return [];
  return charts.flatMap(({ source, missing }) =>
    missing.map(({ name, place }): CheckedDiagnostic => {
      const folder = source.name.slice(0, -"Chart.yaml".length);
      return {
        file: folder + (place?.file.path ?? "Chart.yaml"),
        range: rangeInText(place?.file.text ?? "", place ?? { start: 0, end: 0 }),
        rule: chartDependencyMissing.id,
        severity,
        message: say(dependencyMissing(name), locale),
        field: "",
        resource: null,
        fixes: [],
        related: [],
      };
    }),
  );
}

/** What a loop of a template, or several charts, say of one place is said once. */
function onceEach(diagnostics: readonly CheckedDiagnostic[]): readonly CheckedDiagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ file, range: { start, end }, rule, field, message }) => {
    const key = JSON.stringify([file, start, end, rule, field.replace(/\[\d+\]/g, "[]"), field === "" ? message : ""]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function inOrder(diagnostics: readonly CheckedDiagnostic[], sources: readonly Source[]): readonly CheckedDiagnostic[] {
  const orders = new Map<string, readonly string[]>();
  for (const { name, order } of sources) if (!orders.has(name)) orders.set(name, order);
  const orderOf = ({ file }: CheckedDiagnostic) => orders.get(file) ?? ["", ...file.split("/")];
  return [...diagnostics].sort(
    (a, b) =>
      compareOrder(orderOf(a), orderOf(b)) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character,
  );
}

function checkedDiagnostic(
  { finding, resource }: Reported,
  document: WorkspaceDocument,
  places: Placing,
  locale: Locale,
): CheckedDiagnostic {
  const printedAt = places.printedAt(document, finding.span);
  return {
    file: places.fileOf(document, finding.span),
    range: places.rangeOf(document, finding.span),
    rule: finding.rule,
    severity: finding.severity,
    message: wholeMessage(finding, locale),
    field: formatField(finding.field),
    resource: resource === undefined ? null : identityOf(resource.manifest),
    fixes: (chartOfRendered(document.file.uri) === undefined ? fixesOf(finding) : []).map((fix) => ({
      title: say(fix.title, locale),
      safe: fix.safe,
    })),
    related: [
      ...(printedAt === undefined ? [] : [{ ...printedAt, message: say(printedHere, locale) }]),
      ...(finding.related ?? []).map((related) => ({
        file: places.fileOf(related.document, related.span),
        range: places.rangeOf(related.document, related.span),
        message: say(related.message, locale),
      })),
    ],
  };
}

const printedHere = { en: "The template prints the value here.", "zh-cn": "模板在此处输出该值。" };

function identityOf(manifest: {
  kind: string;
  namespace: { value: string } | undefined;
  name: { value: string } | undefined;
}) {
  return {
    kind: manifest.kind,
    ...(manifest.namespace === undefined ? {} : { namespace: manifest.namespace.value }),
    name: manifest.name?.value ?? "",
  };
}

/** What else a printed result depends on. */
export interface Printing {
  readonly locale: Locale;
  readonly version: string;
  /** The severities for which the call fails. */
  readonly failing: readonly Severity[];
}

/** The result in one of the formats of `check`. */
export function printCheck(result: CheckResult, format: string, { locale, version, failing }: Printing): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(result, null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarif(result, version), null, 2)}\n`;
    case "github":
      return result.diagnostics.map((diagnostic) => `${githubLine(diagnostic)}\n`).join("");
    case "junit":
      return junit(result, failing);
    default:
      return readable(result, locale);
  }
}

const severityWords: Readonly<Record<Severity, { en: string; "zh-cn": string }>> = {
  error: { en: "error", "zh-cn": "错误" },
  warning: { en: "warning", "zh-cn": "警告" },
  information: { en: "information", "zh-cn": "信息" },
  hint: { en: "hint", "zh-cn": "提示" },
};

function readable(result: CheckResult, locale: Locale): string {
  const lines: string[] = [];
  for (const diagnostic of result.diagnostics) {
    const { start } = diagnostic.range;
    const [first = "", ...rest] = diagnostic.message.split("\n");
    lines.push(
      `${diagnostic.file}:${start.line + 1}:${start.character + 1}: ${say(severityWords[diagnostic.severity], locale)} ${diagnostic.rule}: ${first}`,
    );
    for (const line of rest) lines.push(`    ${line}`);
    for (const related of diagnostic.related) {
      lines.push(
        `    ${related.file}:${related.range.start.line + 1}:${related.range.start.character + 1}: ${related.message}`,
      );
    }
    for (const fix of diagnostic.fixes) lines.push(`    ${say({ en: "fix", "zh-cn": "修复" }, locale)}: ${fix.title}`);
  }
  lines.push(say(summaryLine(result), locale));
  return `${lines.join("\n")}\n`;
}

function summaryLine({ summary }: CheckResult) {
  const { files, services, error, warning, information, hint, skipped } = summary;
  const left = skipped.ignored + skipped.excluded + skipped.unreadable;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return {
    en: `${plural(services, "Service")} in ${plural(files, "file")}: ${plural(error, "error")}, ${plural(warning, "warning")}, ${information} information, ${plural(hint, "hint")}${left === 0 ? "" : ` (${plural(left, "file")} left out)`}`,
    "zh-cn": `${files} 个文件中有 ${services} 个 Service：${error} 个错误，${warning} 个警告，${information} 条信息，${hint} 条提示${left === 0 ? "" : `（略过 ${left} 个文件）`}`,
  };
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
