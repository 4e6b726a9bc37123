// Templates without their actions: what is left is YAML, in its place; what an action makes is unknown.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { get } from "./cursor.ts";
import { appendItem, insertEntry, replaceScalar, setField } from "./edit.ts";
import { mask } from "./mask.ts";
import type { Node } from "./node.ts";
import { parse } from "./parse.ts";
import { placeChunks, readChunk } from "./read-chunk.ts";
import { split } from "./split.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

/** A reading in one line: `?` for what is unknown. */
function show(node: Node | undefined): string {
  if (node === undefined) return "-";
  if (node.kind === "list") return `[${node.items.map(show).join(",")}]`;
  if (node.kind === "map") return `{${node.entries.map(({ key, value }) => `${key}:${show(value)}`).join(",")}}`;
  if (node.kind === "null") return node.unknown ? "?" : "null";
  return JSON.stringify(node.value);
}

function read(text: string): string {
  const { root, template } = parse(text, "template");
  return `${template?.kind} ${show(root)}`;
}

const cases: readonly (readonly [string, string])[] = [
  ["a: {{ x }}\nb: 1\n", "masked {a:?,b:1}"],
  ["a: {{ x }}-web\nb: web-{{ x }}\nc: a{{ x }}b\n", "masked {a:?,b:?,c:?}"],
  ["a: \"{{ x | default \"y: z\" }}\"\nb: '{{ x | default 'y' }}'\n", "masked {a:?,b:?}"],
  ['a: {{ "}}" }}\nb: {{ `}}` }}\nc: {{ "\\"}}" }}\n', "masked {a:?,b:?,c:?}"],
  ["{{- if .x }}\na: 1\n{{- end }}\n", "masked {a:1}"],
  ["a:\n  {{- if .x }}\n  b: 1\n  {{- else }}\n  c: 2\n  {{- end }}\n", "masked {a:{b:1,c:2}}"],
  // Of one key's two values nobody knows which; the same is true of what a branch gives another parent.
  ["{{- if .x }}\na: 1\n{{- else }}\na: 2\n{{- end }}\nb: 3\n", "masked {a:?,b:3}"],
  ["{{- if .x }}\na:\n{{- else }}\nb:\n{{- end }}\n  - 1\n", "masked {a:null,b:?}"],
  ["a: {{- if .x }} 1 {{- else }} 2 {{- end }}\nb: 3\n", "masked {a:?,b:3}"],
  // What is written below an include's key is there; what it adds is not known, nor whether it is all.
  ['a: {{- include "x" . | nindent 2 }}\n  b: 1\nc: 2\n', "masked {a:{b:1},c:2}"],
  ['a:{{ include "x" . | nindent 2 }}\nb: 1\n', "masked {a:?,b:1}"],
  [
    "a:\n  {{- toYaml .x | nindent 2 }}\nb:\n{{ toYaml .x | indent 2 }}\nc:\n  # why\n  {{ x }}\n",
    "masked {a:?,b:?,c:?}",
  ],
  ["a:\n  {{- with .x }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n", "masked {a:?}"],
  ["a:\nb: {{ x }}\n", "masked {a:null,b:?}"],
  ['a: 80\n{{- .x }}\nb: 80\n{{- include "x" . | nindent 0 }}\n', "masked {a:?,b:80}"],
  ["{{ k }}: 1\na-{{ k }}: 2\nb: 3\n", "masked {b:3}"],
  ["- {{ x }}\n- 1\n- {{ toYaml . | nindent 2 | trim }}\n  a: 1\n", "masked [?,1,{a:1}]"],
  ["a: [{{ x }}, 1]\nb: {c: {{ x }}, d: 1}\n", "masked {a:[?,1],b:{c:?,d:1}}"],
  ["i: {{ r }}:{{ t }}\nu: http://{{ h }}:{{ p }}\n", "masked {i:?,u:?}"],
  ["a: |\n  {{- if x }}\n      {{- if y }}\n  b\n{{ end }}\n  c\nd: 1\n", "masked {a:?,d:1}"],
  ["a: |-\n{{ x | indent 4 }}\nb: >- {{ x | nindent 2 }}\nc: 1\n", "masked {a:?,b:?,c:1}"],
  ["a: x\n  {{ y }}\n  z\nb: 1\n", "masked {a:?,b:1}"],
  ['a: {{ include "x"\n  (dict "a" 1) }}\nb: {{ x\n}}-y\nc: 1\n', "masked {a:?,b:?,c:1}"],
  ["{{/* it's\n{{ x }}\n*/}}\na: 1 {{- /* why */}}\n", "masked {a:1}"],
  ["{{ $x := 1 }}\na: 1\n{{- $x = 2 -}}\n", "masked {a:1}"],
  ["# {{ x }}\na: 1 # {{ if }}\n", "masked {a:1}"],
  ["\ufeff{{ if x }}\r\na: 1\r\n{{ end }}\r\n", "masked {a:1}"],
  ["a: {{ x\nb: 1\n", "unread {a:?,b:1}"],
  ["a: 1\n  b: 2\n", "unread {a:1,b:2}"],
];

test("actions are masked, and what they make is unknown", () => {
  for (const [text, expected] of cases) assert.equal(read(text), expected, text);
});

test("an unknown value stands where its action does", () => {
  const text = "a: 1\nb:   {{- x }}{{ y }}   # c\nc: z{{ x }}\n";
  const { root } = parse(text, "template");
  for (const [key, source] of [
    ["b", "{{- x }}{{ y }}"],
    ["c", "z{{ x }}"],
  ] as const) {
    const node = get(root, key);
    assert.equal(text.slice(node?.span.start, node?.span.end), source);
  }
});

const scrap = fc.constantFrom(
  ..."{{ |{{- |{{|}}| -}}|{{/* |*/}}|if |end|else|x|.y|: |- |\"|'|`|\\|#|\n|\r\n|  |a: 1\n|---\n|[|]|{|}|| |\n|\ufeff|\u2028".split(
    "|",
  ),
);

test("a mask is as long as its template, has its line ends, and changes nothing outside actions", () => {
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 60 }), (scraps) => {
      const text = scraps.join("");
      const masked = mask(text);
      assert.equal(masked.text.length, text.length);
      let end = 0;
      for (const action of masked.actions) {
        assert.ok(action.start >= end && action.end > action.start && action.end <= text.length);
        // White space before an action that begins its line is the line's.
        assert.equal(masked.text.slice(end, action.start).trim(), text.slice(end, action.start).trim());
        end = action.end;
      }
      assert.equal(masked.text.slice(end), text.slice(end));
      for (let at = 0; at < text.length; at++) {
        const breaks = /[\r\n]/.test(text[at] ?? "");
        assert.equal(breaks ? masked.text[at] : "", breaks ? text[at] : "");
      }
      assert.ok(!masked.text.includes("{{"));
      for (const chunk of placeChunks(text, split(text))) assert.equal(readChunk(chunk).text, chunk.text);
    }),
    { numRuns: 2000 },
  );
});

test("a text without braces costs nothing, and no text costs more than its length allows", () => {
  const start = performance.now();
  for (const piece of [
    "{{ `",
    "{{/*",
    '{{ "',
    "{{ x\n",
    "{{ x }} a",
    "a: {{ x }}\n",
    "k:\n{{ if x }}\n",
    "{{/*\n*/",
    "{{ x }}",
    "- {{ x }}\n  a:",
  ]) {
    const text = piece.repeat(100_000);
    assert.equal(mask(`${text}}}`).text.length, text.length + 2);
    parse(text, "template");
  }
  assert.ok(performance.now() - start < 30_000);
});

test("chunks know the block that they stand in", () => {
  const text = "{{ if a }}\n---\na: 1\n---\n{{ range b }}\nb: {{ c }}\n---\nc: 1\n{{ end }}{{ end }}\n---\nd: 1\n";
  const chunks = placeChunks(text, split(text));
  assert.deepEqual(
    chunks.map((chunk) => `${readChunk(chunk).template?.kind} ${show(readChunk(chunk).root)}`),
    ["masked -", "masked {a:1}", "masked {b:?}", "masked {c:1}", "undefined {d:1}"],
  );
});

test("braces that kubectl reads as text", () => {
  const kindOf = (text: string) => {
    const [chunk] = placeChunks(text, split(text));
    return chunk === undefined ? undefined : readChunk(chunk).template?.kind;
  };
  assert.equal(kindOf("a: 1\n"), undefined);
  assert.equal(kindOf("a: 1 # {{ x }}\n"), undefined);
  assert.equal(kindOf("a: |\n  {{ x }} {% y %}\n"), undefined);
  assert.equal(kindOf('metadata:\n  annotations:\n    a: "{{ x }}"\n'), undefined);
  assert.equal(kindOf('c:\n- args: ["{{ x }}"]\n  env:\n  - value: "{{ y }}"\n'), undefined);
  assert.equal(kindOf("c:\n- args: [a-{{ x }}]\n"), "masked");
  assert.equal(kindOf('labels:\n  data: "{{ x }}"\n'), "text");
  assert.equal(kindOf('a: "{{ x }}"\n'), "text");
  assert.equal(kindOf('"{{ x }}": 1\n'), "text");
  assert.equal(kindOf('{"a": "{{ x }}"}'), "text");
  assert.equal(kindOf("a: web-{{ x }}\n"), "masked");
  assert.equal(kindOf("a: {{ x }}\n"), "masked");
  assert.equal(kindOf("a: <%= x %>\n"), "unread");
  assert.equal(kindOf("{% if x %}\na: {{ x }}\n{% endif %}\n"), "unread");
});

test("edits in a template stay away from actions and keep to their line", () => {
  const text = "a: 1\nb: {{ x }}\nc:\n  - 1\n  {{- if y }}\n  - 2\n  {{- end }}\nd: {e: 1}\n";
  const document = parse(text, "template");
  const { root } = document;
  const at = (...way: (string | number)[]) => get(root, ...way) as Node;
  assert.deepEqual(replaceScalar(document, at("a"), 2), [{ span: { start: 3, end: 4 }, text: "2" }]);
  assert.deepEqual(replaceScalar(document, at("b"), 2), []);
  assert.deepEqual(setField(document, ["b"], 2), []);
  assert.deepEqual(setField(document, ["z"], 2), []);
  const list = at("c");
  assert.deepEqual(list.kind === "list" ? appendItem(document, list, 3) : undefined, []);
  const flow = at("d");
  assert.equal(flow.kind === "map" ? insertEntry(document, flow, "f", 2).length : undefined, 1);
});
