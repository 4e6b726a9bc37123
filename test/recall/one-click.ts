// Of the Services that a real API server refused, how many it would take after `service-paths fix --all`. The judge is our own
// verdict, which test/verdict holds against the real server; `--server` asks that as well.
//   node --import tsx test/recall/one-click.ts [--list] [--every N] [--server]

import { readFileSync } from "node:fs";
import { fixAll } from "../../server/cli/fix.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";
import { buildCluster } from "../cluster/build.mjs";
import { startCluster } from "../cluster/start.ts";
import { productVerdicts } from "../verdict/product.ts";

/** A case of test/conformance: a file, and what a real API server said of each Service in it. */
interface RecordedCase {
  readonly id: string;
  readonly serviceCidr: string;
  readonly manifest: string;
  readonly verdicts: readonly { readonly accepted: boolean }[];
}

/** A file with refused Services, before and after. */
export interface Outcome {
  readonly id: string;
  readonly serviceCidr: string;
  readonly before: string;
  readonly after: string;
  /** How many of its Services were refused; how many of these are taken now. A Service that is gone is not taken. */
  readonly refused: number;
  readonly taken: number;
  /** Rules that still refuse. */
  readonly left: readonly string[];
}

/** What becomes of the recorded cases with refused Services, every `every`th of them. */
export function* outcomes(every = 1): Generator<Outcome> {
  const url = new URL("../conformance/cases.jsonl", import.meta.url);
  const lines = readFileSync(url, "utf8").split("\n");
  const cases = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as RecordedCase);
  const refusedCases = cases.filter(({ verdicts }) => verdicts.some(({ accepted }) => !accepted));
  for (const [index, { id, serviceCidr, manifest, verdicts }] of refusedCases.entries()) {
    if (index % every !== 0) continue;
    const refused = verdicts.filter(({ accepted }) => !accepted).length;
    const after = fixed(manifest, serviceCidr);
    const now = productVerdicts(after, serviceCidr);
    const still = now.filter(({ accepted }) => !accepted).length + Math.max(0, verdicts.length - now.length);
    const left = [...new Set(now.flatMap(({ errors }) => errors.map(({ rule }) => rule)))];
    yield { id, serviceCidr, before: manifest, after, refused, taken: Math.max(0, refused - still), left };
  }
}

/** What `service-paths fix --all` makes of a text. */
export function fixed(text: string, serviceCidr: string): string {
  const workspace = new Workspace();
  workspace.setSettings({ ...workspace.settings, serviceCidrs: serviceCidr.split(",") });
  workspace.setFile("file:///case.yaml", text, [], "by-name");
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(`${rule} failed`, { cause: error });
  });
  fixAll(workspace, checker, { all: true, rules: [] });
  return workspace.file("file:///case.yaml")?.text ?? text;
}

/** `90 of 100 (90.0 %)`. */
export function share(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
}

async function main(): Promise<void> {
  const option = process.argv.indexOf("--every");
  const all = [...outcomes(option < 0 ? 1 : Number(process.argv[option + 1]))];
  const failed = all.filter(({ taken, refused }) => taken < refused);
  const kinds = new Map<string, number>();
  for (const { left } of failed) for (const rule of left) kinds.set(rule, (kinds.get(rule) ?? 0) + 1);
  if (process.argv.includes("--list")) {
    for (const { id, before, after, left } of failed)
      console.log(`### ${id}: ${left.join(", ")}\n${before}\n${before === after ? "unchanged" : `=>\n${after}`}\n`);
  }
  const rows = [...kinds].sort(([, a], [, b]) => b - a);
  console.log(rows.map(([rule, files]) => `${rule}: in ${files} files`).join("\n"));
  const sum = (of: (outcome: Outcome) => number) => all.reduce((total, outcome) => total + of(outcome), 0);
  console.log(
    `accepted after fix --all: ${share(
      sum((each) => each.taken),
      sum((each) => each.refused),
    )}`,
  );
  if (process.argv.includes("--server")) await askServer(all);
}

/** The real API server's word on the texts as they are now: the same acceptances? */
async function askServer(all: readonly Outcome[]): Promise<void> {
  const binary = buildCluster();
  let services = 0;
  let same = 0;
  for (const cidr of new Set(all.map(({ serviceCidr }) => serviceCidr))) {
    const cluster = await startCluster({ binary, cidr, nodePorts: "30000-32767", parts: "api" });
    try {
      for (const { id, after } of all.filter(({ serviceCidr }) => serviceCidr === cidr)) {
        const [server, ours] = [await cluster.judge(after), productVerdicts(after, cidr)];
        services += server.length;
        const differs = server.filter(({ accepted }, index) => accepted !== ours[index]?.accepted).length;
        same += server.length - differs;
        if (differs > 0) console.log(`differs: ${id}\n${after}`);
      }
    } finally {
      await cluster.stop();
    }
  }
  console.log(`the real API server says the same of ${share(same, services)}`);
}

if (process.argv[1]?.endsWith("one-click.ts")) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  });
}
