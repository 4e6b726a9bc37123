// "Compare Access Paths with…": two environments beside one another, as a view of its own and as a Markdown report. Both
// follow edits. The view is there while something is compared.
import * as vscode from "vscode";
import type { CompareParams, CompareResult, EnvironmentInfo, ServiceDifference } from "../../server/src/protocol.ts";
import type { Environments } from "./environments.ts";
import type { LanguageServer } from "./language-server.ts";
import { openPlaceCommand } from "./open-place.ts";
import { translate as t } from "./translate.ts";
import { environmentWord } from "./tree/model.ts";
import { environmentKindWord } from "./tree/words.ts";

const viewId = "servicePaths.comparison";

/** The scheme of the reports' documents; their query is the question as JSON. */
const comparisonScheme = "service-paths-comparison";

/** How long after an edit a comparison is asked for again. In milliseconds. */
const calm = 400;

export interface Comparison extends vscode.Disposable {
  /** Compares; without names the user chooses, `base` may be an environment of the tree. */
  readonly compare: (base?: string, head?: string) => Promise<void>;
  /** The comparison as a Markdown preview. */
  readonly showReport: () => Promise<void>;
  readonly close: () => void;
  /** What the view shows, for tests. */
  readonly shown: () => CompareResult;
}

type Entry =
  | { readonly kind: "service"; readonly difference: ServiceDifference }
  | { readonly kind: "change"; readonly change: ServiceDifference["changes"][number]; readonly of: ServiceDifference };

export function makeComparison(server: LanguageServer, environments: Environments): Comparison {
  const drawn = new vscode.EventEmitter<void>();
  const textChanged = new vscode.EventEmitter<vscode.Uri>();
  let question: CompareParams | undefined;
  let result: CompareResult = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const view = vscode.window.createTreeView<Entry>(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: drawn.event,
      getChildren: (parent) => childrenOf(parent, result),
      getTreeItem: (entry) => (entry.kind === "service" ? serviceItem(entry.difference, result) : changeItem(entry)),
    },
  });

  async function refresh(): Promise<void> {
    const asked = question;
    if (asked === undefined) return;
    const answer = await server.compare(asked).catch(() => undefined);
    if (answer === undefined || question !== asked) return;
    result = answer;
    const name = (wanted: string) => environmentWord({ name: wanted }, t);
    view.description = `${name(asked.base)} → ${name(asked.head)}`;
    view.message = messageOf(answer) ?? "";
    drawn.fire();
  }

  function messageOf(answer: CompareResult): string | undefined {
    if (answer === null) return t("One of the two environments is no longer in this workspace.");
    return answer.services.length === 0 ? t("The access paths are the same in both environments.") : undefined;
  }

  async function pick(all: readonly EnvironmentInfo[], title: string): Promise<string | undefined> {
    const items = all.map((one) => ({
      label: environmentWord(one, t),
      description: [environmentKindWord(one.kind, t), one.folder].join(" · "),
      name: one.name,
    }));
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.name;
  }

  async function compare(base?: string, head?: string): Promise<void> {
    await server.start();
    await environments.refresh();
    const all = environments.all().filter(({ services }) => services > 0);
    if (all.length < 2) {
      void vscode.window.showInformationMessage(t("Comparing requires at least two environments with Services."));
      return;
    }
    const first = base ?? environments.chosen()?.name ?? (await pick(all, t("Compare access paths of…")));
    if (first === undefined) return;
    const others = all.filter(({ name }) => name !== first);
    const second = head ?? (await pick(others, t("Compare {0} with…", environmentWord({ name: first }, t))));
    if (second === undefined) return;
    question = { base: first, head: second };
    await refresh();
    await vscode.commands.executeCommand("setContext", "servicePaths.comparing", true);
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  async function showReport(): Promise<void> {
    if (question === undefined) await compare();
    if (question === undefined) return;
    const title = t("{0} compared with {1}", question.base, question.head).replaceAll("/", "-");
    const uri = vscode.Uri.from({
      scheme: comparisonScheme,
      path: `/${title}.md`,
      query: JSON.stringify([question.base, question.head]),
    });
    textChanged.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  function close(): void {
    question = undefined;
    result = null;
    drawn.fire();
    void vscode.commands.executeCommand("setContext", "servicePaths.comparing", false);
  }

  const parts = [
    drawn,
    textChanged,
    view,
    vscode.workspace.registerTextDocumentContentProvider(comparisonScheme, {
      onDidChange: textChanged.event,
      provideTextDocumentContent: async ({ query }) => {
        const asked = questionFrom(query);
        return (asked === undefined ? null : await server.compare(asked))?.report ?? "";
      },
    }),
    server.onDidChangePaths(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void refresh();
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === comparisonScheme) textChanged.fire(uri);
      }, calm);
    }),
  ];
  return {
    compare,
    showReport,
    close,
    shown: () => result,
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

function questionFrom(query: string): CompareParams | undefined {
  try {
    const [base, head] = JSON.parse(query) as unknown[];
    return typeof base === "string" && typeof head === "string" ? { base, head } : undefined;
  } catch {
    return undefined;
  }
}

function childrenOf(parent: Entry | undefined, result: CompareResult): Entry[] {
  if (parent === undefined) {
    return (result?.services ?? []).map((difference) => ({ kind: "service", difference }));
  }
  if (parent.kind === "change") return [];
  return parent.difference.changes.map((change) => ({ kind: "change", change, of: parent.difference }));
}

const signs = {
  added: { icon: "diff-added", color: "gitDecoration.addedResourceForeground" },
  removed: { icon: "diff-removed", color: "gitDecoration.deletedResourceForeground" },
  changed: { icon: "diff-modified", color: "gitDecoration.modifiedResourceForeground" },
} as const;

function serviceItem(difference: ServiceDifference, result: CompareResult): vscode.TreeItem {
  const { name, where, types } = difference;
  const item = new vscode.TreeItem(
    name === "" ? t("(no name)") : name,
    difference.changes.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const only = where === "base" ? result?.base : result?.head;
  const [before, after] = types;
  const typeWords =
    before === after || before === null || after === null ? (after ?? before ?? "") : `${before} → ${after}`;
  const whereWords =
    where === "both" || only === undefined ? undefined : t("only in {0}", environmentWord({ name: only }, t));
  item.description = [typeWords, whereWords].filter((part) => part !== undefined && part !== "").join(" · ");
  const { icon, color } = signs[where === "both" ? "changed" : where === "base" ? "removed" : "added"];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.accessibilityInformation = { label: [t("Service {0}", name), item.description].join(t(", ")) };
  return withSource(item, difference);
}

function changeItem({ change, of }: Entry & { kind: "change" }): vscode.TreeItem {
  const item = new vscode.TreeItem(change.text);
  const { icon, color } = signs[change.kind];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.tooltip = change.text;
  const words = { added: t("Added"), removed: t("Removed"), changed: t("Changed") }[change.kind];
  item.accessibilityInformation = { label: `${words}${t(", ")}${change.text}` };
  return withSource(item, of);
}

function withSource(item: vscode.TreeItem, { uri, range }: ServiceDifference): vscode.TreeItem {
  if (uri === undefined) return item;
  const place = range === undefined ? { uri } : { uri, range };
  item.command = { command: openPlaceCommand, title: t("Go to Source"), arguments: [place] };
  return item;
}
