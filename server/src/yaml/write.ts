// Values as YAML or JSON text that kubectl reads back as exactly these values.

import { parse } from "./parse.ts";
import type { Json } from "./to-json.ts";

/** How a piece of text is to look, which what stands around it decides. */
export interface Look {
  /** `json`: quotes around every string and key. `flow`: inside brackets. */
  readonly form: "block" | "flow" | "json";
  /** The column of the map or list that the value belongs to. */
  readonly column: number;
  /** Columns from a map's key to the keys below it. */
  readonly step: number;
  /** Columns from a map's key to the dashes below it. */
  readonly dashStep: number;
  readonly lineEnd: string;
}

export type Quotes = "plain" | "single" | "double" | "block";

/** A scalar, quoted as `quotes` says where that can be read back, else in double quotes. */
export function scalarText(
  value: string | number | boolean | null,
  form: Look["form"],
  quotes: Quotes = "plain",
): string {
  if (typeof value !== "string") return Object.is(value, -0) ? "-0" : String(value);
  if (form === "json") return JSON.stringify(value);
  if (quotes === "plain" && isPlainWord(value)) return value;
  const wrap = form === "flow" ? (text: string) => `[${text}]\n` : (text: string) => `- ${text}\n`;
  if ((quotes === "plain" || quotes === "block") && readsBack(wrap(value), value)) return value;
  const single = `'${value.replaceAll("'", "''")}'`;
  if (quotes === "single" && readsBack(wrap(single), value)) return single;
  return doubleQuoted(value);
}

/** A key, likewise. */
export function keyText(key: string, form: Look["form"], quotes: Quotes = "plain"): string {
  if (form === "json") return JSON.stringify(key);
  if (quotes === "plain" && isPlainWord(key)) return key;
  const wrap = form === "flow" ? (text: string) => `{${text}: 1}\n` : (text: string) => `${text}: 1\n`;
  if (quotes === "plain" && readsBack(wrap(key), key)) return key;
  const single = `'${key.replaceAll("'", "''")}'`;
  if (quotes === "single" && readsBack(wrap(single), key)) return single;
  return doubleQuoted(key);
}

/** A word that is itself without quotes, wherever it stands: most names are. No need to read it back. */
function isPlainWord(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9./_-]*$/.test(text) && !/^(y|yes|n|no|on|off|true|false|null)$/i.test(text);
}

/** Whether a text of one item or one entry holds exactly this string, and nothing that is dropped. */
function readsBack(text: string, wanted: string): boolean {
  if (/[\n\r\x85\u2028\u2029]/.test(text.slice(0, -1))) return false;
  const { root, errors, warnings, comments } = parse(text);
  if (root === undefined || errors.length + warnings.length + comments.length > 0) return false;
  if (root.kind === "map") {
    const [entry, ...others] = root.entries;
    if (others.length > 0 || entry?.key !== wanted || entry.value.kind !== "number") return false;
    // A bool's word becomes the same key without quotes, but would not say what it is.
    const plain = parse(`- ${text.slice(entry.keySpan.start, entry.keySpan.end)}\n`).root;
    return plain?.kind === "list" && plain.items[0]?.kind === "string";
  }
  const item = root.kind === "list" && root.items.length === 1 ? root.items[0] : undefined;
  return item?.kind === "string" && item.value === wanted;
}

function doubleQuoted(value: string): string {
  // JSON's escapes are YAML's, but for what YAML takes as a line break or refuses.
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/**
 * What to write behind `key:` for a value, from the space or line break on. In block form maps and lists go on lines of their own,
 * each beginning with a line end, so that the text ends where the value ends.
 */
export function valueText(value: Json, look: Look): string {
  if (look.form === "block" && typeof value === "object" && value !== null && hasContent(value)) {
    const step = Array.isArray(value) ? look.dashStep : look.step;
    return `${look.lineEnd}${" ".repeat(look.column + step)}${blockText(value, { ...look, column: look.column + step })}`;
  }
  return ` ${flowText(value, look)}`;
}

/** The value as a block that begins at `look.column` of a line, without that line's indentation. */
export function blockText(value: Json, look: Look): string {
  if (typeof value !== "object" || value === null || !hasContent(value)) return flowText(value, look);
  const indent = look.lineEnd + " ".repeat(look.column);
  if (isList(value)) {
    return value.map((item) => `- ${blockText(item, { ...look, column: look.column + 2 })}`).join(indent);
  }
  return Object.entries(value)
    .map(([key, each]) => `${keyText(key, "block")}:${valueText(each, look)}`)
    .join(indent);
}

/** The value on one line. */
export function flowText(value: Json, look: Look): string {
  if (typeof value !== "object" || value === null) return scalarText(value, look.form);
  const form = look.form === "block" ? "flow" : look.form;
  const inner = { ...look, form } as const;
  if (isList(value)) return `[${value.map((item) => flowText(item, inner)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${keyText(key, form)}: ${flowText(each, inner)}`)
    .join(", ")}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function hasContent(value: object): boolean {
  return Object.keys(value).length > 0;
}
