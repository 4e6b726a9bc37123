// Callers: where manifests name a Service, and what the cluster's DNS means for them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { calledBy } from "../../server/src/features/reach.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { Question } from "../../server/src/reach/survey.ts";
import { app, ask, policy, verdicts } from "./asked.ts";

const called: Question = { all: false, from: undefined, to: undefined };
const calls = (text: string) => ask(text, called);
const url = "{ name: API_URL, value: 'http://api' }";

describe("callers", () => {
  test("only pairs whose workload names the Service", () => {
    const found = calls(app("web", { env: url }) + app("api") + app("idle"));
    assert.deepEqual(
      found.map(({ from, to }) => `${from.name} → ${to.service.name}`),
      ["web → api"],
    );
    assert.deepEqual(found[0]?.calls, [
      {
        file: "all.yaml",
        range: { start: { line: 8, character: 130 }, end: { line: 8, character: 133 } },
        text: "http://api",
      },
    ]);
  });
  test("by a ConfigMap or a Secret that it takes in, where that says it", () => {
    const config = (kind: string, key: string) =>
      `---\napiVersion: v1\nkind: ${kind}\nmetadata: { name: c, namespace: shop }\n${key}: { API_URL: "http://u:secret@api:80/x" }\n`;
    const from = (reference: string) =>
      app("web").replace("name: c,", `name: c, envFrom: [{ ${reference}: { name: c } }],`);
    for (const [kind, key, reference] of [
      ["ConfigMap", "data", "configMapRef"],
      ["Secret", "stringData", "secretRef"],
    ] as const) {
      const [pair, ...rest] = calls(from(reference) + app("api") + config(kind, key));
      assert.equal(rest.length, 0);
      assert.equal(pair?.from.name, "web");
      assert.equal(pair?.calls[0]?.text.includes("secret"), false, pair?.calls[0]?.text);
    }
  });
  test("without a scheme: a name with a port of the Service, or a name alone where a host stands", () => {
    const named = (env: string) => calls(app("web", { env }) + app("api")).length;
    assert.equal(named("{ name: API, value: 'api:80' }"), 1);
    assert.equal(named("{ name: API, value: 'api.shop:80' }"), 1);
    assert.equal(named("{ name: API_HOST, value: api }"), 1);
    assert.equal(named("{ name: apiHost, value: api }"), 1);
    // An image, a word, a label of something else.
    assert.equal(named("{ name: API, value: 'api:7' }"), 0);
    assert.equal(named("{ name: MODE, value: api }"), 0);
    assert.equal(named("{ name: API_HOST, value: 'not api' }"), 0);
  });
  test("of a Service with two ports, a call counts for the port that it means", () => {
    const two = app("api").replace(
      "[{ port: 80, targetPort: http }]",
      "[{ name: a, port: 80, targetPort: http }, { name: b, port: 9090 }]",
    );
    const count = (value: string) =>
      calls(app("web", { env: `{ name: A, value: '${value}' }` }) + two).map((pair) => pair.calls.length);
    assert.deepEqual(count("http://api"), [1, 0]);
    assert.deepEqual(count("http://api:9090"), [0, 1]);
    assert.deepEqual(count("http://api:1234"), [1, 1]);
  });
  test("a workload's connections to itself are left out", () => {
    assert.deepEqual(calls(app("api", { env: url })), []);
  });
});

describe("DNS", () => {
  const web = app("web", { env: url }) + app("api");
  const out = (rules: string) => {
    const spec = `podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: api } } }] }${rules === "" ? "" : `, ${rules}`}]`;
    return verdicts(calls(web + policy("p", spec)))["web → api:80"];
  };
  test("a caller that may not ask is blocked", () => assert.equal(out(""), "blocked by DNS"));
  test("a pair that nobody calls for is judged without it", () => {
    const spec = "podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }]";
    assert.equal(verdicts(ask(app("web") + app("api") + policy("p", spec)))["web → api:80"], "allowed");
  });
  test("whoever lets port 53 out to everybody, to all namespaces, to kube-system or to its pods", () => {
    const ports = "ports: [{ port: 53, protocol: UDP }, { port: 53 }]";
    const name = "namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }";
    for (const to of [
      "",
      "to: [{ namespaceSelector: {} }], ",
      `to: [{ ${name} }], `,
      `to: [{ ${name}, podSelector: { matchLabels: { k8s-app: kube-dns } } }], `,
      "to: [{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ",
      "to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ",
      "to: [{ ipBlock: { cidr: 10.96.0.10/32 } }], ",
      "to: [{ ipBlock: { cidr: 169.254.20.10/32 } }], ",
    ])
      assert.equal(out(`{ ${to}${ports} }`), "allowed", to);
  });
  test("not to its own namespace's pods, other people's resolvers, or another port", () => {
    for (const rule of [
      "{ to: [{ podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ port: 53, protocol: UDP }] }",
      "{ to: [{ podSelector: {} }] }",
      "{ to: [{ ipBlock: { cidr: 8.8.8.8/32 } }], ports: [{ port: 53, protocol: UDP }] }",
      "{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 127.0.0.0/8, 0.0.0.0/8, 224.0.0.0/3] } }] }",
      "{ to: [{ namespaceSelector: {} }], ports: [{ port: 443 }] }",
      "{ to: [{ namespaceSelector: { matchLabels: { team: b } } }] }",
    ])
      assert.equal(out(rule), "blocked by DNS", rule);
  });
  test("what rests on labels that only people put on kube-system is unknown", () => {
    assert.equal(
      out(
        "{ to: [{ namespaceSelector: { matchLabels: { name: kube-system } } }], ports: [{ port: 53, protocol: UDP }] }",
      ),
      "unknown",
    );
  });
  test("pods that ask others do not need the cluster's", () => {
    const spec =
      "podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }]";
    const text = app("web", { env: url, pod: "dnsPolicy: None" }) + app("api") + policy("p", spec);
    assert.equal(verdicts(calls(text))["web → api:80"], "allowed");
  });
});

describe("the API server as a caller", () => {
  const webhook = (port: string) =>
    `---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: hook }
webhooks: [{ name: a.example.com, clientConfig: { service: { namespace: shop, name: api${port} } } }]
`;
  const callers = (text: string) => {
    const workspace = new Workspace();
    workspace.setFile("file:///all.yaml", text);
    return [...calledBy(workspace).values()].flat().map(({ verdict, calls: [call] }) => `${call?.text} ${verdict}`);
  };
  test("calls on 443 unless another port is written, and only what the Service has", () => {
    assert.deepEqual(callers(webhook("") + app("api")), []);
    assert.deepEqual(callers(webhook(", port: 80") + app("api")), ["https://api.shop.svc:80 allowed"]);
  });
  test("is stopped by policies that let only pods in, unless those may be kube-system's", () => {
    const judged = (peers: string) =>
      callers(webhook(", port: 80") + app("api") + policy("api", `podSelector: {}, ingress: [{ from: [${peers}] }]`));
    assert.deepEqual(judged("{ podSelector: {} }"), ["https://api.shop.svc:80 blocked"]);
    assert.deepEqual(judged("{ namespaceSelector: {} }"), ["https://api.shop.svc:80 unknown"]);
    assert.deepEqual(judged("{ ipBlock: { cidr: 10.0.0.0/8 } }"), ["https://api.shop.svc:80 unknown"]);
    assert.deepEqual(judged("{ ipBlock: { cidr: 0.0.0.0/0 } }"), ["https://api.shop.svc:80 allowed"]);
  });
});
