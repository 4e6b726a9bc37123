// The probes of a pod's containers: what the kubelet asks before it calls a pod ready, and at which port.

import type { FieldPath } from "../base/field.ts";
import { get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { pathOfNode } from "../yaml/path-of.ts";
import type { Container, Workload } from "./workload.ts";

export type ProbeKind = "livenessProbe" | "readinessProbe" | "startupProbe";

/** A probe that connects to a port. */
export interface Probe {
  readonly kind: ProbeKind;
  readonly container: Container;
  /** A number, or the name of a port of the probe's own container. */
  readonly port: number | string;
  readonly portNode: Node;
  /** From the container: `readinessProbe.httpGet.port`. */
  readonly field: FieldPath;
}

const probeKinds: readonly ProbeKind[] = ["startupProbe", "readinessProbe", "livenessProbe"];
const handlers = ["httpGet", "tcpSocket", "grpc"];

/** The probes of a workload's containers and sidecars that name a port; those that run a command name none. */
export function* probesOf(workload: Workload): Iterable<Probe> {
  for (const container of workload.containers) {
    for (const kind of probeKinds) {
      for (const handler of handlers) {
        const portNode = get(container.node, kind, handler, "port");
        const port = integerOf(portNode) ?? stringOf(portNode);
        if (portNode !== undefined && port !== undefined && port !== "")
          yield { kind, container, port, portNode, field: [kind, handler, "port"] };
      }
    }
  }
}

/**
 * Whether the probe asks for a port by a name that its own container does not have. The kubelet looks a name up there
 * and nowhere else (kubernetes/kubernetes, ResolveContainerPort); digits in quotes it takes for the number.
 */
export function asksForMissingName({ port, container }: Probe): boolean {
  return typeof port === "string" && !/^\d+$/.test(port) && !container.ports.some(({ name }) => name === port);
}

/**
 * The probe that keeps the workload's pods from ever being ready: a name that cannot be looked up is an error, and an
 * error leaves readiness and startup at failure, where they begin; a liveness probe's is ignored.
 */
export function probeThatNeverSucceeds(workload: Workload): Probe | undefined {
  for (const probe of probesOf(workload)) {
    if (probe.kind !== "livenessProbe" && asksForMissingName(probe)) return probe;
  }
  return undefined;
}

/** Where a container stands in its object: `spec.template.spec.containers[0]`. */
export function containerField(root: Node, container: Container): FieldPath {
  return pathOfNode(root, container.node) ?? [];
}
