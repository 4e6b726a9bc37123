// The validation of spec, in the server's own order. All errors come in one list, metadata's first.

import { trimSpace } from "../base/go-text.ts";
import { addressErrors, cidrErrors } from "./address-syntax.ts";
import { parseAddress, specialRange } from "./addresses.ts";
import { isChosenPort } from "./allocate.ts";
import { placeOf } from "./cluster-ips.ts";
import { isExternallyAccessible, isHeadless, needsHealthCheck } from "./defaults.ts";
import {
  duplicate,
  forbidden,
  invalid,
  json,
  notSupported,
  plain,
  quoted,
  required,
  type ServiceError,
} from "./errors.ts";
import { dnsLabel, dnsSubdomain, portName, qualifiedName } from "./formats.ts";
import { labelErrors, metadataErrors } from "./metadata.ts";
import type { ServiceObject, ServicePort, ServiceSpec } from "./service-object.ts";
import type { Features } from "./versions.ts";

export const sourceRangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
export const topologyModeAnnotation = "service.kubernetes.io/topology-mode";
export const topologyHintsAnnotation = "service.kubernetes.io/topology-aware-hints";

/** `written` is the Service before defaults and allocation: it tells what the user wrote from what was filled in. */
export function* validate(service: ServiceObject, written: ServiceObject, features: Features): Generator<ServiceError> {
  const { metadata, spec } = service;
  yield* metadataErrors(metadata, features);
  yield* topologyErrors(service);
  yield* typeErrors(spec, written.spec);
  yield* portErrors(spec, written.spec);
  yield* labelErrors(spec.selector, ["spec", "selector"], "selector");
  yield* affinityErrors(spec);
  // The server judges clusterIPs here once more; what it would find has stopped the allocation already.
  yield* externalIPErrors(spec, features);
  const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
  if (!types.includes(spec.type)) yield notSupported("type-value", ["spec", "type"], spec.type, types);
  yield* nodePortErrors(spec);
  yield* duplicatePortErrors(spec);
  yield* sourceRangeErrors(service, features);
  yield* loadBalancerErrors(spec);
  yield* trafficErrors(spec, features);
}

function* topologyErrors({ metadata }: ServiceObject): Generator<ServiceError> {
  const mode = metadata.annotations.get(topologyModeAnnotation);
  const hints = metadata.annotations.get(topologyHintsAnnotation);
  if (mode === undefined || hints === undefined || mode === hints) return;
  const words = `must match annotations[${topologyHintsAnnotation}] when both are specified`;
  const field = ["metadata", "annotations", { key: topologyModeAnnotation }];
  yield invalid("topology-annotations-differ", field, quoted(mode), words, { facts: { other: hints } });
}

function* typeErrors(spec: ServiceSpec, written: ServiceSpec): Generator<ServiceError> {
  if (spec.ports.length === 0 && !isHeadless(spec) && spec.type !== "ExternalName") {
    yield required("ports-required", ["spec", "ports"], "");
  }
  const headless = isHeadless(spec) ? { place: placeOf(0, written.clusterIPs) } : undefined;
  const first = ["spec", "clusterIPs", 0];
  if (spec.type === "LoadBalancer" && headless !== undefined) {
    yield invalid(
      "headless-load-balancer",
      first,
      quoted("None"),
      "may not be set to 'None' for LoadBalancer services",
      headless,
    );
  }
  if (spec.type === "NodePort" && headless !== undefined) {
    yield invalid(
      "headless-node-port",
      first,
      quoted("None"),
      "may not be set to 'None' for NodePort services",
      headless,
    );
  }
  if (spec.type !== "ExternalName") return;
  const words = "may not be set for ExternalName services";
  if (spec.clusterIPs.length > 0) {
    const place = written.clusterIP !== "" ? ["spec", "clusterIP"] : ["spec", "clusterIPs"];
    yield forbidden("external-name-cluster-ip", ["spec", "clusterIPs"], words, { place });
  }
  if (spec.ipFamilies.length > 0) yield forbidden("external-name-families", ["spec", "ipFamilies"], words);
  if (spec.ipFamilyPolicy !== undefined) yield forbidden("external-name-policy", ["spec", "ipFamilyPolicy"], words);
  const name = spec.externalName.replace(/\.$/, "");
  const field = ["spec", "externalName"];
  if (name === "") yield required("external-name-required", field, "", { near: ["spec", "type"] });
  for (const { text } of name === "" ? [] : dnsSubdomain(name, "characters")) {
    yield invalid("external-name-format", field, quoted(name), text);
  }
}

function* portErrors(spec: ServiceSpec, written: ServiceSpec): Generator<ServiceError> {
  const names = new Set<string>();
  for (const [index, port] of spec.ports.entries()) {
    const at = ["spec", "ports", index];
    yield* portNameErrors(port, at, spec.ports.length > 1, names);
    if (!isPort(port.port)) yield invalid("port-number", [...at, "port"], plain(port.port), portWords);
    const protocols = ["SCTP", "TCP", "UDP"];
    if (!protocols.includes(port.protocol)) {
      yield notSupported("protocol-value", [...at, "protocol"], port.protocol, protocols);
    }
    yield* targetPortErrors(port, at, written.ports[index]);
    for (const { text } of port.appProtocol === undefined ? [] : qualifiedName(port.appProtocol)) {
      yield invalid("app-protocol-format", [...at, "appProtocol"], quoted(port.appProtocol ?? ""), text);
    }
  }
}

function* portNameErrors(
  port: ServicePort,
  at: readonly (string | number)[],
  needed: boolean,
  names: Set<string>,
): Generator<ServiceError> {
  const field = [...at, "name"];
  if (port.name === "") {
    if (needed) yield required("port-name-required", field, "");
    return;
  }
  for (const { text } of dnsLabel(port.name)) yield invalid("port-name-format", field, quoted(port.name), text);
  if (names.has(port.name)) yield duplicate("port-name-duplicate", field, quoted(port.name));
  names.add(port.name);
}

function* targetPortErrors(
  port: ServicePort,
  at: readonly (string | number)[],
  written: ServicePort | undefined,
): Generator<ServiceError> {
  const field = [...at, "targetPort"];
  const { targetPort } = port;
  if (typeof targetPort === "number") {
    // Left to its default, targetPort copies the bad number of port: one mistake, two errors.
    const copied = written === undefined || written.targetPort === 0 || written.targetPort === "";
    const rest = copied ? { near: [...at, "port"], facts: { copied } as const } : {};
    if (!isPort(targetPort)) yield invalid("target-port-number", field, json(targetPort), portWords, rest);
    return;
  }
  for (const complaint of portName(targetPort)) {
    const rest = complaint.kind === "length" ? { facts: { limit: 15 } } : {};
    yield invalid(`target-port-name-${complaint.kind}`, field, quoted(targetPort), complaint.text, rest);
  }
}

function* affinityErrors(spec: ServiceSpec): Generator<ServiceError> {
  const values = ["ClientIP", "None"];
  if (!values.includes(spec.sessionAffinity)) {
    yield notSupported("affinity-value", ["spec", "sessionAffinity"], spec.sessionAffinity, values);
  }
  const timeout = spec.sessionAffinityTimeout;
  if (spec.sessionAffinity !== "ClientIP" || timeout === undefined || (timeout > 0 && timeout <= 86400)) return;
  const field = ["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"];
  yield invalid("affinity-timeout", field, plain(timeout), "must be greater than 0 and less than 86400", {
    facts: { limit: 86400 },
  });
}

function* externalIPErrors(spec: ServiceSpec, features: Features): Generator<ServiceError> {
  for (const [index, ip] of spec.externalIPs.entries()) {
    const field = ["spec", "externalIPs", index];
    const syntax = [...addressErrors("external-ip-format", field, ip, features)];
    yield* syntax;
    const address = parseAddress(ip);
    const special = address === undefined || syntax.length > 0 ? undefined : specialRange(address);
    if (special === undefined) continue;
    const words = special === "unspecified" ? `may not be unspecified (${ip})` : specialWords[special];
    yield invalid(`external-ip-${special}`, field, quoted(ip), words);
  }
}

function* nodePortErrors(spec: ServiceSpec): Generator<ServiceError> {
  const seen = new Set<string>();
  for (const [index, port] of spec.ports.entries()) {
    if (spec.type === "ClusterIP" && port.nodePort !== 0) {
      const field = ["spec", "ports", index, "nodePort"];
      yield forbidden("node-port-on-cluster-ip", field, "may not be used when `type` is 'ClusterIP'");
    }
  }
  for (const [index, port] of spec.ports.entries()) {
    if (port.nodePort === 0) continue;
    const key = `${port.protocol} ${port.nodePort}`;
    const field = ["spec", "ports", index, "nodePort"];
    const isChosen = isChosenPort(port.nodePort);
    const chosen = isChosen ? ({ facts: { chosen: true }, near: ["spec", "ports", index, "port"] } as const) : {};
    if (seen.has(key)) yield duplicate("node-port-duplicate", field, plain(port.nodePort), chosen);
    seen.add(key);
  }
}

function* duplicatePortErrors(spec: ServiceSpec): Generator<ServiceError> {
  const seen = new Map<string, number>();
  for (const [index, { port, protocol }] of spec.ports.entries()) {
    const key = `${protocol} ${port}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      continue;
    }
    // The server prints its own struct, with only these two fields set.
    const value = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    const facts = { other: String(first), expected: `${port}/${protocol}` };
    yield duplicate("port-duplicate", ["spec", "ports", index], json(value), {
      facts,
      near: ["spec", "ports", index, "port"],
    });
  }
}

function* sourceRangeErrors({ metadata, spec }: ServiceObject, features: Features): Generator<ServiceError> {
  const words = "may only be used when `type` is 'LoadBalancer'";
  if (spec.loadBalancerSourceRanges.length > 0) {
    // The capital L is the server's own.
    const field = ["spec", "LoadBalancerSourceRanges"];
    const place = ["spec", "loadBalancerSourceRanges"];
    if (spec.type !== "LoadBalancer") yield forbidden("source-ranges-type", field, words, { place });
    for (const [index, range] of spec.loadBalancerSourceRanges.entries()) {
      const rest = { place: [...place, index] };
      yield* cidrErrors("source-range-format", [...field, index], trimSpace(range), features, rest);
    }
    return;
  }
  const annotation = metadata.annotations.get(sourceRangesAnnotation);
  if (annotation === undefined) return;
  const field = ["metadata", "annotations", { key: sourceRangesAnnotation }];
  if (spec.type !== "LoadBalancer") yield forbidden("source-ranges-annotation-type", field, words);
  const value = trimSpace(annotation);
  for (const range of value === "" ? [] : value.split(",")) {
    yield* cidrErrors("source-range-annotation-format", field, trimSpace(range), features);
  }
}

function* loadBalancerErrors(spec: ServiceSpec): Generator<ServiceError> {
  const words = "may only be used when `type` is 'LoadBalancer'";
  const isLoadBalancer = spec.type === "LoadBalancer";
  if (!isLoadBalancer && spec.allocateLoadBalancerNodePorts !== undefined) {
    yield forbidden("allocate-node-ports-forbidden", ["spec", "allocateLoadBalancerNodePorts"], words);
  }
  if (spec.loadBalancerClass === undefined) return;
  const field = ["spec", "loadBalancerClass"];
  if (!isLoadBalancer) yield forbidden("lb-class-forbidden", field, words);
  else
    for (const { text } of qualifiedName(spec.loadBalancerClass))
      yield invalid("lb-class-format", field, quoted(spec.loadBalancerClass), text);
}

function* trafficErrors(spec: ServiceSpec, features: Features): Generator<ServiceError> {
  const policies = ["Cluster", "Local"];
  const external = ["spec", "externalTrafficPolicy"];
  if (!isExternallyAccessible(spec)) {
    if (spec.externalTrafficPolicy !== "") {
      const words = "may only be set for externally-accessible services";
      const facts = { other: spec.type };
      yield invalid("external-policy-not-external", external, json(spec.externalTrafficPolicy), words, { facts });
    }
  } else if (!policies.includes(spec.externalTrafficPolicy)) {
    yield notSupported("external-policy-value", external, spec.externalTrafficPolicy, policies);
  }
  const health = ["spec", "healthCheckNodePort"];
  if (!needsHealthCheck(spec) && spec.healthCheckNodePort !== 0) {
    const words = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    yield invalid("health-check-port-unneeded", health, plain(spec.healthCheckNodePort), words, {
      facts: { other: spec.type },
    });
  }
  if (spec.internalTrafficPolicy !== undefined && !policies.includes(spec.internalTrafficPolicy)) {
    yield notSupported(
      "internal-policy-value",
      ["spec", "internalTrafficPolicy"],
      spec.internalTrafficPolicy,
      policies,
    );
  }
  const values = features.preferSame ? ["PreferClose", "PreferSameZone", "PreferSameNode"] : ["PreferClose"];
  if (spec.trafficDistribution !== undefined && !values.includes(spec.trafficDistribution)) {
    const error = notSupported(
      "traffic-distribution-value",
      ["spec", "trafficDistribution"],
      spec.trafficDistribution,
      values,
    );
    yield { ...error, value: quoted(spec.trafficDistribution) }; // the one value here whose type is plain string
  }
}

const portWords = "must be between 1 and 65535, inclusive";

const specialWords = {
  loopback: "may not be in the loopback range (127.0.0.0/8, ::1/128)",
  "link-local": "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
  "link-local-multicast": "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
} as const;

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}
