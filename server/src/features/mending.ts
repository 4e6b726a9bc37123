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
import { type Checker, fixesOf, type Reported } from "../rules/check.ts";
import { manifestDamaged, sureMending } from "../rules/manifest-damaged.ts";
import type { FileAction } from "./code-actions.ts";
import { rangeOf } from "./ranges.ts";

/** What can be done for a text that is to stand in `file`, or nowhere that is known. */
export function mendText({ text, place }: MendParams, file: WorkspaceFile | undefined, locale: Locale): MendResult {
  const mending = mend(text);
  if (mending.kind === "intact") return { kind: mending.kind };
  if (mending.kind === "impossible") return { kind: mending.kind, why: say(mending.why, locale) };
  const known = place !== undefined && file !== undefined;
  const fitted = known ? fitInto(file, place.range, mending.text, text) : mending.text;
  return {
    kind: mending.kind,
    ...(fitted === undefined ? {} : { text: fitted }),
    ...(mending.kind === "unsure" ? { why: say(mending.why, locale) } : {}),
  };
}

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

/** One click for a file with several damaged documents: those of which it is sure what they were. */
export function* mendAllActions(
  file: WorkspaceFile,
  commands: readonly string[],
  checker: Checker,
  locale: Locale,
): Iterable<FileAction> {
  const isDamaged = (reported: Reported) => reported.finding.rule === manifestDamaged.id;
  const damaged = file.documents.filter((document) => checker.check(document).some(isDamaged));
  const mended = damaged.flatMap((document) => {
    const edit = sureMending(document);
    return edit === undefined ? [] : [{ document, text: edit.text, range: rangeOf(document, edit.span) }];
  });
  const [first] = mended;
  const last = mended.at(-1);
  if (first === undefined || last === undefined || first === last) return;
  const title: Text =
    mended.length === damaged.length
      ? {
          en: `Mend all ${mended.length} damaged manifests of this file`,
          "zh-cn": `修复此文件中的全部 ${mended.length} 份受损清单`,
        }
      : {
          en: `Mend ${mended.length} of the ${damaged.length} damaged manifests of this file, those that are sure`,
          "zh-cn": `修复此文件 ${damaged.length} 份受损清单中有把握的 ${mended.length} 份`,
        };
  const edits = mended.map(({ range, text }) => ({ range, newText: text }));
  yield { title: say(title, locale), kind: "quickfix", edit: { changes: { [file.uri]: edits } } };

  let text = "";
  let end = first.document.start;
  for (const { document, text: own } of mended) {
    text += file.text.slice(end, document.start) + own;
    end = document.start + document.yaml.text.length;
  }
  const range = { start: first.range.start, end: last.range.end };
  yield* preview({ uri: file.uri, range, text }, title, commands, locale);
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
  const title: Text = { en: "Mend this manifest", "zh-cn": "修复这份清单" };
  yield* preview({ uri, range: rangeOf(document, edit.span), text: edit.text }, title, commands, locale);
}

function* preview(
  place: PreviewMendingArguments,
  what: Text,
  commands: readonly string[],
  locale: Locale,
): Iterable<FileAction> {
  if (!commands.includes(previewMendingCommand)) return;
  const title = say({ en: `${what.en}: show the difference first`, "zh-cn": `${what["zh-cn"]}：先查看差异` }, locale);
  yield { title, kind: "quickfix", command: { title, command: previewMendingCommand, arguments: [place] } };
}
