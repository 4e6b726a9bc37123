// The workloads, namespaces and policies that only a snapshot has.

import type { Snapshot } from "../index/snapshot.ts";
import type { Manifest, ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { boolOf, get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Policies } from "./policies.ts";
import type { Thing } from "./thing.ts";

export interface LiveThings {
  readonly workloads: readonly Thing<WorkloadManifest>[];
  readonly services: readonly Thing<ServiceManifest>[];
  readonly namespaces: readonly Thing[];
  readonly policies: readonly LivePolicy[];
}

export interface LivePolicy {
  readonly policy: Thing;
  readonly id: number;
  /** By which policies are asked together. */
  readonly groups: Map<string, Policies>;
}

const known = new WeakMap<Snapshot, LiveThings>();

/** What a snapshot holds beside Services and slices; the same snapshot gives the same objects. */
export function liveThings(snapshot: Snapshot): LiveThings {
  let things = known.get(snapshot);
  if (things === undefined) {
    things = readThings(snapshot);
    known.set(snapshot, things);
  }
  return things;
}

/** Policies of every kind end so: NetworkPolicy, CiliumNetworkPolicy, AdminNetworkPolicy. */
const policyKind = /NetworkPolicy$/;

function readThings({ objects }: Snapshot): LiveThings {
  const things = objects.map((manifest) => thingOf(manifest));
  const groups = new Map<string, Policies>();
  return {
    workloads: workloadsOf(things),
    services: things.flatMap((thing) =>
      thing.manifest.is === "service" ? [{ ...thing, manifest: thing.manifest }] : [],
    ),
    namespaces: things.filter(({ manifest }) => manifest.kind === "Namespace" && manifest.apiVersion === "v1"),
    policies: things
      .filter(({ manifest }) => policyKind.test(manifest.kind))
      .map((policy, id) => ({ policy, id, groups })),
  };
}

function thingOf<M extends Manifest>(manifest: M): Thing<M> {
  return {
    manifest,
    namespace: manifest.namespace?.value ?? "",
    name: manifest.name?.value ?? "",
    uncertain: false,
  };
}

/**
 * Pods, each as what owns it in the end: of a Deployment, one whatever the number of its pods and ReplicaSets. What owns
 * nothing that is live (a Deployment of no pods) counts by its own template.
 */
function workloadsOf(things: readonly Thing[]): readonly Thing<WorkloadManifest>[] {
  const found = new Map<string, Thing<WorkloadManifest>>();
  const byId = new Map(things.map((thing) => [idOf(thing.manifest.kind, thing.namespace, thing.name), thing]));
  for (const thing of things) {
    const { manifest, namespace } = thing;
    if (manifest.is !== "workload" || manifest.kind !== "Pod") continue;
    const owner = ownerOf({ ...thing, manifest }, byId);
    const id = idOf(owner.kind, namespace, owner.name);
    // The pods' own labels are what counts: those of a template may be newer than what runs.
    if (!found.has(id)) {
      const pod = { ...manifest, kind: owner.kind };
      found.set(id, { manifest: pod, namespace, name: owner.name, uncertain: false });
    }
  }
  for (const thing of things) {
    const { manifest, namespace, name } = thing;
    if (manifest.is !== "workload" || manifest.kind === "Pod" || manifest.kind === "ReplicaSet") continue;
    const id = idOf(manifest.kind, namespace, name);
    if (!found.has(id)) found.set(id, { ...thing, manifest });
  }
  return [...found.values()];
}

function idOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** Up the ownerReferences; a ReplicaSet that is not in the snapshot is taken for its Deployment's, by its name. */
function ownerOf(
  pod: Thing<WorkloadManifest>,
  byId: ReadonlyMap<string, Thing>,
): { readonly kind: string; readonly name: string } {
  let at: { readonly kind: string; readonly name: string } = { kind: pod.manifest.kind, name: pod.name };
  let references = ownersOf(pod.manifest);
  for (let step = 0; step < 8; step++) {
    const [owner] = references;
    // A node owns the pods that stand in its own files.
    if (owner === undefined || owner.kind === "Node") return at;
    at = owner;
    const thing = byId.get(idOf(owner.kind, pod.namespace, owner.name));
    if (thing === undefined) {
      const hash = pod.manifest.workload.podLabels.find(({ key }) => key === "pod-template-hash")?.value;
      if (owner.kind === "ReplicaSet" && hash !== undefined && owner.name.endsWith(`-${hash}`))
        return { kind: "Deployment", name: owner.name.slice(0, -hash.length - 1) };
      return at;
    }
    references = ownersOf(thing.manifest);
  }
  return at;
}

function ownersOf({ root }: Manifest): readonly { readonly kind: string; readonly name: string }[] {
  const all = itemsOf(get(root, "metadata", "ownerReferences"));
  const controller = all.filter((owner) => boolOf(get(owner, "controller")) === true);
  return (controller.length > 0 ? controller : all).flatMap((owner) => {
    const kind = stringOf(get(owner, "kind"));
    const name = stringOf(get(owner, "name"));
    return kind === undefined || name === undefined ? [] : [{ kind, name }];
  });
}
