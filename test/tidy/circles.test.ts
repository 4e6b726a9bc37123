// No file imports itself over others: whoever reads one file has to read those below it, and none twice.

import assert from "node:assert/strict";
import test from "node:test";
import { circlesIn } from "./circles.ts";
import { files, importedFile, importsOf } from "./repository.ts";

test("a circle is found, however long, and what only leads into one is not of it", () => {
  const edges = new Map([
    ["a", ["b"]],
    ["b", ["c", "leaf"]],
    ["c", ["d"]],
    ["d", ["b", "c"]],
    ["e", ["e"]],
    ["f", ["a", "leaf"]],
  ]);
  assert.deepEqual(circlesIn(edges), [["b", "c", "d"], ["e"]]);
  assert.deepEqual(
    circlesIn(
      new Map([
        ["a", ["b", "c"]],
        ["b", ["c"]],
        ["c", []],
      ]),
    ),
    [],
  ); // prettier-ignore
});

test("imports make no circle, those of types included", () => {
  const modules = files.filter((file) => /\.(ts|mjs)$/.test(file));
  const edges = new Map(
    modules.map((file) => [file, [...importsOf(file)].flatMap((name) => importedFile(file, name) ?? [])]),
  );
  assert.deepEqual(circlesIn(edges), []);
});
