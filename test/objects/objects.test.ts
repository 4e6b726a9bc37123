// What we hold against an object the API server holds against it, too. The answers were recorded from the control plane of
// test/cluster (Kubernetes 1.36.2, `kubectl create --dry-run=server`) with the CRDs of Gateway API v1.6.1 (standard channel).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { objectErrors } from "../../server/src/api-server/objects/judge-object.ts";
import { parse } from "../../server/src/yaml/parse.ts";

const answers = readFileSync(new URL("./answers.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { readonly accepted: boolean; readonly object: object });

test("no object is refused here that the API server takes", () => {
  let refused = 0;
  for (const { accepted, object } of answers) {
    const text = JSON.stringify(object);
    const { root } = parse(text, "json");
    assert.ok(root?.kind === "map");
    const [first] = objectErrors(root, "1.36");
    if (first !== undefined) refused += 1;
    assert.ok(!accepted || first === undefined, `${first?.error.sentence}\n${text}`);
  }
  const theirs = answers.filter(({ accepted }) => !accepted).length;
  console.log(`##figure objects that the API server refuses, and we do: ${refused} of ${theirs}`);
  assert.ok(refused >= 250, `${refused} of ${theirs}`);
});
