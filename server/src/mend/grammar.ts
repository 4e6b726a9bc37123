// The grammar of a kind: which keys may stand where, and what their values look like. Types and the few words to write one with.

/** What a plain value looks like. `name` is a DNS label or subdomain, `port` a number or a port's name, `text` anything. */
export type ScalarType =
  | "text"
  | "name"
  | "label"
  | "int"
  | "port"
  | "bool"
  | "enum"
  | "quantity"
  | "image"
  | "path"
  | "host"
  | "address"
  | "variable";

export interface ScalarGrammar {
  readonly kind: "scalar";
  readonly id: number;
  readonly type: ScalarType;
  /** The values of an `enum`; what is often written, for the others. */
  readonly values: readonly string[];
}

export interface ListGrammar {
  readonly kind: "list";
  readonly id: number;
  readonly item: Grammar;
}

/** A map with keys of Kubernetes' own. */
export interface MapGrammar {
  readonly kind: "map";
  readonly id: number;
  readonly keys: ReadonlyMap<string, Grammar>;
  /** Keys that the API server asks for, or that nobody leaves out. */
  readonly required: readonly string[];
  /** Keys that are allowed here and hardly ever written. */
  readonly rare: ReadonlySet<string>;
}

/** A map whose keys the author chose. */
export interface AuthorGrammar {
  readonly kind: "author";
  readonly id: number;
  readonly flavour: "label" | "annotation" | "data" | "quantity";
  readonly value: ScalarGrammar;
}

/** Anything at all: custom resources, and corners of the known kinds that are not described. */
export interface AnyGrammar {
  readonly kind: "any";
  readonly id: number;
}

export type Grammar = ScalarGrammar | ListGrammar | MapGrammar | AuthorGrammar | AnyGrammar;
export type BranchGrammar = Exclude<Grammar, ScalarGrammar>;

let lastId = 0;

function nextId(): number {
  lastId += 1;
  return lastId;
}

/** A map. */
export function mapOf(
  keys: ReadonlyMap<string, Grammar>,
  required: readonly string[],
  rare: ReadonlySet<string>,
): MapGrammar {
  return { kind: "map", id: nextId(), keys, required, rare };
}

export function list(item: Grammar): ListGrammar {
  return { kind: "list", id: nextId(), item };
}

export function scalar(type: ScalarType, ...values: readonly string[]): ScalarGrammar {
  return { kind: "scalar", id: nextId(), type, values };
}

export function oneOf(...values: readonly string[]): ScalarGrammar {
  return scalar("enum", ...values);
}

export function author(flavour: AuthorGrammar["flavour"], value: ScalarGrammar): AuthorGrammar {
  return { kind: "author", id: nextId(), flavour, value };
}

export const anything: AnyGrammar = { kind: "any", id: nextId() };
