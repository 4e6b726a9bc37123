// Knative Services: each makes a core Service of its name.

import type { Manifest } from "./manifest.ts";

/**
 * The ports of the Service that Knative makes (knative/serving, the route's placeholder Service: port 80; 443 with TLS inside
 * the cluster), whatever the containers' are.
 */
export const knativePorts: readonly number[] = [80, 443];

/** Whether an object is a Knative Service. */
export function isKnativeService({ apiVersion, kind }: Manifest): boolean {
  return kind === "Service" && apiVersion.startsWith("serving.knative.dev/");
}
