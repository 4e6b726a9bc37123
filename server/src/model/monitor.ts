// ServiceMonitors and PodMonitors (monitoring.coreos.com): where they look for what they scrape.

import { get, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";

/** Whether a monitor of the namespace `own` looks into `namespace`: its own, unless namespaceSelector says otherwise. */
export function looksInto(monitor: Node, own: string, namespace: string): boolean {
  const selector = get(monitor, "spec", "namespaceSelector");
  const any = get(selector, "any");
  if (any?.kind === "bool" && any.value) return true;
  const names = get(selector, "matchNames");
  if (names?.kind === "list" && names.items.length > 0) return names.items.some((item) => stringOf(item) === namespace);
  return namespace === own;
}
