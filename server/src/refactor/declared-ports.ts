// The ports that a Service for a workload has: those that its containers declare.

import type { WorkloadManifest } from "../model/manifest.ts";
import type { ContainerPort } from "../model/workload.ts";
import { schemeOf } from "../paths/url.ts";

/** A port of a Service as it is written. */
export type PortText = {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol?: string;
};

/** The ports that the containers declare, each once, by name where they have one. Names differ, as a Service's must. */
export function declaredPorts({ workload }: WorkloadManifest): readonly PortText[] {
  const declared = new Map<string, ContainerPort>();
  for (const port of workload.containers.flatMap((container) => container.ports)) {
    const { containerPort, protocol } = port;
    if (containerPort === undefined || containerPort < 1 || containerPort > 65535) continue;
    const key = `${containerPort}/${protocol ?? "TCP"}`;
    if (!declared.has(key)) declared.set(key, port);
  }
  const names = new Set<string>();
  return [...declared.values()].map(({ name, containerPort = 0, protocol = "TCP" }) => {
    const guess = usualName(containerPort, protocol);
    // A port's name is a DNS label in a Service; a container's is one too unless it is wrong already.
    const wanted = name !== undefined && /^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/.test(name) ? name : undefined;
    const own = [wanted, guess, `${protocol.toLowerCase()}-${containerPort}`].find(
      (candidate) => candidate !== undefined && !names.has(candidate),
    );
    if (own !== undefined) names.add(own);
    return {
      ...(own === undefined ? {} : { name: own }),
      port: containerPort,
      // A name that comes twice leads to its first port.
      targetPort: own !== undefined && own === wanted ? own : containerPort,
      ...(protocol === "TCP" ? {} : { protocol }),
    };
  });
}

/** What usually listens there, where that is common knowledge; else the protocol and the number. */
function usualName(port: number, protocol: string): string {
  const scheme = schemeOf({ name: undefined, port, protocol, appProtocol: undefined });
  return scheme ?? `${protocol.toLowerCase()}-${port}`;
}
