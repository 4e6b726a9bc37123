// What a document says, kind by kind: from YAML values to the field's own terms. Pure per document.

import type { FieldPath } from "../base/field.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node, StringNode, YamlDocument } from "../yaml/node.ts";
import { readService, type Service } from "./service.ts";
import { readWorkload, type Workload } from "./workload.ts";

/** One object of a document: a `List` has one for each of its items. */
export type Manifest = ServiceManifest | WorkloadManifest | OtherManifest;

interface ManifestBase {
  readonly apiVersion: string;
  /** The object's own kind, as written. */
  readonly kind: string;
  readonly name: StringNode | undefined;
  readonly namespace: StringNode | undefined;
  readonly root: MapNode;
  /** In a List, which item; else undefined. */
  readonly item: number | undefined;
}

export interface ServiceManifest extends ManifestBase {
  readonly is: "service";
  readonly service: Service;
}

/** A Pod, or anything with a template of pods. */
export interface WorkloadManifest extends ManifestBase {
  readonly is: "workload";
  readonly workload: Workload;
}

export interface OtherManifest extends ManifestBase {
  readonly is: "other";
}

/** Every object in the document that has an apiVersion and a kind; what has neither is no manifest. */
export function readManifests(document: YamlDocument): readonly Manifest[] {
  const root = document.root;
  if (root === undefined || root.kind !== "map") return [];
  const items = get(root, "items");
  if (stringOf(get(root, "kind")) === "List" && items?.kind === "list") {
    const manifests = items.items.map((node, item) => readManifest(node, item));
    return manifests.filter((manifest) => manifest !== undefined);
  }
  const manifest = readManifest(root, undefined);
  return manifest === undefined ? [] : [manifest];
}

function readManifest(root: Node, item: number | undefined): Manifest | undefined {
  if (root.kind !== "map") return undefined;
  const apiVersion = stringOf(get(root, "apiVersion"));
  const kind = stringOf(get(root, "kind"));
  if (apiVersion === undefined || kind === undefined) return undefined;
  const name = get(root, "metadata", "name");
  const namespace = get(root, "metadata", "namespace");
  const base = {
    apiVersion,
    kind,
    name: name?.kind === "string" ? name : undefined,
    namespace: namespace?.kind === "string" && namespace.value !== "" ? namespace : undefined,
    root,
    item,
  };
  if (kind === "Service" && apiVersion === "v1") return { ...base, is: "service", service: readService(root) };
  const workload = readWorkload(kind, apiVersion, root);
  if (workload !== undefined) return { ...base, is: "workload", workload };
  return { ...base, is: "other" };
}

/** Where the object's own fields begin in its document: `items[2]` in a List. */
export function rootPath(manifest: Manifest): FieldPath {
  return manifest.item === undefined ? [] : ["items", manifest.item];
}
