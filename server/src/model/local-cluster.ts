// A cluster on this machine, as kind and k3d are told to make it: which of the machine's ports reach which node ports.

import type { FieldPath } from "../base/field.ts";
import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";

export interface LocalCluster {
  readonly tool: "kind" | "k3d";
  readonly mappings: readonly PortMapping[];
}

export interface PortMapping {
  /** On the node: what a nodePort has to be. */
  readonly containerPort: number;
  /** On this machine; undefined when the tool picks one. */
  readonly hostPort: number | undefined;
  /** TCP, UDP or SCTP. */
  readonly protocol: string;
  /** undefined: all of this machine's addresses. */
  readonly listenAddress: string | undefined;
  /** The value to point at: the containerPort (kind), or the whole text (k3d). */
  readonly node: Node;
  /** `nodes[0].extraPortMappings[0].containerPort`, `ports[0].port`. */
  readonly field: FieldPath;
}

/** More than this of one range are not looked at: no cluster maps all ports one by one. */
const longestRange = 4096;

/** The configuration in an object; undefined for anything that is none of kind's or k3d's. */
export function readLocalCluster(kind: string, apiVersion: string, root: MapNode): LocalCluster | undefined {
  if (kind === "Cluster" && apiVersion.startsWith("kind.x-k8s.io/"))
    return { tool: "kind", mappings: [...kindMappings(root)] };
  if (kind === "Simple" && apiVersion.startsWith("k3d.io/")) return { tool: "k3d", mappings: [...k3dMappings(root)] };
  return undefined;
}

/** Whether the mapping is reached as `localhost`. */
export function listensOnLocalhost(mapping: PortMapping): boolean {
  const address = mapping.listenAddress;
  return address === undefined || ["0.0.0.0", "::", "::1", "localhost"].includes(address) || address.startsWith("127.");
}

function* kindMappings(root: MapNode): Iterable<PortMapping> {
  for (const [nodeIndex, node] of itemsOf(get(root, "nodes")).entries()) {
    for (const [index, mapping] of itemsOf(get(node, "extraPortMappings")).entries()) {
      const containerNode = get(mapping, "containerPort");
      const containerPort = integerOf(containerNode);
      if (containerNode === undefined || containerPort === undefined) continue;
      yield {
        containerPort,
        hostPort: integerOf(get(mapping, "hostPort")) || undefined,
        protocol: (stringOf(get(mapping, "protocol")) || "TCP").toUpperCase(),
        listenAddress: stringOf(get(mapping, "listenAddress")) || undefined,
        node: containerNode,
        field: ["nodes", nodeIndex, "extraPortMappings", index, "containerPort"],
      };
    }
  }
}

/** k3d: `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`, where HOST and CONTAINER may be ranges of one length. */
function* k3dMappings(root: MapNode): Iterable<PortMapping> {
  for (const [index, item] of itemsOf(get(root, "ports")).entries()) {
    const node = get(item, "port");
    const text = stringOf(node);
    if (node === undefined || text === undefined) continue;
    const match = /^(?:(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+)(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/([A-Za-z]+))?$/.exec(text);
    if (match === null) continue;
    const [, address, hostFirst, hostLast, first, last, protocol] = match;
    const start = Number(first);
    const length = Math.min(last === undefined ? 1 : Number(last) - start + 1, longestRange);
    const hosts = hostFirst === undefined ? undefined : Number(hostLast ?? hostFirst) - Number(hostFirst) + 1;
    for (let step = 0; step < length; step++) {
      yield {
        containerPort: start + step,
        hostPort: hosts === undefined || step >= hosts ? undefined : Number(hostFirst) + step || undefined,
        protocol: (protocol ?? "TCP").toUpperCase(),
        listenAddress: address ? address.replace(/^\[|\]$/g, "") : undefined,
        node,
        field: ["ports", index, "port"],
      };
    }
  }
}
