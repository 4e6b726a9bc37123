// An example for a rule's page, out of the rules' fixtures: the first document that breaks it, and what its first fix makes of that.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { changedLines } from "../server/cli/diff.ts";
import { type Locale, say } from "../server/src/base/text.ts";
import type { WorkspaceDocument } from "../server/src/index/document.ts";
import { Checker, fixesOf, type Reported } from "../server/src/rules/checking/checker.ts";
import type { Example } from "../server/src/rules/pages/rule-page.ts";
import type { Fix } from "../server/src/rules/rule.ts";
import { applyEdits } from "../server/src/yaml/text-edit.ts";
import { workspaceOf } from "../test/fixtures/answer.ts";
import { parseFixture, printMarked } from "../test/fixtures/format.ts";

const folder = fileURLToPath(new URL("../server/src/rules", import.meta.url));

/** Manifests that are right, by the rule on whose page they stand (right-examples.yaml). */
export const rightExamples: ReadonlyMap<string, string> = new Map(
  readFileSync(fileURLToPath(new URL("right-examples.yaml", import.meta.url)), "utf8")
    .split(/^--- # rule: /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1).trimEnd()];
    }),
);

interface Found {
  readonly document: WorkspaceDocument;
  readonly finding: Reported["finding"];
  /** Documents of the same fixture of which nothing but hints is said. */
  readonly quiet: readonly WorkspaceDocument[];
}

/** Gives each rule's example; undefined for a rule that no fixture breaks. */
export function exampleFinder(): (rule: string, locale: Locale) => Example | undefined {
  const first = new Map<string, Found>();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  const findings = files.sort().map((file) => ({ name: path.basename(file, ".yaml"), found: [...findingsOf(file)] }));
  for (const { name, found } of findings) {
    const own = found.find(({ finding }) => finding.rule === name);
    if (own !== undefined) first.set(name, own);
  }
  for (const { found } of findings)
    for (const each of found) if (!first.has(each.finding.rule)) first.set(each.finding.rule, each);
  return (rule, locale) => {
    const found = first.get(rule);
    return found === undefined ? undefined : exampleOf(found, locale);
  };
}

function* findingsOf(file: string): Iterable<Found> {
  const workspace = workspaceOf(parseFixture(readFileSync(path.join(folder, file), "utf8")));
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const quiet: WorkspaceDocument[] = [];
  const found: Found[] = [];
  for (const { documents } of workspace.files()) {
    for (const document of documents) {
      const findings = [...checker.check(document)];
      if (findings.every(({ finding: { severity } }) => severity === "hint")) quiet.push(document);
      for (const { finding } of findings) found.push({ document, finding, quiet });
    }
  }
  yield* found;
}

/** The quiet manifest of the same kind that differs least from the wrong one, where it does not differ in most. */
function twinOf({ document, quiet }: Found): string | undefined {
  const kind = document.manifests[0]?.kind;
  const lines = linesOf(document);
  const [twin] = quiet
    .filter(({ manifests }) => kind !== undefined && manifests.length === 1 && manifests[0]?.kind === kind)
    .map((other) => ({ other, apart: changedLines(document.yaml.text, other.yaml.text).length }))
    .sort((a, b) => a.apart - b.apart);
  return twin === undefined || twin.apart > lines * 1.5
    ? undefined
    : bare(twin.other.yaml.text.replace(/\r\n?/g, "\n")).replace(/^(#.*\n)+/, "");
}

function linesOf(document: WorkspaceDocument): number {
  return document.yaml.text.trim().split("\n").length;
}

function exampleOf(found: Found, locale: Locale): Example {
  const { document, finding } = found;
  const { text } = document.yaml;
  const [start, end] = [placeOf(text, finding.span.start), placeOf(text, finding.span.end)];
  const lines = [say(finding.message, locale)];
  const marked = printMarked(text.replace(/\r\n?/g, "\n").replace(/\n*$/, "\n"), [
    { line: start.line, start: start.character, end: end.character, lines },
  ]);
  const [fix] = fixesOf(finding);
  return fix === undefined
    ? { wrong: bare(marked), fixed: undefined, right: rightExamples.get(finding.rule) ?? twinOf(found) }
    : { wrong: bare(marked), fixed: fixed(fix, document, locale), right: undefined };
}

function fixed(fix: Fix, own: WorkspaceDocument, locale: Locale): NonNullable<Example["fixed"]> {
  const changed = fix.edits[0]?.document ?? own;
  const edits = fix.edits.filter(({ document = own }) => document === changed);
  return { title: say(fix.title, locale), text: bare(applyEdits(changed.yaml.text, edits)) };
}

/** Without the separator and the blank lines around it. */
function bare(text: string): string {
  return text.replace(/^(---[ \t]*\n|\n)+/, "").trimEnd();
}

function placeOf(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
