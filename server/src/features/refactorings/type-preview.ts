// What a change of type does, told: which access paths appear, disappear and change, and what becomes of the fields.

import { oneLine } from "../../base/columns.ts";
import { type FieldPath, formatField } from "../../base/field.ts";
import { type Locale, say, type Text } from "../../base/text.ts";
import type { AccessPath, FieldDifference, PathDifference } from "../../protocol.ts";
import { kindNames, stateNames, viewpointNames } from "../../protocol-words.ts";
import { destinationOf, viewpointOrder, wayOf } from "../../report/vocabulary.ts";
import type { Node } from "../../yaml/node.ts";
import { jsonText } from "../../yaml/to-json.ts";

/** The paths of a Service as one kustomization applies it; `scope` is its folder, undefined for a plain file. */
export interface PathsInScope {
  readonly scope: string | undefined;
  readonly paths: readonly AccessPath[];
}

/** What appears first, then what changes, then what disappears; each in the order of viewpoints. */
export function pathDifferences(
  before: readonly PathsInScope[],
  after: readonly PathsInScope[],
  locale: Locale,
): readonly PathDifference[] {
  const found = after.flatMap(({ scope, paths }, index) => {
    const differences = differencesIn(before[index]?.paths ?? [], paths, locale);
    if (scope === undefined || after.length < 2) return [...differences];
    return [...differences].map((each) => ({ ...each, detail: `${each.detail} · ${scope}` }));
  });
  const order = ["appears", "changes", "disappears"];
  const rank = ({ kind, before: old, after: now }: PathDifference) =>
    order.indexOf(kind) * 10 + viewpointOrder.indexOf((now ?? old)?.viewpoint ?? "cluster");
  return found.sort((a, b) => rank(a) - rank(b));
}

function* differencesIn(
  before: readonly AccessPath[],
  after: readonly AccessPath[],
  locale: Locale,
): Iterable<PathDifference> {
  const left = [...before];
  for (const path of after) {
    const same = left.findIndex((old) => keyOf(old) === keyOf(path) && old.address === path.address);
    const at = same >= 0 ? same : left.findIndex((old) => keyOf(old) === keyOf(path));
    const [old] = at < 0 ? [] : left.splice(at, 1);
    const to = destinationOf(path, locale);
    if (old === undefined) yield { kind: "appears", address: to, detail: detailOf(path, locale), after: path };
    else if (differ(old, path, locale)) {
      const from = destinationOf(old, locale);
      const address = from === to ? to : `${from} → ${to}`;
      yield { kind: "changes", address, detail: detailOf(path, locale, old), before: old, after: path };
    }
  }
  for (const old of left) {
    yield { kind: "disappears", address: destinationOf(old, locale), detail: detailOf(old, locale), before: old };
  }
}

/** What makes a path the same one, whatever becomes of its address and port. */
function keyOf({ kind, servicePort, protocol, path }: AccessPath): string {
  return [kind, servicePort?.port ?? "", protocol, path ?? ""].join(" ");
}

function differ(before: AccessPath, after: AccessPath, locale: Locale): boolean {
  return (
    destinationOf(before, locale) !== destinationOf(after, locale) ||
    before.state !== after.state ||
    wayOf(before, locale) !== wayOf(after, locale)
  );
}

function detailOf(path: AccessPath, locale: Locale, before = path): string {
  const state = before.state === path.state ? "" : `${say(stateNames[before.state], locale)} → `;
  const shown = path.state === "complete" && state === "" ? [] : [state + say(stateNames[path.state], locale)];
  const ways = wayOf(before, locale) === wayOf(path, locale) ? [] : [wayOf(path, locale)];
  return [say(viewpointNames[path.viewpoint], locale), say(kindNames[path.kind], locale), ...shown, ...ways].join(
    " · ",
  );
}

/** Every field that goes, comes or has another value, in the order of the text before. */
export function fieldDifferences(before: Node, after: Node): readonly FieldDifference[] {
  return [...differencesBelow(before, after, [])];
}

function* differencesBelow(
  before: Node | undefined,
  after: Node | undefined,
  path: FieldPath,
): Iterable<FieldDifference> {
  if (before !== undefined && after !== undefined && jsonText(before) === jsonText(after)) return;
  if (before?.kind === "map" && after?.kind === "map") {
    const keys = new Set([...before.entries, ...after.entries].map(({ key }) => key));
    for (const key of keys) {
      const [old, now] = [before, after].map((map) => map.entries.find((entry) => entry.key === key)?.value);
      const last = path.at(-1);
      const step = last === "annotations" || last === "labels" || last === "selector" ? { key } : key;
      yield* differencesBelow(old, now, [...path, step]);
    }
    return;
  }
  if (before?.kind === "list" && after?.kind === "list" && before.items.length === after.items.length) {
    for (const [index, item] of before.items.entries())
      yield* differencesBelow(item, after.items[index], [...path, index]);
    return;
  }
  yield {
    field: formatField(path),
    ...(before === undefined ? {} : { before: jsonText(before) }),
    ...(after === undefined ? {} : { after: jsonText(after) }),
  };
}

const headings: Readonly<Record<PathDifference["kind"], Text>> = {
  appears: { en: "New paths", "zh-cn": "新增的访问路径" },
  changes: { en: "Changed paths", "zh-cn": "变化的访问路径" },
  disappears: { en: "Removed paths", "zh-cn": "移除的访问路径" },
};

/** All of it as Markdown. `created`: URIs of new files. */
export function previewText(
  story: {
    readonly title: string;
    readonly paths: readonly PathDifference[];
    readonly fields: readonly FieldDifference[];
    readonly added: readonly { readonly kind: string; readonly name: string }[];
    readonly notes: readonly string[];
  },
  created: readonly string[],
  locale: Locale,
): string {
  const blocks = [`# ${story.title}`];
  for (const kind of ["appears", "changes", "disappears"] as const) {
    const lines = story.paths.filter((path) => path.kind === kind);
    if (lines.length === 0) continue;
    const list = lines.map(({ address, detail }) => `- ${code(address)}: ${oneLine(detail)}`);
    blocks.push(`## ${say(headings[kind], locale)}`, list.join("\n"));
  }
  const fields = story.fields.map(({ field, before, after }) => {
    if (before === undefined) return `- ${code(`${field}: ${after}`)} ${say({ en: "comes", "zh-cn": "新增" }, locale)}`;
    if (after === undefined) return `- ${code(`${field}: ${before}`)} ${say({ en: "goes", "zh-cn": "删除" }, locale)}`;
    return `- ${code(field)}: ${code(before)} → ${code(after)}`;
  });
  for (const { kind, name } of story.added)
    fields.push(`- ${code(`${kind} ${name}`)} ${say({ en: "comes", "zh-cn": "新增" }, locale)}`);
  for (const uri of created) {
    const name = decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
    fields.push(`- ${code(name)}: ${say({ en: "a new file", "zh-cn": "新文件" }, locale)}`);
  }
  if (fields.length > 0) blocks.push(`## ${say({ en: "The manifest", "zh-cn": "清单" }, locale)}`, fields.join("\n"));
  if (story.notes.length > 0) {
    const title = say({ en: "Notes", "zh-cn": "注意事项" }, locale);
    blocks.push(`## ${title}`, story.notes.map((note) => `- ${note}`).join("\n"));
  }
  return `${blocks.join("\n\n")}\n`;
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'")}\``;
}
