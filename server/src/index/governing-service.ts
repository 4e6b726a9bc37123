// The Service that governs a StatefulSet: it gives the pods their names in DNS.

import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { isA, type Resource } from "./resource.ts";
import type { World } from "./world.ts";

/** A StatefulSet with the name of its Service, and where that stands: `spec.serviceName`. */
export interface Governed {
  readonly workload: Resource<WorkloadManifest>;
  readonly name: string;
  readonly node: Node;
}

/** Undefined of whatever names no such Service. */
export function governedBy(resource: Resource): Governed | undefined {
  if (!isA(resource, "workload")) return undefined;
  const { serviceName } = resource.manifest.workload;
  const node = get(resource.manifest.root, "spec", "serviceName");
  return node === undefined || !serviceName ? undefined : { workload: resource, name: serviceName, node };
}

/** The Service itself; undefined where it is not there. */
export function governingService({ workload, name }: Governed, world: World): Resource<ServiceManifest> | undefined {
  return world.servicesNamed(workload, workload.namespace, name)[0];
}
