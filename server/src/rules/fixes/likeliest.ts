// Of several values that would be right, which one was probably meant.

import { editDistance } from "../../base/edit-distance.ts";

/** A value, and how far it is from what is written (Fix.guess). */
export interface Candidate<T> {
  readonly value: T;
  readonly guess: number;
}

/** Further than this nothing was meant for anything. */
const farthest = 4;

/**
 * The values by likeness to what is written, each once; equally near ones in their order. What is like none of them is a guess
 * unless there is only one. `fits`: what has to do with it in every other way goes first (a port's number, a protocol).
 */
export function likeliest<T extends string | number>(
  written: string,
  values: readonly T[],
  fits: (value: T) => boolean = () => false,
): readonly Candidate<T>[] {
  const known = [...new Set(values)];
  const wanted = written.toLowerCase();
  return known
    .map((value) => {
      const text = String(value).toLowerCase();
      const limit = Math.min(farthest, Math.max(1, Math.floor(wanted.length / 2)));
      const distance = editDistance(wanted, text, limit);
      const isPart = text.length > 2 && wanted.length > 2 && (text.includes(wanted) || wanted.includes(text));
      const near = distance <= limit ? distance : isPart ? farthest : farthest + 1;
      return { value, guess: near - (fits(value) ? 1.5 : 0) };
    })
    .sort((a, b) => a.guess - b.guess);
}
