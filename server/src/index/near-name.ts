// When a name names nothing: which Service was probably meant, and is there a reason to believe it?

import type { ServiceManifest } from "../model/manifest.ts";
import { fetchedFor, isTypo } from "./near-miss.ts";
import { isA, type Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A Service that comes near to a name. */
export type NearName =
  | { readonly kind: "typo"; readonly service: Resource<ServiceManifest> }
  | { readonly kind: "other-namespace"; readonly service: Resource<ServiceManifest> };

/**
 * The Services that come near to `namespace/name`, the likeliest first: a small typo away, or of this name in another
 * namespace. A name that no Service can have is nobody's to change to.
 */
export function nearNames(from: Resource, namespace: string, name: string, world: World): readonly NearName[] {
  const near: NearName[] = world
    .services(from, namespace)
    .filter((service) => isTypo(name, service.name) && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(service.name))
    .map((service) => ({ kind: "typo", service }));
  for (const resource of world.ofKindEverywhere(from, "Service")) {
    if (!isA(resource, "service") || resource.name !== name || resource.namespace === namespace) continue;
    near.push({ kind: "other-namespace", service: resource });
  }
  return near;
}

/**
 * Whether nothing could make the Service that is not on this disk: no template, no operator, nothing that a kustomization
 * takes in from elsewhere. Then a near name is worth a warning.
 */
export function isBelieved(near: readonly NearName[], from: Resource, namespace: string, world: World): boolean {
  if (near.length === 0 || from.uncertain || namespace === "kube-system") return false;
  const [fetched] = fetchedFor(from, world);
  return (
    fetched === undefined &&
    world.operated(from, namespace).length === 0 &&
    world.unreadableServices(from, namespace).length === 0
  );
}
