// The resources that offer one fact, in their order. A keystroke moves one of them, and the others keep their places.

import { compareResources } from "./order.ts";
import type { Resource } from "./resource.ts";

export class Bucket {
  readonly #members = new Set<Resource>();
  #ordered: readonly Resource[] | undefined;
  /** What came and went since `#ordered` was made. */
  readonly #come = new Set<Resource>();
  readonly #gone = new Set<Resource>();

  get size(): number {
    return this.#members.size;
  }

  has(resource: Resource): boolean {
    return this.#members.has(resource);
  }

  *without(resource: Resource): Iterable<Resource> {
    for (const member of this.#members) if (member !== resource) yield member;
  }

  add(resource: Resource): void {
    this.#members.add(resource);
    if (!this.#gone.delete(resource)) this.#come.add(resource);
  }

  delete(resource: Resource): void {
    this.#members.delete(resource);
    if (!this.#come.delete(resource)) this.#gone.add(resource);
  }

  /** To be called when members changed places among themselves. */
  forgetOrder(): void {
    this.#ordered = undefined;
  }

  /** The same array for as long as nothing came, went or moved: whoever remembers it by identity may. */
  inOrder(): readonly Resource[] {
    const changes = this.#come.size + this.#gone.size;
    if (this.#ordered === undefined || changes > fewChanges) this.#ordered = [...this.#members].sort(compareResources);
    else if (changes > 0) this.#ordered = merged(this.#ordered, this.#come, this.#gone);
    this.#come.clear();
    this.#gone.clear();
    return this.#ordered;
  }
}

/** More than these are sorted anew rather than put in their places one by one. */
const fewChanges = 16;

function merged(
  ordered: readonly Resource[],
  come: ReadonlySet<Resource>,
  gone: ReadonlySet<Resource>,
): readonly Resource[] {
  const result = gone.size === 0 ? [...ordered] : ordered.filter((resource) => !gone.has(resource));
  for (const resource of come) {
    let low = 0;
    let high = result.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = result[middle];
      if (other !== undefined && compareResources(other, resource) <= 0) low = middle + 1;
      else high = middle;
    }
    result.splice(low, 0, resource);
  }
  return result;
}
