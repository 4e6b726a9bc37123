// Pods as a live cluster has them, and what keeps each from being ready.

import { readPairs } from "../model/labels.ts";
import { get, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type LiveEndpoint, liveSlicesIn, type Snapshot } from "./snapshot.ts";

export interface LivePod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** undefined: it is ready. */
  readonly trouble: PodTrouble | undefined;
}

/** What keeps a pod from being ready. `container` is a container's name. */
export type PodTrouble =
  /** `reason` is the kubelet's: ErrImagePull, ImagePullBackOff, … */
  | { readonly kind: "image"; readonly container: string; readonly image: string; readonly reason: string }
  /** Its program ends, or cannot begin; `reason` is the kubelet's. */
  | { readonly kind: "crash"; readonly container: string; readonly reason: string }
  /** The readiness probe fails, since that time (RFC 3339). */
  | { readonly kind: "unready"; readonly container: string | undefined; readonly since: string | undefined }
  /** No node takes it; in the scheduler's own words. */
  | { readonly kind: "unscheduled"; readonly words: string }
  | { readonly kind: "starting" }
  | { readonly kind: "ended" }
  | { readonly kind: "terminating" };

/** Of a waiting container, when it is the image's fault (kubernetes: pkg/kubelet/images). */
const imageReasons = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError)$/;
const startingReasons = /^(ContainerCreating|PodInitializing)$/;

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly LivePod[]>>();

/** The pods of a namespace; none where pods were not read. */
export function livePods(snapshot: Snapshot, namespace: string): readonly LivePod[] {
  let all = known.get(snapshot);
  if (all === undefined) {
    const byNamespace = new Map<string, LivePod[]>();
    for (const { kind, root } of snapshot.objects) {
      if (kind !== "Pod") continue;
      const pod = readPod(root);
      byNamespace.set(pod.namespace, [...(byNamespace.get(pod.namespace) ?? []), pod]);
    }
    all = byNamespace;
    known.set(snapshot, all);
  }
  return all.get(namespace) ?? [];
}

/** Whether the snapshot tells of pods at all: where it does not, their absence means nothing. */
export function hasPods(snapshot: Snapshot): boolean {
  livePods(snapshot, "");
  return (known.get(snapshot)?.size ?? 0) > 0;
}

/** The pods of the namespace that have all of these labels. */
export function podsWith(
  snapshot: Snapshot,
  namespace: string,
  labels: ReadonlyMap<string, string>,
): readonly LivePod[] {
  if (labels.size === 0) return [];
  return livePods(snapshot, namespace).filter((pod) =>
    [...labels].every(([key, value]) => pod.labels.get(key) === value),
  );
}

/** What the cluster says of a Service's endpoints; undefined where it has no slices for it. */
export function liveEndpointsOf(
  snapshot: Snapshot,
  namespace: string,
  name: string,
): readonly LiveEndpoint[] | undefined {
  const slices = liveSlicesIn(snapshot, { namespace, name });
  return slices.length === 0 ? undefined : slices.flatMap(({ endpoints }) => endpoints);
}

function readPod(root: Node): LivePod {
  return {
    namespace: stringOf(get(root, "metadata", "namespace")) ?? "default",
    name: stringOf(get(root, "metadata", "name")) ?? "",
    labels: new Map(readPairs(get(root, "metadata", "labels")).map(({ key, value }) => [key, value])),
    trouble: troubleOf(root),
  };
}

function troubleOf(root: Node): PodTrouble | undefined {
  const status = get(root, "status");
  const conditions = itemsOf(get(status, "conditions"));
  const condition = (type: string) => conditions.find((one) => stringOf(get(one, "type")) === type);
  if (get(root, "metadata", "deletionTimestamp") !== undefined) return { kind: "terminating" };
  if (/^(Succeeded|Failed)$/.test(stringOf(get(status, "phase")) ?? "")) return { kind: "ended" };
  const ready = condition("Ready");
  if (stringOf(get(ready, "status")) === "True") return undefined;
  const scheduled = condition("PodScheduled");
  if (stringOf(get(scheduled, "status")) === "False")
    return { kind: "unscheduled", words: stringOf(get(scheduled, "message")) ?? "" };
  const containers = ["initContainerStatuses", "containerStatuses"].flatMap((field) => itemsOf(get(status, field)));
  for (const one of containers) {
    const reason = stringOf(get(one, "state", "waiting", "reason")) ?? "";
    const container = stringOf(get(one, "name")) ?? "";
    if (imageReasons.test(reason)) return { kind: "image", container, image: imageOf(root, container), reason };
    if (reason !== "" && !startingReasons.test(reason)) return { kind: "crash", container, reason };
  }
  const running = itemsOf(get(status, "containerStatuses")).find(
    (one) => get(one, "state", "running") !== undefined && isFalse(get(one, "ready")),
  );
  if (running === undefined && stringOf(get(status, "phase")) !== "Running") return { kind: "starting" };
  return {
    kind: "unready",
    container: stringOf(get(running, "name")),
    since: stringOf(get(ready, "lastTransitionTime")),
  };
}

/** The image as the pod asks for it: the status has it in another form. */
function imageOf(root: Node, container: string): string {
  const all = ["initContainers", "containers"].flatMap((field) => itemsOf(get(root, "spec", field)));
  return (
    stringOf(
      get(
        all.find((one) => stringOf(get(one, "name")) === container),
        "image",
      ),
    ) ?? ""
  );
}

function isFalse(node: Node | undefined): boolean {
  return node?.kind === "bool" && !node.value;
}
