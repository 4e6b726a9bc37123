// A kustomization file: what it takes in, and what it does to it (kustomize.config.k8s.io/v1beta1 and v1alpha1).

import type { Span } from "../base/span.ts";
import { boolOf, get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type PatchTarget, readTarget } from "./patch-target.ts";
import { type Replacement, readReplacements, replacementFiles } from "./replacements.ts";

export interface Kustomization {
  /** A Component is never applied by itself: it is a part of those that name it. */
  readonly kind: "Kustomization" | "Component";
  /** Files, folders with a kustomization of their own, or places elsewhere: `resources` and the older `bases`. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly LabelSet[];
  readonly replicas: readonly Replicas[];
  /** In the order in which kustomize applies them. */
  readonly patches: readonly PatchEntry[];
  readonly replacements: readonly Replacement[];
  /** Files with further replacements. */
  readonly replacementFiles: readonly string[];
  /** What makes or changes objects in a way that is not followed here: field names. */
  readonly notFollowed: readonly string[];
}

/** Labels that a kustomization puts on everything. */
export interface LabelSet {
  readonly pairs: readonly LabelPair[];
  /** Also into selectors (of Services too), and so into pod templates. */
  readonly inSelectors: boolean;
  readonly inTemplates: boolean;
}

/** One label, and where its key is written in the kustomization's document. */
export interface LabelPair {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

export interface Replicas {
  readonly name: string;
  readonly count: number;
}

/** One patch, inline or in a file; for what it says see kustomize.ts. */
export interface PatchEntry {
  readonly from: { readonly path: string } | { readonly text: string };
  readonly target: PatchTarget | undefined;
  /** `json`: made last, after names and labels. */
  readonly list: "patches" | "json";
  /** Whether its own name becomes the object's. */
  readonly renames: boolean;
}

/** The names under which kustomize looks for a kustomization in a folder. */
const fileNames: ReadonlySet<string> = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

/** Whether a file of this name (without its folder) is a kustomization, whatever its text says of apiVersion and kind. */
export function isKustomizationName(name: string): boolean {
  return fileNames.has(name);
}

/** Makes objects of which nothing is on this disk. */
export const makers = ["helmCharts", "helmChartInflationGenerator", "generators"];
/** Changes objects in ways that are not followed. */
export const changers = ["transformers", "vars", "configurations"];

/** Reads a kustomization; kind and apiVersion may be left out. */
export function readKustomization(root: Node | undefined): Kustomization {
  return {
    kind: stringOf(get(root, "kind")) === "Component" ? "Component" : "Kustomization",
    resources: [...texts(get(root, "resources")), ...texts(get(root, "bases"))],
    components: texts(get(root, "components")),
    namespace: stringOf(get(root, "namespace")) || undefined,
    namePrefix: stringOf(get(root, "namePrefix")) ?? "",
    nameSuffix: stringOf(get(root, "nameSuffix")) ?? "",
    labels: [...readLabels(root)],
    replicas: itemsOf(get(root, "replicas")).flatMap((item) => {
      const name = stringOf(get(item, "name"));
      const count = integerOf(get(item, "count"));
      return name === undefined || count === undefined ? [] : [{ name, count }];
    }),
    patches: [...readPatches(root)],
    replacements: readReplacements(get(root, "replacements")),
    replacementFiles: replacementFiles(get(root, "replacements")),
    notFollowed: [...makers, ...changers].filter((key) => !isEmpty(get(root, key))),
  };
}

function* readLabels(root: Node | undefined): Iterable<LabelSet> {
  for (const item of itemsOf(get(root, "labels"))) {
    const inSelectors = boolOf(get(item, "includeSelectors")) === true;
    const inTemplates = inSelectors || boolOf(get(item, "includeTemplates")) === true;
    yield { pairs: pairsOf(get(item, "pairs")), inSelectors, inTemplates };
  }
  const common = pairsOf(get(root, "commonLabels"));
  if (common.length > 0) yield { pairs: common, inSelectors: true, inTemplates: true };
}

function* readPatches(root: Node | undefined): Iterable<PatchEntry> {
  for (const item of itemsOf(get(root, "patchesStrategicMerge"))) {
    const text = stringOf(item);
    if (text === undefined) continue;
    // A file's name is one line; anything else is the patch itself.
    yield { from: text.includes("\n") ? { text } : { path: text }, target: undefined, list: "patches", renames: false };
  }
  for (const list of ["patches", "patchesJson6902"] as const) {
    for (const item of itemsOf(get(root, list))) {
      const from = sourceOf(item);
      if (from === undefined) continue;
      const target = readTarget(get(item, "target"));
      const renames = boolOf(get(item, "options", "allowNameChange")) === true;
      yield { from, target, list: list === "patches" ? "patches" : "json", renames };
    }
  }
}

function sourceOf(item: Node): PatchEntry["from"] | undefined {
  const path = stringOf(get(item, "path"));
  if (path) return { path };
  const text = stringOf(get(item, "patch"));
  return text ? { text } : undefined;
}

function pairsOf(node: Node | undefined): LabelPair[] {
  if (node?.kind !== "map") return [];
  return node.entries.flatMap(({ key, value, keySpan }) =>
    value.kind === "string" ? [{ key, value: value.value, span: keySpan }] : [],
  );
}

function texts(node: Node | undefined): string[] {
  return itemsOf(node).flatMap((item) => stringOf(item) || []);
}

function isEmpty(node: Node | undefined): boolean {
  if (node === undefined || node.kind === "null") return true;
  return (node.kind === "list" && node.items.length === 0) || (node.kind === "map" && node.entries.length === 0);
}
