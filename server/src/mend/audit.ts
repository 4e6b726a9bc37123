// Whether a text that can be read also means what it says, or bears the marks of damage: a key for a list's item, a null where the fields went astray.

import type { MapNode, Node, YamlDocument } from "../yaml/node.ts";
import { parse } from "../yaml/parse.ts";
import { split } from "../yaml/split.ts";
import { jsonText } from "../yaml/to-json.ts";
import type { Grammar, MapGrammar, ScalarGrammar } from "./grammar.ts";
import { knownKeys, rootGrammar } from "./kinds.ts";

export interface Audit {
  /** kubectl reads every document. */
  readonly readable: boolean;
  /** Some document has an apiVersion and a kind. */
  readonly manifest: boolean;
  /** Marks of damage in what was read. */
  readonly marks: number;
  /** Fields that their kind does not have. */
  readonly strays: number;
  /** Fields of the top level that stand below another one, where they are none. */
  readonly displaced: number;
  /** Documents with content. */
  readonly documents: number;
  /** The data of all documents, as one text to compare. */
  readonly data: string;
  /** A template: kubectl refuses it, and that is no damage. */
  readonly template: boolean;
}

/** Reads a whole text and looks for marks of damage. */
export function audit(text: string): Audit {
  let readable = true;
  let manifest = false;
  let marks = 0;
  let strays = 0;
  let displaced = 0;
  let template = false;
  const data: string[] = [];
  for (const chunk of split(text)) {
    const document = parse(chunk.text, chunk.language);
    if (document.errors.length > 0) readable = false;
    if (document.errors.some((error) => error.code === "template")) template = true;
    if (document.root === undefined) {
      // All of it in the tail of one comment.
      if (
        /^[^\n]*apiVersion["']?[:：][^\n]*kind["']?[:：]|^[^\n]*kind["']?[:：][^\n]*apiVersion["']?[:：]/m.test(
          chunk.text,
        )
      )
        marks += 2;
      continue;
    }
    data.push(jsonText(document.root));
    manifest ||= isManifest(document.root);
    marks += documentMarks(document);
    const grammar = grammarOf(document.root);
    if (grammar === undefined) continue;
    const stray = [...straysIn(document.root, grammar)];
    strays += stray.length;
    displaced += stray.filter(({ key, depth }) => depth > 0 && grammar.keys.has(key)).length;
  }
  return { readable, manifest, marks, strays, displaced, template, documents: data.length, data: data.join("\n") };
}

function isManifest(root: Node): boolean {
  return root.kind === "map" && entry(root, "apiVersion") !== undefined && entry(root, "kind") !== undefined;
}

function entry(map: MapNode, key: string): Node | undefined {
  return map.entries.find((each) => each.key === key)?.value;
}

/** How many marks of damage a document bears that kubectl reads; 0 for what is no manifest. */
export function documentMarks(document: YamlDocument): number {
  const { root, text } = document;
  if (root === undefined) return 0;
  // `[root@master ~]# cat web.yaml` is a list, and the manifest below it is dropped.
  for (const { code, span } of document.warnings)
    if (code === "dropped-text" && !/^(\.\.\.|%)/m.test(text.slice(0, span.start)) && root.kind === "list")
      if (/^apiVersion:/m.test(text.slice(span.start))) return 2;
  // A list is somebody's own data, with texts in it perhaps.
  if (root.kind === "list") return 0;
  if (root.kind !== "map") return /apiVersion/.test(text) && /kind/.test(text) ? 5 : 0;
  let marks = 0;
  const kind = entry(root, "kind");
  const grammar = kind?.kind === "string" ? rootGrammar(kind.value) : undefined;
  for (const warning of document.warnings) {
    const word = text.slice(warning.span.start, warning.span.end);
    if (
      warning.code === "duplicate-key" &&
      /^["']?(apiVersion|kind)["']?$/.test(word) &&
      atMargin(text, warning.span.start)
    )
      marks += 1;
    if (warning.code === "dropped-text" && isFurtherLeft(text, warning.span.start)) marks += 1;
  }
  marks += swallowedMarks(root, document);
  for (const each of root.entries) {
    if (/^(apiVersion|kind|metadata|spec|data)[:：]/.test(each.key)) marks += 2;
    if (/^[+•●▪◦·$>%❯] ?(apiVersion|kind|metadata|spec)|^\d+[\s.:|│)]*(apiVersion|kind|metadata|spec)/.test(each.key))
      marks += 2;
    if (/[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]/.test(each.key)) marks += 1;
  }
  if (kind?.kind === "string" && kind.style === "plain" && /^[“”‘’]/.test(kind.value)) marks += 2;
  if (grammar === undefined) {
    if (kind === undefined && !/apiVersion/.test(text)) return 0;
    const version = entry(root, "apiVersion");
    // A whole manifest in one scalar.
    for (const value of [kind, version])
      if (value?.kind === "string" && value.style === "plain" && /[:：]/.test(value.value)) marks += 2;
    return marks;
  }
  // Another group's kind of the same name has a grammar of its own.
  const version = entry(root, "apiVersion");
  const versions = grammar.keys.get("apiVersion");
  if (version?.kind === "string" && versions?.kind === "scalar" && !versions.values.includes(version.value))
    return marks + (/[:：“”]/.test(version.value) ? 2 : 0);
  return marks + mapMarks(root, grammar, hasDoubleQuotes(root));
}

/** The grammar of a document whose kind and version have one. */
function grammarOf(root: Node): MapGrammar | undefined {
  if (root.kind !== "map") return undefined;
  const kind = entry(root, "kind");
  const grammar = kind?.kind === "string" ? rootGrammar(kind.value) : undefined;
  const version = entry(root, "apiVersion");
  const versions = grammar?.keys.get("apiVersion");
  const isForeign =
    version?.kind === "string" && versions?.kind === "scalar" && !versions.values.includes(version.value);
  return isForeign ? undefined : grammar;
}

/** The fields that their map does not have, with the number of maps around that map. */
function* straysIn(
  node: Node,
  grammar: Grammar,
  depth = 0,
): Iterable<{ readonly key: string; readonly depth: number }> {
  if (node.kind === "list" && grammar.kind === "list")
    for (const item of node.items) yield* straysIn(item, grammar.item, depth);
  if (node.kind !== "map" || grammar.kind !== "map") return;
  for (const each of node.entries) {
    const child = grammar.keys.get(each.key);
    if (child === undefined) yield { key: each.key, depth };
    else yield* straysIn(each.value, child, depth + 1);
  }
}

/** Fields that a comment took in: the object lacks them, and a comment names them. */
function swallowedMarks(root: MapNode, document: YamlDocument): number {
  const lacks = ["apiVersion", "kind", "metadata", "spec"].filter((key) => {
    const value = entry(root, key);
    return value === undefined || value.kind === "null";
  });
  if (lacks.length === 0 || lacks.length === 4) return 0;
  let marks = 0;
  for (const { text } of document.comments) {
    const keys = [...text.matchAll(/([A-Za-z]+)["']?:/g)].filter((match) => isKnownTail(match[1] ?? ""));
    const whole = keys.some((match) => lacks.some((key) => (match[1] ?? "").endsWith(key)));
    if (keys.length >= 3 && whole) marks += 2;
  }
  return marks;
}

function isKnownTail(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (knownKeys.has(word.slice(at))) return true;
  return false;
}

function atMargin(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "\n";
}

/** What is dropped because the lines before it are indented, not because of `...` or a directive. */
function isFurtherLeft(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return !/^(\.\.\.|%)/m.test(before) && /^[ \t]+\S/.test(text);
}

/** Whether a value stands in straight double quotes somewhere below. */
function hasDoubleQuotes(node: Node): boolean {
  if (node.kind === "map") return node.entries.some(({ value }) => hasDoubleQuotes(value));
  if (node.kind === "list") return node.items.some(hasDoubleQuotes);
  return node.kind === "string" && node.style === "double";
}

function nodeMarks(node: Node, grammar: Grammar, quoted: boolean): number {
  switch (grammar.kind) {
    case "any":
      return 0;
    case "scalar":
      return scalarMarks(node, grammar, quoted);
    case "list":
      if (node.kind === "list")
        return node.items.reduce(
          (sum, item) => sum + nodeMarks(item, grammar.item, quoted) + (node.flow && isWide(item) ? 1 : 0),
          0,
        );
      return node.kind === "null" ? 0 : 1;
    case "author":
      if (node.kind === "null") return 0;
      if (node.kind !== "map") return 1;
      return node.entries.reduce((sum, each) => sum + authorMarks(each.key, each.value, grammar.value, quoted), 0);
    case "map":
      if (node.kind === "null") return 0;
      return node.kind === "map" ? mapMarks(node, grammar, quoted) : 1;
  }
}

/** `[“a”，“b”]` is one plain scalar, and `[a，b]` another. */
function isWide(item: Node): boolean {
  if (item.kind !== "string" || item.style !== "plain") return false;
  const { value } = item;
  return (
    /^[“‘].*[”’]$|^[“‘][^”’]*$|^[^“‘]*[”’]$/.test(value) ||
    /^[^\u0080-\uff0b\uff0d-\uffff]*[\w"']，\s*[\w"'-][^\u0080-\uff0b\uff0d-\uffff]*$/.test(value)
  );
}

function authorMarks(key: string, value: Node, grammar: ScalarGrammar, quoted: boolean): number {
  if (/[:：]/.test(key) || /^[“”‘’]/.test(key)) return 1;
  return value.kind === "map" || value.kind === "list" ? 1 : scalarMarks(value, grammar, quoted);
}

function mapMarks(node: MapNode, grammar: MapGrammar, quoted: boolean): number {
  let marks = 0;
  const strays = new Set<string>();
  for (const each of node.entries) if (!grammar.keys.has(each.key)) strays.add(each.key);
  for (const each of node.entries) {
    const child = grammar.keys.get(each.key);
    if (child === undefined) {
      if (/[:：]/.test(each.key) || /^(?:[－–—“”‘’]|[$>] )/.test(each.key) || /^-/.test(each.key)) marks += 1;
      continue;
    }
    marks += nodeMarks(each.value, child, quoted);
    if (each.value.kind !== "null" || strays.size === 0) continue;
    // The field is empty, and its own fields stand beside it.
    const inner = child.kind === "list" && child.item.kind === "map" ? child.item : child;
    if (inner.kind === "map" && [...inner.keys.keys()].some((key) => strays.has(key))) marks += 2;
    if (inner.kind === "author") marks += 1;
  }
  return marks;
}

/** Characters that a name, a number or an image never has. */
const invisible = /[\u00a0\u00ad\u200b\u2060\ufeff\u202f]/;

function scalarMarks(node: Node, grammar: ScalarGrammar, quoted: boolean): number {
  if (node.kind === "map" || node.kind === "list") return 1;
  if (node.kind !== "string" || node.style !== "plain") return 0;
  const { value } = node;
  const wrapped = /^[“”‘’](.*)[“”‘’]$/.exec(value)?.[1];
  // Somebody's own words may stand in such quotes: beside straight ones they are meant.
  if (wrapped !== undefined) return grammar.type !== "text" || (!quoted && !/[^\u0020-\u007e]/.test(wrapped)) ? 1 : 0;
  // `“it's #1”`: what stands behind the quote became a comment.
  if (/^[“‘][^”’]*$/.test(value)) return 1;
  if (grammar.type !== "text" && invisible.test(value)) return 1;
  return 0;
}
