// The view "Forwards": local ports that lead to Services of the connected cluster. It is there while there are any.
import * as vscode from "vscode";
import type { ForwardState, OpenForward } from "../../server/src/live-face.ts";
import type { Cluster } from "./cluster.ts";
import { usualLocalPort } from "./port-forward.ts";
import { translate as t } from "./translate.ts";
import type { Forward } from "./tree/node.ts";

const viewId = "servicePaths.forwards";

/** Local ports by Service port, remembered for the workspace. */
const rememberedKey = "servicePaths.localPorts";

export interface Forwards extends vscode.Disposable {
  /** Forwards through the connected cluster; false where there is none. */
  readonly start: (to: Forward) => Promise<boolean>;
  readonly open: (forward: OpenForward | undefined) => Promise<void>;
  readonly copy: (forward: OpenForward | undefined) => Promise<void>;
  readonly stop: (forward: OpenForward | undefined) => void;
  readonly shown: () => readonly ForwardState[];
}

export function makeForwards(extension: vscode.ExtensionContext, cluster: Cluster): Forwards {
  return new ForwardsView(extension.workspaceState, cluster);
}

class ForwardsView implements Forwards {
  readonly #memory: vscode.Memento;
  readonly #cluster: Cluster;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #running = new Set<OpenForward>();
  readonly #view: vscode.TreeView<OpenForward>;
  readonly #listener: vscode.Disposable;

  constructor(memory: vscode.Memento, cluster: Cluster) {
    this.#memory = memory;
    this.#cluster = cluster;
    this.#view = vscode.window.createTreeView<OpenForward>(viewId, {
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (parent) => (parent === undefined ? [...this.#running] : []),
        getTreeItem: (forward) => itemOf(forward.state()),
      },
    });
    this.#listener = cluster.onDidChange(() => this.#draw());
  }

  readonly start = async (to: Forward) => {
    const id = `${to.namespace}/${to.service}:${to.port}`;
    const known = [...this.#running].find((forward) => idOf(forward.state()) === id);
    if (known !== undefined) {
      vscode.window.setStatusBarMessage(wordsOf(known.state()), 4000);
      return true;
    }
    const ports = this.#memory.get<Readonly<Record<string, number>>>(rememberedKey) ?? {};
    const forward = await this.#cluster.forward({
      ...to,
      localPort: ports[id] ?? usualLocalPort(to.port),
      onChange: () => this.#draw(),
    });
    if (forward === undefined) return false;
    this.#running.add(forward);
    const { localPort } = forward.state();
    await this.#memory.update(rememberedKey, { ...ports, [id]: localPort });
    vscode.window.setStatusBarMessage(wordsOf(forward.state()), 4000);
    this.#draw();
    return true;
  };

  readonly open = async (forward: OpenForward | undefined) => {
    // In a remote window VS Code forwards the port once more, and opens what it gave.
    if (forward !== undefined) await vscode.env.openExternal(localUri(forward.state()));
  };

  readonly copy = async (forward: OpenForward | undefined) => {
    if (forward === undefined) return;
    const uri = await vscode.env.asExternalUri(localUri(forward.state()));
    await vscode.env.clipboard.writeText(uri.authority);
    vscode.window.setStatusBarMessage(t("Copied {0}", uri.authority), 4000);
  };

  readonly stop = (forward: OpenForward | undefined) => {
    forward?.stop();
    this.#draw();
  };

  readonly shown = () => [...this.#running].map((forward) => forward.state());

  dispose(): void {
    for (const forward of this.#running) forward.stop();
    this.#listener.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #draw(): void {
    const running = this.#running;
    for (const forward of [...running]) if (forward.state().phase === "stopped") running.delete(forward);
    void vscode.commands.executeCommand("setContext", "servicePaths.hasForwards", running.size > 0);
    this.#view.badge =
      running.size === 0 ? undefined : { value: running.size, tooltip: t("Port-forwards: {0}", running.size) };
    this.#changed.fire();
  }
}

function itemOf(state: ForwardState): vscode.TreeItem {
  const item = new vscode.TreeItem(`localhost:${state.localPort}`);
  item.id = idOf(state);
  item.description = `${state.namespace}/${state.service}:${state.port}${state.phase === "waiting" ? ` · ${t("waiting for a ready pod")}` : ""}`;
  item.tooltip = wordsOf(state);
  item.iconPath = new vscode.ThemeIcon(state.phase === "waiting" ? "watch" : "plug");
  item.contextValue = "forward";
  return item;
}

function wordsOf(state: ForwardState): string {
  const target = `${state.namespace}/${state.service}:${state.port}`;
  if (state.phase === "waiting") return t("localhost:{0} → {1}: waiting for a ready pod", state.localPort, target);
  const line = t("localhost:{0} → {1}, pod {2}", state.localPort, target, state.pod ?? "");
  return state.instead === undefined
    ? line
    : `${line}\n${t("The usual local port is not available ({0}).", state.instead)}`;
}

function idOf({ namespace, service, port }: ForwardState): string {
  return `${namespace}/${service}:${port}`;
}

function localUri({ localPort, port }: ForwardState): vscode.Uri {
  const scheme = port === 443 || port === 8443 ? "https" : "http";
  return vscode.Uri.parse(`${scheme}://localhost:${localPort}`, true);
}
