// What a Service's manifest says, and what the cluster has instead: field by field, without defaults and without what only
// the cluster chooses.

import { type FieldPath, formatField } from "../base/field.ts";
import { say, type Text } from "../base/text.ts";
import { chosenEnvironment } from "../index/environments.ts";
import type { Resource } from "../index/resource.ts";
import { type LiveService, liveServiceIn } from "../index/snapshot.ts";
import type { Workspace } from "../index/workspace.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { entryOf, get, itemsOf, stringOf } from "../yaml/cursor.ts";
import { fromValue } from "../yaml/from-value.ts";
import type { Node } from "../yaml/node.ts";

/** A field that the cluster has otherwise than the manifest. */
export interface LiveDifference {
  readonly field: FieldPath;
  /** Where it is written; where only the cluster has it, the nearest key. Offsets in the resource's document. */
  readonly at: { readonly start: number; readonly end: number } | undefined;
  /** "cluster: 8080, not applied yet" */
  readonly text: Text;
  /** What the cluster has at `field` where it says so; undefined: nothing, or the default. */
  readonly value: Node | undefined;
}

/** Fields of `spec` with one value, and what the API server fills in where nothing is written (kubernetes: pkg/apis/core/v1, SetDefaults_Service). */
const defaults: Readonly<Record<string, string>> = {
  type: "ClusterIP",
  externalName: "",
  sessionAffinity: "None",
  externalTrafficPolicy: "Cluster",
  internalTrafficPolicy: "Cluster",
  publishNotReadyAddresses: "false",
  allocateLoadBalancerNodePorts: "true",
  loadBalancerClass: "",
  loadBalancerIP: "",
  trafficDistribution: "",
  externalIPs: "",
  loadBalancerSourceRanges: "",
};

/** Fields that the cluster fills in by itself: looked at only where they are written. */
const chosen = ["clusterIP", "healthCheckNodePort", "ipFamilyPolicy", "ipFamilies"];

const portDefaults: Readonly<Record<string, string>> = { name: "", protocol: "TCP", appProtocol: "" };

/** The live object of a Service; undefined where there is none, or several environments could be meant. */
export function liveServiceOf(service: Resource<ServiceManifest>, workspace: Workspace): LiveService | undefined {
  const { snapshot } = workspace;
  if (snapshot === undefined || service.name === "" || service.uncertain) return undefined;
  const same = workspace.resources(service.document).filter((one) => one.manifest.item === service.manifest.item);
  if (same.length > 1 && chosenEnvironment(workspace) === undefined) return undefined;
  return liveServiceIn(snapshot, service);
}

/** What differs; nothing where the cluster does not have the Service. */
export function* liveDifferences(
  service: Resource<ServiceManifest>,
  workspace: Workspace,
): Generator<LiveDifference, void> {
  const live = liveServiceOf(service, workspace)?.object;
  if (live === undefined) return;
  const { document, manifest } = service;
  const written = document.manifests.find((one) => one.item === manifest.item)?.root ?? manifest.root;
  const last = lastApplied(live);
  const difference = (
    field: FieldPath,
    own: string | undefined,
    theirs: string,
    before: string | undefined,
    value: Node | undefined,
  ): LiveDifference => ({ field, at: placeOf(written, field), text: wordsOf(own, theirs, before), value });

  for (const key of [...Object.keys(defaults), ...chosen]) {
    const field = ["spec", key];
    const [own, theirs, before] = [manifest.root, live, last].map((root) => textOf(get(root, ...field)));
    if (own === undefined && (chosen.includes(key) || theirs === undefined)) continue;
    const fallback = defaults[key] ?? "";
    if (chosen.includes(key) && theirs === undefined) continue;
    if ((own ?? fallback) !== (theirs ?? fallback))
      yield difference(field, own, theirs ?? fallback, before, get(live, ...field));
  }
  yield* selectorDifference(manifest.root, live, last, difference);
  yield* portDifferences(manifest.root, live, last, difference);
}

type Difference = (
  field: FieldPath,
  own: string | undefined,
  theirs: string,
  before: string | undefined,
  value: Node | undefined,
) => LiveDifference;

function* selectorDifference(
  own: Node,
  live: Node,
  last: Node | undefined,
  difference: Difference,
): Iterable<LiveDifference> {
  const field = ["spec", "selector"];
  const [mine, theirs, before] = [own, live, last].map((root) => pairsOf(get(root, ...field)));
  if (mine !== theirs) yield difference(field, mine, theirs ?? "", before, get(live, ...field));
}

function* portDifferences(
  own: Node,
  live: Node,
  last: Node | undefined,
  difference: Difference,
): Iterable<LiveDifference> {
  const mine = itemsOf(get(own, "spec", "ports"));
  const theirs = [...itemsOf(get(live, "spec", "ports"))];
  const before = itemsOf(get(last, "spec", "ports"));
  const rest = new Set(theirs);
  for (const [index, port] of mine.entries()) {
    const twin = counterpart(port, [...rest], mine.length === 1 && theirs.length === 1);
    if (twin === undefined) {
      const own = textOf(get(port, "port"));
      yield {
        ...difference(["spec", "ports", index, "port"], own, "", undefined, undefined),
        field: ["spec", "ports", index],
      };
      continue;
    }
    rest.delete(twin);
    const former = counterpart(port, before, mine.length === 1 && before.length === 1);
    for (const key of ["name", "port", "protocol", "targetPort", "nodePort", "appProtocol"]) {
      const [a, b, c] = [port, twin, former].map((one) => textOf(get(one, key)));
      const fallback = (from: Node) => (key === "targetPort" ? textOf(get(from, "port")) : portDefaults[key]) ?? "";
      // What the cluster has chosen is no difference from a manifest that leaves it to the cluster.
      if (key === "nodePort" && (a === undefined || a === "0" || b === undefined)) continue;
      if ((a ?? fallback(port)) !== (b ?? fallback(twin)))
        yield difference(["spec", "ports", index, key], a, b ?? fallback(twin), c, get(twin, key));
    }
  }
  let added = 0;
  for (const extra of rest) {
    const number = textOf(get(extra, "port")) ?? "";
    const was = before.some((one) => textOf(get(one, "port")) === number);
    const words = { en: `cluster: also port ${number}`, "zh-cn": `集群中另有端口 ${number}` };
    const why = was ? notApplied : changedThere;
    const found = difference(["spec", "ports"], undefined, number, undefined, extra);
    const field = ["spec", "ports", mine.length + added++];
    yield { ...found, field, text: last === undefined ? words : joined(words, why) };
  }
}

/** The same port in the cluster: by its name, else by number and protocol; an only one is the other only one. */
function counterpart(port: Node, others: readonly Node[], isOnly: boolean): Node | undefined {
  const [name, number, protocol] = ["name", "port", "protocol"].map((key) => textOf(get(port, key)));
  const byName = others.find((one) => name !== undefined && textOf(get(one, "name")) === name);
  const byNumber = others.find(
    (one) => textOf(get(one, "port")) === number && (textOf(get(one, "protocol")) ?? "TCP") === (protocol ?? "TCP"),
  );
  return byName ?? byNumber ?? (isOnly ? others[0] : undefined);
}

const notApplied: Text = { en: "not applied yet", "zh-cn": "尚未应用" };
const changedThere: Text = { en: "changed in the cluster since", "zh-cn": "之后在集群中被改过" };

/** `before` is what kubectl applied last; undefined: not known, or it was not there. */
function wordsOf(own: string | undefined, theirs: string, before: string | undefined): Text {
  const words: Text =
    theirs === ""
      ? { en: "not in the cluster", "zh-cn": "集群中没有" }
      : { en: `cluster: ${theirs}`, "zh-cn": `集群中为 ${theirs}` };
  if (before === undefined) return words;
  if (before === theirs) return joined(words, notApplied);
  return before === own ? joined(words, changedThere) : words;
}

function joined(words: Text, why: Text): Text {
  return { en: `${words.en}, ${why.en}`, "zh-cn": `${words["zh-cn"]}，${why["zh-cn"]}` };
}

/** The manifest that kubectl applied last; undefined where somebody else applied it. */
function lastApplied(live: Node): Node | undefined {
  const text = stringOf(get(live, "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"));
  if (text === undefined) return undefined;
  try {
    return fromValue(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function textOf(node: Node | undefined): string | undefined {
  switch (node?.kind) {
    case "string":
      return node.value;
    case "number":
    case "bool":
      return String(node.value);
    case "list":
      return node.items.map((item) => textOf(item) ?? "").join(", ");
    default:
      return undefined;
  }
}

/** A selector in one line, whatever the order of its keys. */
function pairsOf(node: Node | undefined): string {
  if (node?.kind !== "map") return "";
  return node.entries
    .map(({ key, value }) => `${key}=${textOf(value) ?? ""}`)
    .sort()
    .join(", ");
}

/** Of the value; of a map or list its key, and where nothing is written the nearest key. */
function placeOf(root: Node, field: FieldPath): LiveDifference["at"] {
  const [spec, list, index, key] = field;
  if (spec !== "spec" || typeof list !== "string") return undefined;
  const value = get(root, ...field.map((step) => (typeof step === "object" ? step.key : step)));
  if (value !== undefined && value.kind !== "map" && value.kind !== "list") return value.span;
  const port = typeof index === "number" && typeof key === "string" ? get(root, spec, list, index, "port") : undefined;
  return port?.span ?? entryOf(get(root, spec), list)?.keySpan ?? entryOf(root, spec)?.keySpan;
}

/** One line each, for the tree: "spec.ports[0].port: cluster: 8080, not applied yet". */
export function differenceLines(service: Resource<ServiceManifest>, workspace: Workspace): readonly string[] {
  const { locale } = workspace.settings;
  return [...liveDifferences(service, workspace)].map(
    ({ field, text }) => `${formatField(field)} · ${say(text, locale)}`,
  );
}
