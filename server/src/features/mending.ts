// Mending on demand: a text that is about to be pasted, and the look at what a mended document would be.

import { type Locale, say } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { mend } from "../mend/mend.ts";
import { type MendParams, type MendResult, type PreviewMendingArguments, previewMendingCommand } from "../protocol.ts";
import { fixesOf, type Reported } from "../rules/check.ts";
import { manifestDamaged } from "../rules/manifest-damaged.ts";
import type { FileAction } from "./code-actions.ts";
import { rangeOf } from "./ranges.ts";

/** What can be done for a text that stands in no file. */
export function mendText({ text }: MendParams, locale: Locale): MendResult {
  const mending = mend(text);
  if (mending.kind === "intact") return { kind: mending.kind };
  if (mending.kind === "impossible") return { kind: mending.kind, why: say(mending.why, locale) };
  if (mending.kind === "mended") return { kind: mending.kind, text: mending.text };
  return { kind: mending.kind, text: mending.text, why: say(mending.why, locale) };
}

/** The difference that mending would make, side by side, before anything is changed. */
export function* previewActions(
  document: WorkspaceDocument,
  { finding }: Reported,
  commands: readonly string[],
  locale: Locale,
): Iterable<FileAction> {
  if (finding.rule !== manifestDamaged.id || !commands.includes(previewMendingCommand)) return;
  const edit = fixesOf(finding)[0]?.edits[0];
  if (edit === undefined) return;
  const title = say(
    { en: "Mend this manifest: show the difference first", "zh-cn": "修复这份清单：先查看差异" },
    locale,
  );
  const place: PreviewMendingArguments = {
    uri: document.file.uri,
    range: rangeOf(document, edit.span),
    text: edit.text,
  };
  yield { title, kind: "quickfix", command: { title, command: previewMendingCommand, arguments: [place] } };
}
