// Two environments beside one another as Markdown: a table of the Services that differ, then every path that does.

import { type Locale, say, type Text } from "../base/text.ts";
import type { CompareResult, ServiceDifference, ServicePaths } from "../protocol.ts";
import { type ComparedService, comparedPathText, exposedText } from "./comparison.ts";
import { cell, code, table } from "./markdown.ts";

/** The differences for a client, and as a report. */
export function comparisonAnswer(
  base: string,
  head: string,
  services: readonly ComparedService[],
  locale: Locale,
): CompareResult {
  const different = services.filter(differs);
  return {
    base,
    head,
    services: different.map((service) => differenceOf(service, locale)),
    same: services.length - different.length,
    report: comparisonReport(base, head, services, locale),
  };
}

function differenceOf(compared: ComparedService, locale: Locale): ServiceDifference {
  const { before, after } = compared;
  const service = after ?? before;
  return {
    name: service?.name ?? "",
    where: before === undefined ? "head" : after === undefined ? "base" : "both",
    namespaces: [before?.namespace ?? null, after?.namespace ?? null],
    types: [typeOf(before) ?? null, typeOf(after) ?? null],
    changes: changesOf(compared, locale).map((line) => ({
      kind: line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "changed",
      text: line.slice(2),
    })),
    ...(service?.uri === undefined ? {} : { uri: service.uri }),
    ...(service?.range == null ? {} : { range: service.range }),
  };
}

/** `base` and `head`: what the sides are called. */
export function comparisonReport(
  base: string,
  head: string,
  services: readonly ComparedService[],
  locale: Locale,
): string {
  const t = (en: string, zh: string) => say({ en, "zh-cn": zh }, locale);
  const different = services.filter(differs);
  const title = `# ${t("Access paths", "访问路径")}: ${cell(base)} → ${cell(head)}`;
  if (different.length === 0) {
    return `${title}\n\n${t("No differences.", "没有差异。")}\n`;
  }
  const same = services.length - different.length;
  const summary = t(
    `${different.length} of ${services.length} Services ${different.length === 1 ? "differs" : "differ"}; ${same} ${same === 1 ? "has" : "have"} the same access paths in both.`,
    `${services.length} 个 Service 中有 ${different.length} 个不同；${same} 个在两边的访问路径相同。`,
  );
  const rows = different.map(({ before, after }) => [
    code((after ?? before)?.name ?? ""),
    sideCell(before, locale),
    sideCell(after, locale),
  ]);
  const overview = table(["Service", base, head], rows);
  const sections = different.map((service) => sectionOf(service, base, head, locale));
  return `${[title, summary, overview, ...sections].join("\n\n")}\n`;
}

/** Whether anything about the Service's paths is not the same on both sides, or its type. */
export function differs({ before, after, comparison: { paths, exposure } }: ComparedService): boolean {
  const changes = [paths.added, paths.removed, paths.changed, exposure.added, exposure.removed];
  return changes.some((list) => list.length > 0) || typeOf(before) !== typeOf(after);
}

/** The type as people name it; undefined for no Service. */
export function typeOf(service: ServicePaths | undefined): string | undefined {
  return service?.headless ? "Headless" : service?.type;
}

/** Type, ports, and where it is reached from outside. */
function sideCell(service: ServicePaths | undefined, locale: Locale): string {
  if (service === undefined) return "–";
  const ports = [...new Set(service.paths.flatMap(({ servicePort }) => servicePort?.port ?? []))];
  const outside = service.paths.filter(({ viewpoint, state }) => viewpoint === "external" && state !== "broken");
  const isOpen = outside.length > 0;
  const open: Text = isOpen
    ? { en: "reachable from outside", "zh-cn": "可从外部访问" }
    : { en: "not reachable from outside", "zh-cn": "不可从外部访问" };
  return [code(typeOf(service) ?? ""), ports.join(", "), say(open, locale)].filter((part) => part !== "").join(" · ");
}

function sectionOf({ before, after, comparison }: ComparedService, base: string, head: string, locale: Locale): string {
  const t = (en: string, zh: string) => say({ en, "zh-cn": zh }, locale);
  const service = after ?? before;
  const heading = `## ${cell(service?.name ?? "")}`;
  const where =
    before === undefined
      ? t(`Only in ${head}.`, `仅在 ${head} 中。`)
      : after === undefined
        ? t(`Only in ${base}.`, `仅在 ${base} 中。`)
        : undefined;
  return [
    heading,
    ...(where === undefined ? [] : [cell(where)]),
    `\`\`\`diff\n${fenced(changesOf({ before, after, comparison }, locale))}\n\`\`\``,
  ].join("\n\n");
}

const fenced = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/[\r\n`]+/g, " ")).join("\n");

/** Each difference in a line that begins with `+`, `-` or `~`. */
export function changesOf({ before, after, comparison }: ComparedService, locale: Locale): readonly string[] {
  const t = (en: string, zh: string) => say({ en, "zh-cn": zh }, locale);
  const { paths, exposure } = comparison;
  const type = (one: ServicePaths | undefined) => typeOf(one) ?? "";
  return [
    ...(before !== undefined && after !== undefined && type(before) !== type(after)
      ? [`~ ${t("type", "类型")}: ${type(before)} → ${type(after)}`]
      : []),
    ...exposure.added.map((one) => `+ ${t("reachable from outside", "可从外部访问")}: ${exposedText(one, locale)}`),
    ...exposure.removed.map((one) => `- ${t("reachable from outside", "可从外部访问")}: ${exposedText(one, locale)}`),
    ...paths.added.map(({ path }) => `+ ${comparedPathText(path, locale)}`),
    ...paths.removed.map(({ path }) => `- ${comparedPathText(path, locale)}`),
    ...paths.changed.map(
      (one) =>
        `~ ${comparedPathText(one.before, locale)} → ${comparedPathText(one.after, locale)}${one.after.why === null ? "" : `: ${one.after.why}`}`,
    ),
  ];
}
