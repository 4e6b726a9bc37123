// One click: the fixes of the findings at a place, and ways to allow them.

import { say } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { type TextRange, turnRuleOffCommand } from "../protocol.ts";
import { allowEdit } from "../rules/checking/allow.ts";
import { type Checker, fixesOf, type Reported } from "../rules/checking/checker.ts";
import { manifestDamaged } from "../rules/manifest-damaged.ts";
import type { Edit, Fix } from "../rules/rule.ts";
import { type DiagnosticStyle, toDiagnostic } from "./diagnostics.ts";
import type { FileAction } from "./file-action.ts";
import { mendAllActions, previewActions } from "./mending.ts";
import { documentAt, offsetOf, rangeOf } from "./ranges.ts";
import { type RefactorQuestion, wantsKind } from "./refactorings/question.ts";

export const fixAllKind = "source.fixAll.servicePaths";

export interface ActionQuestion {
  readonly range: TextRange;
  /** Kinds asked for; undefined: all but `source.*`. */
  readonly only: readonly string[] | undefined;
  /** Commands that the client offers. */
  readonly commands: readonly string[];
  /** Whether the editor asks by itself, after every key. */
  readonly trigger: RefactorQuestion["trigger"];
}

/** The actions for a range of a file. */
export function* codeActions(
  file: WorkspaceFile,
  question: ActionQuestion,
  checker: Checker,
  style: DiagnosticStyle,
): Iterable<FileAction> {
  const wants = (kind: string) => wantsKind(question.only, kind);
  if (wants("quickfix")) {
    const damaged = [...damagedIn(file, question.range, checker)];
    const touched = [...findingsIn(file, question.range, checker)];
    for (const { document, reported } of damaged) yield* fixActions(document, reported, style);
    const [first] = damaged;
    if (first !== undefined) {
      // An editor puts actions that name a finding before those that name none.
      const diagnostics = [toDiagnostic(first.reported, first.document, style)];
      for (const action of mendAllActions(file, question.commands, checker, style.locale))
        yield { ...action, diagnostics };
    }
    for (const { document, reported } of damaged) {
      const diagnostics = [toDiagnostic(reported, document, style)];
      for (const action of previewActions(document, reported, question.commands, style.locale))
        yield { ...action, diagnostics };
    }
    for (const { document, reported } of touched) {
      if (reported.finding.rule === manifestDamaged.id) continue;
      if (question.trigger === "by-itself" && reported.finding.slowFixes === true) continue;
      yield* fixActions(document, reported, style);
    }
    for (const { document, reported } of touched) yield* allowActions(document, reported, question.commands, style);
  }
  if (question.only !== undefined && wants(fixAllKind)) {
    const edits = fixAll(file, checker);
    if (edits.length > 0) {
      const title = { en: "Apply all safe fixes from Service Paths", "zh-cn": "应用 Service Paths 的全部安全修复" };
      yield { title: say(title, style.locale), kind: fixAllKind, edit: { changes: changesOf(edits) } };
    }
  }
}

interface Place {
  readonly document: WorkspaceDocument;
  readonly reported: Reported;
}

function* findingsIn(file: WorkspaceFile, range: TextRange, checker: Checker): Iterable<Place> {
  for (const document of documentsIn(file, range)) {
    const start = offsetOf(document, range.start);
    const end = offsetOf(document, range.end);
    for (const reported of checker.check(document)) {
      const { span } = reported.finding;
      if (span.start <= end && start <= span.end) yield { document, reported };
    }
  }
}

/** What says that a document is damaged is shown on its first line, and mended from everywhere in it. */
function* damagedIn(file: WorkspaceFile, range: TextRange, checker: Checker): Iterable<Place> {
  for (const document of documentsIn(file, range)) {
    for (const reported of checker.check(document)) {
      if (reported.finding.rule === manifestDamaged.id) yield { document, reported };
    }
  }
}

function* documentsIn(file: WorkspaceFile, range: TextRange): Iterable<WorkspaceDocument> {
  const first = documentAt(file, range.start)?.document ?? file.documents[0];
  const last = documentAt(file, range.end)?.document;
  for (const document of file.documents) {
    if (first !== undefined && document.start < first.start) continue;
    if (last !== undefined && document.start > last.start) break;
    yield document;
  }
}

function* fixActions(document: WorkspaceDocument, reported: Reported, style: DiagnosticStyle): Iterable<FileAction> {
  let preferred = true;
  for (const fix of fixesOf(reported.finding)) {
    // What a chart was rendered to is no file.
    if (fix.edits.some((edit) => edit.document?.file.origins !== undefined)) continue;
    yield {
      title: say(fix.title, style.locale),
      kind: "quickfix",
      diagnostics: [toDiagnostic(reported, document, style)],
      ...(preferred ? { isPreferred: true } : {}),
      edit: { changes: changesOf(placed(fix, document)) },
    };
    preferred = false;
  }
}

function* allowActions(
  document: WorkspaceDocument,
  reported: Reported,
  commands: readonly string[],
  style: DiagnosticStyle,
): Iterable<FileAction> {
  const { rule, span } = reported.finding;
  const diagnostics = [toDiagnostic(reported, document, style)];
  const edit = allowEdit(document.yaml, span, rule);
  if (edit !== undefined) {
    yield {
      title: say({ en: `Allow ${rule} here`, "zh-cn": `在此处允许 ${rule}` }, style.locale),
      kind: "quickfix",
      diagnostics,
      edit: { changes: changesOf([{ document, edit }]) },
    };
  }
  if (commands.includes(turnRuleOffCommand)) {
    const title = say({ en: `Turn off ${rule} in this workspace`, "zh-cn": `在此工作区中关闭 ${rule}` }, style.locale);
    yield { title, kind: "quickfix", diagnostics, command: { title, command: turnRuleOffCommand, arguments: [rule] } };
  }
}

/** An edit with the document that it belongs to. */
export interface PlacedEdit {
  readonly document: WorkspaceDocument;
  readonly edit: Edit;
}

/** The edits of a fix, each with its document. */
export function placed(fix: Fix, own: WorkspaceDocument): readonly PlacedEdit[] {
  return fix.edits.map((edit) => ({ document: edit.document ?? own, edit }));
}

/** The first safe fix of every finding in the file, as far as they do not touch one another. */
export function fixAll(file: WorkspaceFile, checker: Checker): readonly PlacedEdit[] {
  const taken: PlacedEdit[] = [];
  for (const document of file.documents) {
    for (const { finding } of checker.check(document)) {
      const fix = firstFix(fixesOf(finding), (candidate) => candidate.safe);
      if (fix === undefined) continue;
      const edits = placed(fix, document);
      if (edits.every((edit) => !taken.some((other) => touch(edit, other)))) taken.push(...edits);
    }
  }
  return taken;
}

/** The first fix that will do, or undefined. */
export function firstFix(fixes: Iterable<Fix>, wanted: (fix: Fix) => boolean): Fix | undefined {
  for (const fix of fixes) if (wanted(fix)) return fix;
  return undefined;
}

/** Whether two edits cannot both be made: they overlap, or insert at one place. */
export function touch(a: PlacedEdit, b: PlacedEdit): boolean {
  return a.document === b.document && a.edit.span.start <= b.edit.span.end && b.edit.span.start <= a.edit.span.end;
}

export function changesOf(edits: readonly PlacedEdit[]): Record<string, { range: TextRange; newText: string }[]> {
  const changes: Record<string, { range: TextRange; newText: string }[]> = {};
  for (const { document, edit } of edits) {
    const uri = document.file.uri;
    const list = changes[uri] ?? [];
    changes[uri] = list;
    list.push({ range: rangeOf(document, edit.span), newText: edit.text });
  }
  return changes;
}
