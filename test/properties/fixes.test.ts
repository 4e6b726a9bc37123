// Over generated Services: after a safe fix its finding is gone, no new error came, and only what it names has changed.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { formatField } from "../../server/src/base/field.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { checkServer } from "../../server/src/rules/api-server/check.ts";
import type { Finding, Fix } from "../../server/src/rules/rule.ts";
import type { YamlDocument } from "../../server/src/yaml/node.ts";
import { applyEdits } from "../../server/src/yaml/text-edit.ts";
import { jsonText } from "../../server/src/yaml/to-json.ts";
import { manifest } from "../verdict/manifests.ts";

interface Checked {
  readonly yaml: YamlDocument;
  readonly findings: readonly Placed[];
}

/** In a List, of which item. */
interface Placed {
  readonly finding: Finding;
  readonly item: number | undefined;
}

test("a safe fix mends its finding and nothing else", () => {
  const seen = { fixes: 0, rules: new Set<string>() };
  fc.assert(
    fc.property(manifest, (text) => {
      for (const before of check(text)) {
        for (const placed of before.findings) {
          for (const fix of placed.finding.fixes?.() ?? []) {
            if (!fix.safe) continue;
            seen.fixes += 1;
            seen.rules.add(placed.finding.rule);
            assertMends(before, placed, fix);
          }
        }
      }
    }),
    { numRuns: 600, seed: 20261124 },
  );
  console.log(`##figure safe fixes made: ${seen.fixes}, of ${seen.rules.size} rules`);
  assert.ok(seen.fixes > 50);
});

function check(text: string): readonly Checked[] {
  const workspace = new Workspace();
  workspace.setFile("file:///w/web.yaml", text);
  const world = workspace.world();
  const documents = workspace.file("file:///w/web.yaml")?.documents ?? [];
  return documents
    .filter(({ yaml }) => yaml.errors.length === 0)
    .map((document) => ({
      yaml: document.yaml,
      findings: workspace.resources(document).flatMap((resource) => {
        const { item } = resource.manifest;
        return [...checkServer(resource, world)].map((finding) => ({ finding, item }));
      }),
    }));
}

function assertMends(before: Checked, placed: Placed, fix: Fix): void {
  const text = applyEdits(before.yaml.text, fix.edits);
  const story = `${placed.finding.rule}, "${fix.title.en}"\n${before.yaml.text}\n=>\n${text}`;
  const [after] = check(text);
  assert.ok(after !== undefined, story);
  assert.ok(!after.findings.some((each) => identity(each) === identity(placed)), `still there: ${story}`);
  const known = new Set(before.findings.map(identity));
  const errors = after.findings.filter(({ finding }) => finding.severity === "error");
  assert.deepEqual(
    errors.map(identity).filter((each) => !known.has(each)),
    [],
    `new errors: ${story}`,
  );
  const comments = (yaml: YamlDocument): readonly string[] => yaml.comments.map((comment) => comment.text);
  assert.deepEqual(comments(after.yaml), comments(before.yaml), `comments: ${story}`);
  assert.notEqual(jsonOf(after.yaml), jsonOf(before.yaml), `nothing changed: ${story}`);
}

function identity({ finding, item }: Placed): string {
  return `${item ?? ""} ${finding.rule} ${formatField(finding.field)} ${finding.server?.sentence ?? finding.message.en}`;
}

function jsonOf(yaml: YamlDocument): string {
  return yaml.root === undefined ? "" : jsonText(yaml.root);
}
