// Has the server list the workspace's files again when another set of them counts.
import * as vscode from "vscode";
import { DidChangeWatchedFilesNotification, FileChangeType } from "vscode-languageclient";
import { clientId } from "./door.ts";
import type { LanguageServer } from "./language-server.ts";

/** Several folders may go one after the other. In milliseconds. */
const calm = 300;

/**
 * Watches what decides which files are manifests: .gitignore files and the exclude settings. The server watches the
 * manifests themselves; a new file that it does not know makes it list them again, so it is told of one.
 */
export function relistOnChange(server: LanguageServer): vscode.Disposable {
  const relist = (uri: vscode.Uri | undefined) => {
    if (uri === undefined) return;
    const changes = [{ uri: uri.toString(), type: FileChangeType.Created }];
    void server.notify(DidChangeWatchedFilesNotification.method, { changes });
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/.gitignore");
  // Of a folder that is deleted, nothing is told of the files in it.
  const deleted = vscode.workspace.createFileSystemWatcher("**", true, true, false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const relistSoon = (uri: vscode.Uri) => {
    if (/\.[^/]*$/.test(uri.path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => relist(uri), calm);
  };
  return vscode.Disposable.from(
    watcher,
    deleted,
    deleted.onDidDelete(relistSoon),
    { dispose: () => clearTimeout(timer) },
    watcher.onDidCreate(relist),
    watcher.onDidChange(relist),
    watcher.onDidDelete(relist),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const isExclude =
        event.affectsConfiguration(`${clientId}.exclude`) || event.affectsConfiguration("files.exclude");
      if (isExclude) relist(vscode.workspace.workspaceFolders?.[0]?.uri);
    }),
  );
}
