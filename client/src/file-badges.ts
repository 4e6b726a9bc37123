// Marks files in the Explorer whose Services have broken paths, with their number; folders take on the colour.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import type { LanguageServer } from "./language-server.ts";
import type { TreeView } from "./tree/view.ts";

const setting = "servicePaths.fileBadges";

/** VS Code shows two letters; the tooltip has the number. */
const largest = 99;

/** How long nothing has changed before all Services are asked for while the tree is hidden, and how much longer that may take where it is slow. In milliseconds, and a factor. */
const calm = 1500;
const patience = 10;

export interface FileBadges extends vscode.Disposable {
  /** What stands at a file; undefined where nothing does. */
  readonly at: (uri: vscode.Uri) => vscode.FileDecoration | undefined;
}

/** What the tree has been told is enough while it is seen; while it is hidden it is asked to look, now and then. */
export function showFileBadges(server: LanguageServer, tree: TreeView): FileBadges {
  const changed = new vscode.EventEmitter<vscode.Uri[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastTook = 0;
  let counts: ReadonlyMap<string, Broken> = new Map();

  const isOn = () => vscode.workspace.getConfiguration().get<boolean>(setting, true);

  async function look(): Promise<void> {
    if (tree.isVisible() || !isOn()) return;
    const start = performance.now();
    await tree.refresh().catch(() => undefined);
    lastTook = performance.now() - start;
  }

  function lookSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), calm + patience * lastTook);
  }

  function update(): void {
    const next = isOn() ? brokenByFile(tree.current() ?? []) : new Map<string, Broken>();
    const uris = [...new Set([...counts.keys(), ...next.keys()])].filter(
      (uri) => !isSame(counts.get(uri), next.get(uri)),
    );
    counts = next;
    if (uris.length > 0) changed.fire(uris.map((uri) => vscode.Uri.parse(uri)));
  }

  const at = (uri: vscode.Uri) => {
    const broken = counts.get(uri.toString());
    return broken === undefined ? undefined : decoration(broken);
  };
  const parts = [
    changed,
    tree.onDidChange(update),
    server.onDidChangePaths(lookSoon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(setting)) return;
      update();
      lookSoon();
    }),
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: at,
    }),
  ];
  update();
  return {
    at,
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** Of one file. */
interface Broken {
  readonly paths: number;
  /** The Services' names, in their order. */
  readonly services: readonly string[];
}

function brokenByFile(services: readonly ServicePaths[]): ReadonlyMap<string, Broken> {
  const found = new Map<string, Broken>();
  for (const { uri, name, paths } of services) {
    const broken = paths.filter(({ state }) => state === "broken").length;
    if (uri === undefined || broken === 0) continue;
    // As VS Code writes it: programs differ in what they escape.
    const key = vscode.Uri.parse(uri).toString();
    const before = found.get(key) ?? { paths: 0, services: [] };
    found.set(key, { paths: before.paths + broken, services: [...new Set([...before.services, name])] });
  }
  return found;
}

function decoration({ paths, services }: Broken): vscode.FileDecoration {
  const t = vscode.l10n.t;
  const names = services.slice(0, 5).join(t(", ")) + (services.length > 5 ? "…" : "");
  const words = paths === 1 ? t("1 broken path: {0}", names) : t("{0} broken paths: {1}", paths, names);
  const badge = String(Math.min(paths, largest));
  const mark = new vscode.FileDecoration(badge, words, new vscode.ThemeColor("list.warningForeground"));
  mark.propagate = true;
  return mark;
}

function isSame(left: Broken | undefined, right: Broken | undefined): boolean {
  return left?.paths === right?.paths && left?.services.join("\n") === right?.services.join("\n");
}
