// Every text that kubectl's own decoder was asked about is read as it answered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "./parse.ts";
import { split } from "./split.ts";
import { jsonText } from "./to-json.ts";

interface Case {
  readonly id: string;
  readonly text: string;
  readonly documents: readonly unknown[];
  readonly error: string | null;
}

const cases = readFileSync(new URL("../../../test/conformance/yaml.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Case);

/** What kubectl reads of a file: the documents up to the first error. */
function readAll(text: string): { documents: unknown[]; error: string | undefined } {
  const documents: unknown[] = [];
  for (const chunk of split(text)) {
    const { root, errors } = parse(chunk.text, chunk.language);
    if (errors[0] !== undefined) return { documents, error: errors[0].code };
    if (root === undefined || root.kind === "null") continue;
    // The recorded answer went through JavaScript's numbers: 1e400 became null.
    documents.push(JSON.parse(JSON.stringify(JSON.parse(jsonText(root)))));
  }
  return { documents, error: undefined };
}

test("every recorded text is read as kubectl reads it", (context) => {
  const failures: string[] = [];
  for (const { id, text, documents, error } of cases) {
    const found = readAll(text);
    try {
      assert.deepEqual(found.documents, documents);
      assert.equal(found.error === undefined, error === null);
    } catch {
      failures.push(
        `${id}: ${JSON.stringify(text)}\n  kubectl ${JSON.stringify(documents)} ${error}\n  read    ${JSON.stringify(found.documents)} ${found.error}`,
      );
    }
  }
  context.diagnostic(`${cases.length - failures.length} of ${cases.length} texts read as kubectl reads them`);
  assert.ok(cases.length >= 500);
  assert.deepEqual(failures, []);
});
