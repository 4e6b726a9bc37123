// What can be wrong with a YAML text, in words for people who do not know YAML's grammar.

import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";
import type { Problem } from "./node.ts";

/** The problem with this code at this place. `word` is what the sentence is about: a character, a name, a key. */
export function problem(code: ProblemCode, span: Span, word = ""): Problem {
  const message = messages[code];
  return { code, span, message: typeof message === "function" ? message(word) : message };
}

export type ProblemCode = keyof typeof messages;

const messages = {
  "bad-separator": (word: string) => ({
    en: `Only a comment can follow --- on the same line; kubectl refuses "${word}" here. Move it to the next line.`,
    "zh-cn": `--- 之后同一行只能写注释；kubectl 不接受这里的“${word}”。请把它移到下一行。`,
  }),
  "tab-indentation": {
    en: "YAML does not allow tabs for indentation. Use spaces.",
    "zh-cn": "YAML 不允许用制表符缩进，请改用空格。",
  },
  "unclosed-quote": (word: string) => ({
    en: `The quote that opens here (${word}) is never closed.`,
    "zh-cn": `这里的引号（${word}）没有闭合。`,
  }),
  "unclosed-bracket": (word: string) => ({
    en: `The bracket that opens here (${word}) is never closed, or a comma is missing inside it.`,
    "zh-cn": `这里的括号（${word}）没有闭合，或者括号内缺少逗号。`,
  }),
  "missing-comma": {
    en: "A comma or a closing bracket is missing before this.",
    "zh-cn": "此处之前缺少逗号或右括号。",
  },
  "missing-colon": (word: string) => {
    const wide = word.indexOf("：");
    if (wide > 0) {
      const written = `${word.slice(0, wide).trim()}: ${word.slice(wide + 1).trim() || "value"}`;
      return {
        en: `The colon in "${word}" is the full-width colon of Chinese text, which YAML does not accept. Use "${written}".`,
        "zh-cn": `“${word}”中的冒号是中文全角冒号，YAML 不接受。请写成“${written.replace(/ value$/, " 值")}”。`,
      };
    }
    return {
      en: `"${word}" is where a field is expected, but it has no colon and space after it. Use "${word}: value".`,
      "zh-cn": `“${word}”所在的位置应当是字段，但其后没有冒号和空格。请写成“${word}: 值”。`,
    };
  },
  "colon-without-space": (word: string) => ({
    en: `A space is missing after the colon in "${word}".`,
    "zh-cn": `“${word}”的冒号后面缺少空格。`,
  }),
  "unexpected-colon": {
    en: "There is a second colon with a space, but a value cannot contain another field on the same line. Put the value in quotes, or check the indentation of this line.",
    "zh-cn": "同一行出现了第二个“冒号加空格”：值里不能再写另一个字段。请给值加上引号，或检查这一行的缩进。",
  },
  "bad-indentation": {
    en: "The indentation of this line does not match any line above it. Align it with the fields that it belongs to.",
    "zh-cn": "这一行的缩进与上面任何一层都不对齐。请与同级字段对齐。",
  },
  "item-not-allowed": {
    en: 'A list item ("- ") cannot begin on the same line as its field. Move it to its own line.',
    "zh-cn": "列表项（“- ”）不能与字段名写在同一行。请另起一行。",
  },
  "key-not-allowed": {
    en: 'A "? " is not allowed here. Put the value in quotes.',
    "zh-cn": "这里不能使用“? ”。请给值加上引号。",
  },
  "unexpected-text": (word: string) => ({
    en: `kubectl cannot parse "${word}" here.`,
    "zh-cn": `kubectl 无法解析此处的“${word}”。`,
  }),
  "text-after-value": (word: string) => ({
    en: `The value ends before "${word}", and nothing can follow it on this line. Put the whole value in quotes.`,
    "zh-cn": `值在“${word}”之前已经结束，这一行之后不能再有内容。请给整个值加上引号。`,
  }),
  "bad-escape": (word: string) => ({
    en: `kubectl does not support the escape "${word}". Write \\\\ for a backslash, or use single quotes.`,
    "zh-cn": `kubectl 不支持转义“${word}”。反斜杠请写成 \\\\，或改用单引号。`,
  }),
  "bad-character": (word: string) => ({
    en: `A value cannot begin with ${word}. Put the value in quotes.`,
    "zh-cn": `值不能以 ${word} 开头。请给值加上引号。`,
  }),
  "control-character": (word: string) => ({
    en: `There is an invisible control character (${word}) here, so kubectl refuses the whole file. Delete it.`,
    "zh-cn": `此处有一个不可见的控制字符（${word}），kubectl 会因此拒绝整个文件。请删除它。`,
  }),
  "bad-block-header": {
    en: "After | or >, only +, -, a digit from 1 to 9 and a comment can follow on the line; the text begins on the next line. If the value itself begins with | or >, put it in quotes.",
    "zh-cn":
      "| 或 > 之后，同一行只能跟 +、-、1 到 9 的数字和注释，正文从下一行开始。如果值本身以 | 或 > 开头，请加上引号。",
  },
  "bad-anchor": (word: string) => ({
    en: `${word} begins the name of an anchor or alias, which can contain only letters, digits, - and _. If you do not mean one, put the value in quotes.`,
    "zh-cn": `${word} 表示锚点或别名，其名称只能由字母、数字、- 和 _ 组成。如果并非此意，请给值加上引号。`,
  }),
  "bad-tag": {
    en: "A ! begins a type tag, but this tag is not valid. If you do not mean a tag, put the value in quotes.",
    "zh-cn": "! 表示类型标签，但此处的写法不正确。如果并非此意，请给值加上引号。",
  },
  "unknown-tag-handle": (word: string) => ({
    en: `The tag ${word} is not declared. Remove it, or put the value in quotes.`,
    "zh-cn": `标签 ${word} 没有声明。请删除它，或给值加上引号。`,
  }),
  directive: {
    en: "A line that begins with % is a YAML directive, which kubectl refuses. Delete the line.",
    "zh-cn": "以 % 开头的行是 YAML 指令，kubectl 不接受。请删除这一行。",
  },
  "unknown-anchor": (word: string) => ({
    en: `*${word} refers to an anchor &${word}, but this document does not declare it above.`,
    "zh-cn": `*${word} 引用锚点 &${word}，但本文档中在它之前没有声明这个锚点。`,
  }),
  "recursive-anchor": (word: string) => ({
    en: `*${word} is inside the value that &${word} names, which would never end.`,
    "zh-cn": `*${word} 位于 &${word} 所指的值内部，会无限循环。`,
  }),
  "too-many-aliases": {
    en: "The aliases (*name) in this document expand to too many values, so kubectl refuses it.",
    "zh-cn": "本文档的别名（*name）展开后的值过多，kubectl 会拒绝。",
  },
  "bad-merge": {
    en: "<< merges the fields of another map, so its value must be a map, an alias of a map, or a list of these.",
    "zh-cn": "<< 用于并入另一个映射的字段，其值必须是映射、映射的别名，或由它们组成的列表。",
  },
  "bad-key": {
    en: "A field's name must be plain text, not a list or a map. If this is a placeholder in {{ }}, put it in quotes.",
    "zh-cn": "字段名必须是普通文本，不能是列表或映射。如果这是 {{ }} 占位符，请加上引号。",
  },
  "null-key": {
    en: 'A field name is missing here, because null cannot be one. If you mean the text "null", put it in quotes.',
    "zh-cn": "此处缺少字段名，因为 null 不能作为字段名。如果是指文本“null”，请加上引号。",
  },
  "large-key": {
    en: "This number is too large to be a field name. Put it in quotes.",
    "zh-cn": "这个数字太大，不能作为字段名。请加上引号。",
  },
  "not-a-json-number": (word: string) => ({
    en: `JSON has no number ${word}, so kubectl cannot send it. If it is text, put it in quotes.`,
    "zh-cn": `JSON 中没有 ${word} 这样的数字，kubectl 无法发送。如果它是文本，请加上引号。`,
  }),
  "tag-mismatch": (word: string) => ({
    en: `The value does not match its tag ${word}.`,
    "zh-cn": `值与标签 ${word} 声明的类型不符。`,
  }),
  "bad-base64": {
    en: "The value is tagged !!binary, but it is not valid base64.",
    "zh-cn": "值带有 !!binary 标签，但不是合法的 base64。",
  },
  "too-deep": {
    en: "Values are nested more than 1,000 levels deep; the rest is not read.",
    "zh-cn": "嵌套超过 1000 层，其后的内容不再读取。",
  },
  "too-large": {
    en: "The document is larger than 16 million characters and is not read. The API server accepts about 3 MB.",
    "zh-cn": "文档超过 1600 万个字符，不再读取。API server 最多接受约 3 MB。",
  },
  "bad-json": {
    en: "The file begins as a series of JSON values, but what follows here is not JSON.",
    "zh-cn": "文件开头是一系列 JSON 值，但此处之后的内容不是 JSON。",
  },
  template: {
    en: "This is a template: kubectl can read it only after {{ }} is filled in. If it is not a template, put {{ }} in quotes.",
    "zh-cn": "这是模板：只有在填入 {{ }} 之后 kubectl 才能读取。如果不是模板，请给 {{ }} 加上引号。",
  },
  "duplicate-key": (word: string) => ({
    en: `"${word}" is repeated further down in the same map. Only the last one is used; this one is silently dropped.`,
    "zh-cn": `同一个映射中后面又写了一次“${word}”。只有最后一次生效，此处的值会被静默丢弃。`,
  }),
  "merge-overrides": (word: string) => ({
    en: `The << further down also has "${word}", which takes precedence in kubectl because it comes later. Move << to the top of the map.`,
    "zh-cn": `后面的 << 也带有“${word}”，由于位置靠后，kubectl 以它为准。请把 << 移到映射的最前面。`,
  }),
  "dropped-text": {
    en: "kubectl silently ignores everything from here to the end of the document.",
    "zh-cn": "从此处到文档末尾的内容会被 kubectl 静默忽略。",
  },
} satisfies Record<string, Text | ((word: string) => Text)>;

/** Keeps a span inside the text: what is missing at the end is missed at its last character. */
export function clip(span: Span, text: string): Span {
  const end = Math.min(span.end, text.length);
  return { start: Math.min(span.start, end), end };
}

/** A word as a message shows it: of one line, and not too long. */
export function shorten(word: string): string {
  const line = /^[^\n\r]*/.exec(word)?.[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
