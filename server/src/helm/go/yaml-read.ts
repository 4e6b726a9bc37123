// YAML into values as sigs.k8s.io/yaml does it: by way of JSON, so that every number is a float64; with places.

import type { Node, Problem } from "../../yaml/node.ts";
import { parse } from "../../yaml/parse.ts";
import { anyList, anyMap, GoList, GoMap, type Origin, type Value } from "./values.ts";

/** A value, or Go's message, and what the reader stumbled over. */
export type YamlResult = { readonly value: Value } | { readonly error: string; readonly problem?: Problem };

/** yaml.Unmarshal into a map or a slice of anything. With `file` the values know where they stand. */
export function readYaml(text: string, wanted: "map" | "list", file?: number): YamlResult {
  const document = parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  const [problem] = document.errors;
  if (problem !== undefined) return { error: `error converting YAML to JSON: ${goMessage(problem, text)}`, problem };
  const value = document.root === undefined ? null : valueOfNode(document.root, file);
  if (value === null)
    return { value: wanted === "map" ? new GoMap(new Map(), anyMap, true) : new GoList([], anyList, true) };
  if (wanted === "map" ? value instanceof GoMap : value instanceof GoList) return { value };
  const target = wanted === "map" ? anyMap : anyList;
  return {
    error: `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type ${target}`,
  };
}

function jsonKind(value: Value): string {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  return value instanceof GoMap ? "object" : "array";
}

/** A node's value; `file` numbers the file that it stands in. */
export function valueOfNode(node: Node, file: number | undefined): Value {
  switch (node.kind) {
    case "null":
      return null;
    case "string":
    case "bool":
    case "number":
      return node.value;
    case "list": {
      const list = new GoList(node.items.map((item) => valueOfNode(item, file)));
      if (file !== undefined) list.origins = node.items.map((item) => originOf(item, file));
      return list;
    }
    case "map": {
      const map = new GoMap();
      for (const entry of node.entries)
        map.set(
          entry.key,
          valueOfNode(entry.value, file),
          file === undefined ? undefined : originOf(entry.value, file, entry.keySpan),
        );
      return map;
    }
  }
}

/** Where a value stands; for one that is not written (`key:`), its key. */
function originOf(node: Node, file: number, key = node.span): Origin {
  const span = node.span.end > node.span.start ? node.span : key;
  return { file, start: span.start, end: span.end };
}

/** go-yaml's words, as far as they are known; its line is often the one behind. */
export function goMessage({ code, span }: Problem, text: string): string {
  const before = text.slice(0, span.start);
  let line = 0;
  for (let at = before.indexOf("\n"); at >= 0; at = before.indexOf("\n", at + 1)) line += 1;
  const words = wordsFor(code, before, text.slice(span.start));
  if (words.startsWith("!")) return `yaml: ${words.slice(1)}`;
  // go-yaml counts from 0, adds one for what its scanner finds, and says nothing of the first line.
  const told = line === 0 || /^did not find expected (?:key|',')/.test(words) ? line : line + 1;
  return told === 0 ? `yaml: ${words}` : `yaml: line ${told}: ${words}`;
}

/** Two of go-yaml's messages say more than what kind of problem it is. */
function wordsFor(code: string, before: string, from: string): string {
  const words = messages[code] ?? code;
  if (code === "directive" && !/^%[A-Za-z0-9_-]/.test(from)) return "could not find expected directive name";
  if (code !== "missing-comma") return words;
  return `did not find expected ',' or '${innermost(before) === "[" ? "]" : "}"}'`;
}

/** The bracket that is open at the end of a text, quoted ones left out. */
function innermost(text: string): string | undefined {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[\]{}]/g)) {
    if (token === "[" || token === "{") open.push(token);
    else if (token === "]" || token === "}") open.pop();
  }
  return open.at(-1);
}

const messages: Readonly<Record<string, string>> = {
  "tab-indentation": "found character that cannot start any token",
  "unclosed-quote": "found unexpected end of stream",
  "unclosed-bracket": "did not find expected ',' or ']'",
  "missing-comma": "did not find expected ',' or '}'",
  "missing-colon": "could not find expected ':'",
  "colon-without-space": "could not find expected ':'",
  "unexpected-colon": "mapping values are not allowed in this context",
  "bad-indentation": "did not find expected key",
  "item-not-allowed": "block sequence entries are not allowed in this context",
  "key-not-allowed": "mapping keys are not allowed in this context",
  "unexpected-text": "did not find expected key",
  "text-after-value": "did not find expected key",
  "bad-escape": "found unknown escape character",
  "bad-character": "found character that cannot start any token",
  "control-character": "!control characters are not allowed",
  "bad-block-header": "did not find expected comment or line break",
  "bad-anchor": "did not find expected alphabetic or numeric character",
  "too-many-aliases": "!document contains excessive aliasing",
  "bad-key": "!invalid map key",
  template: "!invalid map key: map[interface {}]interface {}{…}",
  directive: "!found unknown directive name",
};
