// A rename changes a name and nothing else: every path and every finding is as it was, with the one name for the other.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { walk } from "../../server/files.ts";
import { finish } from "../../server/src/base/steps.ts";
import { rename } from "../../server/src/features/rename/rename.ts";
import { everyName, filesWith, otherName, reading } from "./renaming.ts";
import { Server } from "./server.ts";

const folder = fileURLToPath(new URL("../workspace/", import.meta.url));

/** The sample workspace, by URI. */
function sample(): ReadonlyMap<string, string> {
  const files = [...walk(folder)].map((file) => [`file:///w/${file.slice(folder.length)}`, readFileSync(file, "utf8")]);
  return new Map(files as [string, string][]);
}

/** Mistakes that are a name's own: one that is not valid, or nearly another one. With another name they are none, or others. */
const mistakenNames =
  /^(backend-service-missing|endpoints-do-not-fit|host-name-missing|monitor-matches-nothing|((container-)?port-)?name-(format|length)|node-port-in-production|label-(key|value)|selector-(key|value)|selector-matches-nothing|selector-without-endpoints|service-link-collides|stateful-set-service-missing|target-port-name-\w+)$/;

const isMistakenName = (uri: string | undefined) =>
  mistakenNames.test(/mistakes\/(?:[^/]*\/)?([^/]*)\.yaml$/.exec(uri ?? "")?.[1] ?? "");

test("renaming everything in the sample workspace, one by one, leaves every path and every finding as it was", () => {
  const files = sample();
  const server = new Server();
  server.set(files);
  const sound = (uri: string | undefined) => !isMistakenName(uri);
  const whole = reading(server.answers());
  const soundOnes = reading(server.answers(), sound);
  const done = new Set<string>();
  const counts = { names: 0, renames: 0, edits: 0, refused: 0 };
  for (const { uri, position, target } of everyName(server)) {
    const file = server.workspace.file(uri);
    assert.ok(file !== undefined);
    const newName = otherName(target);
    const edits = finish(rename(file, position, newName, server.workspace));
    assert.ok(edits !== undefined);
    counts.names += 1;
    if ("kind" in edits) {
      counts.refused += 1;
      assert.ok(isMistakenName(uri), `${uri}: ${target.name}: ${edits.why.en}`);
      continue;
    }
    const changed = filesWith(files, edits);
    // Another place of the same name gives the same edits.
    const id = [...changed.values()].join("\f");
    if (done.has(id)) continue;
    done.add(id);
    counts.renames += 1;
    counts.edits += edits.length;
    const before = isMistakenName(uri) ? soundOnes : whole;
    server.set(changed);
    const after = reading(server.answers(), isMistakenName(uri) ? sound : undefined);
    const back = after.map((each) => each.replaceAll(newName, target.name));
    const different = before.filter((each, index) => each !== back[index]);
    const instead = back.filter((each, index) => each !== before[index]);
    assert.deepEqual(instead, different, `${uri}: ${target.kind} ${target.name}`);
    server.set(files);
  }
  assert.deepEqual(reading(server.answers()), whole);
  const { names, renames, refused } = counts;
  console.log(
    `##figure renames in the sample: ${renames} from ${names} places, ${counts.edits} edits, ${refused} refused`,
  );
  assert.ok(renames > 200);
});
