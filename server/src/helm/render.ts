// Renders a chart as `helm template` does, and knows for each character where it came from.

import { capabilities } from "./chart/capabilities.ts";
import { type Chart, ChartError, FileNumbers, fullPath, loadChart, readValues } from "./chart/chart.ts";
import { missingDependencies, missingMessage, processDependencies } from "./chart/dependencies.ts";
import type { ChartFile } from "./chart/files.ts";
import { releaseValue, scopeValues } from "./chart/objects.ts";
import { checkSchemas, type Violation } from "./chart/schema.ts";
import { coalesceValues, mergeFiles } from "./chart/values.ts";
import { madeUpFunctions, plainFunctions, warningEnd, warningStart } from "./functions/all.ts";
import { any } from "./functions/function.ts";
import { base } from "./functions/paths.ts";
import { isCompatible } from "./functions/semver.ts";
import { compareText, quoteText } from "./go/text.ts";
import { fail, GoError, GoMap, type GoStruct, type Value } from "./go/values.ts";
import { type Manifest, sortManifests } from "./manifests.ts";
import {
  type CallContext,
  ExecError,
  Executor,
  type Namespace,
  type TemplateFunction,
  wrapped,
} from "./template/exec.ts";
import type { Source, Template } from "./template/nodes.ts";
import { isEmptyTree, ParseError, parseTemplate } from "./template/parse.ts";
import type { Piece } from "./template/trace.ts";

export interface ChartInput {
  /** The chart's files, .helmignore already heeded. */
  readonly files: readonly ChartFile[];
  /** Further value files; the last wins. */
  readonly values: readonly ChartFile[];
  /** The release's name; absent, the chart's. */
  readonly release?: string | undefined;
  readonly namespace: string;
  /** As `v1.36.0`. */
  readonly kubeVersion: string;
}

export interface RenderOptions {
  /** Whether pieces are kept. */
  readonly isTracing: boolean;
  /** Whether what cannot be rendered is left out, where Helm would refuse the whole chart. */
  readonly isTolerant: boolean;
}

/** Why something could not be rendered. */
export interface RenderFailure {
  /** Helm's words. */
  readonly message: string;
  /** The reason alone, without the chain of calls. */
  readonly reason: string;
  readonly kind: "chart" | "values" | "dependency" | "schema" | "template" | "yaml";
  /** The innermost place, where there is one. */
  readonly file: ChartFile | undefined;
  readonly span: { readonly start: number; readonly end: number } | undefined;
  /** The template that is not rendered because of it; absent where it is about the whole chart. */
  readonly template: string | undefined;
}

export interface Rendering {
  /** What `helm template` prints; of a chart that Helm refuses, what could be made. */
  readonly text: string;
  readonly manifests: readonly Manifest[];
  readonly failures: readonly RenderFailure[];
  /** Files by the numbers that origins of values have. */
  readonly valueFiles: readonly ChartFile[];
  /** Names of templates (`chart/templates/x.yaml`) with the files. */
  readonly templates: ReadonlyMap<string, ChartFile>;
  /** Functions whose results are made up here, and where they were called. */
  readonly madeUp: ReadonlyMap<string, { readonly source: Source; readonly start: number; readonly end: number }>;
  /** Values that do not fit a values.schema.json. */
  readonly violations: readonly Violation[];
  readonly chart: Chart | undefined;
  /** What each template made, before manifests are told apart. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Renders. With `isTolerant` it never throws; else a failure is the only one in the list. */
export function renderChart(input: ChartInput, options: RenderOptions): Rendering {
  const numbers = new FileNumbers();
  const failures: RenderFailure[] = [];
  let violations: readonly Violation[] = [];
  const none = (): Rendering => ({
    text: "",
    manifests: [],
    failures,
    valueFiles: numbers.files,
    templates: new Map(),
    madeUp: new Map(),
    violations,
    chart: undefined,
    texts: new Map(),
  });
  try {
    const values = input.values
      .map((file) => readValues(file, numbers, `failed to parse ${file.path}`))
      .reduce((below, above) => mergeFiles(below, above), new GoMap());
    const chart = loadChart(input.files, numbers);
    const { type, dependencies } = chart.metadata;
    if (type === "library") throw new ChartError("library charts are not installable");
    if (dependencies !== undefined) {
      const missing = missingDependencies(chart);
      if (missing.length > 0) {
        failures.push(failure("dependency", missingMessage(missing)));
        if (!options.isTolerant) return none();
      }
    }
    const release = input.release ?? chart.metadata.name;
    checkReleaseName(release);
    processDependencies(chart, values);
    const all = coalesceValues(chart, values, false);
    const schema = checkSchemas(chart, all);
    if (schema.message !== undefined) {
      failures.push(
        failure(
          "schema",
          `values don't meet the specifications of the schema(s) in the following chart(s):\n${schema.message}`,
        ),
      );
      violations = schema.violations;
      if (!options.isTolerant) return none();
    }
    const caps = capabilities(input.kubeVersion);
    const { kubeVersion } = chart.metadata;
    const version = String((caps.fields.get("KubeVersion") as GoStruct).fields.get("Version"));
    if (kubeVersion !== "" && !isCompatible(kubeVersion, version)) {
      failures.push(
        failure("chart", `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${version}`),
      );
      if (!options.isTolerant) return none();
    }
    const scopes = scopeValues(chart, all, {
      release: releaseValue({ name: release, namespace: input.namespace }),
      capabilities: caps,
    });
    return { ...new Engine(chart, scopes, options, failures, numbers).run(), violations };
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const file = error instanceof ChartError ? error.file : undefined;
    const span = error instanceof ChartError ? error.span : undefined;
    failures.push({
      ...failure(file !== undefined && input.values.includes(file) ? "values" : "chart", error.message),
      file,
      span,
    });
    return none();
  }
}

/** What the templates make, whether or not it is YAML: for who compares with Helm's engine alone. */
export function renderTemplates(input: ChartInput): Pick<Rendering, "texts" | "failures"> {
  const { texts, failures } = renderChart(input, { isTracing: false, isTolerant: true });
  return { texts, failures: failures.filter(({ kind }) => kind !== "yaml") };
}

function failure(kind: RenderFailure["kind"], message: string): RenderFailure {
  return { kind, message, reason: message, file: undefined, span: undefined, template: undefined };
}

function checkReleaseName(name: string): void {
  const pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
  if (name === "") fail(`release name ${quoteText(name)}: no name provided`);
  if (name.length > 53 || !/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(name) || /\.[-.]|-\./.test(name))
    fail(
      `release name ${quoteText(name)}: invalid release name, must match regex ${pattern} and the length must not be longer than 53`,
    );
}

interface Renderable {
  readonly name: string;
  readonly file: ChartFile;
  readonly values: GoMap;
  readonly basePath: string;
}

class Engine {
  private readonly chart: Chart;
  private readonly options: RenderOptions;
  private readonly failures: RenderFailure[];
  private readonly numbers: FileNumbers;
  private readonly renderables: Renderable[] = [];
  private readonly sources = new Map<Source, ChartFile>();
  private readonly namespace: Namespace;
  private readonly executor: Executor;

  constructor(
    chart: Chart,
    scopes: ReadonlyMap<Chart, GoMap>,
    options: RenderOptions,
    failures: RenderFailure[],
    numbers: FileNumbers,
  ) {
    this.chart = chart;
    this.options = options;
    this.failures = failures;
    this.numbers = numbers;
    const byName = new Map<string, Renderable>();
    for (const [one, values] of scopes) {
      const path = fullPath(one);
      const isLibrary = one.metadata.type.toLowerCase() === "library";
      for (const file of one.templates) {
        if (isLibrary && !base(file.path).startsWith("_")) continue;
        const name = `${path}/${file.path}`;
        byName.set(name, { name, file, values, basePath: `${path}/templates` });
      }
    }
    this.renderables.push(...[...byName.values()].sort((a, b) => -comparePaths(a.name, b.name)));
    this.executor = new Executor(options.isTracing, madeUpFunctions);
    this.namespace = { templates: new Map(), functions: templateFunctions };
  }

  run(): Rendering {
    const broken = new Set<string>();
    for (const { name, file } of this.renderables) {
      const source: Source = { name, text: file.text, file: this.numbers.files.length };
      this.sources.set(source, file);
      try {
        for (const template of parseTemplate(source, (word) => templateFunctions.has(word)))
          addTemplate(this.namespace, template);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        broken.add(name);
        const end = Math.min(error.at + 1, file.text.length);
        this.failures.push({
          kind: "template",
          message: parseMessage(name, error.message),
          reason: error.message.split(": ").at(-1) ?? "",
          file,
          span: { start: error.at, end },
          template: name,
        });
        if (!this.options.isTolerant) return this.result(new Map());
      }
    }
    const rendered = new Map<string, { readonly text: string; readonly pieces: readonly Piece[] }>();
    for (const { name, values, basePath } of this.renderables) {
      if (base(name).startsWith("_") || broken.has(name)) continue;
      const template = this.namespace.templates.get(name);
      if (template === undefined) continue;
      values.set(
        "Template",
        new GoMap(
          new Map([
            ["Name", name],
            ["BasePath", basePath],
          ]),
          "chartutil.Values",
        ),
      );
      try {
        const out = this.executor.execute(this.namespace, template, values, undefined, undefined);
        rendered.set(name, withoutNoValue(out.text, out.pieces));
      } catch (error) {
        if (!(error instanceof ExecError)) throw error;
        this.failures.push({
          kind: "template",
          message: execMessage(name, error.message),
          reason: reasonOf(error),
          file: this.sources.get(error.place.source),
          span: this.sources.has(error.place.source) ? { start: error.place.start, end: error.place.end } : undefined,
          template: name,
        });
        if (!this.options.isTolerant) return this.result(new Map());
      }
    }
    return this.result(rendered);
  }

  private result(
    rendered: ReadonlyMap<string, { readonly text: string; readonly pieces: readonly Piece[] }>,
  ): Rendering {
    const files = [...rendered].filter(([name]) => !name.endsWith("NOTES.txt")).sort(([a], [b]) => compareText(a, b));
    const { text, manifests, failures } = sortManifests(
      files.map(([name, { text, pieces }]) => ({ name, text, pieces })),
      this.options.isTolerant,
    );
    const templates = new Map(this.renderables.map(({ name, file }) => [name, file]));
    for (const { name, message, reason } of failures)
      this.failures.push({ kind: "yaml", message, reason, file: templates.get(name), span: undefined, template: name });
    const isRefused = this.failures.length > 0 && !this.options.isTolerant;
    return {
      text: isRefused ? "" : text,
      manifests: isRefused ? [] : manifests,
      failures: this.failures,
      valueFiles: this.numbers.files,
      templates,
      madeUp: this.executor.madeUp,
      violations: [],
      chart: this.chart,
      texts: new Map([...rendered].map(([name, { text }]) => [name, text])),
    };
  }
}

/** By the number of folders, then by name. */
function comparePaths(a: string, b: string): number {
  const depth = (path: string) => path.split("/").length;
  return depth(a) - depth(b) || compareText(a, b);
}

/** An empty template does not replace one with something in it. */
function addTemplate({ templates }: Namespace, template: Template): void {
  if (templates.has(template.name) && isEmptyTree(template.root)) return;
  templates.set(template.name, template);
}

/** Helm takes "<no value>" out of what was rendered, wherever it came from. */
function withoutNoValue(text: string, pieces: readonly Piece[]): { text: string; pieces: readonly Piece[] } {
  const mark = "<no value>";
  if (!text.includes(mark)) return { text, pieces };
  const cut = text.replaceAll(mark, "");
  if (pieces.length === 0) return { text: cut, pieces };
  const kept: Piece[] = [];
  let gap = text.indexOf(mark);
  let at = 0;
  for (const piece of pieces) {
    let from = at;
    const end = at + piece.length;
    while (gap >= 0 && gap < end) {
      if (gap > from) kept.push(part(piece, from - at, gap - at));
      from = Math.max(from, Math.min(end, gap + mark.length));
      if (gap + mark.length > end) break;
      gap = text.indexOf(mark, gap + mark.length);
    }
    if (end > from) kept.push(part(piece, from - at, end - at));
    at = end;
  }
  return { text: cut, pieces: kept };
}

function part(piece: Piece, from: number, to: number): Piece {
  if (!piece.isLiteral) return { ...piece, length: to - from };
  return { ...piece, length: to - from, start: piece.start + from, end: piece.start + to };
}

function parseMessage(name: string, message: string): string {
  const tokens = message.split(": ");
  if (tokens.length === 1) return `parse error in (${name}): ${message}`;
  return `parse error at (${tokens[1]}): ${tokens.at(-1)}`;
}

function execMessage(name: string, message: string): string {
  const first = message.indexOf(": ");
  const second = message.indexOf(": ", first + 2);
  if (first < 0 || second < 0) return `execution error in (${name}): ${message}`;
  const rest = message.slice(second + 2);
  const start = rest.indexOf(warningStart);
  const end = rest.lastIndexOf(warningEnd);
  if (start < 0 || end < start) return message;
  return `execution error at (${message.slice(first + 2, second)}): ${rest.slice(start + warningStart.length, end)}`;
}

function reasonOf({ reason }: ExecError): string {
  return reason.startsWith(warningStart) && reason.endsWith(warningEnd)
    ? reason.slice(warningStart.length, -warningEnd.length)
    : reason;
}

const maxIncludes = 1000;

function include([name, data]: readonly Value[], context: CallContext): Value {
  const wanted = typeof name === "string" ? name : "";
  const { executor, namespace } = context;
  const count = executor.included.get(wanted) ?? 0;
  if (count > maxIncludes || executor.isDeep)
    fail(`rendering template has a nested reference name: ${wanted}: unable to execute template`);
  const template = namespace.templates.get(wanted);
  if (template === undefined)
    return fail(`template: no template ${quoteText(wanted)} associated with template "gotpl"`);
  executor.included.set(wanted, count + 1);
  try {
    const out = executor.execute(namespace, template, data, context.traces[1], context.via);
    if (executor.isTracing) context.trace = { pieces: out.pieces };
    return out.text;
  } finally {
    executor.included.set(wanted, count);
  }
}

/** Parsed texts of `tpl`, which are few and come again and again. */
const parsed = new Map<string, readonly Template[]>();

function tpl([given, data]: readonly Value[], context: CallContext): Value {
  const text = typeof given === "string" ? given : "";
  const { executor, namespace } = context;
  let templates = parsed.get(text);
  if (templates === undefined) {
    try {
      templates = parseTemplate({ name: "gotpl", text, file: -1 }, (word) => namespace.functions.has(word));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return fail(`cannot parse template ${quoteText(text)}: ${error.message}`);
    }
    if (parsed.size > 2000) parsed.clear();
    parsed.set(text, templates);
  }
  const own = templates.find(({ name }) => name === "gotpl");
  if (own === undefined) return "";
  let inner = namespace;
  if (templates.length > 1) {
    inner = { templates: new Map(namespace.templates), functions: namespace.functions };
    for (const template of templates) if (template !== own) addTemplate(inner, template);
  }
  try {
    const out = executor.execute(inner, own, data, context.traces[1], context.via);
    const { text: made, pieces } = withoutNoValue(out.text, out.pieces);
    if (executor.isTracing)
      context.trace = {
        pieces: pieces.map((piece) =>
          piece.source.file < 0 && context.via !== undefined ? placedAt(piece, context) : piece,
        ),
      };
    return made;
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw wrapped(`error during tpl function execution for ${quoteText(text)}: ${error.message}`, error);
  }
}

/** What a string's template made stands where `tpl` was called, and at the value that the string came from. */
function placedAt(piece: Piece, { via, traces }: CallContext): Piece {
  if (via === undefined) return piece;
  const [trace] = traces;
  const values = trace !== undefined && "values" in trace ? trace.values : [];
  return {
    ...piece,
    source: via.source,
    start: via.start,
    end: via.end,
    isLiteral: false,
    via: via.via,
    values: [...values, ...piece.values].slice(0, 8),
  };
}

const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...plainFunctions,
  ["include", { params: ["string", any], call: include }] as const,
  ["tpl", { params: ["string", any], call: tpl }] as const,
]);

/** Whether a template may call a function of that name. */
export function isTemplateFunction(name: string): boolean {
  return templateFunctions.has(name);
}
