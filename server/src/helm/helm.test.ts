// The chart renderer: small charts and what Helm 3.22 prints of them.

import assert from "node:assert/strict";
import test from "node:test";
import { type Rendering, renderChart } from "./render.ts";
import { pieceIndexAt } from "./template/trace.ts";

type Files = Readonly<Record<string, string>>;

const chartYaml = "apiVersion: v2\nname: web\nversion: 0.1.0\n";

function rendered(files: Files, options: { values?: string; tolerant?: boolean; tracing?: boolean } = {}): Rendering {
  const all = { "Chart.yaml": chartYaml, ...files };
  return renderChart(
    {
      files: Object.entries(all).map(([path, text]) => ({ path, text, uri: `file:///web/${path}` })),
      values:
        options.values === undefined ? [] : [{ path: "more.yaml", text: options.values, uri: "file:///more.yaml" }],
      namespace: "default",
      kubeVersion: "v1.36.0",
    },
    { isTracing: options.tracing === true, isTolerant: options.tolerant === true },
  );
}

/** What a template makes with these values, without the line that says where it came from. */
function made(template: string, values = ""): string {
  const { text, failures } = rendered({ "templates/a.yaml": `out: |\n  ${template}\n`, "values.yaml": values });
  assert.deepEqual(failures, []);
  return text.replace("---\n# Source: web/templates/a.yaml\nout: |\n", "").replace(/^ {2}/, "").replace(/\n$/, "");
}

function refused(template: string, values = ""): string {
  const [failure] = rendered({ "templates/a.yaml": template, "values.yaml": values }).failures;
  return failure?.message ?? "";
}

for (const [template, values, expected] of [
  ["{{ .Values.port }}", "port: 8080", "8080"],
  ["{{ .Values.big }} {{ int .Values.big }}", "big: 1000000", "1e+06 1000000"],
  ['{{ printf "%05d|%-4s|%q|%v|%.2f" 42 "a" "b" (list 1 "x") 1.5 }}', "", '00042|a   |"b"|[1 x]|1.50'],
  ['{{ "a.b" | replace "." "-" | upper | quote }}', "", '"A-B"'],
  ["{{ range $i, $x := list 1 2 3 }}{{ if eq $x 2 }}{{ continue }}{{ end }}{{ $i }}{{ end }}", "", "02"],
  ["{{ with .Values.none }}a{{ else with .Values.one }}{{ . }}{{ end }}", "one: 1", "1"],
  ['{{ default "x" .Values.empty }}{{ (.Values.a).b }}', 'empty: ""', "x"],
  ['{{ regexReplaceAll "(a+)(b)" "aab" "${2}-$1" }}', "", "b-aa"],
  ['{{ semverCompare ">=1.2 <2" "1.36.0" }} {{ semverCompare "^1.2.0" "2.0.0" }}', "", "true false"],
  ['{{ tpl "{{ .Values.a }}!" . }}', "a: hi", "hi!"],
  ["{{ toJson .Values.a }}", "a: {b: [1, null, x]}", '{"b":[1,null,"x"]}'],
  ['{{ dict "b" 1 "a" (list true) | toYaml | b64enc | b64dec | quote }}', "", '"a:\\n- true\\nb: 1"'],
  [
    "{{ .Release.Name }} {{ .Release.Service }} {{ .Chart.Version }} {{ .Capabilities.KubeVersion }}",
    "",
    "web Helm 0.1.0 v1.36.0",
  ],
  ['{{ "2020_01_02" | divf "12" }}', "", "5.940564062e-07"],
  ['{{ nospace " a \u00e9" }}', "", "a\u00c3\u00a9"],
  ['{{ printf "%U" -7 }}', "", "U+FFFFFFFFFFFFFFF9"],
  ['{{ "1274e286686b" | fromJsonArray | first }}', "", "invalid character 'b' after top-level value"],
  ['{{ "abc" | sha256sum }}', "", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["{{ typeOf .Values.a }} {{ kindOf 1 }} {{ typeOf .Values }}", "a: 1", "float64 int chartutil.Values"],
] as const) {
  test(`${template} with ${values || "nothing"}`, () => assert.equal(made(template, values), expected));
}

for (const [template, values, expected] of [
  ["{{ .Values.a.b.c }}", "", "nil pointer evaluating interface {}.b"],
  ['{{ required "say which" .Values.a }}', "", "execution error at (web/templates/a.yaml:1:3): say which"],
  ['{{ semver "1.2.3" | len }}', "", "error calling len: len of type semver.Version"],
  [
    '{{ merge (dict "a" .Capabilities.KubeVersion) .Values }}',
    "a: { b: 1 }",
    "error calling merge: reflect: call of reflect.Value.Field on map Value",
  ],
  ["{{ nope 1 }}", "", 'parse error at (web/templates/a.yaml:1): function "nope" not defined'],
  ["{{ if }}x{{ end }}", "", "missing value for if"],
  ["a: {{ .Values.a ", "", "unclosed action"],
  ['{{ include "none" . }}', "", 'no template "none" associated with template "gotpl"'],
  ["{{ eq .Values.a 1 }}", "a: 1", "incompatible types for comparison: float64 and int"],
  ["a: b: c", "", "YAML parse error on web/templates/a.yaml: error converting YAML to JSON"],
] as const) {
  test(`${template} is refused with ${values || "nothing"}`, () =>
    assert.ok(refused(template, values).includes(expected), refused(template, values)));
}

test("manifests come in Helm's order, hooks behind, NOTES.txt and partials not", () => {
  const { text } = rendered({
    "templates/a.yaml": "kind: Deployment\n---\nkind: Service\n",
    "templates/b.yaml": "kind: Pod\nmetadata:\n  annotations:\n    helm.sh/hook: test\n",
    "templates/NOTES.txt": "thanks",
    "templates/_x.tpl": "partial",
    "templates/c.yaml": "\n{{ if false }}x{{ end }}\n",
  });
  const source = "# Source: web/templates";
  assert.equal(
    text,
    `---\n${source}/a.yaml\nkind: Service\n---\n${source}/a.yaml\nkind: Deployment\n---\n${source}/b.yaml\nkind: Pod\nmetadata:\n  annotations:\n    helm.sh/hook: test\n`,
  );
});

test("values of files, subcharts, globals, aliases, conditions and imports come together as in Helm", () => {
  const files = {
    "Chart.yaml": `${chartYaml}dependencies:\n- {name: db, version: ">=1", alias: one, condition: one.enabled}\n- {name: db, version: ">=1", alias: two, condition: two.enabled, import-values: [data]}\n`,
    "values.yaml": "global: {g: 1}\none: {enabled: false}\ntwo: {x: 2}\nkeep: 1\ndrop: 1\n",
    "templates/a.yaml": "v: {{ toJson .Values }}",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "x: 1\nexports: {data: {imported: 1}}\n",
    "charts/db/templates/b.yaml": "{{ .Chart.Name }}: {{ .Values.x }}{{ .Values.global.g }}",
  };
  const { text } = rendered(files, { values: "drop: null\nkeep: 2\n" });
  assert.match(text, /web\/charts\/two\/templates\/b\.yaml\ntwo: 21\n/);
  assert.doesNotMatch(text, /charts\/one/);
  assert.match(text, /"imported":1,"keep":2/);
  assert.doesNotMatch(text, /drop/);
});

test("what Chart.yaml asks for and is not there stops Helm, and not those who go on without it", () => {
  const files = {
    "Chart.yaml": `${chartYaml}dependencies: [{name: db, version: 1.x.x}]\n`,
    "templates/a.yaml": "kind: Service",
  };
  assert.match(
    rendered(files).failures[0]?.message ?? "",
    /found in Chart\.yaml, but missing in charts\/ directory: db$/,
  );
  assert.equal(rendered(files).text, "");
  assert.match(rendered(files, { tolerant: true }).text, /kind: Service/);
});

test("a schema's refusal names the value", () => {
  const { failures, violations } = rendered({
    "values.schema.json": '{"properties": {"port": {"type": "integer", "maximum": 65535}}}',
    "values.yaml": "port: 70000\n",
    "templates/a.yaml": "a: 1",
  });
  assert.equal(
    failures[0]?.message,
    "values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '/port': maximum: got 70,000, want 65,535\n",
  );
  assert.deepEqual(
    violations.map(({ path }) => path),
    [["port"]],
  );
});

test("every character knows its template, and the value that it is", () => {
  const template = 'kind: {{ include "k" . }}\nport: {{ .Values.port }}\nall:{{ toYaml .Values.all | nindent 2 }}\n';
  const values = "port: 8080\nall:\n  a: x\n  b: [z]\n";
  const rendering = rendered(
    { "templates/a.yaml": template, "templates/_h.tpl": '{{ define "k" }}Service{{ end }}', "values.yaml": values },
    { tracing: true },
  );
  const [manifest] = rendering.manifests;
  assert.ok(manifest);
  const ends: number[] = [];
  for (const { length } of manifest.pieces) ends.push((ends.at(-1) ?? 0) + length);
  const at = (word: string) => manifest.pieces[pieceIndexAt(ends, manifest.offset + manifest.text.indexOf(word))];
  assert.equal(at("Service")?.source.name, "web/templates/_h.tpl");
  assert.equal(at("Service")?.via?.source.name, "web/templates/a.yaml");
  const port = at("8080");
  assert.equal(template.slice(port?.start, port?.end), "{{ .Values.port }}");
  const [origin] = port?.values ?? [];
  assert.equal(values.slice(origin?.start, origin?.end), "8080");
  const [z] = at("z")?.values ?? [];
  assert.equal(rendering.manifests[0]?.text.includes("- z"), true);
  assert.equal(values.slice(at("x\n")?.values[0]?.start, at("x\n")?.values[0]?.end), "x");
  assert.equal(values.slice(z?.start, z?.end), "z");
  assert.equal(ends.at(-1), manifest.text.length + 1);
});

for (const [what, template] of [
  ["a template that takes itself in", '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
  ["a template that calls itself", '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'],
  ["a range over ever so many", "{{ range until 2000000000 }}x{{ end }}"],
  ["loops in loops", "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"],
  ["a string without end", '{{ $x := "x" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}'],
  ["parentheses in parentheses", `{{ ${"(".repeat(20_000)}1${")".repeat(20_000)} }}`],
  ["an expression that is no expression", '{{ regexMatch "(a*)*$" (repeat 30 "a" ) }}{{ mustRegexMatch "(" "a" }}'],
] as const) {
  test(`${what} ends with a message`, () => assert.ok(refused(template).length > 10));
}

test("an expression that makes others hang takes no time", () => {
  assert.equal(made('{{ regexMatch "^(a+)+$" (printf "%sb" (repeat 5000 "a")) }}'), "false");
});

test("archives that lead out of themselves, or are none, are refused", () => {
  const { failures } = rendered({ "charts/x.tgz": "no archive", "templates/a.yaml": "a: 1" });
  assert.match(failures[0]?.message ?? "", /^error unpacking subchart x\.tgz in web: gzip: invalid header$/);
});
