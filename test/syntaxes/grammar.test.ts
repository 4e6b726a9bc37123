// The injection grammar colours what a Service's reader looks for, and takes nothing away from YAML's own scopes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { loadGrammars, textmate, yamlGrammars } from "./grammars.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const injection = path.join(top, "syntaxes/service-paths.injection.tmLanguage.json");

for (const { name, folder, cases } of yamlGrammars(top)) {
  test(`scopes on ${name}`, () => {
    const cli = path.join(top, "node_modules/vscode-tmgrammar-test/dist/unit.js");
    const grammars = [injection, ...loadGrammars(folder)].flatMap((file) => ["-g", file]);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, ...grammars, "--config", path.join(top, "package.json"), ...cases],
      {
        cwd: path.join(top, "test/syntaxes"),
        encoding: "utf8",
      },
    );
    assert.equal(status, 0, stdout + stderr);
  });

  test(`YAML's own scopes stay below on ${name}`, async () => {
    const plain = await textmate(folder, undefined);
    const injected = await textmate(folder, injection);
    let added = 0;
    for (const file of sampleFiles()) {
      const before = plain(file);
      const after = injected(file);
      assert.equal(before.length, after.length);
      before.forEach((line, index) => {
        line.forEach((scopes, column) => {
          const now = after[index]?.[column] ?? [];
          const kept = now.filter((scope) => !scope.endsWith(".service-paths"));
          assert.deepEqual(kept, scopes, `line ${index + 1}, column ${column + 1}`);
          if (now.some((scope) => scope.endsWith(".service-paths"))) added++;
        });
      });
    }
    assert.ok(added > 0, "nothing is coloured");
  });
}

/** Keys and values that the patterns look for, in every way that YAML can write or hide them. */
const value = fc.constantFrom(
  ...["NodePort", "None", "80", "http", "true", "null", "1e3", "0x50", "10.96.0.10", "fd00::/64", "203.0.113.0/24"],
  ...["http://api.shop.svc.cluster.local:80/x", "queue.shop-data.svc:7000", "a.b.svc:", "12:30:45", "2026-01-31", ""],
);
const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "  ", "    ", "- ", "  - "),
      fc.constantFrom("type", '"type"', "port", "targetPort", "clusterIP", "value", "a.b.svc", "? x"),
      fc.constantFrom(": ", ":  ", ":", " : "),
      fc.constantFrom("", "|", ">-", "&a ", "!!str ", "*a ", "- "),
      value,
      fc.constantFrom("", " # port: 80", "# x", " x", ",", "\r"),
    )
    .map((parts) => parts.join("")),
  fc.tuple(value, fc.constantFrom('"', "'")).map(([text, quote]) => `  value: ${quote}${text}${quote}`),
  fc.tuple(value, value).map(([one, two]) => `  ports: [{ port: ${one}, type: ${two} }, ${one}]`),
  value.map((text) => `# port: ${text}`),
  value.map((text) => `    ${text}`),
  fc.constantFrom("---", "...", "", "  value: |", "    type: NodePort"),
);

test("YAML's own scopes stay below, whatever the text", async () => {
  for (const { folder } of yamlGrammars(top)) {
    const plain = await textmate(folder, undefined);
    const injected = await textmate(folder, injection);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join("\n");
        const kept = injected(text).map((scopes) =>
          scopes.map((of) => of.filter((scope) => !scope.endsWith(".service-paths"))),
        );
        assert.deepEqual(kept, plain(text));
      }),
      { numRuns: 300, seed: 7 },
    );
  }
});

test("every pattern stays on one line", () => {
  const { patterns } = JSON.parse(readFileSync(injection, "utf8")) as { patterns: Record<string, unknown>[] };
  assert.ok(patterns.every((pattern) => typeof pattern.match === "string" && !("begin" in pattern)));
});

function* sampleFiles(): Iterable<string> {
  const folder = path.join(top, "test/workspace");
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (/\.ya?ml$/.test(file)) yield readFileSync(path.join(folder, file), "utf8");
  }
}
