// The view "Services": keeps the tree in step with the server, the cursor, the filter and the grouping.
import * as vscode from "vscode";
import type { ServicePaths } from "../../../server/src/protocol.ts";
import type { Cluster } from "../cluster.ts";
import type { Environments } from "../environments.ts";
import { leftOut } from "../files.ts";
import { serviceAtCursor } from "../keep-services.ts";
import type { LanguageServer } from "../language-server.ts";
import { serviceAt } from "../service-at.ts";
import type { Services } from "../services.ts";
import type { Snapshots } from "../snapshot.ts";
import type { ShownTree } from "../test-api.ts";
import { translate } from "../translate.ts";
import type { Tries } from "../tries.ts";
import { filterServices } from "./filter.ts";
import { badgeOf, descriptionOf, messageOf, type TreeSituation, welcomeState } from "./heading.ts";
import { buildTree, environmentWord, type Grouping, serviceNodes } from "./model.ts";
import type { TreeNode } from "./node.ts";
import { makeProvider, type Provider } from "./provider.ts";
import { makeSettling, type Settling } from "./settling.ts";
import { shownNodes } from "./shown.ts";

export const viewId = "servicePaths.services";

const groupingKey = "servicePaths.grouping";

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
  /** The same for a Service of this name; without a namespace the first. */
  readonly revealNamed: (name: string, namespace: string | undefined) => Promise<boolean>;
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
  readonly tries: Tries;
}

export function showTree(parts: TreeParts): TreeView {
  return new ServicesView(parts);
}

class ServicesView implements TreeView {
  readonly #memory: vscode.Memento;
  readonly #sources: TreeParts;
  readonly #provider: Provider;
  readonly #view: vscode.TreeView<string>;
  readonly #settling: Settling;
  readonly #becameVisible = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  #filter = "";
  #grouping: Grouping;
  #following: "on" | "held" = "on";

  constructor(sources: TreeParts) {
    const memory = sources.context.workspaceState;
    this.#memory = memory;
    this.#sources = sources;
    this.#grouping = memory.get(groupingKey) === "file" ? "file" : "namespace";
    this.#provider = makeProvider({ grouping: this.#grouping, unfolding: "usual", t: translate });
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#provider, showCollapseAll: true });
    this.#settling = makeSettling(viewId, this.#provider.onDidChangeTreeData, () => this.#draw());
    this.#listeners = this.#listen(sources);
    this.#draw();
  }

  readonly onDidBecomeVisible = this.#becameVisible.event;

  readonly isVisible = () => this.#view.visible;

  readonly filter = () => this.#filter;

  readonly setFilter = (next: string) => {
    this.#filter = next.trim();
    this.#draw();
  };

  readonly setGrouping = (next: Grouping) => {
    const service = this.#selected()?.service;
    this.#grouping = next;
    void this.#memory.update(groupingKey, next);
    this.#draw();
    if (service !== undefined) void this.#reveal(service, "focus");
  };

  readonly node = (id: string | undefined) => (id === undefined ? this.#selected() : this.#provider.node(id));

  readonly unfold = async (id: string) => {
    if (this.#provider.node(id)?.folding !== "folded") return;
    // Fails when the tree is drawn anew meanwhile: then there is nothing to unfold.
    const unfolded = this.#view.reveal(id, { select: false, focus: false, expand: true });
    await Promise.resolve(unfolded).catch(() => undefined);
  };

  readonly revealAtCursor = (editor: vscode.TextEditor) =>
    this.#revealFresh(() => serviceAtCursor(this.#sources.services, editor));

  readonly revealPlace = (uri: string, line: number) =>
    this.#revealFresh(() => serviceAt(this.#sources.services.inFile(uri), line, () => false));

  readonly revealNamed = (name: string, namespace: string | undefined) =>
    this.#revealFresh(() =>
      this.#sources.services
        .all()
        ?.find((one) => one.name === name && (namespace === undefined || one.namespace === namespace)),
    );

  readonly withoutFollowing = async (move: () => Promise<void>) => {
    this.#following = "held";
    try {
      await move();
    } finally {
      this.#following = "on";
    }
  };

  readonly shown = async () => {
    const { services, environments } = this.#sources;
    await Promise.all([services.refresh(), environments.refresh()]);
    const { message, badge } = this.#view;
    return { message: message || undefined, badge: badge?.value, roots: await shownNodes(this.#provider) };
  };

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#settling.dispose();
    this.#becameVisible.dispose();
    this.#view.dispose();
    this.#provider.dispose();
  }

  #listen({ server, services, environments, snapshots, cluster, tries }: TreeParts): vscode.Disposable[] {
    const draw = () => this.#draw();
    return [
      services.keep(() => (this.#view.visible ? "all" : undefined)),
      services.onDidChange(draw),
      server.onDidChangeState((state) => {
        draw();
        if (state === "starting") this.#settling.begin();
      }),
      snapshots.onDidChange(draw),
      cluster.onDidChange(draw),
      tries.onDidChange(() => {
        draw();
        this.#provider.redraw();
      }),
      environments.onDidChange(draw),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (!visible) return;
        this.#becameVisible.fire();
        services.refreshIfStale().catch(() => undefined); // a server that does not answer has said so in the log
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // Without a kind it was a program that moved the cursor: a click in this tree, for one.
        if (kind !== undefined) void this.#follow(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => void this.#follow(editor)),
    ];
  }

  #draw(): void {
    const { server, services, environments, snapshots, cluster } = this.#sources;
    const chosen = environments.chosen();
    const all = services.all();
    const filter = this.#filter;
    const model = buildTree(filterServices(all ?? [], filter), {
      // Narrowed to one, the others are nothing to show.
      ...(chosen === undefined ? { environments: environments.all() } : { within: chosen.name }),
      grouping: this.#grouping,
      unfolding: filter === "" ? "usual" : "all",
      t: translate,
      tried: this.#sources.tries.words,
    });
    this.#provider.show(model);
    const situation: TreeSituation = {
      services: all,
      filter,
      count: serviceNodes(model).length,
      snapshot: snapshots.state(),
      cluster: cluster.words(),
      clusterMessage: cluster.message(),
      environment: chosen === undefined ? undefined : environmentWord(chosen, translate),
      environmentMessage: environments.message(),
      leftOut: leftOut(),
    };
    this.#view.message = messageOf(situation) ?? "";
    this.#view.description = descriptionOf(situation);
    this.#view.badge = badgeOf(situation);
    setContext("servicePaths.filtered", filter !== "");
    setContext("servicePaths.grouping", this.#grouping);
    const isDone = () => this.#settling.isOver() && !server.isReading();
    setContext("servicePaths.state", welcomeState(server.state(), all, isDone));
  }

  #selected(): TreeNode | undefined {
    const [selected] = this.#view.selection;
    return selected === undefined ? undefined : this.#provider.node(selected);
  }

  /** Selects the Service that is found once the server has said how things are now; false when there is none. */
  async #revealFresh(find: () => ServicePaths | undefined): Promise<boolean> {
    await this.#sources.server.start();
    await this.#sources.services.refresh();
    const service = find();
    return service !== undefined && (await this.#reveal(service, "focus"));
  }

  async #reveal(service: ServicePaths, select: "select" | "focus"): Promise<boolean> {
    const find = () => serviceNodes(this.#provider.model()).find((candidate) => isSame(candidate.service, service));
    if (find() === undefined && this.#filter !== "" && select === "focus") this.setFilter("");
    const node = find();
    if (node === undefined) return false;
    try {
      await this.#view.reveal(node.id, { select: true, focus: select === "focus", expand: select === "focus" });
      return true;
    } catch {
      return false; // the tree was drawn anew meanwhile, and this node is gone
    }
  }

  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (editor === undefined || this.#following === "held" || !this.#view.visible) return;
    if (!vscode.workspace.getConfiguration("servicePaths").get<boolean>("followCursor", true)) return;
    const service = serviceAtCursor(this.#sources.services, editor);
    const [selected] = this.#view.selection;
    if (service === undefined) return;
    const isThere = selected !== undefined && isSame(this.#provider.node(selected)?.service, service);
    if (!isThere) await this.#reveal(service, "select");
  }
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
