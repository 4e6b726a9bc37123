// When a name names nothing: which Service was probably meant, and is there a reason to believe it?

import type { ServiceManifest } from "../model/manifest.ts";
import { isTypo } from "./near-miss.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A Service that comes near to a name. */
export type NearName =
  | { readonly kind: "typo"; readonly service: Resource<ServiceManifest> }
  | { readonly kind: "other-namespace"; readonly service: Resource<ServiceManifest> };

/** The Services that come near to `namespace/name`, the likeliest first: a small typo away, or of this name in another namespace. */
export function nearNames(from: Resource, namespace: string, name: string, world: World): readonly NearName[] {
  const near: NearName[] = world
    .services(from, namespace)
    .filter((service) => isTypo(name, service.name))
    .map((service) => ({ kind: "typo", service }));
  for (const resource of world.ofKindEverywhere(from, "Service")) {
    if (resource.manifest.is !== "service" || resource.name !== name || resource.namespace === namespace) continue;
    near.push({ kind: "other-namespace", service: { ...resource, manifest: resource.manifest } });
  }
  return near;
}

/** Whether nothing that cannot be read could hold the Service: then a near name is worth a warning. */
export function isBelieved(near: readonly NearName[], from: Resource, namespace: string, world: World): boolean {
  return near.length > 0 && namespace !== "kube-system" && world.unreadableWorkloads(from).length === 0;
}
