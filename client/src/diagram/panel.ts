// The diagram's panel: one webview that draws the traffic of the Services of a scope, and follows edits.
import * as vscode from "vscode";
import type { LanguageServer } from "../language-server.ts";
import { openPlace } from "../open-place.ts";
import { saveText } from "../save-text.ts";
import { isScope, type Scope, scopeFileName, scopeTitle, servicesIn } from "../scope.ts";
import type { Services } from "../services.ts";
import { translate } from "../translate.ts";
import { diagramGraph } from "./graph.ts";
import type { FromDiagram, ToDiagram } from "./messages.ts";
import { diagramPage } from "./page.ts";

const viewType = "servicePaths.diagram";

/** How long after the last answer the diagram is drawn again. In milliseconds. */
const calm = 150;

/** What the webview said that it has drawn. */
export interface Drawn {
  readonly boxes: readonly string[];
  readonly lines: number;
}

export interface Diagrams extends vscode.Disposable {
  readonly show: (scope: Scope) => Promise<void>;
  /** Asks how, and exports what is shown. */
  readonly exportShown: () => Promise<void>;
  /** The picture as it is exported; undefined while no diagram is open. */
  readonly svg: () => Promise<string | undefined>;
  readonly drawn: () => Drawn | undefined;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  scope: Scope;
  ready: boolean;
  drawn: Drawn | undefined;
  /** What it was told last, so that it is not told the same again. */
  told: string;
  /** Waits for the picture's text. */
  exported: ((svg: string) => void)[];
}

export function makeDiagrams(context: vscode.ExtensionContext, server: LanguageServer, services: Services): Diagrams {
  const t = translate;
  const scripts = vscode.Uri.joinPath(context.extensionUri, "dist", "client");
  let open: Open | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function adopt(panel: vscode.WebviewPanel, scope: Scope): void {
    const mine: Open = { panel, scope, ready: false, drawn: undefined, told: "", exported: [] };
    open = mine;
    panel.webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.webview.onDidReceiveMessage((message: FromDiagram) => receive(mine, message));
    panel.onDidChangeViewState(() => {
      if (panel.visible) void update();
    });
    panel.onDidDispose(() => {
      if (open === mine) open = undefined;
      for (const done of mine.exported) done("");
    });
    panel.webview.html = diagramPage({
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(scripts, "diagram.js")).toString(),
      nonce: randomWord(),
      language: vscode.env.language,
      t,
    });
  }

  function receive(mine: Open, message: FromDiagram): void {
    switch (message.kind) {
      case "ready":
        // Also after the page was hidden: it begins anew each time.
        mine.ready = true;
        mine.told = "";
        void update();
        return;
      case "drawn":
        mine.drawn = { boxes: message.boxes, lines: message.lines };
        return;
      case "open":
        void openPlace(message.place, "move", columnBeside(mine.panel));
        return;
      case "askExport":
        void exportShown();
        return;
      case "exported":
        for (const done of mine.exported.splice(0)) done(message.svg);
    }
  }

  /** Draws what is known, after asking for what has changed. */
  async function update(): Promise<void> {
    await server.start();
    await services.refreshIfStale();
    await draw();
  }

  async function draw(): Promise<void> {
    const mine = open;
    if (mine === undefined || !mine.ready || !mine.panel.visible) return;
    const { scope } = mine;
    const title = t("Traffic: {0}", scopeTitle(scope));
    const label = t("{0}, from left to right", title);
    const message: ToDiagram = {
      kind: "show",
      scope,
      graph: diagramGraph(servicesIn(scope, services.all() ?? []), t),
      label,
    };
    const told = JSON.stringify(message);
    mine.panel.title = title;
    if (told === mine.told) return;
    mine.told = told;
    await mine.panel.webview.postMessage(message);
  }

  async function show(scope: Scope): Promise<void> {
    if (open === undefined) {
      const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
      adopt(vscode.window.createWebviewPanel(viewType, t("Traffic"), column), scope);
      return;
    }
    open.scope = scope;
    open.drawn = undefined;
    open.told = "";
    open.panel.reveal();
    await update();
  }

  async function svg(): Promise<string | undefined> {
    const mine = open;
    if (mine === undefined) return undefined;
    // A hidden page does not answer.
    mine.panel.reveal();
    const answer = new Promise<string>((resolve) => {
      mine.exported.push(resolve);
    });
    await mine.panel.webview.postMessage({ kind: "export" } satisfies ToDiagram);
    return (await answer) || undefined;
  }

  async function exportShown(): Promise<void> {
    const mine = open;
    if (mine === undefined) return;
    const { scope } = mine;
    const mermaid = async () => (await server.report({ format: "mermaid", ...scope })) ?? "";
    const ways = [
      {
        label: `$(file-media) ${t("Save as SVG…")}`,
        run: async () => {
          const text = await svg();
          if (text !== undefined) await saveText(text, `${scopeFileName(scope)}.svg`, { SVG: ["svg"] });
        },
      },
      {
        label: `$(clippy) ${t("Copy as Mermaid")}`,
        run: async () => {
          await vscode.env.clipboard.writeText(await mermaid());
          vscode.window.setStatusBarMessage(t("Copied the diagram as Mermaid"), 4000);
        },
      },
      {
        label: `$(markdown) ${t("Open as Markdown with Mermaid")}`,
        run: async () => {
          const content = `\`\`\`mermaid\n${await mermaid()}\`\`\`\n`;
          await vscode.window.showTextDocument(
            await vscode.workspace.openTextDocument({ language: "markdown", content }),
            columnBeside(mine.panel),
          );
        },
      },
    ];
    const picked = await vscode.window.showQuickPick(ways, { placeHolder: t("Export the diagram") });
    await picked?.run();
  }

  const parts = [
    services.keep(() => (open?.panel.visible === true ? "all" : undefined)),
    services.onDidChange(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void draw(), calm);
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: { scope?: unknown } | undefined) => {
        adopt(panel, isScope(state?.scope) ? state.scope : {});
      },
    }),
  ];

  return {
    show,
    exportShown,
    svg,
    drawn: () => open?.drawn,
    dispose: () => {
      clearTimeout(timer);
      open?.panel.dispose();
      for (const part of parts) part.dispose();
    },
  };
}

/** Where YAML is shown without covering the diagram: where a text is shown already, else beside. */
function columnBeside(panel: vscode.WebviewPanel): vscode.ViewColumn {
  const columns = vscode.window.visibleTextEditors.map((editor) => editor.viewColumn);
  const other = columns.find((column) => column !== undefined && column !== panel.viewColumn);
  if (other !== undefined) return other;
  return panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
}

function randomWord(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
