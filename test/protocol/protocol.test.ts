// The language server as an editor meets it: a real client and a real server, joined by streams.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeAction, Diagnostic, Hover, WorkspaceDiagnosticReport } from "vscode-languageserver-protocol";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { applied } from "../fixtures/answer.ts";
import { hostOf, never, nextNotification, open, type Pair, pull, startPair, startRead } from "./pair.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
      nodePort: 30080
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          ports:
            - { name: http, containerPort: 8080 }
`;

/** A pair whose workspace holds the pods of `service`, read already. */
async function startWithPods(params: Parameters<typeof startPair>[1] = {}): Promise<Pair> {
  const pair = await startRead({ "file:///w/app.yaml": deployment }, params);
  return pair;
}

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map((diagnostic) => diagnostic.code);

test("a diagnostic is pulled, its fix applied, and it is gone", async () => {
  const pair = await startWithPods();
  const uri = "file:///w/web.yaml";
  const text = service.replace("30080", "8080");
  await open(pair.client, uri, text);
  const [found, ...others] = await pull(pair.client, uri);
  assert.equal(others.length, 0);
  assert.equal(found?.code, "node-port-out-of-range");
  assert.equal(found?.source, "service-paths");
  assert.deepEqual(found?.data, { field: "spec.ports[0].nodePort" });
  assert.deepEqual(found?.range, { start: { line: 11, character: 16 }, end: { line: 11, character: 20 } });
  const actions = await pair.client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: found?.range,
    context: { diagnostics: [found] },
  });
  const [fix] = actions;
  assert.equal(fix?.kind, "quickfix");
  assert.equal(fix?.isPreferred, true);
  const mended = applied(text, fix?.edit?.changes?.[uri] ?? []);
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: mended }],
  });
  assert.deepEqual(codes(await pull(pair.client, uri)), []);
  pair.close();
});

test("an unsaved edit of one file changes what is said of another", async () => {
  const uris = { service: "file:///w/service.yaml", deployment: "file:///w/deployment.yaml" };
  const pair = await startPair(hostOf({ [uris.service]: service, [uris.deployment]: deployment }));
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  await open(pair.client, uris.service, service);
  assert.deepEqual(codes(await pull(pair.client, uris.service)), []);
  await open(pair.client, uris.deployment, deployment);
  const start = { line: 12, character: 22 };
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri: uris.deployment, version: 2 },
    contentChanges: [{ range: { start, end: { line: 12, character: 26 } }, text: "web" }],
  });
  assert.deepEqual(codes(await pull(pair.client, uris.service)), ["target-port-name-missing"]);
  await pair.client.sendNotification("textDocument/didClose", { textDocument: { uri: uris.deployment } });
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  assert.deepEqual(
    codes(await pull(pair.client, uris.service)),
    [],
    "closing without saving brings back what is on disk",
  );
  pair.close();
});

test("clients that cannot pull are told", async () => {
  const pair = await startWithPods({ capabilities: {} });
  const told = nextNotification(pair.client, "textDocument/publishDiagnostics");
  await open(pair.client, "file:///w/web.yaml", service.replace("30080", "8080"));
  const params = (await told) as { uri: string; diagnostics: Diagnostic[] };
  assert.deepEqual(codes(params.diagnostics), ["node-port-out-of-range"]);
  pair.close();
});

test("the workspace's diagnostics come for files that nobody opened, and unchanged ones only by their id", async () => {
  const uri = "file:///w/web.yaml";
  const pair = await startPair(hostOf({ [uri]: service.replace("30080", "8080"), "file:///w/app.yaml": deployment }));
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const ask = (previousResultIds: { uri: string; value: string }[]) =>
    pair.client.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds });
  const first = await ask([]);
  const report = first.items.find((item) => item.uri === uri);
  assert.equal(report?.kind, "full");
  assert.deepEqual(report?.kind === "full" ? codes(report.items) : [], ["node-port-out-of-range"]);
  const again = await ask(first.items.map((item) => ({ uri: item.uri, value: item.resultId ?? "" })));
  assert.deepEqual([...new Set(again.items.map((item) => item.kind))], ["unchanged"]);
  pair.close();
});

test("everything is said in Chinese to a Chinese editor", async () => {
  const pair = await startWithPods({ locale: "zh-cn" });
  const uri = "file:///w/web.yaml";
  await open(pair.client, uri, service.replace("30080", "8080"));
  const [found] = await pull(pair.client, uri);
  assert.match(String(found?.message), /[\u4e00-\u9fff]/);
  const hover = await pair.client.sendRequest<Hover>("textDocument/hover", {
    textDocument: { uri },
    position: { line: 5, character: 3 },
  });
  assert.match(JSON.stringify(hover.contents), /集群/);
  pair.close();
});

test("settings arrive at the start and when they change", async () => {
  const pair = await startWithPods({
    initializationOptions: { rules: "https://example.com/rules/", settings: { nodePortRange: "8000-9000" } },
  });
  const uri = "file:///w/web.yaml";
  await open(pair.client, uri, service);
  const [found] = await pull(pair.client, uri);
  assert.equal(found?.code, "node-port-out-of-range");
  assert.equal(found?.codeDescription?.href, "https://example.com/rules/node-port-out-of-range.md");
  const told = nextNotification(pair.client, "servicePaths/pathsChanged");
  await pair.client.sendNotification("workspace/didChangeConfiguration", {
    settings: { servicePaths: { nodePortRange: "30000-32767" } },
  });
  await told;
  assert.deepEqual(codes(await pull(pair.client, uri)), []);
  pair.close();
});

test("JSON, CRLF, Lists and several documents have right ranges", async () => {
  const pair = await startWithPods();
  const cases: [name: string, languageId: string, text: string, line: number, character: number][] = [
    ["crlf.yaml", "yaml", service.replace("30080", "8080").replaceAll("\n", "\r\n"), 11, 16],
    ["two.yaml", "yaml", `${deployment}---\n${service.replace("30080", "8080")}`, 14 + 11, 16],
    [
      "list.yaml",
      "yaml",
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: a }\n    spec: { type: NodePort, ports: [{ port: 80, nodePort: 80 }] }\n",
      6,
      58,
    ],
    [
      "one.json",
      "json",
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},\n"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}}',
      1,
      57,
    ],
  ];
  for (const [name, languageId, text, line, character] of cases) {
    const uri = `file:///w/${name}`;
    await open(pair.client, uri, text, languageId);
    const [found] = (await pull(pair.client, uri)).filter((diagnostic) => diagnostic.code === "node-port-out-of-range");
    assert.deepEqual(found?.range.start, { line, character }, name);
  }
  pair.close();
});

test("paths are asked for, and a snapshot fills in what only the cluster knows", async () => {
  const uri = "file:///w/web.yaml";
  const pair = await startPair(hostOf({ [uri]: service, "file:///w/app.yaml": deployment }));
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const address = async () => {
    const [only] = await pair.client.sendRequest<ServicePaths[]>("servicePaths/paths", {});
    return only?.paths.find((path) => path.kind === "cluster-ip")?.address;
  };
  assert.equal(await address(), null);
  const live = {
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec: { clusterIPs: ["10.96.1.2"], clusterIP: "10.96.1.2" },
  };
  await pair.client.sendNotification("servicePaths/clusterSnapshot", { context: "test", objects: [live] });
  assert.equal(await address(), "10.96.1.2");
  await pair.client.sendNotification("servicePaths/clusterSnapshot", null);
  assert.equal(await address(), null);
  pair.close();
});

test("what was committed last tells what an update will be refused for", async () => {
  const pair = await startWithPods();
  const uri = "file:///w/web.yaml";
  const fixed = (address: string) => service.replace("spec:", `spec:\n  clusterIP: ${address}`);
  await open(pair.client, uri, fixed("10.96.0.20"));
  assert.deepEqual(codes(await pull(pair.client, uri)), []);
  await pair.client.sendNotification("servicePaths/earlierText", { uri, text: fixed("10.96.0.10") });
  assert.deepEqual(codes(await pull(pair.client, uri)), ["upd-cluster-ip-changed"]);
  await pair.client.sendNotification("servicePaths/earlierText", { uri, text: null });
  assert.deepEqual(codes(await pull(pair.client, uri)), []);
  pair.close();
});

test("the client's files are used when it offers them", async () => {
  const pair = await startPair(
    { version: "test", files: undefined, after: never, rest: () => undefined },
    { capabilities: { textDocument: { diagnostic: {} }, experimental: { servicePaths: { files: true } } } },
    (client) => {
      client.onRequest("servicePaths/listManifests", () => ["mem:/w/app.yaml"]);
      client.onRequest("servicePaths/readFile", () => deployment);
    },
  );
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const uri = "mem:/w/web.yaml";
  await open(pair.client, uri, service.replace("targetPort: http", "targetPort: web"));
  assert.deepEqual(codes(await pull(pair.client, uri)), ["target-port-name-missing"]);
  pair.close();
});

test("an allow comment and its quick fix silence one finding", async () => {
  const pair = await startWithPods();
  const uri = "file:///w/web.yaml";
  const text = service.replace("30080", "8080");
  await open(pair.client, uri, text);
  const [found] = await pull(pair.client, uri);
  const actions = await pair.client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: found?.range,
    context: { diagnostics: [] },
  });
  const allow = actions.find((action) => action.title === "Allow node-port-out-of-range here");
  const allowed = applied(text, allow?.edit?.changes?.[uri] ?? []);
  assert.match(allowed, /nodePort: 8080 # service-paths: allow node-port-out-of-range/);
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: allowed }],
  });
  assert.deepEqual(codes(await pull(pair.client, uri)), []);
  pair.close();
});

test("source.fixAll applies the safe fixes of the whole file", async () => {
  const pair = await startWithPods();
  const uri = "file:///w/web.yaml";
  const text = service.replace("targetPort", "targetport").replace("NodePort", "nodeport");
  await open(pair.client, uri, text);
  const [all] = await pair.client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [], only: ["source.fixAll.servicePaths"] },
  });
  assert.equal(applied(text, all?.edit?.changes?.[uri] ?? []), service);
  pair.close();
});
