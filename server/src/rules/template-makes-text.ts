// A Helm template that makes text where a number or true or false is due, whatever the values are.

import type { FieldPath } from "../base/field.ts";
import { fieldOf, type Schema, schemaOf } from "../schema/schema.ts";
import type { Node } from "../yaml/node.ts";
import { defineRule } from "./rule.ts";

export const templateMakesText = defineRule({
  id: "template-makes-text",
  severity: "error",
  refusedBy: "api-server",
  title: { en: "A template that turns a number into text", "zh-cn": "模板把数字变成了文本" },
  why: {
    en: 'Quotes around an action, `quote` and `squote` always produce text: `port: {{ .Values.port | quote }}` becomes `port: "80"`, and the API server cannot read text as a number or a boolean. Remove the quotes; `| int` turns text into a number.',
    "zh-cn":
      '引号包住的动作、`quote` 和 `squote` 无论值是什么都会产生文本：`port: {{ .Values.port | quote }}` 会变成 `port: "80"`，而 API server 无法把文本当作数字或布尔值读取。请去掉引号；`| int` 可以把文本转为数字。',
  },
  local: true,
  inTemplates: "template",
  *check({ manifest, document }) {
    if (document.yaml.template === undefined || document.yaml.template.kind === "unread") return;
    const schema = schemaOf(manifest.apiVersion, manifest.kind);
    if (schema === undefined) return;
    for (const { node, field, due } of typedScalars(manifest.root, schema, [])) {
      const made = madeText(node);
      if (made === undefined) continue;
      const what =
        due === "bool" ? { en: "true or false", "zh-cn": "true 或 false" } : { en: "a number", "zh-cn": "数字" };
      yield {
        span: node.span,
        field,
        message: {
          en: `${made.how.en} the value into text, but this field requires ${what.en}. The API server refuses it.`,
          "zh-cn": `${made.how["zh-cn"]}会把值变成文本，而该字段需要${what["zh-cn"]}，API server 会拒绝。`,
        },
        fixes: () => [
          {
            title: { en: `Change to ${made.plain}`, "zh-cn": `改为 ${made.plain}` },
            safe: false,
            edits: [{ span: node.span, text: made.plain }],
          },
        ],
      };
    }
  },
});

/** The scalars below a node whose type is a number or a boolean. */
function* typedScalars(
  node: Node,
  schema: Schema,
  field: FieldPath,
): Iterable<{ readonly node: Node; readonly field: FieldPath; readonly due: "bool" | "int" }> {
  switch (schema.kind) {
    case "struct":
      if (node.kind !== "map") return;
      for (const { key, value } of node.entries) {
        const below = fieldOf(schema, key);
        if (below !== undefined) yield* typedScalars(value, below, [...field, key]);
      }
      return;
    case "list":
      if (node.kind !== "list") return;
      for (const [index, item] of node.items.entries()) yield* typedScalars(item, schema.item, [...field, index]);
      return;
    case "bool":
    case "int32":
    case "int64":
      yield { node, field, due: schema.kind === "bool" ? "bool" : "int" };
      return;
    default:
      return;
  }
}

interface MadeText {
  /** What makes it, as the beginning of a sentence. */
  readonly how: { readonly en: string; readonly "zh-cn": string };
  /** The action without that. */
  readonly plain: string;
}

const action = /^\{\{-?\s*((?:(?!\{\{|\}\}).)+?)\s*-?\}\}$/s;
const isHelm = /\.(Values|Release|Chart|Capabilities)\b|\b(include|tpl|quote|squote)\b/;

/** What makes text of the one action that a value is; undefined where the value may be none. */
function madeText(node: Node): MadeText | undefined {
  if (!("source" in node) || ("aliased" in node && node.aliased === true)) return undefined;
  const source = node.source.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(source)?.[2];
  const inner = action.exec(quoted ?? source)?.[1];
  if (inner === undefined || !isHelm.test(inner)) return undefined;
  if (quoted !== undefined) return { how: { en: "The quotes turn", "zh-cn": "引号" }, plain: quoted };
  const commands = inner.split("|").map((command) => command.trim());
  const [name = ""] = (commands.at(-1) ?? "").split(/\s/);
  if (name !== "quote" && name !== "squote") return undefined;
  const [, begin = "", end = ""] = /^(\{\{-?\s*).*?(\s*-?\}\})$/s.exec(source) ?? [];
  const rest = commands.length > 1 ? commands.slice(0, -1).join(" | ") : inner.slice(name.length).trim();
  return { how: { en: `${name} turns`, "zh-cn": `${name} ` }, plain: `${begin}${rest}${end}` };
}
