// Takes fields out of a document and leaves every comment: what stood inside the field or behind it gets lines of its own.

import type { FieldPath } from "../base/field.ts";
import { removeField } from "../yaml/edit.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { edited, type TextEdit } from "../yaml/text-edit.ts";
import { jsonText } from "../yaml/to-json.ts";

/** The edits that take out what stands at `path`; none where that cannot be done without changing anything else. */
export function removeKeepingComments(document: YamlDocument, path: FieldPath): readonly TextEdit[] {
  const plain = removeField(document, path);
  const edits = plain.map((edit) => withoutEnds(document, withComments(document, edit), edit));
  if (edits.every((edit, index) => edit === plain[index])) return plain;
  const [wanted, got] = [edited(document, plain), edited(document, edits)];
  const same =
    got.errors.length === 0 &&
    wanted.root !== undefined &&
    got.root !== undefined &&
    jsonText(wanted.root) === jsonText(got.root) &&
    got.comments.length === document.comments.length;
  return same ? edits : [];
}

/** Without what the edit would only write again: a comment at the end of its line is then not touched at all. */
function withoutEnds({ text }: YamlDocument, edit: TextEdit, plain: TextEdit): TextEdit {
  if (edit === plain) return plain;
  const old = text.slice(edit.span.start, edit.span.end);
  const most = Math.min(old.length, edit.text.length);
  let front = 0;
  while (front < most && old[front] === edit.text[front]) front++;
  let back = 0;
  while (back < most - front && old.at(-1 - back) === edit.text.at(-1 - back)) back++;
  const span = { start: edit.span.start + front, end: edit.span.end - back };
  return { span, text: edit.text.slice(front, edit.text.length - back) };
}

/** The removal with the comments that it takes away put in its place, one a line, in the removed field's column. */
function withComments(document: YamlDocument, edit: TextEdit): TextEdit {
  const { text } = document;
  const { start, end } = edit.span;
  const inside = document.comments.filter(({ span }) => start <= span.start && span.end <= end);
  if (inside.length === 0) return edit;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? "\n";
  const lines = inside.map(({ span }) => text.slice(span.start, span.end));
  const removed = text.slice(start, end);
  if (/^\r?\n/.test(removed)) {
    // The last lines of the document, from the line break before them.
    const indent = /^\r?\n([ \t]*)/.exec(removed)?.[1] ?? "";
    return { ...edit, text: lines.map((line) => lineEnd + indent + line).join("") + edit.text };
  }
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const column = start - lineStart;
  if (/[^\s[{-]/.test(text[start - 1] ?? " ")) {
    // In brackets, behind the entry before: comments stand below it, and nothing else on their lines.
    const indent = lineEnd + (/^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "");
    const rest = /^[ \t]*(\r?\n|$)/.test(text.slice(end)) ? "" : indent;
    return { ...edit, text: edit.text + lines.map((line) => indent + line).join("") + rest };
  }
  if (column === 0) {
    const indent = /^[ \t]*/.exec(removed)?.[0] ?? "";
    return { ...edit, text: lines.map((line) => indent + line + lineEnd).join("") + edit.text };
  }
  // Behind a dash or a bracket: what follows comes down to the removed field's column.
  return { ...edit, text: lines.map((line) => line + lineEnd + " ".repeat(column)).join("") + edit.text };
}
