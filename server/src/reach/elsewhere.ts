// Policies that other kustomizations and charts bring into a namespace: those add up with the ones that are applied here.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import type { Arrival, NamespacedPolicy, Peer } from "./policies.ts";
import { policiesOf } from "./policies.ts";
import { podsIn } from "./scene.ts";
import type { Thing } from "./thing.ts";

/** The policies from elsewhere that may select the workload's pods and say something about what comes in. */
function ingressElsewhere(
  workload: Thing<WorkloadManifest>,
  asker: Resource,
  world: World,
): readonly NonNullable<NamespacedPolicy["ingress"]>[] {
  const found = world.policiesElsewhere(asker, workload.namespace).filter(({ namespaceIsKnown }) => namespaceIsKnown);
  if (found.length === 0) return [];
  const pods = podsIn(workload, asker, world);
  return policiesOf(found)
    .about(pods)
    .flatMap((policy) => (policy.selects(pods) === "no" || policy.ingress === undefined ? [] : [policy.ingress]));
}

/** Where traffic arrives by a Service's target port. */
export function arrivalAt(targetPort: number | string | undefined, protocol: string | undefined): Arrival {
  return {
    port: typeof targetPort === "number" ? targetPort : undefined,
    protocol: protocol ?? "TCP",
    names: typeof targetPort === "string" ? [targetPort] : [],
  };
}

/** Whether one of them may let the peer in. */
export function isLetInElsewhere(
  workload: Thing<WorkloadManifest>,
  peer: Peer,
  arrival: Arrival,
  asker: Resource,
  world: World,
): boolean {
  return ingressElsewhere(workload, asker, world).some((rules) => rules.allows(peer, arrival) !== "no");
}

/** Whether one of them may let its own namespace's pods in. */
export function isOpenElsewhere(
  workload: Thing<WorkloadManifest>,
  arrival: Arrival,
  asker: Resource,
  world: World,
): boolean {
  return isLetInElsewhere(workload, { is: "pods", pods: podsIn(workload, asker, world) }, arrival, asker, world);
}
