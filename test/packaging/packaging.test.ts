// The .vsix holds what it is meant to hold, its manifest tells the truth, and its words are there in both languages.
// test/run.mjs packs it before.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Context, createContext, runInContext } from "node:vm";
import { pages } from "../../scripts/docs.ts";
import { readZip } from "./read-zip.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const vsix = path.join(root, "kubernetes-service-paths.vsix");
const files = new Map([...readZip(readFileSync(vsix))].map(([name, data]) => [name.replace(/^extension\//, ""), data]));
const manifest: Record<string, unknown> = json("package.json");

const bundles = ["dist/client/main.js", "dist/client/diagram.js", "dist/server/main.js", "dist/live.js"];

const commandLine = readFileSync(path.join(root, "dist/cli.js"), "utf8");
const sources = [...bundles.map((name) => [name, text(name)] as const), ["dist/cli.js", commandLine] as const];

test("the rules' pages are what the rules and their fixtures say", () => {
  const packed = [...files.keys()].filter((name) => name.startsWith("dist/rules/"));
  const meant = pages();
  assert.deepEqual(packed.sort(), [...meant.keys()].map((name) => `dist/rules/${name}`).sort());
  for (const [name, page] of meant) assert.equal(text(`dist/rules/${name}`), page, name);
});

test("it holds bundles and assets, nothing else", () => {
  const meant = [
    /^(\[Content_Types\]\.xml|extension\.vsixmanifest|package\.json|LICENSE\.txt)$/,
    /^package\.nls(\.zh-cn)?\.json$/,
    /^l10n\/bundle\.l10n(\.zh-cn)?\.json$/,
    /^(readme|README\.zh-cn|changelog)\.md$/,
    /^dist\/(client|server)\/[a-z-]+\.(cjs|js)$|^dist\/(live\.js|licenses\.txt)$/,
    /^dist\/rules\/(en|zh-cn)\/[a-z0-9-]+\.md$/,
    /^media\/[\w./-]+\.(png|svg)$/,
    /^syntaxes\/[\w.-]+\.json$/,
  ];
  const names = [...files.keys()];
  assert.deepEqual(
    names.filter((name) => !meant.some((pattern) => pattern.test(name))),
    [],
  );
  assert.deepEqual(
    [...bundles, "dist/licenses.txt", "package.nls.json"].filter((name) => !files.has(name)),
    [],
  );
});

// A third of it are the pages of the rules, in two languages.
test("it is smaller than a megabyte and a half", () => {
  const { size } = statSync(vsix);
  assert.ok(size < 1_500_000, `${size} bytes`);
});

test("every file that the manifest names is in it", () => {
  const { bin, ...editors } = manifest;
  assert.deepEqual(bin, { "service-paths": "./dist/cli.js", "kubectl-service_paths": "./dist/cli.js" });
  const named = [...strings(editors)].filter((text) =>
    /^(\.\/)?[\w-]+\/[\w./-]+\.(cjs|js|json|svg|png|md)$/.test(text),
  );
  assert.ok(named.length >= 3, "the manifest names the bundle, twice, and an icon at least");
  assert.deepEqual(
    named.map((name) => path.posix.normalize(name)).filter((name) => !files.has(name)),
    [],
  );
  const { activationEvents } = manifest;
  assert.ok(Array.isArray(activationEvents) && !activationEvents.includes("*"), "it would start with every window");
});

test("its README shows no picture that it has not got", () => {
  const shown = [...text("readme.md").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, source = ""]) => source);
  assert.deepEqual(
    shown.filter((source) => !files.has(source)),
    [],
  );
});

test("a bundle needs nothing from node_modules", () => {
  const wrong: string[] = [];
  for (const [name, source] of sources) {
    for (const [, wanted = ""] of source.matchAll(/\brequire\("([^"]+)"\)/g)) {
      const isThere = wanted === "vscode" ? name === "dist/client/main.js" : isBuiltin(wanted);
      if (!isThere) wrong.push(`${name}: ${wanted}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("in a browser's worker the server answers, with nothing from Node", async () => {
  const answer = await new Promise<unknown>((resolve) => {
    const worker = browser({ postMessage: resolve, addEventListener: () => undefined });
    runInContext(text("dist/server/main.js"), worker);
    const initialize = { jsonrpc: "2.0", id: 1, method: "initialize", params: { processId: null, capabilities: {} } };
    // What arrives while the script is read waits until its first turn is over, as in a worker.
    setImmediate(() => (worker["onmessage"] as (event: unknown) => void)({ data: initialize }));
  });
  assert.match(JSON.stringify(answer), /"hoverProvider":true/);
});

test("in a browser's extension host the extension asks for VS Code and nothing else", async () => {
  const wanted = new Set<string>();
  const asked = new Set<PropertyKey>();
  const module = { exports: {} as { activate: (context: unknown) => Promise<unknown> } };
  const require = (name: string) => {
    wanted.add(name);
    return Object.create(anything() as object); // a bundle copies a module's own members and its prototype
  };
  runInContext(text("dist/client/main.js"), browser({ module, exports: module.exports, require }));
  // It cannot get far with an editor that is none, but it has read all that it needs when it asks for its place.
  await module.exports.activate(anything((name) => asked.add(name))).catch(() => undefined);
  assert.deepEqual([...wanted], ["vscode"]);
  assert.ok(asked.has("extensionUri"), "the browser's door was not taken");
});

test("the command line is one file that runs by itself", () => {
  assert.match(commandLine, /^#!\/usr\/bin\/env node\n/);
  assert.ok((statSync(path.join(root, "dist/cli.js")).mode & 0o111) !== 0, "not executable");
});

test("bundles carry no source map, and the licences of what they contain", () => {
  for (const [name, source] of sources) assert.doesNotMatch(source, /\bsourceMappingURL=/, name);
  for (const name of ["yaml", "vscode-languageclient", "vscode-languageserver"]) {
    assert.match(text("dist/licenses.txt"), new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((ISC|MIT)\\)$`, "m"));
  }
});

test("it tells no path of the machine that packed it, and no registry", () => {
  // Spelt apart, so that this file does not hold what it looks for.
  const registry = ["registry", "npmjs", "org"].join(".");
  const paths = [root, homedir()].filter((folder) => folder.split("/").length > 2);
  const wrong = [...files].filter(([, data]) => [registry, ...paths].some((word) => data.includes(word)));
  assert.deepEqual(
    wrong.map(([name]) => name),
    [],
  );
});

test("the manifest's words are there in both languages, and none is left over", () => {
  const en = json("package.nls.json");
  const zh = json("package.nls.zh-cn.json");
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const used = new Set([...strings(manifest)].flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []));
  assert.deepEqual([...used].sort(), Object.keys(en).sort());
  assertTranslated(en, zh);
});

test("the client's words are there in both languages", () => {
  const en = json("l10n/bundle.l10n.json");
  const zh = json("l10n/bundle.l10n.zh-cn.json");
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  assertTranslated(en, zh);
});

/** What a script finds in a browser, as far as our bundles look: no process, no require, no Buffer. */
function browser(more: Record<string, unknown>): Context & Record<string, unknown> {
  const { console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask } = globalThis;
  const { TextDecoder, TextEncoder, URL, AbortController } = globalThis;
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask };
  const context = createContext({ console, ...timers, TextDecoder, TextEncoder, URL, AbortController, ...more });
  context["self"] = context;
  return context;
}

/** Stands in for any object, function or class; tells which of its properties are asked for. */
function anything(tell: (name: PropertyKey) => void = () => undefined): unknown {
  return new Proxy(class {}, {
    get: (target, name) => {
      tell(name);
      // A promise that resolves to this must not wait for it.
      return name === "then" ? undefined : name === "prototype" ? target.prototype : anything();
    },
    apply: () => anything(),
    construct: () => anything() as object,
  });
}

/** Chinese where English says words, and the same placeholders in both. */
function assertTranslated(en: Record<string, unknown>, zh: Record<string, unknown>): void {
  const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(String).sort();
  for (const [key, english] of Object.entries(en)) {
    const chinese = zh[key];
    assert.ok(typeof english === "string" && typeof chinese === "string", key);
    assert.deepEqual(placeholders(chinese), placeholders(english), key);
    // What is left without Kubernetes' own terms and our name are words for people.
    const rest = english.replace(
      /\b(Kubernetes Service Paths|Service Paths|Argo CD|Flux|Gateway|Helm chart|Ingress|Pods|Service|Skaffold|kustomization)\b/g,
      "",
    );
    const isSaid = !/\p{L}/u.test(rest) || /\p{Script=Han}/u.test(chinese);
    assert.ok(isSaid, `${key} is not Chinese: ${chinese}`);
  }
}

function text(name: string): string {
  const data = files.get(name);
  assert.ok(data, `${name} is not in the .vsix`);
  return data.toString("utf8");
}

function json(name: string): Record<string, unknown> {
  return JSON.parse(text(name));
}

/** Every string in a JSON value, however deep. */
function* strings(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* strings(inner);
}
