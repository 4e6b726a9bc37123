// Damaged manifests: what mending would change is shown side by side, and a paste can be mended. Nothing is changed without asking.
import * as vscode from "vscode";
import { type PreviewMendingArguments, previewMendingCommand } from "../../server/src/protocol.ts";
import { manifestLanguages } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";

export function registerMending(server: LanguageServer): vscode.Disposable {
  const previews = new Previews();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, previews),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => previews.forget(uri)),
    vscode.commands.registerCommand(previewMendingCommand, (place: PreviewMendingArguments) =>
      showDifference(previews, place),
    ),
    vscode.languages.registerDocumentPasteEditProvider(
      manifestLanguages.map((language) => ({ language })),
      new MendOnPaste(server),
      { pasteMimeTypes: ["text/plain"], providedPasteEditKinds: [mendKind] },
    ),
  );
}

const previewScheme = "service-paths-mended";

/** The right sides of differences, for as long as they are open. */
class Previews implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #count = 0;

  add(file: vscode.Uri, text: string): vscode.Uri {
    this.#count += 1;
    const uri = vscode.Uri.from({ scheme: previewScheme, path: file.path, query: String(this.#count) });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  forget(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }
}

async function showDifference(previews: Previews, place: PreviewMendingArguments): Promise<void> {
  const uri = vscode.Uri.parse(place.uri, true);
  const document = await vscode.workspace.openTextDocument(uri);
  const { start, end } = place.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const text = document.getText();
  const mended = text.slice(0, document.offsetAt(range.start)) + place.text + text.slice(document.offsetAt(range.end));
  const preview = previews.add(uri, mended);
  const version = document.version;
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const title = vscode.l10n.t("{0}: as it is, and mended", name);
  await vscode.commands.executeCommand("vscode.diff", uri, preview, title);
  const mend = vscode.l10n.t("Mend");
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t("Mend this manifest?"), mend);
  if (answer !== mend) return;
  if (document.version !== version) {
    void vscode.window.showWarningMessage(vscode.l10n.t("The text has changed meanwhile; nothing was mended."));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, range, place.text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
}

const mendKind = vscode.DocumentDropOrPasteEditKind.Empty.append("servicePaths", "mend");

/** Offers the mended text beside the plain one: the paste itself is never changed unless somebody picks it. */
class MendOnPaste implements vscode.DocumentPasteEditProvider {
  readonly #server: LanguageServer;

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  async provideDocumentPasteEdits(
    _document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
    _context: vscode.DocumentPasteEditContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentPasteEdit[] | undefined> {
    const text = await data.get("text/plain")?.asString();
    // Only what speaks of a kind and a version can be a manifest; all else is not sent anywhere.
    if (text === undefined || !text.includes("apiVersion") || !text.includes("kind")) return undefined;
    const result = await this.#server.mend({ text }).catch(() => undefined);
    if (token.isCancellationRequested || result?.text === undefined) return undefined;
    const title =
      result.kind === "mended"
        ? vscode.l10n.t("Mend this manifest")
        : vscode.l10n.t("Mend this manifest (the most plausible reading)");
    const edit = new vscode.DocumentPasteEdit(result.text, title, mendKind);
    edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
    return [edit];
  }
}
