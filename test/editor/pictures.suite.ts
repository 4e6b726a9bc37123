// Takes the README's pictures in a real VS Code on the sample workspace; run by `npm run pictures`, not by the tests.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ShownNode, TestApi } from "../../client/src/test-api.ts";
import { takePicture } from "./picture.ts";
import { until } from "./until.ts";

const themes = { light: "Light Modern", dark: "Dark Modern" };

let api: TestApi;

describe("Pictures", () => {
  before(async () => {
    const extension = vscode.extensions.getExtension<TestApi>("service-paths.kubernetes-service-paths");
    assert.ok(extension, "the packed extension is not installed");
    api = await extension.activate();
    await api.whenReady();
    await vscode.commands.executeCommand("servicePaths.services.focus");
    await until("all Services", async () => (await api.services()).length > 5 || undefined);
    // Of the editor area: the side bar has the rest.
    for (let step = 0; step < 2; step++) await vscode.commands.executeCommand("workbench.action.decreaseViewWidth");
  });

  for (const [theme, name] of Object.entries(themes)) {
    it(`in the ${theme} theme`, async () => {
      await wear(name);
      await paths(theme);
      await diagram(theme);
      await mistake(theme);
      if (theme === "light") {
        await change();
        await callers();
      }
    });
  }
});

/** The article's Service: every way to it in the tree, and what one of its fields means. */
async function paths(theme: string): Promise<void> {
  const editor = await show("article/embed.yaml", "name: embed ");
  await vscode.commands.executeCommand("servicePaths.revealService");
  const { roots } = await api.tree();
  const nodePort = find(roots, (label) => label.includes("192.168.1.100:32080"));
  assert.ok(nodePort?.command, "the tree does not reach the node");
  await vscode.commands.executeCommand(nodePort.command.id, ...nodePort.command.arguments); // as a click: unfolds it
  await vscode.window.showTextDocument(editor.document);
  place(editor, "nodePort: 32080");
  await vscode.commands.executeCommand("editor.action.showHover");
  await takePicture(`paths-${theme}`, ".monaco-hover:visible .hover-row");
  await vscode.commands.executeCommand("editor.action.hideHover");
}

/** The shop's traffic beside the tree, with the front end's paths open. */
async function diagram(theme: string): Promise<void> {
  await show("shop/web.yaml", "name: web");
  await vscode.commands.executeCommand("workbench.actions.treeView.servicePaths.services.collapseAll");
  await vscode.commands.executeCommand("servicePaths.revealService");
  const { roots } = await api.tree();
  const mapped = find(find(roots, (label) => label === "web")?.children ?? [], (label) =>
    label.includes("localhost:8080"),
  );
  assert.ok(mapped?.command, "the tree does not reach this machine");
  await vscode.commands.executeCommand(mapped.command.id, ...mapped.command.arguments);
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  await vscode.commands.executeCommand("servicePaths.showDiagram", { namespace: "shop" });
  await until("the diagram", () => api.diagram());
  await resizeEditor("increase");
  await takePicture(`diagram-${theme}`, "iframe.webview.ready");
  await resizeEditor("decrease");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** A mistake as it is typed, and what can be done about it. */
async function mistake(theme: string): Promise<void> {
  const editor = await show("shop/web.yaml", "nodePort: ");
  const { document } = editor;
  const old = /nodePort: \d+/.exec(document.getText());
  assert.ok(old, "the shop's front end has no nodePort");
  const range = new vscode.Range(document.positionAt(old.index), document.positionAt(old.index + old[0].length));
  await editor.edit((edit) => edit.replace(range, "nodePort: 8080"));
  await until(
    "the finding",
    () => vscode.languages.getDiagnostics(document.uri).length > 0 || undefined,
    vscode.languages.onDidChangeDiagnostics,
  );
  await vscode.commands.executeCommand("servicePaths.revealService");
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  await vscode.window.showTextDocument(document);
  place(editor, "8080\n");
  await vscode.commands.executeCommand("editor.action.quickFix");
  await takePicture(`mistake-${theme}`, ".action-widget:visible");
  await vscode.commands.executeCommand("hideCodeActionWidget");
  await vscode.commands.executeCommand("workbench.action.closePanel");
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

/** A caller that a NetworkPolicy blocks, at the name that it uses, with the fix that lets it in. */
async function callers(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "no folder is open");
  const policy = vscode.Uri.joinPath(folder.uri, "shop/policy.yaml");
  await vscode.workspace.fs.writeFile(policy, new TextEncoder().encode(onlyWeb));
  const editor = await show("shop/web.yaml", "http://api");
  try {
    const at = await until(
      "the blocked caller",
      () =>
        vscode.languages
          .getDiagnostics()
          .find(([, found]) => found.some(({ code }) => codeOf(code) === "caller-blocked")),
      vscode.languages.onDidChangeDiagnostics,
    );
    const document = await vscode.workspace.openTextDocument(at[0]);
    const shown = await vscode.window.showTextDocument(document);
    const [blocked] = at[1].filter(({ code }) => codeOf(code) === "caller-blocked");
    assert.ok(blocked);
    shown.selection = new vscode.Selection(blocked.range.start, blocked.range.start);
    shown.revealRange(blocked.range, vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("editor.action.quickFix");
    await takePicture("callers-light", ".action-widget:visible");
    await vscode.commands.executeCommand("hideCodeActionWidget");
    await vscode.commands.executeCommand("workbench.action.closePanel");
  } finally {
    await vscode.workspace.fs.delete(policy);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  }
}

/** Lets nobody but the payment service call the API. */
const onlyWeb = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: api
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: payment
      ports:
        - port: http
`;

function codeOf(code: vscode.Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}

/** A change of a Service's type: what it does to the paths, before anything is done. */
async function change(): Promise<void> {
  const editor = await show("shop/web.yaml", "type: NodePort");
  const position = editor.document.positionAt(editor.document.getText().indexOf("kind: Service"));
  const at = { uri: editor.document.uri.toString(), position };
  const done = vscode.commands.executeCommand("servicePaths.changeType", { ...at, to: "ClusterIP" });
  await takePicture("change-light", ".quick-input-widget:visible .monaco-list-row");
  await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  await done;
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The diagram needs more room than a text. */
async function resizeEditor(way: "decrease" | "increase"): Promise<void> {
  for (let step = 0; step < 3; step++) await vscode.commands.executeCommand(`workbench.action.${way}ViewWidth`);
}

async function wear(theme: string): Promise<void> {
  const changed = new Promise((resolve) => {
    vscode.window.onDidChangeActiveColorTheme(resolve);
  });
  const settings = vscode.workspace.getConfiguration("workbench");
  if (settings.get("colorTheme") === theme) return;
  await settings.update("colorTheme", theme, vscode.ConfigurationTarget.Global);
  await changed;
}

async function show(file: string, word: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  place(editor, word);
  return editor;
}

function place(editor: vscode.TextEditor, word: string): void {
  const at = editor.document.positionAt(editor.document.getText().indexOf(word) + 1);
  editor.selection = new vscode.Selection(at, at);
}

/** The first node whose label is meant. */
function find(nodes: readonly ShownNode[], isMeant: (label: string) => boolean): ShownNode | undefined {
  for (const node of nodes) {
    const found = isMeant(node.label) ? node : find(node.children, isMeant);
    if (found !== undefined) return found;
  }
  return undefined;
}
