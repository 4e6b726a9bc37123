// Services' traffic as a Mermaid flowchart, from left to right: who calls, through what, to which pods.

import { type Locale, say } from "../base/text.ts";
import type { AccessPath, Hop, PathState, ServicePaths } from "../protocol.ts";
import { viewpointNames } from "../protocol-words.ts";
import { hopWords, viewpointOrder } from "./vocabulary.ts";

/** The flowchart's text, which ends with a line break. */
export function pathsMermaid(services: readonly ServicePaths[], locale: Locale): string {
  const chart = new Chart();
  for (const service of services) {
    for (const path of service.paths) if (isDrawn(path)) draw(chart, service, path, locale);
  }
  return chart.print();
}

/** An SRV record is no traffic, and the API server's proxy a tool: they would only cover the rest. */
function isDrawn(path: AccessPath): boolean {
  return path.kind !== "srv" && path.kind !== "api-proxy";
}

/** One path: its hops become nodes, told apart by what they are and not by their words. */
function draw(chart: Chart, service: ServicePaths, path: AccessPath, locale: Locale): void {
  const own = `${service.namespace}/${service.name}`;
  const rank = viewpointOrder.indexOf(path.viewpoint);
  let from = chart.node(`client ${path.viewpoint}`, say(viewpointNames[path.viewpoint], locale), "client", rank);
  let label = labelOf(path);
  for (const stop of stopsOf(service, path, locale)) {
    const to = chart.node(stop.scope === "shared" ? stop.key : `${own} ${stop.key}`, stop.words, stop.shape, stop.rank);
    chart.edge(from, to, label, path.state);
    from = to;
    label = "";
  }
}

interface Stop {
  readonly key: string;
  readonly words: string;
  readonly shape: Shape;
  readonly rank: number;
  /** Whether other Services may pass the same point. */
  readonly scope: "own" | "shared";
}

type Shape = "client" | "door" | "service" | "workload" | "open";

function* stopsOf(service: ServicePaths, path: AccessPath, locale: Locale): Iterable<Stop> {
  for (const hop of path.hops) {
    const words = hopWords(hop, locale);
    switch (hop.kind) {
      case "client":
        break;
      case "service":
        yield {
          key: "service",
          words: `Service ${service.name}\n${service.namespace}`,
          shape: "service",
          rank: 20,
          scope: "own",
        };
        break;
      case "endpoints":
        yield* endpointStops(hop, words);
        break;
      default:
        yield {
          key: `${hop.kind} ${words}`,
          words,
          shape: "door",
          rank: 10,
          scope: hop.kind === "external" ? "shared" : "own",
        };
    }
  }
}

function* endpointStops(hop: Hop, words: string): Iterable<Stop> {
  const workloads = hop.workloads ?? [];
  if (workloads.length === 0) {
    yield { key: `endpoints ${words}`, words, shape: "open", rank: 30, scope: "own" };
    return;
  }
  // One node for all of them: they are alternatives, and none leads to another.
  const names = workloads.map((workload) => `${workload.kind} ${workload.name}`).join("\n");
  const key = workloads.map((workload) => `${workload.kind} ${workload.namespace}/${workload.name}`).join(",");
  yield { key: `workloads ${key}`, words: names, shape: "workload", rank: 30, scope: "shared" };
}

/** What the client types, short: the address is in the table, the port is what matters on an edge. */
function labelOf(path: AccessPath): string {
  const port = path.port === null ? "" : `:${path.port}`;
  const protocol = path.protocol === "TCP" ? "" : `/${path.protocol}`;
  const host = path.kind === "api-proxy" || path.kind === "port-forward" || path.address === null ? "" : path.address;
  return `${host}${port}${protocol}${path.path ?? ""}`;
}

/** Nodes and edges, each once; of two states of one edge the better one stays. */
class Chart {
  readonly #nodes = new Map<
    string,
    { readonly id: string; readonly words: string; readonly shape: Shape; readonly rank: number }
  >();
  readonly #edges = new Map<
    string,
    { readonly from: string; readonly to: string; readonly labels: string[]; state: PathState }
  >();

  node(key: string, words: string, shape: Shape, rank: number): string {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known.id;
    const id = `n${this.#nodes.size}`;
    this.#nodes.set(key, { id, words, shape, rank });
    return id;
  }

  edge(from: string, to: string, label: string, state: PathState): void {
    const key = `${from} ${to}`;
    const known = this.#edges.get(key);
    if (known === undefined) {
      this.#edges.set(key, { from, to, labels: label === "" ? [] : [label], state });
      return;
    }
    if (label !== "" && !known.labels.includes(label)) known.labels.push(label);
    if (worth[state] > worth[known.state]) known.state = state;
  }

  print(): string {
    const lines = ["flowchart LR"];
    const nodes = [...this.#nodes.values()].sort((a, b) => a.rank - b.rank);
    for (const { id, words, shape } of nodes) {
      const [open, close] = brackets[shape];
      lines.push(`  ${id}${open}"${entities(words)}"${close}:::${shape}`);
    }
    for (const { from, to, labels, state } of this.#edges.values()) {
      const shown = labels.slice(0, 3).join("\n") + (labels.length > 3 ? "\n…" : "");
      const words = `${marks[state]}${shown}`.trim();
      const arrow = state === "complete" ? "-->" : "-.->";
      lines.push(`  ${from} ${arrow}${words === "" ? "" : `|"${entities(words)}"|`} ${to}`);
    }
    return `${[...lines, ...styles].join("\n")}\n`;
  }
}

const worth: Readonly<Record<PathState, number>> = { broken: 0, unknown: 1, complete: 2 };
const marks: Readonly<Record<PathState, string>> = { complete: "", unknown: "? ", broken: "✗ " };
const brackets: Readonly<Record<Shape, readonly [string, string]>> = {
  client: ["([", "])"],
  door: ["[", "]"],
  service: ["{{", "}}"],
  workload: ["[[", "]]"],
  open: ["(", ")"],
};
// Strokes only, so that light and dark themes both keep their own colours.
const styles = [
  "  classDef client stroke-width:1px",
  "  classDef door stroke-width:1px",
  "  classDef service stroke-width:3px",
  "  classDef workload stroke-width:2px",
  "  classDef open stroke-dasharray:4 3",
];

/** Mermaid's own entities for what would end a quoted text; a line break becomes one of HTML's. */
function entities(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("`", "#96;")
    .replace(/\r\n|\n|\r/g, "<br/>");
}
