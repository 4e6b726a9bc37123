// Whatever of sound manifests becomes a template's affair — values, keys, branches, loops, whole objects — nobody is alarmed.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Server } from "./server.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
    tier: "1"
  annotations:
    prometheus.io/scrape: "true"
spec:
  type: NodePort
  selector:
    app: web
  externalTrafficPolicy: Local
  sessionAffinity: ClientIP
  sessionAffinityConfig:
    clientIP:
      timeoutSeconds: 100
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30080
    - name: dns
      port: 53
      targetPort: 5353
      protocol: UDP
`.split("\n");
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: main
          ports:
            - name: http
              containerPort: 8080
`.split("\n");

/** One thing that an author of charts does to a line, or to it and those below that belong to it. */
const change = fc.record({
  at: fc.nat(60),
  does: fc.constantFrom(
    ...(["value", "suffix", "quoted", "key", "if", "if-else", "range", "include", "below", "item", "comment"] as const),
  ),
});

type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** The line at `at` and all that is deeper below it; a template's own lines are as deep as what is around them. */
function blockEnd(lines: readonly string[], at: number): number {
  const depth = (line: string) =>
    /^ *(\{\{|\*\/)/.test(line) ? Number.POSITIVE_INFINITY : (/^ */.exec(line)?.[0].length ?? 0);
  const own = depth(lines[at] ?? "");
  let end = at + 1;
  while (end < lines.length && lines[end] !== "" && depth(lines[end] ?? "") > own) end += 1;
  while (depth(lines[end - 1] ?? "") === Number.POSITIVE_INFINITY) end -= 1;
  return end;
}

function changed(lines: readonly string[], { at: place, does }: Change): readonly string[] {
  const at = place % lines.length;
  const line = lines[at] ?? "";
  const found = /^( *)(- )?([^:{}]+):( .*)?$/.exec(line);
  if (found === null) return lines;
  const [, indent = "", dash = "", key = "", value] = found;
  const end = value === undefined ? blockEnd(lines, at) : at + 1;
  const block = lines.slice(at, end);
  const replaced = (...by: string[]) => [...lines.slice(0, at), ...by, ...lines.slice(end)];
  switch (does) {
    case "value":
      return value === undefined ? lines : replaced(`${indent}${dash}${key}: {{ .Values.x | default "a: b" }}`);
    case "suffix":
      return value === undefined ? lines : replaced(`${indent}${dash}${key}: Under_Score-{{ .Values.x }}`);
    case "quoted":
      // Text where a number or a truth value is due is a mistake, and said.
      return value === undefined || /^ (\d+|true|false)$/.test(value)
        ? lines
        : replaced(`${indent}${dash}${key}: "{{ .Values.x | quote }}"`);
    case "key":
      return replaced(`${indent}${dash}{{ .Values.${key.length} }}:${value ?? ""}`, ...block.slice(1));
    case "if":
      return replaced(`${indent}{{- if .Values.x }}`, ...block, `{{ end }}`);
    case "if-else":
      return replaced(
        `{{ if .Values.x -}}`,
        ...block,
        `${indent}{{- else if .y }}`,
        ...block,
        `${indent}{{- end }} # x`,
      );
    case "range":
      return replaced(`${indent}{{- range $k, $v := .Values.x }}`, ...block, `${indent}{{- end }}`);
    case "include":
      return replaced(...block, `${indent}{{- include "x" . | nindent ${indent.length} }}`);
    case "below":
      return value === undefined ? replaced(`${indent}${dash}${key}: {{- toYaml .Values.x | nindent 8 }}`) : lines;
    case "item":
      return dash === "" ? lines : replaced(`${indent}- {{ .Values.x | toYaml | indent 6 | trim }}`, ...block);
    case "comment":
      return replaced(`{{- /* it's ${key}:`, `${indent}*/}}`, ...block);
  }
}

test("templates of sound manifests have no findings", () => {
  const document = fc
    .tuple(fc.constantFrom(service, deployment), fc.array(change, { minLength: 0, maxLength: 8 }))
    .map(([lines, changes]) => changes.reduce<readonly string[]>(changed, lines).join("\n"));
  const file = fc.tuple(
    fc.array(document, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("---\n", "---\n{{ else }}\n---\n", "{{ end }}\n---\n{{ if .x }}\n"),
  );
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 2 }), (files) => {
      const server = new Server();
      const texts = files.map(([documents, between], index): [string, string] => [
        `file:///w/chart/templates/${index}.yaml`,
        `{{- if .Values.x }}\n---\n${documents.join(between)}{{- end }}\n`,
      ]);
      server.set(new Map([["file:///w/chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"], ...texts]));
      const found = server.answers().diagnostics.flatMap(([, diagnostics]) => diagnostics as readonly unknown[]);
      assert.deepEqual(found, []);
      assert.deepEqual(server.answers().paths, []);
    }),
    { numRuns: 400 },
  );
});
