// Numbers as Go's strconv writes and reads them.

/** The exact value of a finite float64 as `numerator / 2^shift`. */
function exact(value: number): { numerator: bigint; shift: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  return power >= 0
    ? { numerator: mantissa << BigInt(power), shift: 0n }
    : { numerator: mantissa, shift: BigInt(-power) };
}

/** `value * 10^places` rounded to a whole number, halves to the even one. */
function scaled(value: number, places: number): bigint {
  const { numerator, shift } = exact(Math.abs(value));
  const top = places >= 0 ? numerator * 10n ** BigInt(places) : numerator;
  const bottom = (1n << shift) * (places < 0 ? 10n ** BigInt(-places) : 1n);
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

interface Digits {
  readonly digits: string;
  /** The exponent of the first digit. */
  readonly exponent: number;
}

/** The fewest digits that read back as the value. */
function shortest(value: number): Digits {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

function withDigits(value: number, count: number): Digits {
  if (value === 0) return { digits: "0".repeat(count), exponent: 0 };
  let { exponent } = shortest(value);
  let digits = String(scaled(value, count - 1 - exponent));
  if (digits.length > count) {
    exponent += 1;
    digits = digits.slice(0, count);
  }
  return { digits, exponent };
}

/**
 * strconv.FormatFloat of 64 bits. `form` is one of e, E, f, g, G; `precision` -1 means as many digits as needed. `keepZeros` is
 * fmt's `#`.
 */
export function formatFloat(value: number, form: string, precision: number, keepZeros = false): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  switch (form) {
    case "e":
    case "E":
      return sign + inE(precision < 0 ? shortest(value) : withDigits(value, precision + 1), form);
    case "f":
      return sign + (precision < 0 ? plain(shortest(value)) : fixed(value, precision));
    default:
      return sign + inG(value, form === "G" ? "E" : "e", precision, keepZeros);
  }
}

function inE({ digits, exponent }: Digits, letter: string): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${mantissa}${letter}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function plain({ digits, exponent }: Digits): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, "0");
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

function fixed(value: number, precision: number): string {
  const digits = String(scaled(value, precision)).padStart(precision + 1, "0");
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function inG(value: number, letter: string, precision: number, keepZeros: boolean): string {
  const found = precision < 0 ? shortest(value) : withDigits(value, Math.max(precision, 1));
  let limit = precision < 0 ? 6 : Math.max(precision, 1);
  const trimmed = keepZeros ? found.digits : found.digits.replace(/0+$/, "") || "0";
  if (precision >= 0 && limit > trimmed.length && trimmed.length >= found.exponent + 1) limit = trimmed.length;
  // The exponent is written if it is less than -4 or not below the precision; of the shortest form, 6 is the limit.
  if (found.exponent < -4 || found.exponent >= limit) return inE({ digits: trimmed, exponent: found.exponent }, letter);
  return plain({ digits: trimmed, exponent: found.exponent });
}

const floatPattern = /^[-+]?(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** strconv.ParseFloat; undefined for what it refuses. */
export function parseFloatText(text: string): number | undefined {
  if (/^[-+]?(?:inf|infinity)$/i.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const hex = /^([-+]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([-+]?[0-9]+)$/.exec(text);
  if (hex !== null && `${hex[2]}${hex[3]}` !== "") {
    const value = Number.parseInt(`${hex[2]}${hex[3]}`, 16) * 2 ** (Number(hex[4]) - 4 * (hex[3]?.length ?? 0));
    return hex[1] === "-" ? -value : value;
  }
  // Underscores may separate digits, and nothing else.
  if (/(?<![0-9])_|_(?![0-9])/.test(text)) return undefined;
  const plain = text.replaceAll("_", "");
  if (!floatPattern.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** strconv.ParseInt with base 0 (by its prefix) or 10, of 64 bits; undefined for what it refuses. */
export function parseIntText(text: string, base: 0 | 8 | 10): bigint | undefined {
  const found = /^([-+]?)(.+)$/s.exec(text);
  if (found === null) return undefined;
  const magnitude = parseDigits(found[2] ?? "", base);
  if (magnitude === undefined) return undefined;
  const value = found[1] === "-" ? -magnitude : magnitude;
  return value >= -(1n << 63n) && value < 1n << 63n ? value : undefined;
}

/** strconv.ParseUint with base 0. */
export function parseUintText(text: string): bigint | undefined {
  const value = parseDigits(text, 0);
  return value !== undefined && value < 1n << 64n ? value : undefined;
}

function parseDigits(text: string, base: 0 | 8 | 10): bigint | undefined {
  if (base === 10) return /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
  if (base === 8) return /^[0-7]+$/.test(text) ? BigInt(`0o${text}`) : undefined;
  // Underscores may stand between digits, and between a prefix and its digits.
  const clean = /^(?:0[xXbBoO]_?|0_?)?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*$/.test(text) ? text.replaceAll("_", "") : text;
  if (/^0[xX][0-9a-fA-F]+$|^0[bB][01]+$|^0[oO][0-7]+$/.test(clean)) return BigInt(clean.toLowerCase());
  if (/^0[0-7]+$/.test(clean)) return BigInt(`0o${clean.slice(1)}`);
  return /^(?:0|[1-9][0-9]*)$/.test(clean) ? BigInt(clean) : undefined;
}

/** A float64 as Go's conversion to int64 makes one on amd64. */
export function truncated(value: number): bigint {
  if (Number.isNaN(value) || value >= 2 ** 63 || value < -(2 ** 63)) return -(1n << 63n);
  return BigInt(Math.trunc(value));
}

/** `%x` of a float64, all digits. */
export function hexFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value, "g", -1);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0x0p+00`;
  const { numerator, shift } = exact(Math.abs(value));
  const digits = numerator.toString(2);
  const exponent = digits.length - 1 - Number(shift);
  const fraction = digits.slice(1).replace(/0+$/, "");
  const hex =
    fraction === ""
      ? ""
      : `.${BigInt(`0b${fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0")}`)
          .toString(16)
          .padStart(Math.ceil(fraction.length / 4), "0")}`;
  return `${sign}0x1${hex}p${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
