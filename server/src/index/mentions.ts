// Where Services are named: backends of Ingresses and routes, a StatefulSet's serviceName, slices, DNS names in texts.

import type { Span } from "../base/span.ts";
import { type HostName, hostNamesIn } from "../model/host-names.ts";
import type { Manifest } from "../model/manifest.ts";
import { stringsOf, textsKey } from "../model/strings.ts";
import { get, getAll, stringOf } from "../yaml/cursor.ts";
import type { Node, StringNode } from "../yaml/node.ts";

/** One place that names a Service. */
export interface Mention {
  readonly namespace: string;
  readonly service: string;
  /** The name itself where it can be shown on its own, else all that names it. Offsets in the document. */
  readonly span: Span;
  /**
   * `backend`: traffic goes there; `governs`: it names the pods of a workload; `endpoints`: somebody's slices for it;
   * `grant`: a ReferenceGrant lets others in; `text`: a host name in a text.
   */
  readonly by: "backend" | "governs" | "endpoints" | "grant" | "text";
  /** The value that is the name, or the text that it stands in. */
  readonly node: Node;
  /** Beside it, the port that is meant: a name or a number. */
  readonly portNode: Node | undefined;
  /** The host name around it, with its place in the text's value. */
  readonly host: HostName | undefined;
}

/** Every place in an object that names a Service. `namespace`: the object's own. `clusterDomain` undefined: of any cluster. */
export function* mentionsIn(
  manifest: Manifest,
  namespace: string,
  clusterDomain: string | undefined,
): Iterable<Mention> {
  const { root } = manifest;
  switch (manifest.is) {
    case "ingress":
      for (const { serviceNode, portNode } of manifest.ingress.backends)
        yield* named(serviceNode, namespace, "backend", portNode);
      return;
    case "route":
      for (const backend of manifest.route.rules.flatMap((rule) => [...rule.backends, ...rule.mirrors]))
        yield* named(backend.serviceNode, backend.namespace ?? namespace, "backend", backend.portNode);
      return;
    case "workload": {
      const { serviceName, subdomain, podSpec } = manifest.workload;
      if (serviceName) yield* named(get(root, "spec", "serviceName"), namespace, "governs", undefined);
      if (subdomain) yield* named(get(podSpec, "subdomain"), namespace, "governs", undefined);
      if (manifest.apiVersion.startsWith("argoproj.io/")) {
        for (const [strategy, ...fields] of rolloutServices) {
          for (const field of fields)
            yield* named(get(root, "spec", "strategy", strategy, field), namespace, "backend", undefined);
        }
      }
      yield* inTexts(manifest, namespace, clusterDomain);
      return;
    }
    case "endpoints":
      yield* named(manifest.endpoints.serviceNode, namespace, "endpoints", undefined);
      return;
    case "reference-grant":
      for (const to of getAll(root, ["spec", "to", "*"])) {
        if (stringOf(get(to, "kind")) === "Service" && !stringOf(get(to, "group")))
          yield* named(get(to, "name"), namespace, "grant", undefined);
      }
      return;
    case "other":
      if (textsKey(manifest) !== undefined) yield* inTexts(manifest, namespace, clusterDomain);
      else yield* inOthers(manifest, namespace);
      return;
    default:
      return;
  }
}

/** The Services that an Argo Rollout moves its pods between. */
const rolloutServices = [
  ["canary", "canaryService", "stableService"],
  ["blueGreen", "activeService", "previewService"],
] as const;

/** Where other kinds refer to a Service, with a name, a namespace (or none) and a port; by group and kind. */
const references: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "apiregistration.k8s.io APIService": [["spec", "service"]],
  "admissionregistration.k8s.io ValidatingWebhookConfiguration": [["webhooks", "*", "clientConfig", "service"]],
  "admissionregistration.k8s.io MutatingWebhookConfiguration": [["webhooks", "*", "clientConfig", "service"]],
  "apiextensions.k8s.io CustomResourceDefinition": [["spec", "conversion", "webhook", "clientConfig", "service"]],
  "autoscaling HorizontalPodAutoscaler": [["spec", "metrics", "*", "object", "describedObject"]],
  "route.openshift.io Route": [
    ["spec", "to"],
    ["spec", "alternateBackends", "*"],
  ],
  "traefik.io IngressRoute": [["spec", "routes", "*", "services", "*"]],
  "traefik.io IngressRouteTCP": [["spec", "routes", "*", "services", "*"]],
  "traefik.io IngressRouteUDP": [["spec", "routes", "*", "services", "*"]],
  "traefik.io TraefikService": [
    ["spec", "weighted", "services", "*"],
    ["spec", "mirroring"],
    ["spec", "mirroring", "mirrors", "*"],
  ],
  "projectcontour.io HTTPProxy": [
    ["spec", "routes", "*", "services", "*"],
    ["spec", "tcpproxy", "services", "*"],
  ],
};

/** Where Istio writes a Service as a host: NAME, NAME.NAMESPACE or a full name. */
const hostFields: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "networking.istio.io VirtualService": [
    ...["http", "tcp", "tls"].map((list) => ["spec", list, "*", "route", "*", "destination", "host"]),
    ["spec", "http", "*", "mirror", "host"],
  ],
  "networking.istio.io DestinationRule": [["spec", "host"]],
};

/** Where an object that is no Ingress and no route of the Gateway API may name Services; a step `*` is every item of a list. */
export interface ReferencePlaces {
  /** Objects with a name, a namespace (or none) and a port. */
  readonly references: readonly (readonly string[])[];
  /** Hosts: NAME, NAME.NAMESPACE or a full name. */
  readonly hosts: readonly (readonly string[])[];
  /** Names alone, of Services of the object's own namespace. */
  readonly names: readonly (readonly string[])[];
}

export function referencePlaces(manifest: Manifest): ReferencePlaces {
  const id = idOf(manifest);
  const isRollout = manifest.is === "workload" && manifest.apiVersion.startsWith("argoproj.io/");
  const names = isRollout
    ? rolloutServices.flatMap(([strategy, ...fields]) => fields.map((field) => ["spec", "strategy", strategy, field]))
    : [];
  return { references: references[id] ?? [], hosts: hostFields[id] ?? [], names };
}

/** The versions of custom kinds whose fields the tables above know; of another one nothing is read. */
const versions: Readonly<Record<string, readonly string[]>> = {
  "networking.istio.io": ["v1alpha3", "v1beta1", "v1"],
  "projectcontour.io": ["v1"],
  "route.openshift.io": ["v1"],
  "traefik.containo.us": ["v1alpha1"],
  "traefik.io": ["v1alpha1"],
};

/** Group and kind, as the tables above are written: `traefik.io IngressRoute`; of a version that nobody knows, with the version. */
export function idOf({ apiVersion, kind }: Manifest): string {
  const [group = "", version = ""] = apiVersion.split("/");
  if (versions[group]?.includes(version) === false) return `${apiVersion} ${kind}`;
  return `${group === "traefik.containo.us" ? "traefik.io" : group} ${kind}`;
}

function* inOthers(manifest: Manifest, namespace: string): Iterable<Mention> {
  const id = idOf(manifest);
  // OpenShift's Route names the port once, for all that it leads to.
  const portNode = id === "route.openshift.io Route" ? get(manifest.root, "spec", "port", "targetPort") : undefined;
  for (const path of references[id] ?? [])
    for (const node of getAll(manifest.root, path)) yield* referred(node, namespace, "backend", portNode);
  for (const path of hostFields[id] ?? []) {
    for (const node of getAll(manifest.root, path)) {
      const [, service, where] =
        /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?)?$/.exec(stringOf(node) ?? "") ?? [];
      if (service === undefined || node.kind !== "string") continue;
      const { start } = node.span;
      const lead = node.style === "plain" ? 0 : 1;
      yield {
        namespace: where ?? namespace,
        service,
        span: { start: start + lead, end: start + lead + service.length },
        by: "backend",
        node,
        portNode: undefined,
        host: {
          service,
          namespace: where,
          form: "short",
          port: undefined,
          text: node.value,
          start: 0,
          end: node.value.length,
          lead: "",
        },
      };
    }
  }
  // Ingresses before v1 named it beside the port.
  if (manifest.kind === "Ingress") {
    for (const path of [
      ["spec", "backend"],
      ["spec", "rules", "*", "http", "paths", "*", "backend"],
    ])
      for (const node of getAll(manifest.root, path))
        yield* named(get(node, "serviceName"), namespace, "backend", get(node, "servicePort"));
  }
}

/** A reference by name, to something that may be of another kind than Service. */
function* referred(node: Node, namespace: string, by: Mention["by"], portNode: Node | undefined): Iterable<Mention> {
  if ((stringOf(get(node, "kind")) ?? "Service") !== "Service") return;
  yield* named(get(node, "name"), stringOf(get(node, "namespace")) || namespace, by, portNode ?? get(node, "port"));
}

function* named(
  node: Node | undefined,
  namespace: string,
  by: Mention["by"],
  portNode: Node | undefined,
): Iterable<Mention> {
  const service = stringOf(node);
  if (node !== undefined && service) yield { namespace, service, span: node.span, by, node, portNode, host: undefined };
}

function* inTexts(manifest: Manifest, namespace: string, clusterDomain: string | undefined): Iterable<Mention> {
  for (const { node } of stringsOf(manifest)) yield* inText(node, namespace, clusterDomain);
}

/** The Services that one text names. */
export function* inText(node: StringNode, namespace: string, clusterDomain: string | undefined): Iterable<Mention> {
  for (const host of hostNamesIn(node, clusterDomain)) {
    const start = host.span?.start ?? node.span.start;
    const end = start + (host.span === undefined ? 1 : host.service.length);
    const { service } = host;
    yield {
      namespace: host.namespace ?? namespace,
      service,
      span: { start, end },
      by: "text",
      node,
      portNode: undefined,
      host,
    };
  }
}
