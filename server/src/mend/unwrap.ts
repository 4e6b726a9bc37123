// What pages, terminals and editors put around or between a manifest's characters, and how it comes off again. Each step is a proposal; whoever reads the result decides.

import type { Text } from "../base/text.ts";
import { dropInvisible } from "./invisible.ts";
import { beginsManifest, dropProse, restoreSeparators } from "./prose.ts";

/** A text without one layer of damage. */
export interface Unwrapped {
  readonly text: string;
  readonly note: Text;
}

/** Every layer that could come off `text` next, the likeliest first. Texts have line feeds only. */
export function* unwrap(text: string): Generator<Unwrapped> {
  for (const [step, note] of steps) for (const result of step(text)) if (result !== text) yield { text: result, note };
}

const steps: readonly (readonly [(text: string) => Iterable<string>, Text])[] = [
  [undoEscapes, { en: "Resolved the escapes of a JSON string.", "zh-cn": "已还原 JSON 字符串中的转义。" }],
  [
    openFences,
    { en: "Removed the Markdown fence and the text around it.", "zh-cn": "已去掉 Markdown 代码围栏及其外的文字。" },
  ],
  [openHereDocument, { en: "Removed the shell command around the text.", "zh-cn": "已去掉外层的 shell 命令。" }],
  [dropPrompts, { en: "Removed the prompts before the lines.", "zh-cn": "已去掉行首的提示符。" }],
  [dropNumbers, { en: "Removed the line numbers.", "zh-cn": "已去掉行号。" }],
  [
    dropInvisible,
    {
      en: "Replaced no-break spaces and removed invisible characters.",
      "zh-cn": "已替换不换行空格，并去掉不可见字符。",
    },
  ],
  [dropProse, { en: "Removed the sentences around the manifest.", "zh-cn": "已去掉清单前后的说明文字。" }],
  [restoreSeparators, { en: "Restored the --- between documents.", "zh-cn": "已恢复文档之间的 ---。" }],
  [shiftBack, { en: "Aligned the lines with the first line.", "zh-cn": "已把各行与首行对齐。" }],
  [expandTabs, { en: "Replaced tabs with spaces.", "zh-cn": "已用空格替换制表符。" }],
];

// --- escapes ----------------------------------------------------------------

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
};

function* undoEscapes(text: string): Generator<string> {
  const breaks = text.match(/\\n/g)?.length ?? 0;
  const real = text.trim().match(/\n/g)?.length ?? 0;
  if (breaks < 2 || real * 2 > breaks) return;
  // The text's own lines end in them, not only words inside a value.
  if (!/\\n[ \t"'-]*(?:apiVersion|kind|metadata|spec|data|type)\\?["']?\s*[:：]/.test(text)) return;
  // A property of a JSON object may hold the string.
  const trimmed = text
    .trim()
    .replace(/,$/, "")
    .replace(/^\{?\s*"[\w.-]+"\s*:\s*(?=")/, "");
  const quote = trimmed[0];
  const quoted = (quote === '"' || quote === "'" || quote === "`") && trimmed.length > 1 && trimmed.endsWith(quote);
  const body = quoted ? trimmed.slice(1, -1) : text.replace(/\n$/, "");
  const plain = body.replace(/\\(?:u([\da-fA-F]{4})|(.))/gs, (whole, code: string | undefined, char: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return escapes[char] ?? whole;
  });
  yield plain.replace(/\r\n?/g, "\n");
}

// --- what stands around -----------------------------------------------------

function* openFences(text: string): Generator<string> {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => /^\s*(`{3,}|~{3,})/.test(line));
  // A block of text inside a manifest has fences of its own.
  if (/^\s/.test(lines[first] ?? "") && lines.slice(0, first).some(beginsManifest)) return;
  const bodies = fencedBodies(lines);
  // Only the closing fence was copied, or stands in this document: what is before it is the text.
  const closing = lines.findIndex((line) => /^\s*(`{3,}|~{3,})\s*$/.test(line));
  const before = lines.slice(0, Math.max(0, closing)).join("\n");
  if (!bodies.some(looksLikeManifest) && looksLikeManifest(before)) bodies.push(before);
  const manifests = bodies.filter(looksLikeManifest);
  if (manifests.length > 0) {
    yield asDocuments(manifests);
    return;
  }
  // The fence stands in the same line as the text.
  const inline = /(`{3,}|~{3,})[ \t]*(?:ya?ml|json)?[ \t]*(\S[\s\S]*?)\s*(?:\1[\s\S]*)?$/.exec(text);
  if (inline?.[2] !== undefined && looksLikeManifest(inline[2])) yield `${inline[2]}\n`;
}

/** What stands between fences, also behind one that nothing closes. */
function fencedBodies(lines: readonly string[]): string[] {
  const bodies: string[] = [];
  let fence: string | undefined;
  let body: string[] = [];
  for (const line of lines) {
    if (fence === undefined) {
      fence = fenceMark.exec(line)?.[1];
      body = [];
      continue;
    }
    const last = lastOfFence(line, fence);
    if (last === undefined) {
      body.push(line);
      continue;
    }
    bodies.push([...body, ...last].join("\n"));
    fence = undefined;
  }
  if (fence !== undefined) bodies.push(body.join("\n"));
  return bodies;
}

const fenceMark = /^\s*(?:>\s?)*(`{3,}|~{3,})(.*)$/;

/** What a line that closes this fence still has of the text: nothing, or what the fence ran into; undefined for other lines. */
function lastOfFence(line: string, fence: string): readonly string[] | undefined {
  const [, mark, behind] = fenceMark.exec(line) ?? [];
  if (mark?.[0] === fence[0] && (mark?.length ?? 0) >= fence.length && behind?.trim() === "") return [];
  const trimmed = line.trimEnd();
  const words = trimmed.endsWith(fence) ? trimmed.slice(0, -fence.length) : undefined;
  return words === undefined || words.includes(fence) ? undefined : [words];
}

function asDocuments(manifests: readonly string[]): string {
  return manifests.map((part) => `${part.trimEnd()}\n`).join("---\n");
}

function* openHereDocument(text: string): Generator<string> {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => /<<-?\s*\\?['"]?[A-Za-z_]/.test(line));
  // A script inside a manifest has here-documents of its own.
  if (lines.slice(0, Math.max(0, first)).some(beginsManifest)) return;
  const bodies: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const word = /<<-?\s*\\?(['"]?)([A-Za-z_]\w*)\1/.exec(lines[at] ?? "")?.[2];
    if (word === undefined || /^\s*#/.test(lines[at] ?? "")) continue;
    // The word at the margin, as a shell wants it: a script inside the manifest has the same word further right.
    let end = lines.findIndex((line, index) => index > at && line.trimEnd() === word);
    if (end === -1) end = lines.findIndex((line, index) => index > at && line.trim() === word);
    if (end === -1) end = lines.length;
    // The closing word ran into the last line.
    const glued =
      end < lines.length ? -1 : lines.findIndex((line, index) => index > at && line.trimEnd().endsWith(word));
    if (glued !== -1) {
      bodies.push([...lines.slice(at + 1, glued), (lines[glued] ?? "").trimEnd().slice(0, -word.length)].join("\n"));
      at = glued;
      continue;
    }
    bodies.push(lines.slice(at + 1, end).join("\n"));
    at = end;
  }
  const manifests = bodies.filter(looksLikeManifest);
  if (manifests.length > 0) yield asDocuments(manifests);
}

function looksLikeManifest(text: string): boolean {
  return /apiVersion/.test(text) && /kind/.test(text);
}

// --- before every line ------------------------------------------------------

function* dropPrompts(text: string): Generator<string> {
  const lines = text.split("\n");
  const content = lines.filter((line) => line.trim() !== "");
  // Prompts; the bullets of a slide, and lines that a difference adds; the same as git writes them.
  for (const prompt of [/^ ?(?:\$|>|%|❯)(?:[ \u00a0]|$)/, /^[+•●▪◦·](?:[ \u00a0]|$)/, /^\+/]) {
    if (content.length < 2 && !/^ ?[$>] /.test(text)) return;
    if (!content.every((line) => prompt.test(line))) continue;
    yield lines.map((line) => line.replace(prompt, "")).join("\n");
    return;
  }
}

const numberSeparators = [
  " | ",
  " │ ",
  "│ ",
  "│",
  " |",
  "| ",
  "|",
  "\t",
  ". ",
  ".",
  ": ",
  ":",
  ") ",
  ")",
  "  ",
  " ",
  "",
] as const;

function* dropNumbers(text: string): Generator<string> {
  const lines = text.split("\n");
  const content = lines.filter((line) => line.trim() !== "");
  const first = Number(/^\s*(\d{1,5})/.exec(content[0] ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(first) || content.length < 2) return;
  const rests = numbersOf(lines, first, 1) ?? numbersOf(lines, first, 0);
  if (rests === undefined) return;
  const separators = numberSeparators.filter((separator) =>
    rests.every((rest) => rest.startsWith(separator) || rest.trim() === separator.trim() || rest === ""),
  );
  // With a separator of spaces that is part of the indentation, the least that all lines share.
  for (const separator of separators.slice(0, 2)) {
    yield rests
      .map((rest) =>
        rest.startsWith(separator) ? rest.slice(separator.length) : rest.trim() === separator.trim() ? "" : rest,
      )
      .join("\n");
  }
}

/** What stands behind the numbers first, first + 1, …, or undefined when a line has another. A blank line without a number counts `blank` lines. */
function numbersOf(lines: readonly string[], first: number, blank: 0 | 1): readonly string[] | undefined {
  const rests: string[] = [];
  // `001`: all numbers have as many digits.
  const written = /^\s*(\d+)/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[1] ?? "";
  const width = written.startsWith("0") ? written.length : 0;
  let number = first;
  for (const line of lines) {
    const lead = /^[ \t\u00a0]*/.exec(line)?.[0] ?? "";
    const digits = String(number).padStart(width, "0");
    if (line.startsWith(digits, lead.length)) {
      rests.push(line.slice(lead.length + digits.length));
      number += 1;
    } else if (line.trim() === "") {
      rests.push("");
      number += blank;
    } else return undefined;
  }
  return rests;
}

// --- indentation ------------------------------------------------------------

function* shiftBack(text: string): Generator<string> {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const rest = lines.slice(first + 1).filter((line) => line.trim() !== "");
  if (first === -1 || rest.length === 0) return;
  const indents = rest.map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  const shift = indents.reduce((least, indent) => (indent.length < least.length ? indent : least));
  const own = /^[ \t]*/.exec(lines[first] ?? "")?.[0] ?? "";
  if (shift === "" || shift.length <= own.length || !indents.every((indent) => indent.startsWith(shift))) return;
  yield lines
    .map((line, index) =>
      index <= first
        ? line.slice(index === first ? own.length : 0)
        : line.startsWith(shift)
          ? line.slice(shift.length)
          : line.trimStart(),
    )
    .join("\n");
}

function* expandTabs(text: string): Generator<string> {
  if (!/^[ ]*\t|^[ \t]*-\t/m.test(text)) return;
  const spaceOnly = /^ {2,}\S/m.test(text);
  for (const width of spaceOnly ? [8, 2, 4] : [2, 4, 8]) {
    yield text
      .split("\n")
      .map((line) => {
        const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
        let columns = 0;
        for (const char of indent)
          columns = char === "\t" ? (width === 8 ? (Math.floor(columns / 8) + 1) * 8 : columns + width) : columns + 1;
        return (
          " ".repeat(columns) +
          line.slice(indent.length).replace(/^((?:-[ \t]+)*-)\t+/, (dashes) => dashes.replace(/\t+/g, " "))
        );
      })
      .join("\n");
  }
}
