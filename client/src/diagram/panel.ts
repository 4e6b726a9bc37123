// The diagram's panel: one webview that draws the traffic of the Services of a scope, and follows edits.
import * as vscode from "vscode";
import type { ServicePaths } from "../../../server/src/protocol.ts";
import type { LanguageServer } from "../language-server.ts";
import { openPlace } from "../open-place.ts";
import { saveText } from "../save-text.ts";
import { isScope, type Scope, scopeFileName, scopeTitle, servicesIn } from "../scope.ts";
import type { Services } from "../services.ts";
import { translate as t } from "../translate.ts";
import { environmentWord } from "../tree/model.ts";
import { callsGraph, diagramGraph } from "./graph.ts";
import type { DiagramMode, FromDiagram, ToDiagram } from "./messages.ts";
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

export function makeDiagrams(context: vscode.ExtensionContext, server: LanguageServer, services: Services): Diagrams {
  return new DiagramPanels(vscode.Uri.joinPath(context.extensionUri, "dist", "client"), server, services);
}

/** One panel at most is open: asked for another scope, it shows that one. */
class DiagramPanels implements Diagrams {
  readonly #scripts: vscode.Uri;
  readonly #server: LanguageServer;
  readonly #services: Services;
  readonly #parts: readonly vscode.Disposable[];
  #open: DiagramPanel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(scripts: vscode.Uri, server: LanguageServer, services: Services) {
    this.#scripts = scripts;
    this.#server = server;
    this.#services = services;
    this.#parts = [
      services.keep(() => (this.#open?.panel.visible === true ? "all" : undefined)),
      services.onDidChange(() => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#draw(), calm);
      }),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: { scope?: unknown; mode?: unknown } | undefined) => {
          this.#adopt(panel, isScope(state?.scope) ? state.scope : {}, state?.mode === "calls" ? "calls" : "paths");
        },
      }),
    ];
  }

  readonly show = async (scope: Scope) => {
    if (this.#open === undefined) {
      const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
      this.#adopt(vscode.window.createWebviewPanel(viewType, t("Traffic"), column), scope);
      return;
    }
    this.#open.turnTo(scope);
    await this.#update();
  };

  readonly exportShown = async () => {
    if (this.#open !== undefined) await exportDiagram(this.#open, this.#server);
  };

  readonly svg = async () => this.#open?.svg();

  readonly drawn = () => this.#open?.drawn;

  dispose(): void {
    clearTimeout(this.#timer);
    this.#open?.panel.dispose();
    for (const part of this.#parts) part.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, scope: Scope, mode: DiagramMode = "paths"): void {
    const mine = new DiagramPanel(panel, { scope, mode }, this.#scripts, {
      update: () => void this.#update(),
      export: () => void this.exportShown(),
      closed: () => {
        if (this.#open === mine) this.#open = undefined;
      },
    });
    this.#open = mine;
  }

  /** Draws what is known, after asking for what has changed. */
  async #update(): Promise<void> {
    await this.#server.start();
    await this.#services.refreshIfStale();
    await this.#draw();
  }

  async #draw(): Promise<void> {
    await this.#open?.draw(this.#services.all() ?? []);
  }
}

/** What a panel tells of itself. */
interface PanelEvents {
  /** It can be drawn again: it was hidden, or its page has just begun. */
  readonly update: () => void;
  /** The user asks for an export. */
  readonly export: () => void;
  readonly closed: () => void;
}

class DiagramPanel {
  readonly panel: vscode.WebviewPanel;
  readonly #events: PanelEvents;
  #scope: Scope;
  #mode: DiagramMode;
  /** The environment that is drawn, where there are several. */
  #environment: string | undefined;
  #isReady = false;
  #drawn: Drawn | undefined;
  /** What it was told last, so that it is not told the same again. */
  #told = "";
  /** Waits for the picture's text. */
  #exported: ((svg: string) => void)[] = [];

  constructor(
    panel: vscode.WebviewPanel,
    { scope, mode }: { readonly scope: Scope; readonly mode: DiagramMode },
    scripts: vscode.Uri,
    events: PanelEvents,
  ) {
    this.panel = panel;
    this.#scope = scope;
    this.#mode = mode;
    this.#events = events;
    panel.webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.webview.onDidReceiveMessage((message: FromDiagram) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.visible) events.update();
    });
    panel.onDidDispose(() => {
      events.closed();
      for (const done of this.#exported) done("");
    });
    panel.webview.html = diagramPage({
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(scripts, "diagram.js")).toString(),
      nonce: randomWord(),
      language: vscode.env.language,
      t,
    });
  }

  /** Of what is drawn. */
  get scope(): Scope {
    return this.#environment === undefined ? this.#scope : { ...this.#scope, environment: this.#environment };
  }

  get drawn(): Drawn | undefined {
    return this.#drawn;
  }

  /** Brings the panel to the front, for another scope. */
  turnTo(scope: Scope): void {
    this.#scope = scope;
    this.#drawn = undefined;
    this.#told = "";
    this.panel.reveal();
  }

  async draw(services: readonly ServicePaths[]): Promise<void> {
    if (!this.#isReady || !this.panel.visible) return;
    const scope = this.#scope;
    const { environment: wanted, ...rest } = scope;
    const inScope = servicesIn(rest, services);
    const environments = [...new Set(inScope.flatMap((service) => service.environments ?? []))];
    // Together they would show several loads for one Service.
    const environment =
      environments.length < 2 ? undefined : (environments.find((name) => name === wanted) ?? environments[0]);
    this.#environment = environment;
    const drawn = environment === undefined ? inScope : servicesIn({ environment }, inScope);
    const mode = this.#mode;
    const title = t("Traffic: {0}", scopeTitle(scope));
    const label = t("{0}, from left to right", title);
    const graph = mode === "calls" ? callsGraph(drawn, t) : diagramGraph(drawn, t);
    const message: ToDiagram = {
      kind: "show",
      scope,
      graph,
      label,
      mode,
      environments: environments.map((name) => [name, environmentWord({ name }, t)]),
      environment,
    };
    const told = JSON.stringify(message);
    this.panel.title = title;
    if (told === this.#told) return;
    this.#told = told;
    await this.panel.webview.postMessage(message);
  }

  async svg(): Promise<string | undefined> {
    // A hidden page does not answer.
    this.panel.reveal();
    const answer = new Promise<string>((resolve) => {
      this.#exported.push(resolve);
    });
    await this.panel.webview.postMessage({ kind: "export" } satisfies ToDiagram);
    return (await answer) || undefined;
  }

  #receive(message: FromDiagram): void {
    switch (message.kind) {
      case "ready":
        // Also after the page was hidden: it begins anew each time.
        this.#isReady = true;
        this.#told = "";
        this.#events.update();
        return;
      case "drawn":
        this.#drawn = { boxes: message.boxes, lines: message.lines };
        return;
      case "open":
        void openPlace(message.place, "move", columnBeside(this.panel));
        return;
      case "turn":
        if (message.environment !== undefined) this.#scope = { ...this.#scope, environment: message.environment };
        this.#mode = message.mode ?? this.#mode;
        this.#told = "";
        this.#events.update();
        return;
      case "askExport":
        this.#events.export();
        return;
      case "exported":
        for (const done of this.#exported.splice(0)) done(message.svg);
    }
  }
}

/** Asks how, and exports what the panel shows. */
async function exportDiagram(shown: DiagramPanel, server: LanguageServer): Promise<void> {
  const { scope } = shown;
  const mermaid = async () => (await server.report({ format: "mermaid", ...scope })) ?? "";
  const ways = [
    {
      label: `$(file-media) ${t("Save as SVG…")}`,
      run: async () => {
        const text = await shown.svg();
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
        const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
        await vscode.window.showTextDocument(document, columnBeside(shown.panel));
      },
    },
  ];
  const picked = await vscode.window.showQuickPick(ways, { placeHolder: t("Export the diagram") });
  await picked?.run();
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
