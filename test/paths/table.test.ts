// The table of access paths: what was derived by hand is what the resolver answers. It compares and never writes.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { ResolvedPath, ResolvedService } from "../../server/src/paths/path.ts";
import type { Reason } from "../../server/src/paths/reason.ts";
import { reasonText } from "../../server/src/report/reasons.ts";
import { refusalOf } from "../../server/src/rules/refusal.ts";
import { resolveAll, servicesIn, workspaceOf } from "./resolved.ts";
import { readCase, type TableCase } from "./table-case.ts";

const folder = new URL("./table/", import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => ({ name, table: readCase(readFileSync(new URL(name, folder), "utf8")) }));

describe("the table of access paths", () => {
  for (const { name, table } of cases) {
    test(name, () => {
      const answers = resolveCase(table);
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
    assert.equal(column(1).length, 14);
    assert.deepEqual(column(2), ["cluster", "external", "node-network", "this-machine"]);
    assert.deepEqual(column(8), ["cluster", "default", "manifest", "on-create", "setting"]);
    assert.deepEqual(column(9), ["broken", "complete", "unknown"]);
    assert.ok(cases.flatMap(({ table }) => table.services).length >= 60);
  });
});

/** Resolves a case, and sees that exactly the Services that it calls refused are. */
function resolveCase(table: TableCase): readonly ResolvedService[] {
  const workspace = workspaceOf(table);
  const world = workspace.world();
  for (const service of servicesIn(workspace)) {
    const refused = refusalOf(service, world);
    const told = table.refused.includes(`${service.namespace}/${service.name}`);
    assert.equal(refused !== undefined, told, `${service.name}: ${refused?.message.en}`);
  }
  return resolveAll(workspace);
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
    if (isOpen(path.why)) assert.equal(path.state, "unknown", `${path.kind}: what is open is not broken`);
    assert.notEqual(reasonText(path.why).en, reasonText(path.why)["zh-cn"]);
    assert.match(reasonText(path.why)["zh-cn"], /[\u4e00-\u9fff].*[。]$|：[^：]*$/u);
  }
}

/** Whether somebody still has to choose, or to tell. */
function isOpen({ kind }: Reason): boolean {
  return kind.endsWith("-open") || kind === "gateway-unseen" || kind === "template-decides";
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
