// Hunts for texts that we read otherwise than kubectl's own decoder does: `npm run test:reading -- [--seed N] [--runs N]`.
// Needs no server, so many more can be asked than of manifests. What differs is shrunk and kept in found/.

import { parseArgs } from "node:util";
import fc from "fast-check";
import { buildCluster, whyNoCluster } from "../cluster/build.mjs";
import { type RunningCluster, startCluster } from "../cluster/start.ts";
import { keepText } from "./found.ts";
import { ourReading, readingDifference } from "./reading.ts";
import { shrinkText } from "./shrink.ts";
import { text } from "./texts.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "20261124" }, runs: { type: "string", default: "40000" } },
});
const seed = Number(values.seed);
const runs = Number(values.runs);
const atOnce = 500;
/** Of one sort so many are shrunk; the rest are most likely the same again. */
const mostOfASort = 4;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});

async function main(): Promise<void> {
  const why = whyNoCluster();
  if (why !== undefined) {
    console.log(`kubectl's decoder was not asked: ${why}.`);
    console.log("0 passed, 0 failed");
    return;
  }
  const kubectl = await startCluster({ binary: buildCluster(), cidr: "", parts: "kubectl" });
  try {
    await hunt(kubectl);
  } finally {
    await kubectl.stop();
  }
}

async function hunt(kubectl: RunningCluster): Promise<void> {
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
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`##results ${JSON.stringify({ passed: failed === 0 ? 1 : 0, failed: failed === 0 ? 0 : 1 })}`);
  console.log(
    `##figure kubectl's decoder read ${asked} texts in ${seconds} s, ${readable} of them without an error (seed ${seed}).`,
  );
  console.log(`${asked - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function differenceIn(kubectl: RunningCluster, some: string): Promise<string | undefined> {
  const [reading] = await kubectl.read([some]);
  return reading === undefined ? undefined : readingDifference(reading, ourReading(some));
}
