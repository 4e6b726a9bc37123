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
  return new SnapshotSender(server, log, cluster);
}

class SnapshotSender implements Snapshots {
  readonly #server: LanguageServer;
  readonly #log: vscode.LogOutputChannel;
  readonly #cluster: Cluster;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  #state: SnapshotState = { kind: "none" };
  #watcher: vscode.Disposable | undefined;
  #wasLive = false;

  constructor(server: LanguageServer, log: vscode.LogOutputChannel, cluster: Cluster) {
    this.#server = server;
    this.#log = log;
    this.#cluster = cluster;
    const begin = () => {
      this.#watch();
      void this.#send();
    };
    this.#listeners = [
      cluster.onDidChange(() => {
        const isLive = cluster.state() !== undefined;
        if (this.#wasLive && !isLive) void this.#send();
        this.#wasLive = isLive;
      }),
      // A new server knows nothing of what the last one was told.
      server.onDidChangeState((next) => {
        if (next === "running") begin();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) begin();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(begin),
    ];
  }

  readonly onDidChange = this.#changed.event;

  readonly state = () => this.#state;

  dispose(): void {
    this.#watcher?.dispose();
    this.#changed.dispose();
    for (const listener of this.#listeners) listener.dispose();
  }

  async #send(): Promise<void> {
    // What a live cluster says is newer than any file.
    if (this.#server.state() !== "running" || this.#cluster.state() !== undefined) return;
    const uri = snapshotUri();
    const before = this.#state;
    if (uri === undefined) {
      this.#state = { kind: "none" };
      if (before.kind !== "none") await this.#tell(null);
    } else {
      const name = lastPart(uri);
      const text = await readText(uri);
      const objects = text === undefined ? undefined : parseSnapshot(text);
      this.#state = objects === undefined ? { kind: "unreadable", name } : { kind: "read", name };
      if (objects === undefined) this.#log.warn(`The snapshot ${uri.toString(true)} cannot be read.`);
      await this.#tell(objects === undefined ? null : { context: name, objects });
    }
    this.#changed.fire();
  }

  async #tell(params: ClusterSnapshotParams): Promise<void> {
    await this.#server.notify(clusterSnapshot, params);
  }

  #watch(): void {
    this.#watcher?.dispose();
    const uri = snapshotUri();
    if (uri === undefined) return;
    const files = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), lastPart(uri).replace(/[[\]{}*?]/g, "[$&]")),
    );
    const send = () => void this.#send();
    this.#watcher = vscode.Disposable.from(
      files,
      files.onDidChange(send),
      files.onDidCreate(send),
      files.onDidDelete(send),
    );
  }
}

function lastPart({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
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
