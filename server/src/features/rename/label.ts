// A label's new key or value, together with every selector and every pod that it binds.

import { labelValue, qualifiedName } from "../../api-server/formats.ts";
import type { Steps } from "../../base/steps.ts";
import { isA, type Resource } from "../../index/resource.ts";
import { selectsPods } from "../../index/selects.ts";
import { kinds, makesPodsItself } from "../../model/kinds.ts";
import { looksInto } from "../../model/monitor.ts";
import { selects } from "../../model/network-policy.ts";
import {
  complaintAbout,
  everywhere,
  immutable,
  mayGoTogether,
  meansIt,
  meansOthersToo,
  type RenameContext,
  writtenId,
} from "./context.ts";
import { type Note, placeRefused, type Refusal } from "./edits.ts";
import { labelsOf, type PairPlace, type PairRole, pairPlacesIn } from "./pairs.ts";
import type { RenameTarget } from "./target.ts";
import type { Written } from "./written.ts";

/** A pair of an object as it is applied. */
interface Member {
  readonly resource: Resource;
  readonly place: PairPlace;
}

interface Renaming {
  readonly key: string;
  readonly value: string;
  readonly part: "key" | "value";
  readonly newName: string;
}

export function* renameLabel(
  target: RenameTarget & { kind: "label" },
  newName: string,
  context: RenameContext,
): Steps<Refusal | undefined> {
  const { from, place, part } = target;
  const { key, value } = place;
  const complaint = complaintAbout(newName, part === "key" ? qualifiedName(newName) : labelValue(newName));
  if (complaint !== undefined) return complaint;
  const renaming = { key, value, part, newName };
  const members = yield* boundTogether(from, place, context);
  for (const { resource, place: other } of members) {
    if (isPutByKustomization(resource, other)) {
      return placeRefused(
        `A kustomization puts the label ${key} there: rename it in the kustomization.`,
        `标签 ${key} 由 kustomization 添加：请在 kustomization 中重命名。`,
      );
    }
  }
  const notes = notesFor(members, renaming, context);
  const done = new Set<string>();
  for (const member of members) {
    yield;
    const id = `${writtenId(member.resource)}\n${member.resource.scope?.id}\n${member.place.role}`;
    if (done.has(id)) continue;
    done.add(id);
    if (!change(member, renaming, notes.of(member), context)) {
      return placeRefused(
        `The label ${key}: ${value} of ${nameOf(member.resource)} is not written where it can be changed.`,
        `${nameOf(member.resource)} 的标签 ${key}: ${value} 不在可以修改的位置。`,
      );
    }
  }
  // A workload's own labels bind nothing, but people keep them the same.
  for (const { resource, place: other } of members) {
    if (other.role !== "pod-label") continue;
    for (const written of context.forms.of(resource)) {
      for (const own of samePairs(written, ["own-label"], renaming)) replace(written, own, renaming, ownLabel, context);
    }
  }
  return undefined;
}

function nameOf({ manifest, name }: Resource): string {
  return `${manifest.kind} ${name}`;
}

/** The edits of one object; false where nothing of it is written anywhere. */
function change({ resource, place }: Member, renaming: Renaming, note: Note, context: RenameContext): boolean {
  let found = false;
  for (const written of context.forms.of(resource)) {
    for (const other of samePairs(written, [place.role], renaming)) {
      replace(written, other, renaming, note, context);
      found = true;
    }
  }
  for (const { text, steps, node } of context.forms.patched(resource)) {
    if (renaming.part !== "value" || node.value !== renaming.value || steps.at(-1) !== renaming.key) continue;
    context.edits.value(text, node, renaming.newName, note);
    found = true;
  }
  return found;
}

function samePairs(written: Written, roles: readonly PairRole[], { key, value }: Renaming): readonly PairPlace[] {
  return [...pairPlacesIn(written.manifest)].filter(
    (place) => roles.includes(place.role) && place.key === key && place.value === value,
  );
}

function replace(
  { text }: Written,
  { keyAt, valueNode }: PairPlace,
  { part, newName }: Renaming,
  note: Note,
  { edits }: RenameContext,
): void {
  if (part === "value") edits.value(text, valueNode, newName, note);
  else if (keyAt.kind === "entry") edits.key(text, keyAt.map, keyAt.entry, newName, note);
  else if (keyAt.isOnlyValue) edits.value(text, keyAt.node, newName, note);
}

/** The pods and selectors that the pair binds, from one to the other until nothing is new, in every scope. */
function* boundTogether(from: Resource, place: PairPlace, context: RenameContext): Steps<readonly Member[]> {
  const bond = new Bond(from, place, context);
  bond.takeAll(from, [place.role], (found) => isAtSamePlace(found, place));
  if (bond.members().length === 0) bond.take(from, place);
  yield* bond.spread();
  // When all pods with the pair go along, it means nothing else any more: selectors that match nothing go along as well.
  const isOfServices = place.role === "service-label" || place.role === "service-monitor";
  const label = isOfServices ? "service-label" : "pod-label";
  const carriers = labelledObjects(from, isOfServices ? "Service" : "workload", context).filter(
    (one) => one.namespace === from.namespace && hasPair(one, place),
  );
  const labelled = bond.members().filter((member) => member.place.role === label);
  const taken = new Set(labelled.map(({ resource }) => writtenId(resource)));
  if (taken.size === 0) {
    // A selector that matches nothing means the pods that have the pair.
    for (const one of carriers) bond.takeAll(one, [label], () => true);
    yield* bond.spread();
  }
  if (carriers.every((one) => taken.size === 0 || taken.has(writtenId(one)))) {
    for (const other of bond.around(from)) {
      if (other.namespace === from.namespace)
        bond.takeAll(other, rolesFor(label), (found) => found.looks === "here" || isOfServices);
    }
    yield* bond.spread();
  }
  return bond.members();
}

/** What a pair binds, as far as it is found. */
class Bond {
  readonly #from: Resource;
  readonly #place: PairPlace;
  readonly #context: RenameContext;
  readonly #members = new Map<string, Member>();
  /** Members from which nothing has been followed yet. */
  readonly #waiting: Member[] = [];
  readonly #around = new Map<string, readonly Resource[]>();

  constructor(from: Resource, place: PairPlace, context: RenameContext) {
    this.#from = from;
    this.#place = place;
    this.#context = context;
  }

  members(): readonly Member[] {
    return [...this.#members.values()];
  }

  take(resource: Resource, found: PairPlace): void {
    if (!mayGoTogether(this.#from, resource, this.#context)) return;
    const { keyAt, valueNode } = found;
    const at = keyAt.kind === "entry" ? keyAt.entry.keySpan.start : valueNode.span.start;
    const id = `${writtenId(resource)}\n${resource.scope?.id}\n${found.role}\n${at}`;
    if (this.#members.has(id)) return;
    const member = { resource, place: found };
    this.#members.set(id, member);
    this.#waiting.push(member);
  }

  /** Takes the places of the same pair in these roles. */
  takeAll(resource: Resource, roles: readonly PairRole[], fits: (found: PairPlace) => boolean): void {
    const { key, value } = this.#place;
    for (const found of pairPlacesIn(resource.manifest)) {
      if (roles.includes(found.role) && found.key === key && found.value === value && fits(found))
        this.take(resource, found);
    }
  }

  /** The objects near a resource whose selectors may have the pair. */
  around(resource: Resource): readonly Resource[] {
    const id = `${resource.scope?.id}\n${resource.namespace}\n${resource.document.file.uri}`;
    const known = this.#around.get(id) ?? selectingObjects(resource, this.#place, this.#context);
    this.#around.set(id, known);
    return known;
  }

  /** Follows each new member to what it binds. */
  *spread(): Steps<void> {
    for (let member = this.#waiting.pop(); member !== undefined; member = this.#waiting.pop()) {
      yield;
      this.#follow(member);
    }
  }

  #follow({ resource, place: found }: Member): void {
    for (const other of everywhere(resource, this.#context.workspace)) this.takeAll(other, [found.role], () => true);
    if (found.role === "pod-label" || found.role === "service-label") {
      if (found.role === "pod-label") this.takeAll(resource, ["workload"], () => true);
      for (const other of this.around(resource))
        this.takeAll(other, rolesFor(found.role), (selector) => binds(selector, other, resource));
      return;
    }
    const labelled = found.role === "service-monitor" ? "Service" : "workload";
    for (const other of labelledObjects(resource, labelled, this.#context)) {
      if (binds(found, resource, other))
        this.takeAll(other, [labelled === "Service" ? "service-label" : "pod-label"], () => true);
    }
  }
}

function isAtSamePlace(a: PairPlace, b: PairPlace): boolean {
  if (a.keyAt.kind === "entry" && b.keyAt.kind === "entry")
    return a.keyAt.entry.keySpan.start === b.keyAt.entry.keySpan.start;
  return a.valueNode.span.start === b.valueNode.span.start;
}

function hasPair(resource: Resource, { key, value }: PairPlace): boolean {
  return labelsOf(resource).some((label) => label.key === key && label.value === value);
}

function rolesFor(label: PairRole): readonly PairRole[] {
  return label === "service-label" ? ["service-monitor"] : ["selector", "workload", "policy", "other"];
}

/** Whether a selector of `from` matches the labels of `to`. */
function binds({ role, selector, looks }: PairPlace, from: Resource, to: Resource): boolean {
  if (selector === undefined) return false;
  if (looks === "here" && from.namespace !== to.namespace) return false;
  if (from.manifest.apiVersion.startsWith("monitoring.coreos.com/"))
    if (!looksInto(from.manifest.root, from.namespace, to.namespace)) return false;
  if (role === "selector" && isA(to, "workload")) return selectsPods(selector.labels, to);
  if (role === "workload") return writtenId(from) === writtenId(to);
  return selects(selector, labelsOf(to));
}

/** Objects in sight with a selector that names the pair. */
function selectingObjects(
  resource: Resource,
  { key, value }: PairPlace,
  { world }: RenameContext,
): readonly Resource[] {
  const { namespace } = resource;
  const all: Resource[] = [
    ...world.services(resource, namespace),
    ...world.workloads(resource, namespace),
    ...world.ofKindEverywhere(resource, "NetworkPolicy"),
    ...world.ofKind(resource, "PodDisruptionBudget", namespace),
    ...world.ofKindEverywhere(resource, "PodMonitor"),
    ...world.ofKindEverywhere(resource, "ServiceMonitor"),
  ];
  return all.filter(({ manifest }) =>
    [...pairPlacesIn(manifest)].some(
      (place) => place.selector !== undefined && place.key === key && place.value === value,
    ),
  );
}

/** Objects in sight that have labels for selectors of this sort. */
function labelledObjects(from: Resource, what: "Service" | "workload", { world }: RenameContext): readonly Resource[] {
  if (what === "Service") return world.ofKindEverywhere(from, "Service");
  return world.workloads(from, from.namespace);
}

/** Whether a kustomization of its scope sets this label where the place is, whatever the manifest says. */
function isPutByKustomization(resource: Resource, { key, role }: PairPlace): boolean {
  return resource.layers.some((layer) =>
    layer.labels.some((set) => {
      if (!set.pairs.some((pair) => pair.key === key)) return false;
      if (role === "own-label" || role === "service-label" || resource.manifest.kind === "Pod") return true;
      return role === "pod-label" ? set.inTemplates : set.inSelectors && role !== "other" && role !== "service-monitor";
    }),
  );
}

const ownLabel: Note = {
  id: "own-label",
  label: { en: "Labels of the workloads themselves", "zh-cn": "工作负载自身的标签" },
  description: {
    en: "Pod selectors do not look at them.",
    "zh-cn": "选择 Pod 的选择器不会查看这些标签。",
  },
  look: "left-out",
};

const taken: Note = {
  id: "taken",
  label: { en: "Other objects already use this label", "zh-cn": "其他对象已使用此标签" },
  description: {
    en: "Pods and selectors that were unrelated would match.",
    "zh-cn": "原本互不相关的 Pod 和选择器会因此匹配。",
  },
  look: "needed",
};

function notesFor(members: readonly Member[], renaming: Renaming, context: RenameContext) {
  const isImmutable = ({ resource: { manifest }, place: { role } }: Member) =>
    role === "workload"
      ? makesPodsItself(manifest.kind) && kinds.get(manifest.kind)?.selector === "labels"
      : role === "pod-label" && manifest.kind === "Job";
  const rest = isTaken(members, renaming, context) ? taken : meansIt;
  const ids = new Set(members.map(({ resource }) => writtenId(resource)));
  /** A selector that pods of another environment rest on, too: these keep their label. */
  const bindsOthers = ({ resource, place }: Member) =>
    place.selector !== undefined &&
    place.role !== "workload" &&
    labelledObjects(resource, place.role === "service-monitor" ? "Service" : "workload", context).some(
      (other) => !ids.has(writtenId(other)) && hasPair(other, place) && binds(place, resource, other),
    );
  return {
    of: (member: Member): Note => (isImmutable(member) ? immutable : bindsOthers(member) ? meansOthersToo : rest),
  };
}

/** Whether pods beside those that are renamed have the new pair, or a selector asks for it. */
function isTaken(members: readonly Member[], { key, value, part, newName }: Renaming, context: RenameContext): boolean {
  const pair = part === "key" ? { key: newName, value } : { key, value: newName };
  const [first] = members;
  if (first === undefined) return false;
  const place = { ...first.place, ...pair };
  const isOfServices = first.place.role === "service-label" || first.place.role === "service-monitor";
  const carriers = labelledObjects(first.resource, isOfServices ? "Service" : "workload", context);
  return (
    carriers.some((one) => one.namespace === first.resource.namespace && hasPair(one, place)) ||
    selectingObjects(first.resource, place, context).some((one) => one.namespace === first.resource.namespace)
  );
}
