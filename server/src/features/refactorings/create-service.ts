// "Create a Service" for the workload at a place: as code actions that append a document, and for the client's command.

import { touches } from "../../base/span.ts";
import { say, type Text } from "../../base/text.ts";
import type { WorkspaceFile } from "../../index/document.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { isTemplated } from "../../index/unreadable.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import {
  createServiceCommand,
  type NewServiceParams,
  type NewServiceResult,
  type TextEditAt,
  type TextPosition,
} from "../../protocol.ts";
import { separator } from "../../yaml/split.ts";
import type { FileAction } from "../file-action.ts";
import { documentAt, endOf, rangeOf } from "../ranges.ts";
import { asWritten, type NewService, newService, type Shape, shapes, shapesFor } from "./new-service.ts";
import { type RefactorQuestion, wantsKind } from "./question.ts";

/** The kind of the code actions. */
export const createServiceKind = "refactor.createService";

/** What an action's `data` holds until its edit is asked for. */
interface Chosen {
  readonly createService: Shape;
  readonly uri: string;
  readonly position: TextPosition;
}

/** One action for each type of Service, and one that asks where to. */
export function* createServiceActions(
  file: WorkspaceFile,
  question: RefactorQuestion,
  workspace: Workspace,
): Iterable<FileAction> {
  const { position, only, trigger, commands, edits } = question;
  if (!wantsKind(only, createServiceKind)) return;
  const workload = workloadAt(file, position, workspace);
  if (workload === undefined || (trigger === "by-itself" && !isNamedAt(workload, position))) return;
  const { locale } = workspace.settings;
  if (canAppend(file)) {
    for (const shape of shapesFor(workload)) {
      const title = say(titleOf(shape, workload, newService(shape, workload, workspace.world())), locale);
      const data: Chosen = { createService: shape, uri: file.uri, position };
      const action = { title, kind: createServiceKind };
      yield edits === "when-chosen"
        ? { ...action, data }
        : { ...action, edit: editOf(file, workload, shape, workspace) };
    }
  }
  if (commands.includes(createServiceCommand)) {
    const title = say({ en: "Create Service…", "zh-cn": "创建 Service…" }, locale);
    const place: NewServiceParams = { uri: file.uri, position };
    yield { title, kind: createServiceKind, command: { title, command: createServiceCommand, arguments: [place] } };
  }
}

/** The edit of an action that was offered without; undefined for any other action, and where the workload is gone. */
export function chosenEdit(data: unknown, workspace: Workspace): FileAction["edit"] {
  if (!isChosen(data)) return undefined;
  const file = workspace.file(data.uri);
  const workload = file === undefined ? undefined : workloadAt(file, data.position, workspace);
  if (file === undefined || workload === undefined || !canAppend(file)) return undefined;
  return editOf(file, workload, data.createService, workspace);
}

/** All that the client's command has to ask and to write; null where no workload stands. */
export function newServices({ uri, position }: NewServiceParams, workspace: Workspace): NewServiceResult {
  const file = workspace.file(uri);
  const workload = file === undefined ? undefined : workloadAt(file, position, workspace);
  if (file === undefined || workload === undefined) return null;
  const { locale } = workspace.settings;
  const choices = shapesFor(workload).map((shape) => {
    const { name, text, portsAreGuessed } = newService(shape, workload, workspace.world());
    return {
      label: shape,
      detail: `${say(shapes[shape], locale)}${portsAreGuessed ? say(guessed, locale) : ""}`,
      name,
      text,
      ...(canAppend(file) ? { append: appended(file, text) } : {}),
    };
  });
  const { scope } = workload;
  return {
    workload: calledInFile(workload),
    ...(scope?.kind === "kustomization" ? { newFileNeeds: say(toBeNamed, locale) } : {}),
    choices,
  };
}

const guessed: Text = {
  en: " (the port is a guess, because no container declares one)",
  "zh-cn": "（没有容器声明端口，此端口为猜测值）",
};

const toBeNamed: Text = {
  en: "A kustomization lists this file, so the new file must be listed there, too.",
  "zh-cn": "该文件由 kustomization 引用，新文件也需要写入其中。",
};

function titleOf(shape: Shape, workload: Resource<WorkloadManifest>, { portsAreGuessed }: NewService): Text {
  const whose = calledInFile(workload);
  return {
    en: `Create ${shape} Service for ${whose}${portsAreGuessed ? guessed.en : ""}`,
    "zh-cn": `为 ${whose} 创建 ${shape} Service${portsAreGuessed ? guessed["zh-cn"] : ""}`,
  };
}

/** As its author calls it, whatever a kustomization makes of the name. */
function calledInFile(workload: Resource<WorkloadManifest>): string {
  const { kind, name } = asWritten(workload).manifest;
  return `${kind} ${name?.value ?? workload.name}`;
}

/** The workload at a position; where none is, the only one of its document. Templates and patches have none. */
function workloadAt(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
): Resource<WorkloadManifest> | undefined {
  const at = documentAt(file, position);
  if (at === undefined || workspace.isPatch(file) || isTemplated(at.document.yaml)) return undefined;
  const workloads = workspace
    .shown(at.document)
    .filter((resource) => isA(resource, "workload"))
    .filter(({ manifest }) => !manifest.workload.runsToCompletion)
    // Without labels no selector finds the pods.
    .filter(({ manifest }) => manifest.workload.podLabels.length > 0);
  const here = workloads.find(({ manifest }) => touches(manifest.root.span, at.offset));
  return here ?? (workloads.length === 1 ? workloads[0] : undefined);
}

/** Whether the position is on the line of the workload's kind or name. */
function isNamedAt({ manifest, document }: Resource<WorkloadManifest>, position: TextPosition): boolean {
  const kind = manifest.root.entries.find(({ key }) => key === "kind");
  return [kind?.value.span, manifest.name?.span].some(
    (span) => span !== undefined && rangeOf(document, span).start.line === position.line,
  );
}

/** A stream of JSON takes no YAML document behind it. */
function canAppend({ text }: WorkspaceFile): boolean {
  return !/^\s*[{[]/.test(text);
}

function editOf(
  file: WorkspaceFile,
  workload: Resource<WorkloadManifest>,
  shape: Shape,
  workspace: Workspace,
): NonNullable<FileAction["edit"]> {
  const { text } = newService(shape, workload, workspace.world());
  return { changes: { [file.uri]: [appended(file, text)] } };
}

/** The text behind the file's last document, as a document of its own, with the file's own line breaks. */
function appended(file: WorkspaceFile, text: string): TextEditAt {
  const lines = file.text.split(/\r\n|\n|\r/);
  const isBegun = lines.at(-1) === "";
  const last = isBegun ? lines.at(-2) : lines.at(-1);
  const isSeparated = last === undefined || separator(last) === "good" || file.text.trim() === "";
  const lineBreak = file.text.includes("\r\n") ? "\r\n" : "\n";
  const before = `${isBegun ? "" : "\n"}${isSeparated ? "" : "---\n"}`;
  const end = endOf(file);
  return { range: { start: end, end }, newText: `${before}${text}`.replaceAll("\n", lineBreak) };
}

function isChosen(data: unknown): data is Chosen {
  if (typeof data !== "object" || data === null) return false;
  const { createService, uri, position } = data as Partial<Record<keyof Chosen, unknown>>;
  return (
    typeof createService === "string" &&
    createService in shapes &&
    typeof uri === "string" &&
    typeof position === "object" &&
    position !== null
  );
}
