// The diagram's page: what stands around the drawing, its style, and a content security policy that lets in nothing else.
import { stateNames } from "../../../server/src/protocol-words.ts";
import type { Translate } from "../translate.ts";
import type { PageWords } from "./messages.ts";
import { drawingStyle, signs, themeColours } from "./svg.ts";

export interface PageParts {
  /** The script's address as the webview may load it. */
  readonly script: string;
  /** A random word, new for each page; script and styles must carry it. */
  readonly nonce: string;
  /** As in `lang` of HTML. */
  readonly language: string;
  readonly t: Translate;
}

/** The page's HTML. */
export function diagramPage({ script, nonce, language, t }: PageParts): string {
  const words: PageWords = {
    namespace: t("Namespace"),
    nothing: t("Nothing to draw: no Service here has a path."),
    more: t("and {0} more Services; choose a namespace to see them", "{0}"),
    hint: t("Arrow keys follow the traffic, Enter opens the YAML, + and - zoom, F fits the selection."),
    calls: t("Calls between Services"),
    services: t("{0} Services", "{0}"),
    unreachable: t("{0} unreachable", "{0}"),
    alone: t("{0} Services without known calls are not shown", "{0}"),
    nobodyCalls: t("No workload in this workspace is known to call a Service."),
    found: t("{0} found", "{0}"),
  };
  const states = (["complete", "unknown", "broken"] as const).map(
    (state) =>
      `<span class="key"><svg class="diagram" width="34" height="10" aria-hidden="true"><g class="line ${state}"><path class="way" d="M1 5h26"/><path class="end" d="M33 5l-8 -4v8z"/></g></svg>${escaped(`${signs[state]} ${t.say(stateNames[state])}`.trim())}</span>`,
  );
  const button = (id: string, sign: string, title: string) =>
    `<button id="${id}" title="${escaped(title)}" aria-label="${escaped(title)}">${sign}</button>`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(t("Traffic"))}</title>
<style nonce="${nonce}">
${drawingStyle((name) => `var(--vscode-${name}, ${themeColours[name] ?? "currentColor"})`)}
${pageStyle}
</style>
</head>
<body>
<div id="bar" role="toolbar" aria-label="${escaped(t("Diagram"))}">
${button("out", "−", t("Zoom out"))}
${button("in", "+", t("Zoom in"))}
${button("fit", "⤢", t("Fit the selection, or the width"))}
${button("fold", "▾", t("Fold or unfold all"))}
<select id="mode" title="${escaped(t("What to draw"))}" aria-label="${escaped(t("What to draw"))}"><option value="paths">${escaped(t("Access paths"))}</option><option value="calls">${escaped(t("Calls between Services"))}</option></select>
<select id="environment" hidden title="${escaped(t("Environment"))}" aria-label="${escaped(t("Environment"))}"></select>
<input id="search" type="search" placeholder="${escaped(t("Find"))}" aria-label="${escaped(t("Find"))}"><span id="found" role="status"></span>
${button("export", "⤓", t("Export…"))}
<span id="legend">${states.join("")}</span>
</div>
<div id="canvas"></div>
<p id="status"></p>
<script nonce="${nonce}" src="${escaped(script)}" data-words="${escaped(JSON.stringify(words))}"></script>
</body>
</html>`;
}

const pageStyle = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: 13px; }
#bar { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 4px 12px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
#bar button { width: 26px; height: 24px; padding: 0; font-size: 15px; line-height: 1; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 4px; background: transparent; color: inherit; cursor: pointer; }
#bar button:hover { background: var(--vscode-toolbar-hoverBackground); }
#bar button:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
#bar select, #bar input { height: 24px; min-width: 0; max-width: 100%; box-sizing: border-box; font: inherit; color: var(--vscode-input-foreground, inherit); background: var(--vscode-input-background, transparent); border: 1px solid var(--vscode-input-border, var(--vscode-panel-border, transparent)); border-radius: 4px; }
#bar input { width: 12em; padding: 0 6px; }
#bar select:focus-visible, #bar input:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
#found { color: var(--vscode-descriptionForeground); min-width: 0; }
#legend { display: flex; min-width: 0; flex-wrap: wrap; gap: 2px 16px; margin-left: auto; color: var(--vscode-descriptionForeground); }
.key { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; }
#canvas { flex: 1; min-width: 0; overflow: auto; padding: 12px; cursor: grab; }
#canvas.dragging { cursor: grabbing; user-select: none; }
#canvas svg { display: block; }
#canvas .left, #canvas .nothing { color: var(--vscode-descriptionForeground); }
#status { margin: 0; padding: 5px 12px; min-height: 1.4em; border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); color: var(--vscode-descriptionForeground); white-space: pre-line; }
.box, .fold { outline: none; }
.fold { cursor: pointer; }
.fold:hover .strip { fill: var(--vscode-list-hoverBackground, transparent); }
.fold:focus-visible .strip { stroke: var(--vscode-focusBorder); stroke-width: 2; }
.searching .box:not(.found), .searching .line { opacity: 0.2; }
.box.found .shape { stroke-width: 3; }
.box[data-link] { cursor: pointer; }
.box:focus .shape { stroke: var(--vscode-focusBorder); stroke-width: 3; }
.box[data-link]:hover .shape { fill: var(--vscode-list-hoverBackground, var(--vscode-editorWidget-background)); }
.picking .box:not(.picked), .picking .line:not(.picked) { opacity: 0.25; }
.picking .line.picked .way { stroke-width: 2.2; stroke-opacity: 1; }
`.trim();

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
