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
    vscode.commands.registerCommand("servicePaths.mendShown", () => mendShown(previews)),
    vscode.languages.registerDocumentPasteEditProvider(
      pasteLanguages.map((language) => ({ language })),
      new MendOnPaste(server),
      { pasteMimeTypes: ["text/plain"], providedPasteEditKinds: [mendKind] },
    ),
  );
}

/** What is mended is YAML, and has no place in a JSON file. */
const pasteLanguages = manifestLanguages.filter((language) => !language.startsWith("json"));

const previewScheme = "service-paths-mended";

/** What a shown difference would change, and the right side of it. */
interface Preview {
  readonly place: PreviewMendingArguments;
  /** The document's when it was shown. */
  readonly version: number;
  readonly mended: string;
}

/** The differences that are shown, by the address of their right side, for as long as they are open. */
class Previews implements vscode.TextDocumentContentProvider {
  readonly #previews = new Map<string, Preview>();
  #count = 0;

  add(file: vscode.Uri, preview: Preview): vscode.Uri {
    this.#count += 1;
    // A file without the ending (one that was never saved) is shown in YAML's colours too.
    const path = /\.ya?ml$/.test(file.path) ? file.path : `${file.path}.yaml`;
    const uri = vscode.Uri.from({ scheme: previewScheme, path, query: String(this.#count) });
    this.#previews.set(uri.toString(), preview);
    return uri;
  }

  get(uri: vscode.Uri): Preview | undefined {
    return this.#previews.get(uri.toString());
  }

  forget(uri: vscode.Uri): void {
    this.#previews.delete(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.get(uri)?.mended;
  }
}

async function showDifference(previews: Previews, place: PreviewMendingArguments): Promise<void> {
  const uri = vscode.Uri.parse(place.uri, true);
  const document = await vscode.workspace.openTextDocument(uri);
  const range = rangeOf(place);
  const text = document.getText();
  const mended = text.slice(0, document.offsetAt(range.start)) + place.text + text.slice(document.offsetAt(range.end));
  const preview = previews.add(uri, { place, version: document.version, mended });
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  await vscode.commands.executeCommand(
    "vscode.diff",
    uri,
    preview,
    vscode.l10n.t("{0}: as it is, and mended (✓ mends it)", name),
  );
}

/** Mends what the difference in front shows: the button in its title. */
async function mendShown(previews: Previews): Promise<void> {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (!(tab?.input instanceof vscode.TabInputTextDiff)) return;
  const preview = previews.get(tab.input.modified);
  if (preview === undefined) return;
  const document = await vscode.workspace.openTextDocument(tab.input.original);
  if (document.version !== preview.version) {
    void vscode.window.showWarningMessage(vscode.l10n.t("The text has changed meanwhile; nothing was mended."));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(preview.place), preview.place.text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
  await vscode.window.tabGroups.close(tab);
}

function rangeOf({ range: { start, end } }: PreviewMendingArguments): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
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
        ? vscode.l10n.t("Mend this manifest")
        : vscode.l10n.t("Mend this manifest (the most plausible reading)");
    const edits = [pasteEdit(document, range, result.text, title)];
    for (const [index, other] of (result.others ?? []).entries())
      edits.push(pasteEdit(document, range, other, vscode.l10n.t("Mend this manifest: reading {0}", index + 2)));
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
