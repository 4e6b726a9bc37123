// The view "Services": keeps the tree in step with the server, the cursor, the filter and the grouping.
import * as vscode from "vscode";
import type { ServicePaths } from "../../../server/src/protocol.ts";
import type { Cluster } from "../cluster.ts";
import type { Environments } from "../environments.ts";
import { serviceAtCursor } from "../keep-services.ts";
import type { LanguageServer } from "../language-server.ts";
import { serviceAt } from "../service-at.ts";
import type { Services } from "../services.ts";
import type { Snapshots } from "../snapshot.ts";
import type { ShownTree } from "../test-api.ts";
import { translate } from "../translate.ts";
import { filterServices } from "./filter.ts";
import { buildTree, environmentWord, type Grouping, isBroken, serviceNodes } from "./model.ts";
import type { TreeNode } from "./node.ts";
import { makeProvider } from "./provider.ts";
import { shownNodes } from "./shown.ts";

export const viewId = "servicePaths.services";

const groupingKey = "servicePaths.grouping";

/** How long a new server may find no Service before the view says that there is none. In milliseconds. */
const settlingTime = 2500;

export interface TreeView extends vscode.Disposable {
  readonly isVisible: () => boolean;
  readonly onDidBecomeVisible: vscode.Event<void>;
  readonly filter: () => string;
  readonly setFilter: (filter: string) => void;
  readonly setGrouping: (grouping: Grouping) => void;
  /** The node with this id, or the selected one. */
  readonly node: (id: string | undefined) => TreeNode | undefined;
  /** Unfolds a node by one level. */
  readonly unfold: (id: string) => Promise<void>;
  /** Selects the Service at the cursor; false when there is none. */
  readonly revealAtCursor: (editor: vscode.TextEditor) => Promise<boolean>;
  /** Selects the Service whose name stands at this line, or the nearest above; false when there is none. */
  readonly revealPlace: (uri: string, line: number) => Promise<boolean>;
  /** Runs something that moves the cursor, without the tree following it. */
  readonly withoutFollowing: (move: () => Promise<void>) => Promise<void>;
  readonly shown: () => Promise<ShownTree>;
}

/** What the view shows, and where it is remembered. */
export interface TreeParts {
  readonly context: vscode.ExtensionContext;
  readonly server: LanguageServer;
  readonly services: Services;
  readonly environments: Environments;
  readonly snapshots: Snapshots;
  readonly cluster: Cluster;
}

export function showTree({ context, server, services, environments, snapshots, cluster }: TreeParts): TreeView {
  const becameVisible = new vscode.EventEmitter<void>();
  const t = translate;
  let filter = "";
  let grouping: Grouping = context.workspaceState.get(groupingKey) === "file" ? "file" : "namespace";
  let following: "on" | "held" = "on";

  const model = () =>
    buildTree(filterServices(services.all() ?? [], filter), {
      // Narrowed to one, the others are nothing to show.
      environments: environments.chosen() === undefined ? environments.all() : [],
      grouping,
      unfolding: filter === "" ? "usual" : "all",
      t,
    });
  const provider = makeProvider({ grouping, unfolding: "usual", t });
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true });

  function draw(): void {
    const next = model();
    provider.show(next);
    const count = serviceNodes(next).length;
    view.message = messageOf(count) ?? "";
    const state = snapshots.state();
    const chosen = environments.chosen();
    view.description = [
      chosen === undefined ? undefined : environmentWord(chosen, t),
      cluster.words() ?? (state.kind === "read" ? t("snapshot {0}", state.name) : undefined),
    ]
      .filter((word) => word !== undefined)
      .join(" · ");
    const broken = services.all()?.filter(isBroken).length ?? 0;
    const words =
      broken === 1 ? t("1 Service with an unreachable path") : t("{0} Services with an unreachable path", broken);
    view.badge = broken === 0 ? undefined : { value: broken, tooltip: words };
    setContext("servicePaths.filtered", filter !== "");
    setContext("servicePaths.grouping", grouping);
    setContext("servicePaths.state", contextState());
  }

  /** What stands above the tree: only what the tree does not show itself. */
  function messageOf(count: number): string | undefined {
    const state = snapshots.state();
    const all = services.all();
    const fromCluster = cluster.message();
    if (fromCluster !== undefined) return fromCluster;
    const fromEnvironments = environments.message();
    if (fromEnvironments !== undefined) return fromEnvironments;
    if (state.kind === "unreadable") return t("Cannot read snapshot {0}. See the log for the reason.", state.name);
    if (filter === "" || all === undefined || all.length === 0) return undefined;
    return count === 0
      ? t("No Service matches “{0}”.", filter)
      : t("{0} of {1} Services match “{2}”.", count, all.length, filter);
  }

  /** What the welcome texts in package.json look for. */
  function contextState(): string {
    if (server.state() === "failed") return "failed";
    const all = services.all();
    if (all === undefined) return "loading";
    if (all.length > 0) return "full";
    return settled === "yes" && !server.isReading() ? "empty" : "loading";
  }

  /** A server that has just come up finds nothing as long as it is still reading; only later that is an answer. */
  let settled: "yes" | "no" = "no";
  let settling: ReturnType<typeof setTimeout> | undefined;
  function settle(): void {
    clearTimeout(settling);
    settled = "no";
    settling = setTimeout(() => {
      settled = "yes";
      draw();
    }, settlingTime);
    const until = new Promise<void>((resolve) => {
      const listener = provider.onDidChangeTreeData?.(done);
      const timer = setTimeout(done, settlingTime);
      function done(): void {
        clearTimeout(timer);
        listener?.dispose();
        resolve();
      }
    });
    void vscode.window.withProgress({ location: { viewId } }, () => until);
  }

  function setFilter(next: string): void {
    filter = next.trim();
    draw();
  }

  async function reveal(service: ServicePaths, select: "select" | "focus"): Promise<boolean> {
    const find = () => serviceNodes(provider.model()).find((candidate) => isSame(candidate.service, service));
    if (find() === undefined && filter !== "" && select === "focus") setFilter("");
    const node = find();
    if (node === undefined) return false;
    try {
      await view.reveal(node.id, { select: true, focus: select === "focus", expand: select === "focus" });
      return true;
    } catch {
      return false; // the tree was drawn anew meanwhile, and this node is gone
    }
  }

  const follow = async (editor: vscode.TextEditor | undefined) => {
    if (editor === undefined || following === "held" || !view.visible) return;
    if (!vscode.workspace.getConfiguration("servicePaths").get<boolean>("followCursor", true)) return;
    const service = serviceAtCursor(services, editor);
    const [selected] = view.selection;
    if (service === undefined) return;
    const isThere = selected !== undefined && isSame(provider.node(selected)?.service, service);
    if (!isThere) await reveal(service, "select");
  };

  const listeners = [
    services.keep(() => (view.visible ? "all" : undefined)),
    services.onDidChange(draw),
    server.onDidChangeState((state) => {
      draw();
      if (state === "starting") settle();
    }),
    snapshots.onDidChange(draw),
    cluster.onDidChange(draw),
    environments.onDidChange(draw),
    view.onDidChangeVisibility(({ visible }) => {
      if (!visible) return;
      becameVisible.fire();
      services.refreshIfStale().catch(() => undefined); // a server that does not answer has said so in the log
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      // Without a kind it was a program that moved the cursor: a click in this tree, for one.
      if (kind !== undefined) void follow(textEditor);
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => void follow(editor)),
  ];
  draw();

  return {
    isVisible: () => view.visible,
    onDidBecomeVisible: becameVisible.event,
    filter: () => filter,
    setFilter,
    setGrouping: (next) => {
      const [selected] = view.selection;
      const service = selected === undefined ? undefined : provider.node(selected)?.service;
      grouping = next;
      void context.workspaceState.update(groupingKey, next);
      draw();
      if (service !== undefined) void reveal(service, "focus");
    },
    node: (id) => {
      const wanted = id ?? view.selection[0];
      return wanted === undefined ? undefined : provider.node(wanted);
    },
    unfold: async (id) => {
      if (provider.node(id)?.folding !== "folded") return;
      // Fails when the tree is drawn anew meanwhile: then there is nothing to unfold.
      await Promise.resolve(view.reveal(id, { select: false, focus: false, expand: true })).catch(() => undefined);
    },
    revealAtCursor: async (editor) => {
      await server.start();
      await services.refresh();
      const service = serviceAtCursor(services, editor);
      return service !== undefined && (await reveal(service, "focus"));
    },
    revealPlace: async (uri, line) => {
      await server.start();
      await services.refresh();
      const service = serviceAt(services.inFile(uri), line, () => false);
      return service !== undefined && (await reveal(service, "focus"));
    },
    withoutFollowing: async (move) => {
      following = "held";
      try {
        await move();
      } finally {
        following = "on";
      }
    },
    shown: async () => {
      await Promise.all([services.refresh(), environments.refresh()]);
      return { message: view.message || undefined, badge: view.badge?.value, roots: await shownNodes(provider) };
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      clearTimeout(settling);
      becameVisible.dispose();
      view.dispose();
      provider.dispose();
    },
  };
}

const contexts = new Map<string, string | boolean>();

/** Sets what package.json's when clauses look for; the same value is not sent twice. */
function setContext(key: string, value: string | boolean): void {
  if (contexts.get(key) === value) return;
  contexts.set(key, value);
  void vscode.commands.executeCommand("setContext", key, value);
}

function isSame(left: ServicePaths | undefined, right: ServicePaths): boolean {
  return (
    left?.name === right.name &&
    left.namespace === right.namespace &&
    left.uri === right.uri &&
    left.scope === right.scope
  );
}
