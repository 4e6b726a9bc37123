// Charts among the files of a call: rendered once, their results counted as a file, their places told as the templates'.

import path from "node:path";
import type { Span } from "../src/base/span.ts";
import type { Text } from "../src/base/text.ts";
import { rangeInText, rangeOf } from "../src/features/ranges.ts";
import { type DeclaredDependency, declaredDependencies } from "../src/helm/chart/chart.ts";
import { shownText } from "../src/helm/chart/files.ts";
import { GoError } from "../src/helm/go/values.ts";
import { type ChartPlace, RenderedPlaces } from "../src/helm/places.ts";
import { type RenderFailure, type Rendering, renderChart } from "../src/helm/render.ts";
import type { WorkspaceDocument } from "../src/index/document.ts";
import { renderedUri } from "../src/index/plan.ts";
import type { TextRange } from "../src/protocol.ts";
import type { TemplateAt } from "../src/rules/checking/left-open.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { readChart, readValueFiles } from "./charts.ts";
import { progress } from "./progress.ts";
import { kubeVersionOf } from "./render.ts";
import type { Source } from "./sources.ts";

/** A chart and what it was rendered to. */
export interface RenderedChart {
  /** Its Chart.yaml. */
  readonly source: Source;
  readonly rendering: Rendering;
  readonly places: RenderedPlaces;
  /** The name of the result. */
  readonly uri: string;
  /** Dependencies that were not found, and where they are asked for. */
  readonly missing: readonly DeclaredDependency[];
  /** Whether it was rendered with its own values alone. */
  readonly isOwn: boolean;
  /** Whether anything could be rendered. */
  readonly isRendered: boolean;
}

export interface CallCharts {
  /** The call's sources with what charts were rendered to in the place of their folders. */
  readonly sources: readonly Source[];
  readonly charts: readonly RenderedChart[];
  /** The sources of the charts' folders, to be read as they stand. */
  readonly templates: readonly Source[];
}

/** Renders the charts among the sources. What cannot be rendered is told on standard error, and stays a source. */
export function renderSources(sources: readonly Source[], call: Arguments, tell: (text: Text) => void): CallCharts {
  const folders = sources
    .filter(isChart)
    .filter((chart, _, all) => !all.some((other) => other !== chart && isBelow(chart, other)));
  if (folders.length === 0) return { sources, charts: [], templates: [] };
  const values = readValueFiles(call.values);
  const besides = folders.map(({ path: file }) => path.dirname(file ?? ""));
  const charts = folders.flatMap((source, index) => {
    progress.tell("charts", index, folders.length);
    const found = renderOne(source, values, besides, call, tell);
    if (found === undefined) return [];
    const { rendering, missing } = found;
    const isWhole = missing.length === 0 && rendering.failures.length === 0;
    const uri = renderedUri(source.uri, isWhole);
    return [
      {
        source,
        uri,
        rendering,
        missing,
        places: new RenderedPlaces(rendering),
        isOwn: values.length === 0,
        isRendered: rendering.chart !== undefined,
      },
    ];
  });
  const result: Source[] = [];
  const templates: Source[] = [];
  for (const source of sources) {
    const chart = charts.find((one) => one.isRendered && (one.source === source || isBelow(source, one.source)));
    if (chart === undefined) result.push(source);
    else if (chart.source === source) result.push({ ...source, role: "context" }, resultOf(chart));
    else if (source.asked === "by-name") result.push(source);
    else if (isTemplate(source, chart.source)) templates.push(source);
  }
  return { sources: result, charts, templates };
}

function isChart({ path: file, asked }: Source): boolean {
  return file !== undefined && asked === "in-folder" && path.basename(file) === "Chart.yaml";
}

function isBelow(source: Source, chart: Source): boolean {
  if (source.path === undefined || chart.path === undefined) return false;
  return path.resolve(source.path).startsWith(path.dirname(path.resolve(chart.path)) + path.sep) && source !== chart;
}

/** Where a chart's templates print what it was rendered to; undefined where somebody gave values, which are all there are. */
export function templatesOf({ isOwn, places }: RenderedChart): TemplateAt | undefined {
  if (!isOwn) return undefined;
  return (start, end) => {
    const place = places.template(start, end);
    return place && { text: shownText(place.file), start: place.start, end: place.end };
  };
}

/** Whether it is read beside the rendered text: a template of the chart or of one below it. */
function isTemplate(source: Source, chart: Source): boolean {
  const below = path.relative(path.dirname(path.resolve(chart.path ?? "")), path.resolve(source.path ?? ""));
  return /^(?:charts\/[^/]+\/)*templates\//.test(below.split(path.sep).join("/"));
}

function resultOf({ source, rendering, uri }: RenderedChart): Source {
  return {
    ...source,
    uri,
    path: undefined,
    text: rendering.text,
    order: [...source.order, "#rendered"],
    role: "asked-for",
  };
}

function renderOne(
  source: Source,
  values: ReturnType<typeof readValueFiles>,
  besides: readonly string[],
  call: Arguments,
  tell: (text: Text) => void,
): { readonly rendering: Rendering; readonly missing: readonly DeclaredDependency[] } | undefined {
  try {
    const chart = readChart(path.dirname(source.path ?? ""), besides);
    const input = {
      files: chart.files,
      values,
      release: call.release,
      namespace: call.settings.namespace,
      kubeVersion: kubeVersionOf(call),
    };
    const rendering = renderChart(input, { isTracing: true, isTolerant: true });
    for (const failure of rendering.failures) tell(failureText(source.name, failure));
    return { rendering, missing: declaredDependencies(chart.files).filter(({ isThere }) => !isThere) };
  } catch (error) {
    if (error instanceof UsageError) tell(error.text);
    else if (error instanceof GoError)
      tell({ en: `${source.name}: ${error.message}`, "zh-cn": `${source.name}：${error.message}` });
    else throw error;
    return undefined;
  }
}

function failureText(name: string, { kind, message }: RenderFailure): Text {
  if (kind === "dependency")
    return {
      en: `${name}: rendered without these dependencies, which are not in charts/: ${message.split(": ").at(-1)}`,
      "zh-cn": `${name}：以下依赖不在 charts/ 中，渲染时未包含：${message.split(": ").at(-1)}`,
    };
  return { en: `${name}: ${message}`, "zh-cn": `${name}：${message}` };
}

/** Names files and makes ranges, of what charts were rendered to in their templates. */
export interface Placing {
  fileOf(document: WorkspaceDocument, span?: Span): string;
  rangeOf(document: WorkspaceDocument, span: Span): TextRange;
  /** Where a template prints it, if the place itself is that of a value. */
  printedAt(document: WorkspaceDocument, span: Span): { readonly file: string; readonly range: TextRange } | undefined;
}

/**
 * How results call the files of the sources. `blame`: a place is told where the mistake is to be mended, in a template or a
 * file of values; else always where the template prints it.
 */
export function placing(sources: readonly Source[], charts: readonly RenderedChart[], blame: boolean): Placing {
  const names = new Map(sources.map((source) => [source.uri, source.name]));
  const byUri = new Map(charts.map((chart) => [chart.uri, chart]));
  const plainName = (uri: string) => names.get(uri) ?? uri;
  const placeOf = (
    document: WorkspaceDocument,
    span: Span,
  ): { chart: RenderedChart; place: ChartPlace | undefined } | undefined => {
    const chart = byUri.get(document.file.uri);
    if (chart === undefined) return undefined;
    const start = document.start + span.start;
    const end = document.start + span.end;
    return { chart, place: blame ? chart.places.blame(start, end)?.place : chart.places.template(start, end) };
  };
  return {
    printedAt(document, span) {
      const chart = byUri.get(document.file.uri);
      const start = document.start + span.start;
      const found = blame ? chart?.places.blame(start, document.start + span.end)?.template : undefined;
      if (chart === undefined || found === undefined) return undefined;
      return { file: nameIn(chart, found.file.uri ?? "", plainName), range: rangeInText(found.file.text, found) };
    },
    fileOf(document, span) {
      const found = placeOf(document, span ?? { start: 0, end: 1 });
      if (found === undefined) return plainName(document.file.uri);
      return found.place === undefined
        ? found.chart.source.name
        : nameIn(found.chart, found.place.file.uri ?? "", plainName);
    },
    rangeOf(document, span) {
      const found = placeOf(document, span);
      if (found === undefined) return rangeOf(document, span);
      return found.place === undefined
        ? rangeInText("", { start: 0, end: 0 })
        : rangeInText(found.place.file.text, found.place);
    },
  };
}

/** A chart's file as the call names the chart. */
function nameIn({ source }: RenderedChart, uri: string, plainName: (uri: string) => string): string {
  const folder = source.uri.slice(0, source.uri.lastIndexOf("/") + 1);
  if (!uri.startsWith(folder)) return plainName(uri);
  const below = decodeURIComponent(uri.slice(folder.length));
  return source.name.slice(0, source.name.length - "Chart.yaml".length) + below;
}

/** The chart whose templates a source is one of, if it came out; undefined also where that template failed. */
export function chartOfTemplate(source: Source, charts: readonly RenderedChart[]): RenderedChart | undefined {
  return charts.find(({ rendering }) => {
    for (const [name, file] of rendering.templates)
      if (file.uri === source.uri) return !rendering.failures.some(({ template }) => template === name);
    return false;
  });
}
