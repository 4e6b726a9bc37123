// Contour's HTTPProxy: a root names the host, and may take in others below a prefix.

import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { get, getAll, itemsOf, stringOf } from "../yaml/cursor.ts";
import type { Node } from "../yaml/node.ts";
import { type Front, type Named, placeOf } from "./front.ts";

/** Proxies take in one another no deeper than this. */
const deepest = 10;

export function* contourFronts({ resource, backend }: Named, world: World): Iterable<Front> {
  const { list, index } = placeOf(backend);
  const spec = get(resource.manifest.root, "spec");
  const isHttp = list === "routes";
  const path = isHttp ? pathOf(get(itemsOf(get(spec, "routes"))[index], "conditions")) : none;
  for (const { root, prefix } of rootsOf(resource, world, 0)) {
    const host = get(root.manifest.root, "spec", "virtualhost");
    const isSecure = get(host, "tls")?.kind === "map";
    const whole = `${prefix}${path.text}`.replace(/\/+/g, "/");
    yield {
      host: stringOf(get(host, "fqdn")),
      path: whole === "" ? undefined : whole,
      isPlain: path.isPlain,
      port: isSecure ? 443 : 80,
      scheme: isHttp ? (isSecure ? "https" : "http") : undefined,
      protocol: "TCP",
      entry: resource,
    };
  }
}

/** The proxies with a host that lead here, and below which prefix; one that nobody takes in is not served. */
function* rootsOf(
  proxy: Resource,
  world: World,
  depth: number,
): Iterable<{ readonly root: Resource; readonly prefix: string }> {
  if (get(proxy.manifest.root, "spec", "virtualhost") !== undefined) {
    yield { root: proxy, prefix: "" };
    return;
  }
  if (depth > deepest) return;
  for (const parent of world.ofKindEverywhere(proxy, "HTTPProxy")) {
    for (const include of getAll(parent.manifest.root, ["spec", "includes", "*"])) {
      if (stringOf(get(include, "name")) !== proxy.name) continue;
      if ((stringOf(get(include, "namespace")) || parent.namespace) !== proxy.namespace) continue;
      const own = pathOf(get(include, "conditions")).text;
      for (const { root, prefix } of rootsOf(parent, world, depth + 1)) yield { root, prefix: prefix + own };
    }
  }
}

interface ConditionPath {
  readonly text: string;
  readonly isPlain: boolean;
}

const none: ConditionPath = { text: "", isPlain: true };

/** Prefixes are joined; an exact path and an expression stand alone. */
function pathOf(conditions: Node | undefined): ConditionPath {
  let path = none;
  for (const condition of itemsOf(conditions)) {
    const plain = stringOf(get(condition, "prefix")) ?? stringOf(get(condition, "exact"));
    const regex = stringOf(get(condition, "regex"));
    path = { text: path.text + (plain ?? regex ?? ""), isPlain: path.isPlain && regex === undefined };
  }
  return path;
}
