// `service-paths fix`: applies the first safe fix of each finding until none is left.

import { type PlacedEdit, placed, touch } from "../src/features/code-actions.ts";
import type { WorkspaceFile } from "../src/index/document.ts";
import type { Workspace } from "../src/index/workspace.ts";
import { type Checker, fixesOf, type Reported } from "../src/rules/checking/checker.ts";
import type { Fix } from "../src/rules/rule.ts";

/** Which fixes may be applied. */
export interface FixChoice {
  /** Unsafe fixes too. */
  readonly all: boolean;
  /** Only findings of these rules; empty: of every rule. */
  readonly rules: readonly string[];
}

/** More rounds than this mean that fixes undo one another. */
const mostRounds = 100;

/** Applies fixes to the workspace's files, round by round. Files that the call did not name are left alone. */
export function fixAll(workspace: Workspace, checker: Checker, choice: FixChoice): void {
  const seen = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const edits = oneRound(workspace, checker, choice);
    if (edits.length === 0) return;
    const texts = applied(edits);
    const state = JSON.stringify([...texts]);
    if (seen.has(state)) return;
    seen.add(state);
    for (const [uri, text] of texts) {
      const file = workspace.file(uri);
      workspace.setFile(uri, text, file?.order, file?.asked);
    }
  }
}

function oneRound(workspace: Workspace, checker: Checker, choice: FixChoice): readonly PlacedEdit[] {
  const taken: PlacedEdit[] = [];
  for (const file of workspace.files()) {
    for (const document of file.documents) {
      let isRenamed = false;
      for (const { finding } of keysFirst(checker.check(document))) {
        if (choice.rules.length > 0 && !choice.rules.includes(finding.rule)) continue;
        // A hint says that it cannot be known: then nothing but what is safe is done without asking.
        const fix = likeliest(
          fixesOf(finding).filter(({ safe }) => safe || (choice.all && finding.severity !== "hint")),
        );
        // What a key that has just been put right says is not known yet.
        if (fix === undefined || (isRenamed && !fix.safe)) continue;
        const edits = placed(fix, document);
        if (edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
        taken.push(...edits);
        isRenamed ||= aboutKeys.has(finding.rule);
        // An unsafe fix may settle what another would settle too (two Services on one nodePort): look again first.
        if (!fix.safe) return taken;
      }
    }
  }
  return taken;
}

/** Findings about a key's own name. */
const aboutKeys: ReadonlySet<string> = new Set(["field-case", "unknown-field", "object-unknown-field"]);

/**
 * A misspelt key is put right before what it seems to lack is added: `prot: 8443` beside "port is missing" means port 8443, and
 * what stands below a misspelt `selecter` stays.
 */
function keysFirst(found: readonly Reported[]): readonly Reported[] {
  const renames = ({ finding }: Reported) => {
    const [first] = aboutKeys.has(finding.rule) ? fixesOf(finding) : [];
    return first?.edits.every(({ text }) => text !== "") === true;
  };
  const first = found.filter(renames);
  return first.length === 0 ? found : [...first, ...found.filter((one) => !first.includes(one))];
}

/** What differs by less than this is about equally likely (Fix.guess). */
const aboutEqual = 0.4;

/** The likeliest of several, or none where two are about equally likely. */
function likeliest([first, second]: readonly Fix[]): Fix | undefined {
  if (first?.guess === undefined) return first;
  const isOpen = second?.guess !== undefined && second.guess - first.guess < aboutEqual;
  return isOpen || first.guess === Number.POSITIVE_INFINITY ? undefined : first;
}

function applied(edits: readonly PlacedEdit[]): ReadonlyMap<string, string> {
  const byFile = new Map<WorkspaceFile, { start: number; end: number; text: string }[]>();
  for (const { document, edit } of edits) {
    const list = byFile.get(document.file) ?? [];
    byFile.set(document.file, list);
    list.push({ start: document.start + edit.span.start, end: document.start + edit.span.end, text: edit.text });
  }
  const texts = new Map<string, string>();
  for (const [file, list] of byFile) {
    let text = file.text;
    for (const { start, end, text: replacement } of list.sort((a, b) => b.start - a.start)) {
      text = text.slice(0, start) + replacement + text.slice(end);
    }
    texts.set(file.uri, text);
  }
  return texts;
}
