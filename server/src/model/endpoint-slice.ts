// Endpoints that somebody wrote by hand: EndpointSlice, and the older Endpoints seen as slices.

import { boolOf, get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";

/** The label by which a slice names its Service. */
export const serviceNameLabel = "kubernetes.io/service-name";

export interface Endpoints {
  /** The Service that they are for: by label (EndpointSlice) or by their own name (Endpoints). */
  readonly service: string | undefined;
  readonly serviceNode: Node | undefined;
  /** One for an EndpointSlice; one for each subset of an Endpoints. */
  readonly slices: readonly EndpointSlice[];
}

export interface EndpointSlice {
  /** IPv4, IPv6 or FQDN, as written; undefined for an Endpoints. */
  readonly addressType: string | undefined;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface EndpointPort {
  /** "" when unnamed; it must equal the Service port's name. */
  readonly name: string;
  readonly nameNode: Node | undefined;
  readonly protocol: string;
  /** undefined: every port. */
  readonly port: number | undefined;
  readonly node: Node;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  /** An absent condition counts as ready, as consumers must take it. */
  readonly ready: boolean;
  /** Its targetRef is a Pod, which the API server's proxy insists on. */
  readonly isPod: boolean;
  readonly hostname: string | undefined;
}

export function readEndpointSlice(root: MapNode): Endpoints {
  const serviceNode = get(root, "metadata", "labels", serviceNameLabel);
  return {
    service: stringOf(serviceNode) || undefined,
    serviceNode,
    slices: [
      {
        addressType: stringOf(get(root, "addressType")),
        ports: readPorts(get(root, "ports")),
        endpoints: itemsOf(get(root, "endpoints")).map((node) => readEndpoint(node)),
      },
    ],
  };
}

export function readEndpoints(root: MapNode): Endpoints {
  const serviceNode = get(root, "metadata", "name");
  return {
    service: stringOf(serviceNode) || undefined,
    serviceNode,
    slices: itemsOf(get(root, "subsets")).map((subset) => ({
      addressType: undefined,
      ports: readPorts(get(subset, "ports")),
      endpoints: [
        ...itemsOf(get(subset, "addresses")).map((node) => readAddress(node)),
        ...itemsOf(get(subset, "notReadyAddresses")).map((node) => ({ ...readAddress(node), ready: false })),
      ],
    })),
  };
}

function readPorts(node: Node | undefined): readonly EndpointPort[] {
  return itemsOf(node).map((item) => ({
    name: stringOf(get(item, "name")) ?? "",
    nameNode: get(item, "name"),
    protocol: stringOf(get(item, "protocol")) || "TCP",
    port: integerOf(get(item, "port")),
    node: item,
  }));
}

function readEndpoint(node: Node): Endpoint {
  return {
    addresses: itemsOf(get(node, "addresses")).flatMap((address) => stringOf(address) || []),
    ready: boolOf(get(node, "conditions", "ready")) !== false,
    isPod: stringOf(get(node, "targetRef", "kind")) === "Pod",
    hostname: stringOf(get(node, "hostname")) || undefined,
  };
}

function readAddress(node: Node): Endpoint {
  const ip = stringOf(get(node, "ip"));
  return {
    addresses: ip ? [ip] : [],
    ready: true,
    isPod: stringOf(get(node, "targetRef", "kind")) === "Pod",
    hostname: stringOf(get(node, "hostname")) || undefined,
  };
}
