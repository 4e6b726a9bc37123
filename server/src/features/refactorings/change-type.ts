// A Service of another type: what there is to choose, the edits of a choice, and what they would do to its paths.

import { touches } from "../../base/span.ts";
import { say, type Text } from "../../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../../index/document.ts";
import { isService } from "../../index/facts.ts";
import { isA, type Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import { isKustomizationName } from "../../model/kustomization.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type {
  ChangeTypeParams,
  ChangeTypeResult,
  FileCreation,
  FileEdits,
  ServiceFront,
  ServiceShape,
  TextPosition,
  TypeChoice,
  TypeChoicesParams,
  TypeChoicesResult,
} from "../../protocol.ts";
import { changeType, serviceShapes, shapeOf, whyUnchangeable } from "../../refactor/change-type.ts";
import {
  asFile,
  classesSeen,
  classProblem,
  type FrontKind,
  frontManifests,
  gatewaysFor,
  hostProblem,
  inSameFile,
  type NewManifest,
} from "../../refactor/front.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import { appendItem } from "../../yaml/edit.ts";
import { applyEdits, type TextEdit } from "../../yaml/text-edit.ts";
import { changesOf, type PlacedEdit } from "../code-actions.ts";
import { pathsOf } from "../paths.ts";
import { documentAt } from "../ranges.ts";
import { notesOn } from "./type-notes.ts";
import { fieldDifferences, type PathsInScope, pathDifferences, previewText } from "./type-preview.ts";

type ServiceResource = Resource<ServiceManifest>;

/** What each change is called, and what it is for. */
export const shapeWords: Readonly<Record<ServiceShape, Text>> = {
  ClusterIP: { en: "reachable only inside the cluster", "zh-cn": "只能在集群内部访问" },
  NodePort: { en: "opens a port on every node", "zh-cn": "在每个节点上开放一个端口" },
  LoadBalancer: { en: "a load balancer gives it an external address", "zh-cn": "由负载均衡器提供集群外部地址" },
  headless: {
    en: "no address of its own: DNS returns the pods' addresses",
    "zh-cn": "没有自己的地址：DNS 直接返回各 Pod 的地址",
  },
};

export const frontWords: Readonly<Record<FrontKind, Text>> = {
  Ingress: { en: "external HTTP traffic comes through an Ingress", "zh-cn": "来自外部的 HTTP 流量经由 Ingress 进入" },
  Gateway: {
    en: "external HTTP traffic comes through a Gateway and an HTTPRoute",
    "zh-cn": "来自外部的 HTTP 流量经由 Gateway 和 HTTPRoute 进入",
  },
};

/** The Service at a position: in a List its item, else the one of the document. A patch of a kustomization is none. */
export function changeableAt(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
): ServiceResource | undefined {
  const at = documentAt(file, position);
  if (at === undefined || workspace.isPatch(file)) return undefined;
  const services = workspace.shown(at.document).filter((resource) => isA(resource, "service"));
  const here = services.find(({ manifest }) => touches(manifest.root.span, at.offset));
  return here ?? (services.length === 1 && services[0]?.manifest.item === undefined ? services[0] : undefined);
}

/** A change that can be made for sure. */
export interface Target {
  readonly to: ServiceShape;
  readonly front: FrontKind | undefined;
}

/** Every change that is possible, without the words. */
export function* targetsOf(service: ServiceResource, workspace: Workspace): Iterable<Target> {
  const world = workspace.world();
  for (const to of serviceShapes) {
    if (shapeEdits(service, to, workspace) !== undefined) yield { to, front: undefined };
  }
  if (closedEdits(service, workspace) === undefined) return;
  for (const kind of ["Ingress", "Gateway"] as const) {
    if (frontManifests(service, { kind, host: undefined, className: "any" }, world) !== undefined)
      yield { to: "ClusterIP", front: kind };
  }
}

/** What can be chosen for the Service at a position. */
export function typeChoices({ uri, position }: TypeChoicesParams, workspace: Workspace): TypeChoicesResult {
  const file = workspace.file(uri);
  const service = file === undefined ? undefined : changeableAt(file, position, workspace);
  if (service === undefined) return null;
  const shape = shapeOf(service.manifest.service) ?? "unknown";
  const { locale } = workspace.settings;
  const places = placesFor(service.document);
  const choices = [...targetsOf(service, workspace)].map(({ to, front }): TypeChoice => {
    if (front === undefined) return { to, label: to, detail: say(shapeWords[to], locale) };
    const classes = classesSeen(service, front, workspace.world());
    const label = `ClusterIP + ${front === "Gateway" ? "Gateway + HTTPRoute" : front}`;
    const gateways = front === "Gateway" ? gatewaysFor(service, workspace.world()) : [];
    return { to, front: { kind: front, classes, gateways, places }, label, detail: say(frontWords[front], locale) };
  });
  const found: NonNullable<TypeChoicesResult> = { namespace: service.namespace, name: service.name, shape, choices };
  return choices.length > 0 ? found : { ...found, why: say(whyUnchangeable(service), locale) };
}

/** The edits of a choice and what they do; nothing is changed here. */
export function changeTypeResult(
  { uri, position, to, front }: ChangeTypeParams,
  workspace: Workspace,
): ChangeTypeResult {
  const { locale } = workspace.settings;
  const file = workspace.file(uri);
  const service = file === undefined ? undefined : changeableAt(file, position, workspace);
  if (file === undefined || service === undefined) return impossible("service", noService, workspace);
  const wrongHost = front?.host === undefined ? undefined : hostProblem(front.host);
  if (wrongHost !== undefined) return impossible("host", wrongHost, workspace);
  const wrongClass = front?.className === undefined ? undefined : classProblem(front.className);
  if (wrongClass !== undefined) return impossible("class", wrongClass, workspace);
  if (front?.kind === "Gateway" && front.className === undefined && front.gateway === undefined)
    return impossible("class", classNeeded, workspace);
  const plan = planOf(service, to, front, workspace);
  if (plan === undefined) return impossible("service", whyUnchangeable(service), workspace);
  const { index } = service.document;
  const { item } = service.manifest;
  const pathsNow = () => pathsByScope(workspace, uri, index, item);
  const before = pathsNow();
  const after = workspace.imagine(textsOf(plan, service.document.file), () => {
    const document = workspace.file(uri)?.documents.find((candidate) => candidate.index === index);
    const found = document === undefined ? [] : workspace.shown(document);
    const manifest = found
      .map((resource) => resource.manifest)
      .filter(isService)
      .find((each) => each.item === item);
    return manifest === undefined ? undefined : { manifest, scopes: pathsNow() };
  });
  if (after === undefined) return impossible("service", whyUnchangeable(service), workspace);
  const name = service.name || "Service";
  const target = front === undefined ? to : `ClusterIP + ${front.kind}`;
  const story = {
    title: `${name}: ${shapeOf(service.manifest.service) ?? ""} → ${target}`,
    paths: pathDifferences(before, after.scopes, locale),
    fields: fieldDifferences(service.manifest.root, after.manifest.root),
    added: plan.added.map(({ kind, name: own }) => ({ kind, name: own })),
    notes: [...notesOn(service, { manifest: after.manifest, paths: after.scopes[0]?.paths ?? [] }, front)].map((note) =>
      say(note, locale),
    ),
  };
  return {
    kind: "possible",
    edit: { documentChanges: documentChangesOf(plan) },
    ...story,
    preview: previewText(story, plan.created === undefined ? [] : [plan.created.uri], locale),
  };
}

/** The Service's paths as each kustomization applies it; one list for a plain file. */
function pathsByScope(
  workspace: Workspace,
  uri: string,
  index: number,
  item: number | undefined,
): readonly PathsInScope[] {
  const document = workspace.file(uri)?.documents.find((candidate) => candidate.index === index);
  return (document === undefined ? [] : workspace.resources(document)).flatMap((resource) => {
    const { manifest, scope } = resource;
    if (!isA(resource, "service") || manifest.item !== item || scope?.kind === "chart") return [];
    const folder = scope?.file.uri.split("/").at(-2);
    const paths = pathsOf(resource, workspace, workspace.settings.locale);
    return { scope: folder === undefined ? undefined : decodeURIComponent(folder), paths };
  });
}

/** The plain edits of a change in the Service's own file; undefined where it cannot be made so. An Ingress is for any host then. */
export function plainEdits(
  service: ServiceResource,
  { to, front }: Target,
  workspace: Workspace,
): ReturnType<typeof changesOf> | undefined {
  const world = workspace.world();
  const [className] = front === undefined ? [] : classesSeen(service, front, world);
  const [gateway] = front === "Gateway" ? gatewaysFor(service, world) : [];
  const wanted: ServiceFront | undefined =
    front === undefined
      ? undefined
      : {
          kind: front,
          place: "same-file",
          ...(gateway === undefined ? (className === undefined ? {} : { className }) : { gateway }),
        };
  const plan = planOf(service, to, wanted, workspace);
  return plan === undefined || plan.created !== undefined ? undefined : changesOf(plan.edits);
}

interface Plan {
  readonly edits: readonly PlacedEdit[];
  readonly created: { readonly uri: string; readonly text: string } | undefined;
  /** What is put in front, in the file created, else in the Service's own. */
  readonly added: readonly NewManifest[];
}

function planOf(
  service: ServiceResource,
  to: ServiceShape,
  front: ServiceFront | undefined,
  workspace: Workspace,
): Plan | undefined {
  const world = workspace.world();
  const { document } = service;
  if (front === undefined) {
    const edits = shapeEdits(service, to, workspace);
    return edits === undefined ? undefined : { edits: placed(document, edits), created: undefined, added: [] };
  }
  const closed = to === "ClusterIP" ? closedEdits(service, workspace) : undefined;
  const { kind, host, className, gateway } = front;
  const added = frontManifests(service, { kind, host, className, gateway }, world);
  if (closed === undefined || added === undefined || !placesFor(document).includes(front.place)) return undefined;
  if (front.place === "same-file") {
    const behind = inSameFile(document, added);
    if (behind === undefined) return undefined;
    return { edits: placed(document, [...closed, behind]), created: undefined, added };
  }
  const name = document.manifests.find(({ item }) => item === service.manifest.item)?.name?.value ?? service.name;
  const uri = freeFile(document.file, `${name}-${kind.toLowerCase()}`, workspace);
  return {
    edits: [...placed(document, closed), ...listedInKustomization(document.file, uri, workspace)],
    created: { uri, text: asFile(added) },
    added,
  };
}

/** The edits to a shape, with ports from the pods where it has none. */
function shapeEdits(service: ServiceResource, to: ServiceShape, workspace: Workspace): readonly TextEdit[] | undefined {
  const world = workspace.world();
  const pods = world.selected(service).map(({ manifest }) => manifest);
  return changeType(service, to, world.settings, pods);
}

/** The edits to a ClusterIP Service: none for one that is one already, undefined where that cannot be. */
function closedEdits(service: ServiceResource, workspace: Workspace): readonly TextEdit[] | undefined {
  const shape = shapeOf(service.manifest.service);
  if (shape !== "ClusterIP") return shapeEdits(service, "ClusterIP", workspace);
  // The change to a NodePort tells whether its text can be trusted to be what will be applied.
  return shapeEdits(service, "NodePort", workspace) === undefined ? undefined : [];
}

function placed(document: WorkspaceDocument, edits: readonly TextEdit[]): readonly PlacedEdit[] {
  return edits.map((edit) => ({ document, edit }));
}

/** Behind JSON nothing can go on, and beside a file that is nowhere yet there is nothing. */
function placesFor(document: WorkspaceDocument): readonly ServiceFront["place"][] {
  const places: ServiceFront["place"][] = [];
  if (inSameFile(document, []) !== undefined) places.push("same-file");
  if (!document.file.uri.startsWith("untitled:")) places.push("new-file");
  return places;
}

/** A name beside the file that the workspace does not know yet. */
function freeFile({ uri }: WorkspaceFile, name: string, workspace: Workspace): string {
  const folder = uri.slice(0, uri.lastIndexOf("/") + 1);
  let free = `${folder}${encodeURIComponent(name)}.yaml`;
  for (let count = 2; workspace.file(free) !== undefined; count++)
    free = `${folder}${encodeURIComponent(name)}-${count}.yaml`;
  return free;
}

/** Where a kustomization of the folder lists the Service's file, it has to list the new one as well. */
function listedInKustomization(file: WorkspaceFile, created: string, workspace: Workspace): readonly PlacedEdit[] {
  const folder = file.uri.slice(0, file.uri.lastIndexOf("/") + 1);
  const nameIn = (uri: string) => decodeURIComponent(uri.slice(folder.length));
  for (const other of workspace.files()) {
    if (!other.uri.startsWith(folder) || !isKustomizationName(other.uri.slice(folder.length))) continue;
    for (const document of other.documents) {
      const resources = get(document.yaml.root, "resources");
      if (resources?.kind !== "list") continue;
      const own = resources.items
        .map(stringOf)
        .find((item) => item === nameIn(file.uri) || item === `./${nameIn(file.uri)}`);
      if (own === undefined) continue;
      return placed(
        document,
        appendItem(document.yaml, resources, (own.startsWith("./") ? "./" : "") + nameIn(created)),
      );
    }
  }
  return [];
}

function documentChangesOf({ edits, created }: Plan): readonly (FileCreation | FileEdits)[] {
  const changes: (FileCreation | FileEdits)[] = Object.entries(changesOf(edits)).map(([uri, list]) => ({
    textDocument: { uri, version: null },
    edits: list,
  }));
  if (created !== undefined) {
    const start = { line: 0, character: 0 };
    changes.push(
      { kind: "create", uri: created.uri },
      {
        textDocument: { uri: created.uri, version: null },
        edits: [{ range: { start, end: start }, newText: created.text }],
      },
    );
  }
  return changes;
}

/** The texts of all files that the plan touches, as they would be. */
function textsOf(
  { edits, created }: Plan,
  file: WorkspaceFile,
): { uri: string; text: string; order: readonly string[] }[] {
  const byFile = new Map<WorkspaceFile, TextEdit[]>([[file, []]]);
  for (const { document, edit } of edits) {
    const list = byFile.get(document.file) ?? [];
    byFile.set(document.file, list);
    const { start, end } = edit.span;
    list.push({ span: { start: document.start + start, end: document.start + end }, text: edit.text });
  }
  const texts = [...byFile].map(([{ uri, text, order }, list]) => ({ uri, text: applyEdits(text, list), order }));
  if (created === undefined) return texts;
  const name = decodeURIComponent(created.uri.slice(created.uri.lastIndexOf("/") + 1));
  return [...texts, { ...created, order: [...file.order.slice(0, -1), name] }];
}

const noService: Text = { en: "There is no Service at this position.", "zh-cn": "此位置没有 Service。" };
const classNeeded: Text = {
  en: "Enter the name of a GatewayClass in the cluster. A Gateway needs one.",
  "zh-cn": "请输入集群中某个 GatewayClass 的名称，Gateway 必须有类。",
};

function impossible(about: "service" | "host" | "class", why: Text, { settings }: Workspace): ChangeTypeResult {
  return { kind: "impossible", about, why: say(why, settings.locale) };
}
