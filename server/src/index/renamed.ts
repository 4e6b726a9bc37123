// Services that a kustomization renames, asked for by a name that they had before.

import { nameAfter } from "../model/kustomize.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** What a kustomization may change references with, in ways that are not followed here. */
const followsNames: ReadonlySet<string> = new Set(["configurations", "replacements", "transformers", "vars"]);

/**
 * The Service that the kustomizations of `from`'s scope renamed from `name`, so that whoever still says `name` finds nothing;
 * undefined where there is none, another bears the name, or something that is not followed may mend the reference.
 */
export function renamedTo(
  from: Resource,
  namespace: string,
  name: string,
  world: World,
): Resource<ServiceManifest> | undefined {
  const after = nameAfter(name, from.layers);
  if (after === name || mayBeRenamed(from, name)) return undefined;
  if (world.servicesNamed(from, namespace, name).length > 0) return undefined;
  const [service] = world.servicesNamed(from, namespace, after);
  // Of an overlay that shares the base it is another way to apply the same Service.
  const others = world.servicesElsewhere(from, namespace, name);
  return others.every(({ document }) => document === service?.document) ? service : undefined;
}

/** Whether a kustomization renames the Service, and may change references in a way that is not followed here. */
export function mayBeRenamed({ layers, scope }: Resource, name: string): boolean {
  return scope?.unseen.some((entry) => followsNames.has(entry)) === true && nameAfter(name, layers) !== name;
}
