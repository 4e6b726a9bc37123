// Runs a chart's templates. What one run leaves serves the next: a keystroke in a template costs that template alone.

import { compareText } from "../base/go-text.ts";
import { type Chart, type FileNumbers, fullPath } from "./chart/chart.ts";
import type { ChartFile } from "./chart/files.ts";
import { madeUpFunctions, plainFunctions, warningEnd, warningStart } from "./functions/all.ts";
import { any } from "./functions/function.ts";
import { base } from "./functions/paths.ts";
import { quoteText } from "./go/text.ts";
import { fail, GoMap, mapsIn, type Value, watchingChanges } from "./go/values.ts";
import { sortManifests } from "./manifests.ts";
import type { RenderFailure, Rendering, RenderOptions } from "./rendering.ts";
import {
  type CallContext,
  ExecError,
  Executor,
  type Limits,
  type Namespace,
  nothingSpent,
  type TemplateFunction,
  usualLimits,
  wrapped,
} from "./template/exec.ts";
import type { Source, Template } from "./template/nodes.ts";
import { isEmptyTree, ParseError, parseTemplate } from "./template/parse.ts";
import type { Piece } from "./template/trace.ts";

interface Renderable {
  readonly name: string;
  readonly file: ChartFile;
  readonly values: GoMap;
  readonly basePath: string;
}

/** A template's file, read. */
interface Parsed {
  readonly source: Source;
  readonly templates: readonly Template[];
  readonly failure: RenderFailure | undefined;
}

/** What a template made, and what that rests on beside the values. */
interface Made {
  readonly template: Template;
  /** The named templates that it called, as they were. */
  readonly called: ReadonlyMap<string, Template | undefined>;
  readonly output: Output | undefined;
  readonly failure: RenderFailure | undefined;
  readonly used: Limits;
  readonly madeUp: Executor["madeUp"];
}

/** What a template made. The object is the same for as long as that is. */
export interface Output {
  readonly name: string;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** What a run leaves to the next one with the same values. */
export class Kept {
  /** By the template's name; a text is not read twice. */
  readonly parsed: Map<string, Parsed>;
  readonly made = new Map<string, Made>();
  /** Whether a template changed values that others see: then none can be run for itself. */
  isEntangled = false;
  /** What is to be rendered, in Helm's order, with the files that it was loaded with; and the maps that all of them see. */
  loaded: { readonly renderables: readonly Renderable[]; readonly shared: WeakSet<object> } | undefined;

  /** By the template's name, what it made last that could be read. */
  readonly good: Map<string, Output>;

  constructor(parsed = new Map<string, Parsed>(), good = new Map<string, Output>()) {
    this.parsed = parsed;
    this.good = good;
  }
}

export class Engine {
  private readonly chart: Chart;
  private readonly options: RenderOptions;
  private readonly failures: RenderFailure[];
  private readonly numbers: FileNumbers;
  private readonly renderables: readonly Renderable[];
  private readonly namespace: Namespace;
  private readonly madeUp: Executor["madeUp"] = new Map();
  private readonly kept: Kept;
  private readonly shared: WeakSet<object>;
  private spent = nothingSpent;
  private newSteps = 0;

  /** `current`: the files as they are now, by URI, where the chart was loaded with others. */
  constructor(
    chart: Chart,
    scopes: ReadonlyMap<Chart, GoMap>,
    options: RenderOptions,
    failures: RenderFailure[],
    numbers: FileNumbers,
    kept = new Kept(),
    current: ReadonlyMap<string, ChartFile> = new Map(),
  ) {
    this.chart = chart;
    this.options = options;
    this.failures = failures;
    this.numbers = numbers;
    this.kept = kept;
    kept.loaded ??= loadedOf(scopes);
    this.renderables = kept.loaded.renderables.map((one) => {
      const now = current.get(one.file.uri ?? "");
      return now === undefined ? one : { ...one, file: now };
    });
    this.shared = kept.loaded.shared;
    this.namespace = { templates: new Map(), functions: templateFunctions };
  }

  run(): Omit<Rendering, "violations" | "values"> {
    for (const renderable of this.renderables) {
      const { templates, failure } = this.parsed(renderable);
      for (const template of templates) addTemplate(this.namespace, template);
      if (failure === undefined) continue;
      this.failures.push(failure);
      if (!this.options.isTolerant) return this.result([]);
    }
    const outputs: Output[] = [];
    for (const renderable of this.renderables) {
      const { name } = renderable;
      if (base(name).startsWith("_") || this.kept.parsed.get(name)?.failure !== undefined) continue;
      const template = this.namespace.templates.get(name);
      if (template === undefined) continue;
      const { output, failure, madeUp } = this.made(renderable, template);
      for (const [name, place] of madeUp) if (!this.madeUp.has(name)) this.madeUp.set(name, place);
      if (output !== undefined) outputs.push(output);
      if (failure === undefined) continue;
      this.failures.push(failure);
      if (!this.options.isTolerant) return this.result([]);
    }
    return this.result(outputs);
  }

  /** Runs the templates (`only`: this one), and tells of each action what it gives. Nothing of it is kept. */
  watch(onAction: NonNullable<Executor["onAction"]>, only: string | undefined): void {
    for (const renderable of this.renderables)
      for (const template of this.parsed(renderable).templates) addTemplate(this.namespace, template);
    for (const renderable of this.renderables) {
      const { name } = renderable;
      if (base(name).startsWith("_") || (only !== undefined && only !== name)) continue;
      const template = this.namespace.templates.get(name);
      if (template !== undefined) this.execute(renderable, template, onAction);
    }
  }

  private parsed({ name, file }: Renderable): Parsed {
    const known = this.kept.parsed.get(name);
    if (known !== undefined && known.source.text === file.text) return known;
    const source: Source = { name, text: file.text, file: this.numbers.files.length };
    let templates: readonly Template[] = [];
    let failure: RenderFailure | undefined;
    try {
      templates = parseTemplate(source, (word) => templateFunctions.has(word));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      failure = {
        kind: "template",
        message: parseMessage(name, error.message),
        reason: error.message.split(": ").at(-1) ?? "",
        file,
        span: { start: error.at, end: wordEnd(file.text, error.at) },
        template: name,
      };
    }
    const parsed = { source, templates, failure };
    this.kept.parsed.set(name, parsed);
    return parsed;
  }

  /** What the template makes: as it was, if nothing that it rests on has changed. */
  private made(renderable: Renderable, template: Template): Made {
    const { name } = renderable;
    const { kept, namespace } = this;
    const known = kept.made.get(name);
    const isSame = (called: Made["called"]) => [...called].every(([one, was]) => namespace.templates.get(one) === was);
    let made = known;
    if (known === undefined || known.template !== template || !isSame(known.called)) {
      const { result, changed } = watchingChanges(this.shared, () => this.execute(renderable, template));
      made = result;
      if (changed) kept.isEntangled = true;
      this.newSteps += result.used.steps;
      kept.made.set(name, made);
    }
    const { used } = made as Made;
    this.spent = { steps: this.spent.steps + used.steps, output: this.spent.output + used.output };
    return made as Made;
  }

  private execute({ name, values, basePath }: Renderable, template: Template, onAction?: Executor["onAction"]): Made {
    // Not by `set`: this is no change that a template makes.
    values.entries.set(
      "Template",
      new GoMap(
        new Map([
          ["Name", name],
          ["BasePath", basePath],
        ]),
        "chartutil.Values",
      ),
    );
    const executor = new Executor(this.options.isTracing, madeUpFunctions, this.limits(), this.spent);
    executor.onAction = onAction;
    let output: Output | undefined;
    let failure: RenderFailure | undefined;
    try {
      const out = executor.execute(this.namespace, template, values, undefined, undefined);
      output = { name, ...withoutNoValue(out.text, out.pieces) };
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
      const { source, start, end } = error.place;
      const file = this.fileOf(source);
      failure = {
        kind: "template",
        message: execMessage(name, error.message),
        reason: reasonOf(error),
        file,
        span: file === undefined ? undefined : { start, end },
        template: name,
      };
    }
    const called = new Map([...executor.called].map((one) => [one, this.namespace.templates.get(one)]));
    const { steps, output: written } = executor.used;
    const used = { steps: steps - this.spent.steps, output: written - this.spent.output };
    return { template, called, output, failure, used, madeUp: executor.madeUp };
  }

  /** What all templates may cost, or what one may on top of the others. */
  private limits(): Limits {
    const { limits = usualLimits, limitsOfOne } = this.options;
    const { spent } = this;
    return {
      steps: Math.min(limits.steps, spent.steps + (limitsOfOne?.steps ?? limits.steps)),
      output: Math.min(limits.output, spent.output + (limitsOfOne?.output ?? limits.output)),
    };
  }

  /** The file of a template's text; undefined for a string that `tpl` was given. */
  private fileOf(source: Source): ChartFile | undefined {
    return source.file < 0 ? undefined : this.renderables.find(({ name }) => name === source.name)?.file;
  }

  private result(outputs: readonly Output[]): Omit<Rendering, "violations" | "values"> {
    const files = outputs.filter(({ name }) => !name.endsWith("NOTES.txt")).sort((a, b) => compareText(a.name, b.name));
    const { text, manifests, failures } = sortManifests(files, this.options.isTolerant);
    const old = new Set<string>();
    const shown = this.options.keepsLast === true ? this.withLast(files, failures, old) : files;
    if (old.size > 0) {
      const again = sortManifests(shown, this.options.isTolerant);
      return this.rendered({ ...again, failures }, outputs, old);
    }
    return this.rendered({ text, manifests, failures }, outputs, old);
  }

  /** What templates made last that cannot be rendered now; what could be is noted for the next time. */
  private withLast(
    files: readonly Output[],
    failures: ReturnType<typeof sortManifests>["failures"],
    old: Set<string>,
  ): readonly Output[] {
    const { good } = this.kept;
    const broken = new Set(failures.map(({ name }) => name));
    const made = new Map(files.map((file) => [file.name, file]));
    const names = this.renderables.map(({ name }) => name).filter((name) => !/(?:^|\/)_[^/]*$|NOTES\.txt$/.test(name));
    const known = new Set(names);
    for (const name of good.keys()) if (!known.has(name)) good.delete(name);
    const shown: Output[] = [];
    for (const name of names) {
      const now = made.get(name);
      if (now !== undefined && !broken.has(name)) good.set(name, now);
      const last = good.get(name) ?? now;
      if (last === undefined) continue;
      if (last !== now) old.add(name);
      shown.push(last);
    }
    return shown.sort((a, b) => compareText(a.name, b.name));
  }

  private rendered(
    { text, manifests, failures }: ReturnType<typeof sortManifests>,
    outputs: readonly Output[],
    old: ReadonlySet<string>,
  ): Omit<Rendering, "violations" | "values"> {
    const files = outputs;
    const templates = new Map(this.renderables.map(({ name, file }) => [name, file]));
    for (const { name, message, reason, start, end } of failures) {
      this.failures.push({
        kind: "yaml",
        message,
        reason,
        file: templates.get(name),
        span: undefined,
        template: name,
        output: { text: files.find((file) => file.name === name)?.text ?? "", start, end },
      });
    }
    const isRefused = this.failures.length > 0 && !this.options.isTolerant;
    return {
      text: isRefused ? "" : text,
      manifests: isRefused ? [] : manifests,
      failures: this.failures,
      valueFiles: this.numbers.files,
      templates,
      madeUp: this.madeUp,
      named: this.namespace.templates,
      parsed: new Map(this.renderables.map((one) => [one.name, this.parsed(one)])),
      chart: this.chart,
      outputs: new Map(outputs.map((output) => [output.name, output])),
      old,
      work: { all: this.spent.steps, now: this.newSteps },
    };
  }
}

/** The templates of a chart and of those below it, in the order in which Helm renders them. */
function loadedOf(scopes: ReadonlyMap<Chart, GoMap>): NonNullable<Kept["loaded"]> {
  const byName = new Map<string, Renderable>();
  const shared = new WeakSet<object>();
  for (const [one, values] of scopes) {
    mapsIn(values, shared);
    const path = fullPath(one);
    const isLibrary = one.metadata.type.toLowerCase() === "library";
    for (const file of one.templates) {
      if (isLibrary && !base(file.path).startsWith("_")) continue;
      const name = `${path}/${file.path}`;
      byName.set(name, { name, file, values, basePath: `${path}/templates` });
    }
  }
  return { shared, renderables: [...byName.values()].sort((a, b) => -comparePaths(a.name, b.name)) };
}

/** The end of the word at an offset, or of the one character. */
function wordEnd(text: string, at: number): number {
  const word = /[\w.$]+/y;
  word.lastIndex = at;
  return Math.min(at + (word.exec(text)?.[0].length ?? 1), text.length);
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
  executor.called.add(wanted);
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

/** The names of all of them. */
export const templateFunctionNames: readonly string[] = [...templateFunctions.keys()];

/** Whether a template may call a function of that name. */
export function isTemplateFunction(name: string): boolean {
  return templateFunctions.has(name);
}
