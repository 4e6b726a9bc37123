// The Gateway API: listeners, the routes that hang below them, and who may refer across namespaces.

import type { FieldPath } from "../base/field.ts";
import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { type Pair, readPairs } from "./labels.ts";

export const gatewayGroup = "gateway.networking.k8s.io";
export const routeKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"] as const;
export type RouteKind = (typeof routeKinds)[number];

export interface Gateway {
  readonly className: string | undefined;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** HTTP, HTTPS, TLS, TCP, UDP, or an implementation's own. */
  readonly protocol: string | undefined;
  /** undefined: any host. */
  readonly hostname: string | undefined;
  /** From which namespaces routes may come: Same (the default), All, Selector or None. */
  readonly from: string;
  /** With `Selector`: its matchLabels; undefined when it also has expressions, which we do not judge. */
  readonly fromLabels: readonly Pair[] | undefined;
  /** The kinds of routes it takes; undefined: those that its protocol fits. */
  readonly kinds: readonly string[] | undefined;
  readonly node: Node;
  /** `spec.listeners[0]`. */
  readonly field: FieldPath;
}

export interface Route {
  readonly kind: RouteKind;
  readonly parents: readonly ParentReference[];
  readonly hostnames: readonly string[];
  /** The same with their places. */
  readonly hosts: readonly RouteHost[];
  readonly rules: readonly RouteRule[];
}

export interface RouteHost {
  readonly name: string;
  readonly node: Node;
  /** `spec.hostnames[0]`. */
  readonly field: FieldPath;
}

export interface ParentReference {
  readonly name: string;
  /** undefined: the route's own. */
  readonly namespace: string | undefined;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
  readonly node: Node;
  /** `spec.parentRefs[0]`. */
  readonly field: FieldPath;
}

export interface RouteRule {
  /** HTTPRoute only; the API server fills in the prefix `/` where nothing is written. */
  readonly paths: readonly RoutePath[];
  readonly backends: readonly RouteBackend[];
  /** What gets copies of the requests: `requestMirror` filters, of the rule and of its backends. Its answers are thrown away. */
  readonly mirrors: readonly RouteBackend[];
}

export interface RoutePath {
  /** PathPrefix, Exact or RegularExpression. */
  readonly type: string;
  readonly value: string;
}

/** A `backendRefs` entry that refers to a v1 Service. */
export interface RouteBackend {
  readonly service: string;
  readonly serviceNode: Node;
  /** undefined: the route's own. */
  readonly namespace: string | undefined;
  readonly namespaceNode: Node | undefined;
  readonly port: number | undefined;
  readonly portNode: Node | undefined;
  /** 0: it gets no traffic. */
  readonly weight: number;
  readonly weightNode: Node | undefined;
  /** `spec.rules[0].backendRefs[0]`. */
  readonly field: FieldPath;
}

export interface ReferenceGrant {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** `name` undefined: all of this kind. */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name: string | undefined }[];
}

export function readGateway(root: MapNode): Gateway {
  const spec = get(root, "spec");
  return {
    className: stringOf(get(spec, "gatewayClassName")),
    listeners: itemsOf(get(spec, "listeners")).map((node, index) => {
      const allowed = get(node, "allowedRoutes");
      const selector = get(allowed, "namespaces", "selector");
      const kinds = get(allowed, "kinds");
      return {
        name: stringOf(get(node, "name")),
        port: integerOf(get(node, "port")),
        protocol: stringOf(get(node, "protocol")),
        hostname: stringOf(get(node, "hostname")) || undefined,
        from: stringOf(get(allowed, "namespaces", "from")) || "Same",
        fromLabels:
          get(selector, "matchExpressions") === undefined ? readPairs(get(selector, "matchLabels")) : undefined,
        kinds:
          kinds?.kind === "list" && kinds.items.length > 0
            ? kinds.items.flatMap((kind) => stringOf(get(kind, "kind")) ?? [])
            : undefined,
        node,
        field: ["spec", "listeners", index],
      };
    }),
  };
}

export function readRoute(kind: RouteKind, root: MapNode): Route {
  const spec = get(root, "spec");
  const hasHosts = kind !== "TCPRoute" && kind !== "UDPRoute";
  const hosts = (hasHosts ? itemsOf(get(spec, "hostnames")) : []).flatMap((node, index): readonly RouteHost[] => {
    const name = stringOf(node);
    return name ? [{ name, node, field: ["spec", "hostnames", index] }] : [];
  });
  return {
    kind,
    parents: itemsOf(get(spec, "parentRefs")).flatMap((node, index) => readParent(node, ["spec", "parentRefs", index])),
    hostnames: hosts.map(({ name }) => name),
    hosts,
    rules: itemsOf(get(spec, "rules")).map((rule, index) => ({
      paths: kind === "HTTPRoute" ? readRoutePaths(get(rule, "matches")) : [],
      backends: itemsOf(get(rule, "backendRefs")).flatMap((node, at) =>
        readRouteBackend(node, ["spec", "rules", index, "backendRefs", at]),
      ),
      mirrors: [
        ...readMirrors(get(rule, "filters"), ["spec", "rules", index, "filters"]),
        ...itemsOf(get(rule, "backendRefs")).flatMap((node, at) =>
          readMirrors(get(node, "filters"), ["spec", "rules", index, "backendRefs", at, "filters"]),
        ),
      ],
    })),
  };
}

export function readReferenceGrant(root: MapNode): ReferenceGrant {
  const spec = get(root, "spec");
  return {
    from: itemsOf(get(spec, "from")).map((node) => ({
      group: stringOf(get(node, "group")) ?? "",
      kind: stringOf(get(node, "kind")) ?? "",
      namespace: stringOf(get(node, "namespace")) ?? "",
    })),
    to: itemsOf(get(spec, "to")).map((node) => ({
      group: stringOf(get(node, "group")) ?? "",
      kind: stringOf(get(node, "kind")) ?? "",
      name: stringOf(get(node, "name")) || undefined,
    })),
  };
}

/** Whether the grant lets a route of that kind and namespace refer to the Service (in the grant's own namespace). */
export function grants(grant: ReferenceGrant, route: RouteKind, routeNamespace: string, service: string): boolean {
  return (
    grant.from.some(
      (from) => from.group === gatewayGroup && from.kind === route && from.namespace === routeNamespace,
    ) &&
    grant.to.some((to) => to.group === "" && to.kind === "Service" && (to.name === undefined || to.name === service))
  );
}

/** Whether a route's parent reference means this listener: by section name, by port, or as all of its Gateway. */
export function isMeant(listener: Listener, parent: Pick<ParentReference, "sectionName" | "port">): boolean {
  if (parent.sectionName !== undefined && listener.name !== parent.sectionName) return false;
  return parent.port === undefined || listener.port === parent.port;
}

const protocolsOf: Readonly<Record<RouteKind, readonly string[]>> = {
  HTTPRoute: ["HTTP", "HTTPS"],
  GRPCRoute: ["HTTP", "HTTPS"],
  TLSRoute: ["TLS"],
  TCPRoute: ["TCP", "TLS"],
  UDPRoute: ["UDP"],
};

/** The kinds of routes that a protocol carries; undefined for an implementation's own. */
export function kindsCarried(protocol: string | undefined): readonly string[] | undefined {
  const fitting = routeKinds.filter((kind) => protocolsOf[kind].includes(protocol ?? ""));
  return fitting.length === 0 ? undefined : fitting;
}

/** The kinds of routes that a listener takes, of those that are known; undefined for an implementation's own protocol. */
export function kindsTaken(listener: Listener): readonly string[] | undefined {
  return listener.kinds ?? kindsCarried(listener.protocol);
}

/** Whether a listener takes routes of this kind: by its protocol, or as it says itself. An implementation's own protocols may. */
export function takesKind(listener: Listener, kind: RouteKind): boolean {
  if (listener.kinds !== undefined && !listener.kinds.includes(kind)) return false;
  const protocol = listener.protocol ?? "";
  return protocolsOf[kind].includes(protocol) || !/^(HTTP|HTTPS|TLS|TCP|UDP)$/.test(protocol);
}

function readParent(node: Node, field: FieldPath): readonly ParentReference[] {
  const name = stringOf(get(node, "name"));
  const kind = stringOf(get(node, "kind")) ?? "Gateway";
  const group = stringOf(get(node, "group")) ?? gatewayGroup;
  if (!name || kind !== "Gateway" || group !== gatewayGroup) return [];
  return [
    {
      name,
      namespace: stringOf(get(node, "namespace")) || undefined,
      sectionName: stringOf(get(node, "sectionName")) || undefined,
      port: integerOf(get(node, "port")),
      node,
      field,
    },
  ];
}

function readRoutePaths(matches: Node | undefined): readonly RoutePath[] {
  const paths = itemsOf(matches).map((match) => ({
    type: stringOf(get(match, "path", "type")) || "PathPrefix",
    value: stringOf(get(match, "path", "value")) || "/",
  }));
  return paths.length > 0 ? paths : [{ type: "PathPrefix", value: "/" }];
}

function readMirrors(filters: Node | undefined, field: FieldPath): readonly RouteBackend[] {
  return itemsOf(filters).flatMap((filter, index) => {
    const node = get(filter, "requestMirror", "backendRef");
    return node === undefined ? [] : readRouteBackend(node, [...field, index, "requestMirror", "backendRef"]);
  });
}

function readRouteBackend(node: Node, field: FieldPath): readonly RouteBackend[] {
  const serviceNode = get(node, "name");
  const service = stringOf(serviceNode);
  const isService =
    (stringOf(get(node, "kind")) ?? "Service") === "Service" && (stringOf(get(node, "group")) ?? "") === "";
  if (serviceNode === undefined || !service || !isService) return [];
  return [
    {
      service,
      serviceNode,
      namespace: stringOf(get(node, "namespace")) || undefined,
      namespaceNode: get(node, "namespace"),
      port: integerOf(get(node, "port")),
      portNode: get(node, "port"),
      weight: integerOf(get(node, "weight")) ?? 1,
      weightNode: get(node, "weight"),
      field,
    },
  ];
}
