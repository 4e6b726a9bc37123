// The object as it comes back from a create, without what only the cluster chooses (`object` of `verdict --format json`).

import { isChosenPort } from "./allocate.ts";
import { duplicateOwners } from "./owners.ts";
import type { OwnerReference, ServiceObject, ServicePort, StringMap } from "./service-object.ts";

/** Plain data for JSON. `service` is what was stored, `written` what the manifest says. */
export function createdObject(service: ServiceObject, written: ServiceObject): Readonly<Record<string, unknown>> {
  const { metadata, spec } = service;
  const owners = duplicateOwners(metadata.ownerReferences).kept;
  const chosenAddress = spec.clusterIPs.includes("") || spec.clusterIPs.length === 0;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: present({
      name: written.metadata.name,
      generateName: metadata.generateName,
      namespace: metadata.namespace,
      labels: plainMap(metadata.labels),
      annotations: plainMap(metadata.annotations),
      ownerReferences: owners.map(createdOwner),
      finalizers: metadata.finalizers,
    }),
    spec: present({
      ports: spec.ports.map(createdPort),
      selector: plainMap(spec.selector),
      clusterIP: chosenAddress ? "" : spec.clusterIP,
      clusterIPs: chosenAddress ? [] : spec.clusterIPs,
      type: spec.type,
      externalIPs: spec.externalIPs,
      sessionAffinity: spec.sessionAffinity,
      sessionAffinityConfig: affinityConfig(spec.sessionAffinityTimeout),
      loadBalancerIP: spec.loadBalancerIP,
      loadBalancerSourceRanges: spec.loadBalancerSourceRanges,
      externalName: spec.externalName,
      externalTrafficPolicy: spec.externalTrafficPolicy,
      healthCheckNodePort: spec.healthCheckNodePort === 0 ? undefined : spec.healthCheckNodePort,
      publishNotReadyAddresses: spec.publishNotReadyAddresses ? true : undefined,
      ipFamilies: spec.ipFamilies,
      ipFamilyPolicy: spec.ipFamilyPolicy,
      allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts,
      loadBalancerClass: spec.loadBalancerClass,
      // Dropped from every answer for ExternalName, though it is stored.
      internalTrafficPolicy: spec.type === "ExternalName" ? undefined : spec.internalTrafficPolicy,
      trafficDistribution: spec.trafficDistribution,
    }),
  };
}

/** All but the two pointers are printed even when empty. */
function createdOwner({ controller, blockOwnerDeletion, ...named }: OwnerReference): Readonly<Record<string, unknown>> {
  return {
    ...named,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

function createdPort(port: ServicePort): Readonly<Record<string, unknown>> {
  // A nodePort that another entry of the same port number lends is no choice of the cluster's.
  const allocated = isChosenPort(port.nodePort) || port.nodePort === 0;
  return {
    ...present({ name: port.name, protocol: port.protocol, appProtocol: port.appProtocol }),
    port: port.port,
    targetPort: port.targetPort,
    ...(allocated ? {} : { nodePort: port.nodePort }),
  };
}

function affinityConfig(timeoutSeconds: number | undefined): unknown {
  return timeoutSeconds === undefined ? undefined : { clientIP: { timeoutSeconds } };
}

function plainMap(map: StringMap): Readonly<Record<string, string>> | undefined {
  return map.size === 0 ? undefined : Object.fromEntries(map);
}

/** Go's omitempty: without undefined members, empty texts and empty lists. */
function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => {
      if (value === undefined || value === "") return false;
      return !(Array.isArray(value) && value.length === 0);
    }),
  );
}
