// The commands that package.json names, one line each; what they do stands below.
import * as vscode from "vscode";
import {
  lensCommands,
  type NewServiceParams,
  type TextPosition,
  turnRuleOffCommand,
} from "../../server/src/protocol.ts";
import { askScope } from "./ask-scope.ts";
import { changeType } from "./change-type.ts";
import type { Cluster } from "./cluster.ts";
import type { Comparison } from "./comparison.ts";
import { createService } from "./create-service.ts";
import type { Diagrams } from "./diagram/panel.ts";
import { chooseEnvironmentCommand, type Environments } from "./environments.ts";
import { exampleManifest } from "./example.ts";
import type { Forwards } from "./forwards.ts";
import { chooseHelmValues, chooseHelmValuesCommand } from "./helm-values.ts";
import type { LanguageServer } from "./language-server.ts";
import { openPlace, openPlaceCommand } from "./open-place.ts";
import { forwardTo, isPrivileged, portForwardCommand, usualLocalPort } from "./port-forward.ts";
import type { Previews } from "./previews.ts";
import { type RenderedManifests, showRenderedCommand } from "./rendered-manifest.ts";
import type { Reports } from "./report.ts";
import { listRulePages, rulePages } from "./rule-pages.ts";
import type { Scope } from "./scope.ts";
import type { Services } from "./services.ts";
import { revealCommand } from "./status-bar.ts";
import { translate } from "./translate.ts";
import type { Forward, Place } from "./tree/node.ts";
import { type TreeView, viewId } from "./tree/view.ts";
import type { Tries } from "./tries.ts";
import type { WithCluster } from "./with-cluster.ts";

export interface CommandContext {
  readonly context: vscode.ExtensionContext;
  readonly server: LanguageServer;
  readonly cluster: Cluster;
  readonly tries: Tries;
  readonly withCluster: WithCluster;
  readonly forwards: Forwards;
  readonly services: Services;
  readonly environments: Environments;
  readonly comparison: Comparison;
  readonly tree: TreeView;
  readonly reports: Reports;
  readonly diagrams: Diagrams;
  readonly previews: Previews;
  readonly rendered: RenderedManifests;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(parts: CommandContext): vscode.Disposable {
  const {
    context,
    server,
    cluster,
    tries,
    withCluster,
    forwards,
    services,
    environments,
    comparison,
    tree,
    reports,
    diagrams,
    previews,
    rendered,
    log,
  } = parts;
  const register = vscode.commands.registerCommand;
  const withScope = (run: (scope: Scope) => Promise<void>) => async (argument: unknown) => {
    const scope = await askScope(argument, services, tree.node);
    if (scope !== undefined) await run(scope);
  };
  return vscode.Disposable.from(
    register("servicePaths.restartServer", () => restart(server)),
    register("servicePaths.showOutput", () => log.show()),
    register("servicePaths.refresh", () => refresh(server, services)),
    register("servicePaths.connect", (name?: unknown) => cluster.connect(typeof name === "string" ? name : undefined)),
    register("servicePaths.disconnect", () => cluster.disconnect()),
    register(chooseEnvironmentCommand, (name?: unknown) =>
      environments.choose(typeof name === "string" || name === null ? name : undefined),
    ),
    register("servicePaths.compareEnvironments", (base?: unknown, head?: unknown) =>
      comparison.compare(environmentOf(base, tree), typeof head === "string" ? head : undefined),
    ),
    register("servicePaths.showComparison", () => comparison.showReport()),
    register("servicePaths.closeComparison", () => comparison.close()),
    register("servicePaths.followActiveEditor", () => environments.follow("on")),
    register("servicePaths.filter", () => askForFilter(tree)),
    register("servicePaths.clearFilter", () => tree.setFilter("")),
    register("servicePaths.groupByNamespace", () => tree.setGrouping("namespace")),
    register("servicePaths.groupByFile", () => tree.setGrouping("file")),
    register(revealCommand, () => revealAtCursor(tree)),
    register(openPlaceCommand, (place: Place, id?: string) => openFromTree(tree, place, id)),
    register("servicePaths.goToSource", (id?: string) => goToSource(tree, id)),
    register("servicePaths.copyAddress", (id?: string) => copy(tree.node(id)?.copy)),
    register("servicePaths.openInBrowser", (id?: string) => openInBrowser(tree.node(id)?.url)),
    register("servicePaths.copyPortForward", (id?: string) => copyPortForward(tree.node(id)?.forward)),
    register("servicePaths.runPortForward", (id?: string) => runPortForward(tree.node(id)?.forward, forwards)),
    register("servicePaths.showAccessPaths", (resource?: unknown) => showAccessPaths(tree, resource)),
    register("servicePaths.compareWithCluster", (id?: string) => withCluster.compare(sourceOf(tree, id))),
    register("servicePaths.askServer", (id?: string) => withCluster.ask(sourceOf(tree, id))),
    register("servicePaths.tryAddress", (id?: string) => tries.run(tree.node(id)?.attempt)),
    register("servicePaths.openForward", forwards.open),
    register("servicePaths.copyForward", forwards.copy),
    register("servicePaths.stopForward", forwards.stop),
    register("servicePaths.openRule", (rule?: string) => openRule(context.extensionUri, rule)),
    register("servicePaths.showReport", withScope(reports.show)),
    register("servicePaths.showReachability", withScope(reports.showReach)),
    register("servicePaths.copyReport", withScope(reports.copy)),
    register("servicePaths.saveReport", withScope(reports.save)),
    register("servicePaths.showDiagram", withScope(diagrams.show)),
    register("servicePaths.showWholeDiagram", () => diagrams.show({})),
    register("servicePaths.exportDiagram", () => diagrams.exportShown()),
    register("servicePaths.newExample", newExample),
    register("servicePaths.createService", (place?: NewServiceParams) => createService(server, place)),
    register("servicePaths.changeType", (argument?: unknown) => changeType(server, tree, previews, argument)),
    register("servicePaths.applyShown", () => previews.makeShown()),
    register(showRenderedCommand, (uri?: unknown, values?: unknown) =>
      rendered.show(uriFrom(uri), typeof values === "string" ? values : undefined),
    ),
    register(chooseHelmValuesCommand, (chart?: unknown, names?: unknown) =>
      chooseHelmValues(
        server,
        typeof chart === "string" ? chart : undefined,
        Array.isArray(names) ? names.filter((name) => typeof name === "string") : undefined,
      ),
    ),
    register(turnRuleOffCommand, turnRuleOff),
    register(lensCommands.reveal, (place: LensPlace) => revealPlace(tree, place)),
    register(lensCommands.portForward, (to: Forward) =>
      runPortForward(forwardTo(to?.namespace, to?.service, to?.port), forwards),
    ),
  );
}

async function restart(server: LanguageServer): Promise<void> {
  await server.restart().catch(() => undefined);
}

/** A menu gives a file's URI, a caller its text. */
function uriFrom(argument: unknown): string | undefined {
  return argument instanceof vscode.Uri ? argument.toString() : typeof argument === "string" ? argument : undefined;
}

/** The name of an environment: of the tree's node with this id, or as it is. */
function environmentOf(argument: unknown, tree: TreeView): string | undefined {
  if (typeof argument !== "string") return undefined;
  return tree.node(argument)?.environment ?? argument;
}

/**
 * Called in the tree of the Kubernetes extension, whose nodes have a resource's name and namespace (null where that is the
 * context's own): vscode-kubernetes-tools, ClusterExplorerResourceNode.
 */
async function showAccessPaths(tree: TreeView, resource: unknown): Promise<void> {
  const { name, namespace } = (resource ?? {}) as { name?: unknown; namespace?: unknown };
  if (typeof name !== "string") return;
  await vscode.commands.executeCommand(`${viewId}.focus`);
  if (await tree.revealNamed(name, typeof namespace === "string" ? namespace : undefined)) return;
  const words = vscode.l10n.t("There is no Service {0} in this workspace or the connected cluster.", name);
  vscode.window.setStatusBarMessage(words, 6000);
}

/** Where a node of the tree is written; undefined for a command that was not called in the tree. */
function sourceOf(tree: TreeView, id: string | undefined): Place | undefined {
  return id === undefined ? undefined : tree.node(id)?.source;
}

/** Also the way out when the server has not come up. */
async function refresh(server: LanguageServer, services: Services): Promise<void> {
  if (server.state() !== "running") await server.start().catch(() => undefined);
  await services.refresh();
}

async function askForFilter(tree: TreeView): Promise<void> {
  const before = tree.filter();
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t("Filter Services");
  input.placeholder = vscode.l10n.t("Name, namespace, type, port, address …");
  input.prompt = vscode.l10n.t("Shows Services that contain every word. Leave empty to show all.");
  input.value = before;
  let isAccepted = false;
  input.onDidChangeValue((value) => tree.setFilter(value));
  input.onDidAccept(() => {
    isAccepted = true;
    input.hide();
  });
  await new Promise<void>((resolve) => {
    input.onDidHide(resolve);
    input.show();
  });
  input.dispose();
  if (!isAccepted) tree.setFilter(before);
}

async function revealAtCursor(tree: TreeView): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  await vscode.commands.executeCommand(`${viewId}.focus`);
  if (editor === undefined || (await tree.revealAtCursor(editor))) return;
  vscode.window.setStatusBarMessage(vscode.l10n.t("There is no Service in this file."), 4000);
}

/** Called by a code lens. */
interface LensPlace {
  readonly uri: string;
  readonly position: TextPosition;
}

async function revealPlace(tree: TreeView, place: LensPlace | undefined): Promise<void> {
  await vscode.commands.executeCommand(`${viewId}.focus`);
  if (place !== undefined) await tree.revealPlace(place.uri, place.position.line);
}

/** VS Code unfolds a node by itself only where a click has nothing else to do. */
async function openFromTree(tree: TreeView, place: Place, id: string | undefined): Promise<void> {
  await tree.withoutFollowing(() => openPlace(place, "keep"));
  if (id !== undefined) await tree.unfold(id);
}

async function goToSource(tree: TreeView, id: string | undefined): Promise<void> {
  const place = tree.node(id)?.source;
  if (place !== undefined) await tree.withoutFollowing(() => openPlace(place, "move"));
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0}", text), 4000);
}

async function openInBrowser(url: string | undefined): Promise<void> {
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

async function copyPortForward(forward: Forward | undefined): Promise<void> {
  if (forward !== undefined) await copy(portForwardCommand(forward));
}

/** Through the connected cluster; without one kubectl runs in a terminal, where it is seen and can be stopped; never in a workspace that is not trusted. */
async function runPortForward(forward: Forward | undefined, forwards: Forwards): Promise<void> {
  if (forward === undefined || !vscode.workspace.isTrusted) return;
  if (await forwards.start(forward)) return;
  const localPort = await localPortFor(forward);
  if (localPort === undefined) return;
  const name = vscode.l10n.t("Port-forward {0}", forward.service);
  const terminal = vscode.window.createTerminal({ name, iconPath: new vscode.ThemeIcon("plug") });
  terminal.show(true);
  terminal.sendText(portForwardCommand(forward, localPort));
}

/** The Service's own port; where that usually needs administrator rights the user chooses. */
async function localPortFor(forward: Forward): Promise<number | undefined> {
  if (!isPrivileged(forward.port)) return forward.port;
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t("Local port for {0}:{1}", forward.service, forward.port),
    prompt: vscode.l10n.t("Ports below 1024 may require administrator rights."),
    value: String(usualLocalPort(forward.port)),
    validateInput: (value) =>
      portOf(value) === undefined ? vscode.l10n.t("Enter a port from 1 to 65535.") : undefined,
  });
  return answer === undefined ? undefined : portOf(answer);
}

function portOf(text: string): number | undefined {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

async function openRule(extension: vscode.Uri, rule: string | undefined): Promise<void> {
  const uri = rule === undefined ? await pickRule(extension) : vscode.Uri.joinPath(rulePages(extension), `${rule}.md`);
  if (uri !== undefined) await vscode.commands.executeCommand("markdown.showPreview", uri);
}

async function pickRule(extension: vscode.Uri): Promise<vscode.Uri | undefined> {
  const items = (await listRulePages(extension)).map(({ id, title, uri }) => ({
    label: id,
    ...(title === id ? {} : { detail: title }),
    uri,
  }));
  const placeHolder = vscode.l10n.t("Which rule?");
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  return picked?.uri;
}

async function newExample(): Promise<void> {
  const content = exampleManifest(translate);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "yaml", content }));
}

/** Called by a quick fix. Without a folder there is only the user's own settings file to write to. */
async function turnRuleOff(rule: unknown): Promise<void> {
  if (typeof rule !== "string") return;
  const hasWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const target = hasWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration("servicePaths");
  const inspected = configuration.inspect<Record<string, string>>("rules");
  const before = (hasWorkspace ? inspected?.workspaceValue : inspected?.globalValue) ?? {};
  await configuration.update("rules", { ...before, [rule]: "off" }, target);
}
