// "How to reach this": the server's Markdown report as a preview that follows edits, on the clipboard, or in a file.
import * as vscode from "vscode";
import type { LanguageServer } from "./language-server.ts";
import { isScope, type Scope, scopeTitle } from "./scope.ts";

/** The scheme of the reports' documents; their query is the scope as JSON. */
export const reportScheme = "service-paths-report";

/** How long after an edit an open report is asked for again. In milliseconds. */
const calm = 400;

export interface Reports extends vscode.Disposable {
  /** Opens the report in a Markdown preview. */
  readonly show: (scope: Scope) => Promise<void>;
  readonly copy: (scope: Scope) => Promise<void>;
  readonly save: (scope: Scope) => Promise<void>;
}

export function makeReports(server: LanguageServer): Reports {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function text(scope: Scope): Promise<string> {
    await server.start();
    return (await server.report({ format: "markdown", ...scope })) ?? "";
  }

  const parts = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => text(scopeFrom(uri)),
    }),
    server.onDidChangePaths(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === reportScheme);
        for (const { uri } of open) changed.fire(uri);
      }, calm);
    }),
  ];

  return {
    show: async (scope) => {
      const uri = reportUri(scope);
      // A preview shows what is in memory, which may be from before the last edit.
      changed.fire(uri);
      const side = vscode.window.activeTextEditor !== undefined;
      await vscode.commands.executeCommand(side ? "markdown.showPreviewToSide" : "markdown.showPreview", uri);
    },
    copy: async (scope) => {
      await vscode.env.clipboard.writeText(await text(scope));
      vscode.window.setStatusBarMessage(vscode.l10n.t("Copied the report on {0}", scopeTitle(scope)), 4000);
    },
    save: async (scope) => {
      await saveText(await text(scope), `${fileName(scope)}.md`, { Markdown: ["md"] });
    },
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** Asks where to, writes, and opens what was written on demand. */
export async function saveText(text: string, name: string, filters: Record<string, string[]>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
  const uri = await vscode.window.showSaveDialog({ defaultUri, filters });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = vscode.l10n.t("Open");
  const saved = vscode.l10n.t("Saved {0}", uri.path.slice(uri.path.lastIndexOf("/") + 1));
  if ((await vscode.window.showInformationMessage(saved, open)) === open) {
    await vscode.commands.executeCommand("vscode.open", uri);
  }
}

/** A name for a scope's file, without an ending. */
export function fileName({ namespace, name }: Scope): string {
  const words = ["service-paths", namespace, name].filter((word) => word !== undefined && word !== "");
  return words.join("-").replace(/[^a-z0-9.-]+/gi, "-");
}

function reportUri(scope: Scope): vscode.Uri {
  const title = vscode.l10n.t("How to reach {0}", scopeTitle(scope)).replaceAll("/", "-");
  return vscode.Uri.from({ scheme: reportScheme, path: `/${title}.md`, query: JSON.stringify(scope) });
}

function scopeFrom({ query }: vscode.Uri): Scope {
  try {
    const scope: unknown = JSON.parse(query);
    return isScope(scope) ? scope : {};
  } catch {
    return {};
  }
}
