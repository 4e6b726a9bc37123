// The one grammar of Kubernetes' kinds: which fields each has, and of which types, as the API server's own document says.
// The data is written by scripts/kinds.ts; strict decoding, completion and mending read it here.

import { enums, kinds, structs } from "./kubernetes.ts";

/** A Go type as the JSON decoder sees it. `go` is its name in error messages. */
export type Schema = ScalarSchema | ListSchema | MapSchema | StructSchema;

export interface ScalarSchema {
  /**
   * `bytes` is text in base64, `raw` anything at all. intOrString, quantity, time, microTime and raw decode themselves:
   * their errors end the decoding at once.
   */
  readonly kind:
    | "string"
    | "bool"
    | "int32"
    | "int64"
    | "bytes"
    | "intOrString"
    | "quantity"
    | "time"
    | "microTime"
    | "raw";
  readonly go: string;
  /** The only values that the field takes. Decoding does not look at them; validation does. */
  readonly values?: readonly string[];
}

export interface ListSchema {
  readonly kind: "list";
  readonly go: string;
  readonly item: Schema;
}

/** Keys are the author's own. */
export interface MapSchema {
  readonly kind: "map";
  readonly go: string;
  readonly value: Schema;
}

export interface StructSchema {
  readonly kind: "struct";
  readonly go: string;
  /** By their names in JSON, in the order of Go. */
  readonly fields: Readonly<Record<string, Schema>>;
  /** Fields that the document calls required. */
  readonly required: readonly string[];
}

/** The schema of a whole object, undefined for kinds that the product does not know (custom resources among them). */
export function schemaOf(apiVersion: string, kind: string): StructSchema | undefined {
  const row = Object.hasOwn(kinds, apiVersion) ? kinds[apiVersion] : undefined;
  const name = row !== undefined && Object.hasOwn(row, kind) ? row[kind] : undefined;
  return name === undefined ? undefined : structNamed(name);
}

/** Every pair of apiVersion and kind that has a schema. */
export function* knownKinds(): Iterable<{ readonly apiVersion: string; readonly kind: string }> {
  for (const [apiVersion, row] of Object.entries(kinds))
    for (const kind of Object.keys(row)) yield { apiVersion, kind };
}

/** `ServiceSpec` of `v1.ServiceSpec`: how a type error names the struct. */
export function structName(schema: StructSchema): string {
  return schema.go.slice(schema.go.indexOf(".") + 1);
}

/** The schema of a struct's own field; a field that an object inherits from elsewhere (`constructor`) is none. */
export function fieldOf(schema: StructSchema, name: string): Schema | undefined {
  return Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
}

/** The schema of the field that a way of names leads to, through list items and map values; undefined where there is none. */
export function schemaAt(root: StructSchema, names: readonly string[]): Schema | undefined {
  let at: Schema | undefined = root;
  for (const name of names) {
    const struct: Schema | undefined = at === undefined ? undefined : itemOf(at);
    at = struct?.kind === "struct" ? fieldOf(struct, name) : undefined;
  }
  return at;
}

/** What a list or map holds; any other type is its own. */
export function itemOf(schema: Schema): Schema {
  if (schema.kind === "list") return itemOf(schema.item);
  return schema.kind === "map" ? itemOf(schema.value) : schema;
}

const made = new Map<string, Schema>();

/** `core/v1.ServicePort` with its fields; one object, however often it is asked for. */
function structNamed(name: string): StructSchema {
  const known = made.get(name);
  if (known?.kind === "struct") return known;
  const written = Object.entries(structs[name] ?? {});
  const fields: Record<string, Schema> = {};
  const required = written.filter(([, type]) => type.endsWith("!")).map(([key]) => key);
  const schema: StructSchema = { kind: "struct", go: goName(name), fields, required };
  // First, for a struct may hold itself.
  made.set(name, schema);
  for (const [key, type] of written) fields[key] = typeNamed(type.replace(/!$/, ""));
  return schema;
}

/** The schema of a type as kubernetes.ts writes it: `[]core/v1.ServicePort`, `map[string]string`, `int32`, `core/v1.Protocol`. */
function typeNamed(type: string): Schema {
  const known = made.get(type);
  if (known !== undefined) return known;
  const schema = makeType(type);
  made.set(type, schema);
  return schema;
}

function makeType(type: string): Schema {
  if (type.startsWith("[]")) return { kind: "list", go: goName(type), item: typeNamed(type.slice(2)) };
  if (type.startsWith("map[string]"))
    return { kind: "map", go: goName(type), value: typeNamed(type.slice("map[string]".length)) };
  const leaf = leaves.find((each) => each.name === type)?.schema;
  if (leaf !== undefined) return leaf;
  if (Object.hasOwn(structs, type)) return structNamed(type);
  const values = Object.hasOwn(enums, type) ? enums[type] : undefined;
  return { kind: "string", go: goName(type), ...(values === undefined ? {} : { values }) };
}

/** What the decoder's errors call a type: `v1.ServicePort` of `core/v1.ServicePort`. */
function goName(type: string): string {
  return type
    .replace(/[\w.]+\/(?=v\d)/, "")
    .replace(/(?<=\])bytes$/, "[]uint8")
    .replace(/(?<=\])intOrString$/, "intstr.IntOrString")
    .replace(/(?<=\])quantity$/, "resource.Quantity")
    .replace(/(?<=\])(time|microTime)$/, (word) => (word === "time" ? "v1.Time" : "v1.MicroTime"));
}

/** What an error says of types that decode themselves is what they decode into. */
const leaves: readonly { readonly name: string; readonly schema: ScalarSchema }[] = [
  { name: "bool", schema: { kind: "bool", go: "bool" } },
  { name: "int32", schema: { kind: "int32", go: "int32" } },
  { name: "int64", schema: { kind: "int64", go: "int64" } },
  { name: "bytes", schema: { kind: "bytes", go: "[]uint8" } },
  { name: "intOrString", schema: { kind: "intOrString", go: "int32" } },
  { name: "quantity", schema: { kind: "quantity", go: "string" } },
  { name: "time", schema: { kind: "time", go: "string" } },
  { name: "microTime", schema: { kind: "microTime", go: "string" } },
  { name: "raw", schema: { kind: "raw", go: "v1.FieldsV1" } },
];
