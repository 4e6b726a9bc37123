// Writes trees as text: plainly, or with everything YAML offers. Every decision is a number from a list; a decision that
// the list does not hold is 0, and 0 is the plain way, so a shorter list is a plainer text.

import { entriesOf, type Tree, type TreeMap, textOf } from "./tree.ts";

/** A manifest that is still values, and how to write it. */
export interface Draft {
  readonly objects: readonly Tree[];
  readonly form: "documents" | "list" | "json" | "json-list" | "json-stream" | "flow";
  readonly decisions: readonly number[];
  /** How the file begins, separates, ends and breaks its lines: indexes into the tables below. */
  readonly begin: number;
  readonly between: number;
  readonly end: number;
  readonly lines: number;
}

export const begins = [
  "",
  "---\n",
  "# a comment\n",
  "\n",
  "--- # first\n",
  "\ufeff",
  "---\n---\n",
  "# c\n---\n",
  "%YAML 1.1\n---\n",
  "...\n",
  "--- text\n",
  "\t\n",
  " ",
  "\ufeff---\n",
  "%TAG ! x\n---\n",
  "---\t\n",
  "null\n---\n",
  "# ä\n\n",
] as const;
export const betweens = [
  "---\n",
  "---\n# next\n",
  "---\n---\n",
  "--- # next\n",
  "...\n---\n",
  "\n---\n\n",
  "---  \n",
  "---\t#x\n",
  "...\n",
  "--- x\n",
  "...\nnot: read\n---\n",
  "---#x\n",
  " ---\n",
  "---\nnull\n---\n",
  "---\n# only a comment\n---\n",
  "---\n~\n---\n",
  "----\n",
  "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n---\n",
  "---\nkind: Service\n---\n",
  "---\n[]\n---\n",
  "---\n''\n---\n",
  "---\n5\n---\n",
] as const;
export const ends = [
  "",
  "---\n",
  "...\n",
  "\n\n",
  "# end\n",
  "  # end",
  "---",
  "...\nx: [",
  "---\n...\n",
  "---\n# nothing\n",
  "\t\n",
  "--- x",
  "\u0000",
  "---\nx: [\n",
  "---\nkind: List\nitems: []\n",
  "  \n",
  "---\n{}\n",
] as const;
export const lineEnds = ["\n", "\r\n", "\n", "\n", "\n", "\r", "\u0085", "\u2028"] as const;

/** The draft's text. */
export function write(draft: Draft): string {
  const pen = new Pen(draft.decisions);
  const at = <T>(table: readonly T[], index: number): T => table[index % table.length] as T;
  const text = at(begins, draft.begin) + body(draft, pen, at(betweens, draft.between)) + at(ends, draft.end);
  const lineEnd = at(lineEnds, draft.lines);
  return lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd);
}

function body(draft: Draft, pen: Pen, between: string): string {
  const list: Tree = { apiVersion: "v1", kind: "List", items: draft.objects };
  switch (draft.form) {
    case "documents":
      return draft.objects.map((object) => block(object, pen, 0).replace(/^\n/, "")).join(between);
    case "list":
      return block(list, pen, 0).replace(/^\n/, "");
    case "json":
      return draft.objects.map((object) => `${json(object, 2)}\n`).join(between);
    case "json-list":
      return `${json(list, 0)}\n`;
    case "json-stream":
      return draft.objects.map((object) => json(object, 0)).join(pen.choose(3) === 0 ? "\n" : "");
    case "flow":
      return draft.objects.map((object) => `${flow(object, pen)}\n`).join(between);
  }
}

/** What writes with decisions, and remembers anchors. */
class Pen {
  private next = 0;
  private readonly anchors = new Map<string, string>();
  private readonly decisions: readonly number[];

  constructor(decisions: readonly number[]) {
    this.decisions = decisions;
  }

  /** One of `count` ways; 0 most of the time. */
  choose(count: number): number {
    const decision = this.decisions[this.next++] ?? 0;
    return decision < count ? decision : 0;
  }

  /** An alias for a value that stands elsewhere under an anchor already, or an anchor for this one. */
  anchor(tree: Tree): { readonly alias?: string; readonly anchor?: string } {
    const decision = this.choose(24);
    if (decision !== 21 && decision !== 22) return {};
    const id = json(tree, 0);
    const known = this.anchors.get(id);
    if (known !== undefined) return { alias: `*${known}` };
    const name = `a${this.anchors.size}`;
    this.anchors.set(id, name);
    return { anchor: `&${name}` };
  }
}

/** A value in block style, from what follows its key or dash: begins with a space or a line break, ends with a line break. */
function block(tree: Tree, pen: Pen, indent: number): string {
  const { alias, anchor } = pen.anchor(tree);
  if (alias) return ` ${alias}\n`;
  const mark = anchor ? ` ${anchor}` : "";
  const text = textOf(tree);
  if (text !== undefined) return `${mark} ${text}\n`;
  const way = pen.choose(40);
  if (typeof tree !== "object" || tree === null)
    return `${mark} ${scalar(tree, pen, indent)}${way === 20 ? " # c" : ""}\n`;
  if (way === 21) return `${mark} ${flow(tree, pen)}\n`;
  if (way === 22) return `${mark} ${json(tree, 0)}\n`;
  if (way === 23) return `${mark} ${json(tree, 2)}\n`; // its lines may stand left of the key, as pasted JSON does
  if (Array.isArray(tree)) return tree.length === 0 ? `${mark} []\n` : `${mark}\n${blockList(tree, pen, indent)}`;
  const entries = entriesOf(tree as TreeMap);
  return entries.length === 0 ? `${mark} {}\n` : `${mark}\n${blockMap(entries, pen, indent)}`;
}

function blockMap(entries: readonly (readonly [string, Tree])[], pen: Pen, indent: number): string {
  const pad = " ".repeat(indent);
  const way = pen.choose(40);
  if (way === 24 && entries.length > 1) {
    const cut = 1 + pen.choose(entries.length - 1);
    const merged = flow(Object.fromEntries(entries.slice(0, cut)), pen);
    const rest = blockMap(entries.slice(cut), pen, indent);
    const source = pen.choose(3) === 0 ? merged : `[${merged}, {zzz: 1}]`;
    return pen.choose(2) === 0 ? `${pad}<<: ${source}\n${rest}` : `${rest}${pad}<<: ${source}\n`;
  }
  let text = "";
  for (const [key, value] of entries) {
    const extra = pen.choose(60);
    if (extra === 21) text += `${pad}# c\n`;
    if (extra === 22) text += "# at the margin\n";
    if (extra === 23) text += "\n";
    if (extra === 24) text += `${pad}${keyText(key, pen)}: other\n`;
    if (extra === 25) text += `${pad}\t\n`;
    if (extra === 26) text += `${pad} # one further\n`;
    if (extra === 27) text += `${pad}? ${keyText(key, pen)}\n${pad}:${block(value, pen, indent + 2)}`;
    else {
      const gap = extra === 28 ? " :" : extra === 29 ? ":\t" : extra === 30 ? ":  " : ":";
      text += `${pad}${keyText(key, pen)}${gap}${block(value, pen, indent + childIndent(value, pen))}`;
    }
  }
  return text;
}

/** Lists may stand as far left as their key; everything else is further in. */
function childIndent(value: Tree, pen: Pen): number {
  const way = pen.choose(24);
  if (way === 20) return 1;
  if (way === 21) return 4;
  if (way === 22) return Array.isArray(value) ? 2 : 3;
  return Array.isArray(value) ? 0 : 2;
}

function blockList(items: readonly Tree[], pen: Pen, indent: number): string {
  const pad = " ".repeat(indent);
  let text = "";
  for (const item of items) {
    const inner = block(item, pen, indent + 2);
    const compact = pen.choose(30) !== 20 && inner.startsWith(`\n${pad}  `);
    text += compact ? `${pad}- ${inner.slice(indent + 3)}` : `${pad}-${inner}`;
  }
  return text;
}

function flow(tree: Tree, pen: Pen): string {
  const text = textOf(tree);
  if (text !== undefined) return text;
  if (typeof tree !== "object" || tree === null) return scalar(tree, pen, -1);
  const gap = pen.choose(30) === 20 ? "\n  " : " ";
  const last = pen.choose(30) === 20 ? "," : "";
  if (Array.isArray(tree))
    return `[${(tree as readonly Tree[]).map((item) => flow(item, pen)).join(`,${gap}`)}${tree.length > 0 ? last : ""}]`;
  const entries = entriesOf(tree as TreeMap);
  return `{${entries.map(([key, value]) => `${keyText(key, pen)}: ${flow(value, pen)}`).join(`,${gap}`)}${entries.length > 0 ? last : ""}}`;
}

/** Raw pieces stay raw here too: what comes out is then JSON-like YAML, or nothing at all. */
function json(tree: Tree, indent: number): string {
  const raws: string[] = [];
  const text = JSON.stringify(
    tree,
    (_key, value: Tree) => {
      const own = textOf(value);
      return own === undefined ? value : `\u0001${raws.push(own) - 1}\u0001`;
    },
    indent,
  );
  return text.replace(/"\\u0001(\d+)\\u0001"/g, (_match, index: string) => raws[Number(index)] ?? "");
}

function keyText(key: string, pen: Pen): string {
  const way = pen.choose(60);
  if (way === 20) return JSON.stringify(key);
  if (way === 21) return `'${key.replaceAll("'", "''")}'`;
  if (way === 22) return `!!str ${key}`;
  return plain.test(key) || way === 23 ? key : JSON.stringify(key);
}

function scalar(value: string | number | boolean | null, pen: Pen, indent: number): string {
  if (typeof value !== "string") return value === null && pen.choose(8) === 1 ? "~" : String(value);
  const way = pen.choose(40);
  if (way === 20) return JSON.stringify(value);
  if (way === 21) return `'${value.replaceAll("'", "''")}'`;
  if (way === 22) return value; // whatever that means
  if (way === 23) return `!!str ${JSON.stringify(value)}`;
  if (indent >= 0 && value !== "" && !value.includes("\n")) {
    const pad = " ".repeat(indent + 2);
    if (way === 24) return `|-\n${pad}${value}`;
    if (way === 25) return `>-\n${pad}${value}`;
    if (way === 26) return `|\n${pad}${value}`;
    if (way === 27) return `"${JSON.stringify(value).slice(1, -1)}\\\n${pad}"`;
  }
  return plain.test(value) && !word.test(value) ? value : JSON.stringify(value);
}

/** Needs no quotes in any style. */
const plain = /^[A-Za-z][-A-Za-z0-9_./]*$/;
/** Would be no string without them. */
const word = /^(y|n|yes|no|on|off|true|false|null)$/i;
