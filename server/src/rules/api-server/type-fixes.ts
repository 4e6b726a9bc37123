// What can be done about values of wrong types: what is visibly meant, written as the field wants it.

import { get, locate, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar, unwrapValue } from "../../yaml/edit.ts";
import type { Node } from "../../yaml/node.ts";
import { type Json, toJson } from "../../yaml/to-json.ts";
import type { Fix } from "../rule.ts";
import { removeIt, unquoteNumber } from "./common-fixes.ts";
import type { Problem } from "./entry.ts";
import { at, safe, set, unsafe } from "./fix.ts";
import { nodePortFixes, portEntry, portFixes } from "./port-numbers.ts";

/** A value of another type than the field's, by the type that is due. */
export function* retype(problem: Problem): Iterable<Fix> {
  const { place, facts } = problem.said;
  const node = at(problem, place);
  const expected = facts.expected ?? "";
  if (node === undefined) return;
  if (/^int(32|64)$/.test(expected)) yield* wholeNumber(problem);
  else if (expected === "bool") yield* trueOrFalse(problem, node);
  else if (expected === "map[string]string") yield* pairs(problem, node);
  else if (expected === "v1.ServicePort") yield* portList(problem);
  else if (node.kind !== "map" && !expected.includes("[") && !isStruct(expected)) {
    if (node.kind === "list") yield* onlyItem(problem, node);
    else yield* quote(problem, node);
  }
}

function isStruct(expected: string): boolean {
  return /^v1\.(Object|Service(Spec|Port|Status)|Session|ClientIPC|Owner)/.test(expected);
}

/** A whole number: without its quotes, or as it is visibly meant; for ports, what the rest of the Service says. */
export function* wholeNumber(problem: Problem): Iterable<Fix> {
  const plain = [...unquoteNumber(problem)];
  yield* plain;
  if (plain.length > 0) return;
  const name = problem.said.place[problem.said.place.length - 1];
  if (name === "port") yield* portFixes(problem);
  else if (name === "nodePort" || name === "healthCheckNodePort") yield* nodePortFixes(problem);
  else if (name === "timeoutSeconds") yield* removeIt(problem);
}

const booleans: Readonly<Record<string, boolean>> = {
  "1": true,
  "0": false,
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
};

function* trueOrFalse(problem: Problem, node: Node): Iterable<Fix> {
  if (node.kind !== "string" && node.kind !== "number") return;
  const word = (node.kind === "string" ? node.value : node.source).trim().toLowerCase();
  const value = Object.hasOwn(booleans, word) ? booleans[word] : undefined;
  if (value === undefined) return;
  const title =
    word === String(value)
      ? { en: `Remove the quotes: ${value}`, "zh-cn": `去掉引号：${value}` }
      : { en: `Change to ${value}`, "zh-cn": `改为 ${value}` };
  yield* unsafe(title, replaceScalar(problem.yaml, node, value));
}

/** Labels and selectors in other forms: `app=web,tier=db`, `- app: web`, `- app`. */
function* pairs(problem: Problem, node: Node): Iterable<Fix> {
  const { place } = problem.said;
  const made = mapOf(problem, node);
  if (made === undefined || Object.keys(made).length === 0 || hasComment(problem, node)) return;
  const text = Object.entries(made).map(([key, value]) => `${key}: ${value}`);
  const title = { en: `Change to a map: ${text.join(", ")}`, "zh-cn": `改为映射：${text.join("、")}` };
  yield* unsafe(title, set(problem, place, made));
}

function mapOf(problem: Problem, node: Node): Record<string, string> | undefined {
  if (node.kind === "string") {
    const parts = node.value.split(/\s*,\s*/).map((part) => /^([^=:\s]+)\s*(?:==?|:)\s*([^=:\s]+)$/.exec(part));
    const found = parts.map((part) => [part?.[1] ?? "", part?.[2] ?? ""] as const);
    return found.every(([key]) => key !== "") ? Object.fromEntries(found) : undefined;
  }
  if (node.kind !== "list") return undefined;
  const all: Record<string, string> = {};
  for (const item of node.items) {
    const own = item.kind === "map" ? textsOf(item) : (mapOf(problem, item) ?? keyAlone(problem, item));
    if (own === undefined) return undefined;
    Object.assign(all, own);
  }
  return all;
}

function textsOf(node: Node): Record<string, string> | undefined {
  if (node.kind !== "map") return undefined;
  const texts = node.entries.map(({ key, value }) => [key, scalarOf(value)] as const);
  // As Kubernetes writes pairs elsewhere: `- name: app` and `value: web`.
  const named = Object.fromEntries(texts) as Record<string, string | undefined>;
  const pair = named.name ?? named.key;
  if (texts.length === 2 && pair !== undefined && named.value !== undefined) return { [pair]: named.value };
  return texts.every(([, text]) => text !== undefined) ? (named as Record<string, string>) : undefined;
}

function scalarOf(node: Node): string | undefined {
  if (node.kind === "string") return node.value;
  return node.kind === "number" || node.kind === "bool" ? node.source : undefined;
}

/** A key without a value: the value that the Service's own labels or selector have for it, or for `app` its name. */
function keyAlone({ root }: Problem, node: Node): Record<string, string> | undefined {
  if (node.kind !== "string" || !/^[A-Za-z0-9./_-]+$/.test(node.value)) return undefined;
  const { value: key } = node;
  const known = [get(root, "spec", "selector", key), get(root, "metadata", "labels", key)].map(stringOf);
  const name = /(^|\/)(app|name|k8s-app)$/.test(key) ? stringOf(get(root, "metadata", "name")) : undefined;
  const value = known.find((each) => each !== undefined && each !== "") ?? name;
  return value === undefined ? undefined : { [key]: value };
}

/** `ports: 80`, `- 80`, `- 80:8080`: entries with a port. */
function* portList(problem: Problem): Iterable<Fix> {
  const ports = get(problem.root, "spec", "ports");
  const items = ports?.kind === "list" ? ports.items : ports === undefined ? [] : [ports];
  const made = items.map((item) => (item.kind === "map" ? toJson(item) : portEntry(item)));
  if (ports === undefined || made.includes(undefined) || hasComment(problem, ports)) return;
  const title = { en: "Change the ports to list items with port", "zh-cn": "将端口改写为带 port 的列表项" };
  yield* unsafe(title, set(problem, ["spec", "ports"], made as Json[]));
}

/** The only value of a list where one value is due. */
function* onlyItem(problem: Problem, node: Node): Iterable<Fix> {
  const [only, second] = node.kind === "list" ? node.items : [];
  const value = only === undefined || second !== undefined ? undefined : scalarOf(only);
  if (value === undefined || hasComment(problem, node)) return;
  yield* unsafe(
    { en: `Change the list to the single value ${value}`, "zh-cn": `把列表改为单个值 ${value}` },
    set(problem, problem.said.place, value),
  );
}

function hasComment({ yaml }: Problem, { span }: Node): boolean {
  return yaml.comments.some((comment) => comment.span.start >= span.start && comment.span.end <= span.end);
}

/** What is written, as text: `yes`, `1.10`, `0x1F` keep their letters. */
function* quote(problem: Problem, node: Node): Iterable<Fix> {
  if (node.kind !== "number" && node.kind !== "bool") return;
  const title = { en: `Put ${node.source} in quotes`, "zh-cn": `给 ${node.source} 加上引号` };
  yield* safe(problem, title, replaceScalar(problem.yaml, node, node.source));
}

export function* quoteOrUnwrap(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const node = at(problem, place);
  if (node === undefined) return;
  const last = place[place.length - 1];
  const key = typeof last === "object" ? last.key : "";
  if (key === "matchLabels" && node.kind === "map") {
    // As it is written: a kustomization's labels stand in the selector as built, but not in the text.
    const { root, text } = problem.yaml;
    const written = root === undefined ? undefined : locate(root, [...problem.base, ...place.slice(0, -1)], text).entry;
    const edits = written === undefined ? [] : unwrapValue(problem.yaml, written, key);
    const title = {
      en: "Remove matchLabels, since a Service's selector is a plain map",
      "zh-cn": "去掉 matchLabels 一层：Service 的选择器直接写标签",
    };
    yield* safe(problem, title, edits);
    return;
  }
  if (node.kind === "list") yield* onlyItem(problem, node);
  else yield* quote(problem, node);
}

/** A single value where a list is due: as its one item, ports as entries. */
export function* wrapInList(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const node = at(problem, place);
  if (node === undefined || node.kind === "list" || node.kind === "null" || hasComment(problem, node)) return;
  if (place.length === 2 && place[1] === "ports" && node.kind !== "map") {
    yield* portList(problem);
    return;
  }
  yield* unsafe(
    { en: "Change to a list with this one item", "zh-cn": "改为只含这一项的列表" },
    set(problem, place, [toJson(node)]),
  );
}
