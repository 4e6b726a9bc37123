// What is shown in a chart's files: of what they are rendered to, told where it was printed; else of the text as it stands.

import type { Steps } from "../base/steps.ts";
import type { Charts } from "../charts/charts.ts";
import type { WorkspaceFile } from "../index/document.ts";
import type { Workspace } from "../index/workspace.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import { actionDefinitions, actionHover } from "./chart-actions.ts";
import { renderedPlaces } from "./chart-places.ts";
import { codeLenses, type FileLens } from "./code-lenses.ts";
import { definitions, type Place, references } from "./definition.ts";
import { documentLinks, type FileLink } from "./document-links.ts";
import { type FileHover, hover } from "./hover/hover.ts";
import { type FileHint, type HintChoice, inlayHints } from "./inlay-hints.ts";
import { uriOf } from "./ranges.ts";

/** A workspace with its charts. */
export interface WithCharts {
  readonly workspace: Workspace;
  readonly charts: Charts;
}

/** The first answer that is one: at a place in what the file is rendered to, else in the file itself. */
export function firstAnswer<T>(
  uri: string,
  position: TextPosition,
  { workspace, charts }: WithCharts,
  ask: (file: WorkspaceFile, position: TextPosition) => T | undefined,
): T | undefined {
  for (const place of renderedPlaces(uri, position, charts, workspace)) {
    const answer = ask(place.file, place.position);
    if (answer !== undefined) return answer;
  }
  const file = workspace.file(uri);
  return file === undefined ? undefined : ask(file, position);
}

export function hoverIn(uri: string, position: TextPosition, known: WithCharts): FileHover | undefined {
  const { workspace, charts } = known;
  const action = actionHover(uri, position, charts, workspace.settings.locale);
  const field = firstAnswer(uri, position, known, (file, at) => hover(file, at, workspace));
  if (action === undefined) return field && { ...field, range: around(position, field.range) };
  if (field === undefined) return action;
  const value = `${action.contents.value}\n\n---\n\n${field.contents.value}`;
  return { contents: { kind: "markdown", value }, range: action.range };
}

/** The range, where it is one around the position; of a value that is printed in another file it is not. */
function around(position: TextPosition, range: TextRange): TextRange {
  return isWithin(position, range) ? range : { start: position, end: position };
}

function isWithin({ line, character }: TextPosition, { start, end }: TextRange): boolean {
  const isAfter = line > start.line || (line === start.line && character >= start.character);
  return isAfter && (line < end.line || (line === end.line && character <= end.character));
}

export function definitionsIn(uri: string, position: TextPosition, known: WithCharts): readonly Place[] {
  const { workspace, charts } = known;
  const named = actionDefinitions(uri, position, charts);
  if (named.length > 0) return named;
  return (
    firstAnswer(uri, position, known, (file, at) => {
      const found = [...definitions(file, at, workspace)];
      return found.length === 0 ? undefined : found;
    }) ?? []
  );
}

export function* referencesIn(
  uri: string,
  position: TextPosition,
  which: "with-declaration" | "only-uses",
  { workspace, charts }: WithCharts,
): Steps<readonly Place[]> {
  for (const place of renderedPlaces(uri, position, charts, workspace)) {
    const found = yield* references(place.file, place.position, which, workspace);
    if (found.length > 0) return found;
  }
  const file = workspace.file(uri);
  return file === undefined ? [] : yield* references(file, position, which, workspace);
}

/** What a template prints, as a file of its own; with the first of several choices of values. */
function* printedBy(uri: string, { workspace, charts }: WithCharts): Iterable<WorkspaceFile> {
  const [chart] = charts.with(uri);
  const file = chart?.uri === undefined ? undefined : workspace.file(chart.uri);
  if (file === undefined) return;
  const documents = file.documents.filter(
    (document) => document.yaml.root !== undefined && uriOf(document, document.yaml.root.span) === uri,
  );
  if (documents.length > 0) yield { ...file, documents };
}

export function* lensesIn(uri: string, commands: readonly string[], known: WithCharts): Iterable<FileLens> {
  const { workspace } = known;
  const own = workspace.file(uri);
  if (own !== undefined && !workspace.isRenderedToo(own)) yield* codeLenses(own, commands, workspace);
  for (const file of printedBy(uri, known)) yield* codeLenses(file, commands, workspace);
}

export function* linksIn(uri: string, known: WithCharts): Iterable<FileLink> {
  const { workspace } = known;
  const own = workspace.file(uri);
  if (own !== undefined && !workspace.isRenderedToo(own)) yield* documentLinks(own, workspace);
  for (const file of printedBy(uri, known)) yield* documentLinks(file, workspace);
}

const everything: TextRange = {
  start: { line: 0, character: 0 },
  end: { line: Number.MAX_SAFE_INTEGER, character: 0 },
};

export function* hintsIn(uri: string, range: TextRange, choice: HintChoice, known: WithCharts): Iterable<FileHint> {
  const { workspace } = known;
  const own = workspace.file(uri);
  if (own !== undefined && !workspace.isRenderedToo(own)) yield* inlayHints(own, range, choice, workspace);
  for (const file of printedBy(uri, known))
    for (const hint of inlayHints(file, everything, choice, workspace)) if (isWithin(hint.position, range)) yield hint;
}
