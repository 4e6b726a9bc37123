// What an Ingress, a route, a webhook or another object sends traffic to, with the place of each part.

import type { FieldPath } from "../base/field.ts";
import { isAction } from "../model/ingress.ts";
import { boolOf, get, getAll, getAllWithPath, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
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
  /** The number is a port of the pods and not of the Service. */
  readonly isPodPort?: boolean;
  /** How it sends; absent where nobody says. */
  readonly protocol?: "TCP" | "UDP";
  /** The weight that leaves it without traffic, while others get some. */
  readonly noWeight?: { readonly node: Node; readonly field: FieldPath };
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
      if (isAction(backend)) continue;
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
  } else if (manifest.is === "workload") {
    yield* namesOf(resource);
  } else if (manifest.is === "other") {
    yield* referencesOf(resource);
    const id = idOf(manifest);
    if (id === "networking.istio.io VirtualService") yield* destinationsOf(resource);
    if (id === "networking.istio.io DestinationRule") yield* governedBy(resource);
  }
}

/** Names alone, of Services of the own namespace: a Rollout's. */
function* namesOf({ manifest, namespace }: Resource): Iterable<Backend> {
  for (const path of referencePlaces(manifest).names) {
    const serviceNode = get(manifest.root, ...path);
    const service = stringOf(serviceNode);
    if (serviceNode === undefined || !service) continue;
    yield { ...withoutPort, service, serviceNode, serviceField: path, namespace };
  }
}

/** What is named without a namespace of its own and without a port. */
const withoutPort = {
  namespaceNode: undefined,
  namespaceField: [],
  port: undefined,
  portNode: undefined,
  portField: [],
} as const;

/** Istio's host: a name alone is a Service of the own namespace, else it is the whole name of one. */
function serviceOfHost(host: Node | undefined, own: string): { service: string; namespace: string } | undefined {
  const [, service, namespace = own] =
    /^([a-z0-9-]+)(?:\.([a-z0-9-]+)\.svc\.[a-z0-9.-]+)?$/.exec(stringOf(host) ?? "") ?? [];
  return service === undefined ? undefined : { service, namespace };
}

/** The Service that a DestinationRule is about, and the ports that it has settings for. */
function* governedBy({ manifest, namespace: own }: Resource): Iterable<Backend> {
  const serviceNode = get(manifest.root, "spec", "host");
  const found = serviceOfHost(serviceNode, own);
  if (serviceNode === undefined || found === undefined) return;
  const common = { ...withoutPort, ...found, serviceNode, serviceField: ["spec", "host"], isHost: true };
  yield common;
  const levels = ["spec", "trafficPolicy", "portLevelSettings", "*", "port", "number"];
  for (const { node, field } of getAllWithPath(manifest.root, levels))
    yield { ...common, port: integerOf(node), portNode: node, portField: field };
}

/**
 * The weight of one of several that share the traffic, where it leaves that one without any. `byDefault`: whether one that says
 * none gets a share.
 */
function idleWeight(
  node: Node,
  field: FieldPath,
  others: readonly Node[],
  byDefault: boolean,
): Pick<Backend, "noWeight"> {
  const weight = get(node, "weight");
  if (weight === undefined || integerOf(weight) !== 0) return {};
  const isShared = others.some((other) => {
    const share = get(other, "weight");
    return other !== node && (share === undefined ? byDefault : (integerOf(share) ?? 0) > 0);
  });
  return isShared ? { noWeight: { node: weight, field: [...field, "weight"] } } : {};
}

/** Istio takes a host without dots as a Service of the own namespace, and else the whole name of one. */
function* destinationsOf({ manifest, namespace }: Resource): Iterable<Backend> {
  for (const list of ["http", "tcp", "tls"]) {
    for (const { node: share, field: shareField } of getAllWithPath(manifest.root, ["spec", list, "*", "route", "*"])) {
      const node = get(share, "destination");
      const field = [...shareField, "destination"];
      const serviceNode = get(node, "host");
      const found = serviceOfHost(serviceNode, namespace);
      if (serviceNode === undefined || found === undefined) continue;
      const { service, namespace: where } = found;
      const portNode = get(node, "port", "number");
      yield {
        service,
        serviceNode,
        serviceField: [...field, "host"],
        namespace: where,
        protocol: "TCP",
        ...idleWeight(
          share,
          shareField,
          itemsOf(get(manifest.root, ...shareField.slice(0, -1).flatMap(plainStep))),
          false,
        ),
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

/** A step of a path that has no keys with dots. */
function plainStep(step: FieldPath[number]): readonly (string | number)[] {
  return typeof step === "object" ? [] : [step];
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
      const written =
        integerOf(portNode) ?? (isOpenShift && /^\d+$/.test(text ?? "") ? Number(text) : text || undefined);
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
        ...(isOpenShift && typeof written === "number" ? { isPodPort: true } : {}),
        protocol: id === "traefik.io IngressRouteUDP" ? "UDP" : "TCP",
        ...weightOf(manifest.root, id, node, field),
      };
    }
  }
}

/** The weight of what shares a route's traffic with others. */
function weightOf(root: Node, id: string, node: Node, field: FieldPath): Pick<Backend, "noWeight"> {
  if (id === "route.openshift.io Route") {
    const weight = get(node, "weight");
    const others = [get(root, "spec", "to"), ...getAll(root, ["spec", "alternateBackends", "*"])].flatMap(
      (one) => one ?? [],
    );
    // The router answers 503 where nobody is left.
    const isAlone = others.length === 1 && weight !== undefined && integerOf(weight) === 0;
    if (isAlone) return { noWeight: { node: weight, field: [...field, "weight"] } };
    return idleWeight(node, field, others, true);
  }
  if (typeof field.at(-1) !== "number") return {};
  const others = itemsOf(get(root, ...field.slice(0, -1).flatMap(plainStep)));
  // Contour takes a weight that is left out for 0 where another has one; Traefik for 1.
  return idleWeight(node, field, others, id.startsWith("traefik.io "));
}
