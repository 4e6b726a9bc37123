// The Services of which no endpoint is ready: only of these are pods read, for the reason.

import { type Fields, isFields } from "./kubeconfig.ts";

/** Pods that somebody wants to know of: of one namespace, by their labels. */
export interface PodsWanted {
  readonly namespace: string;
  /** As the API takes it: `app=web,tier=front`. */
  readonly labelSelector: string;
}

/** Of more Services than these the reasons are not asked for: then something else is wrong than their pods. */
const most = 20;

/** One for each selector, in the Services' order. Services whose slices are not known do not count. */
export function podsWanted(services: Iterable<Fields>, slices: Iterable<Fields>): readonly PodsWanted[] {
  /** Whether any endpoint of the Service is ready. */
  const ready = new Map<string, boolean>();
  for (const { metadata, endpoints } of slices) {
    if (!isFields(metadata) || !isFields(metadata.labels)) continue;
    const id = `${metadata.namespace}/${metadata.labels["kubernetes.io/service-name"]}`;
    ready.set(id, ready.get(id) === true || (Array.isArray(endpoints) && endpoints.some(isReady)));
  }
  const wanted = new Map<string, PodsWanted>();
  for (const { metadata, spec } of services) {
    if (!isFields(metadata) || !isFields(spec) || !isFields(spec.selector)) continue;
    if (ready.get(`${metadata.namespace}/${metadata.name}`) !== false) continue;
    const pairs = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`);
    if (pairs.length === 0) continue;
    const pods = { namespace: String(metadata.namespace), labelSelector: pairs.sort().join(",") };
    wanted.set(idOf(pods), pods);
    if (wanted.size === most) break;
  }
  return [...wanted.values()];
}

export function idOf({ namespace, labelSelector }: PodsWanted): string {
  return `${namespace}?${labelSelector}`;
}

function isReady(endpoint: unknown): boolean {
  // An absent condition counts as ready.
  return isFields(endpoint) && !(isFields(endpoint.conditions) && endpoint.conditions.ready === false);
}
