// From a place in a chart's file to where it came out in what the chart was rendered to.

import type { Charts, RenderedChart } from "../charts/charts.ts";
import { moved } from "../charts/moved.ts";
import { shownText } from "../helm/chart/files.ts";
import type { WorkspaceFile } from "../index/document.ts";
import type { Workspace } from "../index/workspace.ts";
import type { TextPosition } from "../protocol.ts";
import { offsetInText, positionOf } from "./ranges.ts";

/** A place in the result. */
export interface RenderedPlace {
  readonly file: WorkspaceFile;
  readonly position: TextPosition;
}

/** More places than this of a loop are not looked at. */
const most = 20;

/** Where characters of a template came out, or the action that they belong to; of values, where they are printed. */
export function* renderedPlaces(
  uri: string,
  position: TextPosition,
  charts: Charts,
  workspace: Workspace,
): Iterable<RenderedPlace> {
  for (const chart of charts.with(uri)) {
    const file = chart.uri === undefined ? undefined : workspace.file(chart.uri);
    if (file === undefined) continue;
    let count = 0;
    for (const offset of offsetsOf(chart, uri, position, charts)) {
      const document = file.documents.find(
        ({ start, yaml }) => start <= offset && offset <= start + yaml.text.length && yaml.root !== undefined,
      );
      if (document === undefined) continue;
      yield { file, position: positionOf(document, offset - document.start) };
      if (++count >= most) break;
    }
  }
}

function* offsetsOf(
  { places, rendering }: RenderedChart,
  uri: string,
  position: TextPosition,
  charts: Charts,
): Iterable<number> {
  const now = charts.textOf(uri);
  const templates = [...rendering.parsed.values()].filter(
    ({ source }) => rendering.templates.get(source.name)?.uri === uri,
  );
  const file = rendering.valueFiles.find((one) => one.uri === uri);
  for (const { source } of templates) {
    const text = now ?? source.text;
    const offset = offsetInText(text, position);
    yield* places.renderedAt(uri, moved({ start: offset, end: offset }, text, source.text).start);
  }
  if (file === undefined) return;
  const then = shownText(file);
  const text = now ?? then;
  const offset = offsetInText(text, position);
  yield* places.valueAt(uri, moved({ start: offset, end: offset }, text, then).start);
}
