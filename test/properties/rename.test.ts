// A rename changes a name and nothing else: every path and every finding is as it was, with the one name for the other.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { walk } from "../../server/files.ts";
import { positionOf } from "../../server/src/features/ranges.ts";
import { rename } from "../../server/src/features/rename.ts";
import type { RenameEdit } from "../../server/src/features/rename-edits.ts";
import { type RenameTarget, targetAt } from "../../server/src/features/rename-target.ts";
import type { TextPosition } from "../../server/src/protocol.ts";
import { applyEdits, type TextEdit } from "../../server/src/yaml/edit.ts";
import { Server } from "./server.ts";

const folder = fileURLToPath(new URL("../workspace/", import.meta.url));

/** The sample workspace, by URI. */
function sample(): ReadonlyMap<string, string> {
  const files = [...walk(folder)].map((file) => [`file:///w/${file.slice(folder.length)}`, readFileSync(file, "utf8")]);
  return new Map(files as [string, string][]);
}

interface Named {
  readonly uri: string;
  /** In the file. */
  readonly position: TextPosition;
  readonly target: RenameTarget;
}

/** Everything in the files that can be renamed, each place once. */
function everyName(server: Server): readonly Named[] {
  const found: Named[] = [];
  for (const { uri, documents } of server.workspace.files()) {
    for (const document of documents) {
      for (let offset = 0; offset <= document.yaml.text.length; offset++) {
        const target = targetAt(document, offset, server.workspace);
        if (target === undefined) continue;
        if (found.at(-1)?.target.span.start !== target.span.start || found.at(-1)?.uri !== uri)
          found.push({ uri, position: positionOf(document, target.span.start), target });
        offset = Math.max(offset, target.span.end);
      }
    }
  }
  return found;
}

/** A name as long as the old one, so that no place moves, which is nowhere. */
function otherName({ name }: RenameTarget): string {
  return "zqx".repeat(21).slice(0, Math.max(name.length, 3));
}

/** The files with the edits made; undefined where another place of the same name gave the same edits before. */
function edited(
  files: ReadonlyMap<string, string>,
  edits: readonly RenameEdit[],
  done: Set<string>,
): ReadonlyMap<string, string> | undefined {
  const byFile = new Map<string, TextEdit[]>();
  for (const { document, edit } of edits) {
    const list = byFile.get(document.file.uri) ?? [];
    byFile.set(document.file.uri, list);
    const { start } = document;
    list.push({ span: { start: edit.span.start + start, end: edit.span.end + start }, text: edit.text });
  }
  for (const list of byFile.values()) list.sort((a, b) => a.span.start - b.span.start);
  const id = JSON.stringify([...byFile].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (done.has(id)) return undefined;
  done.add(id);
  return new Map([...files].map(([uri, text]) => [uri, applyEdits(text, byFile.get(uri) ?? [])]));
}

/** What is said of the files that are meant. */
function answersOn(isMeant: (uri: string | undefined) => boolean, server: Server): readonly string[] {
  const { diagnostics, paths } = server.answers();
  const said = [...diagnostics.filter(([uri]) => isMeant(uri)), ...paths.filter(({ uri }) => isMeant(uri))];
  return said.map((each) => JSON.stringify(each));
}

/** Mistakes that are a name's own: one that is not valid, or nearly another one. With another name they are none, or others. */
const mistakenNames =
  /^(backend-service-missing|endpoints-do-not-fit|host-name-missing|monitor-matches-nothing|(port-)?name-(format|length)|node-port-in-production|label-(key|value)|selector-(key|value)|selector-matches-nothing|selector-without-endpoints|stateful-set-service-missing|target-port-name-\w+)$/;

const isMistakenName = (uri: string | undefined) =>
  mistakenNames.test(/mistakes\/(?:[^/]*\/)?([^/]*)\.yaml$/.exec(uri ?? "")?.[1] ?? "");

test("renaming everything in the sample workspace, one by one, leaves every path and every finding as it was", () => {
  const files = sample();
  const server = new Server();
  server.set(files);
  const everything = () => true;
  const sound = (uri: string | undefined) => !isMistakenName(uri);
  const whole = answersOn(everything, server);
  const soundOnes = answersOn(sound, server);
  const done = new Set<string>();
  const counts = { names: 0, renames: 0, edits: 0, refused: 0 };
  for (const { uri, position, target } of everyName(server)) {
    const file = server.workspace.file(uri);
    assert.ok(file !== undefined);
    const newName = otherName(target);
    const edits = rename(file, position, newName, server.workspace);
    assert.ok(edits !== undefined);
    counts.names += 1;
    if ("kind" in edits) {
      counts.refused += 1;
      assert.ok(isMistakenName(uri), `${uri}: ${target.name}: ${edits.why.en}`);
      continue;
    }
    const changed = edited(files, edits, done);
    if (changed === undefined) continue;
    counts.renames += 1;
    counts.edits += edits.length;
    const before = isMistakenName(uri) ? soundOnes : whole;
    server.set(changed);
    const after = answersOn(isMistakenName(uri) ? sound : everything, server);
    const back = after.map((each) => each.replaceAll(newName, target.name));
    const different = before.filter((each, index) => each !== back[index]);
    const instead = back.filter((each, index) => each !== before[index]);
    assert.deepEqual(instead, different, `${uri}: ${target.kind} ${target.name}`);
    server.set(files);
  }
  assert.deepEqual(answersOn(everything, server), whole);
  const { names, renames, refused } = counts;
  console.log(
    `##figure renames in the sample: ${renames} from ${names} places, ${counts.edits} edits, ${refused} refused`,
  );
  assert.ok(renames > 200);
});
