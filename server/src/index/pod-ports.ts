// Which port of a Service leads to a port of its pods.

import type { ServiceManifest } from "../model/manifest.ts";
import { portsMeant } from "../model/ports-meant.ts";
import type { ServicePort } from "../model/service.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { Resource } from "./resource.ts";
import type { World } from "./world.ts";

/**
 * The Service port that leads to this port of the pods; undefined where none does, "unknown" where a port's name, or one that is
 * filled in later, may lead there.
 */
export function portLeadingTo(
  service: Resource<ServiceManifest>,
  number: number,
  world: Pick<World, "selected">,
): ServicePort | "unknown" | undefined {
  const { ports } = service.manifest.service;
  const found = ports.find(({ targetPort }) => targetPort === number);
  if (found !== undefined) return found;
  const named = ports.filter(({ targetPort }) => typeof targetPort === "string");
  const workloads = named.length === 0 ? [] : world.selected(service);
  const byName = named.find((port) =>
    workloads.some(({ manifest }) => portsMeant(port, manifest.workload).some((one) => one.containerPort === number)),
  );
  if (byName !== undefined) return byName;
  const mayLead = (named.length > 0 && workloads.length === 0) || ports.some(({ node }) => holdsFilledIn(node));
  return mayLead ? "unknown" : undefined;
}
