// What a scalar means to kubectl: go-yaml 2's resolution, YAML 1.1 with some of 1.2.

/** A scalar's meaning. `float` is a number that go-yaml holds as a float64, which shows in keys; `mismatch` is refused. */
export type Resolved =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "number"; readonly value: number; readonly json: string; readonly type: "int" | "uint" | "float" }
  | { readonly kind: "mismatch" }
  | { readonly kind: "bad-base64" };

const prefix = "tag:yaml.org,2002:";
const bools: ReadonlyMap<string, boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((text) => [text, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((text) => [text, false] as const),
]);
const nulls = new Set(["", "~", "null", "Null", "NULL"]);
const specials: ReadonlyMap<string, number> = new Map([
  ...[".nan", ".NaN", ".NAN"].map((text) => [text, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
]);

/** The meaning of a plain scalar without a tag. */
export function resolvePlain(text: string): Resolved {
  const first = text.charCodeAt(0);
  // Most values begin with a letter that begins no word of YAML's.
  if (first >= 0x61 && first <= 0x7a && !"yntfo".includes(text[0] ?? "")) return { kind: "string", value: text };
  if (nulls.has(text)) return { kind: "null" };
  const bool = bools.get(text);
  if (bool !== undefined) return { kind: "bool", value: bool };
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e) {
    const special = specials.get(text);
    if (special !== undefined) return float(special);
    const number = first === 0x2e ? parseFloatText(text) : parseNumber(text);
    if (number !== undefined) return number;
  }
  return { kind: "string", value: text };
}

/** The meaning of a scalar with a tag, quoted or not. */
export function resolveTagged(tag: string, text: string): Resolved {
  switch (tag) {
    case `${prefix}binary`: {
      const value = decodeBase64(text);
      return value === undefined ? { kind: "bad-base64" } : { kind: "string", value };
    }
    case `${prefix}timestamp`:
      return isTimestamp(text) ? { kind: "string", value: text } : { kind: "mismatch" };
    case `${prefix}bool`:
    case `${prefix}null`:
    case `${prefix}int`:
    case `${prefix}float`:
      return expect(tag.slice(prefix.length), resolvePlain(text));
    default:
      return { kind: "string", value: text };
  }
}

function expect(type: string, found: Resolved): Resolved {
  if (found.kind === "number") {
    if (type === "int" && found.type !== "float") return found;
    if (type === "float" && found.type === "float") return found;
    if (type === "float" && found.type === "int") return float(found.value);
    return { kind: "mismatch" };
  }
  return found.kind === type ? found : { kind: "mismatch" };
}

/** `8080:` and `1.5:` as keys: a float prints as Go's %g of 32 bits. Undefined for what cannot be a key. */
export function keyOf(resolved: Resolved): string | undefined {
  switch (resolved.kind) {
    case "string":
      return resolved.value;
    case "bool":
      return String(resolved.value);
    case "number":
      if (resolved.type === "float") return formatFloat32(resolved.value);
      return resolved.type === "int" ? resolved.json : undefined;
    default:
      return undefined;
  }
}

function float(value: number): Resolved {
  return { kind: "number", value, json: Object.is(value, -0) ? "-0" : String(value), type: "float" };
}

function parseNumber(text: string): Resolved | undefined {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return integer;
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? float(value) : undefined;
  }
  // Go's ParseInt reads the digits behind 0b, a sign among them.
  const signed = /^0b([-+])([01]+)$/.exec(plain);
  if (signed !== null) return fromBig(BigInt(`0b${signed[2]}`), signed[1] === "-" ? "-" : "");
  return undefined;
}

function parseInteger(plain: string): Resolved | undefined {
  const found = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/.exec(plain);
  if (found === null) return undefined;
  const [, sign = "", digits = ""] = found;
  if (digits.length < 15 && digits[0] !== "0") {
    const value = Number(digits);
    return {
      kind: "number",
      value: sign === "-" ? -value : value,
      json: sign === "-" ? `-${digits}` : digits,
      type: "int",
    };
  }
  const octal = /^0[0-7]+$/.test(digits);
  if (digits.length > 70) return undefined;
  return fromBig(BigInt(octal ? `0o${digits.slice(1)}` : digits.toLowerCase()), sign);
}

const maxInt64 = (1n << 63n) - 1n;
const maxUint64 = (1n << 64n) - 1n;

function fromBig(magnitude: bigint, sign: string): Resolved | undefined {
  const value = sign === "-" ? -magnitude : magnitude;
  const int = value <= maxInt64 && value >= -maxInt64 - 1n;
  // An unsigned number takes no sign.
  if (!int && (sign !== "" || value > maxUint64)) return undefined;
  return { kind: "number", value: Number(value), json: String(value), type: int ? "int" : "uint" };
}

/** What begins with a dot goes straight to Go's ParseFloat. */
function parseFloatText(text: string): Resolved | undefined {
  if (!/^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? float(value) : undefined;
}

function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return ".nan";
  if (single === Number.POSITIVE_INFINITY) return ".inf";
  if (single === Number.NEGATIVE_INFINITY) return "-.inf";
  if (single === 0) return Object.is(single, -0) ? "-0" : "0";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(roundEven(single, digits))) !== single) digits += 1;
  const [mantissa = "", exponentText = "0"] = roundEven(single, digits).split("e");
  const exponent = Number(exponentText);
  // Go's %g writes an exponent below 1e-4 and, where it chooses the digits itself, from 1e6 on.
  if (exponent >= -4 && exponent < 6) return plainDigits(mantissa, exponent);
  return withExponent(mantissa, exponent);
}

/** The number with so many digits, `1.25e+3`; a half goes to the even digit, as in Go. */
function roundEven(value: number, digits: number): string {
  const exact = value.toExponential(60);
  const point = exact.indexOf(".");
  const kept = exact.slice(0, point + digits);
  const rest = exact.slice(point + digits, exact.indexOf("e"));
  const isTie = /^50*$/.test(rest) && /[02468]\.?$/.test(kept);
  return isTie ? `${kept.replace(/\.$/, "")}${exact.slice(exact.indexOf("e"))}` : value.toExponential(digits - 1);
}

function plainDigits(mantissa: string, exponent: number): string {
  return String(Number(`${mantissa}e${exponent}`));
}

function withExponent(mantissa: string, exponent: number): string {
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A date or time as Go reads it with the four layouts that go-yaml knows. */
export function isTimestamp(text: string): boolean {
  const found =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?(?:Z|([-+])([0-9]{2}):([0-9]{2}))|[ ]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?))?$/.exec(
      text,
    );
  if (found === null) return false;
  const part = (index: number, other = index) => Number(found[index] ?? found[other] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  if (month < 1 || month > 12 || day < 1) return false;
  const days = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  if (day > (days[month - 1] ?? 0)) return false;
  return part(4, 11) < 24 && part(5, 12) < 60 && part(6, 13) < 60 && part(9) <= 24 && part(10) <= 60;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard base64 with padding, line breaks ignored, as UTF-8; undefined when malformed. */
function decodeBase64(text: string): string | undefined {
  const clean = text.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(clean)) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < clean.length; i += 4) {
    let bits = 0;
    for (let j = 0; j < 4; j++) bits = bits * 64 + Math.max(alphabet.indexOf(clean[i + j] ?? "="), 0);
    bytes.push((bits >> 16) & 255);
    if (clean[i + 2] !== "=") bytes.push((bits >> 8) & 255);
    if (clean[i + 3] !== "=") bytes.push(bits & 255);
  }
  return decodeUtf8(bytes);
}

/** UTF-8 as encoding/json writes it: each byte that fits nowhere is U+FFFD. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    const length =
      first < 0x80
        ? 1
        : first >= 0xc2 && first < 0xe0
          ? 2
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xf0 && first < 0xf5
              ? 4
              : 0;
    let value = length <= 1 ? first : first & (0x7f >> length);
    let valid = length > 0 && i + length <= bytes.length;
    for (let j = 1; valid && j < length; j++) {
      const next = bytes[i + j] ?? 0;
      valid = (next & 0xc0) === 0x80;
      value = (value << 6) | (next & 0x3f);
    }
    valid &&=
      value >= ([0, 0, 0x80, 0x800, 0x10000][length] ?? 0) && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    text += valid ? String.fromCodePoint(value) : "\ufffd";
    i += valid ? length : 1;
  }
  return text;
}
