// What can be done about a text that kubectl cannot read where the place itself says what was meant.

import type { Text } from "../../base/text.ts";
import type { Problem, YamlDocument } from "../../yaml/node.ts";
import type { ProblemCode } from "../../yaml/problems.ts";
import { edited, type TextEdit } from "../../yaml/text-edit.ts";
import type { Fix } from "../rule.ts";

type Way = (
  yaml: YamlDocument,
  problem: Problem,
) => { readonly title: Text; readonly edits: readonly TextEdit[] } | undefined;

const ways: Partial<Record<ProblemCode, Way>> = {
  "bad-character": quoteValue,
  "unexpected-colon": quoteValue,
  "not-a-json-number": quoteWord,
  "null-key": quoteWord,
  directive: removeLine,
  "unclosed-bracket": closeBrackets,
};

/** The fix for a problem, where the document then has fewer of them. */
export function* syntaxFixes(yaml: YamlDocument, problem: Problem): Iterable<Fix> {
  const found = ways[problem.code as ProblemCode]?.(yaml, problem);
  if (found === undefined || found.edits.length === 0) return;
  const left = edited(yaml, found.edits).errors.length;
  if (left < yaml.errors.length) yield { ...found, safe: false };
}

const inQuotes = (text: string): string => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);

/** Everything behind the first colon of the line, but for a comment. */
function quoteValue({ text }: YamlDocument, { span }: Problem): ReturnType<Way> {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const end = text.indexOf("\n", span.start);
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, "");
  const [, before = "", value = ""] =
    /^([ \t]*(?:- +)*[^\s:'"#{}[\]][^:#]*:[ \t]+)(\S.*?)(?:[ \t]+#.*|[ \t]*)$/.exec(line) ?? [];
  if (value === "" || /^['"|>&*]/.test(value) || span.start < start + before.length) return undefined;
  const from = start + before.length;
  return {
    title: { en: "Put the value in quotes", "zh-cn": "给值加上引号" },
    edits: [{ span: { start: from, end: from + value.length }, text: inQuotes(value) }],
  };
}

function quoteWord({ text }: YamlDocument, { span }: Problem): ReturnType<Way> {
  const word = text.slice(span.start, span.end);
  if (!/^[\w.~+-]+$/.test(word)) return undefined;
  return {
    title: { en: `Put ${word} in quotes`, "zh-cn": `给 ${word} 加上引号` },
    edits: [{ span, text: `"${word}"` }],
  };
}

function removeLine({ text }: YamlDocument, { span }: Problem): ReturnType<Way> {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const next = text.indexOf("\n", span.start);
  const end = next === -1 ? text.length : next + 1;
  return {
    title: { en: "Remove the directive, which kubectl does not need", "zh-cn": "删除这条指令：kubectl 不需要它" },
    edits: [{ span: { start, end }, text: "" }],
  };
}

/** What is missing at the very end of a text in brackets. */
function closeBrackets({ text }: YamlDocument): ReturnType<Way> {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "{") open.unshift("}");
    else if (token === "[") open.unshift("]");
    else if (token === open[0]) open.shift();
    else if (token === "}" || token === "]") return undefined;
  }
  const at = text.trimEnd().length;
  const missing = open.join("");
  return {
    title: { en: `Add ${missing} at the end`, "zh-cn": `在末尾添加 ${missing}` },
    edits: missing === "" ? [] : [{ span: { start: at, end: at }, text: missing }],
  };
}
