// The ready pods behind a Service's port, from its EndpointSlices: there the port is translated already.

import type { Target } from "./forward.ts";
import { type Fields, isFields } from "./kubeconfig.ts";
import type { Reflector } from "./reflector.ts";

/** In the slices' order; none where the Service or its port is not there. */
export function readyTargets(
  reflectors: readonly Reflector[],
  namespace: string,
  service: string,
  port: number,
): readonly Target[] {
  const objects = (kind: string) => [...(reflectors.find((one) => one.kind.kind === kind)?.objects ?? [])];
  const found = objects("Service").find(
    ({ metadata }) => isFields(metadata) && metadata.namespace === namespace && metadata.name === service,
  );
  const spec = isFields(found?.spec) ? found.spec : {};
  const wanted = list(spec.ports).find((one) => one.port === port && (one.protocol ?? "TCP") === "TCP");
  if (wanted === undefined) return [];
  return objects("EndpointSlice")
    .filter((slice) => belongs(slice, namespace, service))
    .flatMap((slice) => {
      // A slice's port has the name of the Service's.
      const number = list(slice.ports).find(
        (one) => (one.name ?? "") === (wanted.name ?? "") && (one.protocol ?? "TCP") === "TCP",
      )?.port;
      if (typeof number !== "number") return [];
      return list(slice.endpoints).flatMap(({ conditions, targetRef }) => {
        const isReady = !isFields(conditions) || (conditions.ready !== false && conditions.terminating !== true);
        return isReady && isFields(targetRef) && targetRef.kind === "Pod"
          ? [{ pod: String(targetRef.name), port: number }]
          : [];
      });
    });
}

function belongs({ metadata }: Fields, namespace: string, service: string): boolean {
  if (!isFields(metadata) || metadata.namespace !== namespace) return false;
  return isFields(metadata.labels) && metadata.labels["kubernetes.io/service-name"] === service;
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}
