// A chart as Helm loads it: metadata, values, templates, other files, charts below it.

import { isPrint, isSpace } from "../../base/go-text.ts";
import type { Node } from "../../yaml/node.ts";
import { parse } from "../../yaml/parse.ts";
import { base } from "../functions/paths.ts";
import { parseVersion } from "../functions/semver.ts";
import { formatFloat } from "../go/numbers.ts";
import { bytesOf, quoteText } from "../go/text.ts";
import { GoError, GoMap } from "../go/values.ts";
import { goMessage, readYaml } from "../go/yaml-read.ts";
import { type ChartFile, readArchive } from "./files.ts";

export interface Dependency {
  name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  enabled: boolean;
  readonly importValues: readonly (string | { readonly child: string; readonly parent: string })[];
  readonly alias: string;
}

export interface Metadata {
  name: string;
  readonly home: string;
  readonly sources: readonly string[] | undefined;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[] | undefined;
  readonly maintainers: readonly { readonly name: string; readonly email: string; readonly url: string }[] | undefined;
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string> | undefined;
  readonly kubeVersion: string;
  dependencies: Dependency[] | undefined;
  readonly type: string;
}

export interface Chart {
  readonly metadata: Metadata;
  values: GoMap;
  readonly schema: ChartFile | undefined;
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  parent: Chart | undefined;
  dependencies: Chart[];
}

/** Numbers for the files that values stand in, so that places are small. */
export class FileNumbers {
  private readonly numbers = new Map<string, number>();
  readonly files: ChartFile[] = [];

  of(file: ChartFile): number {
    const key = file.uri ?? `archive:${this.files.length}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.files.length);
    this.files.push(file);
    return this.files.length - 1;
  }
}

/** A file of the chart that cannot be read, with Helm's message. */
export class ChartError extends GoError {
  readonly file: ChartFile | undefined;
  readonly span: { readonly start: number; readonly end: number } | undefined;
  constructor(message: string, file?: ChartFile, span?: { readonly start: number; readonly end: number }) {
    super(message);
    this.file = file;
    this.span = span;
  }
}

/** What Helm would say of a chart's error from further up. */
function rewrap(error: unknown, prefix: string): never {
  if (error instanceof ChartError) throw new ChartError(`${prefix}: ${error.message}`, error.file, error.span);
  if (error instanceof GoError) throw new ChartError(`${prefix}: ${error.message}`);
  throw error;
}

/** Loads a chart of its files, those of subcharts among them; throws a ChartError. */
export function loadChart(files: readonly ChartFile[], numbers: FileNumbers): Chart {
  let raw: MetadataReader | undefined;
  for (const file of files) {
    if (file.path !== "Chart.yaml") continue;
    raw = new MetadataReader();
    raw.read(file, "cannot load Chart.yaml");
    if (raw.apiVersion === "") raw.apiVersion = "v1";
  }
  let values = new GoMap(new Map(), undefined, true);
  let schema: ChartFile | undefined;
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const subcharts = new Map<string, ChartFile[]>();
  for (const file of files) {
    const { path } = file;
    if (path === "Chart.yaml" || path === "Chart.lock") continue;
    if (path === "values.yaml") values = readValues(file, numbers, "cannot load values.yaml");
    else if (path === "values.schema.json") schema = file;
    else if (path === "requirements.yaml") {
      raw ??= new MetadataReader();
      raw.read(file, "cannot load requirements.yaml");
      if (raw.apiVersion === "v1") others.push(file);
    } else if (path === "requirements.lock") {
      if (raw?.apiVersion === "v1") others.push(file);
    } else if (path.startsWith("templates/")) templates.push(file);
    else if (path.startsWith("charts/")) {
      if (path.endsWith(".prov")) {
        others.push(file);
        continue;
      }
      const inner = path.slice("charts/".length);
      const name = inner.split("/")[0] ?? "";
      const held = subcharts.get(name) ?? [];
      held.push({ ...file, path: inner });
      subcharts.set(name, held);
    } else others.push(file);
  }
  if (raw === undefined) throw new ChartError("Chart.yaml file is missing");
  const chart: Chart = {
    metadata: validated(raw.metadata(), raw.file),
    values,
    schema,
    templates,
    files: others,
    parent: undefined,
    dependencies: [],
  };
  // Helm takes them in no order; where it matters, this is the one that is easiest to follow.
  for (const [name, held] of [...subcharts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sub = subchart(name, held, chart.metadata.name, numbers);
    if (sub !== undefined) addDependency(chart, sub);
  }
  return chart;
}

function subchart(name: string, files: readonly ChartFile[], parent: string, numbers: FileNumbers): Chart | undefined {
  if (name.startsWith("_") || name.startsWith(".")) return undefined;
  try {
    if (name.endsWith(".tgz")) {
      const [file] = files;
      if (file === undefined || file.path !== name)
        throw new ChartError(`error unpacking subchart tar in ${parent}: expected ${name}, got ${file?.path}`);
      return loadChart(readArchive(bytesOf(file.text)), numbers);
    }
    const own = files.filter(({ path }) => path.includes("/"));
    return loadChart(
      own.map((file) => ({ ...file, path: file.path.slice(file.path.indexOf("/") + 1) })),
      numbers,
    );
  } catch (error) {
    return rewrap(error, `error unpacking subchart ${name} in ${parent}`);
  }
}

export function addDependency(chart: Chart, sub: Chart): void {
  sub.parent = chart;
  chart.dependencies.push(sub);
}

/** Reads a file of values; throws a ChartError that begins with `prefix`. */
export function readValues(file: ChartFile, numbers: FileNumbers, prefix: string): GoMap {
  const found = readYaml(file.text, "map", numbers.of(file));
  if ("error" in found) throw new ChartError(`${prefix}: ${found.error}`, file, found.problem?.span);
  return found.value instanceof GoMap ? found.value : new GoMap();
}

/** The chart's path in the names of templates. */
export function fullPath(chart: Chart): string {
  return chart.parent === undefined ? chart.metadata.name : `${fullPath(chart.parent)}/charts/${chart.metadata.name}`;
}

type Fields = ReadonlyMap<string, Node>;

/** Reads Chart.yaml, and requirements.yaml on top of it, into Helm's struct. */
class MetadataReader {
  private fields = new Map<string, Node>();
  apiVersion = "";
  file: ChartFile | undefined;

  read(file: ChartFile, prefix: string): void {
    const document = parse(file.text);
    const [problem] = document.errors;
    if (problem !== undefined)
      throw new ChartError(
        `${prefix}: error converting YAML to JSON: ${goMessage(problem, file.text)}`,
        file,
        problem.span,
      );
    if (document.root === undefined || document.root.kind === "null") return;
    if (document.root.kind !== "map")
      throw new ChartError(`${prefix}: ${cannot(document.root, "", "chart.Metadata")}`, file);
    // encoding/json takes a field by its name in any case.
    for (const { key, value } of document.root.entries) {
      const known = fieldNames.find((name) => name.toLowerCase() === key.toLowerCase());
      if (known !== undefined && (known === key || !document.root.entries.some((other) => other.key === known)))
        this.fields.set(known, value);
    }
    this.file ??= file;
    this.prefix = prefix;
    this.apiVersion = this.text("apiVersion") || this.apiVersion;
  }

  private prefix = "";

  private wrong(node: Node, path: string, type: string): never {
    throw new ChartError(`${this.prefix}: ${cannot(node, path, type)}`, this.file, node.span);
  }

  private text(name: string, fields: Fields = this.fields, path = `Metadata.${name}`): string {
    const node = fields.get(name);
    return node === undefined ? "" : this.asText(node, path);
  }

  /** A number or truth value where a string is wanted is one, by sigs.k8s.io/yaml. */
  private asText(node: Node, path: string): string {
    switch (node.kind) {
      case "string":
        return node.value;
      case "null":
        return "";
      case "bool":
        return String(node.value);
      case "number":
        return /^-?[0-9]+$/.test(node.json) && !/[.eE]/.test(node.source)
          ? node.json
          : formatFloat(node.value, "g", -1);
      default:
        return this.wrong(node, path, "string");
    }
  }

  private texts(name: string, fields: Fields = this.fields, path = `Metadata.${name}`): readonly string[] | undefined {
    const node = fields.get(name);
    if (node === undefined || node.kind === "null") return undefined;
    if (node.kind !== "list") return this.wrong(node, path, "[]string");
    return node.items.map((item) => this.asText(item, path));
  }

  private truth(name: string, fields: Fields = this.fields, path = `Metadata.${name}`): boolean {
    const node = fields.get(name);
    if (node === undefined || node.kind === "null") return false;
    return node.kind === "bool" ? node.value : this.wrong(node, path, "bool");
  }

  private structs<T>(name: string, type: string, make: (fields: Fields) => T): T[] | undefined {
    const node = this.fields.get(name);
    if (node === undefined || node.kind === "null") return undefined;
    if (node.kind !== "list") return this.wrong(node, `Metadata.${name}`, `[]*chart.${type}`);
    return node.items.map((item) => {
      if (item.kind === "null")
        throw new ChartError(`validation: ${name} must not contain empty or null nodes`, this.file, item.span);
      if (item.kind !== "map") return this.wrong(item, `Metadata.${name}`, `chart.${type}`);
      return make(new Map(item.entries.map(({ key, value }) => [key, value])));
    });
  }

  metadata(): Metadata {
    const annotations = this.fields.get("annotations");
    if (annotations !== undefined && annotations.kind !== "null" && annotations.kind !== "map")
      this.wrong(annotations, "Metadata.annotations", "map[string]string");
    return {
      name: this.text("name"),
      home: this.text("home"),
      sources: this.texts("sources"),
      version: this.text("version"),
      description: this.text("description"),
      keywords: this.texts("keywords"),
      maintainers: this.structs("maintainers", "Maintainer", (fields) => ({
        name: this.text("name", fields, "Metadata.maintainers.name"),
        email: this.text("email", fields, "Metadata.maintainers.email"),
        url: this.text("url", fields, "Metadata.maintainers.url"),
      })),
      icon: this.text("icon"),
      apiVersion: this.apiVersion,
      condition: this.text("condition"),
      tags: this.text("tags"),
      appVersion: this.text("appVersion"),
      deprecated: this.truth("deprecated"),
      annotations:
        annotations?.kind === "map"
          ? new Map(annotations.entries.map(({ key, value }) => [key, this.asText(value, "Metadata.annotations")]))
          : undefined,
      kubeVersion: this.text("kubeVersion"),
      dependencies: this.structs("dependencies", "Dependency", (fields) => this.dependency(fields)),
      type: this.text("type"),
    };
  }

  private dependency(fields: Fields): Dependency {
    const at = (name: string) => `Metadata.dependencies.${name}`;
    const imports = fields.get("import-values");
    return {
      name: this.text("name", fields, at("name")),
      version: this.text("version", fields, at("version")),
      repository: this.text("repository", fields, at("repository")),
      condition: this.text("condition", fields, at("condition")),
      tags: this.texts("tags", fields, at("tags")) ?? [],
      enabled: this.truth("enabled", fields, at("enabled")),
      alias: this.text("alias", fields, at("alias")),
      importValues:
        imports?.kind !== "list"
          ? []
          : imports.items.flatMap((item): (string | { readonly child: string; readonly parent: string })[] => {
              if (item.kind === "string") return [item.value];
              if (item.kind !== "map") return [];
              const part = (name: string) => {
                const node = item.entries.find(({ key }) => key === name)?.value;
                return node === undefined || node.kind === "null" ? "<nil>" : this.asText(node, at("import-values"));
              };
              return [{ child: part("child"), parent: part("parent") }];
            }),
    };
  }
}

const fieldNames = [
  "name",
  "home",
  "sources",
  "version",
  "description",
  "keywords",
  "maintainers",
  "icon",
  "apiVersion",
  "condition",
  "tags",
  "appVersion",
  "deprecated",
  "annotations",
  "kubeVersion",
  "dependencies",
  "type",
];

function cannot(node: Node, path: string, type: string): string {
  const kind = node.kind === "map" ? "object" : node.kind === "list" ? "array" : node.kind;
  const field = path === "" ? "value" : `struct field ${path}`;
  return `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${field} of type ${type}`;
}

/** Metadata.Validate. */
function validated(metadata: Metadata, file: ChartFile | undefined): Metadata {
  const refuse = (message: string): never => {
    throw new ChartError(`validation: ${message}`, file);
  };
  const clean: Metadata = {
    ...metadata,
    name: sanitized(metadata.name),
    description: sanitized(metadata.description),
    home: sanitized(metadata.home),
    icon: sanitized(metadata.icon),
    condition: sanitized(metadata.condition),
    tags: sanitized(metadata.tags),
    appVersion: sanitized(metadata.appVersion),
    kubeVersion: sanitized(metadata.kubeVersion),
    sources: metadata.sources?.map(sanitized),
    keywords: metadata.keywords?.map(sanitized),
    maintainers: metadata.maintainers?.map(({ name, email, url }) => ({
      name: sanitized(name),
      email: sanitized(email),
      url: sanitized(url),
    })),
    dependencies: metadata.dependencies?.map((dependency) => ({
      ...dependency,
      name: sanitized(dependency.name),
      version: sanitized(dependency.version),
      repository: sanitized(dependency.repository),
      condition: sanitized(dependency.condition),
      tags: dependency.tags.map(sanitized),
    })),
  };
  if (clean.apiVersion === "") refuse("chart.metadata.apiVersion is required");
  if (clean.name === "") refuse("chart.metadata.name is required");
  if (clean.name === "." || clean.name === "..") refuse(`chart.metadata.name ${quoteText(clean.name)} is not allowed`);
  if (clean.name !== base(clean.name)) refuse(`chart.metadata.name ${quoteText(clean.name)} is invalid`);
  if (clean.version === "") refuse("chart.metadata.version is required");
  try {
    parseVersion(clean.version);
  } catch {
    refuse(`chart.metadata.version ${quoteText(clean.version)} is invalid`);
  }
  if (!["", "application", "library"].includes(clean.type))
    refuse("chart.metadata.type must be application or library");
  const seen = new Set<string>();
  for (const { name, alias } of clean.dependencies ?? []) {
    if (alias !== "" && !/^[a-zA-Z0-9_-]+$/.test(alias))
      refuse(`dependency ${quoteText(name)} has disallowed characters in the alias`);
    const key = alias === "" ? name : alias;
    if (seen.has(key)) refuse(`more than one dependency with name or alias ${quoteText(key)}`);
    seen.add(key);
  }
  return clean;
}

function sanitized(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Array.from(text, (one) => (isSpace(one) ? " " : isPrint(one) ? one : "")).join("");
}

export interface DeclaredDependency {
  readonly name: string;
  readonly repository: string;
  readonly isThere: boolean;
  /** Where its name is written. */
  readonly place: { readonly file: ChartFile; readonly start: number; readonly end: number } | undefined;
}

/** What Chart.yaml (or requirements.yaml) asks for, and whether charts/ has it; nothing of a file that cannot be read. */
export function declaredDependencies(files: readonly ChartFile[]): readonly DeclaredDependency[] {
  const reader = new MetadataReader();
  try {
    for (const name of ["Chart.yaml", "requirements.yaml"]) {
      const file = files.find(({ path }) => path === name);
      if (file !== undefined) reader.read(file, "");
    }
    const dependencies = reader.metadata().dependencies ?? [];
    return dependencies.map(({ name, repository }) => ({
      name,
      repository,
      place: nameOfDependency(files, name),
      isThere: files.some(
        ({ path }) =>
          path.startsWith(`charts/${name}/`) || (path.startsWith(`charts/${name}-`) && path.endsWith(".tgz")),
      ),
    }));
  } catch (error) {
    if (error instanceof GoError) return [];
    throw error;
  }
}

function nameOfDependency(files: readonly ChartFile[], name: string): DeclaredDependency["place"] {
  for (const path of ["Chart.yaml", "requirements.yaml"]) {
    const file = files.find((one) => one.path === path);
    const root = file === undefined ? undefined : parse(file.text).root;
    const list = root?.kind === "map" ? root.entries.find(({ key }) => key === "dependencies")?.value : undefined;
    if (file === undefined || list?.kind !== "list") continue;
    for (const item of list.items) {
      const found = item.kind === "map" ? item.entries.find(({ key }) => key === "name")?.value : undefined;
      if (found?.kind === "string" && found.value === name) return { file, ...found.span };
    }
  }
  return undefined;
}
