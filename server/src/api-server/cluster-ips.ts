// How clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy must fit together; judged twice, see allocate.ts.

import type { FieldPath } from "../base/field.ts";
import { addressErrors } from "./address-syntax.ts";
import { parseAddress } from "./addresses.ts";
import { isHeadless } from "./defaults.ts";
import { duplicate, invalid, json, notSupported, quoted, type ServiceError } from "./errors.ts";
import type { ServiceSpec } from "./service-object.ts";
import type { Features } from "./versions.ts";

const field: FieldPath = ["spec", "clusterIPs"];

export function* clusterIPsErrors(
  spec: ServiceSpec,
  written: readonly string[],
  features: Features,
): Generator<ServiceError> {
  if (spec.type === "ExternalName") return;
  const { clusterIPs, ipFamilies } = spec;
  if (spec.clusterIP !== "" && clusterIPs[0] !== spec.clusterIP) {
    const facts = { other: spec.clusterIP };
    const place = [...field, 0];
    yield invalid("cluster-ips-first-differs", field, json(clusterIPs), "first value must match `clusterIP`", {
      place,
      facts,
    });
  } else if (spec.clusterIP === "" && clusterIPs.length > 0) {
    const words = "must be empty when `clusterIP` is not specified";
    yield invalid("cluster-ips-without-cluster-ip", field, json(clusterIPs), words, {
      facts: { other: clusterIPs[0] ?? "" },
    });
  }
  yield* familyErrors(spec);
  const syntax = [...syntaxErrors(spec, written, features)];
  yield* syntax;
  if (clusterIPs.length > 2) {
    yield invalid("cluster-ips-too-many", field, json(clusterIPs), "may only hold up to 2 values", {
      place: [...field, 2],
    });
  }
  if (syntax.length > 0) return;
  const families = clusterIPs.map((ip) => familyOf(ip));
  if (clusterIPs.length > 1 && new Set(families).size < 2) {
    const words = "may specify no more than one IP for each IP family";
    const facts = { other: families[0] ?? "IPv4" };
    yield invalid("cluster-ips-same-family", field, json(clusterIPs), words, { place: [...field, 1], facts });
  }
  if (isHeadless(spec)) return;
  for (const [index, ip] of clusterIPs.entries()) {
    const expected = ipFamilies[index];
    if ((expected !== "IPv4" && expected !== "IPv6") || familyOf(ip) === expected) continue;
    const words = `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``;
    const rest = { place: placeOf(index, written), facts: { other: expected } };
    yield invalid("cluster-ip-family-mismatch", [...field, index], quoted(ip), words, rest);
  }
}

/** Where the address at an index of clusterIPs is written: clusterIP alone fills the list. */
export function placeOf(index: number, written: readonly string[]): FieldPath {
  return written.length === 0 && index === 0 ? ["spec", "clusterIP"] : [...field, index];
}

/** The family of a well-formed address; what cannot be read counts as IPv4, as in Go. */
export function familyOf(ip: string): "IPv4" | "IPv6" {
  return parseAddress(ip)?.family ?? "IPv4";
}

function* familyErrors(spec: ServiceSpec): Generator<ServiceError> {
  const seen = new Set<string>();
  for (const [index, family] of spec.ipFamilies.entries()) {
    const at = ["spec", "ipFamilies", index];
    if (family !== "IPv4" && family !== "IPv6") yield notSupported("ip-family-value", at, family, ["IPv4", "IPv6"]);
    if (seen.has(family)) yield duplicate("ip-family-duplicate", at, json(family));
    seen.add(family);
  }
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy)) {
    yield notSupported("ip-family-policy-value", ["spec", "ipFamilyPolicy"], spec.ipFamilyPolicy, policies);
  }
}

function* syntaxErrors(spec: ServiceSpec, written: readonly string[], features: Features): Generator<ServiceError> {
  const { clusterIPs } = spec;
  for (const [index, ip] of clusterIPs.entries()) {
    if (index === 0 && ip === "None") {
      if (clusterIPs.length === 1) continue;
      yield invalid("none-not-alone", field, json(clusterIPs), "'None' must be the first and only value", {
        place: [...field, 1],
      });
    } else {
      const place = placeOf(index, written);
      yield* addressErrors("cluster-ip-format", [...field, index], ip, features, { place });
    }
  }
}
