// What the API server validates in EndpointSlices and Endpoints (pkg/apis/discovery and core of Kubernetes 1.36).

import type { FieldPath } from "../../base/field.ts";
import { get, integerOf, itemsOf, stringOf } from "../../yaml/cursor.ts";
import type { MapNode, Node } from "../../yaml/node.ts";
import { parseAddress, specialRange } from "../addresses.ts";
import { dnsLabel, dnsSubdomain } from "../formats.ts";
import type { Features } from "../versions.ts";
import { missing, type ObjectError, twice, unsupported, wrong } from "./object-error.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const addressTypes = ["FQDN", "IPv4", "IPv6"];

export function* endpointSliceErrors(root: MapNode, features: Features): Generator<ObjectError> {
  const type = stringOf(get(root, "addressType")) ?? "";
  if (type === "") yield missing("endpoints-address-type", "address-type-missing", ["addressType"], "");
  else if (!addressTypes.includes(type))
    yield unsupported("endpoints-address-type", "address-type-unknown", ["addressType"], type, addressTypes);
  const names = new Set<string>();
  for (const [index, port] of itemsOf(get(root, "ports")).entries()) {
    const at = ["ports", index];
    const name = stringOf(get(port, "name")) ?? "";
    yield* portNameErrors(name, [...at, "name"]);
    if (names.has(name)) yield twice("endpoints-port-form", "port-name-twice", [...at, "name"], name);
    names.add(name);
    yield* protocolErrors(port, at);
  }
  for (const [index, endpoint] of itemsOf(get(root, "endpoints")).entries()) {
    const at = ["endpoints", index, "addresses"];
    const addresses = itemsOf(get(endpoint, "addresses"));
    if (addresses.length === 0)
      yield missing("endpoints-without-address", "address-none", at, "must contain at least 1 address");
    for (const [each, node] of addresses.entries()) {
      const address = stringOf(node);
      if (address !== undefined) yield* sliceAddressErrors(address, type, at, each, features);
    }
  }
}

function* sliceAddressErrors(
  address: string,
  type: string,
  at: FieldPath,
  index: number,
  features: Features,
): Generator<ObjectError> {
  const place = [...at, index];
  if (type === "FQDN") {
    const name = address.replace(/\.$/, "");
    const [complaint] = dnsSubdomain(name, "characters");
    if (address === "") yield missing("endpoints-address-format", "address-name", place, "");
    else if (complaint !== undefined)
      yield wrong("endpoints-address-format", "address-name", place, name, complaint.text);
    else if (!name.includes(".")) {
      const detail = "should be a domain with at least two segments separated by dots";
      yield wrong("endpoints-address-format", "address-name", place, name, detail);
    }
    return;
  }
  if (type !== "IPv4" && type !== "IPv6") return;
  const found = [...addressFormatErrors(address, place, features)];
  yield* found;
  const parsed = parseAddress(address);
  if (found.length > 0 || parsed === undefined) return;
  if (parsed.family !== type) {
    yield wrong("endpoints-address-format", "address-other-family", place, address, `must be an ${type} address`, {
      field: at,
      facts: { other: type },
    });
  }
  yield* specialErrors(address, place);
}

export function* endpointsErrors(root: MapNode, features: Features): Generator<ObjectError> {
  for (const [index, subset] of itemsOf(get(root, "subsets")).entries()) {
    const at = ["subsets", index];
    const lists = ["addresses", "notReadyAddresses"] as const;
    if (lists.every((key) => itemsOf(get(subset, key)).length === 0)) {
      const detail = "must specify `addresses` or `notReadyAddresses`";
      yield missing("endpoints-without-address", "address-none", at, detail);
    }
    for (const key of lists) {
      for (const [each, node] of itemsOf(get(subset, key)).entries()) {
        const place = [...at, key, each, "ip"];
        const ip = stringOf(get(node, "ip")) ?? "";
        const found = [...addressFormatErrors(ip, place, features)];
        yield* found;
        if (found.length === 0) yield* specialErrors(ip, place);
      }
    }
    const ports = itemsOf(get(subset, "ports"));
    for (const [each, port] of ports.entries()) {
      const place = [...at, "ports", each];
      const name = stringOf(get(port, "name")) ?? "";
      if (name === "" && ports.length > 1)
        yield missing("endpoints-port-form", "port-name-missing", [...place, "name"], "");
      else yield* portNameErrors(name, [...place, "name"]);
      const node = get(port, "port");
      const number = integerOf(node) ?? 0;
      const isOtherType = node !== undefined && node.kind !== "null" && integerOf(node) === undefined;
      if (!isOtherType && (number < 1 || number > 65535)) {
        const detail = "must be between 1 and 65535, inclusive";
        yield wrong("endpoints-port-form", "port-number", [...place, "port"], number, detail);
      }
      yield* protocolErrors(port, place);
    }
  }
}

function* portNameErrors(name: string, place: FieldPath): Generator<ObjectError> {
  if (name === "") return;
  for (const { text } of dnsLabel(name)) yield wrong("endpoints-port-form", "port-name-format", place, name, text);
}

function* protocolErrors(port: Node, at: FieldPath): Generator<ObjectError> {
  const protocol = stringOf(get(port, "protocol"));
  if (protocol && !protocols.includes(protocol))
    yield unsupported("endpoints-port-form", "protocol", [...at, "protocol"], protocol, protocols);
}

function* addressFormatErrors(address: string, place: FieldPath, features: Features): Generator<ObjectError> {
  const parsed = parseAddress(address);
  const rule = "endpoints-address-format";
  if (parsed === undefined) {
    const detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    yield wrong(rule, "address-format", place, address, detail);
  } else if (features.strictAddresses && parsed.leadingZeros) {
    yield wrong(rule, "address-format", place, address, "must not have leading 0s");
  } else if (features.strictAddresses && parsed.mapped) {
    yield wrong(rule, "address-format", place, address, "must not be an IPv4-mapped IPv6 address");
  }
}

/** Addresses that no endpoint may have, as no external IP may. */
function* specialErrors(address: string, place: FieldPath): Generator<ObjectError> {
  const parsed = parseAddress(address);
  const range = parsed === undefined ? undefined : specialRange(parsed);
  if (range === undefined) return;
  const details = {
    unspecified: `may not be unspecified (${address})`,
    loopback: "may not be in the loopback range (127.0.0.0/8, ::1/128)",
    "link-local": "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
    "link-local-multicast": "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
  };
  yield wrong("endpoints-address-format", "address-special", place, address, details[range], {
    facts: { other: range },
  });
}
