// Starts the server when something needs it, and not before: a manifest is open, or the tree is looked at.
import * as vscode from "vscode";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import type { TreeView } from "./tree/view.ts";

/** JSON documents beyond this size are not searched for a manifest. In UTF-16 units. */
const largestSearched = 1_000_000;

export function wakeWhenNeeded(server: LanguageServer, tree: TreeView): vscode.Disposable {
  const wake = () => {
    // What went wrong is in the log, and in the view.
    if (server.state() === "idle") server.start().catch(() => undefined);
  };
  const look = (document: vscode.TextDocument) => {
    if (server.state() === "idle" && needsServer(document)) wake();
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  if (tree.isVisible()) wake();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    tree.onDidBecomeVisible(wake),
  );
}

/** Any YAML may be a manifest; most JSON is none, and many projects have nothing else. */
function needsServer(document: vscode.TextDocument): boolean {
  if (!isManifestDocument(document)) return false;
  if (document.languageId === "yaml" || document.languageId === "helm") return true;
  const text = document.getText();
  return text.length <= largestSearched && text.includes('"apiVersion"');
}
