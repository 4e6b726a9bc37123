// Access paths in the shape of protocol.ts, which is that of `paths --format json` in one language.

import type { Span } from "../base/span.ts";
import { type Locale, say } from "../base/text.ts";
import type { WorkspaceDocument, WrittenPlace } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { ResolvedHop, ResolvedPath, ResolvedService } from "../paths/path.ts";
import type { AccessPath, Hop, ServicePaths, TextRange, WorkloadReference } from "../protocol.ts";
import { labelText } from "./labels.ts";
import { reasonText } from "./reasons.ts";

/** How the asker names files and makes ranges; the paths know only documents and offsets. */
export interface Rendering {
  readonly locale: Locale;
  /** The file of a place in a document; without a span, of the document. */
  fileOf(document: WorkspaceDocument, span?: Span): string;
  rangeOf(document: WorkspaceDocument, span: Span): TextRange;
  /** In the protocol only: URIs and places beside the names. */
  readonly uriOf?: (document: WorkspaceDocument, span?: Span) => string;
  /** Whether a resource is shown, where only some are. */
  readonly shows?: ((resource: Resource) => boolean) | undefined;
  /** The kustomization's file under which a resource is applied, if it is. */
  readonly scopeOf?: (resource: Resource) => string | undefined;
}

/** One Service with all its paths. */
export function serviceJson(service: ResolvedService, rendering: Rendering): ServicePaths {
  const { resource, namespace, name, type, headless } = service;
  const document = resource?.document;
  const scope = resource === undefined ? undefined : rendering.scopeOf?.(resource);
  return {
    namespace,
    name,
    type,
    headless,
    file: resource === undefined ? null : rendering.fileOf(resource.document, nameSpan(resource)),
    ...(document === undefined || rendering.uriOf === undefined
      ? {}
      : { uri: rendering.uriOf(document, resource === undefined ? undefined : nameSpan(resource)) }),
    ...(scope === undefined ? {} : { scope }),
    range: resource === undefined ? null : rendering.rangeOf(resource.document, nameSpan(resource)),
    paths: service.paths.map((path) => pathJson(path, rendering)),
  };
}

/** One path. */
export function pathJson(path: ResolvedPath, rendering: Rendering): AccessPath {
  const { servicePort } = path;
  return {
    kind: path.kind,
    viewpoint: path.viewpoint,
    protocol: path.protocol,
    address: path.address ?? null,
    ...(path.names === undefined ? {} : { names: path.names }),
    port: path.port ?? null,
    url: path.url ?? null,
    path: path.path ?? null,
    servicePort: servicePort === undefined ? null : { name: servicePort.name ?? null, port: servicePort.port },
    certainty: path.certainty,
    state: path.state,
    hops: path.hops.map((hop) => hopJson(hop, rendering)),
    why: path.why === undefined ? null : say(reasonText(path.why), rendering.locale),
  };
}

function hopJson(hop: ResolvedHop, rendering: Rendering): Hop {
  return {
    kind: hop.kind,
    ...(hop.label === undefined ? {} : { label: say(labelText(hop.label), rendering.locale) }),
    ...("address" in hop ? { address: hop.address ?? null } : {}),
    ...("port" in hop ? { port: hop.port ?? null } : {}),
    ...(hop.certainty === undefined ? {} : { certainty: hop.certainty }),
    ...(hop.label?.is === "node" && hop.label.local ? { withPodOnly: true as const } : {}),
    ...(hop.workloads === undefined
      ? {}
      : { workloads: hop.workloads.map((workload) => workloadJson(workload, rendering)) }),
    ...placeJson(hop.place, rendering),
  };
}

function workloadJson(workload: Resource, rendering: Rendering): WorkloadReference {
  const { manifest, namespace, name, document } = workload;
  return {
    kind: manifest.kind,
    namespace,
    name,
    file: rendering.fileOf(document, nameSpan(workload)),
    ...placeJson({ document, span: nameSpan(workload) }, rendering),
  };
}

function placeJson(
  place: WrittenPlace | undefined,
  rendering: Rendering,
): { readonly uri?: string; readonly range?: TextRange } {
  if (place === undefined || rendering.uriOf === undefined) return {};
  return { uri: rendering.uriOf(place.document, place.span), range: rendering.rangeOf(place.document, place.span) };
}

/** Where a resource's name is written; its beginning where it has none. */
function nameSpan({ manifest }: Resource): Span {
  return manifest.name?.span ?? { start: manifest.root.span.start, end: manifest.root.span.start };
}
