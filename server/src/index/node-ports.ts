// The node ports that a Service claims, with their places.

import { type FieldPath, formatField } from "../base/field.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { get, integerOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

export interface NodePortPlace {
  readonly field: "nodePort" | "healthCheckNodePort";
  readonly port: number;
  readonly node: Node;
  readonly path: FieldPath;
  readonly pathText: string;
}

/** Types that have no node ports claim none, whatever is written; the cluster's own choices are not known here. */
export function nodePortPlaces(manifest: ServiceManifest): readonly NodePortPlace[] {
  const { type, ports, spec } = manifest.service;
  if (type !== "NodePort" && type !== "LoadBalancer") return [];
  const places: NodePortPlace[] = [];
  const add = (field: NodePortPlace["field"], port: number | undefined, node: Node | undefined, path: FieldPath) => {
    if (port !== undefined && port !== 0 && node !== undefined)
      places.push({ field, port, node, path, pathText: formatField(path) });
  };
  for (const port of ports)
    add("nodePort", port.nodePort, port.nodePortNode, ["spec", "ports", port.index, "nodePort"]);
  const healthCheck = get(spec, "healthCheckNodePort");
  const local = get(spec, "externalTrafficPolicy");
  if (type === "LoadBalancer" && local?.kind === "string" && local.value === "Local") {
    add("healthCheckNodePort", integerOf(healthCheck), healthCheck, ["spec", "healthCheckNodePort"]);
  }
  return places;
}
