// The call hierarchy of traffic: who calls a Service, and whom does it reach.

import { touches } from "../base/span.ts";
import { type Locale, say } from "../base/text.ts";
import type { WorkspaceDocument, WorkspaceFile } from "../index/document.ts";
import { mentionsIn } from "../index/mentions.ts";
import type { Resource } from "../index/resource.ts";
import type { Workspace } from "../index/workspace.ts";
import type { World } from "../index/world.ts";
import type { TextPosition, TextRange } from "../protocol.ts";
import { type Call, callsFrom, callsTo, takesPart } from "../reach/traffic.ts";
import { firstLine, get } from "../yaml/cursor.ts";
import { documentAt, rangeOf, uriOf } from "./ranges.ts";

/** An LSP CallHierarchyItem. */
export interface HierarchyItem {
  name: string;
  kind: 5 | 19;
  detail: string;
  uri: string;
  range: TextRange;
  selectionRange: TextRange;
  data: ItemIdentity;
}

/** What an item is found by again, wherever edits have moved it. */
interface ItemIdentity {
  kind: string;
  namespace: string;
  name: string;
  /** The kustomization or chart that it is applied with. */
  scope: string | null;
}

/** LSP CallHierarchyIncomingCall and CallHierarchyOutgoingCall. */
export interface IncomingCall {
  from: HierarchyItem;
  fromRanges: TextRange[];
}
export interface OutgoingCall {
  to: HierarchyItem;
  fromRanges: TextRange[];
}

/** The objects at a position: the Service that a name there means, else the object that is written there. */
export function prepareCallHierarchy(
  file: WorkspaceFile,
  position: TextPosition,
  workspace: Workspace,
): readonly HierarchyItem[] {
  const at = documentAt(file, position);
  if (at === undefined) return [];
  const world = workspace.world();
  const { locale } = workspace.settings;
  for (const resource of objectsAt(at.document, at.offset, workspace)) {
    const named = namedAt(resource, at.offset, world);
    if (named.length > 0) return named.map((service) => itemOf(service, undefined, locale));
    if (takesPart(resource, world)) return [itemOf(resource, undefined, locale)];
  }
  return [];
}

/** What a name at the offset means: a Service, or the Gateway of a route. */
function namedAt(resource: Resource, offset: number, world: World): readonly Resource[] {
  const { manifest, namespace } = resource;
  for (const mention of mentionsIn(manifest, namespace, world.settings.clusterDomain)) {
    // An Endpoints has its Service's name for its own.
    if (manifest.kind === "Endpoints" || !touches(mention.span, offset)) continue;
    return world.servicesNamed(resource, mention.namespace, mention.service);
  }
  if (manifest.is === "route") {
    const parent = manifest.route.parents.find(({ node }) => {
      const name = get(node, "name");
      return name !== undefined && touches(name.span, offset);
    });
    if (parent !== undefined)
      return world
        .ofKind(resource, "Gateway", parent.namespace ?? namespace)
        .filter((gateway) => gateway.name === parent.name);
  }
  return [];
}

export function incomingCalls(item: HierarchyItem, workspace: Workspace): readonly IncomingCall[] {
  const resource = resourceOf(item, workspace);
  if (resource === undefined) return [];
  const { locale } = workspace.settings;
  return callsTo(resource, workspace.world()).map((call) => ({
    from: itemOf(call.from, call.through, locale),
    fromRanges: rangesOf(call),
  }));
}

export function outgoingCalls(item: HierarchyItem, workspace: Workspace): readonly OutgoingCall[] {
  const resource = resourceOf(item, workspace);
  if (resource === undefined) return [];
  const { locale } = workspace.settings;
  return callsFrom(resource, workspace.world()).map((call) => ({
    to: itemOf(call.to, call.through, locale),
    fromRanges: rangesOf(call),
  }));
}

/** The object that holds the offset; a document of one object is that object from end to end. */
function objectsAt(document: WorkspaceDocument, offset: number, workspace: Workspace): readonly Resource[] {
  const all = workspace.shown(document);
  return all.length === 1 ? all : all.filter((resource) => touches(resource.manifest.root.span, offset));
}

function itemOf(resource: Resource, through: string | undefined, locale: Locale): HierarchyItem {
  const { manifest, document, namespace, name, scope } = resource;
  return {
    name: name || manifest.kind,
    kind: manifest.is === "service" ? 5 : 19,
    detail: detailOf(resource, through, locale),
    uri: uriOf(document, manifest.name?.span ?? manifest.root.span),
    range: rangeOf(document, manifest.root.span),
    selectionRange: rangeOf(document, manifest.name?.span ?? firstLine(manifest.root.span, document.yaml.text)),
    data: { kind: manifest.kind, namespace, name, scope: scope?.id ?? null },
  };
}

function detailOf({ manifest, namespace, name }: Resource, through: string | undefined, locale: Locale): string {
  // Of kinds that are not known, those of the whole cluster name no namespace.
  const isNamespaced = manifest.is !== "other" || manifest.kind === "ConfigMap" || manifest.namespace !== undefined;
  const parts = [isNamespaced ? `${manifest.kind} ${namespace}/${name}` : `${manifest.kind} ${name}`];
  if (manifest.is === "service" && manifest.service.type === "ExternalName" && manifest.service.externalName)
    parts.push(`→ ${manifest.service.externalName}`);
  if (manifest.is === "endpoints") {
    const addresses = manifest.endpoints.slices.flatMap((slice) => slice.endpoints.flatMap((each) => each.addresses));
    if (addresses.length > 0) parts.push(addresses.slice(0, 3).join(", ") + (addresses.length > 3 ? ", …" : ""));
  }
  if (manifest.is === "ingress") parts.push(...hosts(manifest.ingress.backends.map((backend) => backend.host)));
  if (manifest.is === "route") parts.push(...hosts(manifest.route.hostnames));
  if (through !== undefined) parts.push(say({ en: `by ${through}`, "zh-cn": `通过 ${through}` }, locale));
  return parts.join(" · ");
}

function hosts(all: readonly (string | undefined)[]): readonly string[] {
  const known = [...new Set(all.filter((host) => host !== undefined))];
  return known.length === 0 ? [] : [known.slice(0, 3).join(", ") + (known.length > 3 ? ", …" : "")];
}

function rangesOf(call: Call): TextRange[] {
  return call.spans.map((span) => rangeOf(call.from.document, span));
}

/** The object again: in its file, else wherever it went. */
function resourceOf({ uri, data }: HierarchyItem, workspace: Workspace): Resource | undefined {
  const own = workspace.file(uri);
  const files = own === undefined ? workspace.files() : [own, ...workspace.files()];
  for (const file of files) {
    for (const document of file.documents) {
      // Those of a patch are only where they stand.
      for (const resource of [...workspace.resources(document), ...workspace.shown(document)]) {
        if (
          resource.manifest.kind === data?.kind &&
          resource.namespace === data.namespace &&
          resource.name === data.name &&
          (resource.scope?.id ?? null) === data.scope
        )
          return resource;
      }
    }
  }
  return undefined;
}
