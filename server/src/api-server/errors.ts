// What the API server has against a Service: field.ErrorList with places, and the server's own sentences.

import { type FieldPath, formatField } from "../base/field.ts";
import { goJson, goQuote } from "./go-text.ts";
import type { KubectlRuleId, RefusalId, WarningId } from "./rule-id.ts";

/** The stages of a create, in order; the first that finds something hides the rest. */
export const stages = ["size", "decode", "strict", "namespace", "allocate", "validate", "store"] as const;
export type Stage = (typeof stages)[number];

/** The API's name for the kind of an error. */
export type Reason =
  | "Decode"
  | "UnknownField"
  | "RequestEntityTooLarge"
  | "NotFound"
  | "Required"
  | "Invalid"
  | "Duplicate"
  | "Forbidden"
  | "NotSupported"
  | "TooLong"
  | "Internal"
  | "AlreadyExists";

/** How Go prints the offending value: numbers and bools plainly, plain strings quoted, everything else as JSON. */
export type GoValue =
  | { readonly as: "plain"; readonly value: number | boolean }
  | { readonly as: "quoted"; readonly value: string }
  | { readonly as: "json"; readonly value: unknown };

/** What a message may want to know beside the value. */
export interface Facts {
  /** The values that would do. */
  readonly allowed?: readonly string[];
  /** A length or a number that must not be exceeded. */
  readonly limit?: number;
  /** Who has the port, address or name: `namespace/name`. */
  readonly owner?: string;
  /** Inclusive bounds, as text: `30000-32767`, `10.96.0.0/16`. */
  readonly range?: string;
  /** What was found instead, or beside it. */
  readonly other?: string;
  /** The Go type that was expected: `int32`, `map[string]string`. */
  readonly expected?: string;
  /** The number shown is not the user's: the server would choose it. */
  readonly chosen?: true;
  /** The value is a copy of another field's (targetPort of port), so the mistake is there. */
  readonly copied?: true;
  /** The cluster's families are not known: that it lacks one is only assumed. */
  readonly assumed?: true;
}

/** One error (or warning, there with `reason` left to its text). Pure data; whoever knows field.Error recognises it. */
export interface ServiceError<Id extends RefusalId | KubectlRuleId = RefusalId> {
  /** The id of the rule that it breaks. */
  readonly rule: Id;
  readonly stage: Stage;
  readonly status: 400 | 404 | 409 | 413 | 422 | 500;
  readonly reason: Reason;
  /** The field that the server names; empty where it names none. */
  readonly field: FieldPath;
  /** Where the offending value is written, or would be. */
  readonly place: FieldPath;
  /** Where to point when `place` is not written. */
  readonly near?: FieldPath;
  /** The key is the problem, not what it holds. */
  readonly on: "value" | "key";
  readonly value?: GoValue;
  /** The server's words after the value. */
  readonly detail: string;
  readonly facts: Facts;
  /** Where there is an error of this rule, it says the same; in an editor it is said once. */
  readonly saidBy?: RefusalId;
}

/** A warning that comes with an acceptance. `text` is the server's own. */
export interface ServiceWarning {
  readonly rule: WarningId;
  /** It is about how a value is written: a value that is refused for its form needs no such warning. */
  readonly aboutForm?: true;
  /** What the text begins with, as far as that names a field. */
  readonly field: string;
  readonly place: FieldPath;
  readonly near?: FieldPath;
  readonly on: "value" | "key";
  readonly text: string;
  readonly facts: Facts;
}

type Optional = Partial<Pick<ServiceError, "place" | "near" | "on" | "facts" | "stage" | "saidBy">>;

export function required(rule: RefusalId, field: FieldPath, detail: string, rest: Optional = {}): ServiceError {
  return make(rule, "Required", field, undefined, detail, rest);
}

export function invalid(
  rule: RefusalId,
  field: FieldPath,
  value: GoValue,
  detail: string,
  rest: Optional = {},
): ServiceError {
  return make(rule, "Invalid", field, value, detail, rest);
}

export function duplicate(rule: RefusalId, field: FieldPath, value: GoValue, rest: Optional = {}): ServiceError {
  return make(rule, "Duplicate", field, value, "", rest);
}

export function forbidden(rule: RefusalId, field: FieldPath, detail: string, rest: Optional = {}): ServiceError {
  return make(rule, "Forbidden", field, undefined, detail, rest);
}

/** `allowed` in the order that the server lists them. */
export function notSupported(
  rule: RefusalId,
  field: FieldPath,
  value: string,
  allowed: readonly string[],
  rest: Optional = {},
): ServiceError {
  const detail = `supported values: ${allowed.map(goQuote).join(", ")}`;
  return make(rule, "NotSupported", field, json(value), detail, { ...rest, facts: { allowed, ...rest.facts } });
}

export function tooLong(rule: RefusalId, field: FieldPath, limit: number, rest: Optional = {}): ServiceError {
  return make(rule, "TooLong", field, undefined, `may not be more than ${limit} bytes`, {
    ...rest,
    facts: { limit, ...rest.facts },
  });
}

/** A 500: the server names no field, so `place` says where the cause is written. */
export function internal(rule: RefusalId, place: FieldPath, detail: string, rest: Optional = {}): ServiceError {
  return { ...make(rule, "Internal", [], undefined, detail, { ...rest, place }), status: 500 };
}

export function plain(value: number | boolean): GoValue {
  return { as: "plain", value };
}

export function quoted(value: string): GoValue {
  return { as: "quoted", value };
}

export function json(value: unknown): GoValue {
  return { as: "json", value };
}

/** The error as `details.causes[].message` has it (422), or the whole message (other statuses). */
export function causeMessage(error: ServiceError<RefusalId | KubectlRuleId>): string {
  switch (error.reason) {
    case "Required":
      return withDetail("Required value", error.detail);
    case "Forbidden":
      return withDetail("Forbidden", error.detail);
    case "TooLong":
      return withDetail("Too long", error.detail);
    case "Invalid":
      return withDetail(`Invalid value: ${printed(error.value)}`, error.detail);
    case "Duplicate":
      // Of a port that the server would choose, the number is not known.
      return withDetail(`Duplicate value: ${error.facts.chosen === true ? "…" : printed(error.value)}`, error.detail);
    case "NotSupported":
      return withDetail(`Unsupported value: ${printed(error.value)}`, error.detail);
    default:
      return error.detail;
  }
}

/** The sentence that the API server prints for this one error: what people search for. */
export function serverMessage(error: ServiceError<RefusalId | KubectlRuleId>): string {
  if (error.status === 422) return `${formatField(error.field)}: ${causeMessage(error)}`;
  if (error.reason === "UnknownField") return cannotBeHandled(`strict decoding error: ${error.detail}`);
  return error.detail;
}

/** The text of a 400 for a Service that cannot be decoded. */
export function cannotBeHandled(why: string): string {
  return `Service in version "v1" cannot be handled as a Service: ${why}`;
}

function make(
  rule: RefusalId,
  reason: Reason,
  field: FieldPath,
  value: GoValue | undefined,
  detail: string,
  rest: Optional,
): ServiceError {
  return {
    rule,
    reason,
    status: 422,
    stage: rest.stage ?? "validate",
    field,
    place: rest.place ?? field,
    on: rest.on ?? "value",
    detail,
    facts: rest.facts ?? {},
    ...(value === undefined ? {} : { value }),
    ...(rest.near === undefined ? {} : { near: rest.near }),
    ...(rest.saidBy === undefined ? {} : { saidBy: rest.saidBy }),
  };
}

function withDetail(head: string, detail: string): string {
  return detail === "" ? head : `${head}: ${detail}`;
}

function printed(value: GoValue | undefined): string {
  if (value === undefined) return "null";
  if (value.as === "plain") return String(value.value);
  return value.as === "quoted" ? goQuote(value.value) : goJson(value.value);
}
