// What does not arrive is said where it is to be mended: every broken path has a finding of its own.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { resolved, servicesOf } from "../../server/src/features/paths.ts";
import type { WorkspaceDocument } from "../../server/src/index/document.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { ResolvedPath, ResolvedService } from "../../server/src/paths/path.ts";
import type { Reason } from "../../server/src/paths/reason.ts";
import { reasonText } from "../../server/src/report/reasons.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";
import type { RuleId } from "../../server/src/rules/rule-id.ts";
import { workspaceOf } from "../fixtures/answer.ts";
import { parseFixture } from "../fixtures/format.ts";

const top = fileURLToPath(new URL("../../", import.meta.url));

/** The rules that say what a reason says; "seen-live": only a cluster shows it, so no manifest is to blame. */
const saidBy: Readonly<Record<Reason["kind"], readonly RuleId[] | "any-error" | "open" | "seen-live">> = {
  refused: "any-error",
  "object-refused": "any-error",
  "name-open": "open",
  "cluster-ip-open": "open",
  "node-port-open": "open",
  "node-address-open": "open",
  "load-balancer-open": "open",
  "host-port-open": "open",
  "gateway-unseen": "open",
  "nothing-matches": "open",
  "template-decides": "open",
  "no-slices": "open",
  "no-live-slices": "open",
  "nobody-ready": "seen-live",
  "live-port-nowhere": "seen-live",
  "no-pod-on-node": "seen-live",
  "names-as-endpoints": ["endpoints-are-names"],
  "nobody-ready-written": ["endpoints-not-ready"],
  "not-pods": ["endpoints-not-pods"],
  "external-name-is-address": ["external-name-is-address"],
  "near-miss": ["selector-matches-nothing"],
  "no-replicas": ["replicas-zero"],
  "never-ready": ["probe-port-missing"],
  "port-nowhere": ["target-port-name-missing", "target-port-name-partly-missing"],
  "slice-port-name": ["endpoints-do-not-fit"],
  "policy-blocks": ["network-policy-blocks", "network-policy-port-missing"],
  "other-family": ["external-ip-other-family"],
  "mapped-other-protocol": ["node-port-not-mapped"],
  "not-on-localhost": ["mapping-not-on-localhost"],
  "backend-port-missing": ["backend-port-missing"],
  "wrong-protocol": ["backend-protocol-differs"],
  "grant-missing": ["reference-grant-missing"],
  "no-weight": ["backend-weight-zero"],
  "listener-without-tls": ["listener-without-tls"],
  "listener-missing": ["listener-missing"],
  "listener-of-other-kind": ["listener-takes-other-routes"],
  "namespace-not-allowed": ["listener-refuses-namespace"],
  "host-not-served": ["listener-serves-other-hosts"],
  "no-server": ["virtual-service-not-served"],
};

/** Broken paths without a finding, in words; and how many there were in all. */
function unsaid(workspace: Workspace): { readonly broken: number; readonly silent: readonly string[] } {
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const found = workspace
    .files()
    .flatMap((file) => file.documents)
    .flatMap((document) => checker.check(document).map(({ finding }) => ({ finding, document })));
  let broken = 0;
  const silent = servicesOf(workspace, undefined)
    .map((service) => resolved(service, workspace))
    .flatMap((service) =>
      service.paths.flatMap((each) => {
        if (each.state !== "broken" || each.why === undefined) return [];
        broken += 1;
        const by = saidBy[each.why.kind];
        // What is there already is changed and not created: that is the cluster's word.
        if (by === "seen-live" || (by === "any-error" && service.live !== undefined)) return [];
        const isSaid = found.some(({ finding, document }) =>
          typeof by === "string"
            ? finding.severity === "error" && document === culprit(each.why, service)
            : by.includes(finding.rule),
        );
        return isSaid ? [] : [describe(service, each)];
      }),
    );
  return { broken, silent };
}

/** The document in which the refusal is said. */
function culprit(why: Reason | undefined, { resource }: ResolvedService): WorkspaceDocument | undefined {
  return why?.kind === "object-refused" ? why.object.document : resource?.document;
}

function describe({ namespace, name }: ResolvedService, { kind, why }: ResolvedPath): string {
  return `${namespace}/${name} ${kind}: ${why?.kind} ${why === undefined ? "" : reasonText(why).en}`;
}

function* filesIn(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* filesIn(file);
    else yield file;
  }
}

function folderAsWorkspace(folder: string): Workspace {
  const workspace = new Workspace();
  for (const file of filesIn(folder)) {
    if (!/\.(ya?ml|json)$/.test(file)) continue;
    workspace.setFile(`file:///w/${path.relative(folder, file)}`, readFileSync(file, "utf8"));
  }
  return workspace;
}

function assertSaid(workspaces: Iterable<readonly [string, Workspace]>, least: number): void {
  const silent: string[] = [];
  let broken = 0;
  for (const [name, workspace] of workspaces) {
    const answer = unsaid(workspace);
    broken += answer.broken;
    silent.push(...answer.silent.map((line) => `${name}: ${line}`));
  }
  console.log(`##figure broken paths with a finding: ${broken - silent.length} of ${broken}`);
  assert.deepEqual(silent, []);
  assert.ok(broken >= least, `${broken} broken paths`);
}

function* fixtures(): Iterable<readonly [string, Workspace]> {
  for (const folder of ["server/src/rules", "test/fixtures"]) {
    for (const file of filesIn(path.join(top, folder))) {
      // There comments silence what is found, or nobody has finished typing.
      if (file.endsWith(".yaml") && !file.endsWith("allow.yaml") && !file.endsWith("completion/ingress.yaml"))
        yield [path.relative(top, file), workspaceOf(parseFixture(readFileSync(file, "utf8")))];
    }
  }
}

test("every broken path of the fixtures has a finding", () => {
  assertSaid(fixtures(), 100);
});

test("every broken path of the sample has a finding", () => {
  assertSaid([["sample", folderAsWorkspace(path.join(top, "test/workspace"))]], 10);
});

for (const [what, folder] of [
  ["real manifests", "../shared/manifests"],
  ["reported situations", "../shared/reports"],
] as const) {
  const shared = path.join(top, folder);
  test(`every broken path of ${what} has a finding`, { skip: !existsSync(shared) }, () => {
    const folders = readdirSync(shared).filter((name) => statSync(path.join(shared, name)).isDirectory());
    assertSaid(
      folders.map((name) => [name, folderAsWorkspace(path.join(shared, name))] as const),
      1,
    );
  });
}
