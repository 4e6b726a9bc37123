// Rename and links in a real VS Code: what F2 changes in which files, what it shows first, and where names lead.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { takePicture } from "./picture.ts";
import { assertLanguage, locale, open, revertAll, startExtension } from "./steps.ts";
import { until } from "./until.ts";
import { hasWindow, inWindow, textsOf } from "./window.ts";

describe("Rename and links in VS Code", () => {
  before(async () => {
    const { services } = await startExtension();
    // Whoever names the Service has to be read.
    await until(
      "the shop",
      async () => (await services()).some(({ file }) => file?.endsWith("shop/web.yaml")) || undefined,
    );
  });
  afterEach(revertAll);

  it("renames a Service in every file that names it", async () => {
    const document = await open("shop/api.yaml");
    const at = placeOf(document, "name: api", "name: a");
    const { placeholder } = await vscode.commands.executeCommand<{ placeholder: string }>(
      "vscode.prepareRename",
      document.uri,
      at,
    );
    assert.equal(placeholder, "api");
    const edit = await renamed(document, at, "front");
    assert.deepEqual(
      edit.entries().map(([uri, edits]) => [uri.path.split("/").at(-1), edits.length]),
      [
        ["api.yaml", 2],
        ["payment.yaml", 1],
        ["web.yaml", 1],
      ],
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /^ {16}name: front$/m);
    const web = vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith("shop/web.yaml"));
    assert.match(web?.getText() ?? "", /value: http:\/\/front$/m);
  });

  it("shows first what a cluster does not let change, and does not do it unasked", async function () {
    if (!hasWindow) this.skip();
    const document = await open("shop/web.yaml");
    const at = placeOf(document, "app.kubernetes.io/name: web", "app.kubernetes.io/name: w", "selector:");
    await vscode.commands.executeCommand("editor.action.rename", [document.uri, at]);
    await textsOf(".rename-box input:focus");
    for (const keys of ["Control+A", ..."facade"]) await inWindow({ do: "press", keys });
    await inWindow({ do: "press", keys: "Enter" });
    await textsOf(".bulk-edit-panel .monaco-list-row");
    await vscode.commands.executeCommand("refactorPreview.groupByType");
    const shown = await textsOf(".bulk-edit-panel .monaco-list-row");
    await takePicture("rename-preview");
    const said = shown.join("\n");
    for (const words of locale === "en"
      ? ["Cannot be changed in a cluster", "Must change together"]
      : ["集群中不可更改的内容", "必须一起更改的内容"])
      assert.ok(said.includes(words), `${words} is not in ${said}`);
    await vscode.commands.executeCommand("refactorPreview.apply");
    assert.doesNotMatch(document.getText(), /facade/);
  });

  it("says why a name cannot be", async () => {
    const document = await open("shop/web.yaml");
    const refused = renamed(document, placeOf(document, "name: web", "name: w"), "Front");
    const words = locale === "en" ? /The API server would refuse/ : /API server 会拒绝/;
    await assert.rejects(Promise.resolve(refused), words);
  });

  it("leads from a DNS name to its Service", async () => {
    const document = await open("shop/payment.yaml");
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    const ours = links.filter(({ target }) => target?.fragment.startsWith("L"));
    assert.deepEqual(
      ours.map(({ range, target }) => [document.getText(range), target?.path.split("/").at(-1), target?.fragment]),
      [
        ["api", "api.yaml", "L5"],
        ["queue", "queue.yaml", "L6"],
      ],
    );
    for (const { tooltip } of ours) assertLanguage(tooltip ?? "");
  });
});

/** The end of `part`, where `whole` is, behind `after`. */
function placeOf(document: vscode.TextDocument, whole: string, part: string, after = ""): vscode.Position {
  const text = document.getText();
  const start = text.indexOf(whole, text.indexOf(after));
  assert.notEqual(start, -1, `${whole} is not there`);
  return document.positionAt(start + part.length);
}

function renamed(document: vscode.TextDocument, at: vscode.Position, newName: string): Thenable<vscode.WorkspaceEdit> {
  return vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", document.uri, at, newName);
}
