// Of which Services a report or a diagram is: of one, of a namespace, of a file, or of all.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import type { TreeNode } from "./tree/node.ts";
import type { TreeView } from "./tree/view.ts";

/** What is told must all fit; nothing told means all Services. As in the protocol's report. */
export interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  readonly uri?: string;
}

/**
 * What a command is about: the tree's node that it was called on, the Service at the cursor where it was called in an
 * editor, else what the user picks. Undefined when the user does not pick.
 */
export async function scopeOf(argument: unknown, tree: TreeView): Promise<Scope | undefined> {
  if (typeof argument === "string") {
    const node = tree.node(argument);
    return node === undefined ? undefined : scopeOfNode(node);
  }
  if (isScope(argument)) return argument;
  const services = await tree.services();
  const editor = vscode.window.activeTextEditor;
  const atCursor = editor === undefined ? undefined : tree.serviceAtCursor(editor);
  if (argument instanceof vscode.Uri && atCursor !== undefined) return scopeOfService(atCursor);
  return pickScope(services, atCursor);
}

/** The Services that a scope holds, in their order. */
export function servicesIn(scope: Scope, services: readonly ServicePaths[]): readonly ServicePaths[] {
  return services.filter(
    (service) =>
      (scope.namespace === undefined || service.namespace === scope.namespace) &&
      (scope.name === undefined || service.name === scope.name) &&
      (scope.uri === undefined || service.uri === scope.uri),
  );
}

/** What a scope is called: in the title of its tab, and in a file's name. */
export function scopeTitle({ namespace, name, uri }: Scope): string {
  if (name !== undefined && name !== "") return name;
  if (namespace !== undefined) return vscode.l10n.t("Namespace {0}", namespace);
  if (uri !== undefined) return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
  return vscode.l10n.t("All Services");
}

/** Whether something is a scope: also for what comes back from a stored state. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== "object" || value === null || value instanceof vscode.Uri || Array.isArray(value)) return false;
  const { namespace, name, uri } = value as Record<string, unknown>;
  return [namespace, name, uri].every((part) => part === undefined || typeof part === "string");
}

function scopeOfNode(node: TreeNode): Scope | undefined {
  if (node.service !== undefined) return scopeOfService(node.service);
  if (node.kind === "namespace") return { namespace: node.label };
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
  const options = { placeHolder: t("Of which Services?"), matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.scope;
}

function serviceItem(service: ServicePaths): Item {
  const description = `${service.namespace} · ${service.file ?? ""}`;
  return { label: `$(circuit-board) ${service.name}`, description, scope: scopeOfService(service) };
}
