// Charts on the command line: rendered once, found where the mistake is to be mended.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "service-paths-charts-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...words: string[]): { status: number | null; out: string; err: string } {
  const environment = { PATH: process.env.PATH, LANG: "C" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: environment,
  });
  return { status, out: stdout, err: stderr };
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ include "web.name" . }}
spec:
  type: {{ .Values.type }}
  selector: {{- include "web.labels" . | nindent 4 }}
  ports:
    - port: 80
      targetPort: {{ .Values.target }}
      {{- if .Values.nodePort }}
      nodePort: {{ .Values.nodePort }}
      {{- end }}
{{- if .Values.more }}
---
apiVersion: v1
kind: Service
metadata:
  name: more
spec:
  type: Nodeport
{{- end }}
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
spec:
  selector:
    matchLabels: {{- include "web.labels" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "web.labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - name: http
              containerPort: 8080
`;
const chart = (name: string, values: string) => ({
  [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
  [`${name}/values.yaml`]: values,
  [`${name}/templates/_helpers.tpl`]: `{{ define "web.name" }}{{ .Release.Name }}-web{{ end }}{{ define "web.labels" }}app: {{ .Release.Name }}{{ end }}`,
  [`${name}/templates/service.yaml`]: service,
  [`${name}/templates/deployment.yaml`]: deployment,
});

interface Found {
  file: string;
  rule: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
  related: { file: string }[];
}
const checked = (...words: string[]) =>
  (JSON.parse(run("check", "--format", "json", ...words).out) as { diagnostics: Found[] }).diagnostics;

test("a chart without mistakes has no findings, and its Service has paths", () => {
  write(chart("good", "type: ClusterIP\ntarget: http\n"));
  assert.deepEqual(
    checked("good").filter(({ file }) => !file.includes("service.yaml")),
    [],
  );
  const { services } = JSON.parse(run("paths", "--format", "json", "good").out) as {
    services: { name: string; file: string; scope: string; range: { start: { line: number } } }[];
  };
  assert.deepEqual(
    services.map(({ name, file, scope, range }) => [name, file, scope, range.start.line]),
    [["good-web", "templates/service.yaml", "Chart.yaml", 3]],
  );
});

test("paths of a chart are those of what render prints", () => {
  write(chart("same", "type: NodePort\ntarget: http\nnodePort: 30080\n"));
  write({ "rendered.yaml": run("render", "same").out });
  const paths = (name: string) =>
    JSON.stringify(JSON.parse(run("paths", "--format", "json", name).out), (key, value) =>
      ["file", "range", "scope"].includes(key) ? undefined : value,
    );
  assert.equal(paths("same"), paths("rendered.yaml"));
  assert.match(paths("same"), /30080/);
});

test("a value that is wrong is found in values.yaml, with the template beside", () => {
  write(chart("bad", "type: NodePort\ntarget: http\nnodePort: 99\n"));
  const [found] = checked("bad").filter(({ rule }) => rule === "node-port-out-of-range");
  assert.equal(found?.file, "values.yaml");
  assert.deepEqual(found?.range, { start: { line: 2, character: 10 }, end: { line: 2, character: 12 } });
  assert.deepEqual(
    found?.related.map(({ file }) => file),
    ["templates/service.yaml"],
  );
});

test("a number of which the template makes text is the template's mistake", () => {
  write({
    "quoted/Chart.yaml": "apiVersion: v2\nname: quoted\nversion: 0.1.0\n",
    "quoted/values.yaml": 'port: 31900\nname: "Web"\n',
    "quoted/templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ .Values.name | quote }}
spec:
  type: NodePort
  ports:
    - port: "{{ .Values.port }}"
      nodePort: {{ .Values.port | quote }}
`,
  });
  const { out } = run("check", "quoted", "--format", "json", "--fail-on", "never");
  const { diagnostics } = JSON.parse(out) as {
    diagnostics: { rule: string; file: string; range: { start: { line: number } } }[];
  };
  const of = (rule: string) =>
    diagnostics.filter((each) => each.rule === rule).map(({ file, range }) => `${file}:${range.start.line + 1}`);
  assert.deepEqual(of("type-mismatch"), ["templates/service.yaml:8", "templates/service.yaml:9"]);
  // A value that is text already is mended where it is written.
  assert.deepEqual(of("name-format"), ["values.yaml:2"]);
});

test("values given count, those beside the chart do not", () => {
  write(chart("many", "type: ClusterIP\ntarget: http\n"));
  write({ "many/values-prod.yaml": "type: NodePort\nnodePort: 99\n" });
  assert.equal(
    checked("many").some(({ rule }) => rule === "node-port-out-of-range"),
    false,
  );
  const found = checked("many", "--values", "many/values-prod.yaml").find(
    ({ rule }) => rule === "node-port-out-of-range",
  );
  assert.equal(found?.file, "values-prod.yaml");
});

test("what the values leave out is read as it stands", () => {
  write(chart("left", "type: ClusterIP\ntarget: http\n"));
  const found = checked("left").filter(({ rule }) => rule === "type-value");
  assert.ok(
    found.some(({ file, range }) => file === "templates/service.yaml" && range.start.line === 20),
    JSON.stringify(checked("left")),
  );
});

test("a template that cannot be rendered is told, and read as it stands; render refuses", () => {
  write(chart("broken", "type: ClusterIP\ntarget: http\n"));
  write({ "broken/templates/x.yaml": 'a: {{ required "say a" .Values.a }}\n' });
  const { status, err } = run("check", "broken");
  assert.notEqual(status, 2);
  assert.match(err, /execution error at \(broken\/templates\/x\.yaml:1:6\): say a/);
  const refused = run("render", "broken");
  assert.deepEqual([refused.status, refused.out], [2, ""]);
  assert.match(refused.err, /say a/);
});

test("a dependency comes from its file:// repository, and is missing where that is not there", () => {
  write(chart("parent", "type: ClusterIP\ntarget: http\n"));
  write(chart("child", "type: ClusterIP\ntarget: http\n"));
  const asks = (name: string, repository: string) =>
    write({
      "parent/Chart.yaml": `apiVersion: v2\nname: parent\nversion: 0.1.0\ndependencies: [{name: ${name}, version: ">=0", repository: "${repository}"}]\n`,
    });
  asks("child", "file://../child");
  assert.match(run("render", "parent").out, /# Source: parent\/charts\/child\/templates\/service\.yaml/);
  asks("elsewhere", "https://charts.example.com");
  assert.equal(run("render", "parent").status, 2);
  assert.match(run("paths", "parent").err, /elsewhere/);
  const [missing] = checked("parent").filter(({ rule }) => rule === "chart-dependency-missing");
  assert.deepEqual([missing?.file, missing?.range.start], ["Chart.yaml", { line: 3, character: 22 }]);
  assert.match(run("paths", "parent").out, /parent-web/);
});

test("render takes a name and a namespace, and refuses links that lead out", () => {
  write(chart("named", "type: ClusterIP\ntarget: http\n"));
  assert.match(run("render", "named", "--helm-release", "live").out, /name: live-web/);
  symlinkSync("/etc", path.join(folder, "named", "templates", "etc"));
  const { status, err } = run("render", "named");
  assert.equal(status, 2);
  assert.match(err, /outside the chart/);
});

test("what a chart's own values leave empty is no mistake of its templates", () => {
  write({
    "link/Chart.yaml": "apiVersion: v2\nname: link\nversion: 1.0.0\n",
    "link/values.yaml": 'target: ""\n',
    "link/templates/open.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: probe-{{ .Values.target }}\nspec:\n  ports:\n    - port: 80\n",
    // The twin: nothing is filled in here.
    "link/templates/written.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: written-\nspec:\n  ports:\n    - port: 80\n",
    "chosen.yaml": "target: x-\n",
  });
  const names = (...words: string[]) =>
    (
      JSON.parse(run("check", "link", "--format", "json", ...words).out) as {
        diagnostics: { rule: string; file: string }[];
      }
    ).diagnostics
      .filter(({ rule }) => rule === "name-format")
      .map(({ file }) => file);
  assert.deepEqual(names(), ["templates/written.yaml"]);
  assert.equal(names("--values", "chosen.yaml").length, 2);
});
