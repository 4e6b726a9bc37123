// Every function that a chart's template may call.

import { readJson } from "../go/json.ts";
import { readToml, writeToml } from "../go/toml.ts";
import { fail, GoError, GoList, GoMap, type Value } from "../go/values.ts";
import { type Mark, writeYaml } from "../go/yaml.ts";
import { readYaml } from "../go/yaml-read.ts";
import type { CallContext, TemplateFunction } from "../template/exec.ts";
import type { Piece, Trace } from "../template/trace.ts";
import { text } from "./cast.ts";
import { dataFunctions } from "./data.ts";
import { clockFunctions, dateFunctions } from "./dates.ts";
import { any, define } from "./function.ts";
import { pathFunctions } from "./paths.ts";
import { parseVersion, satisfies, versionValue } from "./semver.ts";
import { standInFunctions } from "./stand-ins.ts";
import { stringFunctions } from "./strings.ts";

/** What Helm marks the messages of `fail` and `required` with, to find them again. */
export const warningStart = "HELM_ERR_START";
export const warningEnd = "HELM_ERR_END";

function toYaml(value: Value, context: CallContext, pretty: boolean): string {
  const marks: Mark[] | undefined = context.executor.isTracing ? [] : undefined;
  const written = writeYaml(value, pretty, marks);
  if (written === undefined) return "";
  const made = written.endsWith("\n") ? written.slice(0, -1) : written;
  if (marks !== undefined && marks.length > 0 && context.via !== undefined)
    context.trace = { pieces: piecesOf(made, marks, context) };
  return made;
}

function piecesOf(made: string, marks: readonly Mark[], { via }: CallContext): readonly Piece[] {
  if (via === undefined) return [];
  const pieces: Piece[] = [];
  const model = { source: via.source, start: via.start, end: via.end, isLiteral: false, via: via.via };
  let at = 0;
  for (const { start, end, origin } of marks) {
    if (start < at) continue;
    if (start > at) pieces.push({ ...model, length: start - at, values: [origin] });
    const to = Math.min(end, made.length);
    if (to > start) pieces.push({ ...model, length: to - start, values: [origin] });
    at = Math.max(at, to);
  }
  if (at < made.length) pieces.push({ ...model, length: made.length - at, values: [] });
  return pieces;
}

function required([warning, value]: readonly Value[]): Value {
  if (value === null || value === undefined || value === "") return fail(warningStart + text(warning) + warningEnd);
  return value;
}

const keepSecond = (_args: readonly Value[], traces: readonly (Trace | undefined)[]): Trace | undefined => traces[1];

function errorMap(message: string): GoMap {
  return new GoMap(new Map([["Error", message]]));
}

const helmFunctions: Readonly<Record<string, TemplateFunction>> = {
  toYaml: { params: [any], call: ([value], context) => toYaml(value, context, false) },
  toYamlPretty: { params: [any], call: ([value], context) => toYaml(value, context, true) },
  fromYaml: define(["string"], ([value]) => {
    const found = readYaml(text(value), "map");
    return "error" in found ? errorMap(found.error) : found.value;
  }),
  fromYamlArray: define(["string"], ([value]) => {
    const found = readYaml(text(value), "list");
    return "error" in found ? new GoList([found.error]) : found.value;
  }),
  fromJson: define(["string"], ([value]) => {
    const found = readJson(text(value));
    if ("error" in found) return errorMap(found.error);
    if (found.value === null) return new GoMap(new Map(), undefined, true);
    if (found.value instanceof GoMap) return found.value;
    return errorMap(`json: cannot unmarshal ${jsonKind(found.value)} into Go value of type map[string]interface {}`);
  }),
  fromJsonArray: define(["string"], ([value]) => {
    const found = readJson(text(value));
    if ("error" in found) return new GoList([found.error]);
    if (found.value === null) return new GoList([], undefined, true);
    if (found.value instanceof GoList) return found.value;
    return new GoList([`json: cannot unmarshal ${jsonKind(found.value)} into Go value of type []interface {}`]);
  }),
  toToml: define([any], ([value]) => writeToml(value)),
  fromToml: define(["string"], ([value]) => {
    try {
      return readToml(text(value));
    } catch (error) {
      if (error instanceof GoError) return errorMap(error.message);
      throw error;
    }
  }),
  required: define(["string", any], required, keepSecond),
  fail: define(["string"], ([message]) => fail(warningStart + text(message) + warningEnd)),
  lookup: define(["string", "string", "string", "string"], () => new GoMap()),
  semver: define(["string"], ([version]) => versionValue(parseVersion(text(version)))),
  semverCompare: define(["string", "string"], ([constraint, version]) => {
    satisfies(text(constraint), undefined);
    return satisfies(text(constraint), parseVersion(text(version)));
  }),
};

function jsonKind(value: Value): string {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  return value instanceof GoMap ? "object" : "array";
}

/** All but `include` and `tpl`, which belong to a chart's templates. */
export const plainFunctions: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({
    ...stringFunctions,
    ...dataFunctions,
    ...pathFunctions,
    ...dateFunctions,
    ...standInFunctions,
    ...helmFunctions,
  }),
);

/** Functions whose results are not Helm's: those of chance, of certificates, of the clock. `lookup` is as `helm template` has it. */
export const madeUpFunctions: ReadonlySet<string> = new Set([
  ...Object.keys(standInFunctions).filter((name) => name !== "getHostByName"),
  ...clockFunctions,
]);
