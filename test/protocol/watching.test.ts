// Changes on disk: which files the server asks to be told of, and that it takes them in.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { pathsRequest, type ServicePaths } from "../../server/src/protocol.ts";
import { hostOf, nextNotification, startPair } from "./pair.ts";

const service = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n";

interface Registration {
  readonly method: string;
  readonly registerOptions?: { readonly watchers?: readonly { readonly globPattern: string }[] };
}

test("a kustomization without an ending is watched like the others, and its change on disk is noticed", async () => {
  const kustomization = "file:///w/Kustomization";
  const files: Record<string, string> = {
    [kustomization]: "resources: [web.yaml]\nnamePrefix: a-\n",
    "file:///w/web.yaml": service,
  };
  const watched: string[] = [];
  const capabilities = {
    textDocument: { diagnostic: {} },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
  };
  const pair = await startPair(hostOf(files), { capabilities }, (client) => {
    client.onRequest("client/registerCapability", ({ registrations }: { registrations: readonly Registration[] }) => {
      for (const { method, registerOptions } of registrations) {
        if (method !== "workspace/didChangeWatchedFiles") continue;
        for (const { globPattern } of registerOptions?.watchers ?? []) watched.push(globPattern);
      }
    });
  });
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const isWatched = (file: string) => watched.some((glob) => path.matchesGlob(file, glob));
  for (const file of ["Kustomization", "a/b/Kustomization", "a/web.yaml", "web.yml", "a/service.json"])
    assert.ok(isWatched(file), file);
  for (const file of ["readme.md", "a/kustomization.txt", "KustomizationNotes"]) assert.ok(!isWatched(file), file);
  const names = async () =>
    (await pair.client.sendRequest<ServicePaths[]>(pathsRequest, {})).map((service) => service.name);
  assert.deepEqual(await names(), ["a-web"]);
  files[kustomization] = "resources: [web.yaml]\nnamePrefix: b-\n";
  const changed = nextNotification(pair.client, "servicePaths/pathsChanged");
  await pair.client.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: kustomization, type: 2 }] });
  await changed;
  assert.deepEqual(await names(), ["b-web"]);
  pair.close();
});
