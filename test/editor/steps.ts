// What the suites in the editor do again and again.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TestApi } from "../../client/src/test-api.ts";
import { until } from "./until.ts";

export const locale = process.env.SERVICE_PATHS_LOCALE ?? "en";
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** Words for people are in the chosen language. */
export function assertLanguage(text: string): void {
  assert.equal(hasChinese(text), locale === "zh-cn", `not in ${locale}: ${text}`);
}

/** The running extension, once its server answers. */
export async function startExtension(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>("service-paths.kubernetes-service-paths");
  assert.ok(extension, "the packed extension is not installed");
  const api = await extension.activate();
  await api.whenReady();
  return api;
}

/** Throws away what a test has changed. */
export async function revertAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
}

export async function open(file: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.window.showTextDocument(document);
  return document;
}

export function ours(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "service-paths");
}

export function errors(document: vscode.TextDocument): string[] {
  const found = ours(document).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
  return found.map(({ message }) => message);
}

export function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === "object" ? code.value : code;
}

export function diagnostic(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  const look = () => ours(document).find((finding) => codeOf(finding) === rule);
  return until(`${rule} in ${document.uri.path}`, look, vscode.languages.onDidChangeDiagnostics);
}

export async function without(document: vscode.TextDocument, rule: string): Promise<void> {
  const look = () => ours(document).every((finding) => codeOf(finding) !== rule) || undefined;
  await until(`no ${rule} in ${document.uri.path}`, look, vscode.languages.onDidChangeDiagnostics);
}

export async function actions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const ask = () =>
    vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      range,
      kind.value,
      20, // so many of them with their edits
    );
  // VS Code gives up when the text is being replaced by what is on the disk, as after a test that was undone.
  const isCanceled = (error: unknown) => error instanceof Error && error.name === "Canceled";
  const again = (error: unknown) => (isCanceled(error) ? undefined : Promise.reject(error));
  const found = await until("the code actions", () => ask().then((answer) => answer, again));
  return found.filter((action): action is vscode.CodeAction => "kind" in action || "edit" in action);
}

/** The hover's text on the first place of a word. */
export async function hoverAt(document: vscode.TextDocument, word: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(`${word}:`) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, at);
  const parts = hovers.flatMap(({ contents }) => contents);
  return parts.map((part) => (typeof part === "string" ? part : part.value)).join("\n");
}

export async function replace(document: vscode.TextDocument, old: string, fresh: string): Promise<void> {
  const start = document.getText().indexOf(old);
  assert.notEqual(start, -1, `${old} is not there`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + old.length));
  edit.replace(document.uri, range, fresh);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
