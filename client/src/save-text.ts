// Saves a text that the extension has made: a report, a picture.
import * as vscode from "vscode";

/** Asks where to, writes, and opens what was written on demand. */
export async function saveText(text: string, name: string, filters: Record<string, string[]>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
  const uri = await vscode.window.showSaveDialog({ defaultUri, filters });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = vscode.l10n.t("Open");
  const saved = vscode.l10n.t("Saved {0}", uri.path.slice(uri.path.lastIndexOf("/") + 1));
  if ((await vscode.window.showInformationMessage(saved, open)) === open) {
    await vscode.commands.executeCommand("vscode.open", uri);
  }
}
