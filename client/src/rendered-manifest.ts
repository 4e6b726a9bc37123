// "Show Rendered Manifest": what a chart's template prints, beside it, following edits, with a way back from every line.
import * as vscode from "vscode";
import type { RenderedResult } from "../../server/src/protocol.ts";
import type { LanguageServer } from "./language-server.ts";
import { translate as t } from "./translate.ts";

/** The scheme of the shown documents; their query is the file's URI and the values as JSON. */
export const renderedScheme = "service-paths-rendered";

export const showRenderedCommand = "servicePaths.showRenderedManifest";

/** How long after an edit a shown document is asked for again. In milliseconds. */
const calm = 150;

interface Asked {
  readonly uri: string;
  readonly values: string;
}

export interface RenderedManifests extends vscode.Disposable {
  /** Opens what a file is rendered to beside it; without one, the file of the active editor. */
  readonly show: (uri?: string, values?: string) => Promise<void>;
}

export function makeRenderedManifests(server: LanguageServer): RenderedManifests {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** What was shown last, by the document's address: for the ways back. */
  const shown = new Map<string, RenderedResult>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function textFor(uri: vscode.Uri): Promise<string> {
    const asked = askedFrom(uri);
    if (asked === undefined) return "";
    await server.start();
    const result = await server.rendered(asked);
    if (result === undefined || result === null)
      return `# ${t("This file belongs to no Helm chart that can be rendered.")}\n`;
    shown.set(uri.toString(), shifted(result));
    return headOf(result).join("") + result.text;
  }

  async function show(uri?: string, values?: string): Promise<void> {
    const file = uri ?? vscode.window.activeTextEditor?.document.uri.toString();
    if (file === undefined) return;
    await server.start();
    const answer = await server.rendered({ uri: file, ...(values === undefined ? {} : { values }) });
    if (answer === undefined || answer === null) {
      void vscode.window.showInformationMessage(t("This file belongs to no Helm chart that can be rendered."));
      return;
    }
    const chosen = values ?? (answer.choices.length > 1 ? await askValues(answer.choices) : answer.values);
    if (chosen === undefined) return;
    const target = addressOf({ uri: file, values: chosen });
    changed.fire(target);
    const document = await vscode.workspace.openTextDocument(target);
    await vscode.languages.setTextDocumentLanguage(document, "yaml");
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  const placeAt = (document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink | undefined => {
    const origin = shown
      .get(document.uri.toString())
      ?.origins.find(({ range }) => range.start.line === position.line && position.character >= range.start.character);
    if (origin === undefined) return undefined;
    return {
      originSelectionRange: rangeFrom(origin.range),
      targetUri: vscode.Uri.parse(origin.uri),
      targetRange: rangeFrom(origin.target),
    };
  };

  const parts = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(renderedScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: textFor,
    }),
    vscode.languages.registerDefinitionProvider(
      { scheme: renderedScheme },
      { provideDefinition: (document, position) => [placeAt(document, position) ?? []].flat() },
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === renderedScheme) shown.delete(uri.toString());
    }),
    server.onDidChangePaths(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === renderedScheme) changed.fire(uri);
      }, calm);
    }),
  ];
  return {
    show,
    dispose: () => {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** What stands above the manifest, line by line. */
function headOf({ values, isOld, problems }: RenderedResult): readonly string[] {
  const lines = [t("Rendered with the values of {0}.", values === "" ? "values.yaml" : values)];
  if (isOld) lines.push(t("It cannot be rendered right now; this is the last result."));
  for (const problem of problems.slice(0, 5)) lines.push(...problem.split("\n").slice(0, 5));
  return lines.map((line) => `# ${line}\n`);
}

/** The ways back, below the lines that stand above. */
function shifted(result: RenderedResult): RenderedResult {
  const count = headOf(result).length;
  const move = ({ line, character }: { line: number; character: number }) => ({ line: line + count, character });
  const origins = result.origins.map((origin) => ({
    ...origin,
    range: { start: move(origin.range.start), end: move(origin.range.end) },
  }));
  return { ...result, origins };
}

async function askValues(choices: readonly string[]): Promise<string | undefined> {
  const items = choices.map((values) => ({ label: values === "" ? "values.yaml" : values, values }));
  const picked = await vscode.window.showQuickPick(items, { title: t("Select the values to render with") });
  return picked?.values;
}

function addressOf(asked: Asked): vscode.Uri {
  const name = asked.uri.slice(asked.uri.lastIndexOf("/") + 1).replace(/\.(ya?ml|tpl|txt)$/, "");
  const title = t("{0} (rendered)", decodeURIComponent(name)).replaceAll("/", "-");
  return vscode.Uri.from({ scheme: renderedScheme, path: `/${title}.yaml`, query: JSON.stringify(asked) });
}

function askedFrom({ query }: vscode.Uri): Asked | undefined {
  try {
    const asked = JSON.parse(query) as Partial<Asked>;
    return typeof asked.uri === "string" && typeof asked.values === "string" ? (asked as Asked) : undefined;
  } catch {
    return undefined;
  }
}

function rangeFrom({
  start,
  end,
}: {
  start: { line: number; character: number };
  end: { line: number; character: number };
}) {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
