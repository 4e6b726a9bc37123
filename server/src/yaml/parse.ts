// A document's text into placed values, exactly as kubectl reads it, with what it refuses and what it drops.

import type { Span } from "../base/span.ts";
import { compose, maxDepth } from "./compose.ts";
import { firstLine } from "./cursor.ts";
import { decode, nothingDecoded } from "./decode.ts";
import type { Failure } from "./failure.ts";
import { type DuplicateKey, jsonEnd, readJson } from "./json.ts";
import { type Action, mask } from "./mask.ts";
import type { Comment, Node, Problem, YamlDocument } from "./node.ts";
import { clip, problem, shorten } from "./problems.ts";
import { Scanner } from "./scanner.ts";
import { type Chunk, separator } from "./split.ts";

/** Larger documents are not read: the API server takes three megabytes. In UTF-16 units. */
const maxLength = 16_000_000;

/** How a text is read: as kubectl does, or as a Go template that will make YAML. */
export type Language = Chunk["language"] | "template";

/** Reads one document. Never throws, whatever the text. */
export function parse(text: string, language: Language = "yaml"): YamlDocument {
  if (text.length > maxLength) {
    return {
      text,
      root: undefined,
      errors: [problem("too-large", clip({ start: 0, end: 1 }, text))],
      warnings: [],
      comments: [],
    };
  }
  if (language === "template") return parseTemplate(text);
  return language === "json" ? parseJson(text) : parseYaml(text);
}

/** A document's language, to read it again after a change. */
export function languageOf(document: YamlDocument): Language {
  if (document.template !== undefined && document.template.kind !== "text") return "template";
  return isJson(document) ? "json" : "yaml";
}

/** Whether the document is one JSON value. */
export function isJson({ root, text }: YamlDocument): boolean {
  if (root === undefined || (root.kind !== "map" && root.kind !== "list") || !root.flow) return false;
  const end = jsonEnd(text, 0);
  return end?.kind === "value" && text.slice(end.end).trim() === "";
}

function parseTemplate(text: string): YamlDocument {
  const masked = mask(text);
  const { actions } = masked;
  const source = masked.text.endsWith("\n") ? masked.text : `${masked.text}\n`;
  const strict = read(text, source, "strict", actions);
  const isSound =
    masked.closed &&
    strict.failure === undefined &&
    strict.errors.length === 0 &&
    controlCharacter(source, strict.scanned) === undefined &&
    badSeparator(masked.text) === undefined &&
    droppedText(source, strict.end) === undefined;
  const { root, comments } = isSound ? strict : read(text, source, "lenient", actions);
  const template = { kind: isSound ? "masked" : "unread", actions } as const;
  const errors = isSound ? [] : [problem("template", templateSpan(text))];
  return { text, root, errors, warnings: [], comments, template };
}

function parseJson(text: string): YamlDocument {
  const end = jsonEnd(text, 0);
  if (end?.kind === "value" && text.slice(end.end).trim() === "") {
    const duplicates: DuplicateKey[] = [];
    const root = readJson(text, maxDepth, duplicates);
    if (root !== undefined)
      return {
        text,
        root,
        errors: [],
        warnings: duplicates.map(({ span, key, dropped }) => ({
          ...problem("duplicate-key", span, shorten(key)),
          dropped,
        })),
        comments: [],
      };
    return {
      text,
      root: undefined,
      errors: [problem("too-deep", clip({ start: 0, end: 1 }, text))],
      warnings: [],
      comments: [],
    };
  }
  const stop = end?.kind === "error" ? end.at : (end?.end ?? 0);
  const at = stop + (/^\s*/.exec(text.slice(stop))?.[0].length ?? 0);
  const { root, comments } = read(text, `${text}\n`, "lenient");
  return { text, root, errors: [problem("bad-json", clip({ start: at, end: at + 1 }, text))], warnings: [], comments };
}

function parseYaml(text: string): YamlDocument {
  const refused = badSeparator(text);
  const own = refused === undefined ? text : text.slice(0, refused.line);
  const source = own.endsWith("\n") ? own : `${own}\n`;
  const strict = read(text, source, "strict");
  const control = controlCharacter(source, strict.scanned);
  if (strict.failure === undefined && control === undefined && refused === undefined && !strict.needsLenient) {
    const { root, errors, comments } = strict;
    const dropped = droppedText(source, strict.end);
    const warnings =
      dropped === undefined ? strict.warnings : [...strict.warnings, problem("dropped-text", clip(dropped, text))];
    return { text, root, errors, warnings, comments };
  }
  // What kubectl refuses is read again, for the sense that it most likely has.
  const lenient = read(text, control === undefined ? source : source.replace(controls, " "), "lenient");
  const errors: Problem[] = [];
  if (refused !== undefined)
    errors.push(problem("bad-separator", clip(refused.span, text), text.slice(refused.span.start, refused.span.end)));
  if (control !== undefined) errors.push(controlProblem(control, text));
  else if (lenient.template) errors.push(problem("template", templateSpan(text)));
  else if (strict.failure !== undefined) errors.push(cause(strict.failure, lenient.unclosed));
  else errors.push(...strict.errors);
  return { text, root: lenient.root, errors, warnings: lenient.warnings, comments: lenient.comments };
}

/** Where a bracket or quote was left open, kubectl stumbles only later; the open one is what to show. */
function cause(failure: Problem, unclosed: Problem | undefined): Problem {
  if (unclosed === undefined || unclosed.span.start > failure.span.start) return failure;
  return failure.code === "tab-indentation" || failure.code === "bad-escape" ? failure : unclosed;
}

interface Reading {
  readonly root: Node | undefined;
  readonly failure: Problem | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly comments: readonly Comment[];
  readonly end: number;
  /** How far the scanner went to find the end. */
  readonly scanned: number;
  /** Whether the text, though sound YAML, means more when read leniently: `{{ x }}`. */
  readonly needsLenient: boolean;
  readonly template: boolean;
  /** Lenient only: what had to be closed. */
  readonly unclosed: Problem | undefined;
}

/** `source` is what is scanned: the text itself, or as long. `actions`: of a template, whose mask `source` is. */
function read(
  text: string,
  source: string,
  mode: "strict" | "lenient",
  actions: readonly Action[] | undefined = undefined,
): Reading {
  const scanner = new Scanner(source, mode);
  const composed = compose(scanner, mode);
  const failure = scanner.failure();
  const comments = scanner.comments.map(({ start, end, ownLine }) => ({
    span: clip({ start, end }, text),
    text: source.slice(start + 1, end).trim(),
    ownLine,
  }));
  const show = (failure: Failure) =>
    problem(failure.code, clip(wholeWord(failure, source), text), shorten(failure.word));
  const unclosed = scanner.unclosed();
  const decoded = failure !== undefined && mode === "strict" ? nothingDecoded : decode(composed, text, actions);
  return {
    root: decoded.root,
    failure: failure && show(failure),
    unclosed: unclosed && show(unclosed),
    errors: decoded.errors,
    warnings: decoded.warnings,
    comments,
    end: composed.end,
    scanned: composed.scanned,
    needsLenient: mode === "strict" && decoded.errors.length > 0 && source.includes("{{"),
    template: isTemplate(scanner, decoded.errors, source),
  };
}

/** The smallest stretch that shows what is meant: of a line that is out of place, its first word. */
function wholeWord(failure: Failure, source: string): Span {
  const { start, end } = firstLine(failure.span, source);
  if (failure.code !== "bad-indentation" || end > start + 1) return { start, end };
  return { start, end: start + Math.max(/^[^\s:]+/.exec(source.slice(start, start + 100))?.[0].length ?? 1, 1) };
}

function isTemplate(scanner: Scanner, errors: readonly Problem[], source: string): boolean {
  return scanner.sawTemplate() || (errors.some((error) => error.code === "bad-key") && source.includes("{{"));
}

/** The last line, where it is a separator that kubectl refuses. */
function badSeparator(text: string): { line: number; span: Span } | undefined {
  const end = text.endsWith("\n") ? text.length - 1 : text.length;
  const line = text.lastIndexOf("\n", end - 1) + 1;
  if (!text.startsWith("---", line)) return undefined;
  const words = text.slice(line, end);
  if (separator(words) !== "bad") return undefined;
  const rest = /^---\s*/.exec(words.trimEnd())?.[0].length ?? 3;
  return { line, span: { start: line + rest, end: line + Math.max(words.trimEnd().length, rest) } };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g;

/** The first character that go-yaml's reader refuses, as far as it reads. */
function controlCharacter(source: string, end: number): number | undefined {
  controls.lastIndex = 0;
  const found = controls.exec(source);
  return found === null || found.index >= readTo(source, end) ? undefined : found.index;
}

/** Where go-yaml stops reading when it needs the text up to `end` and a few characters more: it takes 512 bytes at a time, whole characters. */
function readTo(source: string, end: number): number {
  const needed = end + lookAhead;
  let room = chunkBytes;
  for (let at = 0; at < source.length; ) {
    const code = source.codePointAt(at) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > room) {
      if (at >= needed) return at;
      room = chunkBytes;
    }
    room -= bytes;
    at += code < 0x10000 ? 1 : 2;
  }
  return source.length;
}

const chunkBytes = 512;
/** go-yaml looks for `---` at the start of a line, and for what follows it. */
const lookAhead = 4;

function controlProblem(at: number, text: string): Problem {
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  return problem("control-character", clip({ start: at, end: at + 1 }, text), `U+${code}`);
}

function templateSpan(text: string): Span {
  const start = Math.max(text.indexOf("{{"), 0);
  const close = text.indexOf("}}", start);
  return clip(firstLine({ start, end: close === -1 ? start + 2 : close + 2 }, text), text);
}

/** The first line after the document's end that is neither empty nor a comment. */
function droppedText(source: string, end: number): Span | undefined {
  let from = end;
  if (/^\.\.\.(?=\s)/.test(source.slice(from, from + 4))) from += 3;
  const found = /[^\s#]|#.*/g;
  found.lastIndex = from;
  for (let match = found.exec(source); match !== null; match = found.exec(source)) {
    if (match[0].startsWith("#")) continue;
    return firstLine({ start: match.index, end: source.length }, source);
  }
  return undefined;
}
