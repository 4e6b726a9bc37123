// What completion writes into an empty file: whole manifests, which the API server takes and `check` has nothing against.

import assert from "node:assert/strict";
import test from "node:test";
import type { CompletionItem, CompletionList, TextEdit } from "vscode-languageserver-protocol";
import { applied } from "../fixtures/answer.ts";
import { hostOf, open, type Pair, pull, startPair } from "./pair.ts";

let count = 0;

async function completed({ client }: Pair, text: string, line: number, character: number) {
  const uri = `file:///w/${count++}/new.yaml`;
  await open(client, uri, text);
  const answer = await client.sendRequest<CompletionItem[] | CompletionList>("textDocument/completion", {
    textDocument: { uri },
    position: { line, character },
  });
  await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
  return Array.isArray(answer) ? answer : answer.items;
}

const snippets = (items: readonly CompletionItem[]) => items.filter(({ kind }) => kind === 15);

test("an empty document is offered whole manifests, wherever it begins", async () => {
  const pair = await startPair(hostOf({}));
  const labels = [
    "Service ClusterIP",
    "Service NodePort",
    "Service LoadBalancer",
    "Service headless",
    "Service ExternalName",
    "Service + EndpointSlice",
    "Deployment + Service",
  ];
  const places: readonly [string, number, number][] = [
    ["", 0, 0],
    ["\n", 0, 0],
    ["# words\n", 1, 0],
    ["Serv", 0, 4],
    ["---\n", 1, 0],
    ["apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\n", 4, 0],
    ["apiVersion: v1\r\nkind: Namespace\r\n---\r\n\r\n", 4, 0],
  ];
  for (const [text, line, character] of places) {
    const items = snippets(await completed(pair, text, line, character));
    assert.deepEqual(
      items.map(({ label }) => label),
      labels,
      JSON.stringify(text),
    );
    const result = applied(text, [items[0]?.textEdit as TextEdit]);
    assert.match(result, /(^|\n)apiVersion: v1\r?\nkind: Service\r?\n/, JSON.stringify(text));
    assert.equal(result.includes("\r\n"), text.includes("\r\n"));
    assert.doesNotMatch(result, /[^\r]\n[\s\S]*\r\n|\r\n[\s\S]*[^\r]\n/, "one kind of line break");
  }
  pair.close();
});

test("other YAML, and a manifest that is begun, are offered none", async () => {
  const pair = await startPair(hostOf({}));
  assert.deepEqual(await completed(pair, "services:\n  web:\n    image: a\n", 3, 0), []);
  assert.deepEqual(await completed(pair, "on: push\n\n", 1, 0), []);
  const begun = await completed(pair, "apiVersion: v1\n", 1, 0);
  assert.deepEqual(
    begun.map(({ label }) => label),
    ["kind", "metadata", "spec"],
  );
  pair.close();
});

test("every example is accepted, and says what it is for in both languages", async () => {
  for (const locale of ["en", "zh-cn"]) {
    const pair = await startPair(hostOf({}), { initializationOptions: { locale } });
    for (const { label, detail, textEdit } of snippets(await completed(pair, "", 0, 0))) {
      assert.equal(/\p{Script=Han}/u.test(detail ?? ""), locale === "zh-cn", `${label}: ${detail}`);
      const uri = `file:///w/${count++}/example.yaml`;
      const text = (textEdit as TextEdit).newText;
      await open(pair.client, uri, text);
      const items = await pull(pair.client, uri);
      // That no pods are there yet is a hint at most where nothing else is in the workspace.
      const wrong = items.filter(({ severity, code }) => severity !== 4 && code !== "selector-matches-nothing");
      assert.deepEqual(wrong, [], text);
      await pair.client.sendNotification("textDocument/didClose", { textDocument: { uri } });
    }
    pair.close();
  }
});

test("an editor that knows tab stops gets them, equal values at one stop", async () => {
  const pair = await startPair(hostOf({}), {
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  const items = snippets(await completed(pair, "", 0, 0));
  const both = items.find(({ label }) => label === "Deployment + Service");
  assert.ok(both);
  assert.equal(both.insertTextFormat, 2);
  const text = (both.textEdit as TextEdit).newText;
  assert.equal(text.match(/\$\{1:my-app\}/g)?.length, 5);
  assert.match(text, /containerPort: \$\{3:8080\}/);
  assert.match(text, /targetPort: \$\{3:8080\}/);
  assert.match(text, /\n {2}name: \$\{4:my-service\}\n/);
  pair.close();
});
