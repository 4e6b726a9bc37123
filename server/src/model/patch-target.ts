// Which objects a kustomization's patch or replacement is for.

import { get, stringOf } from "../yaml/cursor.ts";
import type { MapNode, Node } from "../yaml/node.ts";
import { groupOf } from "./kinds.ts";

/** Which objects a patch is for: undefined parts do not matter; names are anchored regular expressions. */
export interface PatchTarget {
  readonly group: string | undefined;
  readonly version: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly annotationSelector: string | undefined;
}

export function readTarget(node: Node | undefined): PatchTarget | undefined {
  if (node?.kind !== "map") return undefined;
  const part = (key: keyof PatchTarget) => stringOf(get(node, key)) || undefined;
  return {
    group: part("group"),
    version: part("version"),
    kind: part("kind"),
    name: part("name"),
    namespace: part("namespace"),
    labelSelector: part("labelSelector"),
    annotationSelector: part("annotationSelector"),
  };
}

/** Whether a patch with this target is for the object; `names`: all that it goes through. */
export function isTarget(target: PatchTarget, root: MapNode, names: ReadonlySet<string>): boolean {
  const version = (stringOf(get(root, "apiVersion")) ?? "").split("/").at(-1) ?? "";
  const namespace = stringOf(get(root, "metadata", "namespace")) ?? "default";
  return (
    fits(target.kind, [stringOf(get(root, "kind")) ?? ""]) &&
    fits(target.group, [groupOf(stringOf(get(root, "apiVersion")) ?? "")]) &&
    fits(target.version, [version]) &&
    fits(target.name, names) &&
    fits(target.namespace, [namespace]) &&
    fitsLabels(target.labelSelector, get(root, "metadata", "labels")) &&
    fitsLabels(target.annotationSelector, get(root, "metadata", "annotations"))
  );
}

function fits(pattern: string | undefined, values: Iterable<string>): boolean {
  if (pattern === undefined) return true;
  let matches: (value: string) => boolean = (value) => value === pattern;
  try {
    const anchoredPattern = new RegExp(`^(?:${pattern})$`);
    matches = (value) => anchoredPattern.test(value);
  } catch {
    // No regular expression: then it is a name.
  }
  for (const value of values) if (matches(value)) return true;
  return false;
}

/** Requirements as Kubernetes writes them: `a=b,c!=d,e in (f, g),!h`; one that cannot be read is taken to fit. */
function fitsLabels(selector: string | undefined, labels: Node | undefined): boolean {
  if (selector === undefined) return true;
  return selector.split(/,(?![^(]*\))/).every((part) => {
    const set = /^\s*([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(part);
    if (set !== null) {
      const found = stringOf(get(labels, set[1] ?? ""));
      const isOne = (set[3] ?? "").split(",").some((value) => value.trim() === found);
      return (set[2] === "in") === isOne;
    }
    const [, not, key = "", operator, value] = /^\s*(!)?\s*([\w./-]+)\s*(?:(!=|==?)\s*([\w.-]*))?\s*$/.exec(part) ?? [];
    if (key === "") return true;
    const found = stringOf(get(labels, key));
    if (operator === undefined) return (found !== undefined) === (not === undefined);
    return operator === "!=" ? found !== value : found === value;
  });
}
