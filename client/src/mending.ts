// Damaged manifests: what mending would change is shown side by side, and a paste can be mended. Nothing is changed without asking.
import * as vscode from "vscode";
import { type PreviewMendingArguments, previewMendingCommand } from "../../server/src/protocol.ts";
import { manifestLanguages } from "./client-options.ts";
import type { LanguageServer } from "./language-server.ts";
import type { Previews } from "./previews.ts";

export function registerMending(server: LanguageServer, previews: Previews): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(previewMendingCommand, (place: PreviewMendingArguments) =>
      showDifference(previews, place),
    ),
    vscode.commands.registerCommand("servicePaths.mendShown", () => previews.makeShown()),
    vscode.languages.registerDocumentPasteEditProvider(
      pasteLanguages.map((language) => ({ language })),
      new MendOnPaste(server),
      { pasteMimeTypes: ["text/plain"], providedPasteEditKinds: [mendKind] },
    ),
  );
}

/** What is mended is YAML, and has no place in a JSON file. */
const pasteLanguages = manifestLanguages.filter((language) => !language.startsWith("json"));

async function showDifference(previews: Previews, { uri: file, range, text }: PreviewMendingArguments): Promise<void> {
  const uri = vscode.Uri.parse(file, true);
  const { version } = await vscode.workspace.openTextDocument(uri);
  await previews.show({
    scheme: "service-paths-mended",
    title: (name) => vscode.l10n.t("{0}: original and repaired (✓ applies the repair)", name),
    files: [{ uri, edits: [{ range, newText: text }], isThere: true }],
    make: async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      if (document.version !== version) {
        void vscode.window.showWarningMessage(
          vscode.l10n.t("The text has changed in the meantime. Nothing was repaired."),
        );
        return false;
      }
      const { start, end } = range;
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), text);
      await vscode.workspace.applyEdit(edit);
      await vscode.window.showTextDocument(document);
      return true;
    },
  });
}

const mendKind = vscode.DocumentDropOrPasteEditKind.Empty.append("servicePaths", "mend");

/** No paste waits longer for an offer, however busy the server is: the finding says the same afterwards. */
const patienceMs = 2000;

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

/** Offers the mended text beside the plain one: the paste itself is never changed unless somebody picks it. */
class MendOnPaste implements vscode.DocumentPasteEditProvider {
  readonly #server: LanguageServer;

  constructor(server: LanguageServer) {
    this.#server = server;
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
    _context: vscode.DocumentPasteEditContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentPasteEdit[] | undefined> {
    const text = await data.get("text/plain")?.asString();
    // Only what speaks of a kind and a version can be a manifest; all else is not sent anywhere.
    if (text === undefined || !text.includes("apiVersion") || !text.includes("kind")) return undefined;
    const [range] = ranges;
    if (range === undefined || ranges.length > 1) return undefined;
    const { start, end } = range;
    const place = { uri: document.uri.toString(), range: { start, end } };
    const answer = this.#server.mend({ text, place }).catch(() => undefined);
    const result = await Promise.race([answer, later(patienceMs)]);
    if (token.isCancellationRequested || result?.text === undefined) return undefined;
    const title =
      result.kind === "mended"
        ? vscode.l10n.t("Repair this manifest")
        : vscode.l10n.t("Repair this manifest (most likely result)");
    const edits = [pasteEdit(document, range, result.text, title)];
    for (const [index, other] of (result.others ?? []).entries())
      edits.push(pasteEdit(document, range, other, vscode.l10n.t("Repair this manifest (alternative {0})", index + 2)));
    return edits;
  }
}

function pasteEdit(
  document: vscode.TextDocument,
  range: vscode.Range,
  text: string,
  title: string,
): vscode.DocumentPasteEdit {
  // VS Code would indent an inserted text once more, as it does snippets; an additional edit stays as it is.
  const edit = new vscode.DocumentPasteEdit("", title, mendKind);
  edit.additionalEdit = new vscode.WorkspaceEdit();
  edit.additionalEdit.replace(document.uri, range, text);
  edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
  return edit;
}
