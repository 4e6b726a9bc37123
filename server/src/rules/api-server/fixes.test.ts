// Over every Service that a real API server refused: what we say reads in both languages, and what we offer mends.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatField } from "../../base/field.ts";
import { Workspace } from "../../index/workspace.ts";
import { applyEdits } from "../../yaml/text-edit.ts";
import type { Finding, Fix } from "../rule.ts";
import { serverRules } from "./catalogue.ts";
import { checkServer } from "./check.ts";

const manifests = readFileSync(new URL("../../../../test/conformance/cases.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as { id: string; manifest: string; serviceCidr: string });

/** Ways in which the same manifest is written: line ends, comments, a byte order mark. */
const dressings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replace(/^( *[a-z]\w*: .*[^"'|>])$/gim, "$1  # kept"),
];

interface Checked {
  readonly text: string;
  readonly findings: readonly Finding[];
}

function check(text: string, serviceCidr: string): readonly Checked[] {
  const workspace = new Workspace();
  workspace.setSettings({ ...workspace.settings, serviceCidrs: serviceCidr.split(",") });
  workspace.setFile("file:///case.yaml", text);
  const world = workspace.world((key) => workspace.lookup(key));
  const documents = workspace.file("file:///case.yaml")?.documents ?? [];
  return documents.map((document) => ({
    text: document.yaml.text,
    findings:
      document.yaml.errors.length > 0
        ? []
        : workspace.resources(document).flatMap((resource) => [...checkServer(resource, world)]),
  }));
}

function identity(finding: Finding): string {
  return `${finding.rule} ${formatField(finding.field)} ${finding.server?.sentence ?? ""}`;
}

test("every finding has a message in both languages, and a span on one line", () => {
  const met = new Set<string>();
  for (const { id, manifest, serviceCidr } of manifests) {
    for (const { text, findings } of check(manifest, serviceCidr)) {
      for (const finding of findings) {
        met.add(finding.rule);
        assert.match(finding.message.en, /[.?]$/, `${id}: ${finding.rule}: ${finding.message.en}`);
        assert.match(finding.message["zh-cn"], /[\u4e00-\u9fff]/, `${id}: ${finding.rule}`);
        assert.doesNotMatch(
          finding.message["zh-cn"],
          /undefined|[\u4e00-\u9fff][,;:?!]/,
          `${id}: ${finding.message["zh-cn"]}`,
        );
        assert.doesNotMatch(finding.message.en, /undefined|\s\s/, `${id}: ${finding.message.en}`);
        const token = text.slice(finding.span.start, finding.span.end);
        assert.ok(token !== "" && !/[\r\n]/.test(token), `${id}: ${finding.rule} points at ${JSON.stringify(token)}`);
      }
    }
  }
  console.log(`rules met by the recorded cases: ${met.size} of ${Object.keys(serverRules).length}`);
});

test("a fix makes its finding go; a safe one brings nothing new and leaves every other line", () => {
  const counts = { fixes: 0, safe: 0 };
  const rules = new Map<string, number>();
  const kinds = new Set<string>();
  const failures: string[] = [];
  for (const [index, { id, manifest, serviceCidr }] of manifests.entries()) {
    const dress = dressings[index % dressings.length] ?? ((text: string) => text);
    for (const before of check(dress(manifest), serviceCidr)) {
      for (const finding of before.findings) {
        // Two dozen of a rule will do.
        const met = rules.get(finding.rule) ?? 0;
        rules.set(finding.rule, met + 1);
        if (met >= 24) continue;
        for (const fix of finding.fixes?.() ?? []) {
          kinds.add(`${finding.rule} ${fix.title.en}`);
          counts.fixes += 1;
          if (fix.safe) counts.safe += 1;
          const problem = problemOf(before, finding, fix, serviceCidr);
          if (problem !== undefined) failures.push(`${id} ${finding.rule} "${fix.title.en}": ${problem}`);
        }
      }
    }
  }
  console.log(`##figure fixes made: ${counts.fixes} of ${kinds.size} kinds, ${counts.safe} of them safe`);
  assert.deepEqual(failures.slice(0, 12), [], `${failures.length} failures`);
  assert.ok(counts.safe > 100);
});

function problemOf(before: Checked, finding: Finding, fix: Fix, serviceCidr: string): string | undefined {
  const text = applyEdits(before.text, fix.edits);
  const after = check(text, serviceCidr)[0];
  if (after === undefined) return `leaves nothing:\n${text}`;
  const errors = after.findings.filter(({ severity }) => severity === "error").map(identity);
  const own = `${finding.rule} ${formatField(finding.field)}`;
  const still = after.findings.some((each) => each.rule === finding.rule && identity(each) === identity(finding));
  if (still) return `the finding is still there (${own}):\n${before.text}\n=>\n${text}`;
  if (!fix.safe) return undefined;
  const known = new Set(before.findings.map(identity));
  const fresh = errors.filter((error) => !known.has(error));
  if (fresh.length > 0) return `new: ${fresh.join("; ")}:\n${before.text}\n=>\n${text}`;
  const comments = (each: string): string => (each.match(/#.*/g) ?? []).join("\n");
  return comments(before.text) === comments(text) ? undefined : `comments changed:\n${text}`;
}
