// Which subcharts take part: versions, aliases, tags, conditions; and what they hand up with import-values.

import { isCompatible } from "../functions/semver.ts";
import { copyOfMap, GoMap } from "../go/values.ts";
import { addDependency, type Chart, type Dependency } from "./chart.ts";
import { coalesceTables, coalesceValues, pathValue, tableAt } from "./values.ts";

/** Names of what Chart.yaml asks for and charts/ does not hold. */
export function missingDependencies(chart: Chart): readonly string[] {
  const there = new Set(chart.dependencies.map((sub) => sub.metadata.name));
  return (chart.metadata.dependencies ?? []).map(({ name }) => name).filter((name) => !there.has(name));
}

/** Helm's refusal of a chart with missing dependencies. */
export function missingMessage(names: readonly string[]): string {
  return `An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${names.join(", ")}`;
}

/** chartutil.ProcessDependenciesWithMerge: changes the chart. */
export function processDependencies(chart: Chart, values: GoMap): void {
  enable(chart, values, "");
  importAll(chart);
}

function enable(chart: Chart, values: GoMap, path: string): void {
  const { dependencies } = chart.metadata;
  if (dependencies === undefined) return;
  const before = chart.dependencies;
  const isListed = (sub: Chart) =>
    dependencies.some(({ name, version }) => sub.metadata.name === name && isCompatible(version, sub.metadata.version));
  const taken = before.filter((sub) => !isListed(sub));
  for (const dependency of dependencies) {
    const found = before.find(
      (sub) => sub.metadata.name === dependency.name && isCompatible(dependency.version, sub.metadata.version),
    );
    if (found !== undefined) taken.push(copyAs(found, dependency.alias));
    if (dependency.alias !== "") dependency.name = dependency.alias;
  }
  setDependencies(chart, taken);
  for (const dependency of dependencies) dependency.enabled = true;
  const all = coalesceValues(chart, values, false);
  applyTags(dependencies, all);
  applyConditions(dependencies, all, path);
  const disabled = new Set(dependencies.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = chart.dependencies.filter((sub) => !disabled.has(sub.metadata.name));
  for (const sub of kept) enable(sub, all, `${path}${sub.metadata.name}.`);
  const left = dependencies.filter(({ name }) => !disabled.has(name));
  chart.metadata.dependencies = left.length === 0 ? undefined : left;
  setDependencies(chart, kept);
}

/** A copy that shares what hangs below, as Helm's does; so the last of several aliases has the children. */
function copyAs(chart: Chart, alias: string): Chart {
  return {
    ...chart,
    metadata: { ...chart.metadata, name: alias === "" ? chart.metadata.name : alias },
    dependencies: [...chart.dependencies],
  };
}

function setDependencies(chart: Chart, subs: readonly Chart[]): void {
  chart.dependencies = [];
  for (const sub of subs) addDependency(chart, sub);
}

function applyTags(dependencies: readonly Dependency[], values: GoMap): void {
  const tags = tableAt(values, "tags");
  if (tags === undefined) return;
  for (const dependency of dependencies) {
    const given = dependency.tags.map((tag) => tags.get(tag));
    const hasTrue = given.includes(true);
    dependency.enabled = hasTrue || !given.includes(false);
  }
}

function applyConditions(dependencies: readonly Dependency[], values: GoMap, path: string): void {
  for (const dependency of dependencies) {
    for (const condition of dependency.condition.trim().split(",")) {
      if (condition === "") continue;
      const value = pathValue(values, path + condition);
      if (typeof value !== "boolean") continue;
      dependency.enabled = value;
      break;
    }
  }
}

function importAll(chart: Chart): void {
  for (const sub of chart.dependencies) importAll(sub);
  const { dependencies } = chart.metadata;
  if (dependencies === undefined) return;
  const values = coalesceValues(chart, new GoMap(), true);
  let imported = new GoMap();
  for (const { name, importValues } of dependencies) {
    for (const wanted of importValues) {
      const child = typeof wanted === "string" ? `exports.${wanted}` : wanted.child;
      const parent = typeof wanted === "string" ? "." : wanted.parent;
      const table = tableAt(values, `${name}.${child}`);
      if (table !== undefined) imported = coalesceTables(imported, nested(parent, table), true);
    }
  }
  chart.values = coalesceTables(copyOfMap(values), imported, true);
}

/** The table under a path with dots. */
function nested(path: string, table: GoMap): GoMap {
  if (path === ".") return table;
  return path.split(".").reduceRight((inner, key) => new GoMap(new Map([[key, inner]])), table);
}
