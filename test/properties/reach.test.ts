// What must hold of who reaches whom, whatever the policies: in random workspaces, the same ones in every run.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReachConnection } from "../../server/src/protocol.ts";
import { ask } from "../reach/asked.ts";

/** Numbers from a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Made {
  readonly namespaces: readonly string[];
  readonly apps: readonly string[];
  readonly policies: readonly string[];
}

const namespaces = ["shop", "pay"];

function make(seed: number): Made {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const apps = namespaces.flatMap((namespace) =>
    ["web", "api", "db"].map((name) => {
      const port = pick([8080, 5432]);
      return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: ${pick(["front", "back"])} } }
    spec: { ${pick(["", "", "", "hostNetwork: true, "])}containers: [{ name: c, image: i, ports: [{ name: main, containerPort: ${port} }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: ${pick(["main", port])} }] }
`;
    }),
  );
  const selector = () =>
    pick([
      "{}",
      "{ matchLabels: { app: web } }",
      "{ matchLabels: { tier: back } }",
      "{ matchExpressions: [{ key: app, operator: NotIn, values: [db] }] }",
    ]);
  const peer = () =>
    pick([
      `{ podSelector: ${selector()} }`,
      `{ namespaceSelector: ${pick(["{}", "{ matchLabels: { team: a } }", "{ matchLabels: { kubernetes.io/metadata.name: pay } }"])} }`,
      `{ namespaceSelector: {}, podSelector: ${selector()} }`,
      "{ ipBlock: { cidr: 0.0.0.0/0 } }",
    ]);
  const rule = (peers: string) =>
    `{ ${pick([`${peers}: [${peer()}]`, `${peers}: [${peer()}, ${peer()}]`, ""])}${pick(["", ", ports: [{ port: 8080 }]", ", ports: [{ port: main }]"])} }`.replace(
      "{ ,",
      "{",
    );
  const rules = (peers: string) => `[${Array.from({ length: Math.floor(next() * 3) }, () => rule(peers)).join(", ")}]`;
  const policies = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, index) =>
    policy(
      `policy-${index}`,
      pick(namespaces),
      `podSelector: ${selector()}, policyTypes: ${pick(["[Ingress]", "[Egress]", "[Ingress, Egress]"])}, ingress: ${rules("from")}, egress: ${rules("to")}`,
    ),
  );
  const seen = namespaces.flatMap((name) =>
    next() < 0.6
      ? [`---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ${pick(["a", "b"])} } }\n`]
      : [],
  );
  return { namespaces: seen, apps, policies };
}

function policy(name: string, namespace: string, spec: string): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
}

function keyed(connections: readonly ReachConnection[]): ReadonlyMap<string, ReachConnection> {
  return new Map(
    connections.map((pair) => [
      JSON.stringify([
        pair.from.kind,
        "namespace" in pair.from ? pair.from.namespace : "",
        pair.from.name,
        pair.to.service,
        pair.to.port,
        pair.to.workload?.name,
      ]),
      pair,
    ]),
  );
}

function answer({ namespaces: seen, apps, policies }: Made): ReadonlyMap<string, ReachConnection> {
  return keyed(ask([...seen, ...apps, ...policies].join("")));
}

const seeds = Array.from({ length: 120 }, (_, index) => index + 1);

test("a policy that allows everything blocks nobody", () => {
  let blocked = 0;
  for (const seed of seeds) {
    const made = make(seed);
    const before = answer(made);
    const open = namespaces.map((namespace) =>
      policy("open", namespace, "podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]"),
    );
    for (const [key, { verdict }] of answer({ ...made, policies: [...made.policies, ...open] })) {
      if (before.get(key)?.verdict === "blocked") blocked++;
      // Nothing is blocked any more: each pod is selected by a policy that lets everything through.
      assert.notEqual(verdict, "blocked", `${seed}: ${key}`);
      if (before.get(key)?.verdict === "allowed") assert.equal(verdict, "allowed", `${seed}: ${key}`);
    }
  }
  assert.ok(blocked > 100, "the random policies block something");
});

test("without a policy, only what another one selects is blocked", () => {
  for (const seed of seeds) {
    const made = make(seed);
    const before = answer(made);
    made.policies.forEach((_, index) => {
      const after = answer({ ...made, policies: made.policies.filter((__, other) => other !== index) });
      for (const [key, { verdict, by }] of after) {
        if (verdict !== "blocked" || before.get(key)?.verdict === "blocked") continue;
        // It was this policy that let it through, beside others that do not.
        assert.ok(by.length > 0 && by.every(({ name }) => name !== `policy-${index}`), `${seed}: ${key}`);
      }
    });
    for (const { verdict } of answer({ ...made, policies: [] }).values())
      assert.equal(verdict, "allowed", String(seed));
  }
});

test("labels renamed everywhere alike change nothing", () => {
  const rename = (text: string) =>
    text
      .replaceAll("tier: ", "layer.example.com/tier: ")
      .replaceAll("back", "rear")
      .replaceAll("team: a", "crew: z")
      .replaceAll("team: b", "crew: y");
  for (const seed of seeds) {
    const made = make(seed);
    const renamed = answer({
      namespaces: made.namespaces.map(rename),
      apps: made.apps.map(rename),
      policies: made.policies.map(rename),
    });
    for (const [key, { verdict, by }] of answer(made)) {
      assert.equal(renamed.get(key)?.verdict, verdict, `${seed}: ${key}`);
      assert.deepEqual(
        renamed.get(key)?.by.map(({ name }) => name),
        by.map(({ name }) => name),
      );
    }
  }
});

test("the order of policies changes nothing, nor does a policy that is there twice under other names", () => {
  for (const seed of seeds) {
    const made = make(seed);
    const twice = [...made.policies].reverse().flatMap((text) => [text, text.replace("name: policy-", "name: copy-")]);
    const after = answer({ ...made, policies: twice });
    for (const [key, { verdict }] of answer(made)) assert.equal(after.get(key)?.verdict, verdict, `${seed}: ${key}`);
  }
});
