// Why a chart, or a template of it, cannot be rendered: in our words and in Helm's, where it is to be corrected.

import { editDistance } from "../base/edit-distance.ts";
import type { Severity } from "../base/settings.ts";
import { say, type Text } from "../base/text.ts";
import type { RenderedChart } from "../charts/charts.ts";
import { moved } from "../charts/moved.ts";
import { type ChartFile, shownText } from "../helm/chart/files.ts";
import { GoList, GoMap, type Origin, type Value } from "../helm/go/values.ts";
import { isTemplateFunction, type RenderFailure, templateFunctionNames } from "../helm/render.ts";
import {
  chartCannotBeLoaded,
  chartDependencyMissing,
  chartMistake,
  chartNotFollowed,
  dependencyMissing,
  helmSays,
  notFollowed,
  renderedYamlInvalid,
  templateCannotBeRendered,
  templateMistake,
  templateStops,
  valueMistake,
  valuesDoNotFitSchema,
  yamlMistake,
} from "../rules/charts.ts";
import type { RuleInfo } from "../rules/rule.ts";

/** Something that is wrong with a chart. */
export interface ChartFailure {
  readonly rule: RuleInfo;
  readonly severity: Severity;
  readonly place: { readonly uri: string; readonly text: string; readonly start: number; readonly end: number };
  readonly message: Text;
}

/** `now`: a file's text as it is by now. */
export function* chartFailures(chart: RenderedChart, now: (uri: string) => string | undefined): Iterable<ChartFailure> {
  const place = (file: ChartFile | undefined, span: { start: number; end: number } | undefined) => {
    const known = file?.uri === undefined ? chart.chartFile : file;
    const uri = known.uri ?? "";
    const then = shownText(known);
    const text = now(uri) ?? then;
    const own = known === file && span !== undefined ? span : firstLine(then);
    return { uri, text, ...onOneLine(moved(own, then, text), text) };
  };
  for (const { name, place: at } of chart.missing)
    yield {
      rule: chartDependencyMissing,
      severity: chartDependencyMissing.severity,
      place: place(at?.file, at),
      message: dependencyMissing(name),
    };
  const { rendering } = chart;
  for (const { path, message } of rendering.violations) {
    const origin = originAt(rendering, path);
    yield {
      rule: valuesDoNotFitSchema,
      severity: "error",
      place: place(origin && rendering.valueFiles[origin.file], origin),
      message: joined(valueMistake(path.join(".")), message),
    };
  }
  for (const failure of rendering.failures) {
    if (failure.kind === "dependency" || failure.kind === "schema" || isOfMissing(failure, chart)) continue;
    yield* ofFailure(failure, chart, place);
  }
}

type PlaceOf = (file: ChartFile | undefined, span: { start: number; end: number } | undefined) => ChartFailure["place"];

function* ofFailure(failure: RenderFailure, chart: RenderedChart, place: PlaceOf): Iterable<ChartFailure> {
  const { kind, message, reason, template } = failure;
  const own = template === undefined ? undefined : chart.rendering.templates.get(template);
  const at = place(failure.file ?? own, failure.file === undefined ? undefined : failure.span);
  if (kind === "chart" || kind === "values") {
    yield { rule: chartCannotBeLoaded, severity: "error", place: at, message: joined(chartMistake, message) };
    return;
  }
  if (/^more than \d+ (?:steps|characters of output)$/.test(reason) || isLarge(reason)) {
    yield { rule: chartNotFollowed, severity: "information", place: at, message: joined(notFollowed, message) };
    return;
  }
  if (kind === "yaml" && failure.output !== undefined && template !== undefined) {
    const { text, start } = failure.output;
    const found = chart.places.inOutput(template, start, failure.output.end);
    const line = text.slice(text.lastIndexOf("\n", start - 1) + 1).split("\n", 1)[0] ?? "";
    const where = found === undefined ? at : place(found.file, found);
    yield { rule: renderedYamlInvalid, severity: "error", place: where, message: joined(yamlMistake(line), message) };
    return;
  }
  const isSaid = message.startsWith("execution error at ");
  const severity = isSaid && chart.choice.values.length === 0 ? "information" : "error";
  const ours = isSaid ? templateStops(reason) : templateMistake(reason, nearFunction);
  yield { rule: templateCannotBeRendered, severity, place: at, message: isSaid ? ours : joined(ours, message) };
}

/** Go would go on; here such a result is refused. */
function isLarge(reason: string): boolean {
  return /too (?:long|large|many)|exceeds the limit/.test(reason) && !/template depth/.test(reason);
}

/** What a dependency that is not here may bring: its named templates, and its values. */
function isOfMissing({ kind, reason }: RenderFailure, { missing }: RenderedChart): boolean {
  if (missing.length === 0 || kind !== "template") return false;
  return /no template "|template "[^"]*" not defined|nil pointer evaluating/.test(reason);
}

function joined(ours: Text, helm: string): Text {
  const theirs = helmSays(helm);
  return { en: say(ours, "en") + theirs.en, "zh-cn": say(ours, "zh-cn") + theirs["zh-cn"] };
}

/** The function whose name is nearest, if it is near. */
function nearFunction(name: string): string | undefined {
  if (isTemplateFunction(name)) return undefined;
  const most = name.length < 4 ? 1 : 2;
  const [best] = templateFunctionNames
    .map((known) => ({ known, distance: editDistance(name, known, most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return best?.known;
}

function firstLine(text: string): { start: number; end: number } {
  const end = text.indexOf("\n");
  return { start: 0, end: end < 0 ? text.length : end };
}

/** What goes over several lines is shown by its first. */
function onOneLine({ start, end }: { start: number; end: number }, text: string): { start: number; end: number } {
  const line = text.indexOf("\n", start);
  const last = line < 0 ? text.length : line;
  return { start, end: Math.max(start, Math.min(end, last)) };
}

/** Where a value stands: the innermost of its path that is written. */
function originAt({ values }: RenderedChart["rendering"], path: readonly string[]): Origin | undefined {
  let at: Value = values;
  let found: Origin | undefined;
  for (const key of path) {
    if (at instanceof GoMap) {
      found = at.origins?.get(key) ?? found;
      at = at.get(key);
    } else if (at instanceof GoList) {
      found = at.origins?.[Number(key)] ?? found;
      at = at.items[Number(key)];
    } else break;
  }
  return found;
}
