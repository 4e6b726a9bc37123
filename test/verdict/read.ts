// Hunts for texts that we read otherwise than kubectl's own decoder does. Needs no server, so many can be asked.

import fc from "fast-check";
import type { RunningCluster } from "../cluster/start.ts";
import { keepText } from "./found.ts";
import { ourReading, readingDifference } from "./reading.ts";
import { shrinkText } from "./shrink.ts";
import { text } from "./texts.ts";

const atOnce = 500;
/** Of one sort so many are shrunk; the rest are most likely the same again. */
const mostOfASort = 4;

/** What the hunt has seen. */
export interface ReadingTally {
  readonly asked: number;
  /** Read without an error by kubectl. */
  readonly readable: number;
  readonly disagreements: number;
  readonly seconds: number;
}

/** Asks `runs` texts. What differs is shrunk, printed and kept in found-texts/. */
export async function huntTexts(kubectl: RunningCluster, seed: number, runs: number): Promise<ReadingTally> {
  const started = performance.now();
  const sorts = new Map<string, number>();
  const smallest = new Set<string>();
  let asked = 0;
  let readable = 0;
  let failed = 0;
  for (let batch = 0; asked < runs; batch++) {
    const texts = fc.sample(text, { seed: seed + batch, numRuns: Math.min(atOnce, runs - asked) });
    const readings = await kubectl.read(texts);
    asked += texts.length;
    for (const [i, reading] of readings.entries()) {
      const one = texts[i] ?? "";
      if (reading.error === null) readable += 1;
      const sort = readingDifference(reading, ourReading(one));
      if (sort === undefined) continue;
      // Of `1: a` and `"1": b` either wins. Such a text is nobody's fault.
      const again = await kubectl.read(Array.from({ length: 20 }, () => one));
      if (again.some((other) => readingDifference(other, reading) !== undefined)) continue;
      failed += 1;
      const seen = sorts.get(sort) ?? 0;
      sorts.set(sort, seen + 1);
      if (seen >= mostOfASort) continue;
      const small = await shrinkText(one, async (some) => (await differenceIn(kubectl, some)) === sort, 2000);
      if (smallest.has(small)) continue;
      smallest.add(small);
      const [theirs] = await kubectl.read([small]);
      if (theirs === undefined) continue;
      const file = keepText({ text: small, ...theirs });
      const ours = ourReading(small);
      console.log(`\n--- ${sort}, now in ${file}\n${JSON.stringify(small)}`);
      console.log(
        `kubectl ${theirs.documents.join(" ")} ${theirs.error}\nours    ${ours.documents.join(" ")} ${ours.error}`,
      );
    }
  }
  for (const [sort, times] of sorts) console.log(`${times} times: ${sort}`);
  return { asked, readable, disagreements: failed, seconds: (performance.now() - started) / 1000 };
}

async function differenceIn(kubectl: RunningCluster, some: string): Promise<string | undefined> {
  const [reading] = await kubectl.read([some]);
  return reading === undefined ? undefined : readingDifference(reading, ourReading(some));
}
