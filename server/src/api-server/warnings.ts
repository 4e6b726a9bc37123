// What the API server warns of when it accepts a Service.

import { addressWarnings, cidrWarnings } from "./address-syntax.ts";
import { placeOf } from "./cluster-ips.ts";
import type { ServiceWarning } from "./errors.ts";
import { duplicateOwners } from "./owners.ts";
import type { WarningId } from "./rule-id.ts";
import type { ServiceObject, ServiceSpec } from "./service-object.ts";
import { topologyHintsAnnotation, topologyModeAnnotation } from "./validate.ts";
import type { Features } from "./versions.ts";

/** GetWarningsForService: reached only by a Service that passed validation. */
export function* warnings(
  service: ServiceObject,
  written: ServiceObject,
  features: Features,
): Generator<ServiceWarning> {
  const { metadata, spec } = service;
  if (metadata.annotations.has(topologyHintsAnnotation)) {
    const text = `annotation ${topologyHintsAnnotation} is deprecated, please use ${topologyModeAnnotation} instead`;
    const place = ["metadata", "annotations", { key: topologyHintsAnnotation }];
    yield {
      rule: "warn-hints-annotation",
      field: "annotation",
      place,
      on: "key",
      text,
      facts: { other: topologyModeAnnotation },
    };
  }
  if (spec.clusterIP !== "" && spec.clusterIP !== "None") {
    for (const [index, ip] of spec.clusterIPs.entries()) {
      const place = placeOf(index, written.spec.clusterIPs);
      yield* addressWarnings(["spec", "clusterIPs", index], ip, features, { place });
    }
  }
  if (isHeadless(spec)) yield* headlessWarnings(spec);
  for (const [index, ip] of spec.externalIPs.entries())
    yield* addressWarnings(["spec", "externalIPs", index], ip, features);
  const external = spec.externalIPs.length > 0;
  if (external && features.externalIpsDeprecated && !isHeadless(spec) && spec.type !== "ExternalName") {
    const words = "is deprecated and may no longer be implemented in some clusters";
    yield {
      ...about("spec.externalIPs", words, "warn-external-ips-deprecated"),
      place: ["spec", "externalIPs"],
      on: "key",
    };
  }
  if (spec.loadBalancerIP !== "") yield* addressWarnings(["spec", "loadBalancerIP"], spec.loadBalancerIP, features);
  for (const [index, range] of spec.loadBalancerSourceRanges.entries()) {
    yield* cidrWarnings(["spec", "loadBalancerSourceRanges", index], range, features);
  }
  yield* externalNameWarnings(spec);
  if (spec.trafficDistribution === "PreferClose" && features.preferCloseDeprecated) {
    const text = 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';
    const rest = { field: "spec.trafficDistribution", on: "value", facts: {} } as const;
    yield { ...rest, rule: "warn-prefer-close", place: ["spec", "trafficDistribution"], text };
  }
}

/** Equal owner references are merged as soon as the object is decoded, so this one also comes with a refusal. */
export function* ownerWarnings(service: ServiceObject): Generator<ServiceWarning> {
  const owners = service.metadata.ownerReferences;
  const { dropped } = duplicateOwners(owners);
  const [first] = dropped;
  if (first === undefined) return;
  const ids = dropped.map((index) => owners[index]?.uid ?? "").join(", ");
  const text = `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${ids}`;
  // The text begins with a dot, so what stands before its colon counts as no field.
  const place = ["metadata", "ownerReferences", first];
  yield { rule: "warn-duplicate-owner", field: "", place, on: "value", text, facts: { other: ids } };
}

function* externalNameWarnings(spec: ServiceSpec): Generator<ServiceWarning> {
  if (spec.externalIPs.length > 0 && spec.type === "ExternalName") {
    const words = 'is ignored when spec.type is "ExternalName"';
    yield {
      ...about("spec.externalIPs", words, "warn-external-ips-external-name"),
      place: ["spec", "externalIPs"],
      on: "key",
    };
  }
  if (spec.externalName !== "" && spec.type !== "ExternalName") {
    const words = 'is ignored when spec.type is not "ExternalName"';
    const facts = { other: spec.type };
    yield {
      ...about("spec.externalName", words, "warn-external-name-ignored"),
      place: ["spec", "externalName"],
      facts,
    };
  }
}

function* headlessWarnings(spec: ServiceSpec): Generator<ServiceWarning> {
  const words = "is ignored for headless services";
  if (spec.loadBalancerIP !== "") {
    yield { ...about("spec.loadBalancerIP", words, "warn-headless-lb-ip"), place: ["spec", "loadBalancerIP"] };
  }
  if (spec.externalIPs.length > 0) {
    yield {
      ...about("spec.externalIPs", words, "warn-headless-external-ips"),
      place: ["spec", "externalIPs"],
      on: "key",
    };
  }
  if (spec.sessionAffinity !== "None") {
    yield { ...about("spec.SessionAffinity", words, "warn-headless-affinity"), place: ["spec", "sessionAffinity"] };
  }
}

/** Headless as the warnings have it: by clusterIP and type. */
function isHeadless(spec: ServiceSpec): boolean {
  return spec.type === "ClusterIP" && spec.clusterIP === "None";
}

function about(
  field: string,
  words: string,
  rule: WarningId,
): Pick<ServiceWarning, "rule" | "field" | "text" | "on" | "facts"> {
  return { rule, field, text: `${field} ${words}`, on: "value", facts: {} };
}
