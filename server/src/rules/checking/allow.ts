// `# service-paths: allow <id>[, <id>…] [reason]`: what a file's author knows and does not want to hear again.

import type { Span } from "../../base/span.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { Edit, Finding } from "../rule.ts";

/**
 * Which findings a document's comments allow: on the finding's line, on the line above it (comment lines between do
 * not separate), or, before the first key, in the whole document.
 */
export function allowances(yaml: YamlDocument): (finding: Finding) => boolean {
  const everywhere = new Set<string>();
  const onLine = new Map<number, Set<string>>();
  const first = yaml.root?.span.start ?? yaml.text.length;
  for (const comment of yaml.comments) {
    const ids = allowedIds(comment.text);
    if (ids.length === 0) continue;
    if (comment.ownLine && comment.span.start < first) for (const id of ids) everywhere.add(id);
    else {
      const line = comment.ownLine ? nextLine(yaml.text, comment.span.end) : lineStart(yaml.text, comment.span.start);
      const known = onLine.get(line) ?? new Set<string>();
      for (const id of ids) known.add(id);
      onLine.set(line, known);
    }
  }
  if (everywhere.size === 0 && onLine.size === 0) return () => false;
  return (finding) =>
    everywhere.has(finding.rule) || onLine.get(lineStart(yaml.text, finding.span.start))?.has(finding.rule) === true;
}

/** The rule ids of one comment's text. The reason may follow in any words: a list ends where no comma does. */
export function allowedIds(comment: string): readonly string[] {
  const match = /^service-paths:\s*allow\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/.exec(comment);
  return match?.[1]?.split(",").map((id) => id.trim()) ?? [];
}

/** The start of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text.charCodeAt(at - 1) !== 10 && text.charCodeAt(at - 1) !== 13) at--;
  return at;
}

/** The start of the next line that is neither blank nor a comment. */
function nextLine(text: string, offset: number): number {
  const rest = /\r\n|\n|\r/g;
  rest.lastIndex = offset;
  for (let match = rest.exec(text); match !== null; match = rest.exec(text)) {
    const start = match.index + match[0].length;
    const end = /[\r\n]|$/.exec(text.slice(start))?.index ?? 0;
    const line = text.slice(start, start + end).trim();
    if (line !== "" && !line.startsWith("#")) return start;
  }
  return text.length;
}

/** The edit that allows a rule at a place: a comment at the end of its line, or on a line of its own above; undefined where no comment can stand (JSON). */
export function allowEdit(yaml: YamlDocument, span: Span, rule: string): Edit | undefined {
  const { text, comments } = yaml;
  if (/^\s*[{[]/.test(text)) return undefined;
  const start = lineStart(text, span.start);
  const length = text.slice(start).search(/[\r\n]|$/);
  const end = start + length;
  const line = text.slice(start, end);
  const comment = comments.find((candidate) => start <= candidate.span.start && candidate.span.start < end);
  if (comment === undefined && !/[|>][-+0-9]*\s*$/.test(line)) {
    return { span: { start: end, end }, text: `${/\s$/.test(line) ? "" : " "}# service-paths: allow ${rule}` };
  }
  const indentation = /^\s*/.exec(line)?.[0] ?? "";
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  return { span: { start, end: start }, text: `${indentation}# service-paths: allow ${rule}${lineBreak}` };
}
