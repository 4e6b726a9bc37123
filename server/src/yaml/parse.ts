// A document's text into placed values, exactly as kubectl reads it, with what it refuses and what it drops.

import type { Span } from "../base/span.ts";
import { type Composed, compose, maxDepth, type Raw, type RawAlias, type RawMap, type RawScalar } from "./compose.ts";
import { firstLine } from "./cursor.ts";
import type { Failure } from "./failure.ts";
import { type DuplicateKey, jsonEnd, readJson } from "./json.ts";
import { type Action, marksOf, mask } from "./mask.ts";
import type { Comment, Entry, MapNode, Node, Problem, ScalarNode, YamlDocument } from "./node.ts";
import { type ProblemCode, problem } from "./problems.ts";
import { keyOf, type Resolved, resolvePlain, resolveTagged } from "./scalar.ts";
import { Scanner } from "./scanner.ts";
import { type Chunk, separator } from "./split.ts";

/** Larger documents are not read: the API server takes three megabytes. In UTF-16 units. */
const maxLength = 16_000_000;

/** Nobody reads more of them. */
const maxWarnings = 1000;

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

interface Decoded {
  readonly root: Node | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const nothingDecoded: Decoded = { root: undefined, errors: [], warnings: [] };

/** Gives the values their meaning: tags, aliases, merges, and of equal keys the last. */
function decode(composed: Composed, text: string, actions: readonly Action[] | undefined): Decoded {
  const marks = actions === undefined ? undefined : marksOf(text, actions);
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  /** What JSON has no word for is refused only where it is still there in the end. */
  const late = new Map<Node, Problem>();
  const underWay = new Set<Raw>();
  let depth = 0;
  let aliasDepth = 0;
  let count = 0;
  let aliased = 0;
  let stopped = false;

  const root = composed.root === undefined ? undefined : value(composed.root);
  if (late.size > 0 && root !== undefined) collectLate(root);
  return { root, errors, warnings };

  function report(code: ProblemCode, raw: Span, word?: string): void {
    if (!stopped) errors.push(problem(code, clip(firstLine(raw, text), text), word));
  }

  function value(raw: Raw): Node {
    if (composed.hasAliases) {
      countValue(raw, aliasDepth > 0 ? "aliased" : "own");
      if (stopped) return none(raw);
    }
    depth += 1;
    const node =
      raw.kind === "scalar"
        ? scalar(raw)
        : raw.kind === "map"
          ? map(raw)
          : raw.kind === "list"
            ? list(raw)
            : alias(raw);
    depth -= 1;
    return node;
  }

  /** go-yaml counts what it decodes, and gives up where aliases unfold to too much of it. */
  function countValue(raw: Span, by: "own" | "aliased"): void {
    count += 1;
    if (by === "aliased") aliased += 1;
    if (stopped) return;
    if (aliased > 100 && count > 1000 && aliased / count > allowedRatio(count)) stop("too-many-aliases", raw);
    else if (depth > maxDepth) stop("too-deep", raw);
  }

  function stop(code: ProblemCode, raw: Span): void {
    report(code, raw);
    stopped = true;
  }

  function none(raw: Span): Node {
    return { kind: "null", source: "", style: "plain", span: clip(raw, text) };
  }

  function unknown({ start, end, style = "plain" }: Span & { readonly style?: ScalarNode["style"] }): Node {
    return { kind: "null", unknown: true, source: text.slice(start, end), style, span: clip({ start, end }, text) };
  }

  function list(raw: Raw & { kind: "list" }): Node {
    const items: Node[] = [];
    for (const item of raw.items) items.push(value(item));
    return { kind: "list", flow: raw.flow, items, span: span(raw) };
  }

  function alias(raw: RawAlias): Node {
    if (raw.target === undefined) {
      report("unknown-anchor", raw, raw.name);
      return none(raw);
    }
    if (underWay.has(raw)) {
      report("recursive-anchor", raw, raw.name);
      return none(raw);
    }
    underWay.add(raw);
    aliasDepth += 1;
    const target = value(raw.target);
    aliasDepth -= 1;
    underWay.delete(raw);
    return { ...target, span: span(raw), aliased: true };
  }

  function scalar(raw: RawScalar): Node {
    const filledIn = marks?.unknownPlace(raw);
    if (filledIn !== undefined) return unknown({ ...filledIn, style: raw.style });
    const base = { source: text.slice(raw.start, raw.end), style: raw.style, span: span(raw) };
    const resolved = resolve(raw);
    switch (resolved.kind) {
      case "string":
        return { kind: "string", value: resolved.value, ...base };
      case "bool":
        return { kind: "bool", value: resolved.value, ...base };
      case "null":
        return { kind: "null", ...base };
      case "number": {
        const node: Node = { kind: "number", value: resolved.value, json: resolved.json, ...base };
        if (!Number.isFinite(resolved.value))
          late.set(node, problem("not-a-json-number", firstLine(base.span, text), base.source));
        return node;
      }
      case "mismatch":
        report("tag-mismatch", raw, shortTag(raw.tag));
        return { kind: "string", value: raw.value, ...base };
      case "bad-base64":
        report("bad-base64", raw);
        return { kind: "string", value: raw.value, ...base };
    }
  }

  function map(raw: RawMap): Node {
    const entries = new Map<string, Entry>();
    const node: { -readonly [K in keyof MapNode]: MapNode[K] } = {
      kind: "map",
      flow: raw.flow,
      entries: [],
      span: span(raw),
    };
    const alternatives: Entry[] = [];
    fill(raw, entries, node, alternatives);
    node.entries = [...entries.values()];
    if (alternatives.length > 0) node.alternatives = alternatives;
    return node;
  }

  /** Writes a map's pairs into `entries`, in order: what comes later wins. */
  function fill(raw: RawMap, entries: Map<string, Entry>, node: Node, alternatives: Entry[] = []): void {
    for (const [key, valueRaw] of raw.pairs) {
      if (isMerge(key)) {
        merge(valueRaw, entries, node);
        continue;
      }
      if (marks?.touches(key)) continue;
      const name = keyText(key, node);
      if (name === undefined) continue;
      const before = entries.get(name);
      if (before !== undefined) {
        if (before.merged === undefined && marks === undefined) warnOfDuplicate(before);
        entries.delete(name);
      }
      // Of two values of a template only one is for this key, or both are for others.
      const isOneOfTwo = marks !== undefined && (before !== undefined || marks.parts(key.end, valueRaw.start));
      const found = value(valueRaw);
      const end = Math.max(found.span.end, key.end);
      const entry: Entry = {
        key: name,
        keySpan: span(key),
        value: found,
        span: { start: span(key).start, end: Math.min(end, text.length) },
      };
      if (isOneOfTwo) {
        if (before !== undefined && !alternatives.some((other) => other.key === name)) alternatives.push(before);
        alternatives.push(entry);
        entries.set(name, { ...entry, value: unknown({ start: valueRaw.start, end: valueRaw.end }) });
      } else entries.set(name, entry);
    }
  }

  function warnOfDuplicate({ key, keySpan, span }: Entry): void {
    const said = problem("duplicate-key", clip(firstLine(keySpan, text), text), shorten(key));
    if (warnings.length < maxWarnings) warnings.push({ ...said, dropped: span });
  }

  function warn(code: ProblemCode, place: Span, word: string): void {
    if (warnings.length < maxWarnings) warnings.push(problem(code, clip(firstLine(place, text), text), shorten(word)));
  }

  function merge(raw: Raw, entries: Map<string, Entry>, node: Node): void {
    const sources = raw.kind === "list" ? [...raw.items].reverse() : [raw];
    const own = new Map<string, Entry>();
    for (const source of sources) {
      const target = source.kind === "alias" ? source.target : source;
      if (source.kind === "alias" && target === undefined) {
        report("unknown-anchor", source, source.name);
        continue;
      }
      if (target?.kind !== "map") {
        report("bad-merge", source);
        continue;
      }
      if (underWay.has(source)) {
        report("recursive-anchor", source, source.kind === "alias" ? source.name : "");
        continue;
      }
      if (composed.hasAliases) {
        countValue(source, aliasDepth > 0 ? "aliased" : "own");
        if (source.kind === "alias") countValue(source, "aliased");
      }
      if (stopped) return;
      underWay.add(source);
      depth += 1;
      if (source.kind === "alias") aliasDepth += 1;
      fill(target, own, node);
      if (source.kind === "alias") aliasDepth -= 1;
      depth -= 1;
      underWay.delete(source);
    }
    for (const [key, entry] of own) {
      const before = entries.get(key);
      if (before !== undefined && before.merged === undefined) warn("merge-overrides", before.keySpan, key);
      entries.delete(key);
      entries.set(key, { ...entry, merged: true });
    }
  }

  function keyText(key: Raw, node: Node): string | undefined {
    const raw = key.kind === "alias" ? key.target : key;
    if (raw === undefined) {
      report("unknown-anchor", key, key.kind === "alias" ? key.name : "");
      return undefined;
    }
    if (composed.hasAliases) countValue(key, aliasDepth > 0 ? "aliased" : "own");
    if (raw.kind !== "scalar") {
      report("bad-key", key);
      return undefined;
    }
    const resolved = resolve(raw);
    const name = keyOf(resolved);
    if (name !== undefined) return name;
    if (resolved.kind === "null") late.set(node, problem("null-key", clip(firstLine(key, text), text)));
    else if (resolved.kind === "number") late.set(node, problem("large-key", clip(firstLine(key, text), text)));
    else report(resolved.kind === "bad-base64" ? "bad-base64" : "tag-mismatch", key, shortTag(raw.tag));
    return raw.value;
  }

  function collectLate(node: Node): void {
    const found = late.get(node);
    if (found !== undefined) errors.push(found);
    if (node.kind === "list") for (const item of node.items) collectLate(item);
    else if (node.kind === "map") for (const entry of node.entries) collectLate(entry.value);
  }

  function span(raw: Span): Span {
    return raw.end <= text.length ? { start: raw.start, end: raw.end } : clip(raw, text);
  }
}

function resolve(raw: RawScalar): Resolved {
  if (raw.tag !== "") return resolveTagged(raw.tag, raw.value);
  return raw.style === "plain" ? resolvePlain(raw.value) : { kind: "string", value: raw.value };
}

/** `<<`, unless quoted or tagged as something else. */
function isMerge(raw: Raw): boolean {
  if (raw.kind !== "scalar" || raw.value !== "<<") return false;
  if (raw.tag === "") return raw.style === "plain";
  return raw.tag === "!" || raw.tag === "tag:yaml.org,2002:merge";
}

/** The share of values that may come from aliases, by go-yaml's measure: 99 % of a small document, 10 % of a huge one. */
function allowedRatio(count: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - (0.89 * (count - low)) / (high - low);
}

function shortTag(tag: string): string {
  return tag.startsWith("tag:yaml.org,2002:") ? `!!${tag.slice(18)}` : tag;
}

function shorten(word: string): string {
  const line = /^[^\n\r]*/.exec(word)?.[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** Keeps a span inside the text: what is missing at the end is missed at its last character. */
function clip(span: Span, text: string): Span {
  const end = Math.min(span.end, text.length);
  return { start: Math.min(span.start, end), end };
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
