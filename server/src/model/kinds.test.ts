// The table of kinds: no name twice, and what kustomize and the index once knew apart is one answer now.

import assert from "node:assert/strict";
import test from "node:test";
import { get, stringOf } from "../yaml/cursor.ts";
import { parse } from "../yaml/parse.ts";
import { isNamespaced, kinds, podMakers } from "./kinds.ts";
import { kustomized } from "./kustomize.ts";

test("kinds without a namespace are the same for the index and for kustomizations", () => {
  for (const kind of kinds.values()) {
    if (kind.name === "Namespace") continue;
    const root = parse(`{kind: ${kind.name}, metadata: {name: a}}`, "yaml").root;
    assert.ok(root?.kind === "map");
    const layer = {
      namespace: "shop",
      namePrefix: "",
      nameSuffix: "",
      labels: [],
      replicas: [],
      patches: [],
      renames: new Map(),
      replacements: [],
    };
    const after = kustomized(root, [layer])?.root;
    assert.equal(stringOf(get(after, "metadata", "namespace")), isNamespaced(kind.name) ? "shop" : undefined);
  }
  assert.ok(!isNamespaced("APIService"));
  assert.ok(!isNamespaced("VolumeSnapshotClass"));
  assert.ok(isNamespaced("SomethingOfMine"));
});

test("whatever makes pods says where they stand, and how it finds them again", () => {
  for (const name of podMakers) {
    const kind = kinds.get(name);
    assert.equal(kind?.selector !== undefined, kind?.pods === "template", name);
  }
});
