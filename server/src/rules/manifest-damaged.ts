// A manifest whose line breaks, indentation or characters were eaten by a page, a chat or an editor.

import type { Text } from "../base/text.ts";
import type { WorkspaceDocument } from "../index/document.ts";
import { documentMarks } from "../mend/audit.ts";
import { type Mending, mend } from "../mend/mend.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { type Edit, type Finding, type Fix, type RuleInfo, report } from "./rule.ts";

export const manifestDamaged: RuleInfo<"manifest-damaged"> = {
  id: "manifest-damaged",
  severity: "error",
  title: { en: "A manifest that was damaged when it was copied", "zh-cn": "复制时被损坏的清单" },
  why: {
    en: "Web pages, chats, PDFs and slides remove line breaks and indentation, put prompts and line numbers in front of lines, and replace spaces, quotes and colons. The result is no longer a manifest, or not the one it seems to be. The repair restores the structure that fits the fields of each kind, keeps every value and comment, and says how certain it is.",
    "zh-cn":
      "网页、聊天工具、PDF 和幻灯片会丢掉换行与缩进，在行首加上提示符或行号，还会替换空格、引号和冒号。剩下的文本不再是清单，或者含义与看上去不同。修复会按各资源类型的字段还原结构，保留所有的值和注释，并说明把握有多大。",
  },
};

/** Longer documents are not looked at with every keystroke; in UTF-16 units. `service-paths mend` takes them. */
const maxLength = 20_000;

/** One field of a wrong type is somebody's mistake, and the API server's rules speak of it. */
const fewMarks = 2;

/** What a damaged document has: a mending, and whether that tells all or only goes with what kubectl says of one place. */
interface Damage {
  readonly mending: Mended;
  readonly tells: "all" | "the-fix";
}

/**
 * The damage of a document; undefined where it is no manifest, or where no reading of it holds. Where a few lines of many
 * stand in another column and nothing else is wrong, the break itself is the error, and the mending is its fix.
 */
export function damageOf(document: WorkspaceDocument): Damage | undefined {
  const mending = mendingOf(document);
  const { yaml } = document;
  if (mending === undefined) return undefined;
  return { mending, tells: yaml.errors.length > 0 && isShift(yaml.text, mending.text) ? "the-fix" : "all" };
}

/** Whether two texts differ in the columns of less than half of their lines, and in nothing else. */
function isShift(before: string, after: string): boolean {
  const [lines, others] = [before, after].map((text) => text.trimEnd().split(/\r\n?|\n/));
  if (lines === undefined || others === undefined || lines.length !== others.length) return false;
  if (lines.some((line, index) => line.trim() !== others[index]?.trim())) return false;
  return 2 * lines.filter((line, index) => line !== others[index]).length < lines.length;
}

/** The repairs of a document whose break is told where it is; while it is typed, nothing else tells of its damage. */
export function* repairs(document: WorkspaceDocument): Iterable<Fix> {
  const damage = damageOf({ ...document, typed: false });
  if (damage !== undefined && (document.typed || damage.tells === "the-fix"))
    yield* fixesFor(document.yaml, damage.mending);
}

/** The finding of a damaged document. */
export function* damageFindings(document: WorkspaceDocument): Iterable<Finding> {
  const damage = damageOf(document);
  if (damage?.tells !== "all") return;
  const { mending } = damage;
  const { yaml } = document;
  const start = yaml.text.search(/\S/);
  const line = /^[^\r\n]*/.exec(yaml.text.slice(start))?.[0].trimEnd() ?? "";
  yield report(manifestDamaged, {
    span: { start, end: start + line.length },
    field: [],
    message: messageOf(yaml, mending),
    fixes: () => fixesFor(yaml, mending),
  });
}

/** Whether so little of the document stands where it belongs that what other rules say of it would be noise. */
export function isWreck(document: WorkspaceDocument): boolean {
  return mendingOf(document) !== undefined && documentMarks(document.yaml) >= fewMarks;
}

/** The edit that mends a document whose mending is sure; undefined for every other document. */
export function sureMending(document: WorkspaceDocument): Edit | undefined {
  const mending = mendingOf(document);
  const { yaml } = document;
  if (mending?.kind !== "mended") return undefined;
  return { span: { start: 0, end: yaml.text.length }, text: fitted(yaml, mending.text) };
}

type Mended = Extract<Mending, { kind: "mended" | "unsure" }>;

const known = new WeakMap<YamlDocument, Mended | "nothing">();

/** The search behind it takes long, so it is not made for what somebody is typing. */
function mendingOf({ yaml, typed }: WorkspaceDocument): Mended | undefined {
  if (yaml.text.length > maxLength) return undefined;
  if (yaml.errors.length === 0 && documentMarks(yaml) < fewMarks) return undefined;
  let found = known.get(yaml);
  if (found === undefined) {
    if (typed) return undefined;
    const mending = mend(yaml.text);
    const holds = mending.kind === "mended" || (mending.kind === "unsure" && mending.doubt !== "odd");
    found = holds && !isSlip(yaml, mending) ? mending : "nothing";
    known.set(yaml, found);
  }
  return found === "nothing" ? undefined : found;
}

/** Characters that come from pages and not from keyboards: no-break and zero-width spaces, full-width marks, dashes. */
const fromPages = /[\u00a0\u200b-\u200d\ufeff：，；“”‘’－–—]/;

/**
 * Whether only one line is wrong, in a way that happens while typing (a tab, a column too many, a second colon): then the
 * finding about that line says all there is to say.
 */
function isSlip(yaml: YamlDocument, mending: Mended): boolean {
  const lines = (text: string) => text.split(/\r\n?|\n/).map((line) => line.trimEnd());
  const before = lines(yaml.text);
  const after = lines(mending.text);
  // Lines that were run together are no slip, unless it is not even sure that they were.
  if (before.length < 3 || (mending.kind === "mended" && before.length !== after.length)) return false;
  const changed = before.filter((line) => !after.includes(line));
  return changed.length <= 1 && !changed.some((line) => fromPages.test(line));
}

function messageOf(yaml: YamlDocument, mending: Mended): Text {
  const readable = yaml.errors.length === 0;
  const doubt = mending.kind === "unsure" ? mending.why : { en: "", "zh-cn": "" };
  const en = readable
    ? "This manifest was damaged when it was copied: kubectl reads it, but its fields are not where they belong."
    : "This manifest was damaged when it was copied, and kubectl cannot read it.";
  const zh = readable
    ? "这份清单在复制时被损坏：kubectl 能读取它，但其中的字段不在应有的位置。"
    : "这份清单在复制时被损坏，kubectl 无法读取。";
  return { en: `${en} ${doubt.en}`.trimEnd(), "zh-cn": zh + doubt["zh-cn"] };
}

/** Never safe: nobody's text is rewritten without asking. */
function* fixesFor(yaml: YamlDocument, mending: Mended): Iterable<Fix> {
  const whole = { start: 0, end: yaml.text.length };
  const title: Text =
    mending.kind === "mended"
      ? { en: "Repair this manifest", "zh-cn": "修复这份清单" }
      : { en: "Repair this manifest (most likely result)", "zh-cn": "修复这份清单（可能性最大的还原结果）" };
  yield { title, safe: false, edits: [{ span: whole, text: fitted(yaml, mending.text) }] };
  for (const [index, text] of mending.alternatives.slice(0, 2).entries()) {
    const number = index + 2;
    yield {
      title: { en: `Repair this manifest (alternative ${number})`, "zh-cn": `修复这份清单（第 ${number} 种还原结果）` },
      safe: false,
      edits: [{ span: whole, text: fitted(yaml, text) }],
    };
  }
}

/** A `---` that the document begins with stays: the mended text may have lost it. */
function fitted(yaml: YamlDocument, text: string): string {
  const separator = /^---[ \t]*(#.*)?\r?\n/.exec(yaml.text)?.[0];
  return separator === undefined || text.startsWith("---") ? text : separator + text;
}
