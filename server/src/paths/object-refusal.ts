// Whether an object that paths rely on will be there at all: what the API server or its CRD holds against it.

import { type FoundObjectError, objectErrors } from "../api-server/objects/judge-object.ts";
import { isFilledIn } from "../base/placeholder.ts";
import type { Settings } from "../base/settings.ts";
import { same } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import { isTemplated } from "../index/unreadable.ts";
import { locate } from "../yaml/cursor.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { ObjectRefusedReason } from "./reason.ts";

/** All that stands against the object, the server's first answer first. Of what a template or somebody else fills in nobody knows. */
export function objectErrorsOf(
  { document, manifest, uncertain }: Resource,
  settings: Settings,
): readonly FoundObjectError[] {
  if (manifest.is === "service" || uncertain || isTemplated(document.yaml)) return [];
  return objectErrors(manifest.root, settings.kubernetesVersion).filter(({ error }) => {
    const { node, entry, depth } = locate(manifest.root, error.place, document.yaml.text);
    return depth < error.place.length || !(holdsFilledIn(node) || isFilledIn(entry?.key));
  });
}

/** Why the object will not be there; undefined when nothing speaks against it. */
export function objectRefusal(resource: Resource, settings: Settings): ObjectRefusedReason | undefined {
  const [unreadable] = resource.document.yaml.errors;
  if (unreadable !== undefined && !isTemplated(resource.document.yaml))
    return { kind: "object-refused", object: resource, message: unreadable.message };
  const [first] = objectErrorsOf(resource, settings);
  return first === undefined
    ? undefined
    : { kind: "object-refused", object: resource, message: same(first.error.sentence) };
}
