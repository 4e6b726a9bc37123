// What holds for every text: mending never throws, is done after once, and loses no character of a value.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { mend } from "../../server/src/mend/mend.ts";
import { ways } from "./damage.ts";
import { commentsOf, dataOf, readCorpus } from "./measure.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const manifests = [...readCorpus("first"), ...readCorpus("second"), ...readCorpus("third")];

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const words = fc.stringMatching(/^[A-Za-z][A-Za-z ,.!?()\u4e00-\u9fff]{0,20}$/).filter((text) => text.trim() === text);

/** Services that nobody wrote, with names, numbers and comments of any kind. */
const service = fc
  .record({
    name,
    app: name,
    comment: words,
    note: words,
    ports: fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ name, app, comment, note, ports }) =>
    [
      "apiVersion: v1",
      "kind: Service",
      "metadata:",
      `  name: ${name} # ${comment}`,
      "  annotations:",
      `    description: "${note}"`,
      "spec:",
      "  selector:",
      `    app: ${app}`,
      "  ports:",
      ...ports.flatMap((port) => [`    - name: p${port}`, `      port: ${port}`]),
      "",
    ].join("\n"),
  );

const anyManifest = fc.oneof(service, fc.constantFrom(...manifests.map((manifest) => manifest.text)));
const damaged = fc
  .tuple(anyManifest, fc.constantFrom(...ways))
  .map(([text, way]) => ({ text, way, damaged: way.damage(text) ?? text }));

/** What has to be there before and after: all but white space, and the marks that mending may add or replace. */
function ink(text: string): string {
  return text.replace(/[\s\u200b\-－–—"'“”,，:：]/g, "");
}

test("mending is done after once", () => {
  fc.assert(
    fc.property(damaged, ({ damaged }) => {
      const mending = mend(damaged);
      if ("text" in mending) assert.equal(mend(mending.text).kind, "intact");
    }),
    { numRuns: 300 },
  );
});

test("no character of the manifest is lost, and none is made up", () => {
  const inside = ways.filter((way) => !/escaped|prompts|fences/.test(way.row));
  fc.assert(
    fc.property(anyManifest, fc.constantFrom(...inside), (text, way) => {
      const before = way.damage(text) ?? text;
      const mending = mend(before);
      if ("text" in mending) assert.equal(ink(mending.text), ink(before));
    }),
    { numRuns: 300 },
  );
});

test("a text that is called mended has the data and the comments that it had", () => {
  fc.assert(
    fc.property(damaged, ({ text, way, damaged }) => {
      if (way.loses(text) !== undefined) return;
      const mending = mend(damaged);
      if (mending.kind !== "mended") return;
      assert.equal(dataOf(mending.text), dataOf(text), way.id);
      const kept = new Set(commentsOf(mending.text));
      for (const comment of commentsOf(text)) if (way.row !== "no line breaks") assert.ok(kept.has(comment), comment);
    }),
    { numRuns: 300 },
  );
});

test("two ways of damage, one after the other, never end in an exception or in other values", () => {
  fc.assert(
    fc.property(anyManifest, fc.constantFrom(...ways), fc.constantFrom(...ways), (text, first, second) => {
      const once = first.damage(text) ?? text;
      const twice =
        second.row === "fences" || second.row === "prompts" || second.row === "escaped"
          ? (second.damage(once) ?? once)
          : once;
      const mending = mend(twice);
      if ("text" in mending) assert.equal(mend(mending.text).kind, "intact");
    }),
    { numRuns: 200 },
  );
});

test("any text at all gives an answer", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "apiVersion: v1",
      "kind: Service",
      "kind:Pod",
      "metadata:",
      "name: a",
      "spec:",
      "- ",
      "port: 80",
      "ports:",
    ),
    fc.constantFrom(
      " ",
      "\n",
      "\t",
      "  ",
      "---",
      "\n---\n",
      "# ",
      "：",
      "“",
      "”",
      "\u00a0",
      "\\n",
      "```",
      "$ ",
      "> ",
      "1 ",
      "{",
      "}",
      "[",
      "]",
      "|",
      "labels:",
      "<<EOF",
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const mending = mend(pieces.join(""));
      if ("text" in mending) assert.equal(mend(mending.text).kind, "intact");
    }),
    { numRuns: 500 },
  );
});
