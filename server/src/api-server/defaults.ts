// What the API server fills in before it looks at anything.

import type { ServiceObject, ServicePort, ServiceSpec } from "./service-object.ts";

/** SetDefaults_Service, run inside the decoding. */
export function withDefaults(service: ServiceObject): ServiceObject {
  const { spec } = service;
  const type = spec.type || "ClusterIP";
  const sessionAffinity = spec.sessionAffinity || "None";
  const typed: ServiceSpec = { ...spec, type, sessionAffinity };
  const trafficTypes = ["ClusterIP", "NodePort", "LoadBalancer"];
  return {
    ...service,
    spec: {
      ...typed,
      sessionAffinityTimeout: affinityTimeout(typed),
      ports: spec.ports.map(portWithDefaults),
      externalTrafficPolicy: spec.externalTrafficPolicy || (isExternallyAccessible(typed) ? "Cluster" : ""),
      internalTrafficPolicy: spec.internalTrafficPolicy ?? (trafficTypes.includes(type) ? "Cluster" : undefined),
      allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? (type === "LoadBalancer" ? true : undefined),
    },
  };
}

/** Whether traffic may come in from outside the cluster: what makes externalTrafficPolicy legal. */
export function isExternallyAccessible(spec: ServiceSpec): boolean {
  if (spec.type === "LoadBalancer" || spec.type === "NodePort") return true;
  return spec.type === "ClusterIP" && spec.externalIPs.length > 0;
}

/** A load balancer that asks each node whether it has endpoints. */
export function needsHealthCheck(spec: ServiceSpec): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}

/** clusterIPs is exactly ["None"], whatever the type: the validator's idea of headless. */
export function isHeadless(spec: ServiceSpec): boolean {
  return spec.clusterIPs.length === 1 && spec.clusterIPs[0] === "None";
}

/** normalizeClusterIPs on create: clusterIP fills an empty clusterIPs; the reverse is not done. */
export function withClusterIPs(spec: ServiceSpec): ServiceSpec {
  return spec.clusterIP !== "" && spec.clusterIPs.length === 0 ? { ...spec, clusterIPs: [spec.clusterIP] } : spec;
}

function affinityTimeout(spec: ServiceSpec): number | undefined {
  if (spec.sessionAffinity === "None") return undefined;
  if (spec.sessionAffinity === "ClientIP") return spec.sessionAffinityTimeout ?? 10800;
  return spec.sessionAffinityTimeout;
}

function portWithDefaults(port: ServicePort): ServicePort {
  const absent = port.targetPort === 0 || port.targetPort === "";
  return { ...port, protocol: port.protocol || "TCP", targetPort: absent ? port.port : port.targetPort };
}
