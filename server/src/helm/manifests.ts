// Rendered templates into manifests and hooks, in the order and shape that `helm template` prints.

import { trimSpace } from "../base/go-text.ts";
import type { Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { formatFloat } from "./go/numbers.ts";
import { goMessage } from "./go/yaml-read.ts";
import type { Piece } from "./template/trace.ts";

export interface Manifest {
  /** The template's name: `chart/templates/service.yaml`. */
  readonly name: string;
  readonly kind: string;
  readonly isHook: boolean;
  /** The manifest's own text, as it stands in the whole from `start` on. */
  readonly text: string;
  readonly start: number;
  /** Where its text begins in what the template made. */
  readonly offset: number;
  /** The pieces of what the template made, all of it. */
  readonly pieces: readonly Piece[];
}

interface File {
  readonly name: string;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** A manifest whose YAML cannot be read: Helm's message, its end alone, and where in the template's text that is. */
interface Unreadable {
  readonly name: string;
  readonly message: string;
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

interface Head {
  readonly kind: string;
  readonly annotations: ReadonlyMap<string, string>;
}

/** Why a manifest has no head: Go's message, and where the reader stumbled. */
interface NoHead {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const installOrder: ReadonlyMap<string, number> = new Map(
  [
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
  ].map((kind, index) => [kind, index]),
);

const hookEvents: ReadonlySet<string> = new Set([
  "pre-install",
  "post-install",
  "pre-delete",
  "post-delete",
  "pre-upgrade",
  "post-upgrade",
  "pre-rollback",
  "post-rollback",
  "test",
  "test-success",
]);

interface Unplaced extends Omit<Manifest, "start"> {}

/** Sorts what the templates made; `files` are in the order of their names. */
export function sortManifests(
  files: readonly File[],
  isTolerant: boolean,
): {
  text: string;
  manifests: readonly Manifest[];
  failures: readonly Unreadable[];
} {
  const generic: Unplaced[] = [];
  const hooks: Unplaced[] = [];
  const failures: Unreadable[] = [];
  for (const file of files) {
    const parts = partsOf(file);
    failures.push(...parts.failures);
    if (!isTolerant && failures.length > 0) return { text: "", manifests: [], failures: failures.slice(0, 1) };
    generic.push(...parts.generic);
    hooks.push(...parts.hooks);
  }
  return { ...print(generic.sort(compareKinds), hooks.sort(compareKinds)), failures };
}

interface Parts {
  readonly generic: readonly Unplaced[];
  readonly hooks: readonly Unplaced[];
  readonly failures: readonly Unreadable[];
}

/** What a template made is looked at once. */
const known = new WeakMap<File, Parts>();

function partsOf(file: File): Parts {
  let parts = known.get(file);
  if (parts === undefined) {
    parts = readParts(file);
    known.set(file, parts);
  }
  return parts;
}

function readParts({ name, text, pieces }: File): Parts {
  const generic: Unplaced[] = [];
  const hooks: Unplaced[] = [];
  const failures: Unreadable[] = [];
  if (trimSpace(text) === "") return { generic, hooks, failures };
  for (const { start, end } of splitManifests(text)) {
    const own = text.slice(start, end);
    const head = readHead(own);
    if ("message" in head) {
      const message = `YAML parse error on ${name}: ${head.message}`;
      failures.push({ name, message, reason: head.message, start: start + head.start, end: start + head.end });
    }
    const { kind, annotations } = "message" in head ? { kind: "", annotations: new Map<string, string>() } : head;
    const hook = annotations.get("helm.sh/hook");
    const manifest = { name, kind, isHook: hook !== undefined, text: own, offset: start, pieces };
    if (hook === undefined) generic.push(manifest);
    else if (hook.split(",").every((event) => hookEvents.has(trimSpace(event).toLowerCase()))) hooks.push(manifest);
  }
  return { generic, hooks, failures };
}

function print(
  generic: readonly Unplaced[],
  hooks: readonly Unplaced[],
): { text: string; manifests: readonly Manifest[] } {
  // Joined once: a text that grows piece by piece is put together anew by whoever reads it first.
  const parts: string[] = [];
  let length = 0;
  const write = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  const manifests: Manifest[] = [];
  const add = (manifest: Unplaced) => {
    write(`---\n# Source: ${manifest.name}\n`);
    manifests.push({ ...manifest, start: length });
    write(`${manifest.text}\n`);
  };
  for (const manifest of generic) add(manifest);
  // What is empty at the end is trimmed, its header's line end with it.
  while (parts.length > 0) {
    const last = parts.pop() ?? "";
    const kept = parts.length === 0 ? trimSpace(last) : trimSpace(`x${last}`).slice(1);
    length += kept.length - last.length;
    if (kept === "") continue;
    parts.push(kept);
    break;
  }
  write("\n");
  for (const hook of hooks) add(hook);
  return { text: parts.join(""), manifests };
}

function compareKinds(a: Unplaced, b: Unplaced): number {
  const first = installOrder.get(a.kind);
  const second = installOrder.get(b.kind);
  if (first === undefined && second === undefined) return a.kind === b.kind ? 0 : a.kind < b.kind ? -1 : 1;
  if (first === undefined) return 1;
  return second === undefined ? -1 : first - second;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9 || unit === 13 || unit === 12;
}

/** Where the manifests stand in a text: between separators, white space around them left out. */
function splitManifests(text: string): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const from = text.length - trimStart(text).length;
  const last = from + trimSpace(text).length;
  let at = from;
  const take = (end: number) => {
    if (end <= at) return;
    const part = text.slice(at, end);
    const start = at + (part.length - trimStart(part).length);
    found.push({ start, end: start + trimSpace(part).length });
  };
  for (let mark = from; ; ) {
    const isFirst = mark === from && text.startsWith("---", from) && from < last;
    const dashes = isFirst ? from : text.indexOf("\n---", mark) + 1;
    if (!isFirst && (dashes === 0 || dashes + 3 > last)) break;
    let end = isFirst ? dashes : dashes - 1;
    while (end > at && isBlank(text.charCodeAt(end - 1))) end -= 1;
    take(end);
    at = dashes + 3;
    while (at < last && isBlank(text.charCodeAt(at))) at += 1;
    // The separator took the line's end with it.
    mark = at;
  }
  take(last);
  return found;
}

function trimStart(text: string): string {
  return text.slice(trimSpace(`${text}x`).length === 0 ? text.length : `${text}x`.indexOf(trimSpace(`${text}x`)));
}

/** Kind and annotations, as Helm's SimpleHead takes them. */
function readHead(text: string): Head | NoHead {
  const document = parse(text);
  const [problem] = document.errors;
  if (problem !== undefined)
    return { message: `error converting YAML to JSON: ${goMessage(problem, text)}`, ...problem.span };
  const { root } = document;
  const none: Head = { kind: "", annotations: new Map() };
  if (root === undefined || root.kind === "null") return none;
  const at = (node: Node, message: string): NoHead => ({ message, start: node.span.start, end: node.span.end });
  if (root.kind !== "map") return at(root, cannot(root, "value", "releaseutil.SimpleHead"));
  let mistake: NoHead | undefined;
  const field = (node: Node, name: string) => fieldOf(node, name);
  const text1 = (node: Node | undefined, path: string): string => {
    const found = node === undefined ? "" : asText(node);
    if (found !== undefined) return found;
    if (node !== undefined) mistake ??= at(node, cannot(node, `struct field ${path}`, "string"));
    return "";
  };
  const kind = text1(field(root, "kind"), "SimpleHead.kind");
  text1(field(root, "apiVersion"), "SimpleHead.apiVersion");
  const metadata = field(root, "metadata");
  const annotations = new Map<string, string>();
  if (metadata !== undefined && metadata.kind !== "null") {
    if (metadata.kind !== "map")
      return at(
        metadata,
        cannot(
          metadata,
          "struct field SimpleHead.metadata",
          'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
        ),
      );
    text1(field(metadata, "name"), "SimpleHead.metadata.name");
    const given = field(metadata, "annotations");
    if (given?.kind === "map")
      for (const { key, value } of given.entries) annotations.set(key, text1(value, "SimpleHead.metadata.annotations"));
    else if (given !== undefined && given.kind !== "null")
      mistake ??= at(given, cannot(given, "struct field SimpleHead.metadata.annotations", "map[string]string"));
  }
  return mistake ?? { kind, annotations };
}

function fieldOf(node: Node, name: string): Node | undefined {
  if (node.kind !== "map") return undefined;
  let found: Node | undefined;
  for (const { key, value } of node.entries) {
    if (key === name) return value;
    if (key.toLowerCase() === name.toLowerCase()) found = value;
  }
  return found;
}

function asText(node: Node): string | undefined {
  switch (node.kind) {
    case "string":
      return node.value;
    case "null":
      return "";
    case "bool":
      return String(node.value);
    case "number":
      return /^-?[0-9]+$/.test(node.json) ? node.json : formatFloat(node.value, "g", -1);
    default:
      return undefined;
  }
}

function cannot(node: Node | undefined, field: string, type: string): string {
  const kind = node?.kind === "map" ? "object" : node?.kind === "list" ? "array" : (node?.kind ?? "null");
  return `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${field} of type ${type}`;
}
