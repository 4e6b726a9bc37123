// What a connection takes place among: the ends with the policies that govern them, as one asker sees the world.

import type { Resource } from "../index/resource.ts";
import type { Snapshot } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import { readPairs } from "../model/labels.ts";
import type { WorkloadManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { type End, governing, ungoverned } from "./judge.ts";
import { knownLabels, type Labels, someLabels } from "./labels.ts";
import { liveThings } from "./live.ts";
import { type Pods, podsOf } from "./pods.ts";
import { type PodsPeer, type Policies, policiesOf } from "./policies.ts";
import type { Thing } from "./thing.ts";

/** Every namespace has this label with its own name (kubernetes.io, "Automatic labelling"). */
export const namespaceNameLabel = "kubernetes.io/metadata.name";

/** Kinds of policies that belong to a namespace, and those that do not; the API group decides whether an object is one. */
const namespacedKinds = ["NetworkPolicy", "CiliumNetworkPolicy"] as const;
const clusterKinds = [
  "AdminNetworkPolicy",
  "BaselineAdminNetworkPolicy",
  "ClusterNetworkPolicy",
  "CiliumClusterwideNetworkPolicy",
  "GlobalNetworkPolicy",
] as const;

/** An end that is a workload's pods. */
export interface PodsEnd extends End {
  readonly peer: PodsPeer;
}

/** The pods of a workload. `asker`: from where the world is seen, a resource of the same scope. */
export function podsIn(workload: Thing<WorkloadManifest>, asker: Resource | undefined, world: World): Pods {
  const labels = namespaceLabels(workload.namespace, asker, world);
  const before = pods.get(workload);
  if (before !== undefined && before.namespaceLabels === labels) return before;
  const made = podsOf(workload, labels);
  pods.set(workload, made);
  return made;
}

/** The same with the policies that govern them. */
export function endOf(workload: Thing<WorkloadManifest>, asker: Resource | undefined, world: World): PodsEnd {
  const own = podsIn(workload, asker, world);
  const lists = policyLists(workload.namespace, asker, world);
  const before = ends.get(own);
  if (before !== undefined && isSameLists(before.lists, lists)) return before.end;
  const governs = governing(own, lists, before?.end.governing);
  const end =
    governs === before?.end.governing ? before.end : { peer: { is: "pods", pods: own } as const, governing: governs };
  ends.set(own, { lists, end });
  return end;
}

/** Pods that stand in no manifest, with the policies of their namespace. */
export function endOfPods(of: Pods, asker: Resource | undefined, world: World): PodsEnd {
  return { peer: { is: "pods", pods: of }, governing: governing(of, policyLists(of.namespace, asker, world)) };
}

/** What is no pod: no policy governs it. */
export function outside(peer: Exclude<End["peer"], PodsPeer>): End {
  return { peer, governing: ungoverned };
}

const pods = new WeakMap<Thing, Pods>();
const ends = new WeakMap<Pods, { readonly lists: readonly Policies[]; readonly end: PodsEnd }>();

function isSameLists(a: readonly Policies[], b: readonly Policies[]): boolean {
  return a.length === b.length && a.every((list, index) => list === b[index]);
}

/** Every policy that may govern pods of a namespace. */
export function policyLists(namespace: string, asker: Resource | undefined, world: World): readonly Policies[] {
  const written =
    asker === undefined
      ? []
      : [
          ...namespacedKinds.map((kind) => world.ofKind(asker, kind, namespace)),
          ...clusterKinds.map((kind) => world.ofKindEverywhere(asker, kind)),
        ];
  const lists = written.filter((list) => list.length > 0).map(policiesIn);
  if (world.snapshot === undefined) return lists;
  const live = livePolicies(namespace, written.flat(), world.snapshot);
  return live === undefined ? lists : [...lists, live];
}

/** The index gives one list to all who ask for one fact: it is read once. */
const read = new WeakMap<readonly Resource[], Policies>();

function policiesIn(list: readonly Resource[]): Policies {
  let policies = read.get(list);
  if (policies === undefined) {
    policies = policiesOf(list);
    read.set(list, policies);
  }
  return policies;
}

/** What a manifest says wins over the live object of its name. */
function livePolicies(namespace: string, written: readonly Resource[], snapshot: Snapshot): Policies | undefined {
  const { policies } = liveThings(snapshot);
  const here = policies.filter(
    ({ policy }) =>
      (policy.namespace === "" || policy.namespace === namespace) &&
      !written.some(
        ({ manifest, name, namespace: where }) =>
          manifest.kind === policy.manifest.kind &&
          name === policy.name &&
          (policy.namespace === "" || where === policy.namespace),
      ),
  );
  const [first] = here;
  if (first === undefined) return undefined;
  // The same policies are the same object again: what was found out about them is kept.
  const key = here.map(({ id }) => id).join(" ");
  const known = first.groups.get(key);
  if (known !== undefined) return known;
  const made = policiesOf(here.map(({ policy }) => policy));
  first.groups.set(key, made);
  return made;
}

const nothing: readonly Resource[] = [];
const labelsByList = new WeakMap<readonly Resource[], Map<string, Labels>>();
const labelsBySnapshot = new WeakMap<Snapshot, Map<string, Labels>>();
const labelsByName = new Map<string, Labels>();

/** The labels of a namespace: all of them where it is in sight, else the one that every namespace has. */
export function namespaceLabels(namespace: string, asker: Resource | undefined, world: World): Labels {
  const list = asker === undefined ? nothing : world.ofKind(asker, "Namespace", "");
  const written = list.find((candidate) => candidate.name === namespace && candidate.manifest.apiVersion === "v1");
  if (written !== undefined) return remembered(labelsByList, list, namespace, () => labelsOf(written));
  const { snapshot } = world;
  const live =
    snapshot === undefined ? undefined : liveThings(snapshot).namespaces.find(({ name }) => name === namespace);
  if (snapshot !== undefined && live !== undefined)
    return remembered(labelsBySnapshot, snapshot, namespace, () => labelsOf(live));
  let labels = labelsByName.get(namespace);
  if (labels === undefined) {
    labels = someLabels([[namespaceNameLabel, namespace]]);
    labelsByName.set(namespace, labels);
  }
  return labels;
}

/** Whether the labels of a namespace are in sight. */
export function isNamespaceInSight(namespace: string, asker: Resource | undefined, world: World): boolean {
  return !namespaceLabels(namespace, asker, world).mayHave("");
}

function remembered<K extends object>(
  memory: WeakMap<K, Map<string, Labels>>,
  key: K,
  namespace: string,
  make: () => Labels,
): Labels {
  const known = memory.get(key) ?? new Map<string, Labels>();
  memory.set(key, known);
  let labels = known.get(namespace);
  if (labels === undefined) {
    labels = make();
    known.set(namespace, labels);
  }
  return labels;
}

function labelsOf({ manifest, name, uncertain }: Thing): Labels {
  const pairs = readPairs(get(manifest.root, "metadata", "labels"));
  const all = [...pairs.map(({ key, value }) => [key, value] as const), [namespaceNameLabel, name] as const];
  return uncertain ? someLabels(all) : knownLabels(all);
}
