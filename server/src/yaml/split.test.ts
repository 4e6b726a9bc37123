// Where documents begin and end.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { split } from "./split.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const texts = (text: string) => split(text).map((chunk) => chunk.text);

test("a separator ends a document; with anything behind it, it is the document's last line", () => {
  assert.deepEqual(texts("a: 1\n---\nb: 2\n--- # c\nc: 3"), ["a: 1\n", "b: 2\n", "c: 3"]);
  assert.deepEqual(texts("a: 1\n---x\nb: 2\n"), ["a: 1\n---x\n", "b: 2\n"]);
  assert.deepEqual(texts("a: |\n  ---\nb: ---\n"), ["a: |\n  ---\nb: ---\n"]);
  assert.deepEqual(texts("a\r\n---\r\nb\r\n"), ["a\r\n", "b\r\n"]);
  assert.deepEqual(texts("---\na\n---\n---\nb"), ["---\na\n", "---\nb"]);
  assert.deepEqual(texts("a\n---"), ["a\n"]);
  assert.deepEqual(texts(""), []);
});

test("a file that begins with a brace is a stream of JSON values, as long as it is one", () => {
  assert.deepEqual(split(' {"a":1}{"b":2}\n'), [
    { start: 1, text: '{"a":1}', language: "json" },
    { start: 8, text: '{"b":2}', language: "json" },
  ]);
  assert.deepEqual(texts('{"a":1}\n---\nb: 2\n'), ['{"a":1}', "---\nb: 2\n"]);
  assert.deepEqual(
    split("{a: 1}\n---\nb: 2\n").map((chunk) => chunk.language),
    ["yaml", "yaml"],
  );
  assert.equal(split('{"a":1}\n{"b":2}\n---\nc: 3\n').at(-1)?.language, "json");
});

test("chunks are the text at their start, in order, and an edit inside one leaves the others alone", () => {
  const line = fc.constantFrom("a: 1", "---", "--- # c", "---x", "  b: 2", "...", "", "# c", "{", "'");
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const text = lines.map((each) => each + end).join("");
      const chunks = split(text);
      let at = 0;
      for (const chunk of chunks) {
        assert.ok(chunk.start >= at);
        assert.equal(text.slice(chunk.start, chunk.start + chunk.text.length), chunk.text);
        at = chunk.start + chunk.text.length;
      }
      for (const [index, chunk] of chunks.entries()) {
        const edited = `${text.slice(0, chunk.start + chunk.text.length)}x: y\n${text.slice(chunk.start + chunk.text.length)}`;
        if (!chunk.text.endsWith("\n") || chunk.text.includes("---x")) continue;
        const after = split(edited).map((each) => each.text);
        const before = chunks.map((each) => each.text);
        assert.deepEqual(after.slice(0, index), before.slice(0, index));
        assert.deepEqual(after.slice(index + 1), before.slice(index + 1));
      }
    }),
  );
});

test("44,000 lines are split, each document as it stands", () => {
  const one =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n      name: http\n---\n";
  const chunks = split(one.repeat(5000));
  assert.equal(chunks.length, 5000);
  assert.deepEqual(new Set(chunks.slice(1).map(({ text }) => text)), new Set([chunks[1]?.text]));
});
