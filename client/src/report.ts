// "How to reach this": the server's Markdown report as a preview that follows edits, on the clipboard, or in a file.
import * as vscode from "vscode";
import type { LanguageServer } from "./language-server.ts";
import { saveText } from "./save-text.ts";
import { isScope, type Scope, scopeFileName, scopeTitle } from "./scope.ts";

/** The scheme of the reports' documents; their query is the scope as JSON. */
export const reportScheme = "service-paths-report";

/** How long after an edit an open report is asked for again. In milliseconds. */
const calm = 400;

type Format = "markdown" | "reach";

export interface Reports extends vscode.Disposable {
  /** Opens the report in a Markdown preview. */
  readonly show: (scope: Scope) => Promise<void>;
  /** Opens who reaches whom in a Markdown preview. */
  readonly showReach: (scope: Scope) => Promise<void>;
  readonly copy: (scope: Scope) => Promise<void>;
  readonly save: (scope: Scope) => Promise<void>;
}

export function makeReports(server: LanguageServer): Reports {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function text(scope: Scope, format: Format = "markdown"): Promise<string> {
    await server.start();
    return (await server.report({ format, ...scope })) ?? "";
  }

  async function preview(uri: vscode.Uri): Promise<void> {
    // A preview shows what is in memory, which may be from before the last edit.
    changed.fire(uri);
    const side = vscode.window.activeTextEditor !== undefined;
    await vscode.commands.executeCommand(side ? "markdown.showPreviewToSide" : "markdown.showPreview", uri);
  }

  const parts = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => text(scopeFrom(uri), uri.fragment === "reach" ? "reach" : "markdown"),
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
    show: (scope) => preview(reportUri(scope)),
    showReach: (scope) => preview(reachUri(scope)),
    copy: async (scope) => {
      await vscode.env.clipboard.writeText(await text(scope));
      vscode.window.setStatusBarMessage(vscode.l10n.t("Copied the report on {0}", scopeTitle(scope)), 4000);
    },
    save: async (scope) => {
      await saveText(await text(scope), `${scopeFileName(scope)}.md`, { Markdown: ["md"] });
    },
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

function reportUri(scope: Scope): vscode.Uri {
  const title = vscode.l10n.t("How to reach {0}", scopeTitle(scope)).replaceAll("/", "-");
  return vscode.Uri.from({ scheme: reportScheme, path: `/${title}.md`, query: JSON.stringify(scope) });
}

function reachUri(scope: Scope): vscode.Uri {
  const title = vscode.l10n.t("Reachability of {0}", scopeTitle(scope)).replaceAll("/", "-");
  return vscode.Uri.from({
    scheme: reportScheme,
    path: `/${title}.md`,
    query: JSON.stringify(scope),
    fragment: "reach",
  });
}

function scopeFrom({ query }: vscode.Uri): Scope {
  try {
    const scope: unknown = JSON.parse(query);
    return isScope(scope) ? scope : {};
  } catch {
    return {};
  }
}
