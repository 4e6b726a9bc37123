// What is wrong with a chart itself, said where it is to be corrected; and what no chart may do to the server.

import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import type { Diagnostic } from "vscode-languageserver-protocol";
import type { PathsResult } from "../../server/src/protocol.ts";
import { hostOf, nextNotification, open, type Pair, pull, startPair, startRead } from "./pair.ts";

const folder = "file:///w/web";
const chart = "apiVersion: v2\nname: web\nversion: 0.1.0\n";
const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
`;

const chartOf = (more: Readonly<Record<string, string>>) => {
  const files: Record<string, string> = { [`${folder}/Chart.yaml`]: chart, [`${folder}/values.yaml`]: "" };
  for (const [path, text] of Object.entries(more)) files[`${folder}/${path}`] = text;
  return files;
};

const said = (found: readonly Diagnostic[]) =>
  found
    .filter(({ code }) => /chart|template-cannot|rendered|schema/.test(String(code)))
    .map(({ code, range: { start, end }, severity, message }) => [
      code,
      severity,
      `${start.line}:${start.character}-${end.line}:${end.character}`,
      String(message).split("\n")[0],
    ]);

async function mistakes(files: Readonly<Record<string, string>>, path: string): Promise<readonly unknown[]> {
  const pair = await startRead(chartOf(files));
  try {
    return said(await pull(pair.client, `${folder}/${path}`));
  } finally {
    pair.close();
  }
}

const template = "templates/x.yaml";
const config = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n${data}`;

test("a template's mistakes are told at their place, in our words and in Helm's", async () => {
  const cases: readonly [string, string, readonly unknown[]][] = [
    [
      "",
      config("  a: {{ .Values.a | qoute }}\n"),
      ["template-cannot-be-rendered", 1, "4:20-4:25", 'There is no template function "qoute". Did you mean "quote"?'],
    ],
    [
      "",
      config('  a: {{ include "web.nmae" . }}\n'),
      ["template-cannot-be-rendered", 1, "4:8-4:28", 'There is no named template "web.nmae" in this chart.'],
    ],
    [
      "",
      config("  a: {{ .Values.image.tag }}\n"),
      ["template-cannot-be-rendered", 1, "4:8-4:25", '"tag" is read from a value that is not set.'],
    ],
    [
      "",
      config('  a: {{ required "set .Values.host" .Values.host }}\n'),
      ["template-cannot-be-rendered", 3, "4:8-4:48", "The template fails here: set .Values.host"],
    ],
    [
      "labels: { a: b }\n",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    {{- toYaml .Values.labels | nindent 2 }}\n    c: d\n",
      [
        "rendered-yaml-invalid",
        1,
        "6:4-6:5",
        'The output of this template is not valid YAML, at the line "    c: d". Check the indentation (nindent) and the quotes.',
      ],
    ],
  ];
  for (const [values, text, expected] of cases)
    assert.deepEqual(await mistakes({ "values.yaml": values, [template]: text }, template), [expected]);
});

test("what is wrong with the chart as a whole is told in its files", async () => {
  assert.deepEqual(await mistakes({ "values.yaml": "a: [1\n", [template]: service }, "values.yaml"), [
    ["chart-cannot-be-loaded", 1, "0:3-0:4", "Helm cannot load this chart."],
  ]);
  const schema = '{"properties":{"replicas":{"type":"integer"}}}';
  assert.deepEqual(await mistakes({ "values.yaml": "replicas: two\n", "values.schema.json": schema }, "values.yaml"), [
    ["values-do-not-fit-schema", 1, "0:10-0:13", 'The value "replicas" does not match values.schema.json.'],
  ]);
});

test("a dependency comes from the workspace; one that is nowhere is told once, and nothing that it would bring", async () => {
  const dependent = `${chart}dependencies:\n  - { name: common, version: 1.x.x, repository: "https://example.org" }\n  - { name: base, version: 1.x.x, repository: "file://../libs/base" }\n`;
  const files = chartOf({
    "Chart.yaml": dependent,
    [template]: `{{ include "common.labels" . }}\n`,
    "templates/y.yaml": `{{ include "base.name" . }}\n`,
    "templates/service.yaml": service,
  });
  const base = {
    "file:///w/libs/base/Chart.yaml": "apiVersion: v2\nname: base\nversion: 1.0.0\n",
    "file:///w/libs/base/templates/_base.tpl": `{{ define "base.name" }}# base{{ end }}`,
  };
  const pair = await startRead({ ...files, ...base });
  assert.deepEqual(said(await pull(pair.client, `${folder}/Chart.yaml`)), [
    [
      "chart-dependency-missing",
      3,
      "4:12-4:18",
      'Chart common is not in charts/, so what it provides is not checked. Run "helm dependency build" to fetch it.',
    ],
  ]);
  assert.deepEqual(said(await pull(pair.client, `${folder}/${template}`)), []);
  assert.deepEqual(said(await pull(pair.client, `${folder}/templates/y.yaml`)), []);
  const services = await pair.client.sendRequest<PathsResult>("servicePaths/paths", {});
  assert.ok(services.some(({ file }) => file === "web/templates/service.yaml"));
  pair.close();
});

/** A tar archive with one file. */
function archive(name: string, text: string): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${text.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\0", 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body]);
}

test("archives, helpers and other files come through the host's door, and so do their changes", async () => {
  const files: Record<string, string> = chartOf({
    [template]: config('  a: {{ .Files.Get "conf/a.txt" | quote }}\n  b: {{ include "sub.b" . }}\n'),
  });
  const extra: Record<string, string | Uint8Array> = {
    [`${folder}/conf/a.txt`]: "one",
    [`${folder}/charts/sub-1.0.0.tgz`]: gzipSync(
      Buffer.concat([
        archive("sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
        archive("sub/templates/_b.tpl", '{{ define "sub.b" }}two{{ end }}'),
        Buffer.alloc(1024),
      ]),
    ),
  };
  const host = hostOf(files);
  const textOf = (uri: string) => {
    const found = extra[uri];
    return typeof found === "string" ? found : files[uri];
  };
  const pair = await startPair({
    ...host,
    files: {
      list: async () => Object.keys(files),
      read: async (uri) => textOf(uri),
      below: async () => [...Object.keys(files), ...Object.keys(extra)],
      bytes: async (uri) => {
        const found = extra[uri];
        return typeof found === "string" ? undefined : found;
      },
    },
  });
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  const shown = async () =>
    (await pair.client.sendRequest<{ text: string }>("servicePaths/rendered", { uri: `${folder}/${template}` })).text;
  assert.match(await shown(), /a: "one"\n {2}b: two/);
  extra[`${folder}/conf/a.txt`] = "three";
  await pair.client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: `${folder}/conf/a.txt`, type: 2 }],
  });
  await nextNotification(pair.client, "servicePaths/pathsChanged");
  assert.match(await shown(), /a: "three"/);
  pair.close();
});

test("nothing that a chart does ends in silence or in a wait without end", async () => {
  const endless = `{{ define "web.a" }}{{ include "web.a" . }}{{ end }}{{ include "web.a" . }}`;
  const cases: readonly [string, string, RegExp][] = [
    ["endless recursion", endless, /^template-cannot-be-rendered/],
    [
      "a range over a million",
      "{{ range until 1000000 }}{{ range until 100 }}x{{ end }}{{ end }}",
      /^chart-not-followed/,
    ],
    ["a hundred megabytes", '{{ range until 3000 }}{{ repeat 100000 "x" }}{{ end }}', /^chart-not-followed/],
    ["half an action", "a: {{ .Values.", /^template-cannot-be-rendered/],
    ["no text", "\u0001\u0002\u0000", /^rendered-yaml-invalid/],
  ];
  for (const [name, text, rule] of cases) {
    const pair = await startRead(chartOf({ [template]: text, "templates/service.yaml": service }));
    const found = said(await pull(pair.client, `${folder}/${template}`));
    assert.equal(found.length, 1, `${name}: ${JSON.stringify(found)}`);
    assert.match(String(found[0]?.[0]), rule, name);
    assert.equal((await pair.client.sendRequest<PathsResult>("servicePaths/paths", {})).length, 1, name);
    pair.close();
  }
  const large = await startRead(chartOf({ "values.yaml": `a: ${"x".repeat(6_000_000)}\n`, [template]: service }));
  assert.match(
    JSON.stringify(await pull(large.client, `${folder}/values.yaml`)),
    /larger than the maximum file size 5242880/,
  );
  large.close();
});

test("a template that is mended while it is open is rendered again", async () => {
  const pair: Pair = await startRead(chartOf({ [template]: config("  a: {{ qoute 1 }}\n") }));
  const uri = `${folder}/${template}`;
  await open(pair.client, uri, config("  a: {{ quote 1 }}\n"));
  assert.deepEqual(said(await pull(pair.client, uri)), []);
  pair.close();
});

test("a helper that several templates fail in is one mistake", async () => {
  const files = {
    "templates/_helpers.tpl": '{{ define "web.a" }}{{ .Values.a.b }}{{ end }}',
    [template]: config('  a: {{ include "web.a" . }}\n'),
    "templates/y.yaml": config('  a: {{ include "web.a" . }}\n'),
  };
  const found = await mistakes(files, "templates/_helpers.tpl");
  assert.deepEqual(found, [
    ["template-cannot-be-rendered", 1, "0:23-0:34", '"b" is read from a value that is not set.'],
  ]);
});
