// Versions and constraints as github.com/Masterminds/semver reads them.

import { quoteText } from "../go/text.ts";
import { fail, GoStruct, Int, type Signature, type Value } from "../go/values.ts";

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

const identifiers = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const versionPattern = new RegExp(`^v?([0-9]+)(\\.[0-9]+)?(\\.[0-9]+)?(?:-(${identifiers}))?(?:\\+(${identifiers}))?$`);

/** semver.NewVersion; throws a GoError with its message. */
export function parseVersion(text: string): Version {
  if (text.length > 256) fail("version string is too long (max 256 bytes)");
  const found = versionPattern.exec(text);
  if (found === null) fail("invalid semantic version");
  const [, major = "0", minor = ".0", patch = ".0", pre = "", metadata = ""] = found;
  const number = (digits: string): bigint => {
    const value = BigInt(digits);
    if (value >= 1n << 64n)
      fail(`error parsing version segment: strconv.ParseUint: parsing ${quoteText(digits)}: value out of range`);
    return value;
  };
  for (const part of pre.split(".")) if (/^0[0-9]+$/.test(part)) fail("version segment starts with 0");
  return {
    major: number(major),
    minor: number(minor.slice(1)),
    patch: number(patch.slice(1)),
    pre,
    metadata,
    original: text,
  };
}

export function versionText({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre === "" ? "" : `-${pre}`}${metadata === "" ? "" : `+${metadata}`}`;
}

function compareParts(a: Version, b: Version): number {
  for (const key of ["major", "minor", "patch"] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}

export function compareVersions(a: Version, b: Version): number {
  const parts = compareParts(a, b);
  if (parts !== 0) return parts;
  if (a.pre === "" && b.pre === "") return 0;
  if (a.pre === "") return 1;
  return b.pre === "" ? -1 : comparePre(a.pre, b.pre);
}

function comparePre(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePrePart(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function comparePrePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return b === "" ? 0 : -1;
  if (b === "") return 1;
  const isNumber = (part: string) => /^[0-9]+$/.test(part);
  if (!isNumber(a) && !isNumber(b)) return a > b ? 1 : -1;
  if (!isNumber(a)) return 1;
  if (!isNumber(b)) return -1;
  return BigInt(a) > BigInt(b) ? 1 : -1;
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

const operators = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
const wild =
  "v?([0-9|x|X|*]+)(\\.[0-9|x|X|*]+)?(\\.[0-9|x|X|*]+)?(-([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?";
const rangePattern = new RegExp(`\\s*(${wild})\\s+-\\s+(${wild})\\s*`, "g");
const onePattern = new RegExp(`^\\s*(${operators})\\s*(${wild})\\s*$`);
const findPattern = new RegExp(`(${operators})\\s*(${wild})`, "g");
const validPattern = new RegExp(
  `^(\\s*(?:${operators})\\s*(?:${wild})\\s*)((?:\\s+|,\\s*)(?:${operators})\\s*(?:${wild})\\s*)*$`,
);

/** semver.NewConstraint and Check; throws a GoError for a constraint that is none. */
export function satisfies(constraint: string, version: Version | undefined): boolean {
  if (constraint.length > 512) fail("constraint string is too long (max 512 bytes)");
  const alternatives = rewriteRanges(constraint).split("||");
  if (alternatives.length > 32) fail("too many constraint groups (max 32)");
  const groups = alternatives.map((part) => {
    if (!validPattern.test(part)) fail(`improper constraint: ${quoteText(part)}`);
    const found = part.match(findPattern) ?? [part];
    return found.map(parseConstraint);
  });
  if (version === undefined) return false;
  return groups.some((group) => {
    const includesPre = group.some((one) => one.version.pre !== "");
    return group.every((one) => holds(version, one, includesPre));
  });
}

function rewriteRanges(text: string): string {
  let out = text;
  for (const match of text.matchAll(rangePattern))
    out = out.replace(match[0], () => `>= ${match[1]}, <= ${match[11]} `);
  return out;
}

function isWild(part: string): boolean {
  return part === "x" || part === "X" || part === "*";
}

function parseConstraint(text: string): Constraint {
  if (text === "")
    return { operator: "", version: parseVersion("0.0.0"), dirty: true, minorDirty: false, patchDirty: false };
  const found = onePattern.exec(text);
  if (found === null) fail(`improper constraint: ${quoteText(text)}`);
  const [, operator = "", whole = "", major = "", minor = "", patch = "", pre = ""] = found;
  let written = whole;
  let dirty = false;
  let minorDirty = false;
  let patchDirty = false;
  if (isWild(major) || major === "") {
    written = `0.0.0${pre}`;
    dirty = true;
  } else if (isWild(minor.slice(1)) || minor === "") {
    minorDirty = true;
    dirty = true;
    written = `${major}.0.0${pre}`;
  } else if (isWild(patch.slice(1)) || patch === "") {
    dirty = true;
    patchDirty = true;
    written = `${major}${minor}.0${pre}`;
  }
  let version: Version;
  try {
    version = parseVersion(written);
  } catch {
    return fail("constraint parser error");
  }
  return { operator, version, dirty, minorDirty, patchDirty };
}

function holds(version: Version, constraint: Constraint, includesPre: boolean): boolean {
  if (version.pre !== "" && !includesPre) return false;
  const { version: wanted, dirty, minorDirty, patchDirty } = constraint;
  const order = compareVersions(version, wanted);
  switch (constraint.operator) {
    case "!=":
      if (dirty) {
        if (wanted.major !== version.major) return true;
        if (wanted.minor !== version.minor && !minorDirty) return true;
        if (minorDirty) return false;
        if (wanted.patch !== version.patch && !patchDirty) return true;
        if (patchDirty) return (version.pre !== "" || wanted.pre !== "") && comparePre(version.pre, wanted.pre) !== 0;
      }
      return order !== 0;
    case ">":
      if (!dirty) return order > 0;
      if (version.major !== wanted.major) return version.major > wanted.major;
      if (minorDirty) return false;
      return patchDirty ? version.minor > wanted.minor : order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (!dirty) return order <= 0;
      if (version.major !== wanted.major) return version.major < wanted.major;
      return version.minor <= wanted.minor || minorDirty;
    case "^":
      return caret(version, constraint);
    case "~":
    case "~>":
      return tilde(version, constraint);
    default:
      return dirty ? tilde(version, constraint) : order === 0;
  }
}

function tilde(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n && !minorDirty && !patchDirty) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || minorDirty);
}

function caret(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major > 0n || minorDirty) return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || patchDirty) return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}

/** chartutil.IsCompatibleRange. */
export function isCompatible(constraint: string, version: string): boolean {
  try {
    return satisfies(constraint, parseVersion(version));
  } catch {
    return false;
  }
}

/** What `semver` gives to a template. */
export function versionValue(version: Version): GoStruct {
  const number = (value: bigint) => new Int(value, "uint64");
  const getter = (value: Value): Signature => ({ params: [], call: () => value });
  const other = (value: Value): Version => {
    const found = value instanceof GoStruct ? versions.get(value) : undefined;
    return found ?? fail("invalid semantic version");
  };
  const comparing = (answer: (order: number) => Value): Signature => ({
    params: ["*semver.Version"],
    call: ([value]) => answer(compareVersions(version, other(value))),
  });
  const raised = (change: Partial<Version>): Signature => {
    const next = { ...version, pre: "", metadata: "", ...change };
    const prefix = version.original.startsWith("v") ? "v" : "";
    return { params: [], call: () => versionValue({ ...next, original: prefix + versionText(next) }) };
  };
  const samePatch = version.pre !== "" ? version.patch : version.patch + 1n;
  const made = new GoStruct(
    "*semver.Version",
    [],
    [
      ["Major", getter(number(version.major))],
      ["Minor", getter(number(version.minor))],
      ["Patch", getter(number(version.patch))],
      ["Prerelease", getter(version.pre)],
      ["Metadata", getter(version.metadata)],
      ["Original", getter(version.original)],
      ["String", getter(versionText(version))],
      ["Compare", comparing((order) => new Int(BigInt(Math.sign(order))))],
      ["Equal", comparing((order) => order === 0)],
      ["LessThan", comparing((order) => order < 0)],
      ["LessThanEqual", comparing((order) => order <= 0)],
      ["GreaterThan", comparing((order) => order > 0)],
      ["GreaterThanEqual", comparing((order) => order >= 0)],
      ["IncMajor", raised({ major: version.major + 1n, minor: 0n, patch: 0n })],
      ["IncMinor", raised({ minor: version.minor + 1n, patch: 0n })],
      ["IncPatch", raised({ patch: samePatch })],
    ],
    () => versionText(version),
  );
  made.jsonText = versionText(version);
  versions.set(made, version);
  return made;
}

const versions = new WeakMap<GoStruct, Version>();
