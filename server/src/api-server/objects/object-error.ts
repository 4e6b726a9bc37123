// What the API server, or a CRD's own validation, has against an object that is no Service.

import { type FieldPath, formatField } from "../../base/field.ts";
import { goQuote } from "../go-text.ts";
import type { ObjectRuleId } from "../rule-id.ts";

/** Every form of every rule: what exactly is wrong. The words are in rules/objects/. */
export type ObjectProblem =
  | "version-former"
  | "version-never"
  | "type"
  | "unknown-field"
  | "backend-of-old-version"
  | "name-format"
  | "path-type-missing"
  | "path-type-unknown"
  | "path-not-absolute"
  | "path-sequence"
  | "path-characters"
  | "path-match-type"
  | "host-address"
  | "host-port"
  | "host-wildcard"
  | "host-format"
  | "backend-none"
  | "backend-two"
  | "backend-service-name"
  | "backend-port-none"
  | "backend-port-two"
  | "backend-port-name"
  | "backend-port-number"
  | "rules-none"
  | "paths-none"
  | "class-format"
  | "class-differs"
  | "secret-format"
  | "address-type-missing"
  | "address-type-unknown"
  | "address-none"
  | "address-format"
  | "address-other-family"
  | "address-special"
  | "address-name"
  | "port-name-missing"
  | "port-name-format"
  | "port-name-twice"
  | "port-number"
  | "protocol"
  | "container-name-format"
  | "container-name-twice"
  | "container-port-name"
  | "container-port-name-twice"
  | "container-port-missing"
  | "container-port-number"
  | "host-port-twice"
  | "host-port-differs"
  | "selector-differs"
  | "selector-expression-differs"
  | "listener-tls-not-for-protocol"
  | "listener-https-passthrough"
  | "listener-tls-without-mode"
  | "listener-without-certificates"
  | "listener-hostname-not-for-protocol"
  | "listener-name-twice"
  | "listener-twice"
  | "listener-field-missing"
  | "listener-none"
  | "listener-name-format"
  | "listener-protocol-format"
  | "listener-from"
  | "class-missing"
  | "backend-port-missing"
  | "parent-twice"
  | "parent-section-missing"
  | "redirect-with-backends"
  | "filter-without-settings"
  | "filter-of-other-type"
  | "filter-type"
  | "weight";

export interface ObjectError {
  readonly rule: ObjectRuleId;
  readonly problem: ObjectProblem;
  /** Where the wrong value is written, or would be. */
  readonly place: FieldPath;
  /** The key is the problem, not what it holds. */
  readonly on: "value" | "key";
  /** The sentence that the server (or kubectl) prints. */
  readonly sentence: string;
  readonly facts: ObjectFacts;
}

/** What a message may want to know beside the value. */
export interface ObjectFacts {
  /** The value as written. */
  readonly value?: string | undefined;
  /** What would be right, or what else is involved. */
  readonly other?: string | undefined;
  readonly limit?: number;
  readonly allowed?: readonly string[];
}

type More = { readonly facts?: ObjectFacts; readonly on?: ObjectError["on"]; readonly field?: FieldPath };

/** `Required value`. */
export function missing(
  rule: ObjectRuleId,
  problem: ObjectProblem,
  place: FieldPath,
  detail: string,
  more: More = {},
): ObjectError {
  return make(rule, problem, place, `Required value${detail === "" ? "" : `: ${detail}`}`, more);
}

/** `Invalid value: "…": detail`. `value` undefined: the server names none (CEL rules). */
export function wrong(
  rule: ObjectRuleId,
  problem: ObjectProblem,
  place: FieldPath,
  value: string | number | undefined,
  detail: string,
  more: More = {},
): ObjectError {
  const shown = value === undefined ? "" : ` ${typeof value === "string" ? goQuote(value) : value}:`;
  const facts: ObjectFacts = value === undefined ? {} : { value: String(value) };
  return make(rule, problem, place, `Invalid value:${shown} ${detail}`, {
    ...more,
    facts: { ...facts, ...more.facts },
  });
}

/** `Unsupported value: "…": supported values: …`, in the server's order. */
export function unsupported(
  rule: ObjectRuleId,
  problem: ObjectProblem,
  place: FieldPath,
  value: string,
  allowed: readonly string[],
): ObjectError {
  const detail = `Unsupported value: ${goQuote(value)}: supported values: ${allowed.map(goQuote).join(", ")}`;
  return make(rule, problem, place, detail, { facts: { value, allowed } });
}

/** `Duplicate value: …`. */
export function twice(
  rule: ObjectRuleId,
  problem: ObjectProblem,
  place: FieldPath,
  value: string,
  more: More = {},
): ObjectError {
  return make(rule, problem, place, `Duplicate value: ${goQuote(value)}`, { ...more, facts: { value, ...more.facts } });
}

function make(rule: ObjectRuleId, problem: ObjectProblem, place: FieldPath, words: string, more: More): ObjectError {
  const sentence = `${formatField(more.field ?? place)}: ${words}`;
  return { rule, problem, place, on: more.on ?? "value", sentence, facts: more.facts ?? {} };
}
