// What our own client asks of charts: what they can be rendered with, and what a file is rendered to.

import type { Charts, RenderedChart } from "../charts/charts.ts";
import type { OriginPlace } from "../index/document.ts";
import { nameOf } from "../index/places.ts";
import type { Workspace } from "../index/workspace.ts";
import type { HelmValuesParams, HelmValuesResult, RenderedParams, RenderedResult } from "../protocol.ts";
import { rangeInText } from "./ranges.ts";

/** The charts with what they can be rendered with; that of a file first. */
export function helmValues(charts: Charts, params: HelmValuesParams | null): HelmValuesResult {
  const own = params?.uri === undefined ? undefined : charts.library.chartOf(params.uri);
  const folders = charts.library.folders.filter((folder) => charts.of(folder).length > 0);
  return [...folders]
    .sort((a, b) => Number(b === own) - Number(a === own) || (a < b ? -1 : 1))
    .map((folder) => ({
      chart: charts.settingName(folder),
      name: charts.library.nameOf(folder) ?? nameOf(folder),
      candidates: charts.candidates(folder),
      chosen: charts.chosenFor(folder),
    }));
}

/** More lines than this have no way back to their template. */
const mostOrigins = 5000;

/** What a template is rendered to; for another file of a chart, all of it. null where it belongs to no chart that could be rendered. */
export function rendered(charts: Charts, workspace: Workspace, { uri, values }: RenderedParams): RenderedResult | null {
  const all = charts.with(uri);
  const chart = all.find(({ choice }) => choice.name === (values ?? "")) ?? all[0];
  if (chart === undefined) return null;
  const { rendering } = chart;
  const problems = rendering.failures.map(({ message }) => message);
  const known = { values: chart.choice.name, choices: all.map(({ choice }) => choice.name), problems };
  const names = new Set([...rendering.templates].flatMap(([name, file]) => (file.uri === uri ? [name] : [])));
  const broken = brokenOutput(chart, names);
  if (broken !== undefined) return { ...known, text: broken, isOld: false, origins: [] };
  const file = chart.uri === undefined ? undefined : workspace.file(chart.uri);
  if (file?.origins === undefined) return { ...known, text: "", isOld: chart.isOld, origins: [] };
  const manifests = rendering.manifests.filter(({ name }) => names.size === 0 || names.has(name));
  const parts: string[] = [];
  const origins: { at: number; end: number; place: OriginPlace }[] = [];
  let length = 0;
  for (const { name, text, start } of manifests) {
    const head = `---\n# Source: ${name}\n`;
    const from = length + head.length;
    parts.push(head, text, "\n");
    length = from + text.length + 1;
    for (const line of text.matchAll(/\S[^\n]*/g)) {
      if (origins.length >= mostOrigins) break;
      const place = file.origins.template(start + line.index, start + line.index + line[0].length);
      if (place !== undefined) origins.push({ at: from + line.index, end: from + line.index + line[0].length, place });
    }
  }
  const text = parts.join("");
  const isOld = chart.isOld || [...names].some((name) => rendering.old.has(name));
  return {
    ...known,
    text,
    isOld,
    origins: origins.map(({ at, end, place }) => ({
      range: rangeInText(text, { start: at, end }),
      uri: place.uri,
      target: rangeInText(place.text, place),
    })),
  };
}

/** What a template prints that is no YAML: to see it is to see why. */
function brokenOutput({ rendering }: RenderedChart, names: ReadonlySet<string>): string | undefined {
  const failure = rendering.failures.find(({ kind, template }) => kind === "yaml" && names.has(template ?? ""));
  return failure?.output?.text;
}
