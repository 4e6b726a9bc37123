// When a selector matches nothing: which workload was probably meant, and is there a reason to believe it?

import { editDistance } from "../base/edit-distance.ts";
import type { Text } from "../base/text.ts";
import { isSetByController, matches, type Pair } from "../model/labels.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { fetches } from "../model/operators.ts";
import { ordinalAskedFor, ordinalsOf } from "../model/ordinals.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A workload that the selector nearly matches, and what is between them. */
export type NearMiss = { readonly workload: Resource<WorkloadManifest> } & Difference;

export type Difference =
  /** All other pairs match; `found` is what the workload has under that key, if anything. */
  | { readonly kind: "all-but-one"; readonly wanted: Pair; readonly found: Pair | undefined }
  | { readonly kind: "other-case"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "typo"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "other-key"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "own-labels" }
  | { readonly kind: "other-namespace" }
  /** The StatefulSet is there, but never makes a pod of that name; its last one is `last`. */
  | { readonly kind: "beyond-last-ordinal"; readonly wanted: Pair; readonly last: string }
  | { readonly kind: "same-name" };

/** The likeliest first. */
const ranks: readonly Difference["kind"][] = [
  "beyond-last-ordinal",
  "own-labels",
  "all-but-one",
  "other-case",
  "typo",
  "other-namespace",
  "same-name",
  "other-key",
];

/** What looks for pods: a Service, or anything else with its selector. */
export interface Seeker {
  /** The file that it stands in. */
  readonly uri: string;
  readonly name: string;
  readonly namespace: string;
  readonly selector: readonly Pair[];
}

/**
 * The workloads that come near to what the selector asks for, the likeliest first, one answer for each.
 * `candidates` are of any namespace; sharing only a key is not near.
 */
export function nearMisses(
  seeker: Seeker,
  candidates: Iterable<Resource<WorkloadManifest>>,
  world: Pick<World, "scaler">,
): readonly NearMiss[] {
  const found: NearMiss[] = [];
  for (const workload of candidates) {
    const difference = differenceOf(seeker, workload, world);
    if (difference !== undefined) found.push({ workload, ...difference });
  }
  return found.sort((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind) || far(a, seeker) - far(b, seeker));
}

/** What stands in the same file was rather meant than what stands in the same folder, and that than anything else. */
function far({ workload }: NearMiss, { uri }: Seeker): number {
  const other = workload.document.file.uri;
  if (uri === other) return 0;
  return uri.slice(0, uri.lastIndexOf("/")) === other.slice(0, other.lastIndexOf("/")) ? 1 : 2;
}

/** What there is to know about a selector that matches nothing. */
export interface Missing {
  readonly nearMisses: readonly NearMiss[];
  /** Why the pods may come from somewhere that cannot be seen: then nobody should be warned. */
  readonly doubts: readonly Doubt[];
  /** A near miss, and no doubt: worth a warning, and the traffic certainly stops here. */
  readonly believed: boolean;
}

export type Doubt =
  /** Files are still being read. */
  | { readonly kind: "incomplete" }
  /** A templated or unreadable document may make the pods. */
  | { readonly kind: "unreadable"; readonly uri: string }
  /** An operator's custom resource in this namespace may make them. */
  | { readonly kind: "operated"; readonly resource: Resource }
  /** A kustomization takes in a chart, a remote base, or a file that is not here. */
  | { readonly kind: "fetched"; readonly what: string }
  /** A patch does something to the Service that is not followed. */
  | { readonly kind: "patched" }
  /** The cluster itself runs pods there. */
  | { readonly kind: "kube-system" }
  /** The snapshot has ready endpoints for this Service, so there are such pods. */
  | { readonly kind: "live" }
  /** A label that only a controller sets, to a value that nobody can know. */
  | { readonly kind: "set-by-controller"; readonly key: string };

/** Looks at everything in the Service's scope. To be asked only when nothing is selected. */
export function missingPods(service: Resource<ServiceManifest>, world: World): Missing {
  const selector = service.manifest.service.selector ?? [];
  const { name, namespace, document } = service;
  const near = nearMisses({ uri: document.file.uri, name, namespace, selector }, candidatesOf(service, world), world);
  const doubts = [...doubtsOf(service, selector, near, world)];
  return { nearMisses: near, doubts, believed: near.length > 0 && doubts.length === 0 };
}

/** What is between selector and workload, in words that follow "Deployment web: ". */
export function describeDifference(miss: Difference): Text {
  switch (miss.kind) {
    case "all-but-one": {
      const asked = `${miss.wanted.key}: ${miss.wanted.value}`;
      if (miss.found === undefined) {
        return { en: `its pods have everything but ${asked}`, "zh-cn": `其 Pod 只缺少标签 ${asked}` };
      }
      return {
        en: `all matches but ${miss.found.key}, which is ${miss.found.value} and not ${miss.wanted.value}`,
        "zh-cn": `只有 ${miss.found.key} 不一致：实际是 ${miss.found.value}，不是 ${miss.wanted.value}`,
      };
    }
    case "other-case":
      return {
        en: `its ${miss.found.key} is ${miss.found.value}, which differs from ${miss.wanted.value} in case only`,
        "zh-cn": `其 ${miss.found.key} 是 ${miss.found.value}，与 ${miss.wanted.value} 仅大小写不同`,
      };
    case "typo":
      return {
        en: `its ${miss.found.key} is ${miss.found.value}, which looks much like ${miss.wanted.value}`,
        "zh-cn": `其 ${miss.found.key} 是 ${miss.found.value}，与 ${miss.wanted.value} 非常相似`,
      };
    case "other-key":
      return {
        en: `it has the value ${miss.wanted.value} under ${miss.found.key}, not under ${miss.wanted.key}`,
        "zh-cn": `值 ${miss.wanted.value} 写在 ${miss.found.key} 下，而不是 ${miss.wanted.key} 下`,
      };
    case "own-labels":
      return {
        en: "it carries these labels itself, but its pods do not (spec.template.metadata.labels)",
        "zh-cn": "这些标签写在它自己身上，而不在其 Pod 上（spec.template.metadata.labels）",
      };
    case "other-namespace":
      return { en: "its pods match, but in another namespace", "zh-cn": "其 Pod 匹配，但位于另一个命名空间" };
    case "beyond-last-ordinal":
      return {
        en: `it never makes a pod ${miss.wanted.value}; its last one is ${miss.last}`,
        "zh-cn": `它不会创建名为 ${miss.wanted.value} 的 Pod，最后一个是 ${miss.last}`,
      };
    case "same-name":
      return { en: "it has the Service's name, but other labels", "zh-cn": "它与该 Service 同名，但标签不同" };
  }
}

function* candidatesOf(service: Resource<ServiceManifest>, world: World): Iterable<Resource<WorkloadManifest>> {
  yield* world.workloads(service, service.namespace);
  yield* world.selectedElsewhere(service);
}

function* doubtsOf(
  service: Resource<ServiceManifest>,
  selector: readonly Pair[],
  near: readonly NearMiss[],
  world: World,
): Iterable<Doubt> {
  if (!world.isComplete) yield { kind: "incomplete" };
  if (service.namespace === "kube-system") yield { kind: "kube-system" };
  for (const pair of selector) {
    const explained = near.some((miss) => miss.kind === "beyond-last-ordinal" && miss.wanted === pair);
    if (isSetByController(pair.key) && !explained) yield { kind: "set-by-controller", key: pair.key };
  }
  const isLive = world.snapshot?.slices.some(
    (slice) =>
      slice.namespace === service.namespace &&
      slice.service === service.name &&
      slice.endpoints.some((endpoint) => endpoint.ready),
  );
  if (isLive) yield { kind: "live" };
  const [operated] = world.operated(service, service.namespace);
  if (operated !== undefined) yield { kind: "operated", resource: operated };
  if (service.uncertain) yield { kind: "patched" };
  for (const what of fetchedFor(service, world)) yield { kind: "fetched", what };
  for (const uri of world.unreadableWorkloads(service)) yield { kind: "unreadable", uri };
}

/**
 * What no file shows, although it is applied with the resource: what its kustomization takes in from elsewhere. For a plain
 * file that is what a kustomization in its folder or above takes in.
 */
export function* fetchedFor(from: Resource, world: World): Iterable<string> {
  if (from.scope !== undefined) {
    if (!from.scope.isComplete) yield from.scope.file.uri;
    return;
  }
  for (const { manifest, document } of world.ofKindEverywhere(from, "Kustomization")) {
    const folder = document.file.uri.slice(0, document.file.uri.lastIndexOf("/") + 1);
    if (fetches(manifest) && from.document.file.uri.startsWith(folder)) yield document.file.uri;
  }
}

function differenceOf(
  seeker: Seeker,
  resource: Resource<WorkloadManifest>,
  world: Pick<World, "scaler">,
): Difference | undefined {
  const { selector } = seeker;
  if (selector.length === 0) return undefined;
  const { podLabels, ownLabels } = resource.manifest.workload;
  if (resource.namespace !== seeker.namespace) {
    return matches(selector, podLabels) ? { kind: "other-namespace" } : undefined;
  }
  const wrong = selector.filter(
    (pair) => !podLabels.some((label) => label.key === pair.key && label.value === pair.value),
  );
  for (const wanted of resource.manifest.kind === "StatefulSet" ? wrong : []) {
    const ordinal = ordinalAskedFor(wanted, resource.manifest);
    const { first, most } = ordinalsOf(resource.manifest, world.scaler(resource)?.manifest.autoscaler);
    if (ordinal !== undefined && ordinal >= first + most) {
      return { kind: "beyond-last-ordinal", wanted, last: `${resource.name}-${Math.max(first, first + most - 1)}` };
    }
  }
  if (resource.manifest.kind !== "Pod" && matches(selector, ownLabels)) return { kind: "own-labels" };
  const [only] = wrong;
  if (only !== undefined && wrong.length === 1 && selector.length > 1) {
    return { kind: "all-but-one", wanted: only, found: podLabels.find((label) => label.key === only.key) };
  }
  return (
    firstOf(
      wrong,
      podLabels,
      (wanted, found) => wanted.key === found.key && sameButCase(wanted.value, found.value),
      "other-case",
    ) ??
    firstOf(
      wrong,
      podLabels,
      (wanted, found) => wanted.key === found.key && isTypo(wanted.value, found.value),
      "typo",
    ) ??
    (bareName(seeker.name) !== "" && bareName(seeker.name) === bareName(resource.name)
      ? { kind: "same-name" }
      : undefined) ??
    firstOf(
      wrong,
      podLabels,
      (wanted, found) => wanted.key !== found.key && wanted.value !== "" && wanted.value === found.value,
      "other-key",
    )
  );
}

function firstOf(
  wrong: readonly Pair[],
  labels: readonly Pair[],
  near: (wanted: Pair, found: Pair) => boolean,
  kind: "other-case" | "typo" | "other-key",
): Difference | undefined {
  for (const wanted of wrong) {
    const found = labels.find((label) => near(wanted, label));
    if (found !== undefined) return { kind, wanted, found };
  }
  return undefined;
}

function sameButCase(a: string, b: string): boolean {
  return a !== b && a.toLowerCase() === b.toLowerCase();
}

/** At most two edits, and at most a third of what was asked for; a swap of neighbours is one edit. */
export function isTypo(wanted: string, found: string): boolean {
  const allowed = Math.min(2, Math.floor(wanted.length / 3));
  return wanted !== found && allowed > 0 && editDistance(wanted, found, allowed) <= allowed;
}

/** A name without what people add to tell a Service from its Deployment. */
export function bareName(name: string): string {
  return name.replace(/-(app|deployment|service)$/, "");
}
