// What is wrong with an IP address or a CIDR in a field that has long been there, and what is only odd.

import type { FieldPath } from "../base/field.ts";
import { formatField } from "../base/field.ts";
import { type Cidr, formatStrict, parseAddress, parseCidr } from "./addresses.ts";
import { invalid, quoted, type ServiceError, type ServiceWarning } from "./errors.ts";
import { goQuote } from "./go-text.ts";
import type { RefusalId } from "./rule-id.ts";
import type { Features } from "./versions.ts";

type Rest = { readonly place?: FieldPath };

/** `rule` is for text that is no address at all; the strict objections have rules of their own. */
export function* addressErrors(
  rule: RefusalId,
  field: FieldPath,
  text: string,
  features: Features,
  rest: Rest = {},
): Generator<ServiceError> {
  const address = parseAddress(text);
  if (address === undefined) {
    yield invalid(rule, field, quoted(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)", rest);
    return;
  }
  if (!features.strictAddresses) return;
  const facts = { other: address.canonical };
  if (address.leadingZeros) {
    yield invalid("ip-leading-zeros", field, quoted(text), "must not have leading 0s", { ...rest, facts });
  } else if (address.mapped) {
    yield invalid("ip-v4-mapped", field, quoted(text), "must not be an IPv4-mapped IPv6 address", { ...rest, facts });
  }
}

/** The three strict objections exclude each other: the first that applies. */
export function* cidrErrors(
  rule: RefusalId,
  field: FieldPath,
  text: string,
  features: Features,
  rest: Rest = {},
): Generator<ServiceError> {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    const facts = { other: parseAddress(text)?.canonical ?? "" };
    const words = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    yield invalid(rule, field, quoted(text), words, { ...rest, facts });
    return;
  }
  if (!features.strictAddresses) return;
  const facts = { other: cidr.canonical };
  if (cidr.leadingZeros) {
    const words = "must not have leading 0s in IP or prefix length";
    yield invalid("cidr-leading-zeros", field, quoted(text), words, { ...rest, facts });
  } else if (cidr.address.mapped) {
    const words = "must not have an IPv4-mapped IPv6 address";
    yield invalid("cidr-v4-mapped", field, quoted(text), words, { ...rest, facts });
  } else if (cidr.address.bits !== cidr.first) {
    const words = "must not have bits set beyond the prefix length";
    yield invalid("cidr-host-bits", field, quoted(text), words, { ...rest, facts });
  }
}

/** GetWarningsForIP. */
export function* addressWarnings(
  field: FieldPath,
  text: string,
  features: Features,
  rest: Rest = {},
): Generator<ServiceWarning> {
  const address = parseAddress(text);
  if (address === undefined) return;
  const name = formatField(field);
  const base = {
    field: name,
    place: rest.place ?? field,
    on: "value",
    aboutForm: true,
    facts: { other: address.canonical },
  } as const;
  if (address.leadingZeros || address.mapped) {
    const text36 = `${name}: non-standard IP address ${goQuote(text)} ${invalidWords(features)}: use ${goQuote(address.canonical)}`;
    yield { ...base, rule: "warn-ip-nonstandard", text: text36 };
  } else if (address.family === "IPv6" && formatStrict(address) !== text) {
    const words = `IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(address.canonical)})`;
    yield { ...base, rule: "warn-ipv6-not-canonical", text: `${name}: ${words}` };
  }
}

/** GetWarningsForCIDR. */
export function* cidrWarnings(field: FieldPath, text: string, features: Features): Generator<ServiceWarning> {
  const cidr = parseCidr(text);
  if (cidr === undefined) return;
  const name = formatField(field);
  const base = { field: name, place: field, on: "value", aboutForm: true, facts: { other: cidr.canonical } } as const;
  const written = writtenBits(cidr);
  let odd = false;
  if (written !== cidr.first) {
    odd = true;
    const one = `${cidr.address.canonical}/${cidr.width}`;
    const words = `CIDR value ${goQuote(text)} is ambiguous in this context (should be ${goQuote(cidr.canonical)} or ${goQuote(one)}?)`;
    yield { ...base, rule: "warn-cidr-host-bits", text: `${name}: ${words}` };
  }
  if (cidr.leadingZeros || cidr.address.mapped) {
    odd = true;
    const words = `non-standard CIDR value ${goQuote(text)} ${invalidWords(features)}: use ${goQuote(cidr.canonical)}`;
    yield { ...base, rule: "warn-cidr-nonstandard", text: `${name}: ${words}` };
  }
  const canonical = `${formatStrict(cidr.address)}/${cidr.prefix}`;
  if (!odd && cidr.width === 128 && canonical !== text) {
    const words = `IPv6 CIDR value ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`;
    yield { ...base, rule: "warn-cidr-not-canonical", text: `${name}: ${words}` };
  }
}

/** The address's bits in the width that it is written in: a mapped one keeps its prefix. */
function writtenBits(cidr: Cidr): bigint {
  return cidr.address.mapped ? cidr.address.bits | (0xffffn << 32n) : cidr.address.bits;
}

function invalidWords(features: Features): string {
  return features.strictAddresses ? "is invalid" : "will be considered invalid in a future Kubernetes release";
}
