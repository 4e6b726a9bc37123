// What answers to a Service's name without being a Service of a manifest: Knative's, and Istio's ServiceEntries.

import { isKnativeService } from "../model/knative.ts";
import { get, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Backend } from "./backends.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** The Knative Services of a namespace: each makes a Service of its name. */
export function knativeServices(from: Resource, namespace: string, world: Pick<World, "ofKind">): readonly Resource[] {
  const services = world.ofKind(from, "Service", namespace);
  let made = knativeAmong.get(services);
  if (made === undefined) {
    made = services.filter(({ manifest }) => isKnativeService(manifest));
    knativeAmong.set(services, made);
  }
  return made;
}

/** The index gives one list to all who ask for one fact: it is gone through once. */
const knativeAmong = new WeakMap<readonly Resource[], readonly Resource[]>();

/** The Knative Service that makes the Service of this name. */
export function knativeNamed(
  from: Resource,
  namespace: string,
  name: string,
  world: Pick<World, "ofKind">,
): Resource | undefined {
  return knativeServices(from, namespace, world).find((one) => one.name === name);
}

/** The ServiceEntry that has the host which a backend is written as. */
export function serviceEntryFor(
  from: Resource,
  { serviceNode, service, namespace }: Backend,
  world: Pick<World, "ofKindEverywhere">,
): Resource | undefined {
  const written = stringOf(serviceNode) ?? "";
  const full = `${service}.${namespace}.svc.`;
  return world
    .ofKindEverywhere(from, "ServiceEntry")
    .find((entry) =>
      stringsOf(get(entry.manifest.root, "spec", "hosts")).some(
        (host) =>
          host === written ||
          host.startsWith(full) ||
          (host.startsWith("*.") && (written.endsWith(host.slice(1)) || full.includes(host.slice(1)))),
      ),
    );
}
