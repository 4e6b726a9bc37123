// Hands the tree's nodes to VS Code. Its elements are the nodes' ids, so that an id means the same before and after an edit.
import * as vscode from "vscode";
import { openPlaceCommand } from "../open-place.ts";
import { changesBetween } from "./changes.ts";
import { buildTree, findNode, type TreeModel, type TreeOptions } from "./model.ts";
import { contextValue, type TreeNode } from "./node.ts";

export interface Provider extends vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<string | string[] | undefined>;
  readonly model: () => TreeModel;
  readonly node: (id: string) => TreeNode | undefined;
  /** Shows another model; draws again only what differs. */
  readonly show: (next: TreeModel) => void;
  /** Draws everything again. */
  readonly redraw: () => void;
}

export function makeProvider(options: TreeOptions): Provider {
  const changed = new vscode.EventEmitter<string | string[] | undefined>();
  let model = buildTree([], options);
  let nodes = new Map<string, TreeNode>();

  function node(id: string): TreeNode | undefined {
    const known = nodes.get(id) ?? findNode(model, id);
    if (known !== undefined) nodes.set(id, known);
    return known;
  }

  function ids(children: readonly TreeNode[]): string[] {
    for (const child of children) nodes.set(child.id, child);
    return children.map((child) => child.id);
  }

  return {
    model: () => model,
    node,
    show: (next) => {
      const changes = changesBetween(model, next);
      model = next;
      nodes = new Map();
      if (changes === "everything") changed.fire(undefined);
      else if (changes.length > 0) changed.fire([...changes]);
    },
    redraw: () => changed.fire(undefined),
    onDidChangeTreeData: changed.event,
    getChildren: (id) => (id === undefined ? ids(model.roots) : ids(node(id)?.children() ?? [])),
    getParent: (id) => {
      const at = id.lastIndexOf("\n");
      return at === -1 ? undefined : id.slice(0, at);
    },
    getTreeItem: (id) => {
      const found = node(id);
      return found === undefined ? new vscode.TreeItem("") : treeItem(found);
    },
    resolveTreeItem: (item, id) => {
      const found = node(id);
      if (found !== undefined) item.tooltip = tooltip(found);
      return item;
    },
    dispose: () => changed.dispose(),
  };
}

/** The Markdown that shows when somebody points at a node. Nothing in it is trusted: no command, no HTML. */
export function tooltip(node: TreeNode): vscode.MarkdownString {
  return new vscode.MarkdownString(node.tooltip(), true);
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, folding(node));
  item.id = node.id;
  if (node.description !== undefined) item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(
    node.icon.id,
    node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color),
  );
  item.contextValue = contextValue(node);
  item.accessibilityInformation = { label: node.spoken };
  if (node.source !== undefined && node.kind !== "file") {
    item.command = {
      command: openPlaceCommand,
      title: vscode.l10n.t("Go to Source"),
      arguments: [node.source, node.id],
    };
  }
  return item;
}

function folding(node: TreeNode): vscode.TreeItemCollapsibleState {
  switch (node.folding) {
    case "leaf":
      return vscode.TreeItemCollapsibleState.None;
    case "folded":
      return vscode.TreeItemCollapsibleState.Collapsed;
    case "unfolded":
      return vscode.TreeItemCollapsibleState.Expanded;
  }
}
