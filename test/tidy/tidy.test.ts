// The walls of the house: who may import whom (docs/architecture.md), and the small habits that keep it readable.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { files, importsOf, sources, textOf } from "./repository.ts";

/** A room may import itself and the rooms named here. `mend` stands beside api-server. */
const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  schema: [],
  yaml: ["base"],
  model: ["base", "yaml"],
  "api-server": ["base", "schema", "yaml", "model"],
  mend: ["base", "schema", "yaml"],
  index: ["base", "yaml", "model", "api-server"],
  reach: ["base", "schema", "yaml", "model", "api-server", "index"],
  paths: ["base", "yaml", "model", "api-server", "index", "reach", "protocol.ts"],
  report: ["base", "yaml", "model", "index", "paths", "reach", "protocol.ts", "protocol-words.ts"],
  refactor: ["base", "yaml", "model", "api-server", "index", "paths", "report"],
  helm: ["base", "yaml"],
  charts: ["base", "yaml", "model", "helm", "index"],
  rules: ["base", "schema", "yaml", "model", "api-server", "index", "paths", "reach", "report", "refactor", "mend"],
  features: [
    "base",
    "schema",
    "yaml",
    "model",
    "api-server",
    "index",
    "paths",
    "reach",
    "report",
    "refactor",
    "rules",
    "mend",
    "helm",
    "charts",
    "protocol.ts",
    "protocol-words.ts",
  ],
  "protocol.ts": [],
  "live-face.ts": ["base"],
  "protocol-words.ts": ["base", "protocol.ts"],
  serving: ["base", "index", "helm", "charts", "features", "rules", "protocol.ts"],
  "server.ts": ["serving"],
};

/** Packages, and the only places that may import them. */
const packages: Readonly<Record<string, RegExp>> = {
  yaml: /^(server\/src\/yaml\/|test\/|server\/src\/.*\.test\.ts$)/,
  "vscode-languageserver": /^(server\/src\/(server\.ts|serving\/)|server\/(node|web|cli)\.ts|test\/)/,
  "vscode-languageserver-textdocument": /^(server\/src\/serving\/|test\/)/,
  "vscode-languageclient": /^(client\/|test\/)/,
  "vscode-languageserver-protocol": /^test\//,
  vscode: /^(client\/|test\/editor\/)/,
  "@dagrejs/dagre": /^client\/src\/diagram\/layout\.ts$/,
  // Live clusters, outside the core.
  "@kubernetes/client-node": /^server\/live\//,
  ws: /^(server\/live\/|test\/)/,
  "js-yaml": /^server\/live\//,
  ignore: /^(server\/files\.ts|client\/|test\/)/,
};

const hostOnly =
  /^(server\/[^/]+\.ts|server\/cli\/|server\/live\/|client\/|test\/|scripts\/|server\/src\/.*\.test\.ts$)/;

/** The room of a file of the core: its folder below server/src, or its own name. */
function roomOf(file: string): string | undefined {
  return /^server\/src\/([^/]+)/.exec(file)?.[1];
}

test("the core imports only downwards", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const room = roomOf(file);
    if (room === undefined || file.endsWith(".test.ts")) continue;
    for (const name of importsOf(file)) {
      if (!name.startsWith(".")) continue;
      const target = path.posix.join(path.posix.dirname(file), name);
      const to = roomOf(target);
      if (to === undefined) wrong.push(`${file} leaves the core: ${name}`);
      else if (to !== room && layers[room]?.includes(to) !== true) wrong.push(`${file} (${room}) imports ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("packages and Node are imported only where they may be", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    for (const name of importsOf(file)) {
      if (name.startsWith(".")) continue;
      if (name.startsWith("node:")) {
        if (!hostOnly.test(file)) wrong.push(`${file} imports ${name}`);
        continue;
      }
      const base = name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? name);
      const allowed = packages[base];
      if (allowed !== undefined && !allowed.test(file)) wrong.push(`${file} imports ${name}`);
      if (allowed === undefined && /^server\/src\/(?!.*\.test\.ts$)/.test(file))
        wrong.push(`${file} imports ${name}, which the table does not know`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the server's door to the editor is never the Node one inside the core", () => {
  const wrong = sources.filter(
    (file) =>
      file.startsWith("server/src/") &&
      [...importsOf(file)].some((name) => /^vscode-languageserver\/(node|browser)/.test(name)),
  );
  assert.deepEqual(wrong, []);
});

test("the client takes nothing from the server but the protocol and its words", () => {
  const wrong: string[] = [];
  for (const file of sources.filter((candidate) => candidate.startsWith("client/"))) {
    for (const name of importsOf(file)) {
      if (
        name.includes("server/") &&
        name.startsWith(".") &&
        !/server\/src\/(protocol|protocol-words|live-face|base\/(text|git-index))\.ts$/.test(name)
      )
        wrong.push(`${file} imports ${name}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every source file begins with a line that says its job", () => {
  const wrong = sources.filter((file) => {
    const [first = "", second = ""] = textOf(file).split("\n");
    return !(first.startsWith("#!") ? second : first).startsWith("// ");
  });
  assert.deepEqual(wrong, []);
});

/** A number with a point, or one that a cost takes up, outside of comments and texts. */
function* namelessPrices(source: string): Iterable<string> {
  const code = source.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  for (const [found] of code.matchAll(
    /^.*(?<![\w.])\d+\.\d.*$|^.*\b(?:cost|extra|skipped|passing)(?::| \+?=) [1-9].*$/gm,
  ))
    yield found.trim();
}

test("every price of mending has a name, in prices.ts", () => {
  const files = sources.filter((file) => /^server\/src\/mend\/(?!prices\.ts$|.*\.test\.ts$)/.test(file));
  assert.ok(files.length > 20);
  assert.deepEqual(
    files.flatMap((file) => [...namelessPrices(textOf(file))].map((line) => `${file}: ${line}`)),
    [],
  );
  assert.deepEqual(
    [...namelessPrices('let a = b ? 0.5 : 1; // 1.5\ncost += 4;\nsay("1.25");\nx = { cost: 0, extra: 3 };')],
    ["let a = b ? 0.5 : 1;", "cost += 4;", "x = { cost: 0, extra: 3 };"],
  );
});

test("no enum and no namespace in our sources (the linter sees to any and !)", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const text = textOf(file).replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, "");
    if (/^\s*(export\s+)?(const\s+)?enum\s/m.test(text)) wrong.push(`${file}: enum`);
    if (/^\s*(export\s+)?namespace\s/m.test(text)) wrong.push(`${file}: namespace`);
  }
  assert.deepEqual(wrong, []);
});

test("no path of a machine and no registry's address is committed", () => {
  // Spelt apart, so that this file does not hold what it looks for.
  const machine = new RegExp(["/", "work", "/(main|shared|\\.library)"].join(""));
  const registry = new RegExp(["registry", "npmjs", "org"].join("\\."));
  const wrong = files.filter((file) => {
    if (/\.(png|gif|ico|woff2?)$/.test(file)) return false;
    const text = textOf(file);
    return machine.test(text) || registry.test(text) || /"resolved":\s*"http/.test(text);
  });
  assert.deepEqual(wrong, []);
});

test("one copy of the language server protocol is installed", () => {
  const lock = JSON.parse(textOf("package-lock.json")) as {
    packages: Record<string, unknown>;
  };
  const copies = Object.keys(lock.packages).filter((name) =>
    name.endsWith("node_modules/vscode-languageserver-protocol"),
  );
  assert.deepEqual(copies, ["node_modules/vscode-languageserver-protocol"]);
});
