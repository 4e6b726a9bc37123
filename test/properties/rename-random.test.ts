// Over small workspaces of every shape: a rename leaves every path and every finding as it was, with the one name for the other.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { finish } from "../../server/src/base/steps.ts";
import { rename } from "../../server/src/features/rename/rename.ts";
import { everyName, filesWith, otherName, reading } from "./renaming.ts";
import { Server } from "./server.ts";

const apps = ["alpha", "bravo-shop", "charlie1", "delta-x-y"] as const;

interface App {
  readonly kind: "Deployment" | "StatefulSet" | "Pod";
  readonly namespace: "one" | "two";
  readonly style: "plain" | "double" | "single";
  readonly targets: "name" | "number";
  /** None that says which protocol is spoken, such as `http`: that would be lost with the name. */
  readonly ports: readonly ("main" | "stats" | "intake-q")[];
  readonly extraLabel: boolean;
  /** Which app it calls, and how. */
  readonly calls: number;
  readonly form: "full" | "short" | "pod" | "srv" | "config";
  readonly ingress: "name" | "number" | "none";
  readonly policy: boolean;
  readonly flow: boolean;
}

const app: fc.Arbitrary<App> = fc.record({
  kind: fc.constantFrom("Deployment", "StatefulSet", "Pod"),
  namespace: fc.constantFrom("one", "two"),
  style: fc.constantFrom("plain", "double", "single"),
  targets: fc.constantFrom("name", "number"),
  ports: fc.uniqueArray(fc.constantFrom("main", "stats", "intake-q"), { minLength: 1, maxLength: 3 }),
  extraLabel: fc.boolean(),
  calls: fc.nat(3),
  form: fc.constantFrom("full", "short", "pod", "srv", "config"),
  ingress: fc.constantFrom("name", "number", "none"),
  policy: fc.boolean(),
  flow: fc.boolean(),
});

interface Shape {
  readonly apps: readonly App[];
  readonly layout: "one-file" | "file-each" | "kustomization" | "two-overlays" | "alternatives";
  readonly lineEnd: "\n" | "\r\n";
}

const shape: fc.Arbitrary<Shape> = fc.record({
  apps: fc.array(app, { minLength: 1, maxLength: 4 }),
  layout: fc.constantFrom("one-file", "file-each", "kustomization", "two-overlays", "alternatives"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
});

/** How kustomizations change the names of Services, as DNS names in texts have to say them. */
interface Around {
  readonly prefix: string;
}

function manifests(shape: Shape, index: number, { prefix }: Around): readonly string[] {
  const own = shape.apps[index];
  if (own === undefined) return [];
  const name = apps[index] ?? "";
  const quoted = (text: string) => (own.style === "double" ? `"${text}"` : own.style === "single" ? `'${text}'` : text);
  const pairs = [`app: ${quoted(name)}`, ...(own.extraLabel ? ["tier: front"] : [])];
  const labels = (indent: string) =>
    own.flow ? ` { ${pairs.join(", ")} }` : pairs.map((pair) => `\n${indent}${pair}`).join("");
  const called = shape.apps[own.calls % shape.apps.length] ?? own;
  const callee = `${prefix}${apps[own.calls % shape.apps.length] ?? ""}`;
  const where = called.namespace;
  const address = {
    full: `http://${callee}.${where}.svc.cluster.local:80/path`,
    short: `tcp://${callee}.${where}:80`,
    pod: `pod-0.${callee}.${where}.svc:80`,
    srv: `_${called.ports[0]}._tcp.${callee}.${where}.svc`,
    config: `"http://${callee}.${where}.svc, http://${callee}.${where}.svc:80"`,
  }[own.form];
  const metadata = `metadata:\n  name: ${quoted(name)}\n  namespace: ${own.namespace}\n`;
  const pod = (indent: string) =>
    [
      "spec:",
      "  containers:",
      `    - name: ${name}`,
      "      image: example",
      `      env: [{ name: ADDRESS, value: ${address} }]`,
      "      ports:",
      ...own.ports.map((port, at) => `        - { name: ${quoted(port)}, containerPort: ${8080 + at} }`),
      `      readinessProbe: { tcpSocket: { port: ${own.ports[0]} } }`,
    ].join(`\n${indent}`);
  const workload =
    own.kind === "Pod"
      ? `apiVersion: v1\nkind: Pod\n${metadata}  labels:${labels("    ")}\n${pod("")}\n`
      : `apiVersion: apps/v1\nkind: ${own.kind}\n${metadata}spec:\n` +
        (own.kind === "StatefulSet" ? `  serviceName: ${name}\n` : "") +
        `  selector:\n    matchLabels:${labels("      ")}\n` +
        `  template:\n    metadata:\n      labels:${labels("        ")}\n    ${pod("    ")}\n`;
  const ports = own.ports.map(
    (port, at) =>
      `    - name: ${port}\n      port: ${80 + at}\n      targetPort: ${own.targets === "name" ? quoted(port) : 8080 + at}\n`,
  );
  const service = `apiVersion: v1\nkind: Service\n${metadata}spec:\n  selector:${labels("    ")}\n  ports:\n${ports.join("")}`;
  const port = own.ingress === "name" ? `name: ${quoted(own.ports[0] ?? "")}` : "number: 80";
  const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${metadata}spec:\n  defaultBackend:\n    service: { name: ${quoted(name)}, port: { ${port} } }\n`;
  const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${metadata}spec:\n  podSelector:\n    matchLabels:${labels("      ")}\n  ingress: [{ ports: [{ port: ${own.ports.at(-1)} }] }]\n`;
  return [service, workload, ...(own.ingress === "none" ? [] : [ingress]), ...(own.policy ? [policy] : [])];
}

function filesOf(shape: Shape): ReadonlyMap<string, string> {
  const prefix = shape.layout === "kustomization" ? "x-" : "";
  const texts = shape.apps.map((_, index) => manifests(shape, index, { prefix }).join("---\n"));
  const named = (folder: string) => texts.map((text, index) => [`${folder}${apps[index]}.yaml`, text] as const);
  const resources = `resources: [${texts.map((_, index) => `${apps[index]}.yaml`).join(", ")}]\n`;
  const patch = `apiVersion: v1\nkind: Service\nmetadata: { name: ${apps[0]}, namespace: ${shape.apps[0]?.namespace} }\nspec: { type: NodePort }\n`;
  const files = (): readonly (readonly [string, string])[] => {
    switch (shape.layout) {
      case "one-file":
        return [["all.yaml", texts.join("---\n")]];
      case "file-each":
        return named("");
      case "kustomization":
        return [
          ...named("base/"),
          ["base/kustomization.yaml", `${resources}namePrefix: x-\npatches:\n  - path: patch.yaml\n`],
          ["base/patch.yaml", patch],
        ];
      case "two-overlays":
        return [
          ...named("base/"),
          ["base/kustomization.yaml", resources],
          ["a/kustomization.yaml", "resources: [../base]\nlabels: [{ pairs: { stage: a }, includeSelectors: true }]\n"],
          [
            "b/kustomization.yaml",
            `resources: [../base]\npatches:\n  - patch: |-\n${patch.replace(/^(?=.)/gm, "      ")}`,
          ],
        ];
      case "alternatives":
        return [...named("staging/"), ...named("production/")];
    }
  };
  return new Map(files().map(([path, text]) => [`file:///w/${path}`, text.replaceAll("\n", shape.lineEnd)]));
}

test("a rename of anything in any small workspace leaves every path and every finding as it was", () => {
  let renames = 0;
  fc.assert(
    fc.property(shape, fc.nat(), (drawn, choice) => {
      const files = filesOf(drawn);
      const server = new Server();
      server.set(files);
      const names = everyName(server);
      const { uri, position, target } = names[choice % names.length] ?? assert.fail("nothing to rename");
      const file = server.workspace.file(uri) ?? assert.fail(uri);
      const before = server.answers();
      const newName = otherName(target);
      const edits = finish(rename(file, position, newName, server.workspace)) ?? assert.fail(`${uri}: ${target.name}`);
      if ("kind" in edits) {
        // The one name that only a kustomization could change.
        assert.match(edits.why.en, /^(A kustomization (makes|puts)|This is a patch)/);
        return;
      }
      renames += 1;
      const renamed = new Server();
      renamed.set(filesWith(files, edits));
      assert.deepEqual(
        reading(renamed.answers()).map((each) => each.replaceAll(newName, target.name)),
        reading(before),
      );
    }),
    { numRuns: 250, seed: 20261124 },
  );
  console.log(`##figure renames in random workspaces: ${renames}`);
  assert.ok(renames > 150);
});
