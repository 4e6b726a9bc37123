// A Service as it is meant: defaults filled in, ill-typed values left out (the API server's rules speak of those).

import { entryOf, get, integerOf, stringOf, stringsOf } from "../yaml/cursor.ts";
import type { Entry, MapNode, Node } from "../yaml/node.ts";
import { type Pair, readPairs } from "./labels.ts";
import { type Protocol, readProtocol } from "./ports.ts";

export type ServiceType = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
export const serviceTypes: readonly ServiceType[] = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"];

export interface Service {
  /** With the default filled in; undefined when the type written is none. */
  readonly type: ServiceType | undefined;
  readonly typeEntry: Entry | undefined;
  /** clusterIP: None on a ClusterIP Service. */
  readonly headless: boolean;
  readonly spec: MapNode | undefined;
  readonly ports: readonly ServicePort[];
  /** undefined: none written, or empty: the Service selects nothing, and its endpoints are somebody else's work. */
  readonly selector: readonly Pair[] | undefined;
  readonly selectorEntry: Entry | undefined;
  /** As written: addresses or "None". */
  readonly clusterIPs: readonly string[];
  readonly externalIPs: readonly string[];
  readonly externalName: string | undefined;
}

export interface ServicePort {
  readonly index: number;
  readonly node: MapNode;
  readonly name: string | undefined;
  readonly port: number | undefined;
  readonly portNode: Node | undefined;
  readonly protocol: Protocol | undefined;
  /** What traffic goes to in a pod: as written, or the default, the port's own number. */
  readonly targetPort: number | string | undefined;
  /** Absent where the default applies. */
  readonly targetPortNode: Node | undefined;
  readonly nodePort: number | undefined;
  readonly nodePortNode: Node | undefined;
  readonly appProtocol: string | undefined;
}

export function readService(root: MapNode): Service {
  const spec = get(root, "spec");
  const selector = get(spec, "selector");
  const pairs = readPairs(selector);
  const type = stringOf(get(spec, "type")) || "ClusterIP";
  const clusterIPs = stringsOf(get(spec, "clusterIPs"));
  const clusterIP = stringOf(get(spec, "clusterIP")) || clusterIPs[0];
  const addresses = clusterIPs.length > 0 ? clusterIPs : clusterIP === undefined ? [] : [clusterIP];
  return {
    type: serviceTypes.find((known) => known === type),
    typeEntry: entryOf(spec, "type"),
    headless: type === "ClusterIP" && clusterIP === "None",
    spec: spec?.kind === "map" ? spec : undefined,
    ports: readPorts(get(spec, "ports")),
    selector: selector?.kind === "map" && selector.entries.length > 0 ? pairs : undefined,
    selectorEntry: entryOf(spec, "selector"),
    clusterIPs: addresses,
    externalIPs: stringsOf(get(spec, "externalIPs")),
    externalName: stringOf(get(spec, "externalName")),
  };
}

function readPorts(node: Node | undefined): readonly ServicePort[] {
  if (node?.kind !== "list") return [];
  const ports: ServicePort[] = [];
  node.items.forEach((item, index) => {
    if (item.kind !== "map") return;
    const port = integerOf(get(item, "port"));
    const targetPortNode = get(item, "targetPort");
    const targetPort = integerOf(targetPortNode) ?? stringOf(targetPortNode);
    const nodePortNode = get(item, "nodePort");
    ports.push({
      index,
      node: item,
      name: stringOf(get(item, "name")) || undefined,
      port,
      portNode: get(item, "port"),
      protocol: readProtocol(stringOf(get(item, "protocol"))),
      // 0 and "" count as absent (default-target-port)
      targetPort: targetPort === 0 || targetPort === "" || targetPort === undefined ? port : targetPort,
      targetPortNode: targetPortNode?.kind === "null" ? undefined : targetPortNode,
      nodePort: integerOf(nodePortNode) || undefined,
      nodePortNode,
      appProtocol: stringOf(get(item, "appProtocol")),
    });
  });
  return ports;
}
