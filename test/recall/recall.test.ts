// Fifteen kinds of mistake and two more, one at a time, in repositories with strangers around: each is seen, and the first fix
// gives the text back. `node --import tsx test/recall/run.ts FOLDER…` does the same with real manifests.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { monorepo } from "./monorepo.ts";
import { chancesOf, kinds, type Outcome, plant, saidOf, seeded, workspaceOf } from "./plant.ts";

const each = 25;
/** So many repositories are made; their chances are taken in turn. */
const repositories = 6;

describe("planted mistakes", () => {
  const made = Array.from({ length: repositories }, (_, index) => {
    const files = monorepo(seeded(index * 7919 + 11));
    const workspace = workspaceOf(files);
    return { files, workspace, before: saidOf(workspace) };
  });

  test("the repositories are clean before", () => {
    for (const { before } of made) assert.deepEqual([...before], []);
  });

  const missed: Outcome[] = [];
  let planted = 0;
  for (const kind of Object.keys(kinds)) {
    test(kind, () => {
      const random = seeded(kind.length * 104729);
      const chances = made.map(({ workspace }) => [...chancesOf(kind, workspace)]);
      const outcomes: Outcome[] = [];
      for (let turn = 0; outcomes.length < each && turn < each * 8; turn++) {
        const one = made[turn % made.length];
        const own = chances[turn % made.length] ?? [];
        const chance = own[Math.floor(random() * own.length)];
        if (one === undefined || chance === undefined) continue;
        const outcome = plant(chance, one.files, one.workspace, one.before, random);
        if (outcome !== undefined) outcomes.push(outcome);
      }
      assert.equal(outcomes.length, each, "so many could be planted");
      planted += outcomes.length;
      const bad = outcomes.filter(({ result }) => result !== "restored");
      missed.push(...bad);
      assert.ok(bad.length <= 2, bad.map(described).join("\n"));
    });
  }

  test("at least 95 of 100 are seen and restored", () => {
    assert.ok(missed.length <= planted * 0.05, missed.map(described).join("\n"));
  });
});

function described({ chance, written, planted, result, findings }: Outcome): string {
  const said = findings.map(({ finding }) => `${finding.rule}: ${finding.message.en}`);
  return `${result}: ${chance.uri} ${written} -> ${planted}: ${said.join(" | ")}`;
}
