// Whatever is edited, in whatever order: the server that kept what did not change says what a new one would say.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Server } from "./server.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const name = fc.constantFrom("a", "b", "web");
const namespace = fc.constantFrom("", "  namespace: x\n");
const service = fc
  .tuple(name, namespace, name, fc.constantFrom("30001", "30002", "80"), fc.constantFrom("http", "8080", "web"))
  .map(
    ([own, ns, app, nodePort, target]) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${own}\n${ns}spec:\n  type: NodePort\n  selector:\n    app: ${app}\n  ports:\n    - port: 80\n      targetPort: ${target}\n      nodePort: ${nodePort}\n`,
  );
const deployment = fc
  .tuple(name, namespace, name, fc.constantFrom("http", "web"))
  .map(
    ([own, ns, app, port]) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${own}\n${ns}spec:\n  template:\n    metadata: { labels: { app: ${app} } }\n    spec: { containers: [{ name: c, ports: [{ name: ${port}, containerPort: 8080 }] }] }\n`,
  );
const broken = fc.constantFrom(
  "",
  "# nothing\n",
  "kind: Service\napiVersion: v1\nspec: [\n",
  "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - po",
  "{{ template }}\nkind: Deployment\n",
  "{{ if .x }}\n",
  "{{ else }}\n",
  "{{ end }}\n",
);
const text = fc
  .array(fc.oneof(service, deployment, broken), { maxLength: 4 })
  .map((documents) => documents.join("---\n"));

const uri = fc.constantFrom(
  "file:///w/a.yaml",
  "file:///w/b.yaml",
  "file:///w/staging/a.yaml",
  "file:///w/production/a.yaml",
);
const edit = fc.oneof(
  fc.record({ kind: fc.constant("replace" as const), uri, text }),
  fc.record({ kind: fc.constant("remove" as const), uri }),
  // A keystroke: a stretch of a file becomes something else.
  fc.record({
    kind: fc.constant("type" as const),
    uri,
    at: fc.nat(400),
    length: fc.nat(3),
    text: fc.constantFrom("", "x", "\n", "---\n", "8", " ", ":", "{{ x }}", "{{", "{{ range }}\n"),
  }),
);

test("edits in any order give what a fresh start gives", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const kept = new Server();
      const files = new Map<string, string>();
      for (const step of edits) {
        const before = files.get(step.uri) ?? "";
        if (step.kind === "remove") files.delete(step.uri);
        else if (step.kind === "replace") files.set(step.uri, step.text);
        else files.set(step.uri, before.slice(0, step.at) + step.text + before.slice(step.at + step.length));
        kept.set(files);
        kept.answers();
      }
      const fresh = new Server();
      fresh.set(files);
      assert.deepEqual(kept.answers(), fresh.answers());
    }),
    { numRuns: 300 },
  );
});

test("a document that did not change is the same object after an edit elsewhere", () => {
  const workspace = new Workspace();
  const pair = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n---\n";
  workspace.setFile("file:///a", pair + pair + pair);
  const [first, second, third] = workspace.file("file:///a")?.documents ?? [];
  workspace.setFile("file:///a", `${pair}${pair.replace("name: a", "name: bb\n  # longer")}${pair}`);
  const after = workspace.file("file:///a")?.documents ?? [];
  assert.equal(after[0], first);
  assert.notEqual(after[1], second);
  assert.equal(after[2], third);
  assert.equal(third?.line, 11);
});
