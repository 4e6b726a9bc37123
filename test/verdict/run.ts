// Hunts for disagreement with a real API server: `npm run test:verdict -- [--seed N] [--runs N] [--cidr ipv4,dual,ipv6,dual-ipv6]
// [--node-ports 30000-32767] [--texts N]`.
// Generates manifests, asks both, and shrinks what differs to its smallest manifest, which becomes a fixture in found/.

import { parseArgs } from "node:util";
import fc from "fast-check";
import { buildCluster, whyNoCluster } from "../cluster/build.mjs";
import { type RunningCluster, type ServerVerdict, startCluster } from "../cluster/start.ts";
import { differences, signature } from "./compare.ts";
import { keepCase } from "./found.ts";
import { manifest } from "./manifests.ts";
import { productVerdicts } from "./product.ts";
import { huntTexts, type ReadingTally } from "./read.ts";
import { shrinkText } from "./shrink.ts";

const ranges = {
  ipv4: "10.96.0.0/16",
  dual: "10.96.0.0/16,fd00:10:96::/112",
  ipv6: "fd00:10:96::/112",
  "dual-ipv6": "fd00:10:96::/112,10.96.0.0/16",
} as const;
type Stack = keyof typeof ranges;

/** What one hunt has seen. */
interface Tally {
  manifests: number;
  services: number;
  accepted: number;
  /** The server answers such a manifest now this way, now that. */
  random: number;
  disagreements: number;
  readonly statuses: Map<string, number>;
  readonly rules: Set<string>;
  messages: number;
  otherMessages: number;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "20261124" },
    runs: { type: "string", default: "3500" },
    cidr: { type: "string", default: "ipv4,dual" },
    "node-ports": { type: "string", default: "30000-32767" },
    texts: { type: "string", default: "40000" },
    messages: { type: "boolean", default: false },
    rules: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const stacks = (Object.keys(ranges) as Stack[]).filter((stack) => values.cidr.split(",").includes(stack));

// Leaving in an orderly way stops the clusters and removes their data.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});

async function main(): Promise<void> {
  const why = whyNoCluster();
  if (why !== undefined) {
    console.log(`The real API server was not asked: ${why}.`);
    console.log("0 passed, 0 failed");
    return;
  }
  const binary = buildCluster();
  const started = performance.now();
  const kubectl = await startCluster({ binary, cidr: "", parts: "kubectl" });
  const clusters = await Promise.all(
    stacks.map((stack) => startCluster({ binary, cidr: ranges[stack], nodePorts: values["node-ports"], parts: "api" })),
  );
  try {
    const reading = huntTexts(kubectl, seed, Number(values.texts));
    const tallies = await Promise.all(clusters.map((cluster, i) => hunt(cluster, stacks[i] ?? "ipv4")));
    report(tallies, await reading, (performance.now() - started) / 1000);
  } finally {
    await Promise.all([kubectl, ...clusters].map((cluster) => cluster.stop()));
  }
}

/** Asks `runs` manifests. A disagreement of a sort that was seen before is counted, but not shrunk again. */
async function hunt(cluster: RunningCluster, stack: Stack): Promise<Tally> {
  const cidr = ranges[stack];
  const tally: Tally = {
    manifests: 0,
    services: 0,
    accepted: 0,
    random: 0,
    disagreements: 0,
    statuses: new Map(),
    rules: new Set(),
    messages: 0,
    otherMessages: 0,
  };
  const known = new Set<string>();
  let left = runs;
  for (let round = 0; left > 0; round++) {
    let failed = false;
    let patience = 3000;
    const property = fc.asyncProperty(manifest, async (text) => {
      if (failed && patience-- <= 0) return true; // small enough
      const sort = await disagreement(cluster, text, cidr, failed ? undefined : tally);
      if (sort === undefined) return true;
      if (known.has(sort)) {
        if (!failed) tally.disagreements += 1;
        return true;
      }
      failed = true;
      return false;
    });
    const result = await fc.check(property, { seed: seed + 7919 * round + stack.length, numRuns: left });
    left -= Math.max(1, result.numRuns);
    if (!result.failed) break;
    const [text] = result.counterexample ?? [];
    if (text === undefined || !failed) throw result.errorInstance ?? new Error("the hunt was interrupted");
    if (await reportDisagreement(cluster, text, cidr, known)) tally.disagreements += 1;
    else tally.random += 1;
  }
  return tally;
}

/** Shrinks a disagreement and keeps it. False when it turns out to be chance. */
async function reportDisagreement(
  cluster: RunningCluster,
  text: string,
  cidr: string,
  known: Set<string>,
): Promise<boolean> {
  const sort = await disagreement(cluster, text, cidr, undefined);
  if (sort === undefined) return false;
  const smallest = await shrinkText(
    text,
    async (some) => (await disagreement(cluster, some, cidr, undefined)) === sort,
    600,
  );
  known.add(sort);
  const verdicts = await cluster.judge(smallest);
  const ours = productVerdicts(smallest, cidr, values["node-ports"]);
  const file = keepCase({ serviceCidr: cidr, manifest: smallest, verdicts });
  console.log(
    `\n--- disagreement (${cidr}), now in ${file}\n${smallest}\n--- ${differences(verdicts, ours).join("\n--- ")}`,
  );
  for (const { message } of verdicts.flatMap(({ errors }) => errors))
    console.log(`    server: ${message.slice(0, 300)}`);
  return true;
}

/** The sort of a disagreement, or undefined where there is none that repeats. */
async function disagreement(
  cluster: RunningCluster,
  text: string,
  cidr: string,
  tally: Tally | undefined,
): Promise<string | undefined> {
  const ours = productVerdicts(text, cidr, values["node-ports"]);
  const server = await cluster.judge(text);
  if (tally !== undefined) {
    count(tally, server);
    for (const { errors, warnings } of ours) for (const { rule } of [...errors, ...warnings]) tally.rules.add(rule);
    if (values.messages) countMessages(tally, server, ours);
  }
  const lines = differences(server, ours);
  if (lines.length === 0) return undefined;
  // Where the server chooses addresses and ports its answers may vary: it is asked again, and wins only when it repeats itself.
  for (let again = 0; again < 2; again++) {
    const repeated = await cluster.judge(text);
    if (differences(server, repeated).length > 0 || differences(repeated, ours).length === 0) {
      if (tally !== undefined) tally.random += 1;
      return undefined;
    }
  }
  return signature(lines);
}

function count(tally: Tally, verdicts: readonly ServerVerdict[]): void {
  tally.manifests += 1;
  tally.services += verdicts.length;
  for (const { accepted, status, errors } of verdicts) {
    if (accepted) tally.accepted += 1;
    const key = [status, errors[0]?.reason ?? ""].join(" ").trim();
    tally.statuses.set(key, (tally.statuses.get(key) ?? 0) + 1);
  }
  if (runs >= 20_000 && tally.manifests % 5000 === 0)
    console.log(`… ${tally.manifests} manifests, ${tally.services} Services`);
}

/** The server's sentences that we do not have word for word are shown: nothing fails, but people search for them. */
function countMessages(
  tally: Tally,
  server: readonly ServerVerdict[],
  ours: readonly Pick<ServerVerdict, "errors" | "warnings">[],
): void {
  for (const [i, { errors, warnings }] of server.entries()) {
    const mine = new Set(
      [...(ours[i]?.errors ?? []), ...(ours[i]?.warnings ?? [])].map(({ message }) => fixed(message)),
    );
    const serversOwn = errors.filter(
      ({ reason, message }) => reason !== "Decode" || message.startsWith("Service in version"),
    );
    for (const { message } of [...serversOwn, ...warnings]) {
      tally.messages += 1;
      if (mine.has(fixed(message))) continue;
      tally.otherMessages += 1;
      if (tally.otherMessages <= 20)
        console.log(`message: ${message.slice(0, 300)}\n    ours: ${[...mine].join(" | ").slice(0, 600)}`);
    }
  }
}

/** A message without what the server chooses. */
function fixed(message: string): string {
  return message
    .replace(/IPAddress\.networking\.k8s\.io "[^"]*"/, "IPAddress")
    .replace(/^(Duplicate value: )(3\d{4}|…)$/, "$1PORT")
    .replace(/[a-z\d]{5}(": must not contain dots)$/, "$1")
    .replace(/^namespaces "[^"]*" not found$/, "namespace not found");
}

function report(tallies: readonly Tally[], reading: ReadingTally, seconds: number): void {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const services = sum((tally) => tally.services);
  const disagreements = sum((tally) => tally.disagreements);
  const rules = new Set(tallies.flatMap((tally) => [...tally.rules]));
  for (const [i, tally] of tallies.entries()) {
    const statuses = [...tally.statuses].sort(([, a], [, b]) => b - a).map(([status, times]) => `${status}: ${times}`);
    console.log(
      `${stacks[i]}: ${tally.manifests} manifests, ${tally.services} Services, ${tally.accepted} accepted, ${tally.random} answered at random, ${tally.disagreements} disagreements (${statuses.join(", ")})`,
    );
  }
  if (values.messages)
    console.log(
      `${sum((tally) => tally.messages)} of the server's sentences, ${sum((tally) => tally.otherMessages)} of them not ours word for word`,
    );
  if (values.rules) console.log([...rules].sort().join("\n"));
  const hunts = [...tallies, reading];
  const agreed = hunts.filter((tally) => tally.disagreements === 0).length;
  console.log(`##results ${JSON.stringify({ passed: agreed, failed: hunts.length - agreed })}`);
  console.log(
    `##figure A real API server and we agree on ${services - disagreements} of ${services} Services (${rules.size} rules met, seed ${seed}, ${seconds.toFixed(0)} s).`,
  );
  console.log(
    `##figure kubectl's decoder and we agree on ${reading.asked - reading.disagreements} of ${reading.asked} texts (${reading.readable} of them readable, ${reading.seconds.toFixed(0)} s).`,
  );
  const failed = disagreements + reading.disagreements;
  console.log(`${services + reading.asked - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
