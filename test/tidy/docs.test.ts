// The overviews are what the rules say, and every rule has its page, in both languages, with an example that is its own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { overviews, pages } from "../../scripts/docs.ts";
import { rightExamples } from "../../scripts/examples.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { ruleInfos } from "../../server/src/rules/all.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";

test("docs/rules.md and docs/rules.zh-cn.md are up to date (npm run docs)", () => {
  for (const [file, text] of overviews())
    assert.equal(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"), text, file);
});

/**
 * What no fixture shows: an object of 3 MiB, 256 KiB of annotations, charts, a cluster that is full, a file that somebody named,
 * a Service that is there already (which is no finding), some updates.
 */
const withoutExample: readonly string[] = [
  "already-exists",
  "annotations-size",
  "body-too-large",
  "chart-cannot-be-loaded",
  "chart-dependency-missing",
  "chart-not-followed",
  "cluster-ip-pool-full",
  "kubectl-kind-needed",
  "rendered-yaml-invalid",
  "template-cannot-be-rendered",
  "upd-carry-over",
  "upd-family-changed",
  "upd-immutable-meta",
  "upd-release-secondary-ip",
  "values-do-not-fit-schema",
];

test("every rule's page has an example that is wrong", () => {
  const bare = [...pages()].filter(([, text]) => !text.includes("```yaml")).map(([file]) => file);
  assert.deepEqual(
    bare,
    ["en", "zh-cn"].flatMap((locale) => withoutExample.map((id) => `${locale}/${id}.md`)),
  );
});

test("every right example belongs to a rule, and is neither an error nor a warning", () => {
  for (const [rule, text] of rightExamples) {
    assert.ok(
      ruleInfos.some(({ id }) => id === rule),
      rule,
    );
    const workspace = new Workspace();
    workspace.setFile("file:///w/right.yaml", text, ["right.yaml"], "by-name");
    const checker = new Checker(workspace, (name, error) => assert.fail(`${name}: ${error}`));
    const said = workspace
      .files()
      .flatMap(({ documents }) => documents)
      .flatMap((document) => [...checker.check(document)])
      .filter(({ finding: { severity } }) => severity === "error" || severity === "warning")
      .map(({ finding }) => `${finding.rule}: ${finding.message.en}`);
    assert.deepEqual(said, [], rule);
  }
});

test("every page of an example shows what is right, but where only the author can know", () => {
  const open = [...pages()]
    .filter(([file, text]) => file.startsWith("en/") && text.includes("## Wrong"))
    .filter(([, text]) => !/^## (After the fix|Right)$/m.test(text))
    .map(([file]) => file);
  // What a full cluster, or a mapping to a Service that is yet to come, should be.
  assert.deepEqual(open, [
    "en/health-check-port-pool-full.md",
    "en/node-port-not-mapped.md",
    "en/node-port-pool-full.md",
  ]);
});

test("every rule says why, in words of both languages", () => {
  for (const rule of ruleInfos) {
    assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(rule.title.en.length > 5 && rule.why.en.length > 30, rule.id);
    assert.match(rule.title["zh-cn"], /[\u4e00-\u9fff]/, rule.id);
    assert.match(rule.why["zh-cn"], /[\u4e00-\u9fff]/, rule.id);
    assert.equal(rule.refusedBy !== undefined && rule.severity !== "error", false, rule.id);
  }
});
