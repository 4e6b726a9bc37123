// What a command is about: the tree's node that it was called on, the Service at the cursor, or what the user picks.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { serviceAtCursor } from "./keep-services.ts";
import { isScope, type Scope } from "./scope.ts";
import type { Services } from "./services.ts";
import type { TreeNode } from "./tree/node.ts";

/**
 * @param argument a node's id, a scope, or anything else: the Service at the cursor where the command was called in an
 *   editor (it then has the file's URI), else what the user picks
 * @param nodeOf a node of the tree by its id
 * @returns undefined when the user does not pick
 */
export async function askScope(
  argument: unknown,
  services: Services,
  nodeOf: (id: string) => TreeNode | undefined,
): Promise<Scope | undefined> {
  if (typeof argument === "string") {
    const node = nodeOf(argument);
    return node === undefined ? undefined : scopeOfNode(node);
  }
  if (isScope(argument)) return argument;
  const all = await services.fresh();
  const editor = vscode.window.activeTextEditor;
  const atCursor = editor === undefined ? undefined : serviceAtCursor(services, editor);
  if (argument instanceof vscode.Uri && atCursor !== undefined) return scopeOfService(atCursor);
  return pickScope(all, atCursor);
}

function scopeOfNode(node: TreeNode): Scope | undefined {
  const environment = node.environment === undefined ? {} : { environment: node.environment };
  if (node.service !== undefined) return { ...scopeOfService(node.service), ...environment };
  if (node.kind === "environment") return environment;
  if (node.kind === "namespace") return { namespace: node.label, ...environment };
  return node.source === undefined ? undefined : { uri: node.source.uri };
}

function scopeOfService({ namespace, name, uri }: ServicePaths): Scope {
  return { namespace, name, ...(uri === undefined ? {} : { uri }) };
}

type Item = vscode.QuickPickItem & { readonly scope: Scope };

async function pickScope(
  services: readonly ServicePaths[],
  atCursor: ServicePaths | undefined,
): Promise<Scope | undefined> {
  const t = vscode.l10n.t;
  if (services.length === 0) {
    void vscode.window.showInformationMessage(t("There is no Service in this workspace."));
    return undefined;
  }
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator, scope: {} });
  const first = atCursor === undefined ? [] : [serviceItem(atCursor)];
  const namespaces = [...new Set(services.map((service) => service.namespace))].sort();
  const items: Item[] = [
    ...(atCursor === undefined ? [] : [separator(t("At the cursor")), ...first]),
    separator(t("Many")),
    { label: `$(list-tree) ${t("All Services")}`, description: String(services.length), scope: {} },
    ...namespaces.map((namespace) => ({ label: `$(symbol-namespace) ${namespace}`, scope: { namespace } })),
    separator(t("One")),
    ...services.map(serviceItem),
  ];
  const options = { placeHolder: t("Which Services?"), matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.scope;
}

function serviceItem(service: ServicePaths): Item {
  const description = `${service.namespace} · ${service.file ?? ""}`;
  return { label: `$(circuit-board) ${service.name}`, description, scope: scopeOfService(service) };
}
