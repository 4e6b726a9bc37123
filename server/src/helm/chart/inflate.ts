// Deflated bytes as they were (RFC 1951): what a chart's archive is packed with. The core has no zlib.

import { fail } from "../go/values.ts";

/** Unpacks; more than `limit` bytes are an error, with Helm's and Go's words. */
export function inflate(input: Uint8Array, limit: number): Uint8Array {
  return new Inflater(input, limit).inflate();
}

class Inflater {
  readonly #input: Uint8Array;
  readonly #limit: number;
  #out: Uint8Array;
  #length = 0;
  #at = 0;
  /** Bits that are read and not yet used, and how many. */
  #held = 0;
  #count = 0;

  constructor(input: Uint8Array, limit: number) {
    this.#input = input;
    this.#limit = limit;
    this.#out = new Uint8Array(Math.min(Math.max(input.length * 4, 1024), limit));
  }

  inflate(): Uint8Array {
    for (let isLast = false; !isLast; ) {
      isLast = this.#bits(1) === 1;
      const kind = this.#bits(2);
      if (kind === 3) fail("flate: corrupt input");
      if (kind === 0) this.#stored();
      else this.#compressed(kind === 1 ? fixedCodes() : this.#dynamicCodes());
    }
    return this.#out.subarray(0, this.#length);
  }

  #bits(need: number): number {
    while (this.#count < need) {
      if (this.#at >= this.#input.length) fail("unexpected EOF");
      this.#held |= (this.#input[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
    const value = this.#held & ((1 << need) - 1);
    this.#held >>>= need;
    this.#count -= need;
    return value;
  }

  /** Makes room for so many bytes. */
  #room(more: number): void {
    if (this.#length + more > this.#limit)
      fail(`decompressed chart is larger than the maximum file size ${this.#limit}`);
    if (this.#length + more <= this.#out.length) return;
    const larger = new Uint8Array(Math.min(Math.max(this.#out.length * 2, this.#length + more), this.#limit));
    larger.set(this.#out.subarray(0, this.#length));
    this.#out = larger;
  }

  #symbol({ counts, symbols }: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size < 16; size++) {
      code |= this.#bits(1);
      const here = counts[size] ?? 0;
      if (code - here < first) return symbols[index + (code - first)] ?? 0;
      index += here;
      first = (first + here) << 1;
      code <<= 1;
    }
    return fail("flate: corrupt input");
  }

  /** A block of bytes as they are. */
  #stored(): void {
    this.#held = 0;
    this.#count = 0;
    const size = (this.#input[this.#at] ?? 0) | ((this.#input[this.#at + 1] ?? 0) << 8);
    this.#at += 4;
    if (this.#at + size > this.#input.length) fail("unexpected EOF");
    this.#room(size);
    this.#out.set(this.#input.subarray(this.#at, this.#at + size), this.#length);
    this.#at += size;
    this.#length += size;
  }

  #compressed({ literals, distances }: Tables): void {
    for (;;) {
      const found = this.#symbol(literals);
      if (found === 256) return;
      if (found < 256) {
        this.#room(1);
        this.#out[this.#length] = found;
        this.#length += 1;
      } else this.#repeat(found - 257, distances);
    }
  }

  /** Bytes that stood before, once more. */
  #repeat(slot: number, distances: Codes): void {
    const size = (lengthBase[slot] ?? 0) + this.#bits(lengthExtra[slot] ?? 0);
    const far = this.#symbol(distances);
    const distance = (distanceBase[far] ?? 0) + this.#bits(distanceExtra[far] ?? 0);
    if (distance > this.#length) fail("flate: corrupt input");
    this.#room(size);
    const out = this.#out;
    for (let at = this.#length; at < this.#length + size; at++) out[at] = out[at - distance] ?? 0;
    this.#length += size;
  }

  #dynamicCodes(): Tables {
    const literalCount = this.#bits(5) + 257;
    const distanceCount = this.#bits(5) + 1;
    const codeCount = this.#bits(4) + 4;
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    const sizes: number[] = new Array(19).fill(0);
    for (let i = 0; i < codeCount; i++) sizes[order[i] ?? 0] = this.#bits(3);
    const codes = codesOf(sizes);
    const all: number[] = [];
    while (all.length < literalCount + distanceCount) {
      const found = this.#symbol(codes);
      if (found < 16) all.push(found);
      else {
        const repeated = found === 16 ? (all.at(-1) ?? 0) : 0;
        const times = found === 16 ? this.#bits(2) + 3 : found === 17 ? this.#bits(3) + 3 : this.#bits(7) + 11;
        for (let i = 0; i < times; i++) all.push(repeated);
      }
    }
    return {
      literals: codesOf(all.slice(0, literalCount)),
      distances: codesOf(all.slice(literalCount, literalCount + distanceCount)),
    };
  }
}

interface Tables {
  readonly literals: Codes;
  readonly distances: Codes;
}

interface Codes {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codesOf(sizes: readonly number[]): Codes {
  const counts: number[] = new Array(16).fill(0);
  for (const size of sizes) counts[size] = (counts[size] ?? 0) + 1;
  counts[0] = 0;
  const offsets: number[] = [0, 0];
  for (let size = 1; size < 15; size++) offsets[size + 1] = (offsets[size] ?? 0) + (counts[size] ?? 0);
  const symbols: number[] = [];
  sizes.forEach((size, value) => {
    if (size === 0) return;
    symbols[offsets[size] ?? 0] = value;
    offsets[size] = (offsets[size] ?? 0) + 1;
  });
  return { counts, symbols };
}

function fixedCodes(): Tables {
  const sizes = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return { literals: codesOf(sizes), distances: codesOf(new Array(30).fill(5)) };
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
