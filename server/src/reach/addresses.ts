// What an ipBlock covers: single addresses, everything, the internet.

import { parseAddress, parseCidr } from "../api-server/addresses.ts";
import type { IpBlock } from "../model/network-policy.ts";
import type { Answer } from "./answer.ts";

/** Both ends count. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** Where an ipBlock's addresses lie. */
export interface Coverage {
  readonly family: "IPv4" | "IPv6";
  /** What `except` leaves, in order. */
  readonly ranges: readonly Range[];
}

/** Undefined for a block whose addresses cannot be read. */
export function coverageOf(block: IpBlock): Coverage | undefined {
  const whole = readRange(block.cidr);
  if (whole === undefined) return undefined;
  let ranges: readonly Range[] = [whole.range];
  for (const text of block.except) {
    const except = readRange(text);
    if (except === undefined) return undefined;
    if (except.family === whole.family) ranges = ranges.flatMap((range) => without(range, except.range));
  }
  return { family: whole.family, ranges };
}

function readRange(text: string): { readonly family: Coverage["family"]; readonly range: Range } | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return undefined;
  return { family: cidr.width === 32 ? "IPv4" : "IPv6", range: { first: cidr.first, last: cidr.last } };
}

function without(range: Range, gap: Range): readonly Range[] {
  if (gap.last < range.first || range.last < gap.first) return [range];
  const parts: Range[] = [];
  if (range.first < gap.first) parts.push({ first: range.first, last: gap.first - 1n });
  if (gap.last < range.last) parts.push({ first: gap.last + 1n, last: range.last });
  return parts;
}

/** Whether an address is among those of the block. */
export function holdsAddress(coverage: Coverage, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined || address.family !== coverage.family) return false;
  return coverage.ranges.some(({ first, last }) => first <= address.bits && address.bits <= last);
}

/** Whether all of these addresses are among those of the block; unknown where only some are. */
export function holdsAddresses(coverage: Coverage, addresses: readonly string[]): Answer {
  const inside = addresses.filter((address) => holdsAddress(coverage, address)).length;
  if (inside === 0) return "no";
  return inside === addresses.length ? "yes" : "unknown";
}

/** Whether the block has every address of its family. */
export function isEverything({ family, ranges }: Coverage): boolean {
  const [range] = ranges;
  return ranges.length === 1 && range?.first === 0n && range.last === (1n << (family === "IPv4" ? 32n : 128n)) - 1n;
}

/**
 * Ranges that are not routed on the internet, where pods, nodes and Services of nearly all clusters have their addresses:
 * RFC 1918, shared space (RFC 6598), loopback, link-local, and what is reserved from 224.0.0.0 on; unique local IPv6 (RFC 4193).
 */
const inner: Readonly<Record<Coverage["family"], readonly Range[]>> = {
  IPv4: ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
    .concat("224.0.0.0/3")
    .flatMap((text) => readRange(text)?.range ?? []),
  IPv6: ["fc00::/7", "fe80::/10", "ff00::/8", "::/127"].flatMap((text) => readRange(text)?.range ?? []),
};

/** Whether the block has addresses that no host on the internet has. */
export function hasInnerAddresses({ family, ranges }: Coverage): boolean {
  return ranges.some((range) => inner[family].some((gap) => gap.first <= range.last && range.first <= gap.last));
}

/** How much of the internet the block has: all of it, some of it, none. */
export function holdsInternet(coverage: Coverage): Answer {
  const left = (ranges: readonly Range[]) =>
    inner[coverage.family].reduce<readonly Range[]>((all, gap) => all.flatMap((range) => without(range, gap)), ranges);
  const here = left(coverage.ranges);
  if (here.length === 0) return "no";
  const all = left([{ first: 0n, last: (1n << (coverage.family === "IPv4" ? 32n : 128n)) - 1n }]);
  const size = (ranges: readonly Range[]) => ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  return size(here) === size(all) ? "yes" : "unknown";
}
