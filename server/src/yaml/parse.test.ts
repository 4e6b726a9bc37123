// Places, problems, and the best sense of what kubectl refuses. What kubectl reads is in conformance.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boolOf, get, integerOf, locate, stringOf } from "./cursor.ts";
import type { Node, YamlDocument } from "./node.ts";
import { parse } from "./parse.ts";
import { jsonText, toJson } from "./to-json.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

/** What a reading comes to, in one line: the value, then the problems with the text that they point at. */
function read(text: string, language?: "yaml" | "json"): string {
  const { root, errors, warnings } = parse(text, language);
  const problems = [...errors, ...warnings].map(({ code, span }) => `${code}<${text.slice(span.start, span.end)}>`);
  return [root === undefined ? "-" : jsonText(root), ...problems].join(" ");
}

test("what kubectl refuses is pointed at, and read for its likeliest sense", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["spec:\n  ports:\n  - port: 80\n    ta", '{"spec":{"ports":[{"port":80,"ta":null}]}} missing-colon<ta>'],
    ["a: 1\nki\nb: 2\n", '{"a":1,"ki":null,"b":2} missing-colon<ki>'],
    ["m:\n  name: x\n  lab\n    app: web\n", '{"m":{"name":"x","lab":{"app":"web"}}} missing-colon<lab>'],
    ["spec:\n  type: A\n  ports\n    - port: 80\n", '{"spec":{"type":"A","ports":[{"port":80}]}} missing-colon<ports>'],
    ["port:80\nname: x\n", '{"port:80":null,"name":"x"} colon-without-space<port:80>'],
    ["name: x\nport:80\n", '{"name":"x","port:80":null} colon-without-space<port:80>'],
    ["m:\n  name: web\n    app: x\n", '{"m":{"name":"web","app":"x"}} bad-indentation<app>'],
    ["a:\n    b: 1\n  c: 2\nd: 3\n", '{"a":{"b":1,"c":2},"d":3} bad-indentation<c>'],
    ["ports:\n  - port: 80\n   name: x\n", '{"ports":[{"port":80,"name":"x"}]} bad-indentation<name>'],
    ["cmd: echo: x # c\nd: 1\n", '{"cmd":"echo: x","d":1} unexpected-colon<:>'],
    ["a:\n\tb: 1\n\tc: 2\nd: 3\n", '{"a":{"b":1,"c":2},"d":3} tab-indentation<\t>'],
    ["a: [1, 2\nb: 3\n", '{"a":[1,2],"b":3} unclosed-bracket<[>'],
    [
      "spec:\n  s: {app: web\n  ports:\n  - port: 80\n",
      '{"spec":{"s":{"app":"web"},"ports":[{"port":80}]}} unclosed-bracket<{>',
    ],
    ['name: "web\nport: 80\nx: "z"\n', '{"name":"web","port":80,"x":"z"} unclosed-quote<"web>'],
    ["a: 'b\nc: 1\n", '{"a":"b","c":1} unclosed-quote<\'b>'],
    ["a: {{ .Values.x }}\nb: 1\n", '{"a":"{{ .Values.x }}","b":1} template<{{ .Values.x }}>'],
    ["{{- if .x }}\na: 1\n{{- end }}\n", '{"a":1} template<{{- if .x }}>'],
    [
      'l:\n  {{- include "y" . | nindent 4 }}\nm: {{ x }}-web\n',
      '{"l":null,"m":"{{ x }}-web"} template<{{- include "y" . | nindent 4 }}>',
    ],
    ['a: "{{ x | default "y" }}"\n', '{"a":"{{ x | default \\"y\\" }}"} template<{{ x | default "y" }}>'],
    ["a: *.com\nb: @x\nc: `z`\n", '{"a":"*.com","b":"@x","c":"`z`"} bad-anchor<*.com>'],
    ["a: @x\n", '{"a":"@x"} bad-character<@>'],
    ["a: - b\nc: 1\n", '{"a":["b"],"c":1} item-not-allowed<->'],
    ['a: "x" y\nb: 1\n', '{"a":"x","b":1} text-after-value<y>'],
    ['a: "\\q"\n', '{"a":"\\\\q"} bad-escape<\\q>'],
    ["a: | x\n  y\n", '{"a":"y\\n"} bad-block-header<| x>'],
    ["%YAML 1.1\na: 1\n", '{"a":1} directive<%YAML 1.1>'],
    ["a: !e!x 1\n", '{"a":1} unknown-tag-handle<!e!x>'],
    ["a: 1\n---x\n", '{"a":1} bad-separator<x>'],
    ["--- {a: 1}\n", "- bad-separator<{a: 1}>"],
    ["a: b\u0001c\n", '{"a":"b c"} control-character<\u0001>'],
    ["a: *x\n", '{"a":null} unknown-anchor<*x>'],
    ["a: &x [*x]\n", '{"a":[[null]]} recursive-anchor<*x>'],
    ["a: {<<: 1}\n", '{"a":{}} bad-merge<1>'],
    ["? [a]\n: 1\n", "{} bad-key<[a]>"],
    ["~: v\n", '{"~":"v"} null-key<~>'],
    ["18446744073709551615: v\n", '{"18446744073709551615":"v"} large-key<18446744073709551615>'],
    ["a: .inf\n", '{"a":Infinity} not-a-json-number<.inf>'],
    ["a: !!int x\n", '{"a":"x"} tag-mismatch<x>'],
    ["a: !!binary x\n", '{"a":"x"} bad-base64<x>'],
    [
      "<<<<<<< HEAD\na: 1\n=======\nb: 2\n>>>>>>> x\n",
      '{"<<<<<<< HEAD":null,"a":1,"=======":null,"b":2} missing-colon<<<<<<<< HEAD>',
    ],
    ["\u0000\u0001 [}{", "[] control-character<\u0000>"],
  ];
  for (const [text, expected] of cases) assert.equal(read(text), expected, JSON.stringify(text));
});

test("what is read otherwise than it looks is a warning", () => {
  assert.equal(read("a: 1\nb: 2\na: 3\n"), '{"b":2,"a":3} duplicate-key<a>');
  assert.equal(read('{"a": 1, "a": 2}', "json"), '{"a":2} duplicate-key<"a">');
  assert.equal(read("  a: 1\nb: 2\n"), '{"a":1} dropped-text<b: 2>');
  assert.equal(read("a: 1\n...\n# c\nb: 2\n"), '{"a":1} dropped-text<b: 2>');
  assert.equal(read("a: 1\n...\n# c\n"), '{"a":1}');
  assert.equal(read("{}\na: 1\n"), "{} dropped-text<a: 1>");
  assert.equal(read("p: 1\n<<: {p: 2}\n"), '{"p":2} merge-overrides<p>');
});

test("a JSON stream takes what JSON takes", () => {
  assert.equal(read('{"a":"\\/\\ud83d\\ude00","b":1.50,"c":1e400}', "json"), '{"a":"/😀","b":1.50,"c":1e400}');
  assert.equal(read('{"a":1} x', "json").split(" ").at(-1), "bad-json<x>");
  assert.match(read('{"a": "\\/"}'), /bad-escape/);
});

test("every value, key and comment has its place", () => {
  const text =
    "# top\nspec: # c1\n  \"ports\":\n    - port: 80 # c2\n      name: 'http'\n  text: |\n    x\n    y\n  none:\n  list: [a, {b: c}]\n";
  const { root, comments } = parse(text);
  const at = (...steps: (string | number)[]) => {
    const node = get(root, ...steps);
    return node && text.slice(node.span.start, node.span.end);
  };
  assert.equal(at("spec", "ports", 0, "port"), "80");
  assert.equal(at("spec", "ports", 0, "name"), "'http'");
  assert.equal(at("spec", "ports", 0), "port: 80 # c2\n      name: 'http'");
  assert.equal(at("spec", "ports"), "- port: 80 # c2\n      name: 'http'");
  assert.equal(at("spec", "text"), "|\n    x\n    y");
  assert.equal(at("spec", "list", 1), "{b: c}");
  const none = get(root, "spec", "none");
  assert.equal(none?.kind, "null");
  assert.equal(none?.span.start, text.indexOf("none:") + 5);
  assert.deepEqual(
    comments.map((comment) => [comment.text, comment.ownLine]),
    [
      ["top", true],
      ["c1", false],
      ["c2", false],
    ],
  );
  const spec = root?.kind === "map" ? root.entries[0] : undefined;
  assert.equal(text.slice(spec?.keySpan.start, spec?.keySpan.end), "spec");
});

test("aliases and merges keep their places", () => {
  const text = "a: &x {p: 1}\nb: *x\nc:\n  <<: *x\n  q: 2\n";
  const { root } = parse(text);
  const b = get(root, "b");
  assert.equal(b?.aliased, true);
  assert.equal(text.slice(b?.span.start, b?.span.end), "*x");
  assert.equal(get(root, "b", "p")?.span.start, text.indexOf("1"));
  const c = get(root, "c");
  assert.deepEqual(c?.kind === "map" ? c.entries.map((entry) => [entry.key, entry.merged]) : [], [
    ["p", true],
    ["q", undefined],
  ]);
});

test("a missing field is shown at the nearest thing that exists", () => {
  const text = "spec:\n  ports:\n    - port: 80\n      name: http\n  type: A\n";
  const { root } = parse(text);
  assert.ok(root !== undefined);
  const at = (...path: (string | number)[]) => {
    const { span, depth } = locate(root, path, text);
    return [text.slice(span.start, span.end), depth];
  };
  assert.deepEqual(at("spec", "type"), ["A", 2]);
  assert.deepEqual(at("spec", "ports", 0, "nodePort"), ["port: 80", 3]);
  assert.deepEqual(at("spec", "selector"), ["spec", 1]);
  assert.deepEqual(at("spec", "ports"), ["ports", 2]);
  assert.deepEqual(at("metadata", "name"), ["spec", 0]);
});

test("values by their kind", () => {
  const { root } = parse('a: x\nb: 80.0\nc: yes\nd: "80"\n');
  assert.equal(stringOf(get(root, "a")), "x");
  assert.equal(integerOf(get(root, "b")), 80);
  assert.equal(boolOf(get(root, "c")), true);
  assert.equal(integerOf(get(root, "d")), undefined);
  assert.equal(Object.getPrototypeOf(toJson(parse("__proto__: {x: 1}\n").root as Node)), null);
});

function* spans(document: YamlDocument): Iterable<{ start: number; end: number }> {
  for (const each of [...document.errors, ...document.warnings, ...document.comments]) yield each.span;
  const todo: Node[] = document.root === undefined ? [] : [document.root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    yield node.span;
    if (node.kind === "list") todo.push(...node.items);
    if (node.kind !== "map") continue;
    for (const entry of node.entries) {
      yield entry.span;
      yield entry.keySpan;
      todo.push(entry.value);
    }
  }
}

const pieces = [
  "a",
  "b: ",
  ": ",
  "- ",
  "? ",
  " ",
  "  ",
  "\n",
  "\n  ",
  "\r\n",
  "\t",
  "# c",
  "'",
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  "&x ",
  "*x",
  "<<: ",
  "!!int ",
  "!",
  "|\n",
  ">-\n",
  "%",
  "@",
  "{{ x }}",
  "{{",
  "---x",
  "...\n",
  "\u2028",
  "\ufeff",
  "\u0000",
  "😀",
  "\\",
  '{"a":1}',
];
const garbage = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
);

test("no text throws; every place is inside the text; problems stay on one line; the same text reads the same", () => {
  fc.assert(
    fc.property(garbage, fc.constantFrom("yaml", "json"), (text, language) => {
      const document = parse(text, language);
      assert.equal(document.text, text);
      for (const span of spans(document))
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
      for (const { span, message } of [...document.errors, ...document.warnings]) {
        assert.doesNotMatch(text.slice(span.start, span.end).slice(0, -1), /\n/);
        assert.ok(message.en !== "" && message["zh-cn"] !== "");
      }
      assert.deepEqual(parse(text, language), document);
    }),
    { numRuns: 3000 },
  );
});

test("hostile texts end soon, and with a clear word", () => {
  const many = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("");
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["[".repeat(1_000_000), "too-deep"],
    ["a: [".repeat(300_000), "too-deep"],
    ["- ".repeat(500_000), "too-deep"],
    [many(3000, (i) => `${" ".repeat(i)}a:\n`), "too-deep"],
    [`a0: &a0 [x]\n${many(30, (i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]\n`)}`, "too-many-aliases"],
    [
      `a0: &a0 {x: 1}\n${many(30, (i) => `a${i + 1}: &a${i + 1} {<<: [${`*a${i},`.repeat(9)}]}\n`)}`,
      "too-many-aliases",
    ],
    [`k: v\n${"abc\n".repeat(100_000)}`, "missing-colon"],
    ["a: 1\n  b: 2\n".repeat(50_000), "bad-indentation"],
    ["a: {{ x\n".repeat(100_000), "template"],
    ['a: "x\n'.repeat(100_001), "unclosed-quote"],
    ["\ta: 1\n".repeat(100_000), "tab-indentation"],
    [many(100_000, (i) => `k${i % 10}: 1\n`), undefined],
    [many(100_000, (i) => `k${i}: 1\n`), undefined],
    [`a: ${"x".repeat(5_000_000)}\n`, undefined],
    ["x".repeat(50_000_000), "too-large"],
    [`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "too-deep"],
  ];
  const start = performance.now();
  for (const [text, code] of cases) assert.equal(parse(text).errors[0]?.code, code, text.slice(0, 30));
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  assert.equal(parse(deep, "json").errors[0]?.code, "too-deep");
  // A few seconds on two busy cores; anything quadratic takes minutes.
  assert.ok(performance.now() - start < 30_000);
});
