// Sprig's functions of lists, maps and numbers, and Go's comparisons.

import { compareText } from "../../base/go-text.ts";
import { plainText, sprintf } from "../go/format.ts";
import { readJson, writeJson } from "../go/json.ts";
import { formatFloat, parseIntText } from "../go/numbers.ts";
import { bytesOf } from "../go/text.ts";
import {
  anyList,
  deepCopy,
  deepEqual,
  fail,
  GoBytes,
  GoList,
  GoMap,
  GoStruct,
  Int,
  int,
  int64,
  isTrue,
  itemsOf,
  kindName,
  lengthOf,
  type Origin,
  typeName,
  type Value,
} from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { ofValue, type Trace, union, valuesOf } from "../template/trace.ts";
import { isEmpty, text, toFloat64, toInt, toInt64, toText, toTexts, whole } from "./cast.ts";
import { any, define, map, mapOf, oneOf } from "./function.ts";
import { stringList } from "./strings.ts";

/** No list that a function makes is longer. */
const maxItems = 5_000_000;

const anys = `...${any}`;
const value = "value";

function listItems(list: Value, verb: string): readonly Value[] {
  if (list === null || list === undefined)
    return fail("runtime error: invalid memory address or nil pointer dereference");
  return itemsOf(list) ?? fail(`Cannot ${verb} on type ${kindName(list)}`);
}

function nilList(): GoList {
  return new GoList([], anyList, true);
}

function made(items: readonly Value[], from: Value, keep?: (index: number) => number): GoList {
  const list = new GoList(items);
  if (from instanceof GoList && from.origins !== undefined) {
    const { origins } = from;
    list.origins = items.map((_, index) => origins[keep === undefined ? index : keep(index)]);
  }
  return list;
}

function selected(list: Value, verb: string, keep: (item: Value) => boolean): GoList {
  const indexes: number[] = [];
  const items = listItems(list, verb).filter((item, index) => {
    const isKept = keep(item);
    if (isKept) indexes.push(index);
    return isKept;
  });
  return made(items, list, (index) => indexes[index] ?? -1);
}

function inList(items: readonly Value[], wanted: Value): boolean {
  return items.some((item) => deepEqual(wanted, item));
}

const push = ([list, item]: readonly Value[]): Value => made([...listItems(list, "push"), item], list);
const prepend = ([list, item]: readonly Value[]): Value =>
  made([item, ...listItems(list, "prepend")], list, (index) => index - 1);
const first = ([list]: readonly Value[]): Value => listItems(list, "find first")[0] ?? null;
const last = ([list]: readonly Value[]): Value => listItems(list, "find last").at(-1) ?? null;
const rest = ([list]: readonly Value[]): Value => {
  const items = listItems(list, "find rest");
  return items.length === 0 ? nilList() : made(items.slice(1), list, (index) => index + 1);
};
const initial = ([list]: readonly Value[]): Value => {
  const items = listItems(list, "find initial");
  return items.length === 0 ? nilList() : made(items.slice(0, -1), list);
};
const reverse = ([list]: readonly Value[]): Value => {
  const items = listItems(list, "find reverse");
  return made([...items].reverse(), list, (index) => items.length - 1 - index);
};
const compact = ([list]: readonly Value[]): Value => selected(list, "compact", (item) => !isEmpty(item));
const uniq = ([list]: readonly Value[]): Value => {
  const seen: Value[] = [];
  return selected(list, "find uniq", (item) => {
    if (inList(seen, item)) return false;
    seen.push(item);
    return true;
  });
};
const without = ([list, ...omitted]: readonly Value[]): Value =>
  selected(list, "find without", (item) => !inList(omitted, item));
const has = ([needle, list]: readonly Value[]): Value =>
  list !== null && list !== undefined && inList(listItems(list, "find has"), needle);
const chunk = ([size, list]: readonly Value[]): Value => {
  const items =
    itemsOf(list) ?? (list === null ? listItems(list, "chunk") : fail(`Cannot chunk type ${kindName(list)}`));
  const length = whole(size);
  const count = Math.floor((items.length - 1) / length) + 1;
  if (length <= 0 && count !== 0) return fail("runtime error: makeslice: len out of range");
  const chunks: Value[] = [];
  for (let at = 0; length > 0 && at < items.length; at += length) chunks.push(new GoList(items.slice(at, at + length)));
  return new GoList(chunks, "[][]interface {}");
};
const slice = ([list, ...indices]: readonly Value[]): Value => {
  const items =
    list === null
      ? listItems(list, "slice")
      : (itemsOf(list) ?? fail(`list should be type of slice or array but ${kindName(list)}`));
  if (items.length === 0) return null;
  const start = indices.length > 0 ? toInt(indices[0]) : 0;
  const end = indices.length < 2 ? items.length : toInt(indices[1]);
  if (start < 0 || start > end || end > items.length) return fail("reflect.Value.Slice: slice index out of bounds");
  if (list instanceof GoBytes) return new GoBytes(list.bytes.subarray(start, end));
  const part = new GoList(items.slice(start, end), typeName(list));
  if (list instanceof GoList) part.origins = list.origins?.slice(start, end);
  return part;
};

/** What `and` and `or` are for those who ask whether they exist; the executor runs them itself. */
const placeholder = define([value, `...${value}`], ([arg]) => arg);

function isNil(item: Value): boolean {
  return item === null || item === undefined || ((item instanceof GoList || item instanceof GoMap) && item.isNil);
}

type Kind = "bool" | "int" | "uint" | "float" | "string" | "other";

function basicKind(item: Value): Kind {
  switch (typeof item) {
    case "boolean":
      return "bool";
    case "number":
      return "float";
    case "string":
      return "string";
  }
  if (item instanceof Int) return item.type.startsWith("u") ? "uint" : "int";
  return "other";
}

function areEqual(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind !== other) {
    if (a instanceof Int && b instanceof Int) return a.value === b.value;
    if (!isInvalid(a) && !isInvalid(b))
      return fail(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
    return false;
  }
  if (a instanceof Int && b instanceof Int) return a.value === b.value;
  if (kind !== "other") return a === b;
  if (!isInvalid(a) && !isInvalid(b) && kindName(a) !== kindName(b))
    return fail(sprintf("non-comparable types %s: %v, %s: %v", [a, typeName(a), typeName(b), b]));
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (b instanceof GoMap || b instanceof GoList || b instanceof GoBytes)
    return fail(sprintf("non-comparable type %s: %v", [b, typeName(b)]));
  return a === b;
}

function isInvalid(item: Value): boolean {
  return item === null || item === undefined;
}

function equal([a, ...others]: readonly Value[]): boolean {
  if (others.length === 0) return fail("missing argument for comparison");
  return others.some((other) => areEqual(a, other));
}

function less(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === "other" || other === "other") return fail("invalid type for comparison");
  if (a instanceof Int && b instanceof Int) return a.value < b.value;
  if (kind !== other) return fail(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  if (kind === "bool") return fail("invalid type for comparison");
  if (typeof a === "string" && typeof b === "string") return compareText(a, b) < 0;
  return typeof a === "number" && typeof b === "number" && a < b;
}

function lessOrEqual(a: Value, b: Value): boolean {
  return less(a, b) || equal([a, b]);
}

function indexOf(item: Value, length: number): number {
  if (item === undefined || item === null) return fail("cannot index slice/array with nil");
  if (!(item instanceof Int)) return fail(`cannot index slice/array with type ${typeName(item)}`);
  const number = Number(item.value);
  if (number < 0 || number > length) return fail(`index out of range: ${item.value}`);
  return number;
}

function oneIndex(item: Value, index: Value): Value {
  if (item === null) return fail("index of nil pointer");
  if (item instanceof GoMap) {
    if (isInvalid(index)) return fail("value is nil; should be of type string");
    if (typeof index !== "string") return fail(`value has type ${typeName(index)}; should be string`);
    if (item.has(index)) return item.get(index) ?? null;
    if (item.isAny) return null;
    return item.type === "map[string]string" ? "" : item.type === "engine.files" ? new GoBytes(new Uint8Array()) : null;
  }
  if (item instanceof GoList || item instanceof GoBytes || typeof item === "string") {
    const length = lengthOf(item) ?? 0;
    const at = indexOf(index, length);
    if (at === length) return fail(`reflect: ${typeof item === "string" ? "string" : "slice"} index out of range`);
    if (item instanceof GoList) return item.items[at] ?? null;
    const bytes = typeof item === "string" ? bytesOf(item) : item.bytes;
    return new Int(BigInt(bytes[at] ?? 0), "uint8");
  }
  return fail(`can't index item of type ${typeName(item).replace(/^\*/, "")}`);
}

function dug(args: readonly Value[]): Value {
  if (args.length < 3) return fail("dig needs at least three arguments");
  let at = plainMap(args.at(-1));
  const keys = args.slice(0, -2).map((key) => (typeof key === "string" ? key : conversion(key, "string")));
  for (const [index, key] of keys.entries()) {
    if (!at.has(key)) return args.at(-2) ?? null;
    const found = at.get(key) ?? null;
    if (index === keys.length - 1) return found;
    at = plainMap(found);
  }
  return null;
}

function copied(item: Value): Value {
  return isInvalid(item) ? fail("reflect: call of reflect.Value.Type on zero Value") : deepCopy(item);
}

/** A `map[string]interface {}` and nothing that is only like one. */
function plainMap(item: Value): GoMap {
  return item instanceof GoMap && item.type === map ? item : conversion(item, map);
}

/** The map as a function returns it: what is set in the one is seen in the other. */
function returned(item: GoMap): GoMap {
  if (item.type === map) return item;
  const made = new GoMap(item.entries, map, item.isNil);
  made.origins = item.origins;
  return made;
}

function conversion(item: Value, wanted: string): never {
  const got = isInvalid(item) ? "nil" : typeName(item);
  return fail(`interface conversion: interface {} is ${got}, not ${wanted}`);
}

/** mergo.Merge and MergeWithOverwrite: maps into maps, in place. */
function mergeInto(to: GoMap, from: GoMap, overwrite: boolean): void {
  for (const key of [...from.entries.keys()]) {
    const item = from.get(key);
    const own = to.get(key);
    const isThere = to.has(key);
    if (item === null || item === undefined) {
      if (overwrite) to.take(key, from);
      continue;
    }
    if (item instanceof GoMap && own instanceof GoMap) mergeInto(own, item, overwrite);
    else if (item instanceof GoMap && own instanceof GoStruct)
      fail("reflect: call of reflect.Value.Field on map Value");
    else if (item instanceof GoList) {
      if (overwrite || to.entries.size === 0) to.take(key, from);
      else if (!isThere || own === null) to.set(key, new GoList([], item.type));
    }
    const isFilled = isThere && !isEmpty(own);
    if (isFilled && (item instanceof GoList || (item instanceof GoMap && own instanceof GoMap))) continue;
    if (overwrite || !isThere || isEmpty(own)) to.take(key, from);
  }
}

function merged(overwrite: boolean): TemplateFunction {
  return define([map, `...${map}`], ([to, ...sources]) => {
    const target = to instanceof GoMap && to.isNil ? new GoMap() : mapOf(to);
    for (const source of sources) mergeInto(target, mapOf(source), overwrite);
    return returned(target);
  });
}

function dictionary(args: readonly Value[], traces: readonly (Trace | undefined)[]): GoMap {
  const found = new GoMap();
  for (let i = 0; i < args.length; i += 2) {
    const origin: Origin | undefined = valuesOf(traces[i + 1])[0];
    found.set(toText(args[i]), i + 1 < args.length ? (args[i + 1] ?? null) : "", origin);
  }
  return found;
}

function untilStep(start: number, stop: number, step: number): GoList {
  const items: Int[] = [];
  const count = step === 0 ? 0 : Math.ceil((stop - start) / step);
  if (stop < start ? step >= 0 : step <= 0) return new GoList(items, "[]int");
  if (count > maxItems) return fail(`a list of more than ${maxItems} items`);
  for (let i = 0; i < count; i++) items.push(int(start + i * step));
  return new GoList(items, "[]int");
}

function sequence(args: readonly Value[]): string {
  const [a = 0, b = 0, c = 0] = args.map(whole);
  const spaced = (list: GoList) => list.items.map(plainText).join(" ");
  switch (args.length) {
    case 1: {
      const by = a < 1 ? -1 : 1;
      return spaced(untilStep(1, a + by, by));
    }
    case 2: {
      const by = b < a ? -1 : 1;
      return spaced(untilStep(a, b + by, by));
    }
    case 3: {
      const by = c < a ? -1 : 1;
      return c < a && b > 0 ? "" : spaced(untilStep(a, c + by, b));
    }
    default:
      return "";
  }
}

/** A float as a decimal: digits and a power of ten. */
function decimal(number: number): { digits: bigint; exponent: number } {
  if (!Number.isFinite(number))
    return fail(`Cannot create a Decimal from ${Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf"}`);
  const [mantissa = "0", exponent = "0"] = formatFloat(number, "e", -1).split("e");
  const [, fraction = ""] = mantissa.split(".");
  return { digits: BigInt(mantissa.replace(".", "")), exponent: Number(exponent) - fraction.length };
}

function decimalOf({ digits, exponent }: { digits: bigint; exponent: number }): number {
  return Number(`${digits}e${exponent}`);
}

type DecimalOperation = (a: ReturnType<typeof decimal>, b: ReturnType<typeof decimal>) => ReturnType<typeof decimal>;

function aligned(
  a: ReturnType<typeof decimal>,
  b: ReturnType<typeof decimal>,
): { a: bigint; b: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    a: a.digits * 10n ** BigInt(a.exponent - exponent),
    b: b.digits * 10n ** BigInt(b.exponent - exponent),
    exponent,
  };
}

const plus: DecimalOperation = (x, y) => {
  const { a, b, exponent } = aligned(x, y);
  return { digits: a + b, exponent };
};
const minus: DecimalOperation = (x, y) => {
  const { a, b, exponent } = aligned(x, y);
  return { digits: a - b, exponent };
};
const times: DecimalOperation = (a, b) => ({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });
/** To sixteen places behind the point, rounded half away from zero. */
const divided: DecimalOperation = (x, y) => {
  if (y.digits === 0n) return fail("decimal division by 0");
  const { a, b } = aligned(x, y);
  const sign = a < 0n !== b < 0n ? -1n : 1n;
  const top = (a < 0n ? -a : a) * 10n ** 16n;
  const bottom = b < 0n ? -b : b;
  const quotient = top / bottom;
  return { digits: sign * ((top % bottom) * 2n >= bottom ? quotient + 1n : quotient), exponent: -16 };
};

function withDecimals(operation: DecimalOperation, start: Value, others: readonly Value[]): number {
  let result = decimal(toFloat64(start));
  for (const other of others) result = operation(result, decimal(toFloat64(other)));
  return decimalOf(result);
}

function round([item, places, ...given]: readonly Value[]): number {
  const [on = 0.5] = given.map((one) => (typeof one === "number" ? one : 0.5));
  const power = 10 ** whole(places);
  const digit = power * toFloat64(item);
  const fraction = digit - Math.trunc(digit);
  return (fraction >= on ? Math.ceil(digit) : Math.floor(digit)) / power;
}

function extreme(isBetter: (a: bigint, b: bigint) => boolean): TemplateFunction {
  return define([any, anys], ([item, ...others]) => {
    let best = toInt64(item);
    for (const other of others) if (isBetter(toInt64(other), best)) best = toInt64(other);
    return int64(best);
  });
}

const json = (item: Value): string => writeJson(item, { escapeHtml: true }) ?? "";
const mustJson = (item: Value, options: Parameters<typeof writeJson>[1]): string =>
  writeJson(item, options) ??
  fail(`json: unsupported value: ${typeof item === "number" ? formatFloat(item, "g", -1) : "+Inf"}`);

export const dataFunctions: Readonly<Record<string, TemplateFunction>> = {
  and: placeholder,
  or: placeholder,
  not: define([value], ([item]) => !isTrue(item)),
  call: define([value, `...${value}`], ([item]) =>
    isInvalid(item) ? fail("call of nil") : fail(`non-function of type ${typeName(item)}`),
  ),
  index: define(
    [value, `...${value}`],
    ([item, ...indexes]) => {
      if (isInvalid(item)) return fail("index of untyped nil");
      let found = item;
      for (const index of indexes) found = oneIndex(found, index);
      return found;
    },
    (args, traces) => {
      let found = args[0];
      let trace = traces[0];
      for (const index of args.slice(1)) {
        const origin =
          found instanceof GoMap && typeof index === "string"
            ? found.origins?.get(index)
            : found instanceof GoList && index instanceof Int
              ? found.origins?.[Number(index.value)]
              : undefined;
        trace = ofValue(origin) ?? trace;
        found =
          found instanceof GoMap && typeof index === "string"
            ? found.get(index)
            : found instanceof GoList && index instanceof Int
              ? found.items[Number(index.value)]
              : undefined;
      }
      return trace;
    },
  ),
  len: define([value], ([item]) => {
    if (item === undefined) return fail("reflect: call of reflect.Value.Type on zero Value");
    if (item === null) return fail("len of nil pointer");
    return int(lengthOf(item) ?? fail(`len of type ${typeName(item).replace(/^\*/, "")}`));
  }),
  eq: define([value, `...${value}`], (args) => equal(args)),
  ne: define([value, value], (args) => !equal(args)),
  lt: define([value, value], ([a, b]) => less(a, b)),
  le: define([value, value], ([a, b]) => lessOrEqual(a, b)),
  gt: define([value, value], ([a, b]) => !lessOrEqual(a, b)),
  ge: define([value, value], ([a, b]) => !less(a, b)),

  list: define([anys], (args) => new GoList(args)),
  tuple: define([anys], (args) => new GoList(args)),
  append: define([any, any], push),
  push: define([any, any], push),
  mustAppend: define([any, any], push),
  mustPush: define([any, any], push),
  prepend: define([any, any], prepend),
  mustPrepend: define([any, any], prepend),
  first: define(
    [any],
    first,
    itemTrace(() => 0),
  ),
  mustFirst: define(
    [any],
    first,
    itemTrace(() => 0),
  ),
  last: define(
    [any],
    last,
    itemTrace((length) => length - 1),
  ),
  mustLast: define(
    [any],
    last,
    itemTrace((length) => length - 1),
  ),
  rest: define([any], rest),
  mustRest: define([any], rest),
  initial: define([any], initial),
  mustInitial: define([any], initial),
  reverse: define([any], reverse),
  mustReverse: define([any], reverse),
  uniq: define([any], uniq),
  mustUniq: define([any], uniq),
  without: define([any, anys], without),
  mustWithout: define([any, anys], without),
  has: define([any, any], has),
  mustHas: define([any, any], has),
  compact: define([any], compact),
  mustCompact: define([any], compact),
  slice: define([any, anys], slice),
  mustSlice: define([any, anys], slice),
  concat: define([anys], (lists) => {
    const items: Value[] = [];
    const origins: (Origin | undefined)[] = [];
    for (const list of lists) {
      if (isInvalid(list)) return fail("runtime error: invalid memory address or nil pointer dereference");
      const own = itemsOf(list) ?? fail(`Cannot concat type ${kindName(list)} as list`);
      if (items.length + own.length > maxItems) return fail(`a list of more than ${maxItems} items`);
      own.forEach((item, index) => {
        items.push(item);
        origins.push(list instanceof GoList ? list.origins?.[index] : undefined);
      });
    }
    const found = new GoList(items, anyList, items.length === 0);
    if (origins.some((origin) => origin !== undefined)) found.origins = origins;
    return found;
  }),
  chunk: define(["int", any], chunk),
  mustChunk: define(["int", any], chunk),
  sortAlpha: define([any], ([list]) =>
    stringList(itemsOf(list) === undefined ? [toText(list)] : [...toTexts(list)].sort(compareText)),
  ),

  dict: {
    params: [anys],
    call: (args, context) => dictionary(args, context.traces),
  },
  get: define(
    [map, "string"],
    ([found, key]) => (mapOf(found).has(text(key)) ? (mapOf(found).get(text(key)) ?? null) : ""),
    (args, traces) => ofValue(mapOf(args[0]).origins?.get(text(args[1]))) ?? traces[0],
  ),
  set: {
    params: [map, "string", any],
    call: ([found, key, item], context) => {
      const target = mapOf(found);
      if (target.isNil) return fail("assignment to entry in nil map");
      target.set(text(key), item ?? null, valuesOf(context.traces[2])[0]);
      return returned(target);
    },
  },
  unset: define([map, "string"], ([found, key]) => {
    mapOf(found).delete(text(key));
    return returned(mapOf(found));
  }),
  hasKey: define([map, "string"], ([found, key]) => mapOf(found).has(text(key))),
  pluck: define(["string", `...${map}`], ([key, ...maps]) => {
    const holding = maps.map(mapOf).filter((one) => one.has(text(key)));
    const found = new GoList(holding.map((one) => one.get(text(key)) ?? null));
    found.origins = holding.map((one) => one.origins?.get(text(key)));
    return found;
  }),
  keys: define([`...${map}`], (maps) => stringList(maps.flatMap((one) => mapOf(one).sortedKeys()))),
  values: define([map], ([one]) => {
    const keys = mapOf(one).sortedKeys();
    const found = new GoList(keys.map((key) => mapOf(one).get(key) ?? null));
    found.origins = keys.map((key) => mapOf(one).origins?.get(key));
    return found;
  }),
  pick: define([map, "...string"], ([one, ...keys]) => {
    const found = new GoMap();
    for (const key of keys) if (mapOf(one).has(text(key))) found.take(text(key), mapOf(one));
    return found;
  }),
  omit: define([map, "...string"], ([one, ...keys]) => {
    const found = new GoMap();
    for (const key of mapOf(one).entries.keys()) if (!keys.includes(key)) found.take(key, mapOf(one));
    return found;
  }),
  merge: merged(false),
  mustMerge: merged(false),
  mergeOverwrite: merged(true),
  mustMergeOverwrite: merged(true),
  deepCopy: define([any], ([item]) => copied(item)),
  mustDeepCopy: define([any], ([item]) => copied(item)),
  dig: define([anys], dug),

  default: define(
    [any, anys],
    ([fallback, ...given]) => (given.length === 0 || isEmpty(given[0]) ? fallback : (given[0] ?? null)),
    (args, traces) => (args.length < 2 || isEmpty(args[1]) ? traces[0] : traces[1]),
  ),
  empty: define([any], ([item]) => isEmpty(item)),
  coalesce: define([anys], (args) => args.find((arg) => !isEmpty(arg)) ?? null, oneOf),
  all: define([anys], (args) => args.every((arg) => !isEmpty(arg))),
  any: define([anys], (args) => args.some((arg) => !isEmpty(arg))),
  ternary: define(
    [any, any, "bool"],
    ([yes, no, condition]) => (condition === true ? yes : no),
    (args, traces) => (args[2] === true ? traces[0] : traces[1]),
  ),

  typeOf: define([any], ([item]) => typeName(item)),
  typeIs: define(["string", any], ([wanted, item]) => wanted === typeName(item)),
  typeIsLike: define(
    ["string", any],
    ([wanted, item]) => wanted === typeName(item) || `*${text(wanted)}` === typeName(item),
  ),
  kindOf: define([any], ([item]) => kindName(item)),
  kindIs: define(["string", any], ([wanted, item]) => wanted === kindName(item)),
  deepEqual: define([any, any], ([a, b]) => deepEqual(a, b)),

  mustFromJson: define(["string"], ([item]) => {
    const found = readJson(text(item));
    return "error" in found ? fail(found.error) : found.value;
  }),
  toPrettyJson: define([any], ([item]) => writeJson(item, { escapeHtml: true, indent: "  " }) ?? ""),
  mustToJson: define([any], ([item]) => mustJson(item, { escapeHtml: true })),
  mustToPrettyJson: define([any], ([item]) => mustJson(item, { escapeHtml: true, indent: "  " })),
  toRawJson: define([any], ([item]) => mustJson(item, { escapeHtml: false })),
  mustToRawJson: define([any], ([item]) => mustJson(item, { escapeHtml: false })),
  toJson: define([any], ([item]) => json(item)),

  atoi: define(["string"], ([item]) => int(parseIntText(text(item), 10) ?? 0n)),
  int: define(
    [any],
    ([item]) => new Int(toInt64(item)),
    (_args, traces) => traces[0],
  ),
  int64: define(
    [any],
    ([item]) => int64(toInt64(item)),
    (_args, traces) => traces[0],
  ),
  float64: define(
    [any],
    ([item]) => toFloat64(item),
    (_args, traces) => traces[0],
  ),
  seq: define(["...int"], (args) => sequence(args)),
  toDecimal: define([any], ([item]) => int64(parseIntText(plainText(item), 8) ?? 0n)),
  until: define(["int"], ([count]) => untilStep(0, whole(count), whole(count) < 0 ? -1 : 1)),
  untilStep: define(["int", "int", "int"], ([start, stop, step]) => untilStep(whole(start), whole(stop), whole(step))),
  add1: define([any], ([item]) => int64(toInt64(item) + 1n)),
  add: define([anys], (args) => int64(args.reduce((sum: bigint, arg) => sum + toInt64(arg), 0n))),
  sub: define([any, any], ([a, b]) => int64(toInt64(a) - toInt64(b))),
  div: define([any, any], ([a, b]) =>
    toInt64(b) === 0n ? fail("runtime error: integer divide by zero") : int64(toInt64(a) / toInt64(b)),
  ),
  mod: define([any, any], ([a, b]) =>
    toInt64(b) === 0n ? fail("runtime error: integer divide by zero") : int64(toInt64(a) % toInt64(b)),
  ),
  mul: define([any, anys], ([a, ...others]) =>
    int64(others.reduce((product: bigint, other) => BigInt.asIntN(64, product * toInt64(other)), toInt64(a))),
  ),
  add1f: define([any], ([item]) => withDecimals(plus, item, [1])),
  addf: define([anys], (args) => withDecimals(plus, 0, args)),
  subf: define([any, anys], ([a, ...others]) => withDecimals(minus, a, others)),
  divf: define([any, anys], ([a, ...others]) => withDecimals(divided, a, others)),
  mulf: define([any, anys], ([a, ...others]) => withDecimals(times, a, others)),
  biggest: extreme((a, b) => a > b),
  max: extreme((a, b) => a > b),
  min: extreme((a, b) => a < b),
  maxf: define([any, anys], (args) => Math.max(...args.map(toFloat64))),
  minf: define([any, anys], (args) => Math.min(...args.map(toFloat64))),
  ceil: define([any], ([item]) => Math.ceil(toFloat64(item))),
  floor: define([any], ([item]) => Math.floor(toFloat64(item))),
  round: define([any, "int", "...float64"], round),
};

function itemTrace(at: (length: number) => number): NonNullable<TemplateFunction["trace"]> {
  return ([list], traces) => {
    const index = list instanceof GoList ? at(list.items.length) : -1;
    return (list instanceof GoList ? ofValue(list.origins?.[index]) : undefined) ?? union(traces);
  };
}
