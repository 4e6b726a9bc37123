// `service-paths repair`, with its exit status and its streams.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { readArguments } from "../../server/cli/arguments.ts";
import { mendFiles } from "../../server/cli/mend.ts";

const flat = "apiVersion: v1 kind: Namespace metadata: name: a # mine\n";
const mended = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a # mine\n";
const unsure = "apiVersion: v1 kind: ConfigMap metadata: name: a data: run.sh: | set -e echo hi\n";

function mend(words: readonly string[]): { status: number; out: string; told: string } {
  let out = "";
  let told = "";
  const call = readArguments(["repair", ...words], {});
  assert.ok(typeof call !== "string");
  const status = mendFiles(
    call,
    (text) => {
      out += text;
    },
    (text) => {
      told += text.en;
    },
  );
  return { status, out, told };
}

function write(name: string, text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "service-paths-mend-")), name);
  writeFileSync(file, text);
  return file;
}

test("a flattened manifest is printed mended, and a sound one as it is", () => {
  assert.deepEqual(mend([write("a.yaml", flat)]), { status: 0, out: mended, told: "" });
  assert.deepEqual(mend([write("a.yaml", mended)]), { status: 0, out: mended, told: "" });
});

test("what is not sure is printed, with a reason, and exits 1", () => {
  const { status, out, told } = mend([write("a.yaml", unsure)]);
  assert.equal(status, 1);
  assert.match(out, /run\.sh: \|/);
  assert.match(told, /block of text/);
});

test("what is not possible is printed as it was", () => {
  const text = "apiVersion: v1\nkind: {{ .kind }}\n";
  const { status, out, told } = mend([write("a.yaml", text)]);
  assert.deepEqual([status, out], [1, text]);
  assert.match(told, /template/);
});

test("--in-place takes several files and leaves alone what it is not sure of", () => {
  const files = [write("a.yaml", flat), write("b.yaml", unsure)];
  const { status, out } = mend(["--in-place", ...files]);
  assert.deepEqual([status, out], [1, ""]);
  assert.deepEqual(
    files.map((file) => readFileSync(file, "utf8")),
    [mended, unsure],
  );
  assert.throws(() => mend(files));
});

test("folders are taken only with --in-place, standard input only without", () => {
  const folder = path.dirname(write("a.yaml", flat));
  assert.throws(() => mend([folder]), /folders, use --in-place/);
  assert.equal(mend(["--in-place", folder]).status, 0);
  assert.equal(readFileSync(path.join(folder, "a.yaml"), "utf8"), mended);
  assert.throws(() => mend(["--in-place", "-"]), /not standard input/);
});

test("a file that is no text cannot be mended, and the exit status says so", () => {
  const file = write("a.yaml", "");
  writeFileSync(file, Buffer.from([0x61, 0x00, 0xff, 0xfe, 0x00]));
  const { status, out, told } = mend([file]);
  assert.deepEqual([status, out], [1, ""]);
  assert.match(told, /skipped/);
});
