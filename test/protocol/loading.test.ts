// Reading a workspace: each file once, without holding up whoever types, and nothing is called missing before all is known.

import assert from "node:assert/strict";
import test from "node:test";
import type { ProtocolConnection } from "vscode-languageserver-protocol/node";
import type { Host } from "../../server/src/server.ts";
import { hostOf, open, startPair } from "./pair.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    nodePort: 80
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
  - name: web
    ports:
    - containerPort: 80
`;

const capabilities = {
  window: { workDoneProgress: true },
  textDocument: { diagnostic: {} },
  workspace: {
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
};

/** More files than are read at once, and than are waited for. */
const many = Object.fromEntries(
  Array.from({ length: 600 }, (_, at) => [`file:///w/${at}.yaml`, pod.replaceAll("web", `w${at}`)]),
);

test("no file is read twice: not when another one is added, nor when a folder is", async () => {
  const files: Record<string, string> = { "file:///w/a.yaml": service, "file:///w/b.yaml": pod };
  const reads = new Map<string, number>();
  const host = counting(hostOf(files), reads);
  const refreshed = waiter();
  const pair = await startPair(host, { capabilities }, (client) => quiet(client, refreshed.come));
  await refreshed.next();
  files["file:///w/c.yaml"] = pod.replaceAll("web", "other");
  await pair.client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: "file:///w/c.yaml", type: 1 }],
  });
  await refreshed.next();
  assert.deepEqual(Object.fromEntries(reads), { "file:///w/a.yaml": 1, "file:///w/b.yaml": 1, "file:///w/c.yaml": 1 });
  files["file:///w/b.yaml"] = pod.replace("app: web", "app: wep");
  await pair.client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: "file:///w/b.yaml", type: 2 }],
  });
  await refreshed.next();
  assert.equal(reads.get("file:///w/b.yaml"), 2, "a new version is read");
  assert.deepEqual(await rulesOf(pair.client, "file:///w/a.yaml"), [
    "node-port-on-cluster-ip",
    "selector-matches-nothing",
  ]);
  pair.close();
});

test("while a large workspace is read, nothing is called missing; what one file shows is said", async () => {
  const gate = waiter();
  const host = hostOf(many);
  const refreshed = waiter();
  const slow: Host = {
    ...host,
    files: {
      list: async (folders) => (await host.files?.list(folders)) ?? [],
      read: async (uri) => {
        if (uri === "file:///w/599.yaml") await gate.next();
        return host.files?.read(uri);
      },
    },
  };
  const pair = await startPair(slow, { capabilities }, (client) => quiet(client, refreshed.come));
  const uri = "file:///w/web.yaml";
  await open(pair.client, uri, service);
  assert.deepEqual(await rulesOf(pair.client, uri), ["node-port-on-cluster-ip"]);
  assert.deepEqual(await hintsOf(pair.client, uri), ["targetPort: 80"]);
  gate.come();
  await refreshed.next();
  assert.deepEqual(await hintsOf(pair.client, uri), ["matches no workload here", "targetPort: 80"]);
  assert.deepEqual(await rulesOf(pair.client, uri), ["node-port-on-cluster-ip", "selector-matches-nothing"]);
  pair.close();
});

test("an index that is cancelled is not finished: nothing is called missing", async () => {
  const gate = waiter();
  const host = hostOf(many);
  const reads = new Map<string, number>();
  const slow: Host = counting(
    {
      ...host,
      files: {
        list: async (folders) => (await host.files?.list(folders)) ?? [],
        read: async (uri) => {
          await gate.next();
          return host.files?.read(uri);
        },
      },
    },
    reads,
  );
  const refreshed = waiter();
  const begun = waiter<string>();
  const pair = await startPair(slow, { capabilities }, (client) => {
    quiet(client, refreshed.come);
    client.onNotification("$/progress", ({ token, value }: { token: string; value: { kind: string } }) => {
      if (value.kind === "begin") begun.come(token);
    });
  });
  const token = await begun.next();
  await pair.client.sendNotification("window/workDoneProgress/cancel", { token });
  const uri = "file:///w/web.yaml";
  await open(pair.client, uri, service);
  assert.deepEqual(await rulesOf(pair.client, uri), ["node-port-on-cluster-ip"]);
  gate.open();
  await refreshed.next();
  assert.equal(reads.size, 16, "only what was being read is read to its end");
  assert.deepEqual(await rulesOf(pair.client, uri), ["node-port-on-cluster-ip"]);
  pair.close();
});

async function rulesOf(client: ProtocolConnection, uri: string): Promise<readonly unknown[]> {
  const report = await client.sendRequest<{ items: { code: string }[] }>("textDocument/diagnostic", {
    textDocument: { uri },
  });
  return report.items.map(({ code }) => code).sort();
}

async function hintsOf(client: ProtocolConnection, uri: string): Promise<readonly string[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = await client.sendRequest<{ label: string }[]>("textDocument/inlayHint", {
    textDocument: { uri },
    range,
  });
  return hints.map(({ label }) => label);
}

function counting(host: Host, reads: Map<string, number>): Host {
  const { files } = host;
  if (files === undefined) return host;
  return {
    ...host,
    files: {
      ...files,
      read: (uri) => {
        reads.set(uri, (reads.get(uri) ?? 0) + 1);
        return files.read(uri);
      },
    },
  };
}

/** Answers what the server asks of its client, and tells when it wants everything asked anew. */
function quiet(client: ProtocolConnection, refresh: () => void): void {
  client.onRequest("client/registerCapability", () => null);
  client.onRequest("window/workDoneProgress/create", () => null);
  client.onRequest("workspace/diagnostic/refresh", () => {
    refresh();
    return null;
  });
}

/** Things that come, and whoever waits for the next of them; after `open` nobody waits. */
function waiter<T = void>() {
  const come: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  let isOpen = false;
  return {
    come: (value: T) => {
      const next = waiting.shift();
      if (next === undefined) come.push(value);
      else next(value);
    },
    next: () =>
      new Promise<T | undefined>((resolve) => {
        if (isOpen) resolve(undefined);
        else if (come.length > 0) resolve(come.shift());
        else waiting.push(resolve);
      }),
    open: () => {
      isOpen = true;
      for (const next of waiting.splice(0)) next(undefined as T);
    },
  };
}
