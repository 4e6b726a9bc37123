// What may be written at a place: fields, values, and names taken from the workspace.

import type { Span } from "../../base/span.ts";
import { type Locale, say } from "../../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../../index/document.ts";
import { referencePlaces } from "../../index/mentions.ts";
import { chartOfRendered } from "../../index/plan.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import { routeKinds } from "../../model/gateway.ts";
import { podMakers } from "../../model/kinds.ts";
import type { Manifest } from "../../model/manifest.ts";
import type { TextPosition, TextRange } from "../../protocol.ts";
import { nodeAt, type Place, placeAt, type TreePath } from "../../yaml/at.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { parse } from "../../yaml/parse.ts";
import { keyText, scalarText } from "../../yaml/write.ts";
import { documentAt, offsetOf, positionOf, rangeOf } from "../ranges.ts";
import { type Candidate, isAt, type Question } from "./candidate.ts";
import { inHosts } from "./hosts.ts";
import { inLabels } from "./labels.ts";
import { inNames } from "./names.ts";
import { inService } from "./service.ts";
import { skeletons } from "./skeletons.ts";

/** An LSP CompletionItem. */
export interface FileCompletion {
  label: string;
  kind: 5 | 12 | 15 | 18 | 20;
  detail?: string;
  documentation?: { kind: "markdown"; value: string };
  sortText: string;
  filterText?: string;
  /** 2: the text has tab stops. */
  insertTextFormat?: 2;
  textEdit: { range: TextRange; newText: string };
}

/** An LSP CompletionList; `isIncomplete`: more fit what is typed, and the client asks again with the next letter. */
export interface FileCompletions {
  isIncomplete: boolean;
  items: FileCompletion[];
}

const kinds = { field: 5, value: 12, snippet: 15, reference: 18, enumMember: 20 } as const;

/** Nobody reads on further, and each costs the editor time at every key. */
const most = 100;

/**
 * The candidates at a position, the likeliest first.
 * @param stops whether the client knows tab stops, with which the example values of a whole manifest are gone through
 */
export function complete(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
  stops: "tab-stops" | "plain" = "plain",
): FileCompletions {
  const at = beginningAt(file, position) ?? documentAt(file, position);
  if (at === undefined) return { isIncomplete: false, items: [] };
  const { document, offset } = at;
  // On a line that separates documents nothing is due.
  const { line, character } = positionOf(document, offset);
  if (line !== position.line || character < position.character) return { isIncomplete: false, items: [] };
  if (!mayOffer(document, offset)) return { isIncomplete: false, items: [] };
  const place = placeAt(document.yaml, offset) ?? textPlace(document, offset);
  if (place === undefined || isForeign(document, place)) return { isIncomplete: false, items: [] };
  const { locale } = workspace.settings;
  const items: FileCompletion[] = [];
  const add = (item: Omit<FileCompletion, "sortText">) => {
    items.push({ ...item, sortText: String(items.length).padStart(4, "0") });
  };
  if (place.kind === "key" && place.path.length === 0 && isEmptyDocument(place)) {
    const range = rangeOf(document, place.word);
    for (const skeleton of skeletons(document, workspace)) {
      const { label, detail, text, snippet } = skeleton;
      const withStops = stops === "tab-stops" ? snippet : undefined;
      add({
        label,
        kind: kinds.snippet,
        detail: say(detail, locale),
        ...(withStops === undefined ? {} : { insertTextFormat: 2 }),
        textEdit: { range, newText: withStops ?? text },
      });
    }
  }
  const { shown, isIncomplete } = atMost(most, offset, place, document, workspace);
  const ranges = new Map<Span, TextRange>();
  for (const candidate of shown) {
    const written = writtenAs(candidate, place, document);
    const range = ranges.get(written.span) ?? rangeOf(document, written.span);
    ranges.set(written.span, range);
    add(itemOf(candidate, written, range, locale));
  }
  return { isIncomplete, items };
}

/**
 * The first candidates, each label once. Editors leave out by themselves what does not fit what is typed; where there are
 * too many to show, it is done here, and no more are looked for than are shown.
 */
function atMost(
  count: number,
  offset: number,
  place: Place,
  document: WorkspaceDocument,
  workspace: Workspace,
): { readonly shown: readonly Candidate[]; readonly isIncomplete: boolean } {
  const seen = new Set<string>(besides(document, place));
  const all: Candidate[] = [];
  const fitting: Candidate[] = [];
  for (const found of candidates(document, offset, place, workspace)) {
    const candidate = place.hasColon ? withoutValue(found) : found;
    // What a template writes is no name yet.
    if (candidate === undefined || seen.has(candidate.label) || candidate.label.includes("{{")) continue;
    seen.add(candidate.label);
    all.push(candidate);
    if (fits(typedBefore(offset, candidate, place, document), candidate.label)) fitting.push(candidate);
    if (fitting.length > count) break;
  }
  return all.length > count
    ? { shown: fitting.slice(0, count), isIncomplete: true }
    : { shown: all, isIncomplete: false };
}

/** Where a colon is there already only the key of an entry is to be written. */
function withoutValue(candidate: Candidate): Candidate | undefined {
  const { insert } = candidate;
  if (insert.as !== "entries") return candidate;
  const [first, ...others] = insert.entries;
  if (first === undefined || others.length > 0) return undefined;
  return { ...candidate, label: first[0], insert: { as: "key", key: first[0], opens: "nothing" } };
}

/** What is typed of a candidate already, without the quote before it. */
function typedBefore(offset: number, { insert }: Candidate, { word }: Place, { yaml }: WorkspaceDocument): string {
  const span = insert.as === "part" ? insert.span : word;
  return yaml.text.slice(span.start, offset).replace(/^["']/, "");
}

/** The document that somebody is about to begin: in an empty file, and behind a last separator, where there is none yet. */
function beginningAt(
  file: WorkspaceFile,
  position: TextPosition,
): { document: WorkspaceDocument; offset: number } | undefined {
  const last = file.documents.at(-1);
  const end = last === undefined ? undefined : positionOf(last, last.yaml.text.length);
  const line = end === undefined ? 0 : end.line + 1;
  if (position.line < line) return undefined;
  const start = file.text.split("\n", line).reduce((sum, each) => sum + each.length + 1, 0);
  const yaml = parse(file.text.slice(start), "yaml");
  const document = { yaml, manifests: [], file, start, line, index: file.documents.length, typed: true };
  return { document, offset: offsetOf(document, position) };
}

/** A quick look, for the place is found by reading the text once more: long files of other trades and kinds cost nothing. */
function mayOffer({ yaml, manifests }: WorkspaceDocument, offset: number): boolean {
  const { root, text } = yaml;
  if (manifests.length === 0 && root?.kind === "map" && root.entries.length > 1)
    return root.entries.some(({ key }) => ownKeys.includes(key));
  if (manifests.length === 0 || manifests.some((manifest) => completesNames(manifest, text))) return true;
  // What every kind has.
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.includes("namespace");
}

function completesNames(manifest: Manifest, text: string): boolean {
  // The longest of all manifests, and few of them name a Service.
  if (manifest.kind === "CustomResourceDefinition") return text.includes("clientConfig");
  if (manifest.is !== "other" || isCompleted(manifest.kind)) return true;
  const { references, hosts } = referencePlaces(manifest);
  return references.length + hosts.length > 0;
}

/** Kinds without a model of their own that are completed all the same; half-typed ones too. */
const otherKinds =
  /^(Service|Ingress|ConfigMap|Secret|PodDisruptionBudget|HorizontalPodAutoscaler|ServiceMonitor|PodMonitor)$/;

function isCompleted(kind: string): boolean {
  return otherKinds.test(kind) || podMakers.includes(kind);
}

const ownKeys = ["apiVersion", "kind", "metadata", "spec"];

/** Whether a whole manifest may go here: no key is written yet. */
function isEmptyDocument({ present, hasColon, form }: Place): boolean {
  return present.length === 0 && !hasColon && form === "block";
}

/** Whether the place belongs to a YAML file of another trade: it has keys, and none of an object's. */
function isForeign({ yaml }: WorkspaceDocument, { kind, path, present, hasColon }: Place): boolean {
  const { root } = yaml;
  const isNewKey = kind === "key" && path.length === 0 && !hasColon;
  const keys = isNewKey ? present : root?.kind === "map" ? root.entries.map(({ key }) => key) : [];
  return keys.length > 0 && !keys.some((key) => ownKeys.includes(key));
}

/** The other items of the list of plain values that the place is in: nobody means one twice. */
function besides({ yaml }: WorkspaceDocument, { path }: Place): ReadonlySet<string> {
  const index = path.at(-1);
  const list = typeof index === "number" ? get(yaml.root, ...path.slice(0, -1)) : undefined;
  if (list?.kind !== "list") return new Set();
  return new Set(list.items.flatMap((item, at) => (at === index ? [] : (stringOf(item) ?? []))));
}

/** What a candidate becomes at its place. */
interface Written {
  readonly label: string;
  readonly filterText?: string;
  readonly span: Span;
  readonly newText: string;
}

function itemOf(
  { kind, detail, docs }: Candidate,
  { label, filterText, newText }: Written,
  range: TextRange,
  locale: Locale,
): Omit<FileCompletion, "sortText"> {
  return {
    label,
    kind: kinds[kind],
    ...(detail === undefined ? {} : { detail: say(detail(), locale) }),
    ...(docs === undefined ? {} : { documentation: { kind: "markdown", value: say(docs(), locale) } }),
    ...(filterText === undefined ? {} : { filterText }),
    textEdit: { range, newText },
  };
}

/** A place in a text of several lines, where only a part of a line may be completed. */
function textPlace(document: WorkspaceDocument, offset: number): Place | undefined {
  const written = nodeAt(document.yaml, offset);
  if (written?.kind !== "value" || written.node.kind !== "string" || written.node.style !== "block") return undefined;
  const { path, map, span } = written;
  return {
    kind: "value",
    path,
    map,
    present: [],
    alone: false,
    word: span,
    hasColon: false,
    column: 0,
    form: "block",
  };
}

function* candidates(
  document: WorkspaceDocument,
  offset: number,
  place: Place,
  workspace: Workspace,
): Iterable<Candidate> {
  const item = place.path[0] === "items" && typeof place.path[1] === "number" ? place.path[1] : undefined;
  const isList = item !== undefined && stringOf(get(document.yaml.root, "kind")) === "List";
  const path: TreePath = isList ? place.path.slice(2) : place.path;
  const root = isList ? get(document.yaml.root, "items", item) : document.yaml.root;
  const kind = stringOf(get(root, "kind"));
  const resource = resourceAt(document, isList ? item : undefined, workspace);
  const question = { document, place, path, root, kind, resource, world: workspace.world() };
  // A lone word in a list may be an item, or the first key of one.
  const isItem = place.kind === "key" && place.alone && typeof path.at(-1) === "number";
  const slots: readonly Question["slot"][] = isItem ? ["key", "value"] : [place.kind];
  const isLong = document.yaml.text.slice(place.word.start, place.word.end).includes("\n");
  // Where a list begins the first item begins with it.
  if (place.kind === "key" && place.alone && place.form === "block" && isAt(path, ...(listsOf[kind ?? ""] ?? []))) {
    if (!isItem) {
      for (const candidate of ofField({ ...question, path: [...path, 0], slot: "key" })) yield asItem(candidate);
      return;
    }
  }
  for (const slot of slots) {
    if (!isLong) yield* ofField({ ...question, slot });
    if (slot === "value" && resource !== undefined) {
      const { text } = document.yaml;
      yield* inHosts({ text, offset, word: place.word, path, root, resource, world: question.world });
    }
  }
}

/** The lists of objects whose items are completed as a whole or by their fields. */
const listsOf: Readonly<Record<string, readonly string[]>> = {
  Service: ["spec.ports"],
  ...Object.fromEntries(routeKinds.map((kind) => [kind, ["spec.parentRefs", "spec.rules.backendRefs"]])),
  EndpointSlice: ["ports"],
  Endpoints: ["subsets.ports"],
  NetworkPolicy: ["spec.ingress.ports", "spec.egress.ports"],
  ServiceMonitor: ["spec.endpoints"],
  PodMonitor: ["spec.podMetricsEndpoints"],
};

function asItem(candidate: Candidate): Candidate {
  const { insert } = candidate;
  return insert.as === "key" || insert.as === "entries"
    ? { ...candidate, insert: { ...insert, item: true } }
    : candidate;
}

function* ofField(question: Question): Iterable<Candidate> {
  const { kind, resource } = question;
  yield* inNames(question);
  yield* inLabels(question);
  if (kind === undefined || kind === "Service") {
    // A Service of another group is none.
    if (resource === undefined || resource.manifest.is === "service" || kind === undefined) yield* inService(question);
  }
}

function resourceAt(document: WorkspaceDocument, item: number | undefined, workspace: Workspace): Resource | undefined {
  if (document.manifests.length === 0) return undefined;
  const written = workspace.shown(document).find(({ manifest }) => manifest.item === item);
  const own = written && (renderedAs(written, workspace) ?? written);
  if (own === undefined || !workspace.isPatch(document.file)) return own;
  const target = patchedBy(own, workspace);
  return target === undefined ? own : { ...own, scope: target.scope, namespace: target.namespace };
}

/** In a template: what it prints for this object; its names are those of what the chart is rendered to. */
function renderedAs(written: Resource, workspace: Workspace): Resource | undefined {
  const { document, manifest } = written;
  const scope = workspace.renderedScopeOf(document.file);
  if (scope === undefined) return undefined;
  const end = document.start + document.yaml.text.length;
  for (const file of workspace.renderedFiles()) {
    if (chartOfRendered(file.uri) !== scope.file.uri) continue;
    for (const printed of file.documents) {
      for (const resource of workspace.resources(printed)) {
        if (resource.manifest.kind !== manifest.kind) continue;
        const start = printed.start + resource.manifest.root.span.start;
        const place = file.origins?.template(start, start + 1);
        if (place?.uri === document.file.uri && document.start <= place.start && place.start <= end) return resource;
      }
    }
  }
  return { ...written, scope };
}

/** What a patch changes, by kind and name: its names are those of the kustomization that applies it, the nearest first. */
function patchedBy({ manifest, document }: Resource, workspace: Workspace): Resource | undefined {
  const folder = document.file.uri.slice(0, document.file.uri.lastIndexOf("/") + 1);
  let found: Resource | undefined;
  for (const file of workspace.files()) {
    for (const other of file.documents) {
      if (!other.manifests.some(({ kind, name }) => kind === manifest.kind && name?.value === manifest.name?.value))
        continue;
      for (const resource of workspace.resources(other)) {
        if (resource.scope === undefined || resource.manifest.kind !== manifest.kind) continue;
        if (resource.scope.file.uri.startsWith(folder)) return resource;
        found ??= resource;
      }
    }
  }
  return found;
}

/** Whether the letters typed so far stand in a text in this order, which is how editors filter. */
function fits(typed: string, text: string): boolean {
  const wanted = typed.trim().toLowerCase();
  const lower = text.toLowerCase();
  let from = 0;
  for (const letter of wanted) {
    const at = lower.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

/** The candidate as the place wants it: with its colon, in the quotes that are there, a block's first line begun. */
function writtenAs(candidate: Candidate, place: Place, document: WorkspaceDocument): Written {
  const { text } = document.yaml;
  const { form, word } = place;
  const { insert, label } = candidate;
  const source = text.slice(word.start, word.end);
  const quote = /^["']/.exec(source)?.[0];
  const filterText = quote === undefined ? (form === "json" ? `"${label}"` : undefined) : `${quote}${label}`;
  // A colon or a dash right before wants its space.
  const lead = source === "" && /[:-]$/.test(text.slice(0, word.start)) ? " " : "";
  const whole = (newText: string): Written => ({
    label,
    ...(filterText === undefined ? {} : { filterText }),
    span: word,
    newText: lead + newText,
  });
  switch (insert.as) {
    case "value":
      return whole(
        scalarText(
          insert.value,
          form,
          quote === undefined || form === "json" ? "plain" : quote === '"' ? "double" : "single",
        ),
      );
    case "part":
      if (form === "json" && quote === undefined) return whole(scalarText(insert.text, form));
      return { label, span: insert.span, newText: lead + insert.text };
    case "key":
      return insert.item
        ? whole(`- ${fieldText(insert.key, insert.opens, { ...place, column: place.column + 2 }, document)}`)
        : whole(fieldText(insert.key, insert.opens, place, document));
    case "entries": {
      const column = place.column + (insert.item ? 2 : 0);
      const separator = form === "block" ? lineBreakOf(text) + " ".repeat(column) : ", ";
      const entries = insert.entries.map(([key, value]) => `${keyText(key, form)}: ${scalarText(value, form)}`);
      return whole((insert.item ? "- " : "") + entries.join(separator));
    }
  }
}

function fieldText(
  name: string,
  opens: "nothing" | "block" | "list",
  { form, hasColon, column }: Place,
  document: WorkspaceDocument,
): string {
  const key = keyText(name, form);
  if (hasColon) return key;
  if (opens === "nothing" || form !== "block") return `${key}: `;
  return `${key}:${lineBreakOf(document.yaml.text)}${" ".repeat(column + 2)}${opens === "list" ? "- " : ""}`;
}

function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
