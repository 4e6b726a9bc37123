// The injection grammar colours what a Service's reader looks for, and takes nothing away from YAML's own scopes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
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
          const kept = now.filter((scope) => scopes.includes(scope));
          assert.deepEqual(kept, scopes, `line ${index + 1}, column ${column + 1}`);
          if (now.some((scope) => scope.endsWith(".service-paths"))) added++;
        });
      });
    }
    assert.ok(added > 0, "nothing is coloured");
  });
}

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
