// Circles in a graph: the groups of nodes that lead to one another and back.

/**
 * Every circle as the sorted names of its members, in the order of the names (Tarjan's strongly connected components).
 * @param edges from each node to those that it leads to; nodes that are not keys lead nowhere
 */
export function circlesIn(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const circles: string[][] = [];
  /** When a node was met, from 0; and the earliest that can be reached from it. */
  const met = new Map<string, number>();
  const earliest = new Map<string, number>();
  const open: string[] = [];

  function visit(node: string): number {
    const number = met.size;
    met.set(node, number);
    open.push(node);
    let low = number;
    for (const next of edges.get(node) ?? []) {
      if (!met.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, earliest.get(next) ?? number, met.get(next) ?? number);
    }
    earliest.set(node, low);
    if (low === number) {
      const circle = open.splice(open.indexOf(node));
      if (circle.length > 1 || edges.get(node)?.includes(node)) circles.push(circle.sort());
    }
    return low;
  }

  for (const node of edges.keys()) if (!met.has(node)) visit(node);
  return circles.sort((left, right) => (left.join() < right.join() ? -1 : 1));
}
