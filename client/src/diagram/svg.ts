// The diagram as SVG text: for the webview, which gives it the theme's colours, and for a file, which brings its own.
import type { PathState } from "../../../server/src/protocol.ts";
import type { BoxKind } from "./graph.ts";
import {
  type Drawing,
  labelWidth,
  type PlacedBox,
  type PlacedLine,
  type PlacedSection,
  type Point,
  shortened,
  shortenedLabel,
  sizes,
} from "./layout.ts";

/** Colours by the name of the theme's variable, without `--vscode-`. */
export type Colours = Readonly<Record<string, string>>;

/** The theme's colours that the diagram is drawn in, each with what serves where the theme has none. */
export const themeColours: Colours = {
  "editor-background": "#ffffff",
  "editor-foreground": "#3b3b3b",
  "editor-font-family": "monospace",
  "font-family": "system-ui, sans-serif",
  descriptionForeground: "#6a6a6a",
  "panel-border": "#d4d4d4",
  "editorWidget-background": "#f3f3f3",
  "charts-blue": "#1a85ff",
  "charts-green": "#388a34",
  "charts-purple": "#652d90",
  "charts-yellow": "#bf8803",
  "charts-red": "#e51400",
  focusBorder: "#005fb8",
};

/** The style sheet of the drawing; `colour` says how a colour is written. */
export function drawingStyle(colour: (name: string) => string): string {
  const kinds: Readonly<Record<BoxKind, string>> = {
    client: "descriptionForeground",
    door: "charts-purple",
    node: "charts-yellow",
    service: "charts-blue",
    pods: "charts-green",
    open: "descriptionForeground",
    external: "charts-purple",
  };
  const strokes = Object.entries(kinds).map(
    ([kind, name]) => `.box.${kind} .shape, .box.${kind} .mark { stroke: ${colour(name)}; }`,
  );
  return `
.diagram text { font-family: ${colour("font-family")}; fill: ${colour("editor-foreground")}; }
.heading { font-size: 13px; font-weight: 600; }
.heading .count { font-weight: 400; font-size: ${sizes.small}px; fill: ${colour("descriptionForeground")}; }
.fold .strip { fill: transparent; }
.frame { fill: none; stroke: ${colour("panel-border")}; stroke-width: 1; }
.box .shape { fill: ${colour("editorWidget-background")}; stroke-width: 1.5; }
.box .mark { stroke-width: 5; }
.box.service .shape { stroke-width: 2.5; }
.box.open .shape { stroke-dasharray: 4 3; }
.box .title { font-size: ${sizes.title}px; font-weight: 600; }
.box .more { font-size: ${sizes.small}px; fill: ${colour("descriptionForeground")}; }
.box .sign { font-size: ${sizes.title}px; font-weight: 700; text-anchor: end; }
${strokes.join("\n")}
.line .way { fill: none; stroke: ${colour("editor-foreground")}; stroke-opacity: 0.65; stroke-width: 1.4; }
.line .end { fill: ${colour("editor-foreground")}; fill-opacity: 0.75; }
.line .label { font-size: ${sizes.small}px; font-family: ${colour("editor-font-family")}; text-anchor: middle; }
.line .plate { fill: ${colour("editor-background")}; fill-opacity: 0.9; }
.line.unknown .way { stroke: ${colour("descriptionForeground")}; stroke-dasharray: 6 4; }
.line.unknown .end { fill: ${colour("descriptionForeground")}; }
.line.broken .way { stroke: ${colour("charts-red")}; stroke-dasharray: 2 4; stroke-opacity: 1; }
.line.broken .end { fill: ${colour("charts-red")}; fill-opacity: 1; }
.broken .label, .broken .sign { fill: ${colour("charts-red")}; }
.box.broken .shape, .box.broken .mark { stroke: ${colour("charts-red")}; }
`.trim();
}

/** How a state is marked where colours do not count. */
export const signs: Readonly<Record<PathState, string>> = { complete: "", unknown: "?", broken: "✕" };

export interface SvgWords {
  /** What a screen reader calls the whole. */
  readonly label: string;
  /** For a section's heading: the word before its name. */
  readonly namespace: string;
  /** The heading of what belongs to no namespace. */
  readonly calls?: string;
  /** "{0} Services", and "{0} unreachable"; absent: not said. */
  readonly services?: string;
  readonly unreachable?: string;
}

/** What the picture offers. */
export interface SvgChoice {
  /** The ids of sections that are folded; undefined: the headings are no buttons. */
  readonly folded?: ReadonlySet<string>;
  /** A style sheet of its own, where it has to stand alone. */
  readonly style?: string;
}

/** The SVG element as text. */
export function drawingSvg(drawing: Drawing, words: SvgWords, { style, folded }: SvgChoice = {}): string {
  const width = Math.ceil(drawing.width);
  const height = Math.ceil(drawing.height);
  const own = style === undefined ? "" : `<style>${escaped(style)}</style>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${escaped(words.label)}">`;
  const sections = drawing.sections.map((section, index) => sectionSvg(section, index, words, folded));
  return `${open}${own}${sections.join("")}</svg>`;
}

function sectionSvg(
  placed: PlacedSection,
  index: number,
  words: SvgWords,
  folded: ReadonlySet<string> | undefined,
): string {
  const { section, x, y, width, height } = placed;
  const name = section.title === "" ? (words.calls ?? "") : `${words.namespace} ${section.title}`;
  const title = section.group === undefined ? name : `${name} · ${section.group}`;
  const isFolded = folded?.has(section.id) === true;
  const count = words.services === undefined ? [] : [words.services.replace("{0}", String(section.services))];
  const broken =
    section.broken === 0 || words.unreachable === undefined
      ? []
      : [words.unreachable.replace("{0}", String(section.broken))];
  const more = [...count, ...broken].join(" · ");
  const start = x + sizes.margin + (folded === undefined ? 0 : 16);
  const heading =
    folded === undefined
      ? `<text class="heading" x="${start}" y="${y + 22}">${escaped(title)}</text>`
      : `<g class="fold" data-fold="${escaped(section.id)}" tabindex="0" role="button" aria-expanded="${!isFolded}" aria-label="${escaped(`${title}, ${more}`)}">` +
        `<rect class="strip" x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${sizes.heading - 2}" rx="5"/>` +
        `<text class="heading" x="${x + sizes.margin}" y="${y + 22}">${isFolded ? "▸" : "▾"}</text>` +
        `<text class="heading" x="${start}" y="${y + 22}">${escaped(shortened(title, 60))}<tspan class="count" dx="10">${escaped(more)}</tspan></text></g>`;
  return [
    `<g class="section" data-section="${index}" role="group" aria-label="${escaped(title)}">`,
    `<rect class="frame" x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    heading,
    ...placed.lines.map(lineSvg),
    ...placed.boxes.map(boxSvg),
    "</g>",
  ].join("");
}

function boxSvg({ box, x, y, width, height }: PlacedBox): string {
  const radius = box.kind === "client" ? height / 2 : box.kind === "service" ? 3 : 6;
  // Who calls is not to blame.
  const state = box.kind === "client" ? "complete" : box.state;
  const sign = signs[state];
  const inset = box.kind === "client" ? sizes.padding + 6 : sizes.padding + 2;
  const first = y + sizes.padding + 9;
  const link = box.place === undefined ? "" : ' data-link="yes"';
  return [
    `<g class="box ${box.kind} ${state}" data-id="${escaped(box.id)}" data-paths="${box.paths.join(" ")}"${link} tabindex="-1" role="${box.place === undefined ? "img" : "button"}" aria-label="${escaped(box.spoken)}">`,
    `<title>${escaped(box.spoken)}</title>`,
    `<rect class="shape" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`,
    box.kind === "client"
      ? ""
      : `<line class="mark" x1="${x + 2.5}" y1="${y + 4}" x2="${x + 2.5}" y2="${y + height - 4}"/>`,
    `<text class="title" x="${x + inset}" y="${first}">${escaped(shortened(box.title))}</text>`,
    sign === "" ? "" : `<text class="sign" x="${x + width - 8}" y="${first}">${sign}</text>`,
    ...box.lines.map(
      (line, at) =>
        `<text class="more" x="${x + inset}" y="${first + (at + 1) * sizes.lineHeight - 1}">${escaped(shortened(line))}</text>`,
    ),
    "</g>",
  ].join("");
}

function lineSvg({ line, points, label }: PlacedLine): string {
  const last = points.at(-1);
  const before = points.at(-2);
  const sign = signs[line.state];
  const labels =
    line.labels.length === 0 || sign === "" ? line.labels : [`${sign} ${line.labels[0]}`, ...line.labels.slice(1)];
  const words = [...line.labels, ...line.why].join("\n");
  const top = (label?.y ?? 0) - (labels.length * sizes.lineHeight) / 2;
  return [
    `<g class="line ${line.state}" data-paths="${line.paths.join(" ")}" data-from="${escaped(line.from)}" data-to="${escaped(line.to)}" aria-hidden="true">`,
    words === "" ? "" : `<title>${escaped(words)}</title>`,
    `<path class="way" d="${curve(points)}"/>`,
    last === undefined || before === undefined ? "" : `<path class="end" d="${arrow(before, last)}"/>`,
    ...(label === undefined
      ? []
      : labels.map((text, at) => labelSvg(text, label.x, top + (at + 0.5) * sizes.lineHeight))),
    "</g>",
  ].join("");
}

function labelSvg(text: string, x: number, y: number): string {
  const width = Math.round(labelWidth(text));
  return (
    `<rect class="plate" x="${round(x - width / 2)}" y="${round(y - 8)}" width="${width}" height="16" rx="3"/>` +
    `<text class="label" x="${x}" y="${round(y + 4)}">${escaped(shortenedLabel(text))}</text>`
  );
}

/** A smooth line through dagre's points: from middle to middle, bent at each. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${first.x} ${first.y}`];
  let from = first;
  for (const to of rest) {
    const middle = round((from.x + to.x) / 2);
    parts.push(`C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`);
    from = to;
  }
  return parts.join("");
}

/** The arrow's head. The curves end level, and so does it. */
function arrow(before: Point, { x, y }: Point): string {
  const way = before.x <= x ? -1 : 1;
  return `M${x} ${y}l${way * 8} -4v8z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML may not hold them.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "�")
  );
}
