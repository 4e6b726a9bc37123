// Edits change what they name and nothing else, whatever the document looks like.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { get } from "./cursor.ts";
import {
  appendItem,
  insertEntry,
  removeEntry,
  removeField,
  removeItem,
  renameKey,
  replaceScalar,
  replaceValue,
  setField,
  unwrapValue,
} from "./edit.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode, YamlDocument } from "./node.ts";
import { parse } from "./parse.ts";
import { applyEdits, inTurn, type TextEdit } from "./text-edit.ts";
import { type Json, toJson } from "./to-json.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

// Documents

const words = [
  "a",
  "web",
  "http",
  "app.kubernetes.io/name",
  "x y",
  "80",
  "true",
  "no",
  "it's",
  'say "hi"',
  "",
  "a: b",
  "# c",
  "- x",
  "1e3",
  "ä",
  "😀",
  "{{ x }}",
  "null",
  "a#b",
  "2024-01-01",
  "\\",
  "line\nbreak",
  "end:",
  "=",
  "*x",
  "&x",
  "!x",
  "[x",
  "~",
];
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...words),
  fc.integer({ min: -5, max: 70000 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(1.5, 1e21),
  fc.string({ maxLength: 6 }),
);
const key = fc.oneof(
  fc.constantFrom(...words.filter((word) => word !== "")),
  fc.string({ minLength: 1, maxLength: 5 }),
);
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 4, selector: ([each]) => each })
      .map((pairs) => object(pairs as [string, Json][])),
  ),
}));
const root = fc
  .uniqueArray(fc.tuple(key, anyValue), { minLength: 1, maxLength: 5, selector: ([each]) => each })
  .map((pairs) => object(pairs));

function object(pairs: readonly (readonly [string, Json])[]): Json {
  const result: Record<string, Json> = Object.create(null);
  for (const [name, value] of pairs) result[name] = value;
  return result;
}

/** Writes a value in a style that `choose` picks at each turn: block and flow, quotes, comments, steps of indentation. */
function write(value: Json, choose: (n: number) => number, eol: string, comments: "comments" | "bare"): string {
  const step = 1 + choose(4);
  const dash = choose(3);
  const comment = () => (comments === "comments" && choose(4) === 0 ? ` # c${choose(100)}` : "");
  const ownLine = (indent: number) =>
    comments === "comments" && choose(6) === 0 ? `${" ".repeat(indent)}# own ${choose(100)}${eol}` : "";
  const string = (text: string, flow: boolean) => {
    const single = `'${text.replaceAll("'", "''")}'`;
    const double = JSON.stringify(text).replace(
      /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const candidates = [text, single, double].filter((each) => {
      if (/[\n\r]/.test(each)) return false;
      const read = parse(flow ? `[${each}]\n` : `- ${each}\n`);
      const item = read.root?.kind === "list" && read.root.items.length === 1 ? read.root.items[0] : undefined;
      const asKey = parse(`${each}: 1`).root;
      return (
        read.errors.length + read.comments.length + read.warnings.length === 0 &&
        item?.kind === "string" &&
        item.value === text &&
        asKey?.kind === "map" &&
        asKey.entries[0]?.key === text
      );
    });
    return candidates[choose(candidates.length)] ?? double;
  };
  const inline = (each: Json, flow: boolean): string => {
    if (typeof each === "string") return string(each, flow);
    if (typeof each !== "object" || each === null) return String(each);
    if (Array.isArray(each))
      return `[${each.map((item) => inline(item, true)).join(choose(2) ? ", " : ",")}${each.length > 0 && choose(5) === 0 ? "," : ""}]`;
    return `{${Object.entries(each)
      .map(([name, item]) => `${string(name, true)}: ${inline(item as Json, true)}`)
      .join(", ")}}`;
  };
  const block = (each: Json, column: number): string => {
    if (isEmpty(each) || typeof each !== "object" || each === null) return inline(each, false) + comment() + eol;
    const indent = " ".repeat(column);
    if (Array.isArray(each))
      return each.map((item, i) => `${i === 0 ? "" : ownLine(column) + indent}- ${nested(item, column + 2)}`).join("");
    return Object.entries(each)
      .map(
        ([name, item], i) =>
          `${i === 0 ? "" : ownLine(column) + indent}${string(name, false)}:${below(item as Json, column)}`,
      )
      .join("");
  };
  /** Behind a dash. */
  const nested = (each: Json, column: number) =>
    choose(4) === 0 ? inline(each, false) + comment() + eol : block(each, column);
  /** Behind a key. */
  const below = (each: Json, column: number): string => {
    if (each === null && choose(2) === 0) return comment() + eol;
    if (
      typeof each === "string" &&
      /^[a-z][^\r]*[a-z]$/.test(each) &&
      !/[\x7f-\x9f\u2028\u2029]/.test(each) &&
      choose(3) === 0
    ) {
      const indent = " ".repeat(column + step);
      return ` |-${comment()}${eol}${each
        .split("\n")
        .map((line) => indent + line)
        .join(eol)}${eol}`;
    }
    if (typeof each !== "object" || each === null || isEmpty(each) || choose(4) === 0)
      return ` ${inline(each, false)}${comment()}${eol}`;
    const inner = column + (Array.isArray(each) ? dash : step);
    return comment() + eol + ownLine(inner) + " ".repeat(inner) + block(each, inner);
  };
  return ownLine(0) + block(value, 0);
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

interface Sample {
  readonly text: string;
  readonly form: "yaml" | "json";
  readonly turns: readonly number[];
}

const sample: fc.Arbitrary<Sample> = fc
  .tuple(
    root,
    fc.array(fc.nat(9999), { minLength: 12, maxLength: 12 }),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("yaml", "yaml", "bare", "json"),
    fc.constantFrom(0, 1, 2),
  )
  .map(([value, turns, eol, form, indent]) => {
    let turn = 0;
    const choose = (n: number) => ((turns[turn++ % turns.length] ?? 0) + turn * 7) % n;
    const text =
      form === "json"
        ? JSON.stringify(value, null, indent).replaceAll("\n", eol)
        : write(value, choose, eol, form === "bare" ? "bare" : "comments");
    return { text, form: form === "json" ? "json" : "yaml", turns } as const;
  });

// Edits, each with what it should make of the value

interface Place {
  readonly node: Node;
  readonly path: readonly (string | number)[];
}

function* places(node: Node, path: readonly (string | number)[] = []): Iterable<Place> {
  yield { node, path };
  if (node.kind === "map") for (const entry of node.entries) yield* places(entry.value, [...path, entry.key]);
  if (node.kind === "list") for (const [index, item] of node.items.entries()) yield* places(item, [...path, index]);
}

function update(value: Json, path: readonly (string | number)[], change: (old: Json) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? update(item, rest, change) : item));
  return object(
    Object.entries(value as object).map(
      ([name, each]) => [name, name === step ? update(each as Json, rest, change) : (each as Json)] as const,
    ),
  );
}

/** Applies, reads again, compares value and order, and sees that no comment was lost but those that may go. */
function verify(
  document: YamlDocument,
  sampleForm: "yaml" | "json",
  edits: readonly TextEdit[],
  expected: Json,
  mayGo: readonly string[] = [],
): void {
  assert.ok(edits.length > 0, `no edit for ${JSON.stringify(document.text)}`);
  const text = applyEdits(document.text, edits);
  const after = parse(text, sampleForm);
  assert.deepEqual(after.errors, [], text);
  assert.equal(
    JSON.stringify(after.root === undefined ? undefined : toJson(after.root)),
    JSON.stringify(expected),
    text,
  );
  const kept = document.comments.map((comment) => comment.text).filter((comment) => !mayGo.includes(comment));
  const now = after.comments.map((comment) => comment.text);
  for (const comment of kept)
    assert.ok(
      now.includes(comment),
      `lost "${comment}" of ${JSON.stringify(document.text)} in ${JSON.stringify(text)}`,
    );
  if (document.text.includes("\r\n")) assert.ok(!/[^\r]\n/.test(text), JSON.stringify(text));
}

function property(name: string, run: (sample: Sample, document: YamlDocument, all: readonly Place[]) => void): void {
  test(name, () => {
    fc.assert(
      fc.property(sample, (each) => {
        const document = parse(each.text, each.form);
        assert.deepEqual(document.errors, [], each.text);
        assert.ok(document.root !== undefined);
        run(each, document, [...places(document.root)]);
      }),
      { numRuns: Number(process.env.SERVICE_PATHS_RUNS ?? 200) },
    );
  });
}

function pick<T>(items: readonly T[], turn: number | undefined): T | undefined {
  return items[(turn ?? 0) % items.length];
}

const news: readonly (string | number | boolean | null)[] = [...words, 8080, true, null, "NodePort", -1];
const isMap = (place: Place): place is Place & { node: MapNode } => place.node.kind === "map";
const isList = (place: Place): place is Place & { node: ListNode } => place.node.kind === "list";
const isScalar = (place: Place): place is Place & { node: ScalarNode } =>
  place.node.kind !== "map" && place.node.kind !== "list";

function commentsIn(document: YamlDocument, start: number, end: number): string[] {
  const lineEnd = document.text.indexOf("\n", end);
  const last = lineEnd === -1 ? document.text.length : lineEnd;
  return document.comments
    .filter((comment) => comment.span.start >= start && comment.span.start <= last)
    .map((comment) => comment.text);
}

property("a scalar gets another value", ({ form, turns }, document, all) => {
  const place = pick(all.filter(isScalar), turns[0]);
  const value = pick(news, turns[1]) as Json;
  if (place === undefined) return;
  const inside = document.comments
    .filter(({ span }) => span.start >= place.node.span.start && span.end <= place.node.span.end)
    .map(({ text }) => text);
  verify(
    document,
    form,
    replaceScalar(document, place.node, value as string),
    update(toJson(document.root as Node), place.path, () => value),
    inside,
  );
});

property("a key gets another name", ({ form, turns }, document, all) => {
  const place = pick(
    all.filter(isMap).filter(({ node }) => node.entries.length > 0),
    turns[0],
  );
  const entry = place && pick(place.node.entries, turns[1]);
  const name = String(pick(words, turns[2]));
  if (place === undefined || entry === undefined || place.node.entries.some((each) => each.key === name)) return;
  const rename = (old: Json) =>
    object(
      Object.entries(old as object).map(([each, value]) => [each === entry.key ? name : each, value as Json] as const),
    );
  verify(
    document,
    form,
    renameKey(document, place.node, entry, name),
    update(toJson(document.root as Node), place.path, rename),
  );
});

property("an entry goes, with its comment and nothing else", ({ form, turns }, document, all) => {
  const place = pick(
    all.filter(isMap).filter(({ node }) => node.entries.length > 0),
    turns[0],
  );
  const entry = place && pick(place.node.entries, turns[1]);
  if (place === undefined || entry === undefined) return;
  const remove = (old: Json) =>
    object(Object.entries(old as object).filter(([each]) => each !== entry.key) as [string, Json][]);
  const mayGo = commentsIn(document, entry.span.start, entry.span.end);
  verify(
    document,
    form,
    removeEntry(document, place.node, entry),
    update(toJson(document.root as Node), place.path, remove),
    mayGo,
  );
});

property("an item goes", ({ form, turns }, document, all) => {
  const place = pick(
    all.filter(isList).filter(({ node }) => node.items.length > 0),
    turns[0],
  );
  if (place === undefined) return;
  const index = (turns[1] ?? 0) % place.node.items.length;
  const item = place.node.items[index] as Node;
  const before = index === 0 ? place.node.span.start : (place.node.items[index - 1] as Node).span.end;
  // A comment between the dash and the item goes with it; one behind the item before must not.
  const dash = document.text.indexOf("-", before);
  const mayGo = commentsIn(document, place.node.flow ? item.span.start : dash, item.span.end);
  const remove = (old: Json) => (old as Json[]).filter((_, each) => each !== index);
  verify(
    document,
    form,
    removeItem(document, place.node, index),
    update(toJson(document.root as Node), place.path, remove),
    mayGo,
  );
});

property("an entry comes, behind another or at the end", ({ form, turns }, document, all) => {
  const place = pick(all.filter(isMap), turns[0]);
  if (place === undefined || place.node.entries.some((each) => each.key === "neu")) return;
  const after = turns[1] === undefined || turns[1] % 3 === 0 ? undefined : pick(place.node.entries, turns[1])?.key;
  const value = pick<Json>(
    ["ClusterIP", 80, ["a", { b: [] }], { app: "web", tier: { x: null } }, {}, "80"],
    turns[2],
  ) as Json;
  const insert = (old: Json) => {
    const pairs = Object.entries(old as object) as [string, Json][];
    const at = pairs.findIndex(([each]) => each === after);
    pairs.splice(at < 0 ? pairs.length : at + 1, 0, ["neu", value]);
    return object(pairs);
  };
  // Keys like "1" go first in a plain object, whatever the order written.
  verify(
    document,
    form,
    insertEntry(document, place.node, "neu", value, after),
    update(toJson(document.root as Node), place.path, insert),
  );
});

property("an item comes at the end", ({ form, turns }, document, all) => {
  const place = pick(all.filter(isList), turns[0]);
  if (place === undefined) return;
  const value = pick<Json>(
    ["ClusterIP", 80, ["a", "b"], { port: 80, name: "http", x: { y: 1 } }, {}, "80"],
    turns[1],
  ) as Json;
  verify(
    document,
    form,
    appendItem(document, place.node, value),
    update(toJson(document.root as Node), place.path, (old) => [...(old as Json[]), value]),
  );
});

property("a value of any kind takes another's place", ({ form, turns }, document, all) => {
  const place = pick(
    all.filter(isMap).filter(({ node }) => node.entries.length > 0),
    turns[0],
  );
  const entry = place && pick(place.node.entries, turns[1]);
  const value = pick<Json>(
    ["ClusterIP", 80, ["a", { b: 1, c: 2 }], { app: "web", tier: { x: 1 } }, {}, "80", null],
    turns[2],
  ) as Json;
  if (place === undefined || entry === undefined) return;
  const mayGo = commentsIn(document, entry.value.span.start, entry.value.span.end);
  verify(
    document,
    form,
    replaceValue(document, place.node, entry, value),
    update(toJson(document.root as Node), [...place.path, entry.key], () => value),
    mayGo,
  );
});

test("a wrapped map is unwrapped, comments and order kept", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "spec:\n  selector:\n    matchLabels:\n      app: web # c\n      # own\n      tier: x\n  type: y\n",
      "spec:\n  selector:\n    app: web # c\n    # own\n    tier: x\n  type: y\n",
    ],
    ["selector:\r\n  matchLabels:\r\n    app: web\r\nx: 1\r\n", "selector:\r\n  app: web\r\nx: 1\r\n"],
    ["selector:\n  matchLabels: # why\n    app: web\n", "selector:\n  # why\n  app: web\n"],
    ["selector: {matchLabels: {app: web}} # c\n", "selector: {app: web} # c\n"],
    ["selector:\n  matchLabels: {app: web} # c\n", "selector: {app: web} # c\n"],
    ["selector: # d\n  matchLabels: {app: web} # c\n", "selector: # d\n  {app: web} # c\n"],
    ['{"selector": {"matchLabels": {"app": "web"}}}', '{"selector": {"app": "web"}}'],
    ["- selector:\n    matchLabels:\n        app: web\n", "- selector:\n    app: web\n"],
  ];
  for (const [text, expected] of cases) {
    const document = parse(text);
    const rootMap = document.root?.kind === "list" ? document.root.items[0] : document.root;
    const owner = get(rootMap, "spec") ?? rootMap;
    const entry = owner?.kind === "map" ? owner.entries.find((each) => each.key === "selector") : undefined;
    assert.equal(applyEdits(text, unwrapValue(document, entry as Entry, "matchLabels")), expected);
  }
  const both = parse("selector:\n  matchLabels: {a: b}\n  matchExpressions: []\n");
  assert.deepEqual(unwrapValue(both, (both.root as MapNode).entries[0] as Entry, "matchLabels"), []);
});

test("edits look as a person would write them", () => {
  const set = (text: string, path: readonly (string | number)[], value: Json, after?: string) => {
    return applyEdits(text, setField(parse(text), path, value, after));
  };
  const text = "spec:\n  type: ClusterIP # c\n  ports:\n    - port: 80 # web\n      name: http\n    - port: 443\n";
  assert.equal(set(text, ["spec", "type"], "NodePort"), text.replace("ClusterIP", "NodePort"));
  assert.equal(
    set(text, ["spec", "ports", 0, "nodePort"], 30080, "port"),
    text.replace("# web\n", "# web\n      nodePort: 30080\n"),
  );
  assert.equal(set(text, ["spec", "ports", 1, "name"], "https"), `${text}      name: https\n`);
  assert.equal(set(text, ["spec", "selector"], { app: "web" }), `${text}  selector:\n    app: web\n`);
  assert.equal(set(text, ["metadata", "name"], "web"), `${text}metadata:\n  name: web\n`);
  assert.equal(set(text, ["spec", "ports", 2], { port: 1, name: "x" }), `${text}    - port: 1\n      name: x\n`);
  assert.equal(set("a: 1\nb:\n", ["b", "c"], 2), "a: 1\nb:\n  c: 2\n");
  assert.equal(set("a: '80'\n", ["a"], "81"), "a: '81'\n");
  assert.equal(set("a: 80\n", ["a"], "80"), 'a: "80"\n');
  assert.equal(set('a: "80"\n', ["a"], 80), "a: 80\n");
  assert.equal(set("a: !!str 80 # c\n", ["a"], 80), "a: 80 # c\n");
  assert.equal(set("a: # c\nb: 1", ["a"], "x"), "a: x # c\nb: 1");
  assert.equal(set('{\n  "a": 1\n}\n', ["b"], ["x"]), '{\n  "a": 1,\n  "b": ["x"]\n}\n');
  assert.equal(set("a: {x: 1, y: 2}\n", ["a", "z"], "no"), 'a: {x: 1, y: 2, z: "no"}\n');
  assert.equal(set("\ufeffa: 1\nb: 2\n", ["c"], 3), "\ufeffa: 1\nb: 2\nc: 3\n");

  const remove = (each: string, ...path: (string | number)[]) => applyEdits(each, removeField(parse(each), path));
  assert.equal(remove(text, "spec", "type"), text.replace("  type: ClusterIP # c\n", ""));
  assert.equal(remove(text, "spec", "ports", 0, "port"), text.replace("port: 80 # web\n      name", "name"));
  assert.equal(remove(text, "spec", "ports", 0), text.replace("    - port: 80 # web\n      name: http\n", ""));
  assert.equal(remove(text, "spec", "ports", 1, "port"), text.replace("- port: 443", "- {}"));
  assert.equal(remove("a:\n  b: 1 # c\nd: 1\n", "a", "b"), "a: {}\nd: 1\n");
  assert.equal(remove("a:\n  - 1\n", "a", 0), "a: []\n");
  assert.equal(remove("a: 1\nb: 2", "b"), "a: 1");
  assert.equal(remove("# top\na: 1\n# about b\nb: 2\n# end\n", "b"), "# top\na: 1\n# about b\n# end\n");
  assert.equal(remove('{"a": 1, "b": [1, 2]}', "b", 1), '{"a": 1, "b": [1]}');
  assert.equal(remove('{\n  "a": 1,\n  "b": 2\n}', "a"), '{\n  "b": 2\n}');
});

test("where an alias or a merge stands for the value, nothing is edited", () => {
  const text = "a: &x {p: 1}\nb: *x\nc:\n  <<: *x\n  q: 1\n";
  const document = parse(text);
  assert.deepEqual(setField(document, ["b", "p"], 2), []);
  assert.deepEqual(setField(document, ["c", "p"], 2), []);
  assert.deepEqual(removeField(document, ["c", "p"]), []);
  assert.deepEqual(setField(document, ["a", "p"], 2), []);
  assert.equal(applyEdits(text, setField(document, ["c", "q"], 2)), text.replace("q: 1", "q: 2"));
});

property("changes in turn make one set of edits", ({ form, turns }, document, all) => {
  const place = pick(
    all.filter(isMap).filter(({ node }) => node.entries.length > 0),
    turns[0],
  );
  const entry = place && pick(place.node.entries, turns[1]);
  if (place === undefined || entry === undefined || place.node.entries.some((each) => each.key === "neu")) return;
  const map = (current: YamlDocument) => get(current.root, ...place.path) as MapNode;
  const edits = inTurn(
    document,
    (current) => insertEntry(current, map(current), "neu", [1], entry.key),
    (current) =>
      removeEntry(current, map(current), map(current).entries.find((each) => each.key === entry.key) as Entry),
    (current) => insertEntry(current, map(current), "neuer", { a: "b" }, "neu"),
  );
  const expected = (old: Json) =>
    object(
      (Object.entries(old as object) as [string, Json][]).flatMap(([each, value]) =>
        each === entry.key
          ? ([
              ["neu", [1]],
              ["neuer", { a: "b" }],
            ] as [string, Json][])
          : [[each, value] as [string, Json]],
      ),
    );
  const mayGo = commentsIn(document, entry.span.start, entry.span.end);
  verify(document, form, edits, update(toJson(document.root as Node), place.path, expected), mayGo);
});
