// The API server as a caller: of webhooks, of conversions and of the servers behind APIServices.

import type { FieldPath } from "../base/field.ts";
import { backendsOf } from "../index/backends.ts";
import { idOf } from "../index/mentions.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { type End, type Judgement, judge, ungoverned } from "./judge.ts";
import { someLabels } from "./labels.ts";
import type { Arrival } from "./policies.ts";
import { namespaceLabels, outside } from "./scene.ts";
import type { TextPlace } from "./traffic.ts";

/** Kinds whose Service the API server calls (admissionregistration/v1, apiextensions/v1, apiregistration/v1). */
const kinds: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io ValidatingWebhookConfiguration",
  "admissionregistration.k8s.io MutatingWebhookConfiguration",
  "apiextensions.k8s.io CustomResourceDefinition",
  "apiregistration.k8s.io APIService",
]);

/** A Service that the API server is told to call. */
export interface ApiServerCall {
  readonly service: Resource<ServiceManifest>;
  /** Where the object names it; `port` is the default's number where none is written. */
  readonly place: TextPlace;
  readonly field: FieldPath;
}

/** The Services that an object makes the API server call; none for other kinds. */
export function* apiServerCalls(resource: Resource, world: World): Iterable<ApiServerCall> {
  // Asked of every object at every key: the kinds of most are known otherwise.
  if (resource.manifest.is !== "other" || !kinds.has(idOf(resource.manifest))) return;
  for (const backend of backendsOf(resource)) {
    const { namespace, service: name, port, serviceNode, serviceField } = backend;
    if (typeof port !== "number") continue;
    // The name under which the API server looks the Service up and checks its certificate.
    const text = `https://${name}.${namespace}.svc:${port}`;
    for (const service of world.servicesNamed(resource, namespace, name))
      yield { service, place: { resource, span: serviceNode.span, text, port }, field: serviceField };
  }
}

/**
 * Whether policies let the API server through. It has no labels: only addresses and empty lists of peers mean it. Some
 * providers bring its connections into the cluster through pods of kube-system, of which nothing is in sight.
 */
export function judgeApiServer(to: End, arrival: Arrival, asker: Resource, world: World): Judgement {
  const direct = judge(outside({ is: "addresses", addresses: undefined }), to, arrival);
  if (direct.verdict !== "blocked") return direct;
  const tunnel = {
    kind: "Pod",
    namespace: "kube-system",
    name: "",
    labels: someLabels([]),
    namespaceLabels: namespaceLabels("kube-system", asker, world),
    ports: [],
    hostNetwork: "no" as const,
  };
  const through = judge({ peer: { is: "pods", pods: tunnel }, governing: ungoverned }, to, arrival);
  if (through.verdict === "blocked") return direct;
  const doubts = direct.by.map((blame) => ({ ...blame, why: "not-in-sight" as const }));
  return { verdict: "unknown", by: [], doubts };
}
