// The word that somebody probably meant.

import { editDistance } from "../../base/edit-distance.ts";

/** The candidate nearest to the word: equal but for case, else within two edits (one for short words); undefined when none or several are. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const allowed = word.length < 5 ? 1 : 2;
  let best: string | undefined;
  let least = allowed + 1;
  let ties = 0;
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase(), allowed);
    if (distance < least) {
      best = candidate;
      least = distance;
      ties = 1;
    } else if (distance === least) ties += 1;
  }
  return least <= allowed && ties === 1 ? best : undefined;
}
