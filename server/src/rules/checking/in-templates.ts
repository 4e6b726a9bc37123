// What may be said where a template fills values in: what is written, and wrong whatever the rest will be.

import type { WorkspaceDocument } from "../../index/document.ts";
import type { Resource } from "../../index/resource.ts";
import { areNear, isTemplated } from "../../index/unreadable.ts";
import type { World } from "../../index/world.ts";
import { nodeAt } from "../../yaml/at.ts";
import { locate } from "../../yaml/cursor.ts";
import type { Node, YamlDocument } from "../../yaml/node.ts";
import { hasBraces } from "../../yaml/read-chunk.ts";
import { ruleOf } from "../all.ts";
import type { Finding } from "../rule.ts";
import { restsOnFilledIn } from "./filled-in.ts";

/** Whether a finding of a templated document holds whatever the template will make. */
function holdsInTemplate(finding: Finding, { manifest, document }: Resource): boolean {
  const { inTemplates } = ruleOf[finding.rule];
  if (inTemplates === undefined || document.yaml.template?.kind === "unread") return false;
  if (inTemplates === "template") return true;
  const { root } = manifest;
  const found = locate(root, finding.field, document.yaml.text);
  if (found.depth < finding.field.length) return false;
  return inTemplates === "key" ? !hasBraces(found.entry?.key ?? "") : isWritten(found.node, document.yaml);
}

/** Whether no template and no other tool can make a finding of a resource go. */
export function isSettled(finding: Finding, resource: Resource): boolean {
  if (ruleOf[finding.rule].inTemplates === "template") return true;
  if (restsOnFilledIn(finding, resource)) return false;
  return isTemplated(resource.document.yaml)
    ? holdsInTemplate(finding, resource)
    : !isInBraces(finding, resource.document);
}

/** Whether every character of a value is its own: no action writes it, or something into it. */
function isWritten(node: Node, document: YamlDocument): boolean {
  if (node.kind === "map" || node.kind === "list") {
    if (hasBraces(document.text.slice(node.span.start, node.span.end))) return false;
    const below = node.kind === "list" ? node.items : node.entries.map(({ value }) => value);
    return below.every((each) => isWritten(each, document));
  }
  if (node.kind === "null" && (node.unknown === true || isBeforeAction(node, document))) return false;
  return !hasBraces(node.source);
}

/** Whether an instruction stands behind it on its line: ytt's say in a comment what the value will be. */
function isBeforeAction({ span }: Node, { text, template }: YamlDocument): boolean {
  const end = text.indexOf("\n", span.end) < 0 ? text.length : text.indexOf("\n", span.end);
  return template?.actions.some(({ start }) => span.end <= start && start < end) === true;
}

/** Whether a finding of a readable document is about text in braces that something else may fill in yet. */
function isInBraces({ span }: Finding, { yaml }: WorkspaceDocument): boolean {
  if (!hasBraces(yaml.text)) return false;
  const found = nodeAt(yaml, span.start);
  return found?.kind === "value" && "source" in found.node && hasBraces(found.node.source);
}

/** A world that tells whether something templated was met in it: what a rule finds then, the template may settle. */
export interface WatchedWorld extends World {
  /** Whether it was since this was asked last. */
  readonly metTemplate: () => boolean;
}

export function watchTemplates(world: World): WatchedWorld {
  let met = false;
  const note = <R extends Resource>(found: readonly R[]): readonly R[] => {
    met ||= templatesIn(found).length > 0;
    return found;
  };
  return {
    ...world,
    servicesNamed: (from, namespace, name) => note(world.servicesNamed(from, namespace, name)),
    selected: (service) => note(world.selected(service)),
    selecting: (workload) => note(world.selecting(workload)),
    ofKind: (from, kind, namespace) => note(world.ofKind(from, kind, namespace)),
    ofKindEverywhere: (from, kind) => {
      const found = world.ofKindEverywhere(from, kind);
      // In a workspace there is a template somewhere; of plain files only one near by may be what was looked for.
      met ||= templatesIn(found).some(
        ({ document }) => from.scope !== undefined || areNear(from.document.file.uri, document.file.uri),
      );
      return found;
    },
    metTemplate: () => {
      const before = met;
      met = false;
      return before;
    },
  };
}

/** The index gives one list to all who ask for one fact; it is gone through once. */
const known = new WeakMap<readonly Resource[], readonly Resource[]>();

function templatesIn(resources: readonly Resource[]): readonly Resource[] {
  const templated = () => resources.filter(({ document }) => isTemplated(document.yaml));
  if (resources.length < 10) return templated();
  let found = known.get(resources);
  if (found === undefined) {
    found = templated();
    known.set(resources, found);
  }
  return found;
}
