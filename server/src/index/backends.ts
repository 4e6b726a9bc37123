// What an Ingress, a route, a webhook or another object sends traffic to, with the place of each part.

import type { FieldPath } from "../base/field.ts";
import { boolOf, get, getAllWithPath, integerOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { idOf, referencePlaces } from "./mentions.ts";
import type { Resource } from "./resource.ts";

/** A Service and one of its ports, as an object names them. Fields count from the object. */
export interface Backend {
  readonly service: string;
  readonly serviceNode: Node;
  readonly serviceField: FieldPath;
  readonly namespace: string;
  readonly namespaceNode: Node | undefined;
  readonly namespaceField: FieldPath;
  /** A name or a number; undefined when none is written and the kind has no default. */
  readonly port: string | number | undefined;
  /** The port is the kind's default: it is not written. */
  readonly portIsDefault?: boolean;
  readonly portNode: Node | undefined;
  readonly portField: FieldPath;
  /** It gets copies of the requests, and its answers are thrown away. */
  readonly isMirror?: boolean;
  /** It is written as a host, which need not be a Service: a ServiceEntry may stand for it. */
  readonly isHost?: boolean;
}

/** How a kind that names Services writes the port; kinds that are not here name one that means something else, or none. */
const ports: Readonly<Record<string, { readonly default?: number }>> = {
  // admissionregistration/v1 ServiceReference.port: "Default to 443 for backward compatibility"; so the other two.
  "admissionregistration.k8s.io ValidatingWebhookConfiguration": { default: 443 },
  "admissionregistration.k8s.io MutatingWebhookConfiguration": { default: 443 },
  "apiextensions.k8s.io CustomResourceDefinition": { default: 443 },
  "apiregistration.k8s.io APIService": { default: 443 },
  // Traefik looks a number or a name up among the Service's ports, Contour a number.
  "traefik.io IngressRoute": {},
  "traefik.io IngressRouteTCP": {},
  "traefik.io IngressRouteUDP": {},
  "traefik.io TraefikService": {},
  "projectcontour.io HTTPProxy": {},
};

/** Kinds that name a Service, and send it no traffic. */
const notBackends = ["autoscaling HorizontalPodAutoscaler"];

/** What an object sends traffic to, mirrors too; none of objects that send none. */
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
  } else if (manifest.is === "other") {
    yield* referencesOf(resource);
    if (idOf(manifest) === "networking.istio.io VirtualService") yield* destinationsOf(resource);
  }
}

/** Istio takes a host without dots as a Service of the own namespace, and else the whole name of one. */
function* destinationsOf({ manifest, namespace }: Resource): Iterable<Backend> {
  for (const list of ["http", "tcp", "tls"]) {
    for (const { node, field } of getAllWithPath(manifest.root, ["spec", list, "*", "route", "*", "destination"])) {
      const serviceNode = get(node, "host");
      const [, service, where = namespace] =
        /^([a-z0-9-]+)(?:\.([a-z0-9-]+)\.svc\.[a-z0-9.-]+)?$/.exec(stringOf(serviceNode) ?? "") ?? [];
      if (serviceNode === undefined || service === undefined) continue;
      const portNode = get(node, "port", "number");
      yield {
        service,
        serviceNode,
        serviceField: [...field, "host"],
        namespace: where,
        namespaceNode: where === namespace ? undefined : serviceNode,
        namespaceField: [...field, "host"],
        port: integerOf(portNode),
        portNode,
        portField: [...field, "port", "number"],
        isHost: true,
      };
    }
  }
}

function* referencesOf({ manifest, namespace }: Resource): Iterable<Backend> {
  const id = idOf(manifest);
  if (notBackends.includes(id)) return;
  for (const place of referencePlaces(manifest).references) {
    for (const { node, field } of getAllWithPath(manifest.root, place)) {
      const serviceNode = get(node, "name");
      const service = stringOf(serviceNode);
      if (serviceNode === undefined || !service || (stringOf(get(node, "kind")) ?? "Service") !== "Service") continue;
      const isMirror = field.includes("mirrors") || boolOf(get(node, "mirror")) === true;
      const isOpenShift = id === "route.openshift.io Route";
      // OpenShift names the port once, by the Service port's name; a number is the pods' port.
      const named = isOpenShift ? get(manifest.root, "spec", "port", "targetPort") : undefined;
      const portNode = named ?? (id in ports ? get(node, "port") : undefined);
      const text = stringOf(portNode);
      const written = isOpenShift ? (/^\d*$/.test(text ?? "") ? undefined : text) : (integerOf(portNode) ?? text);
      const namespaceNode = get(node, "namespace");
      yield {
        service,
        serviceNode,
        serviceField: [...field, "name"],
        namespace: stringOf(namespaceNode) || namespace,
        namespaceNode,
        namespaceField: [...field, "namespace"],
        port: written ?? ports[id]?.default,
        portIsDefault: written === undefined,
        portNode: portNode ?? serviceNode,
        portField: isOpenShift ? ["spec", "port", "targetPort"] : [...field, "port"],
        ...(isMirror ? { isMirror } : {}),
      };
    }
  }
}
