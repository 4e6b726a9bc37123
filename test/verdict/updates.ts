// Hunts for disagreement about updates: creates a Service on a real API server, puts another manifest over it, and
// compares "refused or not" with our findings over the live object: `node --import tsx test/verdict/updates.ts [--runs N]
// [--seed N] [--cidr RANGES]`. A PUT of a manifest is what `kubectl replace` does, and what an apply comes to in most cases.

import { Agent, request } from "node:https";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { readSnapshot } from "../../server/src/index/snapshot.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { buildCluster, whyNoCluster } from "../cluster/build.mjs";
import { type RunningCluster, startCluster } from "../cluster/start.ts";
import { productVerdicts } from "./product.ts";
import { service } from "./services.ts";
import type { Tree, TreeMap } from "./tree.ts";
import { write } from "./writer.ts";

type Json = Readonly<Record<string, unknown>>;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "20261124" },
    runs: { type: "string", default: "3000" },
    cidr: { type: "string", default: "10.96.0.0/16,fd00:10:96::/112" },
  },
});

const name = "updated";
/**
 * Known and left alone. A headless Service without a selector is stored with two families even where the cluster has one,
 * and cannot be given a selector afterwards: to say so we would have to know the cluster's families. A port that goes from
 * nodePort to healthCheckNodePort or back within one Service, or to one that the server keeps by a port's name, is taken by
 * the Service itself.
 */
const known = [/this cluster is not configured for dual-stack services/, /already allocated/, /duplicate nodePort/];

const agent = new Agent({ rejectUnauthorized: false });

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});

async function main(): Promise<void> {
  const why = whyNoCluster();
  if (why !== undefined) throw new Error(`the real API server cannot be asked: ${why}`);
  const cluster = await startCluster({ binary: buildCluster(), cidr: values.cidr, parts: "api" });
  const tally = { pairs: 0, refused: 0, bothRefused: 0, known: 0, disagreements: 0 };
  const sorts = new Map<string, number>();
  try {
    for (const [before, after] of pairs()) {
      const created = await ask(cluster, "POST", "", before);
      if (created.status !== 201) continue;
      const live = (await ask(cluster, "GET", `/${name}`)).body;
      const put = await ask(cluster, "PUT", `/${name}`, after);
      await ask(cluster, "DELETE", `/${name}`);
      const ours = refusals(after, live);
      tally.pairs += 1;
      const refused = put.status >= 400;
      if (refused) tally.refused += 1;
      if (refused && ours.length > 0) tally.bothRefused += 1;
      if (refused === ours.length > 0) continue;
      const sort = refused ? `only the server: ${causes(put.body)}` : `only we: ${ours.join(", ")}`;
      const seen = sorts.get(sort) ?? 0;
      sorts.set(sort, seen + 1);
      const isKnown = known.some((pattern) => pattern.test(sort));
      if (isKnown) tally.known += 1;
      else tally.disagreements += 1;
      if (seen === 0 && !isKnown) show(sort, before, live, after);
    }
  } finally {
    await cluster.stop();
    agent.destroy();
  }
  for (const [sort, count] of [...sorts].sort((a, b) => b[1] - a[1])) console.log(`${count} × ${sort}`);
  console.log(JSON.stringify(tally));
  if (tally.disagreements > 0) process.exitCode = 1;
}

/** A Service, and what is put over it. What cannot be created at all is refused by rules that the other hunt is about. */
function* pairs(): Generator<readonly [TreeMap, TreeMap]> {
  const seed = Number(values.seed);
  const creatable = fc
    .sample(service(0), { numRuns: Number(values.runs) * 3, seed })
    .map(named)
    .filter(isCreatable);
  const choices = fc.record({ other: fc.nat(), fields: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }) });
  const chosen = fc.sample(choices, { numRuns: creatable.length, seed });
  for (const [index, before] of creatable.entries()) {
    const { other = 0, fields = [] } = chosen[index] ?? {};
    const second = creatable[other % creatable.length] ?? before;
    const edited = mixed(before, second, fields);
    yield [before, isCreatable(edited) ? edited : second];
  }
}

function isCreatable(tree: TreeMap): boolean {
  return productVerdicts(yaml(tree), values.cidr).every(({ accepted }) => accepted);
}

/** The Service under the one name that all of this is about. */
function named(tree: Tree): TreeMap {
  const { metadata, ...rest } = tree as TreeMap;
  const own = typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {};
  const { labels } = own as TreeMap;
  const unmarked: TreeMap = { ...rest, metadata: { labels, name, namespace: "default" } };
  // As kubectl apply leaves it: what is in this annotation and no longer in the manifest, it takes away, as a PUT does.
  const annotations = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(unmarked) };
  return { ...unmarked, metadata: { labels, annotations, name, namespace: "default" } };
}

/** As people edit: some fields of the spec changed to another Service's, some added, some taken away. */
function mixed(first: TreeMap, second: TreeMap, changes: readonly boolean[]): TreeMap {
  const [a, b] = [first.spec as TreeMap, second.spec as TreeMap];
  const spec: Record<string, Tree | undefined> = { ...a };
  for (const [index, field] of [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].entries()) {
    if (changes[index] === true) spec[field] = b?.[field];
  }
  return { ...first, spec };
}

/** What we say the server refuses, by rule; empty when nothing. */
function refusals(after: TreeMap, live: Json): readonly string[] {
  const workspace = new Workspace();
  workspace.setSettings({ ...defaultSettings, serviceCidrs: values.cidr.split(",") });
  workspace.snapshot = readSnapshot(
    "",
    [parse(JSON.stringify(live)).root].flatMap((root) => root ?? []),
  );
  workspace.setFile("file:///a.yaml", yaml(after), ["a.yaml"]);
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(`${rule}: ${String(error)}`);
  });
  const found = (workspace.file("file:///a.yaml")?.documents ?? []).flatMap((document) => checker.check(document));
  return found
    .filter(
      ({ finding: { severity, server } }) => severity === "error" || (severity === "warning" && server?.when === "now"),
    )
    .map(({ finding }) => finding.rule);
}

function yaml(tree: TreeMap): string {
  return write({ objects: [tree], form: "documents", decisions: [], begin: 0, between: 0, end: 0, lines: 0 });
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

async function ask(cluster: RunningCluster, method: string, under: string, tree?: TreeMap): Promise<Answer> {
  const [read] = tree === undefined ? [] : await cluster.read([yaml(tree)]);
  const body = read?.documents[0];
  const url = `${cluster.url}/api/v1/namespaces/default/services${under}`;
  const headers = { authorization: `Bearer ${cluster.token}`, "content-type": "application/json" };
  return new Promise((resolve) => {
    const call = request(url, { method, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString("utf8")) as Json });
      });
    });
    // The server hangs up when it panics, which some updates bring about: a refusal too.
    call.on("error", ({ message }) => resolve({ status: 500, body: { message } }));
    call.end(body);
  });
}

function causes({ message, details }: Json): string {
  const listed = (details as { causes?: readonly { field: string; message: string }[] } | undefined)?.causes;
  return listed?.map((cause) => `${cause.field}: ${cause.message}`).join("; ") ?? String(message);
}

function show(sort: string, before: TreeMap, live: Json, after: TreeMap): void {
  console.log(`\n--- ${sort}\n${yaml(before)}--- is\n${JSON.stringify(live.spec)}\n--- becomes\n${yaml(after)}`);
}
