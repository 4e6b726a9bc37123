// The whole tree as the view would show it, for the editor suite.
import * as vscode from "vscode";
import type { NodeSnapshot } from "../test-api.ts";
import { type Provider, tooltip } from "./provider.ts";

/** Walks the provider as VS Code does, and unfolds everything. */
export async function takeSnapshot(provider: Provider, parent?: string): Promise<readonly NodeSnapshot[]> {
  const ids = (await provider.getChildren(parent)) ?? [];
  return Promise.all(ids.map((id) => nodeSnapshot(provider, id)));
}

async function nodeSnapshot(provider: Provider, id: string): Promise<NodeSnapshot> {
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
    children: await takeSnapshot(provider, id),
  };
}
