// How far one word is from another, for "did you mean".

/**
 * How many letters to insert, delete, replace or swap with a neighbour to make `b` of `a`; `limit + 1` where it is more
 * than `limit`. The limit is small: every edit tries what each of the four would leave.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  for (let edits = 0; edits <= limit; edits++) if (isWithin(a, 0, b, 0, edits)) return edits;
  return limit + 1;
}

/** Whether the rest of `a` becomes the rest of `b` with so many edits. Equal letters never need one. */
function isWithin(a: string, fromA: number, b: string, fromB: number, edits: number): boolean {
  let i = fromA;
  let j = fromB;
  while (i < a.length && j < b.length && a[i] === b[j]) {
    i += 1;
    j += 1;
  }
  const [restOfA, restOfB] = [a.length - i, b.length - j];
  if (restOfA === 0 || restOfB === 0) return restOfA + restOfB <= edits;
  if (edits === 0 || Math.abs(restOfA - restOfB) > edits) return false;
  return (
    isWithin(a, i + 1, b, j + 1, edits - 1) ||
    isWithin(a, i + 1, b, j, edits - 1) ||
    isWithin(a, i, b, j + 1, edits - 1) ||
    (a[i] === b[j + 1] && a[i + 1] === b[j] && isWithin(a, i + 2, b, j + 2, edits - 1))
  );
}
