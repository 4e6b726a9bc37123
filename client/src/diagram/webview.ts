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
let folded: ReadonlySet<string> = new Set();
/** The ids of the sections in the last graph: what is new there begins as many are folded. */
let known: ReadonlySet<string> = new Set();
/** For which width the sections were placed. */
let placedFor = 0;

window.addEventListener("message", ({ data }: MessageEvent<ToDiagram>) => {
  if (data.kind === "export") vscode.postMessage({ kind: "exported", svg: standalone() });
  else show(data);
});
window.addEventListener("resize", () => {
  if (roomFor() === placedFor) applyZoom();
  else redraw();
});
element("in").addEventListener("click", () => zoomBy(1.25));
element("out").addEventListener("click", () => zoomBy(0.8));
element("fit").addEventListener("click", fit);
element("fold").addEventListener("click", foldAll);
element("search").addEventListener("input", search);
element("search").addEventListener("keydown", onSearchKey);
element("mode").addEventListener("change", () =>
  vscode.postMessage({ kind: "turn", mode: modeChoice().value === "calls" ? "calls" : "paths" }),
);
element("environment").addEventListener("change", () =>
  vscode.postMessage({ kind: "turn", environment: environmentChoice().value }),
);
element("export").addEventListener("click", () => vscode.postMessage({ kind: "askExport" }));
canvas.addEventListener("wheel", onWheel, { passive: false });
canvas.addEventListener("pointerdown", onDrag);
canvas.addEventListener("click", ({ target }) => {
  const fold = foldOf(target);
  if (fold === undefined) activate(boxOf(target));
  else turnFold(fold);
});
canvas.addEventListener("pointerover", ({ target }) => pick(boxOf(target)));
canvas.addEventListener("focusin", ({ target }) => onFocus(boxOf(target)));
canvas.addEventListener("focusout", () => pick(undefined));
window.addEventListener("keydown", onKey);
status.textContent = words.hint;
vscode.postMessage({ kind: "ready" });

/** With more sections than these all but the first are folded at first: their headings are the overview. */
const manySections = 12;

function show(message: ToDiagram & { kind: "show" }): void {
  const hadFocus = canvas.contains(document.activeElement);
  const isOther =
    JSON.stringify([shown?.scope, shown?.environment, shown?.mode]) !==
    JSON.stringify([message.scope, message.environment, message.mode]);
  shown = message;
  const ids = message.graph.sections.map(({ id }) => id);
  if (isOther) {
    zoom = undefined;
    focused = undefined;
    folded = new Set(ids.slice(ids.length > manySections ? 1 : ids.length));
  } else folded = new Set([...folded].filter((id) => ids.includes(id) || !known.has(id)));
  known = new Set(ids);
  vscode.setState({ scope: message.scope, environment: message.environment, mode: message.mode });
  showChoices(message);
  redraw();
  const again = focused === undefined ? undefined : find(focused);
  if (hadFocus) again?.focus({ preventScroll: true });
  const titles = drawing.sections.flatMap(({ boxes }) => boxes.map(({ box }) => box.title));
  vscode.postMessage({ kind: "drawn", boxes: titles, lines: canvas.querySelectorAll(".line").length });
}

function showChoices({ mode, environments, environment }: ToDiagram & { kind: "show" }): void {
  modeChoice().value = mode;
  const choice = environmentChoice();
  choice.hidden = environments.length < 2;
  choice.replaceChildren(
    ...environments.map(([name, word]) => {
      const option = document.createElement("option");
      option.value = name;
      option.textContent = word;
      return option;
    }),
  );
  choice.value = environment ?? "";
}

/** Places and draws what is shown. */
function redraw(): void {
  if (shown === undefined) return;
  const { graph, label, mode } = shown;
  placedFor = roomFor();
  drawing = layoutGraph(graph, { folded, room: placedFor });
  const nothing = mode === "calls" ? words.nobodyCalls : words.nothing;
  if (graph.sections.every(({ boxes }) => boxes.length === 0)) canvas.replaceChildren(note("nothing", nothing));
  else canvas.innerHTML = drawingSvg(drawing, svgWords(label), { folded });
  if (graph.left > 0) canvas.append(note("left", words.more.replace("{0}", String(graph.left))));
  if (graph.alone !== undefined && graph.alone > 0 && graph.sections.length > 0)
    canvas.append(note("left", words.alone.replace("{0}", String(graph.alone))));
  applyZoom();
  const again = focused === undefined ? undefined : find(focused);
  (again ?? canvas.querySelector(".box"))?.setAttribute("tabindex", "0");
  search();
}

function svgWords(label: string) {
  const { namespace, calls, services, unreachable } = words;
  return { label, namespace, calls, services, unreachable };
}

/** Sections stand beside one another where they can still be read well. In steps, so that dragging the panel's edge is smooth. */
function roomFor(): number {
  return (Math.floor((canvas.clientWidth - 24) / 60) * 60) / wellRead;
}

function turnFold(id: string): void {
  const next = new Set(folded);
  if (!next.delete(id)) next.add(id);
  folded = next;
  redraw();
  const heading = [...canvas.querySelectorAll<SVGElement>(".fold")].find(({ dataset }) => dataset.fold === id);
  heading?.focus({ preventScroll: true });
}

/** Folds all, or unfolds all where none is open. */
function foldAll(): void {
  const ids = shown?.graph.sections.map(({ id }) => id) ?? [];
  folded = new Set(ids.every((id) => folded.has(id)) ? [] : ids);
  redraw();
}

/** Marks the boxes in which every word is found; the rest steps back. */
function search(): void {
  const wanted = searchWords();
  const svg = canvas.querySelector("svg");
  svg?.classList.toggle("searching", wanted.length > 0);
  let count = 0;
  for (const box of canvas.querySelectorAll<SVGElement>(".box")) {
    const text = (box.getAttribute("aria-label") ?? "").toLowerCase();
    const isFound = wanted.length > 0 && wanted.every((word) => text.includes(word));
    box.classList.toggle("found", isFound);
    if (isFound) count++;
  }
  element("found").textContent = wanted.length === 0 ? "" : words.found.replace("{0}", String(count));
}

function searchWords(): readonly string[] {
  const field = element("search") as HTMLInputElement;
  return field.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** Enter goes to the next that is found, and unfolds where only folded sections have it; Escape ends the search. */
function onSearchKey(event: KeyboardEvent): void {
  event.stopPropagation();
  const field = element("search") as HTMLInputElement;
  if (event.key === "Escape") {
    field.value = "";
    search();
  }
  if (event.key !== "Enter") return;
  unfoldFound();
  const found = [...canvas.querySelectorAll<SVGElement>(".box.found")];
  const at = found.findIndex((box) => focused !== undefined && isNamed(box, focused));
  const next = found[(at + 1) % Math.max(1, found.length)];
  if (next === undefined) return;
  focused = nameOf(next);
  next.scrollIntoView({ block: "center", inline: "center" });
  status.textContent = next.getAttribute("aria-label") ?? "";
}

function unfoldFound(): void {
  const wanted = searchWords();
  if (wanted.length === 0 || shown === undefined) return;
  const holding = shown.graph.sections.filter(({ boxes }) =>
    boxes.some(({ spoken }) => wanted.every((word) => spoken.toLowerCase().includes(word))),
  );
  const open = new Set(holding.map(({ id }) => id));
  if (![...folded].some((id) => open.has(id))) return;
  folded = new Set([...folded].filter((id) => !open.has(id)));
  redraw();
}

function isNamed(box: SVGElement, name: BoxName): boolean {
  const { section, id } = nameOf(box);
  return section === name.section && id === name.id;
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
  return zoom ?? Math.max(smallest, fittingZoom());
}

/** At this zoom everything can be read without effort. */
const wellRead = 0.75;

/** Smaller than this nothing can be read; a panel that is narrower still scrolls. */
const smallest = 0.35;

/** At which the drawing is as wide as there is room, but not larger than written. */
function fittingZoom(): number {
  return Math.min(1, (canvas.clientWidth - 24) / Math.max(1, drawing.width));
}

/** The traffic through the box that has the focus, as large as there is room; without one all of it. */
function fit(): void {
  const box = focused === undefined ? undefined : find(focused);
  const paths = new Set(box?.dataset.paths?.split(" "));
  const section = focused === undefined ? undefined : drawing.sections[focused.section];
  const picked = section?.boxes.filter((placed) => placed.box.paths.some((path) => paths.has(String(path)))) ?? [];
  if (picked.length === 0) {
    fitWidth();
    return;
  }
  const left = Math.min(...picked.map(({ x }) => x)) - 16;
  const top = Math.min(...picked.map(({ y }) => y)) - 16;
  const right = Math.max(...picked.map(({ x, width }) => x + width)) + 16;
  const bottom = Math.max(...picked.map(({ y, height }) => y + height)) + 16;
  const fitting = Math.min(canvas.clientWidth / (right - left), canvas.clientHeight / (bottom - top));
  zoom = Math.min(1.5, Math.max(smallest, fitting));
  applyZoom();
  canvas.scrollLeft = ((left + right) / 2) * zoom - canvas.clientWidth / 2;
  canvas.scrollTop = ((top + bottom) / 2) * zoom - canvas.clientHeight / 2;
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
  if (start.button !== 0 || boxOf(start.target) !== undefined || foldOf(start.target) !== undefined) return;
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
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
  if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fitWidth();
  else if (event.key === "f" || event.key === "F") fit();
  else if ((event.key === "Enter" || event.key === " ") && foldOf(document.activeElement) !== undefined) {
    event.preventDefault();
    turnFold(foldOf(document.activeElement) ?? "");
  } else if (canvas.contains(document.activeElement)) onBoxKey(event);
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

function foldOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>(".fold")?.dataset.fold : undefined;
}

function modeChoice(): HTMLSelectElement {
  return element("mode") as HTMLSelectElement;
}

function environmentChoice(): HTMLSelectElement {
  return element("environment") as HTMLSelectElement;
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
  return drawingSvg(drawing, svgWords(shown?.label ?? ""), { style });
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}
