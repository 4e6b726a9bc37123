// Completion of labels that have to fit other objects' labels: selectors of every kind, and the labels of pods.

import type { Text } from "../../base/text.ts";
import { isService } from "../../index/facts.ts";
import type { Resource } from "../../index/resource.ts";
import { kinds, podMakers } from "../../model/kinds.ts";
import { readPairs } from "../../model/labels.ts";
import type { WorkloadManifest } from "../../model/manifest.ts";
import { looksInto } from "../../model/monitor.ts";
import { readLabelSelector, selects } from "../../model/network-policy.ts";
import type { TreePath } from "../../yaml/at.ts";
import { get, stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { type Candidate, entriesCandidate, linksTo, near, podsOf, type Question, valueCandidate } from "./candidate.ts";

/** An object with the labels that something may ask it for. */
interface Labelled {
  readonly labels: readonly Label[];
  readonly resource: Resource;
}

interface Label {
  readonly key: string;
  readonly value: string;
}

/** A place where labels are asked for. */
interface Asking {
  /** How many steps of the question's path lead to it. */
  readonly depth: number;
  /** `pairs`: a map of labels; `selector`: matchLabels and matchExpressions. */
  readonly form: "pairs" | "selector";
  readonly whose: (question: Question) => Iterable<Labelled>;
  readonly detail: (who: readonly Resource[]) => Text;
}

/** At this word Kubernetes itself labels every namespace with its name. */
const namespaceName = "kubernetes.io/metadata.name";

export function* inLabels(question: Question): Iterable<Candidate> {
  const asking = askingAt(question);
  if (asking === undefined) return;
  const { form, depth } = asking;
  const rest = question.path.slice(depth);
  if (form === "pairs") {
    yield* inPairs(question, asking, depth);
  } else if (rest[0] === "matchLabels") {
    yield* inPairs(question, asking, depth + 1);
  } else if (rest[0] === "matchExpressions" && question.slot === "value") {
    yield* inExpression(question, asking);
  }
}

/** The Namespaces' own names, for fields that name one. */
export function* namespaceNames({ resource, world }: Question): Iterable<Candidate> {
  if (resource === undefined) return;
  const seen = new Set<string>();
  for (const namespace of world.ofKindEverywhere(resource, "Namespace")) {
    if (seen.has(namespace.name) || namespace.name === "") continue;
    seen.add(namespace.name);
    yield valueCandidate(namespace.name, { docs: () => linksTo([namespace]) });
  }
}

function askingAt(question: Question): Asking | undefined {
  const { path, kind } = question;
  const isWorkload = question.resource?.manifest.is === "workload" || podMakers.includes(kind ?? "");
  const at = (form: Asking["form"], pattern: string, whose: Asking["whose"], detail: Asking["detail"] = podsOf) => {
    const depth = depthOf(path, pattern);
    return depth === undefined ? undefined : ({ depth, form, whose, detail } satisfies Asking);
  };
  if (kind === "Service") return at("pairs", "spec.selector", podsHere);
  if (kind === "NetworkPolicy") {
    return (
      at("selector", "spec.podSelector", podsHere) ??
      at("selector", "spec.ingress.from.podSelector", podsOfPeer) ??
      at("selector", "spec.egress.to.podSelector", podsOfPeer) ??
      at("selector", "spec.ingress.from.namespaceSelector", namespaces, labelsOf) ??
      at("selector", "spec.egress.to.namespaceSelector", namespaces, labelsOf)
    );
  }
  if (kind === "PodDisruptionBudget") return at("selector", "spec.selector", podsHere);
  if (kind === "ServiceMonitor") return at("selector", "spec.selector", servicesMonitored, labelsOf);
  if (kind === "PodMonitor") return at("selector", "spec.selector", podsMonitored);
  if (kind === "Gateway")
    return at("selector", "spec.listeners.allowedRoutes.namespaces.selector", namespaces, labelsOf);
  if (kind === "Pod") return at("pairs", "metadata.labels", wantedBySelectors, wantedBy);
  if (!isWorkload) return undefined;
  return (
    (kinds.get(kind ?? "")?.selector === "pairs"
      ? at("pairs", "spec.selector", podsItMakes)
      : at("selector", "spec.selector", podsItMakes)) ??
    at("pairs", "spec.template.metadata.labels", wantedBySelectors, wantedBy) ??
    at("pairs", "spec.jobTemplate.spec.template.metadata.labels", wantedBySelectors, wantedBy)
  );
}

/** How many steps of the path the pattern's keys take, indices between them included. */
function depthOf(path: TreePath, pattern: string): number | undefined {
  const keys = pattern.split(".");
  let depth = 0;
  for (const key of keys) {
    while (typeof path[depth] === "number") depth += 1;
    if (path[depth] !== key) return undefined;
    depth += 1;
  }
  return depth;
}

function* inPairs(question: Question, asking: Asking, depth: number): Iterable<Candidate> {
  const { path, slot } = question;
  const [key, ...deeper] = path.slice(depth);
  if (deeper.length > 0 || typeof key === "number" || (slot === "value") !== (key !== undefined)) return;
  const others = readPairs(near(question, depth)).filter((pair) => pair.key !== key && !isTyped(question, pair.key));
  const labelled = fitting([...asking.whose(question)], others);
  if (slot === "value") {
    yield* valuesOf(String(key), labelled, asking);
    return;
  }
  const present = new Set(question.place.present);
  for (const [{ key: name, value }, who] of grouped(labelled, (label) => `${label.key}: ${label.value}`)) {
    if (!present.has(name))
      yield entriesCandidate([[name, value]], { detail: () => asking.detail(who), docs: () => linksTo(who) });
  }
}

function* inExpression(question: Question, asking: Asking): Iterable<Candidate> {
  const [, index, field, ...more] = question.path.slice(asking.depth);
  if (typeof index !== "number") return;
  if (field === "operator" && more.length === 0) {
    for (const value of ["In", "NotIn", "Exists", "DoesNotExist"])
      yield { kind: "enumMember", label: value, insert: { as: "value", value } };
  } else if (field === "key" && more.length === 0) {
    for (const [{ key }, who] of grouped([...asking.whose(question)], (label) => label.key))
      yield valueCandidate(key, { detail: () => asking.detail(who), docs: () => linksTo(who) });
  } else if (field === "values" && more.length === 1) {
    const key = stringOf(near(question, asking.depth, "matchExpressions", index, "key"));
    if (key !== undefined) yield* valuesOf(key, [...asking.whose(question)], asking);
  }
}

function* valuesOf(key: string, labelled: readonly Labelled[], asking: Asking): Iterable<Candidate> {
  const ofKey = labelled.map(({ labels, resource }) => ({
    labels: labels.filter((label) => label.key === key),
    resource,
  }));
  for (const [{ value }, who] of grouped(ofKey, (label) => label.value))
    yield valueCandidate(value, { detail: () => asking.detail(who), docs: () => linksTo(who) });
}

/** Whether a key is the word at the cursor, which nobody has asked for yet. */
function isTyped({ place, document }: Question, key: string): boolean {
  return key !== "" && document.yaml.text.slice(place.word.start, place.word.end) === key;
}

/** Those that have all the other labels that are asked for; all, where none has. */
function fitting(labelled: readonly Labelled[], others: readonly Label[]): readonly Labelled[] {
  const found = labelled.filter(({ labels }) =>
    others.every((other) => labels.some((label) => label.key === other.key && label.value === other.value)),
  );
  return found.length > 0 ? found : labelled;
}

/** Labels that are one to `idOf`, with all that have them, in the order in which they are met. */
function grouped(
  labelled: readonly Labelled[],
  idOf: (label: Label) => string,
): Iterable<readonly [Label, readonly Resource[]]> {
  const groups = new Map<string, [Label, Resource[]]>();
  for (const { labels, resource } of labelled) {
    for (const label of labels) {
      // Half-typed.
      if (label.value === "") continue;
      const id = idOf(label);
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [label, [resource]]);
      else if (!group[1].includes(resource)) group[1].push(resource);
    }
  }
  return groups.values();
}

function labelsOf(who: readonly Resource[]): Text {
  const [first] = who;
  const name = first === undefined ? "" : `${first.manifest.kind} ${first.name}`;
  const others = who.length - 1;
  if (others <= 0) return { en: `a label of ${name}`, "zh-cn": `${name} 的标签` };
  return {
    en: `a label of ${name} and ${others === 1 ? "one other" : `${others} others`}`,
    "zh-cn": `${name} 等 ${who.length} 个对象的标签`,
  };
}

function wantedBy(who: readonly Resource[]): Text {
  const [first] = who;
  const name = first === undefined ? "" : `${first.manifest.kind} ${first.name}`;
  return { en: `${name} selects it`, "zh-cn": `${name} 的选择器使用此标签` };
}

function* podsHere({ resource, world }: Question): Iterable<Labelled> {
  if (resource !== undefined) yield* podsLabelled(world.workloads(resource, resource.namespace));
}

function* podsItMakes({ resource }: Question): Iterable<Labelled> {
  if (resource?.manifest.is === "workload") yield { labels: resource.manifest.workload.podLabels, resource };
}

function* podsOfPeer(question: Question): Iterable<Labelled> {
  const depth = depthOf(question.path, "spec.ingress.from") ?? depthOf(question.path, "spec.egress.to");
  if (depth !== undefined) yield* podsLabelled(podsBehind(near(question, depth + 1), question));
}

function* podsLabelled(workloads: Iterable<Resource<WorkloadManifest>>): Iterable<Labelled> {
  for (const workload of workloads) yield { labels: workload.manifest.workload.podLabels, resource: workload };
}

function* namespaces({ resource, world }: Question): Iterable<Labelled> {
  if (resource === undefined) return;
  for (const namespace of world.ofKindEverywhere(resource, "Namespace"))
    yield { labels: namespaceLabels(namespace), resource: namespace };
}

function namespaceLabels({ manifest, name }: Resource): readonly Label[] {
  const own = readPairs(get(manifest.root, "metadata", "labels"));
  return [{ key: namespaceName, value: name }, ...own.filter((pair) => pair.key !== namespaceName)];
}

/** What Services ask for that select nothing yet, after what the object's own selector asks for. */
function* wantedBySelectors(question: Question): Iterable<Labelled> {
  const { resource, world, root } = question;
  if (resource === undefined) return;
  const own = readPairs(get(root, "spec", "selector", "matchLabels"));
  if (own.length > 0) yield { labels: own, resource };
  for (const service of world.services(resource, resource.namespace)) {
    const labels = service.manifest.service.selector ?? [];
    if (labels.length > 0 && world.selected(service).every((workload) => workload.manifest === resource.manifest))
      yield { labels, resource: service };
  }
}

/** The workloads whose pods a peer of a NetworkPolicy means, its podSelector left out of account. */
export function* podsBehind(
  peer: Node | undefined,
  { resource, world }: Question,
): Iterable<Resource<WorkloadManifest>> {
  if (resource === undefined) return;
  const selectorNode = get(peer, "namespaceSelector");
  if (selectorNode === undefined) {
    yield* world.workloads(resource, resource.namespace);
    return;
  }
  const selector = readLabelSelector(selectorNode);
  for (const namespace of world.ofKindEverywhere(resource, "Namespace")) {
    if (selects(selector, namespaceLabels(namespace))) yield* world.workloads(resource, namespace.name);
  }
}

function* servicesMonitored(question: Question): Iterable<Labelled> {
  const { resource, root, world } = question;
  if (resource === undefined || root === undefined) return;
  for (const service of world.ofKindEverywhere(resource, "Service")) {
    if (isService(service.manifest) && looksInto(root, resource.namespace, service.namespace))
      yield { labels: readPairs(get(service.manifest.root, "metadata", "labels")), resource: service };
  }
}

function* podsMonitored(question: Question): Iterable<Labelled> {
  const { resource, root, world } = question;
  if (resource === undefined || root === undefined) return;
  const others = world.ofKindEverywhere(resource, "Namespace").map(({ name }) => name);
  for (const namespace of new Set([resource.namespace, ...others])) {
    if (looksInto(root, resource.namespace, namespace)) yield* podsLabelled(world.workloads(resource, namespace));
  }
}

/** The Services or workloads that a monitor's own selector finds. */
export function monitored(question: Question): readonly Resource[] {
  const all = question.kind === "PodMonitor" ? podsMonitored(question) : servicesMonitored(question);
  const node = get(question.root, "spec", "selector");
  if (node === undefined) return [];
  const selector = readLabelSelector(node);
  return [...all].filter(({ labels }) => selects(selector, labels)).map(({ resource }) => resource);
}
