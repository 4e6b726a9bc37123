// The order of files, and what .gitignore files leave out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparePaths, manifestFiles } from "./manifest-files.ts";

test("a subfolder's contents stand in its place among its folder's entries", () => {
  const paths = ["b.yaml", "b/z.yaml", "a/x.yaml", "a.yaml", "b/a/q.yaml", "a-b.yaml"];
  assert.deepEqual(manifestFiles(paths, new Map()), [
    "a/x.yaml",
    "a-b.yaml",
    "a.yaml",
    "b/a/q.yaml",
    "b/z.yaml",
    "b.yaml",
  ]);
});

test("names are compared in UTF-8 bytes: upper case first, and an emoji after the private use area", () => {
  assert.ok(comparePaths("Z.yaml", "a.yaml") < 0);
  assert.ok(comparePaths("\u{1F600}.yaml", "\uE000.yaml") > 0);
  assert.equal(comparePaths("a/b.yaml", "a/b.yaml"), 0);
});

test("nested .gitignore files count for what lies beside and below them", () => {
  const gitignores = new Map([
    [".gitignore", "*.gen.yaml\nbuild/\n"],
    ["charts/.gitignore", "!keep.gen.yaml\n/secret.yaml\n"],
    ["build/.gitignore", "!web.yaml\n"],
  ]);
  const paths = [
    "web.yaml",
    "web.gen.yaml",
    "build/web.yaml",
    "charts/keep.gen.yaml",
    "charts/other.gen.yaml",
    "charts/secret.yaml",
    "charts/sub/secret.yaml",
  ];
  assert.deepEqual(manifestFiles(paths, gitignores), ["charts/keep.gen.yaml", "charts/sub/secret.yaml", "web.yaml"]);
});

test("what git tracks counts, whatever a .gitignore says", () => {
  const gitignores = new Map([[".gitignore", "kustomize\n"]]);
  const paths = ["kustomize/base/local.yaml", "kustomize/base/web.yaml"];
  assert.deepEqual(manifestFiles(paths, gitignores, new Set(["kustomize/base/web.yaml"])), ["kustomize/base/web.yaml"]);
});
