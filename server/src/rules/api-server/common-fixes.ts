// What can be done about rules of several topics.

import { parseAddress } from "../../api-server/addresses.ts";
import { editDistance } from "../../base/edit-distance.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { TextEdit } from "../../yaml/text-edit.ts";
import type { Fix } from "../rule.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Fixes, Problem } from "./entry.ts";
import { at, insert, isWritten, remove, safe, set, unsafe } from "./fix.ts";
import { nameInLabels } from "./label-fixes.ts";
import { tidiedName } from "./spelling.ts";

/** A number that was written as text. */
export function* unquoteNumber(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string" || !/^(0|[1-9][0-9]*)$/.test(node.value) || node.value.length > 9) return;
  const title = { en: `Remove the quotes: ${node.value}`, "zh-cn": `去掉引号：${node.value}` };
  yield* safe(problem, title, replaceScalar(problem.yaml, node, Number(node.value)));
}

/** Takes out what the server complains of. */
export function* removeIt(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const last = place[place.length - 1];
  const name = typeof last === "object" ? last.key : typeof last === "number" ? undefined : last;
  const title =
    name === undefined
      ? { en: "Remove this item", "zh-cn": "删除这一项" }
      : { en: `Remove ${name}`, "zh-cn": `删除 ${name}` };
  yield* unsafe(title, remove(problem, place));
}

/** The allowed value that was probably meant, and the others where they are few. `known`: the one that is meant although nothing is like it. */
export function* enumValue(problem: Problem, known?: string): Iterable<Fix> {
  const { place, facts } = problem.said;
  const node = at(problem, place);
  if (node?.kind === "null" || stringOf(node) === "") yield* removeIt(problem);
  if (node?.kind !== "string" || node.value === "") return;
  const allowed = facts.allowed ?? [];
  const meant = didYouMean(node.value, allowed) ?? longerName(node.value, allowed);
  if (meant !== undefined) {
    const near = editDistance(node.value.toLowerCase(), meant.toLowerCase(), 1) <= 1;
    const title = { en: `Change to ${meant}`, "zh-cn": `改为 ${meant}` };
    const edits = replaceScalar(problem.yaml, node, meant);
    yield* near ? safe(problem, title, edits) : unsafe(title, edits);
  }
  // What resembles nothing is the user's to choose; what the server takes by itself stands first.
  const others = allowed.filter((value) => value !== meant).sort((a, b) => rank(a) - rank(b));
  for (const value of others.length <= 4 ? others : []) {
    const title = { en: `Change to ${value}`, "zh-cn": `改为 ${value}` };
    for (const fix of unsafe(title, replaceScalar(problem.yaml, node, value)))
      yield { ...fix, guess: value === known ? 0 : Number.POSITIVE_INFINITY };
  }
}

/** What the API server fills in where nothing is written (core/v1 ServiceSpec, ServicePort). */
const defaults: readonly string[] = ["ClusterIP", "TCP", "None", "Cluster", "SingleStack", "IPv4"];

function rank(value: string): number {
  return defaults.includes(value) ? 0 : 1;
}

/** `Client` of ClientIP, `Balancer` of LoadBalancer: the one value that holds the word. */
function longerName(word: string, allowed: readonly string[]): string | undefined {
  const bare = word.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (bare.length < 3) return undefined;
  const [only, second] = allowed.filter(
    (value) => value.toLowerCase().includes(bare) || bare.includes(value.toLowerCase()),
  );
  return second === undefined ? only : undefined;
}

/** The longest name of a Service or of its port. */
export const longestName = 63;

/** The longest name of a container's port. */
export const longestPortName = 15;

/** The name without what no name may have, at most `limit` characters long. */
export function tidyName(limit: number): Fixes {
  return function* (problem) {
    const node = at(problem, problem.said.place);
    // What a tool is yet to put in (`${NAME}`) is no name to be tidied.
    if (node?.kind !== "string" || node.value.includes("${")) return;
    const tidy = tidiedName(node.value, limit);
    if (tidy === undefined || tidy === node.value) return;
    yield* unsafe({ en: `Change to ${tidy}`, "zh-cn": `改为 ${tidy}` }, replaceScalar(problem.yaml, node, tidy));
  };
}

/** A name from what is there: what is left of it, the selector, the labels, the host that it stands for, the file. */
export function* nameService(problem: Problem): Iterable<Fix> {
  const { root, fileName } = problem;
  const written = stringOf(get(root, "metadata", "name")) ?? "";
  const [host = ""] = (stringOf(get(root, "spec", "externalName")) ?? "").split(".");
  const named = [written, ...nameInLabels(problem), host, fileName.replace(/\.[^.]*$/, "")];
  const found = named.map((name) => tidiedName(name, longestName)).find((name) => name !== undefined);
  if (found === undefined) return;
  yield* unsafe({ en: `Name it ${found}`, "zh-cn": `命名为 ${found}` }, set(problem, ["metadata", "name"], found));
}

/** The edits that give the Service a type. */
export function setType(problem: Problem, type: string): readonly TextEdit[] {
  if (isWritten(problem, "spec", "type")) return set(problem, ["spec", "type"], type);
  return insert(problem, get(problem.root, "spec"), "type", type);
}

/** Whatever of clusterIP and clusterIPs is written goes: one cannot stay without the other. */
export function* removeClusterIP(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const spec = get(problem.root, "spec");
  const written = ["clusterIP", "clusterIPs"].filter((key) => get(spec, key) !== undefined);
  if (written.length === 0 || spec?.kind !== "map" || spec.entries.length <= written.length) return;
  const external = stringOf(get(spec, "type")) === "ExternalName";
  const title = external
    ? { en: `Remove ${written.join(" and ")}`, "zh-cn": `删除 ${written.join(" 和 ")}` }
    : {
        en: `Remove ${written.join(" and ")} and let the cluster assign the address`,
        "zh-cn": `删除 ${written.join(" 和 ")}，由集群分配`,
      };
  const edits = written.flatMap((key) => remove(problem, ["spec", key]));
  if (place.length > 0) yield* unsafe(title, edits);
}

/** The one way of writing an address or a range that nobody reads otherwise. */
export function* standardForm(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const right = problem.said.facts.other ?? "";
  // Inside an annotation the value is one of several.
  if (node?.kind !== "string" || right === "" || node.value.includes(",")) return;
  yield* unsafe({ en: `Change to ${right}`, "zh-cn": `改为 ${right}` }, replaceScalar(problem.yaml, node, right));
}

/** A range with bits beyond its length: the whole range, or the one address. */
export function* hostBits(problem: Problem): Iterable<Fix> {
  yield* standardForm(problem);
  const node = at(problem, problem.said.place);
  const address = node?.kind === "string" ? parseAddress(node.value.trim().split("/")[0] ?? "") : undefined;
  if (node?.kind !== "string" || address === undefined || node.value.includes(",")) return;
  const one = `${address.canonical}/${address.family === "IPv4" ? 32 : 128}`;
  yield* unsafe(
    { en: `Change to ${one}, the single address`, "zh-cn": `改为 ${one}（单个地址）` },
    replaceScalar(problem.yaml, node, one),
  );
}
