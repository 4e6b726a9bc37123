// What a template's action gives now and where that comes from, and what it names: a value, or a named template.

import type { Locale } from "../base/text.ts";
import { say, type Text } from "../base/text.ts";
import type { Charts, RenderedChart } from "../charts/charts.ts";
import { choiceName } from "../charts/charts.ts";
import { shownText } from "../helm/chart/files.ts";
import { printed } from "../helm/go/format.ts";
import { GoList, GoMap, type Origin, type Value } from "../helm/go/values.ts";
import { writeYaml } from "../helm/go/yaml.ts";
import { spanOf } from "../helm/template/exec.ts";
import type {
  ActionNode,
  BranchNode,
  CommandNode,
  ListNode,
  Operand,
  PipeNode,
  Source,
  TemplateNode,
} from "../helm/template/nodes.ts";
import { valuesOf } from "../helm/template/trace.ts";
import type { TextPosition } from "../protocol.ts";
import type { Place } from "./definition.ts";
import type { FileHover } from "./hover/hover.ts";
import { offsetInText, rangeInText } from "./ranges.ts";

type AnyAction = ActionNode | BranchNode | TemplateNode;

/** An action of a template's file as it is now. */
interface ActionAt {
  readonly chart: RenderedChart;
  /** The template's name in the chart. */
  readonly name: string;
  readonly source: Source;
  readonly action: AnyAction;
  readonly offset: number;
}

/** What an action gives each time that it is run. */
interface Given {
  readonly value: Value;
  readonly origins: readonly Origin[];
}

/** A loop runs an action many times; so many are enough to show. */
const mostGiven = 3;

/** Shown values are cut to this, in UTF-16 units. */
const longest = 600;

/** What the action at a position gives now, with the values of each choice. */
export function actionHover(
  uri: string,
  position: TextPosition,
  charts: Charts,
  locale: Locale,
): FileHover | undefined {
  const parts: string[] = [];
  let range: FileHover["range"] | undefined;
  for (const at of actionsAt(uri, position, charts)) {
    range ??= rangeInText(at.source.text, { start: at.action.open, end: at.action.close });
    parts.push(say(describe(at, charts), locale));
  }
  if (range === undefined) return undefined;
  return { contents: { kind: "markdown", value: [...new Set(parts)].join("\n\n---\n\n") }, range };
}

/** The value that the action at a position names, or the named template. */
export function actionDefinitions(uri: string, position: TextPosition, charts: Charts): readonly Place[] {
  const found = new Map<string, Place>();
  for (const at of actionsAt(uri, position, charts))
    for (const place of definitionsOf(at, charts)) found.set(JSON.stringify(place), place);
  return [...found.values()];
}

function* actionsAt(uri: string, position: TextPosition, charts: Charts): Iterable<ActionAt> {
  const now = charts.textOf(uri);
  for (const chart of charts.with(uri)) {
    if (chart.isOld) continue;
    for (const [name, { source, templates }] of chart.rendering.parsed) {
      if (chart.rendering.templates.get(name)?.uri !== uri || source.text !== (now ?? source.text)) continue;
      const offset = offsetInText(source.text, position);
      for (const { root } of templates) {
        const action = actionIn(root, offset);
        if (action === undefined) continue;
        yield { chart, name, source, action, offset };
        break;
      }
    }
  }
}

function actionIn(list: ListNode, offset: number): AnyAction | undefined {
  for (const node of list.nodes) {
    if (
      node.kind !== "action" &&
      node.kind !== "if" &&
      node.kind !== "with" &&
      node.kind !== "range" &&
      node.kind !== "template"
    )
      continue;
    if (node.open <= offset && offset < node.close) return node;
    if (node.kind === "action" || node.kind === "template") continue;
    const inner = actionIn(node.list, offset) ?? (node.otherwise && actionIn(node.otherwise, offset));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

class Enough extends Error {}

function givenBy({ chart, name, source, action }: ActionAt, charts: Charts): readonly Given[] {
  const given: Given[] = [];
  const isHelper = /(?:^|\/)_[^/]*$/.test(name);
  const isDefined = chart.rendering.parsed
    .get(name)
    ?.templates.some(
      (template) => template.name !== name && template.root.at <= action.open && isWithin(template.root, action),
    );
  try {
    charts.watch(
      chart,
      (node, value, trace) => {
        if (node.source.name !== source.name || node.open !== action.open || node.kind !== action.kind) return;
        given.push({ value, origins: valuesOf(trace) });
        if (given.length >= mostGiven) throw new Enough();
      },
      isHelper || isDefined === true ? undefined : name,
    );
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return given;
}

function isWithin(root: ListNode, action: AnyAction): boolean {
  return actionIn(root, action.open) === action;
}

function describe(at: ActionAt, charts: Charts): Text {
  const given = givenBy(at, charts);
  const { chart } = at;
  const name = choiceName(chart);
  if (given.length === 0)
    return {
      en: `Not reached with the values of ${name}.`,
      "zh-cn": `使用 ${name} 的值时不会执行到此处。`,
    };
  const isCondition = at.action.kind === "if";
  const shown = [...new Set(given.map(({ value }) => valueText(value)))];
  const origins = [...new Set(given.flatMap((one) => one.origins))].slice(0, 5);
  const links = origins.flatMap((origin) => linkTo(origin, chart, charts) ?? []);
  const head: Text = isCondition
    ? { en: `Condition, with the values of ${name}:`, "zh-cn": `条件的值（使用 ${name} 的值）：` }
    : { en: `Value, with the values of ${name}:`, "zh-cn": `当前值（使用 ${name} 的值）：` };
  const body = shown.map((text) => `\`\`\`yaml\n${text}\n\`\`\``).join("\n");
  const from: Text =
    links.length === 0
      ? { en: "", "zh-cn": "" }
      : { en: `\n\nFrom ${links.join(", ")}`, "zh-cn": `\n\n来自 ${links.join("、")}` };
  return { en: `${head.en}\n${body}${from.en}`, "zh-cn": `${head["zh-cn"]}\n${body}${from["zh-cn"]}` };
}

function valueText(value: Value): string {
  const text =
    value instanceof GoMap || value instanceof GoList
      ? (writeYaml(value, false) ?? printed(value)).trimEnd()
      : printed(value);
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  // A fence within the value would end the block.
  return (cut === "" ? '""' : cut).replaceAll("```", "'''");
}

function linkTo({ file, start }: Origin, chart: RenderedChart, charts: Charts): string | undefined {
  const found = chart.rendering.valueFiles[file];
  if (found?.uri === undefined) return undefined;
  const text = charts.textOf(found.uri) ?? shownText(found);
  const line = rangeInText(text, { start, end: start }).start.line + 1;
  return `[${found.path.split("/").slice(-2).join("/")}:${line}](${found.uri}#L${line})`;
}

function* definitionsOf(at: ActionAt, charts: Charts): Iterable<Place> {
  const { chart, action, offset } = at;
  const named = templateNamedAt(action, offset);
  const template = named === undefined ? undefined : chart.rendering.named.get(named);
  if (template !== undefined && named !== undefined) {
    const { source } = template.root;
    const uri = chart.rendering.templates.get(source.name)?.uri;
    if (uri !== undefined) yield { uri, range: rangeInText(source.text, defineOf(source, named, template.root.at)) };
    return;
  }
  const path = valuePathAt(action, offset);
  const origin = path === undefined ? undefined : originOf(path, at);
  const origins = origin === undefined ? givenBy(at, charts).flatMap((given) => given.origins) : [origin];
  for (const { file, start, end } of origins) {
    const found = chart.rendering.valueFiles[file];
    if (found?.uri !== undefined)
      yield { uri: found.uri, range: rangeInText(charts.textOf(found.uri) ?? shownText(found), { start, end }) };
  }
}

/** Where a named template is defined: its name in `define`. */
function defineOf({ text }: Source, name: string, at: number): { start: number; end: number } {
  const before = text.lastIndexOf(name, at);
  return before < 0 ? { start: at, end: at } : { start: before, end: before + name.length };
}

function templateNamedAt(action: AnyAction, offset: number): string | undefined {
  if (action.kind === "template") return action.name;
  for (const command of commandsIn(action.pipe)) {
    const [first, name] = command.args;
    if (first.kind !== "identifier" || first.name !== "include" || name?.kind !== "string") continue;
    const { start } = spanOf(first);
    if (start <= offset && offset <= spanOf(name).end) return name.text;
  }
  return undefined;
}

/** The way down from `.Values` to the part of a path that the offset is at. */
function valuePathAt(action: AnyAction, offset: number): readonly string[] | undefined {
  if (action.pipe === undefined) return undefined;
  for (const operand of operandsIn(action.pipe)) {
    if (operand.kind !== "field" && operand.kind !== "variable") continue;
    const path = operand.kind === "field" ? operand.path : operand.path[0] === "$" ? operand.path.slice(1) : [];
    if (path[0] !== "Values") continue;
    const { start, end } = spanOf(operand);
    if (offset < start || offset > end) continue;
    let at = start + (operand.kind === "variable" ? 1 : 0);
    const parts: string[] = [];
    for (const part of path) {
      if (offset < at + 1 && parts.length > 1) break;
      parts.push(part);
      at += 1 + part.length;
    }
    return parts.slice(1);
  }
  return undefined;
}

/** Where a value stands, for the chart that the template belongs to. */
function originOf(path: readonly string[], { chart, name }: ActionAt): Origin | undefined {
  const below = [...name.matchAll(/(?<=\/charts\/)[^/]+/g)].map(([sub]) => sub);
  let at: Value = chart.rendering.values;
  let found: Origin | undefined;
  for (const [index, key] of [...below, ...path].entries()) {
    if (!(at instanceof GoMap)) break;
    if (index >= below.length) found = at.origins?.get(key) ?? found;
    at = at.get(key);
  }
  return found;
}

function* commandsIn(pipe: PipeNode | undefined): Iterable<CommandNode> {
  for (const command of pipe?.commands ?? []) {
    yield command;
    for (const arg of command.args) if (arg.kind === "pipe") yield* commandsIn(arg);
  }
}

function* operandsIn(pipe: PipeNode): Iterable<Operand> {
  for (const command of commandsIn(pipe)) yield* command.args;
}
