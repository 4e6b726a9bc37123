// How a fix is put together: edits by field, and the promise that a safe one keeps.

import { causeMessage } from "../../api-server/errors.ts";
import { type FoundError, findings } from "../../api-server/judge.ts";
import type { FieldPath } from "../../base/field.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import { get, locate } from "../../yaml/cursor.ts";
import { insertEntry, removeField, setField } from "../../yaml/edit.ts";
import type { Entry, MapNode, Node } from "../../yaml/node.ts";
import { edited, type TextEdit } from "../../yaml/text-edit.ts";
import type { Json } from "../../yaml/to-json.ts";
import type { Fix } from "../rule.ts";
import type { Problem } from "./entry.ts";

/** A fix, unless it has nothing to edit. What throws away, chooses or changes a value's meaning is unsafe. */
export function* unsafe(title: Text, edits: readonly TextEdit[]): Generator<Fix> {
  if (edits.length > 0) yield { title, safe: false, edits };
}

/** A fix with one reading only. It counts as safe where, made alone, it really mends and brings nothing new. */
export function* safe(problem: Problem, title: Text, edits: readonly TextEdit[]): Generator<Fix> {
  if (edits.length > 0) yield { title, safe: mends(problem, edits), edits };
}

/** Sets a field of the object, and the maps above it that are missing. */
export function set(problem: Problem, path: FieldPath, value: Json, after?: string): readonly TextEdit[] {
  return setField(problem.yaml, [...problem.base, ...path], value, after);
}

/** Takes a field or an item of a list out. */
export function remove(problem: Problem, path: FieldPath): readonly TextEdit[] {
  return removeField(problem.yaml, [...problem.base, ...path]);
}

/** Puts a field into a map that is there, in front of what follows `after`. */
export function insert(
  problem: Problem,
  map: Node | undefined,
  key: string,
  value: Json,
  after?: string,
): readonly TextEdit[] {
  return map?.kind === "map" ? insertEntry(problem.yaml, map, key, value, after) : [];
}

/** The value at a path of the object; undefined when it is not there. */
export function at(problem: Problem, path: FieldPath): Node | undefined {
  const found = locate(problem.root, path, problem.yaml.text);
  return found.depth === path.length ? found.node : undefined;
}

/** The entry at a path of the object, with the map that holds it. */
export function entryAt(
  problem: Problem,
  path: FieldPath,
): { readonly entry: Entry; readonly map: MapNode } | undefined {
  const { root, text } = problem.yaml;
  // As it is written, where it is: a kustomization may have put other entries beside it, which no edit can touch.
  const written = root === undefined ? undefined : locate(root, [...problem.base, ...path], text);
  const isWritten = written !== undefined && written.depth === problem.base.length + path.length;
  const { depth, entry, map } = isWritten ? written : locate(problem.root, path, text);
  const length = isWritten ? problem.base.length + path.length : path.length;
  return depth === length && entry !== undefined && map !== undefined ? { entry, map } : undefined;
}

/** Whether a field is written at all. */
export function isWritten(problem: Problem, ...path: readonly string[]): boolean {
  return get(problem.root, ...path) !== undefined;
}

/** Whether the edits make the problem go, and no error comes that was not there. */
function mends(problem: Problem, edits: readonly TextEdit[]): boolean {
  const { root } = edited(problem.yaml, edits);
  const after = root === undefined ? undefined : locate(root, problem.base, "");
  if (after === undefined || after.depth < problem.base.length) return false;
  const errors = findings(after.node, problem.cluster, problem.settings).errors.map(identity);
  const before = new Set(findings(problem.root, problem.cluster, problem.settings).errors.map(identity));
  if (!("status" in problem.said)) return errors.every((error) => before.has(error));
  before.delete(identity({ error: problem.said, first: true }));
  return errors.every((error) => before.has(error));
}

function identity({ error }: FoundError): string {
  return [error.rule, formatField(error.place), error.on, causeMessage(error)].join("\n");
}
