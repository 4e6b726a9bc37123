// Patches as kustomize applies them to one object: strategic merge (RFC 7386 with Kubernetes' merge keys) and JSON patch (RFC 6902).

import type { Span } from "../base/span.ts";
import { entryOf, get, stringOf } from "../yaml/cursor.ts";
import type { ListNode, MapNode, Node } from "../yaml/node.ts";
import { anchored, placeOf, withoutKey, withValue } from "../yaml/revise.ts";

/** By which key the items of a list are told apart (patchMergeKey in k8s.io/api); lists that are not here are replaced. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  imagePullSecrets: "name",
  hostAliases: "ip",
};

/** `root` with a strategic merge patch; undefined where the patch says what is not followed here. */
export function merged(root: MapNode, patch: MapNode, kind: string): MapNode | undefined {
  const at = root.entries[0]?.keySpan ?? { start: root.span.start, end: root.span.start };
  const result = mergeMaps(root, patch, at, kind);
  return result?.kind === "map" ? result : undefined;
}

function mergeMaps(old: MapNode, patch: MapNode, at: Span, kind: string): Node | undefined {
  const directive = stringOf(get(patch, "$patch"));
  if (directive === "replace") return anchored(withoutKey(patch, "$patch"), at);
  if (directive !== undefined && directive !== "merge") return undefined;
  let map = old;
  for (const { key, value } of patch.entries) {
    if (key === "$patch") continue;
    if (key.startsWith("$")) return undefined;
    const entry = entryOf(map, key);
    if (value.kind === "null") {
      map = withoutKey(map, key);
      continue;
    }
    const place = entry === undefined ? at : placeOf(entry);
    const result = entry === undefined ? anchored(value, place) : mergeValues(entry.value, value, place, key, kind);
    if (result === undefined) return undefined;
    map = withValue(map, key, result, place);
  }
  return map;
}

function mergeValues(old: Node, patch: Node, at: Span, key: string, kind: string): Node | undefined {
  if (old.kind === "map" && patch.kind === "map") {
    if (stringOf(get(patch, "$patch")) === "delete")
      return { ...anchored(patch, at), kind: "map", entries: [], flow: false };
    return mergeMaps(old, patch, at, kind);
  }
  if (old.kind === "list" && patch.kind === "list") {
    const mergeKey = key === "ports" ? (kind === "Service" ? "port" : "containerPort") : mergeKeys[key];
    return mergeKey === undefined ? anchored(patch, at) : mergeLists(old, patch, mergeKey, at, kind);
  }
  return sameScalar(old, patch) ? old : anchored(patch, at);
}

function mergeLists(old: ListNode, patch: ListNode, mergeKey: string, at: Span, kind: string): Node | undefined {
  let items = [...old.items];
  for (const part of patch.items) {
    if (part.kind !== "map") return undefined;
    const directive = stringOf(get(part, "$patch"));
    const id = get(part, mergeKey);
    if (id === undefined) {
      if (directive !== "replace") return undefined;
      items = [];
      continue;
    }
    const isMeant = (item: Node) => sameScalar(get(item, mergeKey), id);
    if (directive === "delete") {
      items = items.filter((item) => !isMeant(item));
      continue;
    }
    const index = items.findIndex(isMeant);
    const known = items[index];
    if (known?.kind !== "map") {
      items.push(anchored(withoutKey(part, "$patch"), at));
      continue;
    }
    const place = known.entries[0] === undefined ? at : placeOf(known.entries[0]);
    const result = mergeMaps(known, part, place, kind);
    if (result === undefined) return undefined;
    items[index] = result;
  }
  return { ...old, items };
}

/** `root` with a JSON patch; undefined where it has an operation that is not followed here, or that does not fit. */
export function jsonPatched(root: MapNode, operations: ListNode): MapNode | undefined {
  let at: MapNode = root;
  for (const operation of operations.items) {
    const op = stringOf(get(operation, "op"));
    if (op === "test") continue;
    const steps = pointerOf(get(operation, "path"));
    const place = at.entries[0]?.keySpan ?? { start: at.span.start, end: at.span.start };
    if (steps === undefined) return undefined;
    let value = get(operation, "value");
    if (op === "move" || op === "copy") {
      const from = pointerOf(get(operation, "from"));
      value = from === undefined ? undefined : nodeAt(at, from);
      if (from === undefined || value === undefined) return undefined;
      const rest = op === "copy" ? at : operate(at, from, "remove", undefined, place);
      if (rest?.kind !== "map") return undefined;
      at = rest;
    } else if (op !== "add" && op !== "replace" && op !== "remove") return undefined;
    if (op !== "remove" && value === undefined) return undefined;
    const result = operate(at, steps, op === "replace" || op === "remove" ? op : "add", value, place);
    if (result?.kind !== "map") return undefined;
    at = result;
  }
  return at;
}

/** The steps of a JSON pointer; undefined where it is none, or means the whole object. */
function pointerOf(node: Node | undefined): readonly string[] | undefined {
  const path = stringOf(node);
  if (path === undefined || !path.startsWith("/")) return undefined;
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function nodeAt(node: Node | undefined, steps: readonly string[]): Node | undefined {
  const [key, ...rest] = steps;
  if (key === undefined) return node;
  if (node?.kind === "list") return /^\d+$/.test(key) ? nodeAt(node.items[Number(key)], rest) : undefined;
  return nodeAt(get(node, key), rest);
}

function operate(
  node: Node,
  steps: readonly string[],
  op: "add" | "replace" | "remove",
  value: Node | undefined,
  at: Span,
): Node | undefined {
  const [key = "", ...rest] = steps;
  if (node.kind === "map") {
    const entry = entryOf(node, key);
    const place = entry === undefined ? at : placeOf(entry);
    if (rest.length > 0) {
      const below = entry === undefined ? undefined : operate(entry.value, rest, op, value, place);
      return below === undefined ? undefined : withValue(node, key, below, place);
    }
    if (op === "remove") return entry === undefined ? undefined : withoutKey(node, key);
    return value === undefined ? undefined : withValue(node, key, anchored(value, place), place);
  }
  if (node.kind !== "list") return undefined;
  const index = key === "-" ? node.items.length : /^\d+$/.test(key) ? Number(key) : undefined;
  if (index === undefined || index > node.items.length) return undefined;
  const items = [...node.items];
  if (rest.length > 0) {
    const item = items[index];
    const below = item === undefined ? undefined : operate(item, rest, op, value, at);
    if (below === undefined) return undefined;
    items[index] = below;
  } else if (op === "remove") {
    if (index >= items.length) return undefined;
    items.splice(index, 1);
  } else if (value !== undefined) {
    items.splice(index, op === "add" ? 0 : 1, anchored(value, at));
  }
  return { ...node, items };
}

function sameScalar(a: Node | undefined, b: Node | undefined): boolean {
  if (a === undefined || b === undefined || a.kind !== b.kind) return false;
  return a.kind !== "map" && a.kind !== "list" && a.kind !== "null" && b.kind === a.kind && a.value === b.value;
}
