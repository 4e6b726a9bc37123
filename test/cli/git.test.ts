// git decides what is a file of the project: what it tracks is read, whatever .gitignore says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { nothingSkipped, readSources } from "../../server/cli/sources.ts";
import { walk } from "../../server/files.ts";
import { trackedPaths } from "../../server/src/base/git-index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "service-paths-git-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";

function write(top: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(top, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function git(top: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", args, { cwd: top, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

const files = {
  ".gitignore": "kustomize\nbin/\n*.tmp.yaml\n",
  "kustomize/base/order.yaml": manifest,
  "kustomize/base/local.yaml": manifest,
  "bin/out.yaml": manifest,
  "bin/deep/er/out.json": "{}",
  "bin/notes.txt": "",
  "a.tmp.yaml": manifest,
  "b.tmp.yaml": manifest,
  "node_modules/x/x.yaml": manifest,
  "web.yaml": manifest,
};

function repository(name: string): string {
  const top = path.join(folder, name);
  write(top, files);
  git(top, "init", "--quiet");
  git(top, "add", "--all", ".");
  git(top, "add", "--force", "kustomize/base/order.yaml", "b.tmp.yaml", "node_modules");
  return top;
}

function found(top: string): readonly string[] {
  return [...walk(top)].map((file) => path.relative(top, file).split(path.sep).join("/"));
}

test("what git tracks is read, and how many others were left out is told", () => {
  const top = repository("tracked");
  assert.deepEqual(found(top), ["b.tmp.yaml", "kustomize/base/order.yaml", "web.yaml"]);
  const skipped = nothingSkipped();
  const sources = readSources([top], () => {}, "whole-scopes", skipped);
  assert.deepEqual(
    sources.map(({ name }) => name),
    ["b.tmp.yaml", "kustomize/base/order.yaml", "web.yaml"],
  );
  assert.deepEqual(skipped, { ignored: 4, excluded: 0, unreadable: 0 });
  assert.deepEqual(found(path.join(top, "kustomize")), ["base/order.yaml"]);
});

test("outside a work tree .gitignore alone decides", () => {
  const top = path.join(folder, "plain");
  write(top, files);
  assert.deepEqual(found(top), ["web.yaml"]);
});

test("a linked work tree has its index elsewhere", () => {
  const top = repository("main");
  git(top, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "all");
  git(top, "worktree", "add", "--quiet", "../linked");
  assert.deepEqual(found(path.join(folder, "linked")), ["b.tmp.yaml", "kustomize/base/order.yaml", "web.yaml"]);
});

test("an index is read as git reads it, in every version", () => {
  const top = repository("versions");
  for (const version of ["2", "3", "4"]) {
    git(top, "update-index", "--index-version", version);
    if (version === "3") git(top, "add", "--intent-to-add", "--force", "bin/out.yaml");
    const tracked = trackedPaths(readFileSync(path.join(top, ".git", "index")));
    assert.deepEqual(tracked, git(top, "ls-files", "-z").split("\0").slice(0, -1), version);
  }
});

test("an index that is damaged tells nothing, and a walk goes on without it", () => {
  const top = repository("damaged");
  const file = path.join(top, ".git", "index");
  const bytes = readFileSync(file);
  for (let length = 0; length < bytes.length; length += 7) {
    assert.equal(trackedPaths(bytes.subarray(0, length)), undefined, `${length}`);
  }
  writeFileSync(file, bytes.subarray(0, 100));
  assert.deepEqual(found(top), ["web.yaml"]);
});
