// When a selector matches nothing: which workload was probably meant, and is there a reason to believe it?

import { mayBecomeOne } from "../base/placeholder.ts";
import type { Text } from "../base/text.ts";
import { isBuiltIn, kinds } from "../model/kinds.ts";
import { isSetByController, matches, type Pair } from "../model/labels.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { fetches } from "../model/operators.ts";
import { ordinalAskedFor, ordinalsOf } from "../model/ordinals.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { isName, isTelling, isTypo, sameButCase, typoDistance } from "./likeness.ts";
import type { Resource } from "./resource.ts";
import { liveSlicesIn } from "./snapshot.ts";
import type { World } from "./world.ts";

/** A workload that the selector nearly matches, and what is between them. */
export type NearMiss = {
  readonly workload: Resource<WorkloadManifest>;
  /** How many letters are between what was asked for and what is there; 0 where it is no matter of letters. */
  readonly distance: number;
  /** Where it stands, from the seeker: in its file (0), beside it (1), in a namespace that both name (2), somewhere (3). */
  readonly far: number;
} & Difference;

export type Difference =
  /** All other pairs match; `found` is what the workload has under that key, if anything. */
  | { readonly kind: "all-but-one"; readonly wanted: Pair; readonly found: Pair | undefined }
  | { readonly kind: "other-case"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "typo"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "other-key"; readonly wanted: Pair; readonly found: Pair }
  | { readonly kind: "own-labels" }
  | { readonly kind: "other-namespace" }
  /** They may be in one namespace or not: one of them names none. */
  | { readonly kind: "namespace-not-set"; readonly which: "seeker" | "workload" }
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
  "namespace-not-set",
  "other-key",
  "same-name",
];

/** What looks for pods: a Service, or anything else with its selector. */
export interface Seeker {
  readonly resource: Resource;
  readonly selector: readonly Pair[];
}

/**
 * The workloads that come near to what the selector asks for, the likeliest first, one answer for each object however often
 * it is written. `candidates` are of any namespace; sharing only a key is not near.
 */
export function nearMisses(
  seeker: Seeker,
  candidates: Iterable<Resource<WorkloadManifest>>,
  world: Pick<World, "scaler" | "areNeighbours" | "areBeside">,
): readonly NearMiss[] {
  const found: NearMiss[] = [];
  for (const workload of candidates) {
    const difference = differenceOf(seeker, workload, world);
    if (difference === undefined) continue;
    const far = farFrom(seeker.resource, workload, world);
    found.push({ workload, distance: distanceOf(difference), far, ...difference });
  }
  const isStranger = ({ far }: NearMiss) => Number(far === strange);
  found.sort(
    (a, b) =>
      isStranger(a) - isStranger(b) ||
      ranks.indexOf(a.kind) - ranks.indexOf(b.kind) ||
      a.distance - b.distance ||
      a.far - b.far,
  );
  const objects = new Set<string>();
  return found.filter(({ workload }) => {
    const id = `${workload.manifest.kind} ${workload.namespace}/${nameOfWorkload(workload)}`;
    return !objects.has(id) && objects.add(id) !== undefined;
  });
}

function distanceOf(difference: Difference): number {
  if (!("found" in difference) || difference.found === undefined) return 0;
  const { wanted, found, kind } = difference;
  if (kind === "other-key") return 0;
  // What is called otherwise is further than any typo.
  return typoDistance(wanted.value, found.value) ?? (sameButCase(wanted.value, found.value) ? 0 : 3);
}

/** What a workload is called; one whose name the server makes, by what that begins with. */
export function nameOfWorkload({ name, manifest }: Resource<WorkloadManifest>): string {
  if (name !== "") return name;
  const begins = stringOf(get(manifest.root, "metadata", "generateName"));
  return begins === undefined ? "" : `${begins}*`;
}

const strange = 3;

/** What stands in the same file was rather meant than what stands beside it, and that than anything else. */
export function farFrom(
  from: Resource,
  other: Resource,
  world: Pick<World, "areNeighbours" | "areBeside">,
  named?: string,
): number {
  if (from.document.file === other.document.file) return 0;
  return world.areBeside(from, other) ? 1 : world.areNeighbours(from, other, named) ? 2 : strange;
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
  /** All that comes near is somewhere else, or in a namespace that may be another one. */
  | { readonly kind: "not-here" }
  /** A label that only a controller sets, to a value that nobody can know. */
  | { readonly kind: "set-by-controller"; readonly key: string };

/** Looks at everything in the Service's scope. To be asked only when nothing is selected. */
export function missingPods(service: Resource<ServiceManifest>, world: World): Missing {
  const selector = service.manifest.service.selector ?? [];
  const near = nearMisses({ resource: service, selector }, candidatesOf(service, world), world);
  const doubts = [...doubtsOf(service, selector, near, world)];
  return {
    nearMisses: near,
    doubts,
    believed: near.length > 0 && doubts.every((doubt) => isOutweighed(doubt, near[0], service)),
  };
}

/**
 * What stands beside the Service and is called alike was meant, whatever else may make pods somewhere. Of a template in the
 * same file nobody knows whether it is not what was meant.
 */
function isOutweighed(doubt: Doubt, nearest: NearMiss | undefined, service: Resource): boolean {
  const { document } = service;
  if (nearest === undefined || nearest.far > 1) return false;
  if (nearest.kind === "same-name" || nearest.kind === "other-namespace") return false;
  if (doubt.kind === "operated" && isOutOfReach(nearest, service)) return true;
  if (nearest.kind === "all-but-one" && !(nearest.found && isAlike(nearest.wanted, nearest.found))) return false;
  if (doubt.kind === "unreadable") return doubt.uri !== document.file.uri;
  return doubt.kind === "operated" || doubt.kind === "fetched" || doubt.kind === "kube-system";
}

/** Whether all that the pods lack is a label that a kustomization puts into selectors: of a custom kind it knows no template. */
function isOutOfReach(miss: NearMiss, { scope, layers }: Resource): boolean {
  if (miss.kind !== "all-but-one" || miss.found !== undefined || scope === undefined) return false;
  const { manifest, scope: other } = miss.workload;
  const known = kinds.get(manifest.kind);
  return (
    other === scope &&
    known !== undefined &&
    !isBuiltIn(known) &&
    layers.some(({ labels }) =>
      labels.some(({ inSelectors, pairs }) => inSelectors && pairs.some(({ key }) => key === miss.wanted.key)),
    )
  );
}

/** What is between selector and workload, in words that follow "Deployment web: ". */
export function describeDifference(miss: Difference): Text {
  switch (miss.kind) {
    case "all-but-one": {
      const asked = `${miss.wanted.key}: ${miss.wanted.value}`;
      if (miss.found === undefined) {
        return { en: `its pods have all labels except ${asked}`, "zh-cn": `其 Pod 只缺少标签 ${asked}` };
      }
      return {
        en: `its ${miss.found.key} is ${miss.found.value}, not ${miss.wanted.value}`,
        "zh-cn": `其 ${miss.found.key} 是 ${miss.found.value}，不是 ${miss.wanted.value}`,
      };
    }
    case "other-case":
      return {
        en: `its ${miss.found.key} is ${miss.found.value}, which differs from ${miss.wanted.value} only in case`,
        "zh-cn": `其 ${miss.found.key} 是 ${miss.found.value}，与 ${miss.wanted.value} 仅大小写不同`,
      };
    case "typo":
      return {
        en: `its ${miss.found.key} is ${miss.found.value}, which is similar to ${miss.wanted.value}`,
        "zh-cn": `其 ${miss.found.key} 是 ${miss.found.value}，与 ${miss.wanted.value} 相似`,
      };
    case "other-key":
      return {
        en: `it has the value ${miss.wanted.value} under ${miss.found.key}, not under ${miss.wanted.key}`,
        "zh-cn": `值 ${miss.wanted.value} 写在 ${miss.found.key} 下，而不是 ${miss.wanted.key} 下`,
      };
    case "own-labels":
      return {
        en: "it has these labels itself, but its pods do not (spec.template.metadata.labels)",
        "zh-cn": "它自身带有这些标签，但其 Pod 没有（spec.template.metadata.labels）",
      };
    case "other-namespace":
      return { en: "its pods match, but in another namespace", "zh-cn": "其 Pod 匹配，但位于另一个命名空间" };
    case "namespace-not-set":
      return miss.which === "seeker"
        ? {
            en: "its pods match, but the Service does not set a namespace",
            "zh-cn": "其 Pod 匹配，但该 Service 没有设置命名空间",
          }
        : {
            en: "its pods match, but it does not set a namespace",
            "zh-cn": "其 Pod 匹配，但它没有设置命名空间",
          };
    case "beyond-last-ordinal":
      return {
        en: `it never creates pod ${miss.wanted.value}; its last pod is ${miss.last}`,
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

/** What a program writes onto one of its pods when it has won an election: no manifest has the label. */
const elected = /^(leader|master|primary|replica|secondary|standby|follower|slave|active)$/i;

function* doubtsOf(
  service: Resource<ServiceManifest>,
  selector: readonly Pair[],
  near: readonly NearMiss[],
  world: World,
): Iterable<Doubt> {
  if (!world.isComplete) yield { kind: "incomplete" };
  const [first] = near;
  if (first !== undefined && (first.far === strange || first.kind === "namespace-not-set")) yield { kind: "not-here" };
  if (service.namespace === "kube-system") yield { kind: "kube-system" };
  for (const pair of selector) {
    const explained = near.some((miss) => miss.kind === "beyond-last-ordinal" && miss.wanted === pair);
    if (isSetByController(pair.key) && !explained) yield { kind: "set-by-controller", key: pair.key };
  }
  if (first?.kind === "all-but-one" && first.found === undefined && elected.test(first.wanted.value))
    yield { kind: "set-by-controller", key: first.wanted.key };
  const isLive = liveSlicesIn(world.snapshot, service).some(({ endpoints }) => endpoints.some(({ ready }) => ready));
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
  if (resource.namespace !== seeker.resource.namespace) {
    if (!matches(selector, podLabels)) return undefined;
    if (!seeker.resource.namespaceIsKnown) return { kind: "namespace-not-set", which: "seeker" };
    return resource.namespaceIsKnown ? { kind: "other-namespace" } : { kind: "namespace-not-set", which: "workload" };
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
    const found = podLabels.find((label) => label.key === only.key);
    const rest = selector.filter((pair) => pair !== only);
    if (found === undefined ? rest.some(tells) : isAlike(only, found) || (!isTelling(only.key) && rest.some(tells)))
      return { kind: "all-but-one", wanted: only, found };
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
      (wanted, found) => wanted.key === found.key && isName(found.value) && isTypo(wanted.value, found.value),
      "typo",
    ) ??
    firstOf(
      wrong,
      podLabels,
      (wanted, found) => wanted.key !== found.key && isName(wanted.value) && wanted.value === found.value,
      "other-key",
    ) ??
    (bareName(seeker.resource.name) !== "" && bareName(seeker.resource.name) === bareName(resource.name)
      ? { kind: "same-name" }
      : undefined)
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

/** Whether a pair says whose pods they are. */
function tells({ key, value }: Pair): boolean {
  return isTelling(key) && isName(value);
}

function isAlike(wanted: Pair, found: Pair): boolean {
  // Nothing is written yet: any value may be meant.
  return wanted.value === "" || sameButCase(wanted.value, found.value) || isTypo(wanted.value, found.value);
}

/**
 * Whether the selector would match the workload's pods if what is filled in later became the right thing: in the labels, or in
 * what the selector asks for.
 */
export function mayMatch(selector: readonly Pair[], { manifest }: Resource<WorkloadManifest>): boolean {
  const { podLabels } = manifest.workload;
  return selector.every(({ key, value }) =>
    podLabels.some((label) => mayBecomeOne(label.key, key) && mayBecomeOne(label.value, value)),
  );
}

/** A name without what people add to tell a Service from its Deployment. */
export function bareName(name: string): string {
  return name.replace(/-(app|deployment|service)$/, "");
}
