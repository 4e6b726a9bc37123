// Access paths as lines for a terminal.

import { type Locale, say } from "../base/text.ts";
import type { ServicePaths } from "../protocol.ts";
import { certaintyNames, kindNames, placeholders, stateNames, stateSigns, viewpointNames } from "../protocol-words.ts";
import { destinationOf, viewpointOrder } from "./vocabulary.ts";

/** One block a Service, by viewpoint; what does not work says why. */
export function pathsText(services: readonly ServicePaths[], locale: Locale): string {
  if (services.length === 0) return `${say({ en: "No Services.", "zh-cn": "没有 Service。" }, locale)}\n`;
  return services.map((service) => `${blockOf(service, locale)}\n`).join("\n");
}

function blockOf(service: ServicePaths, locale: Locale): string {
  const type = service.headless ? "headless" : service.type;
  const place = service.file ?? say({ en: "only in the cluster", "zh-cn": "仅存在于集群中" }, locale);
  const lines = [`${service.namespace}/${service.name} (${type}, ${place})`];
  for (const viewpoint of viewpointOrder) {
    const paths = service.paths.filter((path) => path.viewpoint === viewpoint);
    if (paths.length === 0) continue;
    lines.push(`  ${say(viewpointNames[viewpoint], locale)}`);
    for (const path of paths) {
      const mark = stateSigns[path.state];
      const protocol = path.protocol === "TCP" ? "" : ` ${path.protocol}`;
      const to = destinationOf(path, locale);
      const details = [say(kindNames[path.kind], locale)];
      if (!to.includes(say(placeholders.assigned, locale))) details.push(say(certaintyNames[path.certainty], locale));
      if (path.state !== "complete") details.unshift(say(stateNames[path.state], locale));
      lines.push(`    ${mark} ${to}${protocol}  (${details.join(", ")})`);
      if (path.why !== null && path.state === "broken")
        lines.push(`        ${path.why.replace(/\s*[\r\n]+\s*/g, " ")}`);
    }
  }
  return lines.join("\n");
}
