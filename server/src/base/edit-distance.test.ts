// Distances of words, by examples, as a distance, and against the table that everybody knows.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance } from "./edit-distance.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

test("counts insertions, deletions, replacements and swaps, up to the limit", () => {
  assert.equal(editDistance("web", "web", 2), 0);
  assert.equal(editDistance("web", "wbe", 2), 1);
  assert.equal(editDistance("web", "we", 2), 1);
  assert.equal(editDistance("", "web", 3), 3);
  assert.equal(editDistance("kitten", "sitting", 3), 3);
  assert.equal(editDistance("kitten", "sitting", 2), 3);
});

const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });

test("is the distance of the table, up to the limit", () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, limit) => {
      assert.equal(editDistance(a, b, limit), Math.min(byTable(a, b), limit + 1));
      assert.equal(editDistance(a, b, limit), editDistance(b, a, limit));
    }),
    { numRuns: 2000 },
  );
});

function byTable(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cost = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = cost(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cost(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(cost(i - 1, j) + 1, cost(i, j - 1) + 1, replaced, swapped));
    }
  }
  return cost(a.length, b.length);
}
