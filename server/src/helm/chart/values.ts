// How Helm puts values together: the chart's own, those of value files, those of subcharts, globals.

import { copyOfMap, GoMap, typeName, type Value } from "../go/values.ts";
import { type Chart, ChartError } from "./chart.ts";

/** Values of one file over those of another (`-f a -f b`). */
export function mergeFiles(below: GoMap, above: GoMap): GoMap {
  const merged = new GoMap();
  for (const key of below.entries.keys()) merged.take(key, below);
  for (const key of above.entries.keys()) {
    const own = above.get(key);
    const other = merged.get(key);
    if (own instanceof GoMap && other instanceof GoMap)
      merged.set(key, mergeFiles(other, own), above.origins?.get(key));
    else merged.take(key, above);
  }
  return merged;
}

/** chartutil.CoalesceValues (what is null is taken out) and MergeValues (it stays). */
export function coalesceValues(chart: Chart, values: GoMap, merge: boolean): GoMap {
  return coalesce(chart, copyOfMap(values.isNil ? new GoMap() : values), merge);
}

function coalesce(chart: Chart, to: GoMap, merge: boolean): GoMap {
  coalesceOwn(chart, to, merge);
  for (const sub of chart.dependencies) {
    const { name } = sub.metadata;
    const found = to.get(name);
    if (!to.has(name)) to.set(name, new GoMap());
    else if (!(found instanceof GoMap))
      throw new ChartError(
        `type mismatch on ${name}: %!t(${found === null ? "<nil>" : `${typeName(found)}=${shown(found)}`})`,
      );
    const inner = to.get(name);
    if (!(inner instanceof GoMap)) continue;
    coalesceGlobals(inner, to);
    to.set(name, coalesce(sub, inner, merge), to.origins?.get(name));
  }
  return to;
}

function shown(value: Value): string {
  return typeof value === "object" ? "…" : String(value);
}

function coalesceOwn(chart: Chart, to: GoMap, merge: boolean): void {
  const own = copyOfMap(chart.values);
  for (const key of own.entries.keys()) {
    if (!to.has(key)) {
      to.take(key, own);
      continue;
    }
    const given = to.get(key);
    const value = own.get(key);
    if (given === null && !merge) to.delete(key);
    else if (given instanceof GoMap && value instanceof GoMap) {
      const isChild = chart.dependencies.some((sub) => sub.metadata.name === key);
      coalesceTables(given, value, isChild || merge);
    }
  }
}

function coalesceGlobals(to: GoMap, from: GoMap): void {
  const own = to.has("global") ? to.get("global") : new GoMap();
  const given = from.has("global") ? from.get("global") : new GoMap();
  if (!(own instanceof GoMap) || !(given instanceof GoMap)) return;
  for (const key of given.entries.keys()) {
    const value = given.get(key);
    if (value instanceof GoMap) {
      const copy = new GoMap();
      for (const inner of value.entries.keys()) copy.take(inner, value);
      const before = own.get(key);
      if (!own.has(key)) own.set(key, copy);
      else if (before instanceof GoMap) {
        coalesceTables(copy, before, true);
        own.set(key, copy);
      }
    } else if (!(own.get(key) instanceof GoMap)) own.take(key, given);
  }
  to.set("global", own);
}

/** CoalesceTables and MergeTables: `to` has the last word. `from` is changed too, as in Helm. */
export function coalesceTables(to: GoMap, from: GoMap, merge: boolean): GoMap {
  const filled = new Set<string>();
  for (const [key, value] of from.entries) if (value !== null) filled.add(key);
  for (const [key, value] of to.entries) if (value === null) from.set(key, null);
  for (const key of [...from.entries.keys()]) {
    const value = from.get(key);
    const own = to.get(key);
    const isThere = to.has(key);
    if (isThere && !merge && own === null && filled.has(key)) to.delete(key);
    else if (!isThere) to.take(key, from);
    else if (value instanceof GoMap && own instanceof GoMap) coalesceTables(own, value, merge);
  }
  return to;
}

/** Values.Table: the table at a path with dots; undefined where there is none. */
export function tableAt(values: GoMap, path: string): GoMap | undefined {
  let at: GoMap = values;
  for (const key of path.split(".")) {
    const next = at.get(key);
    if (!(next instanceof GoMap)) return undefined;
    at = next;
  }
  return at;
}

/** Values.PathValue: what is at the path, if it is no table. */
export function pathValue(values: GoMap, path: string): Value {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const table = keys.length === 0 ? values : tableAt(values, keys.join("."));
  const found = table?.get(last);
  return found instanceof GoMap ? undefined : found;
}
