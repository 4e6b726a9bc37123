// Rename and document links as an editor meets them: what may be renamed, annotated edits, plain ones, and reasons why not.

import assert from "node:assert/strict";
import test from "node:test";
import type { DocumentLink, WorkspaceEdit } from "vscode-languageserver-protocol";
import { type Pair, type startPair, startRead } from "./pair.ts";

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80 }]
`;
const users = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend:
    service: { name: web, port: { number: 80 } }
---
apiVersion: v1
kind: Pod
metadata:
  name: user
spec:
  containers:
    - name: user
      env:
        - { name: WEB_HOST, value: web }
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
      containers: [{ name: web, image: web }]
`;
const web = "file:///w/web.yaml";
const files = {
  [web]: service,
  "file:///w/users.yaml": users,
  "file:///w/app.yaml": deployment,
  "file:///w/chart.yaml": service.replace("web", "{{ .Values.name }}").replace("http", "{{ .x }}"),
};

const abilities = {
  textDocument: { diagnostic: {}, rename: { prepareSupport: true } },
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};

async function start(params: Parameters<typeof startPair>[1], all: Readonly<Record<string, string>> = files) {
  const pair = await startRead(all, params);
  return pair;
}

const at = (uri: string, line: number, character: number) => ({
  textDocument: { uri },
  position: { line, character },
});

const rename = ({ client }: Pair, place: ReturnType<typeof at>, newName: string) =>
  client.sendRequest<WorkspaceEdit | null>("textDocument/rename", { ...place, newName });

const prepare = ({ client }: Pair, place: ReturnType<typeof at>) =>
  client.sendRequest<unknown>("textDocument/prepareRename", place);

test("a rename is annotated, and carries the versions of what is open", async () => {
  const pair = await start({ capabilities: abilities });
  assert.deepEqual(pair.initialized.capabilities.renameProvider, { prepareProvider: true });
  const opened = { uri: web, languageId: "yaml", version: 7, text: service };
  await pair.client.sendNotification("textDocument/didOpen", { textDocument: opened });
  assert.deepEqual(await prepare(pair, at(web, 3, 9)), {
    kind: "possible",
    range: { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } },
    placeholder: "web",
  });
  const edit = await rename(pair, at(web, 3, 9), "front");
  const place = (line: number, start: number) => ({
    range: { start: { line, character: start }, end: { line, character: start + 3 } },
    newText: "front",
  });
  assert.deepEqual(edit?.documentChanges, [
    { textDocument: { uri: web, version: 7 }, edits: [{ ...place(3, 8), annotationId: "means-it" }] },
    {
      textDocument: { uri: "file:///w/users.yaml", version: null },
      edits: [
        { ...place(6, 21), annotationId: "means-it" },
        { ...place(16, 35), annotationId: "may-mean-it" },
      ],
    },
  ]);
  assert.deepEqual(edit?.changeAnnotations, {
    "means-it": { label: "Rename", needsConfirmation: false },
    "may-mean-it": {
      label: "Text that may refer to it",
      description: "The name alone may refer to something else.",
      needsConfirmation: true,
    },
  });
  assert.equal(edit?.changes, undefined);
  pair.close();
});

test("selectors that a cluster would not let change ask first, in the user's language", async () => {
  const pair = await start({ capabilities: abilities, initializationOptions: { locale: "zh-cn" } });
  const edit = await rename(pair, at(web, 5, 20), "front");
  const annotations = Object.values(edit?.changeAnnotations ?? {});
  assert.deepEqual(
    annotations.map(({ label, needsConfirmation }) => [label, needsConfirmation]),
    [
      ["必须一起更改的内容", true],
      ["集群中不可更改的内容", true],
      ["模板中的内容", true],
    ],
  );
  assert.match(annotations[1]?.description ?? "", /^Deployment 等工作负载的选择器.*创建后不可更改/);
  pair.close();
});

test("a client without annotations gets plain edits, and no guesses", async () => {
  const pair = await start({});
  assert.equal(pair.initialized.capabilities.renameProvider, true);
  const edit = await rename(pair, at(web, 3, 9), "front");
  assert.deepEqual(
    Object.entries(edit?.changes ?? {}).map(([uri, edits]) => [uri, edits.length]),
    [
      [web, 1],
      ["file:///w/users.yaml", 1],
    ],
  );
  assert.equal(edit?.documentChanges, undefined);
  assert.equal(edit?.changeAnnotations, undefined);
  assert.ok(Object.values(edit?.changes ?? {}).every((edits) => edits.every((each) => !("annotationId" in each))));
  pair.close();
});

test("what cannot be renamed says why; what has no name is left to others", async () => {
  const pair = await start({ capabilities: abilities });
  assert.equal(await prepare(pair, at(web, 0, 3)), null);
  assert.equal(await rename(pair, at(web, 1, 8), "front"), null);
  await assert.rejects(prepare(pair, at("file:///w/chart.yaml", 5, 20)), /This is a template/);
  await assert.rejects(
    rename(pair, at(web, 3, 9), "Front"),
    /The API server would refuse "Front": a lowercase RFC 1123/,
  );
  await assert.rejects(rename(pair, at(web, 6, 20), "a_b"), /The API server would refuse "a_b"/);
  pair.close();
});

test("links lead from a kustomization to its files, and from a name to its Service; what is not here has none", async () => {
  const kustomization = `resources:
  - ../base
  - "web.yaml"
  - missing.yaml
  - https://example.com/more.yaml
patches:
  - path: patch.yaml
components: [../debug]
`;
  const all = {
    "file:///w/a/kustomization.yaml": kustomization,
    "file:///w/a/web.yaml": service,
    "file:///w/a/patch.yaml": service,
    "file:///w/a/users.yaml": users.replace("name: web, port", "name: none, port"),
    "file:///w/base/kustomization.yaml": "resources: [users.yaml]\n",
    "file:///w/base/users.yaml": users,
    "file:///w/debug/Kustomization": "kind: Component\n",
  };
  const pair = await start({}, all);
  const links = (uri: string) =>
    pair.client.sendRequest<DocumentLink[]>("textDocument/documentLink", { textDocument: { uri } });
  const shown = (list: readonly DocumentLink[]) =>
    list.map(({ range: { start, end }, target, tooltip }) => [
      `${start.line}:${start.character}-${end.character}`,
      target,
      tooltip,
    ]);
  assert.deepEqual(shown(await links("file:///w/a/kustomization.yaml")), [
    ["1:4-11", "file:///w/base/kustomization.yaml", "Open its kustomization"],
    ["2:5-13", "file:///w/a/web.yaml", "Open this file"],
    ["7:13-21", "file:///w/debug/Kustomization", "Open its kustomization"],
    ["6:10-20", "file:///w/a/patch.yaml", "Open this file"],
  ]);
  assert.deepEqual(shown(await links("file:///w/base/users.yaml")), [
    ["6:21-24", "file:///w/a/web.yaml#L4", "Go to Service default/web"],
  ]);
  assert.deepEqual(await links("file:///w/a/users.yaml"), []);
  pair.close();
});
