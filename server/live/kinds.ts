// What is read of a cluster, and nothing else: docs/live.md lists it for those who have to allow it.

import { type Fields, isFields } from "./kubeconfig.ts";

export interface LiveKind {
  readonly kind: string;
  readonly plural: string;
  /** API group, "" for the core. */
  readonly group: string;
  /** The first that is served counts. */
  readonly versions: readonly string[];
  readonly scope: "namespaced" | "cluster";
}

const gatewayApi = "gateway.networking.k8s.io";

export const liveKinds = {
  services: kind("Service", "services", "", ["v1"]),
  slices: kind("EndpointSlice", "endpointslices", "discovery.k8s.io", ["v1"]),
  nodes: kind("Node", "nodes", "", ["v1"], "cluster"),
  namespaces: kind("Namespace", "namespaces", "", ["v1"], "cluster"),
  ingresses: kind("Ingress", "ingresses", "networking.k8s.io", ["v1"]),
  policies: kind("NetworkPolicy", "networkpolicies", "networking.k8s.io", ["v1"]),
  pods: kind("Pod", "pods", "", ["v1"]),
  gateways: kind("Gateway", "gateways", gatewayApi, ["v1", "v1beta1"]),
  httpRoutes: kind("HTTPRoute", "httproutes", gatewayApi, ["v1", "v1beta1"]),
  grpcRoutes: kind("GRPCRoute", "grpcroutes", gatewayApi, ["v1", "v1alpha2"]),
  tlsRoutes: kind("TLSRoute", "tlsroutes", gatewayApi, ["v1", "v1alpha3", "v1alpha2"]),
  tcpRoutes: kind("TCPRoute", "tcproutes", gatewayApi, ["v1", "v1alpha2"]),
  udpRoutes: kind("UDPRoute", "udproutes", gatewayApi, ["v1", "v1alpha2"]),
  grants: kind("ReferenceGrant", "referencegrants", gatewayApi, ["v1", "v1beta1"]),
} as const;

/** Services, and all that leads to them or stands behind them; pods are asked for where their state matters. */
export const pathKinds: readonly LiveKind[] = Object.values(liveKinds).filter((one) => one !== liveKinds.pods);
export const reachKinds: readonly LiveKind[] = Object.values(liveKinds);

function kind(
  name: string,
  plural: string,
  group: string,
  versions: readonly string[],
  scope: LiveKind["scope"] = "namespaced",
): LiveKind {
  return { kind: name, plural, group, versions, scope };
}

/** The path of a kind's list; without a namespace of all namespaces. */
export function listPath({ group, plural }: LiveKind, version: string, namespace: string | undefined): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${root}/${plural}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/**
 * An item of a list as an object of its own, without what nobody asks: who manages which field, and of pods the values that
 * their programs are given (environment, arguments), for there may be secrets among them.
 */
export function objectOf({ kind: name, group }: LiveKind, version: string, item: Fields): Fields {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const metadata = isFields(item.metadata) ? item.metadata : {};
  const { managedFields: _managed, ...rest } = metadata;
  const object = { ...item, apiVersion, kind: name, metadata: rest };
  switch (name) {
    case "Pod":
      return { ...object, metadata: withoutApplied(rest), spec: podSpec(item.spec), status: podStatus(item.status) };
    case "Node":
      return {
        apiVersion,
        kind: name,
        metadata: pick(rest, ["name", "uid", "labels"]),
        spec: pick(item.spec, ["providerID", "podCIDRs"]),
        status: pick(item.status, ["addresses", "conditions", "nodeInfo"]),
      };
    case "EndpointSlice":
      return { ...object, metadata: pick(rest, ["name", "namespace", "uid", "labels"]) };
    default:
      return object;
  }
}

/** What kubectl applied last holds the whole pod once more. */
function withoutApplied(metadata: Fields): Fields {
  const annotations = isFields(metadata.annotations) ? { ...metadata.annotations } : {};
  delete annotations["kubectl.kubernetes.io/last-applied-configuration"];
  return { ...metadata, annotations };
}

const containerFields = ["name", "image", "ports", "readinessProbe", "startupProbe", "restartPolicy"];

function podSpec(spec: unknown): Fields {
  const containers = (list: unknown) =>
    Array.isArray(list) ? list.map((one: unknown) => pick(one, containerFields)) : undefined;
  if (!isFields(spec)) return {};
  const inits = containers(spec.initContainers);
  return {
    ...pick(spec, ["nodeName", "hostname", "subdomain", "hostNetwork", "readinessGates", "dnsPolicy"]),
    containers: containers(spec.containers) ?? [],
    ...(inits === undefined ? {} : { initContainers: inits }),
  };
}

function podStatus(status: unknown): Fields {
  return pick(status, [
    "phase",
    "conditions",
    "podIP",
    "podIPs",
    "hostIP",
    "containerStatuses",
    "initContainerStatuses",
    "reason",
    "message",
  ]);
}

function pick(fields: unknown, names: readonly string[]): Fields {
  if (!isFields(fields)) return {};
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}
