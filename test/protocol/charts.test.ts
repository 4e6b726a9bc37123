// Charts as an editor shows them: rendered as they are typed, with findings where the mistake is to be corrected.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeAction, Diagnostic, ProtocolConnection } from "vscode-languageserver-protocol";
import type { EnvironmentsResult, HelmValuesResult, PathsResult, RenderedResult } from "../../server/src/protocol.ts";
import { open, type Pair, pull, startRead } from "./pair.ts";

const chart = "apiVersion: v2\nname: web\nversion: 0.1.0\n";

const values = `replicaCount: 1
service:
  type: NodePort
  port: 80
  nodePort: 8080
`;

const helpers = `{{- define "web.labels" -}}
app: {{ .Chart.Name }}
{{- end }}
`;

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-http
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "web.labels" . | nindent 4 }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: htpp
      nodePort: {{ .Values.service.nodePort }}
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels:
      {{- include "web.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "web.labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - name: http
              containerPort: 8080
`;

const folder = "file:///w/charts/web";
const files = {
  [`${folder}/Chart.yaml`]: chart,
  [`${folder}/values.yaml`]: values,
  [`${folder}/templates/_helpers.tpl`]: helpers,
  [`${folder}/templates/service.yaml`]: service,
  [`${folder}/templates/deployment.yaml`]: deployment,
};

function paths(client: ProtocolConnection, uri?: string): Promise<PathsResult> {
  return client.sendRequest<PathsResult>("servicePaths/paths", uri === undefined ? {} : { uri });
}

async function change(pair: Pair, uri: string, text: string, version: number): Promise<void> {
  await pair.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });
}

const shown = (found: readonly Diagnostic[]) =>
  found.map(
    ({ code, range, message }) =>
      `${range.start.line}:${range.start.character} ${code} ${String(message).split("\n")[0]}`,
  );

test("the Services of a chart have their paths, at the template that prints them", async () => {
  const pair = await startRead(files);
  const services = await paths(pair.client);
  assert.deepEqual(
    services.map(({ name, uri, file, range, type }) => [name, uri, file, range?.start, type]),
    [
      [
        "web-http",
        `${folder}/templates/service.yaml`,
        "charts/web/templates/service.yaml",
        { line: 3, character: 8 },
        "NodePort",
      ],
    ],
  );
  assert.deepEqual((await paths(pair.client, `${folder}/templates/service.yaml`)).length, 1);
  assert.deepEqual((await paths(pair.client, `${folder}/templates/deployment.yaml`)).length, 0);
  pair.close();
});

test("a finding stands at the value that is to blame, or at the template's own text", async () => {
  const pair = await startRead(files);
  const inValues = await pull(pair.client, `${folder}/values.yaml`);
  assert.deepEqual(shown(inValues), [
    "4:12 node-port-out-of-range nodePort 8080 is outside the cluster's node port range 30000-32767.",
  ]);
  assert.match(String(inValues[0]?.message), /With the values of values\.yaml/);
  assert.equal(inValues[0]?.relatedInformation?.[0]?.location.uri, `${folder}/templates/service.yaml`);
  assert.equal(inValues[0]?.relatedInformation?.[0]?.location.range.start.line, 11);
  const inTemplate = await pull(pair.client, `${folder}/templates/service.yaml`);
  assert.deepEqual(
    inTemplate.map(({ code, range }) => [code, range.start]),
    [["target-port-name-missing", { line: 10, character: 18 }]],
  );
  pair.close();
});

test("a half-typed action leaves what was known, marked as old, and says what is wrong where it is", async () => {
  const pair = await startRead(files);
  const uri = `${folder}/templates/service.yaml`;
  await open(pair.client, uri, service);
  await change(pair, uri, service.replace("{{ .Values.service.port }}", "{{ .Values.service."), 2);
  const [old] = await paths(pair.client);
  assert.equal(old?.name, "web-http");
  assert.equal(old?.old, true);
  assert.deepEqual(old?.range?.start, { line: 3, character: 8 });
  const broken = await pull(pair.client, uri);
  assert.ok(
    broken.some(({ code }) => code === "template-cannot-be-rendered"),
    JSON.stringify(broken),
  );
  await change(pair, uri, service.replace("{{ .Values.service.port }}", "{{ .Values.service.port }} # done"), 3);
  const [now] = await paths(pair.client);
  assert.equal(now?.old, undefined);
  assert.ok(!(await pull(pair.client, uri)).some(({ code }) => code === "template-cannot-be-rendered"));
  pair.close();
});

test("values are followed as they are typed", async () => {
  const pair = await startRead(files);
  const uri = `${folder}/values.yaml`;
  await open(pair.client, uri, values);
  await change(pair, uri, values.replace("8080", "30080"), 2);
  assert.deepEqual(shown(await pull(pair.client, uri)), []);
  const [service] = await paths(pair.client);
  assert.ok(service?.paths.some(({ kind, port }) => kind === "node-port" && port === 30080));
  await change(pair, uri, "service: [", 3);
  assert.equal((await paths(pair.client))[0]?.old, true);
  assert.ok((await pull(pair.client, uri)).some(({ code }) => code === "chart-cannot-be-loaded"));
  pair.close();
});

interface Hovered {
  readonly contents: { readonly value: string };
}

test("a hover on an action shows its value and where it comes from; a definition goes there", async () => {
  const pair = await startRead(files);
  const textDocument = { uri: `${folder}/templates/service.yaml` };
  const at = (line: number, character: number) => ({ textDocument, position: { line, character } });
  const port = await pair.client.sendRequest<Hovered | null>("textDocument/hover", at(9, 32));
  assert.match(port?.contents.value ?? "", /Value, with the values of values\.yaml:\n```yaml\n80\n```/);
  assert.match(port?.contents.value ?? "", /From \[web\/values\.yaml:4\]|From \[values\.yaml:4\]/);
  assert.match(port?.contents.value ?? "", /port/);
  const [value] = await pair.client.sendRequest<{ uri: string; range: { start: object } }[]>(
    "textDocument/definition",
    at(9, 32),
  );
  assert.deepEqual([value?.uri, value?.range.start], [`${folder}/values.yaml`, { line: 3, character: 8 }]);
  const [named] = await pair.client.sendRequest<{ uri: string; range: { start: object } }[]>(
    "textDocument/definition",
    at(7, 20),
  );
  assert.deepEqual([named?.uri, named?.range.start], [`${folder}/templates/_helpers.tpl`, { line: 0, character: 12 }]);
  const selector = await pair.client.sendRequest<Hovered | null>("textDocument/hover", at(6, 5));
  assert.match(selector?.contents.value ?? "", /Deployment web/);
  pair.close();
});

test("names of the rendered chart are offered in a template", async () => {
  const pair = await startRead(files);
  const uri = `${folder}/templates/service.yaml`;
  await open(pair.client, uri, service);
  const list = await pair.client.sendRequest<{ items: { label: string }[] }>("textDocument/completion", {
    textDocument: { uri },
    position: { line: 10, character: 20 },
  });
  assert.ok(
    list.items.some(({ label }) => label === "http"),
    JSON.stringify(list.items.map(({ label }) => label)),
  );
  pair.close();
});

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: shop
  namespace: prod
spec:
  chart:
    spec:
      chart: ./charts/web
      sourceRef: { kind: GitRepository, name: repo }
  values:
    service:
      nodePort: 40000
`;

test("further values are further environments, each when it was chosen", async () => {
  const more = {
    ...files,
    [`${folder}/values-prod.yaml`]: "service:\n  nodePort: 31000\n",
    [`${folder}/ci/test-values.yaml`]: "service:\n  type: ClusterIP\n",
    "file:///w/prod/release.yaml": release,
    "file:///w/prod/web.yaml": "service:\n  nodePort: 32000\n",
  };
  const chosen = ["values-prod.yaml", "prod/web.yaml", "HelmRelease prod/shop", "gone.yaml"];
  const pair = await startRead(more, {
    initializationOptions: { settings: { helm: { values: { "charts/web": chosen } } } },
  });
  const [known] = await pair.client.sendRequest<HelmValuesResult>("servicePaths/helmValues", {});
  assert.equal(known?.chart, "charts/web");
  assert.deepEqual(
    known?.candidates.map(({ name }) => name),
    ["ci/test-values.yaml", "values-prod.yaml", "HelmRelease prod/shop"],
  );
  const { environments } = await pair.client.sendRequest<EnvironmentsResult>("servicePaths/environments", {});
  assert.deepEqual(
    environments.map(({ name, kind }) => `${kind} ${name}`),
    ["flux shop", "chart charts/web", "chart web (values-prod.yaml)", "chart web (prod/web.yaml)"],
  );
  const ports = (await paths(pair.client)).flatMap(({ namespace, name, paths }) =>
    paths.filter(({ kind }) => kind === "node-port").map(({ port }) => `${namespace}/${name} ${port}`),
  );
  assert.deepEqual(ports.sort(), [
    "default/web-http 31000",
    "default/web-http 32000",
    "default/web-http 8080",
    "prod/shop-http 40000",
  ]);
  const inRelease = await pull(pair.client, "file:///w/prod/release.yaml");
  assert.deepEqual(
    inRelease.map(({ code, range }) => [code, range.start]),
    [["node-port-out-of-range", { line: 12, character: 16 }]],
  );
  assert.match(String(inRelease[0]?.message), /With the values of HelmRelease prod\/shop/);
  pair.close();
});

test("what a template is rendered to is shown, with the way back", async () => {
  const pair = await startRead(files);
  const uri = `${folder}/templates/service.yaml`;
  const shown = await pair.client.sendRequest<RenderedResult | null>("servicePaths/rendered", { uri });
  assert.match(shown?.text ?? "", /^---\n# Source: web\/templates\/service.yaml\napiVersion: v1\nkind: Service\n/);
  const [first] = shown?.origins ?? [];
  assert.deepEqual(first, {
    range: { start: { line: 2, character: 0 }, end: { line: 2, character: 14 } },
    uri,
    target: { start: { line: 0, character: 0 }, end: { line: 0, character: 14 } },
  });
  assert.equal(await pair.client.sendRequest("servicePaths/rendered", { uri: "file:///w/other.yaml" }), null);
  pair.close();
});

test("a fix is offered where it stays inside one text or one value, and does what was meant", async () => {
  const pair = await startRead(files);
  const actions = async (uri: string, line: number, character: number) => {
    const position = { line, character };
    const found = await pair.client.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [], only: ["quickfix"] },
    });
    return found.flatMap(({ title, edit }) =>
      Object.entries(edit?.changes ?? {}).map(([where, edits]) => [title, where, edits]),
    );
  };
  const inTemplate = `${folder}/templates/service.yaml`;
  await open(pair.client, inTemplate, service);
  const start = { line: 10, character: 18 };
  const [meant] = await actions(inTemplate, 10, 20);
  assert.deepEqual(meant?.slice(1), [
    inTemplate,
    [{ range: { start, end: { line: 10, character: 22 } }, newText: "http" }],
  ]);
  const inValues = `${folder}/values.yaml`;
  await open(pair.client, inValues, values);
  const found = await actions(inValues, 4, 13);
  assert.ok(found.length > 0);
  for (const [title, where, edits] of found) {
    const message = `${title} ${JSON.stringify(edits)}`;
    assert.equal(where, inValues, message);
    assert.match(JSON.stringify(edits), /"newText":"3\d{4}"/, message);
  }
  pair.close();
});
