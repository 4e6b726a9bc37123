// Annotations that Kubernetes itself once read on a Service. A field has taken each one's place, and nothing reads them any more.

import type { FieldPath } from "../../base/field.ts";

/** An annotation of a Service that nothing reads any more. */
export interface RemovedAnnotation {
  /** The field that took its place. */
  readonly field: FieldPath;
  /** What the field would have to say for what the annotation says; undefined where it says nothing. */
  readonly valueOf: (text: string) => boolean | number | string | undefined;
}

// Sources: kubernetes CHANGELOG-1.7 (external traffic became a field), CHANGELOG-1.24 (the last reader of
// tolerate-unready-endpoints was removed), core/v1 ServiceSpec.
const trafficPolicy: RemovedAnnotation = {
  field: ["spec", "externalTrafficPolicy"],
  valueOf: (text) => (text === "OnlyLocal" ? "Local" : text === "Global" ? "Cluster" : undefined),
};
const healthCheckPort: RemovedAnnotation = {
  field: ["spec", "healthCheckNodePort"],
  valueOf: (text) => (/^\d{1,5}$/.test(text) ? Number(text) : undefined),
};

const removed: ReadonlyMap<string, RemovedAnnotation> = new Map([
  [
    "service.alpha.kubernetes.io/tolerate-unready-endpoints",
    {
      field: ["spec", "publishNotReadyAddresses"],
      valueOf: (text: string) => (text === "true" ? true : undefined),
    },
  ],
  ["service.alpha.kubernetes.io/external-traffic", trafficPolicy],
  ["service.beta.kubernetes.io/external-traffic", trafficPolicy],
  ["service.alpha.kubernetes.io/healthcheck-nodeport", healthCheckPort],
  ["service.beta.kubernetes.io/healthcheck-nodeport", healthCheckPort],
]);

/** What a Service's annotation was replaced by, if Kubernetes no longer reads it. */
export function removedAnnotation(key: string): RemovedAnnotation | undefined {
  return removed.get(key);
}
