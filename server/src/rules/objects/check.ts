// What the API server has against the objects around a Service, as findings with fixes.

import type { ObjectError } from "../../api-server/objects/object-error.ts";
import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { objectErrorsOf } from "../../paths/object-refusal.ts";
import { get, locate } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { type Check, type Finding, report } from "../rule.ts";
import { objectFixes } from "./fixes.ts";
import { objectRules } from "./rules.ts";
import { objectText } from "./words.ts";

/** One look for all that is held against an object. */
export const objects: Check = {
  name: "objects",
  rules: Object.values(objectRules),
  local: true,
  check: checkObject,
};

function* checkObject(resource: Resource, world: World): Iterable<Finding> {
  const { manifest, document } = resource;
  const said = new Set<string>();
  for (const { error, when } of objectErrorsOf(resource, world.settings)) {
    if (isLabel(error)) continue;
    const span = spanOf(error, manifest.root, document.yaml.text);
    // One mistake in one place that the server words in two ways is said once.
    const key = `${error.problem} ${span.start}`;
    if (said.has(key)) continue;
    said.add(key);
    yield report(objectRules[error.rule], {
      span,
      field: error.place,
      message: objectText(error, manifest.kind),
      server: { sentence: error.sentence, when },
      fixes: () => objectFixes(error, resource, world),
    });
  }
}

/** Labels and selectors whose values are no text have a rule of their own, which knows what YAML made of them. */
function isLabel({ problem, place }: ObjectError): boolean {
  return problem === "type" && place.some((step) => step === "labels" || step === "matchLabels");
}

/** The value, its key, or what is nearest to where it is missing: the name of the object, at the worst. */
function spanOf(error: ObjectError, root: Node, text: string): Finding["span"] {
  const own = locate(root, error.place, text);
  const isWritten = own.depth === error.place.length;
  if ((error.on === "key" || isWhole(own.node)) && isWritten && own.entry !== undefined) return own.entry.keySpan;
  if (own.depth === 0) return (get(root, "metadata", "name") ?? root).span;
  return own.span;
}

function isWhole({ kind }: Node): boolean {
  return kind === "map" || kind === "list";
}
