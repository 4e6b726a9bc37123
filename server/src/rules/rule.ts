// What a rule is, what it finds, and what a fix does.

import type { FieldPath } from "../base/field.ts";
import type { Severity } from "../base/settings.ts";
import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { OwnRuleId, RuleId } from "./rule-id.ts";

/** What everybody knows of a rule: the documentation is made from it. */
export interface RuleInfo<Id extends RuleId = RuleId> {
  /** States the problem, not the remedy, and reads well after "allow". An id never changes: settings and comments name it. */
  readonly id: Id;
  /** error: it is refused. warning: accepted, but traffic will not arrive as written. information: works, but surprises. hint: taste. */
  readonly severity: Severity;
  /** Who does not take a manifest that breaks it; absent where it is taken. */
  readonly refusedBy?: "kubectl" | "api-server";
  readonly title: Text;
  /** Why it matters, and what to do; Markdown. */
  readonly why: Text;
  /**
   * The rule looks at one value (or at one key) alone, and nothing else in the file could make it right: so it may speak
   * inside a template, where that is written to its last character. `template`: it looks at what the template does. Absent: it is
   * silent there.
   */
  readonly inTemplates?: "value" | "key" | "template";
  /** How the editor shows it beside its severity. */
  readonly tag?: "deprecated" | "unnecessary";
}

/** Something that looks: one rule, or one look that tells of several. */
export interface Check {
  /** For the log, when it throws. */
  readonly name: string;
  readonly rules: readonly RuleInfo[];
  /** Whether what it finds is right whatever else there is, so that it is asked before all files are known. */
  readonly local: boolean;
  /** May look at the whole world, and reports only on the resource that it was given. Pure. */
  check(resource: Resource, world: World): Iterable<Finding>;
}

/** A rule that looks for itself. */
export interface Rule<Id extends RuleId = RuleId> extends RuleInfo<Id>, Check {}

/** What is said of one place in one document: a finding without what its rule knows already. */
export interface Report {
  /** The smallest wrong token, on one line; offsets in the resource's own document. */
  readonly span: Span;
  /** The offending value's field, counted from the object (in a List: from the item). */
  readonly field: FieldPath;
  /** What is wrong here, with the values. */
  readonly message: Text;
  /** Where this one is graver or less certain than the rule says. */
  readonly severity?: Severity;
  /** What the API server itself would answer, for its words are what people search for. */
  readonly server?: ServerSays;
  readonly related?: readonly Related[];
  /** Computed only when somebody asks; the likeliest first. */
  readonly fixes?: () => Iterable<Fix>;
  /** They take long to find: only who asks for them is to wait for them. */
  readonly slowFixes?: true;
}

/** Something to say about one place in one document. */
export interface Finding extends Report {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly tag?: "deprecated" | "unnecessary";
}

/** The finding of a rule: id, severity and tag are the rule's. */
export function report(rule: RuleInfo, found: Report): Finding {
  const { id, severity, tag } = rule;
  return { rule: id, severity, ...found, ...(tag === undefined ? {} : { tag }) };
}

/** What a rule's author writes: all that is to be known of it, and how it looks. */
interface RuleDefinition<Id extends OwnRuleId> extends RuleInfo<Id> {
  /** Default false: what is not there may be in a file that is yet to be read. */
  readonly local?: boolean;
  check(resource: Resource, world: World): Iterable<Report>;
}

/** A rule whose reports become findings of its id and severity. */
export function defineRule<Id extends OwnRuleId>(definition: RuleDefinition<Id>): Rule<Id> {
  const rule: Rule<Id> = {
    ...definition,
    name: definition.id,
    local: definition.local ?? false,
    get rules() {
      return [rule];
    },
    *check(resource, world) {
      for (const found of definition.check(resource, world)) yield report(rule, found);
    },
  };
  return rule;
}

/** Rules by their ids. */
export function byId<R extends RuleInfo>(rules: readonly R[]): Readonly<Record<R["id"], R>> {
  return Object.fromEntries(rules.map((rule) => [rule.id, rule])) as Readonly<Record<R["id"], R>>;
}

/** The API server's own sentence, and whether it comes at once or only when what hides it is mended. */
export interface ServerSays {
  readonly sentence: string;
  readonly when: "now" | "after";
}

/** Another place that the finding speaks of. */
export interface Related {
  readonly document: WorkspaceDocument;
  readonly span: Span;
  readonly message: Text;
}

/** One click. */
export interface Fix {
  /** What it will do, as a command: "Let the cluster choose the nodePort". */
  readonly title: Text;
  /** The only way to mean it, and neither chooses nor throws away a value. */
  readonly safe: boolean;
  /**
   * Where one of several values has to be meant: how far this one is from what is written, 0 for the value that fits in every
   * other way. Whoever fixes without asking takes the nearest, and none where two are equally near. Infinity: nobody can know.
   */
  readonly guess?: number;
  readonly edits: readonly Edit[];
}

/** A change of text. */
export interface Edit {
  /** The document that it changes; absent: the finding's own. */
  readonly document?: WorkspaceDocument;
  readonly span: Span;
  readonly text: string;
}
