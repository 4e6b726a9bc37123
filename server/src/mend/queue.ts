// In which order the search goes on, and what it leaves behind.

/** The places that wait, smallest first. */
export class Heap {
  private readonly items: number[] = [];

  add(value: number): void {
    const { items } = this;
    items.push(value);
    let at = items.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((items[up] ?? 0) <= value) break;
      items[at] = items[up] ?? 0;
      items[up] = value;
      at = up;
    }
  }

  take(): number | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= items.length) break;
      if ((items[down + 1] ?? Number.POSITIVE_INFINITY) < (items[down] ?? 0)) down += 1;
      if ((items[down] ?? 0) >= last) break;
      items[at] = items[down] ?? 0;
      at = down;
    }
    items[at] = last;
    return top;
  }
}

/** The cheapest cost of the last few places; states that cost much more are left behind. */
export class Ahead {
  private readonly costs: number[] = [];
  private least = Number.POSITIVE_INFINITY;

  note(cost: number): void {
    this.costs.push(cost);
    if (this.costs.length > 8) this.costs.shift();
    this.least = Math.min(...this.costs);
  }

  best(): number {
    return this.least;
  }
}
