// Go's values, as templates see them: kinds of numbers, maps and slices with their types, nil in its two shapes.

import { compareText } from "../../base/go-text.ts";
import { byteLength, bytesOf, textOf } from "./text.ts";

/**
 * A value. `undefined` is the invalid reflect.Value ("no value"), `null` a nil interface, `number` a float64, which is what
 * numbers of values files are.
 */
export type Value = undefined | null | boolean | number | string | Int | GoMap | GoList | GoBytes | GoStruct | GoMethod;

export type IntType = "int" | "int64" | "int32" | "uint8" | "uint64";

/** A whole number of one of Go's types. */
export class Int {
  readonly type: IntType;
  readonly value: bigint;
  constructor(value: bigint, type: IntType = "int") {
    this.type = type;
    this.value =
      type === "uint64"
        ? BigInt.asUintN(64, value)
        : type === "uint8"
          ? BigInt.asUintN(8, value)
          : BigInt.asIntN(type === "int32" ? 32 : 64, value);
  }
}

export function int(value: number | bigint): Int {
  return new Int(BigInt(value));
}

export function int64(value: number | bigint): Int {
  return new Int(BigInt(value), "int64");
}

export const anyMap = "map[string]interface {}";
export const anyList = "[]interface {}";

/** Where a value stands: a file of values, by its number, and the characters of it. */
export interface Origin {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** Maps that several templates see, while somebody wants to know of changes to them. */
let watched: WeakSet<object> | undefined;
let isChanged = false;

function noteChange(entries: object): void {
  if (watched?.has(entries) === true) isChanged = true;
}

/** What `run` gives, and whether it changed one of these maps, or one below them. */
export function watchingChanges<T>(
  maps: WeakSet<object>,
  run: () => T,
): { readonly result: T; readonly changed: boolean } {
  const before = { watched, isChanged };
  watched = maps;
  isChanged = false;
  try {
    const result = run();
    return { result, changed: isChanged };
  } finally {
    watched = before.watched;
    isChanged = before.isChanged || isChanged;
  }
}

/** The maps in a value, itself included, by their entries. */
export function mapsIn(value: Value, found: WeakSet<object> = new WeakSet()): WeakSet<object> {
  if (value instanceof GoMap) {
    if (found.has(value.entries)) return found;
    found.add(value.entries);
    for (const inner of value.entries.values()) mapsIn(inner, found);
  } else if (value instanceof GoList) {
    if (found.has(value.items)) return found;
    found.add(value.items);
    for (const item of value.items) mapsIn(item, found);
  } else if (value instanceof GoStruct) for (const inner of value.fields.values()) mapsIn(inner, found);
  return found;
}

/** A map with strings for keys. */
export class GoMap {
  readonly type: string;
  readonly entries: Map<string, Value>;
  readonly isNil: boolean;
  /** Where the values of the keys came from, as far as they are known. */
  origins: Map<string, Origin> | undefined;
  constructor(entries: Map<string, Value> = new Map(), type = anyMap, isNil = false) {
    this.entries = entries;
    this.type = type;
    this.isNil = isNil;
    this.origins = undefined;
  }

  get(key: string): Value {
    return this.entries.get(key);
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  set(key: string, value: Value, origin?: Origin): void {
    noteChange(this.entries);
    this.entries.set(key, value);
    if (origin !== undefined) {
      this.origins ??= new Map();
      this.origins.set(key, origin);
    } else this.origins?.delete(key);
  }

  delete(key: string): void {
    noteChange(this.entries);
    this.entries.delete(key);
    this.origins?.delete(key);
  }

  /** Takes a value of another map with its place. */
  take(key: string, from: GoMap): void {
    this.set(key, from.entries.get(key), from.origins?.get(key));
  }

  sortedKeys(): readonly string[] {
    return [...this.entries.keys()].sort(compareText);
  }

  /** Whether it is a `map[string]interface {}`, or of a type that Go assigns to one. */
  get isAny(): boolean {
    return this.type === anyMap || this.type === "chartutil.Values";
  }
}

/** A slice; `items` may be shared between slices, as Go's array would be. */
export class GoList {
  readonly type: string;
  readonly items: readonly Value[];
  readonly isNil: boolean;
  /** Where the items came from, as far as they are known. */
  origins: readonly (Origin | undefined)[] | undefined;
  constructor(items: readonly Value[], type = anyList, isNil = false) {
    this.items = items;
    this.type = type;
    this.isNil = isNil;
    this.origins = undefined;
  }

  get elementType(): string {
    return this.type.slice(2);
  }
}

export class GoBytes {
  private readonly source: Uint8Array | string;
  private made: Uint8Array | undefined;
  /** Of a string only its bytes count; they are made when somebody asks. */
  constructor(source: Uint8Array | string) {
    this.source = source;
  }

  get bytes(): Uint8Array {
    this.made ??= typeof this.source === "string" ? bytesOf(this.source) : this.source;
    return this.made;
  }
}

export type Call = (args: readonly Value[]) => Value;

/** What a function or method takes, in Go's words for types; the last is repeated where it begins with `...`. */
export interface Signature {
  readonly params: readonly string[];
  readonly call: Call;
}

/** A struct with exported fields and methods. */
export class GoStruct {
  /** As `%T` prints it, with the star of a pointer. */
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly methods: ReadonlyMap<string, Signature>;
  /** What String() gives, where the type has it. */
  readonly string: (() => string) | undefined;
  /** Whether String() belongs to the pointer, so that only an action prints by it. */
  readonly pointerString: boolean;
  /** The fields as JSON has them, where their names differ. */
  json: (() => readonly (readonly [string, Value])[]) | undefined;
  /** The text that JSON has instead of fields. */
  jsonText: string | undefined;
  constructor(
    type: string,
    fields: Iterable<readonly [string, Value]>,
    methods: Iterable<readonly [string, Signature]> = [],
    string?: () => string,
    pointerString = false,
  ) {
    this.type = type;
    this.fields = new Map(fields);
    this.methods = new Map(methods);
    this.string = string;
    this.pointerString = pointerString;
    this.json = undefined;
    this.jsonText = undefined;
  }

  /** The struct as functions are given it: no pointer to it, and none of the methods that need one. */
  get copied(): GoStruct {
    if (!this.pointerString) return this;
    return new GoStruct(this.type, this.fields);
  }

  get jsonFields(): readonly (readonly [string, Value])[] {
    return this.json?.() ?? [...this.fields];
  }
}

/** A function as a value: a map's or struct's field that is one. Templates cannot make any. */
export class GoMethod {
  readonly signature: Signature;
  constructor(signature: Signature) {
    this.signature = signature;
  }
}

/** A mistake that Go reports with an error or a panic; the message is Go's. */
export class GoError extends Error {}

export function fail(message: string): never {
  throw new GoError(message);
}

/** The type of a text, a number or a truth value; undefined for others. */
function scalarName(value: Value): string | undefined {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "float64";
    case "string":
      return "string";
  }
  return value instanceof Int ? value.type : undefined;
}

/** `%T`. */
export function typeName(value: Value): string {
  if (value === undefined || value === null) return "<nil>";
  const scalar = scalarName(value);
  if (scalar !== undefined) return scalar;
  if (value instanceof GoMap || value instanceof GoList || value instanceof GoStruct) return value.type;
  return value instanceof GoBytes ? "[]uint8" : "func()";
}

/** reflect.Kind's name. */
export function kindName(value: Value): string {
  if (value === undefined || value === null) return "invalid";
  const scalar = scalarName(value);
  if (scalar !== undefined) return scalar;
  if (value instanceof GoMap) return "map";
  if (value instanceof GoList || value instanceof GoBytes) return "slice";
  if (value instanceof GoStruct) return value.type.startsWith("*") ? "ptr" : "struct";
  return "func";
}

/** Truth in the sense of `if`. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value instanceof Int) return value.value !== 0n;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoList) return value.items.length > 0;
  if (value instanceof GoBytes) return value.bytes.length > 0;
  return true;
}

/** Go's `len`; undefined for what has none. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === "string") return byteLength(value);
  if (value instanceof GoMap) return value.entries.size;
  if (value instanceof GoList) return value.items.length;
  return value instanceof GoBytes ? value.bytes.length : undefined;
}

/** The items of a slice of any type; undefined for what is none. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof GoList) return value.items;
  return value instanceof GoBytes ? [...value.bytes].map((byte) => new Int(BigInt(byte), "uint8")) : undefined;
}

/** reflect.DeepEqual. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return !(typeof a === "number" && Number.isNaN(a));
  if ((a === undefined || a === null) && (b === undefined || b === null)) return true;
  if (a instanceof Int && b instanceof Int) return a.type === b.type && a.value === b.value;
  if (a instanceof GoMap && b instanceof GoMap) {
    if (a.type !== b.type || a.isNil !== b.isNil || a.entries.size !== b.entries.size) return false;
    for (const [key, value] of a.entries)
      if (!b.entries.has(key) || !deepEqual(value, b.entries.get(key))) return false;
    return true;
  }
  if (a instanceof GoList && b instanceof GoList) {
    if (a.type !== b.type || a.isNil !== b.isNil || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => deepEqual(item, b.items[index]));
  }
  if (a instanceof GoBytes && b instanceof GoBytes) return textOf(a.bytes) === textOf(b.bytes);
  return false;
}

/** A copy all the way down, places and all (copystructure.Copy). */
export function deepCopy(value: Value): Value {
  if (value instanceof GoMap) return copyOfMap(value);
  if (value instanceof GoList) {
    const copy = new GoList(value.items.map(deepCopy), value.type, value.isNil);
    copy.origins = value.origins;
    return copy;
  }
  return value;
}

export function copyOfMap(map: GoMap): GoMap {
  const copy = new GoMap(new Map(), map.type, map.isNil);
  for (const [key, value] of map.entries) copy.entries.set(key, deepCopy(value));
  if (map.origins !== undefined) copy.origins = new Map(map.origins);
  return copy;
}
