// What can be done about labels, annotations and selectors of a form that the server refuses.

import { labelValue, qualifiedName } from "../../api-server/formats.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { renameKey, replaceScalar } from "../../yaml/edit.ts";
import { likeliest } from "../fixes/likeliest.ts";
import type { Fix } from "../rule.ts";
import type { Fixes, Problem } from "./entry.ts";
import { at, entryAt, unsafe } from "./fix.ts";
import { tidiedKey, tidiedValue } from "./spelling.ts";

/** A label's value without what no value may have. */
export function* tidyLabel(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const plain = tidiedValue(node.value);
  if (plain === undefined || plain === node.value) return;
  yield* unsafe({ en: `Change to ${plain}`, "zh-cn": `改为 ${plain}` }, replaceScalar(problem.yaml, node, plain));
}

/** A selector's value: as the pods beside it have it, else without what no value may have. */
export function* selectorValue(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const node = at(problem, place);
  const key = keyOf(problem);
  if (node?.kind !== "string") return;
  const plain = tidiedValue(node.value);
  const carried = problem.podLabels().filter((label) => label.key === key && [...labelValue(label.value)].length === 0);
  const near = likeliest(
    plain ?? node.value,
    carried.map(({ value }) => value),
  ).filter(({ guess }) => guess < 3);
  const offered = near.some(({ value }) => value === plain) || plain === undefined;
  for (const { value, guess } of [...near.slice(0, 2), ...(offered ? [] : [{ value: plain, guess: 3 }])]) {
    const title = { en: `Change to ${value}`, "zh-cn": `改为 ${value}` };
    for (const fix of unsafe(title, replaceScalar(problem.yaml, node, value))) yield { ...fix, guess };
  }
}

/** The key without what no key may have. */
export function* tidyKey(problem: Problem): Iterable<Fix> {
  const key = keyOf(problem);
  const plain = tidiedKey(key);
  if (plain !== undefined && plain !== key && [...qualifiedName(plain)].length === 0) yield* rename(problem, plain);
}

/** A selector's key: one under which the pods beside it carry the value; an empty one is taken for the usual `app`. */
export function* selectorKey(problem: Problem): Iterable<Fix> {
  const value = stringOf(at(problem, problem.said.place));
  const carried = new Set(
    problem
      .podLabels()
      .filter((label) => label.value === value)
      .map((label) => label.key),
  );
  const plain = tidiedKey(keyOf(problem));
  const near = likeliest(plain ?? "", [...carried]).filter(({ value: key }) => [...qualifiedName(key)].length === 0);
  for (const { value: right, guess } of near.slice(0, 3))
    for (const fix of rename(problem, right)) yield { ...fix, guess };
  if (near.some(({ value: key }) => key === plain)) return;
  if (plain !== undefined) yield* tidyKey(problem);
  else if (near.length === 0) yield* emptyKey(problem);
}

/** A key that is empty: `app`, which is what a label without a name most often stands for, unless that is there. */
export function* labelKey(problem: Problem): Iterable<Fix> {
  if (tidiedKey(keyOf(problem)) === undefined) yield* emptyKey(problem);
  else yield* tidyKey(problem);
}

function* emptyKey(problem: Problem): Iterable<Fix> {
  for (const usual of ["app", "app.kubernetes.io/name"]) {
    const edits = renamed(problem, usual);
    if (edits.length === 0) continue;
    yield* unsafe({ en: `Change the key to ${usual}`, "zh-cn": `将键改为 ${usual}` }, edits);
    return;
  }
}

function rename(problem: Problem, key: string): Iterable<Fix> {
  return unsafe({ en: `Change the key to ${key}`, "zh-cn": `将键改为 ${key}` }, renamed(problem, key));
}

function renamed(problem: Problem, key: string) {
  const found = entryAt(problem, problem.said.place);
  return found === undefined ? [] : renameKey(problem.yaml, found.map, found.entry, key);
}

function keyOf({ said }: Problem): string {
  const last = said.place[said.place.length - 1];
  return typeof last === "object" ? last.key : String(last ?? "");
}

/** Another text in the same place, as `tidy` makes it; nothing where that is no better. */
export function tidyText(tidy: (text: string) => string | undefined): Fixes {
  return function* (problem) {
    const node = at(problem, problem.said.place);
    if (node?.kind !== "string") return;
    const plain = tidy(node.value);
    if (plain === undefined || plain === node.value) return;
    yield* unsafe({ en: `Change to ${plain}`, "zh-cn": `改为 ${plain}` }, replaceScalar(problem.yaml, node, plain));
  };
}

/** A label of the Service itself that says what it is: of its selector, else of its own labels. */
export function nameInLabels({ root }: Problem): readonly string[] {
  const keys = ["app.kubernetes.io/name", "app", "k8s-app", "name"];
  const maps = [get(root, "spec", "selector"), get(root, "metadata", "labels")];
  return maps.flatMap((map) => keys.map((key) => stringOf(get(map, key)) ?? ""));
}
