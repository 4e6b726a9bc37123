// `service-paths reach` as a program: formats, filters, exit statuses, a snapshot.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { app, policy } from "../reach/asked.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "service-paths-reach-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const closed =
  "podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: front } } }] }]";
writeFileSync(
  path.join(folder, "shop.yaml"),
  app("web", { env: "{ name: API_URL, value: 'http://api' }" }) + app("front") + app("api") + policy("api", closed),
);

function reach(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "reach", ...words, "."], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  return { status, stdout, stderr };
}

test("a called connection that is blocked is exit 1 where warnings fail", () => {
  assert.equal(reach().status, 0);
  assert.equal(reach("--fail-on", "warning").status, 1);
  assert.equal(reach("--fail-on", "warning", "--from", "front").status, 0);
});

test("names that nothing in sight has are exit 2 with one line", () => {
  for (const words of [
    ["--from", "nobody"],
    ["--to", "pay/api"],
    ["--to", "shop/api:81"],
    ["--to", "web:no"],
  ]) {
    const { status, stdout, stderr } = reach(...words);
    assert.equal(status, 2, words.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /^service-paths: --(from|to) \S+: there is no such [^\n]+\n$/);
  }
});

test("from and to narrow, and ask for every pair", () => {
  const pairs = (...words: readonly string[]) =>
    (
      JSON.parse(reach("--format", "json", ...words).stdout) as {
        connections: { from: { name: string }; to: { service: { name: string } } }[];
      }
    ).connections.map(({ from, to }) => `${from.name} ${to.service.name}`);
  assert.deepEqual(pairs(), ["web api"]);
  assert.deepEqual(pairs("--from", "shop/front"), ["front web", "front api"]);
  assert.deepEqual(pairs("--to", "api:80"), ["web api", "front api", "external api", "node-network api"]);
  assert.deepEqual(pairs("--from", "external", "--to", "api"), ["external api"]);
  assert.equal(pairs("--all").length, 3 * 3 - 3 + 2 * 3);
});

test("Markdown has a matrix, CSV a line for each pair", () => {
  const markdown = reach("--format", "markdown").stdout;
  assert.match(markdown, /^# Reachability\n/);
  assert.match(markdown, /\| `Deployment shop\/web` \| ✗ \|/);
  const rows = reach("--format", "csv", "--all").stdout.trimEnd().split("\r\n");
  assert.equal(rows.length, 1 + 12);
  assert.match(rows[0] ?? "", /^scope,from_kind,/);
  assert.ok(
    rows.some((row) =>
      row.startsWith(
        ",Deployment,shop,web,shop,api,80,TCP,Deployment,shop,api,8080,blocked,NetworkPolicy shop/api (ingress),",
      ),
    ),
  );
});

test("a snapshot's pods count as what owns them, with its namespaces and policies", () => {
  const object = (apiVersion: string, kind: string, name: string, rest: object, metadata: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "live", ...metadata },
    ...rest,
  });
  const pod = (name: string, app: string, set: string) =>
    object(
      "v1",
      "Pod",
      name,
      { spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: 8080 }] }] } },
      {
        labels: { app, "pod-template-hash": "abc" },
        ownerReferences: [{ kind: "ReplicaSet", name: set, controller: true }],
      },
    );
  const from = [{ namespaceSelector: { matchLabels: { team: "a" } }, podSelector: { matchLabels: { app: "web" } } }];
  const items = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "live", labels: { team: "a" } } },
    pod("api-abc-1", "api", "api-abc"),
    pod("api-abc-2", "api", "api-abc"),
    pod("web-abc-1", "web", "web-abc"),
    pod("job-abc-1", "job", "job-abc"),
    object("v1", "Service", "api", {
      spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: "http", protocol: "TCP" }] },
    }),
    object("networking.k8s.io/v1", "NetworkPolicy", "api", {
      spec: { podSelector: { matchLabels: { app: "api" } }, ingress: [{ from }] },
    }),
  ];
  const file = path.join(folder, "snapshot.json");
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: items.map((item) => ({ ...item, metadata: { uid: "1", ...item.metadata } })),
    }),
  );
  const { stdout } = reach("--to", "live/api", "--format", "json", "--snapshot", file);
  const caller = path.join(folder, "caller.yaml");
  writeFileSync(caller, app("far", { env: "{ name: LIVE_URL, value: 'http://api.live' }" }));
  const called = JSON.parse(reach("--format", "json", "--snapshot", file).stdout) as typeof everything;
  rmSync(caller);
  rmSync(file);
  // A manifest may call a Service that only the cluster has.
  assert.deepEqual(
    called.connections.map(({ from, to, verdict }) => `${from.name} → ${to.service.name}: ${verdict}`),
    ["far → api: blocked", "web → api: blocked"],
  );
  const everything = JSON.parse(stdout) as {
    connections: {
      from: { kind: string; name: string };
      to: { service: { name: string }; workload: { name: string } };
      verdict: string;
    }[];
  };
  const found = everything.connections;
  const verdicts = Object.fromEntries(
    found.map((pair) => [`${pair.from.kind} ${pair.from.name} → ${pair.to.workload.name}`, pair.verdict]),
  );
  assert.equal(verdicts["Deployment web → api"], "allowed");
  assert.equal(verdicts["Deployment job → api"], "blocked");
  assert.equal(verdicts["Deployment web → web"], undefined);
});
