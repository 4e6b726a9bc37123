// The ConfigMaps by which ingress-nginx passes TCP and UDP ports on to Services: `5432: shop/db:5432`.
// Source: ingress-nginx' user guide, "Exposing TCP and UDP services".

import { isFilledIn } from "../base/placeholder.ts";
import { get } from "../yaml/cursor.ts";
import type { Entry, StringNode } from "../yaml/node.ts";
import type { Manifest, WorkloadManifest } from "./manifest.ts";
import type { Protocol } from "./ports.ts";
import { stringsOf } from "./strings.ts";

/** One port that the controller opens, and the Service port behind it. */
export interface StreamService {
  readonly entry: Entry;
  readonly node: StringNode;
  /** The controller's own port. */
  readonly port: number;
  readonly namespace: string;
  readonly service: string;
  /** A port of the Service: a number or a name. */
  readonly servicePort: number | string;
  /** What follows the port: `:PROXY`. */
  readonly rest: string;
}

const value = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9-]*):([a-z0-9][a-z0-9-]*)((?::PROXY)*:?)$/;

/** The ports of such a ConfigMap; none where it holds anything else. */
export function streamServicesOf(manifest: Manifest): readonly StreamService[] {
  const data = get(manifest.root, "data");
  if (manifest.kind !== "ConfigMap" || data?.kind !== "map") return [];
  const all = data.entries.map((entry) => {
    const { key, value: node } = entry;
    const [, namespace, service, port, rest] = value.exec(node.kind === "string" ? node.value : "") ?? [];
    if (!/^\d{1,5}$/.test(key) || node.kind !== "string") return undefined;
    if (namespace === undefined || service === undefined || port === undefined || rest === undefined) return undefined;
    const servicePort = /^\d+$/.test(port) ? Number(port) : port;
    return { entry, node, port: Number(key), namespace, service, servicePort, rest };
  });
  const found = all.filter((each) => each !== undefined);
  return found.length === all.length || isStreamMap(manifest) ? found : [];
}

/** Values of such a ConfigMap, by its name, that the controller does not understand, and so leaves out. */
export function misreadStreams(manifest: Manifest): readonly { readonly entry: Entry; readonly node: StringNode }[] {
  const data = get(manifest.root, "data");
  if (!isStreamMap(manifest) || data?.kind !== "map") return [];
  return data.entries.flatMap((entry) => {
    const { key, value: node } = entry;
    if (node.kind !== "string" || !/^\d{1,5}$/.test(key) || isFilledIn(node.value) || value.test(node.value)) return [];
    return [{ entry, node }];
  });
}

/** Whether a ConfigMap is called as the controller's manifests and chart call it, and has ports for keys. */
function isStreamMap({ kind, name, root }: Manifest): boolean {
  if (kind !== "ConfigMap" || !/(^|-)(tcp|udp)(-services)?$/.test(name?.value ?? "")) return false;
  const data = get(root, "data");
  return data?.kind === "map" && data.entries.every(({ key }) => /^\d{1,5}$/.test(key));
}

/** The protocol for which a controller opens the ports of the ConfigMap `namespace/name`; undefined: it does not read it. */
export function opensFor(
  { manifest, namespace }: { readonly manifest: WorkloadManifest; readonly namespace: string },
  config: { readonly namespace: string; readonly name: string },
): Protocol | undefined {
  for (const { node } of stringsOf(manifest)) {
    const [, protocol, where, name] =
      /^--(tcp|udp)-services-configmap=(\$\(POD_NAMESPACE\)|[a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(node.value) ?? [];
    if (name !== config.name) continue;
    if ((where?.startsWith("$") ? namespace : where) === config.namespace) return protocol === "udp" ? "UDP" : "TCP";
  }
  return undefined;
}
