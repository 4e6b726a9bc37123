// The environment that the user looks at: the server tells which there are and what a file belongs to, and narrows every answer.

import assert from "node:assert/strict";
import test from "node:test";
import type { CallHierarchyItem, CodeLens, Hover, InlayHint } from "vscode-languageserver-protocol";
import type { CompareResult, EnvironmentsResult, ServicePaths } from "../../server/src/protocol.ts";
import { hostOf, open, type Pair, startPair } from "./pair.ts";

const web = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: example/web, ports: [{ containerPort: 80 }] }] }
`;

const files: Readonly<Record<string, string>> = {
  "file:///w/base/kustomization.yaml": "resources: [web.yaml]\n",
  "file:///w/base/web.yaml": web,
  "file:///w/overlays/dev/kustomization.yaml": `namespace: dev
resources: [../../base]
patches: [{ path: port.yaml }]
`,
  "file:///w/overlays/dev/port.yaml": `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80, $patch: delete }, { port: 8080, targetPort: 80 }] }
`,
  "file:///w/overlays/prod/kustomization.yaml": "namespace: prod\nresources: [../../base]\n",
  "file:///w/clusters/redis.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: redis }
spec: { source: { repoURL: https://charts.example.com, chart: redis }, destination: { namespace: cache } }
`,
};

const uri = "file:///w/base/web.yaml";

async function started(): Promise<Pair> {
  const pair = await startPair(hostOf(files));
  await open(pair.client, uri, web);
  return pair;
}

const environments = ({ client }: Pair, params = {}) =>
  client.sendRequest<EnvironmentsResult>("servicePaths/environments", params);
const namesOf = async ({ client }: Pair) =>
  (await client.sendRequest<ServicePaths[]>("servicePaths/paths", {})).map(
    ({ namespace, name, environments: all }) => `${namespace}/${name} in ${all?.join(", ") ?? "–"}`,
  );

test("environments are told with what is missing, and what a file belongs to", async () => {
  const pair = await started();
  const told = await environments(pair);
  assert.deepEqual(
    told.environments.map(({ name, kind, services, incomplete }) => [name, kind, services, incomplete]),
    [
      ["redis", "argocd", 0, "from a remote chart: connect to the cluster to see its Services"],
      ["dev", "kustomization", 1, null],
      ["prod", "kustomization", 1, null],
    ],
  );
  assert.deepEqual([told.chosen, told.gone, told.ofFile], [null, null, []]);
  const of = async (file: string) => (await environments(pair, { uri: `file:///w/${file}` })).ofFile;
  assert.deepEqual(await of("base/web.yaml"), ["dev", "prod"]);
  assert.deepEqual(await of("overlays/dev/port.yaml"), ["dev"]);
  assert.deepEqual(await of("overlays/prod/kustomization.yaml"), ["prod"]);
  assert.deepEqual(await of("elsewhere/none.yaml"), []);
  pair.close();
});

test("the chosen environment narrows paths, reports and what is said of the file; one that is gone narrows nothing", async () => {
  const pair = await started();
  const { client } = pair;
  assert.deepEqual(await namesOf(pair), ["dev/web in dev", "prod/web in prod"]);
  const said = async () => {
    const report = await client.sendRequest<string>("servicePaths/report", { format: "markdown" });
    const hover = await client.sendRequest<Hover>("textDocument/hover", {
      textDocument: { uri },
      position: { line: 3, character: 9 },
    });
    const [item] = await client.sendRequest<CallHierarchyItem[]>("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position: { line: 3, character: 9 },
    });
    return { report, hover: JSON.stringify(hover), item: item?.detail ?? "" };
  };
  for (const [name, other] of [
    ["prod", "dev"],
    ["dev", "prod"],
  ] as const) {
    await client.sendNotification("servicePaths/chooseEnvironment", { name });
    assert.equal((await environments(pair)).chosen, name);
    assert.deepEqual(await namesOf(pair), [`${name}/web in ${name}`]);
    const { report, hover, item } = await said();
    for (const text of [report, hover]) {
      assert.ok(text.includes(`web.${name}.svc`), text);
      assert.ok(!text.includes(`web.${other}.svc`), text);
    }
    assert.ok(item.includes(`${name}/web`), item);
  }
  await client.sendNotification("servicePaths/chooseEnvironment", { name: "staging" });
  const told = await environments(pair);
  assert.deepEqual([told.chosen, told.gone], [null, "staging"]);
  assert.deepEqual(await namesOf(pair), ["dev/web in dev", "prod/web in prod"]);
  await client.sendNotification("servicePaths/chooseEnvironment", { name: null });
  assert.equal((await environments(pair)).gone, null);
  pair.close();
});

test("with a cluster, the chosen environment is compared; where all are shown, those that claim one Service say so", async () => {
  const pair = await startPair(
    hostOf({
      "file:///w/a/kustomization.yaml": "resources: [web.yaml]\n",
      "file:///w/a/web.yaml": web,
      "file:///w/b/kustomization.yaml": "resources: [web.yaml]\n",
      "file:///w/b/web.yaml": web,
    }),
  );
  const { client } = pair;
  const live = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default", uid: "1" },
    spec: {},
  };
  await environments(pair);
  await client.sendNotification("servicePaths/clusterSnapshot", { context: "kind", objects: [live] });
  const rivals = async () =>
    (await client.sendRequest<ServicePaths[]>("servicePaths/paths", {})).map(({ rivals: all }) => all);
  assert.deepEqual(await rivals(), [["b"], ["a"]]);
  await client.sendNotification("servicePaths/chooseEnvironment", { name: "b" });
  assert.deepEqual(await rivals(), [undefined]);
  pair.close();
});

test("what environments make of a value is said at it: with all shown what each makes, with one chosen what that makes", async () => {
  const pair = await startPair(
    hostOf({
      ...files,
      "file:///w/overlays/prod/kustomization.yaml": `namespace: prod
resources: [../../base]
patches:
  - target: { kind: Service }
    patch: '[{ "op": "add", "path": "/spec/type", "value": "LoadBalancer" }]'
`,
    }),
    { initializationOptions: { commands: ["servicePaths.revealPlace"] } },
  );
  const { client } = pair;
  await open(client, uri, web);
  const textDocument = { uri };
  const said = async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = await client.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument, range });
    const [lens] = await client.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument });
    const position = { line: 7, character: 13 };
    const hover = await client.sendRequest<Hover>("textDocument/hover", { textDocument, position });
    const words = JSON.stringify(hover.contents).match(/By environment: ([^.]*)\./)?.[1];
    return { hints: hints.map(({ label }) => label), lens: lens?.command?.title, words };
  };
  const all = await said();
  assert.ok(all.hints.includes("8080 in dev, 80 in prod"), String(all.hints));
  assert.equal(all.words, "8080 in dev, 80 in prod");
  assert.match(all.lens ?? "", /type ClusterIP in dev, LoadBalancer in prod; port 8080 in dev, 80 in prod$/);
  await client.sendNotification("servicePaths/chooseEnvironment", { name: "dev" });
  const dev = await said();
  assert.ok(dev.hints.includes("8080 in dev"), String(dev.hints));
  assert.match(dev.lens ?? "", / · in dev$/);
  await client.sendNotification("servicePaths/chooseEnvironment", { name: "prod" });
  assert.equal((await said()).words, undefined);
  pair.close();
});

test("two environments beside one another: what only one has, what differs, and what is the same", async () => {
  const pair = await startPair(
    hostOf({
      ...files,
      "file:///w/base/kustomization.yaml": "resources: [web.yaml, api.yaml]\n",
      "file:///w/base/api.yaml": web.replaceAll("web", "api"),
      "file:///w/overlays/prod/kustomization.yaml": `namespace: prod
resources: [../../base, cache.yaml]
patches:
  - target: { kind: Service, name: web }
    patch: '[{ "op": "add", "path": "/spec/type", "value": "LoadBalancer" }]'
`,
      "file:///w/overlays/prod/cache.yaml": web.replaceAll("web", "cache"),
    }),
  );
  const { client } = pair;
  const ask = (base: string, head: string) => client.sendRequest<CompareResult>("servicePaths/compare", { base, head });
  const answer = await ask("dev", "prod");
  assert.deepEqual(
    answer?.services.map(({ name, where, types }) => [name, where, ...types]),
    [
      ["web", "both", "ClusterIP", "LoadBalancer"],
      ["cache", "head", null, "ClusterIP"],
    ],
  );
  assert.equal(answer?.same, 1);
  const [changes] = answer?.services ?? [];
  assert.ok(changes?.changes.some(({ kind, text }) => kind === "added" && text.startsWith("reachable from outside: ")));
  assert.match(
    answer?.report ?? "",
    /^# Access paths: dev → prod\n\n2 of 3 Services differ; 1 has the same access paths/,
  );
  assert.match(
    answer?.report ?? "",
    /\| `web` \| `ClusterIP` · 8080 · not reachable from outside \| `LoadBalancer` · 80/,
  );
  assert.equal((await ask("dev", "dev"))?.services.length, 0);
  assert.equal(await ask("dev", "gone"), null);
  pair.close();
});

test("an Application's environment says where it goes", async () => {
  const pair = await startPair(
    hostOf({
      "file:///w/apps.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shops }
spec:
  generators: [{ list: { elements: [{ cluster: east }, { cluster: west }] } }]
  template:
    metadata: { name: 'shop-{{cluster}}' }
    spec: { source: { path: shop }, destination: { name: '{{cluster}}', namespace: shop } }
`,
      "file:///w/shop/web.yaml": web,
    }),
  );
  const told = await environments(pair);
  assert.deepEqual(
    told.environments.map(({ name, cluster, namespace, services }) => [name, cluster, namespace, services]),
    [
      ["shop-east", "east", "shop", 1],
      ["shop-west", "west", "shop", 1],
    ],
  );
  assert.deepEqual(await namesOf(pair), ["shop/web in shop-east, shop-west"]);
  pair.close();
});
