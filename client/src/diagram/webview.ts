// The script in the diagram's webview: lays out and draws what it is told, zooms, and lets keyboard and mouse go about in it.
import { type Drawing, layoutGraph } from "./layout.ts";
import type { FromDiagram, PageWords, ToDiagram } from "./messages.ts";
import { type BoxName, boxBeside, type Direction } from "./move.ts";
import { drawingStyle, drawingSvg, themeColours } from "./svg.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromDiagram): void; setState(state: unknown): void };

const vscode = acquireVsCodeApi();
const words = JSON.parse(document.currentScript?.dataset.words ?? "{}") as PageWords;
const canvas = element("canvas");
const status = element("status");

let shown: (ToDiagram & { kind: "show" }) | undefined;
let drawing: Drawing = { width: 0, height: 0, sections: [] };
/** undefined: as wide as there is room, as long as it can be read. */
let zoom: number | undefined;
let focused: BoxName | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToDiagram>) => {
  if (data.kind === "export") vscode.postMessage({ kind: "exported", svg: standalone() });
  else show(data);
});
window.addEventListener("resize", applyZoom);
element("in").addEventListener("click", () => zoomBy(1.25));
element("out").addEventListener("click", () => zoomBy(0.8));
element("fit").addEventListener("click", fitWidth);
element("export").addEventListener("click", () => vscode.postMessage({ kind: "askExport" }));
canvas.addEventListener("wheel", onWheel, { passive: false });
canvas.addEventListener("pointerdown", onDrag);
canvas.addEventListener("click", ({ target }) => activate(boxOf(target)));
canvas.addEventListener("pointerover", ({ target }) => pick(boxOf(target)));
canvas.addEventListener("focusin", ({ target }) => onFocus(boxOf(target)));
canvas.addEventListener("focusout", () => pick(undefined));
window.addEventListener("keydown", onKey);
status.textContent = words.hint;
vscode.postMessage({ kind: "ready" });

function show(message: ToDiagram & { kind: "show" }): void {
  const hadFocus = canvas.contains(document.activeElement);
  const isOther = JSON.stringify(shown?.scope) !== JSON.stringify(message.scope);
  shown = message;
  if (isOther) {
    zoom = undefined;
    focused = undefined;
  }
  vscode.setState({ scope: message.scope });
  drawing = layoutGraph(message.graph);
  if (drawing.sections.every(({ boxes }) => boxes.length === 0)) canvas.replaceChildren(note("nothing", words.nothing));
  else canvas.innerHTML = drawingSvg(drawing, { label: message.label, namespace: words.namespace });
  if (message.graph.left > 0) canvas.append(note("left", words.more.replace("{0}", String(message.graph.left))));
  applyZoom();
  const again = focused === undefined ? undefined : find(focused);
  (again ?? canvas.querySelector(".box"))?.setAttribute("tabindex", "0");
  if (hadFocus) again?.focus({ preventScroll: true });
  const titles = drawing.sections.flatMap(({ boxes }) => boxes.map(({ box }) => box.title));
  vscode.postMessage({ kind: "drawn", boxes: titles, lines: canvas.querySelectorAll(".line").length });
}

function note(name: string, text: string): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = name;
  paragraph.textContent = text;
  return paragraph;
}

function applyZoom(): void {
  const svg = canvas.querySelector("svg");
  if (svg === null) return;
  const size = currentZoom();
  svg.setAttribute("width", String(Math.ceil(drawing.width * size)));
  svg.setAttribute("height", String(Math.ceil(drawing.height * size)));
}

function currentZoom(): number {
  return zoom ?? Math.max(0.6, fittingZoom());
}

/** At which the drawing is as wide as there is room, but not larger than written. */
function fittingZoom(): number {
  return Math.min(1, (canvas.clientWidth - 24) / Math.max(1, drawing.width));
}

/** Also where it becomes too small to read: who asks wants to see all of it. */
function fitWidth(): void {
  zoom = Math.max(0.15, fittingZoom());
  applyZoom();
}

/** Keeps the point under the pointer where it is; without a pointer the middle. */
function zoomBy(factor: number, at?: { readonly x: number; readonly y: number }): void {
  const before = currentZoom();
  const next = Math.min(3, Math.max(0.15, before * factor));
  const x = at?.x ?? canvas.clientWidth / 2;
  const y = at?.y ?? canvas.clientHeight / 2;
  zoom = next;
  applyZoom();
  canvas.scrollLeft = (canvas.scrollLeft + x) * (next / before) - x;
  canvas.scrollTop = (canvas.scrollTop + y) * (next / before) - y;
}

function onWheel(event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { left, top } = canvas.getBoundingClientRect();
  zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top });
}

function onDrag(start: PointerEvent): void {
  if (start.button !== 0 || boxOf(start.target) !== undefined) return;
  const { scrollLeft, scrollTop } = canvas;
  const move = (event: PointerEvent) => {
    canvas.classList.add("dragging");
    canvas.scrollLeft = scrollLeft - (event.clientX - start.clientX);
    canvas.scrollTop = scrollTop - (event.clientY - start.clientY);
  };
  const end = () => {
    canvas.classList.remove("dragging");
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fitWidth();
  else if (canvas.contains(document.activeElement)) onBoxKey(event);
}

function onBoxKey(event: KeyboardEvent): void {
  const box = boxOf(document.activeElement);
  if (box === undefined) return;
  const direction = directions[event.key];
  if (direction !== undefined) {
    event.preventDefault();
    const next = boxBeside(drawing, nameOf(box), direction);
    if (next !== undefined) find(next)?.focus();
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    activate(box);
  }
}

function onFocus(box: SVGElement | undefined): void {
  if (box === undefined) return;
  for (const other of canvas.querySelectorAll('.box[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  box.setAttribute("tabindex", "0");
  focused = nameOf(box);
  pick(box);
}

/** Shows the traffic through a box, and writes below what it is. A box that has the focus says that itself: no live region. */
function pick(hovered: SVGElement | undefined): void {
  const box = hovered ?? (document.activeElement === null ? undefined : boxOf(document.activeElement));
  for (const other of canvas.querySelectorAll(".picked")) other.classList.remove("picked");
  canvas.firstElementChild?.classList.toggle("picking", box !== undefined);
  status.textContent = box?.getAttribute("aria-label") ?? words.hint;
  if (box === undefined) return;
  const paths = new Set(box.dataset.paths?.split(" "));
  for (const other of box.closest(".section")?.querySelectorAll<SVGElement>("[data-paths]") ?? []) {
    if (other.dataset.paths?.split(" ").some((path) => paths.has(path))) other.classList.add("picked");
  }
}

function activate(box: SVGElement | undefined): void {
  if (box === undefined) return;
  const { section, id } = nameOf(box);
  const place = drawing.sections[section]?.boxes.find((placed) => placed.box.id === id)?.box.place;
  if (place !== undefined) vscode.postMessage({ kind: "open", place });
}

function boxOf(target: EventTarget | null): SVGElement | undefined {
  return (target instanceof Element ? target.closest<SVGElement>(".box") : undefined) ?? undefined;
}

function nameOf(box: SVGElement): BoxName {
  return { section: Number(box.closest<SVGElement>(".section")?.dataset.section), id: box.dataset.id ?? "" };
}

function find({ section, id }: BoxName): SVGElement | undefined {
  const boxes = canvas.querySelectorAll<SVGElement>(`.section[data-section="${section}"] .box`);
  return [...boxes].find((box) => box.dataset.id === id);
}

/** The picture as a file: with the theme's present colours and its background. */
function standalone(): string {
  const theme = getComputedStyle(document.documentElement);
  const colour = (name: string) => theme.getPropertyValue(`--vscode-${name}`).trim() || (themeColours[name] ?? "");
  const style = `svg { background: ${colour("editor-background")}; }\n${drawingStyle(colour)}`;
  return drawingSvg(drawing, { label: shown?.label ?? "", namespace: words.namespace }, style);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}
