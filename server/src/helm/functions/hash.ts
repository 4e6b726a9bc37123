// SHA-1, SHA-256, SHA-512 and Adler-32, in hexadecimal as Sprig prints them. Small, since browsers have only slow ones that answer later.

import { bytesOf } from "../go/text.ts";

function rotl(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function hex32(words: Iterable<number>): string {
  return [...words].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The message with its padding: a multiple of `block` bytes, the length in bits at the end. */
function padded(bytes: Uint8Array, block: number): DataView {
  const tail = block / 8;
  const length = Math.ceil((bytes.length + 1 + tail) / block) * block;
  const all = new Uint8Array(length);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(length - 4, bytes.length * 8);
  return view;
}

export function sha1(text: string): string {
  const view = padded(bytesOf(text), 64);
  const state = Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0);
  const w = new Int32Array(80);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(offset + i * 4);
    for (let i = 16; i < 80; i++)
      w[i] = rotl((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotl(a, 5) + f + e + k + (w[i] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotl(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((value, i) => {
      state[i] = ((state[i] ?? 0) + value) | 0;
    });
  }
  return hex32(state);
}

const primes: readonly number[] = (() => {
  const found: number[] = [];
  for (let n = 2; found.length < 80; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
})();

/** The first 64 bits behind the point of the n-th root of a prime. */
function rootBits(prime: number, root: 2 | 3): bigint {
  // The whole root of prime * 2^(64 * root), by Newton's method.
  const target = BigInt(prime) << BigInt(64 * root);
  let x = 1n << 70n;
  for (;;) {
    const next = root === 2 ? (x + target / x) >> 1n : (2n * x + target / (x * x)) / 3n;
    if (next >= x) return x & 0xffffffffffffffffn;
    x = next;
  }
}

let constants256: { k: Int32Array; start: Int32Array } | undefined;

export function sha256(text: string): string {
  constants256 ??= {
    k: Int32Array.from(primes.slice(0, 64), (prime) => Number(rootBits(prime, 3) >> 32n) | 0),
    start: Int32Array.from(primes.slice(0, 8), (prime) => Number(rootBits(prime, 2) >> 32n) | 0),
  };
  const { k } = constants256;
  const view = padded(bytesOf(text), 64);
  const state = constants256.start.slice();
  const w = new Int32Array(64);
  const rotr = (value: number, by: number) => (value >>> by) | (value << (32 - by));
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(offset + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15] ?? 0;
      const y = w[i - 2] ?? 0;
      w[i] =
        ((w[i - 16] ?? 0) +
          (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) +
          (w[i - 7] ?? 0) +
          (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10))) |
        0;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + (w[i] ?? 0)) | 0;
      const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      state[i] = ((state[i] ?? 0) + value) | 0;
    });
  }
  return hex32(state);
}

let constants512: { k: BigUint64Array; start: BigUint64Array } | undefined;

export function sha512(text: string): string {
  constants512 ??= {
    k: BigUint64Array.from(primes, (prime) => rootBits(prime, 3)),
    start: BigUint64Array.from(primes.slice(0, 8), (prime) => rootBits(prime, 2)),
  };
  const { k } = constants512;
  const view = padded(bytesOf(text), 128);
  const state = constants512.start.slice();
  const w = new BigUint64Array(80);
  const mask = 0xffffffffffffffffn;
  const rotr = (value: bigint, by: bigint) => ((value >> by) | (value << (64n - by))) & mask;
  for (let offset = 0; offset < view.byteLength; offset += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(offset + i * 8);
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15] ?? 0n;
      const y = w[i - 2] ?? 0n;
      w[i] =
        ((w[i - 16] ?? 0n) +
          (rotr(x, 1n) ^ rotr(x, 8n) ^ (x >> 7n)) +
          (w[i - 7] ?? 0n) +
          (rotr(y, 19n) ^ rotr(y, 61n) ^ (y >> 6n))) &
        mask;
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < 80; i++) {
      const t1 =
        (h + (rotr(e, 14n) ^ rotr(e, 18n) ^ rotr(e, 41n)) + ((e & f) ^ (~e & mask & g)) + (k[i] ?? 0n) + (w[i] ?? 0n)) &
        mask;
      const t2 = ((rotr(a, 28n) ^ rotr(a, 34n) ^ rotr(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & mask;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & mask, c, b, a, (t1 + t2) & mask];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      state[i] = ((state[i] ?? 0n) + value) & mask;
    });
  }
  return [...state].map((word) => word.toString(16).padStart(16, "0")).join("");
}

export function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of bytesOf(text)) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}
