// Generates small texts to be read: YAML's signs in any order, lines that nearly make sense, and recorded texts with slips.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { manifest, slipped } from "./manifests.ts";
import { spelling } from "./spellings.ts";
import { textOf } from "./tree.ts";

const recorded = readFileSync(new URL("../conformance/yaml.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => (JSON.parse(line) as { text: string }).text);

const sign = fc.constantFrom(
  ..."a|b|80|0x1|yes|~|null|1.5|é|😀|a b|: |:|:|- |-|- |? |?|[|]|{|}|, |,|&x |&x|*x|*x |!!str |!t |! |!|!<x> |'|'|\"|\"|''|\\|\\n|\\u0041|#| # c|%|@|`|=|<<: |<<|...|---| --- |>|>-|>2|\\x41|\\ |.inf|0o7|1e3|--|::|a:|:a|\"a\"|'b'|[]|{}|[a]|{a: b}".split(
    "|",
  ),
  ..."\n|\n|\n|\n|\n |\n  |\n  |\n   |\n    |\n- |\n  - |\na: |\n  b: |\nc:\n|\n\n|\n# c\n|\n---\n|\n...\n|\r\n|\r|\t|\n\t| |  |\u00a0|\u2028|\u0085|\ufeff|\u0007|\u007f| |  ".split(
    "|",
  ),
  "|",
  "|-",
  "|+",
  "|2",
  ">1-",
  "a: |\n  ",
  "a: >\n  ",
  "a: 'b\n  c'",
  'a: "b\n  c"',
);
const soup = fc.array(sign, { minLength: 1, maxLength: 14, size: "max" }).map((signs) => signs.join(""));

const scalar = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b c", "1", "'x'", '"y"', "", "~", "[a, b]", "{a: 1}", "é") },
  { weight: 2, arbitrary: spelling.map((tree) => textOf(tree) ?? "") },
);
const head = fc.constantFrom(
  "a: ",
  "b: ",
  "- ",
  "c:",
  "-",
  "- - ",
  "- a: ",
  "? ",
  ": ",
  "a:  ",
  "'k': ",
  '"k": ',
  "&x ",
  "a: &x ",
  "- &y ",
  "a: !!map ",
  "<<: ",
  "<<: *x",
  "1: ",
  "yes: ",
  "~: ",
  "[a]: ",
  "*x : ",
  "# c ",
  "",
  "a: |",
  "a: >-",
  "- |2",
  "\t",
  "a:\t",
  "%d ",
  "--- ",
  "... ",
  "{",
  "}",
  "a: [",
  "], ",
  "a: {",
  "a: '",
  'a: "',
);
const tail = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      " # c",
      "#c",
      " ",
      "\t",
      ",",
      ":",
      " :",
      " -",
      "\r",
      "'",
      '"',
      "]",
      "}",
      " &z",
      " !!str",
      "\u00a0",
    ),
  },
);
const line = fc
  .tuple(fc.nat(5), head, scalar, tail)
  .map(([indent, start, value, end]) => " ".repeat(indent) + start + value + end);
const lines = fc.array(line, { minLength: 1, maxLength: 7, size: "max" }).map((all) => `${all.join("\n")}\n`);

const known = fc.oneof(
  fc.constantFrom(...recorded),
  fc
    .tuple(fc.constantFrom(...recorded), fc.constantFrom(...recorded), fc.constantFrom("", "---\n", "  "))
    .map(([a, b, between]) => a + between + b),
);

/** A text of a few lines, hardly ever one that makes sense. */
export const text: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: soup },
    { weight: 5, arbitrary: lines },
    { weight: 3, arbitrary: slipped(known) },
    { weight: 1, arbitrary: slipped(manifest) },
    { weight: 1, arbitrary: slipped(lines) },
    { weight: 1, arbitrary: manifest },
  )
  // After two byte order marks go-yaml drops the first character of every line: nobody needs that repeated.
  .map((whole) => whole.replace(/\ufeff{2,}/g, "\ufeff"));
