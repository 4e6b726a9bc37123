// A path is refused exactly when a finding says that the Service is: over all fixtures, and all recorded cases.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { resolved, servicesOf } from "../../server/src/features/paths.ts";
import type { Resource } from "../../server/src/index/resource.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { ruleOf } from "../../server/src/rules/all.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";
import { manifestDamaged } from "../../server/src/rules/manifest-damaged.ts";
import { workspaceOf } from "../fixtures/answer.ts";
import { parseFixture } from "../fixtures/format.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

/** The disagreements of a workspace, and how many of its Services are refused. What somebody allows is refused all the same. */
function compare(workspace: Workspace): { readonly wrong: readonly string[]; readonly refused: number } {
  workspace.setSettings({ ...workspace.settings, rules: {} });
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const wrong: string[] = [];
  let refused = 0;
  for (const services of groups(servicesOf(workspace, undefined))) {
    const [service] = services;
    if (service === undefined) continue;
    const paths = services.flatMap((each) => resolved(each, workspace).paths);
    if (paths.length === 0) continue;
    const byPath = paths.find(({ why }) => why?.kind === "refused");
    const reported = checker.check(service.document);
    // Of a damaged manifest only the damage is told, whatever else follows from it.
    if (reported.some(({ finding }) => finding.rule === manifestDamaged.id)) continue;
    const said = reported
      .filter(({ resource }) => resource === undefined || resource.manifest.item === service.manifest.item)
      .filter(({ finding }) => finding.severity === "error" && ruleOf[finding.rule].refusedBy !== undefined);
    if (byPath !== undefined) refused += 1;
    if ((byPath !== undefined) === said.length > 0) continue;
    const why = byPath?.why?.kind === "refused" ? byPath.why.message.en : "not refused";
    wrong.push(`${service.document.file.uri} ${service.name}: ${why}; ${said.map(({ finding }) => finding.rule)}`);
  }
  return { wrong, refused };
}

/** A manifest that several kustomizations take is told of once. */
function groups<R extends Resource>(services: readonly R[]): Iterable<readonly R[]> {
  const found = new Map<string, R[]>();
  for (const service of services) {
    const { document, manifest } = service;
    const key = `${document.file.uri} ${document.file.documents.indexOf(document)} ${manifest.item}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, [service]);
    else group.push(service);
  }
  return found.values();
}

test("fixtures: a path is refused exactly when a finding says so", () => {
  const wrong: string[] = [];
  let refused = 0;
  for (const folder of ["server/src/rules", "test/fixtures"]) {
    for (const file of readdirSync(path.join(top, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".yaml")) continue;
      const text = readFileSync(path.join(top, folder, file), "utf8").replaceAll("service-paths: allow", "allowed:");
      const found = compare(workspaceOf(parseFixture(text)));
      refused += found.refused;
      wrong.push(...found.wrong.map((each) => `${file}: ${each}`));
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(refused > 50, `only ${refused} refused`);
});

test("recorded cases: a path is refused exactly when a finding says so", () => {
  const wrong: string[] = [];
  let refused = 0;
  for (const line of readFileSync(path.join(top, "test/conformance/cases.jsonl"), "utf8").trimEnd().split("\n")) {
    const { id, serviceCidr, manifest } = JSON.parse(line) as { id: string; serviceCidr: string; manifest: string };
    const workspace = new Workspace();
    workspace.setSettings({ ...defaultSettings, serviceCidrs: serviceCidr.split(",").filter((each) => each !== "") });
    workspace.setFile("file:///case.yaml", manifest);
    const found = compare(workspace);
    refused += found.refused;
    wrong.push(...found.wrong.map((each) => `${id}: ${each}`));
  }
  assert.deepEqual(wrong, []);
  assert.ok(refused > 500, `only ${refused} refused`);
});
