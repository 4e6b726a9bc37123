// base64 and base32 as Go's standard encodings.

const letters64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const letters32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function encode(bytes: Uint8Array, letters: string, bits: number, group: number): string {
  let out = "";
  let held = 0;
  let count = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    count += 8;
    while (count >= bits) {
      count -= bits;
      out += letters[(held >> count) & ((1 << bits) - 1)];
      held &= (1 << count) - 1;
    }
  }
  if (count > 0) out += letters[(held << (bits - count)) & ((1 << bits) - 1)];
  return out.padEnd(Math.ceil(out.length / group) * group, "=");
}

export function base64(bytes: Uint8Array): string {
  return encode(bytes, letters64, 6, 4);
}

export function base32(bytes: Uint8Array): string {
  return encode(bytes, letters32, 5, 8);
}

/** DecodeString: the bytes, or the offset of Go's "illegal base64 data at input byte". */
export function decodeBase64(text: string): Uint8Array | number {
  return decode(text, letters64, 6, 4);
}

export function decodeBase32(text: string): Uint8Array | number {
  return decode(text.replace(/[\r\n]/g, ""), letters32, 5, 8);
}

function decode(text: string, letters: string, bits: number, group: number): Uint8Array | number {
  const bytes: number[] = [];
  const isBreak = (at: number) => text[at] === "\n" || text[at] === "\r";
  let at = 0;
  while (at < text.length) {
    const digits: number[] = [];
    for (let j = 0; j < group; ) {
      if (at >= text.length) {
        if (j === 0) return Uint8Array.from(bytes);
        return bits === 6 ? at - j : at;
      }
      if (isBreak(at)) {
        at += 1;
        continue;
      }
      const character = text[at] ?? "";
      at += 1;
      const digit = letters.indexOf(character);
      if (digit >= 0) {
        digits.push(digit);
        j += 1;
        continue;
      }
      if (character !== "=") return at - 1;
      const allowed = bits === 6 ? [2, 3] : [2, 4, 5, 7];
      if (!allowed.includes(j)) return at - 1;
      for (let padding = j + 1; padding < group; padding++) {
        while (isBreak(at)) at += 1;
        if (at >= text.length) return bits === 6 ? text.length : at;
        if (text[at] !== "=") return at;
        at += 1;
      }
      while (isBreak(at)) at += 1;
      flush(digits);
      return at < text.length ? at : Uint8Array.from(bytes);
    }
    flush(digits);
  }
  return Uint8Array.from(bytes);

  function flush(digits: readonly number[]): void {
    let held = 0;
    let count = 0;
    for (const digit of digits) {
      held = (held << bits) | digit;
      count += bits;
      if (count >= 8) {
        count -= 8;
        bytes.push((held >> count) & 255);
        held &= (1 << count) - 1;
      }
    }
  }
}
