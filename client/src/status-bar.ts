// The status bar item: what the Service at the cursor can be reached at.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { bestPath, shortAddress } from "./best-path.ts";
import { isManifestDocument } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import { separates, serviceAt } from "./service-at.ts";
import { serviceTooltip } from "./tree/tooltips.ts";
import { serviceWord } from "./tree/words.ts";

export const revealCommand = "servicePaths.revealService";

export interface StatusBar extends vscode.Disposable {
  /** The item's text; undefined while it is hidden. */
  readonly text: () => Promise<string | undefined>;
}

export function showStatusBar(server: LanguageServer): StatusBar {
  const item = vscode.window.createStatusBarItem("servicePaths.reach", vscode.StatusBarAlignment.Left, -10);
  item.name = vscode.l10n.t("Service Paths");
  item.command = revealCommand;
  let services: readonly ServicePaths[] = [];
  /** The document that they are of. */
  let asked: vscode.TextDocument | undefined;
  let shown: string | undefined;

  function draw(): void {
    const editor = vscode.window.activeTextEditor;
    // Between one file and the next, nothing is known yet of the file at hand.
    const service = editor === undefined || editor.document !== asked ? undefined : atCursor(editor, services);
    shown = service === undefined ? undefined : textOf(service);
    void vscode.commands.executeCommand("setContext", "servicePaths.fileHasService", services.length > 0);
    if (service === undefined || shown === undefined) {
      item.hide();
      return;
    }
    const words = `${serviceWord(service, vscode.l10n.t)}: ${shown.replace(/\$\([a-z-]+\)\s*/, "")}`;
    item.text = shown;
    item.tooltip = new vscode.MarkdownString(serviceTooltip(service, vscode.l10n.t), true);
    item.accessibilityInformation = { label: words };
    item.show();
  }

  let questions = 0;
  async function ask(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    questions += 1;
    const question = questions;
    const isManifest = document !== undefined && isManifestDocument(document);
    const answer = isManifest ? await server.paths({ uri: document.uri.toString() }).catch(() => undefined) : undefined;
    // Somebody has gone on to another file, or typed on, in the meantime.
    if (question !== questions) return;
    services = answer ?? [];
    asked = document;
    draw();
  }

  const listeners = [
    vscode.window.onDidChangeActiveTextEditor(() => void ask()),
    vscode.window.onDidChangeTextEditorSelection(() => draw()),
    server.onDidChangePaths(() => void ask()),
    server.onDidChangeState(() => void ask()),
  ];
  return {
    text: async () => {
      await ask();
      return shown;
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
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
  const name = serviceWord(service, vscode.l10n.t);
  return isBroken ? `$(error) ${vscode.l10n.t("{0} cannot be reached", name)}` : `$(question) ${name}`;
}

function atCursor(
  { document, selection }: vscode.TextEditor,
  services: readonly ServicePaths[],
): ServicePaths | undefined {
  return serviceAt(services, selection.active.line, (line) => separates(document, line));
}
