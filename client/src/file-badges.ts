// Marks files in the Explorer whose Services have broken paths, with their number; folders take on the colour.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";
import type { Services } from "./services.ts";

const setting = "servicePaths.fileBadges";

/** VS Code shows two letters; the tooltip has the number. */
const largest = 99;

export interface FileBadges extends vscode.Disposable {
  /** What stands at a file; undefined where nothing does. */
  readonly at: (uri: vscode.Uri) => vscode.FileDecoration | undefined;
}

/** They may be late: nobody waits for them, and they need all Services. */
export function showFileBadges(services: Services): FileBadges {
  const changed = new vscode.EventEmitter<vscode.Uri[]>();
  let counts: ReadonlyMap<string, Broken> = new Map();

  const isOn = () => vscode.workspace.getConfiguration().get<boolean>(setting, true);

  function update(): void {
    const next = isOn() ? brokenByFile(services.all() ?? []) : new Map<string, Broken>();
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
    services.onDidChange(update),
    services.keep(() => (isOn() ? "later" : undefined)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(setting)) return;
      update();
      if (isOn()) services.refreshIfStale().catch(() => undefined);
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
  const words = paths === 1 ? t("1 unreachable path: {0}", names) : t("{0} unreachable paths: {1}", paths, names);
  const badge = String(Math.min(paths, largest));
  const mark = new vscode.FileDecoration(badge, words, new vscode.ThemeColor("list.warningForeground"));
  mark.propagate = true;
  return mark;
}

function isSame(left: Broken | undefined, right: Broken | undefined): boolean {
  return left?.paths === right?.paths && left?.services.join("\n") === right?.services.join("\n");
}
