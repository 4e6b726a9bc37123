// What the injection grammar costs, in the share of tokenising time: part of `npm run bench`.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { textmate, yamlGrammars } from "../syntaxes/grammars.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const sample = path.join(top, "test/workspace");
const text = readdirSync(sample, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => readFileSync(path.join(sample, file), "utf8"))
  .join("\n");

async function main(): Promise<void> {
  for (const { name, folder } of yamlGrammars(top)) {
    const plain = await textmate(folder, undefined);
    const injected = await textmate(folder, path.join(top, "syntaxes/service-paths.injection.tmLanguage.json"));
    // In turns, and the best of many: whatever else the machine does only adds.
    let without = Number.POSITIVE_INFINITY;
    let withIt = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 50; round++) {
      without = Math.min(
        without,
        time(() => plain(text)),
      );
      withIt = Math.min(
        withIt,
        time(() => injected(text)),
      );
    }
    console.log(
      `${name}: ${without.toFixed(0)} ms without, ${withIt.toFixed(0)} ms with the injection grammar (+${((withIt / without - 1) * 100).toFixed(1)} %)`,
    );
  }
}

/** Milliseconds of this process's own work, so that a busy machine counts less. */
function time(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

void main();
