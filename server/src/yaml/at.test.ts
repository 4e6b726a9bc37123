// Which field a cursor is at, also where the text is not finished. `|` is the cursor.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeAt, placeAt } from "./at.ts";
import { parse } from "./parse.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

function place(marked: string): string | undefined {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const found = placeAt(parse(text), offset);
  if (found === undefined) return undefined;
  const word = text.slice(found.word.start, found.word.end);
  return `${found.kind} /${found.path.join("/")} [${found.present.join(",")}] "${word}" ${found.form} ${found.column}${found.alone ? " alone" : ""}${found.hasColon ? " colon" : ""}`;
}

test("a key is typed on a line of its own", () => {
  assert.equal(place("|"), 'key / [] "" block 0 alone');
  assert.equal(place("ki|"), 'key / [] "ki" block 0 alone');
  assert.equal(place("spec:\n  |\n"), 'key /spec [] "" block 2 alone');
  assert.equal(place("spec:\r\n  ty|\r\nx: 1\r\n"), 'key /spec [] "ty" block 2 alone');
  assert.equal(place("spec:\n  ports:\n  - port: 80\n    ta|"), 'key /spec/ports/0 [port] "ta" block 4');
  assert.equal(place("spec:\n  ports:\n  - port: 80\n    |\n"), 'key /spec/ports/0 [port] "" block 4');
  assert.equal(place("spec:\n  ports:\n  - |\n"), 'key /spec/ports/0 [] "" block 4 alone');
  assert.equal(place("spec:\n  ports:\n    - po|\n"), 'key /spec/ports/0 [] "po" block 6 alone');
  assert.equal(place("apiVersion: v1\n|\nmetadata:\n  name: x\n"), 'key / [apiVersion,metadata] "" block 0');
  assert.equal(place("metadata:\n  name: x\n  |\nspec: 1\n"), 'key /metadata [name] "" block 2');
  assert.equal(place("metadata:\n  name: x\n|\n"), 'key / [metadata] "" block 0');
  assert.equal(place("spec:\n  ty|pe: A\n"), 'key /spec [] "type" block 2 alone colon');
  assert.equal(place("spec:\n  ports:\n  |\n"), 'key /spec [ports] "" block 2');
  assert.equal(place("a: {{ x }}\nspec:\n  |\n"), 'key /spec [] "" block 2 alone');
});

test("a value is typed behind its key", () => {
  assert.equal(place("spec:\n  type: |\n"), 'value /spec/type [] "" block 2');
  assert.equal(place("spec:\n  type:|\n"), 'value /spec/type [] "" block 2');
  assert.equal(place("spec:\n  type: No|\n  x: 1\n"), 'value /spec/type [x] "No" block 2');
  assert.equal(place("spec:\n  selector:\n    app: |\n  ports: []\n"), 'value /spec/selector/app [] "" block 4');
  assert.equal(place('a: "x|y"\n'), 'value /a [] ""xy"" block 0');
});

test("brackets and JSON", () => {
  assert.equal(place('{"spec": {"a": 1, |}}'), 'key /spec [a] "" json 18');
  assert.equal(place('{"spec": {"a": 1, "ty|"}}'), 'key /spec [a] ""ty"" json 18');
  assert.equal(place('{"spec": {"type": |}}'), 'value /spec/type [] "" json 18');
  assert.equal(place('{"spec": {\n  "a": 1,\n  |\n}}'), 'key /spec [a] "" json 2');
  assert.equal(place("spec: {a: 1, |}\n"), 'key /spec [a] "" flow 13');
  assert.equal(place("ips: [1.2.3.4, |]\n"), 'value /ips/1 [] "" flow 15');
  assert.equal(place("spec: {type: No|}\n"), 'value /spec/type [] "No" flow 6');
});

test("nothing is typed into a comment", () => {
  assert.equal(place("a: 1 # com|ment\n"), undefined);
  assert.equal(place("# a|\nb: 1\n"), undefined);
});

test("what is written is found with its path", () => {
  const text = "spec:\n  ports:\n    - port: 80\n      name: &n http\n  x: *n\n";
  const at = (word: string) => {
    const found = nodeAt(parse(text), text.indexOf(word) + 1);
    return found && `${found.kind} ${found.path.join("/")} ${text.slice(found.span.start, found.span.end)}`;
  };
  assert.equal(at("port:"), "key spec/ports/0/port port");
  assert.equal(at("80"), "value spec/ports/0/port 80");
  assert.equal(at("http"), "value spec/ports/0/name http");
  assert.equal(at("*n"), "value spec/x *n");
  assert.equal(nodeAt(parse(text), text.indexOf("- port")), undefined);
});

test("any offset of any text has an answer, and the word is around it", () => {
  const line = fc.constantFrom(
    "a:",
    "  b: 1",
    "  - c",
    "- d: e",
    "{",
    '{"a": 1,',
    "}",
    "]",
    "# c",
    "",
    "    ",
    "\tx",
    "'",
    '"',
    "{{ x }}",
    "k",
    "x: [",
    "&a b",
    "*a",
    "|",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.nat(100), (lines, n) => {
      const text = lines.join("\n");
      const offset = n % (text.length + 1);
      const found = placeAt(parse(text), offset);
      nodeAt(parse(text), offset);
      if (found === undefined) return;
      assert.ok(found.word.start <= offset && offset <= found.word.end && found.word.end <= text.length);
    }),
    { numRuns: 500 },
  );
});
