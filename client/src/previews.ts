// What an edit does to files, side by side with them as they are. Nothing is changed before the button in the title.
import * as vscode from "vscode";
import type { TextEditAt } from "../../server/src/protocol.ts";

/** A file that would change, or come: then its one edit is its text. */
export interface FileChange {
  readonly uri: vscode.Uri;
  readonly edits: readonly TextEditAt[];
  readonly isThere: boolean;
}

/** The schemes of what is shown; package.json has a button for each. */
export type PreviewScheme = "service-paths-changed" | "service-paths-mended";

/** An edit to look at before it is made. */
export interface Preview {
  readonly scheme: PreviewScheme;
  /** What stands on a file's tab. */
  readonly title: (file: string) => string;
  /** The one to look at first is the last. */
  readonly files: readonly FileChange[];
  /** Makes the edit; false when it was not made, and has said why. */
  readonly make: () => Promise<boolean>;
}

export interface Previews extends vscode.Disposable {
  /** Opens a difference for each file. */
  readonly show: (preview: Preview) => Promise<void>;
  /** Makes the edit whose difference is in front, and closes its differences. */
  readonly makeShown: () => Promise<void>;
}

interface Shown {
  readonly text: string;
  readonly preview: Preview;
}

export function makePreviews(): Previews {
  /** By the address of what is shown, for as long as it is open. */
  const shown = new Map<string, Shown>();
  let count = 0;

  function hold(uri: vscode.Uri, text: string, preview: Preview): vscode.Uri {
    count += 1;
    // A file without the ending (one that was never saved) is shown in YAML's colours too.
    const path = /\.(ya?ml|jsonc?)$/i.test(uri.path) ? uri.path : `${uri.path}.yaml`;
    const held = vscode.Uri.from({ scheme: preview.scheme, path, query: String(count) });
    shown.set(held.toString(), { text, preview });
    return held;
  }

  async function show(preview: Preview): Promise<void> {
    for (const { uri, edits, isThere } of preview.files) {
      const text = isThere ? await textAfter(uri, edits) : edits.map(({ newText }) => newText).join("");
      const after = hold(uri, text, preview);
      const before = isThere ? uri : hold(uri, "", preview);
      const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
      await vscode.commands.executeCommand("vscode.diff", before, after, preview.title(name), { preview: false });
    }
  }

  /** Of which edit a tab shows a difference. */
  function previewIn({ input }: vscode.Tab): Preview | undefined {
    return input instanceof vscode.TabInputTextDiff ? shown.get(input.modified.toString())?.preview : undefined;
  }

  async function makeShown(): Promise<void> {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const preview = tab === undefined ? undefined : previewIn(tab);
    if (preview === undefined || !(await preview.make())) return;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((candidate) => previewIn(candidate) === preview));
  }

  const parts = (["service-paths-changed", "service-paths-mended"] satisfies PreviewScheme[]).map((scheme) =>
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => shown.get(uri.toString())?.text,
    }),
  );
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString()));
  return { show, makeShown, dispose: () => vscode.Disposable.from(...parts, closing).dispose() };
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
