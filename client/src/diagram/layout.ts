// Where the diagram's boxes and lines lie: dagre within a section, sections below one another.
import { Graph, layout } from "@dagrejs/dagre";
import type { Box, DiagramGraph, Line, Section } from "./graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox {
  readonly box: Box;
  /** Its left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLine {
  readonly line: Line;
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point | undefined;
}

export interface PlacedSection {
  readonly section: Section;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly PlacedLine[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly sections: readonly PlacedSection[];
}

/** In pixels at the usual size. */
export const sizes = {
  title: 13,
  small: 11,
  lineHeight: 16,
  padding: 10,
  heading: 34,
  margin: 18,
  gap: 24,
  longestText: 34,
  longestLabel: 46,
} as const;

/** What else the picture depends on. */
export interface LayoutChoice {
  /** The ids of sections of which only the heading shows. */
  readonly folded?: ReadonlySet<string>;
  /** How wide the picture may be; where that is much, sections stand beside one another. In pixels at the usual size. */
  readonly room?: number;
}

/** More columns of sections than these lead the eye astray. */
const mostColumns = 4;

/** The whole picture. The same graph gives the same picture. */
export function layoutGraph(graph: DiagramGraph, { folded = new Set(), room = 0 }: LayoutChoice = {}): Drawing {
  const laid = graph.sections.map((section) =>
    folded.has(section.id) ? foldedSection(section) : layoutSection(section),
  );
  const width = Math.max(0, ...laid.map((section) => section.width));
  const fitting = Math.floor((room + sizes.gap) / (width + sizes.gap));
  const count = Math.max(1, Math.min(fitting, mostColumns, laid.length));
  const bottoms = new Array<number>(count).fill(0);
  const sections = laid.map((section) => {
    // Where there is most room, the first of these.
    const column = bottoms.indexOf(Math.min(...bottoms));
    const top = bottoms[column] ?? 0;
    bottoms[column] = top + section.height + sizes.gap;
    return moved({ ...section, width }, column * (width + sizes.gap), top);
  });
  return {
    width: laid.length === 0 ? 0 : count * (width + sizes.gap) - sizes.gap,
    height: Math.max(0, Math.max(0, ...bottoms) - sizes.gap),
    sections,
  };
}

function moved(section: PlacedSection, x: number, y: number): PlacedSection {
  const at = (point: Point): Point => ({ x: round(point.x + x), y: round(point.y + y) });
  return {
    ...section,
    x: section.x + x,
    y: section.y + y,
    boxes: section.boxes.map((box) => ({ ...box, ...at(box) })),
    lines: section.lines.map(({ line, points, label }) => ({
      line,
      points: points.map(at),
      label: label === undefined ? undefined : at(label),
    })),
  };
}

function foldedSection(section: Section): PlacedSection {
  return { section, x: 0, y: 0, width: headingWidth(section), height: sizes.heading, boxes: [], lines: [] };
}

function headingWidth({ title, group = "" }: Section): number {
  return Math.ceil(textWidth(`${title} ${group}`, sizes.title) + 12 * sizes.margin);
}

function layoutSection(section: Section): PlacedSection {
  const top = 0;
  const graph = new Graph({ multigraph: false, compound: false });
  graph.setGraph({
    rankdir: "LR",
    ranker: "tight-tree",
    nodesep: 16,
    ranksep: 32,
    edgesep: 10,
    marginx: 0,
    marginy: 0,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  // Columns that nobody stands in take no room.
  const used = [...new Set(section.boxes.map((box) => box.column))].sort((left, right) => left - right);
  const columns = new Map(section.boxes.map((box) => [box.id, used.indexOf(box.column)]));
  // Boxes of a column are equally wide, so that they stand in line.
  const widths = new Map<number, number>();
  for (const box of section.boxes) widths.set(box.column, Math.max(widths.get(box.column) ?? 0, boxSize(box).width));
  for (const box of section.boxes) graph.setNode(box.id, { ...boxSize(box), width: widths.get(box.column) ?? 0 });
  for (const line of section.lines) {
    const distance = (columns.get(line.to) ?? 0) - (columns.get(line.from) ?? 0);
    const width = Math.max(0, ...line.labels.map(labelWidth));
    const height = line.labels.length * sizes.lineHeight;
    const label = line.labels.length === 0 ? { width: 0, height: 0 } : { width: width + 16, height, labelpos: "c" };
    graph.setEdge(line.from, line.to, { minlen: Math.max(1, distance), ...label });
  }
  layout(graph);

  const left = sizes.margin;
  const below = top + sizes.heading + sizes.margin / 2;
  const at = ({ x, y }: Point): Point => ({ x: round(x + left), y: round(y + below) });
  const boxes = section.boxes.map((box): PlacedBox => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(box.id);
    return { box, ...at({ x: x - width / 2, y: y - height / 2 }), width, height };
  });
  const placedLines = section.lines.map((line): PlacedLine => {
    const { points = [], x, y } = graph.edge(line.from, line.to);
    const isLabelled = line.labels.length > 0 && x !== undefined && y !== undefined;
    return { line, points: points.map(at), label: isLabelled ? at({ x, y }) : undefined };
  });
  const lines = withFreeLabels(placedLines, boxes);
  const { width = 0, height = 0 } = graph.graph();
  const lowest = Math.max(0, ...lines.flatMap((line) => labelRectangle(line)?.bottom ?? []));
  const highest = Math.max(height + below, lowest) - below;
  return {
    section,
    x: 0,
    y: top,
    width: Math.ceil(Math.max(width + 2 * sizes.margin, headingWidth(section))),
    height: Math.ceil(highest + sizes.heading + 1.5 * sizes.margin),
    boxes,
    lines,
  };
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The plate behind a line's label; undefined where it has none. */
export function labelRectangle({ line, label }: PlacedLine): Rectangle | undefined {
  if (label === undefined) return undefined;
  const width = Math.max(0, ...line.labels.map(labelWidth));
  const height = line.labels.length * sizes.lineHeight;
  return {
    left: label.x - width / 2,
    top: label.y - height / 2,
    right: label.x + width / 2,
    bottom: label.y + height / 2,
  };
}

/** Whether two cover one another, or nearly. */
function meet(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** How far a label is moved at a time. In pixels. */
const labelStep = 4;

/** Labels that would cover a box or another label go up or down, the shorter way, until they do not. */
function withFreeLabels(lines: readonly PlacedLine[], boxes: readonly PlacedBox[]): readonly PlacedLine[] {
  const taken: Rectangle[] = boxes.map(({ x, y, width, height }) => ({
    left: x - 2,
    top: y - 2,
    right: x + width + 2,
    bottom: y + height + 2,
  }));
  return lines.map((placed) => {
    const { label } = placed;
    const own = labelRectangle(placed);
    if (label === undefined || own === undefined) return placed;
    for (let step = 0; ; step++) {
      // 0, 1 below, 1 above, 2 below, …
      const shift = (step % 2 === 0 ? -1 : 1) * Math.ceil(step / 2) * labelStep;
      if (own.top + shift < sizes.heading) continue;
      const there = { ...own, top: own.top + shift, bottom: own.bottom + shift };
      if (taken.some((other) => meet(there, other))) continue;
      taken.push(there);
      return { ...placed, label: { x: label.x, y: round(label.y + shift) } };
    }
  });
}

function boxSize(box: Box): { width: number; height: number } {
  const texts = [
    textWidth(shortened(box.title), sizes.title) * 1.1 + (box.kind === "client" ? 12 : 20),
    ...box.lines.map((line) => textWidth(shortened(line), sizes.small)),
  ];
  return {
    width: Math.ceil(Math.max(70, ...texts) + 2 * sizes.padding),
    height: sizes.lineHeight * (1 + box.lines.length) + 2 * (sizes.padding - 3),
  };
}

/** A text as it is drawn: what is longer has its whole in the tooltip. */
export function shortened(text: string, longest: number = sizes.longestText): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

/** A line's label as it is drawn; the port at its end matters most, so the middle goes. */
export function shortenedLabel(text: string): string {
  const letters = [...text];
  if (letters.length <= sizes.longestLabel) return text;
  return `${letters.slice(0, sizes.longestLabel - 13).join("")}…${letters.slice(-12).join("")}`;
}

/** The room that a label takes; it is drawn in letters of one width, and a sign may come before it. */
export function labelWidth(label: string): number {
  const text = `${shortenedLabel(label)}  `;
  return [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffff]/.test(letter) ? 1 : 0.61), 0) * sizes.small;
}

/** About as wide as a text is drawn in a usual font; a Chinese letter takes the room of two. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const letter of text) units += /[\u2e80-\uffff]/.test(letter) ? 1 : /[iljtf.:,/ ]/.test(letter) ? 0.38 : 0.63;
  return units * size;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
