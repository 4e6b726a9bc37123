// Mending on demand: a text that is about to be pasted, all damaged manifests of a file, and the look at what it would be.

import { type Locale, say, type Text } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { mend } from "../mend/mend.ts";
import {
  type MendParams,
  type MendResult,
  type PreviewMendingArguments,
  previewMendingCommand,
  type TextRange,
} from "../protocol.ts";
import { type Checker, fixesOf, type Reported } from "../rules/checking/checker.ts";
import { manifestDamaged, sureMending } from "../rules/manifest-damaged.ts";
import { split } from "../yaml/split.ts";
import type { FileAction } from "./file-action.ts";
import { positionOf, rangeOf } from "./ranges.ts";

/** What can be done for a text that is to stand in `file`, or nowhere that is known. */
export function mendText({ text, place }: MendParams, file: WorkspaceFile | undefined, locale: Locale): MendResult {
  const mending = mend(text);
  if (mending.kind === "intact") return { kind: mending.kind };
  if (mending.kind === "impossible") return { kind: mending.kind, why: say(mending.why, locale) };
  const atPlace = (reading: string) =>
    place === undefined || file === undefined ? reading : fitInto(file, place.range, reading, text);
  const fitted = atPlace(mending.text);
  const others = mending.alternatives.slice(0, maxOthers).flatMap((reading) => atPlace(reading) ?? []);
  return {
    kind: mending.kind,
    ...(fitted === undefined ? {} : { text: fitted }),
    ...(others.length === 0 ? {} : { others }),
    ...(mending.kind === "unsure" ? { why: say(mending.why, locale) } : {}),
  };
}

/** So many readings beside the best are worth a look. */
const maxOthers = 2;

/**
 * A mended text as it has to be at its place: indented as deep as the place is; at column 0 apart from other documents.
 * Undefined where no manifest can stand. `pasted` tells whether the text ends its last line.
 */
function fitInto(file: WorkspaceFile, range: TextRange, mended: string, pasted: string): string | undefined {
  const lines = file.text.split(/\r\n?|\n/);
  const before = (lines[range.start.line] ?? "").slice(0, range.start.character);
  const after = (lines[range.end.line] ?? "").slice(range.end.character);
  if (!/^ *(- +)*$/.test(before)) return undefined;
  const last = after.trim() !== "" || /[\r\n]\s*$/.test(pasted) ? mended : mended.replace(/\r?\n$/, "");
  if (before !== "") {
    if (/^---/m.test(last)) return undefined;
    return last.replace(/(?<=\n)(?=[^\r\n])/g, before.replaceAll("-", " "));
  }
  const above = lines.slice(0, range.start.line).reverse();
  const below = [after, ...lines.slice(range.end.line + 1)];
  const head = holdsMore(above) && !last.startsWith("---") ? "---\n" : "";
  const foot = holdsMore(below) ? `${last.endsWith("\n") ? "" : "\n"}---\n` : "";
  return head + last + foot;
}

/** Whether anything but comments stands in these lines, as far as the document goes. */
function holdsMore(lines: readonly string[]): boolean {
  for (const line of lines) {
    if (line.startsWith("---")) return false;
    if (!/^\s*(#|$)/.test(line)) return true;
  }
  return false;
}

/** One click for a file with several damaged documents: all of it where that is sure, else those documents that are. */
export function* mendAllActions(
  file: WorkspaceFile,
  commands: readonly string[],
  checker: Checker,
  locale: Locale,
): Iterable<FileAction> {
  if (file.documents.length < 2) return; // what is one document for now is mended as one
  const whole = wholeMending(file);
  if (whole !== undefined) {
    const { range, text, changed } = whole;
    const edits = [{ range, newText: text }];
    if (changed > 1) yield* together({ uri: file.uri, range, text }, edits, allOf(changed), commands, locale);
    return;
  }
  const isDamaged = (reported: Reported) => reported.finding.rule === manifestDamaged.id;
  const damaged = file.documents.filter((document) => checker.check(document).some(isDamaged));
  const mended = damaged.flatMap((document) => {
    const edit = sureMending(document);
    return edit === undefined ? [] : [{ document, text: edit.text, range: rangeOf(document, edit.span) }];
  });
  const [first] = mended;
  const last = mended.at(-1);
  if (first === undefined || last === undefined || first === last) return;
  const edits = mended.map(({ range, text }) => ({ range, newText: text }));
  let text = "";
  let end = first.document.start;
  for (const { document, text: own } of mended) {
    text += file.text.slice(end, document.start) + own;
    end = document.start + document.yaml.text.length;
  }
  const range = { start: first.range.start, end: last.range.end };
  const title = mended.length === damaged.length ? allOf(mended.length) : someOf(mended.length, damaged.length);
  yield* together({ uri: file.uri, range, text }, edits, title, commands, locale);
}

/** Longer files are mended document by document; in UTF-16 units. */
const maxLength = 20_000;

interface WholeMending {
  /** From the first document that changes to the last. */
  readonly range: TextRange;
  readonly text: string;
  /** How many documents of the mended text were not there before. */
  readonly changed: number;
}

const wholes = new WeakMap<WorkspaceFile, { readonly of: string; readonly mending: WholeMending | undefined }>();

/**
 * The file as a whole, mended, where that is sure: a fence may be around all documents, and a neighbour's damage tells
 * that a document with one field out of place is damaged too.
 */
function wholeMending(file: WorkspaceFile): WholeMending | undefined {
  if (file.text.length > maxLength) return undefined;
  const known = wholes.get(file);
  if (known?.of === file.text) return known.mending;
  const answer = mend(file.text);
  const mending = answer.kind === "mended" ? changedPart(file, answer.text) : undefined;
  wholes.set(file, { of: file.text, mending });
  return mending;
}

function changedPart(file: WorkspaceFile, mended: string): WholeMending | undefined {
  const before = file.documents;
  const after = split(mended);
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head]?.yaml.text === after[head]?.text) head += 1;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail)?.yaml.text === after.at(-1 - tail)?.text) tail += 1;
  const first = before[head];
  const last = before.at(-1 - tail);
  const from = after[head];
  const to = after.at(-1 - tail);
  if (first === undefined || last === undefined || from === undefined || to === undefined) return undefined;
  const known = new Set(before.map(({ yaml }) => contentOf(yaml.text)));
  return {
    range: { start: positionOf(first, 0), end: positionOf(last, last.yaml.text.length) },
    text: mended.slice(from.start, to.start + to.text.length),
    changed: after.filter(({ text }) => !known.has(contentOf(text))).length,
  };
}

/** A document's text without what parts it from its neighbours. */
function contentOf(text: string): string {
  return text.replace(/^---.*\r?\n/, "").trim();
}

function allOf(count: number): Text {
  return {
    en: `Repair all ${count} damaged manifests in this file`,
    "zh-cn": `修复此文件中的全部 ${count} 份受损清单`,
  };
}

function someOf(count: number, all: number): Text {
  return {
    en: `Repair ${count} of ${all} damaged manifests in this file (only certain results)`,
    "zh-cn": `修复此文件 ${all} 份受损清单中的 ${count} 份（只含确定的结果）`,
  };
}

/** The fix of several documents at once, and the look at it before. */
function* together(
  place: PreviewMendingArguments,
  edits: { range: TextRange; newText: string }[],
  title: Text,
  commands: readonly string[],
  locale: Locale,
): Iterable<FileAction> {
  yield { title: say(title, locale), kind: "quickfix", edit: { changes: { [place.uri]: edits } } };
  yield* preview(place, title, commands, locale);
}

/** The difference that mending would make, side by side, before anything is changed. */
export function* previewActions(
  document: WorkspaceDocument,
  { finding }: Reported,
  commands: readonly string[],
  locale: Locale,
): Iterable<FileAction> {
  const edit = fixesOf(finding)[0]?.edits[0];
  if (edit === undefined) return;
  const { uri } = document.file;
  const title: Text = { en: "Repair this manifest", "zh-cn": "修复这份清单" };
  yield* preview({ uri, range: rangeOf(document, edit.span), text: edit.text }, title, commands, locale);
}

function* preview(
  place: PreviewMendingArguments,
  what: Text,
  commands: readonly string[],
  locale: Locale,
): Iterable<FileAction> {
  if (!commands.includes(previewMendingCommand)) return;
  const title = say(
    { en: `${what.en} (show the difference first)`, "zh-cn": `${what["zh-cn"]}（先查看差异）` },
    locale,
  );
  yield { title, kind: "quickfix", command: { title, command: previewMendingCommand, arguments: [place] } };
}
