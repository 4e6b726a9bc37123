// What `check` and `paths` print for people: code frames, effects of fixes, colours, and one line each with --quiet.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const manifest = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  ports:
    - port: 80
      nodePort: 8080
`;

function check(words: readonly string[], text = manifest, environment: Record<string, string> = {}): string {
  const { stdout } = spawnSync(process.execPath, [cli, "check", "-", ...words], {
    input: text,
    encoding: "utf8",
    env: { PATH: process.env.PATH, LANG: "C", ...environment },
  });
  return stdout;
}

test("a finding has its line with carets, and what the first fix makes of it", () => {
  const text = check([]);
  assert.match(text, /^-\n\n[\s\S]*\n {2}error {2}node-port-out-of-range {2}8:17\n/);
  assert.match(text, /\n {4}8 │ {7}nodePort: 8080\n {6}│ {17}\^{4}\n/);
  assert.match(text, /\n {4}fix: [\s\S]*?\n {6}- {7}nodePort: 8080\n/);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
});

test("Chinese text fits, and carets stand under what they mean", () => {
  const text = check(["--locale", "zh-cn"], manifest.replace("nodePort: 8080", "nodePort: 8080 # 端口"));
  assert.match(text, /修复：/);
  assert.match(text, / {4}8 │ {7}nodePort: 8080 # 端口\n {6}│ {17}\^{4}\n/);
});

test("colours come when they are asked for, and never with NO_COLOR or into a file", () => {
  assert.ok(!check([]).includes("\u001b"));
  assert.ok(check(["--color", "always"]).includes("\u001b[1;31merror\u001b[0m"));
  assert.ok(!check(["--color", "never"]).includes("\u001b"));
  assert.ok(!check(["--color", "always", "--format", "json"]).includes("\u001b"));
});

test("--quiet prints one line for each finding, and nothing else", () => {
  const lines = check(["--quiet"]).trimEnd().split("\n");
  assert.ok(
    lines.every((line) => /^-:\d+:\d+: (error|warning|information|hint) [a-z-]+: ./.test(line)),
    lines.join("\n"),
  );
  assert.equal(check(["--quiet"], "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n"), "");
});

test("control characters of a name are shown, not obeyed", () => {
  const text = check([], manifest.replace("name: web", 'name: "we\\eb\\a"'));
  assert.ok(!text.includes("\u0007") && !text.includes("\u001b"), text);
  assert.match(text, /\\x1b/);
});

test("JSON knows nothing of frames", () => {
  assert.ok(!check(["--format", "json"]).includes('"frame"'));
});
