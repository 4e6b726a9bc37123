// IP addresses and CIDRs as Go reads them: sloppily (what Kubernetes always took), strictly, and in canonical form.

/** An address that Kubernetes accepts in some way. */
export interface Address {
  readonly family: "IPv4" | "IPv6";
  /** The address as a number, in its own family: 32 or 128 bits. */
  readonly bits: bigint;
  /** Written as IPv6 but IPv4 (`::ffff:10.0.0.1`); `family` is then IPv4. */
  readonly mapped: boolean;
  /** Leading zeros, which Go itself no longer takes. */
  readonly leadingZeros: boolean;
  /** net.IP's own form: IPv4 dotted (mapped ones too), IPv6 as RFC 5952 wants it. */
  readonly canonical: string;
}

/** A range of addresses. */
export interface Cidr {
  /** As written, host bits and all. */
  readonly address: Address;
  /** The length in bits as written, and of how many. */
  readonly prefix: number;
  readonly width: 32 | 128;
  /** First and last address, in the address's written width. */
  readonly first: bigint;
  readonly last: bigint;
  readonly leadingZeros: boolean;
  /** net.IPNet's own form. */
  readonly canonical: string;
}

/** netutils.ParseIPSloppy, with what a strict reading would object to. */
export function parseAddress(text: string): Address | undefined {
  const raw = text.includes(":") && !isDotFirst(text) ? parseV6(text) : parseV4(text);
  return raw === undefined ? undefined : finish(raw);
}

/** netutils.ParseCIDRSloppy. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const raw = parseV4(text.slice(0, slash)) ?? parseV6(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (raw === undefined || !/^[0-9]+$/.test(length)) return undefined;
  const prefix = Number(length);
  if (prefix > raw.width) return undefined;
  const hostBits = BigInt(raw.width - prefix);
  const first = (raw.bits >> hostBits) << hostBits;
  const last = first | ((1n << hostBits) - 1n);
  const network = finish({ ...raw, bits: first });
  return {
    address: finish(raw),
    prefix,
    width: raw.width,
    first,
    last,
    leadingZeros: raw.leadingZeros || (length.length > 1 && length.startsWith("0")),
    canonical: cidrText(network, prefix, raw.width),
  };
}

/** netip.Addr's own form, which keeps a mapped address in IPv6 clothes. */
export function formatStrict(address: Address): string {
  return address.mapped ? `::ffff:${address.canonical}` : address.canonical;
}

/** The text of an address given as a number. */
export function formatBits(bits: bigint, family: "IPv4" | "IPv6"): string {
  return family === "IPv4" ? formatV4(bits) : formatV6(bits);
}

/** The kinds of address that no client could ever reach from outside (ValidateEndpointIP). */
export function specialRange(
  address: Address,
): "unspecified" | "loopback" | "link-local" | "link-local-multicast" | undefined {
  const { bits } = address;
  if (bits === 0n) return "unspecified";
  if (address.family === "IPv4") {
    if (bits >> 24n === 127n) return "loopback";
    if (bits >> 16n === 0xa9fen) return "link-local";
    if (bits >> 8n === 0xe00000n) return "link-local-multicast";
    return undefined;
  }
  if (bits === 1n) return "loopback";
  if (bits >> 118n === 0xfe80n >> 6n) return "link-local";
  if (bits >> 120n === 0xffn && ((bits >> 112n) & 0xfn) === 2n) return "link-local-multicast";
  return undefined;
}

interface Raw {
  readonly width: 32 | 128;
  readonly bits: bigint;
  readonly leadingZeros: boolean;
}

const mappedPrefix = 0xffffn << 32n;

function finish(raw: Raw): Address {
  const mapped = raw.width === 128 && raw.bits >> 32n === 0xffffn;
  if (raw.width === 32 || mapped) {
    const bits = mapped ? raw.bits - mappedPrefix : raw.bits;
    return { family: "IPv4", bits, mapped, leadingZeros: raw.leadingZeros, canonical: formatV4(bits) };
  }
  return {
    family: "IPv6",
    bits: raw.bits,
    mapped: false,
    leadingZeros: raw.leadingZeros,
    canonical: formatV6(raw.bits),
  };
}

function cidrText(network: Address, prefix: number, width: 32 | 128): string {
  // net.IPNet prints a mapped network in IPv4 form with what is left of the prefix.
  if (width === 128 && network.family === "IPv4" && prefix >= 96) return `${network.canonical}/${prefix - 96}`;
  return `${network.canonical}/${prefix}`;
}

/** ParseIP looks at the first dot or colon: a dot before any colon means IPv4. */
function isDotFirst(text: string): boolean {
  const dot = text.indexOf(".");
  return dot >= 0 && dot < text.indexOf(":");
}

function parseV4(text: string): Raw | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  let leadingZeros = false;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined;
    if (part.length > 1 && part.startsWith("0")) leadingZeros = true;
    bits = (bits << 8n) | BigInt(Number(part));
  }
  return { width: 32, bits, leadingZeros };
}

function parseV6(text: string): Raw | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  let leadingZeros = false;
  const groups: bigint[][] = [];
  for (const [index, half] of halves.entries()) {
    const read = parseGroups(half, index === halves.length - 1);
    if (read === undefined) return undefined;
    leadingZeros ||= read.leadingZeros;
    groups.push([...read.groups]);
  }
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  // "::" stands for at least one group of zeros; without it all eight are there.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const zeros: bigint[] = new Array<bigint>(missing).fill(0n);
  const all = [...head, ...zeros, ...tail];
  return { width: 128, bits: all.reduce((bits, group) => (bits << 16n) | group, 0n), leadingZeros };
}

function parseGroups(
  text: string,
  mayEndInV4: boolean,
): { readonly groups: readonly bigint[]; readonly leadingZeros: boolean } | undefined {
  if (text === "") return { groups: [], leadingZeros: false };
  const groups: bigint[] = [];
  let leadingZeros = false;
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const v4 = mayEndInV4 && index === parts.length - 1 ? parseV4(part) : undefined;
      if (v4 === undefined) return undefined;
      leadingZeros ||= v4.leadingZeros;
      groups.push(v4.bits >> 16n, v4.bits & 0xffffn);
      continue;
    }
    if (!/^[0-9a-fA-F]+$/.test(part) || Number.parseInt(part, 16) > 0xffff) return undefined;
    if (part.length > 4) leadingZeros = true;
    groups.push(BigInt(Number.parseInt(part, 16)));
  }
  return { groups, leadingZeros };
}

function formatV4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join(".");
}

function formatV6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - index * 16)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return best.start < 0 ? text(0, 8) : `${text(0, best.start)}::${text(best.start + best.length, 8)}`;
}
