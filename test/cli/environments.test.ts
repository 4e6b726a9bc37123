// `--list-environments`, `--environment` and `diff`: what is applied together, by the names that people use.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "service-paths-environments-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const web = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: example/web, ports: [{ containerPort: 8080 }] }] }
`;

const files: Readonly<Record<string, string>> = {
  "deploy/base/kustomization.yaml": "resources: [web.yaml]\n",
  "deploy/base/web.yaml": web,
  "deploy/overlays/staging/kustomization.yaml": "namespace: staging\nresources: [../../base]\n",
  "deploy/overlays/same/kustomization.yaml": "namespace: same\nnamePrefix: s-\nresources: [../../base]\n",
  "deploy/overlays/prod/kustomization.yaml": `namespace: prod
resources: [../../base, ../../gone.yaml]
patches:
  - target: { kind: Service }
    patch: '[{ "op": "add", "path": "/spec/type", "value": "LoadBalancer" }, { "op": "replace", "path": "/spec/selector", "value": { "app": "wbe" } }]'
`,
  "deploy/overlays/open/kustomization.yaml": `namespace: open
resources: [../../base]
patches:
  - target: { kind: Service }
    path: type.json
`,
  // A JSON patch is no manifest, and is read all the same.
  "deploy/overlays/open/type.json": '[{ "op": "add", "path": "/spec/type", "value": "NodePort" }]',
  "clusters/delivery.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: webapp, namespace: flux-system }
spec: { path: ./apps/web, targetNamespace: shop }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: lost, namespace: flux-system }
spec: { path: ./apps/lost }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: redis, namespace: argocd }
spec: { source: { repoURL: https://charts.example.com, chart: redis }, destination: { namespace: cache } }
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: teams, namespace: argocd }
spec:
  generators: [{ git: { directories: [{ path: teams/* }, { path: teams/none, exclude: true }] } }]
  template:
    metadata: { name: 'team-{{path.basename}}' }
    spec: { source: { path: '{{path}}' }, destination: { namespace: '{{path.basename}}' } }
`,
  "apps/web/web.yaml": web.replaceAll("web", "app"),
  "teams/red/red.yaml": web.replaceAll("web", "red"),
  "teams/none/none.yaml": web.replaceAll("web", "none"),
  "skaffold/skaffold.yaml": `apiVersion: skaffold/v4beta6
kind: Config
metadata: { name: dev }
manifests: { rawYaml: [k8s/*.yaml] }
`,
  "skaffold/k8s/dev.yaml": web.replaceAll("web", "dev"),
  "chart/Chart.yaml": "apiVersion: v2\nname: thing\nversion: 1.0.0\n",
  "chart/templates/service.yaml": web.replaceAll("web", "thing"),
  "plain.yaml": web.replaceAll("web", "extra"),
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

function run(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, LANG: "C" },
  });
  return { status, out: stdout, err: stderr };
}

test("environments have the names that people use, and say what is missing", () => {
  const { environments } = JSON.parse(run("paths", "--list-environments", "--format", "json").out) as {
    environments: {
      name: string;
      kind: string;
      folder: string;
      namespace: string | null;
      services: number;
      incomplete: string | null;
    }[];
  };
  const rows = environments.map((one) => `${one.name} ${one.kind} ${one.folder} ${one.namespace} ${one.services}`);
  assert.deepEqual(rows, [
    "webapp flux apps/web shop 1",
    "lost flux apps/lost null 0",
    "redis argocd clusters cache 0",
    "team-red argocd teams/red red 1",
    "dev tool skaffold null 1",
    "open kustomization deploy/overlays/open open 1",
    "prod kustomization deploy/overlays/prod prod 1",
    "same kustomization deploy/overlays/same same 1",
    "staging kustomization deploy/overlays/staging staging 1",
    "chart chart chart null 1",
    ". plain . null 2",
  ]);
  const incomplete = environments.flatMap(({ name, incomplete: why }) => (why === null ? [] : [`${name}: ${why}`]));
  assert.deepEqual(incomplete, [
    "lost: apps/lost is not in this workspace",
    "redis: from a remote chart: connect to the cluster to see its Services",
    "prod: ../../gone.yaml is not in this workspace",
  ]);
});

test("a call is narrowed by an environment's name, by its folder, and by the end of that", () => {
  const services = (...words: readonly string[]) =>
    (
      JSON.parse(run("paths", "--format", "json", ...words).out) as { services: { namespace: string; name: string }[] }
    ).services.map(({ namespace, name }) => `${namespace}/${name}`);
  assert.deepEqual(services("--environment", "prod"), ["prod/web"]);
  assert.deepEqual(services("--environment", "overlays/staging"), ["staging/web"]);
  assert.deepEqual(services("--environment", "./deploy/overlays/staging/"), ["staging/web"]);
  assert.deepEqual(services("--environment", "webapp"), ["shop/app"]);
  assert.deepEqual(services("--environment", "."), ["default/extra", "default/none"]);
  const unknown = run("paths", "--environment", "nowhere");
  assert.equal(unknown.status, 2);
  assert.match(unknown.err, /no environment "nowhere"; environments: webapp, .*prod/);
});

test("a finding that holds in one environment only says so, and is left out of the others", () => {
  const found = (...words: readonly string[]) =>
    (
      JSON.parse(run("check", "--format", "json", "--fail-on", "never", ...words).out) as {
        diagnostics: { rule: string; file: string; environments?: string[] }[];
      }
    ).diagnostics.filter(({ rule, file }) => rule === "selector-matches-nothing" && file === "deploy/base/web.yaml");
  assert.deepEqual(
    found().map(({ environments }) => environments),
    [["prod"]],
  );
  assert.equal(found("--environment", "prod").length, 1);
  assert.equal(found("--environment", "staging").length, 0);
});

test("diff tells what differs, and not what follows from another namespace or prefix", () => {
  const same = run("diff", "staging", "same");
  assert.deepEqual([same.status, same.out], [0, "No differences.\n"]);
  const { status, out } = run("diff", "overlays/staging", "overlays/prod", "--format", "json", "--fail-on-exposure");
  // What does not work is no exposure.
  assert.equal(status, 0);
  const result = JSON.parse(out) as {
    paths: {
      added: { service: string; path: { kind: string } }[];
      removed: unknown[];
      changed: { after: { kind: string; state: string } }[];
    };
    exposure: { added: unknown[] };
    diagnostics: { added: { rule: string }[] };
  };
  assert.deepEqual(
    result.paths.added.map(({ path: { kind } }) => kind),
    ["node-port", "load-balancer"],
  );
  assert.deepEqual(result.paths.removed, []);
  assert.ok(result.paths.changed.every(({ after: { state } }) => state !== "complete"));
  assert.ok(result.diagnostics.added.some(({ rule }) => rule === "selector-matches-nothing"));
  assert.deepEqual(result.exposure.added, []);
  const open = run("diff", "staging", "open", "--format", "json", "--fail-on-exposure");
  assert.equal(open.status, 1);
  const { exposure } = JSON.parse(open.out) as typeof result;
  assert.deepEqual(exposure.added, [{ service: "open/web", viewpoint: "node-network", address: null, port: null }]);
  assert.equal(run("diff", "staging", "open").status, 0);
  assert.match(run("diff", "staging", "prod", "--format", "markdown").out, /<details>/);
  const missing = run("diff", "staging", "nowhere");
  assert.equal(missing.status, 2);
  assert.match(missing.err, /nowhere/);
});

/** A folder of its own with these files; its environments as lines. */
function listed(files: Readonly<Record<string, string>>): readonly string[] {
  const own = mkdtempSync(path.join(folder, "own-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
    writeFileSync(path.join(own, name), text);
  }
  const { stdout } = spawnSync(process.execPath, [cli, "paths", "--list-environments", "--format", "json", "."], {
    cwd: own,
    encoding: "utf8",
  });
  return JSON.parse(stdout).environments.map(
    (one: { name: string; services: number; incomplete: string | null }) =>
      `${one.name}: ${one.services}${one.incomplete === null ? "" : `, ${one.incomplete}`}`,
  );
}

test("an environment that cannot be read to its end is listed with what is missing, and why", () => {
  assert.deepEqual(
    listed({
      "self/kustomization.yaml": "resources: [., web.yaml]\n",
      "self/web.yaml": web,
      "a/kustomization.yaml": "resources: [../b, web.yaml]\n",
      "a/web.yaml": web,
      "b/kustomization.yaml": "resources: [../a]\n",
      "gone/kustomization.yaml": `resources: [nothing.yaml, ../../outside, "https://example.com/x?ref=v1", web.yaml]
vars: [{ name: X, objref: { kind: Service, name: web, apiVersion: v1 } }]
`,
      "gone/web.yaml": web,
      "apps/app.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: clusters }
spec:
  generators: [{ clusters: {} }]
  template: { metadata: { name: x }, spec: { source: { path: nowhere } } }
`,
    }),
    [
      "clusters: 0, has a generator that cannot be read from the files",
      "a: 1, ../a: leads back to this kustomization",
      "gone: 1, nothing.yaml, ../../outside are not in this workspace; https://example.com/x?ref=v1: in another repository; vars: not evaluated",
      "self: 1, .: leads back to this kustomization",
    ],
  );
});

test("Flux's variables are filled in, and objects of one name and folder have names that tell them apart", () => {
  const service = `apiVersion: v1
kind: Service
metadata:
  name: \${NAME:=web}
spec:
  ports:
    - port: \${PORT}
`;
  const own = {
    "flux/app.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: app, namespace: flux-system }
spec: { path: ./deploy, targetNamespace: shop, postBuild: { substitute: { PORT: "8443", NAME: front } } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: app, namespace: flux-system }
spec: { chart: { spec: { chart: ./deploy, sourceRef: { kind: GitRepository, name: x } } } }
`,
    "deploy/web.yaml": service,
  };
  assert.deepEqual(
    listed(own).map((line) => line.split(":")[0]),
    ["app (Kustomization)", "app (HelmRelease)"],
  );
  const at = mkdtempSync(path.join(folder, "flux-"));
  for (const [name, text] of Object.entries(own)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), text);
  }
  const { stdout } = spawnSync(process.execPath, [cli, "paths", "--format", "json", "."], {
    cwd: at,
    encoding: "utf8",
  });
  const [found] = JSON.parse(stdout).services;
  assert.deepEqual([found.namespace, found.name, found.paths[0].port], ["shop", "front", 8443]);
});

test("a Skaffold configuration has what it requires; what another requires is no environment by itself", () => {
  assert.deepEqual(
    listed({
      "skaffold.yaml": `apiVersion: skaffold/v4beta6
kind: Config
metadata: { name: all }
requires: [{ path: cart }, { path: ads/skaffold.yaml, configs: [ads] }]
`,
      "cart/skaffold.yaml":
        "apiVersion: skaffold/v4beta6\nkind: Config\nmetadata: { name: cart }\nmanifests: { rawYaml: [k8s.yaml] }\n",
      "cart/k8s.yaml": web,
      "ads/skaffold.yaml":
        "apiVersion: skaffold/v4beta6\nkind: Config\nmetadata: { name: ads }\nmanifests: { rawYaml: [k8s.yaml] }\n",
      "ads/k8s.yaml": web.replaceAll("web", "ads"),
    }),
    ["all: 2"],
  );
});

test("what Argo CD adds to a kustomization is applied", () => {
  const lines = listed({
    "apps/app.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  source: { path: deploy, repoURL: x, kustomize: { namePrefix: dev-, commonLabels: { stage: dev } } }
  destination: { namespace: shop }
`,
    "deploy/kustomization.yaml": "resources: [web.yaml]\n",
    "deploy/web.yaml": web,
  });
  assert.deepEqual(lines, ["shop: 1"]);
});
