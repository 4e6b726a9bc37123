// The whole tree as the view would show it, for the editor suite.
import * as vscode from "vscode";
import type { ShownNode } from "../test-api.ts";
import { type Provider, tooltip } from "./provider.ts";

/** Walks the provider as VS Code does, and unfolds everything. */
export async function shownNodes(provider: Provider, parent?: string): Promise<readonly ShownNode[]> {
  const ids = (await provider.getChildren(parent)) ?? [];
  return Promise.all(ids.map((id) => shownNode(provider, id)));
}

async function shownNode(provider: Provider, id: string): Promise<ShownNode> {
  const item = await provider.getTreeItem(id);
  const node = provider.node(id);
  const icon = item.iconPath instanceof vscode.ThemeIcon ? item.iconPath : undefined;
  const { command } = item;
  return {
    label: typeof item.label === "string" ? item.label : (item.label?.label ?? ""),
    description: typeof item.description === "string" ? item.description : undefined,
    icon: icon?.id,
    color: icon?.color?.id,
    contextValue: item.contextValue,
    tooltip: node === undefined ? "" : tooltip(node).value,
    spoken: item.accessibilityInformation?.label,
    folding: node?.folding ?? "leaf",
    command: command === undefined ? undefined : { id: command.command, arguments: command.arguments ?? [] },
    children: await shownNodes(provider, id),
  };
}
