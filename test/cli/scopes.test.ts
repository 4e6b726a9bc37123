// What a kustomization refers to is read with it, and its Services are what it makes of them.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { readSources, workspaceOf } from "../../server/cli/sources.ts";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { servicesOf } from "../../server/src/features/paths.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "service-paths-scopes-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

write("base/web.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n");
write("base/other.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: other }\nspec: { ports: [{ port: 80 }] }\n");
write("base/Kustomization", "resources: [web.yaml]\n");
write("overlays/a/kustomization.yaml", "resources: [../../base]\nnamespace: a\nnamePrefix: a-\n");
write("overlays/b/kustomization.yaml", "resources: [../../base]\nnamespace: b\n");

function looked(...paths: string[]) {
  const sources = readSources(
    paths.map((name) => path.join(folder, name)),
    () => assert.fail("nothing is skipped"),
    "whole-scopes",
  );
  const services = servicesOf(workspaceOf(sources, defaultSettings, undefined));
  return {
    files: sources.map(({ name, role }) => `${name.split(path.basename(folder)).at(-1)} ${role}`),
    services: services.map(({ namespace, name, scope }) => `${namespace}/${name} ${scope?.file.uri.split("/").at(-2)}`),
  };
}

test("an overlay brings its base along, and nothing else", () => {
  assert.deepEqual(looked("overlays/a"), {
    files: ["kustomization.yaml context", "../../base/Kustomization context", "../../base/web.yaml referred-to"],
    services: ["a/a-web a"],
  });
});

test("one Service for each outermost kustomization; what none takes in is plain", () => {
  assert.deepEqual(looked(".").services, ["default/other undefined", "a/a-web a", "b/web b"]);
});
