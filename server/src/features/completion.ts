// What may be written at a place of a Service: fields, values, and names taken from the workspace.

import { say, type Text } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { isService } from "../index/facts.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import { type FieldDoc, fieldDoc, fieldsBelow } from "../model/fields.ts";
import type { ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import { freeNodePorts } from "../rules/node-port-fixes.ts";
import { type Place, placeAt } from "../yaml/at.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { parse } from "../yaml/parse.ts";
import { keyText, scalarText } from "../yaml/write.ts";
import { documentAt, offsetOf, positionOf, rangeOf } from "./ranges.ts";
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

const kinds = { field: 5, value: 12, snippet: 15, reference: 18, enumMember: 20 } as const;

/** A candidate, before it is known how the place wants it written. */
interface Candidate {
  readonly kind: keyof typeof kinds;
  readonly label: string;
  readonly detail?: Text;
  readonly docs?: Text;
  /** What goes into the text: for a key what follows it, for a value the value. */
  readonly value: string | number | boolean | "block" | undefined;
}

/**
 * The candidates at a position, the likeliest first.
 * @param stops whether the client knows tab stops, with which the example values of a whole manifest are gone through
 */
export function* complete(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
  stops: "tab-stops" | "plain" = "plain",
): Iterable<FileCompletion> {
  const at = beginningAt(file, position) ?? documentAt(file, position);
  if (at === undefined) return;
  const { document, offset } = at;
  const place = placeAt(document.yaml, offset);
  if (place === undefined) return;
  const { locale } = workspace.settings;
  const range = rangeOf(document, place.word);
  let order = 0;
  const sortText = () => String(order++).padStart(4, "0");
  if (isForeign(document, place)) return;
  if (place.kind === "key" && place.path.length === 0 && place.present.length === 0 && place.form === "block") {
    for (const skeleton of skeletons(document, workspace)) {
      const withStops = stops === "tab-stops" ? skeleton.snippet : undefined;
      yield {
        label: skeleton.label,
        kind: kinds.snippet,
        detail: say(skeleton.detail, locale),
        sortText: sortText(),
        ...(withStops === undefined ? {} : { insertTextFormat: 2 }),
        textEdit: { range, newText: withStops ?? skeleton.text },
      };
    }
  }
  const service = serviceAt(document, place, workspace);
  const lead =
    place.kind === "value" && place.word.start === place.word.end && document.yaml.text[place.word.start - 1] === ":"
      ? " "
      : "";
  for (const candidate of candidates(document, place, service, workspace)) {
    yield {
      label: candidate.label,
      kind: kinds[candidate.kind],
      ...(candidate.detail === undefined ? {} : { detail: say(candidate.detail, locale) }),
      ...(candidate.docs === undefined
        ? {}
        : { documentation: { kind: "markdown", value: say(candidate.docs, locale) } }),
      sortText: sortText(),
      ...(place.form === "json" ? { filterText: `"${candidate.label}"` } : {}),
      textEdit: { range, newText: lead + written(candidate, place, document) },
    };
  }
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
  const document = { yaml, manifests: [], file, start, line, index: file.documents.length };
  return { document, offset: offsetOf(document, position) };
}

/** Whether the place belongs to a YAML file of another trade: it has keys, and none of an object's. */
function isForeign({ yaml }: WorkspaceDocument, { kind, path, present }: Place): boolean {
  const { root } = yaml;
  const keys =
    kind === "key" && path.length === 0 ? present : root?.kind === "map" ? root.entries.map(({ key }) => key) : [];
  return keys.length > 0 && !keys.some((key) => ["apiVersion", "kind", "metadata", "spec"].includes(key));
}

/** The Service that the place belongs to; undefined in anything else. */
function serviceAt(
  document: WorkspaceDocument,
  place: Place,
  workspace: Workspace,
): Resource<ServiceManifest> | undefined {
  if (document.manifests.length === 0) return undefined;
  const item = place.path[0] === "items" && typeof place.path[1] === "number" ? place.path[1] : undefined;
  for (const resource of workspace.shown(document)) {
    if (resource.manifest.item === item && isService(resource.manifest))
      return { ...resource, manifest: resource.manifest };
  }
  return undefined;
}

function* candidates(
  document: WorkspaceDocument,
  place: Place,
  service: Resource<ServiceManifest> | undefined,
  workspace: Workspace,
): Iterable<Candidate> {
  const { root } = document.yaml;
  const kind = stringOf(get(root, "kind"));
  if (service === undefined && kind !== undefined && kind !== "Service") return;
  const path = service?.manifest.item === undefined ? place.path : place.path.slice(2);
  const names = path.filter((step) => typeof step === "string");
  if (place.kind === "key") {
    if (names.join(".") === "spec.selector") yield* selectorPairs(service, place, workspace);
    else yield* fields(names, place, service);
    return;
  }
  yield* values(names, service, path, workspace);
}

function* fields(
  names: readonly string[],
  place: Place,
  service: Resource<ServiceManifest> | undefined,
): Iterable<Candidate> {
  if (names.length === 1 && names[0] === "status") return;
  const present = new Set(place.present);
  const likely = likelyFields(names.join("."), service);
  const docs = fieldsBelow(names.join(".")).filter((doc) => doc.path !== "status");
  const rank = (doc: FieldDoc) => {
    const at = likely.indexOf(lastOf(doc.path));
    return at < 0 ? likely.length : at;
  };
  for (const doc of [...docs].sort((a, b) => rank(a) - rank(b))) {
    const name = lastOf(doc.path);
    if (present.has(name)) continue;
    yield {
      kind: "field",
      label: name,
      detail: { en: doc.type, "zh-cn": doc.type },
      docs: docText(doc),
      value: /^(object|list|map)/.test(doc.type) ? "block" : undefined,
    };
  }
}

/** The fields that most Services have, in the order in which they are written. */
function likelyFields(path: string, service: Resource<ServiceManifest> | undefined): readonly string[] {
  switch (path) {
    case "":
      return ["apiVersion", "kind", "metadata", "spec"];
    case "metadata":
      return ["name", "namespace", "labels", "annotations"];
    case "spec":
      return service?.manifest.service.type === "ExternalName"
        ? ["type", "externalName"]
        : ["type", "selector", "ports", "clusterIP"];
    case "spec.ports":
      return ["name", "port", "targetPort", "nodePort", "protocol"];
    default:
      return [];
  }
}

function* selectorPairs(
  service: Resource<ServiceManifest> | undefined,
  place: Place,
  workspace: Workspace,
): Iterable<Candidate> {
  if (service === undefined) return;
  const seen = new Set(place.present);
  for (const workload of workspace.world().workloads(service, service.namespace)) {
    for (const label of workload.manifest.workload.podLabels) {
      const text = `${label.key}: ${label.value}`;
      if (seen.has(text) || seen.has(label.key)) continue;
      seen.add(text);
      const who = `${workload.manifest.kind} ${workload.name}`;
      yield {
        kind: "reference",
        label: text,
        detail: { en: `pods of ${who}`, "zh-cn": `${who} 的 Pod` },
        value: label.value,
      };
    }
  }
}

function* values(
  names: readonly string[],
  service: Resource<ServiceManifest> | undefined,
  path: readonly (string | number)[],
  workspace: Workspace,
): Iterable<Candidate> {
  const world = workspace.world();
  const joined = names.join(".");
  if (joined === "apiVersion") yield { kind: "value", label: "v1", value: "v1" };
  if (joined === "kind") yield { kind: "value", label: "Service", value: "Service" };
  const doc = fieldDoc(joined);
  for (const { value, what } of doc?.values ?? []) yield { kind: "enumMember", label: value, docs: what, value };
  if (doc?.type === "boolean") {
    yield { kind: "value", label: "true", value: true };
    yield { kind: "value", label: "false", value: false };
  }
  if (service === undefined) return;
  const index = path[2];
  const port = service.manifest.service.ports.find((candidate) => candidate.index === index);
  if (joined === "metadata.namespace") {
    for (const namespace of world.ofKindEverywhere(service, "Namespace"))
      yield { kind: "reference", label: namespace.name, value: namespace.name };
  } else if (names[0] === "spec" && names[1] === "selector" && names.length === 3) {
    yield* labelValues(names[2] ?? "", world.workloads(service, service.namespace));
  } else if (joined === "spec.ports.targetPort" || joined === "spec.ports.port") {
    const onlyNumbers = joined === "spec.ports.port";
    yield* containerPorts(world.selected(service), port?.protocol, onlyNumbers);
  } else if (joined === "spec.ports.nodePort" || joined === "spec.healthCheckNodePort") {
    for (const free of freeNodePorts(service, world, 3)) {
      yield {
        kind: "value",
        label: String(free),
        detail: { en: "free in this workspace", "zh-cn": "此工作区中空闲" },
        value: free,
      };
    }
  } else if (joined === "spec.ports.name") {
    for (const workload of world.selected(service)) {
      for (const candidate of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
        if (candidate.name !== undefined) yield { kind: "reference", label: candidate.name, value: candidate.name };
      }
    }
  }
}

function* labelValues(key: string, workloads: readonly Resource<WorkloadManifest>[]): Iterable<Candidate> {
  const seen = new Set<string>();
  for (const workload of workloads) {
    const label = workload.manifest.workload.podLabels.find((candidate) => candidate.key === key);
    if (label === undefined || seen.has(label.value)) continue;
    seen.add(label.value);
    const who = `${workload.manifest.kind} ${workload.name}`;
    yield {
      kind: "reference",
      label: label.value,
      detail: { en: `pods of ${who}`, "zh-cn": `${who} 的 Pod` },
      value: label.value,
    };
  }
}

function* containerPorts(
  workloads: readonly Resource<WorkloadManifest>[],
  protocol: string | undefined,
  onlyNumbers: boolean,
): Iterable<Candidate> {
  const seen = new Set<string | number>();
  for (const workload of workloads) {
    for (const port of workload.manifest.workload.containers.flatMap((container) => container.ports)) {
      if (protocol !== undefined && port.protocol !== protocol) continue;
      const who = `${workload.manifest.kind} ${workload.name}`;
      for (const value of onlyNumbers ? [port.containerPort] : [port.name, port.containerPort]) {
        if (value === undefined || seen.has(value)) continue;
        seen.add(value);
        const detail = typeof value === "string" ? `${port.containerPort} · ${who}` : who;
        yield { kind: "reference", label: String(value), detail: { en: detail, "zh-cn": detail }, value };
      }
    }
  }
}

/** The candidate as the place wants it: with its colon, in quotes in JSON, a block's first line begun. */
function written(candidate: Candidate, place: Place, document: WorkspaceDocument): string {
  const { form } = place;
  if (place.kind === "value") return scalarText(candidate.value ?? candidate.label, form);
  if (candidate.kind === "reference") {
    const name = candidate.label.slice(0, candidate.label.indexOf(": "));
    return `${keyText(name, form)}: ${scalarText(String(candidate.value), form)}`;
  }
  const key = keyText(candidate.label, form);
  if (place.hasColon) return key;
  if (candidate.value !== "block" || form !== "block") return `${key}: `;
  const lineBreak = document.yaml.text.includes("\r\n") ? "\r\n" : "\n";
  const item = candidate.label === "ports" ? "- " : "";
  return `${key}:${lineBreak}${" ".repeat(place.column + 2)}${item}`;
}

function docText(doc: FieldDoc): Text {
  if (doc.absent === undefined) return doc.what;
  return {
    en: `${doc.what.en}\n\nLeft out: ${doc.absent.en}`,
    "zh-cn": `${doc.what["zh-cn"]}\n\n省略时：${doc.absent["zh-cn"]}`,
  };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
