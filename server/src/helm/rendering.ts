// What goes into the rendering of a chart, and what comes out.

import type { Chart } from "./chart/chart.ts";
import type { ChartFile } from "./chart/files.ts";
import type { Violation } from "./chart/schema.ts";
import type { GoMap } from "./go/values.ts";
import type { Manifest } from "./manifests.ts";
import type { Limits } from "./template/exec.ts";
import type { Source, Template } from "./template/nodes.ts";
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
  /** How much one rendering may cost; absent, as much as any chart needs. */
  readonly limits?: Limits;
  /** How much of that one template may cost. */
  readonly limitsOfOne?: Limits;
  /** Whether a template that cannot be rendered stands for what it made last, as long as there was such. */
  readonly keepsLast?: boolean;
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
  /** Of YAML that cannot be read: what the template made, and where in it the reader stumbled. */
  readonly output?: { readonly text: string; readonly start: number; readonly end: number };
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
  /** The named templates, files' among them. */
  readonly named: ReadonlyMap<string, Template>;
  /** By its name, what was read of each template's file: it and those that it defines; nothing where it cannot be read. */
  readonly parsed: ReadonlyMap<string, { readonly source: Source; readonly templates: readonly Template[] }>;
  /** Values that do not fit a values.schema.json. */
  readonly violations: readonly Violation[];
  readonly chart: Chart | undefined;
  /** The values that its templates are given, with their places. */
  readonly values: GoMap | undefined;
  /** Steps that its templates take, and of these the ones that were taken this time. */
  readonly work: { readonly all: number; readonly now: number };
  /** Templates, by name, that cannot be rendered now and stand for what they made last. */
  readonly old: ReadonlySet<string>;
  /** What each template made, before manifests are told apart, by its name. */
  readonly outputs: ReadonlyMap<string, { readonly text: string; readonly pieces: readonly Piece[] }>;
}
