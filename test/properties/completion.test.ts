// Completion at every place of the sample workspace: what is due is offered, and every edit is one that an editor can make.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { complete } from "../../server/src/features/completion/completion.ts";
import { positionOf } from "../../server/src/features/ranges.ts";
import { mentionsIn } from "../../server/src/index/mentions.ts";
import { Workspace } from "../../server/src/index/workspace.ts";

const folder = fileURLToPath(new URL("../workspace/shop", import.meta.url));

function sample(): Workspace {
  const workspace = new Workspace();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml")))
    workspace.setFile(`file:///shop/${file}`, readFileSync(path.join(folder, file), "utf8"), [file]);
  return workspace;
}

test("a name that is taken away is offered again where it stood", () => {
  const workspace = sample();
  let asked = 0;
  for (const file of workspace.files()) {
    const before = file.text;
    for (const document of file.documents) {
      for (const { manifest, namespace } of workspace.shown(document)) {
        for (const { span, service, by } of mentionsIn(manifest, namespace, "cluster.local")) {
          // A host needs what stands around it.
          if (by === "text") continue;
          const [start, end] = [document.start + span.start, document.start + span.end];
          const position = positionOf(document, span.start);
          workspace.setFile(file.uri, before.slice(0, start) + before.slice(end));
          const labels = complete(file, position, workspace).items.map(({ label }) => label);
          assert.ok(labels.includes(service), `${file.uri}:${position.line + 1} offers ${labels}, not ${service}`);
          workspace.setFile(file.uri, before);
          asked += 1;
        }
      }
    }
  }
  assert.ok(asked > 1, "the sample names Services");
});

test("nothing throws, and every edit stays on its line, holds the cursor and has a label of its own", () => {
  const workspace = sample();
  for (const file of workspace.files()) {
    for (const [line, text] of file.text.split("\n").entries()) {
      for (let character = 0; character <= text.length; character += 3) {
        const { items } = complete(file, { line, character }, workspace);
        assert.equal(new Set(items.map(({ label }) => label)).size, items.length);
        for (const { label, textEdit } of items) {
          const { start, end } = textEdit.range;
          const place = `${label} at ${file.uri}:${line + 1}:${character + 1}`;
          assert.deepEqual([start.line, end.line], [line, line], place);
          assert.ok(start.character <= character && character <= end.character, place);
        }
      }
    }
  }
});
