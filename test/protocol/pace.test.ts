// Long requests rest, so that others have their turn, and end when nobody waits for them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CancellationTokenSource,
  type Location,
  LSPErrorCodes,
  type WorkspaceDiagnosticReport,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { pathsReportRequest, pathsRequest } from "../../server/src/protocol.ts";
import { hostOf, nextNotification, open, type Pair, startPair } from "./pair.ts";

const web = "file:///w/web.yaml";
const service =
  "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n  selector: { app: web }\n  ports: [{ port: 80, nodePort: 8080 }]\n";
const pods = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: web, env: [{ name: URL, value: "http://web" }] }] }\n`;
const files = {
  [web]: service,
  ...Object.fromEntries(["a", "b", "c", "d"].map((name) => [`file:///w/${name}.yaml`, pods(name)])),
};

/** A pair whose server rests after every step for as long as `meanwhile` takes; the first time only, then it goes on. */
async function resting(meanwhile: (pair: Pair) => Promise<void>): Promise<{ pair: Pair; rests: () => number }> {
  let rests = 0;
  let pair: Pair | undefined;
  const rest = () => {
    if (pair === undefined) return undefined;
    rests++;
    return rests === 1 ? meanwhile(pair) : Promise.resolve();
  };
  let loaded: Promise<unknown> = Promise.resolve();
  const started = await startPair({ ...hostOf(files), rest }, {}, (client) => {
    loaded = nextNotification(client, "servicePaths/pathsChanged");
  });
  await loaded;
  pair = started;
  return { pair, rests: () => rests };
}

/** Something short: when it is answered, the server has read what was sent before. */
async function others({ client }: Pair): Promise<void> {
  assert.ok(await client.sendRequest("textDocument/documentSymbol", { textDocument: { uri: web } }));
}

const atName = { textDocument: { uri: web }, position: { line: 2, character: 19 } };
const atLabel = { textDocument: { uri: web }, position: { line: 5, character: 22 } };

const long: Readonly<Record<string, object | null>> = {
  "workspace/diagnostic": { previousResultIds: [] },
  "textDocument/references": { ...atLabel, context: { includeDeclaration: true } },
  "textDocument/documentHighlight": atLabel,
  "textDocument/prepareRename": atName,
  "textDocument/rename": { ...atName, newName: "front" },
  [pathsRequest]: {},
  [pathsReportRequest]: { format: "markdown" },
};

for (const [method, params] of Object.entries(long)) {
  test(`${method}: others have their turn, and a cancelled one ends`, async () => {
    const source = new CancellationTokenSource();
    const { pair, rests } = await resting(async (meanwhile) => {
      await others(meanwhile);
      source.cancel();
      await others(meanwhile);
    });
    await assert.rejects(pair.client.sendRequest(method, params, source.token), {
      code: LSPErrorCodes.RequestCancelled,
    });
    assert.equal(rests(), 1);
    pair.close();
  });

  test(`${method}: with rests it answers as without`, async () => {
    const { pair, rests } = await resting(others);
    const answer = await pair.client.sendRequest(method, params);
    assert.ok(rests() > 0);
    const { pair: other } = await resting(() => Promise.resolve());
    assert.deepEqual(answer, await other.client.sendRequest(method, params));
    pair.close();
    other.close();
  });
}

test("a text that changes while a request rests is read anew", async () => {
  const change = async (meanwhile: Pair) => {
    await open(meanwhile.client, web, `# one more line\n${service}`);
    await others(meanwhile);
  };
  const { pair } = await resting(change);
  const found = await pair.client.sendRequest<Location[]>("textDocument/references", {
    textDocument: { uri: "file:///w/a.yaml" },
    position: { line: 6, character: 32 },
    context: { includeDeclaration: false },
  });
  assert.ok(found.some(({ uri, range }) => uri === web && range.start.line === 6));
  pair.close();
});

test("a rename over a text that changes while it rests says the lines as they are now", async () => {
  const { pair } = await resting(async (meanwhile) => {
    await open(meanwhile.client, "file:///w/a.yaml", `# one more line\n${pods("a")}`);
    await others(meanwhile);
  });
  const edit = await pair.client.sendRequest<WorkspaceEdit>("textDocument/rename", { ...atName, newName: "front" });
  assert.deepEqual(
    edit.changes?.["file:///w/a.yaml"]?.map(({ range }) => range.start.line),
    [8],
  );
  pair.close();
});

test("who types all the time gets an answer all the same", async () => {
  let typed = 0;
  let pair: Pair | undefined;
  const type = async (meanwhile: Pair) => {
    const text = `${pods("a")}# ${++typed}\n`;
    const textDocument = { uri: "file:///w/a.yaml", version: typed + 1 };
    await meanwhile.client.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    await others(meanwhile);
  };
  const rest = () => (pair === undefined ? undefined : type(pair));
  let loaded: Promise<unknown> = Promise.resolve();
  const started = await startPair({ ...hostOf(files), rest }, {}, (client) => {
    loaded = nextNotification(client, "servicePaths/pathsChanged");
  });
  await loaded;
  await open(started.client, "file:///w/a.yaml", pods("a"));
  await others(started);
  pair = started;
  const report = await started.client.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", {
    previousResultIds: [],
  });
  assert.equal(report.items.length, 5);
  started.close();
});
