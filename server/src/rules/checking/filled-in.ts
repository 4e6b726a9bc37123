// Values that somebody fills in later are not judged, and no fix touches them.

import { isFilledIn, isNameToBe, keepsPlaceholders, placeholdersIn } from "../../base/placeholder.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import type { Resource } from "../../index/resource.ts";
import { entryOf, get, locate } from "../../yaml/cursor.ts";
import { holdsFilledIn } from "../../yaml/filled-in.ts";
import type { Node } from "../../yaml/node.ts";
import { ruleOf } from "../all.ts";
import type { Finding, Fix } from "../rule.ts";

/** Whether a finding speaks of a value that is none yet, or rests on one. */
export function restsOnFilledIn(finding: Finding, { manifest, document }: Resource): boolean {
  // They look at each name in a text for themselves.
  if (finding.rule === "host-name-missing" || finding.rule === "service-link-collides") return false;
  const { root } = manifest;
  const found = locate(root, finding.field, document.yaml.text);
  const isThere = found.depth === finding.field.length;
  if (isThere && nameRules.has(finding.rule) && found.node.kind === "string" && isNameToBe(found.node.value))
    return true;
  // `{NAME}` without quotes is a map to YAML.
  const { start, end } = found.node.span;
  if (isThere && found.node.kind === "map" && /^\{[A-Z][A-Z0-9_]*\}$/.test(document.yaml.text.slice(start, end)))
    return true;
  if (isThere && (holdsFilledIn(found.node) || isFilledIn(found.entry?.key))) return true;
  if (finding.server === undefined || ruleOf[finding.rule].inTemplates !== undefined) return false;
  if (manifest.is !== "service") return false;
  // What the server says of a Service as a whole depends on its type, its addresses and its ports.
  return isThere && finding.field[0] === "metadata" ? false : decidingIsOpen(root);
}

/** Those that judge the form of names. */
const nameRules: ReadonlySet<string> = new Set(["name-format", "object-name-format", "ingress-backend-form"]);

/** Whether anything in a Service's spec is filled in later but its selector, on which nothing else depends. */
function decidingIsOpen(root: Node): boolean {
  const spec = get(root, "spec");
  if (spec?.kind !== "map") return holdsFilledIn(spec);
  const selector = entryOf(spec, "selector");
  return spec.entries.some((entry) => entry !== selector && (isFilledIn(entry.key) || holdsFilledIn(entry.value)));
}

/** The fixes that leave every mark as it is. */
export function* keepingFilledIn(fixes: Iterable<Fix>, own: WorkspaceDocument): Iterable<Fix> {
  for (const fix of fixes) {
    const isKept = fix.edits.every(({ document, span, text }) => {
      const written = (document ?? own).yaml.text;
      return keepsPlaceholders(written.slice(span.start, span.end), text) && !splitsMark(written, span);
    });
    if (isKept) yield fix;
  }
}

/** Whether a span begins or ends within a mark. */
function splitsMark(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const line = text.slice(from, next < 0 ? text.length : next);
  return placeholdersIn(line).some((mark) => {
    const [first, last] = [mark.start + from, mark.end + from];
    return (first < start && start < last) || (first < end && end < last);
  });
}
