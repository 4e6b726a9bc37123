// Where an arrow key leads to in the diagram: along the traffic, or to the neighbour above or below.
import type { Drawing, PlacedBox } from "./layout.ts";

export type Direction = "left" | "right" | "up" | "down";

/** A box, named with the number of its section: the same client stands in each. */
export interface BoxName {
  readonly section: number;
  readonly id: string;
}

/** The box to go to, or undefined where there is none. */
export function boxBeside(drawing: Drawing, from: BoxName, direction: Direction): BoxName | undefined {
  const section = drawing.sections[from.section];
  const start = section?.boxes.find(({ box }) => box.id === from.id);
  if (section === undefined || start === undefined) return undefined;
  if (direction === "left" || direction === "right") {
    const ids = section.lines
      .map(({ line }) => line)
      .filter((line) => (direction === "right" ? line.from : line.to) === from.id)
      .map((line) => (direction === "right" ? line.to : line.from));
    const next = nearest(
      section.boxes.filter(({ box }) => ids.includes(box.id)),
      middle(start),
    );
    return next === undefined ? undefined : { section: from.section, id: next.box.id };
  }
  const sign = direction === "down" ? 1 : -1;
  // Sections may stand beside one another.
  const all = drawing.sections.flatMap(({ x, boxes }, at) =>
    x === section.x ? boxes.map((placed) => ({ placed, section: at })) : [],
  );
  const beyond = all
    .filter(({ placed }) => placed.box.column === start.box.column && sign * (placed.y - start.y) > 0)
    .sort((left, right) => sign * (left.placed.y - right.placed.y));
  const [next] = beyond;
  return next === undefined ? undefined : { section: next.section, id: next.placed.box.id };
}

function nearest(boxes: readonly PlacedBox[], y: number): PlacedBox | undefined {
  let best: PlacedBox | undefined;
  for (const placed of boxes) {
    if (best === undefined || Math.abs(middle(placed) - y) < Math.abs(middle(best) - y)) best = placed;
  }
  return best;
}

function middle({ y, height }: PlacedBox): number {
  return y + height / 2;
}
