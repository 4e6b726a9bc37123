// values.schema.json: JSON Schema from draft 4 to 2020-12, with the words of the library that Helm uses.

import { plainText } from "../go/format.ts";
import { readJson } from "../go/json.ts";
import { regexp } from "../go/regexp.ts";
import { quoteText } from "../go/text.ts";
import { deepEqual, GoError, GoList, GoMap, Int, typeName, type Value } from "../go/values.ts";
import type { Chart } from "./chart.ts";
import type { ChartFile } from "./files.ts";

/** One value that does not fit. */
export interface Violation {
  /** The path within the whole values. */
  readonly path: readonly string[];
  readonly message: string;
  readonly schema: ChartFile;
}

export interface SchemaResult {
  /** What Helm says of all of them; undefined where values fit. */
  readonly message: string | undefined;
  readonly violations: readonly Violation[];
}

/** Checks a chart's values and those of its subcharts. */
export function checkSchemas(chart: Chart, values: GoMap, path: readonly string[] = []): SchemaResult {
  let message = "";
  const violations: Violation[] = [];
  if (chart.schema !== undefined) {
    const found = validate(values, chart.schema);
    if (found !== undefined) {
      message += `${chart.metadata.name}:\n${found.message}`;
      for (const { path: own, message: said } of found.leaves)
        violations.push({ path: [...path, ...own], message: said, schema: chart.schema });
    }
  }
  for (const sub of chart.dependencies) {
    const { name } = sub.metadata;
    const own = values.get(name);
    if (own === undefined || own === null) continue;
    if (!(own instanceof GoMap)) {
      message += `${name}:\ninvalid type for values: expected object (map), got ${typeName(own)}\n`;
      continue;
    }
    const below = checkSchemas(sub, own, [...path, name]);
    message += below.message ?? "";
    violations.push(...below.violations);
  }
  return { message: message === "" ? undefined : message, violations };
}

interface Failure {
  readonly kind: "plain" | "group" | "reference";
  readonly path: readonly string[];
  readonly message: string;
  readonly causes: readonly Failure[];
}

interface Outcome {
  readonly message: string;
  readonly leaves: readonly { readonly path: readonly string[]; readonly message: string }[];
}

function validate(values: GoMap, file: ChartFile): Outcome | undefined {
  const parsed = readJson(file.text);
  if ("error" in parsed) return { message: parsed.error, leaves: [] };
  const root = parsed.value;
  let failure: Failure | undefined;
  try {
    failure = new Validator(root).check(root, values, []);
  } catch (error) {
    if (error instanceof GoError) return { message: error.message, leaves: [] };
    throw error;
  }
  if (failure === undefined) return undefined;
  const causes = failure.kind === "group" ? failure.causes : [failure];
  const text = causes.map((cause) => shown(cause, 1)).join("");
  return { message: `${text.replace(/^\n/, "")}\n`, leaves: causes.flatMap(leavesOf) };
}

function isSkipped({ kind, causes }: Failure): boolean {
  return kind === "reference" && causes.length === 1;
}

function shown(failure: Failure, indent: number): string {
  const own = isSkipped(failure)
    ? ""
    : `\n${"  ".repeat(indent - 1)}- at ${quoted(pointer(failure.path))}: ${failure.message}`;
  const next = isSkipped(failure) ? indent : indent + 1;
  return own + failure.causes.map((cause) => shown(cause, next)).join("");
}

function leavesOf(failure: Failure): { path: readonly string[]; message: string }[] {
  if (failure.kind === "reference" || failure.kind === "group") return failure.causes.flatMap(leavesOf);
  return [{ path: failure.path, message: failure.message }];
}

function pointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function quoted(text: string): string {
  return `'${quoteText(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function list(names: readonly string[]): string {
  return names.map(quoted).join(", ");
}

/** A number as golang.org/x/text prints it in English: thousands apart. */
function number(value: number): string {
  const [whole = "", fraction] = plain(value).split(".");
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+(?![0-9]))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function plain(value: number): string {
  return Math.abs(value) < 1e21
    ? value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 })
    : String(value);
}

function display(value: Value): string {
  if (typeof value === "string") return quoted(value);
  return value instanceof GoMap || value instanceof GoList ? "value" : plainText(value);
}

function typeOf(value: Value): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof GoMap) return "object";
  if (value instanceof GoList) return "array";
  return typeof value === "string" ? "string" : typeof value === "boolean" ? "boolean" : "number";
}

function asNumber(value: Value): number | undefined {
  return typeof value === "number" ? value : value instanceof Int ? Number(value.value) : undefined;
}

function sameValue(a: Value, b: Value): boolean {
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== undefined && y !== undefined) return x === y;
  if (a instanceof GoMap && b instanceof GoMap)
    return (
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, value]) => b.has(key) && sameValue(value, b.get(key)))
    );
  if (a instanceof GoList && b instanceof GoList)
    return a.items.length === b.items.length && a.items.every((item, index) => sameValue(item, b.items[index]));
  return deepEqual(a, b);
}

/** What a schema and those in it have looked at already, for `unevaluated…`. */
interface Evaluated {
  readonly names: Set<string>;
  readonly indexes: Set<number>;
}

/** Schemas within each other, at most. */
const maxDepth = 200;

class Validator {
  private readonly root: Value;
  private readonly draft: number;
  private readonly anchors = new Map<string, Value>();
  private depth = 0;

  constructor(root: Value) {
    this.root = root;
    const uri = root instanceof GoMap ? root.get("$schema") : undefined;
    const found = typeof uri === "string" ? /draft[-/]?(0[467]|2019-09|2020-12)/.exec(uri)?.[1] : undefined;
    this.draft = found === undefined ? 2020 : Number(found.slice(0, 4).replace(/^0/, ""));
    this.collect(root, 0);
  }

  /** Names that references may use: `$id`, `$anchor`. */
  private collect(value: Value, depth: number): void {
    if (depth > maxDepth) return;
    if (value instanceof GoList) for (const item of value.items) this.collect(item, depth + 1);
    if (!(value instanceof GoMap)) return;
    for (const key of ["$id", "id"]) {
      const id = value.get(key);
      if (typeof id === "string") this.anchors.set(id.replace(/#$/, ""), value);
    }
    for (const key of ["$anchor", "$dynamicAnchor"]) {
      const anchor = value.get(key);
      if (typeof anchor === "string") this.anchors.set(`#${anchor}`, value);
    }
    for (const item of value.entries.values()) this.collect(item, depth + 1);
  }

  private resolve(reference: string): Value {
    const named = this.anchors.get(reference) ?? this.anchors.get(reference.replace(/#$/, ""));
    if (reference === "#") return this.root;
    if (named !== undefined) return named;
    const hash = reference.indexOf("#");
    const base = hash < 0 ? reference : reference.slice(0, hash);
    let at: Value = base === "" ? this.root : this.anchors.get(base);
    // What is elsewhere is not fetched; it holds for everything.
    if (at === undefined) return true;
    const fragment = hash < 0 ? "" : reference.slice(hash + 1);
    for (const part of fragment.split("/").slice(1)) {
      const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
      at = at instanceof GoMap ? at.get(key) : at instanceof GoList ? at.items[Number(key)] : undefined;
    }
    if (at === undefined) throw new GoError(`jsonpointer ${quoteText(reference)} not found`);
    return at;
  }

  check(schema: Value, value: Value, path: readonly string[], evaluated?: Evaluated): Failure | undefined {
    if (schema === true || schema === undefined) return undefined;
    if (schema === false) return { kind: "plain", path, message: "false schema", causes: [] };
    if (!(schema instanceof GoMap)) return undefined;
    this.depth += 1;
    if (this.depth > maxDepth) {
      this.depth -= 1;
      return undefined;
    }
    const failure = this.checkAll(schema, value, path, evaluated ?? { names: new Set(), indexes: new Set() });
    this.depth -= 1;
    return failure;
  }

  private checkAll(schema: GoMap, value: Value, path: readonly string[], evaluated: Evaluated): Failure | undefined {
    const fail = (message: string, causes: readonly Failure[] = []): Failure => ({
      kind: "plain",
      path,
      message,
      causes,
    });
    const failures: Failure[] = [];
    const add = (failure: Failure | undefined) => {
      if (failure?.kind === "group") failures.push(...failure.causes);
      else if (failure !== undefined) failures.push(failure);
    };
    const reference = schema.get("$ref");
    if (typeof reference === "string" && this.draft < 2019) return this.reference(reference, value, path, evaluated);
    const first = this.plainKeywords(schema, value);
    if (first !== undefined) return fail(first);
    if (typeof reference === "string") add(this.reference(reference, value, path, evaluated));
    if (value instanceof GoMap) this.objects(schema, value, path, evaluated, fail, add);
    else if (value instanceof GoList) this.lists(schema, value, path, evaluated, fail, add);
    else if (typeof value === "string") for (const message of stringProblems(schema, value)) add(fail(message));
    else {
      const amount = asNumber(value);
      if (amount !== undefined) for (const message of this.numberProblems(schema, amount)) add(fail(message));
    }
    const dynamic = schema.get("$dynamicRef") ?? schema.get("$recursiveRef");
    if (typeof dynamic === "string" && this.draft >= 2019) add(this.reference(dynamic, value, path, evaluated));
    this.conditions(schema, value, path, evaluated, fail, add);
    this.leftovers(schema, value, path, evaluated, add);
    if (failures.length <= 1) return failures[0];
    return { kind: "group", path, message: "validation failed", causes: failures };
  }

  private reference(
    reference: string,
    value: Value,
    path: readonly string[],
    evaluated: Evaluated,
  ): Failure | undefined {
    const found = this.check(this.resolve(reference), value, path, evaluated);
    if (found === undefined) return undefined;
    return {
      kind: "reference",
      path,
      message: "validation failed",
      causes: found.kind === "group" ? found.causes : [found],
    };
  }

  private plainKeywords(schema: GoMap, value: Value): string | undefined {
    const wanted = schema.get("type");
    const types =
      typeof wanted === "string" ? [wanted] : wanted instanceof GoList ? wanted.items.map(String) : undefined;
    if (types !== undefined && types.length > 0) {
      const type = typeOf(value);
      const amount = asNumber(value);
      const isWhole = amount !== undefined && Number.isInteger(amount);
      if (!types.includes(type) && !(isWhole && types.includes("integer")))
        return `got ${type}, want ${orderedTypes(types).join(" or ")}`;
    }
    if (schema.has("const") && this.draft > 4) {
      const constant = schema.get("const");
      if (!sameValue(value, constant))
        return constant instanceof GoMap || constant instanceof GoList
          ? "'const' failed"
          : `value must be ${display(constant)}`;
    }
    const choices = schema.get("enum");
    if (choices instanceof GoList && !choices.items.some((item) => sameValue(item, value))) {
      if (choices.items.some((item) => item instanceof GoMap || item instanceof GoList)) return "'enum' failed";
      const [only] = choices.items;
      return choices.items.length === 1
        ? `value must be ${display(only)}`
        : `value must be one of ${choices.items.map(display).join(", ")}`;
    }
    const format = schema.get("format");
    if (typeof format === "string" && this.draft < 2019 && typeof value === "string") {
      const wrong = formatProblem(format, value);
      if (wrong !== undefined) return `${display(value)} is not valid ${format}: ${wrong}`;
    }
    return undefined;
  }

  private objects(
    schema: GoMap,
    value: GoMap,
    path: readonly string[],
    evaluated: Evaluated,
    fail: (message: string, causes?: readonly Failure[]) => Failure,
    add: (failure: Failure | undefined) => void,
  ): void {
    const size = value.entries.size;
    const least = asNumber(schema.get("minProperties"));
    const most = asNumber(schema.get("maxProperties"));
    if (least !== undefined && size < least) add(fail(`minProperties: got ${number(size)}, want ${number(least)}`));
    if (most !== undefined && size > most) add(fail(`maxProperties: got ${number(size)}, want ${number(most)}`));
    const missing = missingOf(schema.get("required"), value);
    if (missing.length === 1) add(fail(`missing property ${list(missing)}`));
    else if (missing.length > 1) add(fail(`missing properties ${list(missing)}`));
    for (const keyword of ["dependencies", "dependentSchemas", "dependentRequired"]) {
      const dependencies = schema.get(keyword);
      if (!(dependencies instanceof GoMap)) continue;
      for (const key of dependencies.sortedKeys()) {
        if (!value.has(key)) continue;
        const dependency = dependencies.get(key);
        if (dependency instanceof GoList) {
          const absent = missingOf(dependency, value);
          if (absent.length > 0) add(fail(`properties ${list(absent)} required, if ${quoted(key)} exists`));
        } else add(this.check(dependency, value, path, evaluated));
      }
    }
    this.properties(schema, value, path, evaluated, fail, add);
    const names = schema.get("propertyNames");
    if (names !== undefined && this.draft > 4) {
      for (const key of value.sortedKeys()) {
        const found = this.check(names, key, []);
        if (found !== undefined)
          add(fail(`invalid propertyName ${quoted(key)}`, found.kind === "group" ? found.causes : [found]));
      }
    }
  }

  /** properties, patternProperties and additionalProperties. */
  private properties(
    schema: GoMap,
    value: GoMap,
    path: readonly string[],
    evaluated: Evaluated,
    fail: (message: string, causes?: readonly Failure[]) => Failure,
    add: (failure: Failure | undefined) => void,
  ): void {
    const properties = schema.get("properties");
    const patterns = schema.get("patternProperties");
    const additional = schema.get("additionalProperties");
    const unknown: string[] = [];
    for (const key of value.sortedKeys()) {
      const item = value.get(key);
      let isKnown = false;
      if (properties instanceof GoMap && properties.has(key)) {
        isKnown = true;
        add(this.check(properties.get(key), item, [...path, key]));
      }
      if (patterns instanceof GoMap) {
        for (const pattern of patterns.sortedKeys()) {
          if (!regexp(pattern).matches(key)) continue;
          isKnown = true;
          add(this.check(patterns.get(pattern), item, [...path, key]));
        }
      }
      if (!isKnown && additional !== undefined) {
        isKnown = true;
        if (additional === false) unknown.push(key);
        else add(this.check(additional, item, [...path, key]));
      }
      if (isKnown) evaluated.names.add(key);
    }
    if (unknown.length > 0) add(fail(`additional properties ${list(unknown)} not allowed`));
  }

  private lists(
    schema: GoMap,
    { items: values }: GoList,
    path: readonly string[],
    evaluated: Evaluated,
    fail: (message: string, causes?: readonly Failure[]) => Failure,
    add: (failure: Failure | undefined) => void,
  ): void {
    const least = asNumber(schema.get("minItems"));
    const most = asNumber(schema.get("maxItems"));
    if (least !== undefined && values.length < least)
      add(fail(`minItems: got ${number(values.length)}, want ${number(least)}`));
    if (most !== undefined && values.length > most)
      add(fail(`maxItems: got ${number(values.length)}, want ${number(most)}`));
    if (schema.get("uniqueItems") === true) {
      const pair = twins(values);
      if (pair !== undefined) add(fail(`items at ${pair[0]} and ${pair[1]} are equal`));
    }
    const each = (from: number, inner: Value) => {
      for (let i = from; i < values.length; i++) {
        evaluated.indexes.add(i);
        add(this.check(inner, values[i] ?? null, [...path, String(i)]));
      }
    };
    const items = schema.get("items");
    const prefix = this.draft >= 2020 ? schema.get("prefixItems") : items;
    let done = 0;
    if (prefix instanceof GoList) {
      done = Math.min(prefix.items.length, values.length);
      for (let i = 0; i < done; i++) {
        evaluated.indexes.add(i);
        add(this.check(prefix.items[i], values[i] ?? null, [...path, String(i)]));
      }
      const others = this.draft >= 2020 ? items : schema.get("additionalItems");
      if (others === false && this.draft < 2020) {
        if (done !== values.length) add(fail(`last ${values.length - done} additionalItem(s) not allowed`));
      } else if (others !== undefined) each(done, others);
    } else if (items !== undefined) each(0, items);
    if (schema.has("contains") && this.draft > 4) this.contains(schema, values, path, evaluated, fail, add);
  }

  /** contains, minContains and maxContains. */
  private contains(
    schema: GoMap,
    values: readonly Value[],
    path: readonly string[],
    evaluated: Evaluated,
    fail: (message: string, causes?: readonly Failure[]) => Failure,
    add: (failure: Failure | undefined) => void,
  ): void {
    const found: Failure[] = [];
    const matched: number[] = [];
    values.forEach((item, index) => {
      const failure = this.check(schema.get("contains"), item, [...path, String(index)]);
      if (failure === undefined) {
        matched.push(index);
        if (this.draft >= 2020) evaluated.indexes.add(index);
      } else found.push(failure);
    });
    const fewest = asNumber(schema.get("minContains"));
    if (fewest === undefined ? matched.length === 0 : matched.length < fewest)
      add(
        fail(
          fewest === undefined
            ? "no items match contains schema"
            : `min ${fewest} items required to match contains schema, but ${matched.length === 0 ? "none matched" : `matched ${matched.length} items at ${matched.join(" ")}`}`,
          found,
        ),
      );
    const largest = asNumber(schema.get("maxContains"));
    if (largest !== undefined && matched.length > largest)
      add(
        fail(
          `max ${largest} items required to match contains schema, but matched ${matched.length} items at ${matched.join(" ")}`,
        ),
      );
  }

  private numberProblems(schema: GoMap, amount: number): readonly string[] {
    const found: string[] = [];
    const bound = (keyword: string) => asNumber(schema.get(keyword));
    const say = (keyword: string, want: number) =>
      found.push(`${keyword}: got ${number(amount)}, want ${number(want)}`);
    const low = bound("minimum");
    const high = bound("maximum");
    // In draft 4 the exclusive ones are flags.
    const isOver = schema.get("exclusiveMinimum") === true;
    const isUnder = schema.get("exclusiveMaximum") === true;
    if (low !== undefined) {
      if (isOver ? amount <= low : amount < low) say(isOver ? "exclusiveMinimum" : "minimum", low);
    }
    if (high !== undefined) {
      if (isUnder ? amount >= high : amount > high) say(isUnder ? "exclusiveMaximum" : "maximum", high);
    }
    const over = bound("exclusiveMinimum");
    if (over !== undefined && amount <= over) say("exclusiveMinimum", over);
    const under = bound("exclusiveMaximum");
    if (under !== undefined && amount >= under) say("exclusiveMaximum", under);
    const factor = bound("multipleOf");
    if (factor !== undefined && factor !== 0 && !Number.isInteger(Number((amount / factor).toPrecision(15))))
      say("multipleOf", factor);
    return found;
  }

  private conditions(
    schema: GoMap,
    value: Value,
    path: readonly string[],
    evaluated: Evaluated,
    fail: (message: string, causes?: readonly Failure[]) => Failure,
    add: (failure: Failure | undefined) => void,
  ): void {
    const fresh = (): Evaluated => ({ names: new Set(), indexes: new Set() });
    const take = (from: Evaluated) => {
      for (const name of from.names) evaluated.names.add(name);
      for (const index of from.indexes) evaluated.indexes.add(index);
    };
    const attempt = (inner: Value): Failure | undefined => {
      const own = fresh();
      const failure = this.check(inner, value, path, own);
      if (failure === undefined) take(own);
      return failure;
    };
    if (schema.has("not") && this.check(schema.get("not"), value, path) === undefined) add(fail("'not' failed"));
    const allOf = schema.get("allOf");
    if (allOf instanceof GoList) {
      const found = allOf.items.flatMap((inner) => attempt(inner) ?? []);
      if (found.length > 0) add(fail("'allOf' failed", found));
    }
    const anyOf = schema.get("anyOf");
    if (anyOf instanceof GoList && anyOf.items.length > 0) {
      const found = anyOf.items.map(attempt);
      if (found.every((one) => one !== undefined))
        add(
          fail(
            "'anyOf' failed",
            found.flatMap((one) => one ?? []),
          ),
        );
    }
    const oneOf = schema.get("oneOf");
    if (oneOf instanceof GoList && oneOf.items.length > 0) {
      const found = oneOf.items.map(attempt);
      const matched = found.flatMap((one, index) => (one === undefined ? [index] : []));
      if (matched.length === 0)
        add(
          fail(
            "'oneOf' failed, none matched",
            found.flatMap((one) => one ?? []),
          ),
        );
      else if (matched.length > 1) add(fail(`'oneOf' failed, subschemas ${matched[0]}, ${matched[1]} matched`));
    }
    if (schema.has("if") && this.draft > 6) {
      const holds = attempt(schema.get("if")) === undefined;
      add(attemptBranch(schema.get(holds ? "then" : "else")));
    }
    function attemptBranch(inner: Value): Failure | undefined {
      return inner === undefined ? undefined : attempt(inner);
    }
  }

  private leftovers(
    schema: GoMap,
    value: Value,
    path: readonly string[],
    evaluated: Evaluated,
    add: (failure: Failure | undefined) => void,
  ): void {
    if (this.draft < 2019) return;
    const properties = schema.get("unevaluatedProperties");
    if (properties !== undefined && value instanceof GoMap) {
      for (const key of value.sortedKeys()) {
        if (evaluated.names.has(key)) continue;
        add(this.check(properties, value.get(key), [...path, key]));
        evaluated.names.add(key);
      }
    }
    const items = schema.get("unevaluatedItems");
    if (items !== undefined && value instanceof GoList)
      value.items.forEach((item, index) => {
        if (!evaluated.indexes.has(index)) add(this.check(items, item, [...path, String(index)]));
      });
  }
}

/** The library keeps types in its own order. */
function orderedTypes(types: readonly string[]): readonly string[] {
  return ["null", "boolean", "number", "integer", "string", "array", "object"].filter((type) => types.includes(type));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function missingOf(wanted: Value, value: GoMap): readonly string[] {
  return wanted instanceof GoList ? wanted.items.map(String).filter((name) => !value.has(name)) : [];
}

function twins(values: readonly Value[]): readonly [number, number] | undefined {
  for (let i = 1; i < values.length && i < 2000; i++)
    for (let j = 0; j < i; j++) if (sameValue(values[i], values[j])) return [j, i];
  return undefined;
}

function stringProblems(schema: GoMap, value: string): readonly string[] {
  const found: string[] = [];
  const length = [...value].length;
  const least = asNumber(schema.get("minLength"));
  const most = asNumber(schema.get("maxLength"));
  if (least !== undefined && length < least) found.push(`minLength: got ${number(length)}, want ${number(least)}`);
  if (most !== undefined && length > most) found.push(`maxLength: got ${number(length)}, want ${number(most)}`);
  const pattern = schema.get("pattern");
  if (typeof pattern === "string" && !regexp(pattern).matches(value))
    found.push(`${quoted(value)} does not match pattern ${quoted(pattern)}`);
  return found;
}

/** Of the formats that are checked up to draft 7, those that charts use. */
function formatProblem(format: string, value: string): string | undefined {
  switch (format) {
    case "ipv4": {
      const parts = value.split(".");
      return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
        ? undefined
        : "expected four decimals";
    }
    case "uri":
      return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value) ? undefined : "relative url";
    case "email":
      return /^[^@]+@[^@]+$/.test(value) ? undefined : "missing @";
    default:
      return undefined;
  }
}
