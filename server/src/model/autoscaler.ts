// Who decides how many pods a workload has: a HorizontalPodAutoscaler, KEDA's ScaledObject, or a Rollout that borrows its
// template. `replicas` then says nothing.

import { get, integerOf, stringOf } from "../yaml/cursor.ts";
import type { MapNode } from "../yaml/node.ts";

export interface Autoscaler {
  /** The workload that it scales, in its own namespace. */
  readonly target: { readonly kind: string; readonly name: string };
  readonly min: number;
  /** Undefined where the number is not written as one. */
  readonly max: number | undefined;
  /** Whether it makes pods where there are none: KEDA does; a HorizontalPodAutoscaler rests while `replicas` is 0. */
  readonly wakes: boolean;
}

/** The autoscaler in an object; undefined for any other object, and without a target. */
export function readAutoscaler(kind: string, apiVersion: string, root: MapNode): Autoscaler | undefined {
  if (kind === "Rollout" && apiVersion.startsWith("argoproj.io/")) return readBorrower(root);
  const spec = get(root, "spec");
  const name = stringOf(get(spec, "scaleTargetRef", "name"));
  if (name === undefined) return undefined;
  const target = stringOf(get(spec, "scaleTargetRef", "kind"));
  if (kind === "HorizontalPodAutoscaler" && apiVersion.startsWith("autoscaling/")) {
    return {
      target: { kind: target ?? "", name },
      min: integerOf(get(spec, "minReplicas")) ?? 1,
      max: integerOf(get(spec, "maxReplicas")),
      wakes: false,
    };
  }
  if (kind === "ScaledObject" && apiVersion.startsWith("keda.sh/")) {
    return {
      target: { kind: target ?? "Deployment", name },
      min: integerOf(get(spec, "minReplicaCount")) ?? 0,
      // KEDA's own default.
      max: get(spec, "maxReplicaCount") === undefined ? 100 : integerOf(get(spec, "maxReplicaCount")),
      wakes: true,
    };
  }
  return undefined;
}

/** An Argo Rollout that takes its pods' template from a workload, and lets that rest at 0 (spec.workloadRef). */
function readBorrower(root: MapNode): Autoscaler | undefined {
  const spec = get(root, "spec");
  const kind = stringOf(get(spec, "workloadRef", "kind"));
  const name = stringOf(get(spec, "workloadRef", "name"));
  if (kind === undefined || name === undefined) return undefined;
  const replicas = integerOf(get(spec, "replicas")) ?? 1;
  return { target: { kind, name }, min: replicas, max: replicas, wakes: replicas > 0 };
}
