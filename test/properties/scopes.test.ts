// Kustomizations, patches and charts come, go and change in any order: the index that kept what did not change answers as a new one.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Server } from "./server.ts";

// The same cases every time: what fails here fails for everybody.
fc.configureGlobal({ seed: 20261201 });

const app = fc.constantFrom("web", "wep", "api");
const objects = fc
  .tuple(app, app, app, fc.constantFrom("http", "www"))
  .map(
    ([name, selected, labelled, port]) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${selected}\n  ports:\n    - port: 80\n      targetPort: http\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    metadata: { labels: { app: ${labelled} } }\n    spec: { containers: [{ name: c, ports: [{ name: ${port}, containerPort: 8080 }] }] }\n`,
  );
const entry = fc.constantFrom(
  "web.yaml",
  "../base",
  "../base/web.yaml",
  "../overlay",
  ".",
  "https://example.com/x",
  "gone.yaml",
);
const kustomization = fc
  .record({
    kind: fc.constantFrom("", "kind: Component\n"),
    resources: fc.uniqueArray(entry, { maxLength: 3 }),
    components: fc.uniqueArray(fc.constantFrom("../part", "../base"), { maxLength: 2 }),
    more: fc.subarray([
      "namespace: shop\n",
      "namePrefix: my-\n",
      "nameSuffix: -1\n",
      "commonLabels: { env: x }\n",
      "labels: [{ pairs: { app: api }, includeSelectors: true }]\n",
      "replicas: [{ name: web, count: 0 }]\n",
      "patches: [{ path: ../base/patch.yaml }]\n",
      "patches: [{ target: { kind: Service }, patch: '[{ op: remove, path: /spec/selector }]' }]\n",
      "helmCharts: [{ name: x }]\n",
    ]),
  })
  .map(
    ({ kind, resources, components, more }) =>
      `${kind}resources: ${JSON.stringify(resources)}\ncomponents: ${JSON.stringify(components)}\n${more.join("")}`,
  );
const patch = fc
  .tuple(
    fc.constantFrom("Service", "Deployment"),
    app,
    fc.constantFrom("$patch: delete\n", "spec: { selector: { app: api } }\n"),
  )
  .map(
    ([kind, name, what]) =>
      `apiVersion: ${kind === "Service" ? "v1" : "apps/v1"}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${what}`,
  );
const template = fc.constantFrom(
  "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .x }}\n",
  "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .x }}\n",
);

const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constantFrom("base/kustomization.yaml", "overlay/kustomization.yaml", "part/kustomization.yaml"),
      kustomization,
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom("base/web.yaml", "overlay/web.yaml", "chart/templates/web.yaml"), objects),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant("base/patch.yaml"), patch) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("chart/templates/t.yaml", "base/t.yaml"), template) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("chart/Chart.yaml"), fc.constant("apiVersion: v2\nname: chart\n")) },
);
const step = fc.tuple(change, fc.boolean());

test("scopes follow edits in any order as a fresh start would see them", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      const kept = new Server();
      const files = new Map<string, string>();
      for (const [[name, text], isRemoved] of steps) {
        const uri = `file:///w/${name}`;
        if (isRemoved && files.has(uri)) files.delete(uri);
        else files.set(uri, text);
        kept.set(files);
        kept.answers();
      }
      const fresh = new Server();
      fresh.set(files);
      assert.deepEqual(kept.answers(), fresh.answers());
    }),
    { numRuns: 150 },
  );
});
