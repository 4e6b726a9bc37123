// "Create a Service" for the workload at the cursor: asks which type, then where to; the server has the words of the manifest.
import * as vscode from "vscode";
import type { NewServiceChoice, NewServiceParams } from "../../server/src/protocol.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";

/** @param place what a code action names; undefined: the cursor. */
export async function createService(server: LanguageServer, place: NewServiceParams | undefined): Promise<void> {
  const t = vscode.l10n.t;
  const at = place ?? placeOfCursor();
  const found = at === undefined ? null : await server.newServices(at);
  if (at === undefined || found === null) {
    const words = t(
      "There is no workload at the cursor. Place the cursor in a Deployment, a StatefulSet, a DaemonSet or a Pod.",
    );
    void vscode.window.showInformationMessage(words);
    return;
  }
  const type = await vscode.window.showQuickPick(
    found.choices.map(({ label, name, detail }) => ({ label, description: name, detail })),
    { title: t("Create a Service for {0}", found.workload), placeHolder: t("Which type?") },
  );
  if (type === undefined) return;
  const same = (choices: readonly NewServiceChoice[]) => choices.find(({ label }) => label === type.label);
  const uri = vscode.Uri.parse(at.uri, true);
  const where = await askWhere(uri, same(found.choices), found.newFileNeeds);
  // The text may have changed while somebody read the questions.
  const choice = same((await server.newServices(at))?.choices ?? []);
  if (where === undefined || choice === undefined) return;
  if (where === "same-file") await append(uri, choice);
  else await writeBeside(where, choice);
}

function placeOfCursor(): NewServiceParams | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isManifestDocument(editor.document)) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** Undefined when nobody picks. A file that is nowhere yet has nothing beside it. */
async function askWhere(
  file: vscode.Uri,
  choice: NewServiceChoice | undefined,
  newFileNeeds: string | undefined,
): Promise<"same-file" | vscode.Uri | undefined> {
  if (choice === undefined) return undefined;
  if (file.scheme === "untitled") return "same-file";
  const t = vscode.l10n.t;
  const beside = await freeName(file, choice.name);
  const ways = [
    ...(choice.append === undefined
      ? []
      : [{ label: `$(add) ${t("At the end of {0}", lastPart(file))}`, to: "same-file" as const }]),
    {
      label: `$(new-file) ${t("In a new file next to it: {0}", lastPart(beside))}`,
      ...(newFileNeeds === undefined ? {} : { detail: newFileNeeds }),
      to: beside,
    },
  ];
  return (await vscode.window.showQuickPick(ways, { placeHolder: t("Select a location") }))?.to;
}

async function append(uri: vscode.Uri, { append: edit, name }: NewServiceChoice): Promise<void> {
  if (edit === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const changes = new vscode.WorkspaceEdit();
  const at = new vscode.Position(edit.range.start.line, edit.range.start.character);
  changes.insert(uri, at, edit.newText);
  if (!(await vscode.workspace.applyEdit(changes))) return;
  await show(document, document.offsetAt(at), name);
}

async function writeBeside(uri: vscode.Uri, { text, name }: NewServiceChoice): Promise<void> {
  const changes = new vscode.WorkspaceEdit();
  changes.createFile(uri, { contents: new TextEncoder().encode(text) });
  const isWritten = await vscode.workspace.applyEdit(changes);
  // Where nothing can be written, the text is still of use.
  const document = isWritten
    ? await vscode.workspace.openTextDocument(uri)
    : await vscode.workspace.openTextDocument({ language: "yaml", content: text });
  await show(document, 0, name);
}

/** Shows the new Service with its name selected, which is what people change first. */
async function show(document: vscode.TextDocument, from: number, name: string): Promise<void> {
  const word = `name: ${name}`;
  const found = document.getText().indexOf(word, from);
  const end = found === -1 ? from : found + word.length;
  const start = found === -1 ? from : end - name.length;
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection });
}

async function freeName(file: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let count = 1; ; count += 1) {
    const uri = vscode.Uri.joinPath(file, "..", `${name}-service${count === 1 ? "" : `-${count}`}.yaml`);
    const isThere = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
      () => true,
      () => false,
    );
    if (!isThere) return uri;
  }
}

function lastPart({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
