// Families of file names in one folder: an answer that was kept follows the files that come and go.

import assert from "node:assert/strict";
import test from "node:test";
import { Checker } from "../rules/checking/checker.ts";
import { Workspace } from "./workspace.ts";

const service =
  "apiVersion: v1\nkind: Service\nmetadata:\n  name: cache\nspec:\n  type: ExternalName\n  externalName: example.com\n";
const other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAME\n";

test("the same Service twice is a duplicate until both files have a family, and again when one has none", () => {
  const workspace = new Workspace();
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const set = (name: string, text: string) => workspace.setFile(`file:///w/${name}.yaml`, text, [name]);
  const rules = () =>
    workspace
      .files()
      .flatMap((file) => file.documents.flatMap((document) => checker.check(document)))
      .map(({ finding }) => finding.rule);
  set("cache-cluster-service", service);
  set("cache-single-service", service);
  assert.deepEqual(rules(), ["service-duplicate"]);
  set("cache-cluster-set", other.replace("NAME", "a"));
  assert.deepEqual(rules(), ["service-duplicate"]);
  set("cache-single-set", other.replace("NAME", "b"));
  assert.deepEqual(rules(), []);
  workspace.removeFile("file:///w/cache-single-set.yaml");
  assert.deepEqual(rules(), ["service-duplicate"]);
});
