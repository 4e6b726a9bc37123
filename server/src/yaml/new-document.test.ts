// Whole new documents: every word comes back as itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newDocument } from "./new-document.ts";
import { parse } from "./parse.ts";
import { toJson } from "./to-json.ts";

const strings = [
  ...[
    "",
    " ",
    " a",
    "a ",
    "0o7",
    "0x1F",
    "012",
    "1_000",
    "0b1",
    "+1",
    ".5",
    "1e3",
    "12:30:45",
    "2001-01-01",
    ".NaN",
    "-.inf",
  ],
  ...[
    "~",
    "null",
    "y",
    "N",
    "on",
    "=",
    "<<",
    "-",
    "?",
    "- a",
    "a: b",
    "a #b",
    "%a",
    "@a",
    "`",
    "*a",
    "&a",
    "!a",
    "{{ x }}",
  ],
  ...[
    "[a]",
    "'a'",
    '"a"',
    "a'b",
    "a,b",
    "http://x:80",
    "\ta",
    "a\tb",
    "a\nb",
    "a\n",
    "\na",
    "a\n\n",
    " a\nb",
    "a\u0085\nb",
  ],
  ...["a\u0085b", "\u2028", "\ufeffa", "a\x7fb", "中文：值", `${"x".repeat(200)} ${"y ".repeat(90)}z`],
];

test("every string is read back as itself, as a value, an item and a key", () => {
  for (const word of strings) {
    const object = { value: word, list: [word, { deep: word }], map: { [word]: word, last: 1 } };
    const text = newDocument(object);
    const { root, errors, warnings } = parse(text);
    assert.deepEqual([errors, warnings], [[], []], text);
    assert.equal(JSON.stringify(root && toJson(root)), JSON.stringify(object), text);
    assert.ok(text.endsWith("\n"));
  }
});

test("an object is laid out as people write it", () => {
  const text = newDocument({ apiVersion: "v1", spec: { ports: [{ port: 80 }], selector: {}, on: "no" } });
  assert.equal(text, 'apiVersion: v1\nspec:\n  ports:\n    - port: 80\n  selector: {}\n  "on": "no"\n');
});
