// When a name names nothing: which Service was probably meant, and is there a reason to believe it?

import { isFilledIn, mayBecomeOne } from "../base/placeholder.ts";
import type { Text } from "../base/text.ts";
import { isBuiltInService } from "../model/built-in-services.ts";
import { typoDistance } from "./likeness.ts";
import { knativeNamed, knativeServices } from "./made-services.ts";
import { farFrom, fetchedFor } from "./near-miss.ts";
import { mayBeRenamed, renamedTo } from "./renamed.ts";
import { isA, type Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A Service that comes near to a name. */
export interface NearName {
  /** `namespace-not-set`: it has this name, and whether it is in that namespace is not said, of it or of whoever names it. */
  readonly kind: "typo" | "other-namespace" | "namespace-not-set";
  /** A Service, or what makes one of its name. */
  readonly service: Resource;
  /** How many letters are between the two names. */
  readonly distance: number;
  /** As NearMiss has it: in the same file (0), beside it (1), in a namespace that both name (2), somewhere (3). */
  readonly far: number;
}

/**
 * The Services that come near to `namespace/name`, the likeliest first: a small typo away, or of this name in another namespace.
 * A name that no Service can have is nobody's to change to. One answer for each object, however often it is written.
 */
export function nearNames(from: Resource, namespace: string, name: string, world: World): readonly NearName[] {
  const near: NearName[] = [];
  const named = namespace === from.namespace ? undefined : namespace;
  const seen = new Set<string>();
  const add = (kind: NearName["kind"], service: Resource, distance: number) => {
    const id = `${service.namespace}/${service.name}`;
    if (seen.has(id)) return;
    seen.add(id);
    near.push({ kind, service, distance, far: farFrom(from, service, world, named) });
  };
  const elsewhere = world.allServicesElsewhere(from);
  for (const service of [
    ...world.services(from, namespace),
    ...knativeServices(from, namespace, world),
    ...elsewhere,
  ]) {
    const distance = service.namespace === namespace ? typoDistance(name, service.name) : undefined;
    if (distance !== undefined && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(service.name)) add("typo", service, distance);
  }
  for (const resource of [...world.ofKindEverywhere(from, "Service"), ...elsewhere]) {
    if (!isA(resource, "service") || resource.name !== name || resource.namespace === namespace) continue;
    const isSaid = resource.namespaceIsKnown && (from.namespaceIsKnown || namespace !== from.namespace);
    add(isSaid ? "other-namespace" : "namespace-not-set", resource, 0);
  }
  const isStranger = ({ far }: NearName) => Number(far === 3);
  const kinds: readonly NearName["kind"][] = ["typo", "other-namespace", "namespace-not-set"];
  const rank = ({ kind }: NearName) => kinds.indexOf(kind);
  return near.sort(
    (a, b) => rank(a) - rank(b) || isStranger(a) - isStranger(b) || a.distance - b.distance || a.far - b.far,
  );
}

/**
 * Whether the first of them was meant: it belongs to whoever names it, and nothing could make the Service that is not on this
 * disk (a template, an operator, what a kustomization takes in from elsewhere). A typo of what stands beside needs no such proof.
 */
export function isBelieved(near: readonly NearName[], from: Resource, namespace: string, world: World): boolean {
  const [first] = near;
  if (first === undefined || from.uncertain || first.far === 3) return false;
  const hidden = world.unreadableServices(from, namespace);
  if (first.kind === "typo" && first.far <= 1) return !hidden.includes(from.document.file.uri);
  if (first.kind === "namespace-not-set") return false;
  const [fetched] = fetchedFor(from, world);
  if (namespace === "kube-system" || fetched !== undefined) return false;
  return world.operated(from, namespace).length === 0 && hidden.length === 0;
}

/**
 * Whether nobody can say that the Service is missing although none of this name is applied together with `from`: every
 * cluster has it, another scope brings it, or a name or namespace is filled in later.
 */
export function mayBeThere(from: Resource, namespace: string, name: string, world: World): boolean {
  if (isFilledIn(name) || isFilledIn(namespace) || isBuiltInService(namespace, name)) return true;
  if (world.servicesElsewhere(from, namespace, name).length > 0) return true;
  // That its name was not renamed with it is what the rule name-not-renamed says.
  if (mayBeRenamed(from, name) || renamedTo(from, namespace, name, world) !== undefined) return true;
  // Knative makes a Service of the name of each of its own (knative/serving, the route's placeholder Service).
  if (knativeNamed(from, namespace, name, world) !== undefined) return true;
  return world.services(from, namespace).some((service) => mayBecomeOne(service.name, name));
}

/** How likely a near name is to be the one that is meant, as Fix.guess has it. */
export function guessOf({ kind, distance, far }: NearName, believed: boolean): number {
  return believed ? (kind === "typo" ? distance : 3) + far / 2 : Number.POSITIVE_INFINITY;
}

/** Which Service comes near, in words that end a sentence which says what was looked for. */
export function nearWords(from: Resource, near: NearName | undefined): Text {
  if (near === undefined) return { en: "; it may be defined elsewhere.", "zh-cn": "；可能在别处定义。" };
  const { name, namespace, namespaceIsKnown } = near.service;
  const { kind } = from.manifest;
  switch (near.kind) {
    case "typo":
      return { en: `; did you mean ${name}?`, "zh-cn": `；是否应为 ${name}？` };
    case "other-namespace":
      return { en: `, but there is one in ${namespace}.`, "zh-cn": `，但命名空间 ${namespace} 中有一个。` };
    case "namespace-not-set":
      return namespaceIsKnown
        ? {
            en: `, but there is one in ${namespace}, and this ${kind} does not set a namespace.`,
            "zh-cn": `，但命名空间 ${namespace} 中有一个，而此 ${kind} 没有设置命名空间。`,
          }
        : {
            en: ", but there is one that does not set a namespace.",
            "zh-cn": "，但有一个没有设置命名空间的同名 Service。",
          };
  }
}

/** Where a Service was looked for, in words that go on a sentence: "in namespace shop of this workspace". */
export function whereLooked(from: Resource, namespace: string): Text {
  const isOwn = namespace === from.namespace && !from.namespaceIsKnown;
  return isOwn
    ? { en: "in this workspace", "zh-cn": "此工作区中" }
    : { en: `in namespace ${namespace} of this workspace`, "zh-cn": `此工作区的命名空间 ${namespace} 中` };
}
