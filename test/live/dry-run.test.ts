// A dry run against a real control plane: its answer is the server's, and nothing changes there.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { connect, type OpenConnection } from "../../server/live/connection.ts";
import type { DryRunAnswer } from "../../server/src/live-face.ts";
import { type Json, namespace, service, startWorld, type World } from "./world.ts";

let world: World;
let connection: OpenConnection;

before(async () => {
  world = await startWorld();
  await world.create(namespace("shop"), service("shop", "web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
  const live = new Promise<void>((resolve) => {
    connection = connect({
      kubeconfig: world.kubeconfig("dry"),
      environment: {},
      onMessage: () => undefined,
      onChange: ({ phase }) => {
        if (phase === "live") resolve();
      },
    });
  });
  await live;
});
after(async () => {
  connection.stop();
  await world.stop();
});

const ask = (name: string, spec: Json): Promise<DryRunAnswer> => connection.dryRun(service("shop", name, spec));

test("a Service that is not there would be created, and is not", async () => {
  assert.deepEqual(await ask("fresh", { ports: [{ port: 80 }] }), {
    verdict: "accepted",
    asked: "create",
    warnings: [],
  });
  await assert.rejects(world.ask("GET", "/api/v1/namespaces/shop/services/fresh"), /404/);
});

test("one that is there would be replaced, and stays as it is", async () => {
  const path = "/api/v1/namespaces/shop/services/web";
  const before = JSON.stringify(await world.ask("GET", path));
  const answer = await ask("web", { selector: { app: "web" }, ports: [{ port: 8080 }] });
  assert.deepEqual(answer, { verdict: "accepted", asked: "replace", warnings: [] });
  const refused = await ask("web", { clusterIP: "10.96.7.7", ports: [{ port: 80 }] });
  assert.equal(refused.verdict === "refused" && refused.status, 422);
  assert.match(
    refused.verdict === "refused" ? refused.causes.join() : "",
    /spec.clusterIPs\[0\]: .*may not change once set/,
  );
  assert.equal(JSON.stringify(await world.ask("GET", path)), before);
});

test("what the server has against it comes in its words, and warnings too", async () => {
  const refused = await ask("fresh", { type: "NodePort", ports: [{ port: 0 }, { port: 80, name: "A" }] });
  assert.ok(refused.verdict === "refused" && refused.asked === "create");
  assert.ok(refused.causes.length >= 3, refused.causes.join("\n"));
  const unknown = await ask("fresh", { ports: [{ port: 80 }], selectors: {} });
  assert.match(unknown.verdict === "refused" ? unknown.message : "", /unknown field "spec.selectors"/);
  const warned = await ask("fresh", {
    ports: [{ port: 80 }],
    externalIPs: ["1.2.3.4"],
    sessionAffinity: "ClientIP",
    clusterIP: "None",
  });
  assert.ok(warned.verdict === "accepted" && warned.warnings.length > 0, JSON.stringify(warned));
});
