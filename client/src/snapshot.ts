// Sends the server the cluster snapshot that the setting `servicePaths.snapshot` names, and again when the file changes.
import * as vscode from "vscode";
import { type ClusterSnapshotParams, clusterSnapshot } from "../../server/src/protocol.ts";
import type { Cluster } from "./cluster.ts";
import { clientId } from "./door.ts";
import { readText } from "./files.ts";
import type { LanguageServer } from "./language-server.ts";
import { parseSnapshot } from "./snapshot-text.ts";

const setting = `${clientId}.snapshot`;

/** Which snapshot counts at the moment. */
export type SnapshotState =
  | { readonly kind: "none" }
  | { readonly kind: "read"; readonly name: string }
  | { readonly kind: "unreadable"; readonly name: string };

export interface Snapshots extends vscode.Disposable {
  readonly state: () => SnapshotState;
  readonly onDidChange: vscode.Event<void>;
}

export function sendSnapshots(server: LanguageServer, log: vscode.LogOutputChannel, cluster: Cluster): Snapshots {
  const changed = new vscode.EventEmitter<void>();
  let state: SnapshotState = { kind: "none" };
  let watcher: vscode.Disposable | undefined;

  async function send(): Promise<void> {
    // What a live cluster says is newer than any file.
    if (server.state() !== "running" || cluster.state() !== undefined) return;
    const uri = snapshotUri();
    const before = state;
    if (uri === undefined) {
      state = { kind: "none" };
      if (before.kind !== "none") await tell(null);
    } else {
      const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
      const text = await readText(uri);
      const objects = text === undefined ? undefined : parseSnapshot(text);
      state = objects === undefined ? { kind: "unreadable", name } : { kind: "read", name };
      if (objects === undefined) log.warn(`The snapshot ${uri.toString(true)} cannot be read.`);
      await tell(objects === undefined ? null : { context: name, objects });
    }
    changed.fire();
  }

  async function tell(params: ClusterSnapshotParams): Promise<void> {
    await server.notify(clusterSnapshot, params);
  }

  function watch(): void {
    watcher?.dispose();
    const uri = snapshotUri();
    if (uri === undefined) return;
    const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    const files = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name.replace(/[[\]{}*?]/g, "[$&]")),
    );
    watcher = vscode.Disposable.from(files, files.onDidChange(send), files.onDidCreate(send), files.onDidDelete(send));
  }

  let wasLive = false;
  const listeners = [
    cluster.onDidChange(() => {
      const isLive = cluster.state() !== undefined;
      if (wasLive && !isLive) void send();
      wasLive = isLive;
    }),
    server.onDidChangeState((next) => {
      if (next !== "running") return;
      // A new server knows nothing of what the last one was told.
      watch();
      void send();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(setting)) return;
      watch();
      void send();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      watch();
      void send();
    }),
  ];
  return {
    state: () => state,
    onDidChange: changed.event,
    dispose: () => {
      watcher?.dispose();
      changed.dispose();
      for (const listener of listeners) listener.dispose();
    },
  };
}

/** The file: an absolute path, or one from the first workspace folder on. */
function snapshotUri(): vscode.Uri | undefined {
  const path = vscode.workspace.getConfiguration(clientId).get<unknown>("snapshot");
  if (typeof path !== "string" || path.trim() === "") return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (/^([a-z]:)?[\\/]/i.test(path)) {
    return folder === undefined || folder.scheme === "file" ? vscode.Uri.file(path) : folder.with({ path });
  }
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, path.replaceAll("\\", "/"));
}
