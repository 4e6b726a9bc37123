// Prints a table way × kind: the share of manifests that come back with the same data. `node --import tsx test/mend/benchmark.ts [first|second|third] [--failures]`

import { measure, type Outcome, readCorpus } from "./measure.ts";

const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const manifests = (names.length === 0 ? ["first"] : names).flatMap((name) => [...readCorpus(name)]);
const outcomes = [...measure(manifests)];
const whole = outcomes.filter((outcome) => outcome.lost === undefined);
const lost = outcomes.filter((outcome) => outcome.lost !== undefined);
const kinds = [...new Set(manifests.map((manifest) => manifest.kind))].sort();

print(`Manifests: ${manifests.length}. Share of damaged texts that come back with the same data (comments kept).`);
print("");
print(`| way | ${kinds.join(" | ")} | all | comments | sure and right | sure, but wrong |`);
print(`| --- |${" --- |".repeat(kinds.length + 4)}`);
for (const id of new Set(whole.map((outcome) => outcome.way.id))) {
  const row = whole.filter((outcome) => outcome.way.id === id);
  const cells = kinds.map((kind) => share(row.filter((outcome) => outcome.manifest.kind === kind)));
  print(`| ${id} | ${cells.join(" | ")} | ${share(row)} | ${comments(row)} | ${sureShare(row)} | ${wrong(row)} |`);
}
print("");
print(
  `Damage that lost information (${lost.length} texts, not counted above): ${share(lost)} came back all the same; sure, but wrong: ${wrong(lost)}.`,
);
print("");
for (const [reason, group] of grouped(lost)) print(`- ${reason}: ${group.join(", ")}`);
const slowest = outcomes.reduce((slow, outcome) => (outcome.milliseconds > slow.milliseconds ? outcome : slow));
print("");
print(`Slowest: ${slowest.milliseconds.toFixed(0)} ms (${slowest.manifest.name}, ${slowest.way.id}).`);

if (process.argv.includes("--failures")) {
  for (const outcome of outcomes) {
    const bad = !outcome.sameData || outcome.commentsKept < outcome.comments;
    if (!bad || (outcome.lost !== undefined && outcome.answer !== "mended")) continue;
    print("");
    print(
      `### ${outcome.manifest.name}, ${outcome.way.id}: ${outcome.answer}, data ${outcome.sameData}, offered ${outcome.offered}, comments ${outcome.commentsKept}/${outcome.comments}${outcome.lost === undefined ? "" : `, lost: ${outcome.lost}`}`,
    );
    if (process.argv.includes("--texts")) print(`${outcome.damaged}\n----\n${outcome.text}`);
  }
}

function share(row: readonly Outcome[]): string {
  if (row.length === 0) return "–";
  const same = row.filter((outcome) => outcome.sameData).length;
  return same === row.length ? "100 %" : `${((100 * same) / row.length).toFixed(1)} % (${same}/${row.length})`;
}

function comments(row: readonly Outcome[]): string {
  const all = row.reduce((sum, outcome) => sum + outcome.comments, 0);
  const kept = row.reduce((sum, outcome) => sum + outcome.commentsKept, 0);
  if (all === 0) return "–";
  return kept === all ? "100 %" : `${((100 * kept) / all).toFixed(1)} % (${kept}/${all})`;
}

function sureShare(row: readonly Outcome[]): string {
  const sure = row.filter((outcome) => outcome.sameData && outcome.answer === "mended").length;
  return `${((100 * sure) / Math.max(1, row.length)).toFixed(0)} %`;
}

function wrong(row: readonly Outcome[]): number {
  return row.filter((outcome) => outcome.answer === "mended" && !outcome.sameData).length;
}

function grouped(row: readonly Outcome[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const outcome of row) {
    const reason = outcome.lost ?? "";
    const group = groups.get(reason) ?? [];
    group.push(`${outcome.manifest.name} (${outcome.way.id})`);
    groups.set(reason, group);
  }
  return groups;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
