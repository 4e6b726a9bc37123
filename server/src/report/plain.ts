// Access paths for a terminal: a table for each Service.

import { oneLine, padTo, paragraph, visible, widthOf } from "../base/columns.ts";
import { type Locale, say, type Text } from "../base/text.ts";
import type { AccessPath, ServicePaths } from "../protocol.ts";
import { certaintyNames, kindNames, placeholders, stateNames, stateSigns, viewpointNames } from "../protocol-words.ts";
import { destinationOf, viewpointOrder } from "./vocabulary.ts";

/** One table a Service, by viewpoint; what does not work says why below. Fits `columns` where its addresses do. */
export function pathsText(services: readonly ServicePaths[], locale: Locale, columns = 80): string {
  if (services.length === 0) return `${say({ en: "No Services.", "zh-cn": "没有 Service。" }, locale)}\n`;
  return services.map((service) => `${blockOf(service, locale, columns)}\n`).join("\n");
}

const heads: readonly Text[] = [
  { en: "KIND OF PATH", "zh-cn": "路径类型" },
  { en: "ADDRESS", "zh-cn": "地址" },
  { en: "STATE", "zh-cn": "状态" },
  { en: "CERTAINTY", "zh-cn": "依据" },
];

function blockOf(service: ServicePaths, locale: Locale, columns: number): string {
  const type = service.headless ? "headless" : service.type;
  const place = service.file ?? say({ en: "only in the cluster", "zh-cn": "仅存在于集群中" }, locale);
  const facts = { en: ` (${type}, ${place})`, "zh-cn": `（${type}，${place}）` };
  const lines = [...paragraph(`${service.namespace}/${service.name}${say(facts, locale)}`, columns, "", "  ")];
  const rows = service.paths.map((path) => cellsOf(path, locale));
  const titles = heads.map((head) => say(head, locale));
  const widths = titles.map((title, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
  const isNarrow = widths.reduce((sum, width) => sum + width + 2, 4) <= columns;
  const row = (cells: readonly string[]) =>
    `    ${cells.map((cell, index) => padTo(cell, widths[index] ?? 0)).join("  ")}`.trimEnd();
  if (isNarrow) lines.push(row(titles));
  // One cause often breaks many paths of a Service: it is told at the first.
  const told = new Set<string>();
  for (const viewpoint of viewpointOrder) {
    const paths = service.paths.filter((path) => path.viewpoint === viewpoint);
    if (paths.length === 0) continue;
    lines.push(`  ${say(viewpointNames[viewpoint], locale)}`);
    for (const path of paths) {
      const [kind = "", address = "", state = "", certainty = ""] = cellsOf(path, locale);
      // Where a row is too long, what is said of the address stands below it.
      if (isNarrow) lines.push(row([kind, address, state, certainty]));
      else {
        const words = [kind, state, certainty].filter((word) => word !== "");
        const said = say({ en: `(${words.join(", ")})`, "zh-cn": `（${words.join("，")}）` }, locale);
        const isShort = widthOf(address) + widthOf(said) + 6 <= columns;
        lines.push(...(isShort ? [`    ${address}  ${said}`] : [`    ${address}`, `      ${said}`]));
      }
      if (path.why !== null && path.state !== "complete" && isNews(path, locale) && !told.has(path.why)) {
        told.add(path.why);
        lines.push(...paragraph(oneLine(path.why), columns, "        "));
      }
    }
  }
  return lines.join("\n");
}

function cellsOf(path: AccessPath, locale: Locale): readonly string[] {
  const protocol = path.protocol === "TCP" ? "" : ` ${path.protocol}`;
  const address = visible(`${destinationOf(path, locale)}${protocol}`);
  // That the cluster assigns it says already how sure it is.
  const isAssigned = address.includes(say(placeholders.assigned, locale));
  return [
    say(kindNames[path.kind], locale),
    address,
    `${stateSigns[path.state]} ${say(stateNames[path.state], locale)}`,
    isAssigned ? "" : say(certaintyNames[path.certainty], locale),
  ];
}

/** Whether the reason says more than the address itself: that the cluster is yet to assign it is plain to see. */
function isNews(path: AccessPath, locale: Locale): boolean {
  return path.state === "broken" || !destinationOf(path, locale).includes(say(placeholders.assigned, locale));
}
