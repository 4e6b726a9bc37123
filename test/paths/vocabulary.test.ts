// Tree, diagram, hover and report call a viewpoint alike, in both languages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { viewpointWord } from "../../client/src/tree/words.ts";
import { viewpointNames, viewpointOrder } from "../../server/src/report/vocabulary.ts";

const bundle = new URL("../../l10n/bundle.l10n.zh-cn.json", import.meta.url);
const chinese = JSON.parse(readFileSync(bundle, "utf8")) as Record<string, string>;

test("the client's words for the viewpoints are the server's", () => {
  for (const viewpoint of viewpointOrder) {
    assert.equal(
      viewpointWord(viewpoint, (text) => text),
      viewpointNames[viewpoint].en,
    );
    assert.equal(
      viewpointWord(viewpoint, (text) => chinese[text] ?? text),
      viewpointNames[viewpoint]["zh-cn"],
    );
  }
});
