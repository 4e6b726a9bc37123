// What a repository is expected to have: workflows that are well formed and run what .ci/run runs, addresses that are true,
// a debugger that finds its bundles.

import assert from "node:assert/strict";
import test from "node:test";
import { parseDocument } from "yaml";
import { fieldsFor } from "../../scripts/address.mjs";
import { files, textOf } from "./repository.ts";

/** A YAML file's value; fails where the file is not well formed. */
function yaml(file: string): Record<string, unknown> {
  const document = parseDocument(textOf(file), { uniqueKeys: true });
  assert.deepEqual(
    [...document.errors, ...document.warnings].map(({ message }) => message),
    [],
    file,
  );
  return document.toJS() as Record<string, unknown>;
}

interface Workflow {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Job {
  readonly "runs-on": string;
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly os: readonly string[]; readonly node: readonly number[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly if?: string }[];
}

test("every workflow and form under .github is well formed", () => {
  const found = files.filter((file) => /^\.github\/.*\.ya?ml$/.test(file));
  assert.ok(found.length >= 5);
  for (const file of found) assert.ok(Object.keys(yaml(file)).length > 0, file);
  for (const file of found.filter((name) => name.startsWith(".github/workflows/"))) {
    const { on, jobs } = yaml(file) as unknown as Workflow;
    assert.ok(on !== undefined, file);
    for (const [name, job] of Object.entries(jobs)) {
      assert.ok(job["runs-on"], `${file}: ${name}`);
      assert.ok(job.needs === undefined || job.needs in jobs, `${file}: ${name} needs ${job.needs}`);
      for (const step of job.steps) {
        assert.ok(
          (step.uses === undefined) !== (step.run === undefined),
          `${file}: ${name} has a step with both or neither`,
        );
        if (step.uses !== undefined) assert.match(step.uses, /^actions\/[a-z-]+@v\d+$/);
      }
    }
  }
});

test("the tests run on three systems with three Nodes, by .ci/run", () => {
  const { jobs } = yaml(".github/workflows/ci.yml") as unknown as Workflow;
  const job = Object.values(jobs)[0];
  const { matrix } = job?.strategy ?? {};
  assert.deepEqual(matrix, { os: ["ubuntu", "macos", "windows"], node: [20, 22, 24] });
  assert.ok(job?.steps.some(({ run }) => run === ".ci/run"));
});

test("what the release workflow runs is there, and nothing is published without a token", () => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const { jobs } = yaml(".github/workflows/release.yml") as unknown as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  for (const { run = "" } of steps) {
    for (const [, script = ""] of run.matchAll(/npm run ([\w:]+)/g)) assert.ok(script in scripts, script);
  }
  const publishing = steps.filter(({ run }) => run?.includes("publish"));
  assert.equal(publishing.length, 2);
  for (const step of publishing) assert.match(step.if ?? "", /_PAT != ''/);
});

test("repository, bugs and homepage say one address, or are not there", () => {
  const { repository, bugs, homepage } = JSON.parse(textOf("package.json")) as {
    repository?: { url: string };
    bugs?: unknown;
    homepage?: unknown;
  };
  const expected =
    repository === undefined
      ? { repository: undefined, bugs: undefined, homepage: undefined }
      : fieldsFor(repository.url.replace(/\.git$/, ""));
  assert.deepEqual({ repository, bugs, homepage }, expected);
});

test("the three fields follow from one address", () => {
  assert.deepEqual(fieldsFor("https://git.example.com/shop/paths"), {
    repository: { type: "git", url: "https://git.example.com/shop/paths.git" },
    bugs: { url: "https://git.example.com/shop/paths/issues" },
    homepage: "https://git.example.com/shop/paths#readme",
  });
  for (const address of ["http://git.example.com/a/b", "https://git.example.com/a", "https://git.example.com/a/b?c"]) {
    assert.throws(() => fieldsFor(address), /is not the address of a repository/);
  }
});

test("the debugger looks for source maps where the bundles are", () => {
  const { configurations } = JSON.parse(textOf(".vscode/launch.json")) as {
    configurations: { type: string; outFiles?: string[]; autoAttachChildProcesses?: boolean }[];
  };
  const hosts = configurations.filter(({ type }) => type === "extensionHost");
  assert.ok(hosts.length > 0);
  for (const { outFiles, autoAttachChildProcesses } of hosts) {
    assert.deepEqual(outFiles, [`\${workspaceFolder}/dist/**/*.js`]);
    assert.equal(autoAttachChildProcesses, true); // the server is a process of its own
  }
  const bundles = [...textOf("esbuild.mjs").matchAll(/to: "(dist\/[^"]+)"/g)].map(([, to]) => to);
  assert.ok(bundles.length >= 4 && bundles.every((to) => to?.endsWith(".js")));
});

test("the papers that a stranger looks for are there", () => {
  for (const file of [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    ".editorconfig",
    ".gitattributes",
    ".github/PULL_REQUEST_TEMPLATE.md",
  ])
    assert.ok(files.includes(file), file);
});
