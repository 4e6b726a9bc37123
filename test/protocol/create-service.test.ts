// "Create a Service" for a workload: what the code actions and the client's command get, judged as the API server would.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol";
import type { NewServiceParams, NewServiceResult } from "../../server/src/protocol.ts";
import { applied } from "../fixtures/answer.ts";
import { hostOf, open, type Pair, pull, startPair, startRead } from "./pair.ts";

const uri = "file:///w/app.yaml";

async function started(text: string, params: Parameters<typeof startPair>[1] = {}, at = uri): Promise<Pair> {
  const pair = await startPair(hostOf({}), params);
  await open(pair.client, at, text);
  return pair;
}

async function actionsAt({ client }: Pair, line: number, context: object = {}): Promise<readonly CodeAction[]> {
  const position = { line, character: 0 };
  const found = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...context },
  });
  return found.filter(({ kind }) => kind === "refactor.createService");
}

async function choicesAt({ client }: Pair, line: number, at = uri): Promise<NonNullable<NewServiceResult>> {
  const params: NewServiceParams = { uri: at, position: { line, character: 0 } };
  const result = await client.sendRequest<NewServiceResult>("servicePaths/newService", params);
  assert.ok(result, "no workload there");
  return result;
}

function edited(text: string, action: CodeAction | undefined): string {
  assert.ok(action?.edit?.changes?.[uri], `no edit: ${JSON.stringify(action)}`);
  return applied(text, action.edit.changes[uri]);
}

/** What `check` has against a file: what only surprises is no objection. */
async function objections({ client }: Pair, text: string, at = uri): Promise<string[]> {
  await client.sendNotification("textDocument/didChange", {
    textDocument: { uri: at, version: 2 },
    contentChanges: [{ text }],
  });
  const items = await pull(client, at);
  return items.filter(({ severity }) => (severity ?? 1) < 3).map(({ code, message }) => `${code}: ${message}`);
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, version: v2 } }
    spec:
      containers:
        - name: web
          ports:
            - { name: http, containerPort: 8080 }
            - { containerPort: 5353, protocol: UDP }
`;

test("a Service for the workload at the cursor is appended, with its labels and ports", async () => {
  const pair = await started(deployment);
  const actions = await actionsAt(pair, 1);
  assert.deepEqual(
    actions.map(({ title }) => title),
    ["ClusterIP", "NodePort", "LoadBalancer", "headless"].map((shape) => `Create ${shape} Service for Deployment web`),
  );
  assert.equal(
    edited(deployment, actions[1]),
    `${deployment}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - name: http
      port: 8080
      targetPort: http
    - name: udp-5353
      port: 5353
      targetPort: 5353
      protocol: UDP
`,
  );
  pair.close();
});

test("every Service that is offered is accepted, and reaches its workload and no other", async () => {
  const nearMiss = deployment
    .replace("name: web\n", "name: web-canary\n")
    .replaceAll("app: web", "app: web, track: canary")
    .replace("v2", "v3");
  const stateful = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: 2.data_base
  namespace: stock
spec:
  serviceName: data
  selector: { matchLabels: { app.kubernetes.io/name: data } }
  template:
    metadata: { labels: { app.kubernetes.io/name: data, "yes": "on" } }
    spec:
      containers:
        - { name: a, ports: [{ name: pg, containerPort: 5432 }, { name: pg, containerPort: 5433 }] }
        - { name: b, ports: [{ containerPort: 5432 }, { containerPort: 8080 }, { containerPort: 3000 }] }
`;
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: alone
  labels: { app: alone, pod-template-hash: abc }
spec:
  containers: [{ name: a }]
`;
  const texts = [`${deployment}---\n${nearMiss}`, stateful, pod];
  for (const text of texts) {
    const pair = await started(text);
    const { workload, choices } = await choicesAt(pair, 1);
    assert.equal(choices.length, 4);
    const before = await objections(pair, text);
    for (const { label, append } of choices) {
      assert.ok(append);
      const result = applied(text, [append]);
      const added = (await objections(pair, result)).filter((each) => !before.includes(each));
      assert.deepEqual(added, [], `${workload}, ${label}:\n${result}`);
      const [service] = await pair.client.sendRequest<
        { paths: { kind: string; hops: { workloads?: unknown[] }[] }[] }[]
      >("servicePaths/paths", { uri });
      const dns = service?.paths.find(({ kind }) => kind === "dns");
      const workloads = dns?.hops.at(-1)?.workloads ?? [];
      assert.deepEqual(
        workloads.map((one) => `${(one as { kind: string }).kind} ${(one as { name: string }).name}`),
        [workload],
        label,
      );
    }
    pair.close();
  }
});

test("the sample workspace's workloads get Services that are accepted", async () => {
  const folder = "test/workspace/shop";
  for (const file of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    const lines = text.split("\n");
    const workloads = lines.flatMap((line, at) => (/^kind: (Deployment|StatefulSet)/.test(line) ? [at] : []));
    for (const at of workloads) {
      const pair = await started(text);
      const { choices } = await choicesAt(pair, at);
      const before = await objections(pair, text);
      for (const { append } of choices) {
        assert.ok(append);
        assert.deepEqual(await objections(pair, applied(text, [append])), before, file);
      }
      pair.close();
    }
  }
});

test("a taken name is left to whoever has it, and a governing Service gets the StatefulSet's word", async () => {
  const taken = `${deployment}---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n`;
  const pair = await started(taken);
  const { choices } = await choicesAt(pair, 1);
  assert.deepEqual(
    choices.map(({ name }) => name),
    ["web-internal", "web-node-port", "web-public", "web-headless"],
  );
  pair.close();
  const stateful = deployment
    .replace("kind: Deployment", "kind: StatefulSet")
    .replace("spec:\n", "spec:\n  serviceName: web-peers\n");
  const other = await started(stateful);
  const [headless] = (await choicesAt(other, 1)).choices;
  assert.deepEqual([headless?.label, headless?.name], ["headless", "web-peers"]);
  other.close();
});

test("line breaks and separators of the file are kept, and JSON only gets a file of its own", async () => {
  const ends: readonly [string, RegExp][] = [
    [deployment.trimEnd(), /UDP \}\n---\napiVersion: v1\nkind: Service\n/],
    [`${deployment}---\n`, /UDP \}\n---\napiVersion: v1\nkind: Service\n/],
    [`${deployment}--- # next`, /UDP \}\n--- # next\napiVersion: v1\nkind: Service\n/],
    [deployment.replaceAll("\n", "\r\n"), /UDP \}\r\n---\r\napiVersion: v1\r\nkind: Service\r\n/],
  ];
  for (const [text, expected] of ends) {
    const pair = await started(text);
    assert.match(edited(text, (await actionsAt(pair, 1))[0]), expected);
    pair.close();
  }
  const json = JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", labels: { app: "a" } },
    spec: { containers: [{ name: "a", ports: [{ containerPort: 80 }] }] },
  });
  const pair = await started(json);
  assert.deepEqual(await actionsAt(pair, 0), []);
  const { choices } = await choicesAt(pair, 0);
  assert.match(choices[0]?.text ?? "", /^apiVersion: v1\nkind: Service\n/);
  assert.equal(choices[0]?.append, undefined);
  pair.close();
});

test("an editor that asks by itself hears of it only where the workload is named, and asks for the chosen edit", async () => {
  const pair = await started(deployment, {
    capabilities: { textDocument: { codeAction: { resolveSupport: { properties: ["edit"] } } } },
    initializationOptions: { locale: "zh-cn", commands: ["servicePaths.createService"] },
  });
  assert.equal((await actionsAt(pair, 5, { triggerKind: 2 })).length, 0);
  assert.equal((await actionsAt(pair, 5, { only: ["quickfix"] })).length, 0);
  const actions = await actionsAt(pair, 3, { triggerKind: 2 });
  assert.deepEqual(
    actions.map(({ title }) => title),
    [
      "为 Deployment web 创建 ClusterIP Service",
      "为 Deployment web 创建 NodePort Service",
      "为 Deployment web 创建 LoadBalancer Service",
      "为 Deployment web 创建 headless Service",
      "创建 Service…",
    ],
  );
  assert.ok(actions.every(({ edit }) => edit === undefined));
  const chosen = await pair.client.sendRequest<CodeAction>("codeAction/resolve", actions[3]);
  assert.match(edited(deployment, chosen), /clusterIP: None\n/);
  pair.close();
});

test("below a kustomization the text is written before the kustomization changes it", async () => {
  const folder = "file:///w/base";
  const files = {
    [`${folder}/kustomization.yaml`]: "resources: [app.yaml]\nnamePrefix: prod-\ncommonLabels: { team: shop }\n",
    [`${folder}/app.yaml`]: deployment,
  };
  const pair = await startRead(files);
  const first = await choicesAt(pair, 1, `${folder}/app.yaml`);
  assert.equal(first.workload, "Deployment web");
  assert.match(first.newFileNeeds ?? "", /kustomization/);
  assert.match(
    first.choices[0]?.text ?? "",
    /\n {2}name: web\nspec:\n {2}type: ClusterIP\n {2}selector:\n {4}app: web\n {2}ports:/,
  );
  const { append } = first.choices[0] ?? {};
  assert.ok(append);
  const text = applied(deployment, [append]);
  await pair.client.sendNotification("textDocument/didOpen", {
    textDocument: { uri: `${folder}/app.yaml`, languageId: "yaml", version: 1, text },
  });
  const second = await choicesAt(pair, 1, `${folder}/app.yaml`);
  assert.deepEqual(
    second.choices.map(({ name }) => name),
    ["web-internal", "web-node-port", "web-public", "web-headless"],
  );
  pair.close();
});

test("templates, patches, Jobs and pods without labels get none", async () => {
  const texts = [
    deployment.replace("name: web\n", "name: {{ .Release.Name }}\n"),
    "apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a }] } } }\n",
    "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a }] }\n",
  ];
  for (const text of texts) {
    const pair = await started(text);
    assert.deepEqual(await actionsAt(pair, 1), [], text);
    pair.close();
  }
});
