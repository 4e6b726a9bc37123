// What pages, chats and editors do to a manifest: each way of damage as a function of a well-formed text with line feeds.

/** One way of damage. */
export interface Way {
  /** The row of the table that it belongs to. */
  readonly row: string;
  readonly id: string;
  /** The damaged text; undefined where the text has nothing that this way could damage. */
  readonly damage: (text: string) => string | undefined;
  /** What is gone for good: a reason in words, or undefined when a reader could still tell. */
  readonly loses: (text: string) => string | undefined;
}

/** A line of a well-formed manifest, taken apart. Lines inside block scalars have `block`. */
interface Line {
  readonly indent: number;
  /** `- ` as often as it stands there. */
  readonly dashes: number;
  readonly key: string | undefined;
  /** What stands behind the colon, or the whole scalar; without comment. */
  readonly value: string;
  /** White space before it and the `#`. */
  readonly comment: string;
  readonly block: boolean;
  readonly blank: boolean;
  readonly raw: string;
}

export const ways: readonly Way[] = [
  { row: "no line breaks", id: "one-line", damage: oneLine, loses: (text) => lostWithBreaks(text, "nothing") },
  { row: "no line breaks", id: "line-per-key", damage: linePerKey, loses: (text) => lostWithBreaks(text, "nothing") },
  {
    row: "no line breaks",
    id: "joined-by-space",
    damage: joinedBySpace,
    loses: (text) => lostWithBreaks(text, "space"),
  },
  { row: "column 0", id: "column-0", damage: columnZero, loses: lostIndentation },
  { row: "shifted", id: "shifted", damage: shifted, loses: never },
  { row: "tabs", id: "tab-a-step", damage: tabAStep, loses: never },
  { row: "tabs", id: "tab-for-eight", damage: tabForEight, loses: never },
  { row: "invisible", id: "no-break-spaces", damage: (text) => text.replaceAll(" ", "\u00a0"), loses: never },
  { row: "invisible", id: "no-break-indent", damage: noBreakIndent, loses: never },
  { row: "invisible", id: "zero-width", damage: zeroWidth, loses: never },
  { row: "full width", id: "wide-colons", damage: wideColons, loses: never },
  { row: "full width", id: "wide-quotes", damage: wideQuotes, loses: never },
  { row: "full width", id: "wide-dashes", damage: wideDashes, loses: never },
  { row: "full width", id: "wide-all", damage: wideAll, loses: never },
  { row: "escaped", id: "escaped", damage: (text) => JSON.stringify(text).slice(1, -1), loses: never },
  { row: "escaped", id: "escaped-quoted", damage: (text) => JSON.stringify(text), loses: never },
  { row: "prompts", id: "dollar", damage: (text) => prefixed(text, () => "$ "), loses: never },
  { row: "prompts", id: "greater", damage: (text) => prefixed(text, () => "> "), loses: never },
  { row: "prompts", id: "number-space", damage: (text) => prefixed(text, (n) => `${n} `), loses: never },
  { row: "prompts", id: "number-dot", damage: (text) => prefixed(text, (n) => `${n}. `), loses: never },
  { row: "prompts", id: "number-colon", damage: (text) => prefixed(text, (n) => `${n}: `), loses: never },
  { row: "prompts", id: "number-bar", damage: (text) => prefixed(text, (n) => `${n} | `), loses: never },
  { row: "prompts", id: "number-tab", damage: (text) => prefixed(text, (n) => `${n}\t`), loses: never },
  { row: "prompts", id: "number-glued", damage: (text) => prefixed(text, (n) => `${n}`), loses: never },
  { row: "prompts", id: "here-document", damage: hereDocument, loses: never },
  { row: "fences", id: "backticks", damage: backticks, loses: never },
  { row: "fences", id: "tildes", damage: tildes, loses: never },
  { row: "no space", id: "no-space", damage: noSpace, loses: never },
  { row: "no dashes", id: "no-dash", damage: (text) => noDashes(text, "removed"), loses: never },
  { row: "no dashes", id: "no-dash-blank", damage: (text) => noDashes(text, "blank"), loses: never },
  { row: "no dashes", id: "no-dash-joined", damage: (text) => noDashes(text, "joined"), loses: never },
  { row: "no dashes", id: "no-dash-glued", damage: (text) => noDashes(text, "glued"), loses: never },
  { row: "no separators", id: "no-separators", damage: noSeparators, loses: never },
];

function never(): undefined {
  return undefined;
}

// --- taking a text apart ----------------------------------------------------

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let blockIndent = -1;
  for (const raw of text.replace(/\n$/, "").split("\n")) {
    const indent = raw.length - raw.trimStart().length;
    const blank = raw.trim() === "";
    if (blockIndent >= 0 && (blank || indent > blockIndent)) {
      lines.push({ indent, dashes: 0, key: undefined, value: raw.trim(), comment: "", block: true, blank, raw });
      continue;
    }
    blockIndent = -1;
    let rest = raw.slice(indent);
    let dashes = 0;
    while (/^- /.test(rest)) {
      dashes += 1;
      rest = rest.slice(2);
    }
    const hash = commentStart(rest);
    const comment = rest.slice(hash);
    const content = rest.slice(0, hash);
    const match = /^("[^"]*"|'[^']*'|[^\s"'[\]{}#:][^\s:]*):(?:\s+(.*))?$/.exec(content);
    const isKey = match !== null && content !== "---";
    const value = isKey ? (match[2] ?? "") : content;
    // A block ends where a line stands no further right than the key, or the item's dash, that it belongs to.
    if (/^[|>][+-]?\d?[+-]?$/.test(value)) blockIndent = indent + 2 * (isKey ? dashes : Math.max(0, dashes - 1));
    lines.push({ indent, dashes, key: isKey ? match[1] : undefined, value, comment, block: false, blank, raw });
  }
  return lines;
}

/** Where the white space before a comment begins, or the end. */
function commentStart(rest: string): number {
  let quote = "";
  for (let at = 0; at < rest.length; at += 1) {
    const char = rest[at] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if ((char === '"' || char === "'") && /^$|[\s[{,:]/.test(rest[at - 1] ?? "")) quote = char;
    else if (char === "#" && /^$|\s/.test(rest[at - 1] ?? "")) {
      let start = at;
      while (start > 0 && /\s/.test(rest[start - 1] ?? "")) start -= 1;
      return start;
    }
  }
  return rest.length;
}

function structural(text: string, change: (line: Line) => string): string {
  const lines = linesOf(text).map((line) => (line.block || line.blank ? line.raw : change(line)));
  return `${lines.join("\n")}\n`;
}

function write(line: Line, colon: string, value = line.value, dash = "- "): string {
  const head = " ".repeat(line.indent) + dash.repeat(line.dashes);
  const separator = line.key === undefined ? "" : value === "" ? colon.trimEnd() : colon;
  return head + (line.key ?? "") + separator + value + line.comment;
}

// --- line breaks and indentation -------------------------------------------

function oneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimStart())
    .join("");
}

function linePerKey(text: string): string {
  let joined = "";
  for (const line of linesOf(text)) {
    const begins = !line.block && line.indent === 0 && !line.blank && line.dashes === 0;
    joined += (begins && joined !== "" ? "\n" : "") + line.raw.trimStart();
  }
  return `${joined}\n`;
}

function joinedBySpace(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

function columnZero(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimStart())
    .join("\n");
}

function shifted(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return [first, ...rest.map((line) => (line === "" ? line : `    ${line}`))].join("\n");
}

function tabAStep(text: string): string | undefined {
  if (!/^ +/m.test(text)) return undefined;
  return text.replace(/^( {2})+/gm, (indent) => "\t".repeat(indent.length / 2));
}

function tabForEight(text: string): string | undefined {
  if (!/^ {8}/m.test(text)) return undefined;
  return text.replace(/^( {8})+/gm, (indent) => "\t".repeat(indent.length / 8));
}

// --- characters -------------------------------------------------------------

function noBreakIndent(text: string): string | undefined {
  if (!/^ +/m.test(text)) return undefined;
  return text.replace(/^ +/gm, (indent) => "\u00a0".repeat(indent.length));
}

function zeroWidth(text: string): string {
  return structural(text, (line) => `\u200b${line.key === undefined ? line.raw : write(line, ":\u200b ")}`);
}

function wideColons(text: string): string {
  return structural(text, (line) => (line.key === undefined ? line.raw : write(line, "：")));
}

function wideQuotes(text: string): string | undefined {
  const changed = structural(text, (line) => write(line, ": ", wideValue(line.value)));
  return changed === text ? undefined : changed;
}

function wideValue(value: string): string {
  if (/^".*"$/.test(value) && !value.slice(1, -1).includes('"')) return `“${value.slice(1, -1)}”`;
  if (!/^[[{]/.test(value)) return value;
  let wide = "";
  let open = "";
  for (const char of value) {
    const quote = char === '"' || char === "'";
    if (char === '"' && open !== "'") wide += open === '"' ? "”" : "“";
    else if (char === "," && open === "") wide += "，";
    else if (char !== " " || open !== "" || !wide.endsWith("，")) wide += char;
    if (quote && open === "") open = char;
    else if (char === open) open = "";
  }
  return wide;
}

function wideDashes(text: string): string | undefined {
  if (!/^\s*- /m.test(text)) return undefined;
  let count = 0;
  return structural(text, (line) => {
    count += line.dashes;
    return write(line, ": ", line.value, `${["－", "–", "—"][count % 3]} `);
  });
}

function wideAll(text: string): string {
  return structural(text, (line) => write(line, "：", wideValue(line.value), "－ "));
}

function noSpace(text: string): string {
  return structural(text, (line) => (line.key === undefined ? line.raw : write(line, ":")));
}

// --- around the text --------------------------------------------------------

function prefixed(text: string, prefix: (number: number) => string): string {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line, index) => prefix(index + 1) + line)
    .join("\n");
}

function hereDocument(text: string): string {
  return `$ cat <<EOF | kubectl apply -f -\n${text}EOF\n`;
}

function backticks(text: string): string {
  return `Save this as app.yaml and apply it:\n\n\`\`\`yaml\n${text}\`\`\`\n\nThen run kubectl get all.\n`;
}

function tildes(text: string): string {
  return `下面是完整的清单：\n~~~\n${text}~~~\n保存后执行 kubectl apply -f app.yaml 即可。\n`;
}

// --- dashes and separators --------------------------------------------------

function noDashes(text: string, how: "removed" | "blank" | "joined" | "glued"): string | undefined {
  const lines = [...linesOf(text)];
  const single = lines.map((line, index) => line.dashes === 1 && isOnlyItem(lines, index));
  if (!single.includes(true)) return undefined;
  let written = "";
  for (const [index, line] of lines.entries()) {
    const { raw } = line;
    if (single[index] !== true || line.block) {
      written += `${written === "" ? "" : "\n"}${raw}`;
      continue;
    }
    const content = raw.slice(line.indent + 2);
    const before = lines[index - 1];
    const joins =
      how === "joined" &&
      before !== undefined &&
      before.value === "" &&
      before.comment === "" &&
      before.key !== undefined;
    if (joins) written += `${how === "joined" && written.endsWith(":") ? " " : ""}${content}`;
    else written += `\n${" ".repeat(how === "removed" ? line.indent : line.indent + 2)}${content}`;
  }
  return `${written}\n`;
}

function isOnlyItem(lines: readonly Line[], index: number): boolean {
  const line = lines[index];
  if (line === undefined || line.block) return false;
  for (const step of [-1, 1]) {
    for (let other = index + step; other >= 0 && other < lines.length; other += step) {
      const near = lines[other];
      if (near === undefined || near.blank || near.block) continue;
      if (near.indent < line.indent) break;
      if (near.indent > line.indent) continue;
      if (near.dashes > 0) return false;
      // The key of the list, or what follows a list at its key's own column; a comment decides nothing.
      if (near.key !== undefined || near.value !== "") break;
    }
  }
  return true;
}

function noSeparators(text: string): string | undefined {
  if (!/^---$/m.test(text)) return undefined;
  return text.replace(/^---\n/gm, "");
}

// --- what is lost -----------------------------------------------------------

function lostWithBreaks(text: string, between: "nothing" | "space"): string | undefined {
  const lines = linesOf(text);
  if (lines.some((line) => line.block)) return "a block scalar's lines are joined";
  if (between === "nothing" && lines.some((_, index) => isFolded(lines, index)))
    return "a plain or quoted value's own line breaks are gone";
  const named = keysOf(lines);
  for (const line of lines) {
    for (const [, name = ""] of line.comment.matchAll(/([A-Za-z]+):/g))
      if (named.has(name)) return `a comment names the key ${name}`;
  }
  if (between === "space") return undefined;
  const content = lines.filter((line) => !line.blank);
  for (const [index, line] of content.entries()) {
    const before = content[index - 1];
    if (before === undefined || line.key === undefined || line.dashes > 0) continue;
    if (before.key === undefined || before.value === "" || before.comment !== "" || before.indent !== line.indent)
      continue;
    if (!isAuthors(lines, line)) continue;
    if (!hasVisibleCut(before.value, line.key, text))
      return `the value ${before.value} runs into the author's key ${line.key}`;
  }
  return undefined;
}

/** Whether the line goes on with a value that began in a line before; inside brackets a break means nothing. */
function isFolded(lines: readonly Line[], index: number): boolean {
  const line = lines[index];
  if (line === undefined || line.blank || line.block || line.key !== undefined || line.dashes > 0) return false;
  if (line.value === "" || line.value === "---" || /^[\]}'"]/.test(line.value)) return false;
  const open = lines
    .slice(0, index)
    .map((before) => before.value)
    .join("\n");
  const depth = (open.match(/[[{]/g)?.length ?? 0) - (open.match(/[\]}]/g)?.length ?? 0);
  return depth <= 0;
}

const authorMaps = /^(labels|annotations|matchLabels|data|stringData|nodeSelector)$/;

/** Whether the line's key stands in a map whose keys the author chose. */
function isAuthors(lines: readonly Line[], line: Line): boolean {
  for (let index = lines.indexOf(line) - 1; index >= 0; index -= 1) {
    const above = lines[index];
    if (above === undefined || above.block || above.blank || above.indent >= line.indent) continue;
    if (above.key === undefined) continue;
    if (authorMaps.test(above.key)) return true;
    // A Service's selector; a workload's holds matchLabels.
    return above.key === "selector" && line.key !== "matchLabels" && line.key !== "matchExpressions";
  }
  return false;
}

const customary =
  /^(app|tier|env|environment|version|release|component|role|track|team|k8s-app|username|password|([a-z0-9-]+\.)*(kubernetes\.io|k8s\.io|cert-manager\.io|prometheus\.io|helm\.sh|istio\.io)\/.+)$/;

function hasVisibleCut(value: string, key: string, text: string): boolean {
  if (customary.test(key)) return true;
  const last = value.at(-1) ?? "";
  const first = key[0] ?? "";
  if (!/[A-Za-z0-9]/.test(last) || !/[A-Za-z0-9]/.test(first)) return true;
  if (/[a-z]/.test(last) && /[A-Z]/.test(first)) return true;
  // Elsewhere it stands behind another character, or first in its map.
  const lines = linesOf(text).filter((line) => !line.blank);
  return lines.some((line, index) => line.key === key && (lines[index - 1]?.value.at(-1) ?? "") !== last);
}

function keysOf(lines: readonly Line[]): ReadonlySet<string> {
  const keys = new Set<string>(["name", "port", "type", "spec", "image", "replicas", "nodePort", "targetPort"]);
  for (const line of lines) {
    if (line.key !== undefined) keys.add(line.key);
    // Those of a flow map, too.
    if (!line.block) for (const [, name = ""] of line.value.matchAll(/[{,]\s*([\w./-]+):\s/g)) keys.add(name);
  }
  return keys;
}

function lostIndentation(text: string): string | undefined {
  const block = linesOf(text).filter((line) => line.block && !line.blank);
  let least = Number.POSITIVE_INFINITY;
  for (const line of block) least = Math.min(least, line.indent);
  if (block.some((line) => line.indent > least)) return "a block scalar's own indentation is gone";
  return undefined;
}
