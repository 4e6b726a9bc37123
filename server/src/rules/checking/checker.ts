// Runs the rules over one document at a time.

import { formatField } from "../../base/field.ts";
import type { RuleLevel } from "../../base/settings.ts";
import type { Span } from "../../base/span.ts";
import type { WorkspaceDocument } from "../../index/document.ts";
import { folderOf, placeOf } from "../../index/places.ts";
import type { Scope } from "../../index/plan.ts";
import { Remembered } from "../../index/remembered.ts";
import type { Resource } from "../../index/resource.ts";
import { isTemplated } from "../../index/unreadable.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { World } from "../../index/world.ts";
import type { Node, YamlDocument } from "../../yaml/node.ts";
import { checks } from "../all.ts";
import { textFindings } from "../kubectl.ts";
import { damageFindings, isWreck } from "../manifest-damaged.ts";
import type { Check, Finding, Fix } from "../rule.ts";
import { selectorMatchesNothing } from "../selector-matches-nothing.ts";
import { allowances } from "./allow.ts";
import { keepingFilledIn } from "./filled-in.ts";
import { isSettled, type WatchedWorld, watchTemplates } from "./in-templates.ts";
import { isLeftOpen } from "./left-open.ts";

/** A finding of one resource, or of a text that cannot be read (then there is no resource). */
export interface Reported {
  readonly finding: Finding;
  readonly resource: Resource | undefined;
  /** Where the manifest is applied in several ways, the scopes in which it holds; absent: in all. */
  readonly scopes?: ReadonlySet<Scope | undefined>;
}

/** Told when a rule throws: that costs its own answer and nothing else. */
export type OnFailure = (rule: string, error: unknown) => void;

const localChecks = checks.filter(({ local }) => local);

/** Those of which a rule may speak in a template; what they find there is sifted (in-templates.ts). */
const checksInTemplates = checks.filter(({ rules }) => rules.some(({ inTemplates }) => inTemplates !== undefined));

/** Findings of one workspace's documents, in order of place, then of rule. */
export class Checker {
  readonly #workspace: Workspace;
  readonly #onFailure: OnFailure;
  readonly #known: Remembered<readonly Reported[]>;

  constructor(workspace: Workspace, onFailure: OnFailure) {
    this.#workspace = workspace;
    this.#onFailure = onFailure;
    this.#known = new Remembered(workspace, (document, world) => this.#check(document, world));
  }

  check(document: WorkspaceDocument): readonly Reported[] {
    return this.#known.get(document);
  }

  #check(document: WorkspaceDocument, all: World): readonly Reported[] {
    const world = watchTemplates(all);
    if (isTemplated(document.yaml)) return this.#checkTemplate(document, world);
    const found: Reported[] = [];
    for (const finding of textFindings(document)) found.push({ finding, resource: undefined });
    for (const finding of damageFindings(document)) found.push({ finding, resource: undefined });
    if (isWreck(document)) return levelled(found, document.yaml, world.settings.rules);
    const resources = this.#workspace.resources(document);
    // What is not there may be in a file that is yet to be read.
    const asked = this.#workspace.isComplete ? checks : localChecks;
    for (const resource of resources) {
      const own = asked.flatMap((check) => this.#run(check, resource, world));
      for (const finding of withoutConsequences(own)) {
        if (isGuess(finding, resource, world) || followsFromBreak(finding, document.yaml)) continue;
        if (isSettled(finding, resource)) found.push({ finding, resource });
      }
    }
    return levelled(onceEach(found, resources, this.#workspace), document.yaml, world.settings.rules).map((one) =>
      careful(one, document),
    );
  }

  /** Only the rules about single values have something to say of a template. */
  #checkTemplate(document: WorkspaceDocument, world: WatchedWorld): readonly Reported[] {
    const { template } = document.yaml;
    if (template === undefined || template.kind === "unread") return [];
    const resources = this.#workspace.resources(document);
    const found = resources.flatMap((resource) =>
      checksInTemplates
        .flatMap((check) => this.#run(check, resource, world))
        .filter((finding) => isSettled(finding, resource))
        .map((finding) => ({ finding, resource })),
    );
    return levelled(onceEach(found, resources, this.#workspace), document.yaml, world.settings.rules);
  }

  /** What rests on objects that a template is yet to make is left out. */
  #run(check: Check, resource: Resource, world: WatchedWorld): readonly Finding[] {
    try {
      world.metTemplate();
      const found = [...check.check(resource, world)];
      return world.metTemplate() ? found.filter((finding) => finding.server !== undefined) : found;
    } catch (error) {
      this.#onFailure(check.name, error);
      return [];
    }
  }
}

/** Where the API server refuses a value, nothing else is said of it: whatever it would do, it never will. */
function withoutConsequences(own: readonly Finding[]): readonly Finding[] {
  const refused = own.filter((finding) => finding.severity === "error" && finding.server !== undefined);
  if (refused.length === 0) return own;
  const fields = new Set(refused.map((finding) => formatField(finding.field)));
  const isRefused = ({ span }: Finding) =>
    refused.some((error) => error.span.start === span.start && error.span.end === span.end);
  return own.filter(
    (finding) => finding.server !== undefined || !(fields.has(formatField(finding.field)) || isRefused(finding)),
  );
}

/** A finding whose fixes change nothing that is filled in later. */
function careful(reported: Reported, document: WorkspaceDocument): Reported {
  const { fixes } = reported.finding;
  if (fixes === undefined) return reported;
  return { ...reported, finding: { ...reported.finding, fixes: () => keepingFilledIn(fixes(), document) } };
}

/**
 * Of a text that kubectl cannot read the API server sees nothing; and what stands behind the break may stand there because
 * of it.
 */
function followsFromBreak({ span, server }: Finding, yaml: YamlDocument): boolean {
  if (yaml.errors.length === 0) return false;
  return server !== undefined || yaml.errors.some((error) => error.span.start < span.end);
}

/** What a chart's templates may yet bring is no finding: who writes a chart knows what they make. */
function isGuess(finding: Finding, resource: Resource, world: World): boolean {
  if (resource.scope?.kind !== "chart") return false;
  if (isLeftOpen(finding, resource)) return true;
  if (finding.rule === selectorMatchesNothing.id && isLeftOut(resource, world)) return true;
  if (finding.severity !== "hint") return false;
  const { namespace } = resource;
  return world.unreadableWorkloads(resource).length > 0 || world.unreadableServices(resource, namespace).length > 0;
}

/** Whether a template beside the one that prints an object makes pods, but printed nothing with these values. */
function isLeftOut(resource: Resource, world: World): boolean {
  const { document, manifest } = resource;
  const { start } = manifest.root.span;
  const own = document.file.origins?.template(document.start + start, document.start + start + 1);
  if (own === undefined) return false;
  return world.unreadableWorkloads(resource).some((uri) => folderOf(uri) === folderOf(own.uri));
}

/** A problem that a manifest has in several scopes is one, as grave as it is anywhere; where some have it and some have not, it says which. */
function onceEach(
  found: readonly Reported[],
  resources: readonly Resource[],
  workspace: Workspace,
): readonly Reported[] {
  const scopes = new Set(resources.map(({ scope }) => scope));
  if (new Set(resources.map(({ layers }) => layers)).size < 2)
    return found.map((reported) => withMaker(reported, workspace));
  const groups = new Map<string, Reported[]>();
  for (const reported of found) {
    const { rule, span, field } = reported.finding;
    const key = `${rule} ${span.start} ${span.end} ${formatField(field)} ${reported.resource?.manifest.item}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reported]);
    else group.push(reported);
  }
  return [...groups.values()].flatMap((group) => {
    const [gravest] = [...group].sort(
      (a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity),
    );
    if (gravest?.resource === undefined) return group;
    const having = new Set(group.map(({ resource }) => resource?.scope));
    if (having.size === scopes.size) return [gravest];
    return [{ ...gravest, finding: inScopes(gravest.finding, having, workspace), scopes: having }];
  });
}

/** Where a kustomization makes the value what it is, the text at that place says something else: then it is said who does. */
function withMaker(reported: Reported, workspace: Workspace): Reported {
  const { finding, resource } = reported;
  if (resource?.scope?.kind !== "kustomization" || !isMade(resource.manifest.root, finding.span)) return reported;
  return { ...reported, finding: inScopes(finding, new Set([resource.scope]), workspace) };
}

/** Whether what is shown at that place is no text of the document itself. */
function isMade(node: Node, { start, end }: Span): boolean {
  if (node.span.start === start && node.span.end === end && "aliased" in node && node.aliased) return true;
  if (node.kind === "map") return node.entries.some(({ value }) => isMade(value, { start, end }));
  return node.kind === "list" && node.items.some((item) => isMade(item, { start, end }));
}

const severities = ["error", "warning", "information", "hint"];

/** Of more than these only the number is said. */
const mostNamed = 3;

/** Says where it holds, with the kustomizations as places. */
function inScopes(finding: Finding, scopes: ReadonlySet<Scope | undefined>, workspace: Workspace): Finding {
  const known = [...scopes].filter((scope) => scope !== undefined);
  if (known.length === 0) return finding;
  const names = known.map(({ file }) => folderName(workspace.fileName(file.uri)));
  const more = names.length - mostNamed;
  const first = names.slice(0, more > 0 ? mostNamed : names.length);
  const { message, related = [] } = finding;
  const places = known.flatMap(({ file: { documents } }, index) => {
    const [document] = documents;
    const said = { en: `in ${names[index]}`, "zh-cn": `在 ${names[index]} 中` };
    return document === undefined ? [] : [{ document, span: { start: 0, end: 0 }, message: said }];
  });
  return {
    ...finding,
    message: {
      en: `${message.en} (in ${first.join(", ")}${more > 0 ? ` and ${more} more` : ""})`,
      "zh-cn": `${message["zh-cn"]}（在 ${first.join("、")}${more > 0 ? ` 等 ${names.length} 个环境` : ""} 中）`,
    },
    related: [...related, ...places],
  };
}

/** `overlays/prod` of `deploy/overlays/prod/kustomization.yaml`; the root's own file as it is. */
function folderName(file: string): string {
  return placeOf(file).split("/").slice(-3, -1).join("/") || file;
}

/** Without what somebody allowed, with the severities that somebody chose, in order. */
function levelled(
  found: readonly Reported[],
  yaml: YamlDocument,
  levels: Readonly<Record<string, RuleLevel>>,
): readonly Reported[] {
  if (found.length === 0) return found;
  const allowed = allowances(yaml);
  const kept: Reported[] = [];
  for (const reported of found) {
    const { finding } = reported;
    const level = levels[finding.rule] ?? finding.severity;
    if (level === "off" || allowed(finding)) continue;
    kept.push(level === finding.severity ? reported : { ...reported, finding: { ...finding, severity: level } });
  }
  return kept.sort((a, b) => a.finding.span.start - b.finding.span.start || compare(a.finding.rule, b.finding.rule));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The fixes of a finding that would change anything: an edit that cannot be made safely is none. */
export function fixesOf(finding: Finding): readonly Fix[] {
  return [...(finding.fixes?.() ?? [])].filter((fix) => fix.edits.length > 0);
}
