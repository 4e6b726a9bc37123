// Every recorded case: what a real Kubernetes 1.36.2 API server answered, and what we say.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { defaultSettings, type Settings } from "../base/settings.ts";
import { parse } from "../yaml/parse.ts";
import { split } from "../yaml/split.ts";
import { emptyCluster } from "./cluster.ts";
import { verdictsOfFile } from "./file.ts";
import { type VerdictJson, verdictJson } from "./verdict-json.ts";

interface Recorded {
  readonly accepted: boolean;
  readonly status: number;
  readonly errors: readonly { readonly field: string; readonly reason: string; readonly message: string }[];
  readonly warnings: readonly { readonly field: string; readonly message: string }[];
  readonly object?: unknown;
}

const cases = new URL("../../../test/conformance/cases.jsonl", import.meta.url);
const manifests = new URL("../../../../shared/manifests/", import.meta.url);

test("every recorded case is judged as the real API server judged it", () => {
  const failures: string[] = [];
  const messages = { equal: 0, all: 0 };
  let count = 0;
  for (const line of readLines(cases)) {
    const { id, serviceCidr, manifest, verdicts } = JSON.parse(line) as {
      id: string;
      serviceCidr: string;
      manifest: string;
      verdicts: readonly Recorded[];
    };
    count += 1;
    const mine = judgeText(manifest, serviceCidr);
    const difference = differenceOf(verdicts, mine);
    if (difference !== undefined) failures.push(`${id}: ${difference}\n${manifest}`);
    else countMessages(verdicts, mine, messages);
  }
  console.log(`conformance: ${count - failures.length} of ${count} agree`);
  console.log(`##figure ${count - failures.length} of ${count} agree`);
  console.log(`conformance: ${messages.equal} of ${messages.all} messages are the server's own, word for word`);
  assert.equal(failures.length, 0, failures.slice(0, 5).join("\n\n"));
  assert.ok(count >= 2395);
});

test("every manifest of public repositories is judged as the real API server judged it", (context) => {
  if (!existsSync(manifests)) {
    console.log("##figure manifests of public repositories: not checked, ../shared/manifests is not there");
    return context.skip("../shared/manifests is not there");
  }
  const failures: string[] = [];
  let count = 0;
  for (const line of readLines(new URL("verdicts.jsonl", manifests))) {
    const { file, verdicts } = JSON.parse(line) as { file: string; verdicts: readonly Recorded[] };
    const mine = judgeText(readFileSync(new URL(file, manifests), "utf8"), "10.96.0.0/16");
    const difference = differenceOf(verdicts, mine);
    count += 1;
    if (difference !== undefined) failures.push(`${file}: ${difference}`);
  }
  console.log(`##figure manifests of public repositories: ${count - failures.length} of ${count} files agree`);
  assert.deepEqual(failures, []);
  assert.ok(readdirSync(manifests).length > 0);
});

function judgeText(text: string, serviceCidr: string): readonly VerdictJson[] {
  const settings: Settings = { ...defaultSettings, serviceCidrs: serviceCidr.split(",") };
  const documents = split(text).map((chunk) => parse(chunk.text, chunk.language));
  const found = verdictsOfFile(documents, emptyCluster(settings), settings);
  return [...found].map((each) => verdictJson("case.yaml", each, "en"));
}

function differenceOf(recorded: readonly Recorded[], mine: readonly VerdictJson[]): string | undefined {
  if (recorded.length !== mine.length) return `${recorded.length} verdicts expected, ${mine.length} given`;
  for (const [index, theirs] of recorded.entries()) {
    const ours = mine[index];
    // The verdicts on the public manifests are recorded without objects.
    const object = theirs.object === undefined && ours !== undefined ? { object: undefined } : {};
    const [expected, actual] = [
      comparable(theirs),
      comparable(ours === undefined ? undefined : { ...ours, ...object }),
    ];
    if (expected !== actual) return `verdict ${index}\n  expected ${expected}\n  actual   ${actual}`;
  }
  return undefined;
}

/** What the README of the cases says is to be compared, as text. */
function comparable(
  verdict: (Pick<Recorded, "accepted" | "status" | "errors" | "warnings"> & { readonly object?: unknown }) | undefined,
): string {
  if (verdict === undefined) return "none";
  const errors = verdict.errors.map(({ field, reason }) => `${reason} ${field}`).sort();
  const fields = verdict.warnings.map(({ field }) => field).sort();
  return JSON.stringify([verdict.accepted, verdict.status, errors, fields, sorted(verdict.object ?? null)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

function countMessages(
  recorded: readonly Recorded[],
  mine: readonly VerdictJson[],
  counts: { equal: number; all: number },
): void {
  for (const [index, theirs] of recorded.entries()) {
    const ours = mine[index];
    for (const kind of ["errors", "warnings"] as const) {
      const known = new Set((ours?.[kind] ?? []).map(({ message }) => message));
      for (const { message } of theirs[kind]) {
        // What kubectl says of a text that it cannot read we say in words of our own.
        if (message.startsWith("kubectl: ")) continue;
        counts.all += 1;
        if (known.has(message)) counts.equal += 1;
      }
    }
  }
}

function readLines(url: URL): readonly string[] {
  return readFileSync(url, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
