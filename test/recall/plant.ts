// Plants one mistake at a time into clean manifests, and asks whether it is seen: at warning or error, with a first fix that
// gives the text back as it was.

import { placed } from "../../server/src/features/code-actions.ts";
import { backendsOf } from "../../server/src/index/backends.ts";
import type { WorkspaceDocument } from "../../server/src/index/document.ts";
import { isA, type Resource } from "../../server/src/index/resource.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import type { World } from "../../server/src/index/world.ts";
import { hostNamesIn } from "../../server/src/model/host-names.ts";
import { stringsOf } from "../../server/src/model/strings.ts";
import { Checker, fixesOf, type Reported } from "../../server/src/rules/checking/checker.ts";
import { entryOf, get, getAll, stringOf } from "../../server/src/yaml/cursor.ts";
import type { Entry, Node } from "../../server/src/yaml/node.ts";

/** The files of a workspace, by their names; all of them are below one folder. */
export type Files = ReadonlyMap<string, string>;

/** A number from 0 to below 1, the same ones for the same seed. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A place where a mistake of one kind may be made: a stretch of a file, and what may stand there instead. */
export interface Chance {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  readonly planted: (written: string, random: Random) => string | undefined;
}

type Find = (resource: Resource, world: World) => Iterable<Chance>;

/** Letters of a name left out, doubled, changed or swapped with a neighbour; one edit. */
export function typo(written: string, random: Random): string | undefined {
  const letters = [...written.matchAll(/[a-z]/gi)].map(({ index }) => index);
  if (letters.length < 4) return undefined;
  const at = letters[1 + Math.floor(random() * (letters.length - 2))] ?? 1;
  const letter = written[at] ?? "";
  const other = String.fromCharCode(
    97 + ((letter.toLowerCase().charCodeAt(0) - 97 + 1 + Math.floor(random() * 24)) % 26),
  );
  const results = [
    written.slice(0, at) + written.slice(at + 1),
    written.slice(0, at) + letter + written.slice(at),
    written.slice(0, at) + other + written.slice(at + 1),
    written.slice(0, at) + (written[at + 1] ?? "") + letter + written.slice(at + 2),
  ];
  const result = results[Math.floor(random() * results.length)];
  return result === written || result === undefined || !/^[a-z0-9]([-a-z0-9._/]*[a-z0-9])?$/i.test(result)
    ? undefined
    : result;
}

/** A port's number without its last figure. */
function otherNumber(written: string): string | undefined {
  return /^\d{2,}$/.test(written) ? written.slice(0, -1) : undefined;
}

function* atNode(resource: Resource, node: Node | undefined, planted: Chance["planted"] = typo): Iterable<Chance> {
  if (node === undefined || node.aliased || !("source" in node) || node.source === "") return;
  const { document } = resource;
  const start = document.start + node.span.start;
  if (document.yaml.text.slice(node.span.start, node.span.end) !== node.source || node.style !== "plain") return;
  yield { uri: document.file.uri, start, end: start + node.source.length, planted };
}

function* atKey(resource: Resource, entry: Entry | undefined, planted: Chance["planted"] = typo): Iterable<Chance> {
  if (entry === undefined || entry.merged) return;
  const { document } = resource;
  const { start, end } = entry.keySpan;
  yield { uri: document.file.uri, start: document.start + start, end: document.start + end, planted };
}

function* hosts(resource: Resource, world: World, wanted: (form: string, text: string) => boolean): Iterable<Chance> {
  for (const { node } of stringsOf(resource.manifest)) {
    for (const host of hostNamesIn(node, world.settings.clusterDomain)) {
      const { span } = host;
      const before = node.value.slice(0, host.start);
      if (span === undefined || host.port === undefined || !wanted(host.form, before)) continue;
      if (world.servicesNamed(resource, host.namespace ?? resource.namespace, host.service).length === 0) continue;
      const start = resource.document.start + span.start;
      yield { uri: resource.document.file.uri, start, end: start + host.service.length, planted: typo };
    }
  }
}

/** Fifteen kinds of mistake that people make, by what shows them. */
export const kinds: Readonly<Record<string, Find>> = {
  *"selector value"(resource, world) {
    if (!isA(resource, "service") || world.selected(resource).length === 0) return;
    for (const pair of resource.manifest.service.selector ?? []) yield* atNode(resource, pair.entry.value);
  },
  *"selector key"(resource, world) {
    if (!isA(resource, "service") || world.selected(resource).length === 0) return;
    const [pair, other] = resource.manifest.service.selector ?? [];
    if (other === undefined) yield* atKey(resource, pair?.entry, (key) => (key === "app" ? "name" : "app"));
  },
  *"selector as a Deployment's"(resource, world) {
    if (!isA(resource, "service") || world.selected(resource).length === 0) return;
    const entry = resource.manifest.service.selectorEntry;
    const { document } = resource;
    if (entry === undefined || entry.value.kind !== "map" || entry.value.flow || entry.merged) return;
    // A kustomization's labels are in no text.
    if (entry.value.entries.some(({ value }) => value.aliased)) return;
    const start = document.start + entry.value.span.start;
    const column = entry.value.span.start - document.yaml.text.lastIndexOf("\n", entry.value.span.start) - 1;
    const indent = " ".repeat(column);
    yield {
      uri: document.file.uri,
      start,
      end: document.start + entry.value.span.end,
      planted: (text) => `matchLabels:\n${indent}  ${text.replaceAll("\n", "\n  ")}`,
    };
  },
  *"targetPort name"(resource, world) {
    if (!isA(resource, "service") || world.selected(resource).length === 0) return;
    for (const port of resource.manifest.service.ports)
      if (typeof port.targetPort === "string") yield* atNode(resource, port.targetPortNode);
  },
  *"Ingress backend"(resource, world) {
    if (!isA(resource, "ingress")) return;
    for (const { serviceNode, namespace, service } of backendsOf(resource))
      if (world.servicesNamed(resource, namespace, service).length > 0) yield* atNode(resource, serviceNode);
  },
  *"route backend"(resource, world) {
    if (!isA(resource, "route")) return;
    for (const { serviceNode, namespace, service } of backendsOf(resource))
      if (world.servicesNamed(resource, namespace, service).length > 0) yield* atNode(resource, serviceNode);
  },
  *"backend port"(resource, world) {
    for (const { portNode, port, namespace, service } of backendsOf(resource)) {
      const [found] = world.servicesNamed(resource, namespace, service);
      if (found === undefined) continue;
      yield* atNode(resource, portNode, typeof port === "string" ? typo : otherNumber);
    }
  },
  *"host in a URL"(resource, world) {
    yield* hosts(resource, world, (form, before) => form !== "full" && before.endsWith("://"));
  },
  *"host and port"(resource, world) {
    yield* hosts(resource, world, (form, before) => form !== "full" && !before.endsWith("://"));
  },
  *"full host name"(resource, world) {
    yield* hosts(resource, world, (form) => form === "full");
  },
  *"port behind a host"(resource, world) {
    for (const { node } of stringsOf(resource.manifest)) {
      for (const { span, port, namespace, service, text } of hostNamesIn(node, world.settings.clusterDomain)) {
        if (span === undefined || port === undefined) continue;
        const [found] = world.servicesNamed(resource, namespace ?? resource.namespace, service);
        const { ports = [], headless = false } = found?.manifest.service ?? {};
        if (headless || !ports.some((known) => known.port === port)) continue;
        const start = resource.document.start + span.start + text.lastIndexOf(":") + 1;
        const end = start + String(port).length;
        yield { uri: resource.document.file.uri, start, end, planted: otherNumber };
      }
    }
  },
  *"StatefulSet serviceName"(resource, world) {
    const node = get(resource.manifest.root, "spec", "serviceName");
    if (resource.manifest.kind !== "StatefulSet") return;
    if (world.servicesNamed(resource, resource.namespace, stringOf(node) ?? "").length > 0)
      yield* atNode(resource, node);
  },
  *"monitor's label"(resource, world) {
    if (resource.manifest.kind !== "ServiceMonitor") return;
    const labels = get(resource.manifest.root, "spec", "selector", "matchLabels");
    if (labels?.kind !== "map" || world.ofKindEverywhere(resource, "Service").length === 0) return;
    for (const entry of labels.entries) yield* atNode(resource, entry.value);
  },
  *"monitor's port"(resource) {
    if (resource.manifest.kind !== "ServiceMonitor") return;
    for (const node of getAll(resource.manifest.root, ["spec", "endpoints", "*", "port"]))
      yield* atNode(resource, node);
  },
  *"field of a Service"(resource) {
    if (!isA(resource, "service")) return;
    const { spec } = resource.manifest.service;
    for (const key of ["selector", "ports", "type"]) yield* atKey(resource, entryOf(spec, key));
  },
  *"Service type"(resource) {
    if (isA(resource, "service")) yield* atNode(resource, get(resource.manifest.root, "spec", "type"));
  },
  *"tab in the indentation"(resource) {
    if (!isA(resource, "service")) return;
    const { selectorEntry } = resource.manifest.service;
    const { document } = resource;
    if (selectorEntry?.value.kind !== "map" || selectorEntry.value.flow || selectorEntry.merged) return;
    const first = selectorEntry.value.entries[0];
    if (first === undefined) return;
    const line = document.yaml.text.lastIndexOf("\n", first.keySpan.start) + 1;
    const start = document.start + line;
    yield { uri: document.file.uri, start, end: document.start + first.keySpan.start, planted: () => "\t" };
  },
};

/** What became of one mistake. */
export interface Outcome {
  readonly chance: Chance;
  readonly written: string;
  readonly planted: string;
  /** `restored`: seen at warning or error, and the first fix of one finding gives the text back; `seen`: no such fix. */
  readonly result: "restored" | "seen" | "unseen";
  readonly findings: readonly Reported[];
}

export function workspaceOf(files: Files): Workspace {
  const workspace = new Workspace();
  for (const [uri, text] of files) workspace.setFile(uri, text, uri.split("/"));
  return workspace;
}

/** Every chance of a kind in documents that have nothing said of them at warning or error. */
export function chancesOf(kind: string, workspace: Workspace): readonly Chance[] {
  const checker = new Checker(workspace, (_, error) => {
    throw error;
  });
  const world = workspace.world();
  const find = kinds[kind];
  const chances: Chance[] = [];
  for (const file of workspace.files()) {
    for (const document of file.documents) {
      if (document.yaml.errors.length > 0 || document.yaml.template !== undefined) continue;
      const found = workspace.resources(document).flatMap((resource) => [...(find?.(resource, world) ?? [])]);
      if (found.length > 0 && checker.check(document).every((one) => !isLoud(one))) chances.push(...found);
    }
  }
  return chances;
}

/** What is said of a clean workspace at warning or error, told apart by rule, place and words. */
export function saidOf(workspace: Workspace): ReadonlySet<string> {
  const checker = new Checker(workspace, () => {});
  const documents = workspace.files().flatMap((file) => file.documents);
  return new Set(
    documents.flatMap((document) =>
      checker
        .check(document)
        .filter(isLoud)
        .map((one) => id(document, one)),
    ),
  );
}

function id(document: WorkspaceDocument, { finding }: Reported): string {
  return `${document.file.uri} ${finding.rule} ${finding.message.en}`;
}

/**
 * Plants one mistake, asks, and takes it out again; `before`: what was said already. Undefined where nothing can be planted
 * there.
 */
export function plant(
  chance: Chance,
  files: Files,
  workspace: Workspace,
  before: ReadonlySet<string>,
  random: Random,
): Outcome | undefined {
  const { uri, start, end } = chance;
  const text = files.get(uri) ?? "";
  const written = text.slice(start, end);
  const planted = chance.planted(written, random);
  if (planted === undefined || planted === written) return undefined;
  const order = uri.split("/");
  workspace.setFile(uri, text.slice(0, start) + planted + text.slice(end), order);
  const checker = new Checker(workspace, (_, error) => {
    throw error;
  });
  const findings = workspace
    .files()
    .flatMap((file) => file.documents)
    .flatMap((document) => checker.check(document).map((reported) => ({ document, reported })))
    .filter(({ document, reported }) => isLoud(reported) && !before.has(id(document, reported)));
  const isRestored = findings.some(({ document, reported }) => {
    const [fix] = fixesOf(reported.finding);
    if (fix === undefined) return false;
    const edits = placed(fix, document);
    if (edits.some((edit) => edit.document.file.uri !== uri)) return false;
    let result = workspace.file(uri)?.text ?? "";
    const inFile = edits.map(({ document: at, edit }) => ({
      from: at.start + edit.span.start,
      to: at.start + edit.span.end,
      text: edit.text,
    }));
    for (const edit of inFile.sort((a, b) => b.from - a.from))
      result = result.slice(0, edit.from) + edit.text + result.slice(edit.to);
    return result === text;
  });
  const outcome: Outcome = {
    chance,
    written,
    planted,
    result: isRestored ? "restored" : findings.length > 0 ? "seen" : "unseen",
    findings: findings.map(({ reported }) => reported),
  };
  workspace.setFile(uri, text, order);
  return outcome;
}

function isLoud({ finding }: Reported): boolean {
  return finding.severity === "error" || finding.severity === "warning";
}
