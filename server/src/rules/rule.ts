// What a rule is, what it finds, and what a fix does.

import type { FieldPath } from "../base/field.ts";
import type { Severity } from "../base/settings.ts";
import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";

/** What everybody knows of a rule: the documentation is made from it. */
export interface RuleInfo {
  /** States the problem, not the remedy, and reads well after "allow". An id never changes: settings and comments name it. */
  readonly id: string;
  /** error: the API server refuses it. warning: accepted, but traffic will not arrive as written. information: works, but surprises. hint: taste. */
  readonly severity: Severity;
  readonly title: Text;
  /** Why it matters, and what to do; Markdown. */
  readonly why: Text;
}

/** A rule that may look at the whole world, and reports only on the resource that it was given. Pure. */
export interface Rule extends RuleInfo {
  check(resource: Resource, world: World): Iterable<Finding>;
}

/** Something to say about one place in one document. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The smallest wrong token, on one line; offsets in the resource's own document. */
  readonly span: Span;
  /** The offending value's field, counted from the object (in a List: from the item). */
  readonly field: FieldPath;
  /** What is wrong here, with the values. */
  readonly message: Text;
  /** What the API server itself would answer, for its words are what people search for. */
  readonly server?: ServerSays;
  /** How the editor shows it beside its severity. */
  readonly tag?: "deprecated" | "unnecessary";
  readonly related?: readonly Related[];
  /** Computed only when somebody asks; the likeliest first. */
  readonly fixes?: () => Iterable<Fix>;
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
  readonly edits: readonly Edit[];
}

/** A change of text. */
export interface Edit {
  /** The document that it changes; absent: the finding's own. */
  readonly document?: WorkspaceDocument;
  readonly span: Span;
  readonly text: string;
}
