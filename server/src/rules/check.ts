// Runs the rules over one document, and remembers what they found for as long as nothing that they looked at changes.

import type { RuleLevel } from "../base/settings.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import { isTemplated, type Workspace } from "../index/workspace.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { allowances } from "./allow.ts";
import { rules } from "./all.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { textFindings } from "./text.ts";

/** A finding of one resource, or of a text that cannot be read (then there is no resource). */
export interface Reported {
  readonly finding: Finding;
  readonly resource: Resource | undefined;
}

/** Told when a rule throws: that costs its own answer and nothing else. */
export type OnFailure = (rule: string, error: unknown) => void;

/** Findings of one workspace's documents, in order of place, then of rule. */
export class Checker {
  readonly #workspace: Workspace;
  readonly #onFailure: OnFailure;
  readonly #known = new WeakMap<WorkspaceDocument, Memory>();

  constructor(workspace: Workspace, onFailure: OnFailure) {
    this.#workspace = workspace;
    this.#onFailure = onFailure;
  }

  check(document: WorkspaceDocument): readonly Reported[] {
    const memory = this.#known.get(document);
    if (memory !== undefined && this.#stillHolds(memory)) return memory.reported;
    const workspace = this.#workspace;
    const asked = new Map<string, readonly Resource[]>();
    const world = workspace.world((key) => {
      const answer = workspace.lookup(key);
      asked.set(key, answer);
      return answer;
    });
    const { settings, snapshot, scopesVersion } = workspace;
    const found: Reported[] = [];
    if (!isTemplated(document.yaml)) {
      for (const finding of textFindings(document)) found.push({ finding, resource: undefined });
      for (const resource of workspace.resources(document)) {
        const own = rules.flatMap((rule) => this.#run(rule, resource, world));
        for (const finding of withoutConsequences(own)) found.push({ finding, resource });
      }
    }
    const reported = levelled(found, document.yaml, settings.rules);
    this.#known.set(document, { reported, asked, settings, snapshot, scopesVersion });
    return reported;
  }

  #run(rule: Rule, resource: Resource, world: Parameters<Rule["check"]>[1]): readonly Finding[] {
    try {
      return [...rule.check(resource, world)];
    } catch (error) {
      this.#onFailure(rule.id, error);
      return [];
    }
  }

  #stillHolds(memory: Memory): boolean {
    const { settings, snapshot, scopesVersion, lookup } = this.#workspace;
    if (memory.settings !== settings || memory.snapshot !== snapshot || memory.scopesVersion !== scopesVersion) return false;
    for (const [key, answer] of memory.asked) if (lookup(key) !== answer) return false;
    return true;
  }
}

/** Where the API server refuses a value, nothing else is said of it: whatever it would do, it never will. */
function withoutConsequences(own: readonly Finding[]): readonly Finding[] {
  const refused = own.filter((finding) => finding.severity === "error" && finding.server !== undefined);
  if (refused.length === 0) return own;
  return own.filter(
    (finding) =>
      finding.server !== undefined || !refused.some((error) => error.span.start === finding.span.start && error.span.end === finding.span.end),
  );
}

interface Memory {
  readonly reported: readonly Reported[];
  /** Every fact that was asked for, with the answer: an answer that is another object may be another answer. */
  readonly asked: ReadonlyMap<string, readonly Resource[]>;
  readonly settings: unknown;
  readonly snapshot: unknown;
  readonly scopesVersion: object;
}

/** Without what somebody allowed, with the severities that somebody chose, in order. */
function levelled(found: readonly Reported[], yaml: YamlDocument, levels: Readonly<Record<string, RuleLevel>>): readonly Reported[] {
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
