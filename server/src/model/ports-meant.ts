// Which container ports a Service's port means, as Kubernetes looks them up.

import type { ServicePort } from "./service.ts";
import type { ContainerPort, Workload } from "./workload.ts";

/**
 * The container ports behind a Service's port: of a name, the first with this name and protocol, in containers, then
 * in sidecars; of a number, every declaration of it (none is needed: the number is used as it is).
 */
export function portsMeant(port: ServicePort, workload: Workload): readonly ContainerPort[] {
  const { targetPort, protocol } = port;
  const all = workload.containers.flatMap((container) => container.ports);
  if (typeof targetPort === "string") {
    const found = all.find((candidate) => candidate.name === targetPort && candidate.protocol === protocol);
    return found === undefined ? [] : [found];
  }
  return all.filter((candidate) => candidate.containerPort === targetPort && candidate.protocol === protocol);
}
