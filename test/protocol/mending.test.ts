// Mending as an editor meets it: a finding, its fix, the command that shows the difference, and the question about a paste.

import assert from "node:assert/strict";
import test from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol";
import { type MendResult, mendRequest, previewMendingCommand } from "../../server/src/protocol.ts";
import { hostOf, open, pull, startPair } from "./pair.ts";

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
  await open(client, uri, pasted);
  const items = await pull(client, uri);
  assert.deepEqual(items.map((item) => item.code).sort(), ["manifest-damaged"]);
  const finding = items.find((item) => item.code === "manifest-damaged");
  const start = { line: 0, character: 0 };
  assert.deepEqual(finding?.range, { start, end: { line: 0, character: 14 } });
  const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start, end: start },
    context: { diagnostics: [], only: ["quickfix"] },
  });
  const fix = actions.find((action) => action.title === "Repair this manifest");
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
  assert.equal(unsure.others, undefined);
  assert.match(unsure.why ?? "", /换行/);
  const twofold = await ask("apiVersion: v1\nkind: ConfigMap\nmetadata:name: x\ndata:how: verytype: charm\n");
  const readings = [twofold.text ?? "", ...(twofold.others ?? [])];
  assert.equal(readings.length, 3);
  assert.equal(new Set(readings).size, 3);
  for (const reading of readings) assert.match(reading, /^data:\n {2}how: v/m);
  pair.close();
});

test("a mended paste has the indentation and the separators of its place", async () => {
  const pair = await startPair(hostOf({}));
  let version = 0;
  /** The file after the paste, with `|` where it goes, or `[` and `]` around what it replaces; undefined: nothing offered. */
  const pasteInto = async (marked: string, text = pasted) => {
    version += 1;
    const place = marked.search(/[|[]/);
    const plain = marked.replace(/[|[\]]/g, "");
    const length = marked.includes("[") ? marked.indexOf("]") - place - 1 : 0;
    const position = (offset: number) => {
      const lines = plain.slice(0, offset).split(/\r?\n/);
      return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    };
    const own = `file:///w/place-${version}.yaml`;
    const textDocument = { uri: own, languageId: "yaml", version, text: plain };
    await pair.client.sendNotification("textDocument/didOpen", { textDocument });
    const range = { start: position(place), end: position(place + length) };
    const answer = await pair.client.sendRequest<MendResult>(mendRequest, { text, place: { uri: own, range } });
    if (answer.text === undefined) return undefined;
    return plain.slice(0, place) + answer.text + plain.slice(place + length);
  };
  const indented = (by: string) => mended.replace(/\n(?=.)/g, `\n${by}`);
  const other = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";

  assert.equal(await pasteInto("|"), mended);
  assert.equal(await pasteInto("|", pasted.trimEnd()), mended.trimEnd());
  assert.equal(await pasteInto(`# mine\n\n|\n`), `# mine\n\n${mended}\n`);
  assert.equal(await pasteInto(`${other}|`), `${other}---\n${mended}`);
  assert.equal(await pasteInto(`${other}---\n|`), `${other}---\n${mended}`);
  assert.equal(await pasteInto(`|${other}`), `${mended}---\n${other}`);
  assert.equal(await pasteInto(`|${other}`, pasted.trimEnd()), `${mended}---\n${other}`);
  assert.equal(await pasteInto(`|\n---\n${other}`, pasted.trimEnd()), `${mended}---\n${other}`);
  assert.equal(await pasteInto(`[${other}]`), mended);
  assert.equal(await pasteInto(`${other}---\n[nonsense: 1\n]---\n${other}`), `${other}---\n${mended}---\n${other}`);
  assert.equal(await pasteInto("items:\n    |\nend: 1\n"), `items:\n    ${indented("    ")}\nend: 1\n`);
  assert.equal(await pasteInto("items:\n  - |\n"), `items:\n  - ${indented("    ")}\n`);
  // No manifest can stand behind a value, nor several of them in one.
  assert.equal(await pasteInto("name: |\n"), undefined);
  assert.equal(await pasteInto("items:\n  - |\n", `${pasted}---\n${pasted}`), undefined);
  pair.close();
});

test("several damaged documents of a file are mended in one go, the others are left alone", async () => {
  const pair = await startPair(hostOf({}), {
    initializationOptions: { commands: [previewMendingCommand] },
  });
  const { client } = pair;
  const good = "apiVersion: v1\nkind: Namespace\nmetadata: {name:   a}   # mine\n";
  const unsure = "apiVersion: v1\nkind: ConfigMap\nmetadata:name: x\ndata:how: verytype: charm\n";
  const actionsIn = async (text: string, line: number) => {
    await open(client, uri, text);
    const start = { line, character: 0 };
    const found = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start, end: start },
      context: { diagnostics: [], only: ["quickfix"] },
    });
    await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
    return found;
  };

  const text = [good, pasted, good, pasted].join("---\n");
  // On a line of the second damaged document that has no finding of its own.
  const actions = await actionsIn(text, 13);
  const all = actions.find(({ title }) => title === "Repair all 2 damaged manifests in this file");
  const range = { start: { line: 4, character: 0 }, end: { line: 17, character: 0 } };
  const newText = `${mended}---\n${good}---\n${mended}`;
  assert.deepEqual(all?.edit, { changes: { [uri]: [{ range, newText }] } });
  const own = actions.find(({ title }) => title === "Repair this manifest");
  assert.equal(own?.edit?.changes?.[uri]?.[0]?.range.start.line, 13);
  const titles = actions.map(({ title }) => title);
  assert.ok(titles.indexOf("Repair this manifest") < titles.indexOf("Repair all 2 damaged manifests in this file"));
  const look = actions.find(
    ({ title }) => title.startsWith("Repair all") && title.endsWith("(show the difference first)"),
  );
  assert.deepEqual(look?.command?.arguments, [{ uri, range, text: newText }]);

  // Its one field out of place would be no damage if it stood alone.
  const flat = [pasted, good, "apiVersion: v1\nkind: Namespace\nmetadata:\nname: b\n"].join("---\n");
  const both = (await actionsIn(flat, 0)).find(({ title }) => title === "Repair all 2 damaged manifests in this file");
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: b\n";
  assert.equal(both?.edit?.changes?.[uri]?.[0]?.newText, `${mended}---\n${good}---\n${namespace}`);

  // A fence around them all, and one that was whole.
  const fenced = await actionsIn(`\`\`\`yaml\n${pasted}---\n${good}\`\`\`\n`, 1);
  const opened = fenced.find(({ title }) => title === "Repair all 2 damaged manifests in this file");
  assert.equal(opened?.edit?.changes?.[uri]?.[0]?.newText, `${mended}---\n${good}`);

  const partly = await actionsIn([pasted, unsure, good, pasted].join("---\n"), 0);
  const some = partly.find(({ title }) => title.startsWith("Repair 2 of 3 damaged manifests in this file"));
  const lines = some?.edit?.changes?.[uri]?.map(({ range: { start }, newText: text }) => [start.line, text]);
  assert.deepEqual(lines, [
    [0, mended],
    [14, mended],
  ]);
  const one = (await actionsIn([pasted, unsure].join("---\n"), 0)).map(({ title }) => title);
  assert.ok(one.includes("Repair this manifest"));
  assert.ok(!one.some((title) => /damaged manifests in this file/.test(title)), one.join("\n"));
  const none = (await actionsIn([good, pasted].join("---\n"), 1)).map(({ title }) => title);
  assert.ok(!none.some((title) => title.startsWith("Mend")), none.join("\n"));
  pair.close();
});

test("the search for a mending waits until a text is opened, pasted into or asked about, neither for a key nor for being saved", async () => {
  const { client, close } = await startPair(hostOf({}));
  const healthy = mended.replace(" # 入口", "");
  let version = 1;
  const type = (text: string) =>
    client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ text }],
    });
  const codes = async () => [...new Set((await pull(client, uri)).map(({ code }) => code))];
  const fixes = async (triggerKind: 1 | 2) => {
    const end = { line: 5, character: 0 };
    const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end },
      context: { diagnostics: [], only: ["quickfix"], triggerKind },
    });
    return actions.map(({ title }) => title).filter((title) => /repair/i.test(title));
  };

  await open(client, uri, pasted);
  assert.deepEqual(await codes(), ["manifest-damaged"]);
  await type(`${pasted}#`);
  assert.deepEqual(await codes(), ["decode-syntax"], "a key");
  assert.deepEqual(await fixes(2), [], "asked by the editor itself, as it does after a key");
  assert.deepEqual((await fixes(1))[0], "Repair this manifest", "asked by somebody");
  await type(healthy);
  await type("");
  await type(pasted);
  assert.deepEqual(await codes(), ["manifest-damaged"], "a paste");
  await type(`${pasted}#`);
  await client.sendNotification("textDocument/didSave", { textDocument: { uri } });
  await client.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
  assert.deepEqual(await codes(), ["decode-syntax"], "saved: an editor does that by itself in every pause, too");
  await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
  await open(client, uri, `${pasted}#`);
  assert.deepEqual(await codes(), ["manifest-damaged"], "opened again");
  close();
});
