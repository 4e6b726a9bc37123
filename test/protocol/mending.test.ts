// Mending as an editor meets it: a finding, its fix, the command that shows the difference, and the question about a paste.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeAction, DocumentDiagnosticReport } from "vscode-languageserver-protocol";
import { type MendResult, mendRequest, previewMendingCommand } from "../../server/src/protocol.ts";
import { hostOf, startPair } from "./pair.ts";

const pasted =
  "apiVersion: v1\nkind: Service\nmetadata:name: web # 入口\nspec:selector:app: webports:- port: 80targetPort: 8080\n";
const mended = `apiVersion: v1
kind: Service
metadata:
  name: web # 入口
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
`;
const uri = "file:///w/pasted.yaml";

test("a damaged document has a finding, a fix, and a difference to look at first", async () => {
  const pair = await startPair(hostOf({}), { initializationOptions: { commands: [previewMendingCommand] } });
  const { client } = pair;
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text: pasted },
  });
  const report = await client.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", {
    textDocument: { uri },
  });
  assert.equal(report.kind, "full");
  const items = report.kind === "full" ? report.items : [];
  assert.deepEqual(items.map((item) => item.code).sort(), ["decode-syntax", "manifest-damaged"]);
  const finding = items.find((item) => item.code === "manifest-damaged");
  const start = { line: 0, character: 0 };
  assert.deepEqual(finding?.range, { start, end: { line: 0, character: 14 } });
  const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start, end: start },
    context: { diagnostics: [], only: ["quickfix"] },
  });
  const fix = actions.find((action) => action.title === "Mend this manifest");
  assert.equal(fix?.isPreferred, true);
  const whole = { start, end: { line: 4, character: 0 } };
  assert.deepEqual(fix?.edit, { changes: { [uri]: [{ range: whole, newText: mended }] } });
  const preview = actions.find((action) => action.command?.command === previewMendingCommand);
  assert.deepEqual(preview?.command?.arguments, [{ uri, range: whole, text: mended }]);
  pair.close();
});

test("a paste can be mended before it stands anywhere", async () => {
  const pair = await startPair(hostOf({}), { initializationOptions: { locale: "zh-cn" } });
  const ask = (text: string) => pair.client.sendRequest<MendResult>(mendRequest, { text });
  assert.deepEqual(await ask(pasted), { kind: "mended", text: mended });
  assert.deepEqual(await ask(mended), { kind: "intact" });
  assert.match((await ask("apiVersion: v1\nkind: {{ .x }}\n")).why ?? "", /模板/);
  const unsure = await ask("apiVersion: v1 kind: ConfigMap metadata: name: a data: run.sh: | set -e echo hi");
  assert.equal(unsure.kind, "unsure");
  assert.match(unsure.why ?? "", /换行/);
  pair.close();
});
