// Each editor as it introduces itself gets findings, hovers and fixes, and the server outlives what it answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CodeAction,
  type Diagnostic,
  type Hover,
  type ProtocolConnection,
  ResponseError,
} from "vscode-languageserver-protocol/node";
import { type Editor, editors } from "./editors.ts";
import { hostOf, nextNotification, open, pull, startPair } from "./pair.ts";

const web = "file:///w/web.yaml";
const text =
  "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n  selector: { app: web }\n  ports: [{ port: 80, nodePort: 8080 }]\n";

/** Answers the server's own requests as the editor does. */
function answering({ registers }: Editor, requests: string[]) {
  return (client: ProtocolConnection) => {
    client.onRequest("client/registerCapability", (params: { registrations: { registerOptions?: unknown }[] }) => {
      requests.push(JSON.stringify(params.registrations.map((one) => one.registerOptions ?? null)));
      return registers === "refuses" ? new ResponseError(-32603, "no such pattern") : null;
    });
    for (const method of ["workspace/configuration", "window/workDoneProgress/create"]) {
      client.onRequest(method, (params: { items?: readonly unknown[] }) => params.items?.map(() => null) ?? null);
    }
  };
}

for (const editor of editors) {
  test(`${editor.name} gets findings, hovers and fixes`, async () => {
    const requests: string[] = [];
    const { client, initialized, close } = await startPair(
      hostOf({ [web]: text }),
      { capabilities: editor.capabilities },
      answering(editor, requests),
    );
    assert.ok((initialized.capabilities.positionEncoding ?? "utf-16") === "utf-16");
    const pulls = editor.capabilities.textDocument?.diagnostic !== undefined;
    const pushed = pulls ? undefined : nextNotification(client, "textDocument/publishDiagnostics");
    await open(client, web, text);
    const found = pulls
      ? await pull(client, web)
      : ((await pushed) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
    const wrong = found.find(({ code }) => code === "node-port-out-of-range");
    assert.ok(wrong !== undefined, JSON.stringify(found));
    const hover = await client.sendRequest<Hover | null>("textDocument/hover", {
      textDocument: { uri: web },
      position: { line: 4, character: 10 },
    });
    assert.ok(hover !== null);
    const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: web },
      range: wrong.range,
      context: { diagnostics: [wrong] },
    });
    assert.ok(actions.some(({ kind }) => kind === "quickfix"));
    if (editor.registers === "never-asked") assert.deepEqual(requests, []);
    // Emacs' reader of patterns knows no `*` in braces.
    assert.ok(requests.every((request) => !/\{[^}"]*\*/.test(request)));
    await client.sendRequest("shutdown");
    close();
  });
}
