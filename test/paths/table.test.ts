// The table of access paths: what was derived by hand is what the resolver answers. It compares and never writes.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Resource } from "../../server/src/index/resource.ts";
import { readSnapshot } from "../../server/src/index/snapshot.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { ServiceManifest } from "../../server/src/model/manifest.ts";
import type { ResolvedPath, ResolvedService } from "../../server/src/paths/path.ts";
import { refusalOf } from "../../server/src/paths/refusal.ts";
import { liveOnlyServices, resolvePaths } from "../../server/src/paths/resolve.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { readCase, type TableCase } from "./table-case.ts";

const folder = new URL("./table/", import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => ({ name, table: readCase(readFileSync(new URL(name, folder), "utf8")) }));

describe("the table of access paths", () => {
  for (const { name, table } of cases) {
    test(name, () => {
      const answers = resolveAll(table);
      const expected = table.services.map(({ title, lines }) => [title, ...lines].join("\n"));
      const actual = answers.map((service) => [titleOf(service), ...linesOf(service, table.kinds)].join("\n"));
      assert.equal(actual.join("\n\n"), expected.join("\n\n"));
      for (const path of answers.flatMap((service) => service.paths)) checkSense(path);
    });
  }

  test("has every kind, viewpoint, certainty and state, and 60 Services at least", () => {
    const rows = cases.flatMap(({ table }) =>
      table.services.flatMap((service) => service.lines.map((line) => line.split(" "))),
    );
    const column = (index: number) => [...new Set(rows.map((row) => row[index]))].sort();
    assert.equal(column(1).length, 13);
    assert.deepEqual(column(2), ["cluster", "external", "node-network", "this-machine"]);
    assert.deepEqual(column(8), ["cluster", "default", "manifest", "on-create", "setting"]);
    assert.deepEqual(column(9), ["broken", "complete", "unknown"]);
    assert.ok(cases.flatMap(({ table }) => table.services).length >= 60);
  });
});

function resolveAll(table: TableCase): readonly ResolvedService[] {
  const workspace = new Workspace();
  workspace.setSettings(table.settings);
  table.files.forEach(({ path, text }, index) => {
    workspace.setFile(`file:///table/${path}`, text, [String(index).padStart(3, "0"), path]);
  });
  if (table.cluster !== undefined) {
    const root = parse(table.cluster).root;
    workspace.snapshot = readSnapshot("table", root === undefined ? [] : [root]);
  }
  const world = workspace.world();
  const services = workspace
    .files()
    .flatMap((file) => file.documents)
    .flatMap((document) => workspace.resources(document))
    .filter((resource): resource is Resource<ServiceManifest> => resource.manifest.is === "service");
  const written = services.map((service) => {
    const refused = refusalOf(service, world);
    assert.equal(
      refused !== undefined,
      table.refused.includes(`${service.namespace}/${service.name}`),
      `${service.name}: ${refused?.en}`,
    );
    return resolvePaths(service, world, refused);
  });
  return [...written, ...liveOnlyServices(services, world)];
}

/** What holds for every path, whatever the case is about. */
function checkSense(path: ResolvedPath): void {
  assert.equal(
    path.why === undefined,
    path.state === "complete",
    `${path.kind}: why is there exactly when not complete`,
  );
  assert.equal(path.hops[0]?.kind, "client");
  assert.equal(path.names !== undefined, path.kind === "dns");
  if (path.why !== undefined) {
    assert.notEqual(path.why.en, path.why["zh-cn"]);
    assert.match(path.why["zh-cn"], /[\u4e00-\u9fff].*[。]$|：[^：]*$/u);
  }
}

function titleOf({ namespace, name, type, headless }: ResolvedService): string {
  return `${namespace}/${name} ${type}${headless ? " headless" : ""}`;
}

function linesOf(service: ResolvedService, kinds: readonly string[]): readonly string[] {
  return service.paths
    .filter((path) => kinds.length === 0 || kinds.includes(path.kind))
    .map(({ servicePort, kind, viewpoint, address, port, protocol, path, url, certainty, state }) => {
      const own =
        servicePort === undefined
          ? undefined
          : servicePort.name === undefined
            ? servicePort.port
            : `${servicePort.name}:${servicePort.port}`;
      return [own, kind, viewpoint, address, port, protocol, path, url, certainty, state]
        .map((cell) => cell ?? "-")
        .join(" ");
    });
}
