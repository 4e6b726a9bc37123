// A bounded sample of what kustomizations do: the Services of an environment are those that `kustomize build` 5.7 printed.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Workspace } from "../../server/src/index/workspace.ts";
import { filesBelow, printed, servicesIn } from "./compare.ts";

const sample = fileURLToPath(new URL("sample", import.meta.url));

function workspaceOf(folder: string): Workspace {
  const workspace = new Workspace();
  for (const file of filesBelow(folder)) {
    const name = path.relative(folder, file).replaceAll("\\", "/");
    if (name !== "built.yaml") workspace.setFile(`file:///w/${name}`, readFileSync(file, "utf8"), name.split("/"));
  }
  return workspace;
}

for (const name of readdirSync(sample).sort()) {
  test(`${name}: the Services are those that kustomize prints`, () => {
    const folder = path.join(sample, name);
    const workspace = workspaceOf(folder);
    const built = printed(readFileSync(path.join(folder, "built.yaml"), "utf8"));
    assert.ok(built.length > 0);
    const overlay = workspace.scopes.find(({ file }) => file.uri === "file:///w/overlay/kustomization.yaml");
    assert.deepEqual(
      servicesIn(workspace, ({ scope }) => scope === overlay),
      built,
    );
  });
}

test("a base under two kustomizations of one environment is shown once where it is written", () => {
  const workspace = workspaceOf(path.join(sample, "same-name"));
  const [document] = workspace.file("file:///w/base/web.yaml")?.documents ?? [];
  assert.ok(document);
  assert.deepEqual(
    workspace.resources(document).map(({ name }) => name),
    ["web-blue", "web-green"],
  );
  assert.deepEqual(
    workspace.shown(document).map(({ name }) => name),
    ["web-blue"],
  );
});

test("a value that a replacement takes is taken anew when its object changes", () => {
  const workspace = workspaceOf(path.join(sample, "replacements"));
  const typeOf = () => JSON.parse(servicesIn(workspace, () => true)[0] ?? "{}").type;
  assert.equal(typeOf(), "NodePort");
  const uri = "file:///w/base/settings.yaml";
  workspace.setFile(uri, (workspace.file(uri)?.text ?? "").replace("NodePort", "LoadBalancer"));
  assert.equal(typeOf(), "LoadBalancer");
});
