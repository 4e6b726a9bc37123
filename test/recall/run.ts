// node --import tsx test/recall/run.ts [--each N] FOLDER…: plants mistakes into the manifests of each folder, at most N of a kind.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { decodeText, walk } from "../../server/files.ts";
import { chancesOf, kinds, type Outcome, plant, saidOf, seeded, workspaceOf } from "./plant.ts";

const [flag, count, ...others] = process.argv.slice(2);
const each = flag === "--each" ? Number(count) : 5;
const folders = flag === "--each" ? others : process.argv.slice(2);
const outcomes = new Map<string, Outcome[]>(Object.keys(kinds).map((kind) => [kind, []]));

for (const folder of folders) {
  const files = new Map<string, string>();
  for (const file of walk(folder)) {
    const read = decodeText(readFileSync(file));
    if (read.kind === "text") files.set(pathToFileURL(file).href, read.text);
  }
  const workspace = workspaceOf(files);
  const before = saidOf(workspace);
  for (const [kind, list] of outcomes) {
    const random = seeded(7);
    const chances = [...chancesOf(kind, workspace)];
    for (let done = 0, tries = 0; done < each && tries < each * 4 && chances.length > 0; tries++) {
      const [chance] = chances.splice(Math.floor(random() * chances.length), 1);
      const outcome = chance === undefined ? undefined : plant(chance, files, workspace, before, random);
      if (outcome === undefined) continue;
      done += 1;
      list.push(outcome);
    }
  }
}

let all = 0;
let loud = 0;
let restored = 0;
for (const [kind, list] of outcomes) {
  const of = (result: Outcome["result"]) => list.filter((outcome) => outcome.result === result);
  console.log(
    `${kind.padEnd(28)} ${list.length} planted, ${of("restored").length} restored, ${of("seen").length} seen, ${of("unseen").length} unseen`,
  );
  for (const { chance, written, planted, result, findings } of list.filter((one) => one.result !== "restored")) {
    const said = findings.slice(0, 2).map(({ finding }) => {
      const [fix] = finding.fixes?.() ?? [];
      return `${finding.rule}: ${finding.message.en} (${fix?.title.en ?? "no fix"})`;
    });
    const place = chance.uri.split("/").slice(-4).join("/");
    console.log(`    ${result} ${place}: ${JSON.stringify(written)} -> ${JSON.stringify(planted)} ${said.join(" | ")}`);
  }
  all += list.length;
  restored += of("restored").length;
  loud += list.length - of("unseen").length;
}
console.log(`${all} planted, ${loud} at warning or error, ${restored} restored by the first fix`);
