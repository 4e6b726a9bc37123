// What the tables of functions are made of.

import { anyMap, GoMap, type Signature, type Value } from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { sliceTrace, type Trace, union } from "../template/trace.ts";

export const any = "interface {}";
export const strings = "[]string";

/** A function by its parameters. */
export function define(
  params: readonly string[],
  call: Signature["call"],
  trace?: TemplateFunction["trace"],
): TemplateFunction {
  return { params, call: (args) => call(args), ...(trace === undefined ? {} : { trace }) };
}

/** An argument that the signature says is a map. */
export function mapOf(value: Value): GoMap {
  return value instanceof GoMap ? value : new GoMap();
}

export const map = anyMap;

/** The result is one of the arguments. */
export const oneOf: NonNullable<TemplateFunction["trace"]> = (args, traces, result) => {
  const index = args.findIndex((arg) => arg === result || (arg === undefined && result === null));
  return index < 0 ? union(traces) : traces[index];
};

/** The result is a part of the last argument. */
export const partOfLast: NonNullable<TemplateFunction["trace"]> = (args, traces, result) => {
  const whole = args.at(-1);
  const trace = traces.at(-1);
  if (typeof whole !== "string" || typeof result !== "string" || trace === undefined) return trace;
  const at = whole.indexOf(result);
  return at < 0 ? union([trace]) : sliceTrace(trace, at, at + result.length);
};

/** The result has the last argument's characters one by one. */
export const sameAsLast: NonNullable<TemplateFunction["trace"]> = (args, traces, result) => {
  const whole = args.at(-1);
  const trace = traces.at(-1);
  return typeof whole === "string" && typeof result === "string" && whole.length === result.length
    ? trace
    : union([trace]);
};

/** The last argument's text with more in front of it or at its end. */
export function around(prefix: number, suffix: number, trace: Trace | undefined): Trace | undefined {
  if (trace === undefined || "values" in trace) return trace;
  const first = trace.pieces[0];
  const last = trace.pieces.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const pieces = [...trace.pieces];
  if (prefix > 0) pieces.unshift({ ...first, length: prefix, isLiteral: false });
  if (suffix > 0) pieces.push({ ...last, length: suffix, isLiteral: false });
  return { pieces };
}
