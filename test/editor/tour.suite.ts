// The steps of the README's animation, in a real VS Code on the sample: a typo, the finding, the fix; run by `npm run pictures`.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TestApi } from "../../client/src/test-api.ts";
import { takePicture } from "./picture.ts";
import { until } from "./until.ts";

describe("Tour", () => {
  it("types a mistake and fixes it", async () => {
    const extension = vscode.extensions.getExtension<TestApi>("service-paths.kubernetes-service-paths");
    assert.ok(extension, "the packed extension is not installed");
    const api = await extension.activate();
    await api.whenReady();
    await vscode.commands.executeCommand("servicePaths.services.focus");
    await until("all Services", async () => (await api.services()).length > 3 || undefined);
    const editor = await openReviews();
    // What the comment says is not so yet.
    await editor.edit((edit) => edit.replace(editor.document.lineAt(0).range, "# The reviews."));
    await write(editor, "targetPort: http");
    await until("a sound Service", async () => ((await unreachable(api)) === 0 ? true : undefined));
    await reveal(editor);
    await takePicture("1-sound");
    for (const [step, text] of ["targetPort: ", "targetPort: ht", "targetPort: htpp"].entries()) {
      await write(editor, text);
      await takePicture(`2-typing-${step}`);
    }
    await until(
      "the finding",
      () => vscode.languages.getDiagnostics(editor.document.uri).length > 0 || undefined,
      vscode.languages.onDidChangeDiagnostics,
    );
    await until("unreachable paths", async () => ((await unreachable(api)) > 0 ? true : undefined));
    await reveal(editor);
    await vscode.commands.executeCommand("editor.action.showHover");
    await takePicture("3-finding", ".monaco-hover:visible .hover-row");
    await vscode.commands.executeCommand("editor.action.hideHover");
    await vscode.commands.executeCommand("editor.action.quickFix");
    await takePicture("4-fixes", ".action-widget:visible");
    await vscode.commands.executeCommand("acceptSelectedCodeAction");
    await until("the fixed text", () => editor.document.getText().includes("targetPort: http\n") || undefined);
    await until("a sound Service again", async () => ((await unreachable(api)) === 0 ? true : undefined));
    await reveal(editor);
    await takePicture("5-fixed");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});

async function openReviews(): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "no folder is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, "reviews.yaml"));
  return vscode.window.showTextDocument(document);
}

/** Puts a line in the place of the one with targetPort, and the cursor at its end. */
async function write(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const old = /targetPort: ?.*/.exec(document.getText());
  assert.ok(old, "there is no targetPort");
  const range = new vscode.Range(document.positionAt(old.index), document.positionAt(old.index + old[0].length));
  await editor.edit((edit) => edit.replace(range, text));
  const end = range.start.translate(0, text.length);
  editor.selection = new vscode.Selection(end, end);
}

async function unreachable(api: TestApi): Promise<number> {
  return (await api.services()).flatMap(({ paths }) => paths).filter(({ state }) => state === "broken").length;
}

/** The Service at the cursor in the tree, and the cursor in the text again, within the port's name. */
async function reveal(editor: vscode.TextEditor): Promise<void> {
  await vscode.commands.executeCommand("servicePaths.revealService");
  const shown = await vscode.window.showTextDocument(editor.document);
  const at = shown.document.positionAt(shown.document.getText().indexOf("targetPort: ") + 14);
  shown.selection = new vscode.Selection(at, at);
}
