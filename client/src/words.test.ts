// Every sentence of the client exists in both languages, and every command, setting and menu has its words.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), "utf8")) as Record<string, unknown>;
const source = (path: string) => readFileSync(new URL(path, root), "utf8");

/** The first argument of every call of `t`, which is how the client says anything. */
function sentences(): Set<string> {
  const files = readdirSync(fileURLToPath(new URL("client/src", root)), { recursive: true, encoding: "utf8" });
  const found = new Set<string>();
  for (const file of files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
    for (const [, literal = ""] of source(`client/src/${file.replaceAll("\\", "/")}`).matchAll(
      /\bt\(\s*("(?:[^"\\]|\\.)*")/g,
    )) {
      found.add(JSON.parse(literal) as string);
    }
  }
  return found;
}

test("both bundles hold exactly the sentences that the client says", () => {
  const said = [...sentences()].sort();
  assert.ok(said.length > 50);
  for (const bundle of ["l10n/bundle.l10n.json", "l10n/bundle.l10n.zh-cn.json"]) {
    assert.deepEqual(Object.keys(json(bundle)).sort(), said, bundle);
  }
});

test("a translation has the gaps of its sentence", () => {
  const gaps = (text: unknown) => [...String(text).matchAll(/\{\d\}/g)].map(String).sort();
  for (const [sentence, translation] of Object.entries(json("l10n/bundle.l10n.zh-cn.json"))) {
    assert.deepEqual(gaps(translation), gaps(sentence), sentence);
  }
});

test("package.json's words are there in both languages, and no others", () => {
  const asked = new Set([...source("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
  const sorted = [...asked].sort();
  assert.deepEqual(Object.keys(json("package.nls.json")).sort(), sorted);
  assert.deepEqual(Object.keys(json("package.nls.zh-cn.json")).sort(), sorted);
});

test("every command that package.json names is registered, and every button's icon is a codicon", () => {
  const { contributes } = json("package.json") as { contributes: { commands: { command: string; icon?: string }[] } };
  const client = [
    "commands.ts",
    "environments.ts",
    "helm-values.ts",
    "mending.ts",
    "rendered-manifest.ts",
    "status-bar.ts",
  ]
    .map((file) => source(`client/src/${file}`))
    .join("\n");
  for (const { command, icon } of contributes.commands) {
    assert.ok(client.includes(`"${command}"`), `${command} is registered nowhere`);
    assert.match(icon ?? "$(none)", /^\$\([a-z-]+\)$/);
  }
});
