// The change of a Service's type as an editor meets it: code actions, the choices, the edits with what they do to the paths.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeAction, ProtocolConnection, Range } from "vscode-languageserver-protocol";
import {
  type ChangeTypeParams,
  type ChangeTypeResult,
  changeTypeCommand,
  changeTypeRequest,
  type PathsResult,
  pathsRequest,
  type TypeChoicesResult,
  typeChoicesRequest,
} from "../../server/src/protocol.ts";
import { applied } from "../fixtures/answer.ts";
import { hostOf, open, startPair } from "./pair.ts";

const uri = "file:///w/shop/web.yaml";
const text = `# the shop's front
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: NodePort # for the tests
  # externalTrafficPolicy: Local
  externalTrafficPolicy: Cluster
  selector:
    app: web
  ports:
    - name: http # plain
      port: 80
      targetPort: 8080
      nodePort: 30080 # open in the firewall
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web
          ports:
            - containerPort: 8080
`;
const others = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: other
spec:
  gatewayClassName: envoy
  listeners:
    - name: web
      protocol: HTTP
      port: 80
      allowedRoutes: { namespaces: { from: All } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: closed
  namespace: other
spec:
  gatewayClassName: envoy
  listeners: [{ name: web, protocol: HTTP, port: 80 }]
`;
const at = { line: 7, character: 10 };

async function start(options: object = {}, capabilities: object = {}) {
  const pair = await startPair(hostOf({ "file:///w/classes.yaml": others }), {
    initializationOptions: { settings: { nodeAddresses: ["192.168.1.100"] }, ...options },
    capabilities: { textDocument: { diagnostic: {}, ...capabilities } },
  });
  const { client } = pair;
  await open(client, uri, text);
  return pair;
}

const actionsAt = (client: ProtocolConnection, only: string[] | undefined, position = at) =>
  client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });

const change = (client: ProtocolConnection, params: Partial<ChangeTypeParams>) =>
  client.sendRequest<ChangeTypeResult>(changeTypeRequest, { uri, position: at, to: "ClusterIP", ...params });

/** The possible result's parts, with the text of each file that it changes or makes. */
function done(result: ChangeTypeResult, before: Readonly<Record<string, string>> = { [uri]: text }) {
  if (result.kind !== "possible") assert.fail(result.why);
  const files: Record<string, string> = {};
  for (const part of result.edit.documentChanges) {
    if ("kind" in part) files[part.uri] = "";
    else {
      const { uri: file } = part.textDocument;
      assertApart(part.edits);
      files[file] = applied(files[file] ?? before[file] ?? "", [...part.edits]);
    }
  }
  return { ...result, files };
}

/** No edit may begin before another one ends. */
function assertApart(edits: readonly { readonly range: Range }[]): void {
  const place = ({ line, character }: Range["start"]) => line * 1e6 + character;
  const sorted = edits.map(({ range }) => [place(range.start), place(range.end)] as const).sort((a, b) => a[0] - b[0]);
  sorted.forEach(([start], index) => {
    assert.ok(start >= (sorted[index - 1]?.[1] ?? 0), JSON.stringify(edits));
  });
}

test("a client that shows no preview gets plain edits, at once or when one is chosen", async () => {
  const pair = await start();
  const actions = await actionsAt(pair.client, ["refactor"]);
  assert.deepEqual(
    actions.map(({ title, kind }) => [title, kind]),
    [
      ["Change to ClusterIP: reachable only inside the cluster", "refactor.rewrite"],
      ["Change to LoadBalancer: request an external address", "refactor.rewrite"],
      ["Change to headless: let DNS return the pods' addresses", "refactor.rewrite"],
      ["Change to ClusterIP with an Ingress in front", "refactor.rewrite"],
      ["Change to ClusterIP with a Gateway and an HTTPRoute in front", "refactor.rewrite"],
    ],
  );
  const headless = applied(text, [...(actions[2]?.edit?.changes?.[uri] ?? [])]);
  assert.equal(
    headless.slice(0, headless.indexOf("---")),
    `# the shop's front
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: ClusterIP # for the tests
  clusterIP: None
  # externalTrafficPolicy: Local
  selector:
    app: web
  ports:
    - name: http # plain
      port: 80
      targetPort: 8080
      # open in the firewall
`,
  );
  pair.close();

  const lazy = await start({ locale: "zh-cn" }, { codeAction: { resolveSupport: { properties: ["edit"] } } });
  const [first] = await actionsAt(lazy.client, ["refactor.rewrite"]);
  assert.equal(first?.title, "改为 ClusterIP：只能在集群内部访问");
  assert.equal(first?.edit, undefined);
  const resolved = await lazy.client.sendRequest<CodeAction>("codeAction/resolve", first);
  assert.match(applied(text, [...(resolved.edit?.changes?.[uri] ?? [])]), /type: ClusterIP # for the tests/);
  lazy.close();
});

test("a client with the command is led through it; a template, a patch and a Deployment offer nothing", async () => {
  const pair = await start({ commands: [changeTypeCommand] });
  const { client } = pair;
  const rewrites = (await actionsAt(client, ["refactor.rewrite"])).map(({ command, edit }) => [command, edit]);
  assert.equal(rewrites.length, 5);
  assert.deepEqual(rewrites[3], [
    {
      title: "Change to ClusterIP with an Ingress in front…",
      command: changeTypeCommand,
      arguments: [{ uri, position: at, to: "ClusterIP", front: { kind: "Ingress" } }],
    },
    undefined,
  ]);
  assert.deepEqual(await actionsAt(client, ["refactor.rewrite"], { line: 20, character: 3 }), []);
  assert.deepEqual(await actionsAt(client, ["quickfix"]), []);
  await client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: text.replace("port: 80", "port: {{ .Values.port }}") }],
  });
  assert.deepEqual(await actionsAt(client, ["refactor.rewrite"]), []);
  const choices = await client.sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri, position: at });
  assert.deepEqual(choices?.choices, []);
  assert.match(choices?.why ?? "", /is a template/);
  assert.equal((await change(client, {})).kind, "impossible");
  pair.close();
});

test("where nothing can be chosen, it is said why", async () => {
  const pair = await start();
  const position = { line: 2, character: 1 };
  const ask = async (name: string, spec: string) => {
    const file = `file:///w/${name}.yaml`;
    await open(pair.client, file, `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`);
    const found = await pair.client.sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri: file, position });
    assert.deepEqual(found?.choices, [], name);
    const result = await change(pair.client, { uri: file, position, to: "NodePort" });
    assert.equal(result.kind === "impossible" && result.why, found?.why);
    return found?.why ?? "";
  };
  assert.match(await ask("no-ports", "clusterIP: None, selector: { app: web }"), /has no ports.*spec\.ports/);
  assert.match(
    await ask("alias", "type: ExternalName, externalName: a.example.com"),
    /without a selector.*spec\.selector/,
  );
  assert.match(await ask("no-such-type", "type: Public, ports: [{ port: 80 }]"), /type is not valid/);
  pair.close();
});

test("a headless Service without ports gets those that its pods declare", async () => {
  const pair = await start();
  const file = "file:///w/shop/all.yaml";
  const own = `apiVersion: v1
kind: Service
metadata:
  name: all
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: web
`;
  await open(pair.client, file, own);
  const position = { line: 1, character: 1 };
  const params = { uri: file, position, to: "NodePort" } as const;
  const result = done(await change(pair.client, params), { [file]: own });
  const ports = "  ports:\n    - name: http\n      port: 8080\n      targetPort: 8080\n";
  assert.equal(result.files[file], `${own.replace("  clusterIP: None\n", "")}${ports}  type: NodePort\n`);
  assert.deepEqual(
    result.paths.flatMap(({ after }) => (after === undefined ? [] : [[after.kind, after.port]])).slice(0, 2),
    [
      ["node-port", null],
      ["dns", 8080],
    ],
  );
  pair.close();
});

test("the choices name the workspace's classes", async () => {
  const pair = await start();
  const found = await pair.client.sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri, position: at });
  assert.deepEqual(
    {
      ...found,
      choices: found?.choices.map(({ label, front }) => [label, front?.classes, front?.places]),
      gateways: found?.choices.at(-1)?.front?.gateways,
    },
    {
      namespace: "shop",
      name: "web",
      shape: "NodePort",
      choices: [
        ["ClusterIP", undefined, undefined],
        ["LoadBalancer", undefined, undefined],
        ["headless", undefined, undefined],
        ["ClusterIP + Ingress", ["nginx"], ["same-file", "new-file"]],
        ["ClusterIP + Gateway + HTTPRoute", ["envoy"], ["same-file", "new-file"]],
      ],
      gateways: [{ namespace: "other", name: "edge" }],
    },
  );
  pair.close();
});

test("a preview says which paths appear, change and disappear, and changes nothing", async () => {
  const pair = await start();
  const { client } = pair;
  const paths = () => client.sendRequest<PathsResult>(pathsRequest, {});
  const before = await paths();
  const result = done(await change(client, { to: "ClusterIP" }));
  assert.deepEqual(await paths(), before);
  assert.deepEqual(
    result.paths.map(({ kind, address }) => [kind, address]),
    [["disappears", "http://192.168.1.100:30080"]],
  );
  assert.deepEqual(result.fields, [
    { field: "spec.type", before: '"NodePort"', after: '"ClusterIP"' },
    { field: "spec.externalTrafficPolicy", before: '"Cluster"' },
    { field: "spec.ports[0].nodePort", before: "30080" },
  ]);
  assert.equal(
    result.preview,
    `# web: NodePort → ClusterIP

## Removed paths

- \`http://192.168.1.100:30080\`: The nodes' network · node port

## The manifest

- \`spec.type\`: \`"NodePort"\` → \`"ClusterIP"\`
- \`spec.externalTrafficPolicy: "Cluster"\` goes
- \`spec.ports[0].nodePort: 30080\` goes

## Notes

- Node port 30080 closes. You can remove firewall rules and clients that use it.
- From this machine, you can still use \`kubectl port-forward -n shop svc/web 80\`
`,
  );
  const headless = done(await change(client, { to: "headless" }));
  assert.deepEqual(
    headless.paths.map(({ kind, address }) => [kind, address]),
    [
      ["changes", "http://web.shop.svc.cluster.local → http://web.shop.svc.cluster.local:8080"],
      ["changes", "_http._tcp.web.shop.svc.cluster.local"],
      ["changes", "http://localhost"],
      ["disappears", "http://192.168.1.100:30080"],
      ["disappears", "<assigned by the cluster>:80"],
    ],
  );
  assert.match(headless.notes.join("\n"), /delete it first/);
  pair.close();
});

test("an Ingress comes into the same file or a new one, with host and class", async () => {
  const pair = await start();
  const { client } = pair;
  const front = { kind: "Ingress", host: "shop.example.com", className: "nginx", place: "same-file" } as const;
  const same = done(await change(client, { front }));
  assert.deepEqual(Object.keys(same.files), [uri]);
  assert.match(
    same.files[uri] ?? "",
    /# open in the firewall\n---\napiVersion: networking.k8s.io\/v1\nkind: Ingress\n[\s\S]*ingressClassName: nginx\n[\s\S]*host: shop.example.com\n[\s\S]*name: http\n---\napiVersion: apps\/v1\nkind: Deployment\n/,
  );
  assert.deepEqual(same.added, [{ kind: "Ingress", name: "web" }]);
  assert.match(same.preview, /## The manifest\n\n(?:- .*\n)*- `Ingress web` comes\n/);
  const appears = same.paths.filter(({ kind }) => kind === "appears");
  assert.deepEqual(
    appears.map(({ address, after }) => [address, after?.kind, after?.state]),
    [["http://shop.example.com/", "ingress", "complete"]],
  );
  const beside = done(await change(client, { front: { ...front, place: "new-file" } }));
  assert.deepEqual(Object.keys(beside.files), [uri, "file:///w/shop/web-ingress.yaml"]);
  assert.doesNotMatch(beside.files[uri] ?? "", /Ingress/);
  assert.match(beside.preview, /- `Ingress web` comes\n- `web-ingress\.yaml`: a new file\n/);
  assert.deepEqual(beside.paths, same.paths);

  const gateway = done(await change(client, { front: { ...front, kind: "Gateway", className: "envoy" } }));
  assert.deepEqual(
    gateway.paths.filter(({ kind }) => kind === "appears").map(({ after }) => [after?.url, after?.kind, after?.state]),
    [["http://shop.example.com/", "gateway-route", "complete"]],
  );
  assert.deepEqual(
    gateway.added.map(({ kind }) => kind),
    ["Gateway", "HTTPRoute"],
  );
  const shared = { ...front, kind: "Gateway", gateway: { namespace: "other", name: "edge" } } as const;
  const route = done(await change(client, { front: shared }));
  assert.doesNotMatch(route.files[uri] ?? "", /kind: Gateway/);
  assert.match(route.files[uri] ?? "", /parentRefs:\n +- name: edge\n +namespace: other\n/);
  assert.deepEqual(
    route.paths.filter(({ kind }) => kind === "appears").map(({ after }) => [after?.url, after?.port, after?.state]),
    [["http://shop.example.com/", 80, "complete"]],
  );
  for (const [about, wrong] of [
    ["host", { ...front, host: "http://shop.example.com" }],
    ["host", { ...front, host: "10.0.0.1" }],
    ["class", { ...front, className: "Nginx!" }],
    ["class", { kind: "Gateway", place: "same-file" }],
  ] as const) {
    const refused = await change(client, { front: wrong });
    assert.equal(refused.kind === "impossible" && refused.about, about, JSON.stringify(wrong));
  }
  pair.close();
});

test("a port that does not speak HTTP is told of before an HTTP door is put in front", async () => {
  const pair = await start();
  const { client } = pair;
  const front = { kind: "Ingress", className: "nginx", place: "same-file" } as const;
  const notesFor = async (port: string) => {
    const file = `file:///w/${port.length}.yaml`;
    await open(
      client,
      file,
      `apiVersion: v1\nkind: Service\nmetadata: { name: other }\nspec: { type: NodePort, selector: { app: a }, ports: [${port}] }\n`,
    );
    const result = await change(client, { uri: file, position: { line: 1, character: 8 }, front });
    assert.equal(result.kind, "possible");
    return result.kind === "possible" ? result.notes.join("\n") : "";
  };
  assert.match(await notesFor("{ port: 5432 }"), /^Port 5432 does not look like HTTP/m);
  assert.match(await notesFor("{ name: https, port: 443 }"), /^Port 443 uses TLS itself/m);
  assert.doesNotMatch(await notesFor("{ port: 8080, protocol: TCP }"), /Port 8080/);
  pair.close();
});

test("a new file is listed where a kustomization lists the Service's", async () => {
  const pair = await start();
  const { client } = pair;
  const kustomization = "file:///w/shop/kustomization.yaml";
  const listing = "resources:\n  - web.yaml # the shop\n";
  await open(client, kustomization, listing);
  const front = { kind: "Ingress", host: "shop.example.com", place: "new-file" } as const;
  const { files, paths } = done(await change(client, { front }), { [uri]: text, [kustomization]: listing });
  assert.equal(files[kustomization], "resources:\n  - web.yaml # the shop\n  - web-ingress.yaml\n");
  assert.ok(paths.some(({ kind, after }) => kind === "appears" && after?.kind === "ingress"));
  pair.close();
});

test("each kustomization that applies the Service is looked at, and the base keeps its own names", async () => {
  const pair = await start();
  const { client } = pair;
  const base = "file:///w/base/web.yaml";
  const baseText = `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  type: NodePort
  selector:
    app: api
  ports:
    - port: 80
      nodePort: 30081`;
  await open(client, base, baseText);
  await open(client, "file:///w/base/kustomization.yaml", "resources:\n- web.yaml\n");
  await open(client, "file:///w/prod/kustomization.yaml", "resources:\n- ../base\nnamePrefix: p-\n");
  await open(client, "file:///w/test/kustomization.yaml", "resources:\n- ../base\nnamespace: test\n");
  const position = { line: 5, character: 4 };
  const front = { kind: "Ingress", host: "api.example.com", place: "same-file" } as const;
  const same = done(await change(client, { uri: base, position, front }), { [base]: baseText });
  assert.match(
    same.files[base] ?? "",
    / {2}ports:\n {4}- port: 80\n---\napiVersion: [\s\S]*\n {16}name: api\n[\s\S]*: 80$/,
  );
  assert.deepEqual(
    same.paths.map(({ kind, address, detail }) => [kind, address, detail.split(" · ").at(-1)]),
    [
      ["appears", "http://api.example.com/", "prod"],
      ["appears", "http://api.example.com/", "test"],
      ["disappears", "http://192.168.1.100:30081", "prod"],
      ["disappears", "http://192.168.1.100:30081", "test"],
    ],
  );
  const beside = done(await change(client, { uri: base, position, front: { ...front, place: "new-file" } }), {
    [base]: baseText,
  });
  assert.ok("file:///w/base/api-ingress.yaml" in beside.files);
  pair.close();
});

test("items of a List and JSON can be changed as well", async () => {
  const pair = await start();
  const { client } = pair;
  const list = "file:///w/list.yaml";
  const listText = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: a }
    spec: { ports: [{ port: 80 }], selector: { app: a } }
  - apiVersion: v1
    kind: Service
    metadata: { name: b }
    spec:
      type: LoadBalancer
      loadBalancerSourceRanges:
        - 10.0.0.0/8 # the office
      selector: { app: b }
      ports: [{ port: 80 }]
`;
  await open(client, list, listText);
  const b = done(await change(client, { uri: list, position: { line: 11, character: 8 }, to: "NodePort" }), {
    [list]: listText,
  });
  assert.equal(
    b.files[list],
    listText
      .replace("type: LoadBalancer", "type: NodePort")
      .replace("loadBalancerSourceRanges:\n        - 10.0.0.0/8 # the office", "# the office"),
  );
  const json = "file:///w/web.json";
  const jsonText = `{
  "apiVersion": "v1",
  "kind": "Service",
  "metadata": { "name": "web" },
  "spec": {
    "type": "NodePort",
    "ports": [{ "port": 80, "nodePort": 30080 }]
  }
}
`;
  await open(client, json, jsonText);
  const position = { line: 1, character: 4 };
  const closed = done(await change(client, { uri: json, position, to: "headless" }), { [json]: jsonText });
  assert.deepEqual(JSON.parse(closed.files[json] ?? "").spec, {
    type: "ClusterIP",
    clusterIP: "None",
    ports: [{ port: 80 }],
  });
  const found = await client.sendRequest<TypeChoicesResult>(typeChoicesRequest, { uri: json, position });
  assert.deepEqual(found?.choices.at(-1)?.front?.places, ["new-file"]);
  pair.close();
});
