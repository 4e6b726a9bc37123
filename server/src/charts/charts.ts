// The workspace's charts, rendered: which are to be rendered again after a change, and what the workspace is told of it.

import type { DeclaredDependency } from "../helm/chart/chart.ts";
import { type ChartFile, maxFile } from "../helm/chart/files.ts";
import { RenderedPlaces } from "../helm/places.ts";
import { type ChartInput, ChartRenderer, type Rendering } from "../helm/render.ts";
import { placeOf } from "../index/places.ts";
import { renderedUri } from "../index/plan.ts";
import type { Workspace } from "../index/workspace.ts";
import { type Candidate, type Choice, candidatesFor, choicesFor, type HelmValues, placesNamed } from "./choices.ts";
import { ChartLibrary } from "./library.ts";
import { ChartOrigins } from "./origins.ts";

/** The choice as people know it. */
export function choiceName({ choice }: RenderedChart): string {
  return choice.name || "values.yaml";
}

/** A chart as it is rendered with one choice of values. */
export interface RenderedChart {
  /** The chart's folder (see ChartLibrary). */
  readonly folder: string;
  readonly chartFile: ChartFile;
  readonly choice: Choice;
  readonly rendering: Rendering;
  readonly places: RenderedPlaces;
  /** The file of the index that holds the result; undefined where nothing could be rendered, not now and not before. */
  readonly uri: string | undefined;
  readonly missing: readonly DeclaredDependency[];
  /** Nothing of it could be rendered now; what the index holds is from before. */
  readonly isOld: boolean;
}

/** What one keystroke may cost, and no more: a template that takes a million steps is no template that people write. */
const limits = { steps: 3_000_000, output: 16_000_000 };
const limitsOfOne = { steps: 1_000_000, output: 8_000_000 };

/** More text than this is not rendered, in UTF-16 units. */
const mostText = 50_000_000;

interface State {
  readonly renderer: ChartRenderer;
  shown: RenderedChart | undefined;
  origins: ChartOrigins | undefined;
  /** What was rendered last. */
  input: ChartInput | undefined;
}

interface ChartState {
  readonly states: Map<string, State>;
  /** Other charts that it takes in, by folder. */
  uses: ReadonlySet<string>;
  /** Steps that all its templates take, and the last change of a template alone. */
  work: { all: number; change: number };
}

export class Charts {
  readonly library = new ChartLibrary();
  readonly #workspace: Workspace;
  readonly #orderOf: (uri: string) => readonly string[];
  #roots: readonly string[] = [];
  #chosen: HelmValues = {};
  #wanted: ReadonlySet<string> | undefined;
  /** Files of values that belong to no chart, by place. */
  readonly #others = new Map<string, ChartFile>();
  readonly #charts = new Map<string, ChartState>();
  /** With what changed: the text of a template, or more than that. */
  readonly #due = new Map<string, "template" | "more">();
  #version = 0;
  #using: { readonly version: number; readonly byFile: ReadonlyMap<string, readonly RenderedChart[]> } | undefined;

  constructor(workspace: Workspace, orderOf: (uri: string) => readonly string[]) {
    this.#workspace = workspace;
    this.#orderOf = orderOf;
  }

  /** Says what charts are rendered with; `roots`: the workspace's folders. */
  choose(chosen: HelmValues, roots: readonly string[]): void {
    const places = roots.map(placeOf);
    if (JSON.stringify([chosen, places]) === JSON.stringify([this.#chosen, this.#roots])) return;
    this.#chosen = chosen;
    this.#roots = places;
    this.#wanted = undefined;
    this.renew();
  }

  /** Whether somebody chose a file that belongs to no chart. */
  wants(uri: string): boolean {
    if (Object.keys(this.#chosen).length === 0) return false;
    this.#wanted ??= new Set(
      this.library.folders.flatMap((folder) =>
        this.#namesFor(folder)
          .flatMap((names) => names.split(","))
          .flatMap((name) => placesNamed(name.trim(), folder, this.#roots)),
      ),
    );
    return this.#wanted.has(placeOf(uri));
  }

  /** What a chart can be rendered with beside values.yaml. */
  candidates(folder: string): readonly Candidate[] {
    return candidatesFor(folder, this.library.paths(folder), this.#workspace, (place) => this.#fileAt(place));
  }

  /** The names that were chosen for a chart. */
  chosenFor(folder: string): readonly string[] {
    return this.#namesFor(folder);
  }

  /** How the setting names a chart: by its way down from the workspace's folder. */
  settingName(folder: string): string {
    const root = this.#roots.find((one) => folder === one || folder.startsWith(`${one}/`));
    return root === undefined ? folder : folder.slice(root.length + 1) || ".";
  }

  #namesFor(folder: string): readonly string[] {
    return this.#chosen[this.settingName(folder)] ?? [];
  }

  #fileAt(place: string): ChartFile | undefined {
    const folder = this.library.chartOf(place);
    const own = folder === undefined ? undefined : this.library.file(folder, place.slice(folder.length + 1));
    return own ?? this.#others.get(place);
  }

  /** Another number after every rendering. */
  get version(): number {
    return this.#version;
  }

  /** The folders of charts that are to be rendered again. */
  get due(): readonly string[] {
    return [...this.#due.keys()];
  }

  setFolders(folders: readonly string[]): void {
    this.library.setFolders(folders);
    this.#wanted = undefined;
    const known = new Set(this.library.folders);
    for (const folder of this.#charts.keys()) if (!known.has(folder)) this.#forget(folder);
    for (const folder of known) if (!this.#charts.has(folder)) this.#due.set(folder, "more");
  }

  /** Takes a file's text; whether that changes a chart. */
  set(uri: string, text: string): boolean {
    const isOther = this.library.chartOf(uri) === undefined;
    const before = this.textOf(uri);
    if (isOther && this.wants(uri)) this.#others.set(placeOf(uri), { path: uri, text, uri });
    // A release's values stand in a manifest.
    const users = isOther && before !== text ? this.#usersOf(uri) : [];
    for (const folder of users) this.#due.set(folder, "more");
    if (isOther) return users.length > 0;
    if (!this.library.set(uri, text)) return false;
    this.#touched(uri);
    return true;
  }

  /** The charts that are rendered with values of a file that belongs to none. */
  #usersOf(uri: string): readonly string[] {
    const users = this.all().filter(({ choice }) => choice.values.some((file) => file.uri === uri));
    const isNew = users.length === 0 && (this.wants(uri) || this.#namesRelease);
    return isNew
      ? this.library.folders.filter((folder) => this.#namesFor(folder).length > 0)
      : [...new Set(users.map(({ folder }) => folder))];
  }

  /** Whether somebody chose a release: any manifest may be it. */
  get #namesRelease(): boolean {
    return Object.values(this.#chosen).some((names) =>
      names.some((name) => /^(?:HelmRelease|Application) /.test(name)),
    );
  }

  remove(uri: string): boolean {
    if (!this.library.remove(uri)) return false;
    this.#touched(uri);
    return true;
  }

  /** Everything is to be rendered anew: other settings, other choices. */
  renew(): void {
    for (const folder of this.library.folders) this.#due.set(folder, "more");
  }

  /** Whether a file belongs to a chart and is no manifest, whatever stands in it. */
  isNoManifest(uri: string): boolean {
    return !/\.(?:ya?ml|json)$/i.test(uri) && this.library.chartOf(uri) !== undefined;
  }

  /** A chart's renderings, in the order of its choices. */
  of(folder: string): readonly RenderedChart[] {
    return [...(this.#charts.get(folder)?.states.values() ?? [])].flatMap(({ shown }) => shown ?? []);
  }

  all(): readonly RenderedChart[] {
    return [...this.#charts.keys()].flatMap((folder) => this.of(folder));
  }

  /** The renderings that a file went into: as a template, as values, or as anything else of a chart. */
  with(uri: string): readonly RenderedChart[] {
    if (this.#charts.size === 0) return [];
    if (this.#using?.version !== this.#version) this.#using = { version: this.#version, byFile: this.#usersByFile() };
    const own = this.library.chartOf(uri);
    const others = this.#using.byFile.get(uri) ?? [];
    return own === undefined ? others : [...this.of(own), ...others.filter(({ folder }) => folder !== own)];
  }

  /** By file, the renderings of other charts, or with values from elsewhere, that it went into. */
  #usersByFile(): ReadonlyMap<string, readonly RenderedChart[]> {
    const users = new Map<string, RenderedChart[]>();
    for (const chart of this.all()) {
      const { rendering, folder } = chart;
      const uris = new Set([...rendering.valueFiles, ...rendering.templates.values()].map(({ uri }) => uri));
      for (const uri of uris) {
        if (uri === undefined || placeOf(uri).startsWith(`${folder}/`)) continue;
        const known = users.get(uri);
        if (known === undefined) users.set(uri, [chart]);
        else known.push(chart);
      }
    }
    return users;
  }

  /** What a chart was rendered of. */
  inputOf({ folder, choice }: RenderedChart): ChartInput | undefined {
    return this.#charts.get(folder)?.states.get(choice.name)?.input;
  }

  /** What one rendering may cost. */
  readonly limits = { limits, limitsOfOne };

  /** Tells of every action in a chart's templates what it gives now (`only`: of one template, by its name). */
  watch({ folder, choice }: RenderedChart, onAction: Parameters<ChartRenderer["watch"]>[0], only?: string): void {
    this.#charts.get(folder)?.states.get(choice.name)?.renderer.watch(onAction, only);
  }

  /** How many steps the rendering of a chart that is due is going to take, as far as the last ones tell. */
  workOf(folder: string): number {
    const { all = 0, change = 0 } = this.#charts.get(folder)?.work ?? {};
    return this.#due.get(folder) === "template" ? change : all;
  }

  /** Renders a chart that is due, with every choice, and tells the workspace. */
  render(folder: string): void {
    const due = this.#due.get(folder);
    this.#due.delete(folder);
    const chartFile = this.library.file(folder, "Chart.yaml");
    if (chartFile === undefined) {
      this.#forget(folder);
      return;
    }
    this.#version++;
    const found = this.library.filesOf(folder);
    const chart = this.#charts.get(folder) ?? {
      states: new Map<string, State>(),
      uses: found.uses,
      work: { all: 0, change: 0 },
    };
    chart.uses = found.uses;
    this.#charts.set(folder, chart);
    const names = this.#namesFor(folder);
    const choices = isLibrary(chartFile.text)
      ? []
      : choicesFor(folder, names, this.#workspace, this.#roots, (place) => this.#fileAt(place));
    const known = new Set(choices.map(({ name }) => name));
    for (const [name, state] of chart.states) {
      if (known.has(name)) continue;
      if (state.shown?.uri !== undefined) this.#workspace.removeFile(state.shown.uri);
      chart.states.delete(name);
    }
    for (const choice of choices) {
      const state = chart.states.get(choice.name) ?? {
        renderer: new ChartRenderer({ isTracing: true, isTolerant: true, keepsLast: true, limits, limitsOfOne }),
        shown: undefined,
        origins: undefined,
        input: undefined,
      };
      chart.states.set(choice.name, state);
      this.#renderOne(folder, chartFile, choice, state, found);
    }
    const sum = (which: "all" | "now") =>
      this.of(folder).reduce((steps, { rendering: { work } }) => steps + work[which], 0);
    chart.work = { all: sum("all"), change: due === "template" ? sum("now") : chart.work.change };
  }

  #renderOne(
    folder: string,
    chartFile: ChartFile,
    choice: Choice,
    state: State,
    { files, missing }: { readonly files: readonly ChartFile[]; readonly missing: readonly DeclaredDependency[] },
  ): void {
    const { settings } = this.#workspace;
    const input = {
      files,
      values: choice.values,
      release: choice.release,
      namespace: choice.namespace ?? settings.namespace,
      kubeVersion: `v${settings.kubernetesVersion}.0`,
    };
    state.input = input;
    const rendering = withinLimits(files) ?? state.renderer.render(input);
    const before = state.shown;
    const known = { folder, chartFile, choice, missing };
    if (rendering.chart === undefined && before?.uri !== undefined) {
      // While Chart.yaml or values.yaml is being edited, what was known last stays.
      if (state.origins !== undefined) state.origins.isAllOld = true;
      state.shown = {
        ...before,
        ...known,
        rendering: { ...before.rendering, failures: rendering.failures },
        isOld: true,
      };
      return;
    }
    const places = new RenderedPlaces(rendering);
    const failed = rendering.failures.some(({ template }) => template !== undefined && !rendering.old.has(template));
    const isWhole = missing.length === 0 && !failed;
    const uri = rendering.chart === undefined ? undefined : renderedUri(chartFile.uri ?? "", isWhole, choice.name);
    state.shown = { ...known, rendering, places, uri, isOld: false };
    if (before?.uri !== undefined && before.uri !== uri) this.#workspace.removeFile(before.uri);
    if (uri === undefined) return;
    const now = (file: string) => this.textOf(file);
    const order = [...this.#orderOf(chartFile.uri ?? ""), "#rendered", choice.name];
    state.origins = new ChartOrigins(chartFile, places, choice.namespace, now);
    this.#workspace.setRendered(uri, rendering.text, order, state.origins);
  }

  /** The text of a chart's file as it is now. */
  textOf(uri: string): string | undefined {
    return this.#fileAt(placeOf(uri))?.text ?? this.#workspace.file(uri)?.text;
  }

  #touched(uri: string): void {
    const folder = this.library.chartOf(uri);
    if (folder === undefined) return;
    const isTemplate = /(?:^|\/)templates\/(?:[^/]+\/)*[^/_][^/]*$/.test(placeOf(uri).slice(folder.length + 1));
    const how = isTemplate && this.#due.get(folder) !== "more" && this.#charts.has(folder) ? "template" : "more";
    this.#due.set(folder, how);
    for (const [other, { uses }] of this.#charts)
      for (const used of uses) if (used === folder || used.startsWith(`${folder}/`)) this.#due.set(other, "more");
  }

  #forget(folder: string): void {
    this.#due.delete(folder);
    for (const { shown } of this.#charts.get(folder)?.states.values() ?? [])
      if (shown?.uri !== undefined) this.#workspace.removeFile(shown.uri);
    this.#charts.delete(folder);
    this.#version++;
  }
}

/** A library chart is for others: it cannot be installed, and nobody expects that. */
function isLibrary(text: string): boolean {
  return /^type:\s*["']?library\b/m.test(text);
}

/** Helm's refusal of a file that is too large; undefined where none is. */
function withinLimits(files: readonly ChartFile[]): Rendering | undefined {
  const large = files.find(({ text }) => text.length > maxFile);
  const sum = files.reduce((length, { text }) => length + text.length, 0);
  if (large === undefined && sum <= mostText) return undefined;
  const message =
    large === undefined
      ? `the chart's files are larger than ${mostText} characters`
      : `chart file "${large.path.split("/").at(-1)}" is larger than the maximum file size ${maxFile}`;
  return {
    text: "",
    manifests: [],
    failures: [{ kind: "chart", message, reason: message, file: large, span: undefined, template: undefined }],
    valueFiles: [],
    templates: new Map(),
    madeUp: new Map(),
    named: new Map(),
    parsed: new Map(),
    violations: [],
    chart: undefined,
    old: new Set(),
    work: { all: 0, now: 0 },
    values: undefined,
    outputs: new Map(),
  };
}
