// The decoder: type errors in its own order, of which the server reports one, then fields that it does not know.

import { type FieldPath, formatField } from "../base/field.ts";
import { compareText } from "../base/go-text.ts";
import { fieldOf, type Schema, type StructSchema, structName } from "../schema/schema.ts";
import type { Entry, Node, ScalarNode } from "../yaml/node.ts";
import { cannotBeHandled, type Facts, type ServiceError } from "./errors.ts";
import { goQuote } from "./go-text.ts";
import { parseTimeError } from "./go-time.ts";
import type { RefusalId } from "./rule-id.ts";
import { removedFields, serviceSchema } from "./schema.ts";

export interface Decoded {
  /** Every value of a wrong type; the one that the server reports comes first. */
  readonly typeErrors: readonly ServiceError[];
  /** Every field that the server does not know, in its order. It stops counting at 100. */
  readonly strictErrors: readonly ServiceError[];
}

/** What decoding a v1 Service object finds wrong. kubectl sends the keys of every object in order of their bytes. */
export function decodeService(root: Node): Decoded {
  return decodeObject(root, serviceSchema);
}

/** The same for an object of another kind, by its schema (`schemaOf`). The words for text in base64 and for quantities are not the server's. */
export function decodeObject(root: Node, schema: StructSchema): Decoded {
  const found: Found = { types: [], strict: [] };
  visit(root, schema, { path: [], struct: undefined, names: [] }, found);
  const aborting = found.types.find((error) => error.aborts);
  const first = aborting ?? found.types[0];
  const rest = found.types.filter((error) => error !== first);
  const typeErrors = first === undefined ? [] : [first, ...rest];
  return { typeErrors: typeErrors.map((each) => each.error), strictErrors: found.strict.slice(0, 100) };
}

interface Found {
  readonly types: { readonly error: ServiceError; readonly aborts: boolean }[];
  readonly strict: ServiceError[];
}

/** Where the decoder is: our path, and what it would say (innermost struct, field names without indexes). */
interface Where {
  readonly path: FieldPath;
  readonly struct: StructSchema | undefined;
  readonly names: readonly string[];
}

function visit(node: Node, schema: Schema, where: Where, found: Found): void {
  if (node.kind === "null") return;
  switch (schema.kind) {
    case "raw":
      return;
    case "struct":
      if (node.kind === "map") visitStruct(node.entries, schema, where, found);
      else mismatch(node, schema, where, found);
      return;
    case "map":
      if (node.kind !== "map") {
        mismatch(node, schema, where, found);
        return;
      }
      for (const entry of sorted(node.entries)) {
        visit(entry.value, schema.value, { ...where, path: [...where.path, { key: entry.key }] }, found);
      }
      return;
    case "list":
      if (node.kind !== "list") {
        mismatch(node, schema, where, found);
        return;
      }
      node.items.forEach((item, index) => {
        visit(item, schema.item, { ...where, path: [...where.path, index] }, found);
      });
      return;
    case "quantity":
      if (node.kind !== "string" && node.kind !== "number") mismatch(node, schema, where, found);
      return;
    case "string":
    case "bytes":
      if (node.kind !== "string") mismatch(node, schema, where, found);
      return;
    case "bool":
      if (node.kind !== "bool") mismatch(node, schema, where, found);
      return;
    case "int32":
    case "int64":
      if (node.kind !== "number" || !fits(node.json, schema.kind)) mismatch(node, schema, where, found);
      return;
    case "intOrString":
      if (node.kind !== "string" && (node.kind !== "number" || !fits(node.json, "int32"))) {
        mismatch(node, schema, where, found);
      }
      return;
    case "time":
    case "microTime":
      if (node.kind !== "string") mismatch(node, schema, where, found);
      else badTime(node.value, where, found);
      return;
  }
}

function visitStruct(entries: readonly Entry[], schema: StructSchema, where: Where, found: Found): void {
  for (const entry of sorted(entries)) {
    const path = [...where.path, entry.key];
    const field = fieldOf(schema, entry.key);
    if (field === undefined) found.strict.push(unknownField(entry.key, path, schema));
    else visit(entry.value, field, { path, struct: schema, names: [...where.names, entry.key] }, found);
  }
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => compareText(a.key, b.key));
}

function mismatch(node: Node, schema: Schema, where: Where, found: Found): void {
  const integer = schema.kind === "int32" || schema.kind === "int64" || schema.kind === "intOrString";
  const number = node.kind === "number" && integer ? `number ${sentNumber(node.json)}` : jsonKind(node);
  const context =
    where.struct === undefined ? "value" : `struct field ${structName(where.struct)}.${where.names.join(".")}`;
  const why = `json: cannot unmarshal ${number} into Go ${context} of type ${schema.go}`;
  const facts: Facts = { expected: schema.go, other: jsonKind(node) };
  const wrong = decodeError(ruleOf(node, schema, where), where.path, why, facts);
  // What hangs below a label's key is best named by the key.
  const whole = node.kind === "map" || node.kind === "list";
  const error: ServiceError = whole && isKeyed(where) ? { ...wrong, on: "key" } : wrong;
  found.types.push({ error, aborts: schema.kind === "intOrString" || schema.kind === "time" });
}

function badTime(text: string, where: Where, found: Found): void {
  const why = parseTimeError(text);
  if (why === undefined) return;
  const error = decodeError("bad-timestamp", where.path, why, { other: text });
  found.types.push({ error, aborts: true });
}

function decodeError(rule: RefusalId, place: FieldPath, why: string, facts: Facts): ServiceError {
  const base = { rule, stage: "decode", status: 400, reason: "Decode", field: [], on: "value" } as const;
  return { ...base, place, detail: cannotBeHandled(why), facts };
}

function unknownField(key: string, path: FieldPath, schema: StructSchema): ServiceError {
  const field = formatField(path);
  const known = Object.keys(schema.fields);
  const otherCase = known.find((name) => name.toLowerCase() === key.toLowerCase());
  const rule = otherCase !== undefined ? "field-case" : removedFields.has(field) ? "removed-field" : "unknown-field";
  const base = { rule, stage: "strict", status: 400, reason: "UnknownField", on: "key" } as const;
  const facts: Facts = otherCase === undefined ? { allowed: known } : { allowed: known, expected: otherCase };
  return { ...base, field: path, place: path, detail: `unknown field ${goQuote(field)}`, facts };
}

function ruleOf(node: Node, schema: Schema, where: Where): RefusalId {
  if (schema.kind === "intOrString") return "int-or-string";
  if (schema.kind === "time") return "bad-timestamp";
  if (schema.kind === "list") return "list-not-scalar";
  if ((schema.kind === "int32" || schema.kind === "int64") && node.kind === "number") return "int32-bounds";
  if (isKeyed(where)) return "string-map-values";
  return "type-mismatch";
}

/** Whether this is a value under a key of the author's own: a label's, an annotation's, a selector's. */
function isKeyed(where: Where): boolean {
  return typeof where.path[where.path.length - 1] === "object";
}

function jsonKind(node: Node | ScalarNode): string {
  return node.kind === "list" ? "array" : node.kind === "map" ? "object" : node.kind;
}

/** Whether Go reads the number, as kubectl sends it, as an integer of that size: no fraction, no exponent, in bounds. */
function fits(written: string, kind: "int32" | "int64"): boolean {
  const json = sentNumber(written);
  if (!/^-?[0-9]+$/.test(json)) return false;
  const bits = kind === "int32" ? 31n : 63n;
  const value = BigInt(json);
  return value >= -(1n << bits) && value < 1n << bits;
}

/** kubectl holds a number that is no integer of 64 bits as a float, and sends that: `80.0` of a JSON text goes as 80. */
function sentNumber(json: string): string {
  if (/^-?[0-9]+$/.test(json)) {
    const value = BigInt(json);
    if (value >= -(1n << 63n) && value < 1n << 63n) return String(value);
  }
  return String(Number(json));
}
