// Names from other resources in a real VS Code: completed with its own suggestions, and followed in its call hierarchy.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, replace, revertAll, startExtension } from "./steps.ts";
import { until } from "./until.ts";

describe("Names of other resources in VS Code", () => {
  before(startExtension);
  afterEach(revertAll);

  it("writes the Service that a backend wants", async () => {
    const document = await open("shop/api.yaml");
    const before = document.getText();
    await replace(document, "                name: api\n", "                name: a\n");
    const at = document.positionAt(
      document.getText().indexOf("                name: a\n") + "                name: a".length,
    );
    await suggest(at, "api");
    assert.equal(document.getText(), before);
  });

  it("writes a Service's DNS name into a URL", async () => {
    const document = await open("shop/api.yaml");
    const old = "https://payment.shop.svc.cluster.local";
    const before = document.getText();
    await replace(document, old, "https://payment.s");
    const at = document.positionAt(document.getText().indexOf("https://payment.s") + "https://payment.s".length);
    await suggest(at, old);
    assert.equal(document.getText(), before);
  });

  it("knows who calls a Service, and whom it reaches", async () => {
    const document = await open("shop/api.yaml");
    const at = document.positionAt(document.getText().indexOf("name: api") + "name: a".length);
    const items = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      document.uri,
      at,
    );
    assert.deepEqual(
      items.map(({ name, detail }) => [name, detail]),
      [["api", "Service shop/api"]],
    );
    const incoming = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      "vscode.provideIncomingCalls",
      items[0],
    );
    assert.deepEqual(incoming.map(({ from }) => from.detail).sort(), [
      "Deployment shop/payment",
      "Deployment shop/web",
      "Ingress shop/api · api.shop.example.com",
    ]);
    const outgoing = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(
      "vscode.provideOutgoingCalls",
      items[0],
    );
    assert.deepEqual(
      outgoing.map(({ to }) => to.detail),
      ["Deployment shop/api"],
    );
  });
});

/** Lets VS Code suggest at a place and takes the first suggestion, until the line ends as it should. */
async function suggest(at: vscode.Position, end: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor, "no editor is open");
  editor.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand("editor.action.triggerSuggest");
  await until(`${end} is written`, async () => {
    await vscode.commands.executeCommand("acceptSelectedSuggestion");
    return editor.document.lineAt(at.line).text.endsWith(end) || undefined;
  });
}
