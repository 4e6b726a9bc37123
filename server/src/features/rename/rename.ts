// Rename: a Service, a port or a label gets another name in every file that means it, or a reason why not.

import { isFilledIn } from "../../base/placeholder.ts";
import type { Steps } from "../../base/steps.ts";
import { say } from "../../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../../index/document.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { TextPosition, TextRange } from "../../protocol.ts";
import { documentAt, rangeOf } from "../ranges.ts";
import { goesWithIt, immutable, meansIt, newContext } from "./context.ts";
import { placeRefused, type Refusal, type RenameEdit } from "./edits.ts";
import { renameLabel } from "./label.ts";
import { renameContainerPort, renameServicePort } from "./port.ts";
import { renameService } from "./service.ts";
import { type RenameTarget, targetAt } from "./target.ts";

/** What would be renamed, as an editor asks before it asks for the name. */
export interface Prepared {
  readonly kind: "possible";
  readonly range: TextRange;
  readonly placeholder: string;
}

/** undefined: nothing that has a name of ours is there. */
export function* prepareRename(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
): Steps<Prepared | Refusal | undefined> {
  const found = find(file, position, workspace);
  if (found === undefined || found.kind === "refused") return found;
  const { document, target } = found;
  // What cannot be done whatever the name is said before anybody types one.
  const tried = yield* collect(target, target.name, workspace);
  if (isRefusal(tried) && tried.about === "place") return tried;
  return { kind: "possible", range: rangeOf(document, target.span), placeholder: target.name };
}

/** Every edit that the new name needs, or why it is not possible. */
export function* rename(
  file: WorkspaceFile,
  position: TextPosition,
  newName: string,
  workspace: Workspace,
): Steps<readonly RenameEdit[] | Refusal | undefined> {
  const found = find(file, position, workspace);
  if (found === undefined || found.kind === "refused") return found;
  return newName === found.target.name ? [] : yield* collect(found.target, newName, workspace);
}

/** The changes as a WorkspaceEdit of LSP, for a client with these abilities. */
export interface ClientAbilities {
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  /** The version of a document that the client has open; else null. */
  versionOf(uri: string): number | null;
}

interface AnnotatedEdit {
  range: TextRange;
  newText: string;
  annotationId?: string;
}

export interface RenameAnswer {
  changes?: Record<string, AnnotatedEdit[]>;
  documentChanges?: { textDocument: { uri: string; version: number | null }; edits: AnnotatedEdit[] }[];
  changeAnnotations?: Record<string, { label: string; description?: string; needsConfirmation: boolean }>;
}

/** What is only a guess is left to clients that can ask about it. */
export function renameAnswer(
  edits: readonly RenameEdit[],
  client: ClientAbilities,
  workspace: Workspace,
): RenameAnswer {
  const { locale } = workspace.settings;
  const annotates = client.documentChanges && client.changeAnnotations;
  const changes: Record<string, AnnotatedEdit[]> = {};
  const changeAnnotations: NonNullable<RenameAnswer["changeAnnotations"]> = {};
  for (const { document, edit, note } of edits) {
    if (!annotates && note.look === "left-out") continue;
    const { uri } = document.file;
    const list = changes[uri] ?? [];
    changes[uri] = list;
    const plain = { range: rangeOf(document, edit.span), newText: edit.text };
    list.push(annotates ? { ...plain, annotationId: note.id } : plain);
    changeAnnotations[note.id] = {
      label: say(note.label, locale),
      ...(note.description === undefined ? {} : { description: say(note.description, locale) }),
      needsConfirmation: note.look !== "not-needed",
    };
  }
  if (!client.documentChanges) return { changes };
  const documentChanges = Object.entries(changes).map(([uri, list]) => ({
    textDocument: { uri, version: client.versionOf(uri) },
    edits: list,
  }));
  return annotates ? { documentChanges, changeAnnotations } : { documentChanges };
}

interface Found {
  readonly kind: "found";
  readonly document: WorkspaceDocument;
  readonly target: RenameTarget;
}

function find(file: WorkspaceFile, position: TextPosition, workspace: Workspace): Found | Refusal | undefined {
  const at = documentAt(file, position);
  if (at === undefined) return undefined;
  const { document, offset } = at;
  const target = targetAt(document, offset, workspace);
  if (target === undefined) return undefined;
  if (isFilledIn(target.name))
    return placeRefused(
      `${target.name} is filled in later: give its value another name where that is written.`,
      `${target.name} 稍后才会被填入：请在填写其值的地方改名。`,
    );
  const problem = problemOf(document, workspace);
  return problem === undefined ? { kind: "found", document, target } : problem;
}

/** Why nothing in this document can be renamed. */
function problemOf(document: WorkspaceDocument, workspace: Workspace): Refusal | undefined {
  const { template } = document.yaml;
  if (template !== undefined && template.kind !== "text") {
    return placeRefused(
      "This is a template: what its names become is known only when it is rendered.",
      "这是模板：其中的名称要到渲染后才能确定。",
    );
  }
  if (document.yaml.errors.length > 0) {
    return placeRefused("kubectl cannot read this document. Repair it first.", "kubectl 无法读取此文档：请先修正。");
  }
  if (workspace.isPatch(document.file)) {
    return placeRefused(
      "This is a patch: rename the object itself, and the patch follows.",
      "这是补丁：请在对象本身重命名，补丁会随之更改。",
    );
  }
  return undefined;
}

function isRefusal(answer: readonly RenameEdit[] | Refusal): answer is Refusal {
  return "kind" in answer;
}

function* collect(target: RenameTarget, newName: string, workspace: Workspace): Steps<readonly RenameEdit[] | Refusal> {
  const context = newContext(workspace);
  const refusal = yield* refusalOf(target, newName, context);
  if (refusal !== undefined) return refusal;
  const edits = context.edits.edits();
  if (isRefusal(edits)) return edits;
  // Half of it would be worse than none: where a part asks first, so does the rest.
  const asks = edits.some((edit) => edit.note === immutable);
  if (edits.length > 0)
    return edits.map((edit) => (asks && edit.note === meansIt ? { ...edit, note: goesWithIt } : edit));
  return placeRefused("Nothing is written here that could be renamed.", "此处没有可以重命名的内容。");
}

function refusalOf(
  target: RenameTarget,
  newName: string,
  context: ReturnType<typeof newContext>,
): Steps<Refusal | undefined> {
  switch (target.kind) {
    case "service":
      return renameService(target, newName, context);
    case "service-port":
      return renameServicePort(target, newName, context);
    case "container-port":
      return renameContainerPort(target, newName, context);
    case "label":
      return renameLabel(target, newName, context);
  }
}
