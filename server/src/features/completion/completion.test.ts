// What a chosen completion makes of the text: quotes, brackets, colons, lines and what stands behind the cursor.

import assert from "node:assert/strict";
import test from "node:test";
import { Workspace } from "../../index/workspace.ts";
import { complete, type FileCompletion } from "./completion.ts";

const services = `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { ports: [{ name: http, port: 80 }, { name: dns, port: 53, protocol: UDP }] }
---
apiVersion: v1
kind: Service
metadata: { name: "on", namespace: shop }
spec: { ports: [{ name: http, port: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api, version: "1" } }
    spec: { containers: [{ name: api, ports: [{ name: http, containerPort: 8080 }] }] }
`;

const uri = "file:///w/a.yaml";

/** Asks at the `|` of a text. */
function ask(marked: string, others = services) {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const workspace = new Workspace();
  workspace.setFile("file:///w/services.yaml", others);
  workspace.setFile(uri, text);
  const file = workspace.file(uri);
  assert.ok(file !== undefined);
  const lines = text.slice(0, offset).split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { text, offset, ...complete(file, position, workspace) };
}

/** The text after the candidate with this label is chosen; checks what every editor asks of an edit. */
function chosen(marked: string, label: string): string {
  const { text, offset, items } = ask(marked);
  const item = items.find((candidate) => candidate.label === label);
  assert.ok(item !== undefined, `no ${label} in ${items.map((each) => each.label).join(", ")}`);
  const { start, end } = item.textEdit.range;
  assert.equal(start.line, end.line, "an edit of one line");
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const from = (lineStarts[start.line] ?? 0) + start.character;
  const to = (lineStarts[end.line] ?? 0) + end.character;
  assert.ok(from <= offset && offset <= to, "the edit holds the cursor");
  assert.ok(isTyped(text.slice(from, offset), item), "what is typed begins the candidate");
  return text.slice(0, from) + item.textEdit.newText + text.slice(to);
}

/** Editors drop a candidate that has not the letters that its edit replaces. */
function isTyped(typed: string, { filterText, label }: FileCompletion): boolean {
  let at = 0;
  for (const letter of filterText ?? label) if (letter === typed[at]) at += 1;
  return at === typed.length;
}

const ingress = (backend: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: in, namespace: shop }
spec:
  defaultBackend:
${backend}`;

test("a value goes where the old one stands, in its quotes", () => {
  const cases: [before: string, label: string, after: string][] = [
    ["    service: { name: | }\n", "api", "    service: { name: api }\n"],
    ["    service:\n      name:|\n", "api", "    service:\n      name: api\n"],
    ["    service:\n      name: |\n      port: {}\n", "api", "    service:\n      name: api\n      port: {}\n"],
    ["    service:\n      name: a|p # here\n", "api", "    service:\n      name: api # here\n"],
    ["    service:\n      name: '|'\n", "api", "    service:\n      name: 'api'\n"],
    ['    service:\n      name: "a|"\n', "api", '    service:\n      name: "api"\n'],
    ['    service:\n      name: "a|\n      port: {}\n', "api", '    service:\n      name: "api"\n      port: {}\n'],
    ["    service:\n      name: |\n", "on", '    service:\n      name: "on"\n'],
    [
      "    service:\n      name: api\n      port:\n        |\n",
      "number: 80",
      "    service:\n      name: api\n      port:\n        number: 80\n",
    ],
    ["    service: { name: api, port: { | } }\n", "name: http", "    service: { name: api, port: { name: http } }\n"],
    [
      "    service: { name: api, port: { na|: http } }\n".replace("na|: http", "number: 8|"),
      "80",
      "    service: { name: api, port: { number: 80 } }\n",
    ],
  ];
  for (const [before, label, after] of cases) assert.equal(chosen(ingress(before), label), ingress(after), before);
});

test("entries come each on a line of their own, in a block as in brackets", () => {
  const route = (refs: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: shop }
spec:
  rules:
    - backendRefs:${refs}`;
  assert.equal(
    chosen(route("\n        - |\n        - name: x\n"), "name: api, port: 80"),
    route("\n        - name: api\n          port: 80\n        - name: x\n"),
  );
  assert.equal(chosen(route(" [{ | }]\n"), "name: api, port: 80"), route(" [{ name: api, port: 80 }]\n"));
  assert.equal(
    chosen(route("\r\n        - |\r\n"), "name: api, port: 80"),
    route("\r\n        - name: api\r\n          port: 80\r\n"),
  );
  const udp = ask(route("\n        - |\n").replace("HTTPRoute", "UDPRoute"));
  assert.deepEqual(
    udp.items.map(({ label }) => label),
    ["name: api, port: 53"],
  );
});

test("of a pair whose colon is there only the key is written", () => {
  const service = (selector: string) => `apiVersion: v1
kind: Service
metadata: { name: s, namespace: shop }
spec:
  selector:
${selector}`;
  assert.equal(chosen(service("    ap|: web\n"), "app"), service("    app: web\n"));
  assert.equal(chosen(service("    |\n"), "version: 1"), service('    version: "1"\n'));
  assert.equal(chosen(service("    app: api\n    version: |\n"), "1"), service('    app: api\n    version: "1"\n'));
});

test("JSON gets its quotes", () => {
  const json = (name: string) =>
    `{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i","namespace":"shop"},\n"spec":{"defaultBackend":{"service":{"name":${name}}}}}`;
  assert.equal(chosen(json('"|"'), "api"), json('"api"'));
  assert.equal(chosen(json('"a|"'), "api"), json('"api"'));
});

test("a DNS name takes the place of the host and its port, and of nothing else", () => {
  const pod = (env: string) => `apiVersion: v1
kind: Pod
metadata: { name: p, namespace: shop }
spec:
  containers:
    - name: p
${env}`;
  const value = (text: string) => pod(`      env:\n        - name: API_ADDR\n          value: ${text}\n`);
  const cases: [before: string, label: string, after: string][] = [
    [value("|"), "api:80", value("api:80")],
    [value("").replace("value: ", "value:|"), "api:80", value("api:80")],
    [value('"|"'), "api:80", value('"api:80"')],
    [value("ap|i.old.svc:81"), "api.shop.svc.cluster.local:80", value("api.shop.svc.cluster.local:80")],
    [value("http://|/path?q=1#x"), "on:8080", value("http://on:8080/path?q=1#x")],
    [value("http://user:pw@a|:81/path"), "api", value("http://user:pw@api/path")],
    [value("http://api:|/path"), "80", value("http://api:80/path")],
    [value("a:1,|"), "api:80", value("a:1,api:80")],
    [pod("      args: [--upstream=|]\n"), "api:80", pod("      args: [--upstream=api:80]\n")],
    [
      pod("      args:\n        - --upstream\n        - |\n"),
      "api:80",
      pod("      args:\n        - --upstream\n        - api:80\n"),
    ],
    [pod('      command: ["curl", "http://|"]\n'), "on:8080", pod('      command: ["curl", "http://on:8080"]\n')],
  ];
  for (const [before, label, after] of cases) assert.equal(chosen(before, label), after, before);
  const url = pod("      env:\n        - name: API_URL\n          value: |\n");
  assert.equal(chosen(url, "http://api"), url.replace("|", "http://api"));
});

test("only a line of a long text is looked at and changed", () => {
  const marked = (line: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata:\n  conf: >-\n    first\n    ${line}\n    last\n`;
  assert.equal(chosen(marked("url = http://a|/x"), "api"), marked("url = http://api/x"));
  assert.deepEqual(ask(marked("fir|st")).items, []);
});

test("with more candidates than anybody reads, only those that fit what is typed come, and the editor asks again", () => {
  const many = Array.from(
    { length: 1000 },
    (_, index) =>
      `apiVersion: v1\nkind: Service\nmetadata: { name: s-${index}, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n---\n`,
  ).join("");
  const all = ask(ingress("    service: { name: | }\n"), many);
  assert.equal(all.isIncomplete, true);
  assert.equal(all.items.length, 100);
  const some = ask(ingress("    service: { name: s-99| }\n"), many);
  assert.deepEqual(
    some.items.slice(0, 3).map(({ label }) => label),
    ["s-99", "s-199", "s-299"],
  );
  assert.equal(ask(ingress("    service: { name: | }\n")).isIncomplete, false);
});

test("a List's items are asked each for itself", () => {
  const list = (name: string) => `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: none }
  - apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: in, namespace: shop }
    spec: { defaultBackend: { service: { name: ${name} } } }
`;
  assert.equal(chosen(list("|"), "api"), list("api"));
});

test("under a kustomization the name is offered as it is to be written", () => {
  const workspace = new Workspace();
  workspace.setFile("file:///w/kustomization.yaml", "resources: [services.yaml, a.yaml]\nnamePrefix: dev-\n");
  workspace.setFile("file:///w/services.yaml", services);
  workspace.setFile(uri, ingress("    service:\n      name: \n      port: { number: 1 }\n"));
  const file = workspace.file(uri);
  assert.ok(file !== undefined);
  const labels = complete(file, { line: 6, character: 12 }, workspace).items.map(({ label }) => label);
  assert.deepEqual(labels, ["api", "on"]);
  workspace.setFile(uri, ingress("    service:\n      name: api\n      port: { number:  }\n"));
  assert.deepEqual(
    complete(file, { line: 7, character: 22 }, workspace).items.map(({ label }) => label),
    ["80"],
  );
});

test("where a list begins its first item is begun", () => {
  const route = (refs: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: shop }
spec:
  rules:
    - backendRefs:
${refs}`;
  assert.equal(chosen(route("        |\n"), "name: api, port: 80"), route("        - name: api\n          port: 80\n"));
  const service = (ports: string) => `apiVersion: v1
kind: Service
metadata: { name: s, namespace: shop }
spec:
  ports:
${ports}`;
  assert.equal(chosen(service("    |\n"), "port"), service("    - port: \n"));
  assert.equal(chosen(service("    po|\n"), "port"), service("    - port: \n"));
  assert.equal(chosen(service("    - port: 80\n      |\n"), "name"), service("    - port: 80\n      name: \n"));
});

test("a candidate says where it comes from, in both languages", () => {
  const { items } = ask(ingress("    service: { name: | }\n"));
  assert.equal(items[0]?.detail, "ClusterIP · http 80, dns 53/UDP");
  assert.match(items[0]?.documentation?.value ?? "", /^\[Service api\]\(file:\/\/\/w\/services\.yaml#L3\) · shop · /);
  const selecting = services.replace("spec: {", "spec: { selector: { app: api },");
  const [english] = ask(ingress("    service: { name: | }\n"), selecting).items;
  assert.match(english?.documentation?.value ?? "", /It selects the pods of Deployment api\.$/);
  const workspace = new Workspace();
  workspace.setSettings({ ...workspace.settings, locale: "zh-cn" });
  workspace.setFile("file:///w/services.yaml", selecting);
  workspace.setFile(uri, ingress("    service: { name:  }\n"));
  const file = workspace.file(uri);
  assert.ok(file !== undefined);
  const [chinese] = complete(file, { line: 5, character: 21 }, workspace).items;
  assert.match(chinese?.documentation?.value ?? "", /它选择 Deployment api 的 Pod。$/);
});

test("every candidate of another resource has a detail and a documentation", () => {
  const places = [
    ingress("    service: { name: api, port: { number: | } }\n"),
    "apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: shop }\nspec:\n  selector:\n    |\n",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: n, namespace: shop }\nspec: { podSelector: {}, ingress: [{ ports: [{ port: | }] }] }\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: { API_URL: | }\n",
  ];
  for (const place of places) {
    const { items } = ask(place);
    assert.ok(items.length > 0, place);
    for (const { label, detail, documentation } of items) {
      assert.ok(detail, label);
      assert.ok(documentation?.value, label);
    }
  }
});

test("files of other trades and kinds that name nobody are offered nothing but a namespace", () => {
  for (const place of [
    "controller:\n  service:\n    name: |\nother: 1\n",
    "resources:\n  - |\nnamePrefix: a-\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: r, namespace: shop }\nrules: [{ resourceNames: [|] }]\n",
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: r }\nspec: { names: { kind: | } }\n",
  ])
    assert.deepEqual(ask(place).items, [], place);
  const namespaced = ask(
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: r\n  namespace: |\n",
    "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
  );
  assert.deepEqual(
    namespaced.items.map(({ label }) => label),
    ["shop"],
  );
});

test("a patch is completed with the names of the kustomization that applies it", () => {
  const workspace = new Workspace();
  workspace.setFile("file:///w/base/kustomization.yaml", "resources: [services.yaml, ingress.yaml]\n");
  workspace.setFile("file:///w/base/services.yaml", services);
  workspace.setFile("file:///w/base/ingress.yaml", ingress("    service: { name: api, port: { number: 80 } }\n"));
  workspace.setFile(
    "file:///w/dev/kustomization.yaml",
    "resources: [../base]\nnamePrefix: dev-\nnamespace: dev\npatches: [{ path: patch.yaml }]\n",
  );
  const patch = "file:///w/dev/patch.yaml";
  workspace.setFile(patch, ingress("    service: { name:  }\n").replace(", namespace: shop", ""));
  const file = workspace.file(patch);
  assert.ok(file !== undefined);
  assert.deepEqual(
    complete(file, { line: 5, character: 21 }, workspace).items.map(({ label }) => label),
    ["api", "on"],
  );
});
