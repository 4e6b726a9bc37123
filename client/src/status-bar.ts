// The status bar item: what the Service at the cursor can be reached at.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { bestPath, shortAddress } from "./best-path.ts";
import { isManifestDocument } from "./client-options.ts";
import { serviceAtCursor } from "./keep-services.ts";
import type { LanguageServer } from "./language-server.ts";
import type { Services } from "./services.ts";
import { translate } from "./translate.ts";
import { serviceTooltip } from "./tree/tooltips.ts";
import { serviceWord } from "./tree/words.ts";

export const revealCommand = "servicePaths.revealService";

export interface StatusBar extends vscode.Disposable {
  /** The item's text; undefined while it is hidden. */
  readonly text: () => Promise<string | undefined>;
}

export function showStatusBar(server: LanguageServer, services: Services): StatusBar {
  const item = vscode.window.createStatusBarItem("servicePaths.reach", vscode.StatusBarAlignment.Left, -10);
  item.name = vscode.l10n.t("Service Paths");
  item.command = revealCommand;
  let shown: string | undefined;

  function draw(): void {
    const editor = vscode.window.activeTextEditor;
    // A server that is gone, or on its way, vouches for nothing.
    const isKnown = server.state() === "running" && editor !== undefined && isManifestDocument(editor.document);
    const hasService = isKnown && services.inFile(editor.document.uri.toString()).length > 0;
    const service = hasService ? serviceAtCursor(services, editor) : undefined;
    shown = service === undefined ? undefined : textOf(service);
    void vscode.commands.executeCommand("setContext", "servicePaths.fileHasService", hasService);
    if (service === undefined || shown === undefined) {
      item.hide();
      return;
    }
    const words = `${serviceWord(service, translate)}: ${shown.replace(/\$\([a-z-]+\)\s*/, "")}`;
    item.text = shown;
    item.tooltip = new vscode.MarkdownString(serviceTooltip(service, translate), true);
    item.accessibilityInformation = { label: words };
    item.show();
  }

  const parts = [
    services.keep(() => "file"),
    services.onDidChange(draw),
    server.onDidChangeState(draw),
    vscode.window.onDidChangeActiveTextEditor(draw),
    vscode.window.onDidChangeTextEditorSelection(draw),
  ];
  return {
    text: async () => {
      await services.refreshFile().catch(() => undefined);
      draw();
      return shown;
    },
    dispose: () => {
      for (const part of parts) part.dispose();
      item.dispose();
    },
  };
}

function textOf(service: ServicePaths): string | undefined {
  if (service.paths.length === 0) return undefined;
  const path = bestPath(service);
  const address = path === undefined ? undefined : shortAddress(path);
  if (address !== undefined) return `$(plug) ${address}`;
  const isBroken = service.paths.every((known) => known.state === "broken");
  const name = serviceWord(service, translate);
  return isBroken ? `$(error) ${vscode.l10n.t("{0} is unreachable", name)}` : `$(question) ${name}`;
}
