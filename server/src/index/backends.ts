// What an Ingress or a route sends traffic to, with the place of each part.

import type { FieldPath } from "../base/field.ts";
import type { Node } from "../yaml/node.ts";
import type { Resource } from "./resource.ts";

/** A Service and one of its ports, as an Ingress or a route names them. Fields count from the object. */
export interface Backend {
  readonly service: string;
  readonly serviceNode: Node;
  readonly serviceField: FieldPath;
  readonly namespace: string;
  readonly namespaceNode: Node | undefined;
  readonly namespaceField: FieldPath;
  readonly port: string | number | undefined;
  readonly portNode: Node | undefined;
  readonly portField: FieldPath;
}

/** The backends of an Ingress or a route, mirrors too; none of anything else. */
export function* backendsOf(resource: Resource): Iterable<Backend> {
  const { manifest, namespace } = resource;
  if (manifest.is === "ingress") {
    for (const backend of manifest.ingress.backends) {
      const port = typeof backend.port === "string" ? "name" : "number";
      yield {
        service: backend.service,
        serviceNode: backend.serviceNode,
        serviceField: [...backend.field, "service", "name"],
        namespace,
        namespaceNode: undefined,
        namespaceField: [],
        port: backend.port,
        portNode: backend.portNode,
        portField: [...backend.field, "service", "port", port],
      };
    }
  } else if (manifest.is === "route") {
    for (const backend of manifest.route.rules.flatMap((rule) => [...rule.backends, ...rule.mirrors])) {
      yield {
        service: backend.service,
        serviceNode: backend.serviceNode,
        serviceField: [...backend.field, "name"],
        namespace: backend.namespace ?? namespace,
        namespaceNode: backend.namespaceNode,
        namespaceField: [...backend.field, "namespace"],
        port: backend.port,
        portNode: backend.portNode,
        portField: [...backend.field, "port"],
      };
    }
  }
}
