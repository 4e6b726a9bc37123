// What a change does to files, side by side with them as they are. Nothing is changed before the button in the title.
import * as vscode from "vscode";
import type { TextEditAt } from "../../server/src/protocol.ts";

/** A file that would change, or come: then its one edit is its text. */
export interface FileChange {
  readonly uri: vscode.Uri;
  readonly edits: readonly TextEditAt[];
  readonly isThere: boolean;
}

export interface ChangePreviews extends vscode.Disposable {
  /** Opens a difference for each file, the last in front; `make` is called when somebody agrees. */
  readonly show: (title: string, files: readonly FileChange[], make: () => Promise<void>) => Promise<void>;
  /** Makes the change whose difference is in front, and closes its differences. */
  readonly makeShown: () => Promise<void>;
}

/** The scheme of what is shown; package.json's button asks for it. */
const scheme = "service-paths-changed";

interface Preview {
  readonly texts: ReadonlyMap<string, string>;
  readonly make: () => Promise<void>;
}

export function makeChangePreviews(): ChangePreviews {
  /** By the address of what is shown, for as long as it is open. */
  const previews = new Map<string, Preview>();
  let count = 0;

  async function show(title: string, files: readonly FileChange[], make: () => Promise<void>): Promise<void> {
    const texts = new Map<string, string>();
    const preview: Preview = { texts, make };
    const hold = (uri: vscode.Uri, text: string): vscode.Uri => {
      count += 1;
      const shown = vscode.Uri.from({ scheme, path: uri.path, query: String(count) });
      texts.set(shown.toString(), text);
      previews.set(shown.toString(), preview);
      return shown;
    };
    for (const { uri, edits, isThere } of files) {
      const after = hold(uri, isThere ? await textAfter(uri, edits) : edits.map(({ newText }) => newText).join(""));
      const before = isThere ? uri : hold(uri, "");
      const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
      const words = vscode.l10n.t("{0}: {1} (✓ applies it)", name, title);
      await vscode.commands.executeCommand("vscode.diff", before, after, words, { preview: false });
    }
  }

  async function makeShown(): Promise<void> {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const preview = input instanceof vscode.TabInputTextDiff ? previews.get(input.modified.toString()) : undefined;
    if (preview === undefined) return;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const shown = tabs.filter(
      (tab) => tab.input instanceof vscode.TabInputTextDiff && preview.texts.has(tab.input.modified.toString()),
    );
    await vscode.window.tabGroups.close(shown);
    await preview.make();
  }

  const parts = [
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => previews.get(uri.toString())?.texts.get(uri.toString()),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => previews.delete(uri.toString())),
  ];
  return { show, makeShown, dispose: () => vscode.Disposable.from(...parts).dispose() };
}

async function textAfter(uri: vscode.Uri, edits: readonly TextEditAt[]): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  let text = document.getText();
  const placed = edits.map(({ range: { start, end }, newText }) => ({
    start: document.offsetAt(new vscode.Position(start.line, start.character)),
    end: document.offsetAt(new vscode.Position(end.line, end.character)),
    newText,
  }));
  // From the end, so that the places before stay; of two at one place the first stays first.
  for (const { start, end, newText } of placed.sort((a, b) => a.start - b.start).reverse())
    text = text.slice(0, start) + newText + text.slice(end);
  return text;
}
