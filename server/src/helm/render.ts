// Renders a chart as `helm template` does, and knows for each character where it came from.

import { capabilities } from "./chart/capabilities.ts";
import { type Chart, ChartError, FileNumbers, loadChart, readValues } from "./chart/chart.ts";
import { missingDependencies, missingMessage, processDependencies } from "./chart/dependencies.ts";
import type { ChartFile } from "./chart/files.ts";
import { releaseValue, scopeValues } from "./chart/objects.ts";
import { checkSchemas, type Violation } from "./chart/schema.ts";
import { coalesceValues, mergeFiles } from "./chart/values.ts";
import { Engine, Kept } from "./engine.ts";
import { isCompatible } from "./functions/semver.ts";
import { quoteText } from "./go/text.ts";
import { fail, GoError, GoMap, type GoStruct } from "./go/values.ts";
import type { ChartInput, RenderFailure, Rendering, RenderOptions } from "./rendering.ts";
import type { Executor } from "./template/exec.ts";

export { isTemplateFunction, templateFunctionNames } from "./engine.ts";
export type { ChartInput, RenderFailure, Rendering, RenderOptions } from "./rendering.ts";

/** A chart with the values that its templates are given. */
interface Prepared {
  readonly chart: Chart;
  readonly scopes: ReadonlyMap<Chart, GoMap>;
  readonly violations: readonly Violation[];
  readonly numbers: FileNumbers;
  readonly values: GoMap;
  /** What was found wrong before any template was run. */
  readonly failures: readonly RenderFailure[];
}

/** Renders. With `isTolerant` it never throws; else a failure is the only one in the list. */
export function renderChart(input: ChartInput, options: RenderOptions): Rendering {
  return new ChartRenderer(options).render(input);
}

/** Renders one chart again and again: what did not change since the last time is not made again. */
export class ChartRenderer {
  readonly #options: RenderOptions;
  #input: ChartInput | undefined;
  #prepared: Prepared | Rendering | undefined;
  #kept = new Kept();

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  render(input: ChartInput): Rendering {
    if (this.#input === undefined || !isSameFrame(this.#input, input) || this.#kept.isEntangled) {
      const { parsed, good } = this.#kept;
      this.#kept = new Kept(parsed, good);
      this.#prepared = undefined;
    }
    this.#input = input;
    this.#prepared ??= prepare(input, this.#options);
    const prepared = this.#prepared;
    if (!("scopes" in prepared)) return prepared;
    const { chart, scopes, numbers, values, violations } = prepared;
    const failures = [...prepared.failures];
    const engine = new Engine(chart, scopes, this.#options, failures, numbers, this.#kept, byUri(input));
    return { ...engine.run(), violations, values };
  }

  /** Runs templates once more as they were rendered last (`only`: this one alone), and tells of every action what it gives. */
  watch(onAction: NonNullable<Executor["onAction"]>, only?: string): void {
    const input = this.#input;
    if (input === undefined) return;
    // Templates that change values for others would change them twice.
    const prepared = this.#kept.isEntangled ? prepare(input, this.#options) : this.#prepared;
    if (prepared === undefined || !("scopes" in prepared)) return;
    const { chart, scopes, numbers } = prepared;
    const kept = this.#kept.isEntangled ? new Kept() : this.#kept;
    new Engine(chart, scopes, this.#options, [], numbers, kept, byUri(input)).watch(onAction, only);
  }
}

function byUri({ files }: ChartInput): ReadonlyMap<string, ChartFile> {
  return new Map(files.flatMap((file) => (file.uri === undefined ? [] : [[file.uri, file] as const])));
}

/** Whether two inputs differ in the texts of templates at most. */
function isSameFrame(a: ChartInput, b: ChartInput): boolean {
  const isSame = (one: ChartFile, other: ChartFile | undefined) =>
    one.path === other?.path && one.uri === other.uri && (isTemplatePath(one.path) || one.text === other.text);
  return (
    a.release === b.release &&
    a.namespace === b.namespace &&
    a.kubeVersion === b.kubeVersion &&
    a.values.length === b.values.length &&
    a.values.every((file, index) => file.path === b.values[index]?.path && file.text === b.values[index].text) &&
    a.files.length === b.files.length &&
    a.files.every((file, index) => isSame(file, b.files[index]))
  );
}

/** Whether a path below a chart is that of a template, its own or a subchart's. */
function isTemplatePath(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*templates\//.test(path);
}

/** What comes before the templates; a rendering of nothing where that is the end. */
function prepare(input: ChartInput, options: RenderOptions): Prepared | Rendering {
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
    named: new Map(),
    parsed: new Map(),
    violations,
    chart: undefined,
    outputs: new Map(),
    old: new Set(),
    work: { all: 0, now: 0 },
    values: undefined,
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
    return { chart, scopes, violations, numbers, values: all, failures };
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
export function renderTemplates(
  input: ChartInput,
): Pick<Rendering, "failures"> & { readonly texts: ReadonlyMap<string, string> } {
  const { outputs, failures } = renderChart(input, { isTracing: false, isTolerant: true });
  const texts = new Map([...outputs].map(([name, { text }]) => [name, text]));
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
