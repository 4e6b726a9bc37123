// What kustomize makes of an object: patches, then namespace, names, labels, JSON patches and replicas, in its own order.

import { get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { integerAt, mapAt, revise, stringAt, withValue } from "../yaml/revise.ts";
import { split } from "../yaml/split.ts";
import { groupOf, isBuiltIn, isNamespaced, kinds } from "./kinds.ts";
import type { Kustomization, LabelSet, PatchEntry } from "./kustomization.ts";
import { jsonPatched, merged } from "./patch.ts";
import { isTarget } from "./patch-target.ts";
import { type ResolvedReplacement, replaced } from "./replacements.ts";
import { type Substitution, substituted } from "./substitute.ts";

/** One kustomization as something that is done to objects. */
export interface Layer {
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly LabelSet[];
  readonly replicas: Kustomization["replicas"];
  readonly patches: readonly Patch[];
  /**
   * What it calls the Services that it takes in, by each name that they had before: so references to them are renamed, and
   * those to others are left alone.
   */
  readonly renames: ReadonlyMap<string, string>;
  readonly replacements: readonly ResolvedReplacement[];
  /** Flux's variables; made last. */
  readonly substitution?: Substitution;
}

/** A patch with its text read. */
export interface Patch {
  readonly entry: PatchEntry;
  /** The objects of a strategic merge patch, or the one list of a JSON patch. */
  readonly parts: readonly Node[];
}

/** An object as it will be applied. */
export interface Kustomized {
  readonly root: MapNode;
  /** A patch says something that is not followed here: what the object becomes is not known. */
  readonly uncertain: boolean;
}

/**
 * The layer of a kustomization; undefined when it changes nothing. `read`: a patch file's values, undefined when it is not there;
 * `renames` as a layer has it.
 */
export function layerOf(
  kustomization: Kustomization,
  read: (path: string) => readonly Node[] | undefined,
  renames: Layer["renames"],
  replacements: Layer["replacements"] = [],
): Layer | undefined {
  const { namespace, namePrefix, nameSuffix, labels, replicas } = kustomization;
  const patches = kustomization.patches.map((entry) => ({
    entry,
    parts: ("path" in entry.from ? read(entry.from.path) : valuesOf(entry.from.text)) ?? [],
  }));
  const changes = namespace ?? (namePrefix || nameSuffix || undefined);
  const count = labels.length + replicas.length + patches.length + renames.size + replacements.length;
  if (changes === undefined && count === 0) return undefined;
  return { namespace, namePrefix, nameSuffix, labels, replicas, patches, renames, replacements };
}

/** The object after all layers, the innermost first; undefined where a patch deletes it. */
export function kustomized(root: MapNode, layers: readonly Layer[]): Kustomized | undefined {
  const names = new Set([nameOf(root)]);
  let at = root;
  let uncertain = false;
  for (const layer of layers) {
    for (const list of ["patches", "json"] as const) {
      for (const patch of layer.patches) {
        if (patch.entry.list !== list) continue;
        const result = patched(at, patch, names);
        if (result === "deleted") return undefined;
        if (result === "uncertain") uncertain = true;
        else at = result;
      }
      if (list === "json") break;
      at = transformed(at, layer);
      names.add(nameOf(at));
    }
    for (const { name, count } of layer.replicas) {
      if (names.has(name) && isScaled(kindOf(at)))
        at = revise(at, ["spec", "replicas"], (_, place) => integerAt(count, place), "create");
    }
    for (const replacement of layer.replacements) at = replaced(at, replacement, names);
    if (layer.substitution !== undefined) at = substituted(at, layer.substitution);
  }
  return { root: at, uncertain };
}

/** The names that an object of a kind that is renamed goes through: as written, then after each layer. */
export function namesUnder(written: string, layers: readonly Layer[]): readonly string[] {
  const names = [written];
  for (const { namePrefix, nameSuffix } of layers) names.push(namePrefix + (names.at(-1) ?? "") + nameSuffix);
  return names;
}

/** The values of a text with any number of documents. */
export function valuesOf(text: string): readonly Node[] {
  return split(text).flatMap((chunk) => parse(chunk.text, chunk.language).root ?? []);
}

/** Kinds whose names kustomize's prefix and suffix leave alone. */
const keptNames: ReadonlySet<string> = new Set(["Namespace", "CustomResourceDefinition", "APIService"]);

function transformed(root: MapNode, layer: Layer): MapNode {
  let at = root;
  const kind = kindOf(root);
  const { namespace, namePrefix, nameSuffix } = layer;
  if (namespace !== undefined && (isNamespaced(kind) || kind === "Namespace")) {
    // A Namespace object takes the name itself.
    const path = ["metadata", kind === "Namespace" ? "name" : "namespace"];
    at = revise(at, path, (old, place) => (stringOf(old) === namespace ? old : stringAt(namespace, place)), "create");
  }
  if (namePrefix !== "" || nameSuffix !== "") {
    const rename = (old: Node | undefined, place: { start: number; end: number }) => {
      const name = stringOf(old);
      return name ? stringAt(namePrefix + name + nameSuffix, place) : old;
    };
    if (!keptNames.has(kind)) at = revise(at, ["metadata", "name"], rename, "leave");
  }
  if (layer.renames.size > 0) {
    const refer = (old: Node | undefined, place: { start: number; end: number }) => {
      const name = layer.renames.get(stringOf(old) ?? "");
      return name === undefined ? old : stringAt(name, place);
    };
    for (const path of serviceReferences[kind] ?? []) at = revise(at, path, refer, "leave");
  }
  for (const set of layer.labels) at = labelled(at, kind, set);
  return at;
}

/**
 * Where objects name a Service, as kustomize's own list of name references has it (5.8; an HTTPRoute's backendRefs are in newer
 * ones only, and kubectl has an older one).
 */
const serviceReferences: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Ingress: [
    ["spec", "defaultBackend", "service", "name"],
    ["spec", "rules", "*", "http", "paths", "*", "backend", "service", "name"],
    ["spec", "backend", "serviceName"],
    ["spec", "rules", "*", "http", "paths", "*", "backend", "serviceName"],
  ],
  StatefulSet: [["spec", "serviceName"]],
  APIService: [["spec", "service", "name"]],
  ValidatingWebhookConfiguration: [["webhooks", "*", "clientConfig", "service", "name"]],
  MutatingWebhookConfiguration: [["webhooks", "*", "clientConfig", "service", "name"]],
};

/** What a Service that is called `name` somewhere on its way through the layers is called in the end. */
export function nameAfter(name: string, layers: readonly Layer[]): string {
  return layers.reduce((at, { renames }) => renames.get(at) ?? at, name);
}

const templates = ["spec", "template", "metadata", "labels"];
const jobTemplates = ["spec", "jobTemplate", "spec", "template", "metadata", "labels"];
const matchLabels = ["spec", "selector", "matchLabels"];

/** Which fields labels go into beside metadata.labels (kustomize's own list of common labels). */
function* labelPaths(kind: string, set: LabelSet): Iterable<readonly [readonly string[], "create" | "leave"]> {
  const known = kinds.get(kind);
  // Of custom kinds kustomize knows no template.
  const pods = known !== undefined && isBuiltIn(known) ? known.pods : undefined;
  if (set.inTemplates) {
    if (pods === "template") yield [templates, "create"];
    if (pods === "job-template") yield [jobTemplates, "create"];
  }
  if (!set.inSelectors) return;
  if (kind === "Service" || kind === "ReplicationController") yield [["spec", "selector"], "create"];
  else if (kind === "Job" || kind === "PodDisruptionBudget") yield [matchLabels, "leave"];
  else if (pods === "template") yield [matchLabels, "create"];
  if (kind === "NetworkPolicy") {
    yield [["spec", "podSelector", "matchLabels"], "leave"];
    yield [["spec", "ingress", "*", "from", "*", "podSelector", "matchLabels"], "leave"];
    yield [["spec", "egress", "*", "to", "*", "podSelector", "matchLabels"], "leave"];
  }
}

/** Kinds whose `replicas` a kustomization sets: of custom ones it knows none. */
function isScaled(kind: string): boolean {
  const known = kinds.get(kind);
  return known?.scales === true && isBuiltIn(known);
}

function labelled(root: MapNode, kind: string, set: LabelSet): MapNode {
  const add = (old: Node | undefined, place: { start: number; end: number }) => {
    let map = old?.kind === "map" ? old : mapAt(place);
    for (const { key, value } of set.pairs) {
      if (stringOf(get(map, key)) !== value) map = withValue(map, key, stringAt(value, place), place);
    }
    return map;
  };
  let at = revise(root, ["metadata", "labels"], add, "create");
  for (const [path, missing] of labelPaths(kind, set)) at = revise(at, path, add, missing);
  return at;
}

function patched(root: MapNode, patch: Patch, names: ReadonlySet<string>): MapNode | "deleted" | "uncertain" {
  const { target } = patch.entry;
  let at = root;
  for (const part of patch.parts) {
    if (part.kind === "list") {
      if (target === undefined || !isTarget(target, at, names)) continue;
      const result = jsonPatched(at, part);
      if (result === undefined) return "uncertain";
      at = result;
      continue;
    }
    if (part.kind !== "map") continue;
    if (target === undefined ? !isNamed(part, at, names) : !isTarget(target, at, names)) continue;
    if (stringOf(get(part, "$patch")) === "delete") return "deleted";
    const result = merged(at, part, kindOf(at));
    if (result === undefined) return "uncertain";
    if (patch.entry.renames && target !== undefined) at = result;
    else at = withIdentity(result, at);
  }
  return at;
}

/**
 * A patch may carry an earlier name of the object, or any name and kind where it has a target: what the object is stays
 * (kustomize: allowNameChange and allowKindChange are off unless somebody sets them).
 */
function withIdentity(result: MapNode, before: MapNode): MapNode {
  let kept = result;
  for (const path of [["apiVersion"], ["kind"], ["metadata", "name"]]) {
    const value = get(before, ...path);
    if (value !== undefined) kept = revise(kept, path, () => value, "leave");
  }
  return kept;
}

function isNamed(patch: MapNode, root: MapNode, names: ReadonlySet<string>): boolean {
  const namespace = stringOf(get(patch, "metadata", "namespace"));
  return (
    kindOf(patch) === kindOf(root) &&
    groupIn(patch) === groupIn(root) &&
    names.has(nameOf(patch)) &&
    (namespace === undefined || namespace === (stringOf(get(root, "metadata", "namespace")) ?? "default"))
  );
}

function kindOf(root: MapNode): string {
  return stringOf(get(root, "kind")) ?? "";
}

function groupIn(root: MapNode): string {
  return groupOf(stringOf(get(root, "apiVersion")) ?? "");
}

function nameOf(root: MapNode): string {
  return stringOf(get(root, "metadata", "name")) ?? "";
}
