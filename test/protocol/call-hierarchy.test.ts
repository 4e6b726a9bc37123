// The call hierarchy as an editor asks for it: prepared once, walked step by step, while texts change.

import assert from "node:assert/strict";
import test from "node:test";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
} from "vscode-languageserver-protocol";
import { open, startRead } from "./pair.ts";

const service = `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports: [{ port: 80 }]
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, env: [{ name: DATABASE_URL, value: "http://db:5432" }] }] }
`;

const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { API: "http://api.shop.svc" }
`;

const mapped = `apiVersion: v1
kind: Pod
metadata: { name: front, namespace: shop }
spec: { containers: [{ name: front, envFrom: [{ configMapRef: { name: settings } }] }] }
`;

const files = {
  "file:///w/api.yaml": service,
  "file:///w/app.yaml": deployment,
  "file:///w/config.yaml": config,
  "file:///w/front.yaml": mapped,
};

async function start(locale: string) {
  const pair = await startRead(files, { locale });
  const prepare = (uri: string, line: number, character: number) =>
    pair.client.sendRequest<CallHierarchyItem[] | null>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: { line, character },
    });
  const incoming = (item: CallHierarchyItem | undefined) =>
    pair.client.sendRequest<CallHierarchyIncomingCall[] | null>("callHierarchy/incomingCalls", { item });
  const outgoing = (item: CallHierarchyItem | undefined) =>
    pair.client.sendRequest<CallHierarchyOutgoingCall[] | null>("callHierarchy/outgoingCalls", { item });
  return { ...pair, prepare, incoming, outgoing };
}

test("a Service's callers and pods are walked in both directions", async () => {
  const pair = await start("en");
  assert.equal(pair.initialized.capabilities.callHierarchyProvider, true);
  const [item] = (await pair.prepare("file:///w/api.yaml", 1, 8)) ?? [];
  assert.equal(item?.name, "api");
  assert.equal(item?.detail, "Service shop/api");
  assert.deepEqual(item?.selectionRange, { start: { line: 2, character: 18 }, end: { line: 2, character: 21 } });
  const callers = await pair.incoming(item);
  assert.deepEqual(
    callers?.map(({ from, fromRanges }) => [from.detail, from.uri, fromRanges]),
    [
      [
        "ConfigMap shop/settings",
        "file:///w/config.yaml",
        [{ start: { line: 3, character: 21 }, end: { line: 3, character: 24 } }],
      ],
      [
        "Pod shop/front · by ConfigMap settings",
        "file:///w/front.yaml",
        [{ start: { line: 3, character: 70 }, end: { line: 3, character: 78 } }],
      ],
    ],
  );
  const reached = await pair.outgoing(item);
  assert.deepEqual(
    reached?.map(({ to, fromRanges }) => [to.detail, fromRanges]),
    [["Deployment shop/api", [{ start: { line: 4, character: 14 }, end: { line: 4, character: 22 } }]]],
  );
  const back = await pair.incoming(reached?.[0]?.to);
  assert.deepEqual(
    back?.map(({ from }) => from.detail),
    ["Service shop/api"],
  );
  pair.close();
});

test("an item is found again where an edit has moved it, and is gone with its object", async () => {
  const pair = await start("zh-cn");
  const uri = "file:///w/config.yaml";
  const [item] = (await pair.prepare("file:///w/api.yaml", 2, 19)) ?? [];
  await pair.client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text: `# above\n---\n${config}` },
  });
  const moved = await pair.incoming(item);
  assert.deepEqual(
    moved?.map(({ from, fromRanges }) => [from.detail, fromRanges[0]?.start.line]),
    [
      ["ConfigMap shop/settings", 5],
      ["Pod shop/front · 通过 ConfigMap settings", 3],
    ],
  );
  const settings = moved?.[0]?.from;
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `${mapped.replace("front", "other")}---\n${config}` }],
  });
  assert.deepEqual(
    (await pair.outgoing(settings))?.map(({ fromRanges }) => fromRanges[0]?.start.line),
    [8],
  );
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 3 },
    contentChanges: [{ text: "" }],
  });
  assert.deepEqual(await pair.outgoing(settings), []);
  assert.deepEqual(await pair.incoming(item), []);
  pair.close();
});

test("nothing is prepared where no traffic goes", async () => {
  const pair = await start("en");
  const uri = "file:///w/secret.yaml";
  const text = "apiVersion: v1\nkind: Secret\nmetadata: { name: api, namespace: shop }\n";
  await open(pair.client, uri, text);
  assert.deepEqual(await pair.prepare(uri, 1, 8), []);
  assert.deepEqual(await pair.prepare("file:///w/none.yaml", 1, 8), null);
  pair.close();
});
