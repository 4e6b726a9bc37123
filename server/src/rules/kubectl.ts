// What is wrong with a text before it is a manifest at all: kubectl cannot read it, or reads it otherwise than it looks.

import { kubectlRefusal } from "../api-server/file.ts";
import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { spacesForTabs } from "../mend/tabs.ts";
import { firstLine, get, stringOf } from "../yaml/cursor.ts";
import { countingEntry, removeCounting, removeDropped } from "../yaml/duplicate.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { syntaxFixes } from "./fixes/syntax.ts";
import { damageOf, repairs } from "./manifest-damaged.ts";
import { type Finding, type Fix, type RuleInfo, report } from "./rule.ts";

export const decodeSyntax: RuleInfo<"decode-syntax"> = {
  id: "decode-syntax",
  severity: "error",
  refusedBy: "kubectl",
  title: { en: "Text that kubectl cannot read", "zh-cn": "kubectl 无法读取的文本" },
  why: {
    en: "kubectl converts YAML to JSON before it sends anything. If that fails, nothing after this point in the file is applied either.",
    "zh-cn": "kubectl 先把 YAML 转成 JSON 再发送。如果这一步失败，文件中此处之后的内容也都不会被应用。",
  },
};

export const duplicateKey: RuleInfo<"duplicate-yaml-key"> = {
  id: "duplicate-yaml-key",
  severity: "warning",
  title: { en: "A duplicate key", "zh-cn": "同一个键出现两次" },
  why: {
    en: "If a key is repeated, kubectl keeps the last value and silently drops the others, so one of the values is not applied.",
    "zh-cn": "同一个键重复时，kubectl 只保留最后一个，其余的会被静默丢弃，因此其中一个值并不会被应用。",
  },
};

export const droppedText: RuleInfo<"dropped-text"> = {
  id: "dropped-text",
  severity: "warning",
  title: { en: "Text that kubectl drops", "zh-cn": "被 kubectl 丢弃的文本" },
  why: {
    en: "kubectl stops reading a document here and silently drops the rest up to the next `---`.",
    "zh-cn": "kubectl 读到这里就不再读取本文档，直到下一个 `---` 之前的内容都会被静默丢弃。",
  },
};

export const kindNeeded: RuleInfo<"kubectl-kind-needed"> = {
  id: "kubectl-kind-needed",
  severity: "error",
  refusedBy: "kubectl",
  title: { en: "An object that kubectl does not send", "zh-cn": "kubectl 不会发送的对象" },
  why: {
    en: "kubectl sends objects: maps with an `apiVersion` and a `kind` that say what the object is. It refuses anything else before the API server sees it.",
    "zh-cn":
      "kubectl 只发送对象，即带有 `apiVersion` 和 `kind` 的映射，它们说明这是什么对象。其他内容在到达 API server 之前就会被拒绝。",
  },
};

const rules = { "duplicate-key": duplicateKey, "dropped-text": droppedText };

/** The findings of a document's text; nothing where it does not look like a manifest, for other YAML is others' business. */
export function* textFindings(document: WorkspaceDocument): Iterable<Finding> {
  const { yaml, file } = document;
  if (file.asked === "by-name") yield* refusedObjects(document);
  if (yaml.errors.length === 0 && yaml.warnings.length === 0) return;
  if (file.asked === "in-folder" && !looksLikeManifest(yaml.text)) return;
  yield* syntaxFindings(document);
  for (const warning of yaml.warnings) {
    const rule = rules[warning.code as keyof typeof rules];
    if (rule === undefined) continue;
    const { span, message, dropped } = warning;
    const about = dropped === undefined ? { message } : ofDuplicate(yaml, dropped, message);
    yield report(rule, { span, field: [], ...about });
  }
}

/** What kubectl cannot read; of several tabs the first stands for all, since one fix replaces them. */
function* syntaxFindings(document: WorkspaceDocument): Iterable<Finding> {
  const { yaml } = document;
  if (damageOf(document)?.tells === "all") return;
  let tabs = 0;
  for (const error of yaml.errors) {
    const { code, span, message } = error;
    if (code === "tab-indentation") tabs += 1;
    if (code === "tab-indentation" && tabs > 1) continue;
    if (code === "tab-indentation") {
      yield report(decodeSyntax, { span, field: [], message, fixes: () => tabFixes(yaml) });
    } else {
      // A line that has lost its shape is likelier than a value that lacks its quotes.
      const fixes = () => [...repairs(document), ...syntaxFixes(yaml, error)];
      yield report(decodeSyntax, { span, field: [], message, fixes, ...(document.typed && { slowFixes: true }) });
    }
  }
}

function* tabFixes(yaml: YamlDocument): Iterable<Fix> {
  const edits = spacesForTabs(yaml.text);
  if (edits === undefined) return;
  const title: Text =
    edits.length > 1
      ? { en: "Replace the tabs with spaces", "zh-cn": "将制表符替换为空格" }
      : { en: "Replace the tab with spaces", "zh-cn": "将制表符替换为空格" };
  yield { title, safe: false, edits };
}

/** What can be done about a key that is written twice; where both entries read the same, the message says so. */
function ofDuplicate(yaml: YamlDocument, dropped: Span, message: Text): Pick<Finding, "message" | "fixes"> {
  const counting = countingEntry(yaml, dropped);
  if (counting === undefined) return { message };
  const source = ({ start, end }: Span) => yaml.text.slice(start, end);
  const fixes = () => [
    {
      title: {
        en: `Remove this ${counting.key}, which is not used`,
        "zh-cn": `删除此处不生效的 ${counting.key}`,
      },
      safe: false,
      edits: removeDropped(yaml, dropped),
    },
    {
      title: {
        en: `Remove the later ${counting.key} and use this one`,
        "zh-cn": `删除后面的 ${counting.key}，使此处的值生效`,
      },
      safe: false,
      edits: removeCounting(yaml, dropped),
    },
  ];
  if (source(dropped) !== source(counting.span)) return { message, fixes };
  return {
    message: {
      en: `"${counting.key}" is repeated further down with the same value. Only the last one is used: remove one of them.`,
      "zh-cn": `后面又写了一次“${counting.key}”，值也相同。只有最后一次生效，可以删掉其中一个。`,
    },
    fixes: () => fixes().slice(0, 1),
  };
}

/** Of a file that somebody named: the documents that kubectl refuses as they are. */
function* refusedObjects({ yaml }: WorkspaceDocument): Iterable<Finding> {
  const { root } = yaml;
  if (root === undefined || root.kind === "null" || yaml.errors.length > 0) return;
  const items = stringOf(get(root, "kind")) === "List" ? get(root, "items") : undefined;
  for (const node of items?.kind === "list" ? items.items : items === undefined ? [root] : []) {
    const message = kubectlRefusal(node);
    const first = node.kind === "map" ? node.entries[0]?.keySpan : undefined;
    if (message !== undefined) {
      yield report(kindNeeded, { span: firstLine(first ?? node.span, yaml.text), field: [], message });
    }
  }
}

function looksLikeManifest(text: string): boolean {
  // At the beginning of a line, or in JSON behind a brace or a comma.
  return /(?:^|[{,])[\s"'-]*apiVersion["']?\s*:/m.test(text) && /(?:^|[{,])[\s"'-]*kind["']?\s*:/m.test(text);
}
