// Clients that answer the server's own requests with an error, with nothing, with something else, late or never.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Diagnostic, type ProtocolConnection, ResponseError } from "vscode-languageserver-protocol/node";
import type { Host } from "../../server/src/server.ts";
import { hostOf, nextNotification, open, pull, startPair } from "./pair.ts";

const web = "file:///w/web.yaml";
const text =
  "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n  selector: { app: web }\n  ports: [{ port: 80, nodePort: 8080 }]\n";
const pods =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: web }] }\n";

/** Everything that a client may be asked for. */
const asked = [
  "client/registerCapability",
  "workspace/diagnostic/refresh",
  "workspace/inlayHint/refresh",
  "workspace/codeLens/refresh",
  "workspace/configuration",
  "window/workDoneProgress/create",
  "servicePaths/listManifests",
  "servicePaths/readFile",
  "servicePaths/listChartFiles",
  "servicePaths/readBytes",
];

const everything = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
  textDocument: { diagnostic: {} },
  window: { workDoneProgress: true },
};

const fromClient = { ...everything, experimental: { servicePaths: { files: true } } };

/** A clock that the test winds: everybody's patience ends at once. */
function windUp(): { readonly after: Host["after"]; end(): void } {
  const waiting = new Set<() => void>();
  return {
    after: (_milliseconds, act) => {
      waiting.add(act);
      return () => waiting.delete(act);
    },
    end: () => {
      const all = [...waiting];
      waiting.clear();
      for (const act of all) act();
    },
  };
}

interface Watch {
  /** Methods that were asked for. */
  readonly requests: string[];
  /** Lines of the log. */
  readonly lines: string[];
}

function answering(answer: (method: string) => unknown, watch: Watch) {
  return (client: ProtocolConnection) => {
    for (const method of asked) {
      client.onRequest(method, () => {
        watch.requests.push(method);
        return answer(method);
      });
    }
    client.onNotification("window/logMessage", ({ message }: { message: string }) => {
      watch.lines.push(message);
    });
  };
}

const manyFiles = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`file:///w/${index}.yaml`, pods]));

async function hovers(client: ProtocolConnection): Promise<boolean> {
  const position = { line: 4, character: 10 };
  return (await client.sendRequest("textDocument/hover", { textDocument: { uri: web }, position })) !== null;
}

const rulesOf = (found: readonly Diagnostic[]) => found.map(({ code }) => code);

const answers: Readonly<Record<string, () => unknown>> = {
  "an error": () => new ResponseError(-32603, "not\nhere"),
  nothing: () => null,
  "a number": () => 42,
  "a list of anything": () => [null, 7, { uri: 5 }, [[]]],
  "an object": () => ({ settings: "all" }),
  never: () => new Promise(() => {}),
};

for (const [name, answer] of Object.entries(answers)) {
  test(`a client that reads no files for the server and answers with ${name}`, async () => {
    const watch: Watch = { requests: [], lines: [] };
    const pair = await startPair(hostOf(manyFiles), { capabilities: everything }, answering(answer, watch));
    await nextNotification(pair.client, "servicePaths/pathsChanged");
    await open(pair.client, web, text);
    assert.ok(rulesOf(await pull(pair.client, web)).includes("node-port-out-of-range"));
    assert.ok(await hovers(pair.client));
    for (const method of asked.slice(0, 6)) assert.ok(watch.requests.includes(method), method);
    if (name === "an error") assert.equal(watch.lines.length, watch.requests.length);
    for (const line of watch.lines) assert.doesNotMatch(line, /[\r\n]/);
    pair.close();
  });

  test(`a client that sees the files and answers with ${name}`, async () => {
    const watch: Watch = { requests: [], lines: [] };
    const pair = await startPair(hostOf({}), { capabilities: fromClient }, answering(answer, watch));
    await open(pair.client, web, text);
    assert.ok(rulesOf(await pull(pair.client, web)).includes("node-port-out-of-range"));
    assert.ok(await hovers(pair.client));
    assert.ok(watch.requests.includes("servicePaths/listManifests"));
    pair.close();
  });
}

const chart: Readonly<Record<string, unknown>> = {
  "servicePaths/listManifests": ["file:///w/chart/Chart.yaml", "file:///w/chart/values.yaml"],
  "servicePaths/readFile": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
};

for (const [name, answer] of Object.entries(answers)) {
  for (const method of ["servicePaths/listChartFiles", "servicePaths/readBytes"]) {
    test(`a client that answers ${method} with ${name}`, async () => {
      const listed = { ...chart, "servicePaths/listChartFiles": ["file:///w/chart/charts/base.tgz"] };
      const own = (each: string) => (each === method ? answer() : ((listed as typeof chart)[each] ?? null));
      const watch: Watch = { requests: [], lines: [] };
      const pair = await startPair(hostOf({}), { capabilities: fromClient }, answering(own, watch));
      await open(pair.client, web, text);
      const found = async () => rulesOf(await pull(pair.client, web));
      while (!watch.requests.includes(method)) await found();
      assert.ok((await found()).includes("node-port-out-of-range"));
      assert.ok(await hovers(pair.client));
      pair.close();
    });
  }
}

test("files that are not given for too long are not there, until they come after all", async () => {
  const clock = windUp();
  let list: (uris: string[]) => void = () => {};
  let read: (text: string) => void = () => {};
  const late: Readonly<Record<string, () => unknown>> = {
    "servicePaths/listManifests": () => new Promise((resolve) => (list = resolve)),
    "servicePaths/readFile": () => new Promise((resolve) => (read = resolve)),
  };
  const watch: Watch = { requests: [], lines: [] };
  const pair = await startPair(
    { ...hostOf({}), after: clock.after },
    { capabilities: fromClient },
    answering((method) => late[method]?.() ?? null, watch),
  );
  await open(pair.client, web, text);
  const found = async () => rulesOf(await pull(pair.client, web));
  assert.ok(!(await found()).includes("selector-matches-nothing"), "nobody knows yet what is there");

  const goesOn = nextNotification(pair.client, "servicePaths/pathsChanged");
  clock.end();
  await goesOn;
  assert.ok((await found()).includes("selector-matches-nothing"));
  assert.equal(watch.lines.length, 1);

  list(["file:///w/pods.yaml"]);
  while (!watch.requests.includes("servicePaths/readFile")) await found();
  assert.ok(!(await found()).includes("selector-matches-nothing"), "it is being read");
  const readOn = nextNotification(pair.client, "servicePaths/pathsChanged");
  clock.end();
  await readOn;
  assert.ok((await found()).includes("selector-matches-nothing"));

  const atLast = nextNotification(pair.client, "servicePaths/pathsChanged");
  read(pods);
  await atLast;
  assert.ok(!(await found()).includes("selector-matches-nothing"));
  pair.close();
});

test("a client that gives no settings at the start is asked for them, and again when they change", async () => {
  let nodePortRange = "8000-8100";
  const watch: Watch = { requests: [], lines: [] };
  const ask = (method: string) => (method === "workspace/configuration" ? [{ nodePortRange }] : null);
  const pair = await startPair(hostOf({}), { capabilities: everything }, answering(ask, watch));
  await open(pair.client, web, text);
  const found = async () => rulesOf(await pull(pair.client, web));
  while (!watch.requests.includes("workspace/configuration")) await found();
  assert.ok(!(await found()).includes("node-port-out-of-range"));
  nodePortRange = "30000-32767";
  const changed = nextNotification(pair.client, "servicePaths/pathsChanged");
  await pair.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await changed;
  assert.ok((await found()).includes("node-port-out-of-range"));
  pair.close();
});

test("messages that make no sense cost an answer and nothing else", async () => {
  const watch: Watch = { requests: [], lines: [] };
  const pair = await startPair(
    hostOf({}),
    {
      capabilities: { workspace: { workspaceFolders: true }, textDocument: { diagnostic: {} } },
      initializationOptions: { settings: "none", commands: 7, locale: [], rules: {} },
    },
    answering(() => null, watch),
  );
  const nonsense: Readonly<Record<string, unknown>> = {
    "workspace/didChangeWatchedFiles": {},
    "workspace/didChangeWorkspaceFolders": { event: {} },
    "workspace/didChangeConfiguration": { settings: { servicePaths: null } },
    "servicePaths/clusterSnapshot": { context: 1 },
    "servicePaths/earlierText": { uri: web, text: 7 },
  };
  for (const [method, params] of Object.entries(nonsense)) await pair.client.sendNotification(method, params as object);
  const empty: Readonly<Record<string, unknown>> = {
    "textDocument/diagnostic": { kind: "full", items: [] },
    "workspace/diagnostic": { items: [] },
    "workspace/symbol": [],
    "textDocument/references": [],
    "textDocument/rename": null,
    "callHierarchy/incomingCalls": null,
    "servicePaths/newService": null,
    "servicePaths/typeChoices": null,
  };
  for (const [method, nothing] of Object.entries(empty))
    assert.deepEqual(await pair.client.sendRequest(method, {}), nothing, method);
  await open(pair.client, web, text);
  assert.ok(rulesOf(await pull(pair.client, web)).includes("node-port-out-of-range"));
  pair.close();
});
