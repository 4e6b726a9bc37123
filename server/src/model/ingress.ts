// An Ingress as networking.k8s.io/v1 has it: which host and path lead to which Service.

import type { FieldPath } from "../base/field.ts";
import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";

export interface Ingress {
  readonly className: string | undefined;
  readonly classNameNode: Node | undefined;
  readonly tls: readonly IngressTls[];
  /** Every way to a Service, in the order written; the default backend first. */
  readonly backends: readonly IngressBackend[];
}

export interface IngressTls {
  /** Empty: it covers every host. */
  readonly hosts: readonly string[];
}

/** One `backend.service`, with the host and path that lead to it. */
export interface IngressBackend {
  /** undefined: any host. A default backend has neither host nor path. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly pathType: string | undefined;
  readonly service: string;
  readonly serviceNode: Node;
  /** By name or by number; undefined when neither is written. */
  readonly port: string | number | undefined;
  readonly portNode: Node | undefined;
  /** The backend's field: `spec.rules[0].http.paths[0].backend`. */
  readonly field: FieldPath;
}

export function readIngress(root: MapNode): Ingress {
  const spec = get(root, "spec");
  const backends: (IngressBackend | undefined)[] = [
    readBackend(get(spec, "defaultBackend"), {}, ["spec", "defaultBackend"]),
    ...itemsOf(get(spec, "rules")).flatMap((rule, ruleIndex) =>
      itemsOf(get(rule, "http", "paths")).map((path, index) =>
        readBackend(
          get(path, "backend"),
          { host: get(rule, "host"), path: get(path, "path"), pathType: get(path, "pathType") },
          ["spec", "rules", ruleIndex, "http", "paths", index, "backend"],
        ),
      ),
    ),
  ];
  return {
    className: stringOf(get(spec, "ingressClassName")),
    classNameNode: get(spec, "ingressClassName"),
    tls: itemsOf(get(spec, "tls")).map((item) => ({
      hosts: itemsOf(get(item, "hosts")).flatMap((host) => stringOf(host) ?? []),
    })),
    backends: backends.filter((backend) => backend !== undefined),
  };
}

/**
 * The backends of an Ingress in the form before networking.k8s.io/v1 (`serviceName`, `servicePort`, and `spec.backend`): no
 * server takes them any more, but that is where somebody wanted the traffic to go.
 */
export function readOldBackends(root: MapNode): readonly IngressBackend[] {
  const spec = get(root, "spec");
  const found = [
    readOldBackend(get(spec, "backend") ?? get(spec, "defaultBackend"), {}, ["spec", "backend"]),
    ...itemsOf(get(spec, "rules")).flatMap((rule, ruleIndex) =>
      itemsOf(get(rule, "http", "paths")).map((path, index) =>
        readOldBackend(
          get(path, "backend"),
          { host: get(rule, "host"), path: get(path, "path"), pathType: get(path, "pathType") },
          ["spec", "rules", ruleIndex, "http", "paths", index, "backend"],
        ),
      ),
    ),
  ];
  return found.filter((backend) => backend !== undefined);
}

function readOldBackend(node: Node | undefined, way: Way, field: FieldPath): IngressBackend | undefined {
  return backendOf(get(node, "serviceName"), get(node, "servicePort"), way, field);
}

interface Way {
  readonly host?: Node | undefined;
  readonly path?: Node | undefined;
  readonly pathType?: Node | undefined;
}

function readBackend(node: Node | undefined, way: Way, field: FieldPath): IngressBackend | undefined {
  const name = get(node, "service", "port", "name");
  const portNode = stringOf(name) ? name : (get(node, "service", "port", "number") ?? name);
  return backendOf(get(node, "service", "name"), portNode, way, field);
}

function backendOf(
  serviceNode: Node | undefined,
  portNode: Node | undefined,
  way: Way,
  field: FieldPath,
): IngressBackend | undefined {
  const service = stringOf(serviceNode);
  if (serviceNode === undefined || !service) return undefined;
  return {
    host: stringOf(way.host) || undefined,
    path: stringOf(way.path) || undefined,
    pathType: stringOf(way.pathType),
    service,
    serviceNode,
    port: stringOf(portNode) || integerOf(portNode) || undefined,
    portNode,
    field,
  };
}

/** Whether a tls item covers the rule's host: it names it, its `*.` stands for one label, or it names no host at all. */
export function coversHost(tls: IngressTls, host: string | undefined): boolean {
  if (tls.hosts.length === 0) return true;
  if (host === undefined) return false;
  return tls.hosts.some((name) => {
    const [wanted, asked] = [name.toLowerCase(), host.toLowerCase()];
    if (wanted === asked) return true;
    return wanted.startsWith("*.") && asked.slice(asked.indexOf(".") + 1) === wanted.slice(2) && asked.includes(".");
  });
}

/**
 * Whether a backend names no Service but an action, which an annotation of the Ingress describes (AWS Load Balancer Controller,
 * `alb.ingress.kubernetes.io/actions.NAME`): the name of the port says so.
 */
export function isAction({ port }: Pick<IngressBackend, "port">): boolean {
  return port === "use-annotation";
}
