// What can be done about a selector that finds no pods: change the selector, or the pods' labels.

import type { FieldPath } from "../../base/field.ts";
import { isTypo } from "../../index/likeness.ts";
import { type Missing, type NearMiss, nameOfWorkload } from "../../index/near-miss.ts";
import type { Resource } from "../../index/resource.ts";
import { type Pair, readPairs } from "../../model/labels.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../../model/manifest.ts";
import { get } from "../../yaml/cursor.ts";
import { renameKey, replaceScalar, setField } from "../../yaml/edit.ts";
import { pathOf } from "../../yaml/path-of.ts";
import type { Fix } from "../rule.ts";

/** For each near miss, the likeliest first; at most three workloads. Each title once: the first was the likeliest. */
export function* selectorFixes(service: Resource<ServiceManifest>, missing: Missing): Iterable<Fix> {
  const offered = new Set<string>();
  for (const miss of missing.nearMisses.slice(0, 3)) {
    const copy = copySelector(service, miss);
    const ways = [...pairFixes(service, miss), ...(copy === undefined ? [] : [copy])];
    for (const [index, fix] of ways.entries()) {
      if (offered.has(fix.title.en)) continue;
      offered.add(fix.title.en);
      yield { ...fix, guess: missing.believed ? guessOf(miss) + index : Number.POSITIVE_INFINITY };
    }
  }
}

/** Of two workloads the one that differs by fewer letters was meant; what is called otherwise is further than any typo. */
function guessOf({ kind, distance, far }: NearMiss): number {
  const isLetters = kind === "all-but-one" || kind === "typo" || kind === "other-case";
  return (isLetters && distance > 0 ? distance : kind === "other-case" ? 0.5 : 3) + far / 2;
}

function* pairFixes(service: Resource<ServiceManifest>, miss: NearMiss): Iterable<Fix> {
  const { yaml } = service.document;
  const { workload } = miss;
  const whose = `${workload.manifest.kind} ${nameOfWorkload(workload)}`;
  switch (miss.kind) {
    case "all-but-one":
    case "other-case":
    case "typo":
      yield* onePairFixes(service, miss, whose);
      return;
    case "other-key":
      yield* selectBy(service, miss.wanted, miss.found.key, whose);
      return;
    case "namespace-not-set":
    case "other-namespace":
      if (!workload.namespaceIsKnown) return;
      yield {
        title: {
          en: `Move the Service to namespace ${workload.namespace}`,
          "zh-cn": `把 Service 移到命名空间 ${workload.namespace}`,
        },
        safe: false,
        edits: setField(yaml, [...rootPath(service.manifest), "metadata", "namespace"], workload.namespace, "name"),
      };
      return;
    case "own-labels": {
      const { podLabels } = workload.manifest.workload;
      const first = (service.manifest.service.selector ?? []).find((pair) => !has(podLabels, pair));
      if (first !== undefined) yield* labelPods(workload, first, whose);
      return;
    }
    case "beyond-last-ordinal":
      yield {
        title: { en: `Change to ${miss.last}, the last pod`, "zh-cn": `改为最后一个 Pod ${miss.last}` },
        safe: false,
        edits: replaceScalar(yaml, miss.wanted.entry.value, miss.last),
      };
      return;
    case "same-name":
      return;
  }
}

/** Selector and labels differ in one pair: either takes the other's. */
function* onePairFixes(
  service: Resource<ServiceManifest>,
  miss: NearMiss & { readonly kind: "all-but-one" | "other-case" | "typo" },
  whose: string,
): Iterable<Fix> {
  const { yaml } = service.document;
  const { workload } = miss;
  const { found, wanted } = miss;
  if (found !== undefined) {
    yield {
      title: {
        en: `Change to ${found.key}: ${found.value}, as in the pods of ${whose}`,
        "zh-cn": `把选择器改为 ${found.key}: ${found.value}（与 ${whose} 的 Pod 一致）`,
      },
      safe: false,
      edits: replaceScalar(yaml, wanted.entry.value, found.value),
    };
  }
  const meant = found === undefined ? keyMeant(service, miss, wanted) : undefined;
  if (meant !== undefined) {
    yield* selectBy(service, wanted, meant.key, whose);
    // The pods are right: a misspelt key is not to be had twice.
    if (isTypo(wanted.key, meant.key)) return;
  }
  yield* labelPods(workload, wanted, whose);
}

function* labelPods(workload: Resource<WorkloadManifest>, wanted: Pair, whose: string): Iterable<Fix> {
  const labels = labelsPath(workload.document.yaml, workload.manifest.workload.podLabelsEntry);
  if (labels === undefined) return;
  yield {
    title: {
      en: `Add the label ${wanted.key}: ${wanted.value} to the pods of ${whose}`,
      "zh-cn": `给 ${whose} 的 Pod 加上标签 ${wanted.key}: ${wanted.value}`,
    },
    safe: false,
    edits: setField(workload.document.yaml, [...labels, { key: wanted.key }], wanted.value).map((edit) => ({
      ...edit,
      document: workload.document,
    })),
  };
}

/** The label under which the pods have the value that the selector asks for, its key the nearest; undefined where none is like it. */
function keyMeant(service: Resource<ServiceManifest>, { workload }: NearMiss, wanted: Pair): Pair | undefined {
  const asked = new Set((service.manifest.service.selector ?? []).map(({ key }) => key));
  const same = workload.manifest.workload.podLabels.filter(
    ({ key, value }) => value === wanted.value && !asked.has(key),
  );
  return (
    same.find(({ key }) => isTypo(wanted.key, key)) ?? same.find(({ key }) => lastPart(key) === lastPart(wanted.key))
  );
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function* selectBy(service: Resource<ServiceManifest>, wanted: Pair, key: string, whose: string): Iterable<Fix> {
  const selector = service.manifest.service.selectorEntry?.value;
  if (selector?.kind !== "map") return;
  yield {
    title: {
      en: `Select by ${key}, as in the labels of the pods of ${whose}`,
      "zh-cn": `改为按 ${key} 选择（与 ${whose} 的 Pod 一致）`,
    },
    safe: false,
    edits: renameKey(service.document.yaml, selector, wanted.entry, key),
  };
}

/** The selector as the workload's own selector has it, or its pods' labels where it has none. */
function copySelector(service: Resource<ServiceManifest>, miss: NearMiss): Fix | undefined {
  const { workload } = miss;
  if (workload.namespace !== service.namespace || miss.kind === "beyond-last-ordinal") return undefined;
  const labels = workload.manifest.workload.podLabels;
  if (labels.length === 0) return undefined;
  const pairs = selectorOf(workload.manifest);
  return {
    title: {
      en: `Copy the selector from ${workload.manifest.kind} ${nameOfWorkload(workload)}`,
      "zh-cn": `从 ${workload.manifest.kind} ${nameOfWorkload(workload)} 复制选择器`,
    },
    safe: false,
    edits: setField(
      service.document.yaml,
      [...rootPath(service.manifest), "spec", "selector"],
      Object.fromEntries(pairs.map((pair) => [pair.key, pair.value])),
    ),
  };
}

/** What selects the workload's pods: its own selector, or all their labels where it has none that fits. */
export function selectorOf({ root, workload }: WorkloadManifest): readonly Pair[] {
  const matchLabels = readPairs(get(root, "spec", "selector", "matchLabels"));
  const fits = matchLabels.length > 0 && matchLabels.every((pair) => has(workload.podLabels, pair));
  return fits ? matchLabels : workload.podLabels;
}

function has(labels: readonly Pair[], wanted: Pair): boolean {
  return labels.some((label) => label.key === wanted.key && label.value === wanted.value);
}

function labelsPath(
  yaml: Parameters<typeof pathOf>[0],
  entry: Parameters<typeof pathOf>[1] | undefined,
): FieldPath | undefined {
  return entry === undefined ? undefined : pathOf(yaml, entry);
}
