// The store of Services: a change costs one request, whoever listens, and an older answer never hides a newer one.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { ServicePaths } from "../../server/src/protocol.ts";
import { makeServices, type Need, withFile } from "./services.ts";
import { database, embed } from "./tree/example-services.ts";

const file = embed.uri ?? "";

/** A store over a server that answers at once by the clock's `took`, and writes down what it was asked. */
function store(took = 10, atHand: string | undefined = file) {
  const asked: (string | undefined)[] = [];
  const times = { took, clock: 0 };
  const services = makeServices({
    ask: async ({ uri }) => {
      asked.push(uri);
      times.clock += times.took;
      return uri === undefined ? [embed, database] : [{ ...embed, type: "LoadBalancer" }];
    },
    atHand: () => atHand,
    now: () => times.clock,
  });
  const keep = (...needs: readonly Need[]) => needs.map((need) => services.keep(() => need));
  return { services, asked, times, keep };
}

/** Lets every answer that is under way arrive. */
const answers = () => new Promise((resolve) => setImmediate(resolve));

test("a keystroke costs one request, however many listen", async () => {
  const { services, asked, keep } = store();
  keep("all", "file", "later", "all", "file");
  for (const expected of [1, 2, 3]) {
    services.changed();
    await answers();
    assert.equal(asked.length, expected);
  }
  assert.deepEqual(asked, [undefined, undefined, undefined]);
  services.dispose();
});

test("where only the file at hand is shown, only that is asked for, and all of them when it is calm", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { services, asked, keep } = store();
  keep("file", "later");
  services.changed();
  services.changed();
  await answers();
  // The second key came while the first answer was under way.
  assert.deepEqual(asked, [file, file]);
  t.mock.timers.tick(1499);
  assert.equal(asked.length, 2);
  t.mock.timers.tick(1);
  assert.deepEqual(asked, [file, file, undefined]);
  await answers();
  services.dispose();
});

test("nobody listens, nothing is asked; whoever comes later learns that something has changed", async () => {
  const { services, asked } = store();
  services.changed();
  await answers();
  assert.deepEqual(asked, []);
  await Promise.all([services.refreshIfStale(), services.refreshIfStale()]);
  await services.refreshIfStale();
  assert.deepEqual(asked, [undefined]);
  services.dispose();
});

test("while answers about everything are slow, an edit asks for its file alone", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { services, asked, times, keep } = store();
  keep("all", "file");
  services.changed();
  await answers();
  times.took = 1000;
  services.changed();
  await answers();
  assert.deepEqual(asked, [undefined, undefined]);
  services.changed();
  await answers();
  assert.deepEqual(asked, [undefined, undefined, file]);
  assert.deepEqual(
    services.all()?.map(({ type }) => type),
    ["LoadBalancer", "ClusterIP"],
  );
  t.mock.timers.tick(3000);
  assert.deepEqual(asked, [undefined, undefined, file, undefined]);
  await answers();
  services.dispose();
});

test("another file at hand is asked for, unless all is known already", async () => {
  const { services, asked, keep } = store();
  keep("file");
  services.changed();
  await answers();
  services.handChanged();
  await answers();
  assert.deepEqual(asked, [file]);
  await services.refresh();
  services.handChanged();
  await answers();
  assert.deepEqual(asked, [file, undefined]);
  assert.deepEqual(services.inFile(database.uri ?? ""), [database]);
  services.dispose();
});

test("an answer about all Services does not hide what the file at hand has said since", async () => {
  const open: ((services: readonly ServicePaths[]) => void)[] = [];
  const services = makeServices({
    ask: () => new Promise((resolve) => open.push(resolve)),
    atHand: () => file,
  });
  const told: (string | undefined)[] = [];
  services.onDidChange(() => told.push(services.inFile(file)[0]?.type));
  const all = services.refresh();
  services.keep(() => "file");
  services.changed();
  const [answerAll, answerFile] = open;
  answerFile?.([{ ...embed, type: "LoadBalancer" }]);
  await answers();
  answerAll?.([embed, database]);
  await all;
  assert.deepEqual(told, ["LoadBalancer", "LoadBalancer"]);
  assert.deepEqual(
    services.all()?.map(({ type }) => type),
    ["LoadBalancer", "ClusterIP"],
  );
  services.forget();
  assert.equal(services.all(), undefined);
  assert.deepEqual(services.inFile(file), []);
  services.dispose();
});

test("a server that fails costs an answer, not the store", async () => {
  const ask = mock.fn(async () => {
    throw new Error("gone");
  });
  const services = makeServices({ ask, atHand: () => file });
  services.keep(() => "all");
  services.changed();
  await answers();
  await assert.rejects(services.refresh());
  assert.equal(ask.mock.callCount(), 2);
  assert.equal(services.all(), undefined);
  services.dispose();
});

test("URIs that differ in what they escape are one file", async () => {
  const services = makeServices({
    ask: async () => [{ ...embed, uri: "file:///w/a b.yaml" }],
    atHand: () => undefined,
    normal: (uri) => uri.replaceAll(" ", "%20"),
  });
  await services.refresh();
  assert.equal(services.inFile("file:///w/a%20b.yaml").length, 1);
  services.dispose();
});

test("a file's Services are exchanged in their place", () => {
  const third = { ...embed, name: "third", uri: "file:///w/third.yaml" };
  const renamed = { ...database, name: "renamed" };
  const names = (services: readonly ServicePaths[]) => services.map((service) => service.name);
  assert.deepEqual(names(withFile([embed, database, third], database.uri ?? "", [renamed, database])), [
    "embed",
    "renamed",
    "database",
    "third",
  ]);
  assert.deepEqual(names(withFile([embed, database], database.uri ?? "", [])), ["embed"]);
  assert.deepEqual(names(withFile([embed], "file:///w/third.yaml", [third])), ["embed", "third"]);
});
