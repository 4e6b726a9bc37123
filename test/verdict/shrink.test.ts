// What is not needed goes, what is needed stays.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shrinkText } from "./shrink.ts";

test("a text shrinks to what its property needs", async () => {
  const text = "apiVersion: v1\nkind: Service\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n";
  assert.equal(await shrinkText(text, async (some) => some.includes("Node") && some.includes("80"), 1000), "Node80");
});

test("a text of which everything is needed stays", async () => {
  assert.equal(await shrinkText("a: b\n", async (some) => some === "a: b\n", 1000), "a: b\n");
});

test("it gives up after so many tries", async () => {
  let asked = 0;
  await shrinkText("a\n".repeat(500), async () => ++asked < 0, 20);
  assert.equal(asked, 20);
});
