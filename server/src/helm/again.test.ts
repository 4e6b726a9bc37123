// A chart that is rendered again and again gives what a new rendering gives, whatever was edited before.

import assert from "node:assert/strict";
import test from "node:test";
import type { ChartFile } from "./chart/files.ts";
import { ChartRenderer, renderChart } from "./render.ts";

const options = { isTracing: true, isTolerant: true };
const first: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "values.yaml": "port: 80\nnames: [a, b]\n",
  "templates/_helpers.tpl": '{{ define "web.port" }}{{ .Values.port }}{{ end }}{{ define "web.x" }}x{{ end }}',
  "templates/a.yaml": 'a: {{ include "web.port" . }}\n',
  "templates/b.yaml": 'b: {{ template "web.x" . }}\n',
  "templates/c.yaml": '{{ range .Values.names }}\n---\nc: {{ . }}{{ include "web.x" . }}\n{{ end }}',
};

/** Each with what it does to a file; undefined: the file goes. */
const edits: readonly (readonly [string, string | undefined])[] = [
  ["templates/a.yaml", 'a: {{ include "web.port" . }}1\n'],
  ["templates/_helpers.tpl", '{{ define "web.port" }}p{{ end }}{{ define "web.x" }}y{{ end }}'],
  ["templates/b.yaml", "b: {{ nope"],
  ["templates/b.yaml", 'b: {{ $_ := set .Values "port" 1 }}{{ template "web.x" . }}\n'],
  ["templates/a.yaml", "a: {{ .Values.port }}\n"],
  ["templates/c.yaml", '{{ define "web.x" }}z{{ end }}'],
  ["values.yaml", "port: 8080\n"],
  ["templates/b.yaml", undefined],
  ["templates/_helpers.tpl", '{{ define "web.port" }}{{ include "web.port" . }}{{ end }}'],
  ["templates/a.yaml", 'a: {{ include "web.port" . }}\n'],
  ["Chart.yaml", "apiVersion: v2\nname: web"],
  ["Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n"],
];

test("what did not change is not rendered again, and nothing is missed", () => {
  const texts = new Map(Object.entries(first));
  const renderer = new ChartRenderer(options);
  const input = () => {
    const files: ChartFile[] = [...texts].map(([path, text]) => ({ path, text, uri: `file:///web/${path}` }));
    return { files, values: [], namespace: "default", kubeVersion: "v1.36.0" };
  };
  renderer.render(input());
  for (const [path, text] of edits) {
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
    const again = renderer.render(input());
    const fresh = renderChart(input(), options);
    assert.equal(again.text, fresh.text, path);
    assert.deepEqual(
      again.failures.map(({ message, span }) => [message, span]),
      fresh.failures.map(({ message, span }) => [message, span]),
      path,
    );
    const places = (rendering: typeof again) =>
      rendering.manifests.flatMap(({ pieces }) => pieces.map(({ start, end, source }) => [source.name, start, end]));
    assert.deepEqual(places(again), places(fresh), path);
  }
});

test("a keystroke in a template costs that template alone", () => {
  const files: ChartFile[] = Object.entries(first).map(([path, text]) => ({ path, text, uri: `file:///web/${path}` }));
  const renderer = new ChartRenderer(options);
  const input = { files, values: [], namespace: "default", kubeVersion: "v1.36.0" };
  const { all } = renderer.render(input).work;
  const edited = files.map((file) => (file.path === "templates/b.yaml" ? { ...file, text: `${file.text}#` } : file));
  const { now } = renderer.render({ ...input, files: edited }).work;
  assert.ok(now > 0 && now < all / 3, `${now} of ${all}`);
});
