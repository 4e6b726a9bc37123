// What a comment or a document cites is in this repository: a reader can follow it.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { files, textOf } from "./repository.ts";

/** A file's name, perhaps behind folders. Manifests (.yaml, .json) are left out: comments speak of them as examples. */
const fileName = /(?<![\w./*<-])(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:md|ts|mjs|go|jsonl)\b/g;

/** Papers that lie beside the repository of whoever wrote here, and that no reader has. */
const papers = /\bkubernetes-service-rules\b|\bthe contract\b|\(contract\b/i;

/** Of a source the comments, of a document everything. */
function proseOf(file: string): readonly string[] {
  const lines = textOf(file).split("\n");
  return file.endsWith(".md")
    ? lines
    : lines.flatMap((line) => /(?:^|\s)\/\/ (.*)$|^\s*\/?\*+ (.*)$/.exec(line)?.slice(1).join("") ?? []);
}

/** Whether the repository has this file: beside the one that cites it, or by the end of its path. `dist` is built. */
function isThere(cited: string, by: string): boolean {
  const beside = path.posix.join(path.posix.dirname(by), cited);
  return (
    cited.startsWith("dist/") || files.some((file) => file === beside || file === cited || file.endsWith(`/${cited}`))
  );
}

const readers = files.filter(
  (file) =>
    /\.(ts|mjs|cjs|go)$/.test(file) || (/^(docs\/[^/]+|[^/]+|test\/.*)\.md$/.test(file) && !/CHANGELOG/.test(file)),
);

test("every file that is cited is in the repository", () => {
  const wrong = readers.flatMap((file) =>
    proseOf(file).flatMap((line) =>
      (line.match(fileName) ?? []).filter((cited) => !isThere(cited, file)).map((cited) => `${file} cites ${cited}`),
    ),
  );
  assert.deepEqual(wrong, []);
});

test("no comment leans on a paper that is not in the repository", () => {
  const wrong = readers.filter(
    (file) => !file.startsWith("test/tidy/") && proseOf(file).some((line) => papers.test(line)),
  );
  assert.deepEqual(wrong, []);
});
