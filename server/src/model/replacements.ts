// A kustomization's replacements: a value of one object, put into others.
// Facts: kubectl.docs.kubernetes.io, "replacements"; kustomize's api/filters/replacement (5.7).

import { boolOf, get, integerOf, itemsOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { anchored, placeOf, stringAt, withValue } from "../yaml/revise.ts";
import { isTarget, type PatchTarget, readTarget } from "./patch-target.ts";

/** One replacement as it is written. */
export interface Replacement {
  readonly source: PatchTarget | undefined;
  readonly fieldPath: readonly string[];
  readonly options: PartOptions;
  /** A value that stands there itself; then there is no source. */
  readonly value: Node | undefined;
  readonly targets: readonly ReplacementTarget[];
}

/** With its value found. */
export interface ResolvedReplacement {
  readonly value: Node;
  readonly targets: readonly ReplacementTarget[];
}

export interface ReplacementTarget {
  readonly select: PatchTarget | undefined;
  readonly reject: readonly PatchTarget[];
  readonly fieldPaths: readonly (readonly string[])[];
  readonly options: PartOptions;
}

/** A part of a text between delimiters; without a delimiter all of it. */
interface PartOptions {
  readonly delimiter: string | undefined;
  readonly index: number;
  readonly create: boolean;
}

/** Replacements of a kustomization's `replacements`, or of a file that an item of it names by `path`: a map, or a list of them. */
export function readReplacements(node: Node | undefined): readonly Replacement[] {
  const items = node?.kind === "list" ? node.items : node?.kind === "map" ? [node] : [];
  return items.flatMap((item): Replacement[] => {
    const source = get(item, "source");
    const value = get(item, "sourceValue");
    if (source === undefined && value === undefined) return [];
    return [
      {
        source: readTarget(source),
        fieldPath: pathOf(stringOf(get(source, "fieldPath")) || "metadata.name"),
        options: readOptions(get(source, "options")),
        value,
        targets: itemsOf(get(item, "targets")).map((target) => ({
          select: readTarget(get(target, "select")),
          reject: itemsOf(get(target, "reject")).flatMap((one) => readTarget(one) ?? []),
          fieldPaths: (stringsOf(get(target, "fieldPaths")).length > 0
            ? stringsOf(get(target, "fieldPaths"))
            : ["metadata.name"]
          ).map(pathOf),
          options: readOptions(get(target, "options")),
        })),
      },
    ];
  });
}

/** The files that items of `replacements` name by `path`. */
export function replacementFiles(node: Node | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) =>
    get(item, "source") === undefined ? (stringOf(get(item, "path")) ?? []) : [],
  );
}

/** An object with all the names that it goes through. */
export interface NamedObject {
  readonly root: MapNode;
  readonly names: ReadonlySet<string>;
}

/** The replacement with its value, and the object that has it; undefined where none in sight does. */
export function resolvedReplacement<Source extends NamedObject>(
  { source, fieldPath, options, value, targets }: Replacement,
  objects: Iterable<Source>,
): (ResolvedReplacement & { readonly from: Source | undefined }) | undefined {
  if (value !== undefined) return { value, targets, from: undefined };
  if (source === undefined) return undefined;
  for (const from of objects) {
    const { root, names } = from;
    if (!isTarget(source, root, names)) continue;
    const [found] = valuesAt(root, fieldPath);
    if (found === undefined) continue;
    if (options.delimiter === undefined) return { value: found, targets, from };
    const part = textOf(found)?.split(options.delimiter)[options.index];
    return part === undefined ? undefined : { value: stringAt(part, found.span), targets, from };
  }
  return undefined;
}

/** The object with the value put in where a target selects it. */
export function replaced(root: MapNode, { value, targets }: ResolvedReplacement, names: ReadonlySet<string>): MapNode {
  let at = root;
  for (const { select, reject, fieldPaths, options } of targets) {
    if (select === undefined || !isTarget(select, root, names)) continue;
    if (reject.some((one) => isTarget(one, root, names))) continue;
    for (const path of fieldPaths) {
      const place = at.entries[0]?.keySpan ?? at.span;
      const result = put(at, path, (old) => putIn(old, value, options), options.create, place);
      if (result?.kind === "map") at = result;
    }
  }
  return at;
}

function readOptions(node: Node | undefined): PartOptions {
  return {
    delimiter: stringOf(get(node, "delimiter")) || undefined,
    index: integerOf(get(node, "index")) ?? 0,
    create: boolOf(get(node, "create")) === true,
  };
}

/** Steps of a field path: dots part them, but not in brackets and not after a backslash. */
function pathOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:\[[^\]]*\]|\\.|[^.[\\])+|\[[^\]]*\]/g)].map(([step]) =>
    step.startsWith("[") ? step : step.replaceAll(/\\(.)/g, "$1"),
  );
}

function valuesAt(node: Node, path: readonly string[]): readonly Node[] {
  const [step, ...rest] = path;
  if (step === undefined) return [node];
  return childrenAt(node, step).flatMap(({ value }) => valuesAt(value, rest));
}

interface Child {
  readonly key: string | number;
  readonly value: Node;
}

/** What a step leads to: a key, an index, `*`, or the items that have a field of a value (`[name=http]`). */
function childrenAt(node: Node, step: string): readonly Child[] {
  if (node.kind === "map") {
    if (step === "*") return node.entries.map(({ key, value }) => ({ key, value }));
    const value = get(node, step);
    return value === undefined ? [] : [{ key: step, value }];
  }
  if (node.kind !== "list") return [];
  const items = node.items.map((value, key) => ({ key, value }));
  if (step === "*") return items;
  if (/^\d+$/.test(step)) return items.filter(({ key }) => key === Number(step));
  const [, field, wanted] = /^\[([^=\]]*)=(.*)\]$/s.exec(step) ?? [];
  if (wanted === undefined) return [];
  return items.filter(({ value }) => stringish(field ? get(value, field) : value) === wanted);
}

function put(
  node: Node,
  path: readonly string[],
  change: (old: Node | undefined) => Node | undefined,
  create: boolean,
  at: MapNode["span"],
): Node {
  const [step, ...rest] = path;
  if (step === undefined) return change(node) ?? node;
  const children = childrenAt(node, step);
  if (node.kind === "map") {
    if (children.length === 0) {
      if (!create || step.startsWith("[") || step === "*") return node;
      const empty: MapNode = { kind: "map", flow: false, entries: [], span: at, aliased: true };
      const made = rest.length === 0 ? change(undefined) : put(empty, rest, change, create, at);
      return made === undefined ? node : withValue(node, step, anchored(made, at), at);
    }
    return children.reduce<MapNode>((map, { key, value }) => {
      const entry = map.entries.find((one) => one.key === key);
      const place = entry === undefined ? at : placeOf(entry);
      const made = put(value, rest, change, create, place);
      return made === value
        ? map
        : withValue(map, String(key), rest.length === 0 ? anchored(made, place) : made, place);
    }, node);
  }
  if (node.kind !== "list" || children.length === 0) return node;
  const changed = new Map<string | number, Node>();
  for (const { key, value } of children) {
    const made = put(value, rest, change, create, at);
    if (made !== value) changed.set(key, rest.length === 0 ? anchored(made, at) : made);
  }
  return { ...node, items: node.items.map((item, index) => changed.get(index) ?? item) };
}

/** A scalar keeps its own type: a number stays one, a text too. */
function putIn(old: Node | undefined, value: Node, { delimiter, index }: PartOptions): Node | undefined {
  if (old?.kind === "map" || old?.kind === "list") return value;
  const text = textOf(value);
  if (text === undefined) return value;
  if (delimiter === undefined) return scalarOf(text, old, value);
  const parts = (textOf(old) ?? "").split(delimiter);
  if (index < 0) parts.unshift(text);
  else if (index >= parts.length) parts.push(text);
  else parts[index] = text;
  return scalarOf(parts.join(delimiter), old, value);
}

function scalarOf(text: string, old: Node | undefined, value: Node): Node {
  const place = old?.span ?? value.span;
  if (old?.kind === "string") return stringAt(text, place);
  return parse(text).root ?? stringAt(text, place);
}

function textOf(node: Node | undefined): string | undefined {
  return node === undefined || node.kind === "map" || node.kind === "list" ? undefined : stringish(node);
}

/** A scalar as its text. */
function stringish(node: Node | undefined): string | undefined {
  if (node === undefined || node.kind === "map" || node.kind === "list") return undefined;
  return stringOf(node) ?? ("value" in node ? String(node.value) : undefined);
}
