// What is found in a chart's files: in its templates as they stand, which holds for every value, and in what they were rendered to.
// One cause is one finding: where both find it, the first tells it.

import { say } from "../base/text.ts";
import { type Charts, choiceName, type RenderedChart } from "../charts/charts.ts";
import type { OriginPlace, WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import type { Workspace } from "../index/workspace.ts";
import type { TextRange } from "../protocol.ts";
import { forTheseValues, printedHere, valueFromHere } from "../rules/charts.ts";
import type { Checker, Reported } from "../rules/checking/checker.ts";
import { type ChartFailure, chartFailures } from "./chart-failures.ts";
import { chartFixes } from "./chart-fixes.ts";
import {
  type DiagnosticStyle,
  diagnosticsOf,
  type FileDiagnostic,
  inPlaceOrder,
  pageOf,
  severityNumber,
  toDiagnostic,
} from "./diagnostics.ts";
import type { FileAction } from "./file-action.ts";
import { rangeInText } from "./ranges.ts";

/** A finding in what a chart was rendered to, with the place that is to blame. */
interface RenderedFinding {
  readonly chart: RenderedChart;
  readonly reported: Reported;
  readonly place: OriginPlace;
  /** Of the result. */
  readonly document: WorkspaceDocument;
  readonly diagnostic: FileDiagnostic;
}

/** What is known of one chart, for as long as nothing changes. */
interface Known {
  readonly version: unknown;
  readonly byFile: ReadonlyMap<string, readonly RenderedFinding[]>;
  readonly failures: readonly ChartFailure[];
}

export class ChartFindings {
  readonly #workspace: Workspace;
  readonly #charts: Charts;
  readonly #checker: Checker;
  readonly #known = new Map<RenderedChart, Known>();

  constructor(workspace: Workspace, charts: Charts, checker: Checker) {
    this.#workspace = workspace;
    this.#charts = charts;
    this.#checker = checker;
  }

  /** The files beside those of the workspace in which something is to be said. */
  *files(): Iterable<string> {
    for (const chart of this.#charts.all()) {
      const { byFile, failures } = this.#of(chart);
      yield* byFile.keys();
      for (const { place } of failures) yield place.uri;
    }
  }

  /** The diagnostics of a file, of those that charts bring too. */
  of(uri: string, style: DiagnosticStyle): FileDiagnostic[] {
    const file = this.#workspace.file(uri);
    const charts = this.#charts.with(uri);
    if (charts.length === 0) return file === undefined ? [] : diagnosticsOf(file, this.#checker, style);
    const rendered = charts.flatMap((chart) => this.#of(chart).byFile.get(uri) ?? []);
    const own = file === undefined ? [] : this.#asItStands(file, charts, rendered, style);
    const told = new Set(own.flatMap(({ twins }) => twins));
    const rest = rendered.filter(
      (finding) => !told.has(finding) && !style.shownElsewhere.has(finding.reported.finding.rule),
    );
    return inPlaceOrder([
      ...own.map(({ diagnostic }) => diagnostic),
      ...this.#together(rest, charts, style),
      ...this.#failures(uri, charts, style),
    ]);
  }

  /** The fixes of what was found in the result and is told in a range of a file. */
  *actions(uri: string, range: TextRange, style: DiagnosticStyle): Iterable<FileAction> {
    const charts = this.#charts.with(uri);
    const rendered = charts.flatMap((chart) => this.#of(chart).byFile.get(uri) ?? []);
    const file = this.#workspace.file(uri);
    const told = file === undefined ? [] : this.#asItStands(file, charts, rendered, style);
    const others = rendered.filter((finding) => !told.some(({ twins }) => twins.includes(finding)));
    const seen = new Set<string>();
    for (const { chart, reported, document, diagnostic } of others) {
      if (areTouching(diagnostic.range, range)) {
        let preferred = true;
        for (const { fix, changes } of chartFixes(reported, document, chart, this.#charts)) {
          // Other values may call for the same.
          const key = JSON.stringify(changes);
          if (seen.has(key)) continue;
          seen.add(key);
          yield {
            title: say(fix.title, style.locale),
            kind: "quickfix",
            diagnostics: [diagnostic],
            ...(preferred ? { isPreferred: true } : {}),
            edit: { changes },
          };
          preferred = false;
        }
      }
    }
  }

  /** What is found in the template as it stands: without what its rendering shows to be otherwise. */
  #asItStands(
    file: WorkspaceFile,
    charts: readonly RenderedChart[],
    rendered: readonly RenderedFinding[],
    style: DiagnosticStyle,
  ): readonly { readonly diagnostic: FileDiagnostic; readonly twins: readonly RenderedFinding[] }[] {
    return file.documents.flatMap((document) =>
      this.#checker.check(document).flatMap((reported) => {
        const { rule, span } = reported.finding;
        if (style.shownElsewhere.has(rule)) return [];
        const [start, end] = [document.start + span.start, document.start + span.end];
        const twins = rendered.filter(
          ({ reported: other, place }) => other.finding.rule === rule && place.start <= end && start <= place.end,
        );
        const came = charts.some((chart) => isAsShown(chart, file.uri) && chart.places.came(file.uri, start, end));
        if (came && twins.length === 0) return [];
        return [{ diagnostic: toDiagnostic(reported, document, style), twins }];
      }),
    );
  }

  /** What several values, or a template that is taken in several times, say of one place is said once. */
  #together(
    findings: readonly RenderedFinding[],
    charts: readonly RenderedChart[],
    style: DiagnosticStyle,
  ): readonly FileDiagnostic[] {
    const groups = new Map<string, RenderedFinding[]>();
    for (const finding of findings) {
      const { diagnostic, place } = finding;
      const field = diagnostic.data.field.replace(/\[\d+\]/g, "[]");
      const key = JSON.stringify([
        place.start,
        place.end,
        diagnostic.code,
        field,
        field === "" ? diagnostic.message : "",
      ]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [finding]);
      else group.push(finding);
    }
    return [...groups.values()].flatMap((group) => {
      const [first] = [...group].sort((a, b) => a.diagnostic.severity - b.diagnostic.severity);
      if (first === undefined) return [];
      const names = new Set(group.map(({ chart }) => choiceName(chart)));
      const isForAll = names.size > 1 && charts.every((chart) => names.has(choiceName(chart)));
      const said = isForAll ? "" : say(forTheseValues([...names]), style.locale);
      return [{ ...first.diagnostic, message: first.diagnostic.message + said }];
    });
  }

  #failures(uri: string, charts: readonly RenderedChart[], style: DiagnosticStyle): readonly FileDiagnostic[] {
    const levels = this.#workspace.settings.rules;
    const found = new Map<string, FileDiagnostic>();
    for (const chart of charts) {
      for (const { rule, severity, place, message } of this.#of(chart).failures) {
        const level = levels[rule.id] ?? severity;
        if (place.uri !== uri || level === "off" || style.shownElsewhere.has(rule.id)) continue;
        const said = say(message, style.locale);
        // Of what a helper fails in, Helm's words tell each way to it.
        const key = JSON.stringify([rule.id, place.start, place.end, said.split("\n", 1)[0]]);
        if (found.has(key)) continue;
        found.set(key, {
          range: rangeInText(place.text, place),
          severity: severityNumber[level],
          code: rule.id,
          ...pageOf(rule.id, style),
          source: "service-paths",
          message: said,
          data: { field: "" },
        });
      }
    }
    return [...found.values()];
  }

  #of(chart: RenderedChart): Known {
    const { version } = this.#workspace;
    const known = this.#known.get(chart);
    if (known?.version === version) return known;
    if (this.#known.size > 1000) this.#known.clear();
    const byFile = new Map<string, RenderedFinding[]>();
    const file = chart.uri === undefined ? undefined : this.#workspace.file(chart.uri);
    for (const document of file?.documents ?? []) {
      for (const reported of this.#checker.check(document)) {
        const { span } = reported.finding;
        const { origins } = document.file;
        const blamed = origins?.blame(document.start + span.start, document.start + span.end);
        // What is refused wherever it stands is the value's fault; what does not fit another object may be the template's.
        const isTemplates = blamed?.printedAt !== undefined && blamed.isShared && reported.finding.severity !== "error";
        const place = (isTemplates ? blamed.printedAt : blamed?.place) ?? origins?.whole;
        if (place === undefined) continue;
        const list = byFile.get(place.uri) ?? [];
        byFile.set(place.uri, list);
        const style = { locale: this.#workspace.settings.locale, pages: undefined, shownElsewhere: new Set<string>() };
        const other = isTemplates ? blamed.place : blamed?.printedAt;
        const words = say(isTemplates ? valueFromHere : printedHere, style.locale);
        const plain = toDiagnostic(reported, document, style);
        const related = [
          ...(other === undefined
            ? []
            : [{ location: { uri: other.uri, range: rangeInText(other.text, other) }, message: words }]),
          ...(plain.relatedInformation ?? []),
        ];
        const diagnostic: FileDiagnostic = {
          ...plain,
          range: rangeInText(place.text, place),
          ...(related.length === 0 ? {} : { relatedInformation: related }),
        };
        list.push({ chart, reported, place, document, diagnostic });
      }
    }
    const failures = [...chartFailures(chart, (uri) => this.#charts.textOf(uri))];
    const found = { version, byFile, failures };
    this.#known.set(chart, found);
    return found;
  }
}

function areTouching(a: TextRange, b: TextRange): boolean {
  const isBefore = (one: TextRange["start"], other: TextRange["start"]) =>
    one.line < other.line || (one.line === other.line && one.character <= other.character);
  return isBefore(a.start, b.end) && isBefore(b.start, a.end);
}

/** Whether what is shown of a template is what it makes now. */
function isAsShown({ isOld, rendering }: RenderedChart, uri: string): boolean {
  if (isOld) return false;
  for (const name of rendering.old) if (rendering.templates.get(name)?.uri === uri) return false;
  return true;
}
