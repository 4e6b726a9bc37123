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
import { chartDependencyMissing, dependencyMissing, printedHere } from "../src/rules/charts.ts";
import { Checker, fixesOf, type Reported } from "../src/rules/checking/checker.ts";
import { isLeftOpen } from "../src/rules/checking/left-open.ts";
import { applyEdits } from "../src/yaml/text-edit.ts";
import { changedLines } from "./diff.ts";
import { callEnvironments, environmentNamed } from "./environments.ts";
import { progress } from "./progress.ts";
import {
  type CallCharts,
  chartOfTemplate,
  type Placing,
  placing,
  type RenderedChart,
  templatesOf,
} from "./rendered.ts";
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
  /** For people only: the line that is meant, and what the first fix makes of it. No format but text has it. */
  readonly frame?: Frame;
}

/** The whole line around a finding, and the lines that its first fix changes in this file. */
export interface Frame {
  readonly line: string;
  effect(): readonly string[];
}

/** A result as JSON has it: what is for people only is left out. */
export function resultJson(result: unknown): string {
  return `${JSON.stringify(result, (key, value) => (key === "frame" ? undefined : value), 2)}\n`;
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
  // Most calls ask for none, and most findings hold wherever their manifest is applied.
  let known: readonly Environment[] | undefined;
  const all = () => (known ??= callEnvironments(workspace));
  const meant = environment === undefined ? undefined : environmentNamed(environment, all());
  const checker = new Checker(workspace, onFailure);
  const places = placing(sources, charts, true);
  const diagnostics: CheckedDiagnostic[] = [];
  const judged = sources.filter(({ role }) => role !== "context");
  const summary = { files: judged.length, documents: 0, services: 0, error: 0, warning: 0, information: 0, hint: 0 };
  for (const source of progress.through("checks", judged)) {
    const chart = charts.find(({ uri }) => uri === source.uri);
    const templateAt = chart === undefined ? undefined : templatesOf(chart);
    for (const document of workspace.file(source.uri)?.documents ?? []) {
      if (meant !== undefined && !workspace.resources(document).some((one) => meant.some((each) => each.holds(one))))
        continue;
      if (document.yaml.root !== undefined || document.yaml.errors.length > 0) summary.documents++;
      summary.services += document.manifests.filter((manifest) => manifest.is === "service").length;
      for (const reported of checker.check(document)) {
        const { finding, resource } = reported;
        if (templateAt !== undefined && resource !== undefined && isLeftOpen(finding, resource, templateAt)) continue;
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
  all: () => readonly Environment[],
): readonly string[] | undefined {
  if (scopes === undefined) return undefined;
  const applied = workspace
    .resources(document)
    .filter((one) => scopes.has(one.scope) && one.manifest.item === resource?.manifest.item);
  return all()
    .filter((environment) => applied.some((one) => environment.holds(one)))
    .map(({ name }) => name);
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

/** The whole line around a finding, and the lines that its first fix changes in this file. */
function frameOf({ finding }: Reported, document: WorkspaceDocument): Frame {
  const { text } = document.yaml;
  const start = text.lastIndexOf("\n", finding.span.start - 1) + 1;
  const end = text.indexOf("\n", finding.span.start);
  return {
    line: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, ""),
    effect: () => {
      const [fix] = chartOfRendered(document.file.uri) === undefined ? fixesOf(finding) : [];
      const edits = (fix?.edits ?? []).filter((edit) => (edit.document ?? document) === document);
      return edits.length === 0 ? [] : changedLines(text, applyEdits(text, edits));
    },
  };
}

function checkedDiagnostic(
  reported: Reported,
  document: WorkspaceDocument,
  places: Placing,
  locale: Locale,
): CheckedDiagnostic {
  const { finding, resource } = reported;
  const printedAt = places.printedAt(document, finding.span);
  return {
    frame: frameOf(reported, document),
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
