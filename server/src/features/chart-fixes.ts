// Fixes of what was found in a rendered chart: offered where each edit stays inside one literal text of a template, or is one whole
// value of a values file, and rendering the chart again shows that it does what was meant and nothing else.

import type { Charts, RenderedChart } from "../charts/charts.ts";
import { ChartRenderer } from "../helm/render.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { TextEditAt } from "../protocol.ts";
import { fixesOf, type Reported } from "../rules/checking/checker.ts";
import type { Edit, Fix } from "../rules/rule.ts";
import { applyEdits } from "../yaml/text-edit.ts";
import { rangeInText } from "./ranges.ts";

/** A fix with its edits in files. */
export interface ChartFix {
  readonly fix: Fix;
  readonly changes: Record<string, TextEditAt[]>;
}

/** An edit of a chart's file. */
interface FileEdit {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Each is tried by rendering the chart. */
const mostTried = 4;

/** The fixes of a finding in a rendered document, as far as they can be made in the chart's files. */
export function* chartFixes(
  { finding }: Reported,
  document: WorkspaceDocument,
  chart: RenderedChart,
  charts: Charts,
): Iterable<ChartFix> {
  let tried = 0;
  for (const fix of fixesOf(finding)) {
    const edits = editsOf(fix, document, chart, charts);
    if (edits === undefined) continue;
    if (++tried > mostTried) return;
    if (!isMeant(fix, edits, document, chart, charts)) continue;
    const changes: Record<string, TextEditAt[]> = {};
    for (const { uri, start, end, text } of edits) {
      const list = changes[uri] ?? [];
      changes[uri] = list;
      list.push({ range: rangeInText(charts.textOf(uri) ?? "", { start, end }), newText: text });
    }
    yield { fix, changes };
  }
}

/** The edits where the text came from; undefined where one of them is not inside of one literal or one value. */
function editsOf(
  fix: Fix,
  own: WorkspaceDocument,
  chart: RenderedChart,
  charts: Charts,
): readonly FileEdit[] | undefined {
  const found: FileEdit[] = [];
  for (const edit of fix.edits) {
    const document = edit.document ?? own;
    if (document.file !== own.file) return undefined;
    const place = sourceOf(edit, document, chart);
    // What was rendered may be older than the text that would be edited.
    if (place === undefined || charts.textOf(place.uri) !== place.text) return undefined;
    found.push({ uri: place.uri, start: place.start, end: place.end, text: edit.text });
  }
  return found;
}

function sourceOf({ span }: Edit, document: WorkspaceDocument, { places }: RenderedChart) {
  return places.exactly(document.start + span.start, document.start + span.end);
}

/** Whether the chart with the edits is rendered to what the fix makes of the result. */
function isMeant(
  fix: Fix,
  edits: readonly FileEdit[],
  own: WorkspaceDocument,
  chart: RenderedChart,
  charts: Charts,
): boolean {
  const { text } = own.file;
  const wanted = applyEdits(
    text,
    fix.edits.map(({ document = own, span, text: to }) => ({
      span: { start: document.start + span.start, end: document.start + span.end },
      text: to,
    })),
  );
  const input = charts.inputOf(chart);
  if (input === undefined) return false;
  const changed = (file: (typeof input.files)[number]) => {
    const own = edits.filter(({ uri }) => uri === file.uri);
    if (own.length === 0) return file;
    const spans = own.map(({ start, end, text: to }) => ({ span: { start, end }, text: to }));
    return { ...file, text: applyEdits(file.text, spans) };
  };
  const again = new ChartRenderer({ isTracing: false, isTolerant: true, ...charts.limits }).render({
    ...input,
    files: input.files.map(changed),
    values: input.values.map(changed),
  });
  return again.text === wanted;
}
