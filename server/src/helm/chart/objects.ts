// What templates see of a chart: .Chart, .Files, .Release, .Values, .Subcharts.

import { base } from "../functions/paths.ts";
import { base64 } from "../go/encoding.ts";
import { bytesOf } from "../go/text.ts";
import { anyMap, GoBytes, GoList, GoMap, GoStruct, int, type Signature, type Value } from "../go/values.ts";
import { writeYaml } from "../go/yaml.ts";
import { withMethods } from "../template/exec.ts";
import type { Chart, Metadata } from "./chart.ts";
import type { ChartFile } from "./files.ts";
import { globMatcher } from "./globs.ts";

export interface Release {
  readonly name: string;
  readonly namespace: string;
}

export function releaseValue({ name, namespace }: Release): GoMap {
  return new GoMap(
    new Map<string, Value>([
      ["Name", name],
      ["Namespace", namespace],
      ["IsUpgrade", false],
      ["IsInstall", true],
      ["Revision", int(1)],
      ["Service", "Helm"],
    ]),
  );
}

function strings(items: readonly string[] | undefined): GoList {
  return new GoList(items ?? [], "[]string", items === undefined);
}

/** `.Chart`: chart.Metadata and IsRoot. */
export function chartValue(metadata: Metadata, isRoot: boolean): GoStruct {
  const maintainers = maintainersOf(metadata);
  const dependencies = dependenciesOf(metadata);
  const annotations = new GoMap(
    new Map(metadata.annotations ?? []),
    "map[string]string",
    metadata.annotations === undefined,
  );
  const fields: readonly (readonly [string, string, Value])[] = [
    ["Name", "name", metadata.name],
    ["Home", "home", metadata.home],
    ["Sources", "sources", strings(metadata.sources)],
    ["Version", "version", metadata.version],
    ["Description", "description", metadata.description],
    ["Keywords", "keywords", strings(metadata.keywords)],
    ["Maintainers", "maintainers", maintainers],
    ["Icon", "icon", metadata.icon],
    ["APIVersion", "apiVersion", metadata.apiVersion],
    ["Condition", "condition", metadata.condition],
    ["Tags", "tags", metadata.tags],
    ["AppVersion", "appVersion", metadata.appVersion],
    ["Deprecated", "deprecated", metadata.deprecated],
    ["Annotations", "annotations", annotations],
    ["KubeVersion", "kubeVersion", metadata.kubeVersion],
    ["Dependencies", "dependencies", dependencies],
    ["Type", "type", metadata.type],
  ];
  const made = new GoStruct("struct { chart.Metadata; IsRoot bool }", [
    ...fields.map(([name, , value]) => [name, value] as const),
    ["IsRoot", isRoot],
  ]);
  made.json = () => [...filled(fields.map(([, name, value]) => [name, value] as const)), ["IsRoot", isRoot]];
  return made;
}

function maintainersOf(metadata: Metadata): GoList {
  return new GoList(
    (metadata.maintainers ?? []).map(({ name, email, url }) => {
      const made = new GoStruct("*chart.Maintainer", [
        ["Name", name],
        ["Email", email],
        ["URL", url],
      ]);
      made.json = () =>
        filled([
          ["name", name],
          ["email", email],
          ["url", url],
        ]);
      return made;
    }),
    "[]*chart.Maintainer",
    metadata.maintainers === undefined,
  );
}

function dependenciesOf(metadata: Metadata): GoList {
  return new GoList(
    (metadata.dependencies ?? []).map((dependency) => {
      const made = new GoStruct("*chart.Dependency", [
        ["Name", dependency.name],
        ["Version", dependency.version],
        ["Repository", dependency.repository],
        ["Condition", dependency.condition],
        ["Tags", strings(dependency.tags)],
        ["Enabled", dependency.enabled],
        ["ImportValues", new GoList(importsOf(dependency.importValues))],
        ["Alias", dependency.alias],
      ]);
      made.json = () => [
        ["name", dependency.name],
        ...filled([["version", dependency.version]]),
        ["repository", dependency.repository],
        ...filled([
          ["condition", dependency.condition],
          ["tags", strings(dependency.tags)],
          ["enabled", dependency.enabled],
          ["import-values", new GoList(importsOf(dependency.importValues))],
          ["alias", dependency.alias],
        ]),
      ];
      return made;
    }),
    "[]*chart.Dependency",
    metadata.dependencies === undefined,
  );
}

function importsOf(
  imports: readonly (string | { readonly child: string; readonly parent: string })[],
): readonly Value[] {
  return imports.map((one) => {
    const child = typeof one === "string" ? `exports.${one}` : one.child;
    const parent = typeof one === "string" ? "." : one.parent;
    return new GoMap(
      new Map([
        ["child", child],
        ["parent", parent],
      ]),
      "map[string]string",
    );
  });
}

/** `omitempty` */
function filled(fields: readonly (readonly [string, Value])[]): readonly (readonly [string, Value])[] {
  return fields.filter(([, value]) => {
    if (value instanceof GoList) return value.items.length > 0;
    if (value instanceof GoMap) return value.entries.size > 0;
    return value !== "" && value !== false;
  });
}

/** `.Files` of a chart's files that are neither templates nor subcharts. */
export function filesValue(files: readonly ChartFile[]): GoMap {
  return filesOf(new Map(files.map(({ path, text }) => [path, text])));
}

function filesOf(files: ReadonlyMap<string, string>): GoMap {
  const value = new GoMap(
    new Map([...files].map(([path, text]) => [path, new GoBytes(text)] as const)),
    "engine.files",
  );
  const get = (path: Value) => (typeof path === "string" ? (files.get(path) ?? "") : "");
  const config = (encoded: boolean) => {
    // Of files with the same name any may win in Helm; here it is the last by path.
    const map = new GoMap(new Map(), anyMap);
    for (const path of [...files.keys()].sort()) {
      const text = files.get(path) ?? "";
      map.set(base(path), encoded ? base64(bytesOf(text)) : text);
    }
    return (writeYaml(map, false) ?? "").replace(/\n$/, "");
  };
  const methods = new Map<string, Signature>([
    ["Get", { params: ["string"], call: ([path]) => get(path) }],
    ["GetBytes", { params: ["string"], call: ([path]) => new GoBytes(get(path)) }],
    [
      "Glob",
      {
        params: ["string"],
        call: ([pattern]) => {
          const matcher = globMatcher(typeof pattern === "string" ? pattern : "");
          return filesOf(new Map([...files].filter(([path]) => matcher === undefined || matcher.matches(path))));
        },
      },
    ],
    ["AsConfig", { params: [], call: () => config(false) }],
    ["AsSecrets", { params: [], call: () => config(true) }],
    [
      "Lines",
      {
        params: ["string"],
        call: ([path]) => {
          const text = get(path);
          return new GoList(
            text === "" ? [] : (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n"),
            "[]string",
          );
        },
      },
    ],
  ]);
  return withMethods(value, methods);
}

/** The values that the templates of a chart and of those below it are given, by chart. */
export function scopeValues(
  chart: Chart,
  values: GoMap,
  shared: { readonly release: GoMap; readonly capabilities: GoStruct },
  found: Map<Chart, GoMap> = new Map(),
): Map<Chart, GoMap> {
  const subcharts = new GoMap();
  const own = new GoMap(
    new Map<string, Value>([
      ["Chart", chartValue(chart.metadata, chart.parent === undefined)],
      ["Files", filesValue(chart.files)],
      ["Release", shared.release],
      ["Capabilities", shared.capabilities],
      ["Values", typed(values)],
      ["Subcharts", subcharts],
    ]),
    "chartutil.Values",
  );
  found.set(chart, own);
  for (const sub of chart.dependencies) {
    const { name } = sub.metadata;
    const below = values.get(name);
    scopeValues(sub, below instanceof GoMap ? below : new GoMap(), shared, found);
    const made = found.get(sub);
    if (made !== undefined) subcharts.set(name, made);
  }
  return found;
}

/** The same map under the name chartutil.Values: what is set in one is seen in the other. */
function typed(values: GoMap): GoMap {
  const made = new GoMap(values.entries, "chartutil.Values");
  made.origins = values.origins;
  return made;
}
