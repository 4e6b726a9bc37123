// Near misses: each reason of the list, what is none, and the doubts that keep anybody from being warned.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parse } from "../yaml/parse.ts";
import { isTypo } from "./likeness.ts";
import { describeDifference, missingPods } from "./near-miss.ts";
import { readSnapshot } from "./snapshot.ts";
import { Workspace } from "./workspace.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const service = (selector: string, name = "front") => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: ${selector}, ports: [{ port: 80 }] }
`;
const deployment = (
  labels: string,
  { name = "d", own = "{}", namespace = "default", kind = "Deployment", spec = "" } = {},
) => `---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, labels: ${own} }
spec: { ${spec} template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: c }] } } }
`;

function missing(text: string, live?: string) {
  const workspace = new Workspace();
  workspace.setFile("file:///all.yaml", text);
  const root = live === undefined ? undefined : parse(live).root;
  if (root !== undefined) workspace.snapshot = readSnapshot("test", [root]);
  const world = workspace.world();
  const [file] = workspace.files();
  const [document] = file?.documents ?? [];
  const [resource] = document === undefined ? [] : workspace.resources(document);
  assert.ok(resource?.manifest.is === "service");
  assert.equal(world.selected({ ...resource, manifest: resource.manifest }).length, 0);
  return missingPods({ ...resource, manifest: resource.manifest }, world);
}

const kinds = (text: string) => missing(text).nearMisses.map((miss) => miss.kind);

describe("near misses", () => {
  test("all pairs but one match, with another value or without one", () => {
    assert.deepEqual(kinds(service("{ app: web, tier: front }") + deployment("{ app: web, tier: backend }")), [
      "all-but-one",
    ]);
    assert.deepEqual(kinds(service("{ app: web, tier: front }") + deployment("{ app: web }")), ["all-but-one"]);
  });
  test("a value that differs in case", () => {
    assert.deepEqual(kinds(service("{ app: Web }") + deployment("{ app: web }")), ["other-case"]);
  });
  test("a value at most two edits and a third of its length away; a swap is one edit", () => {
    assert.deepEqual(kinds(service("{ app: payment }") + deployment("{ app: paymnet }")), ["typo"]);
    assert.deepEqual(kinds(service("{ app: api }") + deployment("{ app: app }")), ["typo"]);
    assert.deepEqual(kinds(service("{ app: db }") + deployment("{ app: dc }")), []);
    assert.deepEqual(kinds(service("{ app: cart }") + deployment("{ app: carrots }")), []);
  });
  test("the same value under another key", () => {
    assert.deepEqual(kinds(service("{ app: web }") + deployment("{ app.kubernetes.io/name: web }")), ["other-key"]);
  });
  test("every pair matches in another namespace", () => {
    assert.deepEqual(kinds(service("{ app: web }") + deployment("{ app: web }", { namespace: "shop" })), [
      "namespace-not-set",
    ]);
    const written = service("{ app: web }").replace("metadata: {", "metadata: { namespace: edge,");
    assert.ok(written.includes("edge"));
    assert.deepEqual(kinds(written + deployment("{ app: web }", { namespace: "shop" })), ["other-namespace"]);
    assert.deepEqual(kinds(service("{ app: web }") + deployment("{ app: wbe }", { namespace: "shop" })), []);
  });
  test("the workload carries the labels, its pods do not", () => {
    assert.deepEqual(kinds(service("{ app: web }") + deployment("{ run: x }", { own: "{ app: web }" })), [
      "own-labels",
    ]);
  });
  test("a workload with the Service's name, with or without what people add to it", () => {
    for (const [own, other] of [
      ["front", "front"],
      ["front", "front-app"],
      ["front-service", "front-deployment"],
      ["front-service", "front"],
    ]) {
      assert.deepEqual(
        kinds(service("{ a: b }", own) + deployment("{ c: d }", { name: other ?? "" })),
        ["same-name"],
        `${own} ${other}`,
      );
    }
    assert.deepEqual(kinds(service("{ a: b }", "front") + deployment("{ c: d }", { name: "front-worker" })), []);
  });
  test("a pod's name beyond the StatefulSet's last ordinal", () => {
    const text = (pod: string) =>
      service(`{ statefulset.kubernetes.io/pod-name: ${pod} }`) +
      deployment("{ app: db }", { name: "db", kind: "StatefulSet", spec: "replicas: 2," });
    const { nearMisses, believed } = missing(text("db-2"));
    assert.deepEqual(
      nearMisses.map((miss) => miss.kind),
      ["beyond-last-ordinal"],
    );
    assert.equal(nearMisses[0]?.kind === "beyond-last-ordinal" && nearMisses[0].last, "db-1");
    assert.ok(believed);
    assert.ok(!missing(text("dc-2")).believed);
  });
  test("sharing only a key is no near miss", () => {
    assert.deepEqual(kinds(service("{ app: web }") + deployment("{ app: database }")), []);
  });
  test("the likeliest comes first", () => {
    const text =
      service("{ app: web, tier: front }") +
      deployment("{ x: web }", { name: "other" }) +
      deployment("{ app: web, tier: fornt }", { name: "near" });
    assert.deepEqual(
      missing(text).nearMisses.map((miss) => miss.workload.name),
      ["near", "other"],
    );
  });
  test("each difference is told in both languages", () => {
    const { nearMisses } = missing(
      service("{ app: web, tier: front }") +
        deployment("{ app: web, tier: back }") +
        deployment("{ x: front }", { name: "e" }) +
        deployment("{ tier: Front }", { name: "f" }) +
        deployment("{ app: web, tier: front }", { namespace: "shop" }),
    );
    assert.equal(nearMisses.length, 4);
    for (const miss of nearMisses) {
      const { en, "zh-cn": zh } = describeDifference(miss);
      assert.match(zh, /[\u4e00-\u9fff]/);
      assert.notEqual(en, zh);
    }
  });
});

describe("doubts", () => {
  const near = service("{ app: payment }") + deployment("{ app: paymnet }");
  test("a near miss without a doubt is believed", () => {
    assert.deepEqual(missing(near).doubts, []);
    assert.ok(missing(near).believed);
    assert.ok(!missing(service("{ app: payment }")).believed);
  });
  test("a template may make the pods", () => {
    const { doubts, believed } = missing(
      `${near}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: x }\nspec:\n  template:\n    metadata:\n      labels:\n        app: {{ .Values.name }}\n`,
    );
    assert.deepEqual(
      doubts.map((doubt) => doubt.kind),
      ["unreadable"],
    );
    assert.ok(!believed);
  });
  test("an operator's resource may make them, a configuring one does not", () => {
    const custom = (apiVersion: string, kind: string, namespace: string) =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: ${namespace} }\n`;
    const doubts = (text: string) => missing(near + text).doubts.map((doubt) => doubt.kind);
    assert.deepEqual(doubts(custom("postgresql.cnpg.io/v1", "Cluster", "default")), ["operated"]);
    assert.deepEqual(doubts(custom("postgresql.cnpg.io/v1", "Cluster", "elsewhere")), []);
    assert.deepEqual(doubts(custom("monitoring.coreos.com/v1", "ServiceMonitor", "default")), []);
    assert.deepEqual(doubts(custom("monitoring.coreos.com/v1", "Prometheus", "default")), ["operated"]);
    assert.deepEqual(doubts(custom("networking.k8s.io/v1", "IngressClass", "default")), []);
    assert.deepEqual(doubts(custom("v1", "ConfigMap", "default")), []);
  });
  test("a kustomization may fetch them", () => {
    const kustomization = (what: string) =>
      `---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${what}\n`;
    const doubts = (text: string) => missing(near + text).doubts.map((doubt) => doubt.kind);
    assert.deepEqual(doubts(kustomization("resources: [web.yaml, ../base]")), []);
    assert.deepEqual(doubts(kustomization('resources: ["https://example.com/base?ref=v1"]')), ["fetched"]);
    assert.deepEqual(doubts(kustomization("helmCharts: [{ name: x }]")), ["fetched"]);
  });
  test("kube-system runs pods of its own", () => {
    const text = near
      .replace("{ name: front }", "{ name: front, namespace: kube-system }")
      .replace("namespace: default", "namespace: kube-system");
    assert.deepEqual(
      missing(text).doubts.map((doubt) => doubt.kind),
      ["kube-system"],
    );
  });
  test("controllers set some labels", () => {
    assert.deepEqual(
      missing(service("{ app: payment, pod-template-hash: abc }") + deployment("{ app: paymnet }")).doubts,
      [{ kind: "set-by-controller", key: "pod-template-hash" }],
    );
  });
  test("ready endpoints in the snapshot prove that there are such pods", () => {
    const slice = (ready: string) => `
kind: EndpointSlice
metadata: { name: front-1, namespace: default, labels: { kubernetes.io/service-name: front } }
endpoints: [{ addresses: [10.0.0.1], conditions: { ready: ${ready} } }]`;
    assert.deepEqual(
      missing(near, slice("true")).doubts.map((doubt) => doubt.kind),
      ["live"],
    );
    assert.ok(missing(near, slice("false")).believed);
  });
});

describe("a typo", () => {
  test("one edit of a longer word is a typo", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{3,12}$/), fc.nat(11), (text, at) => {
        const place = at % text.length;
        const shorter = text.slice(0, place) + text.slice(place + 1);
        assert.ok(isTypo(text, shorter));
        assert.ok(!isTypo(text, text));
      }),
    );
  });
});
